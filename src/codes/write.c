// SPDX-License-Identifier: Apache-2.0
// Writes compiled lists.
//
//     rows ─► sorted by code ─┬─► cells ──┐
//                             └─► words ─► index ─► header, columns, rows, index, pool
//
// Equal texts are written once: most facts of a large list are the same few.

#include "codes/make.h"

#include "base/buffer.h"
#include "base/fold.h"
#include "base/table.h"
#include "base/utf8.h"
#include "codes/format.h"

#include <assert.h>
#include <stdlib.h>

enum { WORDS_MAX = 48 }; // of a name that are indexed; names of goods run to hundreds of ideographs

typedef struct DraftRow {
    Slice *cells;
} DraftRow;

// A line of the index in the making.
typedef struct DraftEntry {
    Slice name; // folded
    uint32_t text, row;
    uint16_t start;
    uint8_t column;
} DraftEntry;

struct CodeDraft {
    Arena *arena;
    CodeHead head;
    CodeColumn columns[CODES_COLUMNS_MAX];
    size_t column_count;
    DraftRow *rows;
    size_t count, room;
    Table *by_code;
    Table *texts; // what is in the pool
    uint32_t *text_places;
    size_t text_room;
    Buffer pool;
    DraftEntry *entries;
    size_t entry_count, entry_room;
};

typedef struct KindRow {
    Slice name;
    CodeColumnKind kind;
} KindRow;

static const KindRow kind_rows[] = {
    {S_INIT("code"), COLUMN_CODE},    {S_INIT("en"), COLUMN_NAME},
    {S_INIT("ja"), COLUMN_NAME},      {S_INIT("zh"), COLUMN_NAME},
    {S_INIT("ko"), COLUMN_NAME},      {S_INIT("fr"), COLUMN_NAME},
    {S_INIT("es"), COLUMN_NAME},      {S_INIT("ru"), COLUMN_NAME},
    {S_INIT("de"), COLUMN_NAME},      {S_INIT("other"), COLUMN_OTHER},
    {S_INIT("symbol"), COLUMN_OTHER}, {S_INIT("plain"), COLUMN_OTHER},
};

CodeColumnKind column_kind_of(Slice name)
{
    for (size_t i = 0; i < sizeof kind_rows / sizeof *kind_rows; i++)
        if (slice_equal(kind_rows[i].name, name))
            return kind_rows[i].kind;
    return COLUMN_FACT;
}

CodeDraft *draft_new(Arena *arena, const CodeHead *head, const CodeColumn *columns, size_t count)
{
    assert(count > 0 && count <= CODES_COLUMNS_MAX && columns[0].kind == COLUMN_CODE);
    CodeDraft *draft = arena_array(arena, CodeDraft, 1);
    draft->arena = arena;
    draft->head = *head;
    memcpy(draft->columns, columns, count * sizeof *columns);
    draft->column_count = count;
    draft->by_code = table_new(arena, 64);
    draft->texts = table_new(arena, 256);
    draft->pool = buffer_new(arena);
    return draft;
}

// ---- Rows ----

static bool check_cell(const CodeDraft *draft, Slice cell, Slice column, unsigned line,
                       Faults *faults)
{
    if (cell.len <= CODES_TEXT_MAX && utf8_valid(cell) == cell.len)
        return true;
    Slice shown = slice_show(draft->arena, column, 40);
    if (cell.len > CODES_TEXT_MAX)
        return fault_add(faults, FAULT_LIMIT, line, 1, "the cell %.*s has more than %d bytes",
                         (int)shown.len, shown.at, CODES_TEXT_MAX);
    return fault_add(faults, FAULT_SYNTAX, line, 1, "the cell %.*s is no UTF-8", (int)shown.len,
                     shown.at);
}

static bool refuse_repeated(const CodeDraft *draft, Slice code, unsigned line, Faults *faults)
{
    Slice shown = slice_show(draft->arena, code, 40);
    return fault_add(faults, FAULT_SYNTAX, line, 1, "the code %.*s is there already",
                     (int)shown.len, shown.at);
}

static bool check_row(const CodeDraft *draft, const Slice *cells, unsigned line, Faults *faults)
{
    for (size_t i = 0; i < draft->column_count; i++)
        if (!check_cell(draft, cells[i], draft->columns[i].name, line, faults))
            return false;
    if (cells[0].len == 0)
        return fault_add(faults, FAULT_SYNTAX, line, 1, "the row has no code");
    if (table_find(draft->by_code, cells[0]) != TABLE_NONE)
        return refuse_repeated(draft, cells[0], line, faults);
    if (draft->count == CODES_ROWS_MAX)
        return fault_add(faults, FAULT_LIMIT, line, 1, "the list has more than %d rows",
                         CODES_ROWS_MAX);
    return true;
}

bool draft_add(CodeDraft *draft, const Slice *cells, unsigned line, Faults *faults)
{
    if (!check_row(draft, cells, line, faults))
        return false;
    if (draft->count == draft->room) {
        size_t room = draft->room ? draft->room * 2 : 64;
        draft->rows = arena_resize(draft->arena, draft->rows, draft->room * sizeof *draft->rows,
                                   room * sizeof *draft->rows);
        draft->room = room;
    }
    Slice *copy = arena_array(draft->arena, Slice, draft->column_count);
    memcpy(copy, cells, draft->column_count * sizeof *cells);
    draft->rows[draft->count++].cells = copy;
    table_add(draft->by_code, copy[0], NULL);
    return true;
}

Slice *draft_find(CodeDraft *draft, Slice code)
{
    int32_t number = table_find(draft->by_code, code);
    return number == TABLE_NONE ? NULL : draft->rows[number].cells;
}

size_t draft_count(const CodeDraft *draft)
{
    return draft->count;
}

static bool has_part(Slice others, Slice name)
{
    while (others.len > 0)
        if (slice_equal(slice_cut(&others, '|'), name))
            return true;
    return false;
}

// Adds names to a cell of other names, each once.
static void add_others(CodeDraft *draft, Slice *others, Slice names)
{
    while (names.len > 0) {
        Slice name = slice_cut(&names, '|');
        if (name.len == 0 || has_part(*others, name) || others->len + name.len >= CODES_TEXT_MAX)
            continue;
        *others = others->len == 0 ? name
                                   : arena_print(draft->arena, "%.*s|%.*s", (int)others->len,
                                                 others->at, (int)name.len, name.at);
    }
}

// A name of ours that is not the publisher's becomes another name.
static void complete_row(CodeDraft *draft, Slice *cells, const Codes *own, CodeRow row,
                         const uint32_t *from)
{
    size_t other = 0;
    while (other < draft->column_count && !slice_equal(draft->columns[other].name, S("other")))
        other++;
    for (size_t i = 1; i < draft->column_count; i++) {
        Slice ours = codes_cell(own, row, from[i]);
        bool is_name = draft->columns[i].kind == COLUMN_NAME || i == other;
        if (cells[i].len == 0)
            cells[i] = ours;
        else if (is_name && other < draft->column_count && !slice_equal(cells[i], ours))
            add_others(draft, &cells[other], ours);
    }
}

bool draft_complete(CodeDraft *draft, const Codes *own, Faults *faults)
{
    uint32_t from[CODES_COLUMNS_MAX];
    if (own == NULL)
        return true;
    for (size_t i = 0; i < draft->column_count; i++)
        from[i] = codes_column_named(own, draft->columns[i].name);
    for (CodeRow row = 0; row < codes_count(own); row++) {
        Slice added[CODES_COLUMNS_MAX] = {{0}}, *cells = draft_find(draft, codes_code(own, row));
        bool is_new = cells == NULL;
        if (is_new)
            cells = added;
        cells[0] = codes_code(own, row);
        complete_row(draft, cells, own, row, from);
        if (is_new && !draft_add(draft, cells, 0, faults))
            return false;
    }
    return true;
}

// ---- The pool ----

static void add_number(Buffer *out, uint32_t number)
{
    uint32_t little = htole32(number);
    buffer_add(out, (Slice){(const char *)&little, sizeof little});
}

// Where a text lies in the pool; it is written when it is first met.
static uint32_t place_of(CodeDraft *draft, Slice text)
{
    if (text.len == 0)
        return 0;
    bool is_new;
    int32_t number = table_add(draft->texts, text, &is_new);
    if (!is_new)
        return draft->text_places[number];
    if ((size_t)number == draft->text_room) {
        size_t room = draft->text_room ? draft->text_room * 2 : 256;
        draft->text_places = arena_resize(draft->arena, draft->text_places,
                                          draft->text_room * sizeof *draft->text_places,
                                          room * sizeof *draft->text_places);
        draft->text_room = room;
    }
    uint16_t len = htole16((uint16_t)text.len);
    draft->text_places[number] = (uint32_t)draft->pool.len;
    buffer_add(&draft->pool, (Slice){(const char *)&len, sizeof len});
    buffer_add(&draft->pool, text);
    return draft->text_places[number];
}

// ---- The index of names ----

static void add_entry(CodeDraft *draft, DraftEntry entry)
{
    if (draft->entry_count == draft->entry_room) {
        size_t room = draft->entry_room ? draft->entry_room * 2 : 256;
        draft->entries =
            arena_resize(draft->arena, draft->entries, draft->entry_room * sizeof *draft->entries,
                         room * sizeof *draft->entries);
        draft->entry_room = room;
    }
    draft->entries[draft->entry_count++] = entry;
}

// One entry for each word of the folded name.
static void add_words(CodeDraft *draft, Slice name, uint32_t row, size_t column)
{
    DraftEntry entry = {.name = name, .row = row, .column = (uint8_t)column};
    entry.text = place_of(draft, name);
    bool is_start = true;
    size_t words = 0, length;
    for (size_t at = 0; at < name.len && words < WORDS_MAX; at += length) {
        int32_t c = utf8_decode(slice_part(name, at, name.len), &length);
        if (c != ' ' && (is_start || fold_is_word_by_itself((uint32_t)c))) {
            entry.start = (uint16_t)at;
            add_entry(draft, entry);
            words++;
        }
        is_start = c == ' ' || fold_is_word_by_itself((uint32_t)c);
    }
}

static void index_name(CodeDraft *draft, Slice name, uint32_t row, size_t column)
{
    ArenaMark mark = arena_mark(draft->arena);
    Slice folded = fold_name(draft->arena, name);
    int32_t known = table_find(draft->texts, folded);
    if (known != TABLE_NONE) {
        folded = table_key(draft->texts, known);
        arena_release(draft->arena, mark);
    }
    if (folded.len > 0 && folded.len <= CODES_TEXT_MAX)
        add_words(draft, folded, row, column);
}

static void index_cell(CodeDraft *draft, uint32_t row, size_t column)
{
    Slice rest = draft->rows[row].cells[column];
    if (draft->columns[column].kind == COLUMN_NAME)
        index_name(draft, rest, row, column);
    else if (draft->columns[column].kind == COLUMN_OTHER)
        while (rest.len > 0)
            index_name(draft, slice_cut(&rest, '|'), row, column);
}

static Slice entry_text(const DraftEntry *entry)
{
    return (Slice){entry->name.at + entry->start, entry->name.len - entry->start};
}

static int compare_entries(const void *a, const void *b)
{
    const DraftEntry *x = a, *y = b;
    int order = slice_compare(entry_text(x), entry_text(y));
    if (order != 0)
        return order;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->column != y->column)
        return x->column - y->column;
    return x->text != y->text ? (x->text < y->text ? -1 : 1) : x->start - y->start;
}

static int compare_rows(const void *a, const void *b)
{
    return slice_compare(((const DraftRow *)a)->cells[0], ((const DraftRow *)b)->cells[0]);
}

// ---- The whole ----

// The sections in the order of the file; texts come into the pool on the way.
static void write_sections(CodeDraft *draft, Buffer *columns, Buffer *rows, Buffer *entries)
{
    for (size_t i = 0; i < draft->column_count; i++) {
        add_number(columns, place_of(draft, draft->columns[i].name));
        add_number(columns, draft->columns[i].kind);
    }
    for (uint32_t row = 0; row < draft->count; row++)
        for (size_t i = 0; i < draft->column_count; i++) {
            add_number(rows, place_of(draft, draft->rows[row].cells[i]));
            index_cell(draft, row, i);
        }
    if (draft->entry_count > 0)
        qsort(draft->entries, draft->entry_count, sizeof *draft->entries, compare_entries);
    for (size_t i = 0; i < draft->entry_count; i++) {
        const DraftEntry *entry = &draft->entries[i];
        add_number(entries, entry->text);
        add_number(entries, entry->row);
        add_number(entries, entry->start | (uint32_t)entry->column << 16);
    }
}

static void put(char *header, size_t at, size_t number)
{
    uint32_t little = htole32((uint32_t)number);
    memcpy(header + at, &little, sizeof little);
}

static void fill_header(CodeDraft *draft, char *header, const Buffer *columns, const Buffer *rows,
                        const Buffer *entries)
{
    memcpy(header, CODES_MAGIC, 8);
    put(header, HEADER_VERSION, CODES_VERSION);
    put(header, HEADER_ROW_COUNT, draft->count);
    put(header, HEADER_COLUMN_COUNT, draft->column_count);
    put(header, HEADER_ENTRY_COUNT, draft->entry_count);
    put(header, HEADER_COLUMNS, HEADER_BYTES);
    put(header, HEADER_ROWS, HEADER_BYTES + columns->len);
    put(header, HEADER_ENTRIES, HEADER_BYTES + columns->len + rows->len);
    put(header, HEADER_POOL, HEADER_BYTES + columns->len + rows->len + entries->len);
    put(header, HEADER_NAME, place_of(draft, draft->head.name));
    put(header, HEADER_EDITION, place_of(draft, draft->head.edition));
    put(header, HEADER_SOURCE, place_of(draft, draft->head.source));
    for (size_t i = 0; i < 3; i++)
        put(header, HEADER_TITLES + i * 4, place_of(draft, draft->head.titles[i]));
    // The header's texts were the last that came into the pool.
    put(header, HEADER_POOL_SIZE, draft->pool.len);
    put(header, HEADER_SIZE,
        HEADER_BYTES + columns->len + rows->len + entries->len + draft->pool.len);
}

// What is not in a row: the list's own texts and the names of its columns.
static bool check_head(const CodeDraft *draft, Faults *faults)
{
    const CodeHead *head = &draft->head;
    bool is_good = check_cell(draft, head->name, S("list"), 0, faults) &&
                   check_cell(draft, head->edition, S("edition"), 0, faults) &&
                   check_cell(draft, head->source, S("source"), 0, faults);
    for (size_t i = 0; i < 3 && is_good; i++)
        is_good = check_cell(draft, head->titles[i], S("title"), 0, faults);
    for (size_t i = 0; i < draft->column_count && is_good; i++)
        is_good = check_cell(draft, draft->columns[i].name, S("of the header"), 0, faults);
    return is_good;
}

Slice draft_write(CodeDraft *draft, Faults *faults)
{
    if (!check_head(draft, faults))
        return S("");
    Buffer columns = buffer_new(draft->arena), rows = columns, entries = columns, out = columns;
    char header[HEADER_BYTES];
    if (draft->count > 0)
        qsort(draft->rows, draft->count, sizeof *draft->rows, compare_rows);
    buffer_add(&draft->pool, (Slice){"\0", 2}); // text 0
    write_sections(draft, &columns, &rows, &entries);
    fill_header(draft, header, &columns, &rows, &entries);
    if (columns.len + rows.len + entries.len + draft->pool.len > CODES_SIZE_MAX - HEADER_BYTES) {
        fault_add(faults, FAULT_LIMIT, 0, 0, "the list has more than %d bytes", CODES_SIZE_MAX);
        return S("");
    }
    buffer_add(&out, (Slice){header, sizeof header});
    buffer_add(&out, buffer_slice(&columns));
    buffer_add(&out, buffer_slice(&rows));
    buffer_add(&out, buffer_slice(&entries));
    buffer_add(&out, buffer_slice(&draft->pool));
    return buffer_slice(&out);
}
