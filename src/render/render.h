// Rendering: business content as the document that a bank or a customs officer expects.
//
//     layout.json + Model + labels ─► Layout (immutable, shared by threads)
//     Layout + Content + languages ─► Sheet ─► HTML (sheet.h), PDF (pdf.h)
//
// A layout is data of a register, as its maps are; docs/rendering.md is its manual.
#pragma once

#include "map/labels.h"
#include "render/sheet.h"

typedef struct Layout Layout;

// Compiles a layout. `parts` is the text of the file of parts that layouts share, or empty. Lives in
// `arena`; the texts, `model` and the labels of all languages must live as long. NULL with all faults.
const Layout *layout_compile(Arena *arena, const Model *model, Slice text, Slice parts,
                             const Labels *const labels[LANGUAGE_END], Faults *faults);

// The terms of the model that the layout never shows, for tests; in `arena`.
size_t layout_missing(const Layout *layout, Arena *arena, const Term *const **terms);

// What is to be drawn. Lives in `arena`. Work and memory grow with the content.
const Sheet *sheet_compose(Arena *arena, const Layout *layout, const Content *content,
                           const Reading *reading);
