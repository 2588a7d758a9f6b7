// SPDX-License-Identifier: Apache-2.0
// Builds particles, model groups and element declarations (part 1, 3.3, 3.7, 3.8, 3.9).

#include "schema/xsd/build.h"

#include "schema/xsd/simple_type.h"

enum {
    NESTING_MAX = 300,
    PARTICLES_MAX = 2000000,  // groups are copied where they are referred to: what this bounds is exponential nesting
};

static uint32_t read_count(Slice text)
{
    uint64_t count = 0;
    text = slice_trim(text);
    if (slice_equal(text, S("unbounded")))
        return UNBOUNDED;
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9') {
            count = count * 10 + (uint64_t)(text.at[i] - '0');
            if (count >= UNBOUNDED)
                return UNBOUNDED - 1;
        }
    return (uint32_t)count;
}

static bool read_occurs(Builder *builder, SchemaPlace place, Occurs *occurs)
{
    Slice text;
    *occurs = (Occurs){1, 1};
    if (attribute_of(place.document->tree, place.node, "minOccurs", &text))
        occurs->min = read_count(text);
    if (attribute_of(place.document->tree, place.node, "maxOccurs", &text))
        occurs->max = read_count(text);
    return occurs->min <= occurs->max ||
           schema_fault(builder->faults, place, "p-props-correct.2.1", "minOccurs is more than maxOccurs");
}

Particle *new_particle(Builder *builder, SchemaPlace place, ParticleKind kind, uint32_t min, uint32_t max)
{
    if (++builder->particles > PARTICLES_MAX)
        guard_raise(arena_guard(builder->arena), FAULT_LIMIT, "",
                    "the content models have more than %d particles; do groups hold groups exponentially?", PARTICLES_MAX);
    Particle *particle = arena_array(builder->arena, Particle, 1);
    *particle = (Particle){.kind = kind, .min = min, .max = max, .place = place};
    return particle;
}

bool particle_is_emptiable(const Particle *particle)
{
    if (particle->min == 0)
        return true;
    if (!particle_is_group(particle))
        return false;
    if (particle->kind == PARTICLE_CHOICE) {
        for (size_t i = 0; i < particle->count; i++)
            if (particle_is_emptiable(particle->parts[i]))
                return true;
        return particle->count == 0;
    }
    for (size_t i = 0; i < particle->count; i++)
        if (!particle_is_emptiable(particle->parts[i]))
            return false;
    return true;
}

// ---- Elements ----

static Element *new_element(Builder *builder, SchemaPlace place)
{
    ElementList *list = &builder->elements;
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 256;
        list->at = arena_resize(builder->arena, list->at, list->room * sizeof *list->at, room * sizeof *list->at);
        list->room = room;
    }
    Element *element = arena_array(builder->arena, Element, 1);
    element->number = (uint32_t)list->count;
    element->place = place;
    list->at[list->count++] = element;
    return element;
}

static const Type *own_type(Builder *builder, SchemaPlace place, bool *is_given)
{
    const Tree *tree = place.document->tree;
    Slice name;
    bool has_type = attribute_of(tree, place.node, "type", &name);
    NodeId inner = child_named(tree, place.node, "complexType");
    if (inner == NODE_NONE)
        inner = child_named(tree, place.node, "simpleType");
    *is_given = has_type || inner != NODE_NONE;
    if (has_type && inner != NODE_NONE) {
        schema_fault(builder->faults, place, "src-element.3", "the attribute type and a type within exclude each other");
        return NULL;
    }
    if (has_type)
        return resolve_type(builder, place, name);
    return inner != NODE_NONE ? type_of_node(builder, (SchemaPlace){place.document, inner}) : NULL;
}

static void read_element(Builder *builder, SchemaPlace place, Element *element)
{
    const Tree *tree = place.document->tree;
    Slice text;
    bool is_given;
    element->type = own_type(builder, place, &is_given);
    if (!is_given && !element->head)
        element->type = type_any();
    if (!element->type && is_given)
        element->type = type_any();  // its fault is noted
    element->is_nillable = read_boolean_attribute(tree, place.node, "nillable", false);
    element->is_abstract = read_boolean_attribute(tree, place.node, "abstract", false);
    element->block = (attribute_of(tree, place.node, "block", &text) ? read_derivations(text) : place.document->block_default) &
                     (DERIVATION_EXTENSION | DERIVATION_RESTRICTION | DERIVATION_SUBSTITUTION);
    element->final = (attribute_of(tree, place.node, "final", &text) ? read_derivations(text) : place.document->final_default) &
                     (DERIVATION_EXTENSION | DERIVATION_RESTRICTION);
    read_value_constraint(builder, place, &element->constraint);
    const SimpleType *simple = element->type && !element->type->is_complex ? element->type->simple : NULL;
    if (simple && simple_has_notation(simple))
        schema_fault(builder->faults, place, "enumeration-required-notation",
                     "NOTATION can't be used itself; derive a type that enumerates notations");
}

Element *element_of_symbol(Builder *builder, Symbol *symbol)
{
    SchemaPlace place = {symbol->document, symbol->node};
    Slice head;
    if (symbol->state != SYMBOL_NEW)
        return (Element *)symbol->component;
    Element *element = new_element(builder, place);
    symbol->component = element;
    symbol->state = SYMBOL_DONE;
    element->name = builder_name(builder, symbol->name.uri, symbol->name.local);
    element->is_global = true;
    if (attribute_of(place.document->tree, place.node, "substitutionGroup", &head)) {
        Symbol *found = resolve_symbol(builder, place, SYMBOL_ELEMENT, head);
        element->head = found ? element_of_symbol(builder, found) : NULL;
    }
    read_element(builder, place, element);
    return element;
}

static const Element *element_of_particle(Builder *builder, SchemaPlace place)
{
    static const char *const excluded[] = {"name", "type", "nillable", "default", "fixed", "form", "block"};
    const Tree *tree = place.document->tree;
    Slice ref, name, text;
    bool has_ref = attribute_of(tree, place.node, "ref", &ref);
    if (has_ref == attribute_of(tree, place.node, "name", &name)) {
        schema_fault(builder->faults, place, "src-element.2.1", "an element has either a name or a ref");
        return NULL;
    }
    if (has_ref) {
        for (size_t i = 0; i < sizeof excluded / sizeof *excluded; i++)
            if (has_attribute(tree, place.node, excluded[i])) {
                schema_fault(builder->faults, place, "src-element.2.2", "ref excludes %s", excluded[i]);
                return NULL;
            }
        if (first_child(tree, place.node) != NODE_NONE) {
            schema_fault(builder->faults, place, "src-element.2.2", "ref excludes children");
            return NULL;
        }
        Symbol *symbol = resolve_symbol(builder, place, SYMBOL_ELEMENT, ref);
        return symbol ? element_of_symbol(builder, symbol) : NULL;
    }
    bool is_qualified = place.document->elements_qualified;
    if (attribute_of(tree, place.node, "form", &text))
        is_qualified = slice_equal(slice_trim(text), S("qualified"));
    Element *element = new_element(builder, place);
    element->name = builder_name(builder, is_qualified ? place.document->target : S(""), slice_trim(name));
    read_element(builder, place, element);
    return element;
}

// ---- Groups ----

static const Particle *group_reference(Builder *builder, SchemaPlace place, Occurs occurs, Symbol *redefining, bool *is_fault)
{
    Slice ref;
    attribute_of(place.document->tree, place.node, "ref", &ref);
    Symbol *symbol = resolve_symbol(builder, place, SYMBOL_GROUP, ref);
    *is_fault |= !symbol;
    if (!symbol)
        return NULL;
    if (redefining && symbol == redefining && redefining->older) {
        if (redefining->self_referred || occurs.min != 1 || occurs.max != 1) {
            *is_fault = true;
            schema_fault(builder->faults, place, "src-redefine.6.1",
                         "a redefined group refers to itself once at most, with minOccurs and maxOccurs 1");
            return NULL;
        }
        redefining->self_referred = true;
        symbol = redefining->older;
    }
    if (symbol->state == SYMBOL_BUSY) {
        *is_fault = true;
        schema_fault(builder->faults, place, "mg-props-correct.2", "the group %.*s holds itself", (int)symbol->name.local.len,
                     symbol->name.local.at);
        return NULL;
    }
    const Particle *inner =
        particle_of_node(builder, (SchemaPlace){symbol->document, symbol->node}, symbol, is_fault);
    if (!inner)
        return NULL;
    Particle *copy = new_particle(builder, place, inner->kind, occurs.min, occurs.max);
    copy->parts = inner->parts;
    copy->count = inner->count;
    if (inner->kind == PARTICLE_ALL && occurs.max != 1) {
        *is_fault = true;
        schema_fault(builder->faults, place, "cos-all-limited.1.2", "a group of xs:all occurs once at most");
    }
    return copy;
}

// The definition of a group: its particle is made once.
static const Particle *group_definition(Builder *builder, SchemaPlace place, Symbol *symbol, bool *is_fault)
{
    if (symbol->state == SYMBOL_DONE)
        return symbol->component;
    if (symbol->state != SYMBOL_NEW)
        return NULL;
    symbol->state = SYMBOL_BUSY;
    NodeId child = first_child(place.document->tree, place.node);
    bool own_fault = false;
    symbol->component = child == NODE_NONE ? NULL
                                           : particle_of_node(builder, (SchemaPlace){place.document, child}, symbol, &own_fault);
    symbol->state = SYMBOL_DONE;
    *is_fault |= own_fault;
    return symbol->component;
}

static const Particle *model_group(Builder *builder, SchemaPlace place, Occurs occurs, Symbol *redefining, bool *is_fault)
{
    const Tree *tree = place.document->tree;
    ParticleKind kind = is_xsd(tree, place.node, "sequence") ? PARTICLE_SEQUENCE
                        : is_xsd(tree, place.node, "choice") ? PARTICLE_CHOICE
                                                             : PARTICLE_ALL;
    Particle *group = new_particle(builder, place, kind, occurs.min, occurs.max);
    size_t room = 0;
    for (NodeId at = first_child(tree, place.node); at != NODE_NONE; at = next_child(tree, at))
        room++;
    const Particle **parts = arena_array(builder->arena, const Particle *, room + 1);
    for (NodeId at = first_child(tree, place.node); at != NODE_NONE; at = next_child(tree, at)) {
        const Particle *part = particle_of_node(builder, (SchemaPlace){place.document, at}, redefining, is_fault);
        if (part && part->kind == PARTICLE_ALL) {
            *is_fault = true;
            schema_fault(builder->faults, (SchemaPlace){place.document, at}, "cos-all-limited.1.2",
                         "xs:all can only be the whole of a content model");
        }
        if (part)
            parts[group->count++] = part;
    }
    group->parts = parts;
    return group;
}

// NULL with *is_fault where it is faulty; NULL alone where it may not occur at all (maxOccurs="0").
const Particle *particle_of_node(Builder *builder, SchemaPlace place, Symbol *redefining, bool *is_fault)
{
    const Tree *tree = place.document->tree;
    Occurs occurs;
    if (is_xsd(tree, place.node, "group") && has_attribute(tree, place.node, "name"))
        return group_definition(builder, place, redefining, is_fault);
    if (!read_occurs(builder, place, &occurs)) {
        *is_fault = true;
        return NULL;
    }
    if (++builder->depth > NESTING_MAX) {
        schema_fault(builder->faults, place, "", "groups are nested more than %d deep", NESTING_MAX);
        *is_fault = true;
        builder->depth--;
        return NULL;
    }
    const Particle *made = NULL;
    if (is_xsd(tree, place.node, "element")) {
        Particle *particle = new_particle(builder, place, PARTICLE_ELEMENT, occurs.min, occurs.max);
        particle->element = element_of_particle(builder, place);
        *is_fault |= !particle->element;
        made = particle->element ? particle : NULL;
    } else if (is_xsd(tree, place.node, "any")) {
        Particle *particle = new_particle(builder, place, PARTICLE_WILDCARD, occurs.min, occurs.max);
        particle->wildcard = wildcard_of(builder, place);
        made = particle;
    } else if (is_xsd(tree, place.node, "group")) {
        made = group_reference(builder, place, occurs, redefining, is_fault);
    } else {
        made = model_group(builder, place, occurs, redefining, is_fault);
    }
    builder->depth--;
    return occurs.max == 0 ? NULL : made;
}
