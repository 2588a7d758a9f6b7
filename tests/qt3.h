// The runner of the W3C QT3 suite, in three parts: qt3.c (sets and counts), qt3_case.c (one case in its
// environment), qt3_assert.c (what its result must be).
#pragma once

#include "base/file.h"
#include "tree/xml.h"
#include "xpath/internal.h"

#include <stdio.h>

// A file of the suite, read as XML.
typedef struct SuiteFile {
    const Tree *tree;
    Slice folder;  // ends in a slash
} SuiteFile;

// A document known by a URI.
typedef struct KnownDocument {
    struct KnownDocument *next;
    Slice uri, path, media, encoding;
    const Tree *tree;  // NULL until asked for
} KnownDocument;

typedef struct KnownCollection {
    struct KnownCollection *next;
    Slice uri;
    Seq nodes;
} KnownCollection;

typedef struct Suite {
    Guard *guard;
    Arena *arena;  // as long as one set
    Vocabulary *vocabulary;
    Slice directory;      // ends in a slash
    SuiteFile catalog, set;
    KnownDocument *documents;  // every file read so far, by path as URI
    bool verbose;
} Suite;

// What one environment gives to an expression.
typedef struct Scene {
    Suite *suite;
    Arena *arena;  // as long as the case
    StaticContext context;
    Environment environment;
    KnownDocument *documents;
    KnownCollection *collections;
    const Tree *tree;  // the context document
    bool has_item;
    Item item;
    struct Binding *bindings;
    Eval *eval;
    const char *skip;  // why the environment can't be set up
} Scene;

typedef struct Binding {
    struct Binding *next;
    Variable *variable;
    Seq value;
} Binding;

// The outcome of an expression: items, or the code of an error.
typedef struct Outcome {
    bool is_error;
    char code[16];
    char text[320];
    Seq value;
    Eval *eval;
} Outcome;

// ---- qt3.c ----
NodeId child_named(const Tree *tree, NodeId parent, const char *local);  // or NODE_NONE
NodeId next_named(const Tree *tree, NodeId node, const char *local);
bool node_is(const Tree *tree, NodeId node, const char *local);
Slice attribute_of(const Tree *tree, NodeId node, const char *local);  // empty if absent
bool has_attribute(const Tree *tree, NodeId node, const char *local);
const Tree *suite_read(Suite *suite, Slice path, Slice uri);          // NULL when it can't be read

// ---- qt3_case.c ----
void scene_set(Scene *scene, Suite *suite, Arena *arena, NodeId test_case);
Outcome scene_run(Scene *scene, Slice text, unsigned language, const Binding *result);
Slice case_text(Suite *suite, Arena *arena, NodeId test_case, bool *found);

// ---- qt3_assert.c ----
// Whether the outcome is what the <result> element asks for; else `why` tells.
bool outcome_agrees(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why);
