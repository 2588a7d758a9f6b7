// What the files of the workbook reader share.
//
//     ZIP ─► package.c: parts, each an XML tree ─► strings.c, styles.c
//                                               └► cells.c: one sheet's cells ─► read.c ─► tree
#pragma once

#include "tree/archive.h"
#include "tree/xlsx.h"

typedef enum CellKind {
    CELL_TEXT,
    CELL_NUMBER,
    CELL_DATE, // a date, a time, or both, of a number that is shown so
    CELL_BOOLEAN,
    CELL_ERROR, // its value is what the program that wrote it shows: #DIV/0!
} CellKind;

typedef struct Cell {
    uint32_t row, column; // from 0
    CellKind kind;
    Slice value;
    Slice merged; // "B2:B4", of a cell of a merged range; empty: none
} Cell;

typedef struct SheetCells {
    Slice name;
    bool is_hidden;
    Cell *at; // by row, then column
    size_t count, room;
} SheetCells;

typedef enum ShownAs {
    SHOWN_NUMBER,
    SHOWN_DATE,
    SHOWN_TIME,
    SHOWN_MOMENT,
    SHOWN_DURATION,
    SHOWN_DATE_OR_TIME
} ShownAs;

typedef struct Workbook {
    Arena *arena;
    Vocabulary *vocabulary; // of the parts, not of the tree that is made
    Faults *faults;
    const ArchiveEntry *entries;
    size_t entry_count;
    const Tree *relations;
    bool is_1904; // days are counted from 1904 on
    const Slice *strings;
    size_t string_count;
    const uint8_t *shown; // ShownAs by cell format
    size_t shown_count;
    size_t cells_left; // of the limit
    Slice sheet;       // the name of the one that is read, for faults
} Workbook;

// ---- package.c ----

bool workbook_open(Workbook *it, Slice bytes, const XlsxOptions *options);
// The part of that name, parsed. NULL with a fault where it is broken; *is_absent where it is not
// there, without one.
const Tree *workbook_part(Workbook *it, Slice name, bool *is_absent);
// The part that a relation of the workbook leads to, by the end of its type: "sharedStrings"; or by
// its id.
Slice workbook_target_by_type(Workbook *it, Slice type);
Slice workbook_target(Workbook *it, Slice id);

// ---- Elements of parts, by local names: the transitional and the strict form have other
// namespaces ----

NodeId part_root(const Tree *part);
NodeId part_child(const Tree *part, NodeId parent,
                  const char *name); // the first; NODE_NONE where there is none
NodeId part_next(const Tree *part, NodeId node, const char *name); // the next sibling of that name
Slice part_attribute(const Tree *part, NodeId element,
                     const char *name); // empty where there is none
bool part_is(const Tree *part, NodeId node, const char *name);
bool part_number(Slice text, size_t *number); // digits only, at most 9 of them
bool part_truth(Slice text);                  // "1" or "true"

// ---- strings.c, styles.c ----

bool strings_read(Workbook *it);
Slice strings_text(Workbook *it, const Tree *part,
                   NodeId element); // of <si>, <is>: its runs, without phonetic guides
Slice strings_unescaped(Arena *arena, Slice text); // _x000D_ and its like
bool styles_read(Workbook *it);
ShownAs format_shown(Slice format); // by the first section of a number format

// ---- values.c ----

// A number as it is shown at most: 15 digits, no exponent where it can be without. False where it
// is none.
bool cell_number(Arena *arena, Slice text, double *number, Slice *shown);
// A day count as date, time or duration. False where it is none that the calendar has.
bool cell_moment(Arena *arena, double number, ShownAs shown, bool is_1904, Slice *value);

// ---- cells.c ----

Slice cell_name(Arena *arena, uint32_t row, uint32_t column);
bool cells_read(Workbook *it, const Tree *part, SheetCells *cells);
