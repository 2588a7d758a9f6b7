// SPDX-License-Identifier: Apache-2.0
// Documents that mean harm, and memory that fails: every one ends quickly with one fault that tells what is wrong.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "tree/xml.h"

typedef struct Reading {
    Slice input;
    Faults faults;
    size_t nodes;
} Reading;

static bool read_it(Arena *arena, void *context)
{
    Reading *reading = context;
    const Tree *tree = xml_read(arena, vocabulary_new(arena), reading->input, NULL, &reading->faults);
    reading->nodes = tree ? tree->count : 0;
    return tree != NULL;
}

static void refuse(Slice input, FaultKind kind, const char *part)
{
    Reading reading = {.input = input};
    assert_false(arena_run(0, read_it, &reading, &reading.faults));
    assert_int_equal(reading.faults.count, 1);
    assert_int_equal(reading.faults.list[0].kind, kind);
    if (!strstr(reading.faults.list[0].text, part))
        fail_msg("the fault says: %s", reading.faults.list[0].text);
}

static bool nest(Arena *arena, void *context)
{
    (void)context;
    Buffer deep = buffer_new(arena);
    for (int i = 0; i < 1000000; i++)
        buffer_add(&deep, S("<a>"));
    refuse(buffer_slice(&deep), FAULT_LIMIT, "nested");
    return true;
}

static void a_million_open_elements_reach_the_limit_of_depth(void **state)
{
    (void)state;
    assert_true(arena_run(0, nest, NULL, NULL));
}

static void entities_that_multiply_are_bombs(void **state)
{
    (void)state;
    refuse(S("<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
             "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>"
             "<!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'><!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;'>"
             "<!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;'>]><a>&g;</a>"),
           FAULT_LIMIT, "bomb");
    refuse(S("<!DOCTYPE a [<!ENTITY a '&b;'><!ENTITY b '&a;'>]><a>&a;</a>"), FAULT_SYNTAX, "refers to itself");
}

static void bytes_that_are_no_text_are_named(void **state)
{
    (void)state;
    refuse(S("<a>\0</a>"), FAULT_SYNTAX, "U+0000");
    refuse(S("<a>\xC3</a>"), FAULT_SYNTAX, "is not UTF-8");
    refuse(S("<a>\xED\xA0\x80</a>"), FAULT_SYNTAX, "is not UTF-8");
    refuse(S("<?xml version='1.0' encoding='Shift_JIS'?><a>\x81</a>"), FAULT_SYNTAX, "not part of a character");
    refuse(S("<?xml version='1.0' encoding='EUC-JP'?><a>\xFE</a>"), FAULT_SYNTAX, "not part of a character");
    refuse(S("<?xml version='1.0' encoding='ISO-2022-JP'?><a>\x1B$B\xFF\xFF</a>"), FAULT_SYNTAX, "not part of a character");
    refuse(S("<?xml version='1.0' encoding='GB18030'?><a>\xFF</a>"), FAULT_SYNTAX, "not part of a character");
    refuse(S("<?xml version='1.0' encoding='Big5'?><a>\xFF</a>"), FAULT_SYNTAX, "not part of a character");
    refuse(S("<?xml version='1.0' encoding='windows-1252'?><a>\x81</a>"), FAULT_SYNTAX, "not part of a character");
    refuse(S("\xFF\xFE<\0a\0>\0\0\xD8<\0/\0a\0>\0"), FAULT_SYNTAX, "not part of a character");
    refuse(S("\xFE\xFF\0<\0a\0/\0>\0"), FAULT_SYNTAX, "not part of a character");
    refuse(S("\xEF\xBB\xBF<a>\xFF</a>"), FAULT_SYNTAX, "byte 7 (FF) is not UTF-8");
    refuse(S("<?xml version='1.0' encoding='Shift_JIS'?><a>\0</a>"), FAULT_SYNTAX, "U+0000");
    refuse(S("<?xml version='1.0' encoding='none-such'?><a/>"), FAULT_UNSUPPORTED, "is not known");
    refuse(S("<?xml version='1.0' encoding='SJIS//IGNORE'?><a>\xFF</a>"), FAULT_UNSUPPORTED, "is not known");
}

static bool widen(Arena *arena, void *context)
{
    (void)context;
    Buffer value = buffer_new(arena), many = buffer_new(arena);
    buffer_add(&value, S("<a b='"));
    buffer_add(&many, S("<a"));
    for (int i = 0; i < 10000000; i++)
        buffer_add_char(&value, 'x');
    for (int i = 0; i < 20000; i++)
        buffer_print(&many, " a%d=''", i);
    buffer_add(&value, S("'/>"));
    buffer_add(&many, S("/>"));
    Reading reading = {.input = buffer_slice(&value)};
    assert_true(arena_run(0, read_it, &reading, &reading.faults));
    assert_int_equal(reading.nodes, 3);
    refuse(buffer_slice(&many), FAULT_LIMIT, "attributes");
    return true;
}

static void a_huge_attribute_is_read_and_too_many_are_refused(void **state)
{
    (void)state;
    assert_true(arena_run(0, widen, NULL, NULL));
}

static void quadratic_growth_by_one_long_entity_reaches_the_limit(void **state)
{
    (void)state;
    enum { LENGTH = 100000, TIMES = 20000 };
    static char text[LENGTH + 4 * TIMES + 100];
    size_t len = (size_t)sprintf(text, "<!DOCTYPE a [<!ENTITY e '");
    memset(text + len, 'x', LENGTH);
    len += LENGTH;
    len += (size_t)sprintf(text + len, "'>]><a>");
    for (int i = 0; i < TIMES; i++)
        len += (size_t)sprintf(text + len, "&e;");
    len += (size_t)sprintf(text + len, "</a>");
    refuse((Slice){text, len}, FAULT_LIMIT, "entit");
}

static bool prefixes(Arena *arena, void *context)
{
    static const char whole[] = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e 'x'><!ATTLIST a b CDATA 'd'>]>"
                                "<a xmlns:p='u' p:c=\"1 &amp; 2\"><!-- c --><?t d?>&e;<![CDATA[<]]></a>";
    (void)arena, (void)context;
    for (size_t len = 0; len < sizeof whole - 1; len++) {
        Reading reading = {.input = {whole, len}};
        assert_false(arena_run(0, read_it, &reading, &reading.faults));
        assert_int_equal(reading.faults.count, 1);
        assert_true(reading.faults.list[0].text[0] != '\0');
    }
    Reading reading = {.input = S_INIT("<a/>")};
    reading.input = (Slice){whole, sizeof whole - 1};
    return arena_run(0, read_it, &reading, &reading.faults);
}

static void every_prefix_of_a_document_is_refused_and_the_whole_is_read(void **state)
{
    (void)state;
    assert_true(arena_run(0, prefixes, NULL, NULL));
}

static void every_allocation_of_a_reading_may_fail(void **state)
{
    (void)state;
    Slice input = S("<!DOCTYPE a [<!ENTITY e 'text'>]><a xmlns='u' b='1'>&e;<c>&#65;</c><c d='&lt;'/></a>");
    bool is_read = false;
    for (size_t n = 1; !is_read; n++) {
        Reading reading = {.input = input};
        memory_fail_after(n);
        is_read = arena_run(0, read_it, &reading, &reading.faults);
        memory_fail_after(0);
        if (!is_read)
            assert_int_equal(reading.faults.list[0].kind, FAULT_MEMORY);
        assert_true(n < 10000);
    }
}

// A document of many names and scopes, so that every table of the vocabulary grows while it is read.
static Slice many_names(Arena *arena)
{
    Buffer text = buffer_new(arena);
    buffer_add(&text, S("<a>"));
    for (int i = 0; i < 300; i++)
        buffer_print(&text, "<p%d:b xmlns:p%d='u%d' c%d='1'>t</p%d:b>", i, i, i, i, i);
    buffer_add(&text, S("</a>"));
    return buffer_slice(&text);
}

typedef struct Survival {
    Guard guard;   // of the vocabulary's arena and the document's: either may be the one that fails
    Arena *arena;  // the document's
    Vocabulary *vocabulary;
    Slice input;
    Slice written;
} Survival;

static bool read_and_write(void *context)
{
    Survival *it = context;
    it->arena = NULL;
    it->arena = arena_new(&it->guard, 0);
    Faults *faults = arena_array(it->arena, Faults, 1);
    const Tree *tree = xml_read(it->arena, it->vocabulary, it->input, NULL, faults);
    if (!tree)
        return false;
    Buffer out = buffer_new(it->arena);
    xml_write(&out, tree, 1);
    return slice_equal(buffer_slice(&out), it->written);
}

static bool fail_and_read_again(void *context)
{
    Survival *it = context;
    Arena *texts = arena_new(&it->guard, 0);
    it->input = many_names(texts);
    Buffer expected = buffer_new(texts);
    Faults *faults = arena_array(texts, Faults, 1);
    xml_write(&expected, xml_read(texts, vocabulary_new(texts), it->input, NULL, faults), 1);
    it->written = buffer_slice(&expected);
    bool is_read = false;
    for (size_t n = 1; !is_read && n < 1000; n++) {
        Arena *arena = arena_new(&it->guard, 0);
        it->vocabulary = vocabulary_new(arena);
        memory_fail_after(n);
        is_read = guard_run(&it->guard, read_and_write, it, NULL);
        memory_fail_after(0);
        arena_free(it->arena);
        assert_true(guard_run(&it->guard, read_and_write, it, NULL));
        arena_free(it->arena);
        arena_free(arena);
    }
    arena_free(texts);
    return is_read;
}

static void a_vocabulary_outlives_the_document_that_memory_failed_for(void **state)
{
    (void)state;
    Survival it = {0};
    assert_true(guard_run(&it.guard, fail_and_read_again, &it, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_million_open_elements_reach_the_limit_of_depth),
        cmocka_unit_test(entities_that_multiply_are_bombs),
        cmocka_unit_test(quadratic_growth_by_one_long_entity_reaches_the_limit),
        cmocka_unit_test(a_huge_attribute_is_read_and_too_many_are_refused),
        cmocka_unit_test(bytes_that_are_no_text_are_named),
        cmocka_unit_test(every_prefix_of_a_document_is_refused_and_the_whole_is_read),
        cmocka_unit_test(every_allocation_of_a_reading_may_fail),
        cmocka_unit_test(a_vocabulary_outlives_the_document_that_memory_failed_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
