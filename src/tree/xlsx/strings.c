// SPDX-License-Identifier: Apache-2.0
// Texts of cells: most are in a list that all sheets share.
//
//     <si><t>Bearing</t></si>
//     <si><r><rPr>…</rPr><t>Bear</t></r><r><t>ing</t></r><rPh>…</rPh></si>
//
// <rPh> is how a Japanese word is read aloud, and no part of it.

#include "tree/xlsx/internal.h"

#include "base/ascii.h"

// The character of "_x000D_" at `at`; -1 where none stands there.
static int32_t escape_at(Slice text, size_t at)
{
    int32_t code = 0;
    if (at + 7 > text.len || text.at[at] != '_' || text.at[at + 1] != 'x' || text.at[at + 6] != '_')
        return -1;
    for (size_t i = at + 2; i < at + 6; i++) {
        int digit = hex_value(text.at[i]);
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code >= 0xD800 && code <= 0xDFFF ? -1 : code;
}

// Line ends are line feeds from here on.
static void add_character(Buffer *out, uint32_t c)
{
    if (c == '\n' && out->len > 0 && out->at[out->len - 1] == '\r')
        out->len--;
    buffer_add_code_point(out, c);
}

Slice strings_unescaped(Arena *arena, Slice text)
{
    if (slice_find(text, S("_x")) == SIZE_MAX &&
        memchr(text.at ? text.at : "", '\r', text.len) == NULL)
        return text;
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < text.len;) {
        int32_t code = escape_at(text, i);
        if (code >= 0)
            add_character(&out, (uint32_t)code);
        else if (text.at[i] == '\n')
            add_character(&out, '\n');
        else
            buffer_add_char(&out, text.at[i]);
        i += code >= 0 ? 7 : 1;
    }
    return buffer_slice(&out);
}

Slice strings_text(Workbook *it, const Tree *part, NodeId element)
{
    NodeId only = part_child(part, element, "t");
    if (only != NODE_NONE && part_child(part, element, "r") == NODE_NONE)
        return strings_unescaped(it->arena, tree_string(part, only, it->arena));
    Buffer out = buffer_new(it->arena);
    for (NodeId run = part_child(part, element, "r"); run != NODE_NONE;
         run = part_next(part, run, "r")) {
        NodeId text = part_child(part, run, "t");
        if (text != NODE_NONE)
            buffer_add(&out, tree_string(part, text, it->arena));
    }
    return strings_unescaped(it->arena, buffer_slice(&out));
}

bool strings_read(Workbook *it)
{
    bool is_absent;
    Slice name = workbook_target_by_type(it, S("/sharedStrings"));
    const Tree *part =
        workbook_part(it, name.len > 0 ? name : S("xl/sharedStrings.xml"), &is_absent);
    if (part == NULL)
        return is_absent; // a workbook of numbers has none
    size_t count = 0, room = 0;
    Slice *strings = NULL;
    for (NodeId node = part_child(part, part_root(part), "si"); node != NODE_NONE;
         node = part_next(part, node, "si")) {
        if (count == room) {
            strings = arena_resize(it->arena, strings, room * sizeof *strings,
                                   (room * 2 + 256) * sizeof *strings);
            room = room * 2 + 256;
        }
        strings[count++] = strings_text(it, part, node);
    }
    it->strings = strings;
    it->string_count = count;
    return true;
}
