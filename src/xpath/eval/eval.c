// SPDX-License-Identifier: Apache-2.0
// The life of an Eval, sinks, the focus, and the entry points.
//
//     Program (shared, immutable) + Vocabulary (the thread's) ─► Eval ─► values of expressions

#include "xpath/eval/operators.h"

#include <stdio.h>
#include <time.h>

// ---- Sinks ----

void sink_grow(Eval *eval, Sink *sink, size_t more)
{
    size_t room = sink->room * 2;
    if (room < sink->count + more)
        room = sink->count + more;
    if (room < 16)
        room = 16;
    Item *items = arena_take_raw(eval->scratch, room * sizeof *items, alignof(Item));
    if (sink->count)
        memcpy(items, sink->items, sink->count * sizeof *items);
    sink->items = items;
    sink->room = room;
}

Seq eval_items(Eval *eval, const Expr *expr)
{
    if (expr->kind == EXPR_VARIABLE)
        return eval_variable(eval, expr);
    size_t room = expr->type.occurs & OCCURS_MANY & ~OCCURS_ONE ? 8 : 1;
    Item *items = arena_take_raw(eval->scratch, room * sizeof *items, alignof(Item));
    Sink sink = {items, 0, SIZE_MAX, room};
    eval_run(eval, expr, &sink);
    return (Seq){sink.items, sink.count};
}

bool eval_truth_of_items(Eval *eval, const Expr *expr)
{
    Item items[2];
    size_t count = eval_take(eval, expr, items, 2);
    if (count == 0)
        return false;
    if (item_is_node(items[0]))
        return true;
    if (count == 1 && items[0].type == TYPE_BOOLEAN)
        return items[0].truth;
    return seq_ebv(eval, (Seq){items, count});
}

bool eval_exists(Eval *eval, const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_UNION:
        // exists(A | B)  ─►  exists(A) or exists(B)      no merging
        return eval_exists(eval, expr->args[0]) || eval_exists(eval, expr->args[1]);
    case EXPR_SEQUENCE:
        for (size_t i = 0; i < expr->arity; i++)
            if (eval_exists(eval, expr->args[i]))
                return true;
        return false;
    default: {
        Item item;
        return eval_take(eval, expr, &item, 1) > 0;
    }
    }
}

size_t eval_count(Eval *eval, const Expr *expr)
{
    Sink sink = {NULL, 0, SIZE_MAX, 0};
    eval_run(eval, expr, &sink);
    return sink.count;
}

bool eval_atom(Eval *eval, const Expr *expr, Item *atom)
{
    if (expr->kind == EXPR_LITERAL) {
        *atom = expr->literal;
        return true;
    }
    Item items[2];
    size_t count = eval_take(eval, expr, items, 2);
    if (count == 0)
        return false;
    if (count > 1) {
        eval->where = expr;
        eval_raise(eval, "XPTY0004",
                   "a single value is expected here, but there are several; choose one, as in (...)[1]");
    }
    *atom = items[0];
    if (items[0].type == TYPE_NODE && tree_kind(items[0].tree, items[0].len_or_node) <= NODE_TEXT)
        *atom = item_text(TYPE_UNTYPED_ATOMIC, tree_string(items[0].tree, items[0].len_or_node, eval->scratch));
    else if (item_is_node(items[0]))
        *atom = value_atomize(eval, items[0]);
    return true;
}

bool eval_text(Eval *eval, const Expr *expr, Slice *text)
{
    bool (*direct)(Eval *, const Expr *, Slice *) = expr->operator->text;
    return direct ? direct(eval, expr, text) : eval_text_of_items(eval, expr, text);
}

bool eval_text_of_items(Eval *eval, const Expr *expr, Slice *text)
{
    Item items[2];
    size_t count = eval_take(eval, expr, items, 2);
    if (count == 0)
        return false;
    if (count == 1) {
        Item item = items[0];
        if (item.type == TYPE_NODE) {
            *text = tree_string(item.tree, item.len_or_node, eval->scratch);
            return true;
        }
        if (item.type >= TYPE_UNTYPED_ATOMIC && item.type <= TYPE_ANY_URI) {
            *text = item_slice(item);
            return true;
        }
    }
    eval->where = expr;
    Seq one = value_convert(eval, (Seq){items, count}, (SequenceType){TYPE_STRING, OCCURS_OPTIONAL, NULL},
                            "a value that must be a string");
    *text = one.count ? item_slice(one.items[0]) : (Slice){NULL, 0};
    return one.count > 0;
}

// ---- The focus ----

Item focus_item(Eval *eval, const Expr *expr)
{
    if (!eval->has_item) {
        eval->where = expr;
        eval_raise(eval, "XPDY0002", "there is no context item here; name a variable or a document");
    }
    return eval->item;
}

void focus_node(Eval *eval, const Expr *expr, const Tree **tree, NodeId *node)
{
    Item item = focus_item(eval, expr);
    if (item.type != TYPE_NODE) {
        eval->where = expr;
        if (item.type == TYPE_NAMESPACE_NODE)
            eval_raise(eval, "XPTY0020", "a path cannot start at a namespace node");
        eval_raise(eval, "XPTY0020", "a path step needs a node as context item, but it is %s",
                   type_name((Type)item.type));
    }
    *tree = item.tree;
    *node = item.len_or_node;
}

void eval_check_steps(Eval *eval)
{
    if (eval->steps > eval->environment->steps_max)
        guard_raise(eval->guard, FAULT_LIMIT, "FOER0000",
                    "the evaluation takes more than %llu steps; raise the limit or simplify the rule",
                    (unsigned long long)eval->environment->steps_max);
}

// ---- Life ----

static const uint64_t STEPS_MAX = 1000000000000;  // hours; a bound on runaway loops only
enum { DEPTH_MAX = 2000 };  // function calls under way: each takes about 1 KB of the C stack

static DateTime clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct tm parts;
    gmtime_r(&now.tv_sec, &parts);
    return (DateTime){.year = parts.tm_year + 1900,
                      .month = (int8_t)(parts.tm_mon + 1),
                      .day = (int8_t)parts.tm_mday,
                      .hour = (int8_t)parts.tm_hour,
                      .minute = (int8_t)parts.tm_min,
                      .second = (int8_t)parts.tm_sec,
                      .nanosecond = (int32_t)(now.tv_nsec / 1000000 * 1000000),
                      .has_zone = true};
}

Eval *eval_new(Guard *guard, Arena *arena, const Program *program, const Vocabulary *vocabulary,
               const Environment *environment)
{
    Eval *eval = arena_array(arena, Eval, 1);
    EvalState *state = arena_array(arena, EvalState, 1);
    Environment *own = arena_array(arena, Environment, 1);
    if (environment)
        *own = *environment;
    if (!own->has_now) {
        own->now = clock_now();
        own->has_now = true;
    }
    if (own->steps_max == 0)
        own->steps_max = STEPS_MAX;
    if (own->depth_max == 0)
        own->depth_max = DEPTH_MAX;
    *eval = (Eval){.guard = guard, .program = program, .environment = own, .state = state};
    eval->scratch = arena_new(guard, own->memory_max);
    arena_defer(arena, (void (*)(void *))arena_free, eval->scratch);
    eval->memory = arena_new(guard, own->memory_max);
    arena_defer(arena, (void (*)(void *))arena_free, eval->memory);
    state->context_memory = arena_new(guard, own->memory_max);
    arena_defer(arena, (void (*)(void *))arena_free, state->context_memory);
    state->own = eval->own = arena;
    state->vocabulary = vocabulary;
    eval->frame = state->base_frame = arena_array(arena, Seq, program->frame_size + 1);
    state->globals = arena_array(arena, GlobalSlot, program->global_count + 1);
    state->walks = arena_array(arena, WalkCache, program->walk_count + 1);
    memo_init(eval);
    lookup_init(eval);
    for (size_t i = 0; i < program->walk_count; i++)
        state->walks[i].from = PATH_NONE;
    return eval;
}

void eval_set_document(Eval *eval, const Tree *tree)
{
    EvalState *state = eval->state;
    arena_reset(eval->memory);
    arena_reset(eval->scratch);
    state->tree = tree;
    state->document_epoch++;
    state->keys = NULL;
    state->stack_base = __builtin_frame_address(0);
    eval->steps = 0;
    eval->depth = 0;
    eval->has_group = false;
    binding_refresh(eval);
    memset(state->cursors, 0, state->paths_bound * sizeof *state->cursors);
    eval_set_context(eval, tree, tree ? 0 : NODE_NONE);
}

void eval_set_context(Eval *eval, const Tree *tree, NodeId node)
{
    EvalState *state = eval->state;
    state->context_epoch++;
    if (state->context_used) {
        arena_reset(state->context_memory);
        state->context_used = false;
    }
    eval->has_item = node != NODE_NONE;
    eval->item = eval->has_item ? item_node(tree, node) : (Item){0};
    eval->current = state->context = eval->item;
    eval->position = eval->last = 1;
}

void eval_recover(Eval *eval)
{
    EvalState *state = eval->state;
    state->recoveries++;
    eval->frame = state->base_frame;
    eval->depth = 0;
    eval->has_group = false;
    eval->item = eval->current = state->context;
    eval->has_item = state->context.tree != NULL;
    eval->position = eval->last = 1;
}

void eval_set_external(Eval *eval, const Variable *variable, Seq value)
{
    GlobalSlot *slot = &eval->state->globals[variable->slot];
    slot->state = SLOT_READY;
    slot->value = seq_keep(eval->state->own, value, NULL);
}

ArenaMark eval_mark(Eval *eval)
{
    return arena_mark(eval->scratch);
}

void eval_release(Eval *eval, ArenaMark mark)
{
    arena_release(eval->scratch, mark);
}

// ---- Entry points ----

Seq xpath_items(Eval *eval, const Expr *expr)
{
    return eval_items(eval, expr);
}

bool xpath_truth(Eval *eval, const Expr *expr)
{
    return eval_truth(eval, expr);
}

Slice xpath_string(Eval *eval, const Expr *expr)
{
    Seq atoms = seq_atomize(eval, eval_items(eval, expr));
    if (atoms.count == 1)
        return value_string(eval, atoms.items[0]);
    Buffer text = buffer_new(eval->scratch);
    for (size_t i = 0; i < atoms.count; i++) {
        if (i > 0)
            buffer_add_char(&text, ' ');
        buffer_add(&text, value_string(eval, atoms.items[i]));
    }
    return buffer_slice(&text);
}

noreturn void eval_raise(Eval *eval, const char *code, const char *format, ...)
{
    Fault fault = {.kind = FAULT_DYNAMIC};
    snprintf(fault.code, sizeof fault.code, "%s", code);
    va_list list;
    va_start(list, format);
    vsnprintf(fault.text, sizeof fault.text, format, list);
    va_end(list);
    guard_raise_fault(eval->guard, &fault);
}

bool eval_fault_place(const Eval *eval, const Source **source, uint32_t *offset)
{
    if (!eval->where || !eval->where->source)
        return false;
    *source = eval->where->source;
    *offset = eval->where->offset;
    return true;
}

// ---- Values that outlive the scratch ----

Item item_keep(Arena *arena, Item item, const Tree *tree)
{
    switch ((Type)item.type) {
    case TYPE_NODE:
    case TYPE_BOOLEAN:
    case TYPE_FLOAT:
    case TYPE_DOUBLE:
        return item;
    case TYPE_NAMESPACE_NODE: {
        NamespaceNode *copy = arena_array(arena, NamespaceNode, 1);
        *copy = *item.namespace_node;
        copy->prefix = arena_copy(arena, copy->prefix);
        copy->uri = arena_copy(arena, copy->uri);
        item.namespace_node = copy;
        return item;
    }
    case TYPE_QNAME:
    case TYPE_NOTATION: {
        QName *copy = arena_array(arena, QName, 1);
        *copy = (QName){arena_copy(arena, item.qname->prefix), arena_copy(arena, item.qname->uri),
                        arena_copy(arena, item.qname->local)};
        item.qname = copy;
        return item;
    }
    default:
        break;
    }
    if (item.type >= TYPE_DECIMAL && item.type <= TYPE_POSITIVE_INTEGER) {
        if (item.is_big) {
            Decimal *copy = arena_array(arena, Decimal, 1);
            *copy = *item.big;
            item.big = copy;
        }
    } else if (item.type >= TYPE_DURATION && item.type <= TYPE_DAY_TIME_DURATION) {
        Duration *copy = arena_array(arena, Duration, 1);
        *copy = *item.duration;
        item.duration = copy;
    } else if (item.type >= TYPE_DATE_TIME && item.type <= TYPE_G_MONTH) {
        DateTime *copy = arena_array(arena, DateTime, 1);
        *copy = *item.date_time;
        item.date_time = copy;
    } else if (!tree || !slice_within(item_slice(item), tree->input)) {
        item.text = arena_copy(arena, item_slice(item)).at;
    }
    return item;
}

Seq seq_keep(Arena *arena, Seq seq, const Tree *tree)
{
    Item *items = arena_take_raw(arena, seq.count * sizeof *items, alignof(Item));
    for (size_t i = 0; i < seq.count; i++)
        items[i] = item_keep(arena, seq.items[i], tree);
    return (Seq){items, seq.count};
}
