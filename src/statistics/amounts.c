// SPDX-License-Identifier: Apache-2.0
// What a record gives to a cube, as amounts that the store adds up.

#include "statistics/internal.h"

#include <stdlib.h>

size_t amount_columns(Arena *arena, const CubeForm *form, AmountColumn columns[CUBE_AMOUNTS_MAX])
{
    size_t count = 0;
    columns[count++] = (AmountColumn){form->id, -1, false};
    for (size_t i = 0; i < form->measure_count; i++) {
        const CubeMeasure *measure = &form->measures[i];
        Slice name = arena_print(arena, "%.*s.%.*s", (int)form->id.len, form->id.at,
                                 (int)measure->id.len, measure->id.at);
        if (measure->kind != MEASURE_COUNT)
            columns[count++] = (AmountColumn){name, (int)i, false};
        if (measure->kind == MEASURE_MEAN)
            columns[count++] = (AmountColumn){arena_join(arena, name, S(".n")), (int)i, true};
    }
    return count;
}

// ---- Coordinates ----

static bool is_mark(char c)
{
    return c == '|' || c == '%';
}

static Slice coordinates_join(Arena *arena, const Slice *codes, size_t count)
{
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_add_char(&out, '|');
        for (size_t k = 0; k < codes[i].len; k++) {
            if (is_mark(codes[i].at[k]))
                buffer_add_char(&out, '%');
            buffer_add_char(&out, codes[i].at[k]);
        }
    }
    return buffer_slice(&out);
}

// Marks in codes are rare: a code without one is cut from the text as it is.
static Slice take_code(Arena *arena, Slice *rest)
{
    size_t end = 0, marks = 0;
    while (end < rest->len && rest->at[end] != '|') {
        bool is_escape = rest->at[end] == '%' && end + 1 < rest->len;
        marks += is_escape;
        end += is_escape ? 2 : 1;
    }
    Slice code = slice_part(*rest, 0, end);
    *rest = slice_part(*rest, end + 1, rest->len);
    if (marks == 0)
        return code;
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < code.len; i++) {
        i += code.at[i] == '%';
        if (i < code.len)
            buffer_add_char(&out, code.at[i]);
    }
    return buffer_slice(&out);
}

bool coordinates_split(Arena *arena, Slice text, Slice *codes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        codes[i] = take_code(arena, &text);
    return text.len == 0;
}

// ---- Amounts ----

static bool code_is_good(Slice code, const CubeDimension *dimension, Faults *faults)
{
    if (entry_text_is_good(code, CUBE_CODE_MAX))
        return true;
    return fault_add(faults, FAULT_LIMIT, 0, 0,
                     "a code of the dimension %.*s has 1 to %d bytes without control characters",
                     (int)dimension->id.len, dimension->id.at, CUBE_CODE_MAX);
}

// 12.345 with two digits behind the point is 1235 (rounded as statistics are: half to even).
static bool scale_value(const CubeMeasure *measure, Decimal value, int64_t *amount, Faults *faults)
{
    Decimal rounded;
    bool is_good = decimal_round(value, (int)measure->scale, ROUND_HALF_EVEN, &rounded);
    Int128 units = rounded.coefficient;
    for (int i = rounded.scale; is_good && i < (int)measure->scale; i++) {
        units *= 10;
        is_good = units <= AMOUNT_MAX && units >= -AMOUNT_MAX;
    }
    if (!is_good || units > AMOUNT_MAX || units < -AMOUNT_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0,
                         "a value of the measure %.*s is too large to be added up with %u digits "
                         "behind the point: declare a larger unit",
                         (int)measure->id.len, measure->id.at, measure->scale);
    *amount = (int64_t)units;
    return true;
}

size_t cube_amounts(Arena *arena, const CubeForm *form, const CubeGift *gift, Facet *amounts,
                    Faults *faults)
{
    AmountColumn columns[CUBE_AMOUNTS_MAX];
    size_t column_count = amount_columns(arena, form, columns), count = 0;
    for (size_t i = 0; i < form->dimension_count; i++)
        if (!code_is_good(gift->codes[i], &form->dimensions[i], faults))
            return 0;
    Slice place = coordinates_join(arena, gift->codes, form->dimension_count);
    if (place.len > FACET_VALUE_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0,
                         "the codes of a record in the cube %.*s have more than %d bytes together",
                         (int)form->id.len, form->id.at, FACET_VALUE_MAX);
    for (size_t i = 0; i < column_count; i++) {
        int measure = columns[i].measure;
        int64_t amount = 1;
        if (measure >= 0 && !gift->values[measure].is_there)
            continue;
        if (measure >= 0 && !columns[i].is_number &&
            !scale_value(&form->measures[measure], gift->values[measure].value, &amount, faults))
            return 0;
        amounts[count++] = (Facet){columns[i].name, place, FACET_AMOUNT, amount};
    }
    return count;
}

static int order_amounts(const void *a, const void *b)
{
    return facet_compare(a, b);
}

size_t amounts_merge(Facet *amounts, size_t count)
{
    size_t kept = 0;
    if (count > 0)
        qsort(amounts, count, sizeof *amounts, order_amounts);
    for (size_t i = 0; i < count; i++)
        if (kept > 0 && facet_compare(&amounts[kept - 1], &amounts[i]) == 0)
            amounts[kept - 1].amount += amounts[i].amount;
        else
            amounts[kept++] = amounts[i];
    return kept;
}
