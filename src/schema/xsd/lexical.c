// SPDX-License-Identifier: Apache-2.0
// The lexical spaces of the primitive types (XML Schema part 2, 3.2) but for dates, and what their
// texts mean.

#include "base/ascii.h"
#include "base/calendar.h"
#include "base/utf8.h"
#include "schema/xsd/simple_type.h"

#include <math.h>
#include <stdlib.h>

static size_t count_digits(const char *at, const char *end)
{
    const char *from = at;
    while (at < end && is_digit(*at))
        at++;
    return (size_t)(at - from);
}

// ---- Decimals (3.2.3) ----

static bool read_decimal(Slice text, bool has_point, Digits *digits)
{
    const char *at = text.at, *end = at + text.len;
    bool is_negative = at < end && *at == '-';
    at += at < end && (*at == '-' || *at == '+');
    size_t before = count_digits(at, end), behind = 0;
    Slice whole = {at, before}, fraction = {NULL, 0};
    at += before;
    if (at < end && *at == '.' && has_point) {
        at++;
        behind = count_digits(at, end);
        fraction = (Slice){at, behind};
        at += behind;
    }
    if (at != end || before + behind == 0)
        return false;
    if (!digits)
        return true;
    while (whole.len && *whole.at == '0')
        whole = (Slice){whole.at + 1, whole.len - 1};
    while (fraction.len && fraction.at[fraction.len - 1] == '0')
        fraction.len--;
    *digits = (Digits){is_negative && whole.len + fraction.len, whole, fraction};
    return true;
}

static int compare_fractions(Slice a, Slice b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.at, b.at, shared) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static Order compare_digits(const Digits *a, const Digits *b)
{
    if (a->is_negative != b->is_negative)
        return a->is_negative ? ORDER_LESS : ORDER_GREATER;
    int order = (a->whole.len > b->whole.len) - (a->whole.len < b->whole.len);
    if (order == 0 && a->whole.len)
        order = memcmp(a->whole.at, b->whole.at, a->whole.len);
    if (order == 0)
        order = compare_fractions(a->fraction, b->fraction);
    if (a->is_negative)
        order = -order;
    return order < 0 ? ORDER_LESS : order > 0 ? ORDER_GREATER : ORDER_EQUAL;
}

// ---- Floating point (3.2.4, 3.2.5) ----

static bool read_float(Slice text, bool is_double, double *number)
{
    char copy[400]; // more digits than this do not change a double
    if (slice_equal(text, S("INF")) || slice_equal(text, S("-INF"))) {
        *number = text.len == 3 ? INFINITY : -INFINITY;
        return true;
    }
    if (slice_equal(text, S("NaN"))) {
        *number = NAN;
        return true;
    }
    const char *mark = memchr(text.at, 'e', text.len);
    if (!mark)
        mark = memchr(text.at, 'E', text.len);
    size_t mantissa = mark ? (size_t)(mark - text.at) : text.len;
    if (!read_decimal((Slice){text.at, mantissa}, true, NULL))
        return false;
    if (mark && !read_decimal((Slice){mark + 1, text.len - mantissa - 1}, false, NULL))
        return false;
    if (text.len >= sizeof copy) {
        *number = 0;
        return true;
    }
    memcpy(copy, text.at, text.len);
    copy[text.len] = '\0';
    *number = is_double ? strtod(copy, NULL) : (double)strtof(copy, NULL);
    return true;
}

static Order compare_numbers(double a, double b)
{
    if (isnan(a) || isnan(b)) // NaN equals itself and is greater than all else (3.2.4.1)
        return isnan(a) && isnan(b) ? ORDER_EQUAL : ORDER_NONE;
    return a < b ? ORDER_LESS : a > b ? ORDER_GREATER : ORDER_EQUAL;
}

// ---- Binary (3.2.15, 3.2.16) ----

static bool read_hex(Slice text, size_t *octets)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_hex_digit(text.at[i]))
            return false;
    *octets = text.len / 2;
    return text.len % 2 == 0;
}

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (is_digit(c))
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// Quads, single spaces allowed between characters; the bits that padding cuts off must be zero.
static bool read_base64(Slice text, size_t *octets)
{
    size_t letters = 0, padding = 0;
    int last = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == ' ')
            continue;
        if (c == '=') {
            padding++;
            continue;
        }
        int value = base64_value(c);
        if (value < 0 || padding)
            return false;
        last = value;
        letters++;
    }
    if ((letters + padding) % 4 || padding > 2)
        return false;
    if ((padding == 1 && last & 3) || (padding == 2 && last & 15))
        return false;
    *octets = (letters + padding) / 4 * 3 - padding;
    return true;
}

// ---- Names and other texts ----

// RFC 3066: letters{1,8} (- letters or digits{1,8})*
static bool is_language(Slice text)
{
    size_t run = 0;
    bool is_first = true;
    for (size_t i = 0; i <= text.len; i++) {
        char c = i < text.len ? text.at[i] : '-';
        if (c == '-') {
            if (run == 0 || run > 8)
                return false;
            run = 0;
            is_first = false;
        } else if (((c | 32) >= 'a' && (c | 32) <= 'z') || (is_digit(c) && !is_first)) {
            run++;
        } else {
            return false;
        }
    }
    return true;
}

// What can't be escaped into a URI (RFC 2396, XLink 5.4): a % that starts no escape, two fragments.
static bool is_uri(Slice text)
{
    bool has_fragment = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '%' &&
            (i + 2 >= text.len || !is_hex_digit(text.at[i + 1]) || !is_hex_digit(text.at[i + 2])))
            return false;
        if (c == '#') {
            if (has_fragment)
                return false;
            has_fragment = true;
        }
    }
    return !(text.len && text.at[0] == ':');
}

static bool read_boolean(Slice text, bool *truth)
{
    *truth = slice_equal(text, S("true")) || slice_equal(text, S("1"));
    return *truth || slice_equal(text, S("false")) || slice_equal(text, S("0"));
}

bool lexical_read(Lexical lexical, Slice text, Value *value)
{
    Value ignored;
    if (!value)
        value = &ignored;
    value->lexical = lexical;
    switch (lexical) {
    case LEXICAL_STRING:
        return true;
    case LEXICAL_BOOLEAN:
        return read_boolean(text, &value->truth);
    case LEXICAL_DECIMAL:
    case LEXICAL_INTEGER:
        value->lexical = LEXICAL_DECIMAL;
        return read_decimal(text, lexical == LEXICAL_DECIMAL, &value->digits);
    case LEXICAL_FLOAT:
    case LEXICAL_DOUBLE:
        return read_float(text, lexical == LEXICAL_DOUBLE, &value->number);
    case LEXICAL_DURATION:
        return lexical_read_span(text, &value->span);
    case LEXICAL_DATE_TIME:
    case LEXICAL_TIME:
    case LEXICAL_DATE:
    case LEXICAL_YEAR_MONTH:
    case LEXICAL_YEAR:
    case LEXICAL_MONTH_DAY:
    case LEXICAL_DAY:
    case LEXICAL_MONTH:
        return lexical_read_moment(lexical, text, &value->moment);
    case LEXICAL_HEX:
        return read_hex(text, &value->octets);
    case LEXICAL_BASE64:
        return read_base64(text, &value->octets);
    case LEXICAL_URI:
        return is_uri(text);
    case LEXICAL_QNAME:
    case LEXICAL_NOTATION:
        return is_qname(text);
    case LEXICAL_LANGUAGE:
        return is_language(text);
    case LEXICAL_NMTOKEN:
        return is_nmtoken(text);
    case LEXICAL_NAME:
        return is_name(text);
    case LEXICAL_NCNAME:
        return is_ncname(text);
    case LEXICAL_END:
        break;
    }
    return false;
}

// ---- Order ----

static int64_t seconds_of(const Moment *moment, int zone)
{
    int64_t days = calendar_days(moment->year, moment->month, moment->day);
    return ((days * 24 + moment->hour) * 60 + moment->minute - zone) * 60 + moment->second;
}

static Order compare_timelines(const Moment *a, int zone_a, const Moment *b, int zone_b)
{
    int64_t x = seconds_of(a, zone_a), y = seconds_of(b, zone_b);
    int order = x < y ? -1 : x > y ? 1 : compare_fractions(a->fraction, b->fraction);
    return order < 0 ? ORDER_LESS : order > 0 ? ORDER_GREATER : ORDER_EQUAL;
}

// Without a zone on one side the other may lie up to 14 hours away (3.2.7.4).
static Order compare_moments(const Moment *a, const Moment *b)
{
    enum { FARTHEST = 14 * 60 };
    if (a->has_zone == b->has_zone)
        return compare_timelines(a, a->zone, b, b->zone);
    if (!a->has_zone) {
        Order order = compare_moments(b, a);
        return order == ORDER_NONE ? order : (Order)-order;
    }
    if (compare_timelines(a, a->zone, b, FARTHEST) == ORDER_LESS)
        return ORDER_LESS;
    if (compare_timelines(a, a->zone, b, -FARTHEST) == ORDER_GREATER)
        return ORDER_GREATER;
    return ORDER_NONE;
}

// A duration added to one of the four reference moments, whose order decides (3.2.6.2).
static int64_t seconds_after(const Span *span, int64_t year, int month)
{
    int64_t months = year * 12 + month - 1 + (span->is_negative ? -span->months : span->months);
    int64_t of_year = months >= 0 ? months / 12 : (months - 11) / 12;
    int64_t days = calendar_days(of_year, (int)(months - of_year * 12) + 1, 1);
    return days * 86400 + (span->is_negative ? -span->seconds : span->seconds);
}

static Order compare_spans(const Span *a, const Span *b)
{
    static const struct {
        int year, month;
    } references[] = {{1696, 9}, {1697, 2}, {1903, 3}, {1903, 7}};
    Order all = ORDER_NONE;
    for (size_t i = 0; i < sizeof references / sizeof *references; i++) {
        int64_t x = seconds_after(a, references[i].year, references[i].month);
        int64_t y = seconds_after(b, references[i].year, references[i].month);
        int order = x < y ? -1 : x > y;
        if (order == 0)
            order = a->is_negative == b->is_negative
                        ? compare_fractions(a->fraction, b->fraction) * (a->is_negative ? -1 : 1)
                        : (int)(b->is_negative && b->fraction.len) -
                              (int)(a->is_negative && a->fraction.len);
        Order now = order < 0 ? ORDER_LESS : order > 0 ? ORDER_GREATER : ORDER_EQUAL;
        if (i > 0 && now != all)
            return ORDER_NONE;
        all = now;
    }
    return all;
}

Order value_order(const Value *a, const Value *b)
{
    switch (a->lexical) {
    case LEXICAL_DECIMAL:
        return compare_digits(&a->digits, &b->digits);
    case LEXICAL_FLOAT:
    case LEXICAL_DOUBLE:
        return compare_numbers(a->number, b->number);
    case LEXICAL_DURATION:
        return compare_spans(&a->span, &b->span);
    case LEXICAL_DATE_TIME:
    case LEXICAL_TIME:
    case LEXICAL_DATE:
    case LEXICAL_YEAR_MONTH:
    case LEXICAL_YEAR:
    case LEXICAL_MONTH_DAY:
    case LEXICAL_DAY:
    case LEXICAL_MONTH:
        return compare_moments(&a->moment, &b->moment);
    default:
        return ORDER_NONE;
    }
}

// ---- Keys ----

static void add_number(Buffer *key, int64_t number)
{
    buffer_add(key, (Slice){(const char *)&number, sizeof number});
}

void value_add_key(const Value *value, Buffer *key)
{
    switch (value->lexical) {
    case LEXICAL_BOOLEAN:
        buffer_add_char(key, value->truth ? '1' : '0');
        break;
    case LEXICAL_DECIMAL:
        buffer_add_char(key, value->digits.is_negative ? '-' : '+');
        buffer_add(key, value->digits.whole);
        buffer_add_char(key, '.');
        buffer_add(key, value->digits.fraction);
        break;
    case LEXICAL_FLOAT:
    case LEXICAL_DOUBLE: {
        double number = isnan(value->number) ? NAN : value->number + 0.0; // -0 is 0
        buffer_add(key, (Slice){(const char *)&number, sizeof number});
        break;
    }
    case LEXICAL_DURATION: {
        const Span *span = &value->span;
        bool is_zero = span->months == 0 && span->seconds == 0 && span->fraction.len == 0;
        buffer_add_char(key, span->is_negative && !is_zero ? '-' : '+');
        add_number(key, span->months);
        add_number(key, span->seconds);
        buffer_add(key, span->fraction);
        break;
    }
    default:
        buffer_add_char(key, value->moment.has_zone ? 'Z' : ' ');
        add_number(key,
                   seconds_of(&value->moment, value->moment.has_zone ? value->moment.zone : 0));
        buffer_add(key, value->moment.fraction);
        break;
    }
}
