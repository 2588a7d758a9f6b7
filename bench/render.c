// SPDX-License-Identifier: Apache-2.0
// How long one document takes from its bytes to a PDF (or HTML) when all is warm.
//
//     render FILE [--language en|ja|zh[,…]] [--html] [--iterations N]
//
// Prints one line of key=value pairs: the processor's time of the first round, in which fonts are
// found and opened, and of the cheapest and the median one.

#include "render/render.h"
#include "base/file.h"
#include "register/carried.h"
#include "register/crosswalk.h"
#include "render/pdf.h"
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS_MAX = 10000 };

typedef struct Job {
    const char *path;
    Reading reading;
    bool is_html;
    size_t rounds, output;
    double taken[ROUNDS_MAX];
    CrosswalkRun *run;
    PdfPress *press;
} Job;

static Slice text_of(Arena *arena, const char *path, Faults *faults)
{
    Slice text = {0};
    file_read(arena, path, SIZE_MAX, &text, faults);
    return text;
}

static bool load(Job *job, Arena *arena, Faults *faults)
{
    job->run = crosswalk_run_new(arena, carried_registers(arena), &(CrosswalkTables){0});
    job->press = pdf_press_new(arena, faults);
    return job->press != NULL;
}

static bool render_once(Job *job, Arena *arena, Slice bytes, Faults *faults)
{
    CrosswalkDocument *documents;
    if (crosswalk_read(job->run, arena, bytes, &documents, faults) == 0)
        return false;
    Buffer out = buffer_new(arena);
    const Layout *layout = register_layout(documents->reg, faults);
    if (layout == NULL)
        return false;
    const Sheet *sheet = sheet_compose(arena, layout, documents->content, &job->reading);
    bool is_good = true;
    if (job->is_html)
        sheet_write_html(&out, sheet);
    else
        is_good = pdf_write(job->press, arena, sheet, &out, faults);
    job->output = out.len;
    return is_good;
}

static bool measure(Arena *arena, void *context)
{
    Job *job = context;
    Faults faults = {0};
    if (!load(job, arena, &faults))
        return false;
    Slice bytes = text_of(arena, job->path, &faults);
    Arena *document = arena_new(arena_guard(arena), 0);
    bool is_good = faults.count == 0;
    for (size_t i = 0; i < job->rounds && is_good; i++) {
        double start = now_of_thread();
        arena_reset(document);
        is_good = render_once(job, document, bytes, &faults);
        job->taken[i] = (now_of_thread() - start) * 1e3;
    }
    arena_free(document);
    return is_good;
}

static void read_languages(Job *job, const char *text)
{
    Slice rest = slice_of(text);
    job->reading.count = 0;
    while (rest.len > 0 && job->reading.count < READING_MAX)
        if (language_find(slice_cut(&rest, ','), &job->reading.languages[job->reading.count]))
            job->reading.count++;
}

int main(int argc, char **argv)
{
    static Job job = {.rounds = 100, .reading = {{LANGUAGE_EN}, 1, false}};
    Faults faults = {0};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--html") == 0)
            job.is_html = true;
        else if (strcmp(argv[i], "--language") == 0 && i + 1 < argc)
            read_languages(&job, argv[++i]);
        else if (strcmp(argv[i], "--iterations") == 0 && i + 1 < argc)
            job.rounds = (size_t)atoi(argv[++i]);
        else
            job.path = argv[i];
    }
    bool is_usable = job.path != NULL && job.rounds > 1 && job.rounds <= ROUNDS_MAX;
    if (!is_usable || !arena_run(0, measure, &job, &faults)) {
        fputs("usage: render FILE [--language L[,L]] [--html] [--iterations N], in the project's "
              "folder\n",
              stderr);
        return 1;
    }
    double first = job.taken[0];
    times_sort(job.taken, job.rounds);
    printf("output=%zu first_ms=%.2f least_ms=%.2f median_ms=%.2f\n", job.output, first,
           job.taken[0], times_percentile(job.taken, job.rounds, 50));
    return 0;
}
