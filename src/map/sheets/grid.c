// SPDX-License-Identifier: Apache-2.0
// Workbooks and CSV files as plain grids of texts, all alike.

#include "map/sheets/internal.h"

#include "tree/archive.h"
#include "tree/columns.h"
#include "tree/csv.h"

enum {
    CELLS_MAX = 5000000,      // a million lines of a few cells each
    UNPACKED_MAX = 512 << 20, // of a workbook
    FILES_MAX = 200,
};

// ---- What it is ----

static bool is_table_name(const char *name)
{
    Slice text = slice_of(name);
    return slice_ends(text, S(".csv")) || slice_ends(text, S(".tsv")) ||
           slice_ends(text, S(".CSV")) || slice_ends(text, S(".TSV"));
}

bool sheets_are(Arena *scratch, Slice bytes)
{
    return xlsx_is(bytes) || archive_is(bytes) || csv_is(scratch, bytes);
}

// ---- Trees to grids ----

static NodeId first_element(const Tree *tree, NodeId parent)
{
    return tree_element_from(tree, tree_first_child(tree, parent));
}

static NodeId next_element(const Tree *tree, NodeId node)
{
    return tree_element_from(tree, tree_next_sibling(tree, node));
}

static uint32_t row_number(const Tree *tree, NodeId row, uint32_t otherwise)
{
    Slice text = tree_attribute_named(tree, row, S("number"));
    uint32_t number = 0;
    for (size_t i = 0; i < text.len; i++)
        number = number * 10 + (uint32_t)(text.at[i] - '0');
    return number > 0 ? number - 1 : otherwise;
}

// The rows below `parent`: of a workbook's sheet, or of a CSV file's document.
static Grid grid_of(Arena *arena, const Tree *tree, NodeId parent, Slice name)
{
    size_t most = tree_last(tree, parent) - parent;
    Grid grid = {.name = name, .cells = arena_array(arena, GridCell, most)};
    uint32_t number = 0;
    for (NodeId row = first_element(tree, parent); row != NODE_NONE;
         row = next_element(tree, row), number++) {
        number = row_number(tree, row, number);
        for (NodeId cell = first_element(tree, row); cell != NODE_NONE;
             cell = next_element(tree, cell))
            grid.cells[grid.count++] =
                (GridCell){.text = tree_string(tree, cell, arena),
                           .error = tree_attribute_named(tree, cell, S("error")),
                           .origin = tree_attribute_named(tree, cell, S("cell")),
                           .row = number,
                           .column = (uint32_t)column_number(tree_name(tree, cell)->local)};
    }
    return grid;
}

static size_t read_workbook(Arena *arena, Slice bytes, Grid **grids, Faults *faults)
{
    XlsxOptions options = {
        .unpacked_max = UNPACKED_MAX, .cells_max = CELLS_MAX, .has_no_names = true};
    const Tree *tree = xlsx_read(arena, vocabulary_new(arena), bytes, &options, faults);
    size_t count = 0;
    if (tree == NULL)
        return 0;
    for (NodeId sheet = first_element(tree, 0); sheet != NODE_NONE;
         sheet = next_element(tree, sheet))
        count++;
    *grids = arena_array(arena, Grid, count);
    count = 0;
    for (NodeId sheet = first_element(tree, 0); sheet != NODE_NONE;
         sheet = next_element(tree, sheet)) {
        Grid *grid = &(*grids)[count++];
        *grid = grid_of(arena, tree, sheet, tree_attribute_named(tree, sheet, S("name")));
        grid->is_hidden = tree_attribute_named(tree, sheet, S("hidden")).len > 0;
    }
    return count;
}

typedef struct Table {
    Slice name, bytes;
    const char *encoding; // NULL: told by the bytes
} Table;

static bool read_table(Arena *arena, const Table *table, Grid *grid, Faults *faults)
{
    CsvOptions options = {.encoding = table->encoding,
                          .has_no_names = true,
                          .separator = csv_separator_by_name(table->name)};
    size_t before = faults->count;
    const Tree *tree = csv_read(arena, vocabulary_new(arena), table->bytes, &options, faults);
    if (tree == NULL) {
        fault_set_file(faults, before, arena_c_string(arena, table->name));
        return false;
    }
    *grid = grid_of(arena, tree, 0, table->name);
    return true;
}

static size_t read_archive(Arena *arena, Slice bytes, const char *encoding, Grid **grids,
                           Faults *faults)
{
    const ArchiveEntry *entries;
    ArchiveLimits limits = {.entries_max = FILES_MAX, .total_max = UNPACKED_MAX};
    size_t count = 0, before = faults->count;
    if (!archive_read(arena, bytes, is_table_name, &limits, &entries, &count, faults))
        return 0;
    if (count == 0)
        fault_add(faults, FAULT_UNSUPPORTED, 0, 0, "the archive has no CSV file in it");
    *grids = arena_array(arena, Grid, count);
    for (size_t i = 0; i < count; i++)
        read_table(arena, &(Table){entries[i].name, entries[i].bytes, encoding}, &(*grids)[i],
                   faults);
    return faults->count == before ? count : 0;
}

const Sheets *sheets_open(Arena *arena, Slice bytes, const char *encoding, Faults *faults)
{
    size_t before = faults->count;
    Sheets *sheets = arena_array(arena, Sheets, 1);
    if (xlsx_is(bytes)) {
        sheets->count = read_workbook(arena, bytes, &sheets->grids, faults);
    } else if (archive_is(bytes)) {
        sheets->count = read_archive(arena, bytes, encoding, &sheets->grids, faults);
    } else {
        sheets->grids = arena_array(arena, Grid, 1);
        sheets->count =
            read_table(arena, &(Table){S("CSV"), bytes, encoding}, sheets->grids, faults);
    }
    return faults->count == before ? sheets : NULL;
}

Slice grid_place(Arena *arena, const Grid *grid, const GridCell *cell)
{
    Slice name = grid->name, letters = column_letters(arena, cell->column);
    if (cell->origin.len > 0)
        return arena_print(arena, "Sheet '%.*s', cell %.*s", (int)name.len, name.at,
                           (int)cell->origin.len, cell->origin.at);
    return arena_print(arena, "Sheet '%.*s', cell %.*s%u", (int)name.len, name.at, (int)letters.len,
                       letters.at, cell->row + 1);
}
