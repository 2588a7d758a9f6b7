// SPDX-License-Identifier: Apache-2.0
// Names and writes what commands make of documents.

#include "cli/output.h"

#include <stdio.h>
#include <sys/stat.h>

bool output_open(Output *output, const Arguments *arguments, Faults *faults)
{
    struct stat status;
    output->path = argument_value(arguments, "output");
    output->is_folder =
        output->path != NULL && stat(output->path, &status) == 0 && S_ISDIR(status.st_mode);
    return operand_count(arguments) < 2 || output->is_folder ||
           fault_add(faults, FAULT_USAGE, 0, 0,
                     "several files are written to a folder; name one that is there with --output "
                     "FOLDER");
}

bool output_holds(const Output *output, size_t documents, Faults *faults)
{
    return documents < 2 || output->is_folder ||
           fault_add(faults, FAULT_USAGE, 0, 0,
                     "has %zu documents; name a folder for them with --output FOLDER", documents);
}

static const char *target_in_folder(const Output *output, Arena *arena, const char *source,
                                    size_t number, const char *suffix)
{
    const char *name = strrchr(source, '/') ? strrchr(source, '/') + 1 : source;
    const char *dot = strrchr(name, '.');
    size_t len = dot != NULL && dot > name ? (size_t)(dot - name) : strlen(name);
    Slice which = number > 0 ? arena_print(arena, "-%zu", number + 1) : S("");
    return arena_print(arena, "%s/%.*s%.*s.%s", output->path, (int)len, name, (int)which.len,
                       which.at, suffix)
        .at;
}

bool output_put(const Output *output, Arena *arena, const char *source, size_t number,
                const char *suffix, Slice bytes, Faults *faults)
{
    const char *target =
        output->is_folder ? target_in_folder(output, arena, source, number, suffix) : output->path;
    FILE *out = target != NULL ? fopen(target, "wb") : stdout;
    bool is_good = out != NULL && fwrite(bytes.at, 1, bytes.len, out) == bytes.len;
    if (out != NULL && out != stdout)
        is_good &= fclose(out) == 0;
    return is_good || fault_add(faults, FAULT_IO, 0, 0, "%s cannot be written",
                                target ? target : "standard output");
}
