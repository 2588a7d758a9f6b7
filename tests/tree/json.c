// SPDX-License-Identifier: Apache-2.0
// JSON as a tree: every value comes back as it was, XPath walks it, and what is wrong is told with its place.

#include "tree/json.h"
#include "base/memory.h"
#include "xpath/xpath.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct Work {
    Guard guard;
    Arena *arena;
    Faults faults;
    Slice text, expression, result;
} Work;

static bool round_trip(void *context)
{
    Work *work = context;
    work->arena = arena_new(&work->guard, 0);
    const Tree *tree = json_tree_read(work->arena, vocabulary_new(work->arena), work->text, NULL, &work->faults);
    if (!tree)
        return false;
    Buffer out = buffer_new(work->arena);
    json_tree_write(&out, tree, 0, 0);
    work->result = buffer_slice(&out);
    return true;
}

static bool evaluate(void *context)
{
    Work *work = context;
    work->arena = arena_new(&work->guard, 0);
    Vocabulary *vocabulary = vocabulary_new(work->arena);
    const Tree *tree = json_tree_read(work->arena, vocabulary, work->text, NULL, &work->faults);
    Program *program = program_new(work->arena);
    StaticContext statics = {.arena = work->arena, .program = program};
    Source source = {.text = work->expression};
    const Expr *expr = tree ? xpath_compile(&statics, &source, &work->faults) : NULL;
    if (!expr)
        return false;
    Eval *eval = eval_new(&work->guard, work->arena, program, vocabulary, NULL);
    eval_set_document(eval, tree);
    work->result = arena_copy(work->arena, xpath_string(eval, expr));
    return true;
}

static void finish(Work *work)
{
    arena_free(work->arena);
    *work = (Work){0};
}

static void what_is_read_is_written(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{}", "[]", "null", "true", "\"\"", "-0.50e+3", "[[],{},[[1]],null]", "{\"a\":[],\"b\":[1],\"c\":1,\"d\":[null,\"\"],\"e\":{}}",
        "{\"\":{\"a b\":\"\\\"\\\\\\n\\u0001\"},\"_\":[{\"_\":2}]}", "[{\"x\":[[1,2],[3]]},\"\xF0\x9F\x98\x80\"]",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Work work = {.text = slice_of(texts[i])};
        assert_true(guard_run(&work.guard, round_trip, &work, &work.faults));
        assert_int_equal(work.result.len, work.text.len);
        assert_memory_equal(work.result.at, work.text.at, work.text.len);
        finish(&work);
    }
}

static void xpath_walks_it_as_it_is_written(void **state)
{
    (void)state;
    static const struct {
        const char *expression, *result;
    } cases[] = {
        {"/seller/name", "A\xC3\xA9"},       {"/lines[2]/quantity", "5.50"}, {"count(/lines)", "2"},
        {"sum(/lines/number(quantity))", "7.5"}, {"/deep[2]/_[2]", "3"},     {"count(/none)", "1"},
        {"string-join(//quantity, ' ')", "2 5.50"}, {"name(/*[last()])", "deep"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Work work = {.text = S("{\"seller\": {\"name\": \"A\\u00e9\"}, \"none\": [], \"lines\": [{\"quantity\": 2}, "
                               "{\"quantity\": 5.50}], \"deep\": [[[1]], [[2], 3]]}"),
                     .expression = slice_of(cases[i].expression)};
        assert_true(guard_run(&work.guard, evaluate, &work, &work.faults));
        assert_int_equal(work.result.len, strlen(cases[i].result));
        assert_memory_equal(work.result.at, cases[i].result, work.result.len);
        finish(&work);
    }
}

static void a_fault_tells_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line, column;
        const char *why;
    } cases[] = {
        {"{\"a\": 1,\n \"a\": 2}", 2, 2, "already"},
        {"[1,\n2,]", 2, 3, "last comma"},
        {"{\"a\" 1}", 1, 6, "colon"},
        {"[01]", 1, 2, "leading zeros"},
        {"\"\\ud800\"", 1, 2, "surrogate"},
        {"[\"\xFF\"]", 1, 3, "UTF-8"},
        {"{} x", 1, 4, "nothing is expected"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Work work = {.text = slice_of(cases[i].text)};
        assert_false(guard_run(&work.guard, round_trip, &work, &work.faults));
        assert_int_equal(work.faults.list[0].line, cases[i].line);
        assert_int_equal(work.faults.list[0].column, cases[i].column);
        assert_non_null(strstr(work.faults.list[0].text, cases[i].why));
        finish(&work);
    }
}

static void every_prefix_is_refused(void **state)
{
    (void)state;
    Slice whole = S("{\"a\": [1, {\"b\": \"c\\u0041\", \"d\": [true, null]}, -2.5e10]}");
    for (size_t len = 0; len < whole.len; len++) {
        char *copy = malloc(len + 1);
        memcpy(copy, whole.at, len);
        Work work = {.text = {copy, len}};
        assert_false(guard_run(&work.guard, round_trip, &work, &work.faults));
        finish(&work);
        free(copy);
    }
}

static void depth_has_a_limit(void **state)
{
    (void)state;
    enum { DEPTH = 100000 };
    char *text = malloc(DEPTH);
    memset(text, '[', DEPTH);
    Work work = {.text = {text, DEPTH}};
    assert_false(guard_run(&work.guard, round_trip, &work, &work.faults));
    assert_int_equal(work.faults.list[0].kind, FAULT_LIMIT);
    finish(&work);
    free(text);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    bool done = false;
    for (size_t n = 1; !done && n < 500; n++) {
        Work work = {.text = S("{\"a\": [1, {\"b\": \"c\\u0041\"}, []], \"d\": \"e\"}")};
        memory_fail_after(n);
        done = guard_run(&work.guard, round_trip, &work, &work.faults);
        memory_fail_after(0);
        finish(&work);
    }
    assert_true(done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_is_written),  cmocka_unit_test(xpath_walks_it_as_it_is_written),
        cmocka_unit_test(a_fault_tells_its_place),  cmocka_unit_test(every_prefix_is_refused),
        cmocka_unit_test(depth_has_a_limit),        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
