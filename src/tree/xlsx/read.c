// SPDX-License-Identifier: Apache-2.0
// A workbook's sheets to one tree.
//
//     cells of a sheet ─► which row has the captions ─► names of columns ─► <row>s
//
// The tree needs a text that its contents lie in: it is the sheets as people would read them aloud,
// a line a row, so that a report can show the row of a finding.
//
//     [Lines]
//     Item    Quantity
//     Bearing 60000

#include "tree/xlsx/internal.h"

#include "base/table.h"
#include "tree/columns.h"

enum {
    SHEETS_MAX = 1000,
    LOOKED_AT_MAX = 50, // rows from the top that may have the captions
    SHARE_PERCENT = 60, // of the widest of them, that captions have at least
};

typedef struct Names {
    NameId sheet, name, hidden, heading, row, number, cell, merged, error;
} Names;

typedef struct XlsxReading {
    Workbook book;
    Vocabulary *vocabulary;
    TreeBuilder *builder;
    SheetCells *sheets;
    size_t sheet_count;
    bool has_no_names;
    Buffer text;
    uint32_t *offsets; // of each cell's value in the text, all sheets one after the other
    Names names;
} XlsxReading;

// ---- Sheets ----

static bool read_sheet(XlsxReading *it, const Tree *workbook, NodeId node)
{
    SheetCells *cells = &it->sheets[it->sheet_count];
    bool is_absent;
    *cells = (SheetCells){.name = part_attribute(workbook, node, "name")};
    cells->is_hidden = slice_starts(part_attribute(workbook, node, "state"), S("hidden")) ||
                       slice_starts(part_attribute(workbook, node, "state"), S("veryHidden"));
    it->book.sheet = cells->name;
    const Tree *part = workbook_part(
        &it->book, workbook_target(&it->book, part_attribute(workbook, node, "id")), &is_absent);
    if (part == NULL)
        return is_absent &&
               fault_add(it->book.faults, FAULT_SYNTAX, 0, 0,
                         "Sheet '%.*s' is named, but not in the workbook; save it again",
                         (int)cells->name.len, cells->name.at);
    // Sheets of charts and dialogues have no cells.
    if (!part_is(part, part_root(part), "worksheet"))
        return true;
    it->sheet_count++;
    return cells_read(&it->book, part, cells);
}

static bool read_sheets(XlsxReading *it, Slice bytes, const XlsxOptions *options)
{
    bool is_absent;
    if (!workbook_open(&it->book, bytes, options))
        return false;
    const Tree *workbook = workbook_part(&it->book, S("xl/workbook.xml"), &is_absent);
    if (workbook == NULL)
        return !is_absent ? false
                          : fault_add(it->book.faults, FAULT_SYNTAX, 0, 0,
                                      "the archive has no xl/workbook.xml");
    NodeId root = part_root(workbook), sheets = part_child(workbook, root, "sheets");
    it->book.is_1904 =
        part_truth(part_attribute(workbook, part_child(workbook, root, "workbookPr"), "date1904"));
    it->sheets = arena_array(it->book.arena, SheetCells, SHEETS_MAX);
    for (NodeId node = part_child(workbook, sheets, "sheet"); node != NODE_NONE;
         node = part_next(workbook, node, "sheet")) {
        if (it->sheet_count == SHEETS_MAX)
            return fault_add(it->book.faults, FAULT_LIMIT, 0, 0,
                             "the workbook has more than 1000 sheets");
        if (!read_sheet(it, workbook, node))
            return false;
    }
    return true;
}

// ---- Captions ----

static size_t row_end(const SheetCells *cells, size_t from)
{
    size_t end = from;
    while (end < cells->count && cells->at[end].row == cells->at[from].row)
        end++;
    return end;
}

static bool is_all_text(const SheetCells *cells, size_t from, size_t end)
{
    for (size_t i = from; i < end; i++)
        if (cells->at[i].kind != CELL_TEXT)
            return false;
    return true;
}

// The first cell of the row of captions: the first row of nothing but texts that is nearly as wide
// as the widest. Titles and notes above a table are narrower. cells->count where there is none.
static size_t find_captions(const SheetCells *cells)
{
    size_t widest = 0, rows = 0;
    for (size_t at = 0, end; at < cells->count && rows < LOOKED_AT_MAX; at = end, rows++) {
        end = row_end(cells, at);
        widest = end - at > widest ? end - at : widest;
    }
    rows = 0;
    for (size_t at = 0, end; at < cells->count && rows < LOOKED_AT_MAX; at = end, rows++) {
        end = row_end(cells, at);
        if ((end - at) * 100 >= widest * SHARE_PERCENT && is_all_text(cells, at, end))
            return at;
    }
    return cells->count;
}

static size_t width_of(const SheetCells *cells)
{
    size_t width = 0;
    for (size_t i = 0; i < cells->count; i++)
        width = cells->at[i].column >= width ? cells->at[i].column + 1u : width;
    return width;
}

// ---- The text ----

static bool write_text(XlsxReading *it)
{
    size_t number = 0, total = 0;
    for (size_t i = 0; i < it->sheet_count; i++)
        total += it->sheets[i].count;
    it->offsets = arena_array(it->book.arena, uint32_t, total);
    for (size_t i = 0; i < it->sheet_count; i++) {
        const SheetCells *cells = &it->sheets[i];
        buffer_print(&it->text, "[%.*s]", (int)cells->name.len, cells->name.at);
        for (size_t k = 0; k < cells->count; k++) {
            bool is_first = k == 0 || cells->at[k].row != cells->at[k - 1].row;
            buffer_add_char(&it->text, is_first ? '\n' : '\t');
            it->offsets[number++] = (uint32_t)it->text.len;
            buffer_add(&it->text, cells->at[k].value);
            if (it->text.len >= UINT32_MAX - 65536)
                return fault_add(it->book.faults, FAULT_LIMIT, 0, 0,
                                 "the workbook has more than 4 GiB of text");
        }
        buffer_add_char(&it->text, '\n');
    }
    return true;
}

// ---- The tree ----

static void put_attribute(XlsxReading *it, NameId name, Slice value, uint32_t source)
{
    if (value.len > 0)
        tree_decoded_leaf(it->builder, NODE_ATTRIBUTE, name, value, source);
}

static void put_cell(XlsxReading *it, const Cell *cell, NameId name, uint32_t at)
{
    // What is repeated is written in the first cell of its range, where alone it can be changed.
    Slice range = cell->merged, first = slice_cut(&range, ':');
    tree_open(it->builder, name, at);
    put_attribute(it, it->names.cell,
                  cell->merged.len > 0 ? first : cell_name(it->book.arena, cell->row, cell->column),
                  at);
    put_attribute(it, it->names.merged, cell->merged, at);
    if (cell->kind == CELL_ERROR)
        put_attribute(it, it->names.error, cell->value, at);
    else
        tree_leaf(it->builder, NODE_TEXT, NAME_NONE, at, (uint32_t)cell->value.len);
    tree_close(it->builder);
}

// The rows of a sheet from one cell on to another, with these names.
static void put_rows(XlsxReading *it, const SheetCells *cells, size_t from, size_t end,
                     const NameId *names, NameId row, const uint32_t *offsets)
{
    for (size_t at = from; at < end;) {
        size_t last = row_end(cells, at);
        tree_open(it->builder, row, offsets[at]);
        put_attribute(it, it->names.number,
                      arena_print(it->book.arena, "%u", cells->at[at].row + 1), offsets[at]);
        for (; at < last; at++)
            put_cell(it, &cells->at[at], names[cells->at[at].column], offsets[at]);
        tree_close(it->builder);
    }
}

static const NameId *name_ids(XlsxReading *it, const Slice *captions, size_t width)
{
    const Slice *names = column_names(it->book.arena, captions, width);
    NameId *ids = arena_array(it->book.arena, NameId, width);
    for (size_t i = 0; i < width; i++)
        ids[i] = vocabulary_name(it->vocabulary, S(""), S(""), names[i]);
    return ids;
}

static void put_sheet(XlsxReading *it, const SheetCells *cells, const uint32_t *offsets,
                      uint32_t start)
{
    size_t width = width_of(cells);
    size_t captions_at = it->has_no_names ? cells->count : find_captions(cells);
    Slice *captions = arena_array(it->book.arena, Slice, width);
    const NameId *letters = name_ids(it, captions, width);
    size_t first = captions_at < cells->count ? row_end(cells, captions_at) : 0;
    for (size_t i = captions_at; i < first; i++)
        captions[cells->at[i].column] = cells->at[i].value;
    tree_open(it->builder, it->names.sheet, start);
    put_attribute(it, it->names.name, cells->name, start);
    put_attribute(it, it->names.hidden, cells->is_hidden ? S("true") : S(""), start);
    if (first > 0)
        put_rows(it, cells, 0, captions_at, letters, it->names.heading, offsets);
    put_rows(it, cells, first, cells->count, name_ids(it, captions, width), it->names.row, offsets);
    tree_close(it->builder);
}

static Tree *put_sheets(XlsxReading *it, size_t nodes_max)
{
    size_t number = 0;
    it->builder =
        tree_builder_new(it->book.arena, it->vocabulary, buffer_slice(&it->text), nodes_max);
    uint32_t start = 0;
    for (size_t i = 0; i < it->sheet_count; i++) {
        const SheetCells *cells = &it->sheets[i];
        put_sheet(it, cells, it->offsets + number, start);
        number += cells->count;
        start = cells->count > 0
                    ? it->offsets[number - 1] + (uint32_t)cells->at[cells->count - 1].value.len + 1
                    : start + (uint32_t)cells->name.len + 3;
    }
    Tree *tree = tree_finish(it->builder);
    tree->is_workbook = true;
    return tree;
}

static Names names_of(Vocabulary *vocabulary)
{
    Names names;
    NameId *const ids[] = {&names.sheet,  &names.name, &names.hidden, &names.heading, &names.row,
                           &names.number, &names.cell, &names.merged, &names.error};
    static const char *const words[] = {"sheet",  "name", "hidden", "heading", "row",
                                        "number", "cell", "merged", "error"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *ids[i] = vocabulary_name(vocabulary, S(""), S(""), slice_of(words[i]));
    return names;
}

Tree *xlsx_read(Arena *arena, Vocabulary *vocabulary, Slice bytes, const XlsxOptions *options,
                Faults *faults)
{
    enum { CELLS_DEFAULT = 50000000 };
    XlsxReading it = {
        .vocabulary = vocabulary, .text = buffer_new(arena), .names = names_of(vocabulary)};
    it.book = (Workbook){.arena = arena,
                         .vocabulary = vocabulary_new(arena),
                         .faults = faults,
                         .cells_left = CELLS_DEFAULT};
    it.has_no_names = options != NULL && options->has_no_names;
    if (options != NULL && options->cells_max > 0)
        it.book.cells_left = options->cells_max;
    if (!read_sheets(&it, bytes, options) || !write_text(&it))
        return NULL;
    return put_sheets(&it, options != NULL ? options->nodes_max : 0);
}

// ---- Places ----

static Slice attribute_of(const Tree *tree, NodeId element, const char *name)
{
    return tree_kind(tree, element) == NODE_ELEMENT ? part_attribute(tree, element, name) : S("");
}

Slice xlsx_place(Arena *arena, const Tree *tree, NodeId node)
{
    Slice sheet = S(""), row = S(""), cell = S("");
    for (; tree->is_workbook && node != 0; node = tree_parent(tree, node)) {
        if (cell.len == 0)
            cell = attribute_of(tree, node, "cell");
        if (row.len == 0)
            row = attribute_of(tree, node, "number");
        sheet = attribute_of(tree, node, "name");
    }
    if (sheet.len == 0)
        return S("");
    if (cell.len > 0)
        return arena_print(arena, "Sheet '%.*s', cell %.*s", (int)sheet.len, sheet.at,
                           (int)cell.len, cell.at);
    if (row.len > 0)
        return arena_print(arena, "Sheet '%.*s', row %.*s", (int)sheet.len, sheet.at, (int)row.len,
                           row.at);
    return arena_print(arena, "Sheet '%.*s'", (int)sheet.len, sheet.at);
}
