// SPDX-License-Identifier: Apache-2.0
// Sessions: what a browser's cookie says, and for how long.
//
//     cookie: TOKEN.SECONDS.MARK ─► record of the token's hash ─► person ─► membership ─► asker
//
// The token says whose session it is. When it was used last, the cookie says itself: each answer
// gives it anew, marked by a key that lies in the session's record and that no browser ever sees.

#include "identity/internal.h"
#include "identity/secrets.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    RENEWED_EACH = 30, // of the time that it may be idle: a page asks for many things at once
    DEVICE_MAX = 200,
};

// ---- Cookies ----

typedef struct Cookie {
    Slice token, seconds, mark;
} Cookie;

static Cookie cut_cookie(Slice text)
{
    Cookie it;
    it.token = slice_cut(&text, '.');
    it.seconds = slice_cut(&text, '.');
    it.mark = text;
    return it;
}

static Slice marked(Arena *arena, Slice token, Slice key, int64_t at_ms)
{
    Slice said = arena_print(arena, "%.*s.%" PRId64, (int)token.len, token.at, at_ms / 1000);
    Slice mark = secret_mark(arena, key, said);
    return arena_print(arena, "%.*s.%.*s", (int)said.len, said.at, (int)mark.len, mark.at);
}

// When the cookie was given; 0 where it was not given by us.
static int64_t given_ms(Arena *arena, const Cookie *cookie, Slice key)
{
    enum { SECONDS_LEN_MAX = 15 };
    if (cookie->seconds.len == 0 || cookie->seconds.len > SECONDS_LEN_MAX)
        return 0;
    Slice said = arena_print(arena, "%.*s.%.*s", (int)cookie->token.len, cookie->token.at,
                             (int)cookie->seconds.len, cookie->seconds.at);
    if (!secret_equal(cookie->mark, secret_mark(arena, key, said)))
        return 0;
    return strtoll(arena_c_string(arena, cookie->seconds), NULL, 10) * 1000;
}

Slice session_csrf(Arena *arena, Slice cookie)
{
    Slice token = slice_cut(&cookie, '.');
    return slice_part(secret_digest(arena, arena_join(arena, S("csrf:"), token)), 0, 32);
}

// ---- Opening ----

static Slice session_content(Arena *arena, const Opening *it)
{
    Object object;
    object_begin(&object, arena);
    json_field(&object.json, "person", it->person);
    json_field(&object.json, "organisation", it->organisation);
    json_field(&object.json, "device", slice_part(it->device, 0, DEVICE_MAX));
    json_field(&object.json, "address", it->address);
    json_field(&object.json, "key", it->key);
    object_number(&object, "ends", it->ends_ms);
    object_number(&object, "idle", it->idle_ms);
    object_number(&object, "proven", it->proven_ms);
    return object_end(&object);
}

static Opening opening_from(const Json *json)
{
    return (Opening){.person = json_get_text(json, S("person")),
                     .organisation = json_get_text(json, S("organisation")),
                     .device = json_get_text(json, S("device")),
                     .address = json_get_text(json, S("address")),
                     .key = json_get_text(json, S("key")),
                     .ends_ms = number_of(json, S("ends")),
                     .idle_ms = number_of(json, S("idle")),
                     .proven_ms = number_of(json, S("proven"))};
}

Write session_write(Arena *arena, const Opening *it, int64_t at_ms, Slice *cookie)
{
    Slice token = secret_token(arena);
    Opening opening = *it;
    opening.key = secret_token(arena);
    *cookie = marked(arena, token, opening.key, at_ms);
    Put *put = arena_array(arena, Put, 1);
    *put = (Put){.actor = it->person,
                 .kind = KIND_SESSION,
                 .id = secret_digest(arena, token),
                 .action = S("sign-in"),
                 .state = S("open"),
                 .content = session_content(arena, &opening),
                 .facets = {facet_counted(S("person"), it->person)},
                 .facet_count = 1};
    return put_write(put);
}

// ---- Knowing ----

static bool is_open(const Record *record, const Opening *it, int64_t given, int64_t at_ms)
{
    return record != NULL && slice_equal(record->state, S("open")) && it->ends_ms >= at_ms &&
           given + it->idle_ms >= at_ms;
}

bool identity_by_session(Store *store, Arena *arena, Slice text, Asker *asker, Faults *faults)
{
    const Json *json;
    Cookie cookie = cut_cookie(text);
    if (cookie.token.len != TOKEN_LEN)
        return false;
    Slice id = secret_digest(arena, cookie.token);
    const Record *record = get(store, arena, KIND_SESSION, id, &json, faults);
    Opening it = opening_from(json);
    int64_t at_ms = now_ms(), given = given_ms(arena, &cookie, it.key);
    if (!is_open(record, &it, given, at_ms))
        return false;
    const Person *person = person_by_id(store, arena, it.person, faults);
    const Membership *membership =
        person != NULL ? person_membership(person, it.organisation) : NULL;
    if (membership == NULL || !slice_equal(person->state, S("active")))
        return false;
    *asker = (Asker){.role = membership->role,
                     .actor = person->id,
                     .person = person->id,
                     .organisation = membership->organisation,
                     .session = id,
                     .scopes = SCOPES_ALL,
                     .proven_ms = it.proven_ms};
    size_t before = faults->count;
    asker->wants_factor = factor_is_missing(store, arena, person->id, membership, faults);
    if (faults->count > before) {
        *asker = nobody;
        return false;
    }
    if (at_ms - given >= it.idle_ms / RENEWED_EACH)
        asker->renewed = marked(arena, cookie.token, it.key, at_ms);
    return true;
}

// ---- Closing ----

static Write closing_write(Arena *arena, Slice actor, Slice session)
{
    Put *it = arena_array(arena, Put, 1);
    *it = (Put){.actor = actor,
                .kind = KIND_SESSION,
                .id = session,
                .action = S("sign-out"),
                .state = S("closed"),
                .version = VERSION_ANY};
    return put_write(it);
}

static bool close_session(Store *store, Arena *arena, Slice actor, Slice session, Faults *faults)
{
    Receipt receipt;
    Write write = closing_write(arena, actor, session);
    return store_write(store, &write, &receipt, faults);
}

bool close_sessions(Store *store, Arena *arena, Slice actor, Slice person, Slice organisation,
                    Faults *faults)
{
    RecordList list;
    if (!find_of_person(store, arena, KIND_SESSION, person, S("open"), 0, &list, faults))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        Opening it = opening_from(content_of(arena, &list.at[i], faults));
        if ((organisation.len == 0 || slice_equal(it.organisation, organisation)) &&
            !close_session(store, arena, actor, list.at[i].id, faults))
            return false;
    }
    return true;
}

bool sign_out(Store *store, Arena *arena, Slice person, Slice session, Faults *faults)
{
    const Json *json;
    if (session.len == 0)
        return close_sessions(store, arena, person, person, S(""), faults);
    const Record *record = get(store, arena, KIND_SESSION, session, &json, faults);
    if (record == NULL || !slice_equal(json_get_text(json, S("person")), person))
        return fault_add(faults, FAULT_USAGE, 0, 0, "you have no such session");
    return close_session(store, arena, person, record->id, faults);
}

// ---- What is done to an open one ----

bool session_switch(Store *store, Arena *arena, const Asker *asker, Slice organisation,
                    Slice *cookie, Faults *faults)
{
    const Json *json;
    Write writes[2];
    Receipt receipts[2];
    const Person *person = person_by_id(store, arena, asker->person, faults);
    const Record *record = get(store, arena, KIND_SESSION, asker->session, &json, faults);
    if (person == NULL || record == NULL || person_membership(person, organisation) == NULL)
        return fault_add(faults, FAULT_USAGE, 0, 0, "you are no member of that organisation");
    Opening it = opening_from(json);
    it.organisation = organisation;
    writes[0] = session_write(arena, &it, now_ms(), cookie);
    writes[0].action = S("switch");
    writes[1] = closing_write(arena, asker->person, asker->session);
    return store_write_all(store, writes, 2, receipts, faults);
}

bool session_prove(Store *store, Arena *arena, const Asker *asker, Faults *faults)
{
    const Json *json;
    const Record *record = get(store, arena, KIND_SESSION, asker->session, &json, faults);
    if (record == NULL)
        return fault_add(faults, FAULT_USAGE, 0, 0, "you have no such session");
    Opening it = opening_from(json);
    it.proven_ms = now_ms();
    Put again = {.actor = asker->person,
                 .kind = KIND_SESSION,
                 .id = record->id,
                 .action = S("prove"),
                 .version = record->version,
                 .content = session_content(arena, &it)};
    return put(store, &again, faults);
}

size_t sessions_of(Store *store, Arena *arena, Slice person, const Session **sessions,
                   Faults *faults)
{
    RecordList list = {0};
    size_t count = 0;
    if (!find_of_person(store, arena, KIND_SESSION, person, S("open"), 0, &list, faults))
        return 0;
    Session *all = arena_array(arena, Session, list.count);
    for (size_t i = 0; i < list.count; i++) {
        Opening it = opening_from(content_of(arena, &list.at[i], faults));
        if (it.ends_ms >= now_ms())
            all[count++] = (Session){.id = list.at[i].id,
                                     .organisation = it.organisation,
                                     .device = it.device,
                                     .address = it.address,
                                     .created_ms = list.at[i].created_ms,
                                     .ends_ms = it.ends_ms};
    }
    *sessions = all;
    return count;
}
