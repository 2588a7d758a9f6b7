// SPDX-License-Identifier: Apache-2.0
// JSON of our own files: what is read, what is refused and where, and that writing gives back what
// was read.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/json.h"

typedef struct Case {
    const char *text;
    unsigned line, column; // 0: it is good
    const char *expected;  // what the fault names
} Case;

static const Case cases[] = {
    {"null", 0, 0, NULL},
    {" [1, -2.5e+3, 0.1, true, false, \"x\"] ", 0, 0, NULL},
    {"{\"a\": {\"b\": []}, \"c\": {}}", 0, 0, NULL},
    {"\xEF\xBB\xBF{}", 0, 0, NULL},
    {"", 1, 1, "ends too early"},
    {"{\"a\": 1,}", 1, 9, "a name in double quotes"},
    {"{\n  \"a\" 1\n}", 2, 7, "a colon"},
    {"[1 2]", 1, 4, "a comma"},
    {"[01]", 1, 3, "a comma"},
    {"[1.]", 1, 4, "a digit after the point"},
    {"\"a\\x\"", 1, 4, "one of"},
    {"\"\\ud800x\"", 1, 8, "second half"},
    {"\"\\udc00\"", 1, 8, "first half"},
    {"\"a\nb\"", 1, 3, "closing quote"},
    {"tru", 1, 1, "a value"},
    {"[] []", 1, 4, "nothing after the value"},
    {"\"\xC0\xAF\"", 1, 2, "UTF-8"},
};

static bool read_cases(Arena *arena, void *context)
{
    (void)context;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Faults faults = {0};
        const Json *json = json_read(arena, slice_of(cases[i].text), &faults);
        if (cases[i].line == 0) {
            assert_non_null(json);
            assert_int_equal(faults.count, 0);
            continue;
        }
        assert_null(json);
        assert_int_equal(faults.count, 1);
        assert_int_equal(faults.list[0].line, cases[i].line);
        assert_int_equal(faults.list[0].column, cases[i].column);
        assert_non_null(strstr(faults.list[0].text, cases[i].expected));
    }
    return true;
}

static void what_is_faulty_is_refused_with_its_place(void **state)
{
    (void)state;
    Faults faults = {0};
    assert_true(arena_run(0, read_cases, NULL, &faults));
}

static bool read_escapes(Arena *arena, void *context)
{
    (void)context;
    Faults faults = {0};
    const Json *json =
        json_read(arena, S("{\"k\\u00e9\": \"a\\n\\\"\\\\\\u7a93\\ud83d\\ude00\"}"), &faults);
    assert_non_null(json);
    assert_true(slice_equal(json_text(json_get(json, S("k\xC3\xA9"))),
                            S("a\n\"\\\xE7\xAA\x93\xF0\x9F\x98\x80")));
    assert_null(json_get(json, S("other")));
    return true;
}

static void escapes_become_characters(void **state)
{
    (void)state;
    assert_true(arena_run(0, read_escapes, NULL, NULL));
}

static bool write_and_read(Arena *arena, void *context)
{
    (void)context;
    Buffer out = buffer_new(arena);
    JsonWriter writer = {.out = &out};
    json_open(&writer, '{');
    json_field(&writer, "text", S("tab\t, quote\", broken \xFF, \xE7\xAA\x93"));
    json_field(&writer, "left out", S(""));
    json_key(&writer, "list");
    json_open(&writer, '[');
    json_integer(&writer, -7);
    json_boolean(&writer, true);
    json_open(&writer, '{');
    json_close(&writer, '}');
    json_close(&writer, ']');
    json_close(&writer, '}');
    Faults faults = {0};
    const Json *json = json_read(arena, buffer_slice(&out), &faults);
    assert_non_null(json);
    assert_int_equal(json->count, 2);
    assert_true(slice_equal(json_text(json_get(json, S("text"))),
                            S("tab\t, quote\", broken \xEF\xBF\xBD, \xE7\xAA\x93")));
    assert_int_equal(json_get(json, S("list"))->count, 3);
    return true;
}

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    assert_true(arena_run(0, write_and_read, NULL, NULL));
}

static bool read_deep(Arena *arena, void *context)
{
    (void)context;
    Faults faults = {0};
    char *text = arena_take(arena, 100000, 1);
    memset(text, '[', 100000);
    assert_null(json_read(arena, (Slice){text, 100000}, &faults));
    return true;
}

static void depth_is_bounded(void **state)
{
    (void)state;
    assert_true(arena_run(0, read_deep, NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_faulty_is_refused_with_its_place),
        cmocka_unit_test(escapes_become_characters),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(depth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
