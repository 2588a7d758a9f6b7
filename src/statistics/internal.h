// What the files of statistics/ share.
#pragma once

#include "base/table.h"
#include "statistics/cube.h"

enum { TOP = UINT32_MAX }; // no parent

// The codes of a dimension that occur, with all above them.
typedef struct Codes {
    const CubeDimension *dimension;
    Arena *arena;
    Table *names;
    Table *declared; // of the dimension's list, by their place in it
    uint32_t *parents;
    uint8_t *depths; // from 1
    size_t room;
} Codes;

Codes codes_new(Arena *arena, const CubeDimension *dimension);
// The number of a code, which is added with all above it. TOP where there are too many.
uint32_t codes_add(Codes *codes, Slice name);
// The code of its kind that stands at `depth`, or itself where it stands higher.
uint32_t codes_at_depth(const Codes *codes, uint32_t code, unsigned depth);
bool codes_is_within(const Codes *codes, uint32_t code, uint32_t ancestor);

// Which amounts a cube has, in the order of its columns: the count of records first.
typedef struct AmountColumn {
    Slice name;     // of the amount
    int measure;    // -1: the count of records
    bool is_number; // of a mean: how many values there were
} AmountColumn;

size_t amount_columns(Arena *arena, const CubeForm *form, AmountColumn columns[CUBE_AMOUNTS_MAX]);

// Codes joined so that they can be told apart again: "2026-03|JP|ITO".
Slice coordinates_join(Arena *arena, const Slice *codes, size_t count);
bool coordinates_split(Arena *arena, Slice text, Slice *codes, size_t count);

// ---- suppress.c ----

// Hides small cells, and what would tell them. `codes[g]` are those of group g.
typedef struct SuppressCell {
    uint32_t codes[CUBE_DIMENSIONS_MAX + 1]; // numbers in `codes`
    size_t width;
    CubeCell *cell;
} SuppressCell;

void suppress(Arena *scratch, const CubeForm *form, const Codes *const *codes, size_t group_count,
              SuppressCell *cells, size_t count, CubeCell *total);
