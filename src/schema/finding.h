// What a schema (XSD or JSON Schema) says of a document: a normal result, as a rule's finding is.
//
//     validator ─► SchemaFindings (clause, place, arguments) ─► schema_message ─► a sentence in en, ja or zh
#pragma once

#include "tree/tree.h"

typedef enum SchemaLanguage {
    SCHEMA_ENGLISH,
    SCHEMA_JAPANESE,
    SCHEMA_CHINESE,
    SCHEMA_LANGUAGE_END,
} SchemaLanguage;

// A sentence of ours: what was found, what was expected, how to mend it. {1} to {4} stand for arguments.
typedef struct SchemaText {
    const char *in[SCHEMA_LANGUAGE_END];
} SchemaText;

enum { SCHEMA_ARGUMENTS_MAX = 4 };

typedef struct SchemaFinding {
    NodeId node;    // the element, attribute or JSON value it is about
    Slice clause;   // the standard's: "cvc-complex-type.2.4.a", or the keyword's place: "/properties/total/minimum"
    const SchemaText *text;
    Slice arguments[SCHEMA_ARGUMENTS_MAX];
    unsigned item;  // of EDIFACT, what is missing in the node: its place, from 1; 0: it is about the node as such
} SchemaFinding;

// Grows in `arena`. Beyond `most` findings (0: 10,000) are counted but not kept.
typedef struct SchemaFindings {
    Arena *arena;
    size_t most;
    SchemaFinding *list;  // in the order of their discovery
    size_t kept, count, room;
} SchemaFindings;

// Notes a finding. The slices must live as long as the arena. Always false, so that a validator can return it.
bool schema_find(SchemaFindings *findings, const SchemaFinding *finding);

// The finding as a sentence, in `arena`. Arguments are shown with control characters quoted and long ones cut.
Slice schema_message(Arena *arena, const SchemaFinding *finding, SchemaLanguage language);

SchemaLanguage schema_language(Slice tag);  // of "ja", "zh-Hans" …; English where it is none of ours
