// SPDX-License-Identifier: Apache-2.0
// Puts a schema together: every global declaration becomes a component, then what needs all of them is checked.
//
//     documents ─► symbols ─► [components] ─► substitution groups, keys ─► models ─► XsdSchema

#include "schema/xsd/build.h"
#include "schema/xsd/model.h"

#include "base/digest.h"
#include "base/utf8.h"


// ---- Names ----

Slice name_key(Arena *arena, Slice uri, Slice local)
{
    char *key = arena_take_raw(arena, uri.len + local.len + 1, 1);
    if (uri.len)
        memcpy(key, uri.at, uri.len);
    key[uri.len] = '\0';
    if (local.len)
        memcpy(key + uri.len + 1, local.at, local.len);
    return (Slice){key, uri.len + local.len + 1};
}

SchemaName builder_name(Builder *builder, Slice uri, Slice local)
{
    bool is_new;
    int32_t number = table_add(builder->schema->name_table, name_key(builder->arena, uri, local), &is_new);
    if (is_new) {
        if ((size_t)number >= builder->name_room) {
            size_t room = builder->name_room ? builder->name_room * 2 : 256;
            builder->names = arena_resize(builder->arena, builder->names, builder->name_room * sizeof *builder->names,
                                          room * sizeof *builder->names);
            builder->name_room = room;
        }
        builder->names[number] = (QualifiedName){uri, local};
    }
    return (SchemaName)number;
}

// ---- References (3.15.3) ----

bool resolve_name(Builder *builder, SchemaPlace place, Slice text, QualifiedName *name)
{
    const Document *document = place.document;
    Slice rest = slice_trim(text), prefix = S(""), uri = S("");
    if (rest.len && memchr(rest.at, ':', rest.len))
        prefix = slice_cut(&rest, ':');
    ArenaMark mark = arena_mark(builder->arena);
    const NamespaceBinding *bindings;
    size_t count = tree_namespaces(document->tree, place.node, builder->arena, &bindings);
    bool found = prefix.len == 0;
    for (size_t i = 0; i < count; i++)
        if (slice_equal(bindings[i].prefix, prefix)) {
            uri = bindings[i].uri;
            found = true;
        }
    arena_release(builder->arena, mark);
    if (!found)
        return schema_fault(builder->faults, place, "src-resolve", "the prefix \"%.*s\" is not declared", (int)prefix.len,
                            prefix.at);
    if (uri.len == 0 && document->is_chameleon)
        uri = document->target;
    *name = (QualifiedName){uri, rest};
    return true;
}

static bool is_visible(const Document *document, Slice uri)
{
    if (slice_equal(uri, document->target) || slice_equal(uri, S(NS_XSD)))
        return true;
    for (size_t i = 0; i < document->import_count; i++)
        if (slice_equal(document->imports[i], uri))
            return true;
    return false;
}

Symbol *resolve_symbol(Builder *builder, SchemaPlace place, SymbolKind kind, Slice text)
{
    static const char *const what[] = {"type", "element", "attribute", "group", "attribute group", "notation", "key"};
    QualifiedName name;
    if (!resolve_name(builder, place, text, &name))
        return NULL;
    Symbol *symbol = find_symbol(builder->loader, kind, name.uri, name.local);
    if (!is_visible(place.document, name.uri)) {
        schema_fault(builder->faults, place, "src-resolve.4", "the namespace \"%.*s\" of %.*s is not imported here",
                     (int)name.uri.len, name.uri.at, (int)name.local.len, name.local.at);
        return NULL;
    }
    Slice missing = builder->loader->missing;
    if (!symbol && missing.len)
        schema_fault(builder->faults, place, "src-resolve",
                     "there is no %s %.*s in the namespace \"%.*s\"; %.*s was not found: name its folder with --schema-dir",
                     what[kind], (int)name.local.len, name.local.at, (int)name.uri.len, name.uri.at, (int)missing.len,
                     missing.at);
    else if (!symbol)
        schema_fault(builder->faults, place, "src-resolve", "there is no %s %.*s in the namespace \"%.*s\"", what[kind],
                     (int)name.local.len, name.local.at, (int)name.uri.len, name.uri.at);
    return symbol;
}

// ---- The whole ----

static void build_symbol(Builder *builder, Symbol *symbol)
{
    switch (symbol->kind) {
    case SYMBOL_TYPE:
        type_of_symbol(builder, symbol);
        break;
    case SYMBOL_ELEMENT:
        element_of_symbol(builder, symbol);
        break;
    case SYMBOL_ATTRIBUTE:
        attribute_of_symbol(builder, symbol);
        break;
    case SYMBOL_GROUP: {
        bool is_fault = false;
        particle_of_node(builder, (SchemaPlace){symbol->document, symbol->node}, symbol, &is_fault);
        break;
    }
    case SYMBOL_ATTRIBUTE_GROUP: {
        AttributeSet set = {0};
        attributes_of(builder, (SchemaPlace){symbol->document, symbol->node}, &set, symbol);
        break;
    }
    case SYMBOL_NOTATION: {
        const Tree *tree = symbol->document->tree;
        if (!has_attribute(tree, symbol->node, "public") && !has_attribute(tree, symbol->node, "system"))
            schema_fault(builder->faults, (SchemaPlace){symbol->document, symbol->node}, "s4s-att-must-appear",
                         "a notation needs the attribute public or system");
        break;
    }
    case SYMBOL_CONSTRAINT:
        break;
    }
}

static void index_globals(Builder *builder)
{
    struct XsdSchema *schema = builder->schema;
    Loader *loader = builder->loader;
    for (size_t i = 0; i < loader->symbol_count; i++)
        if (loader->symbols[i]->kind <= SYMBOL_ATTRIBUTE)
            builder_name(builder, loader->symbols[i]->name.uri, loader->symbols[i]->name.local);
    schema->name_count = table_count(schema->name_table);
    const Element **elements = arena_array(builder->arena, const Element *, schema->name_count + 1);
    const AttributeUse **attributes = arena_array(builder->arena, const AttributeUse *, schema->name_count + 1);
    const Type **types = arena_array(builder->arena, const Type *, schema->name_count + 1);
    const Element **roots = arena_array(builder->arena, const Element *, loader->symbol_count + 1);
    for (size_t i = 0; i < loader->symbol_count; i++) {
        Symbol *symbol = loader->symbols[i];
        if (symbol->kind > SYMBOL_ATTRIBUTE || !symbol->component)
            continue;
        SchemaName name = builder_name(builder, symbol->name.uri, symbol->name.local);
        if (symbol->kind == SYMBOL_TYPE) {
            types[name] = symbol->component;
        } else if (symbol->kind == SYMBOL_ELEMENT) {
            elements[name] = symbol->component;
            roots[schema->root_count++] = symbol->component;
        } else {
            attributes[name] = symbol->component;
        }
    }
    schema->names = builder->names;
    schema->global_elements = elements;
    schema->global_attributes = attributes;
    schema->global_types = types;
    schema->roots = roots;
}

static void build_all(Builder *builder)
{
    Loader *loader = builder->loader;
    for (size_t i = 0; i < loader->symbol_count; i++)
        build_symbol(builder, loader->symbols[i]);
    // Completing a type may find others within it.
    for (size_t i = 0; i < builder->types.count; i++)
        complete_type(builder, builder->types.at[i]);
}

static void finish(Builder *builder)
{
    struct XsdSchema *schema = builder->schema;
    bool good = link_substitutions(builder);
    for (size_t i = 0; i < builder->elements.count; i++)
        build_constraints(builder, builder->elements.at[i]);
    resolve_keyrefs(builder);
    if (good && builder->faults->count == 0) {
        check_redefinitions(builder);
        for (size_t i = 0; i < builder->types.count; i++) {
            const Type *type = builder->types.at[i];
            if (type->derivation == DERIVATION_EXTENSION)
                check_extension(builder, type);
            else
                check_restriction(builder, type);
        }
        check_element_values(builder);
    }
    index_globals(builder);
    for (size_t i = 0; i < builder->types.count && builder->faults->count == 0; i++)
        builder->types.at[i]->model = model_build(builder->arena, schema, builder->types.at[i], builder->faults);
    schema->type_count = builder->types.count;
    schema->element_count = builder->elements.count;
    schema->constraint_count = builder->constraint_count;
}

const XsdSchema *xsd_load(Arena *arena, const char *const *paths, size_t count, const XsdOptions *options, Faults *faults)
{
    size_t before = faults->count;
    SchemaSources *sources = sources_new(arena, options ? options->places : NULL, options ? options->place_count : 0, faults);
    if (!sources)
        return NULL;
    Loader loader = {.arena = arena, .vocabulary = vocabulary_new(arena), .sources = sources, .faults = faults,
                     .symbol_table = table_new(arena, 256)};
    loader.last = &loader.documents;
    for (size_t i = 0; i < count; i++)
        load_documents(&loader, paths[i]);
    if (faults->count != before)
        return NULL;
    struct XsdSchema *schema = arena_array(arena, struct XsdSchema, 1);
    Builder builder = {.loader = &loader, .arena = arena, .faults = faults, .schema = schema};
    schema->arena = arena;
    schema->name_table = table_new(arena, 256);
    schema->any_type = type_any();
    schema->target = loader.documents->target;
    schema->documents = loader.documents;
    build_all(&builder);
    finish(&builder);
    return faults->count == before ? schema : NULL;
}

Slice xsd_target(const XsdSchema *schema)
{
    return schema->target;
}

Slice xsd_digest(Arena *arena, const XsdSchema *schema)
{
    Digest *digest = digest_new(arena);
    for (const Document *at = schema->documents; at; at = at->next)
        digest_add(digest, at->bytes);
    return digest_hex(digest);
}

size_t xsd_root_count(const XsdSchema *schema)
{
    return schema->root_count;
}

void xsd_root(const XsdSchema *schema, size_t index, Slice *uri, Slice *local)
{
    const QualifiedName *name = &schema->names[schema->roots[index]->name];
    *uri = name->uri;
    *local = name->local;
}
