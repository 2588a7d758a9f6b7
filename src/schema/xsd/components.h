// The components of a schema (part 1, 2.2) as the builder makes them and the validator reads them.
#pragma once

#include "base/table.h"
#include "schema/xsd.h"
#include "schema/xsd/simple.h"

#define NS_XSD "http://www.w3.org/2001/XMLSchema"
#define NS_XSI "http://www.w3.org/2001/XMLSchema-instance"

typedef uint32_t SchemaName;  // number of a (uri, local) that the schema names
#define SCHEMA_NAME_NONE UINT32_MAX

typedef struct QualifiedName {
    Slice uri, local;
} QualifiedName;

typedef struct Type Type;
typedef struct Element Element;
typedef struct Particle Particle;
typedef struct Model Model;
typedef struct Constraint Constraint;

typedef struct Place_ {
    const struct Document *document;
    NodeId node;
} SchemaPlace;

// ---- Wildcards (3.10) ----

typedef enum Process { PROCESS_STRICT, PROCESS_LAX, PROCESS_SKIP } Process;
typedef enum Reach { REACH_ANY, REACH_NOT, REACH_SET } NamespaceReach;

typedef struct Wildcard {
    NamespaceReach reach;
    const Slice *uris;  // of the set; or the one that is excluded (absent is excluded too)
    size_t uri_count;
    Process process;
} Wildcard;

bool wildcard_allows(const Wildcard *wildcard, Slice uri);                      // cvc-wildcard-namespace
bool wildcard_is_subset(const Wildcard *part, const Wildcard *whole);           // cos-ns-subset
bool wildcards_overlap(const Wildcard *a, const Wildcard *b);
bool wildcard_unite(Arena *arena, const Wildcard *a, const Wildcard *b, Wildcard *result);      // cos-aw-union
bool wildcard_intersect(Arena *arena, const Wildcard *a, const Wildcard *b, Wildcard *result);  // cos-aw-intersect

// ---- Attributes (3.2, 3.5) ----

typedef struct ValueConstraint {
    bool is_fixed, is_default;
    Slice value;
    PrefixScope scope;
} ValueConstraint;

typedef struct AttributeUse {
    SchemaName name;
    const SimpleType *type;
    bool is_required, is_prohibited;
    ValueConstraint constraint;
    SchemaPlace place;
} AttributeUse;

// ---- Types (3.4) ----

typedef enum Content { CONTENT_EMPTY, CONTENT_SIMPLE, CONTENT_ELEMENTS, CONTENT_MIXED } Content;

struct Type {
    Slice uri, local;  // empty for anonymous ones
    bool is_complex;
    const SimpleType *simple;  // a simple type; or that of simple content
    // complex types:
    const Type *base;
    unsigned derivation;  // DERIVATION_EXTENSION or DERIVATION_RESTRICTION
    bool is_abstract;
    unsigned final, block;
    Content content;
    const Particle *particle;  // NULL: no elements
    const Model *model;        // of the particle
    const AttributeUse *attributes;
    size_t attribute_count;
    bool requires_attributes;  // one of them at least
    const Wildcard *any_attribute;
    uint32_t number;  // of complex types, from 0
    SchemaPlace place;
    bool is_any;  // anyType
};

// ---- Elements (3.3) ----

struct Element {
    SchemaName name;
    const Type *type;
    ValueConstraint constraint;
    bool is_global, is_nillable, is_abstract;
    unsigned block, final;
    const Element *head;         // of the substitution group it is in
    const Element **substitutes; // all that may stand for it, itself left out
    size_t substitute_count;
    const Constraint *const *constraints;
    size_t constraint_count;
    uint32_t number;
    SchemaPlace place;
};

// ---- Particles (3.9) ----

#define UNBOUNDED UINT32_MAX

typedef enum ParticleKind { PARTICLE_ELEMENT, PARTICLE_WILDCARD, PARTICLE_SEQUENCE, PARTICLE_CHOICE, PARTICLE_ALL } ParticleKind;

struct Particle {
    ParticleKind kind;
    uint32_t min, max;
    const Element *element;
    const Wildcard *wildcard;
    const Particle *const *parts;  // of a group
    size_t count;
    SchemaPlace place;
};

static inline bool particle_is_group(const Particle *particle)
{
    return particle->kind >= PARTICLE_SEQUENCE;
}

bool particle_is_emptiable(const Particle *particle);  // 3.9.6

// ---- Identity constraints (3.11) ----

typedef enum ConstraintKind { CONSTRAINT_UNIQUE, CONSTRAINT_KEY, CONSTRAINT_KEYREF } ConstraintKind;

// One step of a path: a name, every name of a uri, or any.
typedef struct FieldStep {
    bool any_uri, any_local;
    QualifiedName name;
} FieldStep;

typedef struct FieldPath {
    bool is_deep;  // begins with .//
    const FieldStep *steps;
    size_t count;
    bool ends_in_attribute;  // the last step
} FieldPath;

typedef struct FieldPaths {
    const FieldPath *at;
    size_t count;
} FieldPaths;

struct Constraint {
    ConstraintKind kind;
    QualifiedName name;
    FieldPaths selector;
    const FieldPaths *fields;
    size_t field_count;
    const Constraint *refers;
    uint32_t number;
    SchemaPlace place;
};

// ---- The schema ----

struct XsdSchema {
    Arena *arena;
    Slice target;
    const struct Document *documents;  // all that was read
    const QualifiedName *names;
    size_t name_count;
    Table *name_table;                    // uri NUL local ─► SchemaName
    const Element *const *global_elements;  // by SchemaName; NULL where there is none
    const AttributeUse *const *global_attributes;
    const Type *const *global_types;
    const Element *const *roots;
    size_t root_count;
    size_t type_count, element_count, constraint_count;
    const Type *any_type;
};

Slice name_key(Arena *arena, Slice uri, Slice local);
const Type *type_any(void);

// Whether `type` is derived from `base` in ways that are not excluded (cos-ct-derived-ok, cos-st-derived-ok).
bool xsd_type_derives(const Type *type, const Type *base, unsigned excluded);
