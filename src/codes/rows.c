// SPDX-License-Identifier: Apache-2.0
// Cuts CSV into rows and cells. What can lie in the text is cut from it; only cells with quotation
// marks or line ends in them are copied.

#include "codes/rows.h"

#include "base/buffer.h"
#include "base/utf8.h"

// What Windows-1252 has at 80 to 9F, where Latin-1 has control characters.
static const uint16_t windows_1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

// Text in UTF-8: as it is, without its mark of byte order; or, where it is no UTF-8, taken as
// Windows-1252, in which the UN publishes.
static Slice rows_decode(Arena *arena, Slice bytes)
{
    if (slice_starts(bytes, S("\xEF\xBB\xBF")))
        bytes = slice_part(bytes, 3, bytes.len);
    if (utf8_valid(bytes) == bytes.len)
        return bytes;
    Buffer out = buffer_new(arena);
    buffer_reserve(&out, bytes.len + bytes.len / 8);
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.at[i];
        if (byte < 0x80)
            buffer_add_char(&out, (char)byte);
        else
            buffer_add_code_point(&out, byte < 0xA0 ? windows_1252[byte - 0x80] : byte);
    }
    return buffer_slice(&out);
}

Rows rows_open(Arena *arena, Slice bytes, Faults *faults)
{
    Rows rows = {.arena = arena, .line_next = 1, .faults = faults};
    rows.rest = rows_decode(arena, bytes);
    Slice rest = rows.rest;
    rows.separator = slice_find(slice_cut(&rest, '\n'), S("\t")) == SIZE_MAX ? ',' : '\t';
    return rows;
}

// Where the quotation that begins before `rest` ends; SIZE_MAX where it does not.
static size_t find_quote_end(Slice rest)
{
    for (size_t i = 0; i < rest.len; i++)
        if (rest.at[i] == '"') {
            if (i + 1 == rest.len || rest.at[i + 1] != '"')
                return i;
            i++;
        }
    return SIZE_MAX;
}

static Slice unquote(Rows *rows, Slice inside)
{
    if (memchr(inside.at, '"', inside.len) == NULL && memchr(inside.at, '\n', inside.len) == NULL)
        return inside;
    char *out = arena_take_raw(rows->arena, inside.len, 1);
    size_t len = 0;
    for (size_t i = 0; i < inside.len; i++) {
        char c = inside.at[i];
        rows->line_next += c == '\n';
        out[len++] = c == '\n' || c == '\r' ? ' ' : c;
        i += c == '"'; // the second of two
    }
    return (Slice){out, len};
}

static bool read_quoted(Rows *rows, Slice *cell)
{
    Slice rest = slice_part(rows->rest, 1, rows->rest.len);
    size_t end = find_quote_end(rest);
    if (end == SIZE_MAX)
        return fault_add(rows->faults, FAULT_SYNTAX, rows->line_next, 1,
                         "a quotation begins here that does not end");
    *cell = unquote(rows, slice_part(rest, 0, end));
    rows->rest = slice_part(rest, end + 1, rest.len);
    return true;
}

static Slice read_plain(Rows *rows)
{
    size_t len = 0;
    while (len < rows->rest.len && rows->rest.at[len] != rows->separator &&
           rows->rest.at[len] != '\n')
        len++;
    Slice cell = slice_part(rows->rest, 0, len);
    rows->rest = slice_part(rows->rest, len, rows->rest.len);
    return cell;
}

static bool read_cell(Rows *rows)
{
    Slice cell = S("");
    if (rows->count == ROWS_CELLS_MAX)
        return fault_add(rows->faults, FAULT_LIMIT, rows->line, 1, "the row has more than %d cells",
                         ROWS_CELLS_MAX);
    if (rows->rest.len > 0 && rows->rest.at[0] == '"') {
        if (!read_quoted(rows, &cell))
            return false;
        read_plain(rows); // what stands behind a quotation up to the separator belongs nowhere
    } else {
        cell = read_plain(rows);
    }
    rows->cells[rows->count++] = slice_trim(cell);
    return true;
}

static bool read_row(Rows *rows)
{
    rows->line = rows->line_next;
    rows->count = 0;
    for (;;) {
        if (!read_cell(rows))
            return false;
        bool is_end = rows->rest.len == 0 || rows->rest.at[0] == '\n';
        rows->rest = slice_part(rows->rest, 1, rows->rest.len);
        if (is_end)
            break;
    }
    rows->line_next++;
    return true;
}

bool rows_next(Rows *rows)
{
    while (rows->rest.len > 0) {
        if (!read_row(rows)) {
            rows->rest.len = 0; // a row that cannot be cut leaves none behind it
            return false;
        }
        if (rows->count > 1 || rows->cells[0].len > 0)
            return true;
    }
    return false;
}
