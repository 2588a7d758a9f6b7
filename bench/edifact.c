// SPDX-License-Identifier: Apache-2.0
// How fast EDIFACT is cut into segments, read into trees, and validated, against the size of the
// interchange.
//
//     edifact FILE DIRECTORY… --tokens | --trees | --validated [--iterations N]
//
// Prints one line of key=value pairs, for bench/table.py: seconds of the processor of the cheapest
// run.

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/file.h"
#include "schema/edifact.h"
#include "timing.h"

typedef enum Mode { MODE_TOKENS, MODE_TREES, MODE_VALIDATED } Mode;

typedef struct Job {
    const char *path;
    char **directories;
    int directory_count, iterations;
    Mode mode;
    double least;
    size_t bytes, units, findings;
} Job;

static void note(Job *job, double start)
{
    double taken = now_of_thread() - start;
    if (job->least == 0 || taken < job->least)
        job->least = taken;
}

static bool cut(Arena *arena, void *context)
{
    Job *job = context;
    Faults faults = {0};
    Slice bytes;
    if (!file_read(arena, job->path, UINT32_MAX, &bytes, &faults))
        return false;
    job->bytes = bytes.len;
    for (int i = 0; i < job->iterations; i++) {
        double start = now_of_thread();
        EdifactSegment segment;
        EdifactScanner *scanner = edifact_scanner_new(arena, slice_part(bytes, 9, bytes.len),
                                                      (EdifactSyntax){':', '+', '.', '?', 0, '\''});
        job->units = 0;
        while (edifact_scanner_next(scanner, &segment))
            job->units += segment.count;
        note(job, start);
    }
    return true;
}

static ptrdiff_t fill(void *handle, char *at, size_t room)
{
    return read(*(int *)handle, at, room);
}

static void read_once(Job *job, Arena *arena, Arena *document, EdifactReader *reader,
                      EdifactValidator *validator)
{
    Faults faults = {0};
    EdifactUnit unit;
    int file = open(job->path, O_RDONLY);
    EdifactStream *stream = edifact_stream_new(arena, reader, (EdifactSource){fill, &file}, NULL);
    edifact_validator_begin(validator);
    job->units = job->findings = 0;
    while (edifact_stream_next(stream, document, &unit, &faults)) {
        SchemaFindings findings = {.arena = document};
        if (job->mode == MODE_VALIDATED)
            edifact_validate(validator, &unit, &findings);
        job->findings += findings.count;
        job->units += unit.kind == UNIT_MESSAGE;
        arena_reset(document);
    }
    if (faults.count > 0)
        fprintf(stderr, "%s\n", faults.list[0].text);
    job->bytes = (size_t)lseek(file, 0, SEEK_END);
    close(file);
}

static bool read_all(Arena *arena, void *context)
{
    Job *job = context;
    Faults faults = {0};
    EdifactLibrary *library = edifact_library_new(arena);
    for (int i = 0; i < job->directory_count; i++) {
        Slice text;
        if (!file_read(arena, job->directories[i], UINT32_MAX, &text, &faults) ||
            !edifact_library_add(library, text, &faults))
            return false;
    }
    Vocabulary *vocabulary = vocabulary_new(arena);
    EdifactReader *reader = edifact_reader_new(arena, vocabulary, library);
    EdifactValidator *validator = edifact_validator_new(arena, vocabulary, reader);
    Arena *document = arena_new(arena_guard(arena), 0);
    for (int i = 0; i < job->iterations; i++) {
        double start = now_of_thread();
        read_once(job, arena, document, reader, validator);
        note(job, start);
    }
    arena_free(document);
    return true;
}

int main(int argc, char **argv)
{
    Job job = {.iterations = 5, .path = argc > 1 ? argv[1] : "", .directories = argv + 2};
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--trees") == 0)
            job.mode = MODE_TREES;
        else if (strcmp(argv[i], "--validated") == 0)
            job.mode = MODE_VALIDATED;
        else if (strcmp(argv[i], "--iterations") == 0 && i + 1 < argc)
            job.iterations = atoi(argv[++i]);
        else if (strncmp(argv[i], "--", 2) != 0)
            job.directory_count++;
    }
    if (!arena_run(0, job.mode == MODE_TOKENS ? cut : read_all, &job, NULL))
        return 1;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("mb_per_s=%.1f cpu_s=%.4f bytes=%zu units=%zu findings=%zu rss_kb=%ld\n",
           (double)job.bytes / job.least / 1e6, job.least, job.bytes, job.units, job.findings,
           usage.ru_maxrss);
    return 0;
}
