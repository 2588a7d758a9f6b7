// What the importers of goods (HS, tariffs) share: their header, their codes.
#pragma once

#include "codes/rows.h"
#include "codes/make.h"

// "0101.21", "010121" ─► "010121": digits, an even number of them from 2 to 12. Empty for all else.
Slice goods_code(Arena *arena, Slice text);

// The column of the header's cell: hscode and code; description (English), description_ja …; all
// else by its own name. Publishers write what they like, so letters are taken in any case.
CodeColumn goods_column(Arena *arena, Slice cell);
