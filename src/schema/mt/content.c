// SPDX-License-Identifier: Apache-2.0
// One content against the format and the codes of its field. A content that does not match is
// looked at again, for what a person would call the fault: a character, a line, a date.

#include "schema/mt/check.h"

#include "base/utf8.h"

typedef struct Content {
    const MtChecking *checking;
    NodeId node;
    const MtField *field;
    const MtRow *row; // NULL: none
    Slice text;
} Content;

static Slice number(const Content *it, size_t value)
{
    return arena_print(it->checking->findings->arena, "%zu", value);
}

static bool find(const Content *it, MtText text, Slice second, Slice third, Slice fourth)
{
    mt_find(it->checking, it->node, text, mt_where(it->checking, it->node, it->row),
            (Slice[]){second, third, fourth});
    return true;
}

static bool allows(const MtFormat *format, unsigned char c)
{
    for (size_t i = 0; i < format->starts[format->way_count]; i++) {
        const MtItem *item = &format->items[i];
        if (item->kind == MT_ITEM_VALUE ? mt_type_has(item->type, c)
                                        : item->kind == MT_ITEM_LITERAL && item->literal == (char)c)
            return true;
    }
    return c == '\n' || c == '\r';
}

static bool find_character(const Content *it)
{
    size_t line = 1;
    for (size_t i = 0, len; i < it->text.len; i += len) {
        len = 1;
        line += it->text.at[i] == '\n';
        if (allows(&it->field->format, (unsigned char)it->text.at[i]))
            continue;
        utf8_decode(slice_part(it->text, i, it->text.len), &len);
        Slice shown = slice_show(it->checking->findings->arena, slice_part(it->text, i, len), 20);
        return find(it, MT_TEXT_CHARACTER, shown, number(it, line), it->field->format.text);
    }
    return false;
}

// The longest line and the most lines that a format of lines has; false where it is of another
// kind.
static bool has_lines(const MtFormat *format, size_t *line_max, size_t *lines_max)
{
    *line_max = *lines_max = 0;
    for (uint16_t way = 0; way < format->way_count; way++) {
        size_t lines = 1;
        for (uint16_t i = format->starts[way]; i < format->starts[way + 1]; i++) {
            const MtItem *item = &format->items[i];
            lines += item->kind == MT_ITEM_LINE_END ? 1
                     : item->kind == MT_ITEM_VALUE  ? item->lines - 1u
                                                    : 0;
            if (item->lines > 1 && item->most > *line_max)
                *line_max = item->most;
        }
        *lines_max = lines > *lines_max ? lines : *lines_max;
    }
    return *line_max > 0;
}

static bool find_line(const Content *it)
{
    size_t line_max, lines_max, lines = 0;
    if (!has_lines(&it->field->format, &line_max, &lines_max))
        return false;
    for (Slice rest = it->text; rest.len > 0;) {
        Slice line = slice_cut(&rest, '\n');
        line.len -= line.len > 0 && line.at[line.len - 1] == '\r';
        lines++;
        if (line.len == 0)
            return find(it, MT_TEXT_LINE_EMPTY, number(it, lines), S(""), S(""));
        // An account before a party has a line of its own, with a slash.
        if (line.len > line_max && !(lines <= 2 && line.at[0] == '/' && line.len <= 37))
            return find(it, MT_TEXT_LINE_LONG, number(it, lines), number(it, line.len),
                        it->field->format.text);
    }
    return lines > lines_max &&
           find(it, MT_TEXT_LINES_MANY, number(it, lines), it->field->format.text, S(""));
}

static Slice first_line(Slice text)
{
    Slice line = slice_cut(&text, '\n');
    return slice_trim(line);
}

static void find_expected(const Content *it, const MtMatch *match)
{
    Arena *arena = it->checking->findings->arena;
    const MtItem *item = match->expected;
    Slice found = first_line(slice_part(it->text, match->from, it->text.len));
    Slice format = it->field->format.text;
    if (item == NULL)
        find(it, MT_TEXT_TOO_MUCH, found, format, S(""));
    else if (item->kind == MT_ITEM_LITERAL)
        find(it, MT_TEXT_LITERAL, found, format, arena_print(arena, "\"%c\"", item->literal));
    else if (item->kind == MT_ITEM_LINE_END)
        find(it, MT_TEXT_LINE_END, found, format, S(""));
    else
        find(it, (MtText)(MT_TEXT_TYPE + item->type), found, item->notation,
             item->name.len > 0 ? arena_print(arena, " (%.*s)", (int)item->name.len, item->name.at)
                                : S(""));
}

// Lines behind the first that begin as only a new field or the end may.
static void check_line_starts(const Content *it)
{
    size_t line = 1;
    for (size_t i = 0; i + 1 < it->text.len; i++) {
        char c = it->text.at[i + 1];
        if (it->text.at[i] != '\n')
            continue;
        line++;
        if (c == ':' || c == '-') {
            find(it, MT_TEXT_LINE_START, number(it, line), c == ':' ? S("\":\"") : S("\"-\""),
                 S(""));
            return;
        }
    }
}

// ---- Codes ----

static bool is_listed(Slice codes, Slice code)
{
    while (codes.len > 0)
        if (slice_equal(slice_cut(&codes, ','), code))
            return true;
    return false;
}

// The part that has the code: that of the name, or else the first.
static Slice coded_part(const MtFormat *format, const MtMatch *match)
{
    Slice first = {NULL, 0};
    for (size_t i = 0; i < format->starts[format->way_count]; i++) {
        if (!match->is_set[i])
            continue;
        if (slice_equal(format->items[i].name, S("code")))
            return match->values[i];
        if (first.at == NULL)
            first = match->values[i];
    }
    return first;
}

static void check_codes(const Content *it, const MtMatch *match)
{
    bool has_own = it->row != NULL && it->row->codes.len > 0;
    Slice codes = has_own ? it->row->codes : it->field->codes;
    Slice code = coded_part(&it->field->format, match);
    if (codes.len > 0 && code.at != NULL && !is_listed(codes, code))
        find(it, MT_TEXT_CODE, code, codes, S(""));
}

void mt_check_content(const MtChecking *checking, NodeId node, const MtField *field,
                      const MtRow *row)
{
    Content it = {.checking = checking, .node = node, .field = field, .row = row};
    Arena *arena = checking->findings->arena;
    it.text = mt_raw_content(arena, checking->library, checking->tree, node);
    check_line_starts(&it);
    MtMatch match;
    if (mt_format_match(&field->format, it.text, &match))
        check_codes(&it, &match);
    else if (!find_character(&it) && !find_line(&it))
        find_expected(&it, &match);
}
