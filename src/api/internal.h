// What the files of this room share: the shapes behind the public header's opaque names.
#pragma once

#include <stdatomic.h>

#include "madoguchi.h"
#include "rules/account.h"
#include "rules/library.h"
#include "rules/rules.h"
#include "schema/json_schema.h"
#include "schema/xsd.h"

struct MadoRuleset {
    Guard guard;
    Arena *arena; // all of the rule set lives in it
    atomic_size_t owners;
    const Ruleset *ruleset;    // Schematron, or …
    const XsdSchema *schema;   // … XML Schema, or …
    const JsonSchema *json;    // … JSON Schema: one of them is not NULL
    const char *path, *name, *title, *version, *digest;
};

// Copies faults into the caller's list; `errors` may be NULL. `errors` keeps what it has.
void errors_add(MadoErrors *errors, const Faults *faults);

// For what could not even begin, with no faults to copy.
void errors_add_memory(MadoErrors *errors);

// The rule sets of a library that fit a document.
typedef struct LibraryChoice {
    const MadoRuleset *ruleset; // NULL where it could not be compiled
    const LibrarySet *set;
    const char *problem; // why not; lives as long as the library
} LibraryChoice;

// All sets that fit, in `arena`, compiled at first need; *near: the names of those whose root fits
// and whose identifiers do not. For any number of threads at a time.
size_t library_choose(MadoLibrary *library, Arena *arena, const DocumentFacts *facts,
                      LibraryChoice **choices, Slice *near);
