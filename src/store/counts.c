// SPDX-License-Identifier: Apache-2.0
// Reading what records add up to: how often a value occurs, what an owner uses, amounts.

#include "store/facets.h"

// ---- Counts ----

typedef struct CountReader {
    Arena *arena;
    Count *counts;
    size_t count, room;
} CountReader;

static bool take_count(void *context, const Value *row, Faults *faults)
{
    enum { ROOM_AT_FIRST = 64 };
    CountReader *it = context;
    (void)faults;
    if (it->count == it->room) {
        size_t room = it->room > 0 ? 2 * it->room : ROOM_AT_FIRST;
        it->counts = arena_resize(it->arena, it->counts, it->room * sizeof *it->counts,
                                  room * sizeof *it->counts);
        it->room = room;
    }
    it->counts[it->count++] = (Count){arena_copy(it->arena, row[0].bytes),
                                      arena_copy(it->arena, row[1].bytes), (uint64_t)row[2].number};
    return true;
}

bool store_counts(Store *store, Arena *arena, Slice owner, Slice register_name, Slice facet,
                  const Count **counts, size_t *count, Faults *faults)
{
    CountReader reader = {.arena = arena};
    Call call = {
        .sql = owner.len > 0 ? SQL_TALLY : SQL_TALLY_ALL, .row = take_count, .context = &reader};
    if (owner.len > 0)
        call.values[call.count++] = value_text(owner);
    call.values[call.count++] = value_text(register_name);
    call.values[call.count++] = value_text(facet);
    bool is_good =
        facets_catch_up(store, arena, faults) && store_ask(store, arena, &call, 1, faults);
    *counts = reader.counts;
    *count = reader.count;
    return is_good;
}

// ---- What is used ----

static bool take_number(void *context, const Value *row, Faults *faults)
{
    (void)faults;
    *(uint64_t *)context = (uint64_t)row[0].number;
    return true;
}

bool store_usage(Store *store, Arena *arena, Slice owner, Usage *usage, Faults *faults)
{
    Call calls[] = {
        {.sql = SQL_USED_RECORDS, .count = 1, .row = take_number, .context = &usage->records},
        {.sql = SQL_USED_BYTES, .count = 1, .row = take_number, .context = &usage->bytes},
    };
    calls[0].values[0] = calls[1].values[0] = value_text(owner);
    return store_ask(store, arena, calls, sizeof calls / sizeof *calls, faults);
}

// ---- Amounts ----

typedef struct AmountReader {
    AmountSink *sink;
    void *context;
} AmountReader;

static bool take_amount(void *context, const Value *row, Faults *faults)
{
    const AmountReader *it = context;
    (void)faults;
    return it->sink(it->context, &(Amount){row[0].bytes, row[1].bytes, row[2].number});
}

// In one view of the tables: how far they are belongs to what they say.
bool store_amounts(Store *store, Arena *scratch, Slice register_name, Slice name, uint64_t *seen,
                   AmountSink *sink, void *context, Faults *faults)
{
    AmountReader reader = {sink, context};
    HeadTaker head = {.arena = scratch};
    Call calls[] = {
        {.sql = SQL_BEGIN_READ},
        head_call(SQL_HEAD, &head),
        {.sql = SQL_AMOUNTS, .count = 3, .row = take_amount, .context = &reader},
        {.sql = SQL_COMMIT},
    };
    calls[2].values[0] = value_text(register_name);
    calls[2].values[1] = value_text(name);
    calls[2].values[2] = value_integer(*seen);
    if (!facets_catch_up(store, scratch, faults) ||
        !store_ask(store, scratch, calls, sizeof calls / sizeof *calls, faults))
        return false;
    *seen = head.head.shown;
    return true;
}
