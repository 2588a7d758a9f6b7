// SPDX-License-Identifier: Apache-2.0
// Segments, composites and elements of a release.
//
//     010   C082  PARTY IDENTIFICATION DETAILS   C          ─►   010 C082 C 1        until 1997
//           3039  Party id. identification       M  an..35        (components are read with the composites)
//     070 * C517  LOCATION IDENTIFICATION        C    5     ─►   070 C517 C 5        since
//     9419 SERVICE LAYER, CODED   C an..3                   ─►   020 9419 C 1        1993, without positions

#include "tree/edifact/import.h"

#include <ctype.h>

enum { INDICATORS = 7 }; // columns before a heading in which changes are marked: "    *#|C549 MONETARY …"

typedef struct Row {
    Slice position; // empty where there is none
    Slice number;   // 3035, C082
    char status;    // M, C, or 0 where the row goes on in the next line
    Slice repeat;   // empty where there is none
} Row;

static bool is_form(Slice word)
{
    size_t at = 0;
    while (at < word.len && (word.at[at] == 'a' || word.at[at] == 'n'))
        at++;
    if (at == 0 || at > 2 || at == word.len)
        return false;
    while (at < word.len && word.at[at] == '.')
        at++;
    return at < word.len && isdigit((unsigned char)word.at[at]);
}

static bool is_number(Slice word)
{
    return word.len > 0 && word.len < 6 && is_digits(word, word.len);
}

// The row's end, from the right: form, repetitions, status.
static void read_status(Slice line, Row *row)
{
    Slice words[3] = {{0}};
    size_t at = 0;
    for (Slice word; (word = line_word(line, &at)).len > 0;) {
        words[0] = words[1];
        words[1] = words[2];
        words[2] = word;
    }
    size_t last = 2;
    if (is_form(words[last]))
        last--;
    if (is_number(words[last]) && last > 0)
        row->repeat = words[last--];
    if (words[last].len == 1 && (words[last].at[0] == 'M' || words[last].at[0] == 'C'))
        row->status = words[last].at[0];
}

static bool read_row(Slice line, Row *row)
{
    *row = (Row){0};
    size_t at = line_start(line, 2);
    Slice word = line_word(line, &at);
    if (is_digits(word, 3)) {
        row->position = word;
        word = line_word(line, &at);
        if (word.len < 4) // a mark of a change
            word = line_word(line, &at);
    } else if (word.len < 4) {
        word = line_word(line, &at);
    }
    row->number = word;
    if (!is_element_number(word) && !is_composite_number(word))
        return false;
    read_status(line, row);
    return true;
}

// A name may go on in a second line, which then has the status.
static bool read_whole_row(Arena *arena, Lines *lines, Row *row)
{
    if (!read_row(lines->line, row))
        return false;
    Slice line = lines->line;
    for (int more = 0; row->status == 0 && more < 2 && lines_next(lines); more++) {
        line = arena_join(arena, arena_join(arena, line, S(" ")), lines->line);
        read_row(line, row);
    }
    return row->status != 0;
}

static bool next_heading(Lines *lines)
{
    while (lines_next(lines))
        if (line_is_ruler(lines->line)) {
            while (lines_next(lines) && lines->line.len == 0)
                ;
            return lines->line.len > 0;
        }
    return false;
}

// ---- Segments ----

// D5(040,030) If first, then all
static void add_dependency(Import *it, Slice line)
{
    size_t at = 0;
    Slice position = line_word(line, &at);
    Slice note = line_word(line, &at);
    bool is_note = is_digits(position, 3) && note.len > 3 && note.at[0] == 'D' && note.at[2] == '(';
    if (!is_note)
        return;
    buffer_print(&it->segments, " ! %.2s", note.at);
    Slice list = slice_part(note, 3, note.len);
    list = slice_cut(&list, ')');
    while (list.len > 0) {
        Slice one = slice_cut(&list, ',');
        buffer_print(&it->segments, " %.*s", (int)one.len, one.at);
    }
    buffer_add_char(&it->segments, '\n');
}

static bool has_positions(Slice bytes)
{
    Row row;
    Lines lines = {.rest = bytes};
    while (lines_next(&lines))
        if (read_row(lines.line, &row) && row.position.len > 0)
            return true;
    return false;
}

// What stands between two rulers. In 1993 rows had no positions: there a row that follows a composite's without a blank
// line between is a component.
static void read_segment(Import *it, Lines *lines, bool is_positioned)
{
    Row row;
    bool is_below = false;
    unsigned counted = 0;
    while (lines->rest.len > 0) {
        Lines before = *lines;
        if (!lines_next(lines))
            return;
        if (line_is_ruler(lines->line)) {
            *lines = before; // the next heading needs it
            return;
        }
        add_dependency(it, lines->line);
        if (lines->line.len == 0)
            is_below = false;
        if (!read_whole_row(it->arena, lines, &row) || is_below)
            continue;
        is_below = !is_positioned && is_composite_number(row.number);
        if (is_positioned && row.position.len == 0)
            continue;
        counted += 10;
        Slice position = row.position.len > 0 ? row.position : arena_print(it->arena, "%03u", counted);
        Slice repeat = row.repeat.len > 0 ? row.repeat : S("1");
        buffer_print(&it->segments, " %.*s %.4s %c %.*s\n", (int)position.len, position.at, row.number.at, row.status,
                     (int)repeat.len, repeat.at);
    }
}

bool import_segments(Import *it, const Text *text)
{
    Lines lines = {.rest = text->bytes};
    bool is_positioned = has_positions(text->bytes);
    size_t found = 0;
    while (next_heading(&lines)) {
        size_t at = line_start(lines.line, INDICATORS);
        Slice tag = line_word(lines.line, &at);
        if (tag.len != 3)
            continue;
        Slice name = import_name(it->arena, slice_part(lines.line, at, lines.line.len));
        buffer_print(&it->segments, "s %.3s %.*s\n", tag.at, (int)name.len, name.at);
        read_segment(it, &lines, is_positioned);
        found++;
    }
    return found > 0 || fault_add(it->faults, FAULT_SYNTAX, 0, 0, "%.*s: no segment was found in it",
                                  (int)text->name.len, text->name.at);
}

// ---- Composites ----

bool import_composites(Import *it, const Text *text)
{
    Lines lines = {.rest = text->bytes};
    Row row;
    size_t found = 0;
    bool is_open = false;
    while (lines_next(&lines)) {
        if (line_is_ruler(lines.line)) {
            is_open = false;
            continue;
        }
        size_t at = line_start(lines.line, INDICATORS);
        Slice word = line_word(lines.line, &at);
        if (!is_open && is_composite_number(word)) {
            Slice name = import_name(it->arena, slice_part(lines.line, at, lines.line.len));
            buffer_print(&it->composites, "c %.4s %.*s\n", word.at, (int)name.len, name.at);
            is_open = true;
            found++;
        } else if (is_open && read_row(lines.line, &row) && is_element_number(row.number) &&
                   read_whole_row(it->arena, &lines, &row)) {
            buffer_print(&it->composites, " %.4s %c\n", row.number.at, row.status);
        }
    }
    return found > 0 || fault_add(it->faults, FAULT_SYNTAX, 0, 0, "%.*s: no composite was found in it",
                                  (int)text->name.len, text->name.at);
}

// ---- Elements ----

static ElementRows *import_element(Import *it, Slice number)
{
    bool is_new;
    int32_t index = table_add(it->by_number, arena_copy(it->arena, number), &is_new);
    if (is_new) {
        if (it->element_count == it->element_room) {
            size_t room = it->element_room ? it->element_room * 2 : 1024;
            it->elements = arena_resize(it->arena, it->elements, it->element_room * sizeof *it->elements,
                                        room * sizeof *it->elements);
            it->element_room = room;
        }
        it->elements[it->element_count++] =
            (ElementRows){.number = table_key(it->by_number, index), .codes = buffer_new(it->arena)};
    }
    return &it->elements[index];
}

// The form of "Repr: an..35"; the line may say more: "Repr: an..3 [see note]".
static Slice form_of(Slice line)
{
    size_t at = slice_find(line, S("Repr:"));
    if (at == SIZE_MAX)
        return S("");
    at += 5;
    Slice word = line_word(line, &at);
    return is_form(word) ? word : S("");
}

// A heading's number and name: "1001  Document name code                 [C]".
static ElementRows *read_heading(Import *it, Slice line)
{
    size_t at = line_start(line, 5);
    Slice number = line_word(line, &at);
    if (!is_element_number(number))
        return NULL;
    ElementRows *element = import_element(it, number);
    Slice rest = slice_part(line, at, line.len);
    size_t usage = slice_find(rest, S(" ["));
    if (element->name.len == 0)
        element->name = import_name(it->arena, slice_part(rest, 0, usage));
    return element;
}

bool import_elements(Import *it, const Text *text)
{
    Lines lines = {.rest = text->bytes};
    size_t before = it->element_count;
    while (next_heading(&lines)) {
        ElementRows *element = read_heading(it, lines.line);
        while (element != NULL && element->form.len == 0 && lines_next(&lines))
            element->form = form_of(lines.line);
    }
    return it->element_count > before || fault_add(it->faults, FAULT_SYNTAX, 0, 0, "%.*s: no element was found in it",
                                                   (int)text->name.len, text->name.at);
}

// ---- Codes ----

// Where codes and names stand. Until 1997 the number of an element stands in column 2 and its codes end before column
// 9; since then the number stands in column 5, and codes begin there.
//
//     * 1001  Document/message name, coded      |      *    1001  Document name code
//             1 Certificate of analysis         |           1     Certificate of analysis
//         ZZZ   Mutually defined                |           ZZZ   Mutually defined
//                Described here.                |                    Described here.
typedef struct Layout {
    size_t marks, name;
} Layout;

static Layout layout_of(Slice heading)
{
    size_t at = line_start(heading, 5);
    return at >= 5 ? (Layout){5, 11} : (Layout){3, 10};
}

static void add_code(Import *it, ElementRows *element, Slice code, Slice name)
{
    name = import_name(it->arena, name);
    buffer_print(&element->codes, " %.*s %.*s\n", (int)code.len, code.at, (int)name.len, name.at);
    it->code_count++;
}

// A name goes on in the next line where that begins in the names' column.
static Slice whole_name(Import *it, Lines *lines, Slice name, Layout layout)
{
    Lines ahead = *lines;
    while (lines_next(&ahead) && ahead.line.len > 0 && line_start(ahead.line, 0) == layout.name &&
           !slice_starts(slice_trim(ahead.line), S("Note:"))) {
        name = arena_join(it->arena, arena_join(it->arena, name, S(" ")), slice_trim(ahead.line));
        *lines = ahead;
    }
    return name;
}

static void read_codes(Import *it, ElementRows *element, Lines *lines, Layout layout)
{
    bool is_note = true; // up to the first blank line behind the representation
    while (lines->rest.len > 0) {
        Lines before = *lines;
        if (!lines_next(lines))
            return;
        if (line_is_ruler(lines->line)) {
            *lines = before;
            return;
        }
        size_t at = line_start(lines->line, layout.marks);
        if (lines->line.len == 0)
            is_note = false;
        size_t start = at;
        Slice code = line_word(lines->line, &at);
        if (code.len == 0 || start >= layout.name)
            continue;
        if (code.at[code.len - 1] == ':')
            is_note = true;
        if (is_note || at == lines->line.len)
            continue;
        add_code(it, element, code, whole_name(it, lines, slice_part(lines->line, at, lines->line.len), layout));
    }
}

bool import_codes(Import *it, const Text *text)
{
    Lines lines = {.rest = text->bytes};
    size_t before = it->code_count;
    while (next_heading(&lines)) {
        Layout layout = layout_of(lines.line);
        ElementRows *element = read_heading(it, lines.line);
        if (element == NULL)
            continue;
        Slice form = S("");
        while (form.len == 0 && lines_next(&lines) && !line_is_ruler(lines.line))
            form = form_of(lines.line);
        if (element->form.len == 0)
            element->form = form;
        read_codes(it, element, &lines, layout);
    }
    return it->code_count > before || fault_add(it->faults, FAULT_SYNTAX, 0, 0, "%.*s: no code was found in it",
                                                (int)text->name.len, text->name.at);
}
