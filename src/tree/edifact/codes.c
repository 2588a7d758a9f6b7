// SPDX-License-Identifier: Apache-2.0
// Lists of codes: whether a code is in one, and which is most like one that is not.

#include "tree/edifact/codes.h"

struct CodeSet {
    uint64_t *slots; // codes of up to 7 characters as numbers; 0 is free
    size_t mask;
    const EdifactElement *element;
    bool has_long; // there are longer ones
};

static size_t place_of(const CodeSet *set, uint64_t number)
{
    size_t place = (number * UINT64_C(0x9E3779B97F4A7C15)) >> 40 & set->mask;
    while (set->slots[place] != number && set->slots[place] != 0)
        place = (place + 1) & set->mask;
    return place;
}

// The code of a row " BY Buyer".
static Slice next_code(Slice *rows)
{
    Slice row = slice_cut(rows, '\n');
    row = slice_part(row, 1, row.len);
    return slice_cut(&row, ' ');
}

static void add_code(CodeSet *set, uint64_t number)
{
    set->slots[place_of(set, number)] = number;
}

const CodeSet *codes_new(Arena *arena, const EdifactElement *element)
{
    size_t count = 0, room = 16;
    for (Slice rows = element->codes; rows.len > 0; count++)
        next_code(&rows);
    if (count == 0 || slice_equal(element->number, S("1131")))
        return NULL;
    while (room < count * 2)
        room *= 2;
    CodeSet *set = arena_array(arena, CodeSet, 1);
    *set = (CodeSet){arena_array(arena, uint64_t, room), room - 1, element, false};
    for (Slice rows = element->codes; rows.len > 0;) {
        Slice code = next_code(&rows);
        if (code.len > CODE_SHORT_MAX)
            set->has_long = true;
        else if (code.len > 0)
            add_code(set, code_number(code.at, code.len, code.len));
    }
    return set;
}

bool codes_have_number(const CodeSet *set, uint64_t number)
{
    return set->slots[place_of(set, number)] == number;
}

bool codes_have(const CodeSet *set, Slice code)
{
    Slice name;
    if (code.len > CODE_SHORT_MAX)
        return set->has_long && element_code(set->element, code, &name);
    return code.len > 0 && codes_have_number(set, code_number(code.at, code.len, code.len));
}

// ---- The nearest ----

static Slice without_zeros(Slice code)
{
    while (code.len > 1 && code.at[0] == '0')
        code = slice_part(code, 1, code.len);
    return code;
}

// Lower case for upper, zeros in front: what people mean most often.
static bool is_alike(Slice a, Slice b)
{
    a = without_zeros(a);
    b = without_zeros(b);
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if ((a.at[i] | 0x20) != (b.at[i] | 0x20))
            return false;
    return true;
}

// Two neighbours exchanged: BY for YB.
static bool is_exchanged(Slice a, Slice b)
{
    if (a.len != b.len || a.len < 2)
        return false;
    size_t at = 0;
    while (at < a.len && a.at[at] == b.at[at])
        at++;
    return at + 1 < a.len && a.at[at] == b.at[at + 1] && a.at[at + 1] == b.at[at] &&
           memcmp(a.at + at + 2, b.at + at + 2, a.len - at - 2) == 0;
}

Slice codes_nearest(const EdifactElement *element, Slice code)
{
    Slice best = S("");
    // Of a short code any other is near: one in three characters may differ, no more.
    unsigned least = code.len >= 5 ? 3 : code.len >= 3 ? 2 : 1;
    for (Slice rows = element->codes; rows.len > 0;) {
        Slice row = slice_part(rows, 1, rows.len);
        Slice line = slice_cut(&row, '\n'), rest = line;
        Slice known = slice_cut(&rest, ' ');
        bool is_near = is_alike(known, code) || (is_exchanged(known, code) && best.len == 0);
        unsigned gap = is_near ? 0 : least > 1 ? slice_edits(known, code) : least;
        if (gap < least) {
            least = gap;
            best = line;
        }
        slice_cut(&rows, '\n');
    }
    return best;
}
