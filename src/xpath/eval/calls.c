// SPDX-License-Identifier: Apache-2.0
// Variables, function calls, and the instructions of XSLT that rule sets put into functions.

#include "xpath/eval/operators.h"

static void add_all(Eval *eval, Seq seq, Sink *sink)
{
    for (size_t i = 0; i < seq.count && !sink_full(sink); i++)
        sink_add(eval, sink, seq.items[i]);
}

// ---- Variables ----

// A let of a schema or of a rule: evaluated when first asked for, with its document node or the rule's context
// node as context item, and kept as long as that.
static Seq global_value(Eval *eval, const Variable *variable)
{
    EvalState *state = eval->state;
    GlobalSlot *slot = &state->globals[variable->slot];
    if (variable->kind == VARIABLE_EXTERNAL) {
        if (slot->state != SLOT_READY)
            eval_raise(eval, "XPDY0002", "the variable $%.*s has no value", (int)variable->local.len,
                       variable->local.at);
        return slot->value;
    }
    bool per_context = variable->scope == GLOBAL_CONTEXT;
    uint64_t epoch = per_context ? state->context_epoch : state->document_epoch;
    if (slot->epoch == epoch && slot->state == SLOT_READY)
        return slot->value;
    if (slot->epoch == epoch && slot->state == SLOT_BUSY && slot->recoveries == state->recoveries)
        eval_raise(eval, "XTDE0640", "the variable $%.*s is defined by itself",
                   (int)variable->local.len, variable->local.at);
    slot->epoch = epoch;
    slot->state = SLOT_BUSY;
    slot->recoveries = state->recoveries;
    Focus saved = focus_save(eval);
    Item current = eval->current;
    Seq *frame = eval->frame;
    if (!per_context)
        eval->current = state->tree ? item_node(state->tree, 0) : (Item){0};
    eval->has_item = eval->current.tree != NULL;
    focus_set(eval, eval->current, 1, 1);
    eval->has_item = eval->current.tree != NULL;
    eval->frame = arena_array(eval->scratch, Seq, eval->program->frame_size + 1);
    Seq value = eval_items(eval, variable->value);
    if (variable->has_type)
        value = value_convert(eval, value, variable->type, "the value of a variable with a declared type");
    Arena *keep = per_context ? state->context_memory : eval->memory;
    state->context_used |= per_context;
    slot->value = seq_keep(keep, value, state->tree);
    slot->state = SLOT_READY;
    eval->frame = frame;
    eval->current = current;
    focus_restore(eval, saved);
    return slot->value;
}

Seq eval_variable(Eval *eval, const Expr *expr)
{
    const Variable *variable = expr->variable;
    if (variable->kind == VARIABLE_LOCAL)
        return eval->frame[variable->slot];
    eval->where = expr;
    return global_value(eval, variable);
}

void run_variable(Eval *eval, const Expr *expr, Sink *sink)
{
    add_all(eval, eval_variable(eval, expr), sink);
}

bool truth_variable(Eval *eval, const Expr *expr)
{
    Seq value = eval_variable(eval, expr);
    if (value.count == 1 && value.items[0].type == TYPE_BOOLEAN)
        return value.items[0].truth;
    return seq_ebv(eval, value);
}

// ---- Functions of the library ----

static Seq argument(Eval *eval, const Expr *call, size_t index)
{
    const Expr *expr = call->args[index];
    const CallPlan *plan = call->plan;
    Slice text;
    switch (plan->arguments[index]) {
    case ARGUMENT_AS_IS:
        return eval_items(eval, expr);
    case ARGUMENT_TEXT:
        if (eval_text(eval, expr, &text))
            return seq_one(eval->scratch, item_string(text));
        break;
    case ARGUMENT_CONVERTED:
        break;
    }
    Parameter parameter = plan->parameters[index];
    SequenceType type = {parameter.type, parameter.occurs, NULL};
    Seq value = plan->arguments[index] == ARGUMENT_TEXT ? SEQ_EMPTY : eval_items(eval, expr);
    eval->where = call;
    eval->argument = index + 1;
    return value_convert(eval, value, type, NULL);
}

void run_call(Eval *eval, const Expr *expr, Sink *sink)
{
    Seq few[6];
    Seq *args = expr->arity <= 6 ? few : arena_array(eval->scratch, Seq, expr->arity);
    for (size_t i = 0; i < expr->arity; i++)
        args[i] = argument(eval, expr, i);
    eval->where = expr;
    add_all(eval, expr->function->body(eval, args, expr->arity), sink);
}

// ---- Functions of a stylesheet ----

static void require_stack(Eval *eval, const Expr *expr)
{
    const char *here = __builtin_frame_address(0);
    const char *base = eval->state->stack_base;
    size_t used = here < base ? (size_t)(base - here) : (size_t)(here - base);
    if (eval->depth < eval->environment->depth_max && used < STACK_BYTES_MAX)
        return;
    eval->where = expr;
    guard_raise(eval->guard, FAULT_LIMIT, "FOER0000",
                "functions call each other more than %u deep; does the recursion end?", eval->depth);
}

static Seq run_body(Eval *eval, const UserFunction *function, Seq *frame)
{
    Seq *saved_frame = eval->frame;
    Focus saved = focus_save(eval);
    Item current = eval->current;
    eval->frame = frame;
    eval->has_item = false;
    eval->current = (Item){0};
    eval->depth++;
    eval->bindings++;
    Seq value = eval_items(eval, function->body);
    eval->bindings++;
    eval->depth--;
    eval->current = current;
    focus_restore(eval, saved);
    eval->frame = saved_frame;
    return value;
}

void run_call_user(Eval *eval, const Expr *expr, Sink *sink)
{
    const UserFunction *function = expr->user_function;
    require_stack(eval, expr);
    Seq *frame = arena_array(eval->scratch, Seq, function->frame_size + function->arity + 1);
    for (size_t i = 0; i < function->arity; i++) {
        const Variable *parameter = function->parameters[i];
        frame[i] = eval_items(eval, expr->args[i]);
        if (!parameter->has_type)
            continue;
        eval->where = expr;
        eval->argument = i + 1;
        frame[i] = value_convert(eval, frame[i], parameter->type, NULL);
    }
    Seq value = run_body(eval, function, frame);
    if (function->has_result_type) {
        eval->where = expr;
        eval->argument = 0;
        value = value_convert(eval, value, function->result, NULL);
    }
    add_all(eval, value, sink);
}

// ---- Instructions ----

void run_text(Eval *eval, const Expr *expr, Sink *sink)
{
    Seq atoms = seq_atomize(eval, eval_items(eval, expr->args[0]));
    Slice separator = S(" ");
    if (expr->arity > 1 && !eval_text(eval, expr->args[1], &separator))
        separator = S("");
    Buffer text = buffer_new(eval->scratch);
    for (size_t i = 0; i < atoms.count; i++) {
        if (i > 0)
            buffer_add(&text, separator);
        buffer_add(&text, value_string(eval, atoms.items[i]));
    }
    sink_add(eval, sink, item_text(TYPE_UNTYPED_ATOMIC, buffer_slice(&text)));
}

typedef struct Group {
    Item key;
    uint64_t hash;
    Item *items;
    size_t count, room;
} Group;

typedef struct Groups {
    Group *at;
    size_t count, room;
    uint32_t *slots;  // number of the group plus one; twice as many as there is room
} Groups;

static uint32_t *group_slot(Eval *eval, const Groups *groups, Item key, uint64_t hash)
{
    size_t mask = groups->room * 2 - 1;
    for (size_t at = hash;; at++) {
        uint32_t *slot = &groups->slots[at & mask];
        if (*slot == 0)
            return slot;
        const Group *group = &groups->at[*slot - 1];
        if (group->hash == hash && value_same(eval, group->key, key, NULL))
            return slot;
    }
}

static void groups_grow(Eval *eval, Groups *groups)
{
    size_t room = groups->room ? groups->room * 2 : 8;
    Group *at = arena_array(eval->scratch, Group, room);
    if (groups->count)
        memcpy(at, groups->at, groups->count * sizeof *at);
    groups->at = at;
    groups->room = room;
    groups->slots = arena_array(eval->scratch, uint32_t, room * 2);
    for (size_t i = 0; i < groups->count; i++)
        *group_slot(eval, groups, at[i].key, at[i].hash) = (uint32_t)i + 1;
}

static void group_add(Eval *eval, Groups *groups, Item key, Item item)
{
    uint64_t hash = value_hash(eval, key, NULL);
    if (groups->count == groups->room)
        groups_grow(eval, groups);
    uint32_t *slot = group_slot(eval, groups, key, hash);
    if (*slot == 0) {
        groups->at[groups->count] = (Group){.key = key, .hash = hash};
        *slot = (uint32_t)++groups->count;
    }
    Group *group = &groups->at[*slot - 1];
    if (group->count == group->room) {
        size_t room = group->room ? group->room * 2 : 4;
        Item *items = arena_array(eval->scratch, Item, room);
        if (group->count)
            memcpy(items, group->items, group->count * sizeof *items);
        group->items = items;
        group->room = room;
    }
    group->items[group->count++] = item;
}

// xsl:for-each-group with group-by (XSLT 2.0, 14.3): groups in order of first appearance
void run_group(Eval *eval, const Expr *expr, Sink *sink)
{
    Seq population = eval_items(eval, expr->args[0]);
    Groups groups = {0};
    Focus saved = focus_save(eval);
    for (size_t i = 0; i < population.count; i++) {
        focus_set(eval, population.items[i], i + 1, population.count);
        Seq keys = seq_atomize(eval, eval_items(eval, expr->args[1]));
        for (size_t k = 0; k < keys.count; k++)
            group_add(eval, &groups, keys.items[k], population.items[i]);
    }
    Seq saved_group = eval->group;
    Item saved_key = eval->grouping_key;
    bool had_group = eval->has_group;
    for (size_t i = 0; i < groups.count && !sink_full(sink); i++) {
        eval->group = (Seq){groups.at[i].items, groups.at[i].count};
        eval->grouping_key = groups.at[i].key;
        eval->has_group = true;
        focus_set(eval, groups.at[i].items[0], i + 1, groups.count);
        eval_run(eval, expr->args[2], sink);
    }
    eval->group = saved_group;
    eval->grouping_key = saved_key;
    eval->has_group = had_group;
    focus_restore(eval, saved);
}

void run_current_group(Eval *eval, const Expr *expr, Sink *sink)
{
    (void)expr;
    if (eval->has_group)
        add_all(eval, eval->group, sink);
}

void run_current_grouping_key(Eval *eval, const Expr *expr, Sink *sink)
{
    (void)expr;
    if (eval->has_group)
        sink_add(eval, sink, eval->grouping_key);
}
