// SPDX-License-Identifier: Apache-2.0
// schema.json of a register ─► the tree of its terms.
//
//     "consignor": {"$ref": "…glossary#/$defs/party"}  +  $defs/party: {name, postalAddress:
//     {"$ref": …}}
//         ─► consignor ─┬─ name                           labels: consignor, else party
//                       └─ postalAddress ── cityName      labels: …, else address.cityName

#include "base/json.h"
#include "base/utf8.h"
#include "map/internal.h"

enum {
    TERMS_MAX = 10000, // an invoice has 230
    SHOWN_MAX = 60,
};

typedef struct Maker {
    Arena *arena;
    Faults *faults;
    size_t count;
    const Json *glossary; // NULL: none
    bool is_personal;     // a term was
} Maker;

// What a schema says, with what it refers to.
typedef struct Shape {
    const Json *own;  // with its title and its like
    const Json *made; // with its type and all else: what `own` refers to, or `own` itself
    const Json *home; // the document whose definitions "#/$defs/…" is about
    Slice def;        // the glossary's; empty: none
} Shape;

static bool make_members(Maker *it, Term *term, const Shape *shape, unsigned depth);

static bool fail(Maker *it, const Json *where, Slice name, const char *why)
{
    Slice shown = slice_show(it->arena, name, SHOWN_MAX);
    return fault_add(it->faults, FAULT_UNSUPPORTED, where ? where->line : 0,
                     where ? where->column : 0, "%.*s %s", (int)shown.len, shown.at, why);
}

static bool leaf_kind(const Json *schema, TermKind *kind)
{
    Slice type = json_get_text(schema, S("type"));
    bool is_date = slice_equal(json_get_text(schema, S("format")), S("date"));
    if (slice_equal(type, S("string")))
        *kind = is_date ? TERM_DATE : TERM_TEXT;
    else if (slice_equal(type, S("number")) || slice_equal(type, S("integer")))
        *kind = TERM_NUMBER;
    else if (slice_equal(type, S("boolean")))
        *kind = TERM_BOOLEAN;
    else
        return false;
    return true;
}

// ---- References ----

static bool refuse_def(Maker *it, const Json *where, const Json *defs, Slice name)
{
    Slice near = S(""), shown = slice_show(it->arena, name, SHOWN_MAX);
    size_t least = name.len / 2 + 1;
    for (size_t i = 0; defs != NULL && defs->kind == JSON_OBJECT && i < defs->count; i++) {
        size_t edits = slice_edits(name, defs->members[i].name);
        if (edits < least) {
            least = edits;
            near = defs->members[i].name;
        }
    }
    return fault_add(it->faults, FAULT_STATIC, where->line, where->column,
                     near.len ? "%.*s is no definition; is \"%.*s\" meant?"
                              : "%.*s is no definition that can be referred to%.*s",
                     (int)shown.len, shown.at, (int)near.len, near.at);
}

// "urn:madoguchi:glossary#/$defs/party", or "#/$defs/own" within one document.
static bool follow(Maker *it, Shape *shape, Slice reference)
{
    static const Slice glossary = S_INIT(GLOSSARY_ID), place = S_INIT("#/$defs/");
    Slice rest = reference;
    if (slice_starts(reference, glossary)) {
        shape->home = it->glossary;
        rest = slice_part(reference, glossary.len, reference.len);
    }
    const Json *defs = json_get(shape->home, S("$defs"));
    Slice name = slice_starts(rest, place) ? slice_part(rest, place.len, rest.len) : reference;
    const Json *found = json_get(defs, name);
    if (found == NULL)
        return refuse_def(it, json_get(shape->made, S("$ref")), defs, name);
    if (shape->home == it->glossary && shape->def.len == 0)
        shape->def = name;
    shape->made = found;
    return true;
}

static bool resolve(Maker *it, const Json *schema, const Json *home, Shape *shape)
{
    enum { CHAIN_MAX = 8 }; // of definitions that are nothing but references
    *shape = (Shape){.own = schema, .made = schema, .home = home};
    for (int i = 0; i < CHAIN_MAX; i++) {
        Slice reference = json_get_text(shape->made, S("$ref"));
        if (reference.len == 0)
            return true;
        if (!follow(it, shape, reference))
            return false;
    }
    return fail(it, schema, shape->def, "refers to itself");
}

// What the property says, else the definition.
static Slice said(const Shape *shape, Slice key)
{
    Slice own = json_get_text(shape->own, key);
    return own.len > 0 ? own : json_get_text(shape->made, key);
}

static bool says(const Json *shape, Slice key)
{
    const Json *value = json_get(shape, key);
    return value != NULL && value->kind == JSON_TRUE;
}

// ---- Terms ----

static void note_choices(Maker *it, Term *term, const Json *schema)
{
    const Json *choices = json_get(schema, S("enum"));
    if (choices == NULL || choices->kind != JSON_ARRAY || choices->count == 0)
        return;
    Slice *list = arena_array(it->arena, Slice, choices->count);
    for (size_t i = 0; i < choices->count; i++)
        list[i] = choices->items[i]->text;
    term->choices = list;
    term->choice_count = choices->count;
}

static bool is_listed(const Json *names, Slice name)
{
    for (size_t i = 0; i < json_count(names); i++)
        if (slice_equal(json_text(names->items[i]), name))
            return true;
    return false;
}

// A property may ask more of what it refers to.
static bool is_required(const Shape *shape, Slice name)
{
    return is_listed(json_get(shape->made, S("required")), name) ||
           is_listed(json_get(shape->own, S("required")), name);
}

// What the glossary calls it: a member of a definition, whose own members go on from theirs.
static Slice gloss_of(Maker *it, const Term *parent, Slice name)
{
    Slice above = parent->def.len > 0 ? parent->def : parent->gloss;
    return above.len == 0 ? above
                          : arena_print(it->arena, "%.*s.%.*s", (int)above.len, above.at,
                                        (int)name.len, name.at);
}

// What is said of a group is said of all that is in it.
static void note_personal(Maker *it, Term *term, const Shape *shape)
{
    term->is_personal |= term->parent->is_personal || says(shape->own, S("personal")) ||
                         says(shape->made, S("personal"));
    it->is_personal |= term->is_personal;
}

static void describe(Maker *it, Term *term, Slice name, const Shape *shape)
{
    term->name = name;
    term->number = said(shape, S("term"));
    term->untded = said(shape, S("untded"));
    term->title = said(shape, S("title"));
    term->codes = said(shape, S("codes"));
    note_personal(it, term, shape);
    term->gloss = gloss_of(it, term->parent, name);
    term->def = shape->def;
    term->list = term->parent->kind == TERM_LIST ? term->parent : term->parent->list;
    term->slot = term->list->slot_count;
}

// As the schema writes it, for it may have more digits than we would.
static Slice number_text(const Json *schema, Slice key)
{
    const Json *number = json_get(schema, key);
    return number != NULL && number->kind == JSON_NUMBER ? number->text : S("");
}

static bool make_list(Maker *it, Term *term, const Shape *shape, unsigned depth)
{
    Shape items;
    term->kind = TERM_LIST;
    const Json *of = json_get(shape->made, S("items"));
    if (of == NULL || !resolve(it, of, shape->home, &items))
        return of != NULL || fail(it, shape->own, term->name, "says not of what it is a list");
    if (!slice_equal(json_get_text(items.made, S("type")), S("object")))
        return fail(it, shape->own, term->name, "is no list of objects; others have no place");
    term->def = items.def;
    note_personal(it, term, &items);
    if (term->title.len == 0)
        term->title = said(&items, S("title"));
    return make_members(it, term, &items, depth);
}

// A list is where slots begin anew; all else takes slots of the list around it.
static bool make_term(Maker *it, Term *term, const JsonMember *member, const Json *home,
                      unsigned depth)
{
    Shape shape;
    term->index = (uint32_t)it->count++;
    if (it->count > TERMS_MAX || depth > MAP_DEPTH_MAX)
        return fail(it, member->value, member->name, "is a term too many, or lies too deep");
    if (!resolve(it, member->value, home, &shape))
        return false;
    describe(it, term, member->name, &shape);
    Term *list = (Term *)term->list;
    Slice type = json_get_text(shape.made, S("type"));
    if (slice_equal(type, S("object"))) {
        term->kind = TERM_GROUP;
        bool is_good = make_members(it, term, &shape, depth);
        term->slot_count = list->slot_count - term->slot;
        return is_good;
    }
    list->slot_count++;
    if (slice_equal(type, S("array")))
        return make_list(it, term, &shape, depth);
    note_choices(it, term, shape.made);
    term->length_max = number_text(shape.made, S("maxLength"));
    term->minimum = number_text(shape.made, S("minimum"));
    return leaf_kind(shape.made, &term->kind) ||
           fail(it, shape.own, member->name,
                "is of no type that content has: object, array, string, number or boolean");
}

static bool make_members(Maker *it, Term *term, const Shape *shape, unsigned depth)
{
    const Json *properties = json_get(shape->made, S("properties"));
    if (properties == NULL || properties->kind != JSON_OBJECT || properties->count == 0)
        return fail(it, shape->own, term->name, "declares no properties");
    term->member_count = properties->count;
    term->members = arena_array(it->arena, Term, properties->count);
    bool is_good = true;
    // A definition that leads to itself ends with the limit of depth or count; there is no point in
    // going on.
    for (size_t i = 0; i < properties->count && it->count <= TERMS_MAX; i++) {
        term->members[i].parent = term;
        term->members[i].is_required = is_required(shape, properties->members[i].name);
        is_good &=
            make_term(it, &term->members[i], &properties->members[i], shape->home, depth + 1);
    }
    return is_good;
}

static void note_slots(Arena *arena, Term *list, const Term *group)
{
    for (size_t i = 0; i < group->member_count; i++) {
        Term *member = &group->members[i];
        if (member->kind == TERM_GROUP) {
            note_slots(arena, list, member);
            continue;
        }
        list->slots[member->slot] = member;
        if (member->kind == TERM_LIST) {
            member->slots = arena_array(arena, const Term *, member->slot_count);
            note_slots(arena, member, member);
        }
    }
}

// Read only where it is referred to: many registers have all of their own.
static const Json *glossary_for(Arena *arena, Slice text, Slice glossary, Faults *faults)
{
    bool is_asked = slice_find(text, S(GLOSSARY_ID)) != SIZE_MAX;
    return is_asked && glossary.len > 0 ? json_read(arena, glossary, faults) : NULL;
}

const Model *model_compile(Arena *arena, Slice text, Slice glossary, Faults *faults)
{
    size_t before = faults->count;
    const Json *schema = json_read(arena, text, faults);
    if (schema == NULL)
        return NULL;
    Maker it = {.arena = arena, .faults = faults, .count = 1};
    it.glossary = glossary_for(arena, text, glossary, faults);
    Model *model = arena_array(arena, Model, 1);
    Shape shape = {.own = schema, .made = schema, .home = schema};
    model->id = json_get_text(schema, S("$id"));
    model->root = (Term){.kind = TERM_LIST, .title = json_get_text(schema, S("title"))};
    make_members(&it, &model->root, &shape, 0);
    if (faults->count > before)
        return NULL;
    model->term_count = it.count;
    model->is_personal = it.is_personal;
    model->root.slots = arena_array(arena, const Term *, model->root.slot_count);
    note_slots(arena, &model->root, &model->root);
    return model;
}

const Term *model_member(const Term *group, Slice name)
{
    for (size_t i = 0; i < group->member_count; i++)
        if (slice_equal(group->members[i].name, name))
            return &group->members[i];
    return NULL;
}

const Term *model_find(const Term *from, Slice path)
{
    while (from != NULL && path.len > 0)
        from = model_member(from, slice_cut(&path, '.'));
    return from;
}

// ---- For messages ----

// How many letters two names begin with in common, and end with; enough for slips of the finger.
static size_t likeness(Slice a, Slice b)
{
    size_t least = a.len < b.len ? a.len : b.len, head = 0, tail = 0;
    while (head < least && (a.at[head] | 32) == (b.at[head] | 32))
        head++;
    while (tail < least - head && (a.at[a.len - 1 - tail] | 32) == (b.at[b.len - 1 - tail] | 32))
        tail++;
    return head + tail;
}

Slice model_nearest(const Term *group, Slice name)
{
    Slice nearest = S("");
    size_t best = name.len / 2;
    for (size_t i = 0; i < group->member_count; i++) {
        size_t alike = likeness(group->members[i].name, name);
        if (alike > best) {
            best = alike;
            nearest = group->members[i].name;
        }
    }
    return nearest;
}

Slice term_path(Arena *arena, const Term *term)
{
    if (term->parent == NULL)
        return S("");
    Slice above = term_path(arena, term->parent);
    return arena_print(arena, "%.*s%s%.*s%s", (int)above.len, above.at, above.len ? "." : "",
                       (int)term->name.len, term->name.at, term->kind == TERM_LIST ? "[]" : "");
}
