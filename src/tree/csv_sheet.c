// SPDX-License-Identifier: Apache-2.0
// Tables of our own to CSV (RFC 4180), as they go into a workbook (xlsx.h).

#include "tree/csv.h"

void csv_write_cell(Buffer *out, Slice text, bool is_text, bool is_first)
{
    buffer_add(out, is_first ? S("\"") : S(",\""));
    if (is_text && text.len > 0 && memchr("=+-@\t\r", text.at[0], 6) != NULL)
        buffer_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '"')
            buffer_add_char(out, '"');
        buffer_add_char(out, text.at[i]);
    }
    buffer_add_char(out, '"');
}

void csv_write_sheet(Buffer *out, const XlsxSheet *sheet)
{
    size_t width = sheet->column_count;
    for (size_t i = 0; i < width; i++)
        csv_write_cell(out, sheet->columns[i].label, true, i == 0);
    buffer_add(out, S("\r\n"));
    for (size_t row = 0; row < sheet->row_count; row++) {
        for (size_t i = 0; i < width; i++)
            csv_write_cell(out, sheet->values[row * width + i],
                           sheet->columns[i].kind != XLSX_NUMBER, i == 0);
        buffer_add(out, S("\r\n"));
    }
}
