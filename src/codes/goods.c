// SPDX-License-Identifier: Apache-2.0
// Codes of goods and the headers of their tables, as publishers write them.

#include "codes/goods.h"

#include <ctype.h>

enum { GOODS_CODE_MAX = 12 };

Slice goods_code(Arena *arena, Slice text)
{
    char digits[GOODS_CODE_MAX];
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '.' || text.at[i] == ' ')
            continue;
        if (!isdigit((unsigned char)text.at[i]) || len == GOODS_CODE_MAX)
            return S("");
        digits[len++] = text.at[i];
    }
    return len >= 2 && len % 2 == 0 ? arena_copy(arena, (Slice){digits, len}) : S("");
}

CodeColumn goods_column(Arena *arena, Slice cell)
{
    char *name = (char *)arena_copy(arena, cell).at;
    for (size_t i = 0; i < cell.len; i++)
        name[i] = (char)tolower((unsigned char)name[i]);
    Slice lower = {name, cell.len};
    if (slice_equal(lower, S("hscode")))
        lower = S("code");
    else if (slice_equal(lower, S("description")))
        lower = S("en");
    else if (slice_starts(lower, S("description_")))
        lower = slice_part(lower, strlen("description_"), lower.len);
    else if (column_kind_of(lower) == COLUMN_FACT)
        return (CodeColumn){cell, COLUMN_FACT};
    return (CodeColumn){lower, column_kind_of(lower)};
}
