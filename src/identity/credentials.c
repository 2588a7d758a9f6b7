// SPDX-License-Identifier: Apache-2.0
// What people prove themselves by: passwords, second factors, recovery codes; and signing in.

#include "identity/internal.h"
#include "identity/secrets.h"

#include <string.h>

// Each credential is a record of its own, with the person as its facet: the new one is durable
// before the old one is erased, so that nobody is left without. The newest counts.
typedef struct Credential {
    Slice id;               // of the record; empty: there is none
    Slice password, factor; // the hash; the secret of the second factor, empty: none
    uint64_t step;          // of the code that proved the factor: it serves for nothing else
    Slice codes[RECOVERY_CODES];
    size_t code_count;
} Credential;

static Slice credential_content(Arena *arena, const Credential *it)
{
    Object object;
    object_begin(&object, arena);
    json_field(&object.json, "password", it->password);
    json_field(&object.json, "factor", it->factor);
    object_number(&object, "step", (int64_t)it->step);
    json_field_open(&object.json, "codes", '[');
    for (size_t i = 0; i < it->code_count; i++)
        json_string(&object.json, it->codes[i]);
    json_close(&object.json, ']');
    return object_end(&object);
}

static void read_credential(Arena *arena, const Record *record, Credential *it, Faults *faults)
{
    const Json *json = content_of(arena, record, faults);
    const Json *codes = json_get(json, S("codes"));
    it->id = record->id;
    it->password = json_get_text(json, S("password"));
    it->factor = json_get_text(json, S("factor"));
    it->step = (uint64_t)number_of(json, S("step"));
    for (size_t i = 0; i < json_count(codes) && i < RECOVERY_CODES; i++)
        it->codes[it->code_count++] = json_text(codes->items[i]);
}

// False without a fault where there is none. The first credentials were records by the person's id.
static bool credential_of(Store *store, Arena *arena, Slice person, Credential *it, Faults *faults)
{
    RecordList list;
    const Json *json;
    *it = (Credential){0};
    if (!find(store, arena, KIND_CREDENTIAL, facet_counted(S("person"), person), &list, faults))
        return false;
    const Record *record =
        list.count > 0 ? &list.at[0] : get(store, arena, KIND_CREDENTIAL, person, &json, faults);
    if (record != NULL)
        read_credential(arena, record, it, faults);
    return it->password.len > 0;
}

// The key lets one of two follow the same credential: a recovery code serves once, whoever is
// quicker.
static Put *credential_put(Arena *arena, Slice actor, Slice person, const Credential *it)
{
    Slice before = it->id.len > 0 ? it->id : person;
    Put *put = arena_array(arena, Put, 1);
    *put = (Put){.actor = actor,
                 .kind = KIND_CREDENTIAL,
                 .id = secret_id(arena, 12),
                 .action = S("set"),
                 .state = S("active"),
                 .content = credential_content(arena, it),
                 .key = arena_print(arena, "credential:%.*s", (int)before.len, before.at),
                 .facets = {facet_counted(S("person"), person)},
                 .facet_count = 1};
    return put;
}

// What it said before is erased: a hash that is no more needed need not be kept safe.
static bool replace_credential(Store *store, Arena *arena, Slice actor, Slice person,
                               const Credential *it, Faults *faults)
{
    return put(store, credential_put(arena, actor, person, it), faults) &&
           (it->id.len == 0 ||
            put_erasure(store, actor, KIND_CREDENTIAL, it->id, S("closed"), faults));
}

Write credential_write(Arena *arena, Slice actor, Slice person, Slice password)
{
    Credential it = {.password = password_hash(arena, password)};
    Put *first = credential_put(arena, actor, person, &it);
    first->key = S(""); // the person's write is the first of its kind
    return put_write(first);
}

Slice credential_id(Store *store, Arena *arena, Slice person, Faults *faults)
{
    Credential credential;
    return credential_of(store, arena, person, &credential, faults) ? credential.id : S("");
}

bool person_factor(Store *store, Arena *arena, Slice person, bool *is_set, size_t *codes,
                   Faults *faults)
{
    Credential credential;
    size_t before = faults->count;
    credential_of(store, arena, person, &credential, faults);
    *is_set = credential.factor.len > 0;
    *codes = credential.code_count;
    return faults->count == before;
}

// ---- Passwords ----

bool person_set_password(Store *store, Arena *arena, Slice actor, const Person *person,
                         Slice password, bool keeps_factor, Faults *faults)
{
    Credential credential;
    if (!password_is_good(password, person->email, faults))
        return false;
    size_t before = faults->count;
    credential_of(store, arena, person->id, &credential, faults);
    if (faults->count > before)
        return false;
    credential.password = password_hash(arena, password);
    if (!keeps_factor) {
        credential.factor = S("");
        credential.code_count = 0;
    }
    return replace_credential(store, arena, actor, person->id, &credential, faults) &&
           close_sessions(store, arena, actor, person->id, S(""), faults);
}

bool person_has_password(Store *store, Arena *arena, const Person *person, Faults *faults)
{
    Credential credential;
    return credential_of(store, arena, person->id, &credential, faults);
}

bool person_verify(Store *store, Arena *arena, const Person *person, Slice password, Faults *faults)
{
    Credential credential;
    return credential_of(store, arena, person->id, &credential, faults) &&
           password_verify(credential.password, password);
}

// ---- The second factor ----

bool factor_set(Store *store, Arena *arena, const Person *person, Slice secret, Slice code,
                int64_t at_ms, Slice **codes, Faults *faults)
{
    Credential credential;
    if (!credential_of(store, arena, person->id, &credential, faults))
        return false;
    credential.step = totp_verify(secret, code, at_ms / 1000);
    if (credential.step == 0)
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "the code is not the one of this moment; is the clock of the "
                         "authenticator right?");
    *codes = arena_array(arena, Slice, RECOVERY_CODES);
    credential.factor = secret;
    credential.code_count = RECOVERY_CODES;
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        (*codes)[i] = secret_id(arena, 8);
        credential.codes[i] = secret_digest(arena, (*codes)[i]);
    }
    return replace_credential(store, arena, person->id, person->id, &credential, faults);
}

static bool may_go_without(Store *store, Arena *arena, const Person *person, Faults *faults)
{
    Terms terms;
    for (size_t i = 0; i < person->membership_count; i++) {
        const Membership *one = &person->memberships[i];
        if (!terms_of(store, arena, one->organisation, &terms, faults))
            return false;
        if (terms_demand(&terms, one->role))
            return fault_add(faults, FAULT_USAGE, 0, 0,
                             "%.*s demands a second factor: set another in its place",
                             (int)one->organisation.len, one->organisation.at);
    }
    return true;
}

bool factor_remove(Store *store, Arena *arena, const Person *person, Faults *faults)
{
    Credential credential;
    if (!may_go_without(store, arena, person, faults) ||
        !credential_of(store, arena, person->id, &credential, faults))
        return false;
    credential.factor = S("");
    credential.code_count = 0;
    return replace_credential(store, arena, person->id, person->id, &credential, faults);
}

// Each recovery code serves once.
static bool use_recovery_code(Store *store, Arena *arena, const Person *person,
                              Credential *credential, Slice code, Faults *faults)
{
    Slice digest = secret_digest(arena, code);
    for (size_t i = 0; i < credential->code_count; i++) {
        if (!secret_equal(credential->codes[i], digest))
            continue;
        credential->codes[i] = credential->codes[--credential->code_count];
        return replace_credential(store, arena, person->id, person->id, credential, faults);
    }
    return false;
}

// *step is that of the code, 0 for a recovery code.
static bool check_factor(Store *store, Arena *arena, const Person *person, Credential *credential,
                         const SignIn *how, uint64_t *step, Faults *faults)
{
    *step = totp_verify(credential->factor, how->code, how->now_ms / 1000);
    return *step > 0 ? *step > credential->step
                     : use_recovery_code(store, arena, person, credential, how->code, faults);
}

// ---- Signing in ----

#define OTHERWISE(value, otherwise) ((value) > 0 ? (value) : (otherwise))

// A code that was used once is refused: who looks over a shoulder comes too late. The store keeps
// the key of its step once, on all servers.
static SignInAnswer open_session(Store *store, Arena *arena, const Person *person,
                                 const SignIn *how, uint64_t step, Slice *cookie, Faults *faults)
{
    Receipt receipt;
    Opening it = {.person = person->id,
                  .organisation = person->organisation,
                  .device = how->device,
                  .address = how->address,
                  .ends_ms = how->now_ms + OTHERWISE(how->seconds, SESSION_SECONDS) * (int64_t)1000,
                  .idle_ms = OTHERWISE(how->idle_seconds, SESSION_IDLE_SECONDS) * (int64_t)1000,
                  .proven_ms = how->now_ms};
    Write write = session_write(arena, &it, how->now_ms, cookie);
    if (step > 0)
        write.key = arena_print(arena, "totp:%.*s:%llu", (int)person->id.len, person->id.at,
                                (unsigned long long)step);
    size_t before = faults->count;
    if (store_write(store, &write, &receipt, faults))
        return SIGN_IN_GOOD;
    const Fault *fault = &faults->list[before];
    if (before >= FAULTS_KEPT || fault->kind != FAULT_CONFLICT || strcmp(fault->code, "key") != 0)
        return SIGN_IN_FAILED;
    faults->count = before;
    return SIGN_IN_WRONG;
}

// Who does not exist costs the same time as who does: nobody learns addresses by waiting.
static void waste_time(Arena *arena, Slice password)
{
    password_hash(arena, slice_part(password, 0, PASSWORD_BYTES_MAX));
}

Slice session_open(Store *store, Arena *arena, const Person *person, const SignIn *how,
                   Faults *faults)
{
    Slice cookie = S("");
    bool is_good = open_session(store, arena, person, how, 0, &cookie, faults) == SIGN_IN_GOOD;
    return is_good ? cookie : S("");
}

SignInAnswer sign_in(Store *store, Arena *arena, const SignIn *how, Slice *cookie, Faults *faults)
{
    Credential credential = {0};
    uint64_t step = 0;
    size_t before = faults->count;
    const Person *person = person_by_email(store, arena, how->email, faults);
    bool is_there = person != NULL && slice_equal(person->state, S("active")) &&
                    credential_of(store, arena, person->id, &credential, faults);
    if (faults->count > before)
        return SIGN_IN_FAILED;
    if (!is_there)
        waste_time(arena, how->password);
    if (!is_there || !password_verify(credential.password, how->password))
        return SIGN_IN_WRONG;
    if (credential.factor.len > 0 && how->code.len == 0)
        return SIGN_IN_WANTS_CODE;
    if (credential.factor.len > 0 &&
        !check_factor(store, arena, person, &credential, how, &step, faults))
        return faults->count > before ? SIGN_IN_FAILED : SIGN_IN_WRONG;
    return open_session(store, arena, person, how, step, cookie, faults);
}
