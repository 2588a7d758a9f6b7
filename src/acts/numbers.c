// SPDX-License-Identifier: Apache-2.0
// Numbers that the window gives.
//
//     PRJ-{year}-{number:5} ─► PRJ-2026- ─► version 12 of the counter of that name ─►
//     PRJ-2026-00012
//
// A counter is a record whose version counts: two at a time get two numbers without waiting for
// each other. A number whose record was then refused is left out; none is given twice.

#include "acts/internal.h"

#include "register/edit.h"

#define KIND_COUNTER S("@counter")

static Slice part_of(Act *act, Slice name, const Json *content)
{
    Slice today = act_today(act);
    if (slice_equal(name, S("year")))
        return slice_part(today, 0, 4);
    if (slice_equal(name, S("month")))
        return slice_part(today, 5, 2);
    if (slice_equal(name, S("day")))
        return slice_part(today, 8, 2);
    const Json *value = json_at(content, name);
    return value != NULL && (value->kind == JSON_STRING || value->kind == JSON_NUMBER) ? value->text
                                                                                       : S("");
}

static bool count_on(Act *act, Slice series, uint64_t *number)
{
    Receipt receipt;
    Write write = {.actor = SYSTEM,
                   .owner = WINDOW,
                   .register_name = KIND_COUNTER,
                   .record = series,
                   .action = S("count"),
                   .version = VERSION_ANY,
                   .state = S("open")};
    if (!store_write(act->store, &write, &receipt, act->faults))
        return false;
    *number = receipt.version;
    return true;
}

Slice number_next(Act *act, const Declaration *declaration, const Json *content)
{
    Buffer made = buffer_new(act->arena);
    Slice rest = declaration->pattern, name = register_name(declaration->reg);
    while (rest.len > 0) {
        uint64_t number;
        buffer_add(&made, slice_cut(&rest, '{'));
        Slice part = slice_cut(&rest, '}'), kind = slice_cut(&part, ':');
        if (kind.len == 0)
            break;
        if (!slice_equal(kind, S("number"))) {
            buffer_add(&made, part_of(act, kind, content));
            continue;
        }
        Slice before = buffer_slice(&made);
        Slice series = arena_print(act->arena, "%.*s:%.*s", (int)name.len, name.at, (int)before.len,
                                   before.at);
        if (!count_on(act, series, &number))
            return S("");
        int digits = part.len == 1 ? part.at[0] - '0' : 1;
        buffer_print(&made, "%0*llu", digits, (unsigned long long)number);
    }
    return buffer_slice(&made);
}
