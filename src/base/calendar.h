// The proleptic Gregorian calendar: dates as numbers of days, moments as texts. No zone but UTC.
#pragma once

#include "base/slice.h"

typedef struct CalendarDate {
    int64_t year; // 0 is the year before 1
    int month, day;
} CalendarDate;

// Days since 1970-01-01. `month` is 1 to 12; a `day` beyond the month's end runs into the next.
int64_t calendar_days(int64_t year, int month, int day);
CalendarDate calendar_date(int64_t days);
int calendar_month_length(int64_t year, int month);
// Whether there is such a date, whatever the numbers.
bool calendar_has(int64_t year, int64_t month, int64_t day);

enum { MOMENT_ROOM = 48 };

int64_t moment_now(void); // milliseconds since 1970, by the system's clock

// Milliseconds since 1970 as text in `room`, which is ended by NUL.
Slice moment_write(char room[MOMENT_ROOM], int64_t ms);  // 2026-11-21T15:30:00.123Z
Slice moment_digits(char room[MOMENT_ROOM], int64_t ms); // 20261121153000
