// Which documents a rule set is for: told by root element, customization and profile identifier.
//
//     contexts, tests, lets of a rule set ─► fits_scan ─► Fits ─► the library's index (editable)
//     a document's tree ─► DocumentFacts ─┐                              │
//                                         └─► fits_match ◄───────────────┘
//
// A rule set rarely says what it is for; but the contexts of its rules begin at the documents' root
// elements, and its tests compare the identifiers with what they should be. Derived so, the answer
// is written down where a person can mend it.
#pragma once

#include "base/json.h"
#include "tree/tree.h"

// What a document says of itself. Empty where it says nothing.
typedef struct DocumentFacts {
    Slice root, uri;
    Slice customization; // UBL CustomizationID, CII guideline
    Slice profile;       // UBL ProfileID, CII business process
} DocumentFacts;

DocumentFacts document_facts(Arena *arena, const Tree *tree, NodeId root);

// A list of globs: `*` stands for any text, everything else for itself.
typedef struct Globs {
    Slice *at;
    size_t count;
} Globs;

bool glob_matches(Slice glob, Slice text);

typedef struct FitRoot {
    Slice name, uri;
} FitRoot;

typedef struct Fits {
    FitRoot *roots; // none: fits no document by itself
    size_t root_count;
    Globs customizations, profiles;
} Fits;

typedef enum FitAnswer {
    FIT_YES,
    FIT_NO,
    FIT_NEAR, // the root element fits, the identifiers do not
} FitAnswer;

FitAnswer fits_match(const Fits *fits, const DocumentFacts *facts);

// As members of the object that is open: "roots", "customization", "profile".
void fits_write(JsonWriter *json, const Fits *fits);

// ---- Deriving ----

typedef struct FitsScan FitsScan;

FitsScan *fits_scan_new(Arena *arena);
// All slices must live as long as the arena. Namespaces and lets first.
void fits_scan_namespace(FitsScan *scan, Slice prefix, Slice uri);
// `at_document`: the let of a schema or pattern, whose context is the document node.
void fits_scan_let(FitsScan *scan, Slice name, Slice value, bool at_document);
void fits_scan_context(FitsScan *scan, Slice context);
void fits_scan_test(FitsScan *scan, Slice test);
Fits fits_scan_end(FitsScan *scan);

// What the Schematron schema at `path` is for, with the parts it includes. False with faults where
// it cannot be read.
bool fits_of_schema(Arena *arena, const char *path, Fits *fits, Faults *faults);
