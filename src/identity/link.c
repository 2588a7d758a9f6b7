// SPDX-License-Identifier: Apache-2.0
// Who at a provider of identity is who here.
//
//     issuer, subject ─► linked before ─► the person
//                        verified mail ─► the person of that address, linked from now on
//                        organisation  ─► a new member of it, linked from now on

#include "identity/internal.h"
#include "identity/provider.h"
#include "identity/secrets.h"

static Slice link_id(Arena *arena, const Claims *claims)
{
    return secret_digest(arena, arena_print(arena, "%.*s\n%.*s", (int)claims->issuer.len,
                                            claims->issuer.at, (int)claims->subject.len,
                                            claims->subject.at));
}

// An address that was given to somebody else must not bring their account along: who is linked with
// one subject of the issuer is not linked with another.
static bool is_free(Store *store, Arena *arena, const Claims *claims, const Person *person,
                    Faults *faults)
{
    RecordList list;
    if (!find(store, arena, KIND_LINK, facet_counted(S("person"), person->id), &list, faults))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (slice_equal(json_get_text(content_of(arena, &list.at[i], faults), S("issuer")),
                        claims->issuer))
            return fault_add_code(faults, FAULT_USAGE, "unknown", 0, 0,
                                  "the person of this address comes by another account of the "
                                  "provider");
    return true;
}

static bool put_link(Store *store, Arena *arena, const Claims *claims, Slice person, Faults *faults)
{
    Object object;
    object_begin(&object, arena);
    json_field(&object.json, "person", person);
    json_field(&object.json, "issuer", claims->issuer);
    json_field(&object.json, "subject", claims->subject);
    Put it = {.actor = person,
              .kind = KIND_LINK,
              .id = link_id(arena, claims),
              .action = S("link"),
              .state = S("active"),
              .content = object_end(&object),
              .facets = {facet_counted(S("person"), person)},
              .facet_count = 1};
    return put(store, &it, faults);
}

static const Person *newcomer(Store *store, Arena *arena, const Claims *claims, Faults *faults)
{
    Slice organisation = claims->organisation;
    if (claims->email.len == 0 || organisation.len == 0 || slice_equal(organisation, WINDOW) ||
        !organisation_exists(store, arena, organisation, faults)) {
        if (faults->count == 0)
            fault_add_code(faults, FAULT_USAGE, "unknown", 0, 0,
                           "the provider names no person and no organisation that are known here");
        return NULL;
    }
    Person person = {.name = claims->name.len > 0 ? claims->name : claims->email,
                     .email = claims->email,
                     .organisation = organisation,
                     .role = ROLE_MEMBER};
    Slice id = person_add(store, arena, S(""), &person, S(""), faults);
    return id.len > 0 ? person_by_id(store, arena, id, faults) : NULL;
}

static const Person *linked(Store *store, Arena *arena, const Record *link, const Json *json,
                            Faults *faults)
{
    return slice_equal(link->state, S("active"))
               ? person_by_id(store, arena, json_get_text(json, S("person")), faults)
               : NULL;
}

const Person *person_by_claims(Store *store, Arena *arena, const Claims *claims, Faults *faults)
{
    const Json *json;
    size_t before = faults->count;
    const Record *link = get(store, arena, KIND_LINK, link_id(arena, claims), &json, faults);
    const Person *person = link != NULL ? linked(store, arena, link, json, faults)
                           : claims->email.len > 0
                               ? person_by_email(store, arena, claims->email, faults)
                               : NULL;
    if (faults->count > before)
        return NULL;
    if (link == NULL && person == NULL)
        person = newcomer(store, arena, claims, faults);
    else if (link == NULL && !is_free(store, arena, claims, person, faults))
        return NULL;
    if (person == NULL || !slice_equal(person->state, S("active"))) {
        if (faults->count == before)
            fault_add_code(faults, FAULT_USAGE, "unknown", 0, 0, "the account here is closed");
        return NULL;
    }
    return link != NULL || put_link(store, arena, claims, person->id, faults) ? person : NULL;
}
