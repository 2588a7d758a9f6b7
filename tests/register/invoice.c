// SPDX-License-Identifier: Apache-2.0
// The register of the invoice: what its standard asks for, and what is tried on one register for
// all. What holds of every register is in registers.c.

#include "base/file.h"
#include "base/memory.h"
#include "register/carried.h"
#include "register/crosswalk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct Desk {
    Arena *arena;
    Register *reg;
    CrosswalkRun *run;
} Desk;

static Slice text_of(Arena *arena, const char *path)
{
    Slice text = {0};
    Faults faults = {0};
    assert_true(file_read(arena, path, SIZE_MAX, &text, &faults));
    return text;
}

static void open_desk(Desk *it, Arena *arena)
{
    Faults faults = {0};
    Registers *registers = carried_registers(arena);
    it->arena = arena;
    it->reg = registers_find(registers, S("commercial-invoice"), &faults);
    assert_non_null(it->reg);
    it->run = crosswalk_run_new(arena, registers, &(CrosswalkTables){0});
    crosswalk_expect(it->run, it->reg);
}

static const Model *model_of(Desk *it)
{
    Faults faults = {0};
    const Model *model = register_model(it->reg, &faults);
    assert_non_null(model);
    return model;
}

// Each test runs in an arena of its own.
static void in_arena(bool work(Arena *arena, void *context))
{
    Faults faults = {0};
    assert_true(arena_run((size_t)1 << 30, work, NULL, &faults));
}

// ---- Terms ----

static Slice missing_in(Desk *it, const char *map)
{
    const Term *const *terms;
    Buffer out = buffer_new(it->arena);
    Faults faults = {0};
    const Map *compiled = register_map(it->reg, slice_of(map), &faults);
    if (compiled == NULL)
        fail_msg("%s:%u: %s", faults.list[0].file, faults.list[0].line, faults.list[0].text);
    size_t count = map_missing(compiled, it->arena, &terms);
    for (size_t i = 0; i < count; i++)
        if (terms[i]->number.len > 0) // what is no business term of EN 16931 need not have one
            buffer_print(&out, "%.*s ", (int)terms[i]->number.len, terms[i]->number.at);
    buffer_add_char(&out, '\0');
    return buffer_slice(&out);
}

static bool check_terms(Arena *arena, void *context)
{
    Desk it;
    (void)context;
    open_desk(&it, arena);
    assert_string_equal(missing_in(&it, "ubl").at, "");
    assert_string_equal(missing_in(&it, "cii").at, "");
    assert_string_equal(missing_in(&it, "edifact").at,
                        "BT-30-1 BT-47-1 BT-61-1 BT-125 BT-125-1 BT-128-1 BT-158-2 ");
    return true;
}

static void every_business_term_has_a_place_in_each_syntax(void **state)
{
    (void)state;
    in_arena(check_terms);
}

static void note_numbers(const Term *group, bool seen[200])
{
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        int number = slice_starts(term->number, S("BT-")) ? atoi(term->number.at + 3) : 0;
        assert_in_range(number, 0, 165);
        seen[number] = true;
        note_numbers(term, seen);
    }
}

static bool check_numbers(Arena *arena, void *context)
{
    Desk it;
    bool seen[200] = {false};
    (void)context;
    open_desk(&it, arena);
    note_numbers(&model_of(&it)->root, seen);
    for (int i = 1; i <= 165; i++)
        if (!seen[i] && i != 4) // the standard has no BT-4
            fail_msg("the register has no BT-%d", i);
    return true;
}

static void the_register_has_all_business_terms(void **state)
{
    (void)state;
    in_arena(check_numbers);
}

// ---- Comparing ----

static size_t count_differences(Desk *it, const char *left, const char *right)
{
    CrosswalkDocument *a, *b;
    Faults faults = {0};
    assert_int_equal(crosswalk_read(it->run, it->arena, slice_of(left), &a, &faults), 1);
    assert_int_equal(crosswalk_read(it->run, it->arena, slice_of(right), &b, &faults), 1);
    return content_compare(it->arena, a->content, b->content).count;
}

static bool check_comparing(Arena *arena, void *context)
{
    Desk it;
    (void)context;
    open_desk(&it, arena);
    // Amounts are numbers, texts are texts.
    assert_int_equal(count_differences(&it, "{\"totals\":{\"duePayableAmount\":5.0}}",
                                       "{\"totals\":{\"duePayableAmount\":5}}"),
                     0);
    assert_int_equal(count_differences(&it, "{\"id\":\"5.0\"}", "{\"id\":\"5\"}"), 1);
    // The order of a list says nothing; an item more does.
    const char *ab = "{\"notes\":[{\"content\":\"a\"},{\"content\":\"b\"}]}";
    const char *ba = "{\"notes\":[{\"content\":\"b\"},{\"content\":\"a\"}]}";
    assert_int_equal(count_differences(&it, ab, ba), 0);
    assert_int_equal(count_differences(&it, ab, "{\"notes\":[{\"content\":\"b\"}]}"), 1);
    assert_int_equal(
        count_differences(&it, ab, "{\"notes\":[{\"content\":\"a\"},{\"content\":\"c\"}]}"), 1);
    assert_int_equal(count_differences(&it, "{}", ab), 2);
    return true;
}

static void documents_differ_in_what_they_say(void **state)
{
    (void)state;
    in_arena(check_comparing);
}

// ---- Hostile input ----

static bool check_prefixes(Arena *arena, void *context)
{
    Desk it;
    (void)context;
    open_desk(&it, arena);
    Slice whole = text_of(arena, "examples/documents/invoice-ubl.xml");
    for (size_t len = 0; len < whole.len; len += 7) {
        CrosswalkDocument *documents;
        Faults faults = {0};
        size_t count =
            crosswalk_read(it.run, arena, slice_part(whole, 0, len), &documents, &faults);
        assert_true(count == 1 ? faults.count == 0 : faults.count > 0);
    }
    return true;
}

static void every_prefix_of_an_invoice_is_read_or_refused(void **state)
{
    (void)state;
    in_arena(check_prefixes);
}

// ---- Memory ----

typedef struct Whole {
    Slice document;
    Faults *faults;
} Whole;

static bool do_all(Arena *arena, void *context)
{
    const Whole *it = context;
    Faults *faults = it->faults;
    Losses losses = {.arena = arena};
    CrosswalkDocument *document;
    CrosswalkRun *run = crosswalk_run_new(arena, carried_registers(arena), &(CrosswalkTables){0});
    Buffer out = buffer_new(arena);
    return crosswalk_read(run, arena, it->document, &document, faults) == 1 &&
           crosswalk_write(run, document->reg, S("ubl"), document->content, &out, &losses, faults);
}

static bool check_memory(Arena *arena, void *context)
{
    (void)context;
    Whole whole = {text_of(arena, "examples/documents/invoice-ubl.xml"), NULL};
    for (size_t countdown = 1;; countdown++) {
        Faults faults = {0};
        whole.faults = &faults;
        memory_fail_after(countdown);
        bool is_good = arena_run(0, do_all, &whole, &faults);
        memory_fail_after(0);
        if (is_good)
            return countdown > 5; // else nothing was made to fail
        assert_int_equal(faults.list[0].kind, FAULT_MEMORY);
    }
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    in_arena(check_memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_register_has_all_business_terms),
        cmocka_unit_test(every_business_term_has_a_place_in_each_syntax),
        cmocka_unit_test(documents_differ_in_what_they_say),
        cmocka_unit_test(any_allocation_may_fail),
        cmocka_unit_test(every_prefix_of_an_invoice_is_read_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
