// XML Schema 1.0, 2nd edition (W3C Recommendations xmlschema-1 and xmlschema-2): loading and validating.
//
//     .xsd files ─► XsdSchema (immutable, shared by threads)
//     XsdSchema + Vocabulary ─► XsdRun (one thread's) ─► findings on a document
#pragma once

#include "base/buffer.h"
#include "schema/finding.h"

typedef struct XsdSchema XsdSchema;
typedef struct XsdRun XsdRun;

// Where schema documents are found besides beside the one that names them. Nothing is ever fetched.
typedef struct XsdOptions {
    const char *const *places;  // folders and catalogs (sources.h)
    size_t place_count;
} XsdOptions;

// Reads the schema documents with all that they include, import and redefine, and checks them against the constraints on
// schemas. Lives in `arena`. NULL with every fault that could be found: file, line, and the clause as code.
const XsdSchema *xsd_load(Arena *arena, const char *const *paths, size_t count, const XsdOptions *options, Faults *faults);

Slice xsd_target(const XsdSchema *schema);  // of the first document
Slice xsd_digest(Arena *arena, const XsdSchema *schema);  // SHA-256 of all files read, in hex; made when asked for

// The global elements, which a document may have as its root.
size_t xsd_root_count(const XsdSchema *schema);
void xsd_root(const XsdSchema *schema, size_t index, Slice *uri, Slice *local);

// `arena` and `vocabulary` are the thread's and outlive the run.
XsdRun *xsd_run_new(Guard *guard, Arena *arena, const XsdSchema *schema, Vocabulary *vocabulary);

// Validates the subtree of an element read with that vocabulary. Findings go to `findings`, whose arena is the document's.
// False with a fault where validation as a whole failed (memory, a limit).
bool xsd_validate(XsdRun *run, const Tree *tree, NodeId root, SchemaFindings *findings, Faults *faults);

// The tree of a global element as people read it: element, cardinality, type, documentation. False where there is none of
// that name; an empty name: the first. `depth_max` 0: all.
bool xsd_show(const XsdSchema *schema, Slice local, unsigned depth_max, Arena *scratch, Buffer *out);
