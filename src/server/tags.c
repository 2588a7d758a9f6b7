// SPDX-License-Identifier: Apache-2.0
// Lists of entity tags, as If-Match and If-None-Match have them (RFC 9110, 8.8.3 and 13.1):
//
//     *        "3"        "2", W/"3"

#include "server/internal.h"

// A comma may stand in a tag, so that the list is not cut at commas.
static bool cut_tag(Slice *rest, Slice *tag, bool *is_weak)
{
    *is_weak = slice_starts(*rest, S("W/"));
    Slice quoted = slice_part(*rest, *is_weak ? 2 : 0, rest->len);
    if (!slice_starts(quoted, S("\"")))
        return false;
    size_t end = slice_find(slice_part(quoted, 1, quoted.len), S("\""));
    if (end == SIZE_MAX)
        return false;
    *tag = slice_part(quoted, 1, end);
    for (size_t i = 0; i < tag->len; i++)
        if ((unsigned char)tag->at[i] <= ' ' || tag->at[i] == 0x7F)
            return false;
    *rest = slice_trim(slice_part(quoted, end + 2, quoted.len));
    return rest->len == 0 || slice_starts(*rest, S(","));
}

TagMatch tags_match(Slice list, Slice wanted, TagComparison how)
{
    TagMatch found = TAGS_NONE;
    Slice rest = slice_trim(list), tag;
    if (slice_equal(rest, S("*")))
        return TAGS_MATCH;
    while (rest.len > 0) {
        bool is_weak;
        if (!cut_tag(&rest, &tag, &is_weak))
            return TAGS_BROKEN;
        if (slice_equal(tag, wanted) && (how == TAGS_WEAKLY || !is_weak))
            found = TAGS_MATCH;
        while (slice_starts(rest, S(","))) // a list may have empty places (5.6.1)
            rest = slice_trim(slice_part(rest, 1, rest.len));
    }
    return found;
}
