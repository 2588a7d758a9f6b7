// SPDX-License-Identifier: Apache-2.0
// One sheet's cells, by row and column, with what they are.
//
//     <c r="B2" s="3" t="s"><v>17</v></c>   ─►   row 1, column 1: the shared text 17
//
// A text or a date that is merged over several rows is that of each of them: so a person reads it.
// A number is not, for sums would count it again.

#include "tree/xlsx/internal.h"

#include "base/utf8.h"
#include "tree/columns.h"

#include <stdlib.h>

enum {
    ROWS_MAX = 1048576, // of a sheet
    MERGES_MAX = 200000,
};

typedef struct CellReading {
    Workbook *workbook;
    const Tree *part;
    SheetCells *cells;
    uint32_t row, column; // of the cell that is read; UINT32_MAX before the first
} CellReading;

// ---- References ----

// "B2" ─► row 1, column 1. False where it is no reference within a sheet.
static bool cell_reference(Slice text, uint32_t *row, uint32_t *column)
{
    size_t letters = 0, line;
    uint32_t number = 0;
    while (letters < text.len && letters < 4 && text.at[letters] >= 'A' && text.at[letters] <= 'Z')
        number = number * 26 + (uint32_t)(text.at[letters++] - 'A' + 1);
    if (letters == 0 || number > COLUMNS_MAX ||
        !part_number(slice_part(text, letters, text.len), &line))
        return false;
    if (line == 0 || line > ROWS_MAX)
        return false;
    *row = (uint32_t)line - 1;
    *column = number - 1;
    return true;
}

Slice cell_name(Arena *arena, uint32_t row, uint32_t column)
{
    Slice letters = column_letters(arena, column);
    return arena_print(arena, "%.*s%u", (int)letters.len, letters.at, row + 1);
}

static bool refuse(CellReading *it, FaultKind kind, const char *what)
{
    Arena *arena = it->workbook->arena;
    Slice sheet = it->workbook->sheet, name = cell_name(arena, it->row, it->column);
    return fault_add(it->workbook->faults, kind, 0, 0, "Sheet '%.*s', cell %.*s: %s",
                     (int)sheet.len, sheet.at, (int)name.len, name.at, what);
}

// ---- Values ----

static bool add(CellReading *it, CellKind kind, Slice value)
{
    SheetCells *cells = it->cells;
    if (value.len == 0)
        return true;
    if (it->workbook->cells_left == 0)
        return refuse(it, FAULT_LIMIT, "the workbook has more cells than may be read");
    it->workbook->cells_left--;
    if (cells->count == cells->room) {
        size_t room = cells->room * 2 + 256;
        cells->at = arena_resize(it->workbook->arena, cells->at, cells->room * sizeof *cells->at,
                                 room * sizeof *cells->at);
        cells->room = room;
    }
    cells->at[cells->count++] = (Cell){it->row, it->column, kind, value, {NULL, 0}};
    return true;
}

static bool add_shared(CellReading *it, Slice text)
{
    size_t number;
    if (!part_number(slice_trim(text), &number) || number >= it->workbook->string_count)
        return refuse(it, FAULT_SYNTAX,
                      "it refers to a shared text that the workbook does not have; save it again");
    return add(it, CELL_TEXT, it->workbook->strings[number]);
}

static bool add_number(CellReading *it, NodeId cell, Slice text)
{
    Arena *arena = it->workbook->arena;
    double number;
    size_t style = 0;
    Slice shown;
    if (text.len == 0)
        return true;
    if (!cell_number(arena, text, &number, &shown))
        return refuse(
            it, FAULT_SYNTAX,
            "its value is no number, though it is marked as one; save the workbook again");
    part_number(part_attribute(it->part, cell, "s"), &style);
    ShownAs as =
        style < it->workbook->shown_count ? (ShownAs)it->workbook->shown[style] : SHOWN_NUMBER;
    if (as == SHOWN_NUMBER || !cell_moment(arena, number, as, it->workbook->is_1904, &shown))
        return add(it, CELL_NUMBER, shown);
    return add(it, CELL_DATE, shown);
}

// The strict form has dates as texts; those at midnight are days.
static bool add_date(CellReading *it, Slice text)
{
    size_t mark = slice_find(text, S("T00:00:00"));
    bool is_day = mark != SIZE_MAX && mark == 10 &&
                  (text.len == 19 || slice_starts(slice_part(text, 19, text.len), S(".000")));
    return add(it, CELL_DATE, is_day ? slice_part(text, 0, mark) : text);
}

static bool add_boolean(CellReading *it, Slice text)
{
    return add(it, CELL_BOOLEAN, part_truth(text) ? S("true") : S("false"));
}

static bool add_error(CellReading *it, Slice text)
{
    return add(it, CELL_ERROR, text);
}

static bool add_formula_text(CellReading *it, Slice text)
{
    return add(it, CELL_TEXT, strings_unescaped(it->workbook->arena, text));
}

typedef struct CellType {
    const char *type;
    bool (*add)(CellReading *it, Slice text);
} CellType;

static const CellType cell_types[] = {
    {"s", add_shared}, {"str", add_formula_text}, {"b", add_boolean},
    {"e", add_error},  {"d", add_date},
};

static bool read_value(CellReading *it, NodeId cell)
{
    Slice type = part_attribute(it->part, cell, "t");
    if (slice_equal(type, S("inlineStr"))) {
        NodeId inline_text = part_child(it->part, cell, "is");
        return inline_text == NODE_NONE ||
               add(it, CELL_TEXT, strings_text(it->workbook, it->part, inline_text));
    }
    NodeId value = part_child(it->part, cell, "v");
    if (value == NODE_NONE)
        return true;
    Slice text = tree_string(it->part, value, it->workbook->arena);
    for (size_t i = 0; i < sizeof cell_types / sizeof *cell_types; i++)
        if (slice_equal(type, slice_of(cell_types[i].type)))
            return cell_types[i].add(it, text);
    return add_number(it, cell, slice_trim(text));
}

// ---- Rows ----

// Where references are left out, each cell and row follows the one before.
static bool read_cell(CellReading *it, NodeId cell)
{
    uint32_t row = it->row, column = it->column + 1, before = it->column;
    Slice reference = part_attribute(it->part, cell, "r");
    bool is_good =
        reference.len > 0 ? cell_reference(reference, &row, &column) : column < COLUMNS_MAX;
    bool is_in_order = is_good && row == it->row && (before == UINT32_MAX || column > before);
    if (!is_in_order) {
        it->column = before == UINT32_MAX ? 0 : before;
        return refuse(
            it, FAULT_SYNTAX,
            "the cell that follows has no reference within its row, or stands out of order");
    }
    it->column = column;
    return read_value(it, cell);
}

static bool read_row(CellReading *it, NodeId row)
{
    uint32_t next = it->row + 1;
    size_t number;
    Slice written = part_attribute(it->part, row, "r");
    bool is_good = written.len == 0
                       ? next < ROWS_MAX
                       : part_number(written, &number) && number > next && number <= ROWS_MAX;
    if (!is_good) {
        it->row = next == 0 ? 0 : it->row;
        it->column = 0;
        return refuse(
            it, FAULT_SYNTAX,
            "the row that follows has no number within the sheet, or stands out of order");
    }
    it->row = written.len > 0 ? (uint32_t)number - 1 : next;
    it->column = UINT32_MAX;
    for (NodeId cell = part_child(it->part, row, "c"); cell != NODE_NONE;
         cell = part_next(it->part, cell, "c"))
        if (!read_cell(it, cell))
            return false;
    return true;
}

// ---- Merged ranges ----

static size_t find_cell(const SheetCells *cells, size_t count, uint32_t row, uint32_t column)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const Cell *cell = &cells->at[middle];
        if (cell->row < row || (cell->row == row && cell->column < column))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int compare_cells(const void *a, const void *b)
{
    const Cell *left = a, *right = b;
    if (left->row != right->row)
        return left->row < right->row ? -1 : 1;
    return left->column < right->column ? -1 : left->column > right->column;
}

// Rows that have nothing else stay empty: a range may reach to the end of the sheet.
static bool repeat(CellReading *it, size_t origin, uint32_t last, size_t count)
{
    SheetCells *cells = it->cells;
    uint32_t row = cells->at[origin].row, column = cells->at[origin].column;
    for (;;) {
        size_t next = find_cell(cells, count, row + 1, 0);
        if (next == count || cells->at[next].row > last)
            return true;
        row = cells->at[next].row;
        size_t own = find_cell(cells, count, row, column);
        if (own < count && cells->at[own].row == row && cells->at[own].column == column)
            return true; // ranges that overlap: a value ends what was repeated
        it->row = row;
        it->column = column;
        if (!add(it, cells->at[origin].kind, cells->at[origin].value))
            return false;
        cells->at[cells->count - 1].merged = cells->at[origin].merged;
    }
}

static bool read_merge(CellReading *it, Slice range, size_t count)
{
    SheetCells *cells = it->cells;
    Slice last = range, first = slice_cut(&last, ':');
    uint32_t row, column, end_row, end_column;
    if (!cell_reference(first, &row, &column) || !cell_reference(last, &end_row, &end_column))
        return true; // it merges nothing
    size_t origin = find_cell(cells, count, row, column);
    bool has_value =
        origin < count && cells->at[origin].row == row && cells->at[origin].column == column;
    if (!has_value || cells->at[origin].merged.len > 0)
        return true;
    cells->at[origin].merged = range;
    CellKind kind = cells->at[origin].kind;
    bool is_repeated = kind == CELL_TEXT || kind == CELL_DATE || kind == CELL_BOOLEAN;
    return !is_repeated || repeat(it, origin, end_row, count);
}

static bool read_merges(CellReading *it, NodeId root)
{
    NodeId merges = part_child(it->part, root, "mergeCells");
    size_t count = it->cells->count, number = 0;
    for (NodeId node = part_child(it->part, merges, "mergeCell"); node != NODE_NONE;
         node = part_next(it->part, node, "mergeCell"))
        if (++number > MERGES_MAX)
            return fault_add(it->workbook->faults, FAULT_LIMIT, 0, 0,
                             "Sheet '%.*s' has more than 200,000 merged ranges",
                             (int)it->workbook->sheet.len, it->workbook->sheet.at);
        else if (!read_merge(it, part_attribute(it->part, node, "ref"), count))
            return false;
    if (it->cells->count > count)
        qsort(it->cells->at, it->cells->count, sizeof *it->cells->at, compare_cells);
    return true;
}

bool cells_read(Workbook *workbook, const Tree *part, SheetCells *cells)
{
    CellReading it = {.workbook = workbook, .part = part, .cells = cells, .row = UINT32_MAX};
    NodeId root = part_root(part), data = part_child(part, root, "sheetData");
    for (NodeId row = part_child(part, data, "row"); row != NODE_NONE;
         row = part_next(part, row, "row"))
        if (!read_row(&it, row))
            return false;
    return read_merges(&it, root);
}
