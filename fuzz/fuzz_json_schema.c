// SPDX-License-Identifier: Apache-2.0
// A schema and a document in one input, parted by a NUL: compiled or refused, and, where it compiles, used.

#include "schema/json_schema.h"
#include "tree/json.h"

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice schema, document;
} Run;

static bool compile_and_validate(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)512 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    JsonSchemaOptions options = {.asserts_formats = true};
    const JsonSchema *schema = json_schema_load(run->arena, run->schema, S("urn:fuzz"), &options, faults);
    if (!schema)
        return false;
    const Tree *tree = json_tree_read(run->arena, vocabulary_new(run->arena), run->document, NULL, faults);
    if (!tree)
        return false;
    SchemaFindings findings = {.arena = run->arena};
    json_schema_validate(schema, run->arena, tree, 0, &findings);
    for (size_t i = 0; i < findings.kept && i < 50; i++)
        for (int language = 0; language < SCHEMA_LANGUAGE_END; language++)
            schema_message(run->arena, &findings.list[i], (SchemaLanguage)language);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice rest = {(const char *)data, size};
    Run run = {.schema = slice_cut(&rest, '\0')};
    run.document = rest;
    guard_run(&run.guard, compile_and_validate, &run, NULL);
    arena_free(run.arena);
    return 0;
}
