// What the tests of rendering share: the register of the invoice, read and drawn.
#pragma once

#include "register/carried.h"
#include "register/crosswalk.h"
#include "render/pdf.h"
#include "render/render.h"

#define REGISTER "registers/commercial-invoice/"

typedef struct Desk {
    Arena *arena;
    Register *reg;
    CrosswalkRun *run;
    const Layout *layout;
    PdfPress *press;
} Desk;

Slice text_of(Arena *arena, const char *path);
void open_desk(Desk *it, Arena *arena);

// Compiles another layout for the invoice.
const Layout *layout_of(Desk *it, Slice text, Faults *faults);

const Content *read_content(Desk *it, Slice bytes);
Slice draw_html(Desk *it, const Content *content, const Reading *reading);
Slice draw_pdf(Desk *it, const Content *content, const Reading *reading);

// What pdftotext finds in a PDF; without blanks and line ends, which are the layout's.
Slice text_of_pdf(Desk *it, Slice pdf);
Slice without_blanks(Arena *arena, Slice text);

// Each test runs in an arena of its own.
void in_arena(bool work(Arena *arena, void *context));
