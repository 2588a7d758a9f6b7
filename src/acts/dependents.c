// SPDX-License-Identifier: Apache-2.0
// Records counted anew that look at others in their statistics, where one of those changed.
//
//     entry of the journal ─► the record it changed ─► those that name it ─► counted anew
//                                       └─► itself, where it came without an act
//
// How far the journal was followed is noted with what follows from it, in one transaction.

#include "acts/internal.h"

#include "register/cubes.h"

enum { ENTRIES_AT_ONCE = 1000, DEPENDENTS_MAX = 200 };

#define JOURNAL S("@journal") // as a record's id: how far the journal was followed

// ---- Which records look at others ----

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

// ---- What follows from one entry ----

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
    return recount_write(bundle, &it->following->is_late);
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
                  .limit = RECOUNT_BATCH,
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
    return recount_write(bundle, &it->is_late);
}

static bool follow_entry(Following *it, const Entry *entry)
{
    const Record *record = NULL;
    for (size_t i = 0; i < it->count; i++) {
        const Dependent *dependent = &it->dependents[i];
        Slice looked_at =
            dependent->field != NULL ? dependent->field->refers : register_name(dependent->reg);
        if (!slice_equal(looked_at, entry->register_name) ||
            slice_equal(entry->action, RECOUNT_ACTION))
            continue;
        size_t before = it->act->faults->count;
        record = store_record(it->act->store, it->act->arena, entry->owner, entry->register_name,
                              entry->record, it->act->faults);
        if (record == NULL || !follow_record(it, dependent, record))
            return it->act->faults->count == before;
    }
    return true;
}

// ---- The journal ----

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
    recount_set(it->act, bundle_add(bundle),
                &(Recount){.register_name = JOURNAL, .version = version, .after = from + i});
    return recount_write(bundle, &it->is_late);
}

bool dependents_recount(Act *act, uint64_t followed, bool *is_there)
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
