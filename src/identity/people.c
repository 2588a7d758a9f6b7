// SPDX-License-Identifier: Apache-2.0
// Organisations, people and what they prove themselves by.

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

bool organisation_add(Store *store, Arena *arena, Slice actor, Slice id, Slice name, Faults *faults)
{
    if (!id_is_good(id))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "an organisation's id has lower-case letters, digits and hyphens, as in "
                         "dalian-gear");
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
    return put(store, &it, faults);
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
    if (role != ROLE_PUBLIC && (role == ROLE_MEMBER) != slice_equal(organisation, WINDOW))
        return true;
    return fault_add(faults, FAULT_USAGE, 0, 0,
                     "members belong to their organisation, all other roles to `window`");
}

static const Person *person_from(Arena *arena, const Record *record, const Json *json)
{
    Person *person = arena_array(arena, Person, 1);
    *person = (Person){.id = record->id,
                       .name = json_text(json_get(json, S("name"))),
                       .email = json_text(json_get(json, S("email"))),
                       .organisation = json_text(json_get(json, S("organisation"))),
                       .state = record->state,
                       .version = record->version};
    return role_find(json_text(json_get(json, S("role"))), &person->role) ? person : NULL;
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

// ---- Credentials ----

typedef struct Credential {
    Slice password, factor; // the hash; the secret of the second factor, empty: none
    Slice codes[RECOVERY_CODES];
    size_t code_count;
    uint64_t version;
} Credential;

static Slice credential_content(Arena *arena, const Credential *it)
{
    Object object;
    object_begin(&object, arena);
    json_field(&object.json, "password", it->password);
    json_field(&object.json, "factor", it->factor);
    json_key(&object.json, "codes");
    json_open(&object.json, '[');
    for (size_t i = 0; i < it->code_count; i++)
        json_string(&object.json, it->codes[i]);
    json_close(&object.json, ']');
    return object_end(&object);
}

// False without a fault where there is none, or it was erased and not set again.
static bool credential_of(Store *store, Arena *arena, Slice person, Credential *it, Faults *faults)
{
    const Json *json;
    const Record *record = get(store, arena, KIND_CREDENTIAL, person, &json, faults);
    *it = (Credential){.version = record != NULL ? record->version : 0};
    const Json *codes = json_get(json, S("codes"));
    it->password = json_text(json_get(json, S("password")));
    it->factor = json_text(json_get(json, S("factor")));
    for (size_t i = 0;
         codes != NULL && codes->kind == JSON_ARRAY && i < codes->count && i < RECOVERY_CODES; i++)
        it->codes[it->code_count++] = json_text(codes->items[i]);
    return it->password.len > 0;
}

// What it said before is erased first: a hash that is no more needed need not be kept safe.
static bool credential_put(Store *store, Arena *arena, Slice actor, Slice person,
                           const Credential *it, Faults *faults)
{
    Receipt receipt = {.version = it->version};
    Write erase = {.actor = actor,
                   .owner = WINDOW,
                   .register_name = KIND_CREDENTIAL,
                   .record = person,
                   .action = S("erase"),
                   .version = it->version,
                   .erases = true};
    if (it->version > 0 && !store_write(store, &erase, &receipt, faults))
        return false;
    Put again = {.actor = actor,
                 .kind = KIND_CREDENTIAL,
                 .id = person,
                 .action = S("set"),
                 .version = receipt.version,
                 .content = credential_content(arena, it)};
    return put(store, &again, faults);
}

size_t person_writes(Arena *arena, Slice actor, const Person *person, Slice password, Slice *id,
                     Write writes[2], Faults *faults)
{
    Slice email = email_fold(arena, person->email);
    if (email.len == 0)
        fault_add(faults, FAULT_USAGE, 0, 0,
                  "the e-mail address is none; expected name@example.org");
    if (email.len == 0 || !role_fits(person->role, person->organisation, faults) ||
        !name_is_good(person->name, faults) ||
        (password.len > 0 && !password_is_good(password, email, faults)))
        return 0;
    *id = secret_id(arena, 8);
    Object object;
    object_begin(&object, arena);
    json_field(&object.json, "name", person->name);
    json_field(&object.json, "email", email);
    json_field(&object.json, "organisation", person->organisation);
    json_field(&object.json, "role", slice_of(role_names[person->role]));
    // The key makes the address unique: the store knows each key once.
    Put *it = arena_array(arena, Put, 1);
    *it = (Put){.actor = actor.len > 0 ? actor : *id,
                .kind = KIND_PERSON,
                .id = *id,
                .action = S("create"),
                .state = S("active"),
                .content = object_end(&object),
                .key = arena_print(arena, "person:%.*s", (int)email.len, email.at),
                .facets = {facet_reference(S("email"), email),
                           facet_counted(S("organisation"), person->organisation),
                           facet_counted(S("role"), slice_of(role_names[person->role]))},
                .facet_count = 3};
    writes[0] = put_write(it);
    if (password.len == 0)
        return 1;
    Credential credential = {.password = password_hash(arena, password)};
    writes[1] = put_write(&(Put){.actor = it->actor,
                                 .kind = KIND_CREDENTIAL,
                                 .id = *id,
                                 .action = S("set"),
                                 .content = credential_content(arena, &credential)});
    return 2;
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
    size_t count = person_writes(arena, actor, person, password, &id, writes, faults);
    return count > 0 && store_write_all(store, writes, count, receipts, faults) ? id : S("");
}

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
    return credential_put(store, arena, actor, person->id, &credential, faults) &&
           close_sessions(store, arena, actor, person->id, faults);
}

bool person_verify(Store *store, Arena *arena, const Person *person, Slice password, Faults *faults)
{
    Credential credential;
    return credential_of(store, arena, person->id, &credential, faults) &&
           password_verify(credential.password, password);
}

bool person_close(Store *store, Arena *arena, Slice actor, const Person *person, Faults *faults)
{
    Put it = {.actor = actor,
              .kind = KIND_PERSON,
              .id = person->id,
              .action = S("close"),
              .state = S("closed"),
              .version = person->version};
    return put(store, &it, faults) && close_sessions(store, arena, actor, person->id, faults);
}

// ---- The second factor ----

bool factor_set(Store *store, Arena *arena, const Person *person, Slice secret, Slice code,
                int64_t at_ms, Slice **codes, Faults *faults)
{
    Credential credential;
    if (!credential_of(store, arena, person->id, &credential, faults))
        return false;
    if (totp_verify(secret, code, at_ms / 1000) == 0)
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
    return credential_put(store, arena, person->id, person->id, &credential, faults);
}

bool factor_remove(Store *store, Arena *arena, const Person *person, Faults *faults)
{
    Credential credential;
    if (!credential_of(store, arena, person->id, &credential, faults))
        return false;
    credential.factor = S("");
    credential.code_count = 0;
    return credential_put(store, arena, person->id, person->id, &credential, faults);
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
        return credential_put(store, arena, person->id, person->id, credential, faults);
    }
    return false;
}

// A code that was used once is refused: who looks over a shoulder comes too late. *step is that of
// the code, 0 for a recovery code.
static bool check_factor(Store *store, Arena *arena, const Person *person, Credential *credential,
                         const SignIn *how, uint64_t *step, Faults *faults)
{
    RecordList list;
    *step = totp_verify(credential->factor, how->code, how->now_ms / 1000);
    if (*step == 0)
        return use_recovery_code(store, arena, person, credential, how->code, faults);
    if (!find(store, arena, KIND_SESSION, facet_counted(S("person"), person->id), &list, faults))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if ((uint64_t)number_of(content_of(arena, &list.at[i], faults), S("step")) >= *step)
            return false;
    return true;
}

// ---- Signing in ----

static Slice open_session(Store *store, Arena *arena, const Person *person, const SignIn *how,
                          uint64_t step, Faults *faults)
{
    Slice token = secret_token(arena);
    Object object;
    object_begin(&object, arena);
    json_field(&object.json, "person", person->id);
    json_field(&object.json, "device", slice_part(how->device, 0, 200));
    json_field(&object.json, "address", how->address);
    json_key(&object.json, "ends");
    json_integer(&object.json, how->now_ms + (int64_t)SESSION_HOURS * 3600000);
    json_key(&object.json, "step");
    json_integer(&object.json, (int64_t)step);
    Put it = {.actor = person->id,
              .kind = KIND_SESSION,
              .id = secret_digest(arena, token),
              .action = S("sign-in"),
              .state = S("open"),
              .content = object_end(&object),
              .facets = {facet_counted(S("person"), person->id)},
              .facet_count = 1};
    return put(store, &it, faults) ? token : S("");
}

// Who does not exist costs the same time as who does: nobody learns addresses by waiting.
static void waste_time(Arena *arena, Slice password)
{
    password_hash(arena, slice_part(password, 0, PASSWORD_MAX));
}

Slice session_open(Store *store, Arena *arena, const Person *person, const SignIn *how,
                   Faults *faults)
{
    return open_session(store, arena, person, how, 0, faults);
}

SignInAnswer sign_in(Store *store, Arena *arena, const SignIn *how, Slice *token, Faults *faults)
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
    *token = open_session(store, arena, person, how, step, faults);
    return token->len > 0 ? SIGN_IN_GOOD : SIGN_IN_FAILED;
}
