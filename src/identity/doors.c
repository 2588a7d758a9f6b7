// SPDX-License-Identifier: Apache-2.0
// What one comes in by: sessions, API keys, invitations.

#include "identity/internal.h"
#include "identity/secrets.h"

#define KEY_PREFIX "mado_"

enum { TOKEN_LEN = 43, KEY_ID_LEN = 16, DIGEST_LEN = 64 };

// ---- Sessions ----

bool identity_by_session(Store *store, Arena *arena, Slice token, Asker *asker, Faults *faults)
{
    const Json *json;
    if (token.len != TOKEN_LEN)
        return false;
    Slice id = secret_digest(arena, token);
    const Record *record = get(store, arena, KIND_SESSION, id, &json, faults);
    if (record == NULL || !slice_equal(record->state, S("open")) ||
        number_of(json, S("ends")) < now_ms())
        return false;
    const Person *person =
        person_by_id(store, arena, json_text(json_get(json, S("person"))), faults);
    if (person == NULL || !slice_equal(person->state, S("active")))
        return false;
    *asker = (Asker){.role = person->role,
                     .actor = person->id,
                     .person = person->id,
                     .organisation = person->organisation,
                     .session = id,
                     .scopes = SCOPES_ALL};
    return true;
}

Slice session_csrf(Arena *arena, Slice token)
{
    return slice_part(secret_digest(arena, arena_join(arena, S("csrf:"), token)), 0, 32);
}

static bool close_session(Store *store, Slice actor, const Record *session, Faults *faults)
{
    Put it = {.actor = actor,
              .kind = KIND_SESSION,
              .id = session->id,
              .action = S("sign-out"),
              .state = S("closed"),
              .version = VERSION_ANY};
    return put(store, &it, faults);
}

static bool open_sessions(Store *store, Arena *arena, Slice person, RecordList *list,
                          Faults *faults)
{
    Facet facets[] = {facet_counted(S("person"), person), facet_counted(S("state"), S("open"))};
    Query query = {.owner = WINDOW,
                   .register_name = KIND_SESSION,
                   .facets = facets,
                   .facet_count = 2,
                   .limit = LIST_MAX,
                   .with_content = true};
    return store_list(store, arena, &query, list, faults);
}

bool close_sessions(Store *store, Arena *arena, Slice actor, Slice person, Faults *faults)
{
    RecordList list;
    if (!open_sessions(store, arena, person, &list, faults))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (!close_session(store, actor, &list.at[i], faults))
            return false;
    return true;
}

bool sign_out(Store *store, Arena *arena, Slice person, Slice session, Faults *faults)
{
    const Json *json;
    if (session.len == 0)
        return close_sessions(store, arena, person, person, faults);
    const Record *record = get(store, arena, KIND_SESSION, session, &json, faults);
    if (record == NULL || !slice_equal(json_text(json_get(json, S("person"))), person))
        return fault_add(faults, FAULT_USAGE, 0, 0, "you have no such session");
    return close_session(store, person, record, faults);
}

size_t sessions_of(Store *store, Arena *arena, Slice person, const Session **sessions,
                   Faults *faults)
{
    RecordList list = {0};
    size_t count = 0;
    if (!open_sessions(store, arena, person, &list, faults))
        return 0;
    Session *all = arena_array(arena, Session, list.count);
    for (size_t i = 0; i < list.count; i++) {
        const Json *json = content_of(arena, &list.at[i], faults);
        if (number_of(json, S("ends")) >= now_ms())
            all[count++] = (Session){.id = list.at[i].id,
                                     .device = json_text(json_get(json, S("device"))),
                                     .address = json_text(json_get(json, S("address"))),
                                     .created_ms = list.at[i].created_ms,
                                     .ends_ms = number_of(json, S("ends"))};
    }
    *sessions = all;
    return count;
}

// ---- Keys: mado_<id>_<secret> ----

static Key key_from(const Record *record, const Json *json)
{
    Key key = {.id = record->id,
               .name = json_text(json_get(json, S("name"))),
               .organisation = json_text(json_get(json, S("organisation"))),
               .scopes = json_text(json_get(json, S("scopes"))),
               .state = record->state,
               .created_ms = record->created_ms};
    if (!role_find(json_text(json_get(json, S("role"))), &key.role))
        key.role = ROLE_PUBLIC;
    return key;
}

bool identity_by_key(Store *store, Arena *arena, Slice text, Asker *asker, Faults *faults)
{
    const Json *json;
    size_t prefix = strlen(KEY_PREFIX);
    if (text.len != prefix + KEY_ID_LEN + 1 + TOKEN_LEN || !slice_starts(text, S(KEY_PREFIX)))
        return false;
    Slice id = slice_part(text, prefix, KEY_ID_LEN);
    Slice digest = secret_digest(arena, slice_part(text, prefix + KEY_ID_LEN + 1, TOKEN_LEN));
    if (!entry_text_is_good(id, KEY_ID_LEN))
        return false;
    const Record *record = get(store, arena, KIND_KEY, id, &json, faults);
    if (record == NULL || !slice_equal(record->state, S("active")) ||
        !secret_equal(digest, json_text(json_get(json, S("hash")))))
        return false;
    Key key = key_from(record, json);
    *asker = (Asker){.role = key.role,
                     .actor = arena_join(arena, S("key:"), id),
                     .organisation = key.organisation};
    return scopes_read(key.scopes, &asker->scopes);
}

bool key_add(Store *store, Arena *arena, Slice actor, const Key *key, Slice *secret, Faults *faults)
{
    Scopes scopes;
    if (!scopes_read(key->scopes, &scopes))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "scopes are one or more of: check read write audit metrics follow");
    if (!entry_text_is_good(key->name, NAME_MAX_BYTES))
        return fault_add(faults, FAULT_USAGE, 0, 0, "the key has no name; say what it is for");
    if (!organisation_exists(store, arena, key->organisation, faults))
        return fault_add(faults, FAULT_USAGE, 0, 0, "there is no such organisation");
    if (!role_fits(key->role, key->organisation, faults))
        return false;
    Slice id = secret_id(arena, KEY_ID_LEN / 2), token = secret_token(arena);
    Object object;
    object_begin(&object, arena);
    json_field(&object.json, "name", key->name);
    json_field(&object.json, "organisation", key->organisation);
    json_field(&object.json, "role", slice_of(role_names[key->role]));
    json_field(&object.json, "scopes", key->scopes);
    json_field(&object.json, "hash", secret_digest(arena, token));
    Put it = {.actor = actor,
              .kind = KIND_KEY,
              .id = id,
              .action = S("create"),
              .state = S("active"),
              .content = object_end(&object),
              .facets = {facet_counted(S("organisation"), key->organisation)},
              .facet_count = 1};
    *secret =
        arena_print(arena, KEY_PREFIX "%.*s_%.*s", (int)id.len, id.at, (int)token.len, token.at);
    return put(store, &it, faults);
}

size_t keys_of(Store *store, Arena *arena, Slice organisation, const Key **keys, Faults *faults)
{
    RecordList list = {0};
    if (!find(store, arena, KIND_KEY, facet_counted(S("organisation"), organisation), &list,
              faults))
        return 0;
    Key *all = arena_array(arena, Key, list.count);
    for (size_t i = 0; i < list.count; i++)
        all[i] = key_from(&list.at[i], content_of(arena, &list.at[i], faults));
    *keys = all;
    return list.count;
}

bool key_revoke(Store *store, Arena *arena, Slice actor, Slice organisation, Slice id,
                Faults *faults)
{
    const Json *json;
    const Record *record = get(store, arena, KIND_KEY, id, &json, faults);
    if (record == NULL ||
        (organisation.len > 0 && !slice_equal(key_from(record, json).organisation, organisation)))
        return fault_add(faults, FAULT_USAGE, 0, 0, "there is no such key");
    Put it = {.actor = actor,
              .kind = KIND_KEY,
              .id = id,
              .action = S("revoke"),
              .state = S("closed"),
              .version = VERSION_ANY};
    return put(store, &it, faults);
}

// ---- Invitations ----

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
    json_key(&object.json, "ends");
    json_integer(&object.json, invitation->ends_ms);
    Put it = {.actor = actor,
              .kind = KIND_INVITATION,
              .id = secret_digest(arena, token),
              .action = S("create"),
              .state = S("open"),
              .content = object_end(&object)};
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
        !role_find(json_text(json_get(json, S("role"))), &it->role))
        return NULL;
    *version = record->version;
    it->email = json_text(json_get(json, S("email")));
    it->organisation = json_text(json_get(json, S("organisation")));
    it->ends_ms = number_of(json, S("ends"));
    return it->ends_ms >= at_ms ? it : NULL;
}

const Invitation *invitation_of(Store *store, Arena *arena, Slice token, int64_t at_ms,
                                Faults *faults)
{
    uint64_t version;
    return open_invitation(store, arena, token, at_ms, &version, faults);
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
    size_t count = person_writes(arena, S(""), &person, password, &id, writes, faults);
    if (count == 0)
        return S("");
    // All or none: an invitation is used by who has come in by it, and by nobody else.
    writes[count++] = put_write(&(Put){.actor = id,
                                       .kind = KIND_INVITATION,
                                       .id = secret_digest(arena, token),
                                       .action = S("accept"),
                                       .state = S("used"),
                                       .version = version});
    return store_write_all(store, writes, count, receipts, faults) ? id : S("");
}

// ---- Access ----

bool access_note(Store *store, Arena *arena, const Asker *asker, Slice what, Slice about,
                 Faults *faults)
{
    Object object;
    object_begin(&object, arena);
    json_field(&object.json, "what", what);
    json_field(&object.json, "about", about);
    Put it = {.actor = asker->actor,
              .kind = KIND_ACCESS,
              .id = secret_id(arena, 12),
              .action = S("note"),
              .content = object_end(&object)};
    return put(store, &it, faults);
}
