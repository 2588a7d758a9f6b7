// SPDX-License-Identifier: Apache-2.0
// Sheet + Ruler ─► [Pages].
//
// A cell is set as a pile of strips: what stands beside each other (a line of the label, a line of
// the value) and is never torn. A line of cells that fits a page moves to the next as a whole; one
// that does not is torn between its strips. So any content ends well, however long a text is.
//
//     ┌ cell ─────────────────────┐
//     │ heading                   │ strip 0
//     │ label one     value one   │ strip 1
//     │               line two    │ strip 2
//     └───────────────────────────┘

#include "render/page.h"

#include <assert.h>

#define POINTS_PER_MM (72.0 / 25.4)

static const double PAD_X = 4, PAD_Y = 2.5;   // within a cell
static const double GAP = 9;                  // between bands that are not joined
static const double ROW_GAP = 1;              // between rows
static const double LABEL_SHARE = 0.4;        // of a box's width
static const double LABEL_SHARE_RIGHT = 0.65; // where values are numbers
static const double CODE_SIDE = 84; // 30 mm with its margin: phones read it at arm's length
static const double FOOTER_HEIGHT = 14;
static const double HAIR = 0.25, THIN = 0.5, BOLD = 0.9; // rules

typedef struct Strip {
    double gap, height; // gap: above it, unless it is the first of a page
    const TextLine *left, *beside, *right;
    double left_x, beside_x, right_x; // from the cell's left edge
    Face left_face, right_face;
    const SheetCode *code;
    const SheetImage *image;
    bool is_ruled; // a rule above it
    bool begins;   // a row
    double y;      // where it was placed
} Strip;

typedef struct Pile {
    Strip *strips;
    size_t count, room;
    size_t next; // the first that is not placed
} Pile;

typedef struct Press {
    Arena *arena;
    const Sheet *sheet;
    const Ruler *ruler;
    Pages *pages;
    double left, top, right, bottom; // of the body
    double y;                        // where the next thing is placed
    double fresh;                    // where the first thing on this page is, below headings
    bool is_full;                    // PAGES_MAX was reached
} Press;

// ---- Marks ----

static Page *this_page(Press *it)
{
    return &it->pages->list[it->pages->count - 1];
}

static Mark *add_mark(Press *it, Page *page, MarkKind kind, double x, double y)
{
    if (page->count == page->room) {
        size_t room = page->room ? page->room * 2 : 64;
        page->marks = arena_resize(it->arena, page->marks, page->room * sizeof *page->marks,
                                   room * sizeof *page->marks);
        page->room = room;
    }
    Mark *mark = &page->marks[page->count++];
    *mark = (Mark){.kind = kind, .x = x, .y = y};
    return mark;
}

static void add_rule(Press *it, double x, double y, double width, double height, double weight)
{
    Mark *mark = add_mark(it, this_page(it), MARK_RULE, x, y);
    mark->width = width;
    mark->height = height;
    mark->weight = weight;
}

static void add_frame(Press *it, double x, double y, double width, double height)
{
    Mark *mark = add_mark(it, this_page(it), MARK_FRAME, x, y);
    mark->width = width;
    mark->height = height;
    mark->weight = THIN;
}

static void add_text(Press *it, Page *page, const TextLine *line, Face face, double x, double y)
{
    Mark *mark = add_mark(it, page, MARK_TEXT, x, y);
    mark->face = face;
    mark->of = line->handle;
}

static void begin_page(Press *it)
{
    Pages *pages = it->pages;
    if (pages->count == PAGES_MAX) {
        it->is_full = true;
        pages->list[PAGES_MAX - 1].count = 0; // what comes is thrown away
        it->y = it->fresh = it->top;
        return;
    }
    if (pages->count == pages->room) {
        size_t room = pages->room ? pages->room * 2 : 4;
        pages->list = arena_resize(it->arena, pages->list, pages->room * sizeof *pages->list,
                                   room * sizeof *pages->list);
        pages->room = room;
    }
    pages->list[pages->count++] = (Page){0};
    it->y = it->fresh = it->top;
}

// ---- Setting text ----

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static size_t set(Press *it, Slice text, SheetLanguage language, Face face, double width,
                  TextLine **lines)
{
    return it->ruler->set(it->ruler->context, it->arena, text, language, face, width, lines);
}

static Strip *pile_add(Press *it, Pile *pile)
{
    if (pile->count == pile->room) {
        size_t room = pile->room ? pile->room * 2 : 8;
        pile->strips = arena_resize(it->arena, pile->strips, pile->room * sizeof *pile->strips,
                                    room * sizeof *pile->strips);
        pile->room = room;
    }
    Strip *strip = &pile->strips[pile->count++];
    *strip = (Strip){0};
    return strip;
}

// A caption that is set: its languages side by side where both fit a line, else below each other.
typedef struct SetCaption {
    TextLine *lines;
    size_t count;
    const TextLine *beside; // the first line; NULL: the second language has lines of its own
} SetCaption;

static const double BESIDE_GAP = 5;

static SetCaption set_caption(Press *it, const Caption *caption, Face face, double width)
{
    SetCaption result = {0};
    for (size_t i = 0; i < it->sheet->reading.count; i++) {
        TextLine *more;
        if (caption->in[i].len == 0)
            continue;
        size_t added = set(it, caption->in[i], it->sheet->reading.languages[i], face, width, &more);
        if (result.count == 1 && added == 1 &&
            result.lines[0].width + BESIDE_GAP + more[0].width <= width) {
            result.beside = more;
            continue;
        }
        result.lines = arena_resize(it->arena, result.lines, result.count * sizeof *result.lines,
                                    (result.count + added) * sizeof *result.lines);
        memcpy(result.lines + result.count, more, added * sizeof *more);
        result.count += added;
    }
    return result;
}

static void pile_lines(Press *it, Pile *pile, const TextLine *lines, size_t count, Face face,
                       double width, bool is_right)
{
    for (size_t i = 0; i < count; i++) {
        Strip *strip = pile_add(it, pile);
        strip->left = &lines[i];
        strip->left_face = face;
        strip->left_x = PAD_X + (is_right ? width - lines[i].width : 0);
        strip->height = lines[i].height;
    }
}

static void pile_caption(Press *it, Pile *pile, const Caption *caption, double width, bool is_right)
{
    SetCaption set = set_caption(it, caption, FACE_LABEL, width);
    size_t before = pile->count;
    pile_lines(it, pile, set.lines, set.count, FACE_LABEL, width, is_right);
    if (set.beside == NULL)
        return;
    Strip *strip = &pile->strips[before];
    strip->beside = set.beside;
    strip->left_x -= is_right ? set.beside->width + BESIDE_GAP : 0;
    strip->beside_x = strip->left_x + set.lines[0].width + BESIDE_GAP;
}

static const Face row_faces[] = {
    [ROW_BODY] = FACE_BODY,
    [ROW_STRONG] = FACE_STRONG,
    [ROW_SMALL] = FACE_SMALL,
    [ROW_TOTAL] = FACE_TOTAL,
};
static_assert(sizeof row_faces / sizeof *row_faces == ROW_STYLE_END, "a style has no face");

// Label and value side by side, first line beside first line.
static void pile_pair(Press *it, Pile *pile, const SheetRow *row, double width, bool is_right)
{
    TextLine *values;
    Face face = row_faces[row->style];
    double label_width = width * (is_right ? LABEL_SHARE_RIGHT : LABEL_SHARE);
    double value_width = width - label_width - PAD_X;
    size_t before = pile->count;
    pile_caption(it, pile, &row->label, label_width, false);
    size_t count = set(it, row->value, it->sheet->reading.languages[0], face, value_width, &values);
    for (size_t i = 0; i < count; i++) {
        bool has_label = before + i < pile->count;
        Strip *strip = has_label ? &pile->strips[before + i] : pile_add(it, pile);
        strip->right = &values[i];
        strip->right_face = face;
        strip->right_x = PAD_X + (is_right ? width - values[i].width : label_width + PAD_X);
        strip->height = larger(strip->height, values[i].height);
    }
}

// In the narrow cells of a table the label stands before its value: "Origin: China (CN)".
static Slice labelled(Press *it, const SheetRow *row)
{
    Buffer out = buffer_new(it->arena);
    for (size_t i = 0; i < it->sheet->reading.count; i++) {
        if (row->label.in[i].len == 0)
            continue;
        buffer_add(&out, i > 0 ? S(" / ") : S(""));
        buffer_add(&out, row->label.in[i]);
    }
    buffer_add(&out, out.len > 0 ? S(": ") : S(""));
    buffer_add(&out, row->value);
    return buffer_slice(&out);
}

static void pile_row(Press *it, Pile *pile, const SheetRow *row, double width, bool is_right,
                     bool is_table)
{
    size_t before = pile->count;
    bool is_pair = !is_table && row->label.in[0].len > 0;
    if (is_pair) {
        pile_pair(it, pile, row, width, is_right);
    } else {
        TextLine *lines;
        Face face = row_faces[row->style];
        Slice text = is_table ? labelled(it, row) : row->value;
        size_t count = set(it, text, it->sheet->reading.languages[0], face, width, &lines);
        pile_lines(it, pile, lines, count, face, width, is_right);
    }
    if (pile->count == before)
        return;
    pile->strips[before].gap = ROW_GAP;
    pile->strips[before].begins = true;
    pile->strips[before].is_ruled = row->style == ROW_TOTAL;
    if (row->style == ROW_TOTAL)
        pile->strips[before].gap = 2 * PAD_Y;
}

static void pile_code(Press *it, Pile *pile, const SheetCode *code, double width)
{
    size_t before = pile->count;
    pile_caption(it, pile, &code->label, width, false);
    Strip *strip = pile_add(it, pile);
    strip->code = code;
    strip->height = CODE_SIDE;
    strip->gap = ROW_GAP;
    pile->strips[before].gap = 2 * PAD_Y;
}

static void pile_image(Press *it, Pile *pile, const SheetImage *image, double width)
{
    size_t before = pile->count;
    pile_caption(it, pile, &image->label, width, false);
    Strip *strip = pile_add(it, pile);
    strip->image = image;
    strip->height = image->side * POINTS_PER_MM;
    strip->gap = ROW_GAP;
    pile->strips[before].gap = 2 * PAD_Y;
}

static void pile_cell(Press *it, Pile *pile, const SheetCell *cell, const SheetColumn *column,
                      double width, bool is_table)
{
    for (size_t i = 0; i < cell->count; i++)
        pile_row(it, pile, &cell->rows[i], width - 2 * PAD_X, column->is_right, is_table);
    if (cell->code != NULL)
        pile_code(it, pile, cell->code, width - 2 * PAD_X);
    if (cell->image != NULL)
        pile_image(it, pile, cell->image, width - 2 * PAD_X);
}

// ---- Placing piles ----

static double pile_height(const Pile *pile)
{
    double height = 0;
    for (size_t i = pile->next; i < pile->count; i++)
        height += pile->strips[i].height + (i > pile->next ? pile->strips[i].gap : 0);
    return height;
}

static double baseline_of(const Strip *strip)
{
    return larger(strip->left ? strip->left->ascent : 0, strip->right ? strip->right->ascent : 0);
}

static void place_strip(Press *it, Strip *strip, double x, double y, double width)
{
    Page *page = this_page(it);
    double baseline = y + baseline_of(strip);
    strip->y = baseline;
    if (strip->is_ruled)
        add_rule(it, x + PAD_X, y - strip->gap / 2, width - 2 * PAD_X, 0, THIN);
    if (strip->left != NULL)
        add_text(it, page, strip->left, strip->left_face, x + strip->left_x, baseline);
    if (strip->beside != NULL)
        add_text(it, page, strip->beside, strip->left_face, x + strip->beside_x, baseline);
    if (strip->code != NULL) {
        Mark *mark = add_mark(it, page, MARK_CODE, x + PAD_X, y);
        mark->width = strip->height;
        mark->of = strip->code;
    }
    if (strip->image != NULL) {
        Mark *mark = add_mark(it, page, MARK_IMAGE, x + PAD_X, y);
        mark->width = strip->height;
        mark->of = strip->image;
    }
}

// The values of a row come behind all of its label, so that who reads the page aloud, or copies a
// value that goes over two lines, finds it whole.
static void place_values(Press *it, const Pile *pile, size_t from, size_t end, double x)
{
    for (size_t i = from; i < end; i++) {
        const Strip *strip = &pile->strips[i];
        if (strip->right != NULL)
            add_text(it, this_page(it), strip->right, strip->right_face, x + strip->right_x,
                     strip->y);
    }
}

// Places what fits above `bottom` and answers how high that is. A strip that is higher than a page
// is placed all the same, so that every call gets on.
static double place_pile(Press *it, Pile *pile, double x, double width, double bottom)
{
    double y = it->y + PAD_Y;
    size_t first = pile->next, row = first;
    for (; pile->next < pile->count; pile->next++) {
        Strip *strip = &pile->strips[pile->next];
        double gap = pile->next > first ? strip->gap : 0;
        bool is_first_of_page = it->y <= it->fresh && pile->next == first;
        if (y + gap + strip->height + PAD_Y > bottom && !is_first_of_page)
            break;
        if (strip->begins) {
            place_values(it, pile, row, pile->next, x);
            row = pile->next;
        }
        place_strip(it, strip, x, y + gap, width);
        y += gap + strip->height;
    }
    place_values(it, pile, row, pile->next, x);
    return y + PAD_Y - it->y;
}

// ---- Bands ----

typedef struct Grid {
    const SheetBand *band;
    double *x, *width; // of each column
    Pile *piles;       // of the line that is being placed
    Pile *heads;       // the headings of a table
} Grid;

static Grid make_grid(Press *it, const SheetBand *band)
{
    size_t count = band->column_count;
    double all = 0, x = it->left;
    Grid grid = {.band = band,
                 .x = arena_array(it->arena, double, count),
                 .width = arena_array(it->arena, double, count),
                 .piles = arena_array(it->arena, Pile, count),
                 .heads = arena_array(it->arena, Pile, count)};
    for (size_t i = 0; i < count; i++)
        all += band->columns[i].width;
    for (size_t i = 0; i < count; i++) {
        grid.x[i] = x;
        grid.width[i] = (it->right - it->left) * band->columns[i].width / all;
        x += grid.width[i];
    }
    return grid;
}

static double line_height(const Grid *grid, const Pile *piles)
{
    double height = 0;
    for (size_t i = 0; i < grid->band->column_count; i++) {
        double least = grid->band->is_table ? 0 : grid->band->columns[i].height_min * POINTS_PER_MM;
        height = larger(height, larger(least, pile_height(&piles[i]) + 2 * PAD_Y));
    }
    return height;
}

static void place_head(Press *it, Grid *grid)
{
    double height = line_height(grid, grid->heads);
    for (size_t i = 0; i < grid->band->column_count; i++) {
        grid->heads[i].next = 0;
        place_pile(it, &grid->heads[i], grid->x[i], grid->width[i], it->bottom);
        grid->heads[i].next = 0;
    }
    it->y += height;
    add_rule(it, it->left, it->y, it->right - it->left, 0, BOLD);
}

static bool is_placed(const Grid *grid)
{
    for (size_t i = 0; i < grid->band->column_count; i++)
        if (grid->piles[i].next < grid->piles[i].count)
            return false;
    return true;
}

// What of the line fits this page, with its frames or the rule below it.
static void place_part(Press *it, Grid *grid, double height_min)
{
    double height = height_min;
    size_t count = grid->band->column_count;
    for (size_t i = 0; i < count; i++)
        height =
            larger(height, place_pile(it, &grid->piles[i], grid->x[i], grid->width[i], it->bottom));
    if (!grid->band->is_table)
        for (size_t i = 0; i < count; i++)
            if (!grid->band->columns[i].is_blank)
                add_frame(it, grid->x[i], it->y, grid->width[i], height);
    it->y += height;
    if (grid->band->is_table)
        add_rule(it, it->left, it->y, it->right - it->left, 0, HAIR);
}

static void next_page(Press *it, Grid *grid)
{
    begin_page(it);
    if (grid->band->is_table)
        place_head(it, grid);
    it->fresh = it->y;
}

static void place_line(Press *it, Grid *grid)
{
    double height = line_height(grid, grid->piles);
    double body = it->bottom - it->top;
    bool fits = it->y + height <= it->bottom;
    if (!fits && it->y > it->top && height + line_height(grid, grid->heads) <= body)
        next_page(it, grid);
    fits = it->y + height <= it->bottom;
    place_part(it, grid, fits ? height : 0);
    while (!is_placed(grid) && !it->is_full) {
        next_page(it, grid);
        place_part(it, grid, 0);
    }
}

static void place_boxes(Press *it, const SheetBand *band, bool is_after_table)
{
    it->y += is_after_table ? GAP : 0;
    Grid grid = make_grid(it, band);
    for (size_t i = 0; i < band->column_count; i++) {
        pile_caption(it, &grid.piles[i], &band->columns[i].heading, grid.width[i] - 2 * PAD_X,
                     false);
        pile_cell(it, &grid.piles[i], &band->cells[i], &band->columns[i], grid.width[i], false);
    }
    place_line(it, &grid);
}

static void place_caption(Press *it, const Caption *caption, Face face)
{
    for (size_t i = 0; i < it->sheet->reading.count; i++) {
        TextLine *lines;
        Face of_language = i == 0 ? face : face == FACE_TITLE ? FACE_TOTAL : face;
        if (caption->in[i].len == 0)
            continue;
        size_t count = set(it, caption->in[i], it->sheet->reading.languages[i], of_language,
                           it->right - it->left, &lines);
        for (size_t k = 0; k < count; k++) {
            add_text(it, this_page(it), &lines[k], of_language, it->left, it->y + lines[k].ascent);
            it->y += lines[k].height;
        }
    }
}

static void pile_heads(Press *it, Grid *grid)
{
    for (size_t i = 0; i < grid->band->column_count; i++) {
        const SheetColumn *column = &grid->band->columns[i];
        pile_caption(it, &grid->heads[i], &column->heading, grid->width[i] - 2 * PAD_X,
                     column->is_right);
    }
}

// Headings alone at the end of a page help nobody: the first line goes with them.
static void begin_table(Press *it, Grid *grid)
{
    enum { ROOM_MIN = 60 }; // points, for the beginning of a line that is higher than a page
    double head = line_height(grid, grid->heads), first = line_height(grid, grid->piles);
    bool fits_a_page = head + first <= it->bottom - it->top;
    double wanted = GAP + (fits_a_page ? head + first : ROOM_MIN);
    if (it->y > it->top && it->y + wanted > it->bottom)
        begin_page(it);
    it->y += it->y > it->top ? GAP : 0;
    place_caption(it, &grid->band->heading, FACE_LABEL);
    place_head(it, grid);
}

static void place_table(Press *it, const SheetBand *band)
{
    Grid grid = make_grid(it, band);
    pile_heads(it, &grid);
    for (size_t line = 0; line < band->line_count && !it->is_full; line++) {
        for (size_t i = 0; i < band->column_count; i++) {
            grid.piles[i] = (Pile){0};
            pile_cell(it, &grid.piles[i], &band->cells[line * band->column_count + i],
                      &band->columns[i], grid.width[i], true);
        }
        if (line == 0)
            begin_table(it, &grid);
        place_line(it, &grid);
    }
}

// ---- The whole ----

// Once it is known how many pages there are.
static void place_footers(Press *it)
{
    double width = (it->right - it->left) / 2 - GAP;
    TextLine *footer, *number;
    SheetLanguage language = it->sheet->reading.languages[0];
    size_t footer_count = set(it, it->sheet->footer, language, FACE_LABEL, width, &footer);
    for (size_t i = 0; i < it->pages->count; i++) {
        Page *page = &it->pages->list[i];
        double y = it->bottom + FOOTER_HEIGHT;
        Slice text = sheet_page_number(it->arena, it->sheet, i + 1, it->pages->count);
        size_t count = set(it, text, language, FACE_LABEL, width, &number);
        if (footer_count > 0)
            add_text(it, page, &footer[0], FACE_LABEL, it->left, y);
        if (count > 0)
            add_text(it, page, &number[0], FACE_LABEL, it->right - number[0].width, y);
    }
}

bool pages_lay(Arena *arena, const Sheet *sheet, const Ruler *ruler, Pages *pages, Faults *faults)
{
    const SheetPage *page = &sheet->page;
    *pages = (Pages){.width = page->width * POINTS_PER_MM, .height = page->height * POINTS_PER_MM};
    Press it = {.arena = arena, .sheet = sheet, .ruler = ruler, .pages = pages};
    it.left = page->left * POINTS_PER_MM;
    it.right = pages->width - page->right * POINTS_PER_MM;
    it.top = page->top * POINTS_PER_MM;
    it.bottom = pages->height - page->bottom * POINTS_PER_MM - FOOTER_HEIGHT;
    begin_page(&it);
    place_caption(&it, &sheet->title, FACE_TITLE);
    it.y += GAP / 2;
    for (size_t i = 0; i < sheet->band_count && !it.is_full; i++) {
        if (sheet->bands[i].is_table)
            place_table(&it, &sheet->bands[i]);
        else
            place_boxes(&it, &sheet->bands[i], i > 0 && sheet->bands[i - 1].is_table);
    }
    if (it.is_full)
        return fault_add(faults, FAULT_LIMIT, 0, 0,
                         "the document has more than %d pages; render it as HTML", PAGES_MAX);
    place_footers(&it);
    return true;
}
