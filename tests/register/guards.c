// SPDX-License-Identifier: Apache-2.0
// Every guard of the window's registers has a record that it stops and one that it lets through.
//
// guards.json has for each transition a case a guard, in their order: an example (`from`), what to
// change in it so that nothing stands in its way (`lets`), and what more, so that this guard stops
// it and no other does (`stops`). A path of `_` is what the window knows: `_.today`, `_.consents`,
// records under `_.refers.FIELD` and `_.related.NAME`. null takes a member away.

#include "register/carried.h"
#include "register/edit.h"
#include "register/transitions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BESIDE_MAX = 10, FILE_MAX = 1 << 20 };

typedef struct Bench {
    Arena *arena;
    Register *reg;
    const Declaration *declaration;
    const Transition *transition;
    Situation situation;
    Beside beside[BESIDE_MAX];
    Slice consents[BESIDE_MAX];
    size_t guards, cases, failed;
} Bench;

static Slice read_file(Arena *arena, const char *path)
{
    char *text = arena_take(arena, FILE_MAX, 1);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(text, 1, FILE_MAX, file);
    fclose(file);
    return (Slice){text, len};
}

static const Json *read_json(Arena *arena, const char *path)
{
    Faults faults = {0};
    const Json *json = json_read(arena, read_file(arena, path), &faults);
    if (json == NULL)
        fail_msg("%s: %s", path, faults.list[0].text);
    return json;
}

static const Json *none_if_null(const Json *value)
{
    return value->kind == JSON_NULL ? NULL : value;
}

// ---- What the window knows ----

// Of one name there may be several; those that are there are replaced.
static void take_away(Bench *it, Slice name)
{
    Circumstances *now = &it->situation.circumstances;
    size_t kept = 0;
    for (size_t i = 0; i < now->beside_count; i++)
        if (!slice_equal(it->beside[i].name, name))
            it->beside[kept++] = it->beside[i];
    now->beside_count = kept;
}

static void put_beside(Bench *it, Slice name, bool is_related, const Json *record)
{
    const Json *own = json_get(record, S("_"));
    Circumstances *now = &it->situation.circumstances;
    assert_true(now->beside_count < BESIDE_MAX);
    it->beside[now->beside_count++] =
        (Beside){.name = name,
                 .is_related = is_related,
                 .content = json_show(it->arena, json_with(it->arena, record, S("_"), NULL)),
                 .id = S("other"),
                 .number = S("OTHER-1"),
                 .state = json_text(json_get(own, S("state"))),
                 .owner = S("another")};
}

static void know(Bench *it, Slice path, const Json *value)
{
    Circumstances *now = &it->situation.circumstances;
    Slice kind = slice_cut(&path, '.');
    bool is_list = value->kind == JSON_ARRAY;
    now->beside = it->beside;
    now->consents = it->consents;
    if (slice_equal(kind, S("today"))) {
        now->today = json_text(value);
    } else if (slice_equal(kind, S("consents"))) {
        for (now->consent_count = 0; now->consent_count < value->count; now->consent_count++)
            it->consents[now->consent_count] = json_text(value->items[now->consent_count]);
    } else {
        take_away(it, path);
        for (size_t i = 0; is_list && i < value->count; i++)
            put_beside(it, path, true, value->items[i]);
        if (value->kind == JSON_OBJECT)
            put_beside(it, path, false, value);
    }
}

// ---- A case ----

static void change(Bench *it, const Json *changes)
{
    const Slice own = S("_.");
    assert_non_null(changes);
    for (size_t i = 0; i < changes->count; i++) {
        Slice path = changes->members[i].name;
        const Json *value = changes->members[i].value;
        if (slice_starts(path, own))
            know(it, slice_part(path, own.len, path.len), value);
        else
            it->situation.content =
                json_with(it->arena, it->situation.content, path, none_if_null(value));
    }
    it->situation.circumstances.content = json_show(it->arena, it->situation.content);
}

static void begin(Bench *it, const Json *one)
{
    const char *path =
        arena_print(it->arena, "registers/%.*s/examples/%.*s.json", (int)register_name(it->reg).len,
                    register_name(it->reg).at, (int)json_text(json_get(one, S("from"))).len,
                    json_text(json_get(one, S("from"))).at)
            .at;
    it->situation =
        (Situation){.declaration = it->declaration,
                    .arena = it->arena,
                    .content = json_with(it->arena, read_json(it->arena, path), S("$schema"), NULL),
                    .holding = {.owner = S("keeper"), .state = it->transition->from.at[0]},
                    .language = S("en"),
                    .circumstances = {.number = S("N-1"),
                                      .id = S("n1"),
                                      .owner = S("keeper"),
                                      .state = it->transition->from.at[0],
                                      .created = S("2027-06-01"),
                                      .entered = S("2027-06-01"),
                                      .today = S("2027-06-01")}};
}

static Prospect look(Bench *it)
{
    Prospect offer = {0};
    Faults faults = {0};
    assert_true(transition_offer(&it->situation, NULL, it->transition->id, &offer, &faults));
    assert_non_null(offer.transition);
    return offer;
}

static void complain(Bench *it, size_t guard, const char *what, const Prospect *offer)
{
    printf("%.*s.%.*s.guards[%zu]: %s%s%.*s\n", (int)register_name(it->reg).len,
           register_name(it->reg).at, (int)it->transition->id.len, it->transition->id.at, guard,
           what, offer->obstacle_count > 0 ? ": " : "",
           offer->obstacle_count > 0 ? (int)offer->obstacles[0].len : 0,
           offer->obstacle_count > 0 ? offer->obstacles[0].at : "");
    it->failed++;
}

// Rules of the register may stop the same record; among guards only this one does.
static bool stops_alone(Bench *it, size_t guard, const Prospect *offer)
{
    Faults faults = {0};
    Scene *scene = situation_scene(&it->situation, &faults);
    bool is_alone = true;
    for (size_t i = 0; i < it->transition->guard_count; i++) {
        Words words = notice_words(scene, &it->transition->guards[i].text, 0, it->arena);
        bool stops = false;
        for (size_t k = 0; k < offer->obstacle_count; k++)
            stops |= slice_equal(offer->obstacles[k], words.in[LANGUAGE_EN]);
        is_alone &= stops == (i == guard);
    }
    return is_alone;
}

static void try_case(Bench *it, size_t guard, const Json *one)
{
    begin(it, one);
    change(it, json_get(one, S("lets")));
    Prospect offer = look(it);
    if (offer.obstacle_count > 0)
        complain(it, guard, "it should be let through", &offer);
    change(it, json_get(one, S("stops")));
    offer = look(it);
    if (!stops_alone(it, guard, &offer))
        complain(it, guard, "this one, and no other, should stop it", &offer);
}

static void try_transition(Bench *it, const Json *cases)
{
    const Json *list = json_get(json_get(cases, register_name(it->reg)), it->transition->id);
    size_t count = list != NULL ? list->count : 0;
    if (count != it->transition->guard_count)
        complain(it, count, "each guard has one case", &(Prospect){0});
    for (size_t i = 0; i < count && i < it->transition->guard_count; i++)
        try_case(it, i, list->items[i]);
    it->guards += it->transition->guard_count;
    it->cases += count;
}

static bool try_all(Arena *arena, void *context)
{
    Bench *it = context;
    Faults faults = {0};
    Registers *registers = carried_registers(arena);
    const Json *cases = read_json(arena, "tests/register/guards.json");
    it->arena = arena;
    for (size_t i = 0; i < registers_count(registers); i++) {
        it->reg = registers_at(registers, i);
        it->declaration = register_declaration(it->reg, &faults);
        assert_non_null(it->declaration);
        for (size_t k = 0; k < it->declaration->transition_count; k++) {
            it->transition = &it->declaration->transitions[k];
            if (it->transition->guard_count > 0)
                try_transition(it, cases);
        }
    }
    return true;
}

static void every_guard_stops_what_it_is_for_and_nothing_else(void **state)
{
    Bench *bench = calloc(1, sizeof *bench);
    (void)state;
    assert_true(arena_run(0, try_all, bench, NULL));
    printf("%zu guards, %zu cases\n", bench->guards, bench->cases);
    assert_int_equal(bench->failed, 0);
    assert_true(bench->guards > 30);
    free(bench);
}

// ---- Opinions that are awaited ----

static void await_opinions(Bench *it, Slice id)
{
    static const char *const told[][LANGUAGE_END] = {
        {"Opinions are awaited: 0 of 2 are there.", "評価が揃っていません（0／2件）。",
         "评审意见尚未齐备（0/2份）。"},
        {"Opinions are awaited: 1 of 2 are there.", "評価が揃っていません（1／2件）。",
         "评审意见尚未齐备（1/2份）。"},
    };
    if (id.len == 0)
        return;
    it->transition = declared_transition(it->declaration, id, it->declaration->review.in);
    assert_non_null(it->transition);
    for (size_t given = 0; given <= 2; given++)
        for (int i = 0; i < LANGUAGE_END; i++) {
            Slice text = given < 2 ? slice_of(told[given][i]) : S("");
            bool is_told = given == 2;
            it->situation.language = slice_of(language_name((SheetLanguage)i));
            it->situation.circumstances.opinion_count = given;
            Prospect offer = look(it);
            for (size_t k = 0; k < offer.obstacle_count; k++)
                is_told = slice_equal(offer.obstacles[k], text) || (is_told && given < 2);
            assert_true(is_told && (given < 2 || offer.obstacle_count == 0));
        }
    it->cases++;
}

static bool await_all(Arena *arena, void *context)
{
    Bench *it = context;
    Faults faults = {0};
    Registers *registers = carried_registers(arena);
    it->arena = arena;
    for (size_t i = 0; i < registers_count(registers); i++) {
        it->reg = registers_at(registers, i);
        it->declaration = register_declaration(it->reg, &faults);
        if (!it->declaration->review.is_awaited)
            continue;
        it->situation = (Situation){.declaration = it->declaration,
                                    .arena = arena,
                                    .content = json_read(arena, S("{}"), &faults)};
        it->situation.circumstances.state = it->declaration->review.in;
        await_opinions(it, it->declaration->review.pass);
        await_opinions(it, it->declaration->review.fail);
    }
    return true;
}

static void who_decides_waits_for_all_opinions(void **state)
{
    Bench *bench = calloc(1, sizeof *bench);
    (void)state;
    assert_true(arena_run(0, await_all, bench, NULL));
    assert_true(bench->cases >= 7);
    free(bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_guard_stops_what_it_is_for_and_nothing_else),
        cmocka_unit_test(who_decides_waits_for_all_opinions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
