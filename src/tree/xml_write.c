// SPDX-License-Identifier: Apache-2.0
// Writing XML: what it writes reads back as an equal tree.

#include "base/utf8.h"
#include "tree/internal.h"
#include "tree/xml.h"

// ---- Text ----

static bool is_special(int32_t c, XmlPlace place)
{
    switch (c) {
    case '&':
    case '<':
    case '>': // ]]> must not stand in text
    case '\r': // a bare one would be read as a line end
        return true;
    case '"':
    case '\n':
    case '\t':
        return place == XML_ATTRIBUTE;
    default:
        return c < ' ' || (c >= 0x80 && !is_xml_char((uint32_t)c));
    }
}

static void write_special(Buffer *out, int32_t c)
{
    switch (c) {
    case '&':
        buffer_add(out, S("&amp;"));
        break;
    case '<':
        buffer_add(out, S("&lt;"));
        break;
    case '>':
        buffer_add(out, S("&gt;"));
        break;
    case '"':
        buffer_add(out, S("&quot;"));
        break;
    case '\r':
    case '\n':
    case '\t':
        buffer_print(out, "&#x%X;", (unsigned)c);
        break;
    default:
        buffer_add(out, S("\xEF\xBF\xBD")); // XML has no such character, not even by reference
    }
}

void xml_escape(Buffer *out, Slice text, XmlPlace place)
{
    size_t start = 0, length;
    for (size_t i = 0; i < text.len; i += length) {
        int32_t c = (unsigned char)text.at[i];
        length = 1;
        if (c >= 0x80)
            c = utf8_decode(slice_part(text, i, text.len), &length);
        if (!is_special(c, place))
            continue;
        buffer_add(out, slice_part(text, start, i - start));
        write_special(out, c);
        start = i + length;
    }
    buffer_add(out, slice_part(text, start, text.len - start));
}

// ---- Nodes ----

static void write_name(Buffer *out, const Name *name)
{
    if (name->prefix.len) {
        buffer_add(out, name->prefix);
        buffer_add_char(out, ':');
    }
    buffer_add(out, name->local);
}

static void write_binding(Buffer *out, const NamespaceBinding *binding)
{
    buffer_add(out, binding->prefix.len ? S(" xmlns:") : S(" xmlns"));
    buffer_add(out, binding->prefix);
    buffer_add(out, S("=\""));
    xml_escape(out, binding->uri, XML_ATTRIBUTE);
    buffer_add_char(out, '"');
}

// All that is in scope for the element that is written first; below it only what is declared there.
static void write_bindings(Buffer *out, const Tree *tree, NodeId element, bool is_first)
{
    if (is_first) {
        const NamespaceBinding *bindings;
        size_t count = tree_namespaces(tree, element, out->arena, &bindings);
        for (size_t i = 0; i < count; i++)
            if (!slice_equal(bindings[i].prefix, S("xml")))
                write_binding(out, &bindings[i]);
        return;
    }
    const TreeExtra *extra = tree->extra;
    size_t low = 0, high = extra ? extra->declaration_count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (extra->declarations[middle].element < element)
            low = middle + 1;
        else
            high = middle;
    }
    for (; extra && low < extra->declaration_count && extra->declarations[low].element == element; low++)
        write_binding(out, &extra->declarations[low].binding);
}

static void write_start(Buffer *out, const Tree *tree, NodeId element, bool is_first)
{
    buffer_add_char(out, '<');
    write_name(out, tree_name(tree, element));
    write_bindings(out, tree, element, is_first);
    for (NodeId at = tree_first_attribute(tree, element); at != NODE_NONE; at = tree_next_attribute(tree, at)) {
        buffer_add_char(out, ' ');
        write_name(out, tree_name(tree, at));
        buffer_add(out, S("=\""));
        xml_escape(out, tree_content(tree, at), XML_ATTRIBUTE);
        buffer_add_char(out, '"');
    }
    buffer_add(out, tree_first_child(tree, element) == NODE_NONE ? S("/>") : S(">"));
}

static void write_leaf(Buffer *out, const Tree *tree, NodeId node)
{
    Slice content = tree_content(tree, node);
    switch (tree_kind(tree, node)) {
    case NODE_TEXT:
        xml_escape(out, content, XML_TEXT);
        break;
    case NODE_COMMENT:
        buffer_add(out, S("<!--"));
        buffer_add(out, content);
        buffer_add(out, S("-->"));
        break;
    case NODE_PI:
        buffer_add(out, S("<?"));
        buffer_add(out, tree_name(tree, node)->local);
        buffer_add(out, content.len ? S(" ") : S(""));
        buffer_add(out, content);
        buffer_add(out, S("?>"));
        break;
    default:
        break;
    }
}

static void write_end(Buffer *out, const Tree *tree, NodeId element)
{
    buffer_add(out, S("</"));
    write_name(out, tree_name(tree, element));
    buffer_add_char(out, '>');
}

// Over the range of nodes, not down the tree: documents may be deep.
static void write_range(Buffer *out, const Tree *tree, NodeId first, NodeId last)
{
    NodeId open = NODE_NONE;  // the innermost element whose end tag is still to be written
    for (NodeId node = first; node <= last; node++) {
        NodeKind kind = tree_kind(tree, node);
        if (kind == NODE_ELEMENT) {
            write_start(out, tree, node, open == NODE_NONE);
            if (tree_first_child(tree, node) != NODE_NONE)
                open = node;
        } else if (kind != NODE_ATTRIBUTE) {
            write_leaf(out, tree, node);
        }
        while (open != NODE_NONE && tree_last(tree, open) == node) {
            write_end(out, tree, open);
            open = open == first || tree_kind(tree, tree_parent(tree, open)) == NODE_DOCUMENT ? NODE_NONE
                                                                                              : tree_parent(tree, open);
        }
    }
}

void xml_write(Buffer *out, const Tree *tree, NodeId node)
{
    if (tree_kind(tree, node) == NODE_DOCUMENT) {
        buffer_add(out, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
        write_range(out, tree, 1, tree->count - 1);
        buffer_add_char(out, '\n');
    } else {
        write_range(out, tree, node, tree_last(tree, node));
    }
}
