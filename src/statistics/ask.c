// SPDX-License-Identifier: Apache-2.0
// Questions to a cube.
//
//     rows ─► fine cells ─► cells of the answer
//                 └─► suppress.c: which of them are hidden
//
// The rows are passed over once. Of each dimension that is named a list "code ─► its fine code, or
// none" is made. For those who see everything a fine cell is a cell of the answer. For others it
// takes more to say what is hidden: the codes beside those that are asked for, at all depths.

#include "statistics/internal.h"

#include <stdlib.h>

// ---- Axes ----

// The organisation may be both asked for and one's own.
enum { NONE = UINT32_MAX, AXES_ROOM = DIMENSIONS_ROOM + 1 };

// One dimension of a question.
typedef struct Axis {
    const CodeTree *codes;
    const uint32_t *column;
    unsigned depth; // of its groups; 0: it only filters
    bool is_filtered;
    uint32_t *wanted; // the filter's codes, none within another
    size_t wanted_count;
    unsigned fine_depth; // the deepest that is looked at
    uint32_t *fine_of;   // by code: the number of its fine code; NONE: left out
    uint64_t stride;     // in the key of a fine cell
    uint32_t *fine;      // codes, by number
    size_t count;
} Axis;

typedef struct Sums {
    uint64_t key;
    uint32_t *owners;
    unsigned owner_count;
    bool is_beside; // a fine cell that is not asked for: only its records are counted
    bool is_hidden;
    Int128 at[]; // by column
} Sums;

typedef struct Asking {
    Cube *cube;
    Arena *arena;
    Arena *scratch;
    const CubeQuery *query;
    CubeAnswer *answer;
    Faults *faults;
    bool hides; // small cells, from who asks
    Axis axes[AXES_ROOM];
    size_t axis_count;
    unsigned owners_max;
    Sums **cells; // fine ones, in order of first sight
    size_t cell_count, cell_room;
    uint64_t places; // how many keys there can be
    bool is_dense;   // so few that the key is the slot
    Sums **slots;    // by the key or its hash
    size_t mask;
    Table *names; // of the answer's cells: the codes of their groups as bytes
    Sums **folded;
    Sums *total;
} Asking;

static const CubeFilter *filter_of(const CubeQuery *query, unsigned dimension)
{
    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].dimension == dimension)
            return &query->filters[i];
    return NULL;
}

static bool is_wanted(const Axis *axis, uint32_t code)
{
    for (size_t i = 0; i < axis->wanted_count; i++)
        if (code_tree_is_within(axis->codes, code, axis->wanted[i]))
            return true;
    return !axis->is_filtered;
}

static bool leads_to_wanted(const Axis *axis, uint32_t code)
{
    for (size_t i = 0; i < axis->wanted_count; i++)
        if (code_tree_is_within(axis->codes, axis->wanted[i], code))
            return true;
    return false;
}

static void set_filter(Asking *it, Axis *axis, const CubeFilter *filter)
{
    axis->is_filtered = true;
    axis->wanted = arena_array(it->scratch, uint32_t, filter->count);
    for (size_t i = 0; i < filter->count; i++) {
        int32_t number = table_find(axis->codes->names, filter->codes[i]);
        size_t kept = 0;
        if (number == TABLE_NONE || (axis->wanted_count > 0 && is_wanted(axis, (uint32_t)number)))
            continue;
        for (size_t k = 0; k < axis->wanted_count; k++)
            if (!code_tree_is_within(axis->codes, axis->wanted[k], (uint32_t)number))
                axis->wanted[kept++] = axis->wanted[k];
        axis->wanted[kept++] = (uint32_t)number;
        axis->wanted_count = kept;
    }
}

// TOP where the code need not be told from others.
static uint32_t fine_code(const Asking *it, const Axis *axis, uint32_t code)
{
    for (unsigned depth = 1; it->hides && axis->is_filtered && depth < axis->fine_depth; depth++) {
        uint32_t above = code_tree_at_depth(axis->codes, code, depth);
        if (!is_wanted(axis, above) && !leads_to_wanted(axis, above))
            return above;
    }
    return code_tree_at_depth(axis->codes, code, axis->fine_depth);
}

static void number_codes(Asking *it, Axis *axis)
{
    size_t count = table_count(axis->codes->names);
    uint32_t *number_of = arena_array(it->scratch, uint32_t, count + 1); // the last: of TOP
    memset(number_of, 0xFF, (count + 1) * sizeof *number_of);
    axis->fine_of = arena_array(it->scratch, uint32_t, count + 1);
    axis->fine = arena_array(it->scratch, uint32_t, count + 1);
    for (uint32_t code = 0; code < count; code++) {
        axis->fine_of[code] = NONE;
        if (!it->hides && !is_wanted(axis, code))
            continue;
        uint32_t fine = fine_code(it, axis, code);
        uint32_t *number = &number_of[fine == TOP ? count : fine];
        if (*number == NONE) {
            axis->fine[axis->count] = fine;
            *number = (uint32_t)axis->count++;
        }
        axis->fine_of[code] = *number;
    }
}

static bool add_axis(Asking *it, unsigned dimension, const CubeFilter *filter,
                     const CubeGroup *group)
{
    const CodeTree *codes = &it->cube->codes[dimension];
    Axis *axis = &it->axes[it->axis_count++];
    *axis =
        (Axis){.codes = codes, .column = it->cube->coordinates[dimension], .stride = it->places};
    if (group != NULL)
        axis->depth = group->depth < codes->depth_max ? group->depth : codes->depth_max;
    if (filter != NULL)
        set_filter(it, axis, filter);
    axis->fine_depth = axis->depth;
    for (size_t i = 0; it->hides && i < axis->wanted_count; i++)
        if (codes->depths[axis->wanted[i]] > axis->fine_depth)
            axis->fine_depth = codes->depths[axis->wanted[i]];
    number_codes(it, axis);
    if (axis->count > 0 && it->places > UINT64_MAX / axis->count)
        return fault_add(it->faults, FAULT_LIMIT, 0, 0, "too many groups at once: ask for fewer");
    it->places *= axis->count > 0 ? axis->count : 1;
    return true;
}

static bool query_is_good(const Asking *it)
{
    const CubeQuery *query = it->query;
    bool is_grouped[DIMENSIONS_ROOM] = {false}, is_filtered[DIMENSIONS_ROOM] = {false};
    for (size_t i = 0; i < query->filter_count; i++) {
        unsigned dimension = query->filters[i].dimension;
        if (dimension >= it->cube->width || is_filtered[dimension])
            return fault_add(it->faults, FAULT_USAGE, 0, 0,
                             "each dimension is filtered by once, with all codes that may be");
        is_filtered[dimension] = true;
    }
    for (size_t i = 0; i < query->group_count; i++) {
        unsigned dimension = query->groups[i].dimension;
        if (dimension >= it->cube->width || is_grouped[dimension] || query->groups[i].depth == 0)
            return fault_add(it->faults, FAULT_USAGE, 0, 0,
                             "each dimension is grouped by once, at a depth from 1");
        is_grouped[dimension] = true;
    }
    return true;
}

// The groups in their order; then what only filters.
static bool set_axes(Asking *it)
{
    const CubeQuery *query = it->query;
    unsigned owner = (unsigned)it->cube->width - 1;
    const CubeFilter own = {owner, &query->owner, 1};
    bool is_good = true;
    for (size_t i = 0; is_good && i < query->group_count; i++) {
        unsigned dimension = query->groups[i].dimension;
        is_good = add_axis(it, dimension, filter_of(query, dimension), &query->groups[i]);
    }
    for (size_t i = 0; is_good && i < query->filter_count; i++) {
        bool is_grouped = false;
        for (size_t k = 0; k < query->group_count; k++)
            is_grouped |= query->groups[k].dimension == query->filters[i].dimension;
        if (!is_grouped)
            is_good = add_axis(it, query->filters[i].dimension, &query->filters[i], NULL);
    }
    return is_good && (query->owner.len == 0 || add_axis(it, owner, &own, NULL));
}

// ---- One pass over the rows ----

static void set_fine_codes(const Asking *it, uint64_t key, uint32_t *codes)
{
    for (size_t i = 0; i < it->axis_count; i++)
        codes[i] = it->axes[i].fine[key / it->axes[i].stride % it->axes[i].count];
}

static bool is_asked_for(const Asking *it, uint64_t key)
{
    uint32_t codes[AXES_ROOM];
    set_fine_codes(it, key, codes);
    for (size_t i = 0; it->hides && i < it->axis_count; i++)
        if (!is_wanted(&it->axes[i], codes[i]))
            return false;
    return true;
}

// With no more room than it needs: the cells of an answer are to stay in the cache.
static Sums *new_sums(const Asking *it, uint64_t key)
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
    while (it->slots[at] != NULL && it->slots[at]->key != key)
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
    it->slots = arena_array(it->scratch, Sums *, it->is_dense ? it->places : 2 * room);
    it->mask = 2 * room - 1;
    for (size_t i = 0; i < it->cell_count; i++)
        it->slots[slot_of(it, it->cells[i]->key)] = it->cells[i];
}

// NULL where there are too many.
static Sums *cell_of(Asking *it, uint64_t key)
{
    size_t at = slot_of(it, key);
    if (it->slots[at] != NULL)
        return it->slots[at];
    if (it->cell_count == CUBE_CELLS_MAX)
        return NULL;
    if (it->cell_count == it->cell_room) {
        set_slots(it, 2 * it->cell_room);
        at = slot_of(it, key);
    }
    Sums *cell = new_sums(it, key);
    cell->is_beside = !is_asked_for(it, key);
    it->cells[it->cell_count++] = it->slots[at] = cell;
    return cell;
}

static void add_row(const Asking *it, Sums *sums, size_t row)
{
    const Cube *cube = it->cube;
    size_t count = sums->is_beside ? 1 : cube->column_count;
    for (size_t i = 0; i < count; i++)
        sums->at[i] += cube->sums[i][row];
    if (sums->owner_count < it->owners_max)
        sums->owner_count = owners_add(sums->owners, sums->owner_count, it->owners_max,
                                       cube->coordinates[cube->width - 1][row]);
}

static bool pass_over_rows(Asking *it)
{
    size_t count = table_count(it->cube->names), axis_count = it->axis_count;
    const int64_t *records = it->cube->sums[0];
    for (size_t row = 0; row < count; row++) {
        uint64_t key = 0;
        size_t i = 0;
        for (; i < axis_count; i++) {
            const Axis *axis = &it->axes[i];
            uint32_t number = axis->fine_of[axis->column[row]];
            if (number == NONE)
                break;
            key += number * axis->stride;
        }
        // A sum that came to nothing is kept by the store, but nobody gives it any more.
        if (i < axis_count || records[row] == 0)
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

// ---- From fine cells to those of the answer ----

// An organisation that is beyond a cell's count is beyond that of the sum.
static void add_cell(const Asking *it, Sums *sums, const Sums *cell)
{
    for (size_t i = 0; i < it->cube->column_count; i++)
        sums->at[i] += cell->at[i];
    for (unsigned i = 0; i < cell->owner_count; i++)
        sums->owner_count =
            owners_add(sums->owners, sums->owner_count, it->owners_max, cell->owners[i]);
}

static void fold(Asking *it)
{
    size_t width = it->query->group_count;
    it->names = table_new(it->scratch, it->cell_count);
    it->folded = arena_array(it->scratch, Sums *, it->cell_count);
    it->total = new_sums(it, 0);
    for (size_t i = 0; i < it->cell_count; i++) {
        uint32_t *codes = arena_array(it->scratch, uint32_t, it->axis_count);
        bool is_new;
        if (it->cells[i]->is_beside)
            continue;
        set_fine_codes(it, it->cells[i]->key, codes);
        for (size_t k = 0; k < width; k++)
            codes[k] = code_tree_at_depth(it->axes[k].codes, codes[k], it->axes[k].depth);
        int32_t number =
            table_add(it->names, (Slice){(const char *)codes, width * sizeof *codes}, &is_new);
        if (is_new)
            it->folded[number] = new_sums(it, 0);
        add_cell(it, it->folded[number], it->cells[i]);
        add_cell(it, it->total, it->cells[i]);
    }
}

// ---- What is hidden ----

// Whether a code that is looked at in some depth is, with others, what the axis has at `depth`.
static bool is_part(const Axis *axis, unsigned depth, uint32_t code, unsigned at)
{
    for (size_t i = 0; i < axis->wanted_count; i++) {
        uint32_t wanted = axis->wanted[i];
        if (axis->codes->depths[wanted] > depth
                ? code == wanted && at == axis->codes->depths[wanted]
                : at == depth && code_tree_is_within(axis->codes, code, wanted))
            return true;
    }
    return !axis->is_filtered && at == depth;
}

// A sum is told if all parts of it may be told.
static void hide(void *context, const uint32_t *codes, const unsigned *depths)
{
    Asking *it = context;
    uint32_t groups[AXES_ROOM];
    bool is_in_total = true, is_in_cell = true;
    for (size_t i = 0; i < it->axis_count; i++) {
        const Axis *axis = &it->axes[i];
        is_in_total &= is_part(axis, 0, codes[i], depths[i]);
        is_in_cell &= is_part(axis, axis->depth, codes[i], depths[i]);
        groups[i] = code_tree_at_depth(axis->codes, codes[i], axis->depth);
    }
    it->total->is_hidden |= is_in_total;
    int32_t number = table_find(
        it->names, (Slice){(const char *)groups, it->query->group_count * sizeof *groups});
    if (is_in_cell && number != TABLE_NONE)
        it->folded[number]->is_hidden = true;
}

static bool is_small(const Asking *it, const Sums *sums)
{
    const CubeForm *form = it->cube->form;
    return (form->is_personal ? (uint64_t)sums->at[0] : sums->owner_count) < form->suppress;
}

// Most questions to many records are answered where no fine cell is small, and so no other.
static bool hide_small_cells(Asking *it)
{
    SuppressAxis axes[AXES_ROOM];
    SuppressCell *cells = arena_array(it->scratch, SuppressCell, it->cell_count);
    SuppressQuestion question = {.form = it->cube->form,
                                 .axes = axes,
                                 .axis_count = it->axis_count,
                                 .cells = cells,
                                 .count = it->cell_count};
    bool has_small = false;
    for (size_t i = 0; i < it->axis_count; i++) {
        axes[i] = (SuppressAxis){it->axes[i].codes, it->axes[i].fine_depth};
        question.notes_empty |= it->axes[i].wanted_count > 1;
    }
    for (size_t i = 0; i < it->cell_count; i++) {
        const Sums *cell = it->cells[i];
        uint32_t *codes = arena_array(it->scratch, uint32_t, it->axis_count);
        set_fine_codes(it, cell->key, codes);
        cells[i] = (SuppressCell){codes, (uint64_t)cell->at[0], cell->owners, cell->owner_count};
        has_small |= is_small(it, cell);
    }
    it->total->is_hidden = is_small(it, it->total);
    return !has_small || suppress(it->scratch, &question, hide, it, it->faults);
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
    return (CubeCell){.values = values,
                      .records = (uint64_t)sums->at[0],
                      .owners = sums->owner_count,
                      .is_hidden = sums->is_hidden};
}

static void name_cell(const Asking *it, CubeCell *cell, const uint32_t *groups)
{
    size_t count = it->query->group_count;
    Slice *names = arena_array(it->arena, Slice, count);
    bool *has_below = arena_array(it->arena, bool, count);
    for (size_t i = 0; i < count; i++) {
        const CodeTree *codes = it->axes[i].codes;
        names[i] = arena_copy(it->arena, table_key(codes->names, (int32_t)groups[i]));
        has_below[i] = codes->has_below[groups[i]];
    }
    cell->codes = names;
    cell->has_below = has_below;
}

static int order_cells(const void *a, const void *b, void *context)
{
    const size_t *width = context;
    const CubeCell *one = a, *other = b;
    int order = 0;
    for (size_t i = 0; order == 0 && i < *width; i++)
        order = slice_compare(one->codes[i], other->codes[i]);
    return order;
}

static void describe_groups(const Asking *it)
{
    const CubeQuery *query = it->query;
    CubeGroup *groups = arena_array(it->arena, CubeGroup, query->group_count);
    unsigned *levels = arena_array(it->arena, unsigned, query->group_count);
    for (size_t i = 0; i < query->group_count; i++) {
        groups[i] = query->groups[i];
        levels[i] = it->axes[i].codes->depth_max;
    }
    it->answer->groups = groups;
    it->answer->levels = levels;
    it->answer->group_count = query->group_count;
}

// Where dimensions cross, what is too few itself looks like what is empty. The codes of a single
// one are no secret.
static void finish(Asking *it)
{
    size_t width = it->query->group_count, count = 0;
    bool is_reserved = it->hides && it->axis_count > 1;
    CubeCell *cells = arena_array(it->arena, CubeCell, table_count(it->names));
    for (size_t i = 0; i < table_count(it->names); i++) {
        if (is_reserved && is_small(it, it->folded[i]))
            continue;
        cells[count] = finish_cell(it, it->folded[i]);
        name_cell(it, &cells[count++],
                  (const uint32_t *)(const void *)table_key(it->names, (int32_t)i).at);
    }
    if (count > 1)
        qsort_r(cells, count, sizeof *cells, order_cells, &width);
    *it->answer = (CubeAnswer){.cube = it->cube,
                               .form = it->cube->form,
                               .cells = cells,
                               .count = count,
                               .total = finish_cell(it, it->total),
                               .is_reserved = is_reserved};
    describe_groups(it);
}

static bool ask(Arena *scratch, void *context)
{
    enum { CELLS_AT_FIRST = 256, PLACES_DENSE = 1 << 16 };
    Asking *it = context;
    it->scratch = scratch;
    it->owners_max = it->cube->form->suppress;
    it->hides = it->owners_max > 0 && it->query->owner.len == 0 && !it->query->shows_small;
    it->places = 1;
    if (!query_is_good(it) || !set_axes(it))
        return false;
    it->is_dense = it->places <= PLACES_DENSE;
    set_slots(it, CELLS_AT_FIRST);
    if (!pass_over_rows(it))
        return false;
    fold(it);
    if (it->hides && !hide_small_cells(it))
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
