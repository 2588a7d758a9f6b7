// Making code lists: of our own tables, and of what publishers publish.
//
//     text of a table ─┐
//     UN/LOCODE (CSV) ─┤
//     HS (CSV) ────────┼─► draft: rows ─► sorted, indexed ─► bytes that codes.h opens
//     tariff (TSV) ────┤
//     iso-codes ───────┘
//
// All or nothing: an importer that meets a fault makes nothing, and names every fault with its
// line.
#pragma once

#include "codes/codes.h"

// ---- Drafts ----

typedef struct CodeDraft CodeDraft;

typedef struct CodeHead {
    Slice name, edition, source;
    Slice titles[3]; // en, ja, zh
} CodeHead;

// A list of these columns, the first of which is the code. The texts of `head` and of the rows must
// live until the list is written; so must the arena. At most 64 columns.
CodeDraft *draft_new(Arena *arena, const CodeHead *head, const CodeColumn *columns, size_t count);

// Adds a row of as many cells as there are columns. False with a fault (at `line`, 0: none) where
// the code is empty or there already, or a cell is no UTF-8 or has more than 65,535 bytes.
bool draft_add(CodeDraft *draft, const Slice *cells, unsigned line, Faults *faults);

// The cells of a row that was added, to be amended; NULL where there is none of that code.
Slice *draft_find(CodeDraft *draft, Slice code);

// Completes the draft from `own` (NULL: nothing happens): where a cell is empty, and `own` has a
// column of the same name and the same code, its cell is taken; names of `own` that differ become
// other names, where there is a column "other"; rows that only `own` has are added. So what we know
// in three languages is not lost beside a publisher's longer list in one.
bool draft_complete(CodeDraft *draft, const Codes *own, Faults *faults);

size_t draft_count(const CodeDraft *draft);
Slice draft_write(CodeDraft *draft, Faults *faults); // empty with a fault where it is too large

// What a column is for, by its name: code; en, ja, zh, ko …; other, symbol, plain; else a fact.
CodeColumnKind column_kind_of(Slice name);

// ---- Importing ----

typedef struct CodeImport {
    Slice name;           // of the list
    Slice bytes;          // the list
    uint32_t rows;        // in it
    uint32_t passed_over; // lines of the publisher's that are no row: headings, withdrawn ones
    uint32_t mended;      // cells that were left out because they are not what they should be
} CodeImport;

typedef struct CodeInput {
    Slice name; // of the file, without folders
    Slice bytes;
} CodeInput;

typedef struct CodeInputs {
    const CodeInput *at;
    size_t count;
    Slice list; // what to call the list; empty: as usual
    Slice edition;
} CodeInputs;

// Each of them: what is made lives in `arena`; false with faults. `inputs` are the files of one
// publication.
typedef bool CodeImporter(Arena *arena, const CodeInputs *inputs, CodeImport *result,
                          Faults *faults);

// A table in our own form (docs/codes.md): any list of one's own.
CodeImporter import_table;

// UN/LOCODE: the CSV parts as published (no header, Windows-1252), or one CSV with a header; the
// list "locations", completed from our own.
CodeImporter import_unlocode;

// The Harmonized System: CSV or TSV with the columns hscode (or code) and description (or
// description_en, _ja, _zh); the list "hs", completed from our own.
CodeImporter import_hs;

// A national tariff: a tree in TSV or CSV, with the columns level, code, stat and description_…;
// units, law and all rates are facts. A line whose rate is empty has that of the line above it in
// the tree. The list "tariff".
CodeImporter import_tariff;

// Debian's iso-codes: a JSON file, and its gettext catalogues ja.mo and zh_CN.mo; the lists
// "countries", "subdivisions", "currencies", "languages", completed from our own.
CodeImporter import_iso;
