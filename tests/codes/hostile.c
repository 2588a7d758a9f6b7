// SPDX-License-Identifier: Apache-2.0
// Lists that mean harm: cut short, with every byte changed, and made when memory ends.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/memory.h"
#include "codes/make.h"

static const char table[] = "list\ttoys\n"
                            "title\tToys\t玩具\t玩具\n"
                            "edition\t1\n"
                            "code\ten\tja\tzh\tother\tplace\n"
                            "A1\tRed ball\t赤い球\t红球\tpallone|ballon\t1.5 2.5\n"
                            "A2\tBlue ball\t青い球\t蓝球\t\t-1 -2\n"
                            "B\tKite\tたこ\t风筝\n";

typedef struct Toys {
    Slice bytes;
    Faults faults;
} Toys;

// Asks everything of a list that can be asked. Answers how much text came out, so that a compiler
// cannot leave it.
static size_t ask_all(Arena *arena, const Codes *codes)
{
    static const char *const queries[] = {"ball", "A", "球", "b a", "pallone", "A1"};
    size_t total = codes_name(codes).len + codes_title(codes, S("ja")).len;
    CodePlace place;
    CodeRow first, end;
    for (CodeRow row = 0; row < codes_count(codes) && row < 100; row++) {
        for (uint32_t i = 0; i < codes_column_count(codes); i++)
            total += codes_cell(codes, row, i).len + codes_column(codes, i).name.len;
        total += codes_label(codes, row, S("zh")).len + codes_place(codes, row, &place);
    }
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        CodeHit hits[5];
        size_t count = codes_search(codes, arena, slice_of(queries[i]), hits, 5);
        for (size_t k = 0; k < count; k++)
            total += codes_code(codes, hits[k].row).len;
        codes_range(codes, slice_of(queries[i]), &first, &end);
        total += end - first;
    }
    return total;
}

static bool make_toys(Arena *arena, Toys *toys)
{
    CodeInput input = {S("toys.tsv"), S(table)};
    CodeImport result;
    bool is_good =
        import_table(arena, &(CodeInputs){.at = &input, .count = 1}, &result, &toys->faults);
    toys->bytes = is_good ? result.bytes : S("");
    return is_good;
}

static bool cut_everywhere(Arena *arena, void *context)
{
    Toys *toys = context;
    assert_true(make_toys(arena, toys));
    for (size_t len = 0; len < toys->bytes.len; len++) {
        // A copy of its own, so that a step outside is seen.
        char *copy = malloc(len + 1);
        memcpy(copy, toys->bytes.at, len);
        assert_null(codes_open(arena, (Slice){copy, len}, &toys->faults));
        free(copy);
    }
    return true;
}

static void a_list_that_is_cut_short_is_refused(void **state)
{
    (void)state;
    Toys toys = {0};
    assert_true(arena_run(0, cut_everywhere, &toys, &toys.faults));
}

static bool change_everywhere(Arena *arena, void *context)
{
    static const unsigned char changes[] = {0x01, 0x80, 0xFF, 0x7F};
    Toys *toys = context;
    size_t opened = 0, sound = 0;
    assert_true(make_toys(arena, toys));
    char *copy = malloc(toys->bytes.len);
    for (size_t i = 0; i < toys->bytes.len * 4; i++) {
        memcpy(copy, toys->bytes.at, toys->bytes.len);
        copy[i / 4] = (char)(copy[i / 4] ^ changes[i % 4]);
        ArenaMark mark = arena_mark(arena);
        const Codes *codes = codes_open(arena, (Slice){copy, toys->bytes.len}, &toys->faults);
        if (codes != NULL) {
            opened++;
            sound += codes_verify(codes, &toys->faults);
            ask_all(arena, codes);
        }
        arena_release(arena, mark);
    }
    free(copy);
    // Most of the changes lie in texts and numbers that opening does not look at; many are found
    // when all is read.
    assert_true(opened > 0 && sound < opened);
    return true;
}

static void no_byte_leads_outside_of_a_list(void **state)
{
    (void)state;
    Toys toys = {0};
    assert_true(arena_run(0, change_everywhere, &toys, &toys.faults));
}

static bool make_and_ask(Arena *arena, void *context)
{
    Toys *toys = context;
    if (!make_toys(arena, toys))
        return false;
    const Codes *codes = codes_open(arena, toys->bytes, &toys->faults);
    return codes != NULL && ask_all(arena, codes) > 0;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    size_t before = memory_taken();
    Toys toys = {0};
    assert_true(arena_run(0, make_and_ask, &toys, &toys.faults));
    size_t count = memory_taken() - before;
    for (size_t i = 1; i <= count; i++) {
        Toys again = {0};
        memory_fail_after(i);
        bool is_good = arena_run(0, make_and_ask, &again, &again.faults);
        memory_fail_after(0);
        assert_false(is_good);
        assert_int_equal(again.faults.list[0].kind, FAULT_MEMORY);
    }
}

static bool ask_strangely(Arena *arena, void *context)
{
    Toys *toys = context;
    assert_true(make_toys(arena, toys));
    const Codes *codes = codes_open(arena, toys->bytes, &toys->faults);
    CodeHit hit;
    size_t len = (1 << 20) + 10;
    char *text = arena_take_raw(arena, len, 1);
    memset(text, 'a', len);
    assert_int_equal(codes_search(codes, arena, (Slice){text, len}, &hit, 1), 0);
    assert_int_equal(codes_search(codes, arena, (Slice){text, 50}, &hit, 1), 0);
    assert_int_equal(codes_search(codes, arena, S(""), &hit, 1), 0);
    assert_int_equal(codes_search(codes, arena, S("ball"), &hit, 0), 0);
    assert_int_equal(codes_search(codes, arena, S("\xFF\xFE"), &hit, 1), 0);
    assert_int_equal(codes_search(codes, arena, S("ball\0ball"), &hit, 1), 1);
    assert_int_equal(codes_find(codes, S("")), CODE_NONE);
    assert_null(codes_named(arena, "/tmp", S("../etc/passwd"), &toys->faults));
    assert_null(codes_named(arena, NULL, S("no-such-list"), &toys->faults));
    assert_null(codes_map(arena, "/dev/null", &toys->faults));
    assert_null(codes_map(arena, "/no/such/file", &toys->faults));
    return true;
}

static void strange_questions_have_plain_answers(void **state)
{
    (void)state;
    Toys toys = {0};
    assert_true(arena_run(0, ask_strangely, &toys, &toys.faults));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_that_is_cut_short_is_refused),
        cmocka_unit_test(no_byte_leads_outside_of_a_list),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(strange_questions_have_plain_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
