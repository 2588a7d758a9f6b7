// SPDX-License-Identifier: Apache-2.0
// Interchanges: who they are from, what they are written in, and how long texts go on.

#include "map/internal.h"
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
    Losses losses;
    Faults faults;
} Desk;

static void open_desk(Desk *it, Arena *arena)
{
    *it = (Desk){.arena = arena, .losses.arena = arena};
    CrosswalkTables tables = {.edifact = carried_directories(arena, &it->faults)};
    Registers *registers = carried_registers(arena);
    it->reg = registers_find(registers, S("commercial-invoice"), &it->faults);
    it->run = crosswalk_run_new(arena, registers, &tables);
    crosswalk_expect(it->run, it->reg);
}

// Writes content that is given as JSON; empty where it is refused.
static Slice written(Desk *it, const char *json)
{
    CrosswalkDocument *document;
    Buffer out = buffer_new(it->arena);
    assert_int_equal(crosswalk_read(it->run, it->arena, slice_of(json), &document, &it->faults), 1);
    bool is_good = crosswalk_write(it->run, it->reg, S("edifact"), document->content, &out,
                                   &it->losses, &it->faults);
    return is_good ? buffer_slice(&out) : S("");
}

static void in_arena(bool work(Arena *arena, void *context))
{
    Faults faults = {0};
    assert_true(arena_run((size_t)1 << 30, work, NULL, &faults));
}

static void assert_starts(Slice text, const char *start)
{
    if (!slice_starts(text, slice_of(start)))
        fail_msg("expected %s, found %.*s", start, (int)(text.len < 100 ? text.len : 100), text.at);
}

#define PARTIES                                                                                    \
    "\"issueDate\":\"2026-11-21\",\"seller\":{\"name\":\"S\",\"vatId\":\"JP1\"},"                  \
    "\"buyer\":{\"name\":\"B\",\"identifier\":{\"id\":\"5790000435975\",\"schemeId\":\"0088\"}}"

static bool check_header(Arena *arena, void *context)
{
    Desk it;
    (void)context;
    open_desk(&it, arena);
    assert_starts(written(&it, "{\"id\":\"1\"," PARTIES "}"),
                  "UNB+UNOC:3+JP1+5790000435975:14+261121:0000+1'UNH+1+INVOIC:D:16B:UN'");
    assert_starts(written(&it, "{\"id\":\"窓\"," PARTIES "}"),
                  "UNB+UNOY:4+JP1+5790000435975:14+20261121:0000+1'");
    Interchange head = {.sender = S("A+B"),
                        .recipient = S("C"),
                        .reference = S("R"),
                        .date = S("20270102"),
                        .time = S("1530"),
                        .is_test = true};
    crosswalk_interchange(it.run, &head);
    assert_starts(written(&it, "{\"id\":\"1\"}"), "UNB+UNOC:3+A?+B+C+270102:1530+R++++++1'");
    return true;
}

static void who_sends_and_in_what_is_told_by_the_content_or_the_caller(void **state)
{
    (void)state;
    in_arena(check_header);
}

static bool check_refusals(Arena *arena, void *context)
{
    Desk it;
    (void)context;
    open_desk(&it, arena);
    assert_int_equal(written(&it, "{\"issueDate\":\"2026-11-21\",\"id\":\"1\"}").len, 0);
    assert_non_null(strstr(it.faults.list[0].text, "sender"));
    Interchange head = {.reference = S("123456789012345")};
    crosswalk_interchange(it.run, &head);
    assert_int_equal(written(&it, "{\"id\":\"1\"," PARTIES "}").len, 0);
    assert_int_equal(it.faults.count, 2);
    return true;
}

static void an_interchange_of_nobody_is_refused(void **state)
{
    (void)state;
    in_arena(check_refusals);
}

// ---- Pieces ----

static void comes_back(Arena *arena, const char *text, size_t most, size_t room)
{
    Slice pieces[MAP_PARTS_MAX], whole = slice_of(text);
    size_t count;
    assert_true(pieces_cut(whole, most, pieces, room, &count));
    Slice joined = pieces[0];
    for (size_t i = 1; i < count; i++)
        joined = pieces_join(arena, joined, pieces[i - 1], most, pieces[i]);
    assert_true(slice_equal(joined, whole));
}

static bool check_pieces(Arena *arena, void *context)
{
    static const char *const texts[] = {
        "one two three four five",   "onetwothreefourfive",      "one  two   three    four",
        " leads and ends with one ", "exactly five times four!", "窓口 は 一つ の 窓口 です",
        "a b c d e f g h i j k l",
    };
    Slice pieces[MAP_PARTS_MAX];
    size_t count;
    (void)context;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t most = 3; most < 30; most++)
            comes_back(arena, texts[i], most, 10);
    assert_false(pieces_cut(S("one two three"), 4, pieces, 2, &count));
    assert_int_equal(count, 2);
    return true;
}

static void a_text_in_pieces_comes_back_as_it_was(void **state)
{
    (void)state;
    in_arena(check_pieces);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_sends_and_in_what_is_told_by_the_content_or_the_caller),
        cmocka_unit_test(an_interchange_of_nobody_is_refused),
        cmocka_unit_test(a_text_in_pieces_comes_back_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
