// SPDX-License-Identifier: Apache-2.0
// A schema and an instance in one input, parted by a NUL: loaded within tight limits, and, where it loads, used.

#include "schema/xsd.h"
#include "tree/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice schema, instance;
} Run;

static char path[] = "/tmp/fuzz-xsd-XXXXXX";

static bool load_and_validate(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)256 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    const char *const paths[] = {path};
    const XsdSchema *schema = xsd_load(run->arena, paths, 1, NULL, faults);
    if (!schema)
        return false;
    Buffer shown = buffer_new(run->arena);
    xsd_show(schema, S(""), 3, run->arena, &shown);
    Vocabulary *vocabulary = vocabulary_new(run->arena);
    const Tree *tree = xml_read(run->arena, vocabulary, run->instance, NULL, faults);
    if (!tree)
        return false;
    SchemaFindings findings = {.arena = run->arena};
    XsdRun *xsd = xsd_run_new(&run->guard, run->arena, schema, vocabulary);
    NodeId root = tree_root_element(tree);
    xsd_validate(xsd, tree, root, &findings, faults);
    for (size_t i = 0; i < findings.kept && i < 50; i++)
        for (int language = 0; language < SCHEMA_LANGUAGE_END; language++)
            schema_message(run->arena, &findings.list[i], (SchemaLanguage)language);
    return true;
}

static void forget_file(void)
{
    unlink(path);
}

int LLVMFuzzerInitialize(int *count, char ***arguments);

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    (void)count, (void)arguments;
    int file = mkstemp(path);
    if (file < 0)
        abort();
    close(file);
    atexit(forget_file);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice rest = {(const char *)data, size};
    Run run = {.schema = slice_cut(&rest, '\0')};
    run.instance = rest;
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(run.schema.at, 1, run.schema.len, file) != run.schema.len)
        abort();
    fclose(file);
    guard_run(&run.guard, load_and_validate, &run, NULL);
    arena_free(run.arena);
    return 0;
}
