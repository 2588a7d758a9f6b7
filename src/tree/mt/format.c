// SPDX-License-Identifier: Apache-2.0
// Formats: read from their notation, matched against contents, rendered from values.
//
//     [/<account:34x>$]<party:4*35x>   ─►   [  /  34x  $  ]  4*35x
//
// A match tries what may be left out first with it, then without; parts within a line as short as
// the rest allows (a slash parts OTHR from its narrative), lines as many as the rest allows. Parts
// are bounded by their lengths, so a content is refused after few trials, however it is made.

#include "tree/mt/format.h"

#include "base/ascii.h"
#include "base/calendar.h"

enum {
    STEPS_MAX = 20000, // of one match; 9000z of field 77T needs the most
    DEPTH_MAX = 4,     // of brackets; formats have 2
};

// ---- Characters ----

static bool is_one_of(unsigned char c, const char *signs)
{
    return c != '\0' && strchr(signs, c) != NULL;
}

bool mt_type_has(MtType type, unsigned char c)
{
    switch (type) {
    case MT_DIGITS:
    case MT_DATE6:
    case MT_DATE8:
    case MT_TIME4:
        return is_digit(c);
    case MT_LETTERS:
        return is_capital(c);
    case MT_CODE:
    case MT_BIC:
        return is_capital(c) || is_digit(c);
    case MT_HEX:
        return is_digit(c) || (c >= 'A' && c <= 'F');
    case MT_X:
        return is_letter(c) || is_digit(c) || is_one_of(c, "/-?:().,'+ ");
    case MT_Y:
        return is_capital(c) || is_digit(c) || is_one_of(c, ".,-()/='+:?!\"%&*<>; ");
    case MT_Z:
        return is_letter(c) || is_digit(c) || is_one_of(c, ".,-()/='+:?!\"%&*<>;{@#_ ");
    case MT_AMOUNT:
        return is_digit(c) || c == ',';
    case MT_MARK:
        return c == 'C' || c == 'D';
    case MT_TYPE_END:
        break;
    }
    return false;
}

// ---- Reading a notation ----

typedef struct Word {
    const char *word;
    MtType type;
    uint16_t least, most;
} Word;

static const Word words[] = {
    {"DATE6", MT_DATE6, 6, 6}, {"DATE8", MT_DATE8, 8, 8}, {"TIME4", MT_TIME4, 4, 4},
    {"BIC", MT_BIC, 8, 11},    {"DC", MT_MARK, 1, 1},
};

static const char type_letters[] = "nachxyzd"; // in the order of MtType

static uint16_t take_number(Slice *text)
{
    uint32_t number = 0;
    while (text->len > 0 && is_digit(text->at[0]) && number < 10000) {
        number = number * 10 + (uint32_t)(text->at[0] - '0');
        *text = slice_part(*text, 1, text->len);
    }
    return (uint16_t)number;
}

static bool take(Slice *text, char c)
{
    if (text->len == 0 || text->at[0] != c)
        return false;
    *text = slice_part(*text, 1, text->len);
    return true;
}

// "3!a", "35x", "4*35x", "DATE6"
static bool read_value(Slice *text, MtItem *item)
{
    Slice whole = *text;
    item->kind = MT_ITEM_VALUE;
    item->lines = 1;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_starts(*text, slice_of(words[i].word))) {
            item->type = words[i].type;
            item->least = words[i].least;
            item->most = words[i].most;
            item->notation = slice_part(whole, 0, strlen(words[i].word));
            *text = slice_part(*text, strlen(words[i].word), text->len);
            return true;
        }
    item->most = take_number(text);
    if (take(text, '*')) {
        item->lines = item->most;
        item->most = take_number(text);
    }
    bool is_exact = take(text, '!');
    item->least = is_exact ? item->most : 1;
    const char *letter = text->len > 0 && text->at[0] ? strchr(type_letters, text->at[0]) : NULL;
    if (letter == NULL || item->most == 0 || item->lines == 0 || item->lines > MT_LINES_MAX)
        return false;
    item->type = (MtType)(letter - type_letters);
    *text = slice_part(*text, 1, text->len);
    item->notation = slice_part(whole, 0, whole.len - text->len);
    return true;
}

typedef struct Notation {
    Slice rest;
    MtFormat *format;
    MtItem items[MT_ITEMS_MAX];
    uint16_t count;
    uint16_t open[DEPTH_MAX], depth; // brackets
} Notation;

static bool read_part(Notation *it, MtItem *item)
{
    if (!take(&it->rest, '<'))
        return read_value(&it->rest, item);
    size_t colon = slice_find(it->rest, S(":"));
    if (colon == SIZE_MAX)
        return false;
    item->name = slice_part(it->rest, 0, colon);
    it->rest = slice_part(it->rest, colon + 1, it->rest.len);
    it->format->has_parts = true;
    return read_value(&it->rest, item) && take(&it->rest, '>');
}

static bool read_item(Notation *it, MtItem *item)
{
    char c = it->rest.at[0];
    if (c == '<' || is_digit(c) || is_capital(c))
        return read_part(it, item);
    it->rest = slice_part(it->rest, 1, it->rest.len);
    switch (c) {
    case '$':
        item->kind = MT_ITEM_LINE_END;
        return true;
    case '[':
        item->kind = MT_ITEM_OPEN;
        if (it->depth == DEPTH_MAX)
            return false;
        it->open[it->depth++] = it->count;
        return true;
    case ']':
        item->kind = MT_ITEM_CLOSE;
        if (it->depth == 0)
            return false;
        it->items[it->open[--it->depth]].next = (uint16_t)(it->count + 1);
        return true;
    }
    item->kind = MT_ITEM_LITERAL;
    item->literal = c;
    return true;
}

static bool begin_way(Notation *it)
{
    if (it->depth > 0 || it->format->way_count == MT_WAYS_MAX)
        return false;
    it->format->starts[it->format->way_count++] = it->count;
    return true;
}

bool mt_format_read(Arena *arena, Slice text, MtFormat *format)
{
    Notation it = {.format = format};
    *format = (MtFormat){.text = arena_copy(arena, text), .way_count = 1};
    it.rest = format->text;
    while (it.rest.len > 0) {
        if (take(&it.rest, '|')) {
            if (!begin_way(&it))
                return false;
            continue;
        }
        if (it.count == MT_ITEMS_MAX || !read_item(&it, &it.items[it.count]))
            return false;
        it.count++;
    }
    MtItem *items = arena_array(arena, MtItem, it.count);
    memcpy(items, it.items, it.count * sizeof *items);
    format->items = items;
    format->starts[format->way_count] = it.count;
    return it.count > 0 && it.depth == 0;
}

// ---- Dates and amounts ----

static int two_digits(const char *at)
{
    return (at[0] - '0') * 10 + at[1] - '0';
}

static bool is_date(int year, int month, int day)
{
    return year > 0 && calendar_has(year, month, day);
}

static int year_of(int two)
{
    return two >= 80 ? 1900 + two : 2000 + two;
}

// What the characters alone do not say. `text` has characters of the type, as many as it wants.
static bool is_sound(MtType type, Slice text)
{
    const char *at = text.at;
    switch (type) {
    case MT_DATE6:
        return is_date(year_of(two_digits(at)), two_digits(at + 2), two_digits(at + 4));
    case MT_DATE8:
        return is_date(two_digits(at) * 100 + two_digits(at + 2), two_digits(at + 4),
                       two_digits(at + 6));
    case MT_TIME4:
        return two_digits(at) < 24 && two_digits(at + 2) < 60;
    case MT_AMOUNT: {
        const char *comma = memchr(at, ',', text.len);
        return comma != NULL && comma > at &&
               memchr(comma + 1, ',', text.len - (size_t)(comma - at) - 1) == NULL;
    }
    case MT_BIC: // four letters or digits of the party, two letters of the country
        return (text.len == 8 || text.len == 11) && is_capital(at[4]) && is_capital(at[5]);
    default:
        return true;
    }
}

// ---- Matching ----

typedef struct Matching {
    const MtFormat *format;
    Slice content;
    MtMatch *match;
    uint16_t end; // of the way
    unsigned steps;
} Matching;

static bool match_from(Matching *it, uint16_t number, size_t at);

static bool stop(Matching *it, const MtItem *item, size_t from, size_t at)
{
    if (at >= it->match->furthest) {
        it->match->furthest = at;
        it->match->from = from;
        it->match->expected = item;
    }
    return false;
}

static size_t line_end_at(Slice content, size_t at)
{
    if (at < content.len && content.at[at] == '\n')
        return 1;
    return at + 1 < content.len && content.at[at] == '\r' && content.at[at + 1] == '\n' ? 2 : 0;
}

static bool set(Matching *it, uint16_t number, size_t from, size_t to)
{
    it->match->is_set[number] = true;
    it->match->values[number] = slice_part(it->content, from, to - from);
    if (match_from(it, (uint16_t)(number + 1), to))
        return true;
    it->match->is_set[number] = false;
    return false;
}

static size_t run_of(const Matching *it, const MtItem *item, size_t at)
{
    size_t run = 0;
    while (run <= item->most && at + run < it->content.len &&
           mt_type_has(item->type, (unsigned char)it->content.at[at + run]))
        run++;
    return run;
}

static bool match_line(Matching *it, uint16_t number, size_t at)
{
    const MtItem *item = &it->format->items[number];
    size_t run = run_of(it, item, at), most = run < item->most ? run : item->most;
    if (most < item->least)
        return stop(it, item, at, at + run);
    for (size_t len = item->least; len <= most; len++) {
        if (!is_sound(item->type, slice_part(it->content, at, len))) {
            if (len == most)
                stop(it, item, at, at);
        } else if (set(it, number, at, at + len)) {
            return true;
        }
    }
    return most == item->most || at + run >= it->content.len ? false : stop(it, item, at, at + run);
}

static bool match_lines(Matching *it, uint16_t number, size_t at)
{
    const MtItem *item = &it->format->items[number];
    size_t ends[MT_LINES_MAX], count = 0, from = at;
    while (count < item->lines) {
        size_t run = run_of(it, item, from);
        if (run < item->least || run > item->most) {
            stop(it, item, from, from + (run > item->most ? item->most : run));
            break;
        }
        ends[count++] = from + run;
        size_t end = line_end_at(it->content, from + run);
        if (end == 0 && from + run < it->content.len)
            stop(it, item, from, from + run);
        if (end == 0)
            break;
        from += run + end;
    }
    while (count > 0)
        if (set(it, number, at, ends[--count]))
            return true;
    return false;
}

static bool match_from(Matching *it, uint16_t number, size_t at)
{
    if (++it->steps > STEPS_MAX)
        return false;
    if (number == it->end)
        return at == it->content.len || stop(it, NULL, at, at);
    const MtItem *item = &it->format->items[number];
    switch (item->kind) {
    case MT_ITEM_VALUE:
        return item->lines > 1 ? match_lines(it, number, at) : match_line(it, number, at);
    case MT_ITEM_LITERAL:
        if (at >= it->content.len || it->content.at[at] != item->literal)
            return stop(it, item, at, at);
        return match_from(it, (uint16_t)(number + 1), at + 1);
    case MT_ITEM_LINE_END: {
        size_t len = line_end_at(it->content, at);
        return len > 0 ? match_from(it, (uint16_t)(number + 1), at + len) : stop(it, item, at, at);
    }
    case MT_ITEM_OPEN:
        return match_from(it, (uint16_t)(number + 1), at) || match_from(it, item->next, at);
    case MT_ITEM_CLOSE:
        return match_from(it, (uint16_t)(number + 1), at);
    }
    return false;
}

bool mt_format_match(const MtFormat *format, Slice content, MtMatch *match)
{
    *match = (MtMatch){0};
    for (uint16_t way = 0; way < format->way_count; way++) {
        Matching it = {format, content, match, format->starts[way + 1], 0};
        match->way = way;
        if (match_from(&it, format->starts[way], 0))
            return true;
    }
    return false;
}

// ---- Values ----

static Slice natural_amount(Arena *arena, Slice raw)
{
    Slice made = arena_copy(arena, raw);
    if (raw.at[raw.len - 1] == ',')
        return slice_part(made, 0, raw.len - 1);
    *(char *)memchr(made.at, ',', made.len) = '.';
    return made;
}

static Slice natural_lines(Arena *arena, Slice raw)
{
    if (memchr(raw.at, '\r', raw.len) == NULL)
        return raw;
    char *made = arena_take_raw(arena, raw.len, 1);
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++)
        if (line_end_at(raw, i) != 2)
            made[len++] = raw.at[i];
    return (Slice){made, len};
}

Slice mt_value_natural(Arena *arena, const MtItem *item, Slice raw)
{
    const char *at = raw.at;
    switch (item->type) {
    case MT_DATE6:
        return arena_print(arena, "%d-%.2s-%.2s", year_of(two_digits(at)), at + 2, at + 4);
    case MT_DATE8:
        return arena_print(arena, "%.4s-%.2s-%.2s", at, at + 4, at + 6);
    case MT_TIME4:
        return arena_print(arena, "%.2s:%.2s:00", at, at + 2);
    case MT_AMOUNT:
        return natural_amount(arena, raw);
    default:
        return item->lines > 1 && raw.len > 0 ? natural_lines(arena, raw) : raw;
    }
}

// "2026-05-31" ─► digits of it, from `skip` on
static bool add_digits(Buffer *out, Slice natural, const char *form, size_t skip)
{
    if (natural.len != strlen(form))
        return false;
    for (size_t i = 0; i < natural.len; i++) {
        bool wants_digit = form[i] == '9';
        if (wants_digit ? !is_digit(natural.at[i]) : natural.at[i] != form[i])
            return false;
        if (wants_digit && i >= skip)
            buffer_add_char(out, natural.at[i]);
    }
    return true;
}

static bool add_amount(Buffer *out, Slice natural)
{
    Slice rest = natural, whole = slice_cut(&rest, '.');
    if (whole.len == 0)
        return false;
    for (size_t i = 0; i < natural.len; i++)
        if (!is_digit(natural.at[i]) && i != whole.len)
            return false;
    buffer_add(out, whole);
    buffer_add_char(out, ',');
    buffer_add(out, rest);
    return true;
}

static void add_lines(Buffer *out, Slice natural, Slice line_end)
{
    while (natural.len > 0) {
        bool has_end = memchr(natural.at, '\n', natural.len) != NULL;
        buffer_add(out, slice_cut(&natural, '\n'));
        if (has_end)
            buffer_add(out, line_end);
    }
}

bool mt_value_raw(Buffer *out, const MtItem *item, Slice natural, Slice line_end)
{
    switch (item->type) {
    case MT_DATE6:
        return natural.len > 4 &&
               year_of(two_digits(natural.at + 2)) / 100 == two_digits(natural.at) &&
               add_digits(out, natural, "9999-99-99", 2);
    case MT_DATE8:
        return add_digits(out, natural, "9999-99-99", 0);
    case MT_TIME4:
        return add_digits(out, natural, "99:99:00", 0);
    case MT_AMOUNT:
        return add_amount(out, natural);
    default:
        add_lines(out, natural, line_end);
        return true;
    }
}

// ---- Rendering ----

typedef struct Rendering {
    Buffer *out;
    const MtFormat *format;
    const bool *is_set;
    const Slice *natural;
    Slice line_end;
} Rendering;

static bool has_value(const Rendering *it, uint16_t from, uint16_t to)
{
    for (uint16_t i = from; i < to; i++)
        if (it->is_set[i])
            return true;
    return false;
}

static bool render_way(Rendering *it, uint16_t from, uint16_t to)
{
    for (uint16_t i = from; i < to; i++) {
        const MtItem *item = &it->format->items[i];
        if (item->kind == MT_ITEM_OPEN && !has_value(it, i, item->next))
            i = (uint16_t)(item->next - 1);
        else if (item->kind == MT_ITEM_LITERAL)
            buffer_add_char(it->out, item->literal);
        else if (item->kind == MT_ITEM_LINE_END)
            buffer_add(it->out, it->line_end);
        else if (item->kind == MT_ITEM_VALUE &&
                 (!it->is_set[i] || !mt_value_raw(it->out, item, it->natural[i], it->line_end)))
            return false;
    }
    return true;
}

// Whether a way has a place for all values. A part may stand in several ways of a field, under the
// same name.
static bool way_holds(const Rendering *it, uint16_t from, uint16_t to)
{
    const MtFormat *format = it->format;
    for (uint16_t i = 0; i < format->starts[format->way_count]; i++) {
        bool is_held = !it->is_set[i] || (i >= from && i < to);
        for (uint16_t k = from; k < to && !is_held; k++)
            is_held = it->is_set[k] && slice_equal(format->items[k].name, format->items[i].name);
        if (!is_held)
            return false;
    }
    return true;
}

bool mt_format_render(Buffer *out, const MtFormat *format, const bool *is_set, const Slice *natural,
                      Slice line_end)
{
    Rendering it = {out, format, is_set, natural, line_end};
    for (uint16_t way = 0; way < format->way_count; way++) {
        uint16_t from = format->starts[way], to = format->starts[way + 1];
        size_t before = out->len;
        if (way_holds(&it, from, to) && render_way(&it, from, to))
            return true;
        out->len = before;
    }
    return false;
}
