// SPDX-License-Identifier: Apache-2.0
// Functions on nodes (F&O 2, 14, 15.5) and XPath 3's path(), has-children(), innermost(),
// outermost().

#include "base/buffer.h"
#include "base/utf8.h"
#include "xpath/functions/families.h"

static bool is_in_tree(const Seq *args, size_t index)
{
    return args[index].count && args[index].items[0].type == TYPE_NODE;
}

static const Name *name_of(const Seq *args)
{
    if (!is_in_tree(args, 0))
        return NULL;
    return tree_name(args[0].items[0].tree, args[0].items[0].len_or_node);
}

static Seq fn_node_name(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    const Name *name = name_of(args);
    if (args[0].count && args[0].items[0].type == TYPE_NAMESPACE_NODE &&
        args[0].items[0].namespace_node->prefix.len) {
        QName *made = arena_array(eval->scratch, QName, 1);
        made->local = args[0].items[0].namespace_node->prefix;
        return give(eval, (Item){.type = TYPE_QNAME, .qname = made});
    }
    if (!name)
        return SEQ_EMPTY;
    QName *made = arena_array(eval->scratch, QName, 1);
    *made = (QName){name->prefix, name->uri, name->local};
    return give(eval, (Item){.type = TYPE_QNAME, .qname = made});
}

static Seq fn_nilled(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (!is_in_tree(args, 0) ||
        tree_kind(args[0].items[0].tree, args[0].items[0].len_or_node) != NODE_ELEMENT)
        return SEQ_EMPTY;
    return give_boolean(eval, false); // without a schema no element is
}

static Seq fn_string(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    return give_string(eval, args[0].count ? value_string(eval, args[0].items[0]) : S(""));
}

static Seq fn_name(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    const Name *name = name_of(args);
    if (!name)
        return give_string(eval, args[0].count && args[0].items[0].type == TYPE_NAMESPACE_NODE
                                     ? args[0].items[0].namespace_node->prefix
                                     : S(""));
    if (name->prefix.len == 0)
        return give_string(eval, name->local);
    return give_string(
        eval,
        arena_join(eval->scratch, arena_join(eval->scratch, name->prefix, S(":")), name->local));
}

static Seq fn_local_name(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    const Name *name = name_of(args);
    if (!name && args[0].count && args[0].items[0].type == TYPE_NAMESPACE_NODE)
        return give_string(eval, args[0].items[0].namespace_node->prefix);
    return give_string(eval, name ? name->local : S(""));
}

static Seq fn_namespace_uri(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    const Name *name = name_of(args);
    return give(eval, item_text(TYPE_ANY_URI, name ? name->uri : S("")));
}

static Seq fn_root(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (args[0].count == 0)
        return SEQ_EMPTY;
    Item item = args[0].items[0];
    const Tree *tree = item.type == TYPE_NODE ? item.tree : item.namespace_node->tree;
    return give(eval, item_node(tree, 0));
}

// ---- Base URIs ----

static Slice xml_base(const Tree *tree, NodeId node)
{
    for (NodeId at = tree_first_attribute(tree, node); at != NODE_NONE;
         at = tree_next_attribute(tree, at)) {
        const Name *name = tree_name(tree, at);
        if (slice_equal(name->local, S("base")) &&
            slice_equal(name->uri, S("http://www.w3.org/XML/1998/namespace")))
            return tree_content(tree, at);
    }
    return (Slice){NULL, 0};
}

static Slice base_uri(Eval *eval, const Tree *tree, NodeId node)
{
    if (node == NODE_NONE)
        return tree->base_uri;
    Slice own = xml_base(tree, node), resolved;
    Slice outer = base_uri(eval, tree, tree_parent(tree, node));
    if (!own.at)
        return outer;
    return uri_resolve(eval->scratch, own, outer, &resolved) ? resolved : own;
}

static Seq fn_base_uri(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (!is_in_tree(args, 0))
        return SEQ_EMPTY;
    Item item = args[0].items[0];
    Slice uri = base_uri(eval, item.tree, item.len_or_node);
    return uri.len ? give(eval, item_text(TYPE_ANY_URI, uri)) : SEQ_EMPTY;
}

static Seq fn_document_uri(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (!is_in_tree(args, 0) || args[0].items[0].len_or_node != 0 ||
        args[0].items[0].tree->base_uri.len == 0)
        return SEQ_EMPTY;
    return give(eval, item_text(TYPE_ANY_URI, args[0].items[0].tree->base_uri));
}

// ---- lang ----

static bool language_matches(Slice declared, Slice asked)
{
    if (declared.len < asked.len || (declared.len > asked.len && declared.at[asked.len] != '-'))
        return false;
    for (size_t i = 0; i < asked.len; i++) {
        char a = declared.at[i], b = asked.at[i];
        a = (char)(a >= 'A' && a <= 'Z' ? a + 32 : a);
        b = (char)(b >= 'A' && b <= 'Z' ? b + 32 : b);
        if (a != b)
            return false;
    }
    return true;
}

static Seq fn_lang(Eval *eval, const Seq *args, size_t count)
{
    Slice asked = text_of(args, count, 0);
    if (!is_in_tree(args, 1))
        return give_boolean(eval, false);
    const Tree *tree = args[1].items[0].tree;
    for (NodeId node = args[1].items[0].len_or_node; node != NODE_NONE;
         node = tree_parent(tree, node))
        for (NodeId at = tree_first_attribute(tree, node); at != NODE_NONE;
             at = tree_next_attribute(tree, at)) {
            const Name *name = tree_name(tree, at);
            if (slice_equal(name->local, S("lang")) &&
                slice_equal(name->uri, S("http://www.w3.org/XML/1998/namespace")))
                return give_boolean(eval, language_matches(tree_content(tree, at), asked));
        }
    return give_boolean(eval, false);
}

// ---- id, idref ----

static bool is_listed(const Seq *values, Slice id)
{
    for (size_t i = 0; i < values->count; i++) {
        Slice rest = item_slice(values->items[i]);
        while (rest.len > 0) {
            rest = slice_trim(rest);
            size_t len = 0;
            while (len < rest.len && !is_xml_space(rest.at[len]))
                len++;
            if (len && slice_equal(slice_part(rest, 0, len), id))
                return true;
            rest = slice_part(rest, len, rest.len);
        }
    }
    return false;
}

static const Tree *document_of(Eval *eval, const Seq *args, const char *function)
{
    if (!is_in_tree(args, 1))
        eval_raise(eval, "FODC0001", "%s() needs a node in a document", function);
    return args[1].items[0].tree;
}

static Seq fn_id(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    const Tree *tree = document_of(eval, args, "id");
    Item *items = arena_take_raw(eval->scratch, 16 * sizeof *items, alignof(Item));
    size_t made = 0, room = 16;
    Slice *seen = arena_array(eval->scratch, Slice, 16);
    for (NodeId node = 0; node < tree->count; node++) {
        if (tree_kind(tree, node) != NODE_ATTRIBUTE || !tree_is_id(tree, node))
            continue;
        Slice id = slice_trim(tree_content(tree, node));
        bool repeats = false;
        for (size_t i = 0; i < made && !repeats; i++)
            repeats = slice_equal(seen[i], id);
        if (repeats || !is_listed(&args[0], id))
            continue;
        if (made == room) {
            Item *grown = arena_take_raw(eval->scratch, room * 2 * sizeof *grown, alignof(Item));
            Slice *more = arena_array(eval->scratch, Slice, room * 2);
            memcpy(grown, items, made * sizeof *grown);
            memcpy(more, seen, made * sizeof *more);
            items = grown;
            seen = more;
            room *= 2;
        }
        seen[made] = id;
        items[made++] = item_node(tree, tree_parent(tree, node));
    }
    return (Seq){items, made};
}

static bool refers_to(Slice text, const Seq *values)
{
    while (text.len > 0) {
        text = slice_trim(text);
        size_t len = 0;
        while (len < text.len && !is_xml_space(text.at[len]))
            len++;
        for (size_t i = 0; len && i < values->count; i++)
            if (slice_equal(slice_trim(item_slice(values->items[i])), slice_part(text, 0, len)))
                return true;
        text = slice_part(text, len, text.len);
    }
    return false;
}

static Seq fn_idref(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    const Tree *tree = document_of(eval, args, "idref");
    Item *items = NULL;
    size_t made = 0, room = 0;
    for (NodeId node = 0; node < tree->count; node++) {
        if (tree_kind(tree, node) != NODE_ATTRIBUTE || !tree_is_idref(tree, node) ||
            !refers_to(tree_content(tree, node), &args[0]))
            continue;
        if (made == room) {
            Item *grown =
                arena_take_raw(eval->scratch, (room * 2 + 8) * sizeof *grown, alignof(Item));
            if (made)
                memcpy(grown, items, made * sizeof *grown);
            items = grown;
            room = room * 2 + 8;
        }
        items[made++] = item_node(tree, node);
    }
    return (Seq){items, made};
}

// ---- XPath 3 ----

static size_t sibling_number(const Tree *tree, NodeId node)
{
    const Name *name = tree_name(tree, node);
    size_t number = 1;
    for (NodeId at = tree_first_child(tree, tree_parent(tree, node)); at != node;
         at = tree_next_sibling(tree, at)) {
        const Name *other = tree_name(tree, at);
        if (tree_kind(tree, at) == tree_kind(tree, node) &&
            (!name || (other && other->expanded == name->expanded)))
            number++;
    }
    return number;
}

static void write_path(Buffer *out, const Tree *tree, NodeId node)
{
    if (tree_parent(tree, node) == NODE_NONE)
        return;
    write_path(out, tree, tree_parent(tree, node));
    const Name *name = tree_name(tree, node);
    buffer_add_char(out, '/');
    switch (tree_kind(tree, node)) {
    case NODE_ELEMENT:
        buffer_print(out, "Q{%.*s}%.*s", (int)name->uri.len, name->uri.at, (int)name->local.len,
                     name->local.at);
        break;
    case NODE_ATTRIBUTE:
        buffer_add_char(out, '@');
        if (name->uri.len)
            buffer_print(out, "Q{%.*s}", (int)name->uri.len, name->uri.at);
        buffer_add(out, name->local);
        return;
    case NODE_TEXT:
        buffer_add(out, S("text()"));
        break;
    case NODE_COMMENT:
        buffer_add(out, S("comment()"));
        break;
    default:
        buffer_print(out, "processing-instruction(%.*s)", (int)name->local.len, name->local.at);
        break;
    }
    buffer_print(out, "[%zu]", sibling_number(tree, node));
}

static Seq fn_path(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (!is_in_tree(args, 0))
        return SEQ_EMPTY;
    Buffer out = buffer_new(eval->scratch);
    write_path(&out, args[0].items[0].tree, args[0].items[0].len_or_node);
    return give_string(eval, out.len ? buffer_slice(&out) : S("/"));
}

static Seq fn_has_children(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    return give_boolean(eval, is_in_tree(args, 0) &&
                                  tree_first_child(args[0].items[0].tree,
                                                   args[0].items[0].len_or_node) != NODE_NONE);
}

// clang-format off: a function is a row
const Function node_functions[] = {
    {"node-name", 1, 1, 0, OPTIONAL(TYPE_QNAME), {OPTIONAL(TYPE_ANY_NODE)}, fn_node_name},
    {"nilled", 1, 1, 0, OPTIONAL(TYPE_BOOLEAN), {OPTIONAL(TYPE_ANY_NODE)}, fn_nilled},
    {"string", 0, 1, FUNCTION_CONTEXT, ONE(TYPE_STRING), {OPTIONAL(TYPE_ITEM)}, fn_string},
    {"name", 0, 1, FUNCTION_CONTEXT, ONE(TYPE_STRING), {OPTIONAL(TYPE_ANY_NODE)}, fn_name},
    {"local-name",
     0,
     1,
     FUNCTION_CONTEXT,
     ONE(TYPE_STRING),
     {OPTIONAL(TYPE_ANY_NODE)},
     fn_local_name},
    {"namespace-uri",
     0,
     1,
     FUNCTION_CONTEXT,
     ONE(TYPE_ANY_URI),
     {OPTIONAL(TYPE_ANY_NODE)},
     fn_namespace_uri},
    {"root", 0, 1, FUNCTION_CONTEXT, OPTIONAL(TYPE_ANY_NODE), {OPTIONAL(TYPE_ANY_NODE)}, fn_root},
    {"base-uri",
     0,
     1,
     FUNCTION_CONTEXT,
     OPTIONAL(TYPE_ANY_URI),
     {OPTIONAL(TYPE_ANY_NODE)},
     fn_base_uri},
    {"document-uri", 1, 1, 0, OPTIONAL(TYPE_ANY_URI), {OPTIONAL(TYPE_ANY_NODE)}, fn_document_uri},
    {"lang",
     1,
     2,
     FUNCTION_CONTEXT,
     ONE(TYPE_BOOLEAN),
     {OPTIONAL(TYPE_STRING), ONE(TYPE_ANY_NODE)},
     fn_lang},
    {"id",
     1,
     2,
     FUNCTION_CONTEXT,
     ANY(TYPE_ANY_NODE),
     {ANY(TYPE_STRING), ONE(TYPE_ANY_NODE)},
     fn_id},
    {"idref",
     1,
     2,
     FUNCTION_CONTEXT,
     ANY(TYPE_ANY_NODE),
     {ANY(TYPE_STRING), ONE(TYPE_ANY_NODE)},
     fn_idref},
    {"path",
     0,
     1,
     FUNCTION_CONTEXT | FUNCTION_XPATH3,
     OPTIONAL(TYPE_STRING),
     {OPTIONAL(TYPE_ANY_NODE)},
     fn_path},
    {"has-children",
     0,
     1,
     FUNCTION_CONTEXT | FUNCTION_XPATH3,
     ONE(TYPE_BOOLEAN),
     {OPTIONAL(TYPE_ANY_NODE)},
     fn_has_children},
};
// clang-format on
const size_t node_function_count = sizeof node_functions / sizeof *node_functions;
