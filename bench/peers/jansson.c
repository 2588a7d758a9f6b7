// SPDX-License-Identifier: Apache-2.0
#include "peer.h"

#include <jansson.h>

bool peer_read(const char *bytes, size_t len)
{
    json_error_t error;
    json_t *value = json_loadb(bytes, len, 0, &error);
    bool is_read = value != NULL;
    json_decref(value);
    return is_read;
}
