// SPDX-License-Identifier: Apache-2.0
// `madoguchi render`: documents as people read them.

#include "render/render.h"
#include "base/file.h"
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

static bool render_document(Render *it, Arena *arena, const char *path,
                            const CrosswalkDocument *document, size_t number)
{
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

typedef struct OneFile {
    Render *render;
    const char *path;
} OneFile;

static bool render_file(Arena *arena, void *context)
{
    OneFile *one = context;
    Render *it = one->render;
    Slice bytes;
    CrosswalkDocument *documents = NULL;
    size_t most = argument_number(it->arguments, "max-bytes", UINT32_MAX);
    if (!file_read(arena, one->path, most, &bytes, it->faults))
        return false;
    size_t count = crosswalk_read(it->run, arena, bytes, &documents, it->faults);
    bool is_good = count > 0 && output_holds(&it->output, count, it->faults);
    for (size_t i = 0; i < count && is_good; i++)
        is_good = render_document(it, arena, one->path, &documents[i], i);
    return is_good;
}

static bool render_all(Arena *arena, void *context)
{
    Render *it = context;
    it->arena = arena;
    if (!prepare(it))
        return false;
    bool is_good = true;
    for (size_t i = 0; i < operand_count(it->arguments); i++) {
        OneFile one = {it, operand_at(it->arguments, i)};
        size_t before = it->faults->count;
        is_good &= arena_run(0, render_file, &one, it->faults);
        fault_set_file(it->faults, before, one.path);
    }
    return is_good;
}

int run_render(const Arguments *arguments)
{
    Faults faults = {0};
    Render it = {.arguments = arguments, .faults = &faults};
    bool is_good = arena_run(0, render_all, &it, &faults);
    print_faults(&faults);
    return is_good ? EXIT_VALID : EXIT_COULD_NOT;
}
