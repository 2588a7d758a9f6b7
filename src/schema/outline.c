// SPDX-License-Identifier: Apache-2.0
// Writes the lines of an outline.

#include "schema/outline.h"

#include <stdio.h>
#include <string.h>

enum {
    NAME_COLUMNS = 44,
    OCCURS_COLUMNS = 6,
    TEXT_SHOWN = 100, // characters of a documentation
};

static void pad(Buffer *out, size_t from, size_t columns)
{
    while (out->len - from < columns)
        buffer_add_char(out, ' ');
}

static void add_occurs(Buffer *out, uint32_t min, uint32_t max)
{
    if (max == OUTLINE_UNBOUNDED)
        buffer_print(out, "%u..n", min);
    else if (min == max)
        buffer_print(out, "%u", min);
    else
        buffer_print(out, "%u..%u", min, max);
}

static void add_documentation(Buffer *out, Slice text)
{
    bool was_space = false;
    size_t shown = 0;
    text = slice_trim(text);
    for (size_t i = 0; i < text.len; i++) {
        if (shown >= TEXT_SHOWN && ((unsigned char)text.at[i] & 0xC0) != 0x80) {
            buffer_add(out, S("…"));
            return;
        }
        if (!is_xml_space(text.at[i]) || !was_space) {
            buffer_add_char(out, is_xml_space(text.at[i]) ? ' ' : text.at[i]);
            shown++;
        }
        was_space = is_xml_space(text.at[i]);
    }
}

void outline_add(Outline *outline, const OutlineRow *row)
{
    Buffer *out = outline->out;
    size_t start = out->len;
    outline->lines++;
    pad(out, start, 2 * (size_t)row->depth);
    buffer_add(out, slice_of(row->mark ? row->mark : ""));
    buffer_add(out, row->name);
    pad(out, start, NAME_COLUMNS);
    buffer_add_char(out, ' ');
    start = out->len;
    add_occurs(out, row->min, row->max);
    if (row->type.len || row->documentation.len) {
        pad(out, start, OCCURS_COLUMNS);
        buffer_add_char(out, ' ');
        buffer_add(out, row->type);
    }
    if (row->documentation.len) {
        buffer_add(out, S("  "));
        add_documentation(out, row->documentation);
    }
    buffer_add_char(out, '\n');
}
