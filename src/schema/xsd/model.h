// Content models as deterministic machines. A state is the leaf (element or wildcard) that was matched last; which leaf
// comes next for a name is found by walking the tree of groups, and remembered by whoever runs the machine.
#pragma once

#include "schema/xsd/components.h"

#define LEAF_NONE UINT32_MAX
#define LEAF_START (UINT32_MAX - 1)

typedef struct ModelNode {
    const Particle *particle;
    uint32_t parent;  // LEAF_NONE: the root
    uint32_t next;    // sibling behind; LEAF_NONE
    uint32_t first;   // of a group: the first part; LEAF_NONE
    uint32_t min, max;
    uint32_t counter;  // place among the counts; LEAF_NONE where it needs none
    bool is_emptiable, parts_emptiable;
} ModelNode;

struct Model {
    const ModelNode *nodes;  // 0 is the root
    uint32_t count;
    uint32_t counters;       // how many counts a run of it needs
    uint32_t own_counters;   // of one reading
    bool has_readings;       // names can be counted in several ways (model.c)
    bool is_all;
    bool accepts_empty;
};

// The model of a type's particle. NULL where it has none, or with faults: cos-nonambig (unique particle attribution),
// cos-element-consistent.
const Model *model_build(Arena *arena, struct XsdSchema *schema, const Type *type, Faults *faults);

// What stands behind a name in a document: its number in the schema, or none, and its namespace.
typedef struct ChildName {
    SchemaName name;
    Slice uri;
} ChildName;

// The leaf that takes the child, from the leaf that took the one before (or LEAF_START); LEAF_NONE where none does. `counts`
// has model->counters places, zeros at the start. `element` is given what the leaf, or what substitutes it, declares.
uint32_t model_next(const Model *model, uint32_t leaf, uint32_t *counts, ChildName child, const Element **element);
bool model_can_end(const Model *model, uint32_t leaf, const uint32_t *counts);

// Calls `each` for every leaf that could come next.
void model_expect(const Model *model, uint32_t leaf, const uint32_t *counts, void each(void *context, const Particle *leaf),
                  void *context);

// The declaration that a leaf has for a name: its element or one that may stand for it; NULL.
const Element *element_for(const Element *element, SchemaName name);
