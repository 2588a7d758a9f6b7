// SPDX-License-Identifier: Apache-2.0
// Functions on durations, dates and times (F&O 5.2, 10.5, 10.7), and the clock (16.3 to 16.7).

#include "xpath/values/dates.h"

#include "xpath/functions/families.h"

#include <stdio.h>

enum { DAY = 86400 };

// ---- Parts ----

typedef enum Part { YEAR, MONTH, DAY_OF_MONTH, HOURS, MINUTES, SECONDS, ZONE } Part;

static Seq give_seconds(Eval *eval, int64_t seconds, int32_t nanoseconds)
{
    Decimal fraction, total;
    char text[16];
    snprintf(text, sizeof text, "%s0.%09d", nanoseconds < 0 ? "-" : "",
             nanoseconds < 0 ? -nanoseconds : nanoseconds);
    decimal_read(slice_of(text), &fraction, NULL);
    decimal_add(decimal_of(seconds), fraction, &total);
    return give(eval, item_decimal(eval->scratch, TYPE_DECIMAL, total));
}

static Seq duration_part(Eval *eval, const Seq *args, Part part)
{
    if (args[0].count == 0)
        return SEQ_EMPTY;
    const Duration *duration = args[0].items[0].duration;
    switch (part) {
    case YEAR:
        return give_integer(eval, duration->months / 12);
    case MONTH:
        return give_integer(eval, duration->months % 12);
    case DAY_OF_MONTH:
        return give_integer(eval, duration->seconds / DAY);
    case HOURS:
        return give_integer(eval, duration->seconds % DAY / 3600);
    case MINUTES:
        return give_integer(eval, duration->seconds % 3600 / 60);
    default:
        return give_seconds(eval, duration->seconds % 60, duration->nanoseconds);
    }
}

static Item zone_item(Eval *eval, int minutes)
{
    return item_duration(eval->scratch, TYPE_DAY_TIME_DURATION, (Duration){0, minutes * 60, 0});
}

static Seq date_part(Eval *eval, const Seq *args, Part part)
{
    if (args[0].count == 0)
        return SEQ_EMPTY;
    const DateTime *date = args[0].items[0].date_time;
    switch (part) {
    case YEAR:
        return give_integer(eval, date->year);
    case MONTH:
        return give_integer(eval, date->month);
    case DAY_OF_MONTH:
        return give_integer(eval, date->day);
    case HOURS:
        return give_integer(eval, date->hour);
    case MINUTES:
        return give_integer(eval, date->minute);
    case SECONDS:
        return give_seconds(eval, date->second, date->nanosecond);
    case ZONE:
        return date->has_zone ? give(eval, zone_item(eval, date->zone_minutes)) : SEQ_EMPTY;
    }
    return SEQ_EMPTY;
}

#define PART(name, get, part)                                                                      \
    static Seq name(Eval *eval, const Seq *args, size_t count)                                     \
    {                                                                                              \
        (void)count;                                                                               \
        return get(eval, args, part);                                                              \
    }
PART(fn_years_from_duration, duration_part, YEAR)
PART(fn_months_from_duration, duration_part, MONTH)
PART(fn_days_from_duration, duration_part, DAY_OF_MONTH)
PART(fn_hours_from_duration, duration_part, HOURS)
PART(fn_minutes_from_duration, duration_part, MINUTES)
PART(fn_seconds_from_duration, duration_part, SECONDS)
PART(fn_year, date_part, YEAR)
PART(fn_month, date_part, MONTH)
PART(fn_day, date_part, DAY_OF_MONTH)
PART(fn_hours, date_part, HOURS)
PART(fn_minutes, date_part, MINUTES)
PART(fn_seconds, date_part, SECONDS)
PART(fn_timezone, date_part, ZONE)

// ---- dateTime(date, time) ----

static Seq fn_date_time(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (args[0].count == 0 || args[1].count == 0)
        return SEQ_EMPTY;
    const DateTime *date = args[0].items[0].date_time, *time = args[1].items[0].date_time;
    if (date->has_zone && time->has_zone && date->zone_minutes != time->zone_minutes)
        eval_raise(eval, "FORG0008", "the date and the time are in different time zones");
    DateTime both = *time;
    both.year = date->year;
    both.month = date->month;
    both.day = date->day;
    both.has_zone = date->has_zone || time->has_zone;
    both.zone_minutes = date->has_zone ? date->zone_minutes : time->zone_minutes;
    return give(eval, item_date(eval->scratch, TYPE_DATE_TIME, both));
}

// ---- Adjusting to a time zone ----

static int wanted_zone(Eval *eval, const Seq *args, size_t count)
{
    if (count < 2)
        return eval->environment->zone_minutes;
    const Duration *zone = args[1].items[0].duration;
    if (zone->nanoseconds || zone->seconds % 60 || zone->seconds > 14 * 3600 ||
        zone->seconds < -14 * 3600)
        eval_raise(eval, "FODT0003", "a time zone lies between -PT14H and PT14H, in whole minutes");
    return (int)(zone->seconds / 60);
}

static Seq adjust(Eval *eval, const Seq *args, size_t count)
{
    if (args[0].count == 0)
        return SEQ_EMPTY;
    Item item = args[0].items[0];
    DateTime date = *item.date_time;
    if (count > 1 && args[1].count == 0) {
        date.has_zone = false;
        date.zone_minutes = 0;
        return give(eval, item_date(eval->scratch, (Type)item.type, date));
    }
    int zone = wanted_zone(eval, args, count);
    if (date.has_zone) {
        int64_t seconds = date_seconds(&date, 0) + zone * 60;
        date = date_from_seconds(seconds, date.nanosecond);
    }
    date.has_zone = true;
    date.zone_minutes = (int16_t)zone;
    return give(eval, item_date(eval->scratch, (Type)item.type, date));
}

// ---- The clock: stable during a run ----

static DateTime now(const Eval *eval)
{
    DateTime date = eval->environment->now;
    int zone = eval->environment->zone_minutes;
    if (zone == date.zone_minutes && date.has_zone)
        return date;
    DateTime local = date_from_seconds(date_seconds(&date, 0) + zone * 60, date.nanosecond);
    local.has_zone = true;
    local.zone_minutes = (int16_t)zone;
    return local;
}

static Seq fn_current_date_time(Eval *eval, const Seq *args, size_t count)
{
    (void)args, (void)count;
    return give(eval, item_date(eval->scratch, TYPE_DATE_TIME, now(eval)));
}

static Seq fn_current_date(Eval *eval, const Seq *args, size_t count)
{
    (void)args, (void)count;
    return give(eval, item_date(eval->scratch, TYPE_DATE, now(eval)));
}

static Seq fn_current_time(Eval *eval, const Seq *args, size_t count)
{
    (void)args, (void)count;
    return give(eval, item_date(eval->scratch, TYPE_TIME, now(eval)));
}

static Seq fn_implicit_timezone(Eval *eval, const Seq *args, size_t count)
{
    (void)args, (void)count;
    return give(eval, zone_item(eval, eval->environment->zone_minutes));
}

#define FROM(name, type, result, body)                                                             \
    {                                                                                              \
        name, 1, 1, 0, OPTIONAL(result), {OPTIONAL(type)}, body                                    \
    }
// clang-format off: a function is a row
const Function date_functions[] = {
    FROM("years-from-duration", TYPE_DURATION, TYPE_INTEGER, fn_years_from_duration),
    FROM("months-from-duration", TYPE_DURATION, TYPE_INTEGER, fn_months_from_duration),
    FROM("days-from-duration", TYPE_DURATION, TYPE_INTEGER, fn_days_from_duration),
    FROM("hours-from-duration", TYPE_DURATION, TYPE_INTEGER, fn_hours_from_duration),
    FROM("minutes-from-duration", TYPE_DURATION, TYPE_INTEGER, fn_minutes_from_duration),
    FROM("seconds-from-duration", TYPE_DURATION, TYPE_DECIMAL, fn_seconds_from_duration),
    FROM("year-from-dateTime", TYPE_DATE_TIME, TYPE_INTEGER, fn_year),
    FROM("month-from-dateTime", TYPE_DATE_TIME, TYPE_INTEGER, fn_month),
    FROM("day-from-dateTime", TYPE_DATE_TIME, TYPE_INTEGER, fn_day),
    FROM("hours-from-dateTime", TYPE_DATE_TIME, TYPE_INTEGER, fn_hours),
    FROM("minutes-from-dateTime", TYPE_DATE_TIME, TYPE_INTEGER, fn_minutes),
    FROM("seconds-from-dateTime", TYPE_DATE_TIME, TYPE_DECIMAL, fn_seconds),
    FROM("timezone-from-dateTime", TYPE_DATE_TIME, TYPE_DAY_TIME_DURATION, fn_timezone),
    FROM("year-from-date", TYPE_DATE, TYPE_INTEGER, fn_year),
    FROM("month-from-date", TYPE_DATE, TYPE_INTEGER, fn_month),
    FROM("day-from-date", TYPE_DATE, TYPE_INTEGER, fn_day),
    FROM("timezone-from-date", TYPE_DATE, TYPE_DAY_TIME_DURATION, fn_timezone),
    FROM("hours-from-time", TYPE_TIME, TYPE_INTEGER, fn_hours),
    FROM("minutes-from-time", TYPE_TIME, TYPE_INTEGER, fn_minutes),
    FROM("seconds-from-time", TYPE_TIME, TYPE_DECIMAL, fn_seconds),
    FROM("timezone-from-time", TYPE_TIME, TYPE_DAY_TIME_DURATION, fn_timezone),
    {"dateTime",
     2,
     2,
     0,
     OPTIONAL(TYPE_DATE_TIME),
     {OPTIONAL(TYPE_DATE), OPTIONAL(TYPE_TIME)},
     fn_date_time},
    {"adjust-dateTime-to-timezone",
     1,
     2,
     DEPENDS_WORLD,
     OPTIONAL(TYPE_DATE_TIME),
     {OPTIONAL(TYPE_DATE_TIME), OPTIONAL(TYPE_DAY_TIME_DURATION)},
     adjust},
    {"adjust-date-to-timezone",
     1,
     2,
     DEPENDS_WORLD,
     OPTIONAL(TYPE_DATE),
     {OPTIONAL(TYPE_DATE), OPTIONAL(TYPE_DAY_TIME_DURATION)},
     adjust},
    {"adjust-time-to-timezone",
     1,
     2,
     DEPENDS_WORLD,
     OPTIONAL(TYPE_TIME),
     {OPTIONAL(TYPE_TIME), OPTIONAL(TYPE_DAY_TIME_DURATION)},
     adjust},
    {"current-dateTime", 0, 0, DEPENDS_WORLD, ONE(TYPE_DATE_TIME), {{0, 0}}, fn_current_date_time},
    {"current-date", 0, 0, DEPENDS_WORLD, ONE(TYPE_DATE), {{0, 0}}, fn_current_date},
    {"current-time", 0, 0, DEPENDS_WORLD, ONE(TYPE_TIME), {{0, 0}}, fn_current_time},
    {"implicit-timezone",
     0,
     0,
     DEPENDS_WORLD,
     ONE(TYPE_DAY_TIME_DURATION),
     {{0, 0}},
     fn_implicit_timezone},
};
// clang-format on
const size_t date_function_count = sizeof date_functions / sizeof *date_functions;
