// SPDX-License-Identifier: Apache-2.0
// Who is at the head of an organisation: a manager of its people, or of the window an
// administrator.
//
// The first person who comes is, and the last one who is stays, for nobody would be left to let
// others in. So whoever is at the head no more writes the organisation's terms anew, by the version
// that was there when others were looked for: of two who leave at once the store lets one.

#include "identity/internal.h"

static Role head_of(Slice organisation)
{
    return slice_equal(organisation, WINDOW) ? ROLE_ADMINISTRATOR : ROLE_MANAGER;
}

// Whether anybody else can sign in there, with that role (ROLE_END: whatever it is). False with
// faults.
static bool find_other(Store *store, Arena *arena, Slice organisation, Slice but, Role role,
                       bool *is_there, Faults *faults)
{
    const Person **people;
    uint64_t next = 0;
    size_t before = faults->count;
    *is_there = false;
    do {
        size_t count =
            people_of(store, arena, organisation, next, LIST_MAX, &people, &next, faults);
        for (size_t i = 0; i < count && !*is_there; i++)
            *is_there =
                slice_equal(people[i]->state, S("active")) && !slice_equal(people[i]->id, but) &&
                (role == ROLE_END || person_membership(people[i], organisation)->role == role);
    } while (next > 0 && !*is_there && faults->count == before);
    return faults->count == before;
}

bool role_of_newcomer(Store *store, Arena *arena, const Membership *membership, Role *role,
                      Faults *faults)
{
    bool has_people = true;
    *role = membership->role;
    if (membership->role == ROLE_MEMBER &&
        !find_other(store, arena, membership->organisation, S(""), ROLE_END, &has_people, faults))
        return false;
    if (!has_people)
        *role = ROLE_MANAGER;
    return true;
}

// The window is never left by all: whoever has the machine makes another administrator first.
static bool may_end(Store *store, Arena *arena, const Person *person, Slice organisation,
                    HeadEnd how, Faults *faults)
{
    bool has_head, has_people = true;
    if (!find_other(store, arena, organisation, person->id, head_of(organisation), &has_head,
                    faults))
        return false;
    if (!has_head && how == HEAD_LEAVES && !slice_equal(organisation, WINDOW) &&
        !find_other(store, arena, organisation, person->id, ROLE_END, &has_people, faults))
        return false;
    return has_head || !has_people ||
           fault_add_code(faults, FAULT_CONFLICT, "last", 0, 0,
                          "nobody else is at the head of %.*s: make another %s first",
                          (int)organisation.len, organisation.at,
                          role_names[head_of(organisation)]);
}

bool head_end(Store *store, Arena *arena, Slice actor, const Person *person, Slice organisation,
              HeadEnd how, Write *write, size_t *count, Faults *faults)
{
    const Json *json;
    size_t before = faults->count;
    const Membership *membership = person_membership(person, organisation);
    if (membership == NULL || membership->role != head_of(organisation) ||
        !slice_equal(person->state, S("active")))
        return true;
    const Record *terms = get(store, arena, KIND_TERMS, organisation, &json, faults);
    if (faults->count > before || !may_end(store, arena, person, organisation, how, faults))
        return false;
    Put *put = arena_array(arena, Put, 1);
    *put = (Put){.actor = actor,
                 .kind = KIND_TERMS,
                 .id = organisation,
                 .action = S("head"),
                 .state = S("active"),
                 .version = terms != NULL ? terms->version : 0,
                 .content = terms != NULL ? (Slice){NULL, 0} : S("{}")};
    *write = put_write(put);
    ++*count;
    return true;
}
