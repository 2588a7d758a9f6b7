// SPDX-License-Identifier: Apache-2.0
// Statistics of a register counted anew, where its declaration changed.
//
//     declaration changed ─► @recount NAME: counting ─► its records, a batch at a time ─► counted
//
// What a record gives is worked out by the present declaration; where that is not what it gave, the
// record is written with it, an entry of the journal as all others. How far it came is written in
// the same transaction: whoever goes on, after a crash or on another server, goes on from there,
// and who was slower writes nothing.

#include "acts/internal.h"

#include "register/cubes.h"
#include "register/edit.h"

#include <inttypes.h>

#define COUNTING S("counting")
#define COUNTED  S("counted")

// ---- How far it is ----

static uint64_t number_in(const Json *json, const char *name)
{
    const Json *value = json_get(json, slice_of(name));
    return value != NULL ? whole_number(value->text) : 0;
}

static bool recount_of(Act *act, const Record *record, Recount *recount)
{
    const Json *json = json_read(act->arena, record->content, act->faults);
    *recount = (Recount){.register_name = record->id,
                         .version = record->version,
                         .after = number_in(json, "after"),
                         .looked = number_in(json, "looked"),
                         .changed = number_in(json, "changed"),
                         .records = number_in(json, "records"),
                         .is_counting = slice_equal(record->state, COUNTING)};
    return json != NULL;
}

void recount_set(Act *act, Write *write, const Recount *recount)
{
    *write = (Write){.actor = SYSTEM,
                     .owner = WINDOW,
                     .register_name = KIND_RECOUNT,
                     .record = recount->register_name,
                     .action = RECOUNT_ACTION,
                     .version = recount->version,
                     .state = recount->is_counting ? COUNTING : COUNTED};
    write->content =
        arena_print(act->arena,
                    "{\"after\": %" PRIu64 ", \"looked\": %" PRIu64 ", \"changed\": %" PRIu64
                    ", \"records\": %" PRIu64 "}",
                    recount->after, recount->looked, recount->changed, recount->records);
}

bool act_recount_state(Act *act, Slice name, Recount *recount)
{
    size_t before = act->faults->count;
    *recount = (Recount){.register_name = name};
    const Record *record =
        store_record(act->store, act->arena, WINDOW, KIND_RECOUNT, name, act->faults);
    return record != NULL ? recount_of(act, record, recount) : act->faults->count == before;
}

static bool count_records(Act *act, Slice name, uint64_t *records)
{
    const Count *counts;
    size_t count;
    *records = 0;
    if (!store_counts(act->store, act->arena, S(""), name, S("state"), &counts, &count,
                      act->faults))
        return false;
    for (size_t i = 0; i < count; i++)
        *records += counts[i].count;
    return true;
}

bool recount_begin(Act *act, Slice name, Write *write)
{
    Recount recount;
    uint64_t records;
    if (!act_recount_state(act, name, &recount) || !count_records(act, name, &records))
        return false;
    recount = (Recount){
        .register_name = name, .version = recount.version, .records = records, .is_counting = true};
    recount_set(act, write, &recount);
    return true;
}

bool act_recount_begin(Act *act, Register *reg)
{
    Write write;
    Receipt receipt;
    return recount_begin(act, register_name(reg), &write) &&
           store_write(act->store, &write, &receipt, act->faults);
}

// ---- One record ----

static size_t amounts_in(const Facet *facets, size_t count, Facet *amounts)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        if (facets[i].kind == FACET_AMOUNT)
            amounts[found++] = facets[i];
    return amounts_merge(amounts, found);
}

static bool are_same(const Facet *a, size_t a_count, const Facet *b, size_t b_count)
{
    bool is_same = a_count == b_count;
    for (size_t i = 0; is_same && i < a_count; i++)
        is_same = facet_compare(&a[i], &b[i]) == 0 && a[i].amount == b[i].amount;
    return is_same;
}

// All its facets, of which the amounts are worked out anew.
static bool gather(Act *act, Register *reg, const Record *record, FacetList *facets)
{
    static const Json nothing = {.kind = JSON_OBJECT};
    Matter matter = {.record = record,
                     .reg = reg,
                     .declaration = register_declaration(reg, act->faults),
                     .content = &nothing,
                     .known = known_of(record),
                     .holding = {.owner = record->owner, .state = record->state}};
    if (record->content.len > 0)
        matter.content = json_read(act->arena, record->content, act->faults);
    for (size_t i = 0; i < record->facet_count; i++)
        if (record->facets[i].kind != FACET_AMOUNT)
            facets->list[facets->count++] = record->facets[i];
    Situation situation;
    return matter.declaration != NULL && matter.content != NULL &&
           matter_becomes(act, &matter, matter.content, record->state, &matter.known, &situation) &&
           amounts_gather(act, facets, &situation);
}

void recount_record(Bundle *bundle, Register *reg, const Record *record)
{
    Act *act = bundle->act;
    FacetList facets = facets_new(act->arena);
    Facet *before = arena_array(act->arena, Facet, record->facet_count);
    Facet *after = arena_array(act->arena, Facet, FACETS_MAX);
    if (!gather(act, reg, record, &facets))
        return;
    if (are_same(before, amounts_in(record->facets, record->facet_count, before), after,
                 amounts_in(facets.list, facets.count, after)))
        return;
    Write *write = bundle_add(bundle);
    if (write == NULL)
        return;
    write->actor = SYSTEM;
    write->owner = record->owner;
    write->register_name = record->register_name;
    write->record = record->id;
    write->action = RECOUNT_ACTION;
    write->version = record->version;
    write->facets = facets.list;
    write->facet_count = facets.count;
}

bool recount_write(Bundle *bundle, bool *is_late)
{
    Receipt receipt;
    Faults *faults = bundle->act->faults;
    size_t before = faults->count;
    if (bundle->count == 0 || bundle_write(bundle, &receipt))
        return true;
    if (before >= FAULTS_KEPT || faults->list[before].kind != FAULT_CONFLICT)
        return false;
    faults->count = before;
    *is_late = true;
    return true;
}

// ---- A register, a batch at a time ----

static bool count_batch(Act *act, Recount *recount)
{
    RecordList list = {0};
    bool is_late = false;
    Faults *ignored =
        arena_array(act->arena, Faults, 1); // a register that is no more gives nothing
    Bundle *bundle = bundle_new(act);
    Register *reg = registers_find(act->registers, recount->register_name, ignored);
    Query query = {.register_name = recount->register_name,
                   .oldest_first = true,
                   .after = recount->after,
                   .limit = RECOUNT_BATCH,
                   .with_content = true};
    if (reg != NULL && !store_list(act->store, act->arena, &query, &list, act->faults))
        return false;
    for (size_t i = 0; i < list.count; i++)
        recount_record(bundle, reg, &list.at[i]);
    recount->after = list.next;
    recount->looked += list.count;
    recount->changed += bundle->count;
    recount->is_counting = list.next != 0;
    Write *write = bundle_add(bundle);
    if (write != NULL)
        recount_set(act, write, recount);
    return write != NULL && recount_write(bundle, &is_late);
}

// *is_there: one was there to be counted.
static bool count_next(Act *act, bool *is_there)
{
    RecordList list;
    Recount recount;
    Facet counting = facet_counted(S("state"), COUNTING);
    Query query = {.owner = WINDOW,
                   .register_name = KIND_RECOUNT,
                   .facets = &counting,
                   .facet_count = 1,
                   .oldest_first = true,
                   .limit = 1,
                   .with_content = true};
    if (!store_list(act->store, act->arena, &query, &list, act->faults))
        return false;
    *is_there = list.count > 0;
    return !*is_there || (recount_of(act, &list.at[0], &recount) && count_batch(act, &recount));
}

// ---- A step ----

typedef struct RecountStep {
    Act act;
    uint64_t *followed;
    bool has_more;
} RecountStep;

static bool take_step(Arena *arena, void *context)
{
    RecountStep *it = context;
    bool is_counting = false, is_following = false;
    uint64_t size = store_wait(it->act.store, 0, 0);
    it->act.arena = arena;
    bool is_good = dependents_recount(&it->act, *it->followed, &is_following) &&
                   count_next(&it->act, &is_counting);
    it->has_more = is_good && (is_counting || is_following);
    if (is_good && !it->has_more)
        *it->followed = size;
    return is_good;
}

bool act_recount(Act *act, uint64_t *followed, bool *has_more)
{
    RecountStep step = {*act, followed, false};
    bool is_good =
        store_wait(act->store, 0, 0) == *followed || arena_run(0, take_step, &step, act->faults);
    *has_more = step.has_more;
    return is_good;
}
