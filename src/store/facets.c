// SPDX-License-Identifier: Apache-2.0
// Shows facets: for every record that entries have changed, the difference between what its facets
// are and what the tables have of it.

#include "store/facets.h"

#include <stdlib.h>

enum { ENTRIES_AT_ONCE = 512 };

typedef struct Shown {
    Slice owner, register_name, id;
    uint64_t number;
    Record record;       // with its facets as they are
    const Facet *facets; // as the tables have them
    size_t facet_count;
} Shown;

typedef struct Showing {
    Store *store;
    Connection *connection;
    Faults *faults;
    uint64_t from, to; // of one step
    Arena *arena;      // of one step
    Batch *batch;
    Table *names;
    Shown *records;
} Showing;

// ---- What changed ----

static bool take_leaf(void *context, const Value *row, Faults *faults)
{
    Showing *it = context;
    Entry entry = {0};
    bool is_new;
    if (!leaf_read(it->arena, arena_copy(it->arena, row[1].bytes), &entry, faults))
        return false;
    Slice names[] = {entry.owner, entry.register_name, entry.record};
    Slice name = names_join(it->arena, names, 3);
    int32_t at = table_add(it->names, name, &is_new);
    if (is_new)
        it->records[at] = (Shown){entry.owner, entry.register_name, entry.record, .number = 0};
    return true;
}

typedef struct Taking {
    Showing *showing;
    Shown *shown;
} Taking;

static bool take_shown(void *context, const Value *row, Faults *faults)
{
    Arena *arena = ((Taking *)context)->showing->arena;
    Shown *it = ((Taking *)context)->shown;
    it->number = (uint64_t)row[0].number;
    it->record.state = value_copy(arena, &row[1]);
    return facets_read(arena, value_copy(arena, &row[2]), &it->record.facets,
                       &it->record.facet_count, faults) &&
           facets_read(arena, value_copy(arena, &row[3]), &it->facets, &it->facet_count, faults);
}

static bool load_records(Showing *it)
{
    size_t count = table_count(it->names);
    Taking *takings = arena_array(it->arena, Taking, count);
    for (size_t i = 0; i < count; i++) {
        takings[i] = (Taking){it, &it->records[i]};
        Call *call = batch_call(it->batch, SQL_SHOWN, 3);
        call->values[0] = value_text(it->records[i].owner);
        call->values[1] = value_text(it->records[i].register_name);
        call->values[2] = value_text(it->records[i].id);
        call->row = take_shown;
        call->context = &takings[i];
    }
    return batch_run(it->batch);
}

// ---- The difference ----

static int order_facets(const void *a, const void *b)
{
    return facet_compare(a, b);
}

Slice facets_shown(Arena *arena, const Record *record)
{
    size_t count = record->facet_count;
    Facet *facets = arena_array(arena, Facet, count + 1);
    if (count > 0)
        memcpy(facets, record->facets, count * sizeof *facets);
    if (record->state.len > 0)
        facets[count++] = facet_counted(S("state"), record->state);
    qsort(facets, count, sizeof *facets, order_facets);
    return facets_write(arena, facets, count);
}

static void put_facet(Batch *batch, const Shown *it, const Facet *facet, int change)
{
    Tally *tally = views_tally(&batch->views, it->owner, it->register_name, facet);
    if (tally != NULL)
        tally->change += facet->kind == FACET_AMOUNT ? change * facet->amount : change;
    if (facet->kind == FACET_AMOUNT)
        return; // only ever asked for in sums
    Call *call = batch_call(batch, change > 0 ? SQL_FACET_PUT : SQL_FACET_DROP, 5);
    call->values[0] = value_text(it->owner);
    call->values[1] = value_text(it->register_name);
    call->values[2] = value_text(facet->name);
    call->values[3] = value_text(facet->value);
    call->values[4] = value_integer(it->number);
}

typedef struct FacetList {
    const Facet *at;
    size_t count;
} FacetList;

static bool facets_equal(const Facet *a, const Facet *b)
{
    return facet_compare(a, b) == 0 && a->kind == b->kind && a->amount == b->amount;
}

// Both lists are sorted: what is in `plus` only is put or dropped.
static void put_difference(Batch *batch, const Shown *it, FacetList plus, FacetList minus,
                           int change)
{
    size_t k = 0;
    for (size_t i = 0; i < plus.count; i++) {
        while (k < minus.count && facet_compare(&minus.at[k], &plus.at[i]) < 0)
            k++;
        if (k == minus.count || !facets_equal(&minus.at[k], &plus.at[i]))
            put_facet(batch, it, &plus.at[i], change);
    }
}

static bool put_record(Showing *it, const Shown *shown)
{
    Slice text = facets_shown(it->arena, &shown->record);
    FacetList now, before = {shown->facets, shown->facet_count};
    if (!facets_read(it->arena, text, &now.at, &now.count, it->faults))
        return false;
    // What goes goes first: a facet that becomes a reference has the same row.
    put_difference(it->batch, shown, before, now, -1);
    put_difference(it->batch, shown, now, before, 1);
    Call *call = batch_call(it->batch, SQL_SHOWN_SET, 4);
    call->values[0] = value_text(text);
    call->values[1] = value_text(shown->owner);
    call->values[2] = value_text(shown->register_name);
    call->values[3] = value_text(shown->id);
    return true;
}

// Amounts stay when they are nothing any more: whoever follows them is to see that.
static void put_tally(Batch *batch, Slice name, const Tally *tally, uint64_t to)
{
    bool is_amount = tally->kind == FACET_AMOUNT;
    if (tally->change == 0)
        return;
    slice_cut(&name, '\0');
    Call *add =
        is_amount ? batch_call(batch, SQL_AMOUNT_ADD, 6) : batch_call(batch, SQL_TALLY_ADD, 5);
    for (int i = 0; i < 4; i++)
        add->values[i] = value_text(slice_cut(&name, '\0'));
    add->values[4] = value_integer((uint64_t)tally->change);
    if (is_amount)
        add->values[5] = value_integer(to);
    if (is_amount || tally->change > 0)
        return;
    Value values[4];
    memcpy(values, add->values, sizeof values);
    memcpy(batch_call(batch, SQL_TALLY_SWEEP, 4)->values, values, sizeof values);
}

static bool show_step(Arena *arena, void *context)
{
    Showing *it = context;
    it->arena = arena;
    it->batch = batch_new(it->store, it->connection, arena, 0, it->faults);
    it->names = table_new(arena, ENTRIES_AT_ONCE);
    it->records = arena_array(arena, Shown, ENTRIES_AT_ONCE);
    Call *call = batch_call(it->batch, SQL_LEAVES, 2);
    call->row = take_leaf;
    call->context = it;
    call->values[0] = value_integer(it->from);
    call->values[1] = value_integer(it->to);
    if (!batch_run(it->batch) || !load_records(it))
        return false;
    for (size_t i = 0; i < table_count(it->names); i++)
        if (!put_record(it, &it->records[i]))
            return false;
    const Views *views = &it->batch->views;
    for (size_t i = 0; i < views_tally_count(views); i++)
        put_tally(it->batch, table_key(views->tally_names, (int32_t)i), &views->tallies[i], it->to);
    batch_call(it->batch, SQL_HEAD_SHOWN, 1)->values[0] = value_integer(it->to);
    return batch_run(it->batch);
}

bool facets_show(Store *store, Connection *connection, uint64_t from, uint64_t to, Faults *faults)
{
    Showing showing = {.store = store, .connection = connection, .faults = faults, .from = from};
    for (; showing.from < to; showing.from = showing.to) {
        showing.to = to - showing.from > ENTRIES_AT_ONCE ? showing.from + ENTRIES_AT_ONCE : to;
        if (!arena_run(0, show_step, &showing, faults))
            return false;
    }
    return true;
}

// ---- Before they are read ----

static bool catch_up_with_arena(Arena *arena, void *context)
{
    Showing *it = context;
    const Engine *engine = it->store->engine;
    HeadTaker head = {.arena = arena};
    Call begin[] = {{.sql = SQL_BEGIN}, head_call(SQL_HEAD_LOCK, &head)}, end = {.sql = SQL_COMMIT};
    return engine->run(it->store->writer, begin, 2, it->faults) &&
           facets_show(it->store, it->store->writer, head.head.shown, head.head.frontier.size,
                       it->faults) &&
           engine->run(it->store->writer, &end, 1, it->faults);
}

static bool catch_up(Store *store, void *context, Faults *faults)
{
    Showing showing = {.store = store, .faults = faults};
    (void)context;
    return arena_run(0, catch_up_with_arena, &showing, faults);
}

bool facets_catch_up(Store *store, Arena *arena, Faults *faults)
{
    HeadTaker head = {.arena = arena};
    Call call = head_call(SQL_HEAD, &head);
    if (store->place.is_read_only)
        return true;
    return store_ask(store, arena, &call, 1, faults) &&
           (head.head.shown >= head.head.frontier.size ||
            store_lead(store, catch_up, NULL, faults));
}
