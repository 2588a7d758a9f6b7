// SPDX-License-Identifier: Apache-2.0
// Reading the journal: entries by their place, of a record or of a deal, and the bodies they
// brought.

#include "store/internal.h"

// ---- Entries ----

typedef struct EntryReader {
    Arena *arena;
    Entry *entries;
    size_t count, room;
} EntryReader;

static bool take_entry(void *context, const Value *row, Faults *faults)
{
    EntryReader *it = context;
    return it->count < it->room && entry_take(it->arena, row, &it->entries[it->count++], faults);
}

bool store_entries(Store *store, Arena *arena, const EntryQuery *query, const Entry **entries,
                   size_t *count, Faults *faults)
{
    size_t limit = page_size(query->limit);
    EntryReader reader = {arena, arena_array(arena, Entry, limit), 0, limit};
    bool is_history = query->record.len > 0, is_deal = !is_history && query->deal.len > 0;
    bool is_owners = is_deal && query->owner.len > 0;
    StatementId up = is_history  ? SQL_HISTORY
                     : is_owners ? SQL_DEAL_OF
                     : is_deal   ? SQL_DEAL
                                 : SQL_ENTRIES;
    Call call = {.sql = query->newest_first ? up + 1 : up, .row = take_entry, .context = &reader};
    if (is_history) {
        call.values[call.count++] = value_text(query->owner);
        call.values[call.count++] = value_text(query->register_name);
        call.values[call.count++] = value_text(query->record);
    } else if (is_deal) {
        call.values[call.count++] = value_text(query->deal);
        if (is_owners)
            call.values[call.count++] = value_text(query->owner);
    }
    uint64_t from = query->from < INT64_MAX ? query->from : INT64_MAX;
    call.values[call.count++] = value_integer(from);
    call.values[call.count++] = value_integer(limit);
    bool is_good = store_ask(store, arena, &call, 1, faults);
    *entries = reader.entries;
    *count = reader.count;
    return is_good;
}

const Entry *store_entry(Store *store, Arena *arena, uint64_t index, Faults *faults)
{
    const Entry *entry;
    size_t count;
    EntryQuery query = {.from = index, .limit = 1};
    return store_entries(store, arena, &query, &entry, &count, faults) && count == 1 &&
                   entry->index == index
               ? entry
               : NULL;
}

typedef struct TextReader {
    Arena *arena;
    Slice leaf, slip;
    uint64_t index;
    bool is_there;
} TextReader;

static bool take_texts(void *context, const Value *row, Faults *faults)
{
    TextReader *it = context;
    (void)faults;
    it->is_there = (uint64_t)row[0].number == it->index;
    it->leaf = value_copy(it->arena, &row[1]);
    it->slip = value_copy(it->arena, &row[2]);
    return true;
}

bool store_entry_texts(Store *store, Arena *arena, uint64_t index, Slice *leaf, Slice *slip,
                       Faults *faults)
{
    TextReader reader = {.arena = arena, .index = index};
    Call call = {.sql = SQL_ENTRIES, .count = 2, .row = take_texts, .context = &reader};
    call.values[0] = value_integer(index);
    call.values[1] = value_integer(1);
    bool is_good = store_ask(store, arena, &call, 1, faults) && reader.is_there;
    *leaf = reader.leaf;
    *slip = reader.slip;
    return is_good;
}

// ---- Bodies ----

typedef struct BodyAsked {
    Store *store;
    Arena *arena;
    BodyKind kind;
    Slice bytes;
    bool is_there;
} BodyAsked;

static bool take_body(void *context, const Value *row, Faults *faults)
{
    BodyAsked *it = context;
    Entry entry = {0};
    if (row[0].kind == VALUE_NULL)
        return true;
    Slice slip = arena_copy(it->arena, row[0].bytes);
    if (!slip_read(it->arena, slip, &entry, faults))
        return false;
    const Body *body = it->kind == BODY_CONTENT ? &entry.content : &entry.original;
    if (!body->is_there)
        return true;
    if (row[1].kind == VALUE_NULL)
        return fault_add(faults, FAULT_IO, 0, 0,
                         "a body is missing; see what `madoguchi verify` says");
    it->is_there = body_unpress(it->store, it->arena, row[1].bytes, body, &it->bytes, faults);
    return it->is_there;
}

bool store_body(Store *store, Arena *arena, uint64_t index, BodyKind kind, Slice *bytes,
                Faults *faults)
{
    BodyAsked asked = {.store = store, .arena = arena, .kind = kind};
    Call call = {.sql = kind == BODY_CONTENT ? SQL_CONTENT : SQL_ORIGINAL,
                 .count = 1,
                 .row = take_body,
                 .context = &asked};
    call.values[0] = value_integer(index);
    bool is_good = store_ask(store, arena, &call, 1, faults) && asked.is_there;
    *bytes = asked.bytes;
    return is_good;
}
