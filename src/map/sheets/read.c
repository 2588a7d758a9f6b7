// SPDX-License-Identifier: Apache-2.0
// Filled forms to content.
//
//     grids ─► plans: which column is which term, by the row of keys ─► rows ─► items ─► content
//
// Lists are read from the outer to the inner, whatever the order of their sheets, for rows of inner
// ones name rows of outer ones by number. A faulty cell is told and the rest is read, so that a
// form is mended in one go; but half a document is none.

#include "map/sheets/internal.h"

#include "base/utf8.h"

enum {
    KEYS_WITHIN = 20, // rows from the top: people put titles above
    SHOWN_MAX = 60,   // bytes of a value in a message
};

typedef struct SheetPlan {
    const Grid *grid;
    const Term *list;    // whose items the rows are; the root: the first sheet; NULL: it is no part
                         // of the form
    ColumnPlan *columns; // in the order of the sheet
    size_t column_count;
    size_t first; // cell behind the row of keys
} SheetPlan;

// A row's cells, and where they are.
typedef struct SheetRow {
    const SheetPlan *plan;
    const GridCell *cells;
    size_t count;
} SheetRow;

// The rows of a list by their numbers.
typedef struct NumberedRows {
    Table *numbers;
    ContentItem **items; // by the number of the number
    size_t room;
    ContentItem *only; // the first that is filled in
    size_t filled;
} NumberedRows;

// A row with a number and nothing else: an item only if rows of other lists belong to it.
typedef struct BareRow {
    SheetRow row;
    ContentItem *item;
} BareRow;

typedef struct SheetReading {
    Arena *arena;
    const Model *model;
    Content *content;
    Losses *losses;
    Faults *faults;
    NumberedRows *rows; // by the index of the list's term
    BareRow *bare;
    size_t bare_count, bare_room;
    SheetPlan *plans;
    size_t plan_count;
    const GridCell **places; // of the first sheet's values, by slot: the cells of their paths
    SheetPlaces *noted;      // NULL: nobody asks
} SheetReading;

// ---- Messages ----

static void refuse(SheetReading *it, Slice place, const Term *term, Slice value, const char *why)
{
    Slice shown = slice_show(it->arena, value, SHOWN_MAX);
    bool is_valued = value.at != NULL;
    Slice number = term_number(term);
    Slice title = label_of(NULL, it->arena, term, NULL);
    fault_add(it->faults, FAULT_SYNTAX, 0, 0, "%.*s: %.*s%s%s (%.*s%s%.*s)", (int)place.len,
              place.at, is_valued ? (int)shown.len : 0, shown.at, is_valued ? " is " : "", why,
              (int)number.len, number.at, number.len > 0 ? " " : "", (int)title.len, title.at);
}

static void lose(SheetReading *it, LossKind kind, const SheetPlan *plan, const GridCell *cell,
                 const Term *term)
{
    loss_add_cell(it->losses, kind, grid_place(it->losses->arena, plan->grid, cell), term,
                  cell->text.len > 0 ? cell->text : cell->error);
}

static bool is_blank(const GridCell *cell)
{
    return cell->error.len == 0 && slice_trim(cell->text).len == 0;
}

// ---- Plans ----

// "lines[].item.name": a list with its brackets, and only a list. NULL where there is none.
static const Term *term_of_path(const Model *model, Slice path)
{
    const Term *at = path.len > 0 ? &model->root : NULL;
    while (at != NULL && path.len > 0) {
        Slice name = slice_cut(&path, '.');
        bool is_list = slice_ends(name, S("[]"));
        at = model_member(at, slice_part(name, 0, is_list ? name.len - 2 : name.len));
        if (at != NULL && (at->kind == TERM_LIST) != is_list)
            return NULL;
    }
    return at;
}

static bool is_leaf(const Term *term)
{
    return term != NULL && term->kind != TERM_GROUP && term->kind != TERM_LIST;
}

static size_t row_end(const Grid *grid, size_t from)
{
    size_t end = from;
    while (end < grid->count && grid->cells[end].row == grid->cells[from].row)
        end++;
    return end;
}

// The first cell of the row of keys, or the grid's count.
static size_t find_keys(const Grid *grid)
{
    size_t end, rows = 0;
    for (size_t at = 0; at < grid->count && rows < KEYS_WITHIN; at = end, rows++) {
        end = row_end(grid, at);
        for (size_t i = at; i < end; i++)
            if (slice_equal(slice_trim(grid->cells[i].text), S(KEY_PATH)))
                return at;
    }
    return grid->count;
}

static size_t depth_of(const Term *list)
{
    return list->parent == NULL ? 0 : 1 + depth_of(list->list);
}

static ColumnPlan plan_column(const Model *model, const GridCell *cell)
{
    Slice key = slice_trim(cell->text);
    ColumnPlan column = {.column = cell->column, .term = term_of_path(model, key)};
    column.role = slice_equal(key, S(KEY_PATH))     ? ROLE_PATH
                  : slice_equal(key, S(KEY_VALUE))  ? ROLE_VALUE
                  : slice_starts(key, S(KEY_OURS))  ? ROLE_OURS
                  : column.term == NULL             ? ROLE_UNKNOWN
                  : column.term->kind == TERM_LIST  ? ROLE_NUMBER
                  : column.term->kind == TERM_GROUP ? ROLE_UNKNOWN
                                                    : ROLE_TERM;
    return column;
}

// The list whose rows they are is the innermost that a column speaks of.
static const Term *list_of_columns(const SheetPlan *plan, const Model *model)
{
    const Term *list = &model->root;
    for (size_t i = 0; i < plan->column_count; i++) {
        const ColumnPlan *column = &plan->columns[i];
        const Term *own = column->role == ROLE_NUMBER ? column->term
                          : column->role == ROLE_TERM ? column->term->list
                                                      : list;
        if (depth_of(own) > depth_of(list))
            list = own;
    }
    return list;
}

static SheetPlan plan_sheet(SheetReading *it, const Grid *grid)
{
    SheetPlan plan = {.grid = grid};
    size_t keys = find_keys(grid);
    if (keys == grid->count)
        return plan;
    plan.first = row_end(grid, keys);
    plan.columns = arena_array(it->arena, ColumnPlan, plan.first - keys);
    for (size_t i = keys; i < plan.first; i++)
        plan.columns[plan.column_count++] = plan_column(it->model, &grid->cells[i]);
    plan.list = list_of_columns(&plan, it->model);
    for (size_t i = 0; i < plan.column_count; i++) {
        ColumnPlan *column = &plan.columns[i];
        const Term *own = column->role == ROLE_TERM ? column->term->list : plan.list;
        if (column->role == ROLE_NUMBER && column->term != plan.list)
            column->role = column->term == plan.list->list ? ROLE_OUTER : ROLE_UNKNOWN;
        if (own != plan.list)
            column->role = ROLE_UNKNOWN;
    }
    return plan;
}

static const ColumnPlan *column_at(const SheetPlan *plan, uint32_t column)
{
    static const ColumnPlan none = {.role = ROLE_UNKNOWN};
    size_t low = 0, high = plan->column_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (plan->columns[middle].column < column)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_found = low < plan->column_count && plan->columns[low].column == column;
    return is_found ? &plan->columns[low] : &none;
}

// NULL where the row has no such cell, or nothing in it.
static const GridCell *cell_with(const SheetRow *row, ColumnRole role)
{
    for (size_t i = 0; i < row->count; i++)
        if (column_at(row->plan, row->cells[i].column)->role == role && !is_blank(&row->cells[i]))
            return &row->cells[i];
    return NULL;
}

// The row of captions, and what else programs may mark.
static bool is_marked(const SheetRow *row)
{
    const GridCell *path = cell_with(row, ROLE_PATH);
    return path != NULL && slice_starts(slice_trim(path->text), S(KEY_OURS));
}

// ---- Values ----

static void put_value(SheetReading *it, const SheetPlan *plan, const GridCell *cell,
                      const Term *term, ContentItem *item)
{
    ContentSlot *slot = &item->slots[term->slot];
    Slice place = grid_place(it->arena, plan->grid, cell), value;
    const char *expected = NULL;
    size_t left;
    if (is_blank(cell))
        return;
    if (cell->error.len > 0)
        refuse(it, place, term, cell->error, "the error of a formula; mend the formula");
    else if (slot->at != NULL)
        lose(it, LOSS_AGAIN, plan, cell, term);
    else if (!sheet_value(it->arena, term, cell->text, &value, &left, &expected))
        refuse(it, place, term, cell->text, expected);
    else {
        slot_set(slot, value);
        if (left > 0)
            lose(it, LOSS_PART, plan, cell, term);
    }
}

static void lose_unknown(SheetReading *it, const SheetRow *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (column_at(row->plan, row->cells[i].column)->role == ROLE_UNKNOWN &&
            !is_blank(&row->cells[i]))
            lose(it, LOSS_NO_TERM, row->plan, &row->cells[i], NULL);
}

// ---- Places ----

static void note_place(SheetReading *it, const SheetRow *row, const ContentItem *item,
                       const Term *term, const GridCell *cell)
{
    SheetPlaces *places = it->noted;
    if (places == NULL)
        return;
    if (places->count == places->room) {
        size_t room = places->room * 2 + 64;
        places->list = arena_resize(it->arena, places->list, places->room * sizeof *places->list,
                                    room * sizeof *places->list);
        places->room = room;
    }
    places->list[places->count++] = (SheetPlace){.item = item,
                                                 .term = term,
                                                 .grid = row->plan->grid,
                                                 .columns = row->plan->columns,
                                                 .column_count = row->plan->column_count,
                                                 .row = cell->row,
                                                 .column = cell->column};
}

// ---- The first sheet ----

static void read_document_row(SheetReading *it, const SheetRow *row)
{
    const GridCell *path = cell_with(row, ROLE_PATH), *value = cell_with(row, ROLE_VALUE);
    const Term *term = path != NULL ? term_of_path(it->model, slice_trim(path->text)) : NULL;
    bool is_own = is_leaf(term) && term->list->parent == NULL;
    if (is_own && it->places[term->slot] == NULL)
        it->places[term->slot] = path;
    if (value == NULL)
        return;
    if (is_own)
        note_place(it, row, it->content->root, term, value);
    if (is_own)
        put_value(it, row->plan, value, term, it->content->root);
    else
        lose(it, LOSS_NO_TERM, row->plan, value, NULL);
}

// ---- Lists ----

static void number_row(SheetReading *it, const SheetRow *row, ContentItem *item)
{
    const Term *list = row->plan->list;
    const GridCell *cell = cell_with(row, ROLE_NUMBER);
    NumberedRows *rows = &it->rows[list->index];
    size_t count = table_count(rows->numbers);
    bool is_new;
    // Without a number, a row has the one that it would have in an empty form.
    Slice number = cell != NULL ? slice_trim(cell->text) : arena_print(it->arena, "%zu", count + 1);
    table_add(rows->numbers, number, &is_new);
    if (!is_new) {
        if (cell != NULL)
            refuse(it, grid_place(it->arena, row->plan->grid, cell), list, number,
                   "the number of two rows; give each its own");
        return;
    }
    if (count == rows->room) {
        size_t room = rows->room * 2 + 16;
        rows->items = arena_resize(it->arena, rows->items, rows->room * sizeof(ContentItem *),
                                   room * sizeof(ContentItem *));
        rows->room = room;
    }
    rows->items[count] = item;
}

// The item that the row belongs to: the one it names, else that of the row above, else the only one
// there is.
static ContentItem *outer_of(SheetReading *it, const SheetRow *row, ContentItem *above)
{
    const Term *outer = row->plan->list->list;
    const NumberedRows *rows = &it->rows[outer->index];
    const GridCell *cell = cell_with(row, ROLE_OUTER);
    if (outer->parent == NULL)
        return it->content->root;
    if (cell == NULL && above != NULL)
        return above;
    if (cell == NULL && rows->filled == 1)
        return rows->only;
    Slice number = cell != NULL ? slice_trim(cell->text) : (Slice){NULL, 0};
    int32_t found = cell != NULL ? table_find(rows->numbers, number) : TABLE_NONE;
    if (found != TABLE_NONE)
        return rows->items[found];
    refuse(it, grid_place(it->arena, row->plan->grid, cell != NULL ? cell : row->cells), outer,
           number,
           cell != NULL ? "the number of no row there; expected the number of the row it belongs to"
                        : "the number of the row it belongs to is missing");
    return NULL;
}

static bool has_slots(const ContentItem *item, const Term *term)
{
    uint32_t count = term->kind == TERM_GROUP ? term->slot_count : 1;
    for (uint32_t i = 0; i < count; i++)
        if (item->slots[term->slot + i].at != NULL)
            return true;
    return false;
}

static const Term *first_leaf(const Term *term)
{
    while (term->kind == TERM_GROUP)
        term = &term->members[0];
    return term;
}

static void miss_in_row(SheetReading *it, const SheetRow *row, const Term *term)
{
    const Term *leaf = first_leaf(term);
    GridCell cell = {.row = row->cells[0].row, .column = row->cells[0].column};
    for (size_t i = 0; i < row->plan->column_count; i++)
        if (row->plan->columns[i].role == ROLE_TERM && row->plan->columns[i].term == leaf)
            cell.column = row->plan->columns[i].column;
    refuse(it, grid_place(it->arena, row->plan->grid, &cell), term, (Slice){NULL, 0},
           "the value is missing; it is required");
}

// Of lists within a row nothing is known yet.
static void check_row(SheetReading *it, const SheetRow *row, const ContentItem *item,
                      const Term *group)
{
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        bool is_there = has_slots(item, term);
        if (term->is_required && !is_there && term->kind != TERM_LIST)
            miss_in_row(it, row, term);
        else if (term->kind == TERM_GROUP && is_there)
            check_row(it, row, item, term);
    }
}

static void add_bare(SheetReading *it, const SheetRow *row, ContentItem *item)
{
    if (it->bare_count == it->bare_room) {
        size_t room = it->bare_room * 2 + 64;
        it->bare = arena_resize(it->arena, it->bare, it->bare_room * sizeof *it->bare,
                                room * sizeof *it->bare);
        it->bare_room = room;
    }
    it->bare[it->bare_count++] = (BareRow){*row, item};
}

static ContentItem *read_list_row(SheetReading *it, const SheetRow *row, ContentItem *above)
{
    bool is_filled = cell_with(row, ROLE_TERM) != NULL;
    if (!is_filled && cell_with(row, ROLE_NUMBER) == NULL)
        return above;
    ContentItem *outer = is_filled || cell_with(row, ROLE_OUTER) != NULL ? outer_of(it, row, above)
                         : row->plan->list->list->parent == NULL         ? it->content->root
                                                                         : NULL;
    if (outer == NULL)
        return above;
    size_t before = it->faults->count;
    NumberedRows *rows = &it->rows[row->plan->list->index];
    ContentItem *item = content_add(it->arena, outer, row->plan->list);
    note_place(it, row, item, NULL, &row->cells[0]);
    number_row(it, row, item);
    for (size_t i = 0; i < row->count; i++) {
        const ColumnPlan *column = column_at(row->plan, row->cells[i].column);
        if (column->role == ROLE_TERM)
            put_value(it, row->plan, &row->cells[i], column->term, item);
    }
    if (!is_filled) {
        add_bare(it, row, item);
        return outer;
    }
    rows->only = rows->filled++ == 0 ? item : rows->only;
    if (it->faults->count == before) // else what is faulty would be told as missing, too
        check_row(it, row, item, row->plan->list);
    return outer;
}

static void prune(ContentItem *item);

// Takes the empty items out of a list.
static void prune_list(ContentSlot *slot)
{
    ContentItem *next, *at = slot->first;
    slot->first = slot->last = NULL;
    for (; at != NULL; at = next) {
        next = at->next;
        at->next = NULL;
        prune(at);
        if (item_is_empty(at))
            continue;
        if (slot->first == NULL)
            slot->first = at;
        else
            slot->last->next = at;
        slot->last = at;
    }
}

static void prune(ContentItem *item)
{
    for (size_t i = 0; i < item->list->slot_count; i++)
        if (item->list->slots[i]->kind == TERM_LIST)
            prune_list(&item->slots[i]);
}

// Rows that were numbered in advance: those that nothing belongs to are none.
static void settle_bare_rows(SheetReading *it)
{
    if (it->bare_count > 0)
        prune(it->content->root);
    for (size_t i = 0; i < it->bare_count; i++)
        if (!item_is_empty(it->bare[i].item))
            check_row(it, &it->bare[i].row, it->bare[i].item, it->bare[i].row.plan->list);
}

// ---- Sheets ----

static void read_sheet(SheetReading *it, const SheetPlan *plan)
{
    ContentItem *outer = NULL;
    size_t end;
    for (size_t at = plan->first; at < plan->grid->count; at = end) {
        end = row_end(plan->grid, at);
        SheetRow row = {plan, &plan->grid->cells[at], end - at};
        if (is_marked(&row))
            continue;
        if (plan->list->parent == NULL)
            read_document_row(it, &row);
        else
            outer = read_list_row(it, &row, outer);
        lose_unknown(it, &row);
    }
}

// A sheet of one's own, as for sums, is one loss; a hidden one is a program's business.
static void lose_sheet(SheetReading *it, const Grid *grid)
{
    if (grid->count == 0 || grid->is_hidden)
        return;
    Slice place =
        arena_print(it->losses->arena, "Sheet '%.*s'", (int)grid->name.len, grid->name.at);
    loss_add_cell(it->losses, LOSS_NO_TERM, place, NULL, grid->cells[0].text);
}

static bool read_sheets(SheetReading *it)
{
    size_t depth_max = 0, known = 0;
    for (size_t i = 0; i < it->plan_count; i++) {
        const SheetPlan *plan = &it->plans[i];
        if (plan->list == NULL) {
            lose_sheet(it, plan->grid);
            continue;
        }
        known++;
        size_t depth = depth_of(plan->list);
        depth_max = depth > depth_max ? depth : depth_max;
        for (const Term *list = plan->list; list != NULL; list = list->list)
            if (it->rows[list->index].numbers == NULL)
                it->rows[list->index].numbers = table_new(it->arena, 16);
    }
    for (size_t depth = 0; depth <= depth_max; depth++)
        for (size_t i = 0; i < it->plan_count; i++)
            if (it->plans[i].list != NULL && depth_of(it->plans[i].list) == depth)
                read_sheet(it, &it->plans[i]);
    settle_bare_rows(it);
    return known > 0 ||
           fault_add(it->faults, FAULT_UNSUPPORTED, 0, 0,
                     "no sheet has the hidden row of keys of a form; `madoguchi template` writes "
                     "an empty form to be filled in");
}

// ---- What is missing ----

static const SheetPlan *plan_of(const SheetReading *it, const Term *list)
{
    for (size_t i = 0; i < it->plan_count; i++)
        if (it->plans[i].list == list)
            return &it->plans[i];
    return NULL;
}

static void miss(SheetReading *it, const Term *term)
{
    const Term *leaf = first_leaf(term);
    const SheetPlan *plan = plan_of(it, term->kind == TERM_LIST ? term : term->list);
    const GridCell *path = term->kind != TERM_LIST ? it->places[leaf->slot] : NULL;
    Slice place = plan != NULL ? arena_print(it->arena, "Sheet '%.*s'", (int)plan->grid->name.len,
                                             plan->grid->name.at)
                               : S("The form");
    const char *why = term->kind == TERM_LIST ? "no row is filled in; one is required"
                                              : "the value is missing; it is required";
    if (plan != NULL && path != NULL) {
        GridCell cell = {.row = path->row, .column = path->column};
        for (size_t i = 0; i < plan->column_count; i++)
            if (plan->columns[i].role == ROLE_VALUE)
                cell.column = plan->columns[i].column;
        place = grid_place(it->arena, plan->grid, &cell);
    }
    refuse(it, place, term, (Slice){NULL, 0}, why);
}

static void check_document(SheetReading *it, const Term *group)
{
    const ContentItem *root = it->content->root;
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        bool is_there = has_slots(root, term);
        if (term->is_required && !is_there)
            miss(it, term);
        else if (term->kind == TERM_GROUP && is_there)
            check_document(it, term);
    }
}

Slice sheets_schema(const Sheets *sheets)
{
    for (size_t i = 0; i < sheets->count; i++) {
        const Grid *grid = &sheets->grids[i];
        size_t keys = find_keys(grid), end = keys < grid->count ? row_end(grid, keys) : keys;
        for (size_t at = keys; at < end; at++) {
            Slice key = slice_trim(grid->cells[at].text);
            if (slice_starts(key, S(KEY_SCHEMA)))
                return slice_part(key, S(KEY_OURS).len, key.len);
        }
    }
    return S("");
}

Content *sheets_read(Arena *arena, const Model *model, const Sheets *sheets, SheetPlaces **places,
                     Losses *losses, Faults *faults)
{
    SheetReading it = {.arena = arena, .model = model, .losses = losses, .faults = faults};
    size_t before = faults->count;
    it.plan_count = sheets->count;
    it.content = content_new(arena, model);
    if (places != NULL) {
        *places = it.noted = arena_array(arena, SheetPlaces, 1);
        it.noted->content = it.content;
    }
    it.rows = arena_array(arena, NumberedRows, model->term_count);
    it.places = arena_array(arena, const GridCell *, model->root.slot_count);
    it.plans = arena_array(arena, SheetPlan, it.plan_count);
    for (size_t i = 0; i < it.plan_count; i++)
        it.plans[i] = plan_sheet(&it, &sheets->grids[i]);
    // What could not be read would be told as missing, too.
    if (read_sheets(&it) && faults->count == before)
        check_document(&it, &model->root);
    return faults->count == before ? it.content : NULL;
}
