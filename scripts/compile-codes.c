// SPDX-License-Identifier: Apache-2.0
// Compiles a table of data/codes for the program to carry: compile-codes IN.tsv OUT.codes
//
// A tool of the build. What is wrong in a table breaks the build, with its line.

#include "base/file.h"
#include "codes/make.h"

#include <stdio.h>

typedef struct Job {
    const char *in, *out;
    Faults faults;
} Job;

static bool write_bytes(Job *job, Slice bytes)
{
    FILE *file = fopen(job->out, "wb");
    bool is_good = file != NULL && fwrite(bytes.at, 1, bytes.len, file) == bytes.len;
    if (file != NULL && fclose(file) != 0)
        is_good = false;
    return is_good || fault_add(&job->faults, FAULT_IO, 0, 0, "%s cannot be written", job->out);
}

static bool compile(Arena *arena, void *context)
{
    enum { TABLE_BYTES_MAX = 16 << 20 }; // the largest of ours has a few hundred kilobytes
    Job *job = context;
    CodeInput input = {.name = slice_of(job->in)};
    CodeImport list;
    return file_read(arena, job->in, TABLE_BYTES_MAX, &input.bytes, &job->faults) &&
           import_table(arena, &(CodeInputs){.at = &input, .count = 1}, &list, &job->faults) &&
           codes_verify(codes_open(arena, list.bytes, &job->faults), &job->faults) &&
           write_bytes(job, list.bytes);
}

int main(int argc, char **argv)
{
    Job job = {.in = argv[1], .out = argv[2]};
    if (argc == 3 && arena_run(0, compile, &job, &job.faults))
        return 0;
    for (size_t i = 0; i < job.faults.count && i < FAULTS_KEPT; i++)
        fprintf(stderr, "%s:%u:%u: %s\n", job.in, job.faults.list[i].line,
                job.faults.list[i].column, job.faults.list[i].text);
    return 1;
}
