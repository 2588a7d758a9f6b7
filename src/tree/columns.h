// The columns of a table: their letters, and the element names that their captions become.
//
//     "Quantity (PCS)" ─► Quantity_PCS     "単価 (円)" ─► 単価_円
//     the second "No." ─► No._2            none in the fourth column ─► D
#pragma once

#include "base/arena.h"

enum { COLUMNS_MAX = 16384 }; // of a workbook, XFD being the last

// "A" for 0, "AA" for 26. In `arena`.
Slice column_letters(Arena *arena, size_t column);

// 0 for "A", 26 for "AA"; COLUMNS_MAX where they are no column's.
size_t column_number(Slice letters);

// The names of columns by their captions, all different, each a name that XPath takes as it is.
const Slice *column_names(Arena *arena, const Slice *captions, size_t count);
