// SPDX-License-Identifier: Apache-2.0
// The axes (XPath 2.0, 3.2.1.1), each walked in document order.
//
// Subtrees are ranges of node numbers, so most axes are a loop over numbers; only the ancestors, which
// the tree links from child to parent, are gathered first.

#include "xpath/eval/eval.h"

static void start_ancestors(Eval *eval, AxisCursor *cursor, bool with_self)
{
    const Tree *tree = cursor->tree;
    size_t count = 0;
    for (NodeId n = cursor->origin; n != NODE_NONE; n = tree_parent(tree, n))
        count++;
    cursor->chain = arena_take_raw(eval->scratch, count * sizeof *cursor->chain, alignof(NodeId));
    cursor->chain_count = with_self ? count : count - 1;
    size_t at = count;
    for (NodeId n = cursor->origin; n != NODE_NONE; n = tree_parent(tree, n))
        cursor->chain[--at] = n;
}

void axis_start(Eval *eval, AxisCursor *cursor, const Tree *tree, NodeId origin, Axis axis)
{
    *cursor = (AxisCursor){.tree = tree, .origin = origin, .next = NODE_NONE, .axis = axis};
    NodeKind kind = tree_kind(tree, origin);
    switch (axis) {
    case AXIS_CHILD:
        cursor->next = tree_first_child(tree, origin);
        break;
    case AXIS_DESCENDANT:
    case AXIS_DESCENDANT_OR_SELF:
        cursor->next = axis == AXIS_DESCENDANT ? origin + 1 : origin;
        cursor->end = tree_last(tree, origin);
        break;
    case AXIS_ATTRIBUTE:
        if (kind == NODE_ELEMENT)
            cursor->next = tree_first_attribute(tree, origin);
        break;
    case AXIS_SELF:
        cursor->next = origin;
        break;
    case AXIS_FOLLOWING_SIBLING:
        cursor->next = tree_next_sibling(tree, origin);
        break;
    case AXIS_FOLLOWING:
        cursor->next = tree_last(tree, origin) + 1;
        cursor->end = tree->count - 1;
        break;
    case AXIS_PARENT:
        cursor->next = tree_parent(tree, origin);
        break;
    case AXIS_PRECEDING_SIBLING:
        if (kind != NODE_ATTRIBUTE && kind != NODE_DOCUMENT)
            cursor->next = tree_first_child(tree, tree_parent(tree, origin));
        break;
    case AXIS_PRECEDING:
        cursor->next = 0;
        break;
    case AXIS_ANCESTOR:
        start_ancestors(eval, cursor, false);
        break;
    case AXIS_ANCESTOR_OR_SELF:
        start_ancestors(eval, cursor, true);
        break;
    case AXIS_NAMESPACE:
    case AXIS_END:
        break;
    }
}

// The first node of the range from `node` on that is no attribute (the origin itself may be one).
static NodeId next_in_range(AxisCursor *cursor, NodeId node)
{
    while (node <= cursor->end && node != cursor->origin &&
           tree_kind(cursor->tree, node) == NODE_ATTRIBUTE)
        node++;
    return node <= cursor->end ? node : NODE_NONE;
}

static NodeId next_preceding(AxisCursor *cursor, NodeId node)
{
    const Tree *tree = cursor->tree;
    while (node < cursor->origin &&
           (tree_kind(tree, node) == NODE_ATTRIBUTE || tree_last(tree, node) >= cursor->origin))
        node++;
    return node < cursor->origin ? node : NODE_NONE;
}

NodeId axis_next(AxisCursor *cursor)
{
    NodeId node = cursor->next;
    switch (cursor->axis) {
    case AXIS_CHILD:
    case AXIS_FOLLOWING_SIBLING:
        if (node != NODE_NONE)
            cursor->next = tree_next_sibling(cursor->tree, node);
        return node;
    case AXIS_ATTRIBUTE:
        if (node != NODE_NONE)
            cursor->next = tree_next_attribute(cursor->tree, node);
        return node;
    case AXIS_DESCENDANT:
    case AXIS_DESCENDANT_OR_SELF:
    case AXIS_FOLLOWING:
        if (node == NODE_NONE)
            return node;
        node = next_in_range(cursor, node);
        cursor->next = node == NODE_NONE ? NODE_NONE : node + 1;
        return node;
    case AXIS_PRECEDING_SIBLING:
        if (node == NODE_NONE || node >= cursor->origin)
            return NODE_NONE;
        cursor->next = tree_next_sibling(cursor->tree, node);
        return node;
    case AXIS_PRECEDING:
        if (node == NODE_NONE)
            return node;
        node = next_preceding(cursor, node);
        cursor->next = node == NODE_NONE ? NODE_NONE : node + 1;
        return node;
    case AXIS_SELF:
    case AXIS_PARENT:
        cursor->next = NODE_NONE;
        return node;
    case AXIS_ANCESTOR:
    case AXIS_ANCESTOR_OR_SELF:
        return cursor->chain_at < cursor->chain_count ? cursor->chain[cursor->chain_at++] : NODE_NONE;
    case AXIS_NAMESPACE:
    case AXIS_END:
        break;
    }
    return NODE_NONE;
}
