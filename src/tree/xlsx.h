// Workbooks (Office Open XML, ISO/IEC 29500: .xlsx, .xlsm) as a tree, and tables as workbooks.
//
//     Sheet "Lines"     A          B
//                  1    Item       Quantity
//                  2    Bearing    60000
//
//     <sheet name="Lines">
//       <row number="2"><Item cell="A2">Bearing</Item><Quantity cell="B2">60000</Quantity></row>
//     </sheet>
//
//     /sheet[@name = 'Lines']/row[2]/Quantity        sum(//Quantity)
//
// The captions of a sheet, the first row that is nothing but captions, name the elements; what
// stands above it is <heading>. Dates are 2026-04-15, numbers as they are shown at most (15
// digits), formulas their last result. An empty cell is no node. docs/spreadsheets.md says all of
// it.
#pragma once

#include "base/buffer.h"
#include "tree/tree.h"

// ---- Reading ----

typedef struct XlsxOptions { // 0 means the default
    size_t unpacked_max;     // bytes of all parts together; default 1 GiB
    size_t cells_max;  // of all sheets together, those of merged cells counted; default 50,000,000
    size_t nodes_max;  // default: none but memory
    bool has_no_names; // no row has captions: all are <row>, columns are called A, B …
} XlsxOptions;

// Workbooks, and what its reader can say more of than others: old binary ones, and those with a
// password.
bool xlsx_is(Slice bytes);

// NULL with faults that name sheet and cell: Sheet 'Lines', cell C7. Errors in formulas are no
// faults; their cells have an attribute `error`.
Tree *xlsx_read(Arena *arena, Vocabulary *vocabulary, Slice bytes, const XlsxOptions *options,
                Faults *faults);

// Where a node stands: "Sheet 'Lines', cell C7", "Sheet 'Lines', row 7". In `arena`; empty where
// the tree is of no workbook.
Slice xlsx_place(Arena *arena, const Tree *tree, NodeId node);

// ---- Writing ----

typedef enum XlsxKind {
    XLSX_TEXT,
    XLSX_NUMBER,
    XLSX_DATE,
    XLSX_CHOICE,  // one of a list, which the cell offers
    XLSX_HEADING, // of a form's row: it has no value, and stands out
} XlsxKind;

enum { XLSX_DIGITS_ANY = 99 }; // as many as there are

typedef struct XlsxColumn {
    Slice label;
    Slice note; // shown where the pointer rests on the label; empty: none
    XlsxKind kind;
    unsigned digits;      // behind the point, of numbers; XLSX_DIGITS_ANY
    unsigned width;       // in characters; 0: by the label
    const Slice *choices; // of XLSX_CHOICE; columns may share a list
    size_t choice_count;
    bool is_open;     // the cell takes what is not on its list, too
    bool is_required; // its label stands out; of a form's row, its value
    bool is_hidden;
    Slice key; // for programs: stands in a hidden row above the labels, where any column has one
} XlsxColumn;

typedef struct XlsxSheet {
    Slice name; // at most 31 characters, none of []:*?/\ among them
    const XlsxColumn *columns;
    size_t column_count;
    const Slice *values; // row by row, column_count in each; as text: 60000.5, 2026-04-15
    size_t row_count;
    size_t blank_rows; // more rows that have formats and lists, to be filled in
    // Of a form, whose rows differ in what is to be filled in: what the cell of each of the
    // row_count rows is in the column `field_column`. NULL: all are as their columns say.
    const XlsxColumn *fields;
    size_t field_column;
    bool is_lenient; // what no cell can hold as a number or date is written as text, not refused
} XlsxSheet;

// A workbook of these sheets, as bytes. False with faults that name sheet and column.
bool xlsx_write(Buffer *out, const XlsxSheet *sheets, size_t count, Faults *faults);
