// SPDX-License-Identifier: Apache-2.0
// Lists of codes: whether a code is in one, and which is most like one that is not.

#include "tree/edifact/codes.h"

static size_t slot_of(const CodeSet *set, uint64_t number)
{
    size_t place = codes_place(set, number);
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

// Whether it is not too long for a number of its own, and as the element is to be.
static bool is_usual(const EdifactElement *element, Slice code)
{
    size_t digits = 0;
    for (size_t i = 0; i < code.len; i++)
        digits += code.at[i] >= '0' && code.at[i] <= '9';
    return code.len > 0 && code.len <= WORD_MAX && code.len >= element->least &&
           code.len <= element->most && (element->has_letters || digits == code.len) &&
           (element->has_digits || digits == 0);
}

const CodeSet *codes_new(Arena *arena, const EdifactElement *element)
{
    size_t count = 0, room = 16;
    for (Slice rows = element->codes; rows.len > 0; count++)
        next_code(&rows);
    if (count == 0 || slice_equal(element->number, S("1131")))
        return NULL;
    while (room < count * 8) // so that few stand elsewhere than where they are looked for first
        room *= 2;
    CodeSet *set = arena_take(arena, sizeof(CodeSet) + room * sizeof(uint64_t), alignof(CodeSet));
    set->element = element;
    set->mask = room - 1;
    for (Slice rows = element->codes; rows.len > 0;) {
        Slice code = next_code(&rows);
        if (!is_usual(element, code)) {
            set->has_others |= code.len > 0;
            continue;
        }
        uint64_t number = code_number(word_at(code.at, code.len), code.len);
        set->slots[slot_of(set, number)] = number;
    }
    return set;
}

bool codes_have_usual(const CodeSet *set, Slice code)
{
    if (code.len == 0 || code.len > WORD_MAX)
        return false;
    uint64_t number = code_number(word_at(code.at, code.len), code.len);
    return set->slots[slot_of(set, number)] == number;
}

bool codes_have(const CodeSet *set, Slice code)
{
    Slice name;
    return codes_have_usual(set, code) ||
           (set->has_others && code.len > 0 && element_code(set->element, code, &name));
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
