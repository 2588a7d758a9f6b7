// SPDX-License-Identifier: Apache-2.0
// The terms of an organisation: a record by its id, and none until something was set.

#include "identity/internal.h"

bool terms_demand(const Terms *terms, Role role)
{
    unsigned roles = terms->factor_roles | terms->own_factor_roles;
    return (roles & 1u << role) != 0 || (role == ROLE_MANAGER && (roles & 1u << ROLE_MEMBER) != 0);
}

static unsigned roles_from(Slice words)
{
    unsigned roles = 0;
    for (Role role; words.len > 0;)
        if (role_find(slice_cut(&words, ' '), &role))
            roles |= 1u << role;
    return roles;
}

static void write_roles(Object *object, Arena *arena, const char *name, unsigned roles)
{
    Buffer words = buffer_new(arena);
    for (Role role = ROLE_PUBLIC; role < ROLE_END; role++)
        if ((roles & 1u << role) != 0)
            buffer_print(&words, "%s%s", words.len > 0 ? " " : "", role_names[role]);
    json_field(&object->json, name, buffer_slice(&words));
}

bool terms_of(Store *store, Arena *arena, Slice organisation, Terms *terms, Faults *faults)
{
    const Json *json;
    size_t before = faults->count;
    *terms = (Terms){0};
    const Record *record = get(store, arena, KIND_TERMS, organisation, &json, faults);
    terms->version = record != NULL ? record->version : 0;
    terms->records_max = (uint64_t)number_of(json, S("records"));
    terms->bytes_max = (uint64_t)number_of(json, S("bytes"));
    terms->factor_roles = roles_from(json_get_text(json, S("secondFactor")));
    terms->own_factor_roles = roles_from(json_get_text(json, S("ownSecondFactor")));
    return faults->count == before;
}

bool terms_set(Store *store, Arena *arena, Slice actor, Slice organisation, const Terms *terms,
               Faults *faults)
{
    Object object;
    object_begin(&object, arena);
    write_roles(&object, arena, "secondFactor", terms->factor_roles);
    write_roles(&object, arena, "ownSecondFactor", terms->own_factor_roles);
    object_number(&object, "records", (int64_t)terms->records_max);
    object_number(&object, "bytes", (int64_t)terms->bytes_max);
    Put it = {.actor = actor,
              .kind = KIND_TERMS,
              .id = organisation,
              .action = S("set"),
              .state = S("active"),
              .version = terms->version,
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
        !terms_demand(&terms, membership->role))
        return false;
    return person_has_password(store, arena, &who, faults) &&
           person_factor(store, arena, person, &is_set, &codes, faults) && !is_set;
}
