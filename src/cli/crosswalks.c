// SPDX-License-Identifier: Apache-2.0
// registers/ ─► embedded texts ─► [crosswalk].

#include "cli/crosswalks.h"

#include "base/file.h"
#include "rules/data.h"

#define INVOICE_NAME "commercial-invoice"
#define INVOICE      "registers/" INVOICE_NAME "/"

Crosswalk *crosswalks_invoice(Arena *arena, Faults *faults)
{
    Crosswalk *crosswalk = crosswalk_new(arena, data_text(S(INVOICE "schema.json")), faults);
    for (const DataFile *file = data_files; crosswalk != NULL && file->name != NULL; file++) {
        Slice name = slice_of(file->name);
        if (slice_starts(name, S(INVOICE "maps/")) && !crosswalk_add(crosswalk, file->text, faults))
            return NULL;
    }
    return crosswalk;
}

bool crosswalks_has_register(const char *name)
{
    return strcmp(name, INVOICE_NAME) == 0;
}

// The examples of the register say what the notes of its form give as examples.
static const Content *example_of(Arena *arena, const Crosswalk *crosswalk, Faults *faults)
{
    CrosswalkDocument *document;
    Slice text = data_text(S(INVOICE "examples/export-goods.json"));
    CrosswalkRun *run = crosswalk_run_new(arena, crosswalk, NULL);
    return crosswalk_read(run, arena, text, &document, faults) == 1 ? document->content : NULL;
}

const SheetForm *crosswalks_form(Arena *arena, const Crosswalk *crosswalk, const char *language,
                                 Faults *faults)
{
    Slice labels = data_text(arena_print(arena, INVOICE "labels.%s.json", language));
    const Content *example = example_of(arena, crosswalk, faults);
    return sheet_form_new(arena, crosswalk_model(crosswalk), slice_of(language), labels, example,
                          faults);
}

const Layout *crosswalks_layout(Arena *arena, const Crosswalk *crosswalk, Faults *faults)
{
    Slice labels[LANGUAGE_END];
    for (size_t i = 0; i < LANGUAGE_END; i++)
        labels[i] =
            data_text(arena_print(arena, INVOICE "labels.%s.json", language_name((Language)i)));
    return layout_compile(arena, crosswalk_model(crosswalk), data_text(S(INVOICE "layout.json")),
                          data_text(S("registers/glossary/layout.json")), labels, faults);
}

const Json *crosswalks_labels(Arena *arena, const char *language)
{
    Faults ignored = {0}; // titles serve where there are no labels
    return json_read(arena, data_text(arena_print(arena, INVOICE "labels.%s.json", language)),
                     &ignored);
}

Slice crosswalks_label(Arena *arena, const Json *labels, const Term *term)
{
    Buffer path = buffer_new(arena);
    Slice shown = term_path(arena, term);
    for (size_t i = 0; i < shown.len; i++)
        if (shown.at[i] != '[' && shown.at[i] != ']')
            buffer_add_char(&path, shown.at[i]);
    Slice label = json_text(json_get(labels, buffer_slice(&path)));
    return label.len > 0 ? label : term->title;
}

bool crosswalks_read_one(CrosswalkRun *run, Arena *arena, const char *path,
                         CrosswalkDocument *document, Faults *faults)
{
    Slice bytes;
    CrosswalkDocument *documents;
    size_t before = faults->count, count = 0;
    if (file_read(arena, path, UINT32_MAX, &bytes, faults))
        count = crosswalk_read(run, arena, bytes, &documents, faults);
    fault_set_file(faults, before, path);
    if (count > 1)
        fault_add(faults, FAULT_USAGE, 0, 0, "%s has %zu documents; name files that have one", path,
                  count);
    if (count == 1)
        *document = documents[0];
    return count == 1;
}
