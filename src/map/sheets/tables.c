// SPDX-License-Identifier: Apache-2.0
// Content to the tables that sheets are written from.
//
//     first sheet    BT-1  Invoice number  DHB-2026-0418  Required.  │ id            a row a term
//     a list's       No.  Identifier  Quantity                       │ hidden: keys  a column a
//     term
//
// A list within a list names the row of the outer one by its number, for a person can neither see
// nor keep an order that goes across two sheets.

#include "map/sheets/internal.h"

#include "base/decimal.h"
#include "base/utf8.h"

enum {
    BLANK_ROWS = 50, // of an empty form's lists; people add more by going on below
    SPARE_ROWS = 20, // of a filled one's
    CELL_MAX = 32767,
    LABEL_WIDTH = 44,
    VALUE_WIDTH = 44,
    NOTE_WIDTH = 60,
    PATH_WIDTH = 40,
};

typedef struct Tabling {
    const SheetForm *form;
    Arena *arena;
    const Content *content; // NULL: an empty form
    bool is_workbook;
    Losses *losses;
} Tabling;

// ---- Cells ----

static XlsxColumn column_of(Tabling *it, const Term *term)
{
    const SheetForm *form = it->form;
    XlsxColumn column = {.label = form_label(form, it->arena, term),
                         .note = form_note(form, it->arena, term),
                         .key = term_path(it->arena, term),
                         .is_required = term_is_required(term),
                         .digits = XLSX_DIGITS_ANY};
    const ChoiceList *list = form_choices(form, term->codes);
    if (term->kind == TERM_NUMBER)
        column.kind = XLSX_NUMBER;
    if (term->kind == TERM_DATE)
        column.kind = XLSX_DATE;
    if (list != NULL || term->choice_count > 0) {
        column.kind = XLSX_CHOICE;
        column.is_open = term->choice_count == 0;
        column.choices = list != NULL ? list->choices : term->choices;
        column.choice_count = list != NULL ? list->count : term->choice_count;
    }
    return column;
}

// Digits behind the point, as they were written.
static unsigned digits_of(Slice value)
{
    size_t point = slice_find(value, S("."));
    return point == SIZE_MAX ? 0 : (unsigned)(value.len - point - 1);
}

// Cells have the digits of the finest value, so that 100.00 is shown so; whole numbers leave the
// cell as it is, for 21.6 would be shown as 22.
static void note_digits(XlsxColumn *column, Slice value)
{
    unsigned digits = digits_of(value);
    bool is_finer = column->digits == XLSX_DIGITS_ANY ? digits > 0 : digits > column->digits;
    if (column->kind == XLSX_NUMBER && is_finer)
        column->digits = digits;
}

static Slice lose(Tabling *it, LossKind kind, const ContentItem *item, const Term *term,
                  Slice value)
{
    loss_add_term(it->losses, kind, item, term, value);
    return S("");
}

static Slice cell_text(Tabling *it, const ContentItem *item, const Term *term)
{
    Slice value = slot_text(&item->slots[term->slot]);
    const ChoiceList *list = form_choices(it->form, term->codes);
    Decimal number;
    if (value.len == 0)
        return value;
    if (utf8_count(value) > CELL_MAX || utf8_valid(value) != value.len ||
        memchr(value.at, '\0', value.len) != NULL)
        return lose(it, LOSS_NO_PLACE, item, term, value);
    if (term->kind == TERM_NUMBER && !decimal_read(value, &number, NULL))
        return lose(it, LOSS_FORM, item, term, value);
    if (term->kind == TERM_DATE && !is_calendar_date(value))
        return lose(it, LOSS_FORM, item, term, value);
    // "JPY - x" would be read as JPY.
    if (list != NULL && !slice_equal(choice_code(it->arena, term->codes, value), value))
        return lose(it, LOSS_FORM, item, term, value);
    return list != NULL && it->is_workbook
               ? choice_text(it->arena, list->codes, value, it->form->language)
               : value;
}

// ---- The first sheet ----

enum { DOCUMENT_TERM, DOCUMENT_LABEL, DOCUMENT_VALUE, DOCUMENT_NOTE, DOCUMENT_PATH, DOCUMENT_END };

static void document_columns(Tabling *it, XlsxColumn *columns)
{
    static const struct {
        Word word;
        Slice key;
        unsigned width;
    } rows[DOCUMENT_END] = {
        [DOCUMENT_TERM] = {WORD_TERM, S_INIT(KEY_TERM), 10},
        [DOCUMENT_LABEL] = {WORD_LABEL, S_INIT("#label"), LABEL_WIDTH},
        [DOCUMENT_VALUE] = {WORD_VALUE, S_INIT(KEY_VALUE), VALUE_WIDTH},
        [DOCUMENT_NOTE] = {WORD_NOTE, S_INIT("#note"), NOTE_WIDTH},
        [DOCUMENT_PATH] = {WORD_TERM, S_INIT(KEY_PATH), PATH_WIDTH},
    };
    for (size_t i = 0; i < DOCUMENT_END; i++)
        columns[i] = (XlsxColumn){.label = sheet_word(it->form->words, rows[i].word),
                                  .key = rows[i].key,
                                  .width = rows[i].width};
    if (slice_starts(it->form->model->id, S("urn:")))
        columns[DOCUMENT_TERM].key = arena_join(it->arena, S(KEY_OURS), it->form->model->id);
    columns[DOCUMENT_PATH].label = S(KEY_CAPTION);
    columns[DOCUMENT_PATH].is_hidden = true;
}

typedef struct DocumentRows {
    XlsxColumn *fields;
    Slice *values;
    size_t count;
} DocumentRows;

static void add_document_rows(Tabling *it, const Term *group, DocumentRows *rows);

static void add_document_row(Tabling *it, const Term *term, DocumentRows *rows)
{
    Slice *cells = &rows->values[rows->count * DOCUMENT_END];
    XlsxColumn *field = &rows->fields[rows->count++];
    cells[DOCUMENT_TERM] = term_number(term);
    cells[DOCUMENT_LABEL] = form_label(it->form, it->arena, term);
    if (term->kind == TERM_GROUP) {
        *field = (XlsxColumn){.kind = XLSX_HEADING};
        add_document_rows(it, term, rows);
        return;
    }
    *field = column_of(it, term);
    cells[DOCUMENT_NOTE] = field->note;
    cells[DOCUMENT_PATH] = field->key;
    if (it->content == NULL)
        return;
    cells[DOCUMENT_VALUE] = cell_text(it, it->content->root, term);
    note_digits(field, cells[DOCUMENT_VALUE]);
}

static void add_document_rows(Tabling *it, const Term *group, DocumentRows *rows)
{
    for (size_t i = 0; i < group->member_count; i++)
        if (group->members[i].kind != TERM_LIST)
            add_document_row(it, &group->members[i], rows);
}

static XlsxSheet document_table(Tabling *it, const FormSheet *sheet)
{
    size_t most = it->form->model->term_count;
    XlsxColumn *columns = arena_array(it->arena, XlsxColumn, DOCUMENT_END);
    DocumentRows rows = {arena_array(it->arena, XlsxColumn, most),
                         arena_array(it->arena, Slice, most * DOCUMENT_END), 0};
    document_columns(it, columns);
    add_document_rows(it, sheet->list, &rows);
    return (XlsxSheet){.name = sheet->name,
                       .columns = columns,
                       .column_count = DOCUMENT_END,
                       .values = rows.values,
                       .row_count = rows.count,
                       .fields = rows.fields,
                       .field_column = DOCUMENT_VALUE,
                       .is_lenient = true};
}

// ---- A list's sheet ----

typedef struct ListTable {
    const FormSheet *sheet;
    const Term *outer; // the list it lies in; NULL: the root
    XlsxColumn *columns;
    const Term **terms; // of each column; NULL: it is none of a term
    Slice *values;
    size_t column_count, row_count, row, outer_row;
} ListTable;

static void add_column(ListTable *table, XlsxColumn column, const Term *term)
{
    table->terms[table->column_count] = term;
    table->columns[table->column_count++] = column;
}

static void add_term_columns(Tabling *it, ListTable *table, const Term *group)
{
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        if (term->kind == TERM_GROUP)
            add_term_columns(it, table, term);
        else if (term->kind != TERM_LIST)
            add_column(table, column_of(it, term), term);
    }
}

// The numbers by which lists refer to each other come first, the hidden column last.
static void add_columns(Tabling *it, ListTable *table)
{
    size_t words = it->form->words;
    const Term *list = table->sheet->list;
    XlsxColumn number = {
        .label = sheet_word(words, WORD_NUMBER), .kind = XLSX_NUMBER, .digits = XLSX_DIGITS_ANY};
    if (table->outer != NULL) {
        Slice outer = form_sheet_of(it->form, table->outer)->name;
        number.label = arena_print(it->arena, "%.*s: %.*s", (int)outer.len, outer.at,
                                   (int)number.label.len, number.label.at);
        number.note = arena_join(it->arena, sheet_word(words, WORD_BELONGS), outer);
        number.key = term_path(it->arena, table->outer);
        number.is_required = true;
        add_column(table, number, NULL);
    }
    if (table->sheet->has_number) {
        number.label = sheet_word(words, WORD_NUMBER);
        number.note = sheet_word(words, WORD_COUNTS);
        number.key = term_path(it->arena, list);
        number.is_required = false;
        add_column(table, number, NULL);
    }
    add_term_columns(it, table, list);
    add_column(table, (XlsxColumn){.label = S(KEY_CAPTION), .key = S(KEY_PATH), .is_hidden = true},
               NULL);
}

static void fill_row(Tabling *it, ListTable *table, const ContentItem *item)
{
    Slice *cells = &table->values[table->row++ * table->column_count];
    size_t column = 0;
    if (table->outer != NULL)
        cells[column++] = item != NULL ? arena_print(it->arena, "%zu", table->outer_row) : S("");
    if (table->sheet->has_number)
        cells[column++] = arena_print(it->arena, "%zu", table->row);
    for (; item != NULL && column < table->column_count; column++)
        if (table->terms[column] != NULL) {
            cells[column] = cell_text(it, item, table->terms[column]);
            note_digits(&table->columns[column], cells[column]);
        }
}

// All items of a list, whatever they lie in, in the order in which their rows are numbered.
typedef struct Items {
    const ContentItem **at;
    size_t *outer_rows; // the numbers of those that they lie in
    size_t count;
} Items;

static size_t count_items(const ContentItem *item, const Term *list)
{
    size_t count = 0;
    for (const ContentItem *at = item->slots[list->slot].first; at != NULL; at = at->next)
        count++;
    return count;
}

static Items items_of(Tabling *it, const Term *list)
{
    Items items = {0};
    if (it->content == NULL)
        return items;
    const ContentItem *root = it->content->root;
    Items outer = {&root, NULL, 1};
    if (list->list->parent != NULL)
        outer = items_of(it, list->list);
    size_t count = 0;
    for (size_t i = 0; i < outer.count; i++)
        count += count_items(outer.at[i], list);
    items.at = arena_array(it->arena, const ContentItem *, count);
    items.outer_rows = arena_array(it->arena, size_t, count);
    for (size_t i = 0; i < outer.count; i++)
        for (const ContentItem *at = outer.at[i]->slots[list->slot].first; at; at = at->next) {
            items.outer_rows[items.count] = i + 1;
            items.at[items.count++] = at;
        }
    return items;
}

static XlsxSheet list_table(Tabling *it, const FormSheet *sheet)
{
    enum { MORE_COLUMNS = 3 }; // two numbers, and the hidden one
    const Term *list = sheet->list;
    ListTable table = {.sheet = sheet, .outer = list->list->parent != NULL ? list->list : NULL};
    Items items = items_of(it, list);
    size_t spare = !it->is_workbook ? 0 : it->content != NULL ? SPARE_ROWS : BLANK_ROWS;
    table.columns = arena_array(it->arena, XlsxColumn, list->slot_count + MORE_COLUMNS);
    table.terms = arena_array(it->arena, const Term *, list->slot_count + MORE_COLUMNS);
    add_columns(it, &table);
    table.row_count = items.count + (sheet->has_number ? spare : 0);
    table.values = arena_array(it->arena, Slice, table.row_count * table.column_count);
    while (table.row < table.row_count) {
        bool is_item = table.row < items.count;
        table.outer_row = is_item ? items.outer_rows[table.row] : 0;
        fill_row(it, &table, is_item ? items.at[table.row] : NULL);
    }
    return (XlsxSheet){.name = sheet->name,
                       .columns = table.columns,
                       .column_count = table.column_count,
                       .values = table.values,
                       .row_count = table.row_count,
                       .blank_rows = sheet->has_number ? 0 : spare,
                       .is_lenient = true};
}

// ---- All of them ----

XlsxSheet *form_tables(const SheetForm *form, Arena *arena, const Content *content,
                       bool is_workbook, Losses *losses)
{
    Tabling it = {form, arena, content, is_workbook, losses};
    XlsxSheet *tables = arena_array(arena, XlsxSheet, form->sheet_count);
    tables[0] = document_table(&it, &form->sheets[0]);
    for (size_t i = 1; i < form->sheet_count; i++)
        tables[i] = list_table(&it, &form->sheets[i]);
    return tables;
}

bool sheets_write(const SheetForm *form, const Content *content, Buffer *out, Losses *losses,
                  Faults *faults)
{
    const XlsxSheet *tables = form_tables(form, out->arena, content, true, losses);
    return xlsx_write(out, tables, form->sheet_count, faults);
}
