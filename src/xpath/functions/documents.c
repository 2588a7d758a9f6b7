// SPDX-License-Identifier: Apache-2.0
// Documents from outside (F&O 15.5.4 ff., XSLT 2.0 16.1, 16.2): all through the environment, which
// decides what can be seen.

#include "xpath/functions/families.h"

#include <stdio.h>

static Slice absolute(Eval *eval, Slice uri, Slice base)
{
    Slice resolved;
    if (uri_is_absolute(uri) || base.len == 0)
        return uri;
    return uri_resolve(eval->scratch, uri, base, &resolved) ? resolved : uri;
}

static const Tree *load(Eval *eval, Slice uri, Fault *fault)
{
    const Environment *environment = eval->environment;
    *fault = (Fault){.kind = FAULT_DYNAMIC, .code = "FODC0002"};
    if (!environment->document) {
        snprintf(fault->text, sizeof fault->text, "no document can be read here");
        return NULL;
    }
    return environment->document(environment->context, uri, fault);
}

static const Tree *require(Eval *eval, Slice uri)
{
    Fault fault;
    size_t hash = slice_find(uri, S("#"));
    if (hash != SIZE_MAX)
        uri = slice_part(uri, 0, hash);
    const Tree *tree = load(eval, uri, &fault);
    if (!tree)
        guard_raise_fault(eval->guard, &fault);
    return tree;
}

static void require_uri(Eval *eval, Slice uri)
{
    if ((uri.len && uri.at[0] == ':') || slice_find(uri, S("%gg")) != SIZE_MAX)
        eval_raise(eval, "FODC0005", "this is no URI of a document");
}

static Seq fn_doc(Eval *eval, const Seq *args, size_t count)
{
    if (args[0].count == 0)
        return SEQ_EMPTY;
    Slice uri = text_of(args, count, 0);
    require_uri(eval, uri);
    return give(eval, item_node(require(eval, absolute(eval, uri, static_base(eval))), 0));
}

static Seq fn_doc_available(Eval *eval, const Seq *args, size_t count)
{
    Fault fault;
    if (args[0].count == 0)
        return give_boolean(eval, false);
    Slice uri = text_of(args, count, 0);
    require_uri(eval, uri);
    return give_boolean(eval, load(eval, absolute(eval, uri, static_base(eval)), &fault) != NULL);
}

static Seq fn_collection(Eval *eval, const Seq *args, size_t count)
{
    const Environment *environment = eval->environment;
    Fault fault = {.kind = FAULT_DYNAMIC, .code = "FODC0004"};
    snprintf(fault.text, sizeof fault.text, "there is no such collection");
    Slice uri =
        count && args[0].count ? absolute(eval, text_of(args, count, 0), static_base(eval)) : S("");
    if (uri.len == 0)
        snprintf(fault.code, sizeof fault.code, "FODC0002");
    if (!environment->collection)
        guard_raise_fault(eval->guard, &fault);
    Fault none = {.kind = FAULT_NONE};
    Seq found = environment->collection(environment->context, uri, &none);
    if (none.kind != FAULT_NONE)
        guard_raise_fault(eval->guard, &none);
    return found;
}

// XSLT's document(): URIs relative to the rule set, or to the node they stand in.
static Seq fn_document(Eval *eval, const Seq *args, size_t count)
{
    Item *items = arena_take_raw(eval->scratch, args[0].count * sizeof *items, alignof(Item));
    size_t made = 0;
    for (size_t i = 0; i < args[0].count; i++) {
        Item item = args[0].items[i];
        Slice base = static_base(eval);
        if (count > 1 && args[1].count && args[1].items[0].type == TYPE_NODE)
            base = args[1].items[0].tree->base_uri;
        else if (item.type == TYPE_NODE && count < 2)
            base = item.tree->base_uri.len ? item.tree->base_uri : base;
        Slice uri = absolute(eval, value_string(eval, value_atomize(eval, item)), base);
        const Tree *tree = require(eval, uri);
        bool repeats = false;
        for (size_t k = 0; k < made && !repeats; k++)
            repeats = items[k].tree == tree;
        if (!repeats)
            items[made++] = item_node(tree, 0);
    }
    return (Seq){items, made};
}

static Seq fn_unparsed_text(Eval *eval, const Seq *args, size_t count)
{
    const Environment *environment = eval->environment;
    Fault fault = {.kind = FAULT_DYNAMIC, .code = "XTDE1170"};
    Slice text;
    if (args[0].count == 0)
        return SEQ_EMPTY;
    snprintf(fault.text, sizeof fault.text, "no text can be read here");
    Slice uri = absolute(eval, text_of(args, count, 0), static_base(eval));
    if (!environment->text ||
        !environment->text(environment->context, uri, text_of(args, count, 1), &text, &fault))
        guard_raise_fault(eval->guard, &fault);
    return give_string(eval, text);
}

static Seq fn_unparsed_text_available(Eval *eval, const Seq *args, size_t count)
{
    const Environment *environment = eval->environment;
    Fault fault;
    Slice text;
    if (args[0].count == 0 || !environment->text)
        return give_boolean(eval, false);
    Slice uri = absolute(eval, text_of(args, count, 0), static_base(eval));
    return give_boolean(
        eval, environment->text(environment->context, uri, text_of(args, count, 1), &text, &fault));
}

static bool find_entity(Eval *eval, Slice name, Slice *public_id, Slice *system_id)
{
    *public_id = *system_id = S("");
    if (!eval->has_item || eval->item.type != TYPE_NODE)
        eval_raise(eval, "XTDE1370", "a node in a document is needed to look for an entity");
    return tree_unparsed_entity(eval->item.tree, name, public_id, system_id);
}

static Seq fn_unparsed_entity_uri(Eval *eval, const Seq *args, size_t count)
{
    Slice public_id, system_id;
    find_entity(eval, text_of(args, count, 0), &public_id, &system_id);
    return give(eval, item_text(TYPE_ANY_URI, system_id));
}

static Seq fn_unparsed_entity_public_id(Eval *eval, const Seq *args, size_t count)
{
    Slice public_id, system_id;
    find_entity(eval, text_of(args, count, 0), &public_id, &system_id);
    return give_string(eval, public_id);
}

enum { ENTITY = FUNCTION_XSLT | DEPENDS_ITEM };

// clang-format off: a function is a row
const Function document_functions[] = {
    {"doc", 1, 1, DEPENDS_WORLD, OPTIONAL(TYPE_ANY_NODE), {OPTIONAL(TYPE_STRING)}, fn_doc},
    {"doc-available",
     1,
     1,
     DEPENDS_WORLD,
     ONE(TYPE_BOOLEAN),
     {OPTIONAL(TYPE_STRING)},
     fn_doc_available},
    {"collection", 0, 1, DEPENDS_WORLD, ANY(TYPE_ANY_NODE), {OPTIONAL(TYPE_STRING)}, fn_collection},
    {"document",
     1,
     2,
     FUNCTION_XSLT | DEPENDS_WORLD,
     ANY(TYPE_ANY_NODE),
     {ANY(TYPE_ITEM), ONE(TYPE_ANY_NODE)},
     fn_document},
    {"unparsed-text",
     1,
     2,
     FUNCTION_XSLT | DEPENDS_WORLD,
     OPTIONAL(TYPE_STRING),
     {OPTIONAL(TYPE_STRING), ONE(TYPE_STRING)},
     fn_unparsed_text},
    {"unparsed-text-available",
     1,
     2,
     FUNCTION_XSLT | DEPENDS_WORLD,
     ONE(TYPE_BOOLEAN),
     {OPTIONAL(TYPE_STRING), ONE(TYPE_STRING)},
     fn_unparsed_text_available},
    {"unparsed-entity-uri",
     1,
     1,
     ENTITY,
     ONE(TYPE_ANY_URI),
     {ONE(TYPE_STRING)},
     fn_unparsed_entity_uri},
    {"unparsed-entity-public-id",
     1,
     1,
     ENTITY,
     ONE(TYPE_STRING),
     {ONE(TYPE_STRING)},
     fn_unparsed_entity_public_id},
};
// clang-format on
const size_t document_function_count = sizeof document_functions / sizeof *document_functions;
