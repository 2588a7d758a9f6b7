// A sheet: a document as people read it, before it is known what it is drawn on.
//
//     Sheet ─┬─ band: boxes  ─── cell ─── row: label, value
//            │               └── cell ─── …
//            └─ band: table  ─── headings; an item is a line of cells
//
// All texts are as they are shown: labels and codes in the reader's languages, dates and numbers
// written out, control characters made harmless. HTML is written from the sheet as it is, for a
// browser breaks lines and pages itself; for paper it is laid out first (page.h).
#pragma once

#include "base/buffer.h"

typedef enum SheetLanguage {
    LANGUAGE_EN,
    LANGUAGE_JA,
    LANGUAGE_ZH,
    LANGUAGE_END,
} SheetLanguage;

// "en", "ja", "zh". False for any other.
bool language_find(Slice name, SheetLanguage *language);
const char *language_name(SheetLanguage language);

enum { READING_MAX = 2 }; // side by side; a third would leave no room for the values

// The languages of a rendering, the reader's own first. They are different.
typedef struct Reading {
    SheetLanguage languages[READING_MAX];
    size_t count;
    bool has_eras; // years in Japanese are those of the era: 令和8年11月21日
} Reading;

// "ja,en": one or two languages, of which unknown ones are left out. False where none is left.
bool reading_parse(Slice names, Reading *reading);

// The same text in each language of the reading; empty where there is none.
typedef struct Caption {
    Slice in[READING_MAX];
} Caption;

// How a row looks: the role it has, not its size; each writer knows what that means for it.
typedef enum RowStyle {
    ROW_BODY,
    ROW_STRONG, // a name, a line's amount
    ROW_SMALL,  // particulars
    ROW_TOTAL,  // the amount that is to be paid
    ROW_STYLE_END,
} RowStyle;

typedef struct SheetRow {
    Caption label; // empty for a value that speaks for itself
    Slice value;   // its own line ends are kept
    RowStyle style;
} SheetRow;

// A QR code (ISO/IEC 18004): a square of side × side modules.
typedef struct SheetCode {
    Caption label;
    unsigned side;
    const bool *is_dark; // row after row
} SheetCode;

// A picture that the document has with it, as a seal.
typedef struct SheetImage {
    Caption label;
    Slice png, base64; // the same
    unsigned width, height; // pixels
    double side;            // mm: of the square that it is drawn within
} SheetImage;

typedef struct SheetCell {
    SheetRow *rows;
    size_t count, room;
    const SheetCode *code; // NULL: none
    const SheetImage *image;
} SheetCell;

typedef struct SheetColumn {
    Caption heading;
    double width;      // mm of the page; a narrower or wider medium takes it as a share
    double height_min; // mm, of a box
    bool is_blank;     // a place that is kept free: no box is drawn
    bool is_right;     // numbers, which people compare digit under digit
} SheetColumn;

typedef struct SheetBand {
    bool is_table; // else its only line is a row of boxes, with their headings within
    Caption heading;
    SheetColumn *columns;
    size_t column_count;
    SheetCell *cells; // line_count × column_count
    size_t line_count;
} SheetBand;

// In mm.
typedef struct SheetPage {
    double width, height, top, right, bottom, left;
} SheetPage;

typedef struct Sheet {
    Reading reading;
    SheetPage page;
    Caption title;
    Slice footer; // on every page, beside its number
    Slice date;   // of issue, as 2026-11-21; empty where the document has none
    SheetBand *bands;
    size_t band_count;
} Sheet;

// "Page 2 of 3", in each language of the reading.
Slice sheet_page_number(Arena *arena, const Sheet *sheet, size_t number, size_t count);

// One file without anything outside of it: no script, no picture, nothing is fetched.
void sheet_write_html(Buffer *out, const Sheet *sheet);
