// SPDX-License-Identifier: Apache-2.0
// `madoguchi codes import`: a publisher's list into the user's own.
//
//     KIND, paths ─► files (unpacked) ─► importer ─► verified ─► NAME.codes in the folder

#include "base/file.h"
#include "cli/codes_folder.h"
#include "cli/commands.h"
#include "codes/make.h"
#include "tree/archive.h"

#include <string.h>
#include <strings.h>

enum {
    FILE_BYTES_MAX = 256 << 20, // the largest published part has 5 MB
    INPUTS_MAX = 64,            // UN/LOCODE has three
};

// Bytes that an import may take; all of UN/LOCODE takes 180 MB.
#define MEMORY_MAX ((size_t)4 << 30)

typedef struct Work {
    const Arguments *arguments;
    Faults *faults;
    Arena *arena;
    CodeInput inputs[INPUTS_MAX];
    size_t count;
} Work;

typedef struct Kind {
    const char *name;
    bool (*run)(Work *work);
    CodeImporter *import;
} Kind;

// ---- Files ----

static Slice base_name(Slice path)
{
    const char *slash = path.len > 0 ? memrchr(path.at, '/', path.len) : NULL;
    return slash == NULL ? path : slice_part(path, (size_t)(slash - path.at) + 1, path.len);
}

static bool add_input(Work *work, Slice name, Slice bytes)
{
    if (work->count == INPUTS_MAX)
        return fault_add(work->faults, FAULT_LIMIT, 0, 0, "there are more than %d files",
                         INPUTS_MAX);
    work->inputs[work->count++] = (CodeInput){base_name(name), bytes};
    return true;
}

// Of an archive, the tables; the UN's holds the subdivisions, too, and a PDF.
static bool is_wanted(const char *name)
{
    size_t len = strlen(name);
    bool is_table = len > 4 && (strcasecmp(name + len - 4, ".csv") == 0 ||
                                strcasecmp(name + len - 4, ".tsv") == 0);
    return is_table && strcasestr(name, "Subdivision") == NULL;
}

static bool add_archive(Work *work, Slice bytes)
{
    const ArchiveEntry *entries;
    size_t count;
    ArchiveLimits limits = {.entry_max = FILE_BYTES_MAX, .total_max = FILE_BYTES_MAX};
    if (!archive_read(work->arena, bytes, is_wanted, &limits, &entries, &count, work->faults))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!add_input(work, entries[i].name, entries[i].bytes))
            return false;
    return true;
}

static bool add_file(Work *work, const char *path)
{
    Slice bytes;
    if (!file_read(work->arena, path, FILE_BYTES_MAX, &bytes, work->faults))
        return false;
    return archive_is(bytes) ? add_archive(work, bytes) : add_input(work, slice_of(path), bytes);
}

// ---- Importing ----

static bool write_list(Work *work, const CodeImport *list)
{
    const char *out = argument_value(work->arguments, "out");
    if (out != NULL)
        return file_replace(work->arena, slice_of(out), list->bytes, work->faults);
    Slice folder = codes_folder(work->arena, work->arguments);
    return folder_make(work->arena, folder, work->faults) &&
           file_replace(work->arena,
                        arena_print(work->arena, "%s/%.*s.codes", folder.at, (int)list->name.len,
                                    list->name.at),
                        list->bytes, work->faults);
}

static void tell(const CodeImport *list)
{
    fprintf(stderr, "%.*s: %u rows, %zu bytes", (int)list->name.len, list->name.at, list->rows,
            list->bytes.len);
    if (list->passed_over > 0)
        fprintf(stderr, "; %u lines are no rows", list->passed_over);
    if (list->mended > 0)
        fprintf(stderr, "; %u cells left out, being no coordinates", list->mended);
    fputc('\n', stderr);
}

static bool import_inputs(Work *work, CodeImporter *import)
{
    const char *name = argument_value(work->arguments, "name");
    const char *edition = argument_value(work->arguments, "edition");
    CodeInputs inputs = {work->inputs, work->count, slice_of(name != NULL ? name : ""),
                         slice_of(edition != NULL ? edition : "")};
    CodeImport list;
    if (name != NULL && !codes_is_name(inputs.list))
        return fault_add(work->faults, FAULT_USAGE, 0, 0,
                         "--name takes lower-case letters, digits and hyphens; found %s", name);
    if (!import(work->arena, &inputs, &list, work->faults))
        return false;
    const Codes *made = codes_open(work->arena, list.bytes, work->faults);
    if (made == NULL || !codes_verify(made, work->faults) || !write_list(work, &list))
        return false;
    tell(&list);
    return true;
}

// ---- The kinds ----

static bool import_files(Work *work)
{
    if (operand_count(work->arguments) < 2)
        return fault_add(work->faults, FAULT_USAGE, 0, 0, "say which file is to be imported");
    for (size_t i = 1; i < operand_count(work->arguments); i++)
        if (!add_file(work, operand_at(work->arguments, i)))
            return false;
    return true;
}

static bool import_standard(Work *work, const char *prefix, const char *standard)
{
    static const char *const languages[] = {"ja", "zh_CN"};
    work->count = 0;
    if (!add_file(work, arena_print(work->arena, "%s/iso-codes/json/%s.json", prefix, standard).at))
        return false;
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        // Names in one language only are no reason to refuse a list.
        Faults absent = {0};
        Slice bytes;
        Slice path = arena_print(work->arena, "%s/locale/%s/LC_MESSAGES/%s.mo", prefix,
                                 languages[i], standard);
        if (file_read(work->arena, path.at, FILE_BYTES_MAX, &bytes, &absent))
            add_input(work, arena_print(work->arena, "%s.mo", languages[i]), bytes);
    }
    return import_inputs(work, import_iso);
}

static bool import_installed(Work *work)
{
    static const char *const parts[] = {"iso_3166-1", "iso_3166-2", "iso_4217", "iso_639-2"};
    const char *prefix =
        operand_count(work->arguments) > 1 ? operand_at(work->arguments, 1) : "/usr/share";
    if (argument_is_given(work->arguments, "name") || argument_is_given(work->arguments, "out"))
        return fault_add(work->faults, FAULT_USAGE, 0, 0,
                         "iso makes several lists: neither --name nor --out fits");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!import_standard(work, prefix, parts[i]))
            return false;
    return true;
}

static const Kind kinds[] = {
    {"unlocode", import_files, import_unlocode},
    {"hs", import_files, import_hs},
    {"tariff", import_files, import_tariff},
    {"table", import_files, import_table},
    {"iso", import_installed, NULL},
};

static bool import(Arena *arena, void *context)
{
    Work *work = context;
    const char *asked = operand_at(work->arguments, 0);
    work->arena = arena;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, asked) == 0)
            return kinds[i].run(work) &&
                   (kinds[i].import == NULL || import_inputs(work, kinds[i].import));
    return fault_add(work->faults, FAULT_USAGE, 0, 0,
                     "KIND is unlocode, hs, tariff, iso or table; found %s", asked);
}

int run_codes_import(const Arguments *arguments)
{
    Faults faults = {0};
    Work work = {.arguments = arguments, .faults = &faults};
    bool is_good = arena_run(MEMORY_MAX, import, &work, &faults);
    print_faults(&faults);
    return is_good ? 0 : EXIT_COULD_NOT;
}
