// SPDX-License-Identifier: Apache-2.0
// A cube in memory: takes what is new from the store, and tells what codes it has.

#include "statistics/internal.h"

#include "base/memory.h"
#include "store/store.h"

#include <pthread.h>
#include <stdlib.h>

enum { ROWS_AT_FIRST = 256, ROWS_MAX = 1 << 26 };

static bool form_is_good(const CubeForm *form, Faults *faults)
{
    if (form->dimension_count <= CUBE_DIMENSIONS_MAX && form->measure_count <= CUBE_MEASURES_MAX &&
        form->suppress <= CUBE_SUPPRESS_MAX)
        return true;
    return fault_add(faults, FAULT_LIMIT, 0, 0,
                     "the cube %.*s has more than %d dimensions, %d measures, or suppresses cells "
                     "of more than %d",
                     (int)form->id.len, form->id.at, CUBE_DIMENSIONS_MAX, CUBE_MEASURES_MAX,
                     CUBE_SUPPRESS_MAX);
}

static bool set_up(void *context)
{
    Cube *cube = context;
    const CubeForm *form = cube->form;
    cube->owners = (CubeDimension){.id = S("owner"), .kind = CODES_LIST};
    for (size_t i = 0; i < form->dimension_count; i++)
        cube->codes[i] = code_tree_new(cube->arena, &form->dimensions[i]);
    cube->codes[form->dimension_count] = code_tree_new(cube->arena, &cube->owners);
    cube->column_count = amount_columns(cube->arena, form, cube->columns);
    cube->names = table_new(cube->arena, ROWS_AT_FIRST);
    return true;
}

Cube *cube_new(const CubeForm *form, Faults *faults)
{
    Cube *cube = form_is_good(form, faults) ? memory_take(sizeof *cube) : NULL;
    if (cube == NULL) {
        if (faults->count == 0)
            fault_add(faults, FAULT_MEMORY, 0, 0, "no memory for a cube");
        return NULL;
    }
    *cube = (Cube){.form = form, .width = form->dimension_count + 1};
    pthread_rwlock_init(&cube->lock, NULL);
    cube->arena = arena_new(&cube->guard, 0);
    if (cube->arena != NULL && guard_run(&cube->guard, set_up, cube, faults))
        return cube;
    cube_free(cube);
    return NULL;
}

void cube_free(Cube *cube)
{
    if (cube == NULL)
        return;
    arena_free(cube->arena);
    pthread_rwlock_destroy(&cube->lock);
    memory_free(cube);
}

const CubeForm *cube_form(const Cube *cube)
{
    return cube->form;
}

size_t cube_rows(Cube *cube)
{
    pthread_rwlock_rdlock(&cube->lock);
    size_t count = table_count(cube->names);
    pthread_rwlock_unlock(&cube->lock);
    return count;
}

// ---- Taking what is new ----

static void *grow(Cube *cube, void *column, size_t size, size_t room)
{
    return arena_resize(cube->arena, column, cube->room * size, room * size);
}

static void make_room(Cube *cube, size_t row)
{
    size_t room = cube->room == 0 ? ROWS_AT_FIRST : 2 * cube->room;
    if (row < cube->room)
        return;
    for (size_t i = 0; i < cube->width; i++)
        cube->coordinates[i] = grow(cube, cube->coordinates[i], sizeof(uint32_t), room);
    for (size_t i = 0; i < cube->column_count; i++) {
        cube->sums[i] = grow(cube, cube->sums[i], sizeof(int64_t), room);
        memset(cube->sums[i] + cube->room, 0, (room - cube->room) * sizeof(int64_t));
    }
    cube->room = room;
}

static size_t row_of(Cube *cube, const uint32_t *numbers)
{
    Slice key = {(const char *)numbers, cube->width * sizeof *numbers};
    int32_t known = table_find(cube->names, key);
    if (known != TABLE_NONE)
        return (size_t)known;
    size_t row = table_count(cube->names);
    make_room(cube, row);
    uint32_t *kept = arena_array(cube->arena, uint32_t, cube->width);
    memcpy(kept, numbers, key.len);
    table_add(cube->names, (Slice){(const char *)kept, key.len}, NULL);
    for (size_t i = 0; i < cube->width; i++)
        cube->coordinates[i][row] = numbers[i];
    return row;
}

typedef struct Taking {
    Cube *cube;
    Store *store;
    Faults *faults;
    Arena *scratch;
    const Amount *amount;
    size_t column;
} Taking;

// Amounts under coordinates of an earlier declaration are passed over.
static bool keep_amount(void *context)
{
    Taking *it = context;
    Cube *cube = it->cube;
    Slice codes[DIMENSIONS_ROOM];
    uint32_t numbers[DIMENSIONS_ROOM];
    size_t last = cube->width - 1;
    if (!coordinates_split(it->scratch, it->amount->value, codes, last))
        return true;
    codes[last] = it->amount->owner;
    for (size_t i = 0; i < cube->width; i++) {
        numbers[i] = code_tree_add(&cube->codes[i], codes[i]);
        if (numbers[i] == TOP || table_count(cube->names) >= ROWS_MAX)
            return fault_add(it->faults, FAULT_LIMIT, 0, 0,
                             "the cube %.*s has more codes or rows than fit",
                             (int)cube->form->id.len, cube->form->id.at);
    }
    size_t row = row_of(cube, numbers);
    cube->sums[it->column][row] = it->amount->sum;
    return true;
}

// Guarded by itself: a cube that finds no memory must not leave the store in the midst of reading.
static bool take_amount(void *context, const Amount *amount)
{
    Taking *it = context;
    ArenaMark mark = arena_mark(it->scratch);
    it->amount = amount;
    bool is_good = guard_run(&it->cube->guard, keep_amount, it, it->faults);
    arena_release(it->scratch, mark);
    return is_good;
}

static bool take_columns(Taking *it)
{
    Cube *cube = it->cube;
    bool is_good = true;
    for (it->column = 0; is_good && it->column < cube->column_count; it->column++)
        is_good = store_amounts(it->store, it->scratch, cube->form->register_name,
                                cube->columns[it->column].name, &cube->seen[it->column],
                                take_amount, it, it->faults);
    return is_good;
}

static bool refresh(Arena *scratch, void *context)
{
    Taking *it = context;
    it->scratch = scratch;
    return take_columns(it);
}

bool cube_refresh(Cube *cube, Store *store, Faults *faults)
{
    Taking taking = {.cube = cube, .store = store, .faults = faults};
    pthread_rwlock_wrlock(&cube->lock);
    bool is_good = arena_run(0, refresh, &taking, faults);
    pthread_rwlock_unlock(&cube->lock);
    return is_good;
}

// ---- Its codes ----

typedef struct Listing {
    Cube *cube;
    Arena *arena;
    unsigned dimension;
    CubeCode *codes;
    size_t count;
} Listing;

static bool list_codes(void *context)
{
    Listing *it = context;
    Arena *arena = it->arena;
    const CodeTree *codes = &it->cube->codes[it->dimension];
    const CubeDimension *dimension = codes->dimension;
    size_t known = table_count(codes->names);
    it->codes = arena_array(arena, CubeCode, dimension->code_count + known);
    for (size_t i = 0; i < dimension->code_count; i++)
        it->codes[it->count++] = dimension->codes[i];
    for (size_t i = 0; i < known; i++) {
        Slice name = table_key(codes->names, (int32_t)i);
        uint32_t parent = codes->parents[i];
        if (table_find(codes->declared, name) != TABLE_NONE)
            continue;
        it->codes[it->count++] = (CubeCode){
            .id = arena_copy(arena, name),
            .parent = parent == TOP ? S("")
                                    : arena_copy(arena, table_key(codes->names, (int32_t)parent))};
    }
    return true;
}

size_t cube_codes(Cube *cube, Arena *arena, unsigned dimension, const CubeCode **codes)
{
    Listing listing = {.cube = cube, .arena = arena, .dimension = dimension};
    Guard *guard = arena_guard(arena);
    pthread_rwlock_rdlock(&cube->lock);
    bool is_good = guard_run(guard, list_codes, &listing, NULL);
    pthread_rwlock_unlock(&cube->lock);
    if (!is_good)
        guard_raise_fault(guard, &guard->fault);
    *codes = listing.codes;
    return listing.count;
}

size_t cube_path(Cube *cube, unsigned dimension, Slice code, Slice path[CUBE_DEPTH_MAX])
{
    const CodeTree *codes = &cube->codes[dimension];
    size_t count = 1;
    path[0] = code;
    pthread_rwlock_rdlock(&cube->lock);
    int32_t known = table_find(codes->names, code);
    uint32_t at = known == TABLE_NONE ? TOP : (uint32_t)known;
    if (at != TOP)
        count = codes->depths[at];
    for (size_t i = count; at != TOP && i-- > 0; at = codes->parents[at])
        path[i] = table_key(codes->names, (int32_t)at);
    pthread_rwlock_unlock(&cube->lock);
    return count;
}

// What is declared does not change: no lock is needed.
Slice cube_label(const Cube *cube, unsigned dimension, Slice code, unsigned language)
{
    return code_tree_label(&cube->codes[dimension], code, language);
}
