// SPDX-License-Identifier: Apache-2.0
// What leads to deals: rows that follow the records at once, and the search for deals to which
// several references lead.

#include "store/references.h"

#include <stdlib.h>

enum {
    SEEKS_MAX = 2000, // of one search: some 20 ms
    NAMES_OF_ROW = 6,
};

// ---- Rows ----

static int order(const void *a, const void *b)
{
    return facet_compare(a, b);
}

// A record's own number stands under the name of its register, as others name it. What a deal's own
// record is counted by (its parties) leads to it, too.
static bool leads(const Slot *slot, const Record *record, const Facet *facet, Facet *reference)
{
    bool is_dossier = slice_equal(slot->id, record->deal);
    bool is_number =
        facet->kind == FACET_REFERENCE && slice_equal(facet->name, S("number")) && !is_dossier;
    *reference = facet_reference(is_number ? slot->register_name : facet->name, facet->value);
    return facet->kind == FACET_REFERENCE || (is_dossier && facet->kind == FACET_COUNTED);
}

size_t references_of(Arena *arena, const Slot *slot, const Record *record, const Facet **references)
{
    size_t count = 0, kept = 0;
    Facet *all = arena_array(arena, Facet, record->facet_count + 1);
    for (size_t i = 0; record->deal.len > 0 && i < record->facet_count; i++)
        count += leads(slot, record, &record->facets[i], &all[count]);
    if (slice_equal(slot->id, record->deal))
        all[count++] = facet_reference(REFERENCE_KEEPER, slot->owner);
    if (count > 0)
        qsort(all, count, sizeof *all, order);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || facet_compare(&all[i], &all[kept - 1]) != 0)
            all[kept++] = all[i];
    *references = all;
    return kept;
}

static void put_row(Batch *batch, const Slot *slot, const Record *record, const Facet *reference,
                    StatementId sql)
{
    Call *call = batch_call(batch, sql, NAMES_OF_ROW);
    const Slice names[] = {reference->name, reference->value, record->deal, slot->owner,
                           slot->register_name};
    for (int i = 0; i < NAMES_OF_ROW - 1; i++)
        call->values[i] = value_text(names[i]);
    call->values[NAMES_OF_ROW - 1] = value_integer(record->number);
}

// Those of `plus` that are not in `minus`.
static void put_difference(Batch *batch, const Slot *slot, const Record *plus, const Record *minus,
                           StatementId sql)
{
    const Facet *now, *before;
    size_t count = references_of(batch->arena, slot, plus, &now),
           before_count = references_of(batch->arena, slot, minus, &before);
    if (!slice_equal(plus->deal, minus->deal))
        before_count = 0;
    for (size_t i = 0, k = 0; i < count; i++) {
        while (k < before_count && facet_compare(&before[k], &now[i]) < 0)
            k++;
        if (k == before_count || facet_compare(&before[k], &now[i]) != 0)
            put_row(batch, slot, plus, &now[i], sql);
    }
}

void references_put(Batch *batch, const Slot *slot)
{
    static const Record nothing = {0};
    const Record *was = slot->was_there ? &slot->was : &nothing;
    if (was->deal.len == 0 && slot->is.deal.len == 0)
        return;
    put_difference(batch, slot, was, &slot->is, SQL_REFERENCE_DROP);
    put_difference(batch, slot, &slot->is, was, SQL_REFERENCE_PUT);
}

// ---- The search ----

typedef struct Search {
    const Engine *engine;
    Arena *arena;
    const Facet *references;
    size_t count;
    Slice deal; // no deal before it has them all
} Search;

typedef struct Seek {
    Arena *arena;
    Slice deal;
    bool is_there;
} Seek;

static bool take_deal(void *context, const Value *row, Faults *faults)
{
    Seek *it = context;
    (void)faults;
    it->deal = arena_copy(it->arena, row[0].bytes);
    it->is_there = true;
    return true;
}

static Call seek_call(const Facet *reference, Slice from, Seek *found)
{
    Call call = {.sql = SQL_REFERENCE_NEXT, .count = 3, .row = take_deal, .context = found};
    call.values[0] = value_text(reference->name);
    call.values[1] = value_text(reference->value);
    call.values[2] = value_text(from);
    return call;
}

static bool seek(Connection *connection, const Search *it, const Facet *reference, Seek *found,
                 Faults *faults)
{
    *found = (Seek){.arena = it->arena};
    Call call = seek_call(reference, it->deal, found);
    return it->engine->run(connection, &call, 1, faults);
}

// Each reference in turn says which is its next deal, until they all say the same: so the cost is
// that of the rarest, however many deals the others lead to.
static bool search(Connection *connection, void *context, Faults *faults)
{
    Search *it = context;
    size_t agreed = 0;
    for (int i = 0; agreed < it->count && i < SEEKS_MAX; i++) {
        Seek found;
        if (!seek(connection, it, &it->references[(size_t)i % it->count], &found, faults))
            return false;
        bool is_same = found.is_there && slice_equal(found.deal, it->deal);
        agreed = is_same ? agreed + 1 : 1;
        it->deal = found.deal;
        if (!found.is_there)
            return true;
    }
    if (agreed < it->count)
        it->deal = S("");
    return true;
}

bool store_next_deal(Store *store, Arena *arena, const Facet *references, size_t count, Slice after,
                     Slice *deal, Faults *faults)
{
    // The least text behind `after`: names have no control characters.
    Slice from = after.len > 0 ? arena_join(arena, after, S("\x01")) : after;
    Search it = {store->engine, arena, references, count, from};
    bool is_good = store_read(store, arena, search, &it, faults);
    *deal = is_good ? it.deal : S("");
    return is_good;
}

// Asked of each document that comes: one view of the tables for them all, for to begin one costs
// more than to look.
bool store_references_lead(Store *store, Arena *arena, const Facet *references, size_t count,
                           bool *leads, Faults *faults)
{
    Seek *found = arena_array(arena, Seek, count);
    Call *calls = arena_array(arena, Call, count + 2);
    calls[0].sql = SQL_BEGIN_READ;
    for (size_t i = 0; i < count; i++) {
        found[i].arena = arena;
        calls[i + 1] = seek_call(&references[i], S(""), &found[i]);
    }
    calls[count + 1].sql = SQL_COMMIT;
    bool is_good = store_ask(store, arena, calls, count + 2, faults);
    for (size_t i = 0; i < count; i++)
        leads[i] = found[i].is_there;
    return is_good;
}

// ---- Who says so ----

typedef struct KindReader {
    Arena *arena;
    Slice *kinds;
    size_t count;
} KindReader;

static bool take_kind(void *context, const Value *row, Faults *faults)
{
    KindReader *it = context;
    (void)faults;
    it->kinds[it->count++] = arena_copy(it->arena, row[0].bytes);
    return it->count < REFERENCE_KINDS_MAX;
}

bool store_reference_kinds(Store *store, Arena *arena, const Facet *reference, Slice deal,
                           Slice owner, const Slice **kinds, size_t *count, Faults *faults)
{
    KindReader reader = {arena, arena_array(arena, Slice, REFERENCE_KINDS_MAX), 0};
    Call call = {.sql = SQL_REFERENCE_KINDS, .count = 4, .row = take_kind, .context = &reader};
    const Slice names[] = {reference->name, reference->value, deal, owner};
    for (int i = 0; i < 4; i++)
        call.values[i] = value_text(names[i]);
    bool is_good = store_ask(store, arena, &call, 1, faults);
    *kinds = reader.kinds;
    *count = reader.count;
    return is_good;
}
