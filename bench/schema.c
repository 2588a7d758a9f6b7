// SPDX-License-Identifier: Apache-2.0
// How long an XML Schema takes to load, and a parsed document to validate, inside a warm process.
//
//     schema SCHEMA.xsd FILE
//
// Prints one line of key=value pairs, for bench/table.py: medians, in milliseconds.
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "schema/xsd.h"
#include "timing.h"
#include "tree/xml.h"

enum { RUNS_MAX = 2000 };

typedef struct Job {
    char **paths;
    Faults faults;
    double load_ms, validate_ms;
    size_t findings;
} Job;

static bool load_once(Arena *arena, void *context)
{
    Job *job = context;
    const char *path = job->paths[0];
    return xsd_load(arena, &path, 1, NULL, &job->faults) != NULL;
}

static bool measure(Arena *arena, void *context)
{
    Job *job = context;
    const char *path = job->paths[0];
    static double times[RUNS_MAX];
    size_t count = 0;
    Slice bytes;
    for (double start = now(); count < 7 || (now() - start < 1.5 && count < RUNS_MAX); count++) {
        double before = now();
        if (!arena_run(0, load_once, job, &job->faults))
            return false;
        times[count] = now() - before;
    }
    times_sort(times, count);
    job->load_ms = times_percentile(times, count, 50) * 1e3;
    Vocabulary *vocabulary = vocabulary_new(arena);
    const XsdSchema *schema = xsd_load(arena, &path, 1, NULL, &job->faults);
    if (!schema || !file_read(arena, job->paths[1], UINT32_MAX, &bytes, &job->faults))
        return false;
    const Tree *tree = xml_read(arena, vocabulary, bytes, NULL, &job->faults);
    if (!tree)
        return false;
    XsdRun *run = xsd_run_new(arena_guard(arena), arena, schema, vocabulary);
    NodeId root = tree_root_element(tree);
    count = 0;
    for (double start = now(); count < 7 || (now() - start < 2 && count < RUNS_MAX); count++) {
        SchemaFindings findings = {.arena = arena};
        double before = now();
        xsd_validate(run, tree, root, &findings, &job->faults);
        times[count] = now() - before;
        job->findings = findings.count;
    }
    times_sort(times, count);
    job->validate_ms = times_percentile(times, count, 50) * 1e3;
    return true;
}

int main(int argc, char **argv)
{
    Job job = {.paths = argv + 1};
    if (argc != 3) {
        fputs("usage: schema SCHEMA.xsd FILE\n", stderr);
        return 2;
    }
    if (!arena_run(0, measure, &job, &job.faults)) {
        fprintf(stderr, "%s\n",
                job.faults.count ? job.faults.list[0].text : "it could not be done");
        return 1;
    }
    printf("load_ms=%.4f validate_ms=%.5f findings=%zu\n", job.load_ms, job.validate_ms,
           job.findings);
    return 0;
}
