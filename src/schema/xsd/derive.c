// SPDX-License-Identifier: Apache-2.0
// Constraints on derived types: extension (3.4.6), restriction (3.4.6), and when a particle restricts another (3.9.6).

#include "schema/xsd/build.h"

enum { NESTING_MAX = 200 };

// ---- Ranges ----

typedef struct Range {
    uint64_t min, max;  // UNBOUNDED and above: no limit
} Range;

static uint64_t multiply(uint64_t a, uint64_t b)
{
    if (a == 0 || b == 0)
        return 0;
    return a >= UNBOUNDED || b >= UNBOUNDED || a * b >= UNBOUNDED ? UNBOUNDED : a * b;
}

// effective total range (3.8.6)
static Range total_range(const Particle *particle, unsigned depth)
{
    if (!particle_is_group(particle) || depth > NESTING_MAX)
        return (Range){particle->min, particle->max};
    Range sum = {particle->kind == PARTICLE_CHOICE && particle->count ? UNBOUNDED : 0, 0};
    for (size_t i = 0; i < particle->count; i++) {
        Range part = total_range(particle->parts[i], depth + 1);
        if (particle->kind == PARTICLE_CHOICE) {
            sum.min = part.min < sum.min ? part.min : sum.min;
            sum.max = part.max > sum.max ? part.max : sum.max;
        } else {
            sum.min += part.min;
            sum.max = sum.max >= UNBOUNDED || part.max >= UNBOUNDED ? UNBOUNDED : sum.max + part.max;
        }
    }
    return (Range){multiply(particle->min, sum.min), multiply(particle->max, sum.max)};
}

static bool range_ok(uint64_t min, uint64_t max, uint32_t base_min, uint32_t base_max)
{
    return min >= base_min && (base_max == UNBOUNDED || (max < UNBOUNDED && max <= base_max));
}

// ---- Elements and wildcards ----

static bool same_value(const Element *derived, const Element *base)
{
    if (!derived->constraint.is_fixed || !derived->type->simple)
        return false;
    return slice_equal(slice_trim(derived->constraint.value), slice_trim(base->constraint.value));
}

static bool has_constraint(const Element *element, const Constraint *wanted)
{
    for (size_t i = 0; i < element->constraint_count; i++)
        if (element->constraints[i] == wanted)
            return true;
    return false;
}

// rcase-NameAndTypeOK
static bool element_restricts(const Particle *derived, const Particle *base)
{
    const Element *a = derived->element, *b = base->element;
    if (a == b)
        return range_ok(derived->min, derived->max, base->min, base->max);
    if (a->name != b->name || !range_ok(derived->min, derived->max, base->min, base->max))
        return false;
    if (a->is_nillable && !b->is_nillable)
        return false;
    if (b->constraint.is_fixed && !same_value(a, b))
        return false;
    for (size_t i = 0; i < a->constraint_count; i++)
        if (!has_constraint(b, a->constraints[i]))
            return false;
    if ((b->block & ~a->block) != 0)
        return false;
    return xsd_type_derives(a->type, b->type, DERIVATION_EXTENSION | DERIVATION_LIST | DERIVATION_UNION);
}

static Slice uri_of(const Builder *builder, const Element *element)
{
    return builder->names[element->name].uri;
}

typedef struct Restriction {
    const Builder *builder;
    unsigned depth;
} Restriction;

static bool restricts(Restriction *state, const Particle *derived, const Particle *base);

// rcase-NSCompat
static bool element_in_wildcard(Restriction *state, const Particle *derived, const Particle *base)
{
    return wildcard_allows(base->wildcard, uri_of(state->builder, derived->element)) &&
           range_ok(derived->min, derived->max, base->min, base->max);
}

// rcase-NSSubset
static bool wildcard_restricts(const Particle *derived, const Particle *base)
{
    return range_ok(derived->min, derived->max, base->min, base->max) &&
           wildcard_is_subset(derived->wildcard, base->wildcard) &&
           (base->wildcard->process >= derived->wildcard->process || base->wildcard->process == PROCESS_SKIP);
}

// rcase-NSRecurseCheckCardinality
static bool group_in_wildcard(Restriction *state, const Particle *derived, const Particle *base)
{
    Particle free = *base;
    free.min = 0;
    free.max = UNBOUNDED;
    for (size_t i = 0; i < derived->count; i++)
        if (!restricts(state, derived->parts[i], &free))
            return false;
    Range range = total_range(derived, 0);
    return range_ok(range.min, range.max, base->min, base->max);
}

// ---- Groups ----

// rcase-Recurse: in order; what is left out of the base must be emptiable.
static bool recurse(Restriction *state, const Particle *derived, const Particle *base)
{
    size_t next = 0;
    if (!range_ok(derived->min, derived->max, base->min, base->max))
        return false;
    for (size_t i = 0; i < derived->count; i++) {
        for (;; next++) {
            if (next == base->count)
                return false;
            if (restricts(state, derived->parts[i], base->parts[next]))
                break;
            if (!particle_is_emptiable(base->parts[next]))
                return false;
        }
        next++;
    }
    for (; next < base->count; next++)
        if (!particle_is_emptiable(base->parts[next]))
            return false;
    return true;
}

// rcase-RecurseLax: in order, anything may be left out.
static bool recurse_lax(Restriction *state, const Particle *derived, const Particle *base)
{
    size_t next = 0;
    if (!range_ok(derived->min, derived->max, base->min, base->max))
        return false;
    for (size_t i = 0; i < derived->count; i++) {
        while (next < base->count && !restricts(state, derived->parts[i], base->parts[next]))
            next++;
        if (next++ == base->count)
            return false;
    }
    return true;
}

// rcase-RecurseUnordered
static bool recurse_unordered(Restriction *state, const Particle *derived, const Particle *base)
{
    enum { PARTS_MAX = 1024 };
    bool used[PARTS_MAX] = {false};
    if (!range_ok(derived->min, derived->max, base->min, base->max) || base->count > PARTS_MAX)
        return false;
    for (size_t i = 0; i < derived->count; i++) {
        size_t k = 0;
        while (k < base->count && (used[k] || !restricts(state, derived->parts[i], base->parts[k])))
            k++;
        if (k == base->count)
            return false;
        used[k] = true;
    }
    for (size_t k = 0; k < base->count; k++)
        if (!used[k] && !particle_is_emptiable(base->parts[k]))
            return false;
    return true;
}

// rcase-MapAndSum
static bool map_and_sum(Restriction *state, const Particle *derived, const Particle *base)
{
    for (size_t i = 0; i < derived->count; i++) {
        size_t k = 0;
        while (k < base->count && !restricts(state, derived->parts[i], base->parts[k]))
            k++;
        if (k == base->count)
            return false;
    }
    return range_ok(multiply(derived->min, derived->count), multiply(derived->max, derived->count), base->min, base->max);
}

// rcase-RecurseAsIfGroup
static bool as_if_group(Restriction *state, const Particle *derived, const Particle *base)
{
    const Particle *parts[] = {derived};
    Particle group = {.kind = base->kind, .min = 1, .max = 1, .parts = parts, .count = 1};
    return base->kind == PARTICLE_CHOICE ? recurse_lax(state, &group, base) : base->kind == PARTICLE_ALL
               ? recurse_unordered(state, &group, base)
               : recurse(state, &group, base);
}

// ---- Pointless particles (3.9.6, 2.2) ----

static bool is_pointless(const Particle *particle, const Particle *within)
{
    if (!particle_is_group(particle))
        return false;
    if (particle->count == 0)
        return particle->kind != PARTICLE_CHOICE || particle->min == 0;
    if (particle->min != 1 || particle->max != 1)
        return false;
    if (particle->count == 1)
        return true;
    return within && particle->kind == within->kind && particle->kind != PARTICLE_ALL;
}

static const Particle *unwrap(const Particle *particle)
{
    while (particle_is_group(particle) && particle->count == 1 && particle->min == 1 && particle->max == 1)
        particle = particle->parts[0];
    return particle;
}

static size_t count_parts(const Particle *group, unsigned depth)
{
    size_t count = 0;
    for (size_t i = 0; i < group->count; i++)
        count += is_pointless(group->parts[i], group) && depth < NESTING_MAX && group->parts[i]->count != 1
                     ? (group->parts[i]->count ? count_parts(group->parts[i], depth + 1) : 0)
                     : 1;
    return count;
}

static size_t put_parts(const Particle *group, const Particle **out, unsigned depth)
{
    size_t count = 0;
    for (size_t i = 0; i < group->count; i++) {
        const Particle *part = group->parts[i];
        if (part->count != 1 && is_pointless(part, group) && depth < NESTING_MAX)
            count += part->count ? put_parts(part, out + count, depth + 1) : 0;
        else
            out[count++] = unwrap(part);
    }
    return count;
}

// The group without groups in it that say nothing.
static const Particle *simplify(Restriction *state, const Particle *particle)
{
    particle = unwrap(particle);
    if (!particle_is_group(particle))
        return particle;
    Arena *arena = state->builder->arena;
    Particle *made = arena_array(arena, Particle, 1);
    const Particle **parts = arena_array(arena, const Particle *, count_parts(particle, 0) + 1);
    *made = *particle;
    made->count = put_parts(particle, parts, 0);
    made->parts = parts;
    return made;
}

// A head in the base stands for a choice of all that may stand for it (3.9.6, 2.1).
static const Particle *as_choice(Restriction *state, const Particle *particle)
{
    if (particle->kind != PARTICLE_ELEMENT || !particle->element->is_global || particle->element->substitute_count == 0)
        return particle;
    Arena *arena = state->builder->arena;
    const Element *head = particle->element;
    Particle *choice = arena_array(arena, Particle, 1);
    const Particle **parts = arena_array(arena, const Particle *, head->substitute_count + 1);
    *choice = (Particle){.kind = PARTICLE_CHOICE, .min = particle->min, .max = particle->max, .parts = parts,
                         .place = particle->place};
    for (size_t i = 0; i <= head->substitute_count; i++) {
        Particle *part = arena_array(arena, Particle, 1);
        Element *alone = arena_array(arena, Element, 1);  // stands for itself only
        *alone = i == 0 ? *head : *head->substitutes[i - 1];
        alone->substitute_count = 0;
        *part = (Particle){.kind = PARTICLE_ELEMENT, .min = 1, .max = 1, .element = alone, .place = particle->place};
        parts[choice->count++] = part;
    }
    return choice;
}

static bool restricts_simplified(Restriction *state, const Particle *derived, const Particle *base)
{
    bool base_is_head = base->kind == PARTICLE_ELEMENT && derived->kind == PARTICLE_ELEMENT &&
                        derived->element->name == base->element->name;
    if (!base_is_head)
        base = as_choice(state, base);
    switch (base->kind) {
    case PARTICLE_ELEMENT:
        return derived->kind == PARTICLE_ELEMENT && element_restricts(derived, base);
    case PARTICLE_WILDCARD:
        if (derived->kind == PARTICLE_ELEMENT)
            return element_in_wildcard(state, derived, base);
        return derived->kind == PARTICLE_WILDCARD ? wildcard_restricts(derived, base)
                                                  : group_in_wildcard(state, derived, base);
    case PARTICLE_SEQUENCE:
        if (!particle_is_group(derived))
            return derived->kind == PARTICLE_ELEMENT && as_if_group(state, derived, base);
        return derived->kind == PARTICLE_SEQUENCE && recurse(state, derived, base);
    case PARTICLE_CHOICE:
        if (!particle_is_group(derived))
            return derived->kind == PARTICLE_ELEMENT && as_if_group(state, derived, base);
        if (derived->kind == PARTICLE_CHOICE)
            return recurse_lax(state, derived, base);
        return derived->kind == PARTICLE_SEQUENCE && map_and_sum(state, derived, base);
    case PARTICLE_ALL:
        if (derived->kind == PARTICLE_ELEMENT)
            return as_if_group(state, derived, base);
        if (derived->kind == PARTICLE_ALL)
            return recurse_unordered(state, derived, base);
        return derived->kind == PARTICLE_SEQUENCE && recurse_unordered(state, derived, base);
    }
    return false;
}

static bool restricts(Restriction *state, const Particle *derived, const Particle *base)
{
    if (++state->depth > NESTING_MAX)
        guard_raise(arena_guard(state->builder->arena), FAULT_LIMIT, "", "content models are nested more than %d deep",
                    NESTING_MAX);
    bool good = restricts_simplified(state, simplify(state, derived), simplify(state, base));
    state->depth--;
    return good;
}

// ---- Attributes ----

static const AttributeUse *use_in(const Type *type, SchemaName name)
{
    for (size_t i = 0; i < type->attribute_count; i++)
        if (type->attributes[i].name == name)
            return &type->attributes[i];
    return NULL;
}

// derivation-ok-restriction.2 to 4
static bool attributes_restrict(Builder *builder, const Type *type)
{
    const Type *base = type->base;
    for (size_t i = 0; i < type->attribute_count; i++) {
        const AttributeUse *use = &type->attributes[i], *other = use_in(base, use->name);
        const QualifiedName *name = &builder->names[use->name];
        if (!other) {
            if (!base->any_attribute || !wildcard_allows(base->any_attribute, name->uri))
                return schema_fault(builder->faults, type->place, "derivation-ok-restriction.2.2",
                                    "the base type does not allow the attribute %.*s", (int)name->local.len, name->local.at);
            continue;
        }
        if (other == use)
            continue;
        if (other->is_required && !use->is_required)
            return schema_fault(builder->faults, type->place, "derivation-ok-restriction.2.1.1",
                                "the base type requires the attribute %.*s", (int)name->local.len, name->local.at);
        if (!simple_derives(use->type, other->type, 0))
            return schema_fault(builder->faults, type->place, "derivation-ok-restriction.2.1.2",
                                "the type of the attribute %.*s is not derived from that in the base type",
                                (int)name->local.len, name->local.at);
        if (other->constraint.is_fixed &&
            (!use->constraint.is_fixed || !slice_equal(slice_trim(use->constraint.value), slice_trim(other->constraint.value))))
            return schema_fault(builder->faults, type->place, "derivation-ok-restriction.2.1.3",
                                "the base type fixes another value of the attribute %.*s", (int)name->local.len, name->local.at);
    }
    for (size_t i = 0; i < base->attribute_count; i++)
        if (base->attributes[i].is_required && !use_in(type, base->attributes[i].name)) {
            Slice name = builder->names[base->attributes[i].name].local;
            return schema_fault(builder->faults, type->place, "derivation-ok-restriction.3",
                                "the base type requires the attribute %.*s", (int)name.len, name.at);
        }
    if (!type->any_attribute)
        return true;
    if (!base->any_attribute || !wildcard_is_subset(type->any_attribute, base->any_attribute) ||
        (!base->is_any && type->any_attribute->process > base->any_attribute->process))
        return schema_fault(builder->faults, type->place, "derivation-ok-restriction.4",
                            "the wildcard of attributes allows more than the base type's");
    return true;
}

// ---- Types ----

bool group_restricts(Builder *builder, const Particle *derived, const Particle *base)
{
    Restriction state = {.builder = builder};
    return restricts(&state, derived, base);
}

bool check_extension(Builder *builder, const Type *type)
{
    const Type *base = type->base;
    unsigned final = base->is_complex ? base->final : simple_final(base->simple);
    return !(final & DERIVATION_EXTENSION) ||
           schema_fault(builder->faults, type->place, "cos-ct-extends.1.1", "the base type is final: it can't be extended");
}

static bool content_restricts(Builder *builder, const Type *type)
{
    const Type *base = type->base;
    const char *code = "derivation-ok-restriction.5";
    switch (type->content) {
    case CONTENT_SIMPLE:
        return true;  // checked when it was built
    case CONTENT_EMPTY:
        return base->content == CONTENT_EMPTY ||
               (base->content != CONTENT_SIMPLE && (!base->particle || particle_is_emptiable(base->particle))) ||
               schema_fault(builder->faults, type->place, code, "the base type's content can't be empty");
    case CONTENT_MIXED:
        if (base->content != CONTENT_MIXED)
            return schema_fault(builder->faults, type->place, code, "mixed content can't restrict content that is not");
        break;
    case CONTENT_ELEMENTS:
        break;
    }
    if (base->content == CONTENT_SIMPLE || base->content == CONTENT_EMPTY)
        return schema_fault(builder->faults, type->place, code, "the base type has no elements in its content");
    if (!type->particle)
        return !base->particle || particle_is_emptiable(base->particle) ||
               schema_fault(builder->faults, type->place, code, "the base type's content can't be empty");
    Restriction state = {.builder = builder};
    return base->particle && restricts(&state, type->particle, base->particle)
               ? true
               : schema_fault(builder->faults, type->place, "derivation-ok-restriction.5.4.2",
                              "the content model is no valid restriction of the base type's");
}

bool check_restriction(Builder *builder, const Type *type)
{
    const Type *base = type->base;
    if (base->is_any)
        return true;
    if (base->is_complex && base->final & DERIVATION_RESTRICTION)
        return schema_fault(builder->faults, type->place, "derivation-ok-restriction.1",
                            "the base type is final: it can't be restricted");
    if (!attributes_restrict(builder, type))
        return false;
    return content_restricts(builder, type);
}
