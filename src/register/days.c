// SPDX-License-Identifier: Apache-2.0
// Dates of the proleptic Gregorian calendar as numbers of days.

#include "register/days.h"

enum {
    ERA_DAYS = 146097, // of 400 years
    EPOCH = 719468,    // from 0000-03-01 to 1970-01-01
    DAY_MS = 86400000,
    YEAR_MAX = 9999,
};

typedef struct Civil {
    int year, month, day;
} Civil;

// Years begin in March here, so that the leap day comes last.
static Day day_of(Civil date)
{
    int year = date.month <= 2 ? date.year - 1 : date.year;
    int era = year / 400, of_era = year % 400;
    int of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH;
}

static Civil civil_of(Day day)
{
    int shifted = day + EPOCH, era = shifted / ERA_DAYS, of_era = shifted % ERA_DAYS;
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / (ERA_DAYS - 1)) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100);
    int month = (5 * of_year + 2) / 153;
    Civil date = {era * 400 + year, month < 10 ? month + 3 : month - 9,
                  of_year - (153 * month + 2) / 5 + 1};
    date.year += date.month <= 2;
    return date;
}

static int month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && is_leap ? 29 : lengths[month - 1];
}

static bool read_digits(Slice text, size_t at, size_t count, int *number)
{
    *number = 0;
    for (size_t i = at; i < at + count; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *number = *number * 10 + (text.at[i] - '0');
    }
    return true;
}

bool day_read(Slice text, Day *day)
{
    Civil date;
    text = slice_trim(text);
    if (text.len < 10 || text.at[4] != '-' || text.at[7] != '-' ||
        (text.len > 10 && strchr("TZ+-", text.at[10]) == NULL) ||
        !read_digits(text, 0, 4, &date.year) || !read_digits(text, 5, 2, &date.month) ||
        !read_digits(text, 8, 2, &date.day) || date.year == 0 || date.month < 1 ||
        date.month > 12 || date.day < 1 || date.day > month_length(date.year, date.month))
        return false;
    *day = day_of(date);
    return true;
}

Slice day_write(Arena *arena, Day day)
{
    Civil date = civil_of(day);
    return arena_print(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

Day day_of_ms(int64_t ms)
{
    return (Day)(ms / DAY_MS - (ms % DAY_MS < 0));
}

Day day_add(Day day, Period period, int sign)
{
    Civil date = civil_of(day);
    int months = date.year * 12 + date.month - 1 + sign * period.months;
    int last = YEAR_MAX * 12;
    months = months < 12 ? 12 : months > last ? last : months;
    date.year = months / 12;
    date.month = months % 12 + 1;
    int length = month_length(date.year, date.month);
    date.day = date.day < length ? date.day : length;
    return day_of(date) + sign * period.days;
}

// ---- Working days ----

static bool lists_year(const Json *holidays, int year)
{
    for (size_t i = 0; holidays != NULL && holidays->kind == JSON_ARRAY && i < holidays->count;
         i++) {
        Day holiday;
        if (day_read(json_text(holidays->items[i]), &holiday) && civil_of(holiday).year == year)
            return true;
    }
    return false;
}

int day_unannounced(Day from, Day until, const Json *holidays)
{
    int last = civil_of(until).year;
    for (int year = civil_of(from).year; year <= last; year++)
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
    for (size_t i = 0; holidays != NULL && holidays->kind == JSON_ARRAY && i < holidays->count;
         i++) {
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
