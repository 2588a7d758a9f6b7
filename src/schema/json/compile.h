// The compiler's state: kept, for dynamic references are looked up in it while validating.
#pragma once

#include "schema/json/internal.h"

typedef struct Known {  // of a JSON value in a schema document
    Resource *resource;
    SubSchema *schema;
} Known;

typedef struct Compiler {
    Arena *arena;
    Faults *faults;
    const JsonSchemaOptions *options;
    Table *known_table;  // address of the value ─► …
    Known *known;
    size_t known_room;
    Table *resource_table;  // uri ─► …
    Table *missing_table;   // uris that no schema was found for, each told once
    Resource **resources;
    size_t resource_room;
    const Json *meta;
    Slice uri;  // of the schema itself
    size_t documents;
    unsigned depth;
    bool has_unevaluated;
} Compiler;

const Known *find_known(const Compiler *compiler, const Json *json);
const SubSchema *compile_schema(Compiler *compiler, const Json *json, Resource *resource);
