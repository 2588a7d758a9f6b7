// SPDX-License-Identifier: Apache-2.0
// The codes of a dimension, with what stands above them: declared, by prefix, or by the calendar.

#include "statistics/internal.h"

#include <stdio.h>

enum { CODES_AT_FIRST = 64 };

CodeTree code_tree_new(Arena *arena, const CubeDimension *dimension)
{
    CodeTree codes = {.dimension = dimension,
                      .arena = arena,
                      .names = table_new(arena, CODES_AT_FIRST),
                      .declared = table_new(arena, dimension->code_count + 1)};
    for (size_t i = 0; i < dimension->code_count; i++)
        table_add(codes.declared, dimension->codes[i].id, NULL);
    return codes;
}

// 2026-03-15 ─► 2026-03 ─► 2026-Q1 ─► 2026
static Slice time_parent(Arena *arena, Slice code)
{
    enum { YEAR = 4, MONTH = 7, DAY = 10 };
    if (code.len == DAY)
        return slice_part(code, 0, MONTH);
    if (code.len != MONTH)
        return S("");
    if (code.at[YEAR + 1] == 'Q')
        return slice_part(code, 0, YEAR);
    int month = (code.at[YEAR + 1] - '0') * 10 + code.at[YEAR + 2] - '0';
    return arena_print(arena, "%.4s-Q%d", code.at, (month + 2) / 3);
}

static Slice prefix_parent(const CubeDimension *dimension, Slice code)
{
    size_t length = 0;
    for (size_t i = 0; i < CUBE_DEPTH_MAX && dimension->prefixes[i] > 0; i++)
        if (dimension->prefixes[i] < code.len)
            length = dimension->prefixes[i];
    return slice_part(code, 0, length);
}

static Slice parent_of(const CodeTree *codes, Slice code)
{
    int32_t at;
    switch (codes->dimension->kind) {
    case CODES_TIME:
        return time_parent(codes->arena, code);
    case CODES_PREFIX:
        return prefix_parent(codes->dimension, code);
    case CODES_LIST:
        at = table_find(codes->declared, code);
        return at == TABLE_NONE ? S("") : codes->dimension->codes[at].parent;
    }
    return S("");
}

static void make_room(CodeTree *codes, size_t count)
{
    size_t room = codes->room;
    if (count < room)
        return;
    codes->room = room == 0 ? CODES_AT_FIRST : 2 * room;
    codes->parents = arena_resize(codes->arena, codes->parents, room * sizeof *codes->parents,
                                  codes->room * sizeof *codes->parents);
    codes->depths = arena_resize(codes->arena, codes->depths, room, codes->room);
    codes->has_below = arena_resize(codes->arena, codes->has_below, room, codes->room);
}

// Parents first, so that depths are known. Who has too many above stands at the top.
static uint32_t add(CodeTree *codes, Slice name, unsigned budget)
{
    int32_t known = table_find(codes->names, name);
    if (known != TABLE_NONE)
        return (uint32_t)known;
    if (table_count(codes->names) >= CUBE_CODES_MAX)
        return TOP;
    name = arena_copy(codes->arena, name);
    Slice above = budget > 1 ? parent_of(codes, name) : S("");
    uint32_t parent = above.len > 0 ? add(codes, above, budget - 1) : TOP;
    uint32_t number = (uint32_t)table_add(codes->names, name, NULL);
    make_room(codes, number);
    codes->parents[number] = parent;
    codes->depths[number] = parent == TOP ? 1 : (uint8_t)(codes->depths[parent] + 1);
    codes->has_below[number] = false;
    if (parent != TOP)
        codes->has_below[parent] = true;
    if (codes->depths[number] > codes->depth_max)
        codes->depth_max = codes->depths[number];
    return number;
}

uint32_t code_tree_add(CodeTree *codes, Slice name)
{
    return add(codes, name, CUBE_DEPTH_MAX);
}

uint32_t code_tree_at_depth(const CodeTree *codes, uint32_t code, unsigned depth)
{
    while (code != TOP && codes->depths[code] > depth)
        code = codes->parents[code];
    return code;
}

bool code_tree_is_within(const CodeTree *codes, uint32_t code, uint32_t ancestor)
{
    while (code != TOP && code != ancestor)
        code = codes->parents[code];
    return code == ancestor;
}

Slice code_tree_label(const CodeTree *codes, Slice code, unsigned language)
{
    int32_t at = table_find(codes->declared, code);
    Slice label = at == TABLE_NONE ? S("") : codes->dimension->codes[at].label[language];
    return label.len > 0 ? label : code;
}
