// What validation keeps while it runs: one frame for each open element.
#pragma once

#include "schema/xsd/messages.h"
#include "schema/xsd/model.h"

typedef struct Frame {
    NodeId node, last;
    const Element *element;  // NULL where no declaration governs it
    const Type *type;        // NULL: nothing within is validated
    SchemaName name;
    uint32_t leaf;           // in the type's model
    uint32_t counts;         // where its counts begin on the stack of counts
    bool is_lax;             // children are validated where they are declared globally
    bool is_nil;
    bool is_broken;          // a fault in its content was told: what is missing is not told again
    bool has_constraints;
} Frame;

typedef struct Transition {
    const Model *model;
    uint32_t leaf, next;
    SchemaName name;
    const Element *element;
} Transition;

enum { TRANSITIONS = 4096 };  // a power of two; what collides is worked out again

typedef struct Identity Identity;

// The attributes that every element may have (part 1, 2.6).
typedef enum XsiName { XSI_NONE, XSI_TYPE, XSI_NIL, XSI_LOCATION } XsiName;

// What stands behind a name of the vocabulary.
typedef struct BoundName {
    SchemaName name;
    XsiName xsi;
} BoundName;

// Where prefixes in values are looked up.
typedef struct ValueScope {
    const Tree *tree;
    NodeId element;
    Arena *scratch;
} ValueScope;

struct XsdRun {
    Guard *guard;
    const XsdSchema *schema;
    const Vocabulary *vocabulary;
    const Path *paths;  // of the vocabulary, which does not grow while a document is validated
    Arena *own, *memory, *scratch;
    BoundName *names;  // by NameId
    size_t names_known, names_room;
    Transition *transitions;

    ValueScope value_scope;  // of `check`, which serves one value after the other
    SimpleCheck check;

    const Tree *tree;
    SchemaFindings *findings;
    Frame *frames;
    size_t depth, frame_room;
    uint32_t *counts;
    size_t counts_used, counts_room;
    Table *ids;         // values of type ID
    NodeId *id_nodes;   // by number in `ids`
    size_t id_room;
    struct Reference {
        Slice value;
        NodeId node;
    } *idrefs;
    size_t idref_count, idref_room;
    Identity *identity;
};

bool run_find(XsdRun *run, NodeId node, const char *clause, SchemaMessage message, Slice a, Slice b, Slice c, Slice d);
Slice run_node_name(XsdRun *run, NodeId node);  // as it is written
// For a value of the element or attribute; good until the next call.
SimpleCheck *run_value_check(XsdRun *run, NodeId node);

// ---- Identity constraints (identity.c) ----

void identity_start(XsdRun *run);
bool identity_is_active(const XsdRun *run);  // else opening an element without constraints need not be told
// The innermost frame has been opened; `simple` and `value` are those of an element with a simple value, else NULL.
void identity_open(XsdRun *run, const SimpleType *simple, Slice value);
void identity_attribute(XsdRun *run, NodeId attribute, SchemaName name, Slice uri, const SimpleType *type, Slice value);
void identity_close(XsdRun *run);  // … is about to be closed
