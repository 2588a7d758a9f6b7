// SPDX-License-Identifier: Apache-2.0
// Keeps the cubes.
//
// The registers that they are declared in are their own: what a cube knows of codes and labels must
// live as long as it, and registers belong to one thread at a time. So declarations are read under
// the lock; questions go to the cube itself, which has its own.

#include "server/cubes.h"

#include "base/memory.h"
#include "base/table.h"
#include "register/carried.h"

#include <pthread.h>

enum { CUBES_MAX = 1000 };

struct Cubes {
    pthread_mutex_t lock;
    Guard guard;
    Arena *home;
    Registers *registers;
    Table *names; // "register cube"
    Cube *at[CUBES_MAX];
    const DeclaredCube *declared[CUBES_MAX];
};

typedef struct Opening {
    Cubes *cubes;
    const char *folder;
    Slice register_name, id;
    size_t number;
    Faults *faults;
} Opening;

static bool set_up(void *context)
{
    Opening *it = context;
    Cubes *cubes = it->cubes;
    cubes->home = arena_new(&cubes->guard, 0);
    cubes->names = table_new(cubes->home, 64);
    cubes->registers = carried_registers_behind(cubes->home, it->folder, it->faults);
    return it->faults->count == 0;
}

Cubes *cubes_new(const char *folder, Faults *faults)
{
    Cubes *cubes = memory_take(sizeof *cubes);
    if (cubes == NULL) {
        fault_add(faults, FAULT_MEMORY, 0, 0, "no memory for statistics");
        return NULL;
    }
    memset(cubes, 0, sizeof *cubes);
    pthread_mutex_init(&cubes->lock, NULL);
    Opening opening = {.cubes = cubes, .folder = folder, .faults = faults};
    if (guard_run(&cubes->guard, set_up, &opening, faults))
        return cubes;
    cubes_free(cubes);
    return NULL;
}

void cubes_free(Cubes *cubes)
{
    if (cubes == NULL)
        return;
    for (size_t i = 0; i < CUBES_MAX; i++)
        cube_free(cubes->at[i]);
    arena_free(cubes->home);
    pthread_mutex_destroy(&cubes->lock);
    memory_free(cubes);
}

static bool open_cube(void *context)
{
    Opening *it = context;
    Cubes *cubes = it->cubes;
    Slice name = arena_print(cubes->home, "%.*s %.*s", (int)it->register_name.len,
                             it->register_name.at, (int)it->id.len, it->id.at);
    int32_t known = table_find(cubes->names, name);
    if (known == TABLE_NONE) {
        Register *reg = registers_find(cubes->registers, it->register_name, it->faults);
        const DeclaredCube *declared = reg != NULL ? register_cube(reg, it->id, it->faults) : NULL;
        if (declared == NULL || table_count(cubes->names) == CUBES_MAX)
            return false;
        Cube *cube = cube_new(&declared->form, it->faults);
        if (cube == NULL)
            return false;
        known = table_add(cubes->names, name, NULL);
        cubes->at[known] = cube;
        cubes->declared[known] = declared;
    }
    it->number = (size_t)known;
    return true;
}

Cube *cubes_find(Cubes *cubes, Store *store, Slice register_name, Slice id,
                 const DeclaredCube **declared, Faults *faults)
{
    Opening opening = {.cubes = cubes, .register_name = register_name, .id = id, .faults = faults};
    pthread_mutex_lock(&cubes->lock);
    bool is_good = guard_run(&cubes->guard, open_cube, &opening, faults);
    pthread_mutex_unlock(&cubes->lock);
    if (!is_good || !cube_refresh(cubes->at[opening.number], store, faults))
        return NULL;
    *declared = cubes->declared[opening.number];
    return cubes->at[opening.number];
}
