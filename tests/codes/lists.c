// SPDX-License-Identifier: Apache-2.0
// The lists that the program carries, and what queries find in them (cases/search.txt).

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/file.h"
#include "codes/make.h"

enum { HITS = 50 };

static const char *const languages[] = {"en", "ja", "zh"};

// ---- Every list ----

static void check_row(Arena *arena, const Codes *codes, CodeRow row)
{
    Slice code = codes_code(codes, row), name = codes_name(codes);
    assert_int_equal(codes_find(codes, code), row);
    assert_int_equal(codes_find_loosely(codes, code), row);
    for (size_t i = 0; i < 3; i++) {
        Slice cell = codes_fact(codes, row, slice_of(languages[i]));
        CodeHit hits[HITS];
        bool is_found = false;
        size_t count = codes_search(codes, arena, cell, hits, HITS);
        for (size_t k = 0; k < count; k++)
            is_found |= hits[k].row == row;
        if (cell.len == 0 || !is_found)
            fail_msg("%.*s %.*s is not found by its name in %s: \"%.*s\"", (int)name.len, name.at,
                     (int)code.len, code.at, languages[i], (int)cell.len, cell.at);
    }
}

static bool check_lists(Arena *arena, void *context)
{
    Faults *faults = context;
    size_t count = 0;
    for (; codes_own_name(count).len > 0; count++) {
        const Codes *codes = codes_own(arena, codes_own_name(count));
        assert_non_null(codes);
        assert_true(slice_equal(codes_name(codes), codes_own_name(count)));
        assert_true(codes_verify(codes, faults));
        assert_true(codes_count(codes) > 0);
        for (size_t i = 0; i < 3; i++)
            assert_true(codes_title(codes, slice_of(languages[i])).len > 0);
        assert_false(slice_equal(codes_title(codes, S("ja")), codes_title(codes, S("zh"))));
        assert_true(codes_edition(codes).len > 0 && codes_source(codes).len > 0);
        for (CodeRow row = 0; row < codes_count(codes); row++)
            check_row(arena, codes, row);
    }
    assert_true(count >= 11);
    return true;
}

static void every_row_is_found_by_its_code_and_by_its_name_in_three_languages(void **state)
{
    (void)state;
    Faults faults = {0};
    assert_true(arena_run(0, check_lists, &faults, &faults));
}

// ---- Facts ----

static const Codes *list(Arena *arena, const char *name)
{
    const Codes *codes = codes_own(arena, slice_of(name));
    assert_non_null(codes);
    return codes;
}

static bool check_facts(Arena *arena, void *context)
{
    (void)context;
    const Codes *places = list(arena, "locations"), *countries = list(arena, "countries");
    const Codes *currencies = list(arena, "currencies"), *hs = list(arena, "hs");
    CodePlace place;
    for (CodeRow row = 0; row < codes_count(places); row++) {
        assert_true(codes_place(places, row, &place));
        assert_int_equal(codes_code(places, row).len, 5);
        Slice country = slice_part(codes_code(places, row), 0, 2);
        assert_int_not_equal(codes_find(countries, country), CODE_NONE);
    }
    for (CodeRow row = 0; row < codes_count(countries); row++) {
        Slice currency = codes_fact(countries, row, S("currency"));
        assert_true(currency.len == 0 || codes_find(currencies, currency) != CODE_NONE);
    }
    for (CodeRow row = 0; row < codes_count(hs); row++) {
        Slice parent = codes_fact(hs, row, S("parent"));
        assert_true(parent.len == 0 || codes_find(hs, parent) != CODE_NONE);
    }
    assert_true(codes_place(places, codes_find(places, S("JPYOK")), &place));
    assert_true(place.latitude > 35 && place.latitude < 36 && place.longitude > 139);
    assert_false(codes_place(countries, 0, &place));
    return true;
}

static void lists_agree_with_each_other(void **state)
{
    (void)state;
    Faults faults = {0};
    assert_true(arena_run(0, check_facts, NULL, &faults));
}

static bool check_ranges(Arena *arena, void *context)
{
    (void)context;
    const Codes *hs = list(arena, "hs");
    CodeRow first, end;
    codes_range(hs, S("85"), &first, &end);
    assert_true(slice_equal(codes_code(hs, first), S("85")));
    for (CodeRow row = first; row < end; row++)
        assert_true(slice_starts(codes_code(hs, row), S("85")));
    assert_true(slice_equal(codes_code(hs, end), S("86")));
    codes_range(hs, S(""), &first, &end);
    assert_int_equal(end - first, codes_count(hs));
    codes_range(hs, S("zz"), &first, &end);
    assert_int_equal(first, end);
    assert_int_equal(codes_cell(hs, codes_count(hs), 0).len, 0);
    assert_int_equal(codes_fact(hs, 0, S("nonsense")).len, 0);
    // A language that the list does not have is answered in English.
    CodeRow row = codes_find(hs, S("8703"));
    assert_true(slice_equal(codes_label(hs, row, S("fr")), S("Passenger cars")));
    assert_true(slice_equal(codes_label(hs, row, S("zh")), S("乘用车")));
    return true;
}

static void the_rows_below_a_code_are_a_range(void **state)
{
    (void)state;
    assert_true(arena_run(0, check_ranges, NULL, NULL));
}

// ---- Cases ----

static Slice found_codes(Arena *arena, const Codes *codes, Slice query, size_t room)
{
    CodeHit hits[HITS];
    Buffer out = buffer_new(arena);
    size_t count = codes_search(codes, arena, query, hits, room);
    for (size_t i = 0; i < count; i++) {
        buffer_add(&out, i > 0 ? S(" ") : S(""));
        buffer_add(&out, codes_code(codes, hits[i].row));
    }
    return count > 0 ? buffer_slice(&out) : S("nothing");
}

static size_t run_case(Arena *arena, Slice line, unsigned number)
{
    size_t arrow = slice_find(line, S(" => "));
    Slice expected = slice_part(line, arrow + 4, line.len), query = slice_part(line, 0, arrow);
    Slice name = slice_trim(slice_cut(&query, '|'));
    size_t count = 1;
    for (size_t i = 0; i < expected.len; i++)
        count += expected.at[i] == ' ';
    const Codes *codes = codes_own(arena, name);
    assert_true(codes != NULL && arrow != SIZE_MAX && count <= HITS);
    Slice found = found_codes(arena, codes, slice_trim(query), count);
    if (slice_equal(found, expected))
        return 0;
    print_error("cases/search.txt:%u: %.*s\n    found: %.*s\n", number, (int)line.len, line.at,
                (int)found.len, found.at);
    return 1;
}

static bool run_cases(Arena *arena, void *context)
{
    Slice rest;
    size_t failed = 0, count = 0;
    assert_true(file_read(arena, "tests/codes/cases/search.txt", 1 << 20, &rest, context));
    for (unsigned number = 1; rest.len > 0; number++) {
        Slice line = slice_cut(&rest, '\n');
        if (line.len == 0 || line.at[0] == '#')
            continue;
        count++;
        failed += run_case(arena, line, number);
    }
    print_message("%zu queries\n", count);
    assert_int_equal(failed, 0);
    return true;
}

static void queries_find_what_people_mean(void **state)
{
    (void)state;
    Faults faults = {0};
    assert_true(arena_run(0, run_cases, &faults, &faults));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_found_by_its_code_and_by_its_name_in_three_languages),
        cmocka_unit_test(lists_agree_with_each_other),
        cmocka_unit_test(the_rows_below_a_code_are_a_range),
        cmocka_unit_test(queries_find_what_people_mean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
