// SPDX-License-Identifier: Apache-2.0
// Organisations, and the people who are members of them.

#include "identity/internal.h"
#include "identity/secrets.h"

#include "base/utf8.h"

enum { NAME_CHARACTERS_MAX = 120 };

static bool name_is_good(Slice name, Faults *faults)
{
    return (entry_text_is_good(name, NAME_MAX_BYTES) && utf8_count(name) <= NAME_CHARACTERS_MAX) ||
           fault_add(faults, FAULT_USAGE, 0, 0, "a name has 1 to %d characters",
                     NAME_CHARACTERS_MAX);
}

// ---- Organisations ----

// Lower-case letters, digits and hyphens: it stands in paths and is what people see.
static bool id_is_good(Slice id)
{
    for (size_t i = 0; i < id.len; i++)
        if ((id.at[i] < 'a' || id.at[i] > 'z') && (id.at[i] < '0' || id.at[i] > '9') &&
            (id.at[i] != '-' || i == 0))
            return false;
    return id.len > 0 && id.len <= 40;
}

// The counter's own organisation, and what the journal calls the program.
static bool id_is_reserved(Slice id)
{
    return slice_equal(id, WINDOW) || slice_equal(id, S("system"));
}

// False with a fault.
static bool put_new(Store *store, const Put *it, Faults *faults)
{
    size_t before = faults->count;
    if (put(store, it, faults))
        return true;
    if (before < FAULTS_KEPT && strcmp(faults->list[before].code, "version") == 0) {
        faults->count = before;
        fault_add(faults, FAULT_CONFLICT, 0, 0, "there is an organisation %.*s already",
                  (int)it->id.len, it->id.at);
    }
    return false;
}

bool organisation_add(Store *store, Arena *arena, Slice actor, Slice id, Slice name, Faults *faults)
{
    if (!id_is_good(id))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "an organisation's id has lower-case letters, digits and hyphens, as in "
                         "dalian-gear");
    if (id_is_reserved(id))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "no organisation can have the id %.*s: the window itself uses it",
                         (int)id.len, id.at);
    if (!name_is_good(name, faults))
        return false;
    Object object;
    object_begin(&object, arena);
    json_field(&object.json, "name", name);
    Put it = {.actor = actor,
              .kind = KIND_ORGANISATION,
              .id = id,
              .action = S("create"),
              .state = S("active"),
              .content = object_end(&object)};
    return put_new(store, &it, faults);
}

bool organisation_exists(Store *store, Arena *arena, Slice id, Faults *faults)
{
    const Json *json;
    return slice_equal(id, WINDOW) ||
           get(store, arena, KIND_ORGANISATION, id, &json, faults) != NULL;
}

// ---- People ----

bool role_fits(Role role, Slice organisation, Faults *faults)
{
    bool is_members = role == ROLE_MEMBER || role == ROLE_MANAGER;
    if (role != ROLE_PUBLIC && is_members != slice_equal(organisation, WINDOW))
        return true;
    return fault_add(
        faults, FAULT_USAGE, 0, 0,
        "members and managers belong to their organisation, all other roles to `window`");
}

// What was written before a person could have several says one, beside the name.
static size_t read_memberships(const Json *json, Membership list[static MEMBERSHIPS_MAX])
{
    const Json *memberships = json_get(json, S("memberships"));
    bool is_list = memberships != NULL && memberships->kind == JSON_ARRAY;
    size_t count = 0, items = is_list ? memberships->count : 1;
    for (size_t i = 0; i < items && count < MEMBERSHIPS_MAX; i++) {
        const Json *one = is_list ? memberships->items[i] : json;
        list[count].organisation = json_get_text(one, S("organisation"));
        count += role_find(json_get_text(one, S("role")), &list[count].role);
    }
    return count;
}

// NULL where it was erased.
static const Person *person_from(Arena *arena, const Record *record, const Json *json)
{
    Person *it = arena_array(arena, Person, 1);
    *it = (Person){.id = record->id,
                   .name = json_get_text(json, S("name")),
                   .email = json_get_text(json, S("email")),
                   .state = record->state,
                   .version = record->version};
    it->membership_count = read_memberships(json, it->memberships);
    if (it->membership_count == 0)
        return NULL;
    it->organisation = it->memberships[0].organisation;
    it->role = it->memberships[0].role;
    return it;
}

const Membership *person_membership(const Person *person, Slice organisation)
{
    for (size_t i = 0; i < person->membership_count; i++)
        if (slice_equal(person->memberships[i].organisation, organisation))
            return &person->memberships[i];
    return NULL;
}

bool person_is_within(const Person *person, Slice organisation)
{
    return person->membership_count == 1 && person_membership(person, organisation) != NULL;
}

const Person *person_by_id(Store *store, Arena *arena, Slice id, Faults *faults)
{
    const Json *json;
    const Record *record = get(store, arena, KIND_PERSON, id, &json, faults);
    return record != NULL ? person_from(arena, record, json) : NULL;
}

const Person *person_by_email(Store *store, Arena *arena, Slice email, Faults *faults)
{
    RecordList list;
    Slice folded = email_fold(arena, email);
    Facet facet = facet_reference(S("email"), folded);
    if (folded.len == 0 || !find(store, arena, KIND_PERSON, facet, &list, faults) ||
        list.count == 0)
        return NULL;
    return person_from(arena, &list.at[0], content_of(arena, &list.at[0], faults));
}

bool identity_is_empty(Store *store, Arena *arena, Faults *faults)
{
    RecordList list = {0};
    Query query = {.owner = WINDOW, .register_name = KIND_PERSON, .limit = 1};
    return store_list(store, arena, &query, &list, faults) && list.count == 0;
}

size_t people_of(Store *store, Arena *arena, Slice organisation, uint64_t after, size_t limit,
                 const Person ***people, uint64_t *next, Faults *faults)
{
    RecordList list = {0};
    size_t count = 0;
    Facet facet = facet_counted(S("organisation"), organisation);
    Query query = {.owner = WINDOW,
                   .register_name = KIND_PERSON,
                   .facets = &facet,
                   .facet_count = 1,
                   .after = after,
                   .limit = limit,
                   .with_content = true};
    if (!store_list(store, arena, &query, &list, faults))
        return 0;
    *people = arena_array(arena, const Person *, list.count);
    for (size_t i = 0; i < list.count; i++) {
        const Person *one = person_from(arena, &list.at[i], content_of(arena, &list.at[i], faults));
        if (one != NULL)
            (*people)[count++] = one;
    }
    *next = list.next;
    return count;
}

// ---- What is written of a person ----

static Slice person_content(Arena *arena, const Person *it)
{
    Object object;
    object_begin(&object, arena);
    json_field(&object.json, "name", it->name);
    json_field(&object.json, "email", it->email);
    json_field_open(&object.json, "memberships", '[');
    for (size_t i = 0; i < it->membership_count; i++) {
        json_open(&object.json, '{');
        json_field(&object.json, "organisation", it->memberships[i].organisation);
        json_field(&object.json, "role", slice_of(role_names[it->memberships[i].role]));
        json_close(&object.json, '}');
    }
    json_close(&object.json, ']');
    return object_end(&object);
}

// Whoever makes an account himself is its actor.
static Put *person_put(Arena *arena, Slice actor, const Person *it, const char *action)
{
    Put *put = arena_array(arena, Put, 1);
    *put = (Put){.actor = actor.len > 0 ? actor : it->id,
                 .kind = KIND_PERSON,
                 .id = it->id,
                 .action = slice_of(action),
                 .version = it->version,
                 .content = person_content(arena, it),
                 .facets = {facet_reference(S("email"), it->email)},
                 .facet_count = 1};
    for (size_t i = 0; i < it->membership_count; i++)
        put->facets[put->facet_count++] =
            facet_counted(S("organisation"), it->memberships[i].organisation);
    return put;
}

size_t person_writes(Arena *arena, Slice actor, const Person *person, Slice password, Slice *id,
                     Write writes[2], Faults *faults)
{
    Person it = *person;
    it.email = email_fold(arena, person->email);
    if (it.email.len == 0)
        fault_add(faults, FAULT_USAGE, 0, 0,
                  "the e-mail address is none; expected name@example.org");
    if (it.email.len == 0 || !role_fits(it.role, it.organisation, faults) ||
        !name_is_good(it.name, faults) ||
        (password.len > 0 && !password_is_good(password, it.email, faults)))
        return 0;
    *id = it.id = secret_id(arena, 8);
    it.version = 0;
    it.memberships[0] = (Membership){it.organisation, it.role};
    it.membership_count = 1;
    Put *put = person_put(arena, actor, &it, "create");
    put->state = S("active");
    // The key makes the address unique: the store knows each key once.
    put->key = arena_print(arena, "person:%.*s", (int)it.email.len, it.email.at);
    writes[0] = put_write(put);
    if (password.len > 0)
        writes[1] = credential_write(arena, put->actor, it.id, password);
    return password.len > 0 ? 2 : 1;
}

Slice person_add(Store *store, Arena *arena, Slice actor, const Person *person, Slice password,
                 Faults *faults)
{
    Slice id;
    Write writes[2];
    Receipt receipts[2];
    if (!organisation_exists(store, arena, person->organisation, faults)) {
        fault_add(faults, FAULT_USAGE, 0, 0, "there is no organisation %.*s; add it first",
                  (int)person->organisation.len, person->organisation.at);
        return S("");
    }
    Person it = *person;
    Membership membership = {person->organisation, person->role};
    // Who makes his account himself, as a provider of identity names him, is nobody's manager.
    if (actor.len > 0 && !role_of_newcomer(store, arena, &membership, &it.role, faults))
        return S("");
    size_t count = person_writes(arena, actor, &it, password, &id, writes, faults);
    return count > 0 && store_write_all(store, writes, count, receipts, faults) ? id : S("");
}

// ---- Memberships ----

static bool add_membership(Store *store, Arena *arena, Person *it, const Membership *membership,
                           Faults *faults)
{
    Membership *added = &it->memberships[it->membership_count];
    if (it->membership_count == MEMBERSHIPS_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0,
                         "a person is a member of %d organisations at most", MEMBERSHIPS_MAX);
    *added = *membership;
    it->membership_count++;
    return role_of_newcomer(store, arena, membership, &added->role, faults);
}

// *count: of the writes that go with it.
static bool change_role(Store *store, Arena *arena, Slice actor, Person *it,
                        const Membership *membership, Write *write, size_t *count, Faults *faults)
{
    Membership *present = NULL;
    for (size_t i = 0; i < it->membership_count; i++)
        if (slice_equal(it->memberships[i].organisation, membership->organisation))
            present = &it->memberships[i];
    if (present->role != membership->role &&
        !head_end(store, arena, actor, it, membership->organisation, HEAD_STAYS, write, count,
                  faults))
        return false;
    present->role = membership->role;
    return true;
}

size_t membership_writes(Store *store, Arena *arena, Slice actor, const Person *person,
                         const Membership *membership, Write writes[2], Faults *faults)
{
    Person it = *person;
    size_t count = 1;
    bool is_new = person_membership(person, membership->organisation) == NULL;
    if (!role_fits(membership->role, membership->organisation, faults) ||
        !(is_new ? add_membership(store, arena, &it, membership, faults)
                 : change_role(store, arena, actor, &it, membership, &writes[1], &count, faults)))
        return 0;
    writes[0] = put_write(person_put(arena, actor, &it, is_new ? "join" : "role"));
    return count;
}

bool person_join(Store *store, Arena *arena, Slice actor, const Person *person,
                 const Membership *membership, Faults *faults)
{
    Write writes[2];
    Receipt receipts[2];
    if (!organisation_exists(store, arena, membership->organisation, faults))
        return fault_add(faults, FAULT_USAGE, 0, 0, "there is no such organisation");
    size_t count = membership_writes(store, arena, actor, person, membership, writes, faults);
    return count > 0 && store_write_all(store, writes, count, receipts, faults) &&
           stop_keys(store, arena, actor, person->id, faults);
}

bool person_leave(Store *store, Arena *arena, Slice actor, const Person *person, Slice organisation,
                  Faults *faults)
{
    Person it = *person;
    if (person_membership(person, organisation) == NULL)
        return fault_add(faults, FAULT_USAGE, 0, 0, "the person is no member of it");
    if (person->membership_count == 1)
        return person_close(store, arena, actor, person, faults);
    it.membership_count = 0;
    for (size_t i = 0; i < person->membership_count; i++)
        if (!slice_equal(person->memberships[i].organisation, organisation))
            it.memberships[it.membership_count++] = person->memberships[i];
    Write writes[2] = {put_write(person_put(arena, actor, &it, "leave"))};
    Receipt receipts[2];
    size_t count = 1;
    return head_end(store, arena, actor, person, organisation, HEAD_LEAVES, &writes[1], &count,
                    faults) &&
           store_write_all(store, writes, count, receipts, faults) &&
           stop_keys(store, arena, actor, person->id, faults) &&
           close_sessions(store, arena, actor, person->id, organisation, faults);
}

// ---- Closing and erasing ----

bool person_close(Store *store, Arena *arena, Slice actor, const Person *person, Faults *faults)
{
    Put it = {.actor = actor,
              .kind = KIND_PERSON,
              .id = person->id,
              .action = S("close"),
              .state = S("closed"),
              .version = person->version};
    Write writes[1 + MEMBERSHIPS_MAX] = {put_write(&it)};
    Receipt receipts[1 + MEMBERSHIPS_MAX];
    size_t count = 1;
    for (size_t i = 0; i < person->membership_count; i++)
        if (!head_end(store, arena, actor, person, person->memberships[i].organisation, HEAD_LEAVES,
                      &writes[count], &count, faults))
            return false;
    return store_write_all(store, writes, count, receipts, faults) &&
           stop_keys(store, arena, actor, person->id, faults) &&
           close_sessions(store, arena, actor, person->id, S(""), faults);
}

static bool erase_found(Store *store, Arena *arena, Slice actor, Slice kind, Facet facet,
                        Faults *faults)
{
    RecordList list;
    Query query = {
        .register_name = kind, .facets = &facet, .facet_count = 1, .limit = LIST_MAX}; // whosever
    do {
        if (!store_list(store, arena, &query, &list, faults))
            return false;
        for (size_t i = 0; i < list.count; i++)
            if (!put_erasure_of(store, actor, &list.at[i], S("closed"), faults))
                return false;
    } while (list.count == LIST_MAX); // what is erased has no facets any more
    return true;
}

// The person's own record comes last: as long as it is there, all can be done again.
bool person_erase(Store *store, Arena *arena, Slice actor, const Person *person, Faults *faults)
{
    const Json *json;
    Slice id = person->id;
    bool is_active = slice_equal(person->state, S("active"));
    if (is_active && !person_close(store, arena, actor, person, faults))
        return false;
    bool has_first = get(store, arena, KIND_CREDENTIAL, id, &json, faults) != NULL;
    return stop_keys(store, arena, actor, id, faults) &&
           close_sessions(store, arena, actor, id, S(""), faults) &&
           (!has_first || put_erasure(store, actor, KIND_CREDENTIAL, id, S("closed"), faults)) &&
           erase_found(store, arena, actor, KIND_CREDENTIAL, facet_counted(S("person"), id),
                       faults) &&
           erase_found(store, arena, actor, KIND_SESSION, facet_counted(S("person"), id), faults) &&
           erase_found(store, arena, actor, KIND_LINK, facet_counted(S("person"), id), faults) &&
           erase_found(store, arena, actor, KIND_SEARCH, facet_counted(S("person"), id), faults) &&
           erase_found(store, arena, actor, KIND_ALERT, facet_counted(S("person"), id), faults) &&
           erase_found(store, arena, actor, KIND_INVITATION,
                       facet_reference(S("email"), person->email), faults) &&
           put_erasure(store, actor, KIND_PERSON, id, S("erased"), faults);
}
