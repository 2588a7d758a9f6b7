// SPDX-License-Identifier: Apache-2.0
// Cells of a CSV text (RFC 4180, 2). A quote within a cell that does not begin with one is a
// character as any other, for so spreadsheets read 5" pipe; one that is never closed, or closed too
// early, would swallow or split what follows, and is a fault, but where tabs part the cells.

#include "tree/csv_cells.h"

static CsvMark pass_mark(CsvCutter *it)
{
    if (it->at == it->text.len)
        return CSV_MARK_END;
    char c = it->text.at[it->at++];
    if (c == it->separator)
        return CSV_MARK_CELL;
    if (c == '\r' && it->at < it->text.len && it->text.at[it->at] == '\n')
        it->at++;
    return CSV_MARK_ROW;
}

static bool is_end(const CsvCutter *it, char c)
{
    return c == it->separator || c == '\n' || c == '\r';
}

static CsvCell plain_cell(CsvCutter *it)
{
    CsvCell cell = {.start = it->at, .is_plain = true};
    while (it->at < it->text.len && !is_end(it, it->text.at[it->at]))
        it->at++;
    cell.value = slice_part(it->text, cell.start, it->at - cell.start);
    cell.mark = pass_mark(it);
    return cell;
}

// Texts parted by tabs mostly come from programs that know no quotes: there it is a character.
static CsvCell misquoted_cell(CsvCutter *it, size_t open, size_t at, const char *fault)
{
    it->at = it->separator == '\t' ? open : at;
    return it->separator == '\t' ? plain_cell(it)
                                 : (CsvCell){.mark = CSV_MARK_FAULT, .fault = fault};
}

static CsvCell quoted_cell(CsvCutter *it)
{
    size_t open = it->at++, from = it->at;
    CsvCell cell = {.start = from, .is_plain = true};
    it->scratch.len = 0;
    for (;;) {
        const char *quote = memchr(it->text.at + it->at, '"', it->text.len - it->at);
        if (quote == NULL)
            return misquoted_cell(it, open, open,
                                  "the quote that opens this cell is never closed; close it, or "
                                  "double it where it is a character");
        it->at = (size_t)(quote - it->text.at) + 1;
        if (it->at == it->text.len || it->text.at[it->at] != '"')
            break;
        buffer_add(&it->scratch, slice_part(it->text, from, it->at - from));
        cell.is_plain = false;
        from = ++it->at;
    }
    Slice last = slice_part(it->text, from, it->at - 1 - from);
    if (it->at < it->text.len && !is_end(it, it->text.at[it->at]))
        return misquoted_cell(
            it, open, it->at,
            "text follows the quote that closes a cell; double quotes that are characters");
    if (!cell.is_plain)
        buffer_add(&it->scratch, last);
    cell.value = cell.is_plain ? last : buffer_slice(&it->scratch);
    cell.mark = pass_mark(it);
    return cell;
}

CsvCell csv_next(CsvCutter *it)
{
    bool is_quoted = it->at < it->text.len && it->text.at[it->at] == '"';
    return is_quoted ? quoted_cell(it) : plain_cell(it);
}
