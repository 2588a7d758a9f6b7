// SPDX-License-Identifier: Apache-2.0
// Invitations: how one comes to an account, or to a membership more.

#include "identity/internal.h"
#include "identity/secrets.h"

Slice invite(Store *store, Arena *arena, Slice actor, const Invitation *invitation, Faults *faults)
{
    Slice token = secret_token(arena), email = S("");
    if (!organisation_exists(store, arena, invitation->organisation, faults))
        fault_add(faults, FAULT_USAGE, 0, 0, "there is no such organisation");
    if (invitation->email.len > 0 && (email = email_fold(arena, invitation->email)).len == 0)
        fault_add(faults, FAULT_USAGE, 0, 0, "the e-mail address is none");
    if (!role_fits(invitation->role, invitation->organisation, faults) || faults->count > 0)
        return S("");
    Object object;
    object_begin(&object, arena);
    json_field(&object.json, "email", email);
    json_field(&object.json, "organisation", invitation->organisation);
    json_field(&object.json, "role", slice_of(role_names[invitation->role]));
    object_number(&object, "ends", invitation->ends_ms);
    Put it = {.actor = actor,
              .kind = KIND_INVITATION,
              .id = secret_digest(arena, token),
              .action = S("create"),
              .state = S("open"),
              .content = object_end(&object),
              .facets = {facet_reference(S("email"), email)},
              .facet_count = email.len > 0};
    return put(store, &it, faults) ? token : S("");
}

// *version is that of the record, for who uses it.
static const Invitation *open_invitation(Store *store, Arena *arena, Slice token, int64_t at_ms,
                                         uint64_t *version, Faults *faults)
{
    const Json *json;
    if (token.len != TOKEN_LEN)
        return NULL;
    const Record *record =
        get(store, arena, KIND_INVITATION, secret_digest(arena, token), &json, faults);
    Invitation *it = arena_array(arena, Invitation, 1);
    if (record == NULL || !slice_equal(record->state, S("open")) ||
        !role_find(json_get_text(json, S("role")), &it->role))
        return NULL;
    *version = record->version;
    it->email = json_get_text(json, S("email"));
    it->organisation = json_get_text(json, S("organisation"));
    it->ends_ms = number_of(json, S("ends"));
    return it->ends_ms >= at_ms ? it : NULL;
}

const Invitation *invitation_of(Store *store, Arena *arena, Slice token, int64_t at_ms,
                                Faults *faults)
{
    uint64_t version;
    return open_invitation(store, arena, token, at_ms, &version, faults);
}

static Write using_write(Arena *arena, Slice actor, Slice token, uint64_t version)
{
    Put *it = arena_array(arena, Put, 1);
    *it = (Put){.actor = actor,
                .kind = KIND_INVITATION,
                .id = secret_digest(arena, token),
                .action = S("accept"),
                .state = S("used"),
                .version = version};
    return put_write(it);
}

Slice invitation_accept(Store *store, Arena *arena, Slice token, Slice name, Slice email,
                        Slice password, int64_t at_ms, Faults *faults)
{
    uint64_t version;
    Slice id;
    Write writes[3];
    Receipt receipts[3];
    const Invitation *it = open_invitation(store, arena, token, at_ms, &version, faults);
    if (it == NULL || password.len == 0) {
        fault_add(faults, FAULT_USAGE, 0, 0,
                  it == NULL ? "the invitation was used, or its time is over: ask for another"
                             : "the password is missing");
        return S("");
    }
    Person person = {.name = name,
                     .email = it->email.len > 0 ? it->email : email,
                     .organisation = it->organisation,
                     .role = it->role};
    if (person_by_email(store, arena, person.email, faults) != NULL)
        fault_add(faults, FAULT_CONFLICT, 0, 0,
                  "there is an account of that address: sign in, then open the link again");
    if (faults->count > 0)
        return S("");
    Membership membership = {it->organisation, it->role};
    if (!role_of_newcomer(store, arena, &membership, &person.role, faults))
        return S("");
    size_t count = person_writes(arena, S(""), &person, password, &id, writes, faults);
    if (count == 0)
        return S("");
    // All or none: an invitation is used by who has come in by it, and by nobody else.
    writes[count++] = using_write(arena, id, token, version);
    return store_write_all(store, writes, count, receipts, faults) ? id : S("");
}

bool invitation_join(Store *store, Arena *arena, Slice token, const Person *person, int64_t at_ms,
                     Faults *faults)
{
    uint64_t version;
    Write writes[3];
    Receipt receipts[3];
    const Invitation *it = open_invitation(store, arena, token, at_ms, &version, faults);
    if (it == NULL)
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "the invitation was used, or its time is over: ask for another");
    if (it->email.len > 0 && !slice_equal(it->email, person->email))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "the invitation is for another e-mail address than yours");
    Membership membership = {it->organisation, it->role};
    size_t count = membership_writes(store, arena, person->id, person, &membership, writes, faults);
    if (count == 0)
        return false;
    writes[count++] = using_write(arena, person->id, token, version);
    return store_write_all(store, writes, count, receipts, faults) &&
           stop_keys(store, arena, person->id, person->id, faults); // it may take a role away
}
