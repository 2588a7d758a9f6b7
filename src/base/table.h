// Hash table from byte strings to small numbers: interning, sets, look-ups. Lives in an arena.
#pragma once

#include "base/arena.h"

typedef struct Table Table;

enum { TABLE_NONE = -1 };

Table *table_new(Arena *arena, size_t expected);

// The number of `key`, from 0 in order of first sight. The key's bytes are not copied: they must
// live as long as the table.
int32_t table_add(Table *table, Slice key, bool *is_new); // is_new may be NULL
int32_t table_find(const Table *table, Slice key);        // or TABLE_NONE
size_t table_count(const Table *table);
Slice table_key(const Table *table, int32_t number);

// Several names as one key, in `arena`: each ended by a byte that no name has.
Slice names_join(Arena *arena, const Slice *names, size_t count);
