// SPDX-License-Identifier: Apache-2.0
// Values for people: as XPath would write them; nodes by their path and text.

#include "xpath/eval/eval.h"

#include "base/utf8.h"

enum { SHOWN_MAX = 120 };  // bytes of one value

static size_t sibling_number(const Tree *tree, NodeId node)
{
    size_t number = 1;
    const Name *name = tree_name(tree, node);
    NodeKind kind = tree_kind(tree, node);
    for (NodeId at = tree_first_child(tree, tree_parent(tree, node)); at != node;
         at = tree_next_sibling(tree, at)) {
        if (tree_kind(tree, at) != kind)
            continue;
        const Name *other = tree_name(tree, at);
        number += !name || (other && other->expanded == name->expanded);
    }
    return number;
}

static void show_step(Buffer *out, const Tree *tree, NodeId node)
{
    static const char *const tests[] = {
        [NODE_TEXT] = "text()", [NODE_COMMENT] = "comment()", [NODE_PI] = "processing-instruction()"};
    NodeKind kind = tree_kind(tree, node);
    const Name *name = tree_name(tree, node);
    buffer_add_char(out, '/');
    if (kind == NODE_ATTRIBUTE)
        buffer_add_char(out, '@');
    if (kind == NODE_ELEMENT || kind == NODE_ATTRIBUTE) {
        if (name->prefix.len) {
            buffer_add(out, name->prefix);
            buffer_add_char(out, ':');
        }
        buffer_add(out, name->local);
    } else {
        buffer_add(out, slice_of(tests[kind]));
    }
    if (kind != NODE_ATTRIBUTE)
        buffer_print(out, "[%zu]", sibling_number(tree, node));
}

static void show_node(Buffer *out, const Tree *tree, NodeId node)
{
    if (tree_parent(tree, node) != NODE_NONE) {
        show_node(out, tree, tree_parent(tree, node));
        show_step(out, tree, node);
    }
}

Slice item_show(Eval *eval, Item item)
{
    Buffer out = buffer_new(eval->scratch);
    if (item.type == TYPE_NAMESPACE_NODE) {
        show_node(&out, item.namespace_node->tree, item.namespace_node->element);
        buffer_add(&out, S("/namespace::"));
        buffer_add(&out, item.namespace_node->prefix);
        return buffer_slice(&out);
    }
    if (item.type == TYPE_NODE) {
        show_node(&out, item.tree, item.len_or_node);
        if (out.len == 0)
            buffer_add_char(&out, '/');
        return buffer_slice(&out);
    }
    Slice text = value_string(eval, item);
    if (item.type >= TYPE_BOOLEAN && item.type <= TYPE_DOUBLE)
        return text;
    if (item.type >= TYPE_UNTYPED_ATOMIC && item.type <= TYPE_ANY_URI)
        return slice_show(eval->scratch, text, SHOWN_MAX);
    buffer_print(&out, "%s(", type_name((Type)item.type));
    buffer_add(&out, slice_show(eval->scratch, text, SHOWN_MAX));
    buffer_add_char(&out, ')');
    return buffer_slice(&out);
}
