// SPDX-License-Identifier: Apache-2.0
// Conditions are told in the form's own words, in three languages; none is ever shown as it is
// written.
//
// The cases are in explain.txt: a line has a register and an XPath over its records, the indented
// lines below say what people read, each behind its language.

#include "register/explain.h"
#include "register/carried.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct Bench {
    Arena *arena;
    Registers *registers;
    Explaining explaining;
    Slice test;
    unsigned line;
    size_t cases, said, failed;
    Faults faults;
} Bench;

static void begin_case(Bench *it, Slice line)
{
    Slice name = slice_cut(&line, ' ');
    Register *reg = registers_find(it->registers, name, &it->faults);
    Register *beside = registers_find(it->registers, S("procurement-item"), &it->faults);
    it->explaining = (Explaining){.arena = it->arena, .reg = reg, .beside = beside};
    it->test = slice_trim(line);
    assert_non_null(reg);
}

static void check_text(Bench *it, Slice line)
{
    it->explaining.language = slice_cut(&line, ' ');
    Slice said = explain_test(&it->explaining, it->test, NULL);
    it->cases++;
    if (slice_equal(said, slice_trim(line)))
        return;
    printf("  explain.txt:%u: %.*s\n", it->line, (int)said.len, said.at);
    it->failed++;
}

static bool check_cases(Arena *arena, void *context)
{
    Bench *it = context;
    Slice text;
    *it = (Bench){.arena = arena, .registers = carried_registers(arena)};
    if (!file_read(arena, "tests/register/explain.txt", UINT32_MAX, &text, &it->faults))
        return false;
    while (text.len > 0) {
        Slice line = slice_cut(&text, '\n');
        it->line++;
        if (line.len == 0 || line.at[0] == '#')
            continue;
        if (line.at[0] == ' ')
            check_text(it, slice_trim(line));
        else
            begin_case(it, line);
    }
    return true;
}

static void conditions_are_told_in_the_words_of_the_form(void **state)
{
    Bench bench;
    (void)state;
    assert_true(arena_run(0, check_cases, &bench, NULL));
    assert_int_equal(bench.failed, 0);
    assert_true(bench.cases > 30);
}

// ---- All guards there are ----

static void check_guard(Bench *it, const Condition *guard)
{
    static const char *const signs[] = {"/", "()", "$", "_"};
    for (int i = 0; i < LANGUAGE_END; i++) {
        bool is_said;
        it->explaining.language = slice_of(language_name((SheetLanguage)i));
        Slice text = explain_test(&it->explaining, guard->test.text, &is_said);
        bool is_raw = text.len == 0;
        for (size_t k = 0; k < sizeof signs / sizeof *signs; k++)
            is_raw |= slice_find(text, slice_of(signs[k])) != SIZE_MAX;
        it->cases++;
        it->said += is_said;
        it->failed += is_raw;
        if (is_raw)
            printf("  %.*s: %.*s\n", (int)guard->test.text.len, guard->test.text.at, (int)text.len,
                   text.at);
    }
}

static bool check_guards(Arena *arena, void *context)
{
    Bench *it = context;
    *it = (Bench){.arena = arena, .registers = carried_registers(arena)};
    for (size_t i = 0; i < registers_count(it->registers); i++) {
        Register *reg = registers_at(it->registers, i);
        const Declaration *declaration = register_declaration(reg, &it->faults);
        it->explaining = (Explaining){.arena = arena, .reg = reg};
        for (size_t k = 0; k < declaration->transition_count; k++)
            for (size_t g = 0; g < declaration->transitions[k].guard_count; g++)
                check_guard(it, &declaration->transitions[k].guards[g]);
    }
    return true;
}

static void no_guard_is_told_as_it_is_written(void **state)
{
    Bench bench;
    (void)state;
    assert_true(arena_run(0, check_guards, &bench, NULL));
    printf("  %zu of %zu are said in full\n", bench.said, bench.cases);
    assert_int_equal(bench.failed, 0);
    assert_true(bench.said * 10 > bench.cases * 8);
}

// Whatever people write as a condition is explained or passed over, and ends.
static bool explain_odd(Arena *arena, void *context)
{
    static const char *const odd[] = {
        "",      "(",         "1",       "a/b/c",     "//x",           "$x",
        "not()", ". = .",     "/_/_/_",  "_/for/_/x", "name = name()", "every $x in y satisfies $x",
        "-1",    "string(.)", "patents", "@x = 'y'",
    };
    Bench *it = context;
    *it = (Bench){.arena = arena, .registers = carried_registers(arena)};
    begin_case(it, S("company x"));
    it->explaining.beside = NULL;
    it->explaining.language = S("fr"); // is told in English
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        Slice paths[EXPLAINED_MAX];
        explain_test(&it->explaining, slice_of(odd[i]), NULL);
        it->cases += explain_operands(&it->explaining, slice_of(odd[i]), paths);
    }
    char deep[4000];
    for (size_t i = 0; i + 4 < sizeof deep; i += 4)
        memcpy(deep + i, "not(", 4);
    explain_test(&it->explaining, (Slice){deep, sizeof deep - 4}, NULL);
    return true;
}

static void odd_conditions_do_no_harm(void **state)
{
    Bench bench;
    (void)state;
    assert_true(arena_run(0, explain_odd, &bench, NULL));
    assert_true(bench.cases > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_told_in_the_words_of_the_form),
        cmocka_unit_test(no_guard_is_told_as_it_is_written),
        cmocka_unit_test(odd_conditions_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
