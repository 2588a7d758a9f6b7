// SPDX-License-Identifier: Apache-2.0
// Builds complex types (part 1, 3.4): first the shell, so that others can refer to it, then base, content and attributes.

#include "schema/xsd/build.h"

#include "schema/xsd/simple_type.h"

enum { DERIVATIONS_MAX = 1000 };  // bases of bases

typedef enum Stage { STAGE_SHELL, STAGE_BUSY, STAGE_DONE } Stage;

typedef struct Complex {  // a Type with what only the builder knows
    Type type;
    Stage stage;
    bool is_good;
} Complex;

// ---- anyType (3.4.7) ----

const Type *type_any(void)
{
    static const Wildcard anything = {.reach = REACH_ANY, .process = PROCESS_LAX};
    static const Particle any = {.kind = PARTICLE_WILDCARD, .min = 0, .max = UNBOUNDED, .wildcard = &anything};
    static const Particle *const parts[] = {&any};
    static const Particle sequence = {.kind = PARTICLE_SEQUENCE, .min = 1, .max = 1, .parts = parts, .count = 1};
    static const Type type = {.uri = S_INIT(NS_XSD), .local = S_INIT("anyType"), .is_complex = true, .is_any = true,
                              .base = &type, .derivation = DERIVATION_RESTRICTION, .content = CONTENT_MIXED,
                              .particle = &sequence, .any_attribute = &anything, .number = UINT32_MAX};
    return &type;
}

Type *new_type(Builder *builder, SchemaPlace place, Slice uri, Slice local)
{
    TypeList *list = &builder->types;
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 256;
        list->at = arena_resize(builder->arena, list->at, list->room * sizeof *list->at, room * sizeof *list->at);
        list->room = room;
    }
    Complex *made = arena_array(builder->arena, Complex, 1);
    made->type = (Type){.uri = uri, .local = local, .is_complex = true, .number = (uint32_t)list->count, .place = place,
                        .base = type_any(), .derivation = DERIVATION_RESTRICTION};
    list->at[list->count++] = &made->type;
    return &made->type;
}

// ---- The base ----

static bool is_name_of(Builder *builder, SchemaPlace place, Slice text, const Type *type)
{
    QualifiedName name;
    return resolve_name(builder, place, text, &name) && slice_equal(name.uri, type->uri) &&
           slice_equal(name.local, type->local);
}

static const Type *find_base(Builder *builder, Type *type, SchemaPlace place)
{
    Slice name;
    attribute_of(place.document->tree, place.node, "base", &name);
    Symbol *own = type->local.len ? find_symbol(builder->loader, SYMBOL_TYPE, type->uri, type->local) : NULL;
    const Type *base;
    if (own && own->component == type && own->older) {
        if (!is_name_of(builder, place, name, type)) {
            schema_fault(builder->faults, place, "src-redefine.5", "a redefined type must be derived from itself");
            return NULL;
        }
        base = type_of_symbol(builder, own->older);
    } else {
        base = resolve_type(builder, place, name);
    }
    if (!base || !base->is_complex)
        return base;
    Complex *complex = (Complex *)base;
    if (!base->is_any && complex->stage == STAGE_BUSY) {
        schema_fault(builder->faults, place, "ct-props-correct.3", "the type is derived from itself");
        return NULL;
    }
    return base->is_any || complete_type(builder, (Type *)base) ? base : NULL;
}

// ---- Attributes ----

static bool inherit_attributes(Builder *builder, Type *type, AttributeSet *own, SchemaPlace place)
{
    const Type *base = type->base;
    AttributeSet all = {0};
    bool is_extension = type->derivation == DERIVATION_EXTENSION;
    if (is_extension)
        for (size_t i = 0; base->is_complex && i < base->attribute_count; i++)
            add_use(builder, &all, &base->attributes[i]);
    for (size_t i = 0; i < own->count; i++) {
        if (own->at[i].is_prohibited)
            continue;
        const QualifiedName *name = &builder->names[own->at[i].name];
        if (is_extension && find_use(&all, own->at[i].name))
            return schema_fault(builder->faults, place, "ct-props-correct.4", "the base type has the attribute %.*s already",
                                (int)name->local.len, name->local.at);
        add_use(builder, &all, &own->at[i]);
    }
    if (!is_extension)
        for (size_t i = 0; base->is_complex && i < base->attribute_count; i++)
            if (!find_use(own, base->attributes[i].name))
                add_use(builder, &all, &base->attributes[i]);
    size_t ids = 0;
    for (size_t i = 0; i < all.count; i++) {
        ids += simple_is_id(all.at[i].type);
        type->requires_attributes |= all.at[i].is_required;
    }
    if (ids > 1)
        schema_fault(builder->faults, place, "ct-props-correct.5", "two attributes of one element are of type ID");
    type->attributes = all.at;
    type->attribute_count = all.count;
    type->any_attribute = own->wildcard;
    if (!is_extension || !base->is_complex || !base->any_attribute)
        return true;
    if (!own->wildcard) {
        type->any_attribute = base->any_attribute;
        return true;
    }
    Wildcard *both = arena_array(builder->arena, Wildcard, 1);
    type->any_attribute = both;
    return wildcard_unite(builder->arena, own->wildcard, base->any_attribute, both) ||
           schema_fault(builder->faults, place, "src-ct.5", "the wildcards have no expressible union");
}

static bool read_attributes(Builder *builder, Type *type, SchemaPlace place)
{
    AttributeSet own = {0};
    return attributes_of(builder, place, &own, NULL) && inherit_attributes(builder, type, &own, place);
}

// ---- Simple content ----

static const SimpleType *restricted_simple(Builder *builder, SchemaPlace place, const Type *base)
{
    NodeId inner = child_named(place.document->tree, place.node, "simpleType");
    const SimpleType *from = base->content == CONTENT_SIMPLE ? base->simple : NULL;
    if (inner != NODE_NONE) {
        const SimpleType *own = simple_of_node(builder, (SchemaPlace){place.document, inner}, S(""), S(""), NULL);
        if (own && from && !simple_derives(own, from, 0)) {
            schema_fault(builder->faults, place, "derivation-ok-restriction.2.2.1",
                         "the xs:simpleType within is not derived from the base's");
            return NULL;
        }
        from = own;
    } else if (!from) {
        schema_fault(builder->faults, place, "src-ct.2", "a restriction of mixed content to a value needs an xs:simpleType");
    }
    return from ? restrict_simple(builder, place, S(""), S(""), from, 0) : NULL;
}

static bool simple_content(Builder *builder, Type *type, SchemaPlace content)
{
    const Tree *tree = content.document->tree;
    SchemaPlace place = {content.document, first_child(tree, content.node)};
    bool is_extension = is_xsd(tree, place.node, "extension");
    const Type *base = find_base(builder, type, place);
    if (!base)
        return false;
    type->base = base;
    type->derivation = is_extension ? DERIVATION_EXTENSION : DERIVATION_RESTRICTION;
    type->content = CONTENT_SIMPLE;
    bool from_mixed = !is_extension && base->is_complex && base->content == CONTENT_MIXED &&
                      (!base->particle || particle_is_emptiable(base->particle));
    if (!is_extension && !base->is_complex)
        return schema_fault(builder->faults, place, "src-ct.2", "a simple type is restricted by xs:simpleType, not here");
    if (base->content != CONTENT_SIMPLE && !from_mixed)
        return schema_fault(builder->faults, place, "src-ct.2", "the base type has no simple content");
    type->simple = is_extension ? base->simple : restricted_simple(builder, place, base);
    return type->simple && read_attributes(builder, type, place);
}

// ---- Complex content ----

static NodeId model_child(const Tree *tree, NodeId node)
{
    static const char *const models[] = {"group", "all", "choice", "sequence"};
    for (NodeId at = first_child(tree, node); at != NODE_NONE; at = next_child(tree, at))
        for (size_t i = 0; i < sizeof models / sizeof *models; i++)
            if (is_xsd(tree, at, models[i]))
                return at;
    return NODE_NONE;
}

// Nothing is left of a particle that can only be empty (3.4.2, effective content 2.1).
static bool is_nothing(const Particle *particle)
{
    if (!particle)
        return true;
    if (particle->count > 0 || !particle_is_group(particle))
        return false;
    return particle->kind != PARTICLE_CHOICE || particle->min == 0;
}

static bool read_model(Builder *builder, SchemaPlace place, const Particle **particle)
{
    bool is_fault = false;
    NodeId node = model_child(place.document->tree, place.node);
    *particle = node == NODE_NONE ? NULL : particle_of_node(builder, (SchemaPlace){place.document, node}, NULL, &is_fault);
    if (is_nothing(*particle))
        *particle = NULL;
    return !is_fault;
}

static void set_content(Type *type, const Particle *particle, bool is_mixed)
{
    type->particle = particle;
    type->content = is_mixed ? CONTENT_MIXED : particle ? CONTENT_ELEMENTS : CONTENT_EMPTY;
}

static bool extend(Builder *builder, Type *type, const Particle *own, bool is_mixed, SchemaPlace place)
{
    const Type *base = type->base;
    if (!base->is_complex || base->content == CONTENT_SIMPLE) {
        if (own || is_mixed || !base->is_complex)
            return schema_fault(builder->faults, place, base->is_complex ? "cos-ct-extends.1.4" : "src-ct.1",
                                "a type with simple content can't be extended by elements");
        type->content = CONTENT_SIMPLE;
        type->simple = base->simple;
        return true;
    }
    if (!own) {
        // Nothing is added: the content is the base's.
        if (is_mixed && base->content == CONTENT_EMPTY) {
            set_content(type, NULL, true);
            return true;
        }
        set_content(type, base->particle, base->content == CONTENT_MIXED);
        if (is_mixed != (base->content == CONTENT_MIXED) && base->content == CONTENT_ELEMENTS)
            return schema_fault(builder->faults, place, "cos-ct-extends.1.4.2.2.2", "mixed content can't extend element content");
        return true;
    }
    if (base->content == CONTENT_EMPTY || !base->particle) {
        if (base->content == CONTENT_MIXED && !is_mixed)
            return schema_fault(builder->faults, place, "cos-ct-extends.1.4.2.2.2", "element content can't extend mixed content");
        set_content(type, own, is_mixed);
        return true;
    }
    if (is_mixed != (base->content == CONTENT_MIXED))
        return schema_fault(builder->faults, place, "cos-ct-extends.1.4.2.2.2",
                            "mixed content and element content can't extend each other");
    if (base->particle->kind == PARTICLE_ALL || own->kind == PARTICLE_ALL)
        return schema_fault(builder->faults, place, "cos-all-limited.1.2", "xs:all can't be part of an extension");
    Particle *both = new_particle(builder, place, PARTICLE_SEQUENCE, 1, 1);
    const Particle **parts = arena_array(builder->arena, const Particle *, 2);
    parts[0] = base->particle;
    parts[1] = own;
    both->parts = parts;
    both->count = 2;
    set_content(type, both, is_mixed);
    return true;
}

static bool complex_content(Builder *builder, Type *type, SchemaPlace content, bool is_mixed)
{
    const Tree *tree = content.document->tree;
    SchemaPlace place = {content.document, first_child(tree, content.node)};
    const Particle *own;
    is_mixed = read_boolean_attribute(tree, content.node, "mixed", is_mixed);
    type->derivation = is_xsd(tree, place.node, "extension") ? DERIVATION_EXTENSION : DERIVATION_RESTRICTION;
    const Type *base = find_base(builder, type, place);
    if (!base)
        return false;
    if (!base->is_complex)
        return schema_fault(builder->faults, place, "src-ct.1", "complex content must be derived from a complex type");
    type->base = base;
    if (!read_model(builder, place, &own))
        return false;
    if (type->derivation == DERIVATION_EXTENSION) {
        if (!extend(builder, type, own, is_mixed, place))
            return false;
    } else {
        set_content(type, own, is_mixed);
    }
    return read_attributes(builder, type, place);
}

// ---- The whole ----

static bool fill(Builder *builder, Type *type)
{
    SchemaPlace place = type->place;
    const Tree *tree = place.document->tree;
    Slice text;
    unsigned both = DERIVATION_EXTENSION | DERIVATION_RESTRICTION;
    bool is_mixed = read_boolean_attribute(tree, place.node, "mixed", false);
    type->is_abstract = read_boolean_attribute(tree, place.node, "abstract", false);
    type->final = (attribute_of(tree, place.node, "final", &text) ? read_derivations(text) : place.document->final_default) & both;
    type->block = (attribute_of(tree, place.node, "block", &text) ? read_derivations(text) : place.document->block_default) & both;
    NodeId content = child_named(tree, place.node, "simpleContent");
    if (content != NODE_NONE)
        return simple_content(builder, type, (SchemaPlace){place.document, content});
    content = child_named(tree, place.node, "complexContent");
    if (content != NODE_NONE)
        return complex_content(builder, type, (SchemaPlace){place.document, content}, is_mixed);
    const Particle *own;
    if (!read_model(builder, place, &own))
        return false;
    set_content(type, own, is_mixed);
    return read_attributes(builder, type, place);
}

bool complete_type(Builder *builder, Type *type)
{
    Complex *complex = (Complex *)type;
    if (complex->stage == STAGE_DONE)
        return complex->is_good;
    if (complex->stage == STAGE_BUSY)
        return schema_fault(builder->faults, type->place, "ct-props-correct.3", "the type is derived from itself");
    if (++builder->depth > DERIVATIONS_MAX) {
        builder->depth--;
        return schema_fault(builder->faults, type->place, "", "types are derived more than %d times", DERIVATIONS_MAX);
    }
    complex->stage = STAGE_BUSY;
    complex->is_good = fill(builder, type);
    complex->stage = STAGE_DONE;
    builder->depth--;
    return complex->is_good;
}

bool xsd_type_derives(const Type *type, const Type *base, unsigned excluded)
{
    if (base->is_any)
        base = type_any();
    while (type != base) {
        if (!type->is_complex) {
            if (base->is_any)
                return !(excluded & DERIVATION_RESTRICTION);
            return !base->is_complex && simple_derives(type->simple, base->simple, excluded);
        }
        if (type->is_any || type->derivation & excluded)
            return false;
        type = type->base;
    }
    return true;
}
