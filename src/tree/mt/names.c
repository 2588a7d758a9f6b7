// SPDX-License-Identifier: Apache-2.0
// Names between the tables, the file and the tree.

#include "tree/mt/names.h"

#include "base/ascii.h"

Slice mt_element_name(Arena *arena, Slice tag)
{
    return tag.len > 0 && is_digit(tag.at[0]) ? arena_print(arena, "F%.*s", (int)tag.len, tag.at)
                                              : tag;
}

Slice mt_tag_of(Slice name)
{
    return slice_starts(name, S("F")) && name.len > 1 && is_digit(name.at[1])
               ? slice_part(name, 1, name.len)
               : name;
}

Slice mt_header_tag(const MtBlock *block)
{
    if (block->number == '1')
        return S("block1");
    return slice_starts(block->content, S("O")) ? S("block2O") : S("block2I");
}

void mt_write_plain(Buffer *out, const MtField *field, Slice natural, Slice line_end)
{
    static const MtItem lines = {.type = MT_Z, .lines = 2};
    size_t before = out->len;
    if (field != NULL && !field->format.has_parts &&
        mt_value_raw(out, &field->format.items[0], natural, line_end))
        return;
    out->len = before;
    mt_value_raw(out, &lines, natural, line_end);
}
