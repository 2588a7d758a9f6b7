// SPDX-License-Identifier: Apache-2.0
// How long JSON takes to read into our tree, and into the values of the peer this is linked with.
//
//     json-PEER FILE
//
// Prints one line of key=value pairs, for bench/table.py: medians, in milliseconds, of turns that
// alternate.
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "bench/peers/peer.h"
#include "timing.h"
#include "tree/json.h"

enum { TURNS_MAX = 5000, TURNS_MIN = 7 };

static const double seconds = 3.0;

typedef struct Job {
    Arena *document;
    Vocabulary *vocabulary; // outlives documents, as in a run over many
    Slice bytes;
    char *path;
    Faults faults;
} Job;

static bool read_once(Job *job)
{
    arena_reset(job->document);
    return json_tree_read(job->document, job->vocabulary, job->bytes, NULL, &job->faults) != NULL;
}

static bool measure(Arena *arena, void *context)
{
    static double ours[TURNS_MAX], theirs[TURNS_MAX];
    Job *job = context;
    job->document = arena_new(arena_guard(arena), 0);
    arena_defer(arena, (void (*)(void *))arena_free, job->document);
    job->vocabulary = vocabulary_new(arena);
    if (!file_read(arena, job->path, UINT32_MAX, &job->bytes, &job->faults) || !read_once(job) ||
        !peer_read(job->bytes.at, job->bytes.len))
        return false;
    size_t turns = 0;
    for (double start = now(); turns < TURNS_MIN || (now() - start < seconds && turns < TURNS_MAX);
         turns++) {
        double before = now();
        read_once(job);
        double between = now();
        peer_read(job->bytes.at, job->bytes.len);
        ours[turns] = between - before;
        theirs[turns] = now() - between;
    }
    times_sort(ours, turns);
    times_sort(theirs, turns);
    printf("ours_ms=%.4f peer_ms=%.4f\n", times_percentile(ours, turns, 50) * 1e3,
           times_percentile(theirs, turns, 50) * 1e3);
    return true;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: json-PEER FILE\n", stderr);
        return 2;
    }
    Job job = {.path = argv[1]};
    if (!arena_run(0, measure, &job, &job.faults)) {
        fprintf(stderr, "%s\n", job.faults.count ? job.faults.list[0].text : "the peer refuses it");
        return 1;
    }
    return 0;
}
