// SPDX-License-Identifier: Apache-2.0
// Dates, periods and working days.

#include "register/days.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static Day day(const char *text)
{
    Day made;
    assert_true(day_read(slice_of(text), &made));
    return made;
}

static bool count_on(Arena *arena, void *context)
{
    (void)context;
    Day start = day("1890-01-01"), end = day("2110-12-31");
    for (Day at = start; at <= end; at++) {
        ArenaMark mark = arena_mark(arena);
        assert_int_equal(day(day_write(arena, at).at), at);
        arena_release(arena, mark);
    }
    return true;
}

static void every_day_is_written_as_it_is_read(void **state)
{
    (void)state;
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(day("2026-11-21"), 20778);
    assert_int_equal(day_of_ms(-1), -1);
    assert_int_equal(day_of_ms(0), 0);
    assert_true(arena_run(0, count_on, NULL, NULL));
}

static void what_is_no_date_is_refused(void **state)
{
    static const char *const bad[] = {
        "",           "2026",     "2026-13-01", "2026-02-29",  "2026-00-10",
        "0000-01-01", "2026-1-1", "2026-11-31", "2026-11-21x", "x026-11-21"};
    Day made;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(day_read(slice_of(bad[i]), &made));
    assert_true(day_read(S("2024-02-29T10:00:00Z"), &made));
}

static Day later(const char *from, const char *period)
{
    Period made;
    assert_true(period_read(slice_of(period), &made));
    return day_add(day(from), made, 1);
}

static void months_end_with_the_month(void **state)
{
    (void)state;
    assert_int_equal(later("2026-01-31", "P1M"), day("2026-02-28"));
    assert_int_equal(later("2024-02-29", "P1Y"), day("2025-02-28"));
    assert_int_equal(later("2026-11-21", "P1Y2M3W4D"), day("2028-02-15"));
    assert_int_equal(day_add(day("2026-03-31"), (Period){1, 0, true}, -1), day("2026-02-28"));
    Period period;
    for (const char *bad[] = {"P", "P1", "1D", "PD", "P1X", "P-1D"}, **at = bad; at < bad + 6; at++)
        assert_false(period_read(slice_of(*at), &period));
}

static bool work(Arena *arena, void *context)
{
    (void)context;
    Faults faults = {0};
    const Json *holidays = json_read(arena, S("[\"2026-11-23\"]"), &faults);
    assert_false(day_is_working(day("2026-11-21"), NULL)); // a Saturday
    assert_true(day_is_working(day("2026-11-23"), NULL));
    assert_false(day_is_working(day("2026-11-23"), holidays));
    assert_int_equal(day_add_working(day("2026-11-20"), 1, NULL), day("2026-11-23"));
    assert_int_equal(day_add_working(day("2026-11-20"), 1, holidays), day("2026-11-24"));
    assert_int_equal(day_add_working(day("2026-11-20"), 10, NULL), day("2026-12-04"));
    // Of the year after nothing is announced: a date there is no more than likely.
    assert_int_equal(day_unannounced(day("2026-11-20"), day("2026-12-31"), holidays), 0);
    assert_int_equal(day_unannounced(day("2026-11-20"), day("2027-01-01"), holidays), 2027);
    assert_int_equal(day_unannounced(day("2026-11-20"), day("2026-11-21"), NULL), 2026);
    return true;
}

static void weekends_and_holidays_do_not_count(void **state)
{
    (void)state;
    assert_true(arena_run(0, work, NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_is_written_as_it_is_read),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(months_end_with_the_month),
        cmocka_unit_test(weekends_and_holidays_do_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
