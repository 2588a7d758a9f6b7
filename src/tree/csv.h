// CSV (RFC 4180, and what spreadsheets really write) as a tree: the first row has the names.
//
//     Item;Quantity (PCS)
//     Bearing;60000         ─►  <row><Item>Bearing</Item><Quantity_PCS>60000</Quantity_PCS></row>
//     Seal;                 ─►  <row><Item>Seal</Item></row>
//
//     /row[2]/Item = 'Seal'     sum(/row/Quantity_PCS)
//
// Rows are children of the document node. An empty cell is no node, an empty row is an empty <row>,
// but for those at the end. docs/spreadsheets.md says all of it.
#pragma once

#include "base/buffer.h"
#include "tree/tree.h"
#include "tree/xlsx.h"

typedef struct CsvOptions { // 0 or NULL means the default
    const char *encoding;   // of the bytes; default: told by them (charset.h)
    char separator;         // default: that of , ; tab | which parts the first rows alike
    bool has_no_names;      // the first row is data: columns are called A, B …
    size_t input_max;       // bytes; default (and most) 4 GiB - 1
    size_t nodes_max;       // default: none but memory
} CsvOptions;

// Whether bytes that no other syntax knows are a table: text whose first rows have the same number
// of columns, two or more.
bool csv_is(Arena *scratch, Slice bytes);

// What a file's name says of its separator: a tab where it ends in .tsv; else 0.
char csv_separator_by_name(Slice name);

// NULL with a fault that names line and column. `bytes` must outlive the tree.
Tree *csv_read(Arena *arena, Vocabulary *vocabulary, Slice bytes, const CsvOptions *options,
               Faults *faults);

typedef struct CsvStyle {
    const char *encoding; // NULL: that of the tree, or UTF-8
    char separator;       // 0: that of the tree, or a comma
    bool
        has_mark; // writes a mark of byte order, without which Excel takes UTF-8 for something else
    bool has_line_feeds; // lines end with LF; else CR LF, as RFC 4180 wants it
    bool quotes_all;
} CsvStyle;

// Writes the elements <row> of the document, or of its root. A tree of csv_read keeps its captions,
// separator, encoding and line ends where `style` is NULL; others get captions of their elements'
// names. False with faults that name what has no place in a table.
bool csv_write(Buffer *out, const Tree *tree, const CsvStyle *style, Faults *faults);

// A cell of a table of ours, in quotes, after a comma unless it is the row's first. What a
// spreadsheet would take for a formula is made text by an apostrophe, for a stranger's text must
// not compute in somebody's office; numbers (`is_text` false) may begin with a minus.
void csv_write_cell(Buffer *out, Slice text, bool is_text, bool is_first);
// A table of ours: its labels and rows, all cells quoted, lines ended by CR LF.
void csv_write_sheet(Buffer *out, const XlsxSheet *sheet);
