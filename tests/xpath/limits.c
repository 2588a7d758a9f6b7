// SPDX-License-Identifier: Apache-2.0
// What hostile expressions cannot do: outgrow the stack, run for ever, or be half compiled when
// memory fails.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "xpath/xpath.h"

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice text;
    Environment environment;
    bool is_compiled;
    size_t count; // items of the value
    Faults faults;
} Run;

static bool compile_and_run(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)512 << 20);
    StaticContext statics = {.arena = run->arena,
                             .program = program_new(run->arena),
                             .language = LANGUAGE_XPATH3 | LANGUAGE_XSLT};
    Source *source = arena_array(run->arena, Source, 1);
    *source = (Source){run->text, NULL, 1, 1};
    Expr *expr = xpath_compile(&statics, source, &run->faults);
    run->is_compiled = expr != NULL;
    if (!expr)
        return false;
    Vocabulary *vocabulary = vocabulary_new(run->arena);
    Eval *eval = eval_new(&run->guard, run->arena, statics.program, vocabulary, &run->environment);
    eval_set_document(eval, NULL);
    run->count = xpath_items(eval, expr).count;
    return true;
}

static bool run_text(Run *run, Slice text)
{
    *run = (Run){.text = text, .environment = {.has_now = true}};
    bool is_run = guard_run(&run->guard, compile_and_run, run, &run->faults);
    arena_free(run->arena);
    run->arena = NULL;
    return is_run;
}

// opening × count, middle, closing × count
typedef struct Nest {
    const char *opening, *middle, *closing;
    size_t count;
} Nest;

static Slice nested(Arena *arena, Nest nest)
{
    Buffer text = buffer_new(arena);
    for (size_t i = 0; i < nest.count; i++)
        buffer_add(&text, slice_of(nest.opening));
    buffer_add(&text, slice_of(nest.middle));
    for (size_t i = 0; i < nest.count; i++)
        buffer_add(&text, slice_of(nest.closing));
    return buffer_slice(&text);
}

static const Nest nests[] = {
    {"(", "1", ")", 0},
    {"((1)[", "1", "])", 0},
    {"string(", "1", ")", 0},
    {"if (1) then ", "1", " else 2", 0},
    {"for $x in 1 return ", "1", "", 0},
    {"let $x := 1 return ", "1", "", 0},
    {"-(", "1", ")", 0},
    {"", "1", " + 1", 0},
    {"(", "1", " treat as item())", 0},
    {"", "1", "[1]", 0},
    {"", "1", " ! 1", 0},
    {"", "1", " => string()", 0},
    {"(1 cast as xs:integer, ", "1", ")", 0},
};

static bool try_nests(void *context)
{
    size_t count = *(size_t *)((void **)context)[0];
    bool is_allowed = *(bool *)((void **)context)[1];
    Guard *guard = ((void **)context)[2];
    Arena *arena = arena_new(guard, 0);
    static Run run;
    for (size_t i = 0; i < sizeof nests / sizeof *nests; i++) {
        Nest nest = nests[i];
        nest.count = count;
        bool is_run = run_text(&run, nested(arena, nest));
        if (is_run != is_allowed)
            print_error("%s…%s × %zu: %s\n", nest.opening, nest.closing, count,
                        run.faults.count ? run.faults.list[0].text : "taken");
        assert_int_equal(is_run, is_allowed);
    }
    arena_free(arena);
    return true;
}

static void expressions_may_be_nested_a_few_hundred_levels_deep(void **state)
{
    (void)state;
    Guard guard = {0};
    size_t count = 300;
    bool is_allowed = true;
    assert_true(guard_run(&guard, try_nests, (void *[]){&count, &is_allowed, &guard}, NULL));
}

static void deeper_ones_are_refused_before_the_stack_ends(void **state)
{
    (void)state;
    Guard guard = {0};
    bool is_allowed = false;
    for (size_t count = 5000; count <= 125000; count *= 5)
        assert_true(guard_run(&guard, try_nests, (void *[]){&count, &is_allowed, &guard}, NULL));
}

static bool try_edges(void *context)
{
    Guard *guard = context;
    static Run run;
    for (size_t count = 400; count < 1600; count += 50) {
        Arena *arena = arena_new(guard, 0);
        for (size_t i = 0; i < sizeof nests / sizeof *nests; i++) {
            Nest nest = nests[i];
            nest.count = count;
            if (!run_text(&run, nested(arena, nest)))
                assert_true(run.faults.count > 0);
        }
        arena_free(arena);
    }
    return true;
}

static void around_the_limits_the_stack_is_large_enough(void **state)
{
    (void)state;
    Guard guard = {0};
    assert_true(guard_run(&guard, try_edges, &guard, NULL));
}

static bool try_lists(void *context)
{
    Guard *guard = context;
    Arena *arena = arena_new(guard, 0);
    static Run run;
    assert_true(run_text(&run, nested(arena, (Nest){"", "1 = 2", " or 1 = 2", 20000})));
    assert_true(run_text(&run, nested(arena, (Nest){"", "1 = 1", " and 1 = 1", 20000})));
    assert_true(run_text(&run, nested(arena, (Nest){"", "(1", ", 1", 20000})) == false);
    assert_true(run_text(&run, nested(arena, (Nest){"", "1", ", 1", 20000})));
    assert_int_equal(run.count, 20001);
    assert_false(run_text(&run, nested(arena, (Nest){"", "1", ", 1", 70000})));
    arena_free(arena);
    return true;
}

static void long_lists_stay_shallow(void **state)
{
    (void)state;
    Guard guard = {0};
    assert_true(guard_run(&guard, try_lists, &guard, NULL));
}

static const char *const samples[] = {
    "for $x in (1, 2.5, 3e0), $y in $x return if ($x eq $y) then concat('a', \"b\") else ()",
    "some $x in 1 to 9 satisfies every $y in ($x, 3) satisfies $x idiv 2 * -$y instance of item()?",
    "/descendant-or-self::node()/child::a[@b = 'c'][last()]/../processing-instruction('x')",
    "let $x := (1, 2) ! (. + 1) return string-join(for $i in $x return string($i), '-') || 'z'",
    "xs:date('2026-11-20') - xs:date('2026-01-01') (: a (: b :) c :) => string()",
    "1 cast as xs:string castable as xs:date? treat as item()+",
    "matches('abc', '^a.*[b-c]$', 'i') and tokenize('a b', '\\s+')[2] = 'b'",
};

static void every_prefix_of_an_expression_is_taken_or_refused(void **state)
{
    (void)state;
    static Run run;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        for (size_t len = 0; len <= strlen(samples[i]); len++)
            if (!run_text(&run, (Slice){samples[i], len}))
                assert_true(run.faults.count > 0);
}

static void a_failed_allocation_is_a_fault_wherever_it_happens(void **state)
{
    (void)state;
    static Run run;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        bool has_failed = true;
        for (size_t countdown = 1; has_failed && countdown < 500; countdown++) {
            memory_fail_after(countdown);
            bool is_run = run_text(&run, slice_of(samples[i]));
            memory_fail_after(0);
            has_failed = false;
            for (size_t k = 0; k < run.faults.count && k < FAULTS_KEPT; k++)
                has_failed |= run.faults.list[k].kind == FAULT_MEMORY;
            assert_false(is_run && has_failed);
        }
        assert_false(has_failed);
    }
}

static void memory_and_steps_are_bounded(void **state)
{
    (void)state;
    static Run run;
    run = (Run){.text = S("count(for $x in 1 to 100000000 return ($x, $x))"),
                .environment = {.has_now = true, .memory_max = 1 << 20}};
    assert_false(guard_run(&run.guard, compile_and_run, &run, &run.faults));
    assert_int_equal(run.faults.list[0].kind, FAULT_LIMIT);
    arena_free(run.arena);
    run = (Run){
        .text =
            S("every $x in 1 to 100000000 satisfies every $y in 1 to 100000000 satisfies $x = $x"),
        .environment = {.has_now = true, .steps_max = 100000, .memory_max = 1 << 20}};
    assert_false(guard_run(&run.guard, compile_and_run, &run, &run.faults));
    assert_int_equal(run.faults.list[0].kind, FAULT_LIMIT);
    arena_free(run.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_may_be_nested_a_few_hundred_levels_deep),
        cmocka_unit_test(deeper_ones_are_refused_before_the_stack_ends),
        cmocka_unit_test(around_the_limits_the_stack_is_large_enough),
        cmocka_unit_test(long_lists_stay_shallow),
        cmocka_unit_test(every_prefix_of_an_expression_is_taken_or_refused),
        cmocka_unit_test(a_failed_allocation_is_a_fault_wherever_it_happens),
        cmocka_unit_test(memory_and_steps_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
