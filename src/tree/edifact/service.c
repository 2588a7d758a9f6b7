// SPDX-License-Identifier: Apache-2.0
// The table of service segments by which units are cut.

#include "tree/edifact/service.h"

typedef struct ServiceRow {
    char tag[4];
    ServiceRole role;
} ServiceRow;

static const ServiceRow rows[] = {
    {"UNH", SERVICE_MESSAGE},     {"UNT", SERVICE_MESSAGE_END}, {"UNB", SERVICE_INTERCHANGE},
    {"UNZ", SERVICE_BETWEEN},     {"UNG", SERVICE_BETWEEN},     {"UNE", SERVICE_BETWEEN},
    {"UNO", SERVICE_PACKAGE},     {"UNA", SERVICE_ADVICE},      {"UIH", SERVICE_MESSAGE},
    {"UIT", SERVICE_MESSAGE_END}, {"UIB", SERVICE_INTERCHANGE}, {"UIZ", SERVICE_BETWEEN},
    {"UIR", SERVICE_BETWEEN},
};

ServiceRole service_role(Slice tag)
{
    if (tag.len != 3 || tag.at[0] != 'U' || (tag.at[1] != 'N' && tag.at[1] != 'I'))
        return SERVICE_NONE;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (memcmp(rows[i].tag, tag.at, 3) == 0)
            return rows[i].role;
    return SERVICE_NONE;
}
