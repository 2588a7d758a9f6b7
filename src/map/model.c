// SPDX-License-Identifier: Apache-2.0
// schema.json of a register ─► the tree of its terms.

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
} Maker;

static bool make_members(Maker *it, Term *term, const Json *schema, unsigned depth);

static bool fail(Maker *it, const Json *where, Slice name, const char *why)
{
    Slice shown = slice_show(it->arena, name, SHOWN_MAX);
    return fault_add(it->faults, FAULT_UNSUPPORTED, where ? where->line : 0,
                     where ? where->column : 0, "%.*s %s", (int)shown.len, shown.at, why);
}

static bool leaf_kind(const Json *schema, TermKind *kind)
{
    Slice type = json_text(json_get(schema, S("type")));
    bool is_date = slice_equal(json_text(json_get(schema, S("format"))), S("date"));
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

static void note_choices(Maker *it, Term *term, const Json *schema)
{
    const Json *choices = json_get(schema, S("enum"));
    term->codes = json_text(json_get(schema, S("codes")));
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
    for (size_t i = 0; names != NULL && names->kind == JSON_ARRAY && i < names->count; i++)
        if (slice_equal(json_text(names->items[i]), name))
            return true;
    return false;
}

// A list is where slots begin anew; all else takes slots of the list around it.
static bool make_term(Maker *it, Term *term, const JsonMember *member, unsigned depth)
{
    const Json *schema = member->value;
    Slice type = json_text(json_get(schema, S("type")));
    term->name = member->name;
    term->number = json_text(json_get(schema, S("term")));
    term->title = json_text(json_get(schema, S("title")));
    term->list = term->parent->kind == TERM_LIST ? term->parent : term->parent->list;
    term->index = (uint32_t)it->count;
    Term *list = (Term *)term->list;
    term->slot = list->slot_count;
    if (++it->count > TERMS_MAX || depth > MAP_DEPTH_MAX)
        return fail(it, schema, member->name, "is a term too many, or lies too deep");
    if (slice_equal(type, S("object"))) {
        term->kind = TERM_GROUP;
        bool is_good = make_members(it, term, schema, depth);
        term->slot_count = list->slot_count - term->slot;
        return is_good;
    }
    list->slot_count++;
    if (slice_equal(type, S("array"))) {
        term->kind = TERM_LIST;
        const Json *items = json_get(schema, S("items"));
        if (!slice_equal(json_text(json_get(items, S("type"))), S("object")))
            return fail(it, schema, member->name, "is no list of objects; others have no place");
        return make_members(it, term, items, depth);
    }
    note_choices(it, term, schema);
    return leaf_kind(schema, &term->kind) ||
           fail(it, schema, member->name,
                "is of no type that content has: object, array, string, number or boolean");
}

static bool make_members(Maker *it, Term *term, const Json *schema, unsigned depth)
{
    const Json *properties = json_get(schema, S("properties"));
    if (properties == NULL || properties->kind != JSON_OBJECT || properties->count == 0)
        return fail(it, schema, term->name, "declares no properties");
    term->member_count = properties->count;
    term->members = arena_array(it->arena, Term, properties->count);
    bool is_good = true;
    for (size_t i = 0; i < properties->count; i++) {
        term->members[i].parent = term;
        term->members[i].is_required =
            is_listed(json_get(schema, S("required")), properties->members[i].name);
        is_good &= make_term(it, &term->members[i], &properties->members[i], depth + 1);
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

const Model *model_compile(Arena *arena, Slice text, Faults *faults)
{
    size_t before = faults->count;
    const Json *schema = json_read(arena, text, faults);
    if (schema == NULL)
        return NULL;
    Maker it = {arena, faults, 1};
    Model *model = arena_array(arena, Model, 1);
    model->root = (Term){.kind = TERM_LIST, .title = json_text(json_get(schema, S("title")))};
    make_members(&it, &model->root, schema, 0);
    if (faults->count > before)
        return NULL;
    model->term_count = it.count;
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
