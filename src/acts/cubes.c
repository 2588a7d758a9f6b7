// SPDX-License-Identifier: Apache-2.0
// What a record gives to the cubes of its register, among its facets.

#include "acts/internal.h"

#include "register/cubes.h"

typedef struct Giving {
    Act *act;
    Facet *amounts;
    size_t count;
} Giving;

// What cannot be added up gives nothing: a statistic is no reason to refuse a record.
static bool take_gift(void *context, const DeclaredCube *cube, const CubeGift *gift)
{
    Giving *it = context;
    Faults *ignored = arena_array(it->act->arena, Faults, 1);
    if (it->count + CUBE_AMOUNTS_MAX > AMOUNTS_MAX)
        return fault_add(it->act->faults, FAULT_LIMIT, 0, 0,
                         "a record may have at most %d values in statistics: divide it",
                         AMOUNTS_MAX);
    it->count += cube_amounts(it->act->arena, &cube->form, gift, it->amounts + it->count, ignored);
    return true;
}

bool amounts_gather(Act *act, FacetList *facets, const Situation *situation)
{
    size_t count, before = act->faults->count;
    const DeclaredCube *cubes = register_cubes(situation->declaration->reg, &count, act->faults);
    if (count == 0 || cubes == NULL)
        return act->faults->count == before;
    if (situation->content->count == 0) // it was erased, or says nothing yet
        return true;
    Giving giving = {act, arena_array(act->arena, Facet, AMOUNTS_MAX), 0};
    Scene *scene = situation_scene(situation, act->faults);
    for (size_t i = 0; scene != NULL && i < count; i++)
        if (!cube_visit(&cubes[i], scene, &situation->circumstances, act->arena, take_gift,
                        &giving))
            return false;
    giving.count = amounts_merge(giving.amounts, giving.count);
    for (size_t i = 0; i < giving.count; i++)
        if (facets->count == FACETS_MAX)
            return fault_add(act->faults, FAULT_LIMIT, 0, 0,
                             "a record may have at most %d facets and values in statistics: "
                             "divide it",
                             FACETS_MAX);
        else
            facets->list[facets->count++] = giving.amounts[i];
    return scene != NULL;
}
