// SPDX-License-Identifier: Apache-2.0
// Numbers of cells to what people see.
//
//     1.4399999999999999 ─► 1.44      46127 ─► 2026-04-15      0.385416666666667 ─► 09:15:00
//
// Cells hold binary floating point, written with 17 digits; the programs show 15, and so do we.
// Days are counted from the end of 1899, with a 29 February 1900 that never was, or from 1904 on.

#include "tree/xlsx/internal.h"

#include "base/calendar.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { DAYS_MAX = 2958465 }; // 31 December 9999

// Digits, with point and exponent taken apart, put together without an exponent.
static Slice without_exponent(Arena *arena, const char *text)
{
    const char *mark = strchr(text, 'e');
    long exponent = strtol(mark + 1, NULL, 10);
    Buffer digits = buffer_new(arena), out = buffer_new(arena);
    for (const char *at = text; at < mark; at++)
        if (*at >= '0' && *at <= '9')
            buffer_add_char(&digits, *at);
    long point = exponent + 1; // digits before it
    if (text[0] == '-')
        buffer_add_char(&out, '-');
    if (point <= 0)
        buffer_add(&out, S("0."));
    for (long i = point; i < 0; i++)
        buffer_add_char(&out, '0');
    for (long i = 0; i < (long)digits.len || i < point; i++) {
        if (i == point && i > 0)
            buffer_add_char(&out, '.');
        buffer_add_char(&out, i < (long)digits.len ? digits.at[i] : '0');
    }
    return buffer_slice(&out);
}

bool cell_number(Arena *arena, Slice text, double *number, Slice *shown)
{
    enum { TEXT_MAX = 64 };
    char room[TEXT_MAX], made[TEXT_MAX], *end;
    if (text.len == 0 || text.len >= sizeof room)
        return false;
    memcpy(room, text.at, text.len);
    room[text.len] = '\0';
    if (strspn(room, "+-.0123456789eE") != text.len) // strtod knows more: hexadecimals, infinity
        return false;
    *number = strtod(room, &end);
    if (*end != '\0' || !isfinite(*number))
        return false;
    *number += 0.0; // no negative zero
    snprintf(made, sizeof made, "%.15g", *number);
    bool is_far = fabs(*number) > 1e30 || (*number != 0 && fabs(*number) < 1e-30);
    *shown = strchr(made, 'e') != NULL && !is_far ? without_exponent(arena, made)
                                                  : arena_copy(arena, slice_of(made));
    return true;
}

// ---- The calendar ----

static Slice date_text(Arena *arena, long serial, bool is_1904)
{
    enum { EPOCH_1900 = -25569, EPOCH_1904 = -24107 }; // days from 1970 to day 0
    // Before 1 March 1900 the count is one behind, for the day that never was.
    long shift = is_1904 ? EPOCH_1904 : serial < 60 ? EPOCH_1900 + 1 : EPOCH_1900;
    if (!is_1904 && serial == 60)
        return S("1900-02-29"); // as the programs show it; a rule about dates says so
    CalendarDate date = calendar_date(serial + shift);
    return arena_print(arena, "%04d-%02d-%02d", (int)date.year, date.month, date.day);
}

static Slice time_text(Arena *arena, long milliseconds)
{
    long seconds = milliseconds / 1000, rest = milliseconds % 1000;
    Slice text =
        arena_print(arena, "%02ld:%02ld:%02ld", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return rest == 0 ? text : arena_print(arena, "%.*s.%03ld", (int)text.len, text.at, rest);
}

static Slice duration_text(Arena *arena, double days)
{
    long seconds = lround(days * 86400);
    Buffer out = buffer_new(arena);
    buffer_print(&out, "PT%ldH", seconds / 3600);
    if (seconds / 60 % 60 != 0)
        buffer_print(&out, "%ldM", seconds / 60 % 60);
    if (seconds % 60 != 0)
        buffer_print(&out, "%ldS", seconds % 60);
    return buffer_slice(&out);
}

bool cell_moment(Arena *arena, double number, ShownAs shown, bool is_1904, Slice *value)
{
    enum { DAY_MS = 86400000 };
    if (number < 0 || number >= DAYS_MAX + 1)
        return false;
    if (shown == SHOWN_DURATION) {
        *value = duration_text(arena, number);
        return true;
    }
    double whole = floor(number);
    long serial = (long)whole, milliseconds = lround((number - whole) * DAY_MS);
    // A second is no exact fraction of a day: 09:15:00 comes as 09:14:59.9999 or the like.
    if (milliseconds % 1000 <= 1 || milliseconds % 1000 >= 999)
        milliseconds = (milliseconds + 500) / 1000 * 1000;
    serial += milliseconds / DAY_MS;
    milliseconds %= DAY_MS;
    bool is_time = shown == SHOWN_TIME || (shown == SHOWN_DATE_OR_TIME && serial == 0);
    if (is_time && serial == 0) {
        *value = time_text(arena, milliseconds);
        return true;
    }
    Slice date = date_text(arena, serial, is_1904), time = time_text(arena, milliseconds);
    // What has hours is told with them, however it is shown.
    *value = milliseconds == 0 && shown != SHOWN_MOMENT
                 ? date
                 : arena_print(arena, "%.*sT%.*s", (int)date.len, date.at, (int)time.len, time.at);
    return true;
}
