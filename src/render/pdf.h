// PDF: a sheet on paper, set by Pango and drawn by Cairo.
//
// Only programs that print are linked with it: Pango, Cairo and what they need are 40 libraries.
#pragma once

#include "render/sheet.h"

// Fonts and what is known of them: dear to make (some 20 ms), cheap to use. One thread's.
typedef struct PdfPress PdfPress;

// Lives in `arena`. NULL with a fault where the machine has no fonts at all; where a character has
// none, its place shows a box.
PdfPress *pdf_press_new(Arena *arena, Faults *faults);

// Appends the whole file. The same sheet gives the same bytes: the date of the file is the
// document's. False with faults.
bool pdf_write(PdfPress *press, Arena *arena, const Sheet *sheet, Buffer *out, Faults *faults);
