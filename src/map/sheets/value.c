// SPDX-License-Identifier: Apache-2.0
// What people write in a cell, as a value of its term.
//
//     2026年4月15日 ─► 2026-04-15      "JPY - Yen" ─► JPY      " 21.6 " ─► 21.6
//
// What can be read in two ways is refused: 1,234 is a thousand in Tokyo and one in Berlin, 3/4/2026
// is in April or in March.

#include "map/sheets/internal.h"

#include "base/ascii.h"
#include "base/calendar.h"

// ---- Dates ----

static bool take_number(Slice *rest, size_t digits_min, size_t digits_max, unsigned *number)
{
    size_t len = 0;
    for (*number = 0; len < rest->len && len < digits_max && is_digit(rest->at[len]); len++)
        *number = *number * 10 + (unsigned)(rest->at[len] - '0');
    *rest = slice_part(*rest, len, rest->len);
    return len >= digits_min;
}

static bool take_text(Slice *rest, Slice text)
{
    if (!slice_starts(*rest, text))
        return false;
    *rest = slice_part(*rest, text.len, rest->len);
    return true;
}

// Year, month and day, however they are parted; the year comes first, or nothing is certain.
static bool take_date(Arena *arena, Slice *rest, Slice *date)
{
    static const Slice marks[][3] = {
        {S_INIT("-"), S_INIT("-"), S_INIT("")}, {S_INIT("/"), S_INIT("/"), S_INIT("")},
        {S_INIT("."), S_INIT("."), S_INIT("")}, {S_INIT("年"), S_INIT("月"), S_INIT("日")},
        {S_INIT(""), S_INIT(""), S_INIT("")}, // 20260415
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        Slice at = *rest;
        unsigned year, month, day;
        size_t least = marks[i][0].len == 0 ? 2 : 1;
        if (!take_number(&at, 4, 4, &year) || !take_text(&at, marks[i][0]) ||
            !take_number(&at, least, 2, &month) || !take_text(&at, marks[i][1]) ||
            !take_number(&at, least, 2, &day) || !take_text(&at, marks[i][2]))
            continue;
        if (!calendar_has(year, month, day))
            return false;
        *date = arena_print(arena, "%04u-%02u-%02u", year, month, day);
        *rest = at;
        return true;
    }
    return false;
}

bool is_calendar_date(Slice text)
{
    unsigned year, month, day;
    return take_number(&text, 4, 4, &year) && take_text(&text, S("-")) &&
           take_number(&text, 2, 2, &month) && take_text(&text, S("-")) &&
           take_number(&text, 2, 2, &day) && text.len == 0 && calendar_has(year, month, day);
}

static bool read_date(Arena *arena, Slice text, Slice *value, size_t *left)
{
    Slice rest = text;
    if (!take_date(arena, &rest, value))
        return false;
    bool has_time = rest.len >= 9 && rest.at[0] == 'T'; // as the workbook's reader writes it
    *left = has_time && !slice_equal(rest, S("T00:00:00")) ? rest.len : 0;
    return rest.len == 0 || has_time;
}

// ---- All kinds ----

static bool read_truth(Slice text, Slice *value)
{
    static const Slice pairs[][2] = {{S_INIT("true"), S_INIT("true")},
                                     {S_INIT("TRUE"), S_INIT("true")},
                                     {S_INIT("false"), S_INIT("false")},
                                     {S_INIT("FALSE"), S_INIT("false")},
                                     // LibreOffice saves what it shows as TRUE as a number.
                                     {S_INIT("1"), S_INIT("true")},
                                     {S_INIT("0"), S_INIT("false")}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (slice_equal(text, pairs[i][0])) {
            *value = pairs[i][1];
            return true;
        }
    return false;
}

static Slice all_choices(Arena *arena, const Term *term)
{
    Buffer out = buffer_new(arena);
    buffer_add(&out, S("none of those it may be; expected one of"));
    for (size_t i = 0; i < term->choice_count; i++)
        buffer_print(&out, " %.*s", (int)term->choices[i].len, term->choices[i].at);
    return arena_copy(arena, buffer_slice(&out));
}

static bool is_choice(const Term *term, Slice text)
{
    for (size_t i = 0; i < term->choice_count; i++)
        if (slice_equal(term->choices[i], text))
            return true;
    return term->choice_count == 0;
}

bool sheet_value(Arena *arena, const Term *term, Slice text, Slice *value, size_t *left,
                 const char **expected)
{
    static const Form number = {.kind = FORM_NUMBER};
    *left = 0;
    *value = text;
    switch (term->kind) {
    case TERM_NUMBER:
        *expected = "no number; expected digits, with a point before decimals and nothing else, as "
                    "in 21.6";
        return form_read(&number, TERM_NUMBER, arena, text, value, left);
    case TERM_DATE:
        *expected = "no date of the calendar; expected year, month and day, as in 2026-04-15";
        return read_date(arena, slice_trim(text), value, left);
    case TERM_BOOLEAN:
        *expected = "neither true nor false; expected one of these words";
        return read_truth(slice_trim(text), value);
    case TERM_TEXT:
    case TERM_GROUP:
    case TERM_LIST:
        break;
    }
    if (term->codes.len > 0)
        *value = choice_code(arena, term->codes, text);
    if (is_choice(term, *value))
        return true;
    *expected = all_choices(arena, term).at;
    return false;
}
