// SPDX-License-Identifier: Apache-2.0
// Counts days by eras of 400 years, which are all alike. Years begin in March, so that the leap day
// comes last and the lengths of months repeat every five: 31 30 31 30 31.

#include "base/calendar.h"

#include <stdio.h>
#include <time.h>

enum {
    ERA_YEARS = 400,
    ERA_DAYS = 146097,
    EPOCH = 719468, // from 0000-03-01 to 1970-01-01
    DAY_S = 86400,
};

static int64_t floor_divide(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

int64_t calendar_days(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = floor_divide(year, ERA_YEARS), of_era = year - era * ERA_YEARS;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH;
}

CalendarDate calendar_date(int64_t days)
{
    int64_t era = floor_divide(days + EPOCH, ERA_DAYS);
    int of_era = (int)(days + EPOCH - era * ERA_DAYS);
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / (ERA_DAYS - 1)) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100);
    int month = (5 * of_year + 2) / 153, day = of_year - (153 * month + 2) / 5 + 1;
    month += month < 10 ? 3 : -9;
    return (CalendarDate){era * ERA_YEARS + year + (month <= 2), month, day};
}

int calendar_month_length(int64_t year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % ERA_YEARS == 0);
    return lengths[month - 1] + (month == 2 && is_leap);
}

bool calendar_has(int64_t year, int64_t month, int64_t day)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= calendar_month_length(year, (int)month);
}

// ---- Moments ----

typedef struct Moment {
    CalendarDate date;
    int hour, minute, second, millisecond;
} Moment;

static Moment moment_of(int64_t ms)
{
    int64_t seconds = floor_divide(ms, 1000), days = floor_divide(seconds, DAY_S);
    int of_day = (int)(seconds - days * DAY_S);
    return (Moment){calendar_date(days), of_day / 3600, of_day / 60 % 60, of_day % 60,
                    (int)(ms - seconds * 1000)};
}

int64_t moment_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

Slice moment_write(char room[MOMENT_ROOM], int64_t ms)
{
    Moment it = moment_of(ms);
    int len = snprintf(room, MOMENT_ROOM, "%04lld-%02d-%02dT%02d:%02d:%02d.%03dZ",
                       (long long)it.date.year, it.date.month, it.date.day, it.hour, it.minute,
                       it.second, it.millisecond);
    return (Slice){room, (size_t)len};
}

Slice moment_digits(char room[MOMENT_ROOM], int64_t ms)
{
    Moment it = moment_of(ms);
    int len = snprintf(room, MOMENT_ROOM, "%04lld%02d%02d%02d%02d%02d", (long long)it.date.year,
                       it.date.month, it.date.day, it.hour, it.minute, it.second);
    return (Slice){room, (size_t)len};
}
