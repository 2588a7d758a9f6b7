// SPDX-License-Identifier: Apache-2.0
// format-date, format-dateTime and format-time (XSLT 2.0, 16.5), with names in English.
//
//     "[D1o] [MNn] [Y0001]"  ─►  literal text and components  ─►  "20th November 2026"

#include "base/buffer.h"
#include "base/calendar.h"
#include "xpath/functions/families.h"

#include <stdio.h>

typedef struct Component {
    char specifier;  // Y, M, D, d, F, W, w, H, h, P, m, s, f, Z, z, C, E
    Slice form;      // presentation: "1", "01", "Nn", …
    bool is_ordinal; // 1st, 2nd
    int least, most; // width; 0: not given
} Component;

typedef struct Writer {
    Eval *eval;
    Type type;
    const DateTime *date;
    Buffer out;
} Writer;

static const char *const month_names[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};
static const char *const day_names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};

static noreturn void bad_picture(Writer *writer, Slice part)
{
    eval_raise(writer->eval, "XTDE1340",
               "\"[%.*s]\" is no component of a date; expected one such as [Y0001] or [MNn]",
               (int)part.len, part.at);
}

// ---- The calendar ----

static int64_t year_of(const DateTime *date)
{
    return date->year < 0 ? date->year + 1 : date->year;
}

static int weekday(int64_t number) // 0: Monday
{
    return (int)(((number + 3) % 7 + 7) % 7);
}

// The week that has the year's first Thursday is week 1 (ISO 8601).
static int64_t iso_week(const DateTime *date)
{
    int64_t number = calendar_days(year_of(date), date->month, date->day);
    int64_t thursday = number - weekday(number) + 3;
    int64_t year = year_of(date) + 1;
    while (calendar_days(year, 1, 1) > thursday)
        year--;
    return (thursday - calendar_days(year, 1, 1)) / 7 + 1;
}

static int64_t week_of_month(const DateTime *date)
{
    int64_t first = calendar_days(year_of(date), date->month, 1);
    return (date->day - 1 + weekday(first)) / 7 + 1;
}

// ---- Parts of a picture ----

static int read_width(Writer *writer, Slice part, Slice text)
{
    if (slice_equal(text, S("*")))
        return 0;
    int width = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || width > 1000)
            bad_picture(writer, part);
        width = width * 10 + text.at[i] - '0';
    }
    if (width == 0)
        bad_picture(writer, part);
    return width;
}

static Slice without_space(Arena *arena, Slice text)
{
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < text.len; i++)
        if (!is_xml_space(text.at[i]))
            buffer_add_char(&out, text.at[i]);
    return buffer_slice(&out);
}

static Component read_component(Writer *writer, Slice text)
{
    Slice part = without_space(writer->eval->scratch, text);
    if (part.len == 0 || !strchr("YMDdFWwHhPmsfZzCE", part.at[0]))
        bad_picture(writer, part);
    Component component = {.specifier = part.at[0]};
    Slice rest = slice_part(part, 1, SIZE_MAX);
    size_t comma = slice_find(rest, S(","));
    component.form = slice_part(rest, 0, comma);
    if (comma != SIZE_MAX) {
        Slice widths = slice_part(rest, comma + 1, SIZE_MAX);
        Slice least = slice_cut(&widths, '-');
        component.least = read_width(writer, part, least);
        component.most = widths.len ? read_width(writer, part, widths) : 0;
    }
    Slice *form = &component.form;
    if (form->len > 1 && strchr("otc", form->at[form->len - 1])) {
        component.is_ordinal = form->at[form->len - 1] == 'o';
        form->len--;
    }
    if (form->len == 0)
        *form = strchr("FPCE", component.specifier) ? S("n")
                : strchr("ms", component.specifier) ? S("01")
                                                    : S("1");
    return component;
}

// ---- Writing ----

static void write_name(Writer *writer, const Component *component, Slice name)
{
    size_t len = component->most > 0 && (size_t)component->most < name.len ? (size_t)component->most
                                                                           : name.len;
    bool is_title = slice_equal(component->form, S("Nn"));
    bool is_upper = slice_equal(component->form, S("N"));
    for (size_t i = 0; i < len; i++) {
        char c = name.at[i];
        bool wants_upper = is_upper || (is_title && i == 0);
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        buffer_add_char(&writer->out, !is_letter    ? c
                                      : wants_upper ? (char)(c & ~0x20)
                                                    : (char)(c | 0x20));
    }
    for (int i = (int)len; i < component->least; i++)
        buffer_add_char(&writer->out, ' ');
}

static void write_roman(Writer *writer, int64_t number, bool is_upper)
{
    static const struct {
        int value;
        const char *text;
    } romans[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"},
                  {90, "xc"},  {50, "l"},   {40, "xl"}, {10, "x"},   {9, "ix"},
                  {5, "v"},    {4, "iv"},   {1, "i"}};
    for (size_t i = 0; i < sizeof romans / sizeof *romans; i++)
        for (; number >= romans[i].value; number -= romans[i].value)
            for (const char *at = romans[i].text; *at; at++)
                buffer_add_char(&writer->out, is_upper ? (char)(*at & ~0x20) : *at);
}

static const char *ordinal_suffix(int64_t number)
{
    int64_t ones = number % 10, tens = number / 10 % 10;
    if (tens == 1 || ones == 0 || ones > 3)
        return "th";
    return ones == 1 ? "st" : ones == 2 ? "nd" : "rd";
}

static void write_number(Writer *writer, const Component *component, int64_t number)
{
    char form = component->form.at[0];
    bool is_upper = form == 'I' || form == 'A';
    if ((form == 'i' || form == 'I') && number > 0 && number < 4000) {
        write_roman(writer, number, is_upper);
        return;
    }
    if ((form == 'a' || form == 'A') && number > 0 && number <= 26) {
        buffer_add_char(&writer->out, (char)(form + number - 1));
        return;
    }
    int digits = form >= '0' && form <= '9' ? (int)component->form.len : 1;
    int least = component->least ? component->least : digits;
    // Years are cut from the left to the width that is asked for: [Y01] is 26.
    int most = component->most ? component->most : component->least == 0 && digits > 1 ? digits : 0;
    if (component->specifier == 'Y' && most > 0 && most < 10) {
        int64_t power = 1;
        for (int i = 0; i < most; i++)
            power *= 10;
        number %= power;
    }
    buffer_print(&writer->out, "%0*lld%s", least > 40 ? 40 : least, (long long)number,
                 component->is_ordinal ? ordinal_suffix(number) : "");
}

static void write_fraction(Writer *writer, const Component *component)
{
    char text[16];
    snprintf(text, sizeof text, "%09d", writer->date->nanosecond);
    int digits = (int)component->form.len;
    int least = component->least ? component->least : digits;
    int most = component->most ? component->most : digits > 1 ? digits : 9;
    int len = most < 9 ? most : 9;
    while (len > least && text[len - 1] == '0')
        len--;
    buffer_add(&writer->out, (Slice){text, (size_t)len});
}

static void write_zone(Writer *writer, const Component *component)
{
    if (!writer->date->has_zone)
        return;
    int minutes = writer->date->zone_minutes, size = minutes < 0 ? -minutes : minutes;
    buffer_print(&writer->out, "%s%c%02d:%02d", component->specifier == 'z' ? "GMT" : "",
                 minutes < 0 ? '-' : '+', size / 60, size % 60);
}

// XTDE1350: the hour of a date, the year of a time
static void require_available(Writer *writer, char specifier)
{
    bool is_of_time = strchr("HhPmsf", specifier) != NULL;
    bool is_of_zone = specifier == 'Z' || specifier == 'z';
    if (is_of_zone || writer->type == TYPE_DATE_TIME ||
        (is_of_time ? writer->type == TYPE_TIME : writer->type == TYPE_DATE))
        return;
    eval_raise(writer->eval, "XTDE1350", "a value of type %s has no component [%c]",
               type_name(writer->type), specifier);
}

static bool wants_name(const Component *component)
{
    return component->form.at[0] == 'N' || component->form.at[0] == 'n';
}

static int64_t number_of(const DateTime *date, char specifier)
{
    int64_t day = calendar_days(year_of(date), date->month, date->day);
    switch (specifier) {
    case 'Y':
        return date->year < 0 ? -date->year : date->year;
    case 'M':
        return date->month;
    case 'D':
        return date->day;
    case 'd':
        return day - calendar_days(year_of(date), 1, 1) + 1;
    case 'F':
        return weekday(day) + 1;
    case 'W':
        return iso_week(date);
    case 'w':
        return week_of_month(date);
    case 'H':
        return date->hour;
    case 'h':
        return date->hour % 12 == 0 ? 12 : date->hour % 12;
    case 'm':
        return date->minute;
    default:
        return date->second;
    }
}

static Slice name_of(const DateTime *date, char specifier)
{
    switch (specifier) {
    case 'M':
        return slice_of(month_names[date->month - 1]);
    case 'F':
        return slice_of(day_names[weekday(calendar_days(year_of(date), date->month, date->day))]);
    case 'P':
        return date->hour < 12 ? S("am") : S("pm");
    case 'E':
        return date->year < 0 ? S("BC") : S("AD");
    default:
        return S("Gregorian");
    }
}

static void write_component(Writer *writer, const Component *component)
{
    char specifier = component->specifier;
    require_available(writer, specifier);
    if (specifier == 'Z' || specifier == 'z')
        write_zone(writer, component);
    else if (specifier == 'f')
        write_fraction(writer, component);
    else if (strchr("PEC", specifier) || (strchr("MF", specifier) && wants_name(component)))
        write_name(writer, component, name_of(writer->date, specifier));
    else
        write_number(writer, component, number_of(writer->date, specifier));
}

static void write_picture(Writer *writer, Slice picture)
{
    for (size_t i = 0; i < picture.len; i++) {
        char c = picture.at[i];
        bool is_double = i + 1 < picture.len && picture.at[i + 1] == c;
        if ((c == '[' || c == ']') && is_double) {
            buffer_add_char(&writer->out, c);
            i++;
        } else if (c == '[') {
            Slice rest = slice_part(picture, i + 1, SIZE_MAX);
            size_t end = slice_find(rest, S("]"));
            if (end == SIZE_MAX)
                bad_picture(writer, rest);
            Component component = read_component(writer, slice_part(rest, 0, end));
            write_component(writer, &component);
            i += end + 1;
        } else if (c == ']') {
            bad_picture(writer, S("]"));
        } else {
            buffer_add_char(&writer->out, c);
        }
    }
}

// What stands in for another language or calendar says so (16.5.2).
static void write_fallbacks(Writer *writer, const Seq *args, size_t count)
{
    Slice language = text_of(args, count, 2), calendar = text_of(args, count, 3);
    if (language.len > 0 && !slice_starts(language, S("en")))
        buffer_add(&writer->out, S("[Language: en]"));
    if (calendar.len > 0 && !slice_equal(calendar, S("AD")) && !slice_equal(calendar, S("ISO")))
        buffer_add(&writer->out, S("[Calendar: AD]"));
}

static Seq fn_format(Eval *eval, const Seq *args, size_t count)
{
    if (args[0].count == 0)
        return SEQ_EMPTY;
    Item item = args[0].items[0];
    Writer writer = {eval, (Type)item.type, item.date_time, buffer_new(eval->scratch)};
    write_fallbacks(&writer, args, count);
    write_picture(&writer, text_of(args, count, 1));
    return give_string(eval, buffer_slice(&writer.out));
}

#define TEXTS ONE(TYPE_STRING), OPTIONAL(TYPE_STRING), OPTIONAL(TYPE_STRING), OPTIONAL(TYPE_STRING)

const Function picture_functions[] = {
    {"format-date",
     2,
     2,
     FUNCTION_XSLT,
     OPTIONAL(TYPE_STRING),
     {OPTIONAL(TYPE_DATE), TEXTS},
     fn_format},
    {"format-date",
     5,
     5,
     FUNCTION_XSLT,
     OPTIONAL(TYPE_STRING),
     {OPTIONAL(TYPE_DATE), TEXTS},
     fn_format},
    {"format-dateTime",
     2,
     2,
     FUNCTION_XSLT,
     OPTIONAL(TYPE_STRING),
     {OPTIONAL(TYPE_DATE_TIME), TEXTS},
     fn_format},
    {"format-dateTime",
     5,
     5,
     FUNCTION_XSLT,
     OPTIONAL(TYPE_STRING),
     {OPTIONAL(TYPE_DATE_TIME), TEXTS},
     fn_format},
    {"format-time",
     2,
     2,
     FUNCTION_XSLT,
     OPTIONAL(TYPE_STRING),
     {OPTIONAL(TYPE_TIME), TEXTS},
     fn_format},
    {"format-time",
     5,
     5,
     FUNCTION_XSLT,
     OPTIONAL(TYPE_STRING),
     {OPTIONAL(TYPE_TIME), TEXTS},
     fn_format},
};
const size_t picture_function_count = sizeof picture_functions / sizeof *picture_functions;
