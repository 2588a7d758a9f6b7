// SPDX-License-Identifier: Apache-2.0
// Any bytes as a filled form. Behind a first byte of '#' they are CSV files, parted by NUL, so that
// what is packed is fuzzed as well as the packing. What is read, written and read again is the
// same.

#include "map/sheets.h"
#include "tree/archive.h"

#include <assert.h>

// A register of every kind of term, with lists two deep.
static const char schema[] =
    "{\"type\": \"object\", \"required\": [\"id\"], \"properties\": {"
    "\"id\": {\"type\": \"string\"}, \"date\": {\"type\": \"string\", \"format\": \"date\"},"
    "\"currency\": {\"type\": \"string\", \"codes\": \"currencies\"},"
    "\"mode\": {\"type\": \"string\", \"enum\": [\"SEA\", \"AIR\"]},"
    "\"urgent\": {\"type\": \"boolean\"}, \"owner\": {\"type\": \"object\", \"properties\": {"
    "\"name\": {\"type\": \"string\"}, \"weight\": {\"type\": \"number\"}}},"
    "\"boxes\": {\"type\": \"array\", \"items\": {\"type\": \"object\", \"required\": [\"mark\"], "
    "\"properties\": {\"mark\": {\"type\": \"string\"}, \"gross\": {\"type\": \"number\"},"
    "\"bags\": {\"type\": \"array\", \"items\": {\"type\": \"object\", \"properties\": {"
    "\"colour\": {\"type\": \"string\"}}}}}}}}}";

enum { FILES_MAX = 4 };

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice input;
} Run;

static Slice packed(Run *run, Slice tables, Faults *faults)
{
    static const Slice names[FILES_MAX] = {S_INIT("a.csv"), S_INIT("b.csv"), S_INIT("c.csv"),
                                           S_INIT("d.tsv")};
    ArchiveEntry entries[FILES_MAX];
    size_t count = 0;
    for (; tables.len > 0 && count < FILES_MAX; count++)
        entries[count] = (ArchiveEntry){names[count], slice_cut(&tables, '\0')};
    Buffer out = buffer_new(run->arena);
    assert(archive_write(&out, entries, count, faults));
    return buffer_slice(&out);
}

static const Content *read_sheets(Run *run, const Model *model, Slice bytes, Losses *losses,
                                  Faults *faults)
{
    const Sheets *sheets = sheets_open(run->arena, bytes, NULL, faults);
    if (sheets == NULL)
        return NULL;
    sheets_schema(sheets);
    return sheets_read(run->arena, model, sheets, NULL, losses, faults);
}

static void goes_and_comes(Run *run, const Model *model, const Content *content, Faults *faults)
{
    Buffer out = buffer_new(run->arena);
    Losses losses = {.arena = run->arena};
    const Labels *labels = labels_new(run->arena, S("ja"), S(""), S(""), faults);
    const SheetForm *form = sheet_form_new(run->arena, model, labels, content, faults);
    assert(form != NULL && sheets_write_csv(form, content, &out, &losses, faults));
    const Content *back = read_sheets(run, model, buffer_slice(&out), &losses, faults);
    // What a cell cannot hold is told, and may be required.
    assert(losses.count > 0 ||
           (back != NULL && content_compare(run->arena, content, back).count == 0));
}

static bool run_all(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)512 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    Losses losses = {.arena = run->arena};
    const Model *model = model_compile(run->arena, S(schema), S(""), faults);
    bool has_tables = run->input.len > 1 && run->input.at[0] == '#';
    Slice bytes =
        has_tables ? packed(run, slice_part(run->input, 1, run->input.len), faults) : run->input;
    sheets_are(run->arena, bytes);
    const Content *content = read_sheets(run, model, bytes, &losses, faults);
    if (content == NULL)
        assert(faults->count > 0);
    else
        goes_and_comes(run, model, content, faults);
    return content != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Run run = {.input = {(const char *)data, size}};
    guard_run(&run.guard, run_all, &run, NULL);
    arena_free(run.arena);
    return 0;
}
