// SPDX-License-Identifier: Apache-2.0
// Recoveries: how one comes back who has forgotten the password, or lost the second factor.
//
// A link names the credential that it was made for. Where that is no more, because the link was
// used, another was, or the password came back by itself, the link opens nothing.

#include "identity/internal.h"
#include "identity/secrets.h"

Slice recovery_make(Store *store, Arena *arena, Slice actor, const Recovery *recovery,
                    Faults *faults)
{
    Object object;
    Slice token = secret_token(arena);
    object_begin(&object, arena);
    json_field(&object.json, "person", recovery->person);
    json_field(&object.json, "within", recovery->within);
    json_field(&object.json, "credential", credential_id(store, arena, recovery->person, faults));
    json_field_boolean(&object.json, "forgetsFactor", recovery->forgets_factor);
    object_number(&object, "ends", recovery->ends_ms);
    Put it = {.actor = actor,
              .kind = KIND_RECOVERY,
              .id = secret_digest(arena, token),
              .action = S("create"),
              .state = S("open"),
              .content = object_end(&object),
              .facets = {facet_counted(S("person"), recovery->person)},
              .facet_count = 1};
    return faults->count == 0 && put(store, &it, faults) ? token : S("");
}

static bool is_within(Store *store, Arena *arena, const Recovery *it, Faults *faults)
{
    if (it->within.len == 0)
        return true;
    const Person *person = person_by_id(store, arena, it->person, faults);
    return person != NULL && person_is_within(person, it->within);
}

const Recovery *recovery_of(Store *store, Arena *arena, Slice token, int64_t at_ms, Faults *faults)
{
    const Json *json;
    if (token.len != TOKEN_LEN)
        return NULL;
    const Record *record =
        get(store, arena, KIND_RECOVERY, secret_digest(arena, token), &json, faults);
    if (record == NULL || !slice_equal(record->state, S("open")))
        return NULL;
    const Json *forgets = json_get(json, S("forgetsFactor"));
    Recovery *it = arena_array(arena, Recovery, 1);
    *it = (Recovery){.person = json_get_text(json, S("person")),
                     .within = json_get_text(json, S("within")),
                     .forgets_factor = forgets != NULL && forgets->kind == JSON_TRUE,
                     .ends_ms = number_of(json, S("ends"))};
    Slice credential = json_get_text(json, S("credential"));
    bool is_good = it->ends_ms >= at_ms && is_within(store, arena, it, faults) &&
                   slice_equal(credential, credential_id(store, arena, it->person, faults));
    return is_good ? it : NULL;
}

bool recovery_use(Store *store, Arena *arena, Slice token, Slice password, int64_t at_ms,
                  Faults *faults)
{
    const Recovery *it = recovery_of(store, arena, token, at_ms, faults);
    const Person *person = it != NULL ? person_by_id(store, arena, it->person, faults) : NULL;
    if (person == NULL || !slice_equal(person->state, S("active")))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "the link was used, or its time is over: ask for another");
    // The password first: of two who have the link, the store lets one follow the credential.
    Put used = {.actor = person->id,
                .kind = KIND_RECOVERY,
                .id = secret_digest(arena, token),
                .action = S("accept"),
                .state = S("used"),
                .version = VERSION_ANY};
    return person_set_password(store, arena, person->id, person, password, !it->forgets_factor,
                               faults) &&
           put(store, &used, faults);
}
