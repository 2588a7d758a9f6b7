// SPDX-License-Identifier: Apache-2.0
// Opens registers for commands.

#include "cli/registers.h"

#include "base/file.h"
#include "cli/directories.h"
#include "cli/terminal.h"
#include "register/carried.h"
#include "tree/charset.h"

// One's own come first: a folder may replace what the program carries.
Registers *registers_given(Arena *arena, const Arguments *arguments, Faults *faults)
{
    const char *path;
    Registers *registers = registers_new(arena);
    for (size_t i = 0; (path = argument_at(arguments, "registers", i)) != NULL; i++)
        if (!registers_add_folder(registers, path, faults))
            return NULL;
    registers_add(registers, data_files);
    return registers;
}

CrosswalkRun *crosswalk_given(Arena *arena, const Arguments *arguments, Faults *faults)
{
    const char *name = argument_value(arguments, "register");
    Registers *registers = registers_given(arena, arguments, faults);
    if (registers == NULL)
        return NULL;
    Register *expected = name != NULL ? registers_find(registers, slice_of(name), faults) : NULL;
    if (name != NULL && expected == NULL)
        return NULL;
    const char *encoding = argument_value(arguments, "encoding");
    if (encoding != NULL && !charset_is_known(encoding)) {
        fault_add(faults, FAULT_USAGE, 0, 0,
                  "the encoding \"%s\" is not known; try UTF-8, Shift_JIS or GB18030", encoding);
        return NULL;
    }
    CrosswalkTables tables = {directories_all(arena, faults), carried_mt_tables(arena, faults)};
    CrosswalkRun *run = crosswalk_run_new(arena, registers, &tables);
    crosswalk_expect(run, expected);
    crosswalk_speak(run, language_given(arguments));
    crosswalk_decode(run, encoding);
    return run;
}

// ---- Document by document ----

typedef struct OneFile {
    const DocumentWork *work;
    const char *path;
} OneFile;

static bool work_on_file(Arena *arena, void *context)
{
    const OneFile *one = context;
    const DocumentWork *it = one->work;
    Slice bytes;
    CrosswalkDocument *documents = NULL;
    size_t most = argument_number(it->arguments, "max-bytes", UINT32_MAX);
    if (!file_read(arena, one->path, most, &bytes, it->faults))
        return false;
    size_t count = crosswalk_read(it->run, arena, bytes, &documents, it->faults);
    if (!output_holds(it->output, count, it->faults))
        return false;
    bool is_good = count > 0;
    for (size_t i = 0; i < count; i++)
        is_good &= it->work(it->context, arena, one->path, &documents[i], i);
    return is_good;
}

bool documents_each(const DocumentWork *it)
{
    bool is_good = true;
    for (size_t i = 0; i < operand_count(it->arguments); i++) {
        OneFile one = {it, operand_at(it->arguments, i)};
        size_t before = it->faults->count;
        is_good &= arena_run(0, work_on_file, &one, it->faults);
        fault_set_file(it->faults, before, one.path);
    }
    return is_good;
}

// ---- Words ----

Slice language_given(const Arguments *arguments)
{
    const char *language = argument_value(arguments, "language");
    return slice_of(language != NULL ? language : language_of_locale());
}

bool crosswalk_read_one(CrosswalkRun *run, Arena *arena, const char *path,
                        CrosswalkDocument *document, Faults *faults)
{
    Slice bytes;
    CrosswalkDocument *documents;
    size_t before = faults->count, count = 0;
    if (file_read(arena, path, UINT32_MAX, &bytes, faults))
        count = crosswalk_read(run, arena, bytes, &documents, faults);
    fault_set_file(faults, before, path);
    if (count > 1)
        fault_add(faults, FAULT_USAGE, 0, 0, "%s has %zu documents; name files that have one", path,
                  count);
    if (count == 1)
        *document = documents[0];
    return count == 1;
}
