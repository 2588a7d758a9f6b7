// SPDX-License-Identifier: Apache-2.0
// Any bytes as a Schematron schema: loaded, and run on a small document within tight limits. The schema lies in a file of
// its own folder, so that includes find nothing.

#include "rules/rules.h"
#include "tree/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char document[] =
    "<invoice xmlns='urn:example:invoice' id='A1'><line n='1'><amount currency='EUR'>12.50</amount>"
    "<date>2026-11-20</date></line><line n='2'><amount currency='JPY'>1200</amount></line><sum>1212.50</sum></invoice>";

typedef struct Run {
    Guard guard;
    Arena *arena;
    const char *path;
} Run;

static bool load_and_run(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)128 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    const Ruleset *ruleset = ruleset_load(run->arena, run->path, NULL, faults);
    if (!ruleset)
        return false;
    Vocabulary *vocabulary = vocabulary_new(run->arena);
    Environment environment = {.has_now = true,
                               .now = {.year = 2026, .month = 11, .day = 20},
                               .steps_max = 20000,
                               .depth_max = 50,
                               .memory_max = (size_t)32 << 20};
    RuleRunOptions options = {.environment = &environment, .keeps_fired = true};
    const Tree *tree = xml_read(run->arena, vocabulary, S(document), NULL, faults);
    RuleRun *rules = rule_run_new(&run->guard, run->arena, ruleset, vocabulary, &options);
    if (!tree || !rule_run_document(rules, tree, faults))
        return false;
    LookedAt values[4];
    for (size_t i = 0; i < rules->finding_count && i < 20; i++) {
        const RuleFinding *finding = &rules->findings[i];
        rule_message(rules, finding, &ruleset->assertions[finding->assertion]->message, run->arena);
        rule_looked_at(rules, finding, values, 4, run->arena);
        node_path(tree, finding->node, PATH_FOR_PROGRAMS, run->arena);
    }
    return true;
}

static char folder[] = "/tmp/fuzz-schematron-XXXXXX", path[sizeof folder + 16];

static void forget_folder(void)
{
    unlink(path);
    rmdir(folder);
}

int LLVMFuzzerInitialize(int *count, char ***arguments);

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    (void)count, (void)arguments;
    if (!mkdtemp(folder))
        abort();
    snprintf(path, sizeof path, "%s/rules.sch", folder);
    atexit(forget_folder);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(data, 1, size, file) != size)
        abort();
    fclose(file);
    Run run = {.path = path};
    guard_run(&run.guard, load_and_run, &run, NULL);
    arena_free(run.arena);
    return 0;
}
