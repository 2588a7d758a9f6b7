// SPDX-License-Identifier: Apache-2.0
// `madoguchi render`: documents as people read them.

#include "render/render.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/registers.h"
#include "render/pdf.h"

#include <stdio.h>

typedef struct Render {
    const Arguments *arguments;
    Faults *faults;
    Arena *arena;
    CrosswalkRun *run;
    PdfPress *press; // NULL: HTML is written
    Reading reading;
    Output output;
} Render;

// "ja,en": one or two languages.
static bool read_languages(Render *it)
{
    const char *asked = argument_value(it->arguments, "language");
    it->reading.has_eras = argument_is_given(it->arguments, "era");
    return reading_parse(slice_of(asked != NULL ? asked : "en"), &it->reading) ||
           fault_add(it->faults, FAULT_USAGE, 0, 0, "--language names one or two of: en ja zh");
}

static bool prepare(Render *it)
{
    const char *to = argument_value(it->arguments, "to");
    if (!output_open(&it->output, it->arguments, it->faults) || !read_languages(it))
        return false;
    it->run = crosswalk_given(it->arena, it->arguments, it->faults);
    bool is_html = to != NULL && strcmp(to, "html") == 0;
    if (!is_html)
        it->press = pdf_press_new(it->arena, it->faults);
    return it->run != NULL && (is_html || it->press != NULL);
}

// A rendering shows what the register has terms for; that a document says more must be known.
static void tell_losses(const char *path, size_t count)
{
    if (count > 0)
        fprintf(stderr, "%s: %zu value%s no term and %s not shown; convert --report lists them\n",
                path, count, count == 1 ? " has" : "s have", count == 1 ? "is" : "are");
}

static bool render_document(void *context, Arena *arena, const char *path,
                            CrosswalkDocument *document, size_t number)
{
    Render *it = context;
    Buffer out = buffer_new(arena);
    const Layout *layout = register_layout(document->reg, it->faults);
    if (layout == NULL)
        return false;
    const Sheet *sheet = sheet_compose(arena, layout, document->content, &it->reading);
    if (it->press == NULL)
        sheet_write_html(&out, sheet);
    else if (!pdf_write(it->press, arena, sheet, &out, it->faults))
        return false;
    tell_losses(path, document->losses.count);
    return output_put(&it->output, arena, path, number, it->press == NULL ? "html" : "pdf",
                      buffer_slice(&out), it->faults);
}

static bool render_all(Arena *arena, void *context)
{
    Render *it = context;
    it->arena = arena;
    if (!prepare(it))
        return false;
    return documents_each(
        &(DocumentWork){it->arguments, it->run, &it->output, render_document, it, it->faults});
}

int run_render(const Arguments *arguments)
{
    Faults faults = {0};
    Render it = {.arguments = arguments, .faults = &faults};
    bool is_good = arena_run(0, render_all, &it, &faults);
    print_faults(&faults);
    return is_good ? EXIT_VALID : EXIT_COULD_NOT;
}
