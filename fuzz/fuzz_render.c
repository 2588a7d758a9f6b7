// SPDX-License-Identifier: Apache-2.0
// A layout and content in one input, parted by a NUL: the layout compiled or refused, the content
// drawn as HTML and laid out on pages with a ruler that counts bytes.

#include "map/map.h"
#include "render/page.h"
#include "render/render.h"
#include "tree/json.h"

static const char schema[] =
    "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\",\"term\":\"BT-1\"},"
    "\"date\":{\"type\":\"string\",\"format\":\"date\"},\"total\":{\"type\":\"number\"},"
    "\"paid\":{\"type\":\"boolean\"},\"party\":{\"type\":\"object\",\"properties\":{"
    "\"name\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"}}},"
    "\"lines\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"id\":{\"type\":\"string\"},\"amount\":{\"type\":\"number\"},"
    "\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"value\":{\"type\":\"string\"}}}}}}}}}";

static const char labels[] = "{\"\":\"Invoice\",\"id\":\"Number\",\"lines.id\":\"Line\"}";

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice layout, content;
} Run;

// Lines of as many bytes as are points wide; each 10 high.
static size_t count_bytes(void *context, Arena *arena, Slice text, SheetLanguage language,
                          Face face, double width, TextLine **lines)
{
    (void)context, (void)language, (void)face;
    size_t bytes = width < 1 ? 1 : (size_t)width, count = (text.len + bytes - 1) / bytes;
    *lines = arena_array(arena, TextLine, count);
    for (size_t i = 0; i < count; i++)
        (*lines)[i] = (TextLine){width, 8, 10, text.at};
    return count;
}

// The texts of a sheet are UTF-8 without what commands a terminal; of markup there is only our own.
static void check_html(Slice html)
{
    for (size_t i = 0; i < html.len; i++)
        if ((unsigned char)html.at[i] < ' ' && html.at[i] != '\n')
            __builtin_trap();
    if (slice_find(html, S("<script")) != SIZE_MAX)
        __builtin_trap();
}

static void draw(Run *run, const Layout *layout, const Content *content, Faults *faults)
{
    static const Reading readings[] = {{{LANGUAGE_EN}, 1, false}, {{LANGUAGE_JA, LANGUAGE_ZH}, 2, false}};
    for (size_t i = 0; i < 2; i++) {
        const Sheet *sheet = sheet_compose(run->arena, layout, content, &readings[i]);
        Buffer html = buffer_new(run->arena);
        sheet_write_html(&html, sheet);
        check_html(buffer_slice(&html));
        Ruler ruler = {NULL, count_bytes};
        Pages pages;
        pages_lay(run->arena, sheet, &ruler, &pages, faults);
    }
}

static bool compile_and_draw(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)512 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    const Labels *text =
        labels_new(run->arena, S("en"), (Slice){labels, sizeof labels - 1}, S(""), faults);
    const Labels *const all[LANGUAGE_END] = {text, text, text};
    const Model *model =
        model_compile(run->arena, (Slice){schema, sizeof schema - 1}, S(""), faults);
    const Layout *layout = layout_compile(run->arena, model, run->layout, run->layout, all, faults);
    const Tree *tree =
        json_tree_read(run->arena, vocabulary_new(run->arena), run->content, NULL, faults);
    if (layout == NULL || tree == NULL)
        return false;
    Losses losses = {.arena = run->arena};
    Content *content = content_read_json(run->arena, model, tree, &losses);
    draw(run, layout, content, faults);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice rest = {(const char *)data, size};
    Run run = {.layout = slice_cut(&rest, '\0')};
    run.content = rest;
    guard_run(&run.guard, compile_and_draw, &run, NULL);
    arena_free(run.arena);
    return 0;
}
