// Rows of CSV (RFC 4180) and of tab-separated text, as publishers really write them.
#pragma once

#include "base/arena.h"

enum { CSV_CELLS_MAX = 64 }; // of a row; Japan's tariff has 35

typedef struct Csv {
    Arena *arena;
    Slice rest;
    char separator; // , or a tab
    unsigned line;  // on which the row begins
    unsigned line_next;
    Slice cells[CSV_CELLS_MAX];
    size_t count;
    Faults *faults;
} Csv;

// Text in UTF-8: as it is, without its mark of byte order; or, where it is no UTF-8, taken as
// Windows-1252, in which the UN publishes.
Slice csv_decode(Arena *arena, Slice bytes);

// Rows of `bytes`; what separates cells is seen by the first line.
Csv csv_open(Arena *arena, Slice bytes, Faults *faults);

// The next row that is not empty. Cells are trimmed; line ends in them are blanks. False at the
// end, or with a fault: a quotation that does not end, more cells than there may be.
bool csv_next(Csv *csv);

// The cell with that number of the row; empty where there is none.
static inline Slice csv_cell(const Csv *csv, size_t index)
{
    return index < csv->count ? csv->cells[index] : (Slice){"", 0};
}
