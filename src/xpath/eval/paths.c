// SPDX-License-Identifier: Apache-2.0
// Steps, paths, filters and simple maps (XPath 2.0, 3.2 and 3.3.2; XPath 3.0, 3.15 for `!`).

#include "xpath/eval/operators.h"

void run_context_item(Eval *eval, const Expr *expr, Sink *sink)
{
    sink_add(eval, sink, focus_item(eval, expr));
}

bool text_context_item(Eval *eval, const Expr *expr, Slice *text)
{
    if (!eval->has_item || eval->item.type != TYPE_NODE)
        return eval_text_of_items(eval, expr, text);
    *text = tree_string(eval->item.tree, eval->item.len_or_node, eval->scratch);
    return true;
}

void run_current(Eval *eval, const Expr *expr, Sink *sink)
{
    if (eval->current.type != TYPE_NODE || !eval->current.tree) {
        eval->where = expr;
        eval_raise(eval, "XTDE1360", "current() has no value here");
    }
    sink_add(eval, sink, eval->current);
}

void run_root(Eval *eval, const Expr *expr, Sink *sink)
{
    const Tree *tree;
    NodeId node;
    focus_node(eval, expr, &tree, &node);
    sink_add(eval, sink, item_node(tree, 0));
}

// ---- Steps ----

static void run_namespace_axis(Eval *eval, const Tree *tree, NodeId node, const NodeTest *test,
                               Sink *sink)
{
    if (tree_kind(tree, node) != NODE_ELEMENT)
        return;
    const NamespaceBinding *bindings;
    size_t count = tree_namespaces(tree, node, eval->memory, &bindings);
    for (size_t i = 0; i < count && !sink_full(sink); i++) {
        bool matches = test->kind == TEST_NODE || test->kind == TEST_NAMESPACE;
        if (!matches || (!test->any_local && !slice_equal(test->local, bindings[i].prefix)) ||
            (!test->any_uri && test->uri.len))
            continue;
        NamespaceNode *made = arena_array(eval->memory, NamespaceNode, 1);  // outlives the loops above it
        *made = (NamespaceNode){tree, node, (uint32_t)i, bindings[i].prefix, bindings[i].uri};
        sink_add(eval, sink,
                 (Item){.type = TYPE_NAMESPACE_NODE, .len_or_node = node, .namespace_node = made});
    }
}

static void run_step_of_namespace(Eval *eval, const Expr *expr, Sink *sink)
{
    const NamespaceNode *origin = eval->item.namespace_node;
    const NodeTest *test = expr->test;
    switch (expr->axis) {
    case AXIS_SELF:
    case AXIS_DESCENDANT_OR_SELF:
    case AXIS_ANCESTOR_OR_SELF:
        if (expr->axis == AXIS_ANCESTOR_OR_SELF)
            break;
        if (node_test_matches(eval, eval->item, test))
            sink_add(eval, sink, eval->item);
        return;
    case AXIS_PARENT:
    case AXIS_ANCESTOR:
        break;
    default:
        return;
    }
    AxisCursor cursor;
    axis_start(eval, &cursor, origin->tree, origin->element,
               expr->axis == AXIS_PARENT ? AXIS_SELF : AXIS_ANCESTOR_OR_SELF);
    for (NodeId node; (node = axis_next(&cursor)) != NODE_NONE;)
        if (test_node(eval->state, origin->tree, node, test))
            sink_add(eval, sink, item_node(origin->tree, node));
    if (expr->axis == AXIS_ANCESTOR_OR_SELF && node_test_matches(eval, eval->item, test))
        sink_add(eval, sink, eval->item);
}

void run_step(Eval *eval, const Expr *expr, Sink *sink)
{
    if (eval->has_item && eval->item.type == TYPE_NAMESPACE_NODE) {
        run_step_of_namespace(eval, expr, sink);
        return;
    }
    const Tree *tree;
    NodeId origin;
    focus_node(eval, expr, &tree, &origin);
    const NodeTest *test = expr->test;
    if (expr->axis == AXIS_NAMESPACE) {
        run_namespace_axis(eval, tree, origin, test, sink);
        return;
    }
    binding_refresh(eval);
    AxisCursor cursor;
    axis_start(eval, &cursor, tree, origin, (Axis)expr->axis);
    size_t steps = 0;
    for (NodeId node; !sink_full(sink) && (node = axis_next(&cursor)) != NODE_NONE; steps++)
        if (test_node(eval->state, tree, node, test))
            sink_add(eval, sink, item_node(tree, node));
    eval_tick(eval, steps);
}

// .. and ancestor-or-self steps that yield one node at most: no cursor
void run_parent(Eval *eval, const Expr *expr, Sink *sink)
{
    if (eval->has_item && eval->item.type == TYPE_NAMESPACE_NODE) {
        run_step_of_namespace(eval, expr, sink);
        return;
    }
    const Tree *tree;
    NodeId node;
    focus_node(eval, expr, &tree, &node);
    NodeId parent = tree_parent(tree, node);
    binding_refresh(eval);
    if (parent != NODE_NONE && test_node(eval->state, tree, parent, expr->test))
        sink_add(eval, sink, item_node(tree, parent));
}

// ---- Paths ----

// Whether what the scratch holds besides the sink can go after one turn of a loop: items of these types do not
// point into it.
static bool is_self_contained(const Expr *expr)
{
    Type type = expr->type.item;
    return type == TYPE_ANY_NODE || type == TYPE_NODE || type == TYPE_BOOLEAN || type == TYPE_DOUBLE ||
           type == TYPE_FLOAT;
}

// Runs `each` once for every item, as the context item. Scratch that one turn used is released after it, unless the
// results need it.
static void run_each(Eval *eval, const Expr *each, Seq items, Sink *sink)
{
    bool can_release = is_self_contained(each);
    Focus saved = focus_save(eval);
    for (size_t i = 0; i < items.count && !sink_full(sink); i++) {
        seq_expect(items, i);
        focus_set(eval, items.items[i], i + 1, items.count);
        ArenaMark mark = arena_mark(eval->scratch);
        const Item *storage = sink->items;
        eval_run(eval, each, sink);
        if (can_release && storage == sink->items)
            arena_release(eval->scratch, mark);
    }
    focus_restore(eval, saved);
    eval_tick(eval, items.count);
    eval_check_steps(eval);
}

static void add_path_result(Eval *eval, const Expr *expr, Seq result, Sink *sink)
{
    size_t nodes = 0;
    for (size_t i = 0; i < result.count; i++)
        nodes += item_is_node(result.items[i]);
    if (nodes == result.count) {
        sink_add_sorted(eval, sink, (Item *)result.items, result.count);
        return;
    }
    if (nodes != 0) {
        eval->where = expr;
        eval_raise(eval, "XPTY0018", "the last step of a path gives nodes and values together");
    }
    for (size_t i = 0; i < result.count && !sink_full(sink); i++)
        sink_add(eval, sink, result.items[i]);
}

// Streams over a walk: no list of origins.
static void run_path_of_walk(Eval *eval, const Expr *expr, Sink *sink)
{
    const Expr *each = expr->args[1];
    bool can_release = is_self_contained(each);
    WalkCursor cursor;
    if (!walk_start(eval, expr->args[0], &cursor))
        return;
    Focus saved = focus_save(eval);
    size_t position = 0;
    for (NodeId node; !sink_full(sink) && (node = walk_next(&cursor)) != NODE_NONE;) {
        focus_set(eval, item_node(cursor.tree, node), ++position, 0);
        ArenaMark mark = arena_mark(eval->scratch);
        const Item *storage = sink->items;
        eval_run(eval, each, sink);
        if (can_release && storage == sink->items)
            arena_release(eval->scratch, mark);
    }
    focus_restore(eval, saved);
    eval_tick(eval, position);
    eval_check_steps(eval);
}

void run_path(Eval *eval, const Expr *expr, Sink *sink)
{
    const PathPlan *plan = expr->plan;
    if (plan->streams) {
        run_path_of_walk(eval, expr, sink);
        return;
    }
    Item few[4];
    Sink origins = {few, 0, SIZE_MAX, 4};
    eval_run(eval, expr->args[0], &origins);
    for (size_t i = 0; i < origins.count; i++)
        if (!item_is_node(origins.items[i])) {
            eval->where = expr;
            eval_raise(eval, "XPTY0019", "a path goes on from nodes, but there is a value of type %s",
                       type_name((Type)origins.items[i].type));
        }
    Seq from = {origins.items, origins.count};
    if (plan->is_ordered || (from.count <= 1 && plan->step_is_ordered)) {
        run_each(eval, expr->args[1], from, sink);
        return;
    }
    Item some[8];
    Sink all = {some, 0, SIZE_MAX, 8};
    run_each(eval, expr->args[1], from, &all);
    add_path_result(eval, expr, (Seq){all.items, all.count}, sink);
}

// exists(A/B) needs no order
bool truth_path(Eval *eval, const Expr *expr)
{
    if (expr->type.item != TYPE_ANY_NODE)
        return eval_truth_of_items(eval, expr);
    Item few[4];
    Sink origins = {few, 0, SIZE_MAX, 4};
    eval_run(eval, expr->args[0], &origins);
    Focus saved = focus_save(eval);
    bool found = false;
    for (size_t i = 0; i < origins.count && !found; i++) {
        if (!item_is_node(origins.items[i])) {
            eval->where = expr;
            eval_raise(eval, "XPTY0019", "a path goes on from nodes, but there is a value of type %s",
                       type_name((Type)origins.items[i].type));
        }
        focus_set(eval, origins.items[i], i + 1, origins.count);
        found = eval_exists(eval, expr->args[1]);
    }
    focus_restore(eval, saved);
    return found;
}

void run_map(Eval *eval, const Expr *expr, Sink *sink)
{
    run_each(eval, expr->args[1], eval_items(eval, expr->args[0]), sink);
}

// ---- Filters ----

static bool predicate_holds(Eval *eval, const Expr *predicate)
{
    if (predicate->type.item == TYPE_BOOLEAN || predicate->type.item == TYPE_ANY_NODE)
        return eval_truth(eval, predicate);
    Item items[2];
    size_t count = eval_take(eval, predicate, items, 2);
    if (count == 0)
        return false;
    if (item_is_node(items[0]))
        return true;
    if (count == 1 && items[0].type >= TYPE_DECIMAL && items[0].type <= TYPE_DOUBLE)
        return value_compare(eval, OP_EQ, items[0], item_integer((int64_t)eval->position), NULL);
    return seq_ebv(eval, (Seq){items, count});
}

// Streams over a walk: exists(//x[…]) stops at the first, without a list of all x.
static void run_filter_of_walk(Eval *eval, const Expr *expr, Sink *sink)
{
    WalkCursor cursor;
    if (!walk_start(eval, expr->args[0], &cursor))
        return;
    Focus saved = focus_save(eval);
    size_t position = 0;
    for (NodeId node; !sink_full(sink) && (node = walk_next(&cursor)) != NODE_NONE;) {
        Item item = item_node(cursor.tree, node);
        focus_set(eval, item, ++position, 0);
        ArenaMark mark = arena_mark(eval->scratch);
        bool holds = predicate_holds(eval, expr->args[1]);
        arena_release(eval->scratch, mark);
        if (holds)
            sink_add(eval, sink, item);
    }
    focus_restore(eval, saved);
    eval_tick(eval, position);
    eval_check_steps(eval);
}

static void run_filter_of_items(Eval *eval, const Expr *expr, Sink *sink)
{
    Item few[8];
    Sink base = {few, 0, SIZE_MAX, 8};
    eval_run(eval, expr->args[0], &base);
    Focus saved = focus_save(eval);
    for (size_t i = 0; i < base.count && !sink_full(sink); i++) {
        seq_expect((Seq){base.items, base.count}, i);
        focus_set(eval, base.items[i], expr->is_reverse ? base.count - i : i + 1, base.count);
        ArenaMark mark = arena_mark(eval->scratch);
        bool holds = predicate_holds(eval, expr->args[1]);
        arena_release(eval->scratch, mark);
        if (holds)
            sink_add(eval, sink, base.items[i]);
    }
    focus_restore(eval, saved);
    eval_tick(eval, base.count);
    eval_check_steps(eval);
}

void run_filter(Eval *eval, const Expr *expr, Sink *sink)
{
    if (expr->args[0]->kind == EXPR_WALK && !(expr->args[1]->depends & DEPENDS_LAST) &&
        !expr->is_reverse)
        run_filter_of_walk(eval, expr, sink);
    else
        run_filter_of_items(eval, expr, sink);
}

// E[3]: no more than three items of E are wanted.
void run_filter_nth(Eval *eval, const Expr *expr, Sink *sink)
{
    int64_t nth = expr->args[1]->literal.whole;
    if (nth < 1)
        return;
    Item few[8];
    Sink base = {few, 0, expr->is_reverse ? SIZE_MAX : (size_t)nth, 8};
    eval_run(eval, expr->args[0], &base);
    if (base.count >= (size_t)nth)
        sink_add(eval, sink, base.items[expr->is_reverse ? base.count - (size_t)nth : (size_t)nth - 1]);
}

// E[last()]
void run_filter_last(Eval *eval, const Expr *expr, Sink *sink)
{
    Item few[8];
    Sink base = {few, 0, SIZE_MAX, 8};
    eval_run(eval, expr->args[0], &base);
    if (base.count)
        sink_add(eval, sink, base.items[expr->is_reverse ? 0 : base.count - 1]);
}
