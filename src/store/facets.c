// SPDX-License-Identifier: Apache-2.0
// Shows facets: for every record that entries have changed, the difference between what its facets
// are and what the tables have of it.

#include "store/facets.h"

#include <stdlib.h>

enum { ENTRIES_AT_ONCE = 512 };

typedef struct FacetList {
    const Facet *at;
    size_t count;
} FacetList;

typedef struct Shown {
    Slice owner, register_name, id;
    uint64_t number;
    Record record; // with its facets as they are
    Slice beside;  // the text that is kept of what the tables have
    bool is_new;   // they have nothing of it yet
} Shown;

// Rows that differ in the record alone.
typedef struct Rows {
    const Shown *of;
    const Facet *facet;
    Buffer numbers; // as JSON, but for the bracket at its end
} Rows;

typedef struct Showing {
    Store *store;
    Connection *connection;
    Faults *faults;
    uint64_t from, to; // of one step
    Arena *arena;      // of one step
    Batch *batch;
    Table *names;
    Shown *records;
    Table *row_names;
    Rows *rows;
    size_t row_room;
} Showing;

// ---- What changed ----

typedef struct Taking {
    Showing *showing;
    Shown *shown;
} Taking;

static bool take_shown(void *context, const Value *row, Faults *faults)
{
    Arena *arena = ((Taking *)context)->showing->arena;
    Shown *shown = ((Taking *)context)->shown;
    shown->number = (uint64_t)row[0].number;
    shown->record.state = value_copy(arena, &row[1]);
    shown->beside = value_copy(arena, &row[3]);
    return facets_read(arena, value_copy(arena, &row[2]), &shown->record.facets,
                       &shown->record.facet_count, faults);
}

// A record that came with one of these entries stands beside it.
static bool take_changed(void *context, const Value *row, Faults *faults)
{
    enum { COLUMN_NUMBER = 3 };
    Showing *it = context;
    bool is_first;
    Slice names[3];
    for (int i = 0; i < 3; i++)
        names[i] = arena_copy(it->arena, row[i].bytes);
    int32_t at = table_add(it->names, names_join(it->arena, names, 3), &is_first);
    if (!is_first)
        return true;
    it->records[at] = (Shown){.owner = names[0], .register_name = names[1], .id = names[2]};
    it->records[at].is_new = row[COLUMN_NUMBER].kind != VALUE_NULL;
    Taking taking = {it, &it->records[at]};
    return !taking.shown->is_new || take_shown(&taking, row + COLUMN_NUMBER, faults);
}

static bool load_changed(Showing *it)
{
    Call *call = batch_call(it->batch, SQL_CHANGED, 2);
    call->row = take_changed;
    call->context = it;
    call->values[0] = value_integer(it->from);
    call->values[1] = value_integer(it->to);
    return batch_run(it->batch);
}

static bool load_others(Showing *it)
{
    size_t count = table_count(it->names);
    Taking *takings = arena_array(it->arena, Taking, count);
    for (size_t i = 0; i < count; i++) {
        if (it->records[i].is_new)
            continue;
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

static FacetList with_state(Arena *arena, const Record *record)
{
    size_t count = record->facet_count;
    Facet *facets = arena_array(arena, Facet, count + 1);
    if (count > 0)
        memcpy(facets, record->facets, count * sizeof *facets);
    if (record->state.len > 0)
        facets[count++] = facet_counted(S("state"), record->state);
    qsort(facets, count, sizeof *facets, order_facets);
    return (FacetList){facets, count};
}

Slice facets_shown(Arena *arena, const Record *record)
{
    FacetList facets = with_state(arena, record);
    return facets_write(arena, facets.at, facets.count);
}

// Documents that come together have most facets in common: their rows are put by one statement.
static void add_row(Showing *it, const Shown *of, const Facet *facet)
{
    enum { ROOM_AT_FIRST = 64 };
    bool is_new;
    const Slice names[] = {of->owner, of->register_name, facet->name, facet->value};
    size_t at = (size_t)table_add(it->row_names, names_join(it->arena, names, 4), &is_new);
    if (at == it->row_room) {
        size_t room = at > 0 ? 2 * at : ROOM_AT_FIRST;
        it->rows = arena_resize(it->arena, it->rows, at * sizeof(Rows), room * sizeof(Rows));
        it->row_room = room;
    }
    Rows *rows = &it->rows[at];
    if (is_new)
        *rows = (Rows){of, facet, buffer_new(it->arena)};
    buffer_print(&rows->numbers, "%c%llu", is_new ? '[' : ',', (unsigned long long)of->number);
}

static void call_row(Batch *batch, StatementId sql, const Shown *of, const Facet *facet, Value last)
{
    Call *call = batch_call(batch, sql, 5);
    call->values[0] = value_text(of->owner);
    call->values[1] = value_text(of->register_name);
    call->values[2] = value_text(facet->name);
    call->values[3] = value_text(facet->value);
    call->values[4] = last;
}

static void put_facet(Showing *it, const Shown *of, const Facet *facet, int change)
{
    Tally *tally = views_tally(&it->batch->views, of->owner, of->register_name, facet);
    if (tally != NULL)
        tally->change += facet->kind == FACET_AMOUNT ? change * facet->amount : change;
    if (facet->kind == FACET_AMOUNT)
        return; // only ever asked for in sums
    if (change > 0)
        add_row(it, of, facet);
    else
        call_row(it->batch, SQL_FACET_DROP, of, facet, value_integer(of->number));
}

static bool facets_equal(const Facet *a, const Facet *b)
{
    return facet_compare(a, b) == 0 && a->kind == b->kind && a->amount == b->amount;
}

// Both lists are sorted: what is in `plus` only is put or dropped.
static void put_difference(Showing *it, const Shown *of, FacetList plus, FacetList minus,
                           int change)
{
    size_t k = 0;
    for (size_t i = 0; i < plus.count; i++) {
        while (k < minus.count && facet_compare(&minus.at[k], &plus.at[i]) < 0)
            k++;
        if (k == minus.count || !facets_equal(&minus.at[k], &plus.at[i]))
            put_facet(it, of, &plus.at[i], change);
    }
}

static bool put_record(Showing *it, const Shown *shown)
{
    FacetList now = with_state(it->arena, &shown->record), before = {0};
    Slice text = facets_write(it->arena, now.at, now.count);
    if (!shown->is_new &&
        !facets_read(it->arena, shown->beside, &before.at, &before.count, it->faults))
        return false;
    put_difference(it, shown, before, now, -1);
    put_difference(it, shown, now, before, 1);
    if (slice_equal(text, shown->beside))
        return true;
    Call *call = batch_call(it->batch, SQL_SHOWN_SET, 4);
    call->values[0] = value_text(text);
    call->values[1] = value_text(shown->owner);
    call->values[2] = value_text(shown->register_name);
    call->values[3] = value_text(shown->id);
    return true;
}

// What goes has gone before: a facet that becomes a reference has the same row.
static void put_rows(Showing *it)
{
    for (size_t i = 0; i < table_count(it->row_names); i++) {
        Rows *rows = &it->rows[i];
        buffer_add_char(&rows->numbers, ']');
        call_row(it->batch, SQL_FACETS_PUT, rows->of, rows->facet,
                 value_text(buffer_slice(&rows->numbers)));
    }
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
    it->row_names = table_new(arena, ENTRIES_AT_ONCE);
    it->rows = NULL;
    it->row_room = 0;
    if (!load_changed(it) || !load_others(it))
        return false;
    for (size_t i = 0; i < table_count(it->names); i++)
        if (!put_record(it, &it->records[i]))
            return false;
    put_rows(it);
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
