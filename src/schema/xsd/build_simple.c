// SPDX-License-Identifier: Apache-2.0
// Builds simple types from their declarations (part 1, 3.14), and finds types by reference.

#include "schema/xsd/build.h"

#include "schema/xsd/simple_type.h"

enum { NESTING_MAX = 200 };  // of types within types

static const struct {
    const char *element;
    Facet facet;
} facets[] = {
    {"length", FACET_LENGTH},
    {"minLength", FACET_MIN_LENGTH},
    {"maxLength", FACET_MAX_LENGTH},
    {"pattern", FACET_PATTERN},
    {"enumeration", FACET_ENUMERATION},
    {"whiteSpace", FACET_WHITE_SPACE},
    {"maxInclusive", FACET_MAX_INCLUSIVE},
    {"maxExclusive", FACET_MAX_EXCLUSIVE},
    {"minExclusive", FACET_MIN_EXCLUSIVE},
    {"minInclusive", FACET_MIN_INCLUSIVE},
    {"totalDigits", FACET_TOTAL_DIGITS},
    {"fractionDigits", FACET_FRACTION_DIGITS},
};

static bool read_facet(Builder *builder, SchemaPlace place, FacetRow *row)
{
    const Tree *tree = place.document->tree;
    for (size_t i = 0; i < sizeof facets / sizeof *facets; i++) {
        if (!is_xsd(tree, place.node, facets[i].element))
            continue;
        Place where = tree_place(tree, place.node);
        *row = (FacetRow){.facet = facets[i].facet, .fixed = read_boolean_attribute(tree, place.node, "fixed", false),
                          .line = where.line, .column = where.column};
        attribute_of(tree, place.node, "value", &row->value);
        if (row->facet == FACET_ENUMERATION)
            row->scope = scope_of(builder->arena, tree, place.node);
        return true;
    }
    return false;
}

// Names the file in the faults that were found in a simple type.
static void name_file(Builder *builder, size_t before, SchemaPlace place)
{
    Place where = tree_place(place.document->tree, place.node);
    for (size_t i = before; i < builder->faults->count && i < FAULTS_KEPT; i++)
        if (builder->faults->list[i].line == 0) {
            builder->faults->list[i].line = where.line;
            builder->faults->list[i].column = where.column;
        }
    fault_set_file(builder->faults, before, place.document->path);
}

// `place` is the xs:restriction.
const SimpleType *restrict_simple(Builder *builder, SchemaPlace place, Slice uri, Slice local, const SimpleType *base,
                                  unsigned final)
{
    const Tree *tree = place.document->tree;
    size_t count = 0, before = builder->faults->count;
    for (NodeId at = first_child(tree, place.node); at != NODE_NONE; at = next_child(tree, at))
        count++;
    FacetRow *rows = arena_array(builder->arena, FacetRow, count + 1);
    count = 0;
    for (NodeId at = first_child(tree, place.node); at != NODE_NONE; at = next_child(tree, at))
        count += read_facet(builder, (SchemaPlace){place.document, at}, &rows[count]);
    const SimpleType *type = simple_restrict(builder->arena, uri, local, base, rows, count, final, builder->faults);
    if (type && type->primitive == LEXICAL_NOTATION && type->variety == VARIETY_ATOMIC && type->enumeration)
        for (size_t i = 0; i < count; i++)
            if (rows[i].facet == FACET_ENUMERATION)
                resolve_symbol(builder, place, SYMBOL_NOTATION, rows[i].value);
    name_file(builder, before, place);
    return type;
}

static const SimpleType *build_restriction(Builder *builder, SchemaPlace place, Slice uri, Slice local, unsigned final,
                                           Symbol *redefining)
{
    const Tree *tree = place.document->tree;
    NodeId inner = child_named(tree, place.node, "simpleType");
    Slice base_name;
    bool has_base = attribute_of(tree, place.node, "base", &base_name);
    const SimpleType *base = NULL;
    if (has_base == (inner != NODE_NONE)) {
        schema_fault(builder->faults, place, "src-simple-type.2",
                     "a restriction has either the attribute base or an xs:simpleType within");
        return NULL;
    }
    if (inner != NODE_NONE) {
        base = simple_of_node(builder, (SchemaPlace){place.document, inner}, S(""), S(""), NULL);
    } else if (redefining && redefining->older) {
        QualifiedName name;
        if (resolve_name(builder, place, base_name, &name) && slice_equal(name.uri, redefining->name.uri) &&
            slice_equal(name.local, redefining->name.local)) {
            const Type *older = type_of_symbol(builder, redefining->older);
            base = older ? older->simple : NULL;
        } else {
            schema_fault(builder->faults, place, "src-redefine.5", "a redefined type must be derived from itself");
        }
    } else {
        base = resolve_simple(builder, place, base_name);
    }
    return base ? restrict_simple(builder, place, uri, local, base, final) : NULL;
}

static const SimpleType *build_list(Builder *builder, SchemaPlace place, Slice uri, Slice local, unsigned final)
{
    const Tree *tree = place.document->tree;
    NodeId inner = child_named(tree, place.node, "simpleType");
    Slice name;
    bool has_name = attribute_of(tree, place.node, "itemType", &name);
    size_t before = builder->faults->count;
    if (has_name == (inner != NODE_NONE)) {
        schema_fault(builder->faults, place, "src-simple-type.3",
                     "a list has either the attribute itemType or an xs:simpleType within");
        return NULL;
    }
    const SimpleType *item = has_name ? resolve_simple(builder, place, name)
                                      : simple_of_node(builder, (SchemaPlace){place.document, inner}, S(""), S(""), NULL);
    const SimpleType *type = item ? simple_list(builder->arena, uri, local, item, final, builder->faults) : NULL;
    name_file(builder, before, place);
    return type;
}

static const SimpleType *build_union(Builder *builder, SchemaPlace place, Slice uri, Slice local, unsigned final)
{
    const Tree *tree = place.document->tree;
    Slice names = S("");
    size_t room = 0, count = 0, before = builder->faults->count;
    attribute_of(tree, place.node, "memberTypes", &names);
    for (NodeId at = first_child(tree, place.node); at != NODE_NONE; at = next_child(tree, at))
        room++;
    const SimpleType **members = arena_array(builder->arena, const SimpleType *, room + names.len / 2 + 2);
    for (names = slice_trim(names); names.len; names = slice_trim(names)) {
        size_t len = 0;
        while (len < names.len && !is_xml_space(names.at[len]))
            len++;
        const SimpleType *member = resolve_simple(builder, place, (Slice){names.at, len});
        if (member)
            members[count++] = member;
        names = slice_part(names, len, names.len);
    }
    for (NodeId at = first_child(tree, place.node); at != NODE_NONE; at = next_child(tree, at)) {
        const SimpleType *member = simple_of_node(builder, (SchemaPlace){place.document, at}, S(""), S(""), NULL);
        if (member)
            members[count++] = member;
    }
    if (count == 0 && builder->faults->count == before)
        schema_fault(builder->faults, place, "src-union-memberTypes-or-simpleTypes",
                     "a union needs the attribute memberTypes or xs:simpleTypes within");
    const SimpleType *type = builder->faults->count == before
                                 ? simple_union(builder->arena, uri, local, members, count, final, builder->faults)
                                 : NULL;
    name_file(builder, before, place);
    return type;
}

const SimpleType *simple_of_node(Builder *builder, SchemaPlace place, Slice uri, Slice local, Symbol *redefining)
{
    const Tree *tree = place.document->tree;
    Slice text;
    unsigned all = DERIVATION_LIST | DERIVATION_UNION | DERIVATION_RESTRICTION;
    unsigned final = (attribute_of(tree, place.node, "final", &text) ? read_derivations(text)
                                                                     : place.document->final_default) & all;
    NodeId child = first_child(tree, place.node);
    SchemaPlace inner = {place.document, child};
    if (++builder->depth > NESTING_MAX) {
        schema_fault(builder->faults, place, "", "types are nested more than %d deep", NESTING_MAX);
        builder->depth--;
        return NULL;
    }
    const SimpleType *type = is_xsd(tree, child, "restriction")
                                 ? build_restriction(builder, inner, uri, local, final, redefining)
                             : is_xsd(tree, child, "list") ? build_list(builder, inner, uri, local, final)
                                                           : build_union(builder, inner, uri, local, final);
    builder->depth--;
    return type;
}

// ---- References to types ----

static Type *wrap(Builder *builder, const SimpleType *simple)
{
    Type *type = arena_array(builder->arena, Type, 1);
    *type = (Type){.uri = simple->uri, .local = simple->local, .simple = simple, .content = CONTENT_SIMPLE};
    return type;
}

Type *type_of_symbol(Builder *builder, Symbol *symbol)
{
    SchemaPlace place = {symbol->document, symbol->node};
    if (symbol->state == SYMBOL_DONE || symbol->state == SYMBOL_FAILED)
        return (Type *)symbol->component;
    if (symbol->state == SYMBOL_BUSY) {
        schema_fault(builder->faults, place, "st-props-correct.2", "the type %.*s is derived from itself",
                     (int)symbol->name.local.len, symbol->name.local.at);
        return NULL;
    }
    symbol->state = SYMBOL_BUSY;
    Type *type = NULL;
    if (is_xsd(place.document->tree, place.node, "complexType")) {
        type = new_type(builder, place, symbol->name.uri, symbol->name.local);
    } else {
        const SimpleType *simple = simple_of_node(builder, place, symbol->name.uri, symbol->name.local, symbol);
        type = simple ? wrap(builder, simple) : NULL;
    }
    symbol->component = type;
    symbol->state = type ? SYMBOL_DONE : SYMBOL_FAILED;
    return type;
}

static Type *builtin_type(Builder *builder, Slice local)
{
    if (slice_equal(local, S("anyType")))
        return (Type *)type_any();
    const SimpleType *simple = simple_builtin(local);
    if (!simple)
        return NULL;
    Symbol *known = find_symbol(builder->loader, SYMBOL_TYPE, S(NS_XSD), local);
    if (known && known->state == SYMBOL_DONE && !is_xsd(known->document->tree, known->node, "complexType"))
        return (Type *)known->component;
    return wrap(builder, simple);
}

Type *resolve_type(Builder *builder, SchemaPlace place, Slice text)
{
    QualifiedName name;
    if (!resolve_name(builder, place, text, &name))
        return NULL;
    if (slice_equal(name.uri, S(NS_XSD))) {
        Type *type = builtin_type(builder, name.local);
        if (type)
            return type;
    }
    Symbol *symbol = resolve_symbol(builder, place, SYMBOL_TYPE, text);
    return symbol ? type_of_symbol(builder, symbol) : NULL;
}

const SimpleType *resolve_simple(Builder *builder, SchemaPlace place, Slice text)
{
    Type *type = resolve_type(builder, place, text);
    if (!type)
        return NULL;
    if (!type->is_complex)
        return type->simple;
    schema_fault(builder->faults, place, "src-resolve", "%.*s is a complex type; a simple one is needed here", (int)text.len,
                 text.at);
    return NULL;
}

Type *type_of_node(Builder *builder, SchemaPlace place)
{
    if (is_xsd(place.document->tree, place.node, "complexType"))
        return new_type(builder, place, S(""), S(""));
    const SimpleType *simple = simple_of_node(builder, place, S(""), S(""), NULL);
    return simple ? wrap(builder, simple) : NULL;
}
