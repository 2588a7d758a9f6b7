// SPDX-License-Identifier: Apache-2.0
// Identity constraints (part 1, 3.11.4) in the one pass of validation.
//
//     element with constraints opens ─► Scope     its selector matches below ─► Target     its fields match ─► tuple
//     target closes ─► the tuple goes into the scope's table     scope closes ─► its keyrefs are looked up
//
// Paths are matched upwards along the open elements, so that only elements under an active scope cost anything.

#include "schema/xsd/run.h"

#include "schema/xsd/simple_type.h"

enum { ACTIVE_MAX = 1000000 };

typedef struct Field {
    bool is_there;
    Slice key;    // of the value
    Slice shown;
} Field;

typedef struct Scope {
    const Constraint *constraint;
    size_t depth;     // of its element's frame
    uint32_t serial;  // tells tables of one constraint apart
    NodeId node;
} Scope;

typedef struct Target {
    size_t scope, depth;
    NodeId node;
    Field *fields;
} Target;

typedef struct Entry {  // by number in `tuples`
    NodeId node;
    NodeId scope_node;  // of keys: the last scope that had the tuple
} Entry;

typedef struct Pending {  // a keyref's tuple, until its scope closes
    size_t scope;
    Slice key, shown;
    NodeId node;
} Pending;

struct Identity {
    Scope *scopes;
    size_t scope_count, scope_room;
    Target *targets;
    size_t target_count, target_room;
    Pending *pending;
    size_t pending_count, pending_room;
    Table *tuples;  // serial and tuple ─► entry: what is unique in a scope
    Table *keys;    // constraint and tuple ─► entry: what keyrefs look for
    Entry *tuple_entries, *key_entries;
    size_t tuple_room, key_room;
    uint32_t serials;
};

void identity_start(XsdRun *run)
{
    Identity *identity = arena_array(run->memory, Identity, 1);
    identity->tuples = table_new(run->memory, 64);
    identity->keys = table_new(run->memory, 64);
    run->identity = identity;
}

#define GROW(list, count, room, Type)                                                                                  \
    do {                                                                                                               \
        if ((count) == (room)) {                                                                                       \
            size_t more = (room) ? (room) * 2 : 16;                                                                    \
            (list) = arena_resize(run->memory, (list), (room) * sizeof(Type), more * sizeof(Type));                    \
            (room) = more;                                                                                             \
        }                                                                                                              \
    } while (0)

// ---- Paths ----

static bool step_fits(const XsdRun *run, const FieldStep *step, SchemaName name, Slice uri)
{
    if (step->any_uri)
        return true;
    if (!slice_equal(step->name.uri, uri))
        return false;
    return step->any_local ||
           (name != SCHEMA_NAME_NONE && slice_equal(run->schema->names[name].local, step->name.local));
}

// Whether the frames from `base` (left out) to the innermost fit the first `count` steps.
static bool path_fits(const XsdRun *run, const FieldPath *path, size_t count, size_t base)
{
    size_t below = run->depth - 1 - base;
    if (path->is_deep ? below < count : below != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        const Frame *frame = &run->frames[run->depth - count + i];
        if (!step_fits(run, &path->steps[i], frame->name, tree_name(run->tree, frame->node)->uri))
            return false;
    }
    return true;
}

static bool selects(const XsdRun *run, const FieldPaths *paths, size_t base)
{
    for (size_t i = 0; i < paths->count; i++)
        if (!paths->at[i].ends_in_attribute && path_fits(run, &paths->at[i], paths->at[i].count, base))
            return true;
    return false;
}

// ---- Fields ----

static void set_field(XsdRun *run, Target *target, const Constraint *constraint, size_t number, const SimpleType *simple,
                      Slice value, NodeId node)
{
    Field *field = &target->fields[number];
    if (field->is_there) {
        run_find(run, node, "cvc-identity-constraint.3", XSD_FIELD_MANY, constraint->name.local,
                 run_node_name(run, target->node), S(""), S(""));
        return;
    }
    field->is_there = true;
    Buffer key = buffer_new(run->memory);
    simple_key(simple, value, run_value_check(run, node), &key);
    field->key = buffer_slice(&key);
    field->shown = slice_trim(value);
}

static void match_fields(XsdRun *run, const SimpleType *simple, Slice value)
{
    Identity *identity = run->identity;
    const Frame *frame = &run->frames[run->depth - 1];
    for (size_t i = 0; i < identity->target_count; i++) {
        Target *target = &identity->targets[i];
        const Constraint *constraint = identity->scopes[target->scope].constraint;
        for (size_t k = 0; k < constraint->field_count; k++) {
            if (!selects(run, &constraint->fields[k], target->depth))
                continue;
            if (!simple)
                run_find(run, frame->node, "cvc-identity-constraint.3", XSD_FIELD_COMPLEX, constraint->name.local,
                         run_node_name(run, frame->node), S(""), S(""));
            else if (constraint->kind == CONSTRAINT_KEY && frame->element && frame->element->is_nillable)
                run_find(run, frame->node, "cvc-identity-constraint.4.2.3", XSD_KEY_NILLABLE, constraint->name.local,
                         run_node_name(run, frame->node), S(""), S(""));
            else if (!frame->is_nil)
                set_field(run, target, constraint, k, simple, value, frame->node);
        }
    }
}

void identity_attribute(XsdRun *run, NodeId attribute, SchemaName name, Slice uri, const SimpleType *type, Slice value)
{
    Identity *identity = run->identity;
    for (size_t i = 0; i < identity->target_count; i++) {
        Target *target = &identity->targets[i];
        const Constraint *constraint = identity->scopes[target->scope].constraint;
        for (size_t k = 0; k < constraint->field_count; k++)
            for (size_t p = 0; p < constraint->fields[k].count; p++) {
                const FieldPath *path = &constraint->fields[k].at[p];
                if (!path->ends_in_attribute || !step_fits(run, &path->steps[path->count - 1], name, uri) ||
                    !path_fits(run, path, path->count - 1, target->depth))
                    continue;
                set_field(run, target, constraint, k, type, value, attribute);
                break;
            }
    }
}

// ---- Opening ----

static void open_scopes(XsdRun *run)
{
    Identity *identity = run->identity;
    Frame *frame = &run->frames[run->depth - 1];
    for (size_t i = 0; frame->element && i < frame->element->constraint_count; i++) {
        GROW(identity->scopes, identity->scope_count, identity->scope_room, Scope);
        identity->scopes[identity->scope_count++] =
            (Scope){frame->element->constraints[i], run->depth - 1, identity->serials++, frame->node};
        frame->has_constraints = true;
    }
}

static void open_targets(XsdRun *run)
{
    Identity *identity = run->identity;
    const Frame *frame = &run->frames[run->depth - 1];
    for (size_t i = 0; i < identity->scope_count; i++) {
        const Scope *scope = &identity->scopes[i];
        if (!selects(run, &scope->constraint->selector, scope->depth))
            continue;
        GROW(identity->targets, identity->target_count, identity->target_room, Target);
        if (identity->target_count > ACTIVE_MAX)
            guard_raise(run->guard, FAULT_LIMIT, "", "identity constraints look at more than %d open elements", ACTIVE_MAX);
        identity->targets[identity->target_count++] =
            (Target){i, run->depth - 1, frame->node, arena_array(run->memory, Field, scope->constraint->field_count)};
    }
}

bool identity_is_active(const XsdRun *run)
{
    return run->identity->scope_count > 0;
}

void identity_open(XsdRun *run, const SimpleType *simple, Slice value)
{
    Identity *identity = run->identity;
    open_scopes(run);
    open_targets(run);
    if (identity->target_count)
        match_fields(run, simple, value);
}

// ---- Closing ----

static Slice tuple_key(XsdRun *run, uint32_t serial, const Target *target, const Constraint *constraint, bool is_shown)
{
    Buffer key = buffer_new(run->memory);
    if (!is_shown)
        buffer_add(&key, (Slice){(const char *)&serial, sizeof serial});
    for (size_t i = 0; i < constraint->field_count; i++) {
        const Field *field = &target->fields[i];
        if (is_shown) {
            buffer_add(&key, i ? S(", ") : S(""));
            buffer_add(&key, field->shown);
            continue;
        }
        uint32_t len = (uint32_t)field->key.len;
        buffer_add(&key, (Slice){(const char *)&len, sizeof len});
        buffer_add(&key, field->key);
    }
    return buffer_slice(&key);
}

static Slice line_of(XsdRun *run, NodeId node)
{
    return arena_print(run->memory, "%u", tree_place(run->tree, node).line);
}

static void note_key(XsdRun *run, const Constraint *constraint, const Target *target, NodeId scope_node)
{
    Identity *identity = run->identity;
    int32_t number = table_add(identity->keys, tuple_key(run, constraint->number, target, constraint, false), NULL);
    while ((size_t)number >= identity->key_room)
        GROW(identity->key_entries, identity->key_room, identity->key_room, Entry);
    identity->key_entries[number] = (Entry){target->node, scope_node};
}

static void finish_target(XsdRun *run, const Target *target)
{
    Identity *identity = run->identity;
    const Scope *scope = &identity->scopes[target->scope];
    const Constraint *constraint = scope->constraint;
    for (size_t i = 0; i < constraint->field_count; i++) {
        if (target->fields[i].is_there)
            continue;
        if (constraint->kind == CONSTRAINT_KEY)
            run_find(run, target->node, "cvc-identity-constraint.4.2.1", XSD_KEY_FIELD_MISSING, constraint->name.local,
                     run_node_name(run, target->node), S(""), S(""));
        return;
    }
    Slice shown = tuple_key(run, 0, target, constraint, true);
    if (constraint->kind == CONSTRAINT_KEYREF) {
        GROW(identity->pending, identity->pending_count, identity->pending_room, Pending);
        Slice key = tuple_key(run, constraint->refers ? constraint->refers->number : 0, target, constraint, false);
        identity->pending[identity->pending_count++] = (Pending){target->scope, key, shown, target->node};
        return;
    }
    bool is_new;
    int32_t number = table_add(identity->tuples, tuple_key(run, scope->serial, target, constraint, false), &is_new);
    while ((size_t)number >= identity->tuple_room)
        GROW(identity->tuple_entries, identity->tuple_room, identity->tuple_room, Entry);
    if (!is_new) {
        bool is_key = constraint->kind == CONSTRAINT_KEY;
        run_find(run, target->node, is_key ? "cvc-identity-constraint.4.2.2" : "cvc-identity-constraint.4.1",
                 is_key ? XSD_KEY_TWICE : XSD_UNIQUE_TWICE, constraint->name.local, shown,
                 line_of(run, identity->tuple_entries[number].node), S(""));
        return;
    }
    identity->tuple_entries[number].node = target->node;
    note_key(run, constraint, target, scope->node);
}

static void check_references(XsdRun *run, size_t scope_number)
{
    Identity *identity = run->identity;
    const Scope *scope = &identity->scopes[scope_number];
    while (identity->pending_count && identity->pending[identity->pending_count - 1].scope >= scope_number) {
        const Pending *pending = &identity->pending[--identity->pending_count];
        int32_t number = table_find(identity->keys, pending->key);
        if (number != TABLE_NONE && identity->key_entries[number].scope_node >= scope->node)
            continue;
        run_find(run, pending->node, "cvc-identity-constraint.4.3", XSD_KEYREF_MISSING, scope->constraint->name.local,
                 pending->shown, S(""), S(""));
    }
}

void identity_close(XsdRun *run)
{
    Identity *identity = run->identity;
    size_t depth = run->depth - 1;
    while (identity->target_count && identity->targets[identity->target_count - 1].depth == depth)
        finish_target(run, &identity->targets[--identity->target_count]);
    if (!run->frames[depth].has_constraints)
        return;
    size_t first = identity->scope_count;
    while (first > 0 && identity->scopes[first - 1].depth == depth)
        first--;
    for (size_t i = identity->scope_count; i > first; i--)
        if (identity->scopes[i - 1].constraint->kind == CONSTRAINT_KEYREF)
            check_references(run, i - 1);
    identity->scope_count = first;
}
