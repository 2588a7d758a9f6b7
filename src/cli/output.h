// Where the results of a command go: standard output, a file, or a folder with a file for each
// document.
#pragma once

#include "base/arena.h"
#include "cli/command.h"

typedef struct Output {
    const char *path; // NULL: standard output
    bool is_folder;
} Output;

// What --output says. False with a fault where there are several operands and no folder for them.
bool output_open(Output *output, const Arguments *arguments, Faults *faults);

// False with a fault where a file has several documents and there is no folder for them.
bool output_holds(const Output *output, size_t documents, Faults *faults);

// Writes the result of document `number` (from 0) of the file `source`. In a folder it is called as
// the source, with `suffix` for its own. False with a fault.
bool output_put(const Output *output, Arena *arena, const char *source, size_t number,
                const char *suffix, Slice bytes, Faults *faults);
