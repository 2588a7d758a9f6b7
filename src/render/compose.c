// SPDX-License-Identifier: Apache-2.0
// Layout + Content ─► [Sheet].
//
// What is empty is left out here: rows without a value, boxes without rows, tables without lines.
// So the writers draw whatever they find.

#include "render/internal.h"

#include <assert.h>

typedef struct Composer {
    Arena *arena;
    const Layout *layout;
    const ContentItem *root;
    Filling filling;
    Sheet *sheet;
} Composer;

static Caption caption_of(const Composer *it, const Label *label)
{
    Caption caption = {0};
    const Reading *reading = it->filling.reading;
    for (size_t i = 0; i < reading->count; i++) {
        Slice text = label->in[reading->languages[i]];
        if (i == 0 || !slice_equal(text, caption.in[0]))
            caption.in[i] = text;
    }
    return caption;
}

// ---- Items ----

typedef struct Items {
    const ContentItem **at;
    size_t count, room;
} Items;

static bool is_within(const ContentItem *item, const Term *list)
{
    while (item != NULL && item->list != list)
        item = item->parent;
    return item != NULL;
}

// The items of a list, seen from `from`. Where it lies in the items of another list: those of all
// of them, one behind the other.
static void add_items(Composer *it, Items *items, const ContentItem *from, const Term *list)
{
    if (!is_within(from, list->list)) {
        Items outer = {0};
        add_items(it, &outer, from, list->list);
        for (size_t i = 0; i < outer.count; i++)
            add_items(it, items, outer.at[i], list);
        return;
    }
    const ContentItem *at = item_of(from, list)->slots[list->slot].first;
    for (; at != NULL; at = at->next) {
        if (items->count == items->room) {
            size_t room = items->room ? items->room * 2 : 16;
            items->at = arena_resize(it->arena, items->at, items->room * sizeof *items->at,
                                     room * sizeof *items->at);
            items->room = room;
        }
        items->at[items->count++] = at;
    }
}

static Items items_of(Composer *it, const ContentItem *from, const Term *list)
{
    Items items = {0};
    add_items(it, &items, from, list);
    return items;
}

// ---- Cells ----

static void cell_add(Composer *it, SheetCell *cell, const RowSpec *row, const ContentItem *item)
{
    Slice value = slice_trim(template_fill(&it->filling, row->text, item));
    if (value.len == 0)
        return;
    if (cell->count == cell->room) {
        size_t room = cell->room ? cell->room * 2 : 8;
        cell->rows = arena_resize(it->arena, cell->rows, cell->room * sizeof *cell->rows,
                                  room * sizeof *cell->rows);
        cell->room = room;
    }
    cell->rows[cell->count++] = (SheetRow){caption_of(it, &row->label), value, row->style};
}

static bool code_is_wanted(const CodeSpec *code, const ContentItem *item)
{
    for (size_t i = 0; i < code->condition_count; i++) {
        const Term *term = code->conditions[i].term;
        Slice value = slot_text(&item_of(item, term)->slots[term->slot]);
        Slice rest = code->conditions[i].values;
        bool is_met = value.len > 0 && slice_equal(rest, S("*"));
        while (!is_met && rest.len > 0)
            is_met = slice_equal(slice_cut(&rest, '|'), value);
        if (!is_met)
            return false;
    }
    return true;
}

static const SheetCode *compose_code(Composer *it, const CodeSpec *spec, const ContentItem *item)
{
    if (spec != NULL && spec->first != NULL) {
        Items items = items_of(it, item, spec->first);
        item = items.count > 0 ? items.at[0] : NULL;
    }
    if (spec == NULL || item == NULL || !code_is_wanted(spec, item))
        return NULL;
    const SheetCode *made = code_make(it->arena, template_fill(&it->filling, spec->text, item));
    if (made == NULL)
        return NULL;
    SheetCode *code = arena_array(it->arena, SheetCode, 1);
    *code = *made;
    code->label = caption_of(it, &spec->label);
    return code;
}

static const SheetImage *compose_image(Composer *it, const CodeSpec *spec, const ContentItem *item)
{
    if (spec == NULL)
        return NULL;
    if (spec->first != NULL)
        item = item_of(item, spec->first)->slots[spec->first->slot].first;
    while (item != NULL && spec->first != NULL && !code_is_wanted(spec, item))
        item = item->next;
    if (item == NULL || !code_is_wanted(spec, item))
        return NULL;
    Slice content = slot_text(&item_of(item, spec->content)->slots[spec->content->slot]);
    SheetImage *image = content.len > 0 ? image_make(it->arena, content) : NULL;
    if (image == NULL)
        return NULL;
    image->label = caption_of(it, &spec->label);
    image->side = spec->side;
    return image;
}

static void compose_cell(Composer *it, const BoxSpec *box, const ContentItem *item, SheetCell *cell)
{
    for (size_t i = 0; i < box->row_count; i++) {
        const RowSpec *row = &box->rows[i];
        if (row->each == NULL) {
            cell_add(it, cell, row, item);
            continue;
        }
        Items items = items_of(it, item, row->each);
        for (size_t k = 0; k < items.count; k++)
            cell_add(it, cell, row, items.at[k]);
    }
    cell->code = compose_code(it, box->code, item);
    cell->image = compose_image(it, box->image, item);
}

static bool cell_is_empty(const SheetCell *cell)
{
    return cell->count == 0 && cell->code == NULL && cell->image == NULL;
}

// ---- Bands ----

static SheetColumn column_of(const Composer *it, const BoxSpec *box)
{
    return (SheetColumn){.heading = caption_of(it, &box->heading),
                         .width = box->width,
                         .height_min = box->height_min,
                         .is_right = box->is_right};
}

static double width_of(const BoxSpec *boxes, size_t count)
{
    double width = 0;
    for (size_t i = 0; i < count; i++)
        width += boxes[i].width;
    return width;
}

// The width of a box that is left out goes to the others in proportion.
static void compose_boxes(Composer *it, const BandSpec *spec, SheetBand *band)
{
    double kept = 0, all = width_of(spec->boxes, spec->box_count);
    bool is_empty = true;
    for (size_t i = 0; i < spec->box_count; i++) {
        const BoxSpec *box = &spec->boxes[i];
        SheetCell *cell = &band->cells[band->column_count];
        *cell = (SheetCell){0};
        compose_cell(it, box, it->root, cell);
        is_empty &= cell_is_empty(cell);
        bool is_out = cell_is_empty(cell) && !box->is_kept;
        if (is_out && !spec->is_fixed)
            continue;
        band->columns[band->column_count++] =
            is_out ? (SheetColumn){.width = box->width, .is_blank = true} : column_of(it, box);
        kept += box->width;
    }
    for (size_t i = 0; i < band->column_count; i++)
        band->columns[i].width *= all / kept;
    band->line_count = is_empty ? 0 : 1;
}

static void compose_table(Composer *it, const BandSpec *spec, SheetBand *band)
{
    Items items = items_of(it, it->root, spec->table);
    size_t columns = spec->box_count;
    band->is_table = true;
    band->line_count = items.count;
    band->cells = arena_array(it->arena, SheetCell, band->line_count * columns);
    for (size_t i = 0; i < columns; i++)
        band->columns[i] = column_of(it, &spec->boxes[i]);
    band->column_count = columns;
    for (size_t line = 0; line < items.count; line++)
        for (size_t i = 0; i < columns; i++)
            compose_cell(it, &spec->boxes[i], items.at[line], &band->cells[line * columns + i]);
}

static void compose_band(Composer *it, const BandSpec *spec)
{
    SheetBand *band = &it->sheet->bands[it->sheet->band_count];
    *band = (SheetBand){.heading = caption_of(it, &spec->heading)};
    band->columns = arena_array(it->arena, SheetColumn, spec->box_count);
    band->cells = arena_array(it->arena, SheetCell, spec->box_count);
    if (spec->table != NULL)
        compose_table(it, spec, band);
    else
        compose_boxes(it, spec, band);
    it->sheet->band_count += band->line_count > 0;
}

// ---- The whole ----

// Each language's by itself: a title is no value beside its label.
static Caption compose_title(Composer *it)
{
    Caption title = {0};
    for (size_t i = 0; i < it->filling.reading->count; i++) {
        SheetLanguage language = it->filling.reading->languages[i];
        Reading one = {{language}, 1, it->filling.reading->has_eras};
        Filling filling = {it->arena, &one};
        Slice text = S("");
        if (it->layout->title_text != NULL)
            text = template_fill(&filling, it->layout->title_text, it->root);
        text = text.len > 0 ? text : it->layout->title.in[language];
        if (i == 0 || !slice_equal(text, title.in[0]))
            title.in[i] = text;
    }
    return title;
}

static Slice compose_text(Composer *it, const Template *text)
{
    return text != NULL ? template_fill(&it->filling, text, it->root) : S("");
}

const Sheet *sheet_compose(Arena *arena, const Layout *layout, const Content *content,
                           const Reading *reading)
{
    Composer it = {arena, layout, content->root, {arena, reading}, NULL};
    it.sheet = arena_array(arena, Sheet, 1);
    it.sheet->reading = *reading;
    it.sheet->page = layout->page;
    it.sheet->title = compose_title(&it);
    it.sheet->footer = compose_text(&it, layout->footer);
    it.sheet->date = compose_text(&it, layout->date);
    it.sheet->bands = arena_array(arena, SheetBand, layout->band_count);
    for (size_t i = 0; i < layout->band_count; i++)
        compose_band(&it, &layout->bands[i]);
    return it.sheet;
}

Slice sheet_page_number(Arena *arena, const Sheet *sheet, size_t number, size_t count)
{
    static const char *const words[][3] = {
        [LANGUAGE_EN] = {"Page ", " of ", ""},
        [LANGUAGE_JA] = {"", " / ", " ページ"},
        [LANGUAGE_ZH] = {"第 ", " 页，共 ", " 页"},
    };
    static_assert(sizeof words / sizeof *words == LANGUAGE_END, "a language has no page number");
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < sheet->reading.count; i++) {
        const char *const *word = words[sheet->reading.languages[i]];
        buffer_print(&out, "%s%s%zu%s%zu%s", i > 0 ? "  ·  " : "", word[0], number, word[1], count,
                     word[2]);
    }
    return buffer_slice(&out);
}
