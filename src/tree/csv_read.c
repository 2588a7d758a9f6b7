// SPDX-License-Identifier: Apache-2.0
// CSV to a tree.
//
//     bytes ─► encoding (charset.c) ─► separator ─► a first pass: width, last row
//                                                └► cells (csv_cells.c) ─► [tree]
//
// The facts that a tree alone does not have stand before its rows, so that it can be written as it
// came:
//
//     <?csv semicolon Shift_JIS CRLF 2?><?csv-names Item;Quantity (PCS)?>

#include "tree/csv.h"

#include "base/utf8.h"
#include "tree/charset.h"
#include "tree/columns.h"
#include "tree/csv_cells.h"
#include "tree/csv_separators.h"

#include <strings.h>

enum {
    SAMPLE_ROWS = 20,     // that a separator is told by
    SAMPLE_BYTES = 65536, // that csv_is looks at
};

typedef struct CsvReading {
    Arena *arena;
    Vocabulary *vocabulary;
    TreeBuilder *builder;
    Faults *faults;
    CsvCutter cutter;
    size_t width, row_count; // columns; rows up to the last that is not empty
    const Slice *names;
    NameId *name_ids, row_name;
} CsvReading;

// ---- Separators ----

typedef struct Shape {
    size_t rows, alike, width; // rows; those as wide as the first; its width
    bool has_fault;
} Shape;

static Shape shape_of(Arena *scratch, Slice text, char separator, size_t rows_max)
{
    CsvCutter cutter = {.text = text, .separator = separator, .scratch = buffer_new(scratch)};
    Shape shape = {0};
    size_t width = 0;
    while (cutter.at < text.len && shape.rows < rows_max) {
        CsvCell cell = csv_next(&cutter);
        shape.has_fault |= cell.mark == CSV_MARK_FAULT;
        if (cell.mark == CSV_MARK_FAULT)
            break;
        width++;
        if (cell.mark == CSV_MARK_CELL)
            continue;
        bool is_blank = width == 1 && cell.value.len == 0;
        if (!is_blank) {
            shape.width = shape.rows == 0 ? width : shape.width;
            shape.alike += width == shape.width;
            shape.rows++;
        }
        width = 0;
    }
    return shape;
}

// The separator by which most rows are as wide as the first, and that wide; the comma where none
// parts anything.
static char find_separator(Arena *scratch, Slice text, Shape *best)
{
    char found = ',';
    *best = shape_of(scratch, text, found, SAMPLE_ROWS);
    for (const CsvSeparator *row = csv_separators; row->word != NULL; row++) {
        Shape shape = shape_of(scratch, text, row->separator, SAMPLE_ROWS);
        if (shape.width < 2 || shape.alike * 2 < shape.rows)
            continue;
        bool is_better =
            best->width < 2 || shape.alike * best->rows > best->alike * shape.rows ||
            (shape.alike * best->rows == best->alike * shape.rows && shape.width > best->width);
        if (is_better) {
            *best = shape;
            found = row->separator;
        }
    }
    return found;
}

char csv_separator_by_name(Slice name)
{
    return name.len > 4 && strncasecmp(name.at + name.len - 4, ".tsv", 4) == 0 ? '\t' : '\0';
}

bool csv_is(Arena *scratch, Slice bytes)
{
    size_t mark, bad;
    Slice sample = slice_part(bytes, 0, SAMPLE_BYTES);
    bool is_marked = slice_starts(sample, S("\xEF\xBB\xBF"));
    if (sample.len == 0 || sample.at[is_marked && sample.len > 3 ? 3 : 0] == '<')
        return false; // the usual case: XML
    const char *encoding = charset_guess(scratch, sample, &mark);
    bool is_wide = slice_starts(slice_of(encoding), S("UTF-16"));
    if (!is_wide && memchr(sample.at, '\0', sample.len) != NULL)
        return false;
    Buffer text = buffer_new(scratch);
    charset_decode(&text, slice_part(sample, mark, sample.len), encoding, &bad);
    if (slice_starts(slice_trim(buffer_slice(&text)), S("<")))
        return false;
    Shape shape;
    find_separator(scratch, buffer_slice(&text), &shape);
    bool is_cut = sample.len < bytes.len; // the last row of the sample counts as it may
    return shape.width >= 2 && shape.rows >= 2 && shape.alike + is_cut >= shape.rows &&
           !(shape.has_fault && !is_cut);
}

// ---- Rows ----

static bool fault_at(CsvReading *it, size_t at, const char *what)
{
    unsigned line = 1;
    size_t start = 0;
    for (size_t i = 0; i < at; i++)
        if (it->cutter.text.at[i] == '\n') {
            line++;
            start = i + 1;
        }
    Slice before = slice_part(it->cutter.text, start, at - start);
    return fault_add(it->faults, FAULT_SYNTAX, line, (unsigned)utf8_count(before) + 1, "%s", what);
}

// A first pass: how wide the table is, and which row is the last that has something in it.
static bool measure(CsvReading *it)
{
    CsvCutter *cutter = &it->cutter;
    size_t width = 0, rows = 0, start = cutter->at;
    bool is_filled = false;
    while (cutter->at < cutter->text.len) {
        CsvCell cell = csv_next(cutter);
        if (cell.mark == CSV_MARK_FAULT)
            return fault_at(it, cutter->at, cell.fault);
        width++;
        is_filled |= cell.value.len > 0;
        if (width > COLUMNS_MAX)
            return fault_at(it, cell.start,
                            "the row has more than 16384 columns; is the separator another?");
        it->width = width > it->width ? width : it->width;
        if (cell.mark == CSV_MARK_CELL && cutter->at < cutter->text.len)
            continue;
        rows++;
        it->row_count = is_filled ? rows : it->row_count;
        is_filled = false;
        width = 0;
    }
    cutter->at = start;
    return true;
}

static Slice *read_captions(CsvReading *it, bool has_no_names)
{
    Slice *captions = arena_array(it->arena, Slice, it->width);
    size_t start = it->cutter.at;
    for (size_t i = 0; !has_no_names && i < it->width && it->cutter.at < it->cutter.text.len; i++) {
        CsvCell cell = csv_next(&it->cutter);
        captions[i] = cell.is_plain ? cell.value : arena_copy(it->arena, cell.value);
        if (cell.mark != CSV_MARK_CELL)
            break;
    }
    if (!has_no_names && it->row_count > 0) {
        size_t end = it->cutter.at;
        while (end > start &&
               (it->cutter.text.at[end - 1] == '\n' || it->cutter.text.at[end - 1] == '\r'))
            end--;
        tree_leaf(it->builder, NODE_PI,
                  vocabulary_name(it->vocabulary, S(""), S(""), S("csv-names")), (uint32_t)start,
                  (uint32_t)(end - start));
        it->row_count--;
    }
    return captions;
}

static void add_value(CsvReading *it, const CsvCell *cell)
{
    // Spreadsheets write line feeds within cells; others CR LF or, long ago, CR. All are a line feed
    // (as in XML), so that a table that is written and read again says the same.
    bool has_carriage = memchr(cell->value.at, '\r', cell->value.len) != NULL;
    if (cell->is_plain && !has_carriage) {
        tree_leaf(it->builder, NODE_TEXT, NAME_NONE, (uint32_t)cell->start,
                  (uint32_t)cell->value.len);
        return;
    }
    Buffer text = buffer_new(it->arena);
    for (size_t i = 0; i < cell->value.len; i++)
        if (cell->value.at[i] != '\r')
            buffer_add_char(&text, cell->value.at[i]);
        else if (i + 1 == cell->value.len || cell->value.at[i + 1] != '\n')
            buffer_add_char(&text, '\n');
    tree_decoded_leaf(it->builder, NODE_TEXT, NAME_NONE, buffer_slice(&text),
                      (uint32_t)cell->start);
}

static void read_row(CsvReading *it)
{
    CsvCutter *cutter = &it->cutter;
    tree_open(it->builder, it->row_name, (uint32_t)cutter->at);
    for (size_t column = 0;; column++) {
        CsvCell cell = csv_next(cutter);
        if (cell.value.len > 0) {
            tree_open(it->builder, it->name_ids[column], (uint32_t)cell.start);
            add_value(it, &cell);
            tree_close(it->builder);
        }
        if (cell.mark != CSV_MARK_CELL || cutter->at == cutter->text.len)
            break;
    }
    tree_close(it->builder);
}

static void read_rows(CsvReading *it, bool has_no_names)
{
    const Slice *names = column_names(it->arena, read_captions(it, has_no_names), it->width);
    it->name_ids = arena_array(it->arena, NameId, it->width);
    it->row_name = vocabulary_name(it->vocabulary, S(""), S(""), S("row"));
    for (size_t i = 0; i < it->width; i++)
        it->name_ids[i] = vocabulary_name(it->vocabulary, S(""), S(""), names[i]);
    for (size_t row = 0; row < it->row_count; row++)
        read_row(it);
}

// ---- Files ----

typedef struct CsvFacts {
    const char *encoding;
    size_t mark;
    char separator;
    bool has_directive; // a first line that names the separator, as Excel takes it
} CsvFacts;

static bool decode(Arena *arena, Slice bytes, const char *wanted, CsvFacts *facts, Slice *text,
                   Faults *faults)
{
    const char *guess = charset_guess(arena, bytes, &facts->mark);
    facts->encoding = wanted != NULL ? wanted : guess;
    if (strcasecmp(facts->encoding, guess) != 0)
        facts->mark = 0; // in another encoding these bytes are characters
    if (!charset_is_known(facts->encoding))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "the encoding \"%s\" is not known; try UTF-8, Shift_JIS or GB18030",
                         facts->encoding);
    Slice content = slice_part(bytes, facts->mark, bytes.len);
    if (strcmp(facts->encoding, "UTF-8") == 0 && utf8_valid(content) == content.len) {
        *text = content;
        return true;
    }
    Buffer out = buffer_new(arena);
    size_t bad;
    if (!charset_decode(&out, content, facts->encoding, &bad))
        return fault_add(
            faults, FAULT_SYNTAX, 0, 0,
            "byte %zu of the file is no character of %s; name its encoding with --encoding",
            facts->mark + bad + 1, facts->encoding);
    *text = buffer_slice(&out);
    return true;
}

// "sep=;", which Excel reads and does not show.
static void take_directive(CsvReading *it, CsvFacts *facts)
{
    Slice text = it->cutter.text, line = slice_cut(&text, '\n');
    line.len -= line.len > 0 && line.at[line.len - 1] == '\r';
    if (line.len != 5 || !slice_starts(line, S("sep=")) || csv_separator_word(line.at[4]) == NULL)
        return;
    facts->separator = line.at[4];
    facts->has_directive = true;
    it->cutter.at = it->cutter.text.len - text.len;
}

static void put_facts(CsvReading *it, const CsvFacts *facts, bool has_no_names)
{
    // The last line feed ends a row; those before it may stand within quotes.
    Slice text = it->cutter.text;
    const char *feed = text.len > 0 ? memrchr(text.at, '\n', text.len) : NULL;
    bool is_bare = feed != NULL && (feed == text.at || feed[-1] != '\r');
    Buffer out = buffer_new(it->arena);
    buffer_print(&out, "%s %s %s %zu%s%s%s", csv_separator_word(facts->separator), facts->encoding,
                 is_bare ? "LF" : "CRLF", it->width, facts->mark > 0 ? " mark" : "",
                 facts->has_directive ? " sep" : "", has_no_names ? " no-names" : "");
    tree_decoded_leaf(it->builder, NODE_PI, vocabulary_name(it->vocabulary, S(""), S(""), S("csv")),
                      buffer_slice(&out), 0);
}

Tree *csv_read(Arena *arena, Vocabulary *vocabulary, Slice bytes, const CsvOptions *options,
               Faults *faults)
{
    static const CsvOptions none = {0};
    const CsvOptions *given = options != NULL ? options : &none;
    CsvReading it = {.arena = arena, .vocabulary = vocabulary, .faults = faults};
    size_t most =
        given->input_max > 0 && given->input_max < UINT32_MAX ? given->input_max : UINT32_MAX - 1;
    CsvFacts facts = {.separator = given->separator};
    bool is_small = bytes.len <= most;
    if (is_small && !decode(arena, bytes, given->encoding, &facts, &it.cutter.text, faults))
        return NULL;
    if (!is_small || it.cutter.text.len >= UINT32_MAX) {
        fault_add(faults, FAULT_LIMIT, 0, 0, "the document has %zu bytes, the limit is %zu",
                  bytes.len, most);
        return NULL;
    }
    it.cutter.scratch = buffer_new(arena);
    take_directive(&it, &facts);
    Shape shape;
    if (facts.separator != '\0' && csv_separator_word(facts.separator) == NULL) {
        fault_add(faults, FAULT_USAGE, 0, 0, "cells are parted by a comma, semicolon, tab or bar");
        return NULL;
    }
    if (facts.separator == '\0')
        facts.separator = find_separator(arena, it.cutter.text, &shape);
    it.cutter.separator = facts.separator;
    if (!measure(&it))
        return NULL;
    it.builder = tree_builder_new(arena, vocabulary, it.cutter.text, given->nodes_max);
    put_facts(&it, &facts, given->has_no_names);
    read_rows(&it, given->has_no_names);
    return tree_finish(it.builder);
}
