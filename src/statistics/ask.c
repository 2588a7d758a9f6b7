// SPDX-License-Identifier: Apache-2.0
// Questions to a cube: of each dimension that is named a list "code ─► its group, or none" is made,
// and the rows are passed over once.

#include "statistics/internal.h"

#include <stdlib.h>

// ---- Axes ----

enum { NONE = UINT32_MAX };

// One dimension of a question.
typedef struct Axis {
    const uint32_t *column;
    uint32_t *group_of; // by code: the number of its group; NONE: filtered out
    uint64_t stride;    // in the key of a cell; 0: it only filters
    uint32_t *codes;    // by group
    size_t count;
} Axis;

typedef struct Sums {
    uint64_t key;
    uint32_t *owners;
    unsigned owner_count;
    Int128 at[]; // one for each column
} Sums;

typedef struct Asking {
    Cube *cube;
    Arena *arena;
    Arena *scratch;
    const CubeQuery *query;
    CubeAnswer *answer;
    Faults *faults;
    Axis axes[DIMENSIONS_ROOM];
    size_t axis_count;
    unsigned owners_max;
    Sums **cells; // in order of first sight
    size_t cell_count, cell_room;
    uint64_t places; // how many keys there can be
    bool is_dense;   // so few that the key is the slot
    uint32_t *slots; // by the key or its hash: the number of the cell plus one
    size_t mask;
} Asking;

static const CubeFilter *filter_of(const CubeQuery *query, unsigned dimension)
{
    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].dimension == dimension)
            return &query->filters[i];
    return NULL;
}

static bool passes(const CodeTree *codes, const CubeFilter *filter, const uint32_t *wanted,
                   uint32_t code)
{
    for (size_t i = 0; i < filter->count; i++)
        if (wanted[i] != TOP && code_tree_is_within(codes, code, wanted[i]))
            return true;
    return false;
}

static void apply_filter(Asking *it, Axis *axis, const CodeTree *codes, const CubeFilter *filter)
{
    uint32_t *wanted = arena_array(it->scratch, uint32_t, filter->count);
    for (size_t i = 0; i < filter->count; i++) {
        int32_t number = table_find(codes->names, filter->codes[i]);
        wanted[i] = number == TABLE_NONE ? TOP : (uint32_t)number;
    }
    for (uint32_t code = 0; code < table_count(codes->names); code++)
        if (!passes(codes, filter, wanted, code))
            axis->group_of[code] = NONE;
}

static void number_groups(Asking *it, Axis *axis, const CodeTree *codes, unsigned depth)
{
    size_t count = table_count(codes->names);
    uint32_t *group_at = arena_array(it->scratch, uint32_t, count + 1);
    memset(group_at, 0xFF, (count + 1) * sizeof *group_at);
    axis->codes = arena_array(it->scratch, uint32_t, count + 1);
    for (uint32_t code = 0; code < count; code++) {
        uint32_t top = code_tree_at_depth(codes, code, depth);
        if (axis->group_of[code] == NONE)
            continue;
        if (group_at[top] == NONE) {
            axis->codes[axis->count] = top;
            group_at[top] = (uint32_t)axis->count++;
        }
        axis->group_of[code] = group_at[top];
    }
}

static void add_axis(Asking *it, unsigned dimension, const CubeFilter *filter,
                     const CubeGroup *group)
{
    const CodeTree *codes = &it->cube->codes[dimension];
    size_t count = table_count(codes->names);
    Axis *axis = &it->axes[it->axis_count++];
    *axis = (Axis){.column = it->cube->coordinates[dimension],
                   .group_of = arena_array(it->scratch, uint32_t, count + 1)};
    if (filter != NULL)
        apply_filter(it, axis, codes, filter);
    if (group != NULL)
        number_groups(it, axis, codes, group->depth);
}

static bool query_is_good(const Asking *it)
{
    const CubeQuery *query = it->query;
    bool is_grouped[DIMENSIONS_ROOM] = {false};
    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].dimension >= it->cube->width)
            return fault_add(it->faults, FAULT_USAGE, 0, 0, "there is no dimension %u",
                             query->filters[i].dimension);
    for (size_t i = 0; i < query->group_count; i++) {
        unsigned dimension = query->groups[i].dimension;
        if (dimension >= it->cube->width || is_grouped[dimension] || query->groups[i].depth == 0)
            return fault_add(it->faults, FAULT_USAGE, 0, 0,
                             "each dimension is grouped by once, at a depth from 1");
        is_grouped[dimension] = true;
    }
    return true;
}

// The groups in their order, so that the keys of cells are; then what only filters.
static bool set_axes(Asking *it)
{
    const CubeQuery *query = it->query;
    unsigned owner = (unsigned)it->cube->width - 1;
    const CubeFilter own = {owner, &query->owner, 1};
    uint64_t stride = 1;
    for (size_t i = 0; i < query->group_count; i++) {
        unsigned dimension = query->groups[i].dimension;
        add_axis(it, dimension, filter_of(query, dimension), &query->groups[i]);
        Axis *axis = &it->axes[it->axis_count - 1];
        axis->stride = stride;
        if (axis->count > 0 && stride > UINT64_MAX / axis->count)
            return fault_add(it->faults, FAULT_LIMIT, 0, 0,
                             "too many groups at once: ask for fewer");
        stride *= axis->count > 0 ? axis->count : 1;
    }
    for (size_t i = 0; i < query->filter_count; i++) {
        bool is_grouped = false;
        for (size_t k = 0; k < query->group_count; k++)
            is_grouped |= query->groups[k].dimension == query->filters[i].dimension;
        if (!is_grouped && it->axis_count < DIMENSIONS_ROOM)
            add_axis(it, query->filters[i].dimension, &query->filters[i], NULL);
    }
    if (query->owner.len > 0 && it->axis_count < DIMENSIONS_ROOM)
        add_axis(it, owner, &own, NULL);
    it->places = stride;
    return true;
}

// ---- One pass over the rows ----

// With no more room than it needs: the cells of an answer are to stay in the cache.
static Sums *new_sums(Asking *it, uint64_t key)
{
    size_t size = sizeof(Sums) + it->cube->column_count * sizeof(Int128);
    Sums *sums = arena_take(it->scratch, size, alignof(Sums));
    sums->key = key;
    sums->owners = arena_array(it->scratch, uint32_t, it->owners_max);
    return sums;
}

static size_t slot_of(const Asking *it, uint64_t key)
{
    if (it->is_dense)
        return (size_t)key;
    size_t at = (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & it->mask;
    while (it->slots[at] != 0 && it->cells[it->slots[at] - 1]->key != key)
        at = (at + 1) & it->mask;
    return at;
}

static void set_slots(Asking *it, size_t room)
{
    it->cells =
        arena_resize(it->scratch, it->cells, it->cell_room * sizeof(Sums *), room * sizeof(Sums *));
    it->cell_room = room;
    if (it->is_dense && it->slots != NULL)
        return;
    it->slots = arena_array(it->scratch, uint32_t, it->is_dense ? it->places : 2 * room);
    it->mask = 2 * room - 1;
    for (size_t i = 0; i < it->cell_count; i++)
        it->slots[slot_of(it, it->cells[i]->key)] = (uint32_t)i + 1;
}

// NULL where there are too many.
static Sums *cell_of(Asking *it, uint64_t key)
{
    size_t at = slot_of(it, key);
    if (it->slots[at] != 0)
        return it->cells[it->slots[at] - 1];
    if (it->cell_count == CUBE_CELLS_MAX)
        return NULL;
    if (it->cell_count == it->cell_room) {
        set_slots(it, 2 * it->cell_room);
        at = slot_of(it, key);
    }
    it->cells[it->cell_count++] = new_sums(it, key);
    it->slots[at] = (uint32_t)it->cell_count;
    return it->cells[it->cell_count - 1];
}

// Counted only as far as it matters, so that a list of few is looked through.
static void count_owner(Sums *sums, uint32_t owner, unsigned max)
{
    for (unsigned i = sums->owner_count; i-- > 0;)
        if (sums->owners[i] == owner)
            return;
    if (sums->owner_count < max)
        sums->owners[sums->owner_count++] = owner;
}

static void add_row(const Asking *it, Sums *sums, size_t row)
{
    const Cube *cube = it->cube;
    for (size_t i = 0; i < cube->column_count; i++)
        sums->at[i] += cube->sums[i][row];
    if (sums->owner_count < it->owners_max)
        count_owner(sums, cube->coordinates[cube->width - 1][row], it->owners_max);
}

static bool pass_over_rows(Asking *it)
{
    size_t count = table_count(it->cube->names);
    for (size_t row = 0; row < count; row++) {
        uint64_t key = 0;
        size_t axis = 0;
        for (; axis < it->axis_count; axis++) {
            uint32_t group = it->axes[axis].group_of[it->axes[axis].column[row]];
            if (group == NONE)
                break;
            key += group * it->axes[axis].stride;
        }
        // A sum that came to nothing is kept by the store, but nobody gives it any more.
        if (axis < it->axis_count || it->cube->sums[0][row] == 0)
            continue;
        Sums *cell = cell_of(it, key);
        if (cell == NULL)
            return fault_add(it->faults, FAULT_LIMIT, 0, 0,
                             "the answer has more than %d cells: ask for fewer groups, or filter",
                             CUBE_CELLS_MAX);
        add_row(it, cell, row);
    }
    return true;
}

// Of all cells; an organisation that is beyond a cell's count is beyond that of the total.
static const Sums *add_up(Asking *it)
{
    Sums *total = new_sums(it, 0);
    for (size_t i = 0; i < it->cell_count; i++) {
        const Sums *cell = it->cells[i];
        for (size_t k = 0; k < it->cube->column_count; k++)
            total->at[k] += cell->at[k];
        for (unsigned k = 0; k < cell->owner_count; k++)
            count_owner(total, cell->owners[k], it->owners_max);
    }
    return total;
}

// ---- The answer ----

static Decimal value_of(const Asking *it, const Sums *sums, unsigned measure)
{
    const CubeMeasure *declared = &it->cube->form->measures[measure];
    Decimal value = decimal_of((int64_t)sums->at[0]), count;
    for (size_t i = 1; i < it->cube->column_count && declared->kind != MEASURE_COUNT; i++) {
        const AmountColumn *column = &it->cube->columns[i];
        if (column->measure != (int)measure)
            continue;
        Decimal sum = {sums->at[i], 0}, unit = {1, (int)declared->scale};
        if (!column->is_number) {
            decimal_multiply(sum, unit, &value);
        } else if (sums->at[i] != 0) {
            count = sum;
            decimal_divide(value, count, &value);
            decimal_round(value, (int)declared->scale + 2, ROUND_HALF_EVEN, &value);
        }
    }
    return value;
}

static CubeCell finish_cell(const Asking *it, const Sums *sums)
{
    size_t count = it->cube->form->measure_count;
    Decimal *values = arena_array(it->arena, Decimal, count);
    for (unsigned i = 0; i < count; i++)
        values[i] = value_of(it, sums, i);
    return (CubeCell){
        .values = values, .records = (uint64_t)sums->at[0], .owners = sums->owner_count};
}

static void name_cell(const Asking *it, SuppressCell *suppressed, uint64_t key)
{
    size_t count = it->query->group_count;
    Slice *names = arena_array(it->arena, Slice, count);
    bool *has_below = arena_array(it->arena, bool, count);
    for (size_t i = 0; i < count; i++) {
        const Axis *axis = &it->axes[i];
        const CodeTree *codes = &it->cube->codes[it->query->groups[i].dimension];
        suppressed->codes[i] = axis->codes[key / axis->stride % axis->count];
        names[i] = arena_copy(it->arena, table_key(codes->names, (int32_t)suppressed->codes[i]));
        has_below[i] = codes->has_below[suppressed->codes[i]];
    }
    suppressed->cell->codes = names;
    suppressed->cell->has_below = has_below;
}

static int order_cells(const void *a, const void *b)
{
    const SuppressCell *one = a, *other = b;
    int order = 0;
    for (size_t i = 0; order == 0 && i < one->width; i++)
        order = slice_compare(one->cell->codes[i], other->cell->codes[i]);
    return order;
}

static void describe_groups(const Asking *it, const CodeTree *const *codes)
{
    const CubeQuery *query = it->query;
    CubeGroup *groups = arena_array(it->arena, CubeGroup, query->group_count);
    unsigned *levels = arena_array(it->arena, unsigned, query->group_count);
    for (size_t i = 0; i < query->group_count; i++) {
        groups[i] = query->groups[i];
        levels[i] = codes[i]->depth_max;
    }
    it->answer->groups = groups;
    it->answer->levels = levels;
    it->answer->group_count = query->group_count;
}

static void finish(Asking *it)
{
    const CubeQuery *query = it->query;
    CubeCell *cells = arena_array(it->arena, CubeCell, it->cell_count);
    SuppressCell *order = arena_array(it->scratch, SuppressCell, it->cell_count);
    const CodeTree *codes[DIMENSIONS_ROOM];
    for (size_t i = 0; i < query->group_count; i++)
        codes[i] = &it->cube->codes[query->groups[i].dimension];
    CubeCell *made = arena_array(it->scratch, CubeCell, it->cell_count);
    for (size_t i = 0; i < it->cell_count; i++) {
        made[i] = finish_cell(it, it->cells[i]);
        order[i] = (SuppressCell){.cell = &made[i], .width = query->group_count};
        name_cell(it, &order[i], it->cells[i]->key);
    }
    if (it->cell_count > 1)
        qsort(order, it->cell_count, sizeof *order, order_cells);
    CubeCell total = finish_cell(it, add_up(it));
    if (query->owner.len == 0 && !query->shows_small)
        suppress(it->scratch, it->cube->form, codes, query->group_count, order, it->cell_count,
                 &total);
    for (size_t i = 0; i < it->cell_count; i++)
        cells[i] = *order[i].cell;
    *it->answer = (CubeAnswer){.cube = it->cube,
                               .form = it->cube->form,
                               .cells = cells,
                               .count = it->cell_count,
                               .total = total};
    describe_groups(it, codes);
}

static bool ask(Arena *scratch, void *context)
{
    enum { CELLS_AT_FIRST = 256, PLACES_DENSE = 1 << 16 };
    Asking *it = context;
    it->scratch = scratch;
    it->owners_max = it->cube->form->suppress;
    if (!query_is_good(it) || !set_axes(it))
        return false;
    it->is_dense = it->places <= PLACES_DENSE;
    set_slots(it, CELLS_AT_FIRST);
    if (!pass_over_rows(it))
        return false;
    finish(it);
    return true;
}

bool cube_ask(Cube *cube, Arena *arena, const CubeQuery *query, CubeAnswer *answer, Faults *faults)
{
    Asking asking = {
        .cube = cube, .arena = arena, .query = query, .answer = answer, .faults = faults};
    pthread_rwlock_rdlock(&cube->lock);
    bool is_good = arena_run(0, ask, &asking, faults);
    pthread_rwlock_unlock(&cube->lock);
    return is_good;
}
