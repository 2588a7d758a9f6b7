// SPDX-License-Identifier: Apache-2.0
// A declaration and the content of a record, parted by a NUL: checked, compiled, and all asked of
// it that a record is asked: who sees what, which transitions stand open, what is due, what
// follows.

#include "register/check.h"
#include "register/deadlines.h"
#include "register/edit.h"
#include "rules/data.h"

static const char schema[] =
    "{\"$id\":\"urn:madoguchi:register:r\",\"type\":\"object\",\"properties\":{"
    "\"title\":{\"type\":\"string\"},\"date\":{\"type\":\"string\",\"format\":\"date\"},"
    "\"total\":{\"type\":\"number\"},\"host\":{\"type\":\"string\"},"
    "\"contact\":{\"type\":\"object\",\"properties\":{\"phone\":{\"type\":\"string\"}}},"
    "\"lines\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"due\":{\"type\":\"string\",\"format\":\"date\"},\"amount\":{\"type\":\"number\"}}}}}}";

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice declaration, content;
} Run;

static Register *register_new(Run *run, Faults *faults)
{
    DataFile *files = arena_array(run->arena, DataFile, 3);
    Registers *registers = registers_new(run->arena);
    files[0] = (DataFile){"registers/r/register.json", run->declaration};
    files[1] = (DataFile){"registers/r/schema.json", {schema, sizeof schema - 1}};
    registers_add(registers, files);
    return registers_find(registers, S("r"), faults);
}

static void follow(Situation *it, Scene *scene, const Prospect *offer, Faults *faults)
{
    Plan *plan = arena_array(it->arena, Plan, 1);
    plan->content = it->content;
    if (plan_effects(plan, it, scene, 0, &offer->transition->effects, faults))
        compute_fields(it, plan->content, faults);
}

static void ask(Situation *it, const Viewer *viewer, Faults *faults)
{
    Deadlines deadlines;
    const Prospect *offers;
    size_t count;
    Slice refused;
    Footing footing = footing_of(it->declaration, viewer, &it->holding, it->content);
    const Json *shown =
        sight_show(it->arena, it->declaration, &footing, &it->holding, it->content, NULL);
    // What is shown and sent back as it is changes nothing.
    sight_accept(it->arena, it->declaration, &footing, &it->holding, it->content, shown, &refused);
    if (refused.len > 0)
        __builtin_trap();
    Scene *scene = situation_scene(it, faults);
    WordList marks = {0};
    if (scene == NULL || !transitions_offer(it, &footing, &offers, &count, faults) ||
        !deadlines_find(it, scene, &marks, NULL, &deadlines, faults))
        return;
    for (size_t i = 0; i < count; i++)
        follow(it, scene, &offers[i], faults);
}

static bool try_register(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)512 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    Register *reg = register_new(run, faults);
    register_check(reg, faults);
    const Declaration *declaration = register_declaration(reg, faults);
    const Json *content = json_read(run->arena, run->content, faults);
    if (declaration == NULL || content == NULL || content->kind != JSON_OBJECT)
        return false;
    for (size_t i = 0; i < declaration->state_count && i < 8; i++) {
        Situation it = {.declaration = declaration,
                        .arena = run->arena,
                        .content = content,
                        .holding = {.owner = S("o"), .state = declaration->states[i].id},
                        .language = S("ja")};
        it.circumstances = (Circumstances){.content = json_show(run->arena, content),
                                           .number = S("R-1"),
                                           .owner = S("o"),
                                           .state = declaration->states[i].id,
                                           .created = S("2026-11-01"),
                                           .entered = S("2026-11-11"),
                                           .today = S("2026-11-21")};
        ask(&it, &(Viewer){.organisation = S("o"), .role = S("member")}, faults);
        ask(&it, &(Viewer){.organisation = S("h"), .role = S("member")}, faults);
        ask(&it, &(Viewer){.role = S("public")}, faults);
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice rest = {(const char *)data, size};
    Run run = {.declaration = slice_cut(&rest, '\0')};
    run.content = rest;
    guard_run(&run.guard, try_register, &run, NULL);
    arena_free(run.arena);
    return 0;
}
