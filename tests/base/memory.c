// SPDX-License-Identifier: Apache-2.0
// Arenas, guards, faults, tables and buffers: what they promise when memory is there, when it is
// not, and when it is forbidden.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/table.h"
#include "base/utf8.h"

static bool take_all_sizes(Arena *arena, void *context)
{
    (void)context;
    char *taken[3000];
    for (size_t size = 0; size < 3000; size++) {
        size_t align = (size_t)1 << size % 5;
        taken[size] = arena_take(arena, size, align);
        assert_int_equal((uintptr_t)taken[size] % align, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(taken[size][i], 0);
        memset(taken[size], (int)(size % 251), size);
    }
    // No block lies in another.
    for (size_t size = 0; size < 3000; size++)
        for (size_t i = 0; i < size; i++)
            assert_int_equal((unsigned char)taken[size][i], size % 251);
    return true;
}

static void an_arena_gives_zeroed_and_aligned_memory(void **state)
{
    (void)state;
    assert_true(arena_run(0, take_all_sizes, NULL, NULL));
}

static bool mark_and_release(Arena *arena, void *context)
{
    (void)context;
    arena_take(arena, 100, 1);
    ArenaMark mark = arena_mark(arena);
    char *first = arena_take(arena, 10, 1);
    memset(first, 'x', 10);
    for (size_t i = 0; i < 1000; i++)
        arena_take(arena, 1000, 8);
    arena_release(arena, mark);
    size_t used = arena_used(arena);
    char *again = arena_take(arena, 10, 1);
    assert_ptr_equal(again, first);
    assert_int_equal(again[0], 0); // zeroed again
    for (size_t i = 0; i < 1000; i++)
        arena_take(arena, 1000, 8);
    assert_int_equal(arena_used(arena), used); // the chunks were kept
    return true;
}

static void what_was_taken_since_a_mark_is_taken_again(void **state)
{
    (void)state;
    assert_true(arena_run(0, mark_and_release, NULL, NULL));
}

static bool grow_blocks(Arena *arena, void *context)
{
    (void)context;
    char *blocks[8] = {NULL};
    size_t size = 0;
    for (size_t round = 1; round <= 200; round++) {
        for (size_t i = 0; i < 8; i++) {
            blocks[i] = arena_resize(arena, blocks[i], size, round * 37);
            memset(blocks[i] + size, (int)('a' + i), round * 37 - size);
        }
        size = round * 37;
    }
    for (size_t i = 0; i < 8; i++)
        for (size_t at = 0; at < size; at++)
            assert_int_equal(blocks[i][at], 'a' + i);
    assert_true(arena_used(arena) >= 8 * size);
    arena_reset(arena);
    assert_true(arena_used(arena) < 8 * size);
    return true;
}

static void blocks_grow_and_keep_what_they_hold(void **state)
{
    (void)state;
    assert_true(arena_run(0, grow_blocks, NULL, NULL));
}

typedef struct Closed {
    char order[8];
    size_t count;
    struct Closed *all;
    char name;
} Closed;

static void note_closed(void *handle)
{
    Closed *closed = handle;
    closed->all->order[closed->all->count++] = closed->name;
}

static bool defer_two(Arena *arena, void *context)
{
    Closed *all = context;
    for (size_t i = 1; i <= 2; i++) {
        all[i] = (Closed){.all = all, .name = (char)('a' + i)};
        arena_defer(arena, note_closed, &all[i]);
    }
    arena_reset(arena);
    assert_string_equal(all->order, "cb");
    arena_defer(arena, note_closed, &all[1]);
    return false;
}

static void handles_are_closed_once_and_in_reverse(void **state)
{
    (void)state;
    Closed all[3] = {0};
    assert_false(arena_run(0, defer_two, all, NULL));
    assert_string_equal(all->order, "cbb");
}

static bool take_without_end(Arena *arena, void *context)
{
    bool in_blocks = *(bool *)context;
    char *block = NULL;
    for (size_t size = 1; size < (size_t)1 << 30; size *= 2)
        if (in_blocks)
            block = arena_resize(arena, block, size / 2, size);
        else
            arena_take(arena, size, 1);
    return true;
}

static bool take_too_many(Arena *arena, void *context)
{
    (void)context;
    arena_take_array(arena, SIZE_MAX / 2, 3, 8);
    return true;
}

static void an_arena_stops_at_its_limit(void **state)
{
    (void)state;
    for (int in_blocks = 0; in_blocks < 2; in_blocks++) {
        Faults faults = {0};
        bool context = in_blocks;
        assert_false(arena_run(1 << 20, take_without_end, &context, &faults));
        assert_int_equal(faults.count, 1);
        assert_int_equal(faults.list[0].kind, FAULT_LIMIT);
        assert_non_null(strstr(faults.list[0].text, "1048576"));
    }
    Faults faults = {0};
    assert_false(arena_run(0, take_too_many, NULL, &faults));
    assert_int_equal(faults.list[0].kind, FAULT_MEMORY);
}

// ---- Failed allocations ----

static bool use_everything(Arena *arena, void *context)
{
    Table *table = table_new(arena, 4);
    Buffer buffer = buffer_new(arena);
    char *block = NULL;
    for (size_t i = 0; i < 500; i++) {
        Slice key = arena_print(arena, "key %zu", i);
        table_add(table, key, NULL);
        buffer_print(&buffer, "%zu,", i);
        block = arena_resize(arena, block, i * 16, i * 16 + 16);
    }
    *(size_t *)context = table_count(table);
    return true;
}

static void every_failed_allocation_is_a_fault_and_leaks_nothing(void **state)
{
    (void)state;
    size_t failures = 0;
    for (size_t at = 1;; at++) {
        Faults faults = {0};
        size_t count = 0;
        memory_fail_after(at);
        bool done = arena_run(0, use_everything, &count, &faults);
        memory_fail_after(0);
        if (done) {
            assert_int_equal(count, 500);
            break;
        }
        failures++;
        assert_int_equal(faults.count, 1);
        assert_int_equal(faults.list[0].kind, FAULT_MEMORY);
    }
    assert_true(failures > 100);
}

// ---- Tables ----

static bool fill_table(Arena *arena, void *context)
{
    (void)context;
    Table *table = table_new(arena, 0);
    for (int32_t i = 0; i < 20000; i++) {
        bool is_new = false;
        Slice key = arena_print(arena, "%d", i * 7919);
        assert_int_equal(table_find(table, key), TABLE_NONE);
        assert_int_equal(table_add(table, key, &is_new), i);
        assert_true(is_new);
        assert_int_equal(table_add(table, key, &is_new), i);
        assert_false(is_new);
    }
    for (int32_t i = 0; i < 20000; i++) {
        Slice key = arena_print(arena, "%d", i * 7919);
        assert_int_equal(table_find(table, key), i);
        assert_true(slice_equal(table_key(table, i), key));
    }
    assert_int_equal(table_count(table), 20000);
    assert_int_equal(table_add(table, S(""), NULL), 20000);
    assert_int_equal(table_find(table, (Slice){NULL, 0}), 20000);
    return true;
}

static void a_table_numbers_keys_in_order_of_first_sight(void **state)
{
    (void)state;
    assert_true(arena_run(0, fill_table, NULL, NULL));
}

// ---- Faults and guards ----

static bool raise_inner(void *context)
{
    guard_raise(context, FAULT_DYNAMIC, "FOAR0001", "division by %s", "zero");
}

static bool run_outer(void *context)
{
    Guard *guard = context;
    Faults faults = {0};
    assert_false(guard_run(guard, raise_inner, guard, &faults));
    assert_int_equal(faults.count, 1);
    assert_string_equal(faults.list[0].code, "FOAR0001");
    assert_string_equal(faults.list[0].text, "division by zero");
    guard_raise_fault(guard, &guard->fault); // on to the outer one
}

static void a_raised_fault_reaches_the_innermost_guard(void **state)
{
    (void)state;
    Guard guard = {0};
    Faults faults = {0};
    assert_false(guard_run(&guard, run_outer, &guard, &faults));
    assert_int_equal(faults.count, 1);
    assert_string_equal(faults.list[0].code, "FOAR0001");
    assert_null(guard.target);
}

static void faults_are_counted_beyond_those_kept(void **state)
{
    (void)state;
    static Faults faults;
    for (unsigned i = 0; i < FAULTS_KEPT + 10; i++)
        assert_false(fault_add(&faults, FAULT_SYNTAX, i, 1, "no %u", i));
    assert_int_equal(faults.count, FAULTS_KEPT + 10);
    fault_set_file(&faults, 3, "a.xml");
    assert_string_equal(faults.list[2].file, "");
    assert_string_equal(faults.list[3].file, "a.xml");
    for (FaultKind kind = FAULT_NONE; kind <= FAULT_USAGE; kind++)
        assert_non_null(fault_kind_name(kind));
}

static void long_texts_are_cut_at_a_characters_end(void **state)
{
    (void)state;
    char text[1000];
    for (size_t before = 0; before < 4; before++) {
        size_t len = before;
        memset(text, 'a', before);
        while (len + 4 < sizeof text)
            len += utf8_encode(0x7A93, text + len);
        text[len] = '\0';
        Faults faults = {0};
        fault_add(&faults, FAULT_SYNTAX, 0, 0, "%s", text);
        Slice cut = slice_of(faults.list[0].text);
        assert_int_equal(utf8_valid(cut), cut.len);
        assert_true(cut.len > sizeof faults.list[0].text - 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arena_gives_zeroed_and_aligned_memory),
        cmocka_unit_test(what_was_taken_since_a_mark_is_taken_again),
        cmocka_unit_test(blocks_grow_and_keep_what_they_hold),
        cmocka_unit_test(handles_are_closed_once_and_in_reverse),
        cmocka_unit_test(an_arena_stops_at_its_limit),
        cmocka_unit_test(every_failed_allocation_is_a_fault_and_leaks_nothing),
        cmocka_unit_test(a_table_numbers_keys_in_order_of_first_sight),
        cmocka_unit_test(a_raised_fault_reaches_the_innermost_guard),
        cmocka_unit_test(faults_are_counted_beyond_those_kept),
        cmocka_unit_test(long_texts_are_cut_at_a_characters_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
