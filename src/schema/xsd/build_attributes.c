// SPDX-License-Identifier: Apache-2.0
// Builds attribute declarations, uses, groups and wildcards (part 1, 3.2, 3.5, 3.6, 3.10).

#include "schema/xsd/build.h"

#include "schema/xsd/simple_type.h"

enum { GROUPS_NESTED_MAX = 100, USES_MAX = 10000 };

// ---- Wildcards ----

Wildcard *wildcard_of(Builder *builder, SchemaPlace place)
{
    const Tree *tree = place.document->tree;
    Wildcard *made = arena_array(builder->arena, Wildcard, 1);
    Slice text = S("##any"), process;
    attribute_of(tree, place.node, "namespace", &text);
    text = slice_trim(text);
    if (attribute_of(tree, place.node, "processContents", &process)) {
        process = slice_trim(process);
        made->process = slice_equal(process, S("skip")) ? PROCESS_SKIP : slice_equal(process, S("lax")) ? PROCESS_LAX
                                                                                                    : PROCESS_STRICT;
    }
    Slice *uris = arena_array(builder->arena, Slice, text.len / 2 + 2);
    made->uris = uris;
    if (slice_equal(text, S("##any"))) {
        made->reach = REACH_ANY;
        return made;
    }
    if (slice_equal(text, S("##other"))) {
        made->reach = REACH_NOT;
        uris[made->uri_count++] = place.document->target;
        return made;
    }
    made->reach = REACH_SET;
    while (text.len) {
        size_t len = 0;
        while (len < text.len && !is_xml_space(text.at[len]))
            len++;
        Slice word = {text.at, len};
        uris[made->uri_count++] = slice_equal(word, S("##targetNamespace")) ? place.document->target
                                  : slice_equal(word, S("##local"))         ? S("")
                                                                            : word;
        text = slice_trim(slice_part(text, len, text.len));
    }
    return made;
}

// ---- Value constraints ----

bool read_value_constraint(Builder *builder, SchemaPlace place, ValueConstraint *constraint)
{
    const Tree *tree = place.document->tree;
    constraint->is_default = attribute_of(tree, place.node, "default", &constraint->value);
    constraint->is_fixed = attribute_of(tree, place.node, "fixed", &constraint->value);
    if (constraint->is_default || constraint->is_fixed)
        constraint->scope = scope_of(builder->arena, tree, place.node);
    return !(constraint->is_default && constraint->is_fixed) ||
           schema_fault(builder->faults, place, "src-attribute.1", "default and fixed exclude each other");
}

static void check_value(Builder *builder, SchemaPlace place, const AttributeUse *use)
{
    if (!use->constraint.is_default && !use->constraint.is_fixed)
        return;
    SimpleCheck check = {.scratch = builder->arena, .scope = use->constraint.scope};
    if (simple_is_id(use->type))
        schema_fault(builder->faults, place, "a-props-correct.3", "an attribute of type ID can't have a default");
    else if (!simple_valid(use->type, use->constraint.value, &check, NULL))
        schema_fault(builder->faults, place, "a-props-correct.2", "the default \"%.*s\" is no value of the type",
                     (int)use->constraint.value.len, use->constraint.value.at);
}

// ---- Declarations ----

static const SimpleType *type_of_attribute(Builder *builder, SchemaPlace place)
{
    const Tree *tree = place.document->tree;
    NodeId inner = child_named(tree, place.node, "simpleType");
    Slice name;
    bool has_type = attribute_of(tree, place.node, "type", &name);
    if (has_type && inner != NODE_NONE) {
        schema_fault(builder->faults, place, "src-attribute.4", "the attribute type and an xs:simpleType within exclude each other");
        return NULL;
    }
    const SimpleType *type = has_type           ? resolve_simple(builder, place, name)
                             : inner != NODE_NONE ? simple_of_node(builder, (SchemaPlace){place.document, inner}, S(""), S(""), NULL)
                                                  : simple_builtin(S("anySimpleType"));
    if (type && simple_has_notation(type))
        schema_fault(builder->faults, place, "enumeration-required-notation",
                     "NOTATION can't be used itself; derive a type that enumerates notations");
    return type;
}

static bool declare(Builder *builder, SchemaPlace place, Slice uri, Slice local, AttributeUse *use)
{
    if (slice_equal(local, S("xmlns")))
        return schema_fault(builder->faults, place, "no-xmlns", "an attribute can't be named xmlns");
    if (slice_equal(uri, S(NS_XSI)))
        return schema_fault(builder->faults, place, "no-xsi", "attributes of the namespace of xsi can't be declared");
    use->name = builder_name(builder, uri, local);
    use->place = place;
    use->type = type_of_attribute(builder, place);
    if (!read_value_constraint(builder, place, &use->constraint) || !use->type)
        return false;
    check_value(builder, place, use);
    return true;
}

const AttributeUse *attribute_of_symbol(Builder *builder, Symbol *symbol)
{
    if (symbol->state == SYMBOL_NEW) {
        AttributeUse *use = arena_array(builder->arena, AttributeUse, 1);
        symbol->state = SYMBOL_DONE;
        if (declare(builder, (SchemaPlace){symbol->document, symbol->node}, symbol->name.uri, symbol->name.local, use))
            symbol->component = use;
    }
    return symbol->component;
}

// The attributes of the namespaces xml and xlink, where their schemas are not at hand: nearly all schemas that import them name
// a place on the net only.
static const AttributeUse *known_attribute(Builder *builder, QualifiedName name)
{
    static const char xml[] = "http://www.w3.org/XML/1998/namespace", xlink[] = "http://www.w3.org/1999/xlink";
    static const struct {
        const char *uri, *local, *type;
    } known[] = {{xml, "lang", "language"},   {xml, "space", "NCName"},     {xml, "base", "anyURI"},
                 {xml, "id", "ID"},           {xlink, "type", "NCName"},    {xlink, "href", "anyURI"},
                 {xlink, "role", "anyURI"},   {xlink, "arcrole", "anyURI"}, {xlink, "title", "string"},
                 {xlink, "show", "NCName"},   {xlink, "actuate", "NCName"}, {xlink, "label", "NCName"},
                 {xlink, "from", "NCName"},   {xlink, "to", "NCName"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (slice_equal(name.local, slice_of(known[i].local)) && slice_equal(name.uri, slice_of(known[i].uri))) {
            AttributeUse *use = arena_array(builder->arena, AttributeUse, 1);
            use->name = builder_name(builder, name.uri, name.local);
            use->type = simple_builtin(slice_of(known[i].type));
            return use;
        }
    return NULL;
}

static const AttributeUse *resolve_attribute(Builder *builder, SchemaPlace place, Slice text)
{
    QualifiedName name;
    if (!resolve_name(builder, place, text, &name))
        return NULL;
    if (!find_symbol(builder->loader, SYMBOL_ATTRIBUTE, name.uri, name.local)) {
        const AttributeUse *use = known_attribute(builder, name);
        if (use)
            return use;
    }
    Symbol *symbol = resolve_symbol(builder, place, SYMBOL_ATTRIBUTE, text);
    return symbol ? attribute_of_symbol(builder, symbol) : NULL;
}

// ---- Uses ----

static bool refer(Builder *builder, SchemaPlace place, Slice ref, AttributeUse *use)
{
    const Tree *tree = place.document->tree;
    if (has_attribute(tree, place.node, "name") || has_attribute(tree, place.node, "type") ||
        has_attribute(tree, place.node, "form") || child_named(tree, place.node, "simpleType") != NODE_NONE)
        return schema_fault(builder->faults, place, "src-attribute.3", "ref excludes name, type, form and xs:simpleType");
    const AttributeUse *declared = resolve_attribute(builder, place, ref);
    ValueConstraint own = {0};
    if (!declared || !read_value_constraint(builder, place, &own))
        return false;
    *use = *declared;
    use->place = place;
    if (!own.is_default && !own.is_fixed)
        return true;
    use->constraint = own;
    check_value(builder, place, use);
    if (!declared->constraint.is_fixed)
        return true;
    SimpleCheck check = {.scratch = builder->arena, .scope = own.scope};
    Buffer a = buffer_new(builder->arena), b = buffer_new(builder->arena);
    simple_key(use->type, own.value, &check, &a);
    simple_key(use->type, declared->constraint.value, &check, &b);
    return (own.is_fixed && slice_equal(buffer_slice(&a), buffer_slice(&b))) ||
           schema_fault(builder->faults, place, "au-props-correct.2", "the declaration fixes another value");
}

static bool read_use(Builder *builder, SchemaPlace place, AttributeUse *use)
{
    const Tree *tree = place.document->tree;
    Slice text, name;
    bool has_name = attribute_of(tree, place.node, "name", &name);
    if (has_name == has_attribute(tree, place.node, "ref"))
        return schema_fault(builder->faults, place, "src-attribute.3.1", "an attribute has either a name or a ref");
    if (attribute_of(tree, place.node, "use", &text)) {
        text = slice_trim(text);
        use->is_required = slice_equal(text, S("required"));
        use->is_prohibited = slice_equal(text, S("prohibited"));
    }
    bool is_required = use->is_required, is_prohibited = use->is_prohibited;
    if ((is_required || is_prohibited) && has_attribute(tree, place.node, "default"))
        return schema_fault(builder->faults, place, "src-attribute.2", "a default needs use=\"optional\"");
    bool is_qualified = place.document->attributes_qualified;
    if (attribute_of(tree, place.node, "form", &text))
        is_qualified = slice_equal(slice_trim(text), S("qualified"));
    bool good = has_name ? declare(builder, place, is_qualified ? place.document->target : S(""), slice_trim(name), use)
                         : attribute_of(tree, place.node, "ref", &text) && refer(builder, place, text, use);
    use->is_required = is_required;
    use->is_prohibited = is_prohibited;
    return good;
}

const AttributeUse *find_use(const AttributeSet *set, SchemaName name)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->at[i].name == name)
            return &set->at[i];
    return NULL;
}

void add_use(Builder *builder, AttributeSet *set, const AttributeUse *use)
{
    if (set->count == set->room) {
        size_t room = set->room ? set->room * 2 : 8;
        AttributeUse *at = arena_array(builder->arena, AttributeUse, room);
        if (set->count)
            memcpy(at, set->at, set->count * sizeof *at);
        set->at = at;
        set->room = room;
    }
    set->at[set->count++] = *use;
}

static void add_own(Builder *builder, AttributeSet *set, const AttributeUse *use, SchemaPlace place)
{
    const QualifiedName *name = &builder->names[use->name];
    if (find_use(set, use->name)) {
        schema_fault(builder->faults, place, "ct-props-correct.4", "the attribute %.*s is given twice",
                     (int)name->local.len, name->local.at);
        return;
    }
    if (set->count >= USES_MAX)
        return;
    for (size_t i = 0; i < set->count && simple_is_id(use->type) && !use->is_prohibited; i++)
        if (simple_is_id(set->at[i].type) && !set->at[i].is_prohibited)
            schema_fault(builder->faults, place, "ct-props-correct.5", "two attributes of one element are of type ID");
    add_use(builder, set, use);
}

static void meet_wildcard(Builder *builder, AttributeSet *set, const Wildcard *wildcard, SchemaPlace place)
{
    if (!set->wildcard) {
        set->wildcard = wildcard;
        return;
    }
    Wildcard *both = arena_array(builder->arena, Wildcard, 1);
    if (!wildcard_intersect(builder->arena, set->wildcard, wildcard, both))
        schema_fault(builder->faults, place, "src-attribute_group.2", "the wildcards have no expressible intersection");
    set->wildcard = both;
}

// ---- Groups ----

static bool add_group(Builder *builder, SchemaPlace place, AttributeSet *set, Symbol *redefining)
{
    Slice ref;
    if (!attribute_of(place.document->tree, place.node, "ref", &ref))
        return false;
    Symbol *symbol = resolve_symbol(builder, place, SYMBOL_ATTRIBUTE_GROUP, ref);
    if (!symbol)
        return false;
    if (redefining && symbol == redefining && redefining->older) {
        if (redefining->self_referred)
            return schema_fault(builder->faults, place, "src-redefine.7.1", "a redefined group refers to itself once at most");
        redefining->self_referred = true;
        symbol = redefining->older;
    }
    if (symbol->state == SYMBOL_BUSY || builder->depth > GROUPS_NESTED_MAX)
        return schema_fault(builder->faults, place, "src-attribute_group.3", "the attribute group %.*s holds itself",
                            (int)symbol->name.local.len, symbol->name.local.at);
    // A group's attributes are worked out once, however often it is referred to.
    SymbolState before = symbol->state;
    const AttributeSet *known = symbol->component;
    AttributeSet inner = known ? *known : (AttributeSet){0};
    symbol->state = SYMBOL_BUSY;
    builder->depth++;
    if (symbol->older)
        symbol->self_referred = false;
    bool good = known || attributes_of(builder, (SchemaPlace){symbol->document, symbol->node}, &inner, symbol);
    builder->depth--;
    symbol->state = before;
    if (good && !known) {
        AttributeSet *kept = arena_array(builder->arena, AttributeSet, 1);
        *kept = inner;
        symbol->component = kept;
    }
    for (size_t i = 0; i < inner.count; i++)
        if (!inner.at[i].is_prohibited)
            add_own(builder, set, &inner.at[i], place);
    if (inner.wildcard)
        meet_wildcard(builder, set, inner.wildcard, place);
    return good;
}

bool attributes_of(Builder *builder, SchemaPlace parent, AttributeSet *set, Symbol *redefining)
{
    const Tree *tree = parent.document->tree;
    size_t before = builder->faults->count;
    NodeId own = child_named(tree, parent.node, "anyAttribute");
    if (own != NODE_NONE)
        set->wildcard = wildcard_of(builder, (SchemaPlace){parent.document, own});
    if (redefining && redefining->older)
        redefining->self_referred = false;
    for (NodeId at = first_child(tree, parent.node); at != NODE_NONE; at = next_child(tree, at)) {
        SchemaPlace place = {parent.document, at};
        if (is_xsd(tree, at, "attribute")) {
            AttributeUse use = {0};
            if (read_use(builder, place, &use))
                add_own(builder, set, &use, place);
        } else if (is_xsd(tree, at, "attributeGroup")) {
            add_group(builder, place, set, redefining);
        }
    }
    return builder->faults->count == before;
}
