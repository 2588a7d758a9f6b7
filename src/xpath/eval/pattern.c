// SPDX-License-Identifier: Apache-2.0
// Whether a node matches an XSLT pattern (XSLT 2.0, 5.5.3): from the last step upwards.

#include "xpath/eval/operators.h"

static bool predicates_hold(Eval *eval, const PatternStep *step, const Tree *tree, NodeId node)
{
    if (step->step) {
        // A predicate counts: the node must be among those that the step finds from its parent.
        NodeId parent = tree_parent(tree, node);
        if (parent == NODE_NONE)
            return false;
        focus_set(eval, item_node(tree, parent), 1, 1);
        Seq found = eval_items(eval, step->step);
        for (size_t i = 0; i < found.count; i++)
            if (found.items[i].type == TYPE_NODE && found.items[i].tree == tree &&
                found.items[i].len_or_node == node)
                return true;
        return false;
    }
    focus_set(eval, item_node(tree, node), 1, 1);
    for (size_t i = 0; i < step->predicate_count; i++)
        if (!eval_truth(eval, step->predicates[i]))
            return false;
    return true;
}

static bool step_matches(Eval *eval, const PatternStep *step, const Tree *tree, NodeId node)
{
    NodeKind kind = tree_kind(tree, node);
    if (step->test->kind == TEST_NODE) {
        if ((kind == NODE_ATTRIBUTE) != step->is_attribute || kind == NODE_DOCUMENT)
            return false;
    } else if (!test_node(eval->state, tree, node, step->test)) {
        return false;
    }
    return (step->predicate_count == 0 && !step->step) || predicates_hold(eval, step, tree, node);
}

static bool start_matches(Eval *eval, const PatternPath *path, const Tree *tree, NodeId node)
{
    if (path->start == PATTERN_ROOT)
        return tree_kind(tree, node) == NODE_DOCUMENT;
    focus_set(eval, item_node(tree, 0), 1, 1);
    Seq nodes = eval_items(eval, path->nodes);
    for (size_t i = 0; i < nodes.count; i++)
        if (nodes.items[i].type == TYPE_NODE && nodes.items[i].tree == tree &&
            nodes.items[i].len_or_node == node)
            return true;
    return false;
}

// Whether `node` matches the first `count` steps of the path.
static bool steps_match(Eval *eval, const PatternPath *path, size_t count, const Tree *tree, NodeId node)
{
    if (count == 0)
        return start_matches(eval, path, tree, node);
    const PatternStep *step = &path->steps[count - 1];
    if (!step_matches(eval, step, tree, node))
        return false;
    if (count == 1 && path->start == PATTERN_ANYWHERE)
        return true;
    NodeId parent = tree_parent(tree, node);
    if (!step->is_descendant)
        return parent != NODE_NONE && steps_match(eval, path, count - 1, tree, parent);
    for (; parent != NODE_NONE; parent = tree_parent(tree, parent))
        if (steps_match(eval, path, count - 1, tree, parent))
            return true;
    return false;
}

static bool equivalent_matches(Eval *eval, const Expr *expr, const Tree *tree, NodeId node)
{
    for (NodeId from = node; from != NODE_NONE; from = tree_parent(tree, from)) {
        focus_set(eval, item_node(tree, from), 1, 1);
        Seq found = eval_items(eval, expr);
        for (size_t i = 0; i < found.count; i++)
            if (found.items[i].type == TYPE_NODE && found.items[i].tree == tree &&
                found.items[i].len_or_node == node)
                return true;
    }
    return false;
}

bool pattern_matches(Eval *eval, const Pattern *pattern, const Tree *tree, NodeId node)
{
    binding_refresh(eval);
    Focus saved = focus_save(eval);
    Item current = eval->current;
    eval->current = item_node(tree, node);
    ArenaMark mark = arena_mark(eval->scratch);
    bool matches = false;
    for (size_t i = 0; i < pattern->path_count && !matches; i++)
        matches = steps_match(eval, &pattern->paths[i], pattern->paths[i].step_count, tree, node);
    if (!matches && pattern->equivalent)
        matches = equivalent_matches(eval, pattern->equivalent, tree, node);
    arena_release(eval->scratch, mark);
    eval->current = current;
    focus_restore(eval, saved);
    return matches;
}

// ---- For a dispatcher ----

static bool conjuncts_hold(Eval *eval, Expr *const *predicates, size_t count, const Tree *tree, NodeId node)
{
    Item current = eval->current;
    ArenaMark mark = arena_mark(eval->scratch);
    bool hold = true;
    focus_set(eval, item_node(tree, node), 1, 1);
    eval->current = eval->item;
    for (size_t i = 0; i < count && hold; i++)
        hold = eval_truth(eval, predicates[i]);
    arena_release(eval->scratch, mark);
    eval->current = current;
    return hold;
}

bool pattern_names_hold(Eval *eval, const PatternPath *path, const Tree *tree, NodeId node)
{
    const PatternStep *step = &path->steps[path->step_count - 1];
    return conjuncts_hold(eval, step->predicates, step->by_names, tree, node);
}

bool pattern_values_hold(Eval *eval, const PatternPath *path, const Tree *tree, NodeId node)
{
    const PatternStep *step = &path->steps[path->step_count - 1];
    return conjuncts_hold(eval, step->predicates + step->by_names, step->predicate_count - step->by_names, tree, node);
}
