// SPDX-License-Identifier: Apache-2.0
// How many invoices a second one core reads, turns into another syntax, and writes.
//
//     convert SYNTAX FILE… [--iterations N] [--read]
//
// --read: only the reading, so that its share is seen. Prints one line of key=value pairs: the time
// of the processor that the cheapest round over all files took.

#include "base/file.h"
#include "register/carried.h"
#include "register/crosswalk.h"
#include "timing.h"
#include "tree/xml.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILES_MAX = 1000 };

typedef struct Job {
    const char *syntax;
    const char *paths[FILES_MAX];
    Slice bytes[FILES_MAX];
    size_t count, input, output;
    int iterations;
    bool only_reads;
    double least;
} Job;

static bool convert_one(Job *job, CrosswalkRun *run, Arena *document, Slice bytes, Faults *faults)
{
    CrosswalkDocument *documents;
    if (crosswalk_read(run, document, bytes, &documents, faults) != 1)
        return false;
    if (job->only_reads)
        return true;
    Buffer out = buffer_new(document);
    Losses losses = {.arena = document};
    buffer_reserve(&out, bytes.len * 2);
    bool is_good = crosswalk_write(run, documents->reg, slice_of(job->syntax), documents->content,
                                   &out, &losses, faults);
    job->output += out.len;
    return is_good;
}

static bool measure(Arena *arena, void *context)
{
    Job *job = context;
    Faults faults = {0};
    CrosswalkRun *run = crosswalk_run_new(arena, carried_registers(arena), &(CrosswalkTables){0});
    for (size_t i = 0; i < job->count; i++)
        if (!file_read(arena, job->paths[i], SIZE_MAX, &job->bytes[i], &faults))
            return false;
    Arena *document = arena_new(arena_guard(arena), 0);
    for (int round = 0; round < job->iterations; round++) {
        double start = now_of_thread();
        job->input = job->output = 0;
        for (size_t i = 0; i < job->count; i++) {
            arena_reset(document);
            if (!convert_one(job, run, document, job->bytes[i], &faults))
                return false;
            job->input += job->bytes[i].len;
        }
        double taken = now_of_thread() - start;
        if (job->least == 0 || taken < job->least)
            job->least = taken;
    }
    arena_free(document);
    return true;
}

int main(int argc, char **argv)
{
    static Job job = {.iterations = 200};
    Faults faults = {0};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--read") == 0)
            job.only_reads = true;
        else if (strcmp(argv[i], "--iterations") == 0 && i + 1 < argc)
            job.iterations = atoi(argv[++i]);
        else if (job.syntax == NULL)
            job.syntax = argv[i];
        else if (job.count < FILES_MAX)
            job.paths[job.count++] = argv[i];
    }
    if (job.count == 0 || !arena_run(0, measure, &job, &faults)) {
        fputs("usage: convert SYNTAX FILE… [--iterations N] [--read], in the project's folder\n",
              stderr);
        return 1;
    }
    printf("documents=%zu input=%zu output=%zu seconds=%.6f documents_per_second=%.0f\n", job.count,
           job.input, job.output, job.least, (double)job.count / job.least);
    return 0;
}
