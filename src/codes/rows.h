// Rows of CSV (RFC 4180) and of tab-separated text, as publishers really write them.
#pragma once

#include "base/arena.h"

enum { ROWS_CELLS_MAX = 64 }; // of a row; Japan's tariff has 35

typedef struct Rows {
    Arena *arena;
    Slice rest;
    char separator; // , or a tab
    unsigned line;  // on which the row begins
    unsigned line_next;
    Slice cells[ROWS_CELLS_MAX];
    size_t count;
    Faults *faults;
} Rows;

// Rows of `bytes`; what separates cells is seen by the first line.
Rows rows_open(Arena *arena, Slice bytes, Faults *faults);

// The next row that is not empty. Cells are trimmed; line ends in them are blanks. False at the
// end, or with a fault: a quotation that does not end, more cells than there may be.
bool rows_next(Rows *rows);

// The cell with that number of the row; empty where there is none.
static inline Slice rows_cell(const Rows *rows, size_t index)
{
    return index < rows->count ? rows->cells[index] : (Slice){"", 0};
}
