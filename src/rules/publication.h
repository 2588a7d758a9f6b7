// Publications: rule sets as an authority hands them out, brought into a folder of the library.
//
//     a .sch file    with the files that it includes and the code lists it loads
//     an .xsd file   with all that it includes and imports
//     a folder       all of it
//     a .zip         all of it
#pragma once

#include "base/arena.h"

// Copies what is at `path` into the new folder `target`. False with faults; what was written stays,
// the caller removes it.
bool publication_copy(Arena *arena, const char *path, Slice target, Faults *faults);

// The schemas in a folder that stand for themselves: Schematron documents, and XML Schema documents with global
// elements, that no other of them refers to. Paths relative to `folder`, sorted.
typedef struct SchemaList {
    Slice *at;
    size_t count;
} SchemaList;
bool publication_schemas(Arena *arena, Slice folder, SchemaList *schemas, Faults *faults);
