// The compiler's state: kept, for dynamic references are looked up in it while validating.
#pragma once

#include "schema/json/internal.h"

typedef struct Known { // of a JSON value in a schema document
    Resource *resource;
    SubSchema *schema;
} Known;

typedef struct Compiler {
    Arena *arena;
    Faults *faults;
    const JsonSchemaOptions *options;
    Table *known_table; // address of the value ─► …
    Known *known;
    size_t known_room;
    Table *resource_table; // uri ─► …
    Table *missing_table;  // uris that no schema was found for, each told once
    Resource **resources;
    size_t resource_room;
    const Json *meta;
    Slice uri; // of the schema itself
    size_t documents;
    unsigned depth;
    bool has_unevaluated;
} Compiler;

const Known *find_known(const Compiler *compiler, const Json *json);
const SubSchema *compile_schema(Compiler *compiler, const Json *json, Resource *resource);
// What a reference names, which stands at `place` in the resource `from`; `dynamic` gets the anchor
// of one that is looked up while validating. NULL with a fault.
const SubSchema *resolve_reference(Compiler *compiler, Resource *from, const Json *place,
                                   Slice reference, Slice *dynamic);
// Fills in the rules of a schema object, one a keyword.
void make_rules(Compiler *compiler, SubSchema *schema);

// A fault of the schema, at a value of it. False.
bool refuse(Compiler *compiler, const Json *json, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
