// SPDX-License-Identifier: Apache-2.0
// The lexical spaces of dates, times and durations (XML Schema part 2, 3.2.6 to 3.2.14).

#include "schema/xsd/simple_type.h"

#include "base/calendar.h"

typedef struct Scan {
    const char *at, *end;
} Scan;

static bool take(Scan *scan, char c)
{
    if (scan->at == scan->end || *scan->at != c)
        return false;
    scan->at++;
    return true;
}

static bool take_two(Scan *scan, int most, int least, int *number)
{
    if (scan->end - scan->at < 2 || scan->at[0] < '0' || scan->at[0] > '9' || scan->at[1] < '0' ||
        scan->at[1] > '9')
        return false;
    *number = (scan->at[0] - '0') * 10 + scan->at[1] - '0';
    scan->at += 2;
    return *number >= least && *number <= most;
}

// As many digits as there are; false where there is none. What is beyond any calendar is cut to the
// largest.
static bool take_digits(Scan *scan, size_t *count, int64_t *number)
{
    enum { DIGITS_MAX = 13 }; // seconds of such years stay within 64 bits
    const char *from = scan->at;
    *number = 0;
    for (; scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9'; scan->at++)
        if (scan->at - from < DIGITS_MAX || *number < 100000000000)
            *number = *number * 10 + *scan->at - '0';
    *count = (size_t)(scan->at - from);
    return *count > 0;
}

static void take_fraction(Scan *scan, Slice *fraction)
{
    const char *from = scan->at;
    while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
        scan->at++;
    *fraction = (Slice){from, (size_t)(scan->at - from)};
    while (fraction->len && fraction->at[fraction->len - 1] == '0')
        fraction->len--;
}

// ---- Moments ----

static bool take_year(Scan *scan, Moment *moment)
{
    bool is_negative = take(scan, '-');
    const char *from = scan->at;
    size_t count;
    if (!take_digits(scan, &count, &moment->year) || count < 4 || (count > 4 && *from == '0') ||
        moment->year == 0)
        return false;
    if (is_negative)
        moment->year = -moment->year;
    return true;
}

// 24:00:00 is the first moment of the next day.
static bool take_time(Scan *scan, Moment *moment)
{
    if (!take_two(scan, 24, 0, &moment->hour) || !take(scan, ':') ||
        !take_two(scan, 59, 0, &moment->minute) || !take(scan, ':') ||
        !take_two(scan, 59, 0, &moment->second))
        return false;
    if (take(scan, '.')) {
        if (scan->at == scan->end || *scan->at < '0' || *scan->at > '9')
            return false;
        take_fraction(scan, &moment->fraction);
    }
    return moment->hour < 24 ||
           (moment->minute == 0 && moment->second == 0 && moment->fraction.len == 0);
}

static bool take_zone(Scan *scan, Moment *moment)
{
    int hours, minutes;
    if (scan->at == scan->end)
        return true;
    moment->has_zone = true;
    if (take(scan, 'Z'))
        return scan->at == scan->end;
    bool is_west = *scan->at == '-';
    if (!take(scan, '+') && !take(scan, '-'))
        return false;
    if (!take_two(scan, 14, 0, &hours) || !take(scan, ':') || !take_two(scan, 59, 0, &minutes) ||
        (hours == 14 && minutes))
        return false;
    moment->zone = (hours * 60 + minutes) * (is_west ? -1 : 1);
    return scan->at == scan->end;
}

static bool take_month(Scan *scan, Moment *moment)
{
    return take_two(scan, 12, 1, &moment->month);
}

static bool take_day(Scan *scan, Moment *moment)
{
    return take_two(scan, 31, 1, &moment->day);
}

static bool take_date(Scan *scan, Moment *moment)
{
    return take_year(scan, moment) && take(scan, '-') && take_month(scan, moment) &&
           take(scan, '-') && take_day(scan, moment) &&
           moment->day <= calendar_month_length(moment->year, moment->month);
}

bool lexical_read_moment(Lexical lexical, Slice text, Moment *moment)
{
    Scan scan = {text.at, text.at + text.len};
    bool good = false;
    *moment = (Moment){.year = 1972, .month = 12, .day = 31, .fraction = {text.at, 0}};
    switch (lexical) {
    case LEXICAL_DATE_TIME:
        good = take_date(&scan, moment) && take(&scan, 'T') && take_time(&scan, moment);
        break;
    case LEXICAL_TIME:
        good = take_time(&scan, moment);
        if (good && moment->hour == 24)
            moment->hour = 0;
        break;
    case LEXICAL_DATE:
        good = take_date(&scan, moment);
        break;
    case LEXICAL_YEAR_MONTH:
        moment->day = 1;
        good = take_year(&scan, moment) && take(&scan, '-') && take_month(&scan, moment);
        break;
    case LEXICAL_YEAR:
        moment->month = moment->day = 1;
        good = take_year(&scan, moment);
        break;
    case LEXICAL_MONTH_DAY:
        good = take(&scan, '-') && take(&scan, '-') && take_month(&scan, moment) &&
               take(&scan, '-') && take_day(&scan, moment) &&
               moment->day <= calendar_month_length(1972, moment->month);
        break;
    case LEXICAL_DAY:
        good = take(&scan, '-') && take(&scan, '-') && take(&scan, '-') && take_day(&scan, moment);
        break;
    case LEXICAL_MONTH:
        moment->day = 1;
        good = take(&scan, '-') && take(&scan, '-') && take_month(&scan, moment);
        break;
    default:
        break;
    }
    return good && take_zone(&scan, moment);
}

// ---- Durations: PnYnMnDTnHnMnS ----

bool lexical_read_span(Slice text, Span *span)
{
    static const struct {
        char mark;
        bool is_time, is_months;
        int64_t worth;
    } parts[] = {{'Y', false, true, 12},   {'M', false, true, 1},  {'D', false, false, 86400},
                 {'H', true, false, 3600}, {'M', true, false, 60}, {'S', true, false, 1}};
    enum { PARTS = sizeof parts / sizeof *parts };
    Scan scan = {text.at, text.at + text.len};
    *span = (Span){.is_negative = take(&scan, '-'), .fraction = {text.at, 0}};
    if (!take(&scan, 'P'))
        return false;
    bool in_time = false, any = false;
    for (size_t next = 0; scan.at < scan.end;) {
        if (!in_time && take(&scan, 'T')) {
            in_time = true;
            any = false; // something must follow
            continue;
        }
        size_t count;
        int64_t number;
        if (!take_digits(&scan, &count, &number))
            return false;
        bool has_fraction = take(&scan, '.');
        if (has_fraction) {
            const char *from = scan.at;
            take_fraction(&scan, &span->fraction);
            if (scan.at == from)
                return false;
        }
        while (next < PARTS && !(scan.at < scan.end && *scan.at == parts[next].mark &&
                                 parts[next].is_time == in_time))
            next++;
        if (next == PARTS || (has_fraction && parts[next].mark != 'S'))
            return false;
        int64_t *sum = parts[next].is_months ? &span->months : &span->seconds;
        if (__builtin_mul_overflow(number, parts[next].worth, &number) ||
            __builtin_add_overflow(*sum, number, sum) || *sum > INT64_MAX / 200000)
            *sum = INT64_MAX / 200000; // farther than any calendar
        scan.at++;
        next++;
        any = true;
    }
    return any;
}
