// SPDX-License-Identifier: Apache-2.0
// Hiding small cells.
//
//     industry    2026-01  2026-02  2026-03        a cell of too few is hidden (×); since the total
//     robots         12       ×        9           of its line can be asked for, one hidden cell
//     batteries      15       ○        8           would be the difference: another goes with it
//     (○)
//
// A line is what differs in one dimension only, under one parent, whose total another question
// tells. A line hides nothing, or at least two cells that together are not too few. Which ones
// follows from the cells alone, so that asking again tells no more.

#include "statistics/internal.h"

#include <stdlib.h>

typedef struct Suppressing {
    const CubeForm *form;
    const CodeTree *const *codes;
    SuppressCell *cells;
    size_t count;
    size_t width;
    size_t axis;     // along which lines go
    uint32_t *order; // cells, line by line
} Suppressing;

static uint64_t crowd(const CubeForm *form, const CubeCell *cell)
{
    return form->is_personal ? cell->records : cell->owners;
}

// Cells of one line stand together: by all codes but that of the axis, then by its parent.
static int order_lines(const void *a, const void *b, void *context)
{
    const Suppressing *it = context;
    const SuppressCell *one = &it->cells[*(const uint32_t *)a];
    const SuppressCell *other = &it->cells[*(const uint32_t *)b];
    for (size_t i = 0; i < it->width; i++) {
        uint32_t x = one->codes[i], y = other->codes[i];
        if (i == it->axis) {
            x = it->codes[i]->parents[x];
            y = it->codes[i]->parents[y];
        }
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

static SuppressCell *smallest_shown(const Suppressing *it, size_t from, size_t to)
{
    SuppressCell *smallest = NULL;
    for (size_t i = from; i < to; i++) {
        SuppressCell *cell = &it->cells[it->order[i]];
        if (!cell->cell->is_hidden &&
            (smallest == NULL || cell->cell->records < smallest->cell->records))
            smallest = cell;
    }
    return smallest;
}

// True where a cell more is hidden.
static bool protect_line(const Suppressing *it, size_t from, size_t to)
{
    bool has_changed = false;
    for (;;) {
        size_t hidden = 0;
        uint64_t together = 0;
        for (size_t i = from; i < to; i++) {
            const CubeCell *cell = it->cells[it->order[i]].cell;
            hidden += cell->is_hidden;
            together += cell->is_hidden ? crowd(it->form, cell) : 0;
        }
        SuppressCell *next = smallest_shown(it, from, to);
        if (hidden == 0 || next == NULL || (hidden > 1 && together >= it->form->suppress))
            return has_changed;
        next->cell->is_hidden = has_changed = true;
    }
}

static bool protect_lines(Suppressing *it, size_t axis)
{
    bool has_changed = false;
    it->axis = axis;
    qsort_r(it->order, it->count, sizeof *it->order, order_lines, it);
    for (size_t from = 0, to; from < it->count; from = to) {
        for (to = from + 1; to < it->count; to++)
            if (order_lines(&it->order[from], &it->order[to], it) != 0)
                break;
        has_changed |= protect_line(it, from, to);
    }
    return has_changed;
}

void suppress(Arena *scratch, const CubeForm *form, const CodeTree *const *codes,
              size_t group_count, SuppressCell *cells, size_t count, CubeCell *total)
{
    Suppressing it = {form, codes, cells, count, group_count, 0, NULL};
    bool has_changed = true;
    it.order = arena_array(scratch, uint32_t, count);
    total->is_hidden = crowd(form, total) < form->suppress;
    for (size_t i = 0; i < count; i++) {
        it.order[i] = (uint32_t)i;
        cells[i].cell->is_hidden = crowd(form, cells[i].cell) < form->suppress;
    }
    // Each turn hides at least one cell more, or is the last.
    while (has_changed && form->suppress > 0) {
        has_changed = false;
        for (size_t axis = 0; axis < group_count; axis++)
            has_changed |= protect_lines(&it, axis);
    }
}
