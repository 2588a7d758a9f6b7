// SPDX-License-Identifier: Apache-2.0
// Compiles data/glossary for the program to carry: compile-glossary FOLDER OUT DEPFILE
//
// A tool of the build. It takes every .tsv of the folder, which need not be there, and writes down
// for the build what it looked at.

#include "base/file.h"
#include "search/data.h"
#include "search/glossary.h"

#include <glob.h>
#include <stdio.h>
#include <unistd.h>

const GlossaryFile glossary_files[1] = {{0}}; // what is being made cannot be carried yet

typedef struct Job {
    const char *folder, *out, *depfile;
    Faults faults;
} Job;

static bool write_depfile(const Job *job, const glob_t *found)
{
    FILE *file = fopen(job->depfile, "w");
    if (file == NULL)
        return false;
    // The folder itself, too: a file more is one that is taken.
    fprintf(file, "%s: %s", job->out, access(job->folder, F_OK) == 0 ? job->folder : "");
    for (size_t i = 0; i < found->gl_pathc; i++)
        fprintf(file, " %s", found->gl_pathv[i]);
    fprintf(file, "\n");
    return fclose(file) == 0;
}

static bool compile(Arena *arena, void *context)
{
    enum { SOURCE_BYTES_MAX = 16 << 20 };
    Job *job = context;
    glob_t found = {0};
    int code = glob(arena_print(arena, "%s/*.tsv", job->folder).at, 0, NULL, &found);
    if (code != 0 && code != GLOB_NOMATCH)
        return fault_add(&job->faults, FAULT_IO, 0, 0, "%s cannot be read", job->folder);
    GlossarySource *sources = arena_array(arena, GlossarySource, found.gl_pathc);
    bool is_good = true;
    for (size_t i = 0; i < found.gl_pathc && is_good; i++) {
        sources[i].name = arena_copy(arena, slice_of(found.gl_pathv[i]));
        is_good =
            file_read(arena, found.gl_pathv[i], SOURCE_BYTES_MAX, &sources[i].bytes, &job->faults);
    }
    Slice table = glossary_make(arena, sources, found.gl_pathc, &job->faults);
    is_good = is_good && table.at != NULL && write_depfile(job, &found) &&
              file_replace(arena, slice_of(job->out), table, &job->faults);
    globfree(&found);
    return is_good;
}

int main(int argc, char **argv)
{
    Job job = {.folder = argv[1], .out = argv[2], .depfile = argv[3]};
    if (argc == 4 && arena_run(0, compile, &job, &job.faults))
        return 0;
    for (size_t i = 0; i < job.faults.count && i < FAULTS_KEPT; i++)
        fprintf(stderr, "%s: %s\n", job.faults.list[i].file, job.faults.list[i].text);
    return 1;
}
