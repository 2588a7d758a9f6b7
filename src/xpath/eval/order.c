// SPDX-License-Identifier: Apache-2.0
// Document order, and the set operators that need it (XPath 2.0, 3.3.3).

#include "xpath/eval/operators.h"

#include <stdlib.h>

// Within a tree by number; a namespace node stands directly behind its element, before the attributes.
static int node_compare(Item a, Item b)
{
    const Tree *tree_a = a.type == TYPE_NODE ? a.tree : a.namespace_node->tree;
    const Tree *tree_b = b.type == TYPE_NODE ? b.tree : b.namespace_node->tree;
    if (tree_a != tree_b)
        return tree_a->number < tree_b->number ? -1 : 1;
    if (a.len_or_node != b.len_or_node)
        return a.len_or_node < b.len_or_node ? -1 : 1;
    uint32_t x = a.type == TYPE_NODE ? 0 : a.namespace_node->ordinal + 1;
    uint32_t y = b.type == TYPE_NODE ? 0 : b.namespace_node->ordinal + 1;
    return x == y ? 0 : x < y ? -1 : 1;
}

static int compare_for_sort(const void *a, const void *b)
{
    return node_compare(*(const Item *)a, *(const Item *)b);
}

static size_t sort_and_unite(Item *nodes, size_t count)
{
    bool is_sorted = true;
    for (size_t i = 1; i < count && is_sorted; i++)
        is_sorted = node_compare(nodes[i - 1], nodes[i]) < 0;
    if (is_sorted)
        return count;
    qsort(nodes, count, sizeof *nodes, compare_for_sort);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++)
        if (node_compare(nodes[kept - 1], nodes[i]) != 0)
            nodes[kept++] = nodes[i];
    return kept;
}

void sink_add_sorted(Eval *eval, Sink *sink, Item *nodes, size_t count)
{
    count = sort_and_unite(nodes, count);
    for (size_t i = 0; i < count && !sink_full(sink); i++)
        sink_add(eval, sink, nodes[i]);
}

static void require_nodes(Eval *eval, const Expr *expr, const Sink *sink)
{
    for (size_t i = 0; i < sink->count; i++)
        if (!item_is_node(sink->items[i])) {
            eval->where = expr;
            eval_raise(eval, "XPTY0004", "union, intersect and except work on nodes, but there is %s",
                       type_name((Type)sink->items[i].type));
        }
}

void run_union(Eval *eval, const Expr *expr, Sink *sink)
{
    Item few[16];
    Sink all = {few, 0, SIZE_MAX, 16};
    eval_run(eval, expr->args[0], &all);
    eval_run(eval, expr->args[1], &all);
    require_nodes(eval, expr, &all);
    sink_add_sorted(eval, sink, all.items, all.count);
}

bool truth_union(Eval *eval, const Expr *expr)
{
    if (expr->args[0]->type.item != TYPE_ANY_NODE || expr->args[1]->type.item != TYPE_ANY_NODE)
        return eval_truth_of_items(eval, expr);
    return eval_exists(eval, expr->args[0]) || eval_exists(eval, expr->args[1]);
}

// intersect and except: both sides in order, one pass over both.
void run_difference(Eval *eval, const Expr *expr, Sink *sink)
{
    Item few[8], more[8];
    Sink left = {few, 0, SIZE_MAX, 8}, right = {more, 0, SIZE_MAX, 8};
    eval_run(eval, expr->args[0], &left);
    eval_run(eval, expr->args[1], &right);
    require_nodes(eval, expr, &left);
    require_nodes(eval, expr, &right);
    left.count = sort_and_unite(left.items, left.count);
    right.count = sort_and_unite(right.items, right.count);
    bool want_common = expr->kind == EXPR_INTERSECT;
    for (size_t i = 0, j = 0; i < left.count && !sink_full(sink); i++) {
        while (j < right.count && node_compare(right.items[j], left.items[i]) < 0)
            j++;
        bool common = j < right.count && node_compare(right.items[j], left.items[i]) == 0;
        if (common == want_common)
            sink_add(eval, sink, left.items[i]);
    }
}

void run_node_compare(Eval *eval, const Expr *expr, Sink *sink)
{
    Item sides[2];
    for (int i = 0; i < 2; i++) {
        Item items[2];
        size_t count = eval_take(eval, expr->args[i], items, 2);
        if (count == 0)
            return;
        if (count > 1 || !item_is_node(items[0])) {
            eval->where = expr;
            eval_raise(eval, "XPTY0004", "is, << and >> compare two single nodes");
        }
        sides[i] = items[0];
    }
    int order = node_compare(sides[0], sides[1]);
    bool truth = expr->kind == EXPR_NODE_IS       ? order == 0
                 : expr->kind == EXPR_NODE_BEFORE ? order < 0
                                                  : order > 0;
    sink_add(eval, sink, item_boolean(truth));
}
