// SPDX-License-Identifier: Apache-2.0
// Makes all views anew from the journal, in one transaction: whoever reads sees the old ones or the
// new.

#include "store/facets.h"

enum { ENTRIES_AT_ONCE = 500 };

typedef struct Rebuilding {
    Store *store;
    Faults *faults;
    StoreProgress *progress;
    void *context;
    Arena *arena; // of one step
    Head head;    // as far as the work has come
    uint64_t size;
    Hash root;
    Addition *additions;
    size_t count;
} Rebuilding;

static bool take_entry(void *context, const Value *row, Faults *faults)
{
    Rebuilding *it = context;
    Addition *addition = &it->additions[it->count++];
    *addition = (Addition){.leaf = arena_copy(it->arena, row[1].bytes)};
    return entry_take(it->arena, row, &addition->entry, faults);
}

static bool read_entries(Rebuilding *it)
{
    it->additions = arena_array(it->arena, Addition, ENTRIES_AT_ONCE);
    it->count = 0;
    Call call = {.sql = SQL_ENTRIES, .count = 2, .row = take_entry, .context = it};
    call.values[0] = value_integer(it->head.frontier.size);
    call.values[1] = value_integer(ENTRIES_AT_ONCE);
    return it->store->engine->run(it->store->writer, &call, 1, it->faults);
}

static bool rebuild_step(Arena *arena, void *context)
{
    Rebuilding *it = context;
    it->arena = arena;
    if (!read_entries(it))
        return false;
    Batch *batch = batch_new(it->store, it->store->writer, arena, it->count, it->faults);
    batch->head = it->head;
    for (size_t i = 0; i < it->count; i++) {
        const Entry *entry = &it->additions[i].entry;
        views_slot(&batch->views, entry->owner, entry->register_name, entry->record);
    }
    if (!batch_look_up(batch))
        return false;
    for (size_t i = 0; i < it->count; i++) {
        if (!views_accept(&batch->views, &it->additions[i].entry, it->faults))
            return false;
        batch_add(batch, &it->additions[i]);
        if (!batch_put_effects(batch, &batch->additions[i]))
            return false;
    }
    if (!batch_put_tiles(batch))
        return false;
    batch_put_records(batch);
    it->head = batch->head;
    it->store->tail.size = it->head.frontier.size;
    return batch_run(batch);
}

static bool clear_views(Arena *arena, void *context)
{
    Rebuilding *it = context;
    HeadTaker head = {.arena = arena};
    Call calls[] = {
        {.sql = SQL_BEGIN},        head_call(SQL_HEAD_LOCK, &head), {.sql = SQL_CLEAR_RECORDS},
        {.sql = SQL_CLEAR_FACETS}, {.sql = SQL_CLEAR_TALLIES},      {.sql = SQL_CLEAR_KEYS},
        {.sql = SQL_CLEAR_TILES},  {.sql = SQL_CLEAR_AMOUNTS},      {.sql = SQL_CLEAR_REFERENCES},
    };
    if (!it->store->engine->run(it->store->writer, calls, sizeof calls / sizeof *calls, it->faults))
        return false;
    it->size = head.head.frontier.size;
    it->root = head.head.root;
    it->store->tail.size = 0;
    return true;
}

static bool rebuild(Store *store, void *context, Faults *faults)
{
    Rebuilding *it = context;
    Call commit = {.sql = SQL_COMMIT};
    if (!arena_run(0, clear_views, it, faults))
        return false;
    do {
        if (it->progress != NULL &&
            !it->progress(it->context, "views", it->head.frontier.size, it->size))
            return fault_add(faults, FAULT_USAGE, 0, 0,
                             "the work was stopped; nothing has changed");
        if (!arena_run(0, rebuild_step, it, faults))
            return false;
    } while (it->count == ENTRIES_AT_ONCE);
    Hash root = frontier_root(&it->head.frontier);
    if (it->head.frontier.size != it->size || !hash_equal(&root, &it->root))
        return fault_add(
            faults, FAULT_IO, 0, 0,
            "the journal is not the one that was signed: views cannot be made from it; "
            "see what `madoguchi verify` says");
    return facets_show(store, store->writer, 0, it->size, faults) &&
           store->engine->run(store->writer, &commit, 1, faults);
}

bool store_rebuild(Store *store, StoreProgress *progress, void *context, Faults *faults)
{
    Rebuilding rebuilding = {
        .store = store, .faults = faults, .progress = progress, .context = context};
    return store_lead(store, rebuild, &rebuilding, faults);
}
