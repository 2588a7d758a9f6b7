// SPDX-License-Identifier: Apache-2.0
// Writes trees that were read from JSON as JSON again, and places in them as pointers.

#include "tree/json.h"

typedef struct JsonOut {
    Buffer *out;
    const Tree *tree;
    unsigned indent;
} JsonOut;

static void write_value(JsonOut *writer, NodeId node, unsigned level);

static void line(const JsonOut *writer, unsigned level)
{
    if (writer->indent == 0)
        return;
    buffer_add_char(writer->out, '\n');
    for (unsigned i = 0; i < level * writer->indent; i++)
        buffer_add_char(writer->out, ' ');
}

static void write_string(Buffer *out, Slice text)
{
    static const char special[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    buffer_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        const char *known = c ? strchr(special, c) : NULL;
        if (known) {
            buffer_add_char(out, '\\');
            buffer_add_char(out, letters[known - special]);
        } else if ((unsigned char)c < 0x20) {
            buffer_print(out, "\\u%04x", c);
        } else {
            buffer_add_char(out, c);
        }
    }
    buffer_add_char(out, '"');
}

// The text of a scalar: at most one text node.
static Slice text_of(const Tree *tree, NodeId node)
{
    NodeId text = tree_first_child(tree, node);
    return text == NODE_NONE ? S("") : tree_content(tree, text);
}

// Items that are siblings, from the first on; answers the last.
static NodeId write_items(JsonOut *writer, NodeId node, unsigned level)
{
    buffer_add_char(writer->out, '[');
    for (bool is_first = true;; is_first = false, node = tree_next_sibling(writer->tree, node)) {
        if (!is_first)
            buffer_add_char(writer->out, ',');
        line(writer, level + 1);
        write_value(writer, node, level + 1);
        if (writer->tree->json[node] & JSON_LAST_ITEM)
            break;
    }
    line(writer, level);
    buffer_add_char(writer->out, ']');
    return node;
}

static void write_object(JsonOut *writer, NodeId node, unsigned level)
{
    const Tree *tree = writer->tree;
    bool is_first = true;
    buffer_add_char(writer->out, '{');
    for (NodeId at = tree_first_child(tree, node); at != NODE_NONE; at = tree_next_sibling(tree, at)) {
        if (!is_first)
            buffer_add_char(writer->out, ',');
        is_first = false;
        line(writer, level + 1);
        write_string(writer->out, tree_name(tree, at)->local);
        buffer_add_char(writer->out, ':');
        if (writer->indent)
            buffer_add_char(writer->out, ' ');
        if (tree->json[at] & JSON_ITEM)
            at = write_items(writer, at, level + 1);
        else
            write_value(writer, at, level + 1);
    }
    if (!is_first)
        line(writer, level);
    buffer_add_char(writer->out, '}');
}

static void write_value(JsonOut *writer, NodeId node, unsigned level)
{
    const Tree *tree = writer->tree;
    switch (json_type(tree, node)) {
    case JSON_TYPE_OBJECT:
        write_object(writer, node, level);
        break;
    case JSON_TYPE_ARRAY: {
        NodeId first = tree_first_child(tree, node);
        if (first == NODE_NONE)
            buffer_add(writer->out, S("[]"));
        else
            write_items(writer, first, level);
        break;
    }
    case JSON_TYPE_STRING:
        write_string(writer->out, text_of(tree, node));
        break;
    case JSON_TYPE_NUMBER:
    case JSON_TYPE_BOOLEAN:
        buffer_add(writer->out, text_of(tree, node));
        break;
    case JSON_TYPE_NULL:
        buffer_add(writer->out, S("null"));
        break;
    }
}

void json_tree_write(Buffer *out, const Tree *tree, NodeId node, unsigned indent)
{
    JsonOut writer = {out, tree, indent};
    write_value(&writer, node, 0);
}

// ---- Pointers ----

static void add_step(Buffer *out, Slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.at[i] == '~')
            buffer_add(out, S("~0"));
        else if (name.at[i] == '/')
            buffer_add(out, S("~1"));
        else
            buffer_add_char(out, name.at[i]);
    }
}

static void add_pointer(Buffer *out, const Tree *tree, NodeId node)
{
    if (node == 0)
        return;
    NodeId parent = tree_parent(tree, node);
    add_pointer(out, tree, parent);
    if (tree_kind(tree, node) == NODE_TEXT)
        return;
    bool is_item = tree->json[node] & JSON_ITEM, parent_is_array = json_type(tree, parent) == JSON_TYPE_ARRAY;
    if (!parent_is_array) {
        buffer_add_char(out, '/');
        add_step(out, tree_name(tree, node)->local);
    }
    if (!is_item)
        return;
    size_t index = 0;
    NodeId at = tree_first_child(tree, parent);
    PathId path = tree_path(tree, node);
    for (; at != node; at = tree_next_sibling(tree, at))
        index += tree_path(tree, at) == path;
    buffer_print(out, "/%zu", index);
}

Slice json_pointer(Arena *arena, const Tree *tree, NodeId node)
{
    Buffer out = buffer_new(arena);
    add_pointer(&out, tree, node);
    return buffer_slice(&out);
}
