// SPDX-License-Identifier: Apache-2.0
// The terms of an organisation: a record by its id, and none until something was set.

#include "identity/internal.h"

bool terms_of(Store *store, Arena *arena, Slice organisation, Terms *terms, Faults *faults)
{
    const Json *json;
    size_t before = faults->count;
    *terms = (Terms){0};
    get(store, arena, KIND_TERMS, organisation, &json, faults);
    terms->records_max = (uint64_t)number_of(json, S("records"));
    terms->bytes_max = (uint64_t)number_of(json, S("bytes"));
    Slice words = json_get_text(json, S("secondFactor"));
    for (Role role; words.len > 0;)
        if (role_find(slice_cut(&words, ' '), &role))
            terms->factor_roles |= 1u << role;
    return faults->count == before;
}

bool terms_set(Store *store, Arena *arena, Slice actor, Slice organisation, const Terms *terms,
               Faults *faults)
{
    Object object;
    Buffer words = buffer_new(arena);
    for (Role role = ROLE_PUBLIC; role < ROLE_END; role++)
        if ((terms->factor_roles & 1u << role) != 0)
            buffer_print(&words, "%s%s", words.len > 0 ? " " : "", role_names[role]);
    object_begin(&object, arena);
    json_field(&object.json, "secondFactor", buffer_slice(&words));
    object_number(&object, "records", (int64_t)terms->records_max);
    object_number(&object, "bytes", (int64_t)terms->bytes_max);
    Put it = {.actor = actor,
              .kind = KIND_TERMS,
              .id = organisation,
              .action = S("set"),
              .state = S("active"),
              .version = VERSION_ANY,
              .content = object_end(&object)};
    return put(store, &it, faults);
}

bool factor_is_missing(Store *store, Arena *arena, Slice person, const Membership *membership,
                       Faults *faults)
{
    Terms terms;
    bool is_set;
    size_t codes;
    Person who = {.id = person};
    if (!terms_of(store, arena, membership->organisation, &terms, faults) ||
        (terms.factor_roles & 1u << membership->role) == 0)
        return false;
    return person_has_password(store, arena, &who, faults) &&
           person_factor(store, arena, person, &is_set, &codes, faults) && !is_set;
}
