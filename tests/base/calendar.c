// SPDX-License-Identifier: Apache-2.0
// Days are counted as the calendar of the C library counts them, and without a gap.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "base/calendar.h"

static void every_day_follows_the_one_before(void **state)
{
    (void)state;
    int64_t days = calendar_days(-801, 1, 1);
    for (int64_t year = -801; year < 2500; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; day <= calendar_month_length(year, month); day++, days++) {
                CalendarDate date = calendar_date(days);
                if (calendar_days(year, month, day) != days || date.year != year ||
                    date.month != month || date.day != day)
                    fail_msg("day %lld is %lld-%d-%d", (long long)days, (long long)year, month,
                             day);
            }
    assert_int_equal(calendar_days(1970, 1, 1), 0);
    assert_int_equal(calendar_days(2026, 11, 21), 20778);
}

static void months_have_their_lengths(void **state)
{
    (void)state;
    assert_int_equal(calendar_month_length(2024, 2), 29);
    assert_int_equal(calendar_month_length(2026, 2), 28);
    assert_int_equal(calendar_month_length(1900, 2), 28);
    assert_int_equal(calendar_month_length(2000, 2), 29);
    assert_int_equal(calendar_month_length(-400, 2), 29);
    assert_int_equal(calendar_month_length(2026, 12), 31);
    assert_true(calendar_has(2024, 2, 29));
    assert_false(calendar_has(2026, 2, 29) || calendar_has(2026, 0, 1) ||
                 calendar_has(2026, 13, 1) || calendar_has(2026, 1, 0) ||
                 calendar_has(2026, 1, 32));
}

static void moments_are_those_of_the_c_library(void **state)
{
    (void)state;
    for (int64_t seconds = -4000000000; seconds < 40000000000; seconds += 86400 * 13 + 12347) {
        char expected[32], room[MOMENT_ROOM];
        time_t time = (time_t)seconds;
        struct tm parts;
        strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%S.007Z", gmtime_r(&time, &parts));
        assert_string_equal(moment_write(room, seconds * 1000 + 7).at, expected);
        strftime(expected, sizeof expected, "%Y%m%d%H%M%S", gmtime_r(&time, &parts));
        assert_string_equal(moment_digits(room, seconds * 1000 + 7).at, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_follows_the_one_before),
        cmocka_unit_test(months_have_their_lengths),
        cmocka_unit_test(moments_are_those_of_the_c_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
