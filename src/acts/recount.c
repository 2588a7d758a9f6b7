// SPDX-License-Identifier: Apache-2.0
// Statistics counted anew, where what was counted follows from something else by now.
//
//     declaration changed ─► @recount NAME: counting ─► its records, a batch at a time ─► counted
//     journal ─► a record changed that cubes look at from others ─► those others
//
// What a record gives is worked out by the present declaration; where that is not what it gave, the
// record is written with it, an entry of the journal as all others. How far it came is written in
// the same transaction: whoever goes on, after a crash or on another server, goes on from there,
// and who was slower writes nothing.

#include "acts/internal.h"

#include "register/cubes.h"
#include "register/edit.h"

#include <inttypes.h>

enum {
    BATCH = 100, // records that are looked at in one transaction
    ENTRIES_AT_ONCE = 1000,
    DEPENDENTS_MAX = 200,
};

#define JOURNAL  S("@journal") // as a record's id: how far the journal was followed
#define COUNTING S("counting")
#define COUNTED  S("counted")
#define ACTION   S("recount")

// ---- How far it is ----

static uint64_t number_in(const Json *json, const char *name)
{
    const Json *value = json_get(json, slice_of(name));
    uint64_t number = 0;
    for (size_t i = 0; value != NULL && i < value->text.len && i < 18; i++)
        number = number * 10 + (uint64_t)(value->text.at[i] - '0');
    return number;
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

static void set_recount(Act *act, Write *write, const Recount *recount)
{
    *write = (Write){.actor = SYSTEM,
                     .owner = WINDOW,
                     .register_name = KIND_RECOUNT,
                     .record = recount->register_name,
                     .action = ACTION,
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
    set_recount(act, write, &recount);
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

// Adds its write where it gave something else. What cannot be worked out stays as it is; the fault
// says so.
static void recount_record(Bundle *bundle, Register *reg, const Record *record)
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
    write->action = ACTION;
    write->version = record->version;
    write->facets = facets.list;
    write->facet_count = facets.count;
}

// ---- A register, a batch at a time ----

// Where somebody wrote one of the records meanwhile, or counted this batch, nothing is written.
static bool write_or_leave(Bundle *bundle, bool *is_late)
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
                   .limit = BATCH,
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
        set_recount(act, write, recount);
    return write != NULL && write_or_leave(bundle, &is_late);
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

// ---- What follows from other records ----

// A field by which records of a register look at records of another in their statistics.
typedef struct Dependent {
    Register *reg;
    const Declaration *declaration;
    const DeclaredField *field; // NULL: at themselves, for they come without an act
} Dependent;

typedef struct Following {
    Act *act;
    Dependent dependents[DEPENDENTS_MAX];
    size_t count;
    size_t written;
    bool is_late; // somebody was faster: what was looked at is looked at again
} Following;

static bool looks_at_others(const DeclaredCube *cube)
{
    const Slice sign = S("_/refers");
    bool looks = slice_find(cube->where.text, sign) != SIZE_MAX;
    for (size_t i = 0; i < cube->form.dimension_count; i++)
        looks |= slice_find(cube->places[i].text, sign) != SIZE_MAX;
    for (size_t i = 0; i < cube->form.measure_count; i++)
        looks |= slice_find(cube->values[i].text, sign) != SIZE_MAX;
    return looks;
}

static void add_dependent(Following *it, const Declaration *declaration, const DeclaredField *field)
{
    if (it->count < DEPENDENTS_MAX)
        it->dependents[it->count++] = (Dependent){declaration->reg, declaration, field};
}

static bool add_dependents_of(Following *it, Register *reg)
{
    size_t count;
    bool looks = false;
    const DeclaredCube *cubes = register_cubes(reg, &count, it->act->faults);
    const Declaration *declaration = register_declaration(reg, it->act->faults);
    if (count == 0 || cubes == NULL || declaration == NULL)
        return declaration != NULL && count == 0;
    for (size_t i = 0; i < count; i++)
        looks |= looks_at_others(&cubes[i]);
    for (size_t i = 0; looks && i < declaration->field_count; i++)
        if (declaration->fields[i].refers.len > 0)
            add_dependent(it, declaration, &declaration->fields[i]);
    if (!declaration->is_checked)
        add_dependent(it, declaration, NULL);
    return true;
}

typedef struct Page {
    Following *following;
    const Dependent *dependent;
    Query query;
} Page;

// Its own arena and transaction: a record may be named by a million others.
static bool follow_page(Arena *arena, void *context)
{
    Page *it = context;
    RecordList list;
    Act act = *it->following->act;
    act.arena = arena;
    Bundle *bundle = bundle_new(&act);
    if (!store_list(act.store, arena, &it->query, &list, act.faults))
        return false;
    for (size_t i = 0; i < list.count; i++)
        recount_record(bundle, it->dependent->reg, &list.at[i]);
    it->query.after = list.next;
    it->following->written += bundle->count;
    return write_or_leave(bundle, &it->following->is_late);
}

// Those that name the record by that word.
static bool follow_word(Following *it, const Dependent *dependent, Slice word)
{
    Facet facet =
        facet_reference(facet_of_field(dependent->declaration, dependent->field->path), word);
    Page page = {it,
                 dependent,
                 {.register_name = register_name(dependent->reg),
                  .facets = &facet,
                  .facet_count = 1,
                  .oldest_first = true,
                  .limit = BATCH,
                  .with_content = true}};
    if (!entry_text_is_good(word, FACET_VALUE_MAX))
        return true;
    do {
        if (!arena_run(0, follow_page, &page, it->act->faults))
            return false;
    } while (page.query.after != 0);
    return true;
}

static bool follow_record(Following *it, const Dependent *dependent, const Record *record)
{
    Slice number = known_of(record).number;
    Bundle *bundle = bundle_new(it->act);
    if (dependent->field != NULL)
        return follow_word(it, dependent, number) &&
               (slice_equal(number, record->id) || follow_word(it, dependent, record->id));
    recount_record(bundle, dependent->reg, record);
    it->written += bundle->count;
    return write_or_leave(bundle, &it->is_late);
}

static bool follow_entry(Following *it, const Entry *entry)
{
    const Record *record = NULL;
    for (size_t i = 0; i < it->count; i++) {
        const Dependent *dependent = &it->dependents[i];
        Slice looked_at =
            dependent->field != NULL ? dependent->field->refers : register_name(dependent->reg);
        if (!slice_equal(looked_at, entry->register_name) || slice_equal(entry->action, ACTION))
            continue;
        size_t before = it->act->faults->count;
        record = store_record(it->act->store, it->act->arena, entry->owner, entry->register_name,
                              entry->record, it->act->faults);
        if (record == NULL || !follow_record(it, dependent, record))
            return it->act->faults->count == before;
    }
    return true;
}

// Entries up to the first that something followed from; then its place is noted. Of others a note
// is kept now and then: they are read again after a restart.
static bool follow_entries(Following *it, uint64_t from, uint64_t version, bool *is_there)
{
    const Entry *entries;
    size_t count, i = 0;
    EntryQuery query = {.from = from, .limit = ENTRIES_AT_ONCE};
    if (!store_entries(it->act->store, it->act->arena, &query, &entries, &count, it->act->faults))
        return false;
    while (i < count && it->written == 0)
        if (!follow_entry(it, &entries[i++]))
            return false;
    *is_there = it->written > 0 || count == ENTRIES_AT_ONCE;
    if (!*is_there || it->is_late)
        return true;
    Bundle *bundle = bundle_new(it->act);
    set_recount(it->act, bundle_add(bundle),
                &(Recount){.register_name = JOURNAL, .version = version, .after = from + i});
    return write_or_leave(bundle, &it->is_late);
}

static bool follow_journal(Act *act, uint64_t followed, bool *is_there)
{
    Recount at;
    Following it = {.act = act};
    if (!act_recount_state(act, JOURNAL, &at))
        return false;
    for (size_t i = 0; i < registers_count(act->registers); i++)
        if (!add_dependents_of(&it, registers_at(act->registers, i)))
            return false;
    return follow_entries(&it, at.after > followed ? at.after : followed, at.version, is_there);
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
    bool is_good = follow_journal(&it->act, *it->followed, &is_following) &&
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
