// The registers that commands work on: those of the program, and a user's own.
#pragma once

#include "cli/command.h"
#include "cli/output.h"
#include "register/crosswalk.h"

// Those of the program and of --registers. NULL with faults. Lives in `arena`.
Registers *registers_given(Arena *arena, const Arguments *arguments, Faults *faults);

// What reads and writes their documents: with all directories, as --register and --language say.
// NULL with faults. Lives in `arena`.
CrosswalkRun *crosswalk_given(Arena *arena, const Arguments *arguments, Faults *faults);

// What a command does with each document of its operands.
typedef struct DocumentWork {
    const Arguments *arguments;
    CrosswalkRun *run;
    const Output *output;
    // `arena` is the file's; `number` is the document's in it, from 0. False with faults.
    bool (*work)(void *context, Arena *arena, const char *path, CrosswalkDocument *document,
                 size_t number);
    void *context;
    Faults *faults;
} DocumentWork;

// Does it, file by file, whatever becomes of the others. False when one could not be read or done.
bool documents_each(const DocumentWork *it);

// The language of labels: that of --language, else of the locale.
Slice language_given(const Arguments *arguments);

// A business document's file: standard input for `-`. The one that is in it. False with faults.
bool crosswalk_read_one(CrosswalkRun *run, Arena *arena, const char *path,
                        CrosswalkDocument *document, Faults *faults);
