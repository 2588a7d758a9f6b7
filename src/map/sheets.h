// Business content as sheets: forms that people fill in with Excel, LibreOffice or WPS.
//
//     Model + labels ─► SheetForm ─► a workbook, empty or filled         (template, convert --to
//     xlsx)
//                                └► a ZIP archive of CSV files           (convert --to csv)
//     Model + workbook, archive or CSV file ─► Content, or faults that name sheet and cell
//
// The first sheet has a row for each term that occurs once; each list has a sheet of its own, with
// a column for each term. Hidden paths of terms tell the reader what is where, so that labels may
// be in any language, and sheets, rows and columns be moved, added and renamed.
// docs/spreadsheets.md has a picture.
#pragma once

#include "map/labels.h"
#include "map/map.h"

typedef struct SheetForm SheetForm; // immutable; shared by threads

// In the language of the labels; NULL: in English, by the titles of the schema. `example` says what
// the notes give as examples; NULL: none. All of them must live as long as `arena`, which the form
// lives in. NULL with faults.
const SheetForm *sheet_form_new(Arena *arena, const Model *model, const Labels *labels,
                                const Content *example, Faults *faults);

// ---- Writing ----
//
// `content` NULL: an empty form. Losses are what a cell cannot hold (more than 32,767 characters),
// and values that are no number or date though the term is one.

bool sheets_write(const SheetForm *form, const Content *content, Buffer *out, Losses *losses,
                  Faults *faults);
bool sheets_write_csv(const SheetForm *form, const Content *content, Buffer *out, Losses *losses,
                      Faults *faults);

// ---- Reading ----

// Whether this is for these bytes: a workbook, an archive of CSV files, a CSV file.
bool sheets_are(Arena *scratch, Slice bytes);

// The cells of all sheets. NULL with faults. Lives in `arena`, and may point into `bytes`.
typedef struct Sheets Sheets;
// `encoding` is that of CSV files; NULL: told by their bytes.
const Sheets *sheets_open(Arena *arena, Slice bytes, const char *encoding, Faults *faults);
// The $id of the schema that the form was made by; empty where none is said.
Slice sheets_schema(const Sheets *sheets);

// Where its values stand, for who has more to say of them.
typedef struct SheetPlaces SheetPlaces;

// NULL with all faults: values that are not of their kind, and required ones that are missing, each
// with sheet and cell. Losses are cells that belong to no term. `places` may be NULL. Content lives
// in `arena`, values may point into the bytes.
Content *sheets_read(Arena *arena, const Model *model, const Sheets *sheets, SheetPlaces **places,
                     Losses *losses, Faults *faults);

// The cell of the value at a pointer into the content's JSON: "Sheet 'Lines', cell C7". Empty where
// there is none. In `arena`.
Slice sheets_place(Arena *arena, const SheetPlaces *places, Slice pointer);
