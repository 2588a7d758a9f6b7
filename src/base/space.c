// SPDX-License-Identifier: Apache-2.0
#include "base/space.h"

Slice space_replace(Arena *arena, Slice text)
{
    size_t i = 0;
    while (i < text.len && (!is_xml_space(text.at[i]) || text.at[i] == ' '))
        i++;
    if (i == text.len)
        return text;
    char *out = arena_take_raw(arena, text.len, 1);
    for (i = 0; i < text.len; i++)
        out[i] = is_xml_space(text.at[i]) ? ' ' : text.at[i];
    return (Slice){out, text.len};
}

// Of a text without blanks at its ends.
static bool is_collapsed(Slice text)
{
    bool after_space = false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c > ' ') {
            after_space = false;
            continue;
        }
        if (c != ' ' || after_space)
            return false;
        after_space = true;
    }
    return true;
}

Slice space_collapse(Arena *arena, Slice text)
{
    text = slice_trim(text);
    if (is_collapsed(text))
        return text;
    char *out = arena_take_raw(arena, text.len, 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++)
        if (!is_xml_space(text.at[i]))
            out[len++] = text.at[i];
        else if (out[len - 1] != ' ')
            out[len++] = ' ';
    return (Slice){out, len};
}
