// SPDX-License-Identifier: Apache-2.0
// Functions on QNames (F&O 11), NOTATION and URIs (8.1).

#include "base/utf8.h"
#include "xpath/functions/families.h"

static Seq give_qname(Eval *eval, Slice prefix, Slice uri, Slice local)
{
    QName *made = arena_array(eval->scratch, QName, 1);
    *made = (QName){prefix, uri, local};
    return give(eval, (Item){.type = TYPE_QNAME, .qname = made});
}

static void split(Slice qname, Slice *prefix, Slice *local)
{
    size_t colon = slice_find(qname, S(":"));
    *prefix = colon == SIZE_MAX ? S("") : slice_part(qname, 0, colon);
    *local = colon == SIZE_MAX ? qname : slice_part(qname, colon + 1, qname.len);
}

static Seq fn_qname(Eval *eval, const Seq *args, size_t count)
{
    Slice uri = text_of(args, count, 0), name = text_of(args, count, 1), prefix, local;
    if (!is_qname(name))
        eval_raise(eval, "FOCA0002", "the second argument of QName() is not a QName");
    split(name, &prefix, &local);
    if (prefix.len && uri.len == 0)
        eval_raise(eval, "FOCA0002", "a QName with a prefix needs a namespace");
    return give_qname(eval, prefix, uri, local);
}

static Seq fn_resolve_qname(Eval *eval, const Seq *args, size_t count)
{
    if (args[0].count == 0)
        return SEQ_EMPTY;
    Slice name = slice_trim(text_of(args, count, 0)), prefix, local;
    if (!is_qname(name))
        eval_raise(eval, "FOCA0002", "resolve-QName() got no QName");
    split(name, &prefix, &local);
    Item element = args[1].items[0];
    const NamespaceBinding *bindings;
    size_t bound = tree_namespaces(element.tree, element.len_or_node, eval->scratch, &bindings);
    for (size_t i = 0; i < bound; i++)
        if (slice_equal(bindings[i].prefix, prefix))
            return give_qname(eval, prefix, bindings[i].uri, local);
    if (prefix.len)
        eval_raise(eval, "FONS0004", "the prefix \"%.*s\" is not declared there", (int)prefix.len,
                   prefix.at);
    return give_qname(eval, prefix, S(""), local);
}

static Seq fn_prefix_from_qname(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (args[0].count == 0 || args[0].items[0].qname->prefix.len == 0)
        return SEQ_EMPTY;
    return give(eval, item_text(TYPE_NCNAME, args[0].items[0].qname->prefix));
}

static Seq fn_local_name_from_qname(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    return args[0].count ? give(eval, item_text(TYPE_NCNAME, args[0].items[0].qname->local))
                         : SEQ_EMPTY;
}

static Seq fn_namespace_uri_from_qname(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    return args[0].count ? give(eval, item_text(TYPE_ANY_URI, args[0].items[0].qname->uri))
                         : SEQ_EMPTY;
}

static bool is_element(Item item)
{
    return item.type == TYPE_NODE && tree_kind(item.tree, item.len_or_node) == NODE_ELEMENT;
}

static size_t bindings_of(Eval *eval, Item element, const NamespaceBinding **bindings)
{
    if (!is_element(element))
        eval_raise(eval, "XPTY0004", "an element is needed here");
    return tree_namespaces(element.tree, element.len_or_node, eval->scratch, bindings);
}

static Seq fn_namespace_uri_for_prefix(Eval *eval, const Seq *args, size_t count)
{
    Slice prefix = text_of(args, count, 0);
    const NamespaceBinding *bindings;
    size_t bound = bindings_of(eval, args[1].items[0], &bindings);
    for (size_t i = 0; i < bound; i++)
        if (slice_equal(bindings[i].prefix, prefix))
            return give(eval, item_text(TYPE_ANY_URI, bindings[i].uri));
    return SEQ_EMPTY;
}

static Seq fn_in_scope_prefixes(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    const NamespaceBinding *bindings;
    size_t bound = bindings_of(eval, args[0].items[0], &bindings);
    Item *items = arena_take_raw(eval->scratch, bound * sizeof *items, alignof(Item));
    for (size_t i = 0; i < bound; i++)
        items[i] = item_string(bindings[i].prefix);
    return (Seq){items, bound};
}

static Seq fn_resolve_uri(Eval *eval, const Seq *args, size_t count)
{
    if (args[0].count == 0)
        return SEQ_EMPTY;
    Slice relative = text_of(args, count, 0),
          base = count > 1 ? text_of(args, count, 1) : static_base(eval);
    Slice resolved;
    if (slice_find(relative, S(" ")) != SIZE_MAX || (relative.len && relative.at[0] == ':') ||
        slice_find(relative, S("%gg")) != SIZE_MAX)
        eval_raise(eval, "FORG0002", "the relative URI is malformed");
    if (uri_is_absolute(relative))
        return give(eval, item_text(TYPE_ANY_URI, relative));
    if (base.len == 0 && count < 2)
        eval_raise(eval, "FONS0005", "there is no base URI to resolve against");
    if (!uri_resolve(eval->scratch, relative, base, &resolved))
        eval_raise(eval, "FORG0002", "the base URI is not absolute");
    return give(eval, item_text(TYPE_ANY_URI, resolved));
}

// clang-format off: a function is a row
const Function name_functions[] = {
    {"QName", 2, 2, 0, ONE(TYPE_QNAME), {OPTIONAL(TYPE_STRING), ONE(TYPE_STRING)}, fn_qname},
    {"resolve-QName",
     2,
     2,
     0,
     OPTIONAL(TYPE_QNAME),
     {OPTIONAL(TYPE_STRING), ONE(TYPE_ANY_NODE)},
     fn_resolve_qname},
    {"prefix-from-QName",
     1,
     1,
     0,
     OPTIONAL(TYPE_NCNAME),
     {OPTIONAL(TYPE_QNAME)},
     fn_prefix_from_qname},
    {"local-name-from-QName",
     1,
     1,
     0,
     OPTIONAL(TYPE_NCNAME),
     {OPTIONAL(TYPE_QNAME)},
     fn_local_name_from_qname},
    {"namespace-uri-from-QName",
     1,
     1,
     0,
     OPTIONAL(TYPE_ANY_URI),
     {OPTIONAL(TYPE_QNAME)},
     fn_namespace_uri_from_qname},
    {"namespace-uri-for-prefix",
     2,
     2,
     0,
     OPTIONAL(TYPE_ANY_URI),
     {OPTIONAL(TYPE_STRING), ONE(TYPE_ANY_NODE)},
     fn_namespace_uri_for_prefix},
    {"in-scope-prefixes", 1, 1, 0, ANY(TYPE_STRING), {ONE(TYPE_ANY_NODE)}, fn_in_scope_prefixes},
    {"resolve-uri",
     1,
     2,
     0,
     OPTIONAL(TYPE_ANY_URI),
     {OPTIONAL(TYPE_STRING), ONE(TYPE_STRING)},
     fn_resolve_uri},
};
// clang-format on
const size_t name_function_count = sizeof name_functions / sizeof *name_functions;
