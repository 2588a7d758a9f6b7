// SPDX-License-Identifier: Apache-2.0
// Keeps the index with the journal.
//
//     entries since `indexed` ─► the records they are of, each once ─► describe ─► documents ─►
//     index
//
// Records are read and described before the writer is asked for: who writes waits only for the
// rows. Where another process was quicker, what was read is dropped.

#include "search/internal.h"

#include "base/memory.h"
#include "base/table.h"

enum {
    ENTRIES_AT_ONCE = 1000,
    STEP_BYTES_MAX = 128 << 20, // of records that are held at a time
};

Searcher *searcher_new(Store *store, SearchDescribe *describe, void *context, Faults *faults)
{
    Searcher *it = memory_take(sizeof *it);
    Cache *cache = it != NULL ? cache_new() : NULL;
    if (cache == NULL) {
        memory_free(it);
        fault_add(faults, FAULT_MEMORY, 0, 0, "no memory for a searcher");
        return NULL;
    }
    *it = (Searcher){.store = store, .describe = describe, .context = context, .cache = cache};
    pthread_mutex_init(&it->catching_up, NULL);
    return it;
}

void searcher_free(Searcher *it)
{
    if (it == NULL)
        return;
    cache_free(it->cache);
    pthread_mutex_destroy(&it->catching_up);
    memory_free(it);
}

// ---- Documents by hand ----

typedef struct Putting {
    Arena *arena;
    const SearchDocument *documents;
    size_t count;
    uint64_t from, to; // entries of the journal that they are of
    bool is_late;      // another has done it
} Putting;

static bool put(TableWriter *writer, void *context, Faults *faults)
{
    Putting *it = context;
    IndexState state = {0};
    Call call = state_call(&state);
    if (!tables_run(writer, &call, 1, faults))
        return false;
    it->is_late = it->to > 0 && state.indexed != it->from;
    return it->is_late || index_put(writer, it->arena, it->documents, it->count, it->to, faults);
}

typedef struct ByHand {
    Searcher *searcher;
    const SearchDocument *documents;
    size_t count;
    Faults *faults;
} ByHand;

static bool put_by_hand(Arena *arena, void *context)
{
    const ByHand *it = context;
    Putting putting = {.arena = arena, .documents = it->documents, .count = it->count};
    return store_tables_write(it->searcher->store, put, &putting, it->faults);
}

bool search_put(Searcher *searcher, const SearchDocument *documents, size_t count, Faults *faults)
{
    ByHand it = {searcher, documents, count, faults};
    return arena_run(0, put_by_hand, &it, faults);
}

// ---- The journal ----

typedef struct Step {
    Searcher *searcher;
    Arena *arena;
    Faults *faults;
    uint64_t from, at, size; // of the step, as far as it has come; of the journal
    Table *names;
    SearchDocument *documents;
    size_t count;
} Step;

static bool take_size(void *context, const Value *row, Faults *faults)
{
    (void)faults;
    *(uint64_t *)context = (uint64_t)row[0].number;
    return true;
}

static bool read_position(Step *it)
{
    IndexState state = {0};
    Call calls[] = {state_call(&state), {.sql = SQL_HEAD, .row = take_size, .context = &it->size}};
    if (!store_tables_ask(it->searcher->store, it->arena, calls, 2, it->faults))
        return false;
    it->from = it->at = state.indexed;
    return true;
}

// A record that is no more searched is a document without anything in it.
static bool describe(Step *it, const Record *record)
{
    Searcher *searcher = it->searcher;
    SearchDocument *document = &it->documents[it->count];
    size_t before = it->faults->count;
    *document = (SearchDocument){0};
    if (!searcher->describe(searcher->context, it->arena, record, document, it->faults))
        *document = (SearchDocument){0};
    if (it->faults->count > before)
        return false;
    document->owner = record->owner;
    document->register_name = record->register_name;
    document->id = record->id;
    it->count++;
    return true;
}

static bool read_record(Step *it, const Entry *entry)
{
    bool is_new;
    const Slice name[] = {entry->owner, entry->register_name, entry->record};
    table_add(it->names, names_join(it->arena, name, 3), &is_new);
    if (!is_new)
        return true;
    size_t before = it->faults->count;
    const Record *record = store_record(it->searcher->store, it->arena, entry->owner,
                                        entry->register_name, entry->record, it->faults);
    return record != NULL ? describe(it, record) : it->faults->count == before;
}

static bool read_records(Step *it)
{
    while (it->at < it->size && it->at - it->from < DOCUMENTS_AT_ONCE &&
           arena_used(it->arena) < STEP_BYTES_MAX) {
        EntryQuery query = {.from = it->at, .limit = ENTRIES_AT_ONCE};
        const Entry *entries;
        size_t count;
        if (!store_entries(it->searcher->store, it->arena, &query, &entries, &count, it->faults))
            return false;
        for (size_t i = 0; i < count; i++)
            if (!read_record(it, &entries[i]))
                return false;
        it->at += count;
        if (count == 0)
            break;
    }
    return true;
}

static bool take_step(Arena *arena, void *context)
{
    Step *it = context;
    it->arena = arena;
    it->count = 0;
    if (!read_position(it))
        return false;
    if (it->from >= it->size)
        return true;
    size_t room = it->size - it->from;
    room = room < DOCUMENTS_AT_ONCE ? room : DOCUMENTS_AT_ONCE;
    it->names = table_new(arena, room);
    it->documents = arena_array(arena, SearchDocument, room + ENTRIES_AT_ONCE);
    if (!read_records(it))
        return false;
    Putting putting = {arena, it->documents, it->count, it->from, it->at, false};
    return store_tables_write(it->searcher->store, put, &putting, it->faults);
}

bool search_catch_up(Searcher *searcher, Faults *faults)
{
    Step step = {.searcher = searcher, .faults = faults};
    bool is_good = true;
    if (searcher->describe == NULL || store_is_read_only(searcher->store))
        return true;
    pthread_mutex_lock(&searcher->catching_up);
    do {
        is_good = arena_run(0, take_step, &step, faults);
    } while (is_good && step.at < step.size);
    pthread_mutex_unlock(&searcher->catching_up);
    return is_good;
}

// ---- Anew ----

static bool clear(TableWriter *writer, void *context, Faults *faults)
{
    IndexState state = {0};
    Call read = state_call(&state);
    (void)context;
    if (!tables_run(writer, &read, 1, faults))
        return false;
    Call calls[] = {
        {.sql = SQL_SEARCH_CLEAR_DOCS},
        {.sql = SQL_SEARCH_CLEAR_POSTINGS},
        {.sql = SQL_SEARCH_CLEAR_TERMS},
        {.sql = SQL_SEARCH_STATE_SET,
         .count = 6,
         .values = {value_integer(0), value_integer(0), value_integer(0), value_integer(0),
                    value_integer(state.stamp + 1), value_integer(state.edition + 1)}}};
    return tables_run(writer, calls, sizeof calls / sizeof *calls, faults);
}

bool search_clear(Searcher *searcher, Faults *faults)
{
    return store_tables_write(searcher->store, clear, NULL, faults);
}
