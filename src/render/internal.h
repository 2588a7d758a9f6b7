// What the files of this room share and nobody else sees.
#pragma once

#include "render/render.h"

// ---- format.c: values as people read them ----

// "1234567.50" ─► "1,234,567.50". What is no plain decimal stays as it is; no digit is changed.
Slice format_number(Arena *arena, Slice number);

// "2026-11-21" ─► "21 November 2026", "2026年11月21日". What is no date stays as it is.
Slice format_date(Arena *arena, Slice date, SheetLanguage language);
// In Japanese, "2026-11-21" ─► "令和8年11月21日". Dates before 1873, when Japan took the calendar over, stay as
// they are.
Slice format_era_date(Arena *arena, Slice date);

// Characters that would command a terminal, turn the direction of writing for what follows, or are
// no UTF-8 become U+FFFD; tabs and carriage returns are blanks. Line feeds stay.
Slice format_text(Arena *arena, Slice text);

// ---- template.c: texts with places for values ----
//
//     {postalAddress.postcode} {postalAddress.cityName}[ ({tax.rate} %)]
//
// A place is a term's path from the scope on, or with `/` in front from the whole; behind `|` how
// it is shown: the name of a code list, `name LIST` (without the code), `raw` (as the content has
// it). What stands in brackets is left out where none of its places has a value.

typedef struct Template Template;

typedef struct TemplateScope {
    const Term *from; // what relative paths begin at: the root, a list, or a group within
    bool *is_shown;   // by the index of the term; what the template shows is noted
    unsigned line, column;
} TemplateScope;

// NULL with a fault.
const Template *template_parse(Arena *arena, Slice text, const TemplateScope *scope,
                               Faults *faults);

typedef struct Filling {
    Arena *arena;
    const Reading *reading;
} Filling;

// The text; empty where no place has a value.
Slice template_fill(const Filling *filling, const Template *text, const ContentItem *item);

// The item in which a term lies that the scope of `item` sees.
const ContentItem *item_of(const ContentItem *item, const Term *term);

// The term of a path as layouts write it; NULL with a fault where there is none, or where it is
// within a list that the scope does not go over.
const Term *scope_find(const TemplateScope *scope, Slice path, Faults *faults);

// ---- layout.c: the compiled layout ----

typedef struct Label {
    Slice in[LANGUAGE_END];
} Label;

typedef struct RowSpec {
    Label label;
    const Template *text;
    const Term *each; // a row for each item of this list; NULL: one row
    RowStyle style;
} RowSpec;

enum { CONDITIONS_MAX = 4 };

// A code is drawn where each of these terms has one of its values.
typedef struct CodeSpec {
    Label label;
    const Template *text;
    const Term *first; // the scope is the first item of this list; NULL: that of the box
    // Of an image: the scope is the first item of the list that the conditions hold of.
    const Term *content; // Base64
    double side;         // mm
    struct {
        const Term *term;
        Slice values; // EUR|DKK, or * for any
    } conditions[CONDITIONS_MAX];
    size_t condition_count;
} CodeSpec;

typedef struct BoxSpec {
    Label heading;
    double width, height_min;
    bool is_right;
    bool is_kept; // drawn even where nothing is in it: its place is one that people look at
    RowSpec *rows;
    size_t row_count;
    const CodeSpec *code, *image;
} BoxSpec;

typedef struct BandSpec {
    const Term *table; // a line for each item of this list; NULL: a row of boxes
    bool is_fixed;     // boxes stay where they are when their neighbours are left out
    Label heading;
    BoxSpec *boxes;
    size_t box_count;
} BandSpec;

struct Layout {
    const Model *model;
    const bool *is_shown;
    SheetPage page;
    Label title; // where the template gives none
    const Template *title_text, *footer, *date;
    BandSpec *bands;
    size_t band_count;
};

// ---- code.c ----

// NULL where the text is empty or longer than a code can hold.
const SheetCode *code_make(Arena *arena, Slice text);

// ---- image.c ----

// NULL where it is no PNG in Base64, or one that is too large. Label and side are the caller's.
SheetImage *image_make(Arena *arena, Slice base64);
