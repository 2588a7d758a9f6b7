// SPDX-License-Identifier: Apache-2.0
// Reads a compiled list from end to end, for whoever keeps one that he did not make.

#include "codes/internal.h"

#include "base/utf8.h"

static bool check_text(const Codes *codes, uint32_t text, Faults *faults)
{
    Slice found = codes_text(codes, text);
    // Text 0 is the only empty one, and what leads outside is read as empty.
    if ((text != 0 && found.len == 0) || utf8_valid(found) < found.len)
        return fault_add(faults, FAULT_SYNTAX, 0, 0, "the code list has a broken text at %u", text);
    return true;
}

static bool check_header(const Codes *codes, Faults *faults)
{
    for (size_t at = HEADER_NAME; at < HEADER_BYTES; at += 4)
        if (!check_text(codes, load_32(codes->bytes.at + at), faults))
            return false;
    for (uint32_t i = 0; i < codes->column_count; i++)
        if (!check_text(codes, load_32(codes->columns + i * COLUMN_BYTES), faults))
            return false;
    return codes_text(codes, 0).len == 0 && codes_is_name(codes_name(codes))
               ? true
               : fault_add(faults, FAULT_SYNTAX, 0, 0, "the code list has no usable name");
}

static bool check_rows(const Codes *codes, Faults *faults)
{
    size_t cells = (size_t)codes->row_count * codes->column_count;
    for (size_t i = 0; i < cells; i++)
        if (!check_text(codes, load_32(codes->rows + i * CELL_BYTES), faults))
            return false;
    Slice before = S("");
    for (CodeRow row = 0; row < codes->row_count; row++) {
        Slice code = codes_code(codes, row);
        if (slice_compare(before, code) >= 0)
            return fault_add(faults, FAULT_SYNTAX, 0, 0, "row %u of the code list is out of order",
                             row);
        before = code;
    }
    return true;
}

static bool check_entries(const Codes *codes, Faults *faults)
{
    Slice before = S("");
    for (uint32_t i = 0; i < codes->entry_count; i++) {
        CodeEntry entry = codes_entry(codes, i);
        Slice rest = entry_rest(entry);
        if (rest.len == 0 || slice_compare(before, rest) > 0 ||
            (codes->kinds[entry.column] != COLUMN_NAME &&
             codes->kinds[entry.column] != COLUMN_OTHER))
            return fault_add(faults, FAULT_SYNTAX, 0, 0,
                             "line %u of the code list's index is out of order", i);
        before = rest;
    }
    return true;
}

bool codes_verify(const Codes *codes, Faults *faults)
{
    return check_header(codes, faults) && check_rows(codes, faults) && check_entries(codes, faults);
}
