// SPDX-License-Identifier: Apache-2.0
// Any bytes as a workbook. Behind a first byte of '#' they are its parts, parted by NUL: the sheet,
// the styles, the shared texts, the workbook; so that what is packed is fuzzed as well as the
// packing. What is read has a cell for every node.

#include "tree/syntax.h"
#include "tree/xlsx.h"

#include <assert.h>
#include <zip.h>

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice input;
} Run;

static const char relations[] =
    "<Relationships><Relationship Id='r1' Type='x/worksheet' Target='worksheets/sheet1.xml'/>"
    "<Relationship Id='r3' Type='x/sharedStrings' Target='sharedStrings.xml'/>"
    "<Relationship Id='r4' Type='x/styles' Target='styles.xml'/></Relationships>";
static const char workbook[] =
    "<workbook><sheets><sheet name='Lines' id='r1'/></sheets></workbook>";

static void add_part(zip_t *archive, const char *name, Slice text)
{
    zip_int64_t index = zip_file_add(
        archive, name, zip_source_buffer(archive, text.at, text.len, 0), ZIP_FL_ENC_UTF_8);
    zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_STORE, 0);
}

static Slice packed(Run *run, Slice parts)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_source_keep(source);
    zip_t *archive = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    add_part(archive, "xl/worksheets/sheet1.xml", slice_cut(&parts, '\0'));
    add_part(archive, "xl/styles.xml", slice_cut(&parts, '\0'));
    add_part(archive, "xl/sharedStrings.xml", slice_cut(&parts, '\0'));
    add_part(archive, "xl/workbook.xml", parts.len > 0 ? parts : S(workbook));
    add_part(archive, "xl/_rels/workbook.xml.rels", S(relations));
    zip_close(archive);
    zip_stat_t status;
    zip_source_open(source);
    zip_source_stat(source, &status);
    char *bytes = arena_take_raw(run->arena, (size_t)status.size + 1, 1);
    zip_source_read(source, bytes, status.size);
    zip_source_close(source);
    zip_source_free(source);
    return (Slice){bytes, (size_t)status.size};
}

static bool run_all(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)512 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    bool has_parts = run->input.len > 0 && run->input.at[0] == '#';
    Slice bytes = has_parts ? packed(run, slice_part(run->input, 1, run->input.len)) : run->input;
    XlsxOptions options = {.unpacked_max = 1 << 24, .cells_max = 20000};
    syntax_of(run->arena, bytes, S("x"));
    const Tree *tree = xlsx_read(run->arena, vocabulary_new(run->arena), bytes, &options, faults);
    if (tree == NULL) {
        assert(faults->count > 0);
        return false;
    }
    for (NodeId node = 1; node < tree->count && node < 300; node++) {
        tree_place(tree, node);
        xlsx_place(run->arena, tree, node);
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Run run = {.input = {(const char *)data, size}};
    guard_run(&run.guard, run_all, &run, NULL);
    arena_free(run.arena);
    return 0;
}
