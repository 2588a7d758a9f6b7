// SPDX-License-Identifier: Apache-2.0
// Tries every formula on every example: what names nothing that is not there may fail all the same.
//
//     /_/today + xs:yearMonthDuration('P4Y')      a date of the window is text: xs:date(/_/today) +
//     …
//
// What stands beside a record is absent here, so that what fails, fails by itself.

#include "register/check/internal.h"
#include "register/cubes.h"

enum { EXAMPLES_MAX = 20 }; // registers have one to four

typedef struct Trial {
    const Check *check;
    Scene *scenes[EXAMPLES_MAX];
    size_t count;
    bool is_condition; // the next formulas are asked for their truth
} Trial;

static bool is_answered(const Trial *it, Scene *scene, const Formula *formula, NodeId at,
                        Slice *why)
{
    Slice text;
    if (!it->is_condition)
        return scene_read(scene, formula, at, &text, why);
    return scene_holds(scene, formula, at, why) || why->len == 0;
}

static bool is_answered_everywhere(const Trial *it, Scene *scene, const Formula *formula,
                                   Slice list, Slice *why)
{
    NodeId *items;
    if (list.len == 0)
        return is_answered(it, scene, formula, 0, why);
    size_t count = scene_items(scene, list, &items);
    for (size_t i = 0; i < count; i++)
        if (!is_answered(it, scene, formula, items[i], why))
            return false;
    return true;
}

// Told once, of the first example that it fails on.
static void try_formula(const Trial *it, const Formula *formula, Slice list)
{
    Slice why;
    for (size_t i = 0; formula->expr != NULL && i < it->count; i++) {
        if (is_answered_everywhere(it, it->scenes[i], formula, list, &why))
            continue;
        tell(
            it->check, REGISTER_FILE,
            "%.*s: it cannot be worked out on example %zu: %.*s. Values have no type of their own: "
            "xs:date(…), number(…) give them one",
            SHOW(formula->place), i + 1, SHOW(why));
        return;
    }
}

static void try_condition(const Trial *it, const Formula *formula, Slice list)
{
    Trial asked = *it;
    asked.is_condition = true;
    try_formula(&asked, formula, list);
}

static void try_notice(const Trial *it, const Notice *notice, Slice list)
{
    for (int i = 0; i < LANGUAGE_END; i++)
        for (size_t k = 0; k < notice->part_count[i]; k++)
            try_formula(it, &notice->parts[i][k].value, list);
}

// ---- All that a declaration has ----

static void try_effects(const Trial *it, const Effects *effects, Slice list)
{
    for (size_t i = 0; i < effects->count; i++) {
        const Effect *effect = &effects->at[i];
        try_condition(it, &effect->condition, list);
        try_formula(it, &effect->owner, list);
        try_notice(it, &effect->text, list);
        for (size_t k = 0; k < effect->with_count; k++)
            try_formula(it, &effect->with[k].value, list);
    }
}

static void try_process(const Trial *it, const Declaration *declaration)
{
    for (size_t i = 0; i < declaration->transition_count; i++) {
        const Transition *transition = &declaration->transitions[i];
        for (size_t k = 0; k < transition->guard_count; k++) {
            try_condition(it, &transition->guards[k].test, S(""));
            try_notice(it, &transition->guards[k].text, S(""));
        }
        try_effects(it, &transition->effects, S(""));
    }
    for (size_t i = 0; i < declaration->deadline_count; i++) {
        const Deadline *deadline = &declaration->deadlines[i];
        try_formula(it, &deadline->from, deadline->each);
        try_condition(it, &deadline->unless, deadline->each);
        try_effects(it, &deadline->effects, deadline->each);
    }
}

static void try_fields(const Trial *it, const Declaration *declaration)
{
    for (size_t i = 0; i < declaration->field_count; i++)
        try_formula(it, &declaration->fields[i].compute,
                    list_around(it->check, declaration->fields[i].path));
    for (size_t i = 0; i < declaration->relative_count; i++)
        try_formula(it, &declaration->relatives[i].is, S(""));
}

static void try_cubes(const Trial *it, const DeclaredCube *cubes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        try_condition(it, &cubes[i].where, cubes[i].each);
        for (size_t k = 0; k < cubes[i].form.dimension_count; k++)
            try_formula(it, &cubes[i].places[k], cubes[i].each);
        for (size_t k = 0; k < cubes[i].form.measure_count; k++)
            try_formula(it, &cubes[i].values[k], cubes[i].each);
    }
}

// ---- Examples as scenes ----

static void add_scene(Trial *it, Slice text)
{
    const Check *check = it->check;
    Faults *ignored =
        arena_array(check->arena, Faults, 1); // examples.c tells what is wrong with it
    const Json *json = json_read(check->arena, text, ignored);
    if (json == NULL || json->kind != JSON_OBJECT)
        return;
    Circumstances now = circumstances_of_example(check, json);
    Scene *scene = scene_new(check->arena, check->declaration->program, &now, ignored);
    if (scene != NULL)
        it->scenes[it->count++] = scene;
}

void check_trial(const Check *check)
{
    Trial it = {.check = check};
    Slice text;
    size_t cube_count;
    Faults *ignored = arena_array(check->arena, Faults, 1); // formulas that do not compile are told
    const DeclaredCube *cubes = register_cubes(check->reg, &cube_count, ignored);
    for (size_t i = 0; i < EXAMPLES_MAX && (text = register_example(check->reg, i)).len > 0; i++)
        add_scene(&it, text);
    try_process(&it, check->declaration);
    try_fields(&it, check->declaration);
    try_cubes(&it, cubes, cubes != NULL ? cube_count : 0);
}
