// SPDX-License-Identifier: Apache-2.0
// How long it takes to open a code list, to find a code, a name, the beginning of a name.
//
//     codes LIST.codes [--iterations N]
//
// Prints one line of key=value pairs, for bench/table.py: microseconds of the processor, of one
// question, the mean over every row of the list. `miss` asks for what is not there; `broad` for one
// letter, the dearest question there is.

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "codes/codes.h"
#include "timing.h"

enum { HITS = 20 };

typedef struct Job {
    const char *path;
    size_t iterations;
    Faults faults;
    const Codes *codes;
    Arena *scratch;
    double open_us, code_us, loose_us, name_us, prefix_us, miss_us, broad_us;
    size_t found; // so that no question can be left out
} Job;

typedef void Ask(Job *job, CodeRow row);

static void ask_code(Job *job, CodeRow row)
{
    job->found += codes_find(job->codes, codes_code(job->codes, row)) == row;
}

static void ask_loosely(Job *job, CodeRow row)
{
    char code[64];
    Slice text = codes_code(job->codes, row);
    size_t len = text.len < 2 || text.len > 60 ? 0 : text.len;
    if (len == 0)
        return;
    memcpy(code, text.at, 2);
    code[2] = ' ';
    memcpy(code + 3, text.at + 2, len - 2);
    job->found += codes_find_loosely(job->codes, (Slice){code, len + 1}) == row;
}

static void ask_query(Job *job, Slice query)
{
    CodeHit hits[HITS];
    job->found += codes_search(job->codes, job->scratch, query, hits, HITS);
}

static void ask_name(Job *job, CodeRow row)
{
    ask_query(job, codes_label(job->codes, row, S("en")));
}

static void ask_prefix(Job *job, CodeRow row)
{
    enum { PREFIX = 6 };
    ask_query(job, slice_part(codes_label(job->codes, row, S("en")), 0, PREFIX));
}

static void ask_miss(Job *job, CodeRow row)
{
    (void)row;
    ask_query(job, S("qxqxqx"));
}

static void ask_broad(Job *job, CodeRow row)
{
    (void)row;
    ask_query(job, S("a"));
}

static double measure(Job *job, Ask *ask)
{
    size_t count = 0;
    double start = now_of_thread();
    uint32_t rows = codes_count(job->codes);
    // A step that has no common divisor with most sizes of lists jumps about as people do.
    for (uint64_t row = 0; count < job->iterations; count++, row = (row + 7919) % rows)
        ask(job, (CodeRow)row);
    return (now_of_thread() - start) * 1e6 / (double)count;
}

// The cheapest of some openings: of the first, the disk has its share.
static void open_often(Job *job, Arena *arena)
{
    enum { OPENINGS = 20 };
    for (int i = 0; i < OPENINGS; i++) {
        double start = now_of_thread();
        job->codes = codes_map(arena, job->path, &job->faults);
        double taken = (now_of_thread() - start) * 1e6;
        if (i == 0 || taken < job->open_us)
            job->open_us = taken;
    }
}

static bool run(Arena *arena, void *context)
{
    Job *job = context;
    open_often(job, arena);
    if (job->codes == NULL || codes_count(job->codes) == 0)
        return false;
    job->scratch = arena_new(arena_guard(arena), 0);
    measure(job, ask_code); // the first touch of each page is the disk's business
    measure(job, ask_name);
    job->code_us = measure(job, ask_code);
    job->loose_us = measure(job, ask_loosely);
    job->name_us = measure(job, ask_name);
    job->prefix_us = measure(job, ask_prefix);
    job->miss_us = measure(job, ask_miss);
    job->iterations = job->iterations / 1000 + 1;
    job->broad_us = measure(job, ask_broad);
    arena_free(job->scratch);
    return true;
}

int main(int argc, char **argv)
{
    Job job = {.path = argc > 1 ? argv[1] : "", .iterations = 100000};
    if (argc > 3 && strcmp(argv[2], "--iterations") == 0)
        job.iterations = (size_t)atol(argv[3]);
    if (!arena_run(0, run, &job, &job.faults)) {
        fprintf(stderr, "%s\n", job.faults.list[0].text);
        return 1;
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("open_us=%.1f code_us=%.3f loose_us=%.3f name_us=%.2f prefix_us=%.2f miss_us=%.2f "
           "broad_us=%.0f found=%zu rss_kb=%ld\n",
           job.open_us, job.code_us, job.loose_us, job.name_us, job.prefix_us, job.miss_us,
           job.broad_us, job.found, usage.ru_maxrss);
    return 0;
}
