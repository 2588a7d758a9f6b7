// SPDX-License-Identifier: Apache-2.0
// Values as people read them.
//
// All works on the text that the document had: an amount keeps its digits, for a rendering that
// rounds is another document.

#include "render/internal.h"

#include "base/ascii.h"
#include "base/utf8.h"

static size_t digits_at(Slice text, size_t at)
{
    size_t end = at;
    while (end < text.len && is_digit(text.at[end]))
        end++;
    return end - at;
}

Slice format_number(Arena *arena, Slice number)
{
    enum { GROUP = 3 }; // of digits; English, Japanese and Chinese write amounts alike
    size_t start = slice_starts(number, S("-")) || slice_starts(number, S("+"));
    size_t whole = digits_at(number, start), rest = start + whole;
    bool has_point = rest < number.len && number.at[rest] == '.';
    if (whole == 0 || rest + has_point + digits_at(number, rest + has_point) != number.len)
        return format_text(arena, number);
    Buffer out = buffer_new(arena);
    buffer_add(&out, slice_part(number, 0, start));
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % GROUP == 0)
            buffer_add_char(&out, ',');
        buffer_add_char(&out, number.at[start + i]);
    }
    buffer_add(&out, slice_part(number, rest, number.len));
    return buffer_slice(&out);
}

static unsigned number_at(Slice text, size_t at, size_t len)
{
    unsigned number = 0;
    for (size_t i = at; i < at + len; i++)
        number = number * 10 + (unsigned)(text.at[i] - '0');
    return number;
}

typedef struct Date {
    unsigned year, month, day;
} Date;

static bool read_date(Slice text, Date *date)
{
    enum { YEAR = 0, MONTH = 5, DAY = 8, LENGTH = 10 }; // 2026-11-21
    if (text.len != LENGTH || digits_at(text, YEAR) != 4 || digits_at(text, MONTH) != 2 ||
        digits_at(text, DAY) != 2 || text.at[MONTH - 1] != '-' || text.at[DAY - 1] != '-')
        return false;
    *date = (Date){number_at(text, YEAR, 4), number_at(text, MONTH, 2), number_at(text, DAY, 2)};
    return date->month >= 1 && date->month <= 12;
}

Slice format_era_date(Arena *arena, Slice text)
{
    // From the day on which each began.
    static const struct {
        Slice first;
        const char *name;
        unsigned year;
    } eras[] = {
        {S_INIT("2019-05-01"), "令和", 2019}, {S_INIT("1989-01-08"), "平成", 1989},
        {S_INIT("1926-12-25"), "昭和", 1926}, {S_INIT("1912-07-30"), "大正", 1912},
        {S_INIT("1873-01-01"), "明治", 1868},
    };
    Date date;
    for (size_t i = 0; read_date(text, &date) && i < sizeof eras / sizeof *eras; i++) {
        if (slice_compare(text, eras[i].first) < 0)
            continue;
        unsigned year = date.year - eras[i].year + 1;
        return year == 1
                   ? arena_print(arena, "%s元年%u月%u日", eras[i].name, date.month, date.day)
                   : arena_print(arena, "%s%u年%u月%u日", eras[i].name, year, date.month, date.day);
    }
    return format_date(arena, text, LANGUAGE_JA);
}

Slice format_date(Arena *arena, Slice text, SheetLanguage language)
{
    static const char *const months[] = {
        "",     "January", "February",  "March",   "April",    "May",      "June",
        "July", "August",  "September", "October", "November", "December",
    };
    Date date;
    if (!read_date(text, &date))
        return format_text(arena, text);
    return language == LANGUAGE_EN
               ? arena_print(arena, "%u %s %u", date.day, months[date.month], date.year)
               : arena_print(arena, "%u年%u月%u日", date.year, date.month, date.day);
}

// The marks that override or isolate the direction of writing: an amount behind one could be read
// backwards.
static bool turns_direction(int32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_harmful(int32_t c)
{
    return c == UTF8_BAD || (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0) || c == 0x2028 ||
           c == 0x2029 || turns_direction(c) || !is_xml_char((uint32_t)c);
}

Slice format_text(Arena *arena, Slice text)
{
    enum { REPLACEMENT = 0xFFFD };
    Buffer out = buffer_new(arena);
    size_t length;
    for (size_t i = 0; i < text.len; i += length) {
        int32_t c = utf8_decode(slice_part(text, i, text.len), &length);
        if (c == '\t' || c == '\r')
            buffer_add_char(&out, ' ');
        else if (is_harmful(c))
            buffer_add_code_point(&out, REPLACEMENT);
        else
            buffer_add(&out, slice_part(text, i, length));
    }
    return buffer_slice(&out);
}
