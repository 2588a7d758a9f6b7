// SPDX-License-Identifier: Apache-2.0
// Segment tables of messages: which segments, in which groups.
//
//     00120       ---- Segment group 1  ------------------ C   99999------------+      ─►   00120 SG1 C 99999
//     00130   RFF Reference                                M   1                |             00130 RFF M 1
//     00140   DTM Date/time/period                         C   5----------------+             00140 DTM C 5
//
// Rulers show the groups: as many go on behind a row as there are bars at its end. (Corners are drawn wrongly in
// BOPBNK D.99B; the bars are right in all of 1,854 tables.) Until 2002 they were drawn with characters of an old code
// page; positions came in 1994.

#include "tree/edifact/import.h"

#include <ctype.h>

enum { DEPTH_MAX = 16 }; // groups in groups; the deepest message has 7

typedef struct TableRow {
    Slice position, tag; // tag: RFF, or of a group its number
    char status;
    Slice repeat;
    bool is_group;
    unsigned bars; // of the drawing behind
} TableRow;

static bool is_tag(Slice word)
{
    return word.len == 3 && isupper((unsigned char)word.at[0]) && isalnum((unsigned char)word.at[1]) &&
           isalnum((unsigned char)word.at[2]);
}

// The last " M 1" or " C 99" of a row; what stands behind is drawing.
static bool read_status(Slice line, TableRow *row)
{
    size_t found = SIZE_MAX;
    for (size_t i = 1; i + 2 < line.len; i++)
        if ((line.at[i] == 'M' || line.at[i] == 'C') && line.at[i - 1] == ' ' && line.at[i + 1] == ' ')
            found = i;
    if (found == SIZE_MAX)
        return false;
    row->status = line.at[found];
    size_t at = found + 1;
    while (at < line.len && line.at[at] == ' ')
        at++;
    size_t start = at;
    while (at < line.len && isdigit((unsigned char)line.at[at]))
        at++;
    row->repeat = slice_part(line, start, at - start);
    for (; at < line.len; at++)
        row->bars += line.at[at] == '|' || line.at[at] == '\xB3'; // │ of code page 437
    return row->repeat.len > 0;
}

static Slice group_number(Slice line)
{
    size_t at = slice_find(line, S("egment group"));
    if (at == SIZE_MAX)
        at = slice_find(line, S("egment Group"));
    if (at == SIZE_MAX)
        return S("");
    at += 12;
    while (at < line.len && line.at[at] == ' ')
        at++;
    size_t start = at;
    while (at < line.len && isdigit((unsigned char)line.at[at]))
        at++;
    return slice_part(line, start, at - start);
}

static bool read_row(Slice line, TableRow *row)
{
    *row = (TableRow){0};
    size_t at = 0;
    Slice word = line_word(line, &at);
    if (is_digits(word, 4) || is_digits(word, 5)) {
        row->position = word;
        word = line_word(line, &at);
    }
    Slice group = group_number(line);
    if (group.len > 0) {
        row->tag = group;
        row->is_group = true;
        return read_status(line, row);
    }
    for (int marks = 0; marks < 3 && word.len > 0 && memchr("+*#|X-", word.at[0], 6) != NULL && !is_tag(word); marks++)
        word = line_word(line, &at);
    row->tag = word;
    return is_tag(word) && read_status(slice_part(line, at, line.len), row);
}

// The table's heading occurs in the contents too: the last one counts.
static Lines find_table(Slice bytes)
{
    Lines lines = {.rest = bytes}, found = {0};
    while (lines_next(&lines))
        if (slice_find(lines.line, S("egment table")) != SIZE_MAX ||
            slice_find(lines.line, S("egment Table")) != SIZE_MAX ||
            slice_find(lines.line, S("EGMENT TABLE")) != SIZE_MAX)
            found = lines;
    return found;
}

// The title stands below the word CONTENTS.
static Slice title_of(Import *it, Slice bytes)
{
    Lines lines = {.rest = bytes};
    while (lines_next(&lines))
        if (slice_equal(slice_trim(lines.line), S("CONTENTS"))) {
            while (lines_next(&lines) && lines.line.len == 0)
                ;
            return import_name(it->arena, lines.line);
        }
    return S("");
}

static bool refuse(Import *it, const Text *text, unsigned line, const char *what)
{
    return fault_add(it->faults, FAULT_SYNTAX, line, 0, "%.*s: %s", (int)text->name.len, text->name.at, what);
}

static void add_row(Import *it, const TableRow *row, unsigned depth, unsigned counted)
{
    Slice position = row->position.len > 0 ? row->position : arena_print(it->arena, "%04u", counted);
    buffer_print(&it->messages, "%*s%.*s %s%.*s %c %.*s\n", (int)depth + 1, "", (int)position.len, position.at,
                 row->is_group ? "SG" : "", (int)row->tag.len, row->tag.at, row->status, (int)row->repeat.len,
                 row->repeat.at);
}

// Rows up to UNT; an interactive message ends with UIT.
static bool add_rows(Import *it, const Text *text, Lines *lines)
{
    TableRow row;
    unsigned depth = 0, counted = 0;
    while (lines_next(lines)) {
        if (!read_row(lines->line, &row))
            continue;
        if (row.bars > depth)
            return refuse(it, text, lines->number, "more groups go on here than have begun");
        depth = row.is_group ? row.bars : depth;
        add_row(it, &row, depth, counted += 10);
        depth = row.bars + row.is_group;
        if (depth > DEPTH_MAX)
            return refuse(it, text, lines->number, "groups are nested too deep");
        if (slice_equal(row.tag, S("UNT")) || slice_equal(row.tag, S("UIT")))
            return depth == 0 || refuse(it, text, lines->number, "a group has no end before UNT");
    }
    return refuse(it, text, 0, "its segment table was not found, or has no UNT");
}

bool import_message(Import *it, const Text *text)
{
    Lines lines = find_table(text->bytes);
    Slice title = title_of(it, text->bytes);
    buffer_print(&it->messages, "m %.6s %.*s\n", text->name.at, (int)title.len, title.at);
    if (!add_rows(it, text, &lines))
        return false;
    it->message_count++;
    return true;
}
