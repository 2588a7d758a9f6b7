// SPDX-License-Identifier: Apache-2.0
// Reads schema documents with all they include, import and redefine (part 1, 4.2), and notes what each declares.
//
// A document is read once for each target namespace it is given (chameleons take that of who includes them).

#include "schema/xsd/document.h"

#include "base/file.h"
#include "tree/xml.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    DOCUMENTS_MAX = 5000,           // the largest published sets have some hundreds
    BYTES_MAX = 512 << 20,
    DOCUMENT_BYTES_MAX = 256 << 20,
};

static Document *load_document(Loader *loader, const char *path, Slice target, bool is_included, SchemaPlace by);

// ---- Faults ----

bool schema_fault(Faults *faults, SchemaPlace place, const char *code, const char *format, ...)
{
    char text[300];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    Place where = place.document ? tree_place(place.document->tree, place.node) : (Place){0, 0};
    size_t before = faults->count;
    fault_add_code(faults, FAULT_STATIC, code, where.line, where.column, "%s", text);
    if (place.document)
        fault_set_file(faults, before, place.document->path);
    return false;
}

// ---- Nodes ----

bool is_xsd(const Tree *tree, NodeId node, const char *local)
{
    if (tree_kind(tree, node) != NODE_ELEMENT)
        return false;
    const Name *name = tree_name(tree, node);
    return slice_equal(name->local, slice_of(local)) && slice_equal(name->uri, S(NS_XSD));
}

Slice node_local(const Tree *tree, NodeId node)
{
    return tree_name(tree, node)->local;
}

bool attribute_of(const Tree *tree, NodeId node, const char *name, Slice *value)
{
    for (NodeId at = tree_first_attribute(tree, node); at != NODE_NONE; at = tree_next_attribute(tree, at)) {
        const Name *found = tree_name(tree, at);
        if (found->uri.len == 0 && slice_equal(found->local, slice_of(name))) {
            *value = tree_content(tree, at);
            return true;
        }
    }
    return false;
}

bool has_attribute(const Tree *tree, NodeId node, const char *name)
{
    Slice ignored;
    return attribute_of(tree, node, name, &ignored);
}

static NodeId next_xsd(const Tree *tree, NodeId node)
{
    while (node != NODE_NONE && (tree_kind(tree, node) != NODE_ELEMENT || is_xsd(tree, node, "annotation") ||
                                 !slice_equal(tree_name(tree, node)->uri, S(NS_XSD))))
        node = tree_next_sibling(tree, node);
    return node;
}

NodeId first_child(const Tree *tree, NodeId node)
{
    return next_xsd(tree, tree_first_child(tree, node));
}

NodeId next_child(const Tree *tree, NodeId node)
{
    return next_xsd(tree, tree_next_sibling(tree, node));
}

NodeId child_named(const Tree *tree, NodeId node, const char *local)
{
    for (NodeId at = first_child(tree, node); at != NODE_NONE; at = next_child(tree, at))
        if (is_xsd(tree, at, local))
            return at;
    return NODE_NONE;
}

typedef struct TreeScope {
    const NamespaceBinding *bindings;
    size_t count;
} TreeScope;

static bool find_prefix(const void *context, Slice prefix, Slice *uri)
{
    const TreeScope *scope = context;
    for (size_t i = 0; i < scope->count; i++)
        if (slice_equal(scope->bindings[i].prefix, prefix)) {
            *uri = scope->bindings[i].uri;
            return true;
        }
    *uri = S("");
    return prefix.len == 0;
}

PrefixScope scope_of(Arena *arena, const Tree *tree, NodeId node)
{
    TreeScope *scope = arena_array(arena, TreeScope, 1);
    scope->count = tree_namespaces(tree, node, arena, &scope->bindings);
    return (PrefixScope){find_prefix, scope};
}

unsigned read_derivations(Slice text)
{
    static const struct {
        const char *word;
        unsigned bit;
    } words[] = {{"extension", DERIVATION_EXTENSION},
                 {"restriction", DERIVATION_RESTRICTION},
                 {"list", DERIVATION_LIST},
                 {"union", DERIVATION_UNION},
                 {"substitution", DERIVATION_SUBSTITUTION},
                 {"#all", DERIVATION_EXTENSION | DERIVATION_RESTRICTION | DERIVATION_LIST | DERIVATION_UNION |
                              DERIVATION_SUBSTITUTION}};
    unsigned all = 0;
    for (text = slice_trim(text); text.len; text = slice_trim(text)) {
        size_t len = 0;
        while (len < text.len && !is_xml_space(text.at[len]))
            len++;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (slice_equal((Slice){text.at, len}, slice_of(words[i].word)))
                all |= words[i].bit;
        text = slice_part(text, len, text.len);
    }
    return all;
}

bool read_boolean_attribute(const Tree *tree, NodeId node, const char *name, bool otherwise)
{
    Slice value;
    if (!attribute_of(tree, node, name, &value))
        return otherwise;
    value = slice_trim(value);
    return slice_equal(value, S("true")) || slice_equal(value, S("1"));
}

// ---- Symbols ----

static Slice symbol_key(Arena *arena, SymbolKind kind, Slice uri, Slice local)
{
    char *key = arena_take_raw(arena, uri.len + local.len + 2, 1);
    key[0] = (char)('0' + (int)kind);
    if (uri.len)
        memcpy(key + 1, uri.at, uri.len);
    key[uri.len + 1] = '\0';
    if (local.len)
        memcpy(key + uri.len + 2, local.at, local.len);
    return (Slice){key, uri.len + local.len + 2};
}

Symbol *find_symbol(const Loader *loader, SymbolKind kind, Slice uri, Slice local)
{
    ArenaMark mark = arena_mark(loader->arena);
    int32_t number = table_find(loader->symbol_table, symbol_key(loader->arena, kind, uri, local));
    arena_release(loader->arena, mark);
    return number == TABLE_NONE ? NULL : loader->symbols[number];
}

Symbol *add_symbol(Loader *loader, const Document *document, NodeId node, SymbolKind kind, Slice local)
{
    bool is_new;
    Slice key = symbol_key(loader->arena, kind, document->target, local);
    int32_t number = table_add(loader->symbol_table, key, &is_new);
    if (!is_new) {
        Symbol *known = loader->symbols[number];
        if (known->document->tree != document->tree || known->node != node)
            schema_fault(loader->faults, (SchemaPlace){document, node}, "sch-props-correct.2",
                         "%.*s is declared twice; first in %s, line %u", (int)local.len, local.at, known->document->path,
                         tree_place(known->document->tree, known->node).line);
        return known;
    }
    if ((size_t)number >= loader->symbol_room) {
        size_t room = loader->symbol_room ? loader->symbol_room * 2 : 256;
        loader->symbols = arena_resize(loader->arena, loader->symbols, loader->symbol_room * sizeof(Symbol *),
                                       room * sizeof(Symbol *));
        loader->symbol_room = room;
    }
    Symbol *symbol = arena_array(loader->arena, Symbol, 1);
    *symbol = (Symbol){.kind = kind, .name = {document->target, local}, .document = document, .node = node};
    loader->symbols[number] = symbol;
    loader->symbol_count = table_count(loader->symbol_table);
    return symbol;
}

static const struct {
    const char *element;
    SymbolKind kind;
} declared[] = {
    {"simpleType", SYMBOL_TYPE},   {"complexType", SYMBOL_TYPE}, {"element", SYMBOL_ELEMENT},
    {"attribute", SYMBOL_ATTRIBUTE}, {"group", SYMBOL_GROUP},    {"attributeGroup", SYMBOL_ATTRIBUTE_GROUP},
    {"notation", SYMBOL_NOTATION},
};

static bool kind_of(const Tree *tree, NodeId node, SymbolKind *kind)
{
    for (size_t i = 0; i < sizeof declared / sizeof *declared; i++)
        if (is_xsd(tree, node, declared[i].element)) {
            *kind = declared[i].kind;
            return true;
        }
    return false;
}

static void declare_all(Loader *loader, const Document *document, NodeId root)
{
    const Tree *tree = document->tree;
    SymbolKind kind;
    Slice name;
    for (NodeId at = first_child(tree, root); at != NODE_NONE; at = next_child(tree, at))
        if (kind_of(tree, at, &kind) && attribute_of(tree, at, "name", &name))
            add_symbol(loader, document, at, kind, slice_trim(name));
}

// ---- Redefinition (4.2.2) ----

static void redefine_one(Loader *loader, const Document *document, NodeId node)
{
    SymbolKind kind;
    Slice name;
    if (!kind_of(document->tree, node, &kind) || !attribute_of(document->tree, node, "name", &name))
        return;
    Symbol *symbol = find_symbol(loader, kind, document->target, slice_trim(name));
    SchemaPlace place = {document, node};
    if (!symbol || symbol->document == document) {
        schema_fault(loader->faults, place, "src-redefine", "there is no %.*s to redefine", (int)name.len, name.at);
        return;
    }
    if (!slice_equal(node_local(document->tree, node), node_local(symbol->document->tree, symbol->node))) {
        schema_fault(loader->faults, place, "src-redefine", "%.*s is of another kind where it was defined", (int)name.len,
                     name.at);
        return;
    }
    Symbol *older = arena_array(loader->arena, Symbol, 1);
    *older = *symbol;
    *symbol = (Symbol){.kind = kind, .name = symbol->name, .document = document, .node = node, .older = older};
}

// ---- Where documents are ----

static const char *find_file(Loader *loader, const Document *from, Slice location)
{
    return sources_find(loader->sources, path_folder(slice_of(from->path)), location);
}

// ---- Composition ----

static void include(Loader *loader, Document *document, NodeId node)
{
    const Tree *tree = document->tree;
    bool is_redefine = is_xsd(tree, node, "redefine");
    SchemaPlace place = {document, node};
    Slice location;
    if (!attribute_of(tree, node, "schemaLocation", &location))
        return;
    const char *path = find_file(loader, document, location);
    bool has_definitions = is_redefine && first_child(tree, node) != NODE_NONE;
    if (!path) {
        // What an include does not find is no fault in itself (4.2.1): what is then not declared is one where it is used.
        if (has_definitions)
            schema_fault(loader->faults, place, "src-redefine.1",
                         "%.*s cannot be found; put it beside the schema or name its folder with --schema-dir",
                         (int)location.len, location.at);
        loader->missing = location;
        return;
    }
    load_document(loader, path, document->target, true, place);
    for (NodeId at = first_child(tree, node); is_redefine && at != NODE_NONE; at = next_child(tree, at))
        redefine_one(loader, document, at);
}

static void import(Loader *loader, Document *document, NodeId node)
{
    const Tree *tree = document->tree;
    SchemaPlace place = {document, node};
    Slice location, uri = S("");
    bool has_uri = attribute_of(tree, node, "namespace", &uri);
    uri = slice_trim(uri);
    if (has_uri ? slice_equal(uri, document->target) : document->target.len == 0) {
        schema_fault(loader->faults, place, "src-import.1",
                     "a schema can't import its own namespace; include what belongs to it");
        return;
    }
    document->imports[document->import_count++] = uri;
    bool has_location = attribute_of(tree, node, "schemaLocation", &location);
    const char *path = has_location ? find_file(loader, document, location) : sources_find_name(loader->sources, uri);
    if (path)  // a location is a hint: what is then not declared is a fault where it is used (4.2.3)
        load_document(loader, path, uri, false, place);
    else if (has_location)
        loader->missing = location;
}

static void read_defaults(Document *document, NodeId root)
{
    const Tree *tree = document->tree;
    Slice value;
    if (attribute_of(tree, root, "blockDefault", &value))
        document->block_default = read_derivations(value);
    if (attribute_of(tree, root, "finalDefault", &value))
        document->final_default = read_derivations(value);
    document->elements_qualified =
        attribute_of(tree, root, "elementFormDefault", &value) && slice_equal(slice_trim(value), S("qualified"));
    document->attributes_qualified =
        attribute_of(tree, root, "attributeFormDefault", &value) && slice_equal(slice_trim(value), S("qualified"));
}

static bool read_target(Loader *loader, Document *document, NodeId root, Slice wanted, bool is_included, SchemaPlace by)
{
    Slice target = S("");
    bool has_target = attribute_of(document->tree, root, "targetNamespace", &target);
    target = slice_trim(target);
    SchemaPlace place = {document, root};
    if (has_target && target.len == 0)
        return schema_fault(loader->faults, place, "s4s-att-invalid-value", "targetNamespace must not be empty; leave it out");
    if (is_included && !has_target) {
        document->target = wanted;
        document->is_chameleon = wanted.len > 0;
        return true;
    }
    document->target = target;
    if (!by.document || slice_equal(target, wanted))
        return true;
    return schema_fault(loader->faults, by, is_included ? "src-include.2" : "src-import.3",
                        "%s has the namespace \"%.*s\"; expected is \"%.*s\"", document->path, (int)target.len, target.at,
                        (int)wanted.len, wanted.at);
}

static void compose(Loader *loader, Document *document, NodeId root)
{
    const Tree *tree = document->tree;
    size_t imports = 0;
    for (NodeId at = first_child(tree, root); at != NODE_NONE; at = next_child(tree, at))
        imports += is_xsd(tree, at, "import");
    document->imports = arena_array(loader->arena, Slice, imports + 1);
    declare_all(loader, document, root);
    for (NodeId at = first_child(tree, root); at != NODE_NONE; at = next_child(tree, at)) {
        if (is_xsd(tree, at, "include") || is_xsd(tree, at, "redefine"))
            include(loader, document, at);
        else if (is_xsd(tree, at, "import"))
            import(loader, document, at);
    }
}

static bool read_tree(Loader *loader, Document *document, SchemaPlace by)
{
    Slice bytes;
    size_t before = loader->faults->count;
    if (!file_read(loader->arena, document->path, DOCUMENT_BYTES_MAX, &bytes, loader->faults))
        return false;
    loader->bytes += bytes.len;
    if (loader->bytes > BYTES_MAX)
        return fault_add(loader->faults, FAULT_LIMIT, 0, 0, "the schema documents have more than %d MB together", BYTES_MAX >> 20);
    document->bytes = bytes;
    document->tree = xml_read(loader->arena, loader->vocabulary, bytes, NULL, loader->faults);
    if (!document->tree) {
        fault_set_file(loader->faults, before, document->path);
        return false;
    }
    NodeId root = tree_root_element(document->tree);
    if (is_xsd(document->tree, root, "schema"))
        return true;
    if (by.document && is_xsd(by.document->tree, by.node, "import"))
        return schema_fault(loader->faults, by, "src-import.2", "%s is no schema document", document->path);
    return schema_fault(loader->faults, (SchemaPlace){document, root}, "src-include.1",
                        "the root of a schema document is xs:schema, but this is %.*s",
                        (int)node_local(document->tree, root).len, node_local(document->tree, root).at);
}

static Document *load_document(Loader *loader, const char *path, Slice target, bool is_included, SchemaPlace by)
{
    size_t count = 0;
    for (Document *at = loader->documents; at; at = at->next, count++)
        if (strcmp(at->path, path) == 0 && (slice_equal(at->target, target) || !at->is_chameleon)) {
            Slice own;
            NodeId root = tree_root_element(at->tree);
            // without a target of its own it may yet be taken in under another
            if (slice_equal(at->target, target) || attribute_of(at->tree, root, "targetNamespace", &own)) {
                if (by.document && !slice_equal(at->target, target))
                    schema_fault(loader->faults, by, is_included ? "src-include.2" : "src-import.3",
                                 "%s has the namespace \"%.*s\"; expected is \"%.*s\"", path, (int)at->target.len,
                                 at->target.at, (int)target.len, target.at);
                return at;
            }
        }
    if (count >= DOCUMENTS_MAX) {
        fault_add(loader->faults, FAULT_LIMIT, 0, 0, "the schema has more than %d documents", DOCUMENTS_MAX);
        return NULL;
    }
    Document *document = arena_array(loader->arena, Document, 1);
    document->path = path;
    if (!read_tree(loader, document, by))
        return NULL;
    NodeId root = tree_root_element(document->tree);
    if (!read_target(loader, document, root, target, is_included, by))
        return NULL;
    *loader->last = document;
    loader->last = &document->next;
    read_defaults(document, root);
    if (check_grammar(loader, document))
        compose(loader, document, root);
    return document;
}

bool load_documents(Loader *loader, const char *path)
{
    char real[PATH_MAX];
    size_t before = loader->faults->count;
    if (!realpath(path, real)) {
        fault_add(loader->faults, FAULT_IO, 0, 0, "%s cannot be found", path);
        return false;
    }
    load_document(loader, arena_c_string(loader->arena, slice_of(real)), S(""), false, (SchemaPlace){NULL, 0});
    return loader->faults->count == before;
}
