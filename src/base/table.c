// SPDX-License-Identifier: Apache-2.0
// Hash table from byte strings to small numbers: open addressing over an array of keys.

#include "base/table.h"

#include "base/buffer.h"

typedef struct Entry {
    Slice key;
    uint64_t hash;
} Entry;

struct Table {
    Arena *arena;
    Entry *entries; // in order of first sight
    size_t count, room;
    uint32_t *slots; // number of the entry plus one
    size_t mask;
};

static uint32_t *slot_of(const Table *table, Slice key, uint64_t hash)
{
    for (size_t at = hash;; at++) {
        uint32_t *slot = &table->slots[at & table->mask];
        if (*slot == 0)
            return slot;
        const Entry *entry = &table->entries[*slot - 1];
        if (entry->hash == hash && slice_equal(entry->key, key))
            return slot;
    }
}

static void set_room(Table *table, size_t room)
{
    Entry *entries = arena_array(table->arena, Entry, room);
    uint32_t *slots = arena_array(table->arena, uint32_t, room * 2);
    if (table->count)
        memcpy(entries, table->entries, table->count * sizeof *entries);
    table->entries = entries;
    table->room = room;
    table->slots = slots;
    table->mask = room * 2 - 1;
    for (size_t i = 0; i < table->count; i++)
        *slot_of(table, entries[i].key, entries[i].hash) = (uint32_t)i + 1;
}

Table *table_new(Arena *arena, size_t expected)
{
    Table *table = arena_array(arena, Table, 1);
    table->arena = arena;
    size_t room = 8;
    while (room < expected)
        room *= 2;
    set_room(table, room);
    return table;
}

int32_t table_add(Table *table, Slice key, bool *is_new)
{
    uint64_t hash = slice_hash(key);
    uint32_t *slot = slot_of(table, key, hash);
    if (is_new)
        *is_new = *slot == 0;
    if (*slot)
        return (int32_t)*slot - 1;
    if (table->count == table->room) {
        set_room(table, table->room * 2);
        slot = slot_of(table, key, hash);
    }
    table->entries[table->count] = (Entry){key, hash};
    *slot = (uint32_t)++table->count;
    return (int32_t)*slot - 1;
}

int32_t table_find(const Table *table, Slice key)
{
    return (int32_t)*slot_of(table, key, slice_hash(key)) - 1;
}

size_t table_count(const Table *table)
{
    return table->count;
}

Slice table_key(const Table *table, int32_t number)
{
    return table->entries[number].key;
}

Slice names_join(Arena *arena, const Slice *names, size_t count)
{
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < count; i++) {
        buffer_add(&out, names[i]);
        buffer_add_char(&out, '\0');
    }
    return buffer_slice(&out);
}
