// Pages: a sheet laid out on paper. What stands where, before it is known what draws it.
//
// All lengths are in points (1/72 inch), from the upper left corner of the page.
#pragma once

#include "render/sheet.h"

// The looks that a text may have; the ruler and whoever draws know their sizes.
typedef enum Face {
    FACE_BODY,
    FACE_STRONG,
    FACE_SMALL,
    FACE_TOTAL,
    FACE_LABEL, // what a value or a box is called
    FACE_TITLE,
    FACE_END,
} Face;

// One line of set text.
typedef struct TextLine {
    double width, ascent, height; // ascent: from the top of the line to its baseline
    const void *handle;           // the ruler's own
} TextLine;

// Measures: sets text in lines of at most `width`, breaking words that are longer. The lines live
// in `arena`.
typedef struct Ruler {
    void *context;
    size_t (*set)(void *context, Arena *arena, Slice text, SheetLanguage language, Face face,
                  double width, TextLine **lines);
} Ruler;

typedef enum MarkKind {
    MARK_TEXT,  // x, y: the beginning of the baseline
    MARK_RULE,  // a line from x, y, `width` to the right or `height` down, `weight` thick
    MARK_FRAME, // the outline of a rectangle
    MARK_CODE,  // within a square of `width`
    MARK_IMAGE, // likewise, from its upper left
} MarkKind;

typedef struct Mark {
    MarkKind kind;
    Face face;
    double x, y, width, height, weight;
    const void *of; // MARK_TEXT: the line's handle; MARK_CODE: a SheetCode; MARK_IMAGE: a SheetImage
} Mark;

typedef struct Page {
    Mark *marks;
    size_t count, room;
} Page;

typedef struct Pages {
    double width, height; // of each
    Page *list;
    size_t count, room;
} Pages;

enum { PAGES_MAX = 20000 }; // a document of 400,000 lines; nobody prints more

// Lays the sheet out: lines of a table that fit a page are not torn, its headings are repeated,
// each page has the footer and its number. Lives in `arena`. False with a fault where PAGES_MAX is
// not enough.
bool pages_lay(Arena *arena, const Sheet *sheet, const Ruler *ruler, Pages *pages, Faults *faults);
