// SPDX-License-Identifier: Apache-2.0
// Tables to workbooks, by libxlsxwriter.
//
//     columns ─► captions with notes, widths, formats, drop-down lists ─► rows ─► a file ─► bytes
//
// The library writes files only; ours lies in the folder for temporary files and is gone when we
// are. Lists that do not fit into a cell's rule (255 characters, no commas) stand on a hidden
// sheet.

#include "tree/xlsx.h"

#include "base/calendar.h"
#include "base/decimal.h"
#include "base/file.h"
#include "base/utf8.h"
#include "tree/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define LISTS_SHEET "lists"

enum {
    ROWS_MAX = 1048574, // below the captions and the keys
    RULE_MAX = 255,     // bytes of a list in a cell's rule
    CELL_MAX = 32767,   // characters of a cell
    DIGITS_MAX = 15,    // of a number that a cell holds exactly
    WIDTH_MIN = 10,
    WIDTH_MAX = 60,
    FILE_MAX = 1 << 30,
    KINDS = XLSX_HEADING + 1,
    LISTS_MAX = 64, // that are shared; more are written again
    PALE = 0xDDEBF7,
    STRONG = 0xFFE699,
};

typedef struct SharedList {
    const Slice *choices;
    const char *formula;
} SharedList;

typedef struct XlsxWriting {
    Arena *arena;
    Faults *faults;
    lxw_workbook *book;
    lxw_worksheet *page, *lists;
    lxw_format *caption, *required;
    lxw_format *formats[KINDS][DIGITS_MAX + 2][2]; // by kind, digits and whether it is required
    SharedList lists_made[LISTS_MAX];
    size_t lists_made_count;
    const XlsxSheet *sheet;
    lxw_row_t head;      // rows above the values
    uint16_t list_count; // columns of the sheet of lists
    char path[64];
    bool is_good;
} XlsxWriting;

static bool refuse(XlsxWriting *it, size_t row, size_t column, const char *what)
{
    Slice sheet = it->sheet->name, letters = column_letters(it->arena, column);
    it->is_good = false;
    return fault_add(it->faults, FAULT_UNSUPPORTED, 0, 0, "Sheet '%.*s', cell %.*s%zu: %s",
                     (int)sheet.len, sheet.at, (int)letters.len, letters.at, row + 1, what);
}

// What of a text a cell cannot hold.
static bool fits(Slice text)
{
    return utf8_valid(text) == text.len && memchr(text.at ? text.at : "", '\0', text.len) == NULL &&
           utf8_count(text) <= CELL_MAX;
}

static const char *c_string(XlsxWriting *it, Slice text)
{
    return arena_c_string(it->arena, text);
}

// ---- Columns ----

static void set_number_format(XlsxWriting *it, lxw_format *format, unsigned digits)
{
    Buffer zeros = buffer_new(it->arena);
    buffer_add_char(&zeros, '0');
    for (unsigned i = 0; i < digits && i < DIGITS_MAX; i++)
        buffer_add(&zeros, i == 0 ? S(".0") : S("0"));
    format_set_num_format(format,
                          digits > DIGITS_MAX ? "General" : c_string(it, buffer_slice(&zeros)));
}

static lxw_format *format_new(XlsxWriting *it, const XlsxColumn *column, bool is_required)
{
    lxw_format *format = workbook_add_format(it->book);
    switch (column->kind) {
    case XLSX_TEXT:
    case XLSX_CHOICE:
        format_set_num_format(format, "@"); // so that 0101 keeps its zero
        break;
    case XLSX_DATE:
        format_set_num_format(format, "yyyy-mm-dd");
        break;
    case XLSX_NUMBER:
        set_number_format(it, format, column->digits);
        break;
    case XLSX_HEADING:
        format_set_bold(format);
        format_set_bg_color(format, PALE);
        break;
    }
    if (is_required)
        format_set_bg_color(format, STRONG);
    return format;
}

static lxw_format *format_of(XlsxWriting *it, const XlsxColumn *column, bool is_required)
{
    size_t digits = column->kind != XLSX_NUMBER    ? 0
                    : column->digits <= DIGITS_MAX ? column->digits
                                                   : DIGITS_MAX + 1;
    lxw_format **format = &it->formats[column->kind][digits][is_required];
    if (*format == NULL)
        *format = format_new(it, column, is_required);
    return *format;
}

static double width_of(const XlsxColumn *column)
{
    size_t width = column->width;
    // Characters of East Asia are two wide.
    if (width == 0)
        for (size_t at = 0, len; at < column->label.len; at += len) {
            int32_t c = utf8_decode(slice_part(column->label, at, column->label.len), &len);
            width += c >= 0x1100 ? 2 : 1;
        }
    width += column->width == 0 ? 2 : 0;
    return (double)(width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width);
}

static bool fits_rule(const XlsxColumn *column)
{
    // The rule is of characters, yet libxlsxwriter counts them and then joins them in a buffer of
    // as many bytes.
    size_t bytes = 0;
    for (size_t i = 0; i < column->choice_count; i++) {
        bytes += column->choices[i].len + 1;
        if (column->choices[i].len == 0 ||
            memchr(column->choices[i].at, ',', column->choices[i].len) != NULL)
            return false;
    }
    return bytes <= RULE_MAX;
}

// "=lists!$B$1:$B$40": the choices written there. A list that columns share is written once.
static const char *write_list(XlsxWriting *it, const XlsxColumn *column)
{
    for (size_t i = 0; i < it->lists_made_count; i++)
        if (it->lists_made[i].choices == column->choices)
            return it->lists_made[i].formula;
    if (it->lists == NULL) {
        it->lists = workbook_add_worksheet(it->book, LISTS_SHEET);
        worksheet_hide(it->lists);
    }
    for (size_t i = 0; i < column->choice_count; i++)
        worksheet_write_string(it->lists, (lxw_row_t)i, it->list_count,
                               c_string(it, column->choices[i]), NULL);
    Slice letters = column_letters(it->arena, it->list_count++);
    const char *formula = arena_print(it->arena, "=" LISTS_SHEET "!$%s$1:$%s$%zu", letters.at,
                                      letters.at, column->choice_count)
                              .at;
    if (it->lists_made_count < LISTS_MAX)
        it->lists_made[it->lists_made_count++] = (SharedList){column->choices, formula};
    return formula;
}

static void write_choices(XlsxWriting *it, const XlsxColumn *column, lxw_col_t number,
                          lxw_row_t first, lxw_row_t last)
{
    char **list = arena_array(it->arena, char *, column->choice_count + 1);
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_LIST};
    if (column->choice_count == 0)
        return;
    if (column->is_open)
        rule.show_error = LXW_VALIDATION_OFF;
    if (fits_rule(column)) {
        for (size_t i = 0; i < column->choice_count; i++)
            list[i] = (char *)c_string(it, column->choices[i]);
        rule.value_list = list;
    } else {
        rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        rule.value_formula = (char *)write_list(it, column);
    }
    worksheet_data_validation_range(it->page, first, number, last, number, &rule);
}

static bool check_column(XlsxWriting *it, const XlsxColumn *column, size_t number)
{
    if (!fits(column->label) || !fits(column->note) || !fits(column->key))
        return refuse(it, 0, number, "its caption or note is too long, or no text");
    for (size_t i = 0; i < column->choice_count; i++)
        if (!fits(column->choices[i]))
            return refuse(it, 0, number, "one of its choices is too long, or no text");
    return true;
}

static void write_column(XlsxWriting *it, size_t number)
{
    const XlsxColumn *column = &it->sheet->columns[number];
    lxw_col_t place = (lxw_col_t)number;
    lxw_row_t rows = (lxw_row_t)(it->sheet->row_count + it->sheet->blank_rows);
    lxw_row_t captions = it->head - 1;
    lxw_row_col_options options = {.hidden = column->is_hidden};
    if (!check_column(it, column, number))
        return;
    worksheet_set_column_opt(it->page, place, place, width_of(column), format_of(it, column, false),
                             &options);
    if (column->key.len > 0)
        worksheet_write_string(it->page, 0, place, c_string(it, column->key), NULL);
    worksheet_write_string(it->page, captions, place, c_string(it, column->label),
                           column->is_required ? it->required : it->caption);
    if (column->note.len > 0)
        worksheet_write_comment(it->page, captions, place, c_string(it, column->note));
    if (column->kind == XLSX_CHOICE && rows > 0)
        write_choices(it, column, place, it->head, captions + rows);
}

// ---- Values ----

static bool is_exact(Decimal value)
{
    Int128 most = 1;
    for (int i = 0; i < DIGITS_MAX; i++)
        most *= 10;
    return value.coefficient < most && value.coefficient > -most;
}

typedef struct CellPlace {
    lxw_row_t row;
    lxw_col_t column;
    lxw_format *format; // NULL: the column's
} CellPlace;

static bool write_text(XlsxWriting *it, CellPlace at, Slice text)
{
    if (!fits(text))
        return refuse(it, at.row, at.column,
                      "the value is longer than 32,767 characters, or no text");
    return worksheet_write_string(it->page, at.row, at.column, c_string(it, text), at.format) ==
           LXW_NO_ERROR;
}

static bool write_misfit(XlsxWriting *it, CellPlace at, Slice text, const char *why)
{
    return it->sheet->is_lenient ? write_text(it, at, text) : refuse(it, at.row, at.column, why);
}

static bool write_number(XlsxWriting *it, CellPlace at, Slice text)
{
    Decimal value;
    if (!decimal_read(text, &value, NULL))
        return write_misfit(it, at, text, "the value is no decimal number");
    if (!is_exact(value))
        return write_misfit(it, at, text,
                            "the number has more than the 15 digits that a cell holds");
    return worksheet_write_number(it->page, at.row, at.column, decimal_to_double(value),
                                  at.format) == LXW_NO_ERROR;
}

static bool write_date(XlsxWriting *it, CellPlace at, Slice text)
{
    lxw_datetime date = {0};
    int length = 0;
    bool is_form = text.len == 10 && sscanf(c_string(it, text), "%4d-%2d-%2d%n", &date.year,
                                            &date.month, &date.day, &length) == 3;
    bool is_date = is_form && length == 10 && date.year >= 1900 &&
                   calendar_has(date.year, date.month, date.day);
    if (!is_date)
        return write_misfit(it, at, text, "the value is no date as 2026-04-15, from 1900 on");
    return worksheet_write_datetime(it->page, at.row, at.column, &date, at.format) == LXW_NO_ERROR;
}

static bool write_value(XlsxWriting *it, CellPlace at, const XlsxColumn *kind, Slice text)
{
    if (text.len == 0)
        return at.format == NULL ||
               worksheet_write_blank(it->page, at.row, at.column, at.format) == LXW_NO_ERROR;
    switch (kind->kind) {
    case XLSX_NUMBER:
        return write_number(it, at, text);
    case XLSX_DATE:
        return write_date(it, at, text);
    case XLSX_TEXT:
    case XLSX_CHOICE:
    case XLSX_HEADING:
        break;
    }
    return write_text(it, at, text);
}

// A form's rows say what their cells are; a heading's row stands out as a whole.
static void write_form_row(XlsxWriting *it, size_t row)
{
    const XlsxSheet *sheet = it->sheet;
    const XlsxColumn *field = &sheet->fields[row];
    lxw_row_t line = it->head + (lxw_row_t)row;
    bool is_heading = field->kind == XLSX_HEADING;
    for (size_t i = 0; i < sheet->column_count; i++) {
        bool is_field = i == sheet->field_column;
        CellPlace at = {line, (lxw_col_t)i, NULL};
        if (is_field || is_heading)
            at.format = format_of(it, field, is_field && field->is_required);
        write_value(it, at, is_field ? field : &sheet->columns[i],
                    sheet->values[row * sheet->column_count + i]);
    }
    if (field->kind == XLSX_CHOICE)
        write_choices(it, field, (lxw_col_t)sheet->field_column, line, line);
}

static void write_row(XlsxWriting *it, size_t row)
{
    const XlsxSheet *sheet = it->sheet;
    for (size_t i = 0; i < sheet->column_count; i++)
        write_value(it, (CellPlace){it->head + (lxw_row_t)row, (lxw_col_t)i, NULL},
                    &sheet->columns[i], sheet->values[row * sheet->column_count + i]);
}

// ---- Sheets ----

static bool check_sheet(XlsxWriting *it)
{
    const XlsxSheet *sheet = it->sheet;
    const char *name = c_string(it, sheet->name);
    bool is_named = fits(sheet->name) &&
                    workbook_validate_sheet_name(it->book, name) == LXW_NO_ERROR &&
                    strcmp(name, LISTS_SHEET) != 0;
    bool is_small = sheet->column_count <= COLUMNS_MAX && sheet->row_count <= ROWS_MAX &&
                    sheet->blank_rows <= ROWS_MAX - sheet->row_count;
    if (is_named && is_small)
        return true;
    it->is_good = false;
    return fault_add(
        it->faults, FAULT_UNSUPPORTED, 0, 0,
        is_named ? "Sheet '%.*s' has more rows or columns than a workbook can hold"
                 : "'%.*s' can be no sheet's name: 1 to 31 characters without []:*?/\\, each once",
        (int)sheet->name.len, sheet->name.at);
}

static bool has_keys(const XlsxSheet *sheet)
{
    for (size_t i = 0; i < sheet->column_count; i++)
        if (sheet->columns[i].key.len > 0)
            return true;
    return false;
}

static void write_sheet(XlsxWriting *it)
{
    const XlsxSheet *sheet = it->sheet;
    lxw_row_col_options hidden = {.hidden = true};
    if (!check_sheet(it))
        return;
    it->page = workbook_add_worksheet(it->book, c_string(it, sheet->name));
    it->head = has_keys(sheet) ? 2 : 1;
    if (has_keys(sheet))
        worksheet_set_row_opt(it->page, 0, LXW_DEF_ROW_HEIGHT, NULL, &hidden);
    for (size_t column = 0; column < sheet->column_count; column++)
        write_column(it, column);
    for (size_t row = 0; row < sheet->row_count; row++)
        if (sheet->fields != NULL)
            write_form_row(it, row);
        else
            write_row(it, row);
    worksheet_freeze_panes(it->page, it->head, 0);
}

static void make_formats(XlsxWriting *it)
{
    it->caption = workbook_add_format(it->book);
    it->required = workbook_add_format(it->book);
    format_set_bold(it->caption);
    format_set_bold(it->required);
    format_set_bg_color(it->caption, PALE);
    format_set_bg_color(it->required, STRONG);
}

// ---- Files ----

// Whatever happened: the library's memory, and the file.
static void forget(void *handle)
{
    XlsxWriting *it = handle;
    if (it->book != NULL)
        lxw_workbook_free(it->book);
    it->book = NULL;
    unlink(it->path);
}

static bool make_file(XlsxWriting *it)
{
    const char *folder = getenv("TMPDIR");
    bool fits_room = folder != NULL && strlen(folder) < sizeof it->path - 32;
    snprintf(it->path, sizeof it->path, "%s/madoguchi-XXXXXX", fits_room ? folder : "/tmp");
    arena_defer(it->arena, forget, it); // first: it may leave to the arena's guard
    int file = mkstemp(it->path);
    if (file < 0)
        return fault_add(it->faults, FAULT_IO, 0, 0, "no temporary file can be made in %s",
                         fits_room ? folder : "/tmp");
    close(file);
    lxw_workbook_options options = {.tmpdir = fits_room ? (char *)folder : NULL};
    it->book = workbook_new_opt(it->path, &options);
    return it->book != NULL ||
           fault_add(it->faults, FAULT_MEMORY, 0, 0, "there is no memory for the workbook");
}

bool xlsx_write(Buffer *out, const XlsxSheet *sheets, size_t count, Faults *faults)
{
    XlsxWriting *it = arena_array(out->arena, XlsxWriting, 1);
    *it = (XlsxWriting){.arena = out->arena, .faults = faults, .is_good = true};
    if (count == 0)
        return fault_add(faults, FAULT_USAGE, 0, 0, "a workbook has one sheet at least");
    if (!make_file(it))
        return false;
    make_formats(it);
    for (size_t i = 0; i < count; i++) {
        it->sheet = &sheets[i];
        write_sheet(it);
    }
    if (!it->is_good) {
        forget(it);
        return false;
    }
    lxw_workbook *book = it->book;
    it->book = NULL; // closing frees it
    lxw_error error = workbook_close(book);
    Slice bytes = {NULL, 0};
    bool is_good = error == LXW_NO_ERROR
                       ? file_read(out->arena, it->path, FILE_MAX, &bytes, faults)
                       : fault_add(faults, FAULT_IO, 0, 0, "the workbook cannot be written: %s",
                                   lxw_strerror(error));
    forget(it);
    if (is_good)
        buffer_add(out, bytes);
    return is_good;
}
