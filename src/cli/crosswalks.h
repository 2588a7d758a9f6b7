// The crosswalks that the program carries within itself.
#pragma once

#include "base/json.h"
#include "map/crosswalk.h"
#include "render/render.h"

// That of the invoice. NULL with faults, which would be a bug of the build. Lives in `arena`.
Crosswalk *crosswalks_invoice(Arena *arena, Faults *faults);

// The form of workbooks and tables in that language. NULL with faults. Lives in `arena`.
const SheetForm *crosswalks_form(Arena *arena, const Crosswalk *crosswalk, const char *language,
                                 Faults *faults);
// The register that the program carries, and has a form for: "commercial-invoice".
bool crosswalks_has_register(const char *name);

// How it is drawn. NULL with faults, as above. Lives in `arena`.
const Layout *crosswalks_layout(Arena *arena, const Crosswalk *crosswalk, Faults *faults);

// What terms are called in a language ("en", "ja", "zh"); NULL where there are no labels.
const Json *crosswalks_labels(Arena *arena, const char *language);
// What a term is called; its English title where there is no label.
Slice crosswalks_label(Arena *arena, const Json *labels, const Term *term);

// A business document's file: standard input for `-`. The first of those in it. False with faults.
bool crosswalks_read_one(CrosswalkRun *run, Arena *arena, const char *path,
                         CrosswalkDocument *document, Faults *faults);
