// SPDX-License-Identifier: Apache-2.0
// Dates, times and durations (XSD 1.0 part 2, 3.2.6–3.2.14): reading, writing, casting, comparing.
// Their arithmetic is in date_arithmetic.c.
//
// XSD 1.0 has no year 0: -0001 is the year before 0001. Inside, years are counted with a year 0, so
// that the calendar is regular; text has them as the standard wants.

#include "xpath/values/dates.h"

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/calendar.h"

#include <stdio.h>

enum { REFERENCE_YEAR = 1972, ZONE_MAX = 14 * 60 };
static const int64_t YEAR_MAX = 1000000000; // seconds of it fit into 64 bits

// Which parts a type has.
enum { HAS_YEAR = 1, HAS_MONTH = 2, HAS_DAY = 4, HAS_TIME = 8 };

static int parts_of(Type type)
{
    switch (type) {
    case TYPE_DATE_TIME:
        return HAS_YEAR | HAS_MONTH | HAS_DAY | HAS_TIME;
    case TYPE_DATE:
        return HAS_YEAR | HAS_MONTH | HAS_DAY;
    case TYPE_TIME:
        return HAS_TIME;
    case TYPE_G_YEAR_MONTH:
        return HAS_YEAR | HAS_MONTH;
    case TYPE_G_YEAR:
        return HAS_YEAR;
    case TYPE_G_MONTH_DAY:
        return HAS_MONTH | HAS_DAY;
    case TYPE_G_DAY:
        return HAS_DAY;
    case TYPE_G_MONTH:
        return HAS_MONTH;
    default:
        return 0;
    }
}

static int64_t astronomical(int64_t year)
{
    return year < 0 ? year + 1 : year;
}

int days_of_month(int64_t year, int month)
{
    return calendar_month_length(astronomical(year), month);
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t date_seconds(const DateTime *date, int implicit_zone)
{
    int zone = date->has_zone ? date->zone_minutes : implicit_zone;
    int64_t days = calendar_days(astronomical(date->year), date->month, date->day);
    return days * 86400 + date->hour * 3600 + (date->minute - zone) * 60 + date->second;
}

DateTime date_from_seconds(int64_t seconds, int32_t nanosecond)
{
    int64_t days = floor_divide(seconds, 86400), rest = seconds - days * 86400;
    CalendarDate day = calendar_date(days);
    return (DateTime){.year = day.year > 0 ? day.year : day.year - 1,
                      .month = (int8_t)day.month,
                      .day = (int8_t)day.day,
                      .hour = (int8_t)(rest / 3600),
                      .minute = (int8_t)(rest / 60 % 60),
                      .second = (int8_t)(rest % 60),
                      .nanosecond = nanosecond};
}

Item item_date(Arena *arena, Type type, DateTime date)
{
    DateTime *made = arena_array(arena, DateTime, 1);
    int parts = parts_of(type);
    *made = date;
    if (!(parts & HAS_YEAR))
        made->year = REFERENCE_YEAR;
    if (!(parts & HAS_MONTH))
        made->month = 12;
    if (!(parts & HAS_DAY))
        made->day = parts & (HAS_MONTH | HAS_YEAR) ? 1 : 31;
    if (type == TYPE_TIME)
        made->day = 31;
    if (type == TYPE_G_YEAR)
        made->month = 1;
    if (!(parts & HAS_TIME))
        made->hour = made->minute = made->second = 0, made->nanosecond = 0;
    return (Item){.type = (uint8_t)type, .date_time = made};
}

Item item_duration(Arena *arena, Type type, Duration duration)
{
    Duration *made = arena_array(arena, Duration, 1);
    *made = duration;
    return (Item){.type = (uint8_t)type, .duration = made};
}

// ---- Reading ----

typedef struct Scan {
    Slice rest;
    bool ok;
    const char *code; // why not, where it is not the form that is wrong
} Scan;

static bool take(Scan *scan, char c)
{
    if (scan->rest.len == 0 || scan->rest.at[0] != c)
        return false;
    scan->rest = slice_part(scan->rest, 1, scan->rest.len);
    return true;
}

static void need(Scan *scan, char c)
{
    scan->ok &= take(scan, c);
}

static bool is_at_digit(const Scan *scan)
{
    return scan->rest.len > 0 && is_digit(scan->rest.at[0]);
}

static int two_digits(Scan *scan)
{
    int value = 0;
    for (int i = 0; i < 2; i++) {
        if (!is_at_digit(scan)) {
            scan->ok = false;
            return 0;
        }
        value = value * 10 + (scan->rest.at[0] - '0');
        scan->rest = slice_part(scan->rest, 1, scan->rest.len);
    }
    return value;
}

// INT64_MAX for what is too large; *count says how many digits there were.
static int64_t digits(Scan *scan, size_t *count)
{
    int64_t value = 0;
    *count = 0;
    for (; is_at_digit(scan); ++*count) {
        value = value > INT64_MAX / 10 - 1 ? INT64_MAX : value * 10 + (scan->rest.at[0] - '0');
        scan->rest = slice_part(scan->rest, 1, scan->rest.len);
    }
    return value;
}

static int32_t fraction(Scan *scan)
{
    int32_t value = 0, unit = 100000000;
    if (!take(scan, '.'))
        return 0;
    scan->ok &= is_at_digit(scan);
    for (; is_at_digit(scan); unit /= 10) {
        value += (scan->rest.at[0] - '0') * unit;
        scan->rest = slice_part(scan->rest, 1, scan->rest.len);
    }
    return value;
}

static int64_t read_year(Scan *scan)
{
    bool is_negative = take(scan, '-');
    bool has_zero = is_at_digit(scan) && scan->rest.at[0] == '0';
    size_t count;
    int64_t year = digits(scan, &count);
    if (count < 4 || (count > 4 && has_zero) || year == 0)
        scan->ok = false;
    if (scan->ok && year > YEAR_MAX) {
        scan->code = "FODT0001";
        scan->ok = false;
    }
    return is_negative ? -year : year;
}

static void read_time(Scan *scan, DateTime *date)
{
    date->hour = (int8_t)two_digits(scan);
    need(scan, ':');
    date->minute = (int8_t)two_digits(scan);
    need(scan, ':');
    date->second = (int8_t)two_digits(scan);
    date->nanosecond = fraction(scan);
    bool is_end_of_day =
        date->hour == 24 && date->minute == 0 && date->second == 0 && date->nanosecond == 0;
    scan->ok &= (date->hour < 24 || is_end_of_day) && date->minute < 60 && date->second < 60;
}

static void read_zone(Scan *scan, DateTime *date)
{
    if (take(scan, 'Z')) {
        date->has_zone = true;
        return;
    }
    bool is_negative = scan->rest.len && scan->rest.at[0] == '-';
    if (!take(scan, '-') && !take(scan, '+'))
        return;
    int hours = two_digits(scan);
    need(scan, ':');
    int minutes = two_digits(scan);
    int zone = hours * 60 + minutes;
    scan->ok &= minutes < 60 && zone <= ZONE_MAX;
    date->has_zone = true;
    date->zone_minutes = (int16_t)(is_negative ? -zone : zone);
}

// 24:00:00 is 00:00:00 of the next day.
static void carry_midnight(DateTime *date, Type type)
{
    if (date->hour != 24)
        return;
    date->hour = 0;
    if (type != TYPE_DATE_TIME)
        return;
    DateTime next = date_from_seconds(
        (calendar_days(astronomical(date->year), date->month, date->day) + 1) * 86400,
        date->nanosecond);
    date->year = next.year;
    date->month = next.month;
    date->day = next.day;
}

static bool read_date(Eval *eval, Slice text, Type type, Item *item, const char **code)
{
    Scan scan = {text, true, NULL};
    DateTime date = {.year = REFERENCE_YEAR, .month = 12, .day = 31};
    int parts = parts_of(type);
    if (parts & HAS_YEAR)
        date.year = read_year(&scan);
    else if (parts != HAS_TIME)
        need(&scan, '-'), need(&scan, '-');
    if (parts & HAS_MONTH) {
        if (parts & HAS_YEAR)
            need(&scan, '-');
        date.month = (int8_t)two_digits(&scan);
        // XSD 1.0 first wrote gMonth as --MM--; the corrected form is --MM
    } else if (parts & HAS_DAY) {
        need(&scan, '-');
    }
    if (parts & HAS_DAY) {
        if (parts & HAS_MONTH)
            need(&scan, '-');
        date.day = (int8_t)two_digits(&scan);
    }
    if (parts & HAS_TIME) {
        if (parts & HAS_DAY)
            need(&scan, 'T');
        read_time(&scan, &date);
    }
    read_zone(&scan, &date);
    if (scan.code)
        *code = scan.code;
    if (!scan.ok || scan.rest.len > 0 || date.month < 1 || date.month > 12 || date.day < 1)
        return false;
    int64_t year = parts & HAS_YEAR ? date.year : REFERENCE_YEAR;
    int month = parts & HAS_MONTH ? date.month : 12;
    if (parts & HAS_DAY && date.day > days_of_month(year, month))
        return false;
    carry_midnight(&date, type);
    *item = item_date(eval->scratch, type, date);
    return true;
}

static bool add_scaled(int64_t *total, int64_t count, int64_t factor)
{
    int64_t product;
    return !__builtin_mul_overflow(count, factor, &product) &&
           !__builtin_add_overflow(*total, product, total);
}

// The parts of a duration, in the order in which they stand.
static const struct DurationField {
    char letter;
    bool in_time;
    int64_t months, seconds;
} duration_fields[] = {
    {'Y', false, 12, 0},  {'M', false, 1, 0}, {'D', false, 0, 86400},
    {'H', true, 0, 3600}, {'M', true, 0, 60}, {'S', true, 0, 1},
};
enum {
    FIELDS = sizeof duration_fields / sizeof *duration_fields,
    FIELDS_OF_MONTHS = 1 << 0 | 1 << 1, // bits by their places
    FIELDS_OF_DAYS = 1 << 2,
    FIELDS_OF_TIME = 1 << 3 | 1 << 4 | 1 << 5,
};

typedef struct DurationScan {
    Scan scan;
    Duration duration;
    size_t field;  // that may come next
    unsigned used; // bits of those that came
    bool in_time, fits;
} DurationScan;

static bool read_field(DurationScan *it)
{
    Scan *scan = &it->scan;
    size_t count;
    int64_t number = digits(scan, &count);
    bool has_point = scan->rest.len && scan->rest.at[0] == '.';
    int32_t nanoseconds = fraction(scan);
    char letter = scan->rest.len ? scan->rest.at[0] : '\0';
    while (it->field < FIELDS && (duration_fields[it->field].letter != letter ||
                                  duration_fields[it->field].in_time != it->in_time))
        it->field++;
    if (!scan->ok || count == 0 || it->field == FIELDS || (has_point && letter != 'S'))
        return false;
    take(scan, letter);
    const struct DurationField *field = &duration_fields[it->field];
    it->fits &= number < INT64_MAX && add_scaled(&it->duration.months, number, field->months) &&
                add_scaled(&it->duration.seconds, number, field->seconds);
    it->duration.nanoseconds = nanoseconds;
    it->used |= 1u << it->field++;
    return true;
}

// A T wants something behind it.
static bool read_fields(DurationScan *it)
{
    need(&it->scan, 'P');
    while (it->scan.ok && it->scan.rest.len > 0) {
        if (!it->in_time && take(&it->scan, 'T'))
            it->in_time = true;
        else if (!read_field(it))
            return false;
    }
    return it->scan.ok && it->used != 0 && (!it->in_time || (it->used & FIELDS_OF_TIME) != 0);
}

static bool read_duration(Eval *eval, Slice text, Type type, Item *item, const char **code)
{
    DurationScan it = {.scan = {text, true, NULL}, .fits = true};
    bool is_negative = take(&it.scan, '-');
    unsigned others = type == TYPE_YEAR_MONTH_DURATION ? FIELDS_OF_DAYS | FIELDS_OF_TIME
                      : type == TYPE_DAY_TIME_DURATION ? FIELDS_OF_MONTHS
                                                       : 0;
    if (!read_fields(&it) || (it.used & others) != 0)
        return false;
    if (!it.fits || it.duration.months > INT32_MAX * 12ll) {
        *code = "FODT0002";
        return false;
    }
    Duration made = it.duration;
    if (is_negative)
        made = (Duration){-made.months, -made.seconds, -made.nanoseconds};
    *item = item_duration(eval->scratch, type, made);
    return true;
}

bool date_read(Eval *eval, Slice text, Type type, Item *item, const char **code)
{
    *code = "FORG0001";
    if (type >= TYPE_DURATION && type <= TYPE_DAY_TIME_DURATION)
        return read_duration(eval, text, type, item, code);
    return parts_of(type) && read_date(eval, text, type, item, code);
}

// ---- Writing ----

static void write_fraction(Buffer *out, int32_t nanosecond)
{
    if (nanosecond == 0)
        return;
    char text[16];
    snprintf(text, sizeof text, ".%09d", (int)nanosecond);
    size_t len = 10;
    while (text[len - 1] == '0')
        len--;
    buffer_add(out, (Slice){text, len});
}

static void write_date(Buffer *out, const DateTime *date, Type type)
{
    int parts = parts_of(type);
    if (parts & HAS_YEAR)
        buffer_print(out, "%s%04lld", date->year < 0 ? "-" : "",
                     (long long)(date->year < 0 ? -date->year : date->year));
    else if (parts != HAS_TIME)
        buffer_add(out, S("--"));
    if (parts & HAS_MONTH)
        buffer_print(out, parts & HAS_YEAR ? "-%02d" : "%02d", date->month);
    if (parts & HAS_DAY)
        buffer_print(out, "-%02d", date->day);
    if (parts & HAS_TIME) {
        if (parts & HAS_DAY)
            buffer_add_char(out, 'T');
        buffer_print(out, "%02d:%02d:%02d", date->hour, date->minute, date->second);
        write_fraction(out, date->nanosecond);
    }
    if (!date->has_zone)
        return;
    int zone = date->zone_minutes < 0 ? -date->zone_minutes : date->zone_minutes;
    if (zone == 0)
        buffer_add_char(out, 'Z');
    else
        buffer_print(out, "%c%02d:%02d", date->zone_minutes < 0 ? '-' : '+', zone / 60, zone % 60);
}

static void write_duration(Buffer *out, const Duration *duration, Type type)
{
    bool is_negative = duration->months < 0 || duration->seconds < 0 || duration->nanoseconds < 0;
    uint64_t months =
        duration->months < 0 ? -(uint64_t)duration->months : (uint64_t)duration->months;
    uint64_t seconds =
        duration->seconds < 0 ? -(uint64_t)duration->seconds : (uint64_t)duration->seconds;
    int32_t nanoseconds =
        duration->nanoseconds < 0 ? -duration->nanoseconds : duration->nanoseconds;
    if (months == 0 && seconds == 0 && nanoseconds == 0) {
        buffer_add(out, type == TYPE_YEAR_MONTH_DURATION ? S("P0M") : S("PT0S"));
        return;
    }
    buffer_add(out, is_negative ? S("-P") : S("P"));
    if (months / 12)
        buffer_print(out, "%lluY", (unsigned long long)(months / 12));
    if (months % 12)
        buffer_print(out, "%lluM", (unsigned long long)(months % 12));
    if (seconds / 86400)
        buffer_print(out, "%lluD", (unsigned long long)(seconds / 86400));
    if (seconds % 86400 || nanoseconds)
        buffer_add_char(out, 'T');
    if (seconds % 86400 / 3600)
        buffer_print(out, "%lluH", (unsigned long long)(seconds % 86400 / 3600));
    if (seconds % 3600 / 60)
        buffer_print(out, "%lluM", (unsigned long long)(seconds % 3600 / 60));
    if (seconds % 60 || nanoseconds) {
        buffer_print(out, "%llu", (unsigned long long)(seconds % 60));
        write_fraction(out, nanoseconds);
        buffer_add_char(out, 'S');
    }
}

Slice date_write(Eval *eval, Item item)
{
    Buffer out = buffer_new(eval->scratch);
    if (item.type >= TYPE_DURATION && item.type <= TYPE_DAY_TIME_DURATION)
        write_duration(&out, item.duration, (Type)item.type);
    else
        write_date(&out, item.date_time, (Type)item.type);
    return buffer_slice(&out);
}

// ---- Casting ----

bool date_cast(Eval *eval, Item from, Type target, Item *item)
{
    Type source = (Type)from.type;
    if (source >= TYPE_DURATION && source <= TYPE_DAY_TIME_DURATION) {
        if (target < TYPE_DURATION || target > TYPE_DAY_TIME_DURATION)
            return false;
        Duration duration = *from.duration;
        if (target == TYPE_YEAR_MONTH_DURATION)
            duration.seconds = 0, duration.nanoseconds = 0;
        else if (target == TYPE_DAY_TIME_DURATION)
            duration.months = 0;
        *item = item_duration(eval->scratch, target, duration);
        return true;
    }
    int have = parts_of(source), want = parts_of(target);
    bool from_date = source == TYPE_DATE || source == TYPE_DATE_TIME;
    bool fits =
        (from_date && want && !(want & ~have)) || (source == TYPE_DATE && target == TYPE_DATE_TIME);
    if (!fits)
        return false;
    *item = item_date(eval->scratch, target, *from.date_time);
    return true;
}

// ---- Comparing ----

static int compare_whole(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

static bool compare_durations(Item a, Item b, bool is_equality, int *order)
{
    const Duration *x = a.duration, *y = b.duration;
    bool same_kind = a.type == b.type && a.type != TYPE_DURATION;
    if (!same_kind && !is_equality)
        return false;
    *order = compare_whole(x->months, y->months);
    if (*order == 0)
        *order = compare_whole(x->seconds, y->seconds);
    if (*order == 0)
        *order = compare_whole(x->nanoseconds, y->nanoseconds);
    return true;
}

bool date_compare(Eval *eval, Item a, Item b, bool is_equality, int *order)
{
    bool a_is_duration = a.type >= TYPE_DURATION && a.type <= TYPE_DAY_TIME_DURATION;
    bool b_is_duration = b.type >= TYPE_DURATION && b.type <= TYPE_DAY_TIME_DURATION;
    if (a_is_duration && b_is_duration)
        return compare_durations(a, b, is_equality, order);
    if (a.type != b.type || a.type < TYPE_DATE_TIME || a.type > TYPE_G_MONTH ||
        (a.type >= TYPE_G_YEAR_MONTH && !is_equality))
        return false;
    int zone = eval->environment->zone_minutes;
    *order = compare_whole(date_seconds(a.date_time, zone), date_seconds(b.date_time, zone));
    if (*order == 0)
        *order = compare_whole(a.date_time->nanosecond, b.date_time->nanosecond);
    return true;
}

uint64_t date_hash(Eval *eval, Item item)
{
    uint64_t value;
    if (item.type >= TYPE_DURATION && item.type <= TYPE_DAY_TIME_DURATION)
        value = (uint64_t)item.duration->months * 31 + (uint64_t)item.duration->seconds;
    else
        value = (uint64_t)date_seconds(item.date_time, eval->environment->zone_minutes);
    return slice_hash((Slice){(const char *)&value, sizeof value});
}
