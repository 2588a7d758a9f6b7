// SPDX-License-Identifier: Apache-2.0
// Dates of the proleptic Gregorian calendar as numbers of days.

#include "register/days.h"

#include "base/ascii.h"
#include "base/calendar.h"

enum {
    DAY_MS = 86400000,
    YEAR_MAX = 9999,
};

static bool read_digits(Slice text, size_t at, size_t count, int *number)
{
    *number = 0;
    for (size_t i = at; i < at + count; i++) {
        if (!is_digit(text.at[i]))
            return false;
        *number = *number * 10 + (text.at[i] - '0');
    }
    return true;
}

bool day_read(Slice text, Day *day)
{
    int year, month, number;
    text = slice_trim(text);
    if (text.len < 10 || text.at[4] != '-' || text.at[7] != '-' ||
        (text.len > 10 && strchr("TZ+-", text.at[10]) == NULL) || !read_digits(text, 0, 4, &year) ||
        !read_digits(text, 5, 2, &month) || !read_digits(text, 8, 2, &number) || year == 0 ||
        !calendar_has(year, month, number))
        return false;
    *day = (Day)calendar_days(year, month, number);
    return true;
}

bool day_is(Slice text)
{
    Day day;
    return text.len == 10 && day_read(text, &day);
}

Slice day_write(Arena *arena, Day day)
{
    CalendarDate date = calendar_date(day);
    return arena_print(arena, "%04d-%02d-%02d", (int)date.year, date.month, date.day);
}

Day day_of_ms(int64_t ms)
{
    return (Day)(ms / DAY_MS - (ms % DAY_MS < 0));
}

Day day_add(Day day, Period period, int sign)
{
    CalendarDate date = calendar_date(day);
    int months = (int)date.year * 12 + date.month - 1 + sign * period.months;
    int last = YEAR_MAX * 12;
    months = months < 12 ? 12 : months > last ? last : months;
    int year = months / 12, month = months % 12 + 1, length = calendar_month_length(year, month);
    int number = date.day < length ? date.day : length;
    return (Day)calendar_days(year, month, number) + sign * period.days;
}

// ---- Working days ----

static bool lists_year(const Json *holidays, int year)
{
    for (size_t i = 0; i < json_count(holidays); i++) {
        Day holiday;
        if (day_read(json_text(holidays->items[i]), &holiday) &&
            calendar_date(holiday).year == year)
            return true;
    }
    return false;
}

int day_unannounced(Day from, Day until, const Json *holidays)
{
    int last = (int)calendar_date(until).year;
    for (int year = (int)calendar_date(from).year; year <= last; year++)
        if (!lists_year(holidays, year))
            return year;
    return 0;
}

bool day_is_working(Day day, const Json *holidays)
{
    int weekday =
        (int)(((int64_t)day + 4 + 7 * 200000) % 7); // 1970-01-01 was a Thursday; 0: Sunday
    if (weekday == 0 || weekday == 6)
        return false;
    for (size_t i = 0; i < json_count(holidays); i++) {
        Day holiday;
        if (day_read(json_text(holidays->items[i]), &holiday) && holiday == day)
            return false;
    }
    return true;
}

Day day_add_working(Day day, int count, const Json *holidays)
{
    while (count > 0)
        count -= day_is_working(++day, holidays);
    return day;
}
