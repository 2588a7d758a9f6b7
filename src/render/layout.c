// SPDX-License-Identifier: Apache-2.0
// layout.json ─► [Layout].
//
// A layout is a list of bands from top to bottom: a row of boxes, or a table with a line for each
// item of a list. Both are boxes with rows: of a table they are its columns, filled again for each
// item. Everything that a path or a language can get wrong is told here, so that composing a sheet
// cannot fail.

#include "render/internal.h"

#include "base/json.h"

#include <assert.h>
#include <stdlib.h>

enum {
    MEMBERS_MAX = 1000,  // of any list in a layout; ours have up to 30
    PARTS_DEPTH_MAX = 8, // parts that use parts; ours go two deep
};

typedef struct Compiler {
    Arena *arena;
    const Model *model;
    const Json *parts;           // by name; NULL: there are none
    const Labels *const *labels; // by language
    const Term *heading;         // what the box at hand is about; NULL: no term
    bool *is_shown;
    Faults *faults;
} Compiler;

static const char *const languages[] = {
    [LANGUAGE_EN] = "en",
    [LANGUAGE_JA] = "ja",
    [LANGUAGE_ZH] = "zh",
};
static_assert(sizeof languages / sizeof *languages == LANGUAGE_END, "a language has no name");

bool language_find(Slice name, SheetLanguage *language)
{
    for (size_t i = 0; i < LANGUAGE_END; i++)
        if (slice_equal(name, slice_of(languages[i]))) {
            *language = (SheetLanguage)i;
            return true;
        }
    return false;
}

bool reading_parse(Slice names, Reading *reading)
{
    while (names.len > 0 && reading->count < READING_MAX)
        if (language_find(slice_cut(&names, ','), &reading->languages[reading->count]))
            reading->count++;
    return reading->count > 0;
}

const char *language_name(SheetLanguage language)
{
    return languages[language];
}

static TemplateScope scope_at(const Compiler *it, const Json *json, const Term *from)
{
    return (TemplateScope){from, it->is_shown, json->line, json->column};
}

static bool refuse(Compiler *it, const Json *at, const char *what)
{
    return fault_add(it->faults, FAULT_STATIC, at->line, at->column, "%s", what);
}

static size_t count_of(Compiler *it, const Json *list)
{
    if (list == NULL)
        return 0;
    if (list->kind != JSON_ARRAY || list->count > MEMBERS_MAX) {
        refuse(it, list, "expected a list of 1000 members at most");
        return 0;
    }
    return list->count;
}

// ---- Labels ----

// Below a heading or in a table, what that says is not said again.
static Label term_label(Compiler *it, const Term *term, const Term *list)
{
    Label label;
    const Term *base = list;
    for (const Term *at = term->parent; at != NULL; at = at->parent)
        if (at == it->heading)
            base = at;
    for (size_t i = 0; i < LANGUAGE_END; i++)
        label.in[i] = format_text(it->arena, label_of(it->labels[i], it->arena, term, base));
    return label;
}

// {"en": "No.", "ja": "番号", "zh": "序号"}
static Label label_read(Compiler *it, const Json *json)
{
    Label label;
    for (size_t i = 0; i < LANGUAGE_END; i++) {
        label.in[i] = format_text(it->arena, json_get_text(json, slice_of(languages[i])));
        if (label.in[i].len == 0)
            refuse(it, json, "a label is a term or has texts for all of: en, ja, zh");
    }
    return label;
}

// A label is that of a term, or a text of the layout's own where that would be too long for its
// place. NULL: none.
static Label label_parse(Compiler *it, const Json *json, const Term *from)
{
    if (json == NULL)
        return (Label){0};
    if (json->kind != JSON_STRING)
        return label_read(it, json);
    TemplateScope scope = scope_at(it, json, from);
    const Term *term = scope_find(&scope, json->text, it->faults);
    return term != NULL ? term_label(it, term, from) : (Label){0};
}

// The group or list that a heading names; NULL where it is none.
static const Term *heading_of(const Json *json, const Term *list)
{
    if (json == NULL || json->kind != JSON_STRING)
        return NULL;
    return model_find(list, json->text); // what is none is told by the label
}

// ---- Rows ----

static const Term *list_parse(Compiler *it, const Json *json, const Term *from)
{
    if (json == NULL)
        return NULL;
    TemplateScope scope = scope_at(it, json, from);
    const Term *term = scope_find(&scope, json_text(json), it->faults);
    if (term != NULL && term->kind != TERM_LIST)
        refuse(it, json, "this term is no list; leave \"each\" or \"table\" out");
    return term != NULL && term->kind == TERM_LIST ? term : NULL;
}

static RowStyle style_parse(Compiler *it, const Json *json)
{
    static const Slice names[] = {
        [ROW_BODY] = S_INIT("body"),
        [ROW_STRONG] = S_INIT("strong"),
        [ROW_SMALL] = S_INIT("small"),
        [ROW_TOTAL] = S_INIT("total"),
    };
    static_assert(sizeof names / sizeof *names == ROW_STYLE_END, "a style has no name");
    if (json == NULL)
        return ROW_BODY;
    for (size_t i = 0; i < ROW_STYLE_END; i++)
        if (slice_equal(json_text(json), names[i]))
            return (RowStyle)i;
    refuse(it, json, "\"style\" is one of: body strong small total");
    return ROW_BODY;
}

static const Template *text_parse(Compiler *it, const Json *json, const Term *from)
{
    TemplateScope scope = scope_at(it, json, from);
    return template_parse(it->arena, json_text(json), &scope, it->faults);
}

// "{seller.name}", {"term": "dueDate"}, or {"label": …, "text": …}; with "each" and "style".
static void row_parse(Compiler *it, const Json *json, const Term *from, RowSpec *row)
{
    if (json->kind == JSON_STRING) {
        row->text = text_parse(it, json, from);
        return;
    }
    row->each = list_parse(it, json_get(json, S("each")), from);
    const Term *scope = row->each != NULL ? row->each : from;
    const Json *term = json_get(json, S("term")), *text = json_get(json, S("text"));
    row->style = style_parse(it, json_get(json, S("style")));
    row->label = label_parse(it, term != NULL ? term : json_get(json, S("label")), scope);
    if (term != NULL) {
        TemplateScope at = scope_at(it, term, scope);
        Slice place = json_text(term);
        place = arena_print(it->arena, "{%.*s}", (int)place.len, place.at);
        row->text = template_parse(it->arena, place, &at, it->faults);
    } else if (text != NULL) {
        row->text = text_parse(it, text, scope);
    } else {
        refuse(it, json, "a row has a \"term\" or a \"text\", or uses a part");
    }
}

// ---- Parts: rows that many documents share ----

static void add_rows(Compiler *it, const Json *rows, const Term *from, BoxSpec *box,
                     unsigned depth);

// {"use": "party", "from": "consignor"}: the rows of the part, seen from that term.
static void part_use(Compiler *it, const Json *json, const Term *from, BoxSpec *box, unsigned depth)
{
    const Json *name = json_get(json, S("use")), *path = json_get(json, S("from"));
    const Json *part = json_get(it->parts, json_text(name));
    if (path != NULL) {
        TemplateScope scope = scope_at(it, path, from);
        from = scope_find(&scope, json_text(path), it->faults);
    }
    if (part == NULL)
        refuse(it, name, "there is no such part; they are in the layout of the glossary");
    else if (depth == PARTS_DEPTH_MAX)
        refuse(it, name, "parts use each other more than 8 deep");
    else if (path != NULL && from != NULL && from->kind != TERM_GROUP)
        refuse(it, path, "a part is used from a group that occurs once");
    else if (from != NULL)
        add_rows(it, part, from, box, depth + 1);
}

// Rows of the box so far and of `rows`, whose parts may bring any number of them.
static void add_rows(Compiler *it, const Json *rows, const Term *from, BoxSpec *box, unsigned depth)
{
    size_t count = count_of(it, rows);
    for (size_t i = 0; i < count; i++) {
        const Json *row = rows->items[i];
        if (json_get(row, S("use")) != NULL) {
            part_use(it, row, from, box, depth);
        } else if (box->row_count == MEMBERS_MAX) {
            refuse(it, row, "is a row too many; a box has 1000 at most");
            return;
        } else {
            box->rows = arena_resize(it->arena, box->rows, box->row_count * sizeof *box->rows,
                                     (box->row_count + 1) * sizeof *box->rows);
            box->rows[box->row_count] = (RowSpec){0};
            row_parse(it, row, from, &box->rows[box->row_count++]);
        }
    }
}

// ---- Codes ----

static void conditions_parse(Compiler *it, const Json *when, const Term *list, CodeSpec *code)
{
    if (when->kind != JSON_OBJECT || when->count > CONDITIONS_MAX) {
        refuse(it, when, "\"when\" has up to 4 terms with their values");
        return;
    }
    for (size_t i = 0; i < when->count; i++) {
        const Json *values = when->members[i].value;
        TemplateScope scope = scope_at(it, values, list);
        const Term *term = scope_find(&scope, when->members[i].name, it->faults);
        if (term == NULL)
            continue;
        if (term->kind >= TERM_GROUP)
            refuse(it, values, "a condition is of a term that has a value of its own");
        code->conditions[code->condition_count].term = term;
        code->conditions[code->condition_count++].values = json_text(values);
    }
}

static const CodeSpec *code_parse(Compiler *it, const Json *json, const Term *list)
{
    const Json *text = json_get(json, S("text")), *when = json_get(json, S("when"));
    if (json == NULL)
        return NULL;
    CodeSpec *code = arena_array(it->arena, CodeSpec, 1);
    code->label = label_parse(it, json_get(json, S("label")), list);
    code->first = list_parse(it, json_get(json, S("first")), list);
    list = code->first != NULL ? code->first : list;
    if (text == NULL)
        refuse(it, json, "a \"code\" has a \"text\"");
    else
        code->text = text_parse(it, text, list);
    if (when != NULL)
        conditions_parse(it, when, list, code);
    return code;
}

// ---- Lengths ----

// Millimetres. Between 0 and a metre, as paper is.
static double length_of(Compiler *it, const Json *json, double otherwise)
{
    enum { LENGTH_MAX = 1000 };
    if (json == NULL)
        return otherwise;
    double length =
        json->kind == JSON_NUMBER ? strtod(arena_c_string(it->arena, json->text), NULL) : -1;
    if (length >= 0 && length <= LENGTH_MAX)
        return length;
    refuse(it, json, "expected a length in mm, from 0 to 1000");
    return otherwise;
}

// ---- Images ----

static const CodeSpec *image_parse(Compiler *it, const Json *json, const Term *list)
{
    enum { SIDE = 20 }; // mm, of a company's seal
    const Json *content = json_get(json, S("content")), *when = json_get(json, S("when"));
    if (json == NULL)
        return NULL;
    CodeSpec *image = arena_array(it->arena, CodeSpec, 1);
    image->label = label_parse(it, json_get(json, S("label")), list);
    image->first = list_parse(it, json_get(json, S("from")), list);
    image->side = length_of(it, json_get(json, S("side")), SIDE);
    list = image->first != NULL ? image->first : list;
    if (content == NULL || content->kind != JSON_STRING) {
        refuse(it, json, "an \"image\" has a \"content\": the term that holds it in Base64");
        return NULL;
    }
    TemplateScope scope = scope_at(it, content, list);
    image->content = scope_find(&scope, json_text(content), it->faults);
    if (image->content != NULL && image->content->kind != TERM_TEXT)
        refuse(it, content, "the content of an image is a term that holds a text");
    if (when != NULL)
        conditions_parse(it, when, list, image);
    return image->content != NULL ? image : NULL;
}

// ---- Boxes and bands ----

static bool truth_of(const Json *json)
{
    return json != NULL && json->kind == JSON_TRUE;
}

static void box_parse(Compiler *it, const Json *json, const Term *list, BoxSpec *box)
{
    const Json *rows = json_get(json, S("rows"));
    box->heading = label_parse(it, json_get(json, S("heading")), list);
    it->heading = heading_of(json_get(json, S("heading")), list);
    box->width = length_of(it, json_get(json, S("width")), 0);
    box->height_min = length_of(it, json_get(json, S("height")), 0);
    box->is_right = truth_of(json_get(json, S("right")));
    box->is_kept = truth_of(json_get(json, S("keep")));
    box->code = code_parse(it, json_get(json, S("code")), list);
    box->image = image_parse(it, json_get(json, S("image")), list);
    if (box->width <= 0)
        refuse(it, json, "a box or column has a \"width\" in mm");
    add_rows(it, rows, list, box, 0);
    it->heading = NULL;
}

static void band_parse(Compiler *it, const Json *json, BandSpec *band)
{
    const Json *table = json_get(json, S("table"));
    const Json *boxes = json_get(json, table != NULL ? S("columns") : S("boxes"));
    const Term *root = &it->model->root;
    band->heading = label_parse(it, json_get(json, S("heading")), root);
    band->table = list_parse(it, table, root);
    band->is_fixed = truth_of(json_get(json, S("fixed")));
    band->box_count = count_of(it, boxes);
    if (band->box_count == 0)
        refuse(it, json, "a band has \"boxes\", or a \"table\" with \"columns\"");
    band->boxes = arena_array(it->arena, BoxSpec, band->box_count);
    for (size_t i = 0; i < band->box_count; i++)
        box_parse(it, boxes->items[i], band->table != NULL ? band->table : root, &band->boxes[i]);
}

// ---- The whole ----

static SheetPage page_parse(Compiler *it, const Json *json)
{
    SheetPage page = {
        .width = length_of(it, json_get(json, S("width")), 210),
        .height = length_of(it, json_get(json, S("height")), 297),
        .top = length_of(it, json_get(json, S("top")), 10),
        .right = length_of(it, json_get(json, S("right")), 10),
        .bottom = length_of(it, json_get(json, S("bottom")), 10),
        .left = length_of(it, json_get(json, S("left")), 20),
    };
    enum { BODY_MIN = 50 }; // mm; less cannot hold a line of text beside the margins
    if (page.width - page.left - page.right < BODY_MIN ||
        page.height - page.top - page.bottom < BODY_MIN)
        fault_add(it->faults, FAULT_STATIC, 0, 0, "the margins leave less than 50 mm of the page");
    return page;
}

static const Template *optional_text(Compiler *it, const Json *json)
{
    return json != NULL ? text_parse(it, json, &it->model->root) : NULL;
}

static Layout *compile(Compiler *it, const Json *json)
{
    const Json *bands = json_get(json, S("bands"));
    Layout *layout = arena_array(it->arena, Layout, 1);
    layout->model = it->model;
    layout->is_shown = it->is_shown;
    layout->page = page_parse(it, json_get(json, S("page")));
    for (size_t i = 0; i < LANGUAGE_END; i++)
        layout->title.in[i] = labels_title(it->labels[i]);
    layout->title_text = optional_text(it, json_get(json, S("title")));
    layout->footer = optional_text(it, json_get(json, S("footer")));
    layout->date = optional_text(it, json_get(json, S("date")));
    layout->band_count = count_of(it, bands);
    layout->bands = arena_array(it->arena, BandSpec, layout->band_count);
    for (size_t i = 0; i < layout->band_count; i++)
        band_parse(it, bands->items[i], &layout->bands[i]);
    if (layout->band_count == 0)
        refuse(it, json, "a layout has \"bands\"");
    return layout;
}

const Layout *layout_compile(Arena *arena, const Model *model, Slice text, Slice parts,
                             const Labels *const labels[LANGUAGE_END], Faults *faults)
{
    size_t before = faults->count;
    const Json *json = json_read(arena, text, faults);
    if (json == NULL)
        return NULL;
    Compiler it = {.arena = arena, .model = model, .labels = labels, .faults = faults};
    it.is_shown = arena_array(arena, bool, model->term_count);
    it.parts = parts.len > 0 ? json_get(json_read(arena, parts, faults), S("parts")) : NULL;
    const Layout *layout = compile(&it, json);
    return faults->count == before ? layout : NULL;
}

// ---- What is never shown ----

static void note_missing(const Layout *layout, const Term *group, const Term **terms, size_t *count)
{
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        if (term->kind >= TERM_GROUP)
            note_missing(layout, term, terms, count);
        else if (!layout->is_shown[term->index])
            terms[(*count)++] = term;
    }
}

size_t layout_missing(const Layout *layout, Arena *arena, const Term *const **terms)
{
    const Term **missing = arena_array(arena, const Term *, layout->model->term_count);
    size_t count = 0;
    note_missing(layout, &layout->model->root, missing, &count);
    *terms = missing;
    return count;
}
