// SPDX-License-Identifier: Apache-2.0
// Where a value of the content stands in the form that it was read from.

#include "map/sheets/internal.h"

static bool read_index(Slice text, size_t *index)
{
    *index = 0;
    for (size_t i = 0; i < text.len && *index < UINT32_MAX; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *index = *index * 10 + (size_t)(text.at[i] - '0');
    }
    return text.len > 0;
}

static const ContentItem *item_at(const ContentItem *parent, const Term *list, size_t index)
{
    const ContentItem *item = parent->slots[list->slot].first;
    while (item != NULL && index-- > 0)
        item = item->next;
    return item;
}

// "/lines/1/item/name" ─► the item of that line, and the term.
static const Term *follow(const Content *content, Slice pointer, const ContentItem **item)
{
    const Term *term = &content->model->root;
    *item = content->root;
    slice_cut(&pointer, '/');
    while (pointer.len > 0 && term != NULL) {
        Slice part = slice_cut(&pointer, '/');
        size_t index;
        if (term->kind == TERM_LIST && term->parent != NULL && (*item)->list != term) {
            if (!read_index(part, &index))
                return NULL;
            *item = item_at(*item, term, index);
            if (*item == NULL)
                return NULL;
            continue;
        }
        term = model_member(term, part);
    }
    return term;
}

static const Term *first_leaf(const Term *term)
{
    while (term->kind == TERM_GROUP || (term->kind == TERM_LIST && term->parent == NULL))
        term = &term->members[0];
    return term;
}

Slice sheets_place(Arena *arena, const SheetPlaces *places, Slice pointer)
{
    const ContentItem *item;
    const Term *term = follow(places->content, pointer, &item);
    if (term == NULL)
        return S("");
    term = first_leaf(term);
    const SheetPlace *row = NULL;
    for (size_t i = 0; i < places->count && row == NULL; i++)
        if (places->list[i].item == item &&
            (item->list->parent != NULL || places->list[i].term == term))
            row = &places->list[i];
    if (row == NULL)
        return S("");
    GridCell cell = {.row = row->row, .column = row->column};
    for (size_t i = 0; i < row->column_count; i++)
        if (row->columns[i].term == term)
            cell.column = row->columns[i].column;
    return grid_place(arena, row->grid, &cell);
}
