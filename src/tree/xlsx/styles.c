// SPDX-License-Identifier: Apache-2.0
// Number formats: whether a number is shown as a date. A workbook knows no dates, only numbers that
// look like some.
//
//     cell s="3" ─► <cellXfs>: the fourth <xf numFmtId="14">
//                └► a number that is known, or <numFmt formatCode="yyyy/m/d">

#include "tree/xlsx/internal.h"

#include <strings.h>

typedef struct KnownFormats {
    size_t first, last;
    ShownAs shown;
} KnownFormats;

// ISO/IEC 29500-1, 18.8.30; 27 to 36 and 50 to 58 are those of East Asian editions, and differ
// between them.
static const KnownFormats known_formats[] = {
    {14, 17, SHOWN_DATE},         {18, 21, SHOWN_TIME},         {22, 22, SHOWN_MOMENT},
    {27, 36, SHOWN_DATE_OR_TIME}, {45, 45, SHOWN_TIME},         {46, 46, SHOWN_DURATION},
    {47, 47, SHOWN_TIME},         {50, 58, SHOWN_DATE_OR_TIME},
};

typedef struct Letters {
    bool has_date, has_time, has_month, is_elapsed;
} Letters;

// What stands in brackets: [h] counts hours on; [Red], [$-411] and [>100] are about other things.
static size_t pass_brackets(Slice format, size_t at, Letters *letters)
{
    size_t end = at + 1;
    while (end < format.len && format.at[end] != ']')
        end++;
    bool is_count = end > at + 1;
    for (size_t i = at + 1; i < end; i++)
        is_count &= strchr("hHmMsS", format.at[i]) != NULL;
    letters->is_elapsed |= is_count;
    return end + 1;
}

static size_t pass_quotes(Slice format, size_t at)
{
    for (at++; at < format.len && format.at[at] != '"';)
        at++;
    return at + 1;
}

static void note_letter(Slice format, size_t at, Letters *letters)
{
    char c = (char)(format.at[at] | 0x20);
    bool is_exponent =
        c == 'e' && at + 1 < format.len && (format.at[at + 1] == '+' || format.at[at + 1] == '-');
    if (c == 'y' || c == 'd' || c == 'g' || (c == 'e' && !is_exponent))
        letters->has_date = true;
    else if (c == 'h' || c == 's')
        letters->has_time = true;
    else if (c == 'm')
        letters->has_month = true;
}

ShownAs format_shown(Slice format)
{
    Letters letters = {0};
    for (size_t i = 0; i < format.len && format.at[i] != ';';) {
        char c = format.at[i];
        if (c == '[') {
            i = pass_brackets(format, i, &letters);
        } else if (c == '"') {
            i = pass_quotes(format, i);
        } else if (c == '\\' || c == '_' || c == '*') {
            i += 2; // the next character is itself, a gap, or a filler
        } else if (format.len - i >= 7 && strncasecmp(format.at + i, "General", 7) == 0) {
            i += 7;
        } else {
            note_letter(format, i, &letters);
            i++;
        }
    }
    // m is a minute beside hours and seconds, else a month.
    bool has_date =
        letters.has_date || (letters.has_month && !letters.has_time && !letters.is_elapsed);
    if (letters.is_elapsed)
        return SHOWN_DURATION;
    if (has_date)
        return letters.has_time ? SHOWN_MOMENT : SHOWN_DATE;
    return letters.has_time ? SHOWN_TIME : SHOWN_NUMBER;
}

static ShownAs known_format(size_t number)
{
    for (size_t i = 0; i < sizeof known_formats / sizeof *known_formats; i++)
        if (number >= known_formats[i].first && number <= known_formats[i].last)
            return known_formats[i].shown;
    return SHOWN_NUMBER;
}

enum { STYLES_MAX = 65536 }; // of formats, and of their numbers; programs write 64,000 at most

// By number: what the formats of the workbook and those that all know show, plus 1; 0: nothing
// said.
static uint8_t *read_formats(Workbook *it, const Tree *part, NodeId formats)
{
    uint8_t *shown = arena_array(it->arena, uint8_t, STYLES_MAX);
    NodeId node = part_child(part, formats, "numFmt");
    for (; node != NODE_NONE; node = part_next(part, node, "numFmt")) {
        size_t number;
        Slice format = part_attribute(part, node, "formatCode");
        if (part_number(part_attribute(part, node, "numFmtId"), &number) && number < STYLES_MAX)
            shown[number] = (uint8_t)(format_shown(format) + 1);
    }
    return shown;
}

bool styles_read(Workbook *it)
{
    bool is_absent;
    Slice name = workbook_target_by_type(it, S("/styles"));
    const Tree *part = workbook_part(it, name.len > 0 ? name : S("xl/styles.xml"), &is_absent);
    if (part == NULL)
        return is_absent;
    NodeId root = part_root(part);
    uint8_t *formats = read_formats(it, part, part_child(part, root, "numFmts"));
    uint8_t *shown = arena_array(it->arena, uint8_t, STYLES_MAX);
    NodeId node = part_child(part, part_child(part, root, "cellXfs"), "xf");
    for (; node != NODE_NONE && it->shown_count < STYLES_MAX; node = part_next(part, node, "xf")) {
        size_t number;
        bool has_own = part_number(part_attribute(part, node, "numFmtId"), &number) &&
                       number < STYLES_MAX && formats[number] > 0;
        shown[it->shown_count++] =
            (uint8_t)(has_own ? formats[number] - 1 : (int)known_format(number));
    }
    it->shown = shown;
    return true;
}
