// SPDX-License-Identifier: Apache-2.0
// Rows of the database as the structures of the house.

#include "store/internal.h"

enum {
    COLUMN_NUMBER,
    COLUMN_VERSION,
    COLUMN_STATE,
    COLUMN_DEAL,
    COLUMN_INDEX,
    COLUMN_CREATED,
    COLUMN_CHANGED,
    COLUMN_CONTENT_INDEX,
    COLUMN_CONTENT_HASH,
    COLUMN_CONTENT_SIZE,
    COLUMN_FACETS,
};

Slice value_copy(Arena *arena, const Value *value)
{
    return value->kind == VALUE_NULL ? (Slice){0} : arena_copy(arena, value->bytes);
}

bool record_take(Arena *arena, const Value *row, Record *record, uint64_t *content_index,
                 Faults *faults)
{
    record->number = (uint64_t)row[COLUMN_NUMBER].number;
    record->version = (uint64_t)row[COLUMN_VERSION].number;
    record->state = value_copy(arena, &row[COLUMN_STATE]);
    record->deal = value_copy(arena, &row[COLUMN_DEAL]);
    record->index = (uint64_t)row[COLUMN_INDEX].number;
    record->created_ms = row[COLUMN_CREATED].number;
    record->changed_ms = row[COLUMN_CHANGED].number;
    *content_index = (uint64_t)row[COLUMN_CONTENT_INDEX].number;
    record->content_body = (Body){.size = (uint64_t)row[COLUMN_CONTENT_SIZE].number};
    Slice hash = row[COLUMN_CONTENT_HASH].bytes;
    if (row[COLUMN_CONTENT_HASH].kind != VALUE_NULL) {
        if (hash.len != HASH_SIZE)
            return fault_add(faults, FAULT_IO, 0, 0, "the record's row is damaged");
        memcpy(record->content_body.hash.at, hash.at, HASH_SIZE);
        record->content_body.is_there = true;
    }
    Slice facets = value_copy(arena, &row[COLUMN_FACETS]);
    return facets_read(arena, facets, &record->facets, &record->facet_count, faults);
}

bool entry_take(Arena *arena, const Value *row, Entry *entry, Faults *faults)
{
    *entry = (Entry){0};
    if (!leaf_read(arena, arena_copy(arena, row[1].bytes), entry, faults))
        return false;
    if (entry->index != (uint64_t)row[0].number)
        return fault_add(faults, FAULT_IO, 0, 0, "entry %lld lies at another index",
                         (long long)row[0].number);
    Slice slip = value_copy(arena, &row[2]);
    entry->is_erased = entry->has_slip && slip.at == NULL;
    if (slip.at == NULL)
        return true;
    Hash hash = hash_of(slip);
    if (!entry->has_slip || !hash_equal(&hash, &entry->slip_hash))
        return fault_add(faults, FAULT_IO, 0, 0, "the slip of entry %llu is not the one it names",
                         (unsigned long long)entry->index);
    return slip_read(arena, slip, entry, faults);
}
