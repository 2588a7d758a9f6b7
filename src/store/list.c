// SPDX-License-Identifier: Apache-2.0
// Reading records: one by one, and by pages of a list.

#include "store/facets.h"

#include <stdio.h>
#include <stdlib.h>

enum { PAGE_DEFAULT = 50, NAMES_BEFORE_RECORD = 3 };

size_t page_size(size_t limit)
{
    return limit == 0 ? PAGE_DEFAULT : limit < LIST_MAX ? limit : LIST_MAX;
}

// ---- Records ----

typedef struct RecordReader {
    Store *store;
    Arena *arena;
    Record *records;
    uint64_t *content_indexes;
    size_t count, room;
} RecordReader;

static RecordReader record_reader(Store *store, Arena *arena, size_t room)
{
    return (RecordReader){
        store, arena, arena_array(arena, Record, room), arena_array(arena, uint64_t, room),
        0,     room};
}

static bool take_record(void *context, const Value *row, Faults *faults)
{
    RecordReader *it = context;
    if (it->count == it->room)
        return false;
    Record *record = &it->records[it->count];
    record->owner = arena_copy(it->arena, row[0].bytes);
    record->register_name = arena_copy(it->arena, row[1].bytes);
    record->id = arena_copy(it->arena, row[2].bytes);
    return record_take(it->arena, row + NAMES_BEFORE_RECORD, record,
                       &it->content_indexes[it->count++], faults);
}

typedef struct BodyReader {
    Store *store;
    Arena *arena;
    const Body *body;
    Slice bytes;
} BodyReader;

static bool take_content(void *context, const Value *row, Faults *faults)
{
    BodyReader *it = context;
    return row[1].kind == VALUE_NULL ||
           body_unpress(it->store, it->arena, row[1].bytes, it->body, &it->bytes, faults);
}

static bool read_contents(Store *store, Arena *arena, RecordReader *it, Faults *faults)
{
    Call *calls = arena_array(arena, Call, it->count);
    BodyReader *readers = arena_array(arena, BodyReader, it->count);
    size_t count = 0;
    for (size_t i = 0; i < it->count; i++) {
        readers[i] = (BodyReader){store, arena, &it->records[i].content_body, {0}};
        if (!it->records[i].content_body.is_there)
            continue;
        calls[count] =
            (Call){.sql = SQL_CONTENT, .count = 1, .row = take_content, .context = &readers[i]};
        calls[count++].values[0] = value_integer(it->content_indexes[i]);
    }
    if (count > 0 && !store_ask(store, arena, calls, count, faults))
        return false;
    for (size_t i = 0; i < it->count; i++)
        it->records[i].content = readers[i].bytes;
    return true;
}

// With its content behind the columns.
static bool take_whole(void *context, const Value *row, Faults *faults)
{
    enum { COLUMN_CONTENT = 14 };
    RecordReader *it = context;
    Record *record = it->records;
    const Value *content = &row[COLUMN_CONTENT];
    return take_record(context, row, faults) &&
           (!record->content_body.is_there || content->kind == VALUE_NULL ||
            body_unpress(it->store, it->arena, content->bytes, &record->content_body,
                         &record->content, faults));
}

const Record *store_record(Store *store, Arena *arena, Slice owner, Slice register_name, Slice id,
                           Faults *faults)
{
    RecordReader reader = record_reader(store, arena, 1);
    Call call = {.sql = SQL_RECORD_WHOLE, .count = 3, .row = take_whole, .context = &reader};
    call.values[0] = value_text(owner);
    call.values[1] = value_text(register_name);
    call.values[2] = value_text(id);
    if (!store_ask(store, arena, &call, 1, faults) || reader.count == 0)
        return NULL;
    return reader.records;
}

// ---- What was written under a key ----

typedef struct KeyReader {
    Arena *arena;
    Entry *entry;
    bool *is_known;
} KeyReader;

static bool take_keyed(void *context, const Value *row, Faults *faults)
{
    const KeyReader *it = context;
    const Value entry[] = {row[0], row[2], row[3]}; // row[1]: how many go together
    *it->is_known = true;
    return entry_take(it->arena, entry, it->entry, faults);
}

bool store_keyed(Store *store, Arena *arena, Slice owner, Slice key, Entry *entry, bool *is_known,
                 Faults *faults)
{
    KeyReader reader = {arena, entry, is_known};
    Call call = {.sql = SQL_KEY, .count = 2, .row = take_keyed, .context = &reader};
    call.values[0] = value_text(owner);
    call.values[1] = value_text(key);
    *is_known = false;
    return store_ask(store, arena, &call, 1, faults);
}

// ---- Pages ----

// The statement of one list, with its values in the order in which they occur.
typedef struct Composer {
    Buffer text;
    Call call;
} Composer;

static void add_value(Composer *it, Value value)
{
    it->call.values[it->call.count++] = value;
    buffer_print(&it->text, "$%u", it->call.count);
}

static void add_condition(Composer *it, const char *column, Slice value)
{
    if (value.len == 0)
        return;
    buffer_print(&it->text, " AND %s = ", column);
    add_value(it, value_text(value));
}

// facet 0 leads: its rows lie in the order of the page, the others are looked up.
static void add_facets(Composer *it, const Query *query)
{
    for (size_t i = 0; i < query->facet_count; i++) {
        const char *join = i == 0 ? "FROM facet f0" : " CROSS JOIN facet f";
        buffer_add(&it->text, slice_of(join));
        if (i > 0)
            buffer_print(&it->text, "%zu", i);
    }
    buffer_add(&it->text, S(" CROSS JOIN record r WHERE r.number = f0.number"
                            " AND r.owner = f0.owner"));
    for (size_t i = 0; i < query->facet_count; i++) {
        const char *const columns[] = {"name", "value", "register", "owner"};
        const Slice values[] = {query->facets[i].name, query->facets[i].value, query->register_name,
                                query->owner};
        for (int k = 0; k < 4; k++) {
            char column[24];
            snprintf(column, sizeof column, "f%zu.%s", i, columns[k]);
            add_condition(it, column, values[k]);
        }
        if (i > 0)
            buffer_print(&it->text,
                         " AND f%zu.number = f0.number AND f%zu.owner = f0.owner"
                         " AND f%zu.register = f0.register",
                         i, i, i);
    }
    add_condition(it, "r.deal", query->deal);
}

static void add_records(Composer *it, const Query *query)
{
    buffer_add(&it->text, S("FROM record r WHERE 1 = 1"));
    // Said so that the indexes of the records in a deal can be used, which have no others.
    if (query->is_dossier)
        buffer_add(&it->text, S(" AND r.id = r.deal"));
    else if (query->deal.len > 0)
        buffer_add(&it->text, S(" AND r.deal <> ''"));
    add_condition(it, "r.deal", query->deal);
    add_condition(it, "r.owner", query->owner);
    // Of a deal's few records the register is looked at, not of a register's many the deal.
    add_condition(it, query->deal.len > 0 ? "r.register || ''" : "r.register",
                  query->register_name);
}

static void compose(Composer *it, Arena *arena, const Query *query, size_t limit)
{
    const char *number = query->facet_count > 0 ? "f0.number" : "r.number";
    it->text = buffer_new(arena);
    buffer_add(&it->text,
               S("SELECT r.owner, r.register, r.id, r.number, r.version, r.state, r.deal, "
                 "r.idx, r.created_ms, r.changed_ms, r.content_idx, r.content_hash, "
                 "r.content_size, r.facets "));
    if (query->facet_count > 0)
        add_facets(it, query);
    else
        add_records(it, query);
    if (query->after > 0) {
        buffer_print(&it->text, " AND %s %s ", number, query->oldest_first ? ">" : "<");
        add_value(it, value_integer(query->after - 1));
    }
    buffer_print(&it->text, " ORDER BY %s %s LIMIT ", number, query->oldest_first ? "ASC" : "DESC");
    add_value(it, value_integer(limit));
    it->call.sql = SQL_TEXT;
    it->call.text = arena_c_string(arena, buffer_slice(&it->text));
}

// ---- Which filter leads ----

typedef struct Weight {
    Facet facet;
    uint64_t count;
} Weight;

static bool take_weight(void *context, const Value *row, Faults *faults)
{
    (void)faults;
    ((Weight *)context)->count = (uint64_t)row[0].number;
    return true;
}

static int compare_weights(const void *a, const void *b)
{
    const Weight *one = a, *other = b;
    return (one->count > other->count) - (one->count < other->count);
}

static Call weigh(const Query *query, Weight *weight)
{
    bool is_owners = query->owner.len > 0;
    const Facet *facet = &weight->facet;
    const Slice one[] = {query->owner, query->register_name, facet->name, facet->value},
                all[] = {facet->name, facet->value, query->register_name};
    Call call = {.sql = is_owners ? SQL_WEIGHT : SQL_WEIGHT_ALL,
                 .count = is_owners ? 4 : 3,
                 .row = take_weight,
                 .context = weight};
    for (unsigned i = 0; i < call.count; i++)
        call.values[i] = value_text(is_owners ? one[i] : all[i]);
    return call;
}

// The rarest first: of an owner's by the counts that are kept (what is not counted, a reference, is
// rarer still), of all owners' by looking. NULL with a fault.
static const Facet *lead_by_rarest(Store *store, Arena *arena, const Query *query, Faults *faults)
{
    size_t count = query->facet_count;
    if (count < 2 || query->register_name.len == 0)
        return query->facets;
    Weight *weights = arena_array(arena, Weight, count);
    Call *calls = arena_array(arena, Call, count);
    Facet *facets = arena_array(arena, Facet, count);
    for (size_t i = 0; i < count; i++) {
        weights[i].facet = query->facets[i];
        calls[i] = weigh(query, &weights[i]);
    }
    if (!store_ask(store, arena, calls, count, faults))
        return NULL;
    qsort(weights, count, sizeof *weights, compare_weights);
    for (size_t i = 0; i < count; i++)
        facets[i] = weights[i].facet;
    return facets;
}

bool store_list(Store *store, Arena *arena, const Query *query, RecordList *list, Faults *faults)
{
    if (query->facet_count > QUERY_FACETS_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0, "a list is filtered by %d facets, not %zu",
                         QUERY_FACETS_MAX, query->facet_count);
    if (query->facet_count > 0 && !facets_catch_up(store, arena, faults))
        return false;
    size_t limit = page_size(query->limit);
    // One more than the page: whether there is a next.
    RecordReader reader = record_reader(store, arena, limit + 1);
    Composer composer = {.call = {.row = take_record, .context = &reader}};
    Query ordered = *query;
    ordered.facets = lead_by_rarest(store, arena, query, faults);
    if (ordered.facets == NULL && query->facet_count > 0)
        return false;
    compose(&composer, arena, &ordered, limit + 1);
    if (!store_ask(store, arena, &composer.call, 1, faults))
        return false;
    bool has_more = reader.count > limit;
    reader.count = has_more ? limit : reader.count;
    if (query->with_content && !read_contents(store, arena, &reader, faults))
        return false;
    // The cursor is one more than the number, for record number 0 has to have one too.
    *list = (RecordList){reader.records, reader.count,
                         has_more ? reader.records[limit - 1].number + 1 : 0};
    return true;
}
