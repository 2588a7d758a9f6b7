// SPDX-License-Identifier: Apache-2.0
// The states of a record, as its register declares them.
//
//     "states": {"received": {"label": {"en": "Received", …}, "to": ["accepted", "disputed"]}, …}

#include "server/received.h"

static const Json *states_of(Register *reg, Faults *faults)
{
    const Json *states = json_get(register_declared(reg, faults), S("states"));
    return states != NULL && states->kind == JSON_OBJECT && states->count > 0 ? states : NULL;
}

Slice state_first(Register *reg, Faults *faults)
{
    const Json *states = states_of(reg, faults);
    return states != NULL ? states->members[0].name : S("received");
}

Slice state_title(const Json *declared, Slice state, Slice language)
{
    const Json *one = json_get(json_get(declared, S("states")), state);
    Slice title = json_text(json_get(json_get(one, S("label")), language));
    return title.len > 0 ? title : state;
}

static bool has_item(const Json *list, Slice text)
{
    for (size_t i = 0; list != NULL && list->kind == JSON_ARRAY && i < list->count; i++)
        if (slice_equal(json_text(list->items[i]), text))
            return true;
    return false;
}

static Slice list_items(Arena *arena, const Json *list)
{
    Buffer out = buffer_new(arena);
    for (size_t i = 0; list != NULL && list->kind == JSON_ARRAY && i < list->count; i++) {
        buffer_add(&out, i > 0 ? S(", ") : S(""));
        buffer_add(&out, json_text(list->items[i]));
    }
    return buffer_slice(&out);
}

bool state_may_become(Arena *arena, Register *reg, Slice from, Slice to, Faults *faults)
{
    const Json *next = json_get(json_get(states_of(reg, faults), from), S("to"));
    if (to.len == 0 || slice_equal(from, to) || has_item(next, to))
        return true;
    Slice others = list_items(arena, next);
    return fault_add(faults, FAULT_USAGE, 0, 0, "a record that is %.*s may become: %.*s",
                     (int)from.len, from.at, (int)others.len, others.len > 0 ? others.at : "");
}
