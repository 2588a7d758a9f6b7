// SPDX-License-Identifier: Apache-2.0
// `madoguchi codes`: the lists there are, the rows of one, and what a query finds.

#include "base/buffer.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cli/codes_folder.h"
#include "cli/commands.h"

#include <string.h>

enum {
    SEARCH_DEFAULT = 20, // rows: what a screen shows
    SEARCH_MAX = 10000,
};

static const Slice languages[] = {S_INIT("en"), S_INIT("ja"), S_INIT("zh")};

typedef struct Show {
    const Arguments *arguments;
    Faults *faults;
    Arena *arena;
    Slice folder, language; // empty: names in all languages
    Buffer out;
    JsonWriter json;
    int code;
} Show;

static bool has_format(const Show *it, const char *format)
{
    const char *asked = argument_value(it->arguments, "format");
    return strcmp(asked != NULL ? asked : "text", format) == 0;
}

// Columns of a terminal: ideographs, kana and other wide characters take two.
static size_t width_of(Slice text)
{
    enum { FIRST_WIDE = 0x1100 };
    size_t width = 0, length;
    for (size_t i = 0; i < text.len; i += length)
        width += utf8_decode(slice_part(text, i, text.len), &length) >= FIRST_WIDE ? 2 : 1;
    return width;
}

// A list may be a stranger's: what would command the terminal, or is no UTF-8, is shown as U+FFFD.
static void add_text(Buffer *out, Slice text)
{
    enum { REPLACEMENT = 0xFFFD };
    size_t length;
    for (size_t i = 0; i < text.len; i += length) {
        int32_t c = utf8_decode(slice_part(text, i, text.len), &length);
        bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0); // UTF8_BAD is negative
        buffer_add_code_point(out, is_control ? REPLACEMENT : (uint32_t)c);
    }
}

static void add_padded(Buffer *out, Slice text, size_t width)
{
    add_text(out, text);
    for (size_t i = width_of(text); i < width; i++)
        buffer_add_char(out, ' ');
}

// ---- Rows ----

static void add_names(Show *it, const Codes *codes, CodeRow row)
{
    if (it->language.len > 0) {
        buffer_add(&it->out, S("  "));
        add_text(&it->out, codes_label(codes, row, it->language));
        return;
    }
    for (uint32_t i = 0; i < codes_column_count(codes); i++) {
        Slice name = codes_cell(codes, row, i);
        if (codes_column(codes, i).kind != COLUMN_NAME || name.len == 0)
            continue;
        buffer_add(&it->out, S("  "));
        add_text(&it->out, name);
    }
}

static void add_line(Show *it, const Codes *codes, CodeRow row)
{
    add_padded(&it->out, codes_code(codes, row), 6);
    add_names(it, codes, row);
    buffer_add_char(&it->out, '\n');
}

// A row with all that is known of it.
static void add_details(Show *it, const Codes *codes, CodeRow row)
{
    add_line(it, codes, row);
    for (uint32_t i = 1; i < codes_column_count(codes); i++) {
        CodeColumn column = codes_column(codes, i);
        Slice cell = codes_cell(codes, row, i);
        if (column.kind == COLUMN_NAME || cell.len == 0)
            continue;
        buffer_add(&it->out, S("  "));
        add_padded(&it->out, column.name, 20);
        buffer_add_char(&it->out, ' ');
        add_text(&it->out, cell);
        buffer_add_char(&it->out, '\n');
    }
}

static void add_json(Show *it, const Codes *codes, CodeRow row)
{
    json_open(&it->json, '{');
    for (uint32_t i = 0; i < codes_column_count(codes); i++)
        if (codes_cell(codes, row, i).len > 0) {
            json_key_slice(&it->json, codes_column(codes, i).name);
            json_string(&it->json, codes_cell(codes, row, i));
        }
    json_close(&it->json, '}');
}

// A tab or a line end in a cell would tear the row; add_text leaves none.
static void add_tsv(Show *it, const Codes *codes, CodeRow row)
{
    for (uint32_t i = 0; i < codes_column_count(codes); i++) {
        Slice cell = row == CODE_NONE ? codes_column(codes, i).name : codes_cell(codes, row, i);
        if (i > 0)
            buffer_add_char(&it->out, '\t');
        add_text(&it->out, cell);
    }
    buffer_add_char(&it->out, '\n');
}

typedef void AddRow(Show *it, const Codes *codes, CodeRow row);

static void begin_rows(Show *it, const Codes *codes)
{
    if (has_format(it, "json"))
        json_open(&it->json, '[');
    else if (has_format(it, "tsv"))
        add_tsv(it, codes, CODE_NONE);
}

static void end_rows(Show *it)
{
    if (has_format(it, "json")) {
        json_close(&it->json, ']');
        buffer_add_char(&it->out, '\n');
    }
}

static AddRow *way_of(const Show *it, AddRow *text)
{
    return has_format(it, "json") ? add_json : has_format(it, "tsv") ? add_tsv : text;
}

// ---- What is asked for ----

static void show_all(Show *it, const Codes *codes)
{
    uint64_t limit = argument_number(it->arguments, "limit", UINT32_MAX);
    begin_rows(it, codes);
    for (CodeRow row = 0; row < codes_count(codes) && row < limit; row++)
        way_of(it, add_line)(it, codes, row);
    end_rows(it);
}

static Slice query_of(Show *it)
{
    Buffer query = buffer_new(it->arena);
    for (size_t i = 1; i < operand_count(it->arguments); i++)
        buffer_print(&query, "%s%s", i > 1 ? " " : "", operand_at(it->arguments, i));
    return buffer_slice(&query);
}

static void show_found(Show *it, const Codes *codes)
{
    size_t room = (size_t)argument_number(it->arguments, "limit", SEARCH_DEFAULT);
    if (room > SEARCH_MAX)
        room = SEARCH_MAX;
    CodeHit *hits = arena_array(it->arena, CodeHit, room);
    size_t count = codes_search(codes, it->arena, query_of(it), hits, room);
    begin_rows(it, codes);
    for (size_t i = 0; i < count; i++) {
        // Who gives a code, or finds one row only, wants to know all of it.
        bool is_the_one = hits[i].match == MATCH_CODE || count == 1;
        way_of(it, is_the_one ? add_details : add_line)(it, codes, hits[i].row);
    }
    end_rows(it);
    it->code = count > 0 ? 0 : 1;
}

// ---- The lists ----

static void show_list(Show *it, Slice name)
{
    const Codes *codes = codes_named(it->arena, it->folder.at, name, it->faults);
    if (codes == NULL)
        return;
    if (has_format(it, "json")) {
        json_open(&it->json, '{');
        json_field(&it->json, "name", name);
        for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
            json_field(&it->json, languages[i].at, codes_title(codes, languages[i]));
        json_field_integer(&it->json, "rows", codes_count(codes));
        json_field(&it->json, "edition", codes_edition(codes));
        json_field(&it->json, "source", codes_source(codes));
        json_close(&it->json, '}');
        return;
    }
    Slice title = codes_title(codes, it->language), edition = codes_edition(codes);
    add_padded(&it->out, name, 20);
    buffer_print(&it->out, " %7u  ", codes_count(codes));
    add_text(&it->out, title);
    buffer_add(&it->out, edition.len > 0 ? S(", ") : S(""));
    add_text(&it->out, edition);
    buffer_add_char(&it->out, '\n');
}

static void show_lists(Show *it)
{
    Slice *names;
    size_t count = codes_all_names(it->arena, it->folder.at, &names);
    if (has_format(it, "json"))
        json_open(&it->json, '[');
    for (size_t i = 0; i < count; i++)
        show_list(it, names[i]);
    end_rows(it);
}

static bool show(Arena *arena, void *context)
{
    Show *it = context;
    const char *language = argument_value(it->arguments, "language");
    it->arena = arena;
    it->out = buffer_new(arena);
    it->json = (JsonWriter){.out = &it->out};
    it->folder = codes_folder(arena, it->arguments);
    it->language = slice_of(language != NULL ? language : "");
    if (operand_count(it->arguments) == 0) {
        show_lists(it);
    } else {
        const Codes *codes =
            codes_named(arena, it->folder.at, slice_of(operand_at(it->arguments, 0)), it->faults);
        if (codes == NULL)
            return false;
        if (operand_count(it->arguments) == 1)
            show_all(it, codes);
        else
            show_found(it, codes);
    }
    if (it->out.len > 0)
        fwrite(it->out.at, 1, it->out.len, stdout);
    return it->faults->count == 0;
}

int run_codes(const Arguments *arguments)
{
    Faults faults = {0};
    Show it = {.arguments = arguments, .faults = &faults};
    bool is_good = arena_run(0, show, &it, &faults);
    print_faults(&faults);
    return is_good ? it.code : EXIT_COULD_NOT;
}
