// Days: dates as numbers, periods added to them, working days.
#pragma once

#include "register/declare.h"

// Days since 1970-01-01.
typedef int32_t Day;

bool day_read(Slice text, Day *day); // "2026-11-21", and what begins with it and a T or zone
bool day_is(Slice text);             // a day alone, as people give one: "2026-11-21"
Slice day_write(Arena *arena, Day day);
Day day_of_ms(int64_t ms); // UTC

// The months first, at most to the end of the month; then the days. `sign` -1: before.
Day day_add(Day day, Period period, int sign);

// Holidays, "2026-10-01" … in a JSON array; NULL: none.
bool day_is_working(Day day, const Json *holidays);
// So many working days later.
Day day_add_working(Day day, int count, const Json *holidays);
// The first year of those from `from` to `until` of which no holiday is listed, for they are not
// announced yet; 0: all are.
int day_unannounced(Day from, Day until, const Json *holidays);
