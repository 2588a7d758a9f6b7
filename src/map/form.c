// SPDX-License-Identifier: Apache-2.0
// One value between its form in a syntax and its form in content.
//
//     20261121 ─► 2026-11-21        "+5." ─► 5        5 ─► 3 (a code of another list)

#include "base/ascii.h"
#include "base/decimal.h"
#include "map/internal.h"

// ---- Numbers ----

// -?(0|[1-9][0-9]*)(\.[0-9]+)? : what JSON and XML Schema both call a decimal, so that most numbers
// stay as they were written.
static bool is_plain_number(Slice text)
{
    size_t i = text.len > 0 && text.at[0] == '-', start = i;
    while (i < text.len && is_digit(text.at[i]))
        i++;
    if (i == start || (text.at[start] == '0' && i - start > 1))
        return false;
    if (i == text.len)
        return true;
    if (text.at[i++] != '.' || i == text.len)
        return false;
    while (i < text.len && is_digit(text.at[i]))
        i++;
    return i == text.len;
}

static bool shorten(Arena *arena, Slice value, Slice *result)
{
    Decimal number;
    if (!decimal_read(value, &number, NULL))
        return false;
    char text[DECIMAL_TEXT_MAX];
    *result = arena_copy(arena, (Slice){text, decimal_write(number, text)});
    return true;
}

static bool read_number(Arena *arena, Slice value, Slice *result)
{
    *result = value;
    return is_plain_number(value) || shorten(arena, value, result);
}

// 23 ─► 023; a minus takes no digit's place.
static bool write_digits(Arena *arena, Slice pattern, Slice value, Slice *result)
{
    static const char zeros[] = "000000000000000";
    if (!shorten(arena, value, &value))
        return false;
    bool is_negative = value.len > 0 && value.at[0] == '-';
    Slice digits = slice_part(value, is_negative, value.len);
    if (digits.len > pattern.len || slice_find(digits, S(".")) != SIZE_MAX)
        return false;
    *result = arena_print(arena, "%s%.*s%.*s", is_negative ? "-" : "",
                          (int)(pattern.len - digits.len), zeros, (int)digits.len, digits.at);
    return true;
}

// ---- Dates ----

static bool is_date(Slice text)
{
    static const char shape[] = "dddd-dd-dd";
    if (text.len != sizeof shape - 1)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (shape[i] == 'd' ? !is_digit(text.at[i]) : text.at[i] != '-')
            return false;
    return true;
}

// Where in "2026-11-21" the letters of a pattern stand.
static size_t date_offset(char letter)
{
    return letter == 'Y' ? 0 : letter == 'M' ? 5 : letter == 'D' ? 8 : SIZE_MAX;
}

static bool read_date(Arena *arena, Slice pattern, Slice value, Slice *result)
{
    if (value.len != pattern.len)
        return false;
    if (slice_equal(pattern, S("YYYY-MM-DD"))) {
        *result = value;
        return is_date(value);
    }
    char *date = arena_take_raw(arena, 10, 1);
    memcpy(date, "0000-00-00", 10);
    size_t seen[3] = {0};
    for (size_t i = 0; i < pattern.len; i++) {
        size_t offset = date_offset(pattern.at[i]);
        size_t part = offset == 0 ? 0 : offset == 5 ? 1 : 2;
        if (offset == SIZE_MAX ? value.at[i] != pattern.at[i] : !is_digit(value.at[i]))
            return false;
        if (offset != SIZE_MAX && seen[part] < (part == 0 ? 4 : 2))
            date[offset + seen[part]++] = value.at[i];
    }
    *result = (Slice){date, 10};
    return true;
}

static bool write_date(Arena *arena, Slice pattern, Slice value, Slice *result)
{
    if (!is_date(value))
        return false;
    *result = value;
    if (slice_equal(pattern, S("YYYY-MM-DD")))
        return true;
    char *text = arena_take_raw(arena, pattern.len, 1);
    size_t seen[3] = {0};
    for (size_t i = 0; i < pattern.len; i++) {
        size_t offset = date_offset(pattern.at[i]);
        size_t part = offset == 0 ? 0 : offset == 5 ? 1 : 2;
        bool is_letter = offset != SIZE_MAX && seen[part] < (part == 0 ? 4 : 2);
        text[i] = is_letter ? value.at[offset + seen[part]++] : pattern.at[i];
    }
    *result = (Slice){text, pattern.len};
    return true;
}

// ---- Times of day ----

// hhmm or hhmmss, as EDIFACT writes it behind a date without a separator.
static bool is_time(Slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_digit(text.at[i]))
            return false;
    return text.len == 4 || text.len == 6;
}

// A date that a time follows is a date all the same; what has no place is its time.
static Slice without_time(Slice value, Slice pattern)
{
    bool has_time = slice_equal(pattern, S("YYYYMMDD")) && value.len > pattern.len &&
                    is_time(slice_part(value, pattern.len, value.len));
    return has_time ? slice_part(value, 0, pattern.len) : value;
}

// 15:30:00+09:00 ─► 15:30; what has no place are seconds that are some, and the zone.
static bool read_time(Slice value, Slice *result, size_t *left)
{
    static const char shape[] = "dd:dd";
    enum { TIME_LEN = 5 };
    if (value.len < TIME_LEN)
        return false;
    for (size_t i = 0; i < TIME_LEN; i++)
        if (shape[i] == 'd' ? !is_digit(value.at[i]) : value.at[i] != shape[i])
            return false;
    Slice rest = slice_part(value, TIME_LEN, value.len);
    *result = slice_part(value, 0, TIME_LEN);
    *left = slice_equal(rest, S(":00")) ? 0 : rest.len;
    return true;
}

bool form_cut_time(const Form *form, Arena *arena, Slice *value, Slice *time)
{
    Slice rest = slice_part(slice_trim(*value), form->pattern.len, SIZE_MAX);
    if (!is_time(rest) || rest.len != 4)
        return false;
    *time = arena_print(arena, "%.2s:%.2s", rest.at, rest.at + 2);
    *value = slice_part(slice_trim(*value), 0, form->pattern.len);
    return true;
}

bool form_add_time(Arena *arena, Slice date, Slice time, Slice *result)
{
    if (time.len < 5 || time.at[2] != ':')
        return false;
    *result = arena_print(arena, "%.*s%.2s%.2s", (int)date.len, date.at, time.at, time.at + 3);
    return true;
}

// ---- Codes ----

static bool read_code(const Form *form, Slice value, Slice *result)
{
    for (size_t i = 0; i < form->code_count; i++)
        if (slice_equal(form->codes[i].syntax, value)) {
            *result = form->codes[i].content;
            return true;
        }
    return false;
}

static bool write_code(const Form *form, Slice value, Slice *result)
{
    for (size_t i = 0; i < form->code_count; i++)
        if (slice_equal(form->codes[i].content, value)) {
            *result = form->codes[i].syntax;
            return true;
        }
    return false;
}

// ---- Both ways ----

// XML Schema allows a date its time zone behind it: Z, +01:00.
static Slice without_zone(Slice value, size_t date_len)
{
    enum { ZONE_LEN = 6 };
    bool has_zone =
        (value.len == date_len + 1 && value.at[date_len] == 'Z') ||
        (value.len == date_len + ZONE_LEN && memchr("+-", value.at[date_len], 2) != NULL);
    return has_zone ? slice_part(value, 0, date_len) : value;
}

bool form_read(const Form *form, TermKind kind, Arena *arena, Slice value, Slice *result,
               size_t *left)
{
    *result = value;
    *left = 0;
    switch (form->kind) {
    case FORM_TRIM:
        *result = slice_trim(value);
        break;
    case FORM_NUMBER:
    case FORM_SHORT:
    case FORM_DIGITS:
        return read_number(arena, slice_trim(value), result);
    case FORM_DATE:
        value = without_zone(slice_trim(value), form->pattern.len);
        value = without_time(value, form->pattern);
        *left = slice_trim(*result).len - value.len;
        return read_date(arena, form->pattern, value, result);
    case FORM_TIME:
        return read_time(slice_trim(value), result, left);
    case FORM_CODES:
        return read_code(form, slice_trim(value), result);
    case FORM_TEXT:
    case FORM_MARKED:
    case FORM_LINES:
    case FORM_KIND_END:
        break;
    }
    switch (kind) {
    case TERM_NUMBER:
        return read_number(arena, slice_trim(*result), result);
    case TERM_DATE:
        return is_date(*result);
    case TERM_BOOLEAN:
        return slice_equal(*result, S("true")) || slice_equal(*result, S("false"));
    case TERM_TEXT:
    case TERM_GROUP:
    case TERM_LIST:
        break;
    }
    return true;
}

bool form_write(const Form *form, Arena *arena, Slice value, Slice *result)
{
    *result = value;
    switch (form->kind) {
    case FORM_DATE:
        return write_date(arena, form->pattern, value, result);
    case FORM_TIME:
        *result = arena_print(arena, "%.*s:00", (int)value.len, value.at);
        return value.len == 5;
    case FORM_CODES:
        return write_code(form, value, result);
    case FORM_SHORT:
        return shorten(arena, value, result);
    case FORM_DIGITS:
        return write_digits(arena, form->pattern, value, result);
    case FORM_NUMBER:
        // JSON may write 1E3, which no document's decimal may.
        return is_plain_number(value) || read_number(arena, value, result);
    case FORM_TEXT:
    case FORM_TRIM:
    case FORM_MARKED:
    case FORM_LINES:
    case FORM_KIND_END:
        break;
    }
    return true;
}
