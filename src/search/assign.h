// Assignment: rows get a column each, no two the same, so that the sum of costs is the least.
#pragma once

#include "base/arena.h"

enum { ASSIGN_MAX = 1024 }; // rows, and columns: a second or two at the worst

// Costs may be negative; ASSIGN_NEVER marks pairs that must not be. `columns[i]` is then the column
// of row i, or ASSIGN_NONE: as many rows as possible get one, at the least cost. `costs` has
// rows × columns numbers, row by row. Work grows with rows² × columns.
#define ASSIGN_NEVER INT64_MAX
#define ASSIGN_NONE  UINT32_MAX

bool assign_all(Arena *arena, const int64_t *costs, uint32_t rows, uint32_t columns,
                uint32_t *result, Faults *faults);
