// SPDX-License-Identifier: Apache-2.0
// Reads a table in our own form.
//
//     # Why this list is so.
//     list	incoterms
//     title	Incoterms 2020	インコタームズ2020	国际贸易术语2020
//     edition	2020
//     source	International Chamber of Commerce
//     code	en	ja	zh	transport
//     EXW	Ex works	工場渡し	工厂交货	any
//
// Tabs between cells, a row a line; cells at a row's end may be missing.

#include "codes/make.h"

#include "base/utf8.h"
#include "codes/format.h"

typedef struct Reader {
    Arena *arena;
    Faults *faults;
    Slice rest;
    unsigned line;
    CodeHead head;
    CodeColumn columns[CODES_COLUMNS_MAX];
    size_t column_count;
    CodeDraft *draft;
} Reader;

// The next line that is neither empty nor a remark.
static bool next_line(Reader *it, Slice *line)
{
    while (it->rest.len > 0) {
        it->line++;
        *line = slice_cut(&it->rest, '\n');
        if (slice_ends(*line, S("\r")))
            line->len--;
        if (line->len > 0 && line->at[0] != '#')
            return true;
    }
    return false;
}

static bool read_columns(Reader *it, Slice line)
{
    while (line.len > 0) {
        if (it->column_count == CODES_COLUMNS_MAX)
            return fault_add(it->faults, FAULT_LIMIT, it->line, 1, "there are more than %d columns",
                             CODES_COLUMNS_MAX);
        Slice name = slice_trim(slice_cut(&line, '\t'));
        CodeColumnKind kind = column_kind_of(name);
        if ((kind == COLUMN_CODE) != (it->column_count == 0) || name.len == 0)
            return fault_add(
                it->faults, FAULT_SYNTAX, it->line, 1,
                "the first column, and no other, is called code; none is without name");
        it->columns[it->column_count++] = (CodeColumn){name, kind};
    }
    return true;
}

static bool refuse_head_line(Reader *it, Slice key)
{
    Slice shown = slice_show(it->arena, key, 40);
    return fault_add(it->faults, FAULT_SYNTAX, it->line, 1,
                     "%.*s: expected list, title, edition, source or the line of the columns, "
                     "which begins with code",
                     (int)shown.len, shown.at);
}

static bool read_head_line(Reader *it, Slice line)
{
    Slice rest = line;
    Slice key = slice_cut(&rest, '\t');
    if (slice_equal(key, S("list")))
        it->head.name = rest;
    else if (slice_equal(key, S("edition")))
        it->head.edition = rest;
    else if (slice_equal(key, S("source")))
        it->head.source = rest;
    else if (slice_equal(key, S("title")))
        for (size_t i = 0; i < 3; i++)
            it->head.titles[i] = slice_cut(&rest, '\t');
    else
        return refuse_head_line(it, key);
    return true;
}

static bool read_head(Reader *it)
{
    Slice line;
    while (next_line(it, &line)) {
        bool is_columns = slice_starts(line, S("code\t"));
        if (!(is_columns ? read_columns(it, line) : read_head_line(it, line)))
            return false;
        if (is_columns)
            return codes_is_name(it->head.name) ||
                   fault_add(it->faults, FAULT_SYNTAX, it->line, 1,
                             "the line list names no list: lower-case letters, digits, hyphens");
    }
    return fault_add(it->faults, FAULT_SYNTAX, it->line, 1,
                     "the table has no line of columns, which begins with code and a tab");
}

static bool read_row(Reader *it, Slice line)
{
    Slice cells[CODES_COLUMNS_MAX] = {0};
    for (size_t i = 0; i < it->column_count && line.len > 0; i++)
        cells[i] = slice_trim(slice_cut(&line, '\t'));
    if (line.len > 0)
        return fault_add(it->faults, FAULT_SYNTAX, it->line, 1, "the row has more than %zu cells",
                         it->column_count);
    return draft_add(it->draft, cells, it->line, it->faults);
}

static bool read_table(Reader *it, Slice list)
{
    size_t before = it->faults->count;
    if (!read_head(it))
        return false;
    if (list.len > 0)
        it->head.name = list;
    it->draft = draft_new(it->arena, &it->head, it->columns, it->column_count);
    for (Slice line; next_line(it, &line);)
        read_row(it, line);
    return it->faults->count == before;
}

bool import_table(Arena *arena, const CodeInputs *inputs, CodeImport *result, Faults *faults)
{
    Reader it = {.arena = arena, .faults = faults};
    size_t before = faults->count;
    if (inputs->count != 1)
        return fault_add(faults, FAULT_USAGE, 0, 0, "a table is one file");
    it.rest = inputs->at[0].bytes;
    bool is_good = read_table(&it, inputs->list);
    fault_set_file(faults, before, arena_c_string(arena, inputs->at[0].name));
    if (!is_good)
        return false;
    *result = (CodeImport){.name = it.head.name, .rows = (uint32_t)draft_count(it.draft)};
    result->bytes = draft_write(it.draft, faults);
    return result->bytes.len > 0;
}
