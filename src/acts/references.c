// SPDX-License-Identifier: Apache-2.0
// Records that belong to a record: those that its fields refer to, and those that are related.

#include "acts/internal.h"

#include "register/edit.h"

enum { REFERRED_MAX = 50, RELATED_MAX = 1000 };

#define ORGANISATION S("organisation")

// ---- One ----

const Record *record_by_number(Act *act, Register *reg, Slice number, Slice owner)
{
    RecordList list;
    Facet facet = facet_reference(S("number"), number);
    Query query = {.register_name = register_name(reg),
                   .facets = &facet,
                   .facet_count = 1,
                   .limit = 1,
                   .with_content = true};
    if (!entry_text_is_good(number, NAME_MAX_BYTES) ||
        !store_list(act->store, act->arena, &query, &list, act->faults))
        return NULL;
    return list.count > 0 ? &list.at[0]
                          : store_record(act->store, act->arena, owner, register_name(reg), number,
                                         act->faults);
}

static Slice number_of(const Record *record)
{
    Known known = known_of(record);
    return known.number.len > 0 ? known.number : record->id;
}

// "contact.company" ─► "contact-company": names of elements have no dots of ours
static Slice element_name(Arena *arena, Slice path)
{
    Slice name = arena_copy(arena, path);
    for (char *at = (char *)name.at; at < name.at + name.len; at++)
        *at = *at == '.' ? '-' : *at;
    return name;
}

// ---- Beside ----

typedef struct Loading {
    Act *act;
    Situation *situation;
    Beside *list;
    size_t count;
    const DeclaredField *field;
    Register *reg;
} Loading;

static void add(Loading *it, Slice name, bool is_related, const Record *record)
{
    if (it->count < REFERRED_MAX + RELATED_MAX)
        it->list[it->count++] = (Beside){.name = name,
                                         .is_related = is_related,
                                         .content = record->content,
                                         .id = record->id,
                                         .number = number_of(record),
                                         .state = record->state,
                                         .owner = record->owner};
}

static bool load_referred(void *context, Slice value)
{
    Loading *it = context;
    const Record *record = record_by_number(it->act, it->reg, value, it->situation->holding.owner);
    if (record != NULL)
        add(it, element_name(it->act->arena, it->field->path), false, record);
    return it->count < REFERRED_MAX;
}

static bool load_references(Loading *it)
{
    const Declaration *declaration = it->situation->declaration;
    for (size_t i = 0; i < declaration->field_count; i++) {
        it->field = &declaration->fields[i];
        if (it->field->refers.len == 0 || slice_equal(it->field->refers, ORGANISATION))
            continue;
        it->reg = registers_find(it->act->registers, it->field->refers, it->act->faults);
        if (it->reg == NULL)
            return false;
        json_each(it->situation->content, it->field->path, load_referred, it);
    }
    return true;
}

static bool load_relative(Loading *it, const Relative *relative)
{
    RecordList list;
    Act *act = it->act;
    Register *reg = registers_find(act->registers, relative->register_name, act->faults);
    const Declaration *other = reg != NULL ? register_declaration(reg, act->faults) : NULL;
    Slice value = it->situation->circumstances.number;
    if (other == NULL)
        return false;
    if (relative->is.expr != NULL) {
        Scene *scene = situation_scene(it->situation, act->faults);
        value = scene != NULL ? scene_text(scene, &relative->is, 0) : S("");
    }
    if (!entry_text_is_good(value, FACET_VALUE_MAX))
        return true; // of nothing there are no relatives
    Facet facet = facet_reference(facet_of_field(other, relative->field), value);
    Query query = {.register_name = relative->register_name,
                   .facets = &facet,
                   .facet_count = 1,
                   .limit = RELATED_MAX,
                   .with_content = true};
    if (facet.name.len == 0 || !store_list(act->store, act->arena, &query, &list, act->faults))
        return facet.name.len == 0;
    for (size_t i = 0; i < list.count; i++)
        if ((relative->in.count == 0 || wordlist_has(&relative->in, list.at[i].state)) &&
            !slice_equal(list.at[i].id, it->situation->circumstances.id))
            add(it, relative->name, true, &list.at[i]);
    return true;
}

bool load_beside(Act *act, Situation *situation)
{
    const Declaration *declaration = situation->declaration;
    Loading it = {.act = act, .situation = situation};
    bool is_good = true;
    bool has_references = false;
    for (size_t i = 0; i < declaration->field_count; i++)
        has_references |= declaration->fields[i].refers.len > 0;
    if (!has_references && declaration->relative_count == 0)
        return true;
    it.list = arena_array(act->arena, Beside, REFERRED_MAX + RELATED_MAX);
    is_good = load_references(&it);
    situation->circumstances.beside = it.list;
    situation->circumstances.beside_count = it.count;
    for (size_t i = 0; is_good && i < declaration->relative_count; i++) {
        is_good = load_relative(&it, &declaration->relatives[i]);
        situation->circumstances.beside_count = it.count;
    }
    return is_good;
}

// ---- What they are called ----

typedef struct Calling {
    Act *act;
    Slice register_name;
    Register *reg; // NULL: organisations
    Slice owner;
    Referred *list;
    size_t count;
} Calling;

static void add_referred(Calling *it, const Record *record, Slice number, Slice headline)
{
    it->list[it->count++] = (Referred){.register_name = it->register_name,
                                       .owner = record->owner,
                                       .id = record->id,
                                       .number = number,
                                       .headline = headline};
}

static void call_organisation(Calling *it, Slice id)
{
    Act *act = it->act;
    const Record *record =
        store_record(act->store, act->arena, WINDOW, KIND_ORGANISATION, id, act->faults);
    if (record != NULL)
        add_referred(it, record, id,
                     json_get_text(json_read(act->arena, record->content, act->faults), S("name")));
}

// A headline that tells of a person is no name for others to read in passing.
static bool is_headline_shown(const Matter *matter)
{
    const Declaration *declaration = matter->declaration;
    for (size_t i = 0; i < declaration->field_count; i++)
        if (declaration->fields[i].is_personal &&
            slice_equal(declaration->fields[i].path, declaration->headline))
            return false;
    return sight_may_read_field(declaration, &matter->footing, &matter->holding,
                                declaration->headline);
}

static bool call_one(void *context, Slice value)
{
    Calling *it = context;
    Matter matter;
    if (it->reg == NULL) {
        call_organisation(it, value);
        return it->count < REFERRED_MAX;
    }
    const Record *record = record_by_number(it->act, it->reg, value, it->owner);
    if (record != NULL && matter_of(it->act, it->reg, record, &matter))
        add_referred(it, record, value,
                     is_headline_shown(&matter)
                         ? json_text(json_at(matter.content, matter.declaration->headline))
                         : S(""));
    return it->count < REFERRED_MAX;
}

bool act_referred(Act *act, const Matter *matter, const Json *content, const Referred **list,
                  size_t *count)
{
    const Declaration *declaration = matter->declaration;
    Calling it = {.act = act, .owner = matter->record->owner};
    size_t before = act->faults->count;
    it.list = arena_array(act->arena, Referred, REFERRED_MAX);
    for (size_t i = 0; i < declaration->field_count && it.count < REFERRED_MAX; i++) {
        it.register_name = declaration->fields[i].refers;
        if (it.register_name.len == 0)
            continue;
        it.reg = slice_equal(it.register_name, ORGANISATION)
                     ? NULL
                     : registers_find(act->registers, it.register_name, act->faults);
        json_each(content, declaration->fields[i].path, call_one, &it);
    }
    *list = it.list;
    *count = it.count;
    return act->faults->count == before;
}

// ---- Integrity ----

typedef struct Reaching {
    Act *act;
    const DeclaredField *field;
    Register *reg; // NULL: organisations
    Slice owner;
    Slice missing;
} Reaching;

static bool reach(void *context, Slice value)
{
    Reaching *it = context;
    bool is_there = it->reg == NULL ? organisation_exists(it->act->store, it->act->arena, value,
                                                          it->act->faults)
                                    : record_by_number(it->act, it->reg, value, it->owner) != NULL;
    if (!is_there)
        it->missing = value;
    return is_there;
}

bool references_hold(Act *act, const Declaration *declaration, const Json *content, Slice owner)
{
    for (size_t i = 0; i < declaration->field_count; i++) {
        Reaching it = {.act = act, .field = &declaration->fields[i], .owner = owner};
        if (it.field->refers.len == 0)
            continue;
        if (!slice_equal(it.field->refers, ORGANISATION)) {
            it.reg = registers_find(act->registers, it.field->refers, act->faults);
            if (it.reg == NULL)
                return false;
        }
        if (!json_each(content, it.field->path, reach, &it))
            return fault_add(act->faults, FAULT_USAGE, 0, 0, "%.*s: there is no %.*s %.*s",
                             (int)it.field->path.len, it.field->path.at, (int)it.field->refers.len,
                             it.field->refers.at, (int)it.missing.len, it.missing.at);
    }
    return true;
}

static bool is_named_in(Act *act, const Declaration *other, const DeclaredField *field,
                        Slice number)
{
    RecordList list;
    Facet facet = facet_reference(facet_of_field(other, field->path), number);
    Query query = {
        .register_name = register_name(other->reg), .facets = &facet, .facet_count = 1, .limit = 1};
    return store_list(act->store, act->arena, &query, &list, act->faults) && list.count > 0;
}

bool references_let_go(Act *act, const Matter *matter)
{
    Slice name = register_name(matter->reg), number = number_of(matter->record);
    for (size_t i = 0; i < registers_count(act->registers); i++) {
        Faults *ignored = arena_array(act->arena, Faults, 1); // another register's faults
        const Declaration *other = register_declaration(registers_at(act->registers, i), ignored);
        for (size_t k = 0; other != NULL && k < other->field_count; k++) {
            const DeclaredField *field = &other->fields[k];
            if (!field->keeps && slice_equal(field->refers, name) &&
                is_named_in(act, other, field, number))
                return fault_add(act->faults, FAULT_USAGE, 0, 0,
                                 "a record of %.*s names it by %.*s, which forbids its erasure",
                                 (int)register_name(other->reg).len, register_name(other->reg).at,
                                 (int)field->path.len, field->path.at);
        }
    }
    return true;
}
