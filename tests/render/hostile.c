// SPDX-License-Identifier: Apache-2.0
// Content that nobody wrote for people: it ends well, and in time that grows with it.

#include "desk.h"

#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static const Reading both = {{LANGUAGE_JA, LANGUAGE_EN}, 2, false};

static const Content *with_name(Desk *it, Slice name)
{
    Buffer json = buffer_new(it->arena);
    JsonWriter writer = {.out = &json};
    json_open(&writer, '{');
    json_field(&writer, "id", S("1"));
    json_key(&writer, "seller");
    json_open(&writer, '{');
    json_field(&writer, "name", name);
    json_close(&writer, '}');
    json_key(&writer, "lines");
    json_open(&writer, '[');
    json_open(&writer, '{');
    json_field(&writer, "id", name);
    json_field(&writer, "note", name);
    json_close(&writer, '}');
    json_close(&writer, ']');
    json_close(&writer, '}');
    return read_content(it, buffer_slice(&json));
}

static Slice repeat(Arena *arena, Slice text, size_t times)
{
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < times; i++)
        buffer_add(&out, text);
    return buffer_slice(&out);
}

// ---- Texts ----

static bool check_texts(Arena *arena, void *context)
{
    const Slice texts[] = {
        repeat(arena, S("W"), 20000),
        repeat(arena, S("漢"), 10000),
        repeat(arena, S("\n"), 10000),
        repeat(arena, S("a\n"), 10000),
        repeat(arena, S("e\xCC\x81\xCC\x82\xCC\x83"), 2000), // marks upon marks
        repeat(arena, S("שלום مرحبا 123 "), 600),
        repeat(arena, S("👩‍👩‍👧‍👦🇯🇵"), 300),
        repeat(arena, S("\xEF\xBF\xBE\xED\x9F\xBF"), 100),
        S("\x01\x02\x1B[31m\x7F\xC2\x9B"),
        S("\xE2\x80\xAE"
          "00.001\xE2\x80\xAC"),
        S("<script>alert(1)</script>&\"'"),
    };
    Desk it;
    (void)context;
    open_desk(&it, arena);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const Content *content = with_name(&it, texts[i]);
        draw_pdf(&it, content, &both);
        Slice html = draw_html(&it, content, &both);
        assert_int_equal(slice_find(html, S("<script")), SIZE_MAX);
        assert_int_equal(slice_find(html, S("\x1B")), SIZE_MAX);
        assert_int_equal(slice_find(html, S("\xE2\x80\xAE")), SIZE_MAX);
    }
    return true;
}

static void any_text_ends_well(void **state)
{
    (void)state;
    in_arena(check_texts);
}

static bool check_escapes(Arena *arena, void *context)
{
    Desk it;
    (void)context;
    open_desk(&it, arena);
    Slice html = draw_html(&it, with_name(&it, S("<b a='1'>&\"")), &both);
    assert_int_not_equal(slice_find(html, S("&lt;b a=&#39;1&#39;&gt;&amp;&quot;")), SIZE_MAX);
    return true;
}

static void html_is_escaped(void **state)
{
    (void)state;
    in_arena(check_escapes);
}

// ---- Time ----

static const Content *with_lines(Desk *it, size_t count)
{
    Buffer json = buffer_new(it->arena);
    buffer_add(&json, S("{\"id\":\"1\",\"lines\":["));
    for (size_t i = 0; i < count; i++)
        buffer_print(&json,
                     "%s{\"id\":\"%zu\",\"billedQuantity\":%zu,\"unitCode\":\"KGM\","
                     "\"lineTotalAmount\":%zu.50,\"item\":{\"name\":\"品 %zu\"}}",
                     i > 0 ? "," : "", i + 1, i, i * 7, i);
    buffer_add(&json, S("]}"));
    return read_content(it, buffer_slice(&json));
}

static double milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static double taken(Desk *it, size_t lines, Slice *pdf)
{
    const Content *content = with_lines(it, lines);
    double start = milliseconds();
    *pdf = draw_pdf(it, content, &both);
    draw_html(it, content, &both);
    return milliseconds() - start;
}

static bool check_time(Arena *arena, void *context)
{
    Desk it;
    Slice pdf;
    (void)context;
    open_desk(&it, arena);
    taken(&it, 100, &pdf); // fonts are open from here on
    double small = taken(&it, 1000, &pdf), large = taken(&it, 10000, &pdf);
    // In proportion it would be 10; a square would be 100.
    if (large > 25 * small)
        fail_msg("1,000 lines take %.0f ms, 10,000 lines %.0f ms", small, large);
    Slice text = text_of_pdf(&it, pdf);
    assert_int_not_equal(slice_find(text, S("品9999")), SIZE_MAX);
    assert_int_not_equal(slice_find(text, S("69,993.50")), SIZE_MAX);
    return true;
}

static void time_grows_with_the_lines(void **state)
{
    (void)state;
    in_arena(check_time);
}

// ---- Fonts ----

static bool press_without_fonts(Arena *arena, void *context)
{
    Faults faults = {0};
    (void)context;
    bool is_refused = pdf_press_new(arena, &faults) == NULL && faults.count == 1;
    unlink(getenv("FONTCONFIG_FILE"));
    _exit(is_refused ? 0 : 1);
}

static void a_machine_without_fonts_is_told_what_to_install(void **state)
{
    int status = -1;
    (void)state;
    pid_t child = fork(); // fontconfig reads its configuration once in a process
    if (child == 0) {
        static const char nothing[] = "<fontconfig></fontconfig>";
        char path[] = "/tmp/madoguchi-XXXXXX";
        int file = mkstemp(path);
        if (file < 0 || write(file, nothing, sizeof nothing - 1) < 0)
            _exit(3);
        setenv("FONTCONFIG_FILE", path, 1);
        arena_run(0, press_without_fonts, NULL, NULL);
        _exit(2);
    }
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        // The first, before fontconfig has read anything.
        cmocka_unit_test(a_machine_without_fonts_is_told_what_to_install),
        cmocka_unit_test(any_text_ends_well),
        cmocka_unit_test(html_is_escaped),
        cmocka_unit_test(time_grows_with_the_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
