// What the files of the sheets share.
//
//     Model + labels ─► form.c ─► tables.c: content in rows ─┬─► tree/xlsx.h
//                                                            └─► csv.c ─► archive
//     workbook, archive, CSV ─► grid.c: cells ─► read.c: terms ─► value.c ─► Content
#pragma once

#include "codes/codes.h"
#include "map/internal.h"
#include "map/sheets.h"
#include "tree/xlsx.h"

// In the hidden column: of the row of keys, the column's own; of the row of captions, that it is
// one; of the first sheet's other rows, the path of a term.
#define KEY_PATH    "#path"
#define KEY_CAPTION "#caption"
// The first sheet's other columns.
#define KEY_VALUE  "#value"
#define KEY_OURS   "#" // what all keys begin with that are no path
#define KEY_TERM   "#term"
#define KEY_SCHEMA "#urn:" // the column of terms has the $id of the schema, where it has one

// ---- words.c: what the form says beside labels ----

typedef enum Word {
    WORD_DOCUMENT,
    WORD_TERM,
    WORD_LABEL,
    WORD_VALUE,
    WORD_NOTE,
    WORD_NUMBER,
    WORD_COUNTS,
    WORD_BELONGS,
    WORD_REQUIRED,
    WORD_IS_NUMBER,
    WORD_IS_DATE,
    WORD_IS_CODE,
    WORD_IS_TRUTH,
    WORD_EXAMPLE,
    WORD_END,
} Word;

extern const Slice sheet_languages[];  // "en", "ja", "zh"; an empty one behind the last
size_t sheet_language(Slice language); // its index; English for any other
Slice sheet_word(size_t language, Word word);

// ---- form.c ----

// A code list that terms name, with what the drop-down offers: "JPY - Yen".
typedef struct ChoiceList {
    Slice name;
    const Codes *codes;
    const Slice *choices;
    size_t count;
} ChoiceList;

typedef struct FormSheet {
    const Term *list; // the root: the first sheet
    Slice name;
    bool has_number; // lists within it refer to its rows
} FormSheet;

struct SheetForm {
    const Model *model;
    Slice language;
    size_t words;         // sheet_language of it
    const Labels *labels; // NULL: titles serve
    const Content *example;
    ChoiceList *lists;
    size_t list_count;
    FormSheet *sheets;
    size_t sheet_count;
};

Slice form_label(const SheetForm *form, Arena *arena, const Term *term);
const ChoiceList *form_choices(const SheetForm *form, Slice name); // NULL where there is none
const FormSheet *form_sheet_of(const SheetForm *form, const Term *list);
// What is to be filled in, in a sentence or three.
Slice form_note(const SheetForm *form, Arena *arena, const Term *term);
// Required, and so is every group from the list down to it.
bool term_is_required(const Term *term);
// "JPY - Yen": what stands in a cell for a code. The code alone where the list has it not.
Slice choice_text(Arena *arena, const Codes *codes, Slice code, Slice language);
// The code of such a text, whatever the name; the text itself where the list has no such code.
Slice choice_code(Arena *arena, Slice list, Slice text);

// ---- tables.c ----

// All sheets of the form, filled with the content. `is_workbook`: codes with their names, and rows
// to spare.
XlsxSheet *form_tables(const SheetForm *form, Arena *arena, const Content *content,
                       bool is_workbook, Losses *losses);

// ---- grid.c ----

typedef struct GridCell {
    Slice text;
    Slice error;          // "#DIV/0!": a formula's; the text is empty
    Slice origin;         // "C7", where it can be changed: another cell's of merged ones
    uint32_t row, column; // from 0
} GridCell;

typedef struct Grid {
    Slice name; // of the sheet
    bool is_hidden;
    GridCell *cells; // by row, then column
    size_t count;
} Grid;

struct Sheets {
    Grid *grids;
    size_t count;
};
Slice grid_place(Arena *arena, const Grid *grid, const GridCell *cell); // "Sheet 'Lines', cell C7"

// ---- read.c ----

typedef enum ColumnRole {
    ROLE_OURS,  // labels and notes: read over
    ROLE_VALUE, // of the first sheet
    ROLE_PATH,
    ROLE_NUMBER, // of a list's row
    ROLE_OUTER,  // the number of the row it belongs to
    ROLE_TERM,
    ROLE_UNKNOWN,
} ColumnRole;

typedef struct ColumnPlan {
    uint32_t column;
    ColumnRole role;
    const Term *term;
} ColumnPlan;

// Where a row's item was read, or a value of the first sheet.
typedef struct SheetPlace {
    const ContentItem *item;
    const Term *term; // of the first sheet: whose value it is
    const Grid *grid;
    const ColumnPlan *columns;
    size_t column_count;
    uint32_t row, column; // column: where no other is known
} SheetPlace;

struct SheetPlaces {
    const Content *content;
    SheetPlace *list;
    size_t count, room;
};

// ---- value.c ----

// What a cell's text is as a value of the term. False with what is expected instead; *left: how
// many of its last bytes have no place in it.
bool sheet_value(Arena *arena, const Term *term, Slice text, Slice *value, size_t *left,
                 const char **expected);
bool is_calendar_date(Slice text); // 2026-04-15
