// SPDX-License-Identifier: Apache-2.0
// The tables of a form as CSV files in one archive.
//
// A workbook has no other form in CSV: one file is one table. Each has the paths in its first row,
// the labels in its second. A mark of byte order is written, without which Excel takes UTF-8 for
// something else.

#include "map/sheets/internal.h"

#include "tree/archive.h"

#define MARK "\xEF\xBB\xBF"

static void add_cell(Buffer *out, Slice text, bool is_last)
{
    bool is_plain = true;
    for (size_t i = 0; i < text.len; i++)
        is_plain &= strchr(",\"\r\n;\t|", text.at[i]) == NULL;
    if (is_plain) {
        buffer_add(out, text);
    } else {
        buffer_add_char(out, '"');
        for (size_t i = 0; i < text.len; i++) {
            if (text.at[i] == '"')
                buffer_add_char(out, '"');
            buffer_add_char(out, text.at[i]);
        }
        buffer_add_char(out, '"');
    }
    buffer_add(out, is_last ? S("\r\n") : S(","));
}

static Slice csv_of(Arena *arena, const XlsxSheet *table)
{
    Buffer out = buffer_new(arena);
    size_t last = table->column_count - 1;
    buffer_add(&out, S(MARK));
    for (size_t i = 0; i <= last; i++)
        add_cell(&out, table->columns[i].key, i == last);
    for (size_t i = 0; i <= last; i++)
        add_cell(&out, table->columns[i].label, i == last);
    for (size_t i = 0; i < table->row_count * table->column_count; i++)
        add_cell(&out, table->values[i], i % table->column_count == last);
    return buffer_slice(&out);
}

bool sheets_write_csv(const SheetForm *form, const Content *content, Buffer *out, Losses *losses,
                      Faults *faults)
{
    Arena *arena = out->arena;
    const XlsxSheet *tables = form_tables(form, arena, content, false, losses);
    ArchiveEntry *files = arena_array(arena, ArchiveEntry, form->sheet_count);
    size_t count = 0;
    for (size_t i = 0; i < form->sheet_count; i++)
        // A filled form has only the tables that have rows.
        if (content == NULL || tables[i].row_count > 0)
            files[count++] = (ArchiveEntry){arena_join(arena, tables[i].name, S(".csv")),
                                            csv_of(arena, &tables[i])};
    return archive_write(out, files, count, faults);
}
