// SPDX-License-Identifier: Apache-2.0
// Tables to CSV.
//
//     rows of a tree ─► columns ─► lines
//
// Columns are those of <?csv-names …?>; others follow in the order of their first sight.

#include "tree/csv.h"

#include "base/table.h"
#include "tree/charset.h"
#include "tree/columns.h"
#include "tree/csv_cells.h"
#include "tree/csv_separators.h"

const CsvSeparator csv_separators[] = {
    {"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"bar", '|'}, {0}};

const char *csv_separator_word(char separator)
{
    for (const CsvSeparator *row = csv_separators; row->word != NULL; row++)
        if (row->separator == separator)
            return row->word;
    return NULL;
}

// Answers '\0' where it is none.
static char csv_separator_of(Slice word)
{
    for (const CsvSeparator *row = csv_separators; row->word != NULL; row++)
        if (slice_equal(word, slice_of(row->word)))
            return row->separator;
    return '\0';
}

typedef struct CsvWriting {
    Arena *arena;
    const Tree *tree;
    Faults *faults;
    Buffer text;
    CsvStyle style;
    char separator_read; // of the captions as they were read
    bool has_directive, has_no_names, is_good;
    NodeId parent;  // of the rows
    Table *columns; // by the names of elements
    Slice *captions;
    size_t width;
} CsvWriting;

static bool is_named(const Tree *tree, NodeId node, const char *name)
{
    return slice_equal(tree_name(tree, node)->local, slice_of(name));
}

// ---- Facts ----

static NodeId fact(const CsvWriting *it, const char *name)
{
    NodeId node = tree_first_child(it->tree, 0);
    while (node != NODE_NONE &&
           !(tree_kind(it->tree, node) == NODE_PI && is_named(it->tree, node, name)))
        node = tree_next_sibling(it->tree, node);
    return node;
}

static size_t number_of(Slice text)
{
    size_t number = 0;
    for (size_t i = 0; i < text.len && i < 6 && text.at[i] >= '0' && text.at[i] <= '9'; i++)
        number = number * 10 + (size_t)(text.at[i] - '0');
    return number < COLUMNS_MAX ? number : COLUMNS_MAX;
}

// "semicolon Shift_JIS CRLF 2 mark": how the text was that the tree is of.
static void read_facts(CsvWriting *it, bool has_style)
{
    NodeId node = fact(it, "csv");
    if (node == NODE_NONE)
        return;
    Slice rest = tree_content(it->tree, node);
    char separator = csv_separator_of(slice_cut(&rest, ' '));
    const char *encoding = arena_c_string(it->arena, slice_cut(&rest, ' '));
    bool has_line_feeds = slice_equal(slice_cut(&rest, ' '), S("LF"));
    it->width = number_of(slice_cut(&rest, ' '));
    it->separator_read = separator != '\0' ? separator : ',';
    it->style.separator = it->style.separator != '\0' ? it->style.separator : separator;
    it->style.encoding = it->style.encoding != NULL ? it->style.encoding : encoding;
    while (rest.len > 0) {
        Slice word = slice_cut(&rest, ' ');
        it->has_directive |= slice_equal(word, S("sep"));
        it->has_no_names |= slice_equal(word, S("no-names"));
        it->style.has_mark |= !has_style && slice_equal(word, S("mark"));
    }
    it->style.has_line_feeds |= !has_style && has_line_feeds;
}

// ---- Columns ----

static void read_captions(CsvWriting *it)
{
    it->captions = arena_array(it->arena, Slice, it->width);
    NodeId node = fact(it, "csv-names");
    if (node == NODE_NONE)
        return;
    CsvCutter cutter = {.text = tree_content(it->tree, node), .separator = it->separator_read};
    cutter.scratch = buffer_new(it->arena);
    for (size_t i = 0; i < it->width && cutter.at < cutter.text.len; i++) {
        CsvCell cell = csv_next(&cutter);
        if (cell.mark == CSV_MARK_FAULT)
            break;
        it->captions[i] = arena_copy(it->arena, cell.value);
    }
}

static NodeId next_row(const CsvWriting *it, NodeId node)
{
    node = tree_element_from(it->tree, node);
    while (node != NODE_NONE && !is_named(it->tree, node, "row"))
        node = tree_element_from(it->tree, tree_next_sibling(it->tree, node));
    return node;
}

static NodeId first_row(const CsvWriting *it)
{
    return next_row(it, tree_first_child(it->tree, it->parent));
}

// Columns that no caption names: those of a tree that is not of a CSV text.
static void add_columns(CsvWriting *it)
{
    for (NodeId row = first_row(it); row != NODE_NONE;
         row = next_row(it, tree_next_sibling(it->tree, row)))
        for (NodeId cell = tree_element_from(it->tree, tree_first_child(it->tree, row));
             cell != NODE_NONE; cell = tree_element_from(it->tree, tree_next_sibling(it->tree, cell)))
            table_add(it->columns, tree_name(it->tree, cell)->local, NULL);
}

static void find_columns(CsvWriting *it)
{
    read_captions(it);
    it->columns = table_new(it->arena, it->width + 16);
    const Slice *names = column_names(it->arena, it->captions, it->width);
    for (size_t i = 0; i < it->width; i++)
        table_add(it->columns, names[i], NULL);
    add_columns(it);
    size_t width = table_count(it->columns);
    Slice *captions = arena_array(it->arena, Slice, width);
    for (size_t i = 0; i < width; i++)
        captions[i] = i < it->width ? it->captions[i] : table_key(it->columns, (int32_t)i);
    it->captions = captions;
    it->width = width;
}

// ---- Lines ----

static bool needs_quotes(const CsvWriting *it, Slice value)
{
    if (value.len == 0)
        return false;
    // At the very beginning it would be taken for what names the separator.
    bool is_mistakable = it->text.len == 0 && slice_starts(value, S("sep="));
    return is_mistakable || it->style.quotes_all ||
           memchr(value.at, it->style.separator, value.len) != NULL ||
           memchr(value.at, '"', value.len) != NULL || memchr(value.at, '\n', value.len) != NULL ||
           memchr(value.at, '\r', value.len) != NULL;
}

static void write_cell(CsvWriting *it, Slice value)
{
    bool is_quoted = needs_quotes(it, value);
    if (!is_quoted) {
        buffer_add(&it->text, value);
        return;
    }
    buffer_add_char(&it->text, '"');
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] == '"')
            buffer_add_char(&it->text, '"');
        buffer_add_char(&it->text, value.at[i]);
    }
    buffer_add_char(&it->text, '"');
}

static void write_line(CsvWriting *it, const Slice *values)
{
    for (size_t i = 0; i < it->width; i++) {
        if (i > 0)
            buffer_add_char(&it->text, it->style.separator);
        write_cell(it, values[i]);
    }
    buffer_add(&it->text, it->style.has_line_feeds ? S("\n") : S("\r\n"));
}

static void refuse(CsvWriting *it, NodeId node, const char *what)
{
    Place place = tree_place(it->tree, node);
    Slice name = tree_name(it->tree, node)->local;
    it->is_good = false;
    fault_add(it->faults, FAULT_UNSUPPORTED, place.line, place.column, "<%.*s> %s", (int)name.len,
              name.at, what);
}

static void write_row(CsvWriting *it, NodeId row, Slice *values)
{
    memset(values, 0, it->width * sizeof *values);
    for (NodeId cell = tree_element_from(it->tree, tree_first_child(it->tree, row)); cell != NODE_NONE;
         cell = tree_element_from(it->tree, tree_next_sibling(it->tree, cell))) {
        Slice *value = &values[table_find(it->columns, tree_name(it->tree, cell)->local)];
        if (tree_element_from(it->tree, tree_first_child(it->tree, cell)) != NODE_NONE)
            refuse(it, cell, "has elements in it; a cell of a table has text only");
        else if (value->at != NULL)
            refuse(it, cell, "stands twice in its row");
        else
            *value = tree_string(it->tree, cell, it->arena);
    }
    write_line(it, values);
}

static bool encode(CsvWriting *it, Buffer *out)
{
    const char *encoding = it->style.encoding != NULL ? it->style.encoding : "UTF-8";
    size_t bad;
    bool is_good =
        (!it->style.has_mark || charset_encode(out, S("\xEF\xBB\xBF"), encoding, &bad)) &&
        charset_encode(out, buffer_slice(&it->text), encoding, &bad);
    return is_good || fault_add(it->faults, FAULT_UNSUPPORTED, 0, 0,
                                "a character cannot be written in %s; write UTF-8", encoding);
}

bool csv_write(Buffer *out, const Tree *tree, const CsvStyle *style, Faults *faults)
{
    CsvWriting it = {.arena = out->arena,
                     .tree = tree,
                     .faults = faults,
                     .text = buffer_new(out->arena),
                     .is_good = true};
    it.style = style != NULL ? *style : (CsvStyle){0};
    read_facts(&it, style != NULL);
    it.style.separator = it.style.separator != '\0' ? it.style.separator : ',';
    if (csv_separator_word(it.style.separator) == NULL)
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "cells are parted by a comma, semicolon, tab or bar");
    NodeId root = tree_element_from(tree, tree_first_child(tree, 0));
    it.parent = root != NODE_NONE && !is_named(tree, root, "row") ? root : 0;
    find_columns(&it);
    Slice *values = arena_array(it.arena, Slice, it.width);
    if (it.has_directive)
        buffer_print(&it.text, "sep=%c%s", it.style.separator,
                     it.style.has_line_feeds ? "\n" : "\r\n");
    if (!it.has_no_names && it.width > 0)
        write_line(&it, it.captions);
    for (NodeId row = first_row(&it); row != NODE_NONE;
         row = next_row(&it, tree_next_sibling(tree, row)))
        write_row(&it, row, values);
    return encode(&it, out) && it.is_good;
}
