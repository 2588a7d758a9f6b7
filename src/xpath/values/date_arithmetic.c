// SPDX-License-Identifier: Apache-2.0
// Arithmetic with dates, times and durations (F&O 10.6–10.8).

#include "xpath/values/dates.h"

#include <math.h>

enum { NANOS = 1000000000, DAY = 86400 };

static noreturn void overflow(Eval *eval, const char *code, const char *what)
{
    eval_raise(eval, code, "the %s leaves the range of values", what);
}

// seconds + nanoseconds with the sign in both
static Duration normal(int64_t months, int64_t seconds, int64_t nanoseconds)
{
    seconds += nanoseconds / NANOS;
    nanoseconds %= NANOS;
    if (seconds > 0 && nanoseconds < 0) {
        seconds--;
        nanoseconds += NANOS;
    } else if (seconds < 0 && nanoseconds > 0) {
        seconds++;
        nanoseconds -= NANOS;
    }
    return (Duration){months, seconds, (int32_t)nanoseconds};
}

// ---- Dates and durations ----

static DateTime add_months(Eval *eval, DateTime date, int64_t months)
{
    int64_t year = date.year < 0 ? date.year + 1 : date.year, total;
    if (__builtin_add_overflow(year * 12 + date.month - 1, months, &total))
        overflow(eval, "FODT0001", "date");
    int64_t month = total % 12;
    year = total / 12;
    if (month < 0) {
        month += 12;
        year--;
    }
    if (year > 1000000000 || year < -1000000000)
        overflow(eval, "FODT0001", "date");
    date.year = year > 0 ? year : year - 1;
    date.month = (int8_t)(month + 1);
    int last = days_of_month(date.year, date.month);
    if (date.day > last)
        date.day = (int8_t)last;
    return date;
}

static DateTime add_seconds(Eval *eval, DateTime date, int64_t seconds, int64_t nanoseconds)
{
    bool had_zone = date.has_zone;
    int16_t zone = date.zone_minutes;
    date.has_zone = false;
    int64_t total, nanos = date.nanosecond + nanoseconds;
    if (__builtin_add_overflow(date_seconds(&date, 0), seconds, &total))
        overflow(eval, "FODT0001", "date");
    if (nanos < 0) {
        nanos += NANOS;
        total--;
    } else if (nanos >= NANOS) {
        nanos -= NANOS;
        total++;
    }
    if (total > 31556952000000000 || total < -31556952000000000)
        overflow(eval, "FODT0001", "date");
    date = date_from_seconds(total, (int32_t)nanos);
    date.has_zone = had_zone;
    date.zone_minutes = zone;
    return date;
}

static Item add_duration(Eval *eval, Item date, const Duration *duration, int sign)
{
    DateTime sum = *date.date_time;
    if (duration->months)
        sum = add_months(eval, sum, sign * duration->months);
    if (duration->seconds || duration->nanoseconds)
        sum =
            add_seconds(eval, sum, sign * duration->seconds, sign * (int64_t)duration->nanoseconds);
    return item_date(eval->scratch, (Type)date.type, sum);
}

static Item difference(Eval *eval, Item a, Item b)
{
    int zone = eval->environment->zone_minutes;
    int64_t seconds = date_seconds(a.date_time, zone) - date_seconds(b.date_time, zone);
    int64_t nanoseconds = (int64_t)a.date_time->nanosecond - b.date_time->nanosecond;
    return item_duration(eval->scratch, TYPE_DAY_TIME_DURATION, normal(0, seconds, nanoseconds));
}

// ---- Durations alone ----

static Item add_durations(Eval *eval, Item a, Item b, int sign)
{
    int64_t months, seconds;
    if (__builtin_add_overflow(a.duration->months, sign * b.duration->months, &months) ||
        __builtin_add_overflow(a.duration->seconds, sign * b.duration->seconds, &seconds))
        overflow(eval, "FODT0002", "duration");
    const int64_t most = INT64_MAX / 2; // so that a sign or a carry never overflows
    if (months > most || months < -most || seconds > most || seconds < -most)
        overflow(eval, "FODT0002", "duration");
    int64_t nanoseconds =
        (int64_t)a.duration->nanoseconds + sign * (int64_t)b.duration->nanoseconds;
    return item_duration(eval->scratch, (Type)a.type, normal(months, seconds, nanoseconds));
}

static Item scale(Eval *eval, Item duration, Item number, bool divide)
{
    double factor = value_number(eval, number);
    if (isnan(factor))
        eval_raise(eval, "FOCA0005", "a duration cannot be multiplied or divided by NaN");
    if (divide ? factor == 0 : isinf(factor))
        overflow(eval, "FODT0002", "duration");
    if (divide)
        factor = 1 / factor;
    bool is_exact = number.type < TYPE_FLOAT && !divide;
    if (duration.type == TYPE_YEAR_MONTH_DURATION) {
        double months = divide ? (double)duration.duration->months / value_number(eval, number)
                               : (double)duration.duration->months * factor;
        if (fabs(months) > 1e15)
            overflow(eval, "FODT0002", "duration");
        return item_duration(eval->scratch, TYPE_YEAR_MONTH_DURATION,
                             (Duration){(int64_t)floor(months + 0.5), 0, 0});
    }
    Decimal by,
        total = {(Int128)duration.duration->seconds * NANOS + duration.duration->nanoseconds, 0};
    Decimal result;
    if (is_exact)
        by = item_to_decimal(number);
    else if (!decimal_from_double(value_number(eval, number), &by)) {
        if (!divide && total.coefficient != 0)
            overflow(eval, "FODT0002", "duration");
        by = (Decimal){
            0, 0}; // nothing times something, or something divided by so much that nothing is left
    }
    bool fits;
    if (divide)
        fits = by.coefficient == 0 ? (result = (Decimal){0, 0}, true)
                                   : decimal_divide(total, by, &result);
    else
        fits = decimal_multiply(total, by, &result);
    if (!fits || !decimal_round(result, 0, ROUND_TRUNCATE, &result))
        overflow(eval, "FODT0002", "duration");
    Int128 seconds = result.coefficient / NANOS;
    if (seconds > INT64_MAX / 4 || seconds < INT64_MIN / 4)
        overflow(eval, "FODT0002", "duration");
    return item_duration(eval->scratch, TYPE_DAY_TIME_DURATION,
                         normal(0, (int64_t)seconds, (int64_t)(result.coefficient % NANOS)));
}

static Item ratio(Eval *eval, Item a, Item b)
{
    Decimal x, y, result;
    if (a.type == TYPE_YEAR_MONTH_DURATION) {
        x = decimal_of(a.duration->months);
        y = decimal_of(b.duration->months);
    } else {
        x = (Decimal){(Int128)a.duration->seconds * NANOS + a.duration->nanoseconds, 0};
        y = (Decimal){(Int128)b.duration->seconds * NANOS + b.duration->nanoseconds, 0};
    }
    if (y.coefficient == 0)
        eval_raise(eval, "FOAR0001", "division by a duration of zero");
    if (!decimal_divide(x, y, &result))
        overflow(eval, "FOAR0002", "quotient");
    return item_decimal(eval->scratch, TYPE_DECIMAL, result);
}

static bool is_scalable(Item item)
{
    return item.type == TYPE_YEAR_MONTH_DURATION || item.type == TYPE_DAY_TIME_DURATION;
}

static bool is_number(Item item)
{
    return item.type >= TYPE_DECIMAL && item.type <= TYPE_DOUBLE;
}

static bool takes_duration(Item date, Item duration)
{
    if (date.type == TYPE_TIME)
        return duration.type == TYPE_DAY_TIME_DURATION;
    return (date.type == TYPE_DATE || date.type == TYPE_DATE_TIME) && is_scalable(duration);
}

bool date_arithmetic(Eval *eval, Operation operation, Item a, Item b, Item *result)
{
    int sign = operation == OP_SUBTRACT ? -1 : 1;
    switch (operation) {
    case OP_ADD:
    case OP_SUBTRACT:
        if (is_scalable(a) && a.type == b.type)
            *result = add_durations(eval, a, b, sign);
        else if (takes_duration(a, b))
            *result = add_duration(eval, a, b.duration, sign);
        else if (operation == OP_ADD && takes_duration(b, a))
            *result = add_duration(eval, b, a.duration, 1);
        else if (operation == OP_SUBTRACT && a.type == b.type && a.type >= TYPE_DATE_TIME &&
                 a.type <= TYPE_TIME)
            *result = difference(eval, a, b);
        else
            return false;
        return true;
    case OP_MULTIPLY:
        if (is_scalable(a) && is_number(b))
            *result = scale(eval, a, b, false);
        else if (is_number(a) && is_scalable(b))
            *result = scale(eval, b, a, false);
        else
            return false;
        return true;
    case OP_DIVIDE:
        if (is_scalable(a) && is_number(b))
            *result = scale(eval, a, b, true);
        else if (is_scalable(a) && a.type == b.type)
            *result = ratio(eval, a, b);
        else
            return false;
        return true;
    default:
        return false;
    }
}
