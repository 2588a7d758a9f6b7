// SPDX-License-Identifier: Apache-2.0
// `madoguchi edifact import`: a release of the UN's directories into our compact form.

#include "tree/edifact.h"

#include "base/file.h"
#include "cli/commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

typedef struct Work {
    const Arguments *arguments;
    Faults *faults;
} Work;

static bool write_text(const char *path, Slice text, Faults *faults)
{
    bool is_stdout = path == NULL || strcmp(path, "-") == 0;
    FILE *file = is_stdout ? stdout : fopen(path, "w");
    bool is_good = file != NULL && fwrite(text.at, 1, text.len, file) == text.len;
    if (file != NULL && !is_stdout && fclose(file) != 0)
        is_good = false;
    return is_good || fault_add(faults, FAULT_IO, 0, 0, "%s cannot be written: %s",
                                is_stdout ? "standard output" : path, strerror(errno));
}

static bool import(Arena *arena, void *context)
{
    Work *work = context;
    const char *messages = argument_value(work->arguments, "messages");
    const char *out = argument_value(work->arguments, "out");
    EdifactImport result;
    if (!edifact_import(arena, operand_at(work->arguments, 0), messages != NULL ? slice_of(messages) : S(""), &result,
                        work->faults) ||
        !write_text(out, result.text, work->faults))
        return false;
    fprintf(stderr, "D.%.*s: %zu messages, %zu data elements, %zu codes, %zu bytes\n", (int)result.release.len,
            result.release.at, result.message_count, result.element_count, result.code_count, result.text.len);
    return true;
}

int run_edifact_import(const Arguments *arguments)
{
    Faults faults = {0};
    Work work = {arguments, &faults};
    bool is_good = arena_run(0, import, &work, &faults);
    print_faults(&faults);
    return is_good ? 0 : EXIT_COULD_NOT;
}
