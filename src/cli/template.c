// SPDX-License-Identifier: Apache-2.0
// `madoguchi template`: a workbook to be filled in.

#include "cli/registers.h"

#include "base/file.h"
#include "cli/commands.h"

#include <stdio.h>
#include <unistd.h>

typedef struct Template {
    const Arguments *arguments;
    Faults *faults;
} Template;

static bool put(Arena *arena, const char *path, Slice bytes, Faults *faults)
{
    if (path != NULL)
        return file_replace(arena, slice_of(path), bytes, faults);
    if (isatty(STDOUT_FILENO))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "a workbook is nothing to read on a screen; name a file with --output");
    return fwrite(bytes.at, 1, bytes.len, stdout) == bytes.len ||
           fault_add(faults, FAULT_IO, 0, 0, "standard output cannot be written");
}

static bool write_template(Arena *arena, void *context)
{
    Template *it = context;
    Losses losses = {.arena = arena}; // an empty form has none
    Buffer out = buffer_new(arena);
    Registers *registers = registers_given(arena, it->arguments, it->faults);
    Register *reg =
        registers ? registers_find(registers, slice_of(operand_at(it->arguments, 0)), it->faults)
                  : NULL;
    const SheetForm *form =
        reg ? register_form(reg, language_given(it->arguments), it->faults) : NULL;
    return form != NULL && sheets_write(form, NULL, &out, &losses, it->faults) &&
           put(arena, argument_value(it->arguments, "output"), buffer_slice(&out), it->faults);
}

int run_template(const Arguments *arguments)
{
    Faults faults = {0};
    Template it = {arguments, &faults};
    bool is_good = arena_run(0, write_template, &it, &faults);
    print_faults(&faults);
    return is_good ? EXIT_VALID : EXIT_COULD_NOT;
}
