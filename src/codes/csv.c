// SPDX-License-Identifier: Apache-2.0
// Cuts CSV into rows and cells. What can lie in the text is cut from it; only cells with quotation
// marks or line ends in them are copied.

#include "codes/csv.h"

#include "base/buffer.h"
#include "base/utf8.h"

// What Windows-1252 has at 80 to 9F, where Latin-1 has control characters.
static const uint16_t windows_1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

Slice csv_decode(Arena *arena, Slice bytes)
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

Csv csv_open(Arena *arena, Slice bytes, Faults *faults)
{
    Csv csv = {.arena = arena, .line_next = 1, .faults = faults};
    csv.rest = csv_decode(arena, bytes);
    Slice rest = csv.rest;
    csv.separator = slice_find(slice_cut(&rest, '\n'), S("\t")) == SIZE_MAX ? ',' : '\t';
    return csv;
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

static Slice unquote(Csv *csv, Slice inside)
{
    if (memchr(inside.at, '"', inside.len) == NULL && memchr(inside.at, '\n', inside.len) == NULL)
        return inside;
    char *out = arena_take_raw(csv->arena, inside.len, 1);
    size_t len = 0;
    for (size_t i = 0; i < inside.len; i++) {
        char c = inside.at[i];
        csv->line_next += c == '\n';
        out[len++] = c == '\n' || c == '\r' ? ' ' : c;
        i += c == '"'; // the second of two
    }
    return (Slice){out, len};
}

static bool read_quoted(Csv *csv, Slice *cell)
{
    Slice rest = slice_part(csv->rest, 1, csv->rest.len);
    size_t end = find_quote_end(rest);
    if (end == SIZE_MAX)
        return fault_add(csv->faults, FAULT_SYNTAX, csv->line_next, 1,
                         "a quotation begins here that does not end");
    *cell = unquote(csv, slice_part(rest, 0, end));
    csv->rest = slice_part(rest, end + 1, rest.len);
    return true;
}

static Slice read_plain(Csv *csv)
{
    size_t len = 0;
    while (len < csv->rest.len && csv->rest.at[len] != csv->separator && csv->rest.at[len] != '\n')
        len++;
    Slice cell = slice_part(csv->rest, 0, len);
    csv->rest = slice_part(csv->rest, len, csv->rest.len);
    return cell;
}

static bool read_cell(Csv *csv)
{
    Slice cell = S("");
    if (csv->count == CSV_CELLS_MAX)
        return fault_add(csv->faults, FAULT_LIMIT, csv->line, 1, "the row has more than %d cells",
                         CSV_CELLS_MAX);
    if (csv->rest.len > 0 && csv->rest.at[0] == '"') {
        if (!read_quoted(csv, &cell))
            return false;
        read_plain(csv); // what stands behind a quotation up to the separator belongs nowhere
    } else {
        cell = read_plain(csv);
    }
    csv->cells[csv->count++] = slice_trim(cell);
    return true;
}

static bool read_row(Csv *csv)
{
    csv->line = csv->line_next;
    csv->count = 0;
    for (;;) {
        if (!read_cell(csv))
            return false;
        bool is_end = csv->rest.len == 0 || csv->rest.at[0] == '\n';
        csv->rest = slice_part(csv->rest, 1, csv->rest.len);
        if (is_end)
            break;
    }
    csv->line_next++;
    return true;
}

bool csv_next(Csv *csv)
{
    while (csv->rest.len > 0) {
        if (!read_row(csv)) {
            csv->rest.len = 0; // a row that cannot be cut leaves none behind it
            return false;
        }
        if (csv->count > 1 || csv->cells[0].len > 0)
            return true;
    }
    return false;
}
