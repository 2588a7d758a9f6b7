// The builder: from symbols (declarations in documents) to components.
#pragma once

#include "schema/xsd/document.h"

typedef struct TypeList {
    Type **at;
    size_t count, room;
} TypeList;

typedef struct ElementList {
    Element **at;
    size_t count, room;
} ElementList;

typedef struct Builder {
    Loader *loader;
    Arena *arena;
    Faults *faults;
    struct XsdSchema *schema;
    QualifiedName *names;
    size_t name_room;
    TypeList types;        // complex ones, all
    ElementList elements;  // all
    Constraint **constraints;
    size_t constraint_count, constraint_room;
    size_t particles;  // made so far
    unsigned depth;
} Builder;

SchemaName builder_name(Builder *builder, Slice uri, Slice local);

// ---- References ----

// What a QName in an attribute means; false with a fault (src-resolve).
bool resolve_name(Builder *builder, SchemaPlace place, Slice text, QualifiedName *name);
Symbol *resolve_symbol(Builder *builder, SchemaPlace place, SymbolKind kind, Slice text);
// A reference from within a redefinition to itself means what it redefines.
typedef struct Redefining {
    Symbol *symbol;
    size_t *uses;
} Redefining;

// ---- Types (build_types.c, build_complex.c) ----

Type *resolve_type(Builder *builder, SchemaPlace place, Slice text);  // NULL with a fault
const SimpleType *resolve_simple(Builder *builder, SchemaPlace place, Slice text);
Type *type_of_node(Builder *builder, SchemaPlace place);              // an anonymous simpleType or complexType
const SimpleType *simple_of_node(Builder *builder, SchemaPlace place, Slice uri, Slice local, Symbol *redefining);
Type *type_of_symbol(Builder *builder, Symbol *symbol);
const SimpleType *restrict_simple(Builder *builder, SchemaPlace place, Slice uri, Slice local, const SimpleType *base,
                                  unsigned final);
bool complete_type(Builder *builder, Type *type);  // content and attributes of a complex type; false with faults
Type *new_type(Builder *builder, SchemaPlace place, Slice uri, Slice local);

// ---- Particles (build_particles.c) ----

typedef struct Occurs {
    uint32_t min, max;
} Occurs;

const Particle *particle_of_node(Builder *builder, SchemaPlace place, Symbol *redefining, bool *is_fault);
Particle *new_particle(Builder *builder, SchemaPlace place, ParticleKind kind, uint32_t min, uint32_t max);
Element *element_of_symbol(Builder *builder, Symbol *symbol);

// ---- Attributes (build_attributes.c) ----

typedef struct AttributeSet {
    AttributeUse *at;
    size_t count, room;
    const Wildcard *wildcard;
} AttributeSet;

bool attributes_of(Builder *builder, SchemaPlace parent, AttributeSet *set, Symbol *redefining);
const AttributeUse *attribute_of_symbol(Builder *builder, Symbol *symbol);
Wildcard *wildcard_of(Builder *builder, SchemaPlace place);
bool read_value_constraint(Builder *builder, SchemaPlace place, ValueConstraint *constraint);
void add_use(Builder *builder, AttributeSet *set, const AttributeUse *use);
const AttributeUse *find_use(const AttributeSet *set, SchemaName name);

// ---- Constraints on schemas ----

bool check_extension(Builder *builder, const Type *type);
bool check_restriction(Builder *builder, const Type *type);
bool check_redefinitions(Builder *builder);
bool group_restricts(Builder *builder, const Particle *derived, const Particle *base);
bool build_constraints(Builder *builder, Element *element);
bool resolve_keyrefs(Builder *builder);
bool link_substitutions(Builder *builder);
bool check_element_values(Builder *builder);
