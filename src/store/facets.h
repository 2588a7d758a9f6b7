// The tables of facets and their counts follow the records at a distance: brought up to date before
// they are read, and by the writer when they lag too far behind. So a document that comes alone
// touches few pages, and many that come together touch the pages of their common facets once.
//
// How far they are is the head's `shown`: entries before it are in the tables. What a record has in
// them is kept beside it, so that the difference can be told at any time, by whoever comes; of a
// record that is not in them yet (its number is not before `shown`), what it came with.
#pragma once

#include "store/batch.h"

enum { FACETS_LAG_MAX = 512 }; // entries; a reader brings so many up to date in some 10 ms

// Within the writer's transaction: shows what the entries from `from` to before `to` did.
bool facets_show(Store *store, Connection *connection, uint64_t from, uint64_t to, Faults *faults);

// Before facets are read: brings the tables up to date, unless they are, or the store is read-only.
bool facets_catch_up(Store *store, Arena *arena, Faults *faults);

// A record's facets as they are shown: with its state as one of them, in order.
Slice facets_shown(Arena *arena, const Record *record);
