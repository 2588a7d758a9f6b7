// SPDX-License-Identifier: Apache-2.0
#include "peer.h"

#include <json-c/json.h>

bool peer_read(const char *bytes, size_t len)
{
    struct json_tokener *tokener = json_tokener_new();
    struct json_object *value = json_tokener_parse_ex(tokener, bytes, (int)len);
    bool is_read = value != NULL;
    json_object_put(value);
    json_tokener_free(tokener);
    return is_read;
}
