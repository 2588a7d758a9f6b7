// JSON Schema 2020-12: core, applicator, validation, unevaluated, content and format.
//
//     schema (JSON) ─► JsonSchema (immutable, shared by threads)     JsonSchema + tree of a document ─► findings
#pragma once

#include "base/buffer.h"
#include "base/json.h"
#include "schema/finding.h"

typedef struct JsonSchema JsonSchema;

typedef struct JsonSchemaOptions {
    bool asserts_formats;  // format is checked, not only noted
    bool allows_schema_name;  // the whole document may have "$schema", by which editors find its schema, whatever the schema declares
    // What lies outside: the text of the document at a URI. False where there is none. Nothing is fetched by itself.
    bool (*find)(void *context, Arena *arena, Slice uri, Slice *text);
    void *context;
} JsonSchemaOptions;

// Compiles a schema with all that it refers to. Lives in `arena`, and so must `text`. NULL with faults.
const JsonSchema *json_schema_load(Arena *arena, Slice text, Slice uri, const JsonSchemaOptions *options, Faults *faults);

// Where other schemas are, and how this one is read.
typedef struct JsonSchemaPlaces {
    const char *const *places;  // folders and catalogs (sources.h); beside the schema is looked too
    size_t place_count;
    bool asserts_formats;
} JsonSchemaPlaces;

// The same from a file; *digest is the SHA-256 of all files read, in hex.
const JsonSchema *json_schema_load_file(Arena *arena, const char *path, const JsonSchemaPlaces *places, Slice *digest, Faults *faults);

// What the schema says of a property, as a schema by itself: many that refer to each other are compiled once. It lives as long
// as `schema` does. NULL where there is none of that name.
const JsonSchema *json_schema_property(Arena *arena, const JsonSchema *schema, Slice name);

Slice json_schema_title(const JsonSchema *schema);  // empty where it has none

// Validates the value at a node of a tree read from JSON. Findings go to `findings`, whose arena is the document's; the
// clause is the keyword. `scratch` is emptied by the caller. True where nothing was found. Raises in the guard of `scratch`
// where a limit is reached.
bool json_schema_validate(const JsonSchema *schema, Arena *scratch, const Tree *tree, NodeId node, SchemaFindings *findings);

// What a document may have as people read it: member, how often, type, description. `depth_max` 0: 12 levels.
void json_schema_show(const JsonSchema *schema, unsigned depth_max, Arena *scratch, Buffer *out);
