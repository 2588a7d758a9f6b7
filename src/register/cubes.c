// SPDX-License-Identifier: Apache-2.0
// What a record gives to the cubes of its register.

#include "register/cubes.h"

#include "base/utf8.h"

// What is not said has a code, too: totals are totals.
#define NOT_SAID S("-")

typedef struct Visit {
    const DeclaredCube *cube;
    Scene *scene;
    const Circumstances *circumstances;
    Arena *arena;
} Visit;

// "2026-03-15" by grain: 2026, 2026-Q1, 2026-03, 2026-03-15. Empty where it is no date.
static Slice period_of(const Visit *it, Slice date)
{
    enum { DAY = 10 };
    if (date.len < DAY || date.at[4] != '-' || date.at[7] != '-')
        return S("");
    int month = (date.at[5] - '0') * 10 + date.at[6] - '0';
    if (it->cube->grain == GRAIN_QUARTER)
        return arena_print(it->arena, "%.4s-Q%d", date.at, (month + 2) / 3);
    return slice_part(date, 0, it->cube->grain);
}

static Slice code_of(const Visit *it, size_t dimension, NodeId at)
{
    const Formula *formula = &it->cube->places[dimension];
    bool is_time = it->cube->form.dimensions[dimension].kind == CODES_TIME;
    Slice code = formula->expr != NULL ? scene_text(it->scene, formula, at)
                 : is_time             ? it->circumstances->created
                                       : it->circumstances->state;
    if (is_time)
        return period_of(it, code);
    return code.len > 0 && utf8_is_plain(code, CUBE_CODE_MAX) ? code : NOT_SAID;
}

static bool visit_item(const Visit *it, NodeId at, GiftSink *take, void *context)
{
    const CubeForm *form = &it->cube->form;
    Slice codes[CUBE_DIMENSIONS_MAX];
    struct CubeValue values[CUBE_MEASURES_MAX] = {0};
    if (it->cube->where.expr != NULL && !scene_holds(it->scene, &it->cube->where, at, NULL))
        return true;
    for (size_t i = 0; i < form->dimension_count; i++) {
        codes[i] = code_of(it, i, at);
        if (codes[i].len == 0) // of no time
            return true;
    }
    for (size_t i = 0; i < form->measure_count; i++) {
        const Formula *formula = &it->cube->values[i];
        Slice text = formula->expr != NULL ? scene_text(it->scene, formula, at) : S("");
        values[i].is_there = decimal_read(slice_trim(text), &values[i].value, NULL);
    }
    return take(context, it->cube, &(CubeGift){codes, values});
}

bool cube_visit(const DeclaredCube *cube, Scene *scene, const Circumstances *circumstances,
                Arena *arena, GiftSink *take, void *context)
{
    Visit visit = {cube, scene, circumstances, arena};
    NodeId *items;
    if (!wordlist_has(&cube->in, circumstances->state))
        return true;
    if (cube->each.len == 0)
        return visit_item(&visit, 0, take, context);
    size_t count = scene_items(scene, cube->each, &items);
    for (size_t i = 0; i < count; i++)
        if (!visit_item(&visit, items[i], take, context))
            return false;
    return true;
}
