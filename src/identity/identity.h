// Identity: organisations, people, sessions, keys and invitations, kept as records of the store.
//
//     register        id                    state          what it says
//     @organisation   chosen (dalian-gear)  active         name
//     @person         random                active, closed name, e-mail, organisation, role
//     @credential     the person's          active         password (argon2id), second factor
//     @session        hash of its token     open, closed   person, device, end
//     @key            random                active, closed name, organisation, role, scopes, hash
//     @invitation     hash of its token     open, used     e-mail, organisation, role, end
//     @link           hash of who at whom   active         provider's issuer and subject, person
//     @access         random                –              who was refused, or saw personal data
//
// They belong to the organisation `window`. Changes are entries of the journal like all others; the
// journal's public part holds hashes alone. When a password or a second factor changes, what the
// credential said before is erased.
//
// All functions may be called from all threads; what they answer lies in `arena`.
#pragma once

#include "identity/rights.h"
#include "store/store.h"

#define WINDOW S("window") // the organisation that runs the counter

// Their registers. No register of documents can be called so: its records are read by other doors.
#define KIND_ORGANISATION S("@organisation")
#define KIND_PERSON       S("@person")
#define KIND_CREDENTIAL   S("@credential")
#define KIND_SESSION      S("@session")
#define KIND_KEY          S("@key")
#define KIND_INVITATION   S("@invitation")
#define KIND_LINK         S("@link")
#define KIND_ACCESS       S("@access")

enum {
    SESSION_HOURS = 12, // ASVS 3.3.2
    INVITATION_HOURS = 72,
    RECOVERY_CODES = 10,
};

// Who asks. All texts are empty for nobody.
typedef struct Asker {
    Role role;
    Slice actor;  // what the journal calls it: the person's id, or "key:" and the key's
    Slice person; // the id; empty for a key
    Slice organisation;
    Slice session; // the id; empty for a key
    Scopes scopes;
} Asker;

extern const Asker nobody;

// Whether the asker may, by the table of rights and, where it is a key, by its scopes.
bool asker_may(const Asker *asker, Relation relation, Action action);
struct Claims;

// ---- Who it is ----

// The asker by a session's token, or an API key. False without a fault where it is none, or no
// more.
bool identity_by_session(Store *store, Arena *arena, Slice token, Asker *asker, Faults *faults);
bool identity_by_key(Store *store, Arena *arena, Slice key, Asker *asker, Faults *faults);

// What must come with requests that change something and are told by a cookie.
Slice session_csrf(Arena *arena, Slice token);

// ---- Organisations and people ----

// Members belong to their organisation, all other roles to the window: an outsider with its rights
// would be hard to see. False with a fault.
bool role_fits(Role role, Slice organisation, Faults *faults);

typedef struct Person {
    Slice id, name, email, organisation, state;
    Role role;
    uint64_t version;
} Person;

// False with a fault where there is one of that id already.
bool organisation_add(Store *store, Arena *arena, Slice actor, Slice id, Slice name,
                      Faults *faults);
bool organisation_exists(Store *store, Arena *arena, Slice id, Faults *faults);

// `password` is checked and hashed; empty: the person cannot sign in until it is set. The person's
// id, or empty with faults.
Slice person_add(Store *store, Arena *arena, Slice actor, const Person *person, Slice password,
                 Faults *faults);
// NULL without a fault where there is none.
const Person *person_by_id(Store *store, Arena *arena, Slice id, Faults *faults);
const Person *person_by_email(Store *store, Arena *arena, Slice email, Faults *faults);

// Erases what the credential said and sets the password; all sessions are closed. The second factor
// goes too where `keeps_factor` is false (it was lost).
bool person_set_password(Store *store, Arena *arena, Slice actor, const Person *person,
                         Slice password, bool keeps_factor, Faults *faults);
// Whether it is the person's password.
bool person_verify(Store *store, Arena *arena, const Person *person, Slice password,
                   Faults *faults);
// Closed people cannot sign in; their sessions are closed.
bool person_close(Store *store, Arena *arena, Slice actor, const Person *person, Faults *faults);

// E-mail addresses are compared in small letters. Empty where it is none. In `arena`.
Slice email_fold(Arena *arena, Slice email);

// Whether there is anybody at all.
bool identity_is_empty(Store *store, Arena *arena, Faults *faults);

// ---- Signing in ----

typedef struct SignIn {
    Slice email, password;
    Slice code;   // of the second factor, or a recovery code; empty: none
    Slice device; // what the browser calls itself, for the list of devices
    Slice address;
    int64_t now_ms;
} SignIn;

typedef enum SignInAnswer {
    SIGN_IN_GOOD,
    SIGN_IN_WRONG,      // e-mail, password or code; it isn't said which
    SIGN_IN_WANTS_CODE, // the password is right, and a second factor is set
    SIGN_IN_FAILED,     // with faults
} SignInAnswer;

// *token is that of a new session: whatever token the browser had before, it is not taken over.
SignInAnswer sign_in(Store *store, Arena *arena, const SignIn *how, Slice *token, Faults *faults);

// A session for who has proven otherwise who they are; `how` says from where. Empty with faults.
Slice session_open(Store *store, Arena *arena, const Person *person, const SignIn *how,
                   Faults *faults);

// The person that a provider's claims (provider.h) are about: who was linked with them before, or
// has the verified e-mail address, or is made a member of the organisation that they name. NULL
// with a fault; its code is "unknown" where nobody is meant.
const Person *person_by_claims(Store *store, Arena *arena, const struct Claims *claims,
                               Faults *faults);

// Closes one session of the person, or with an empty id all of them.
bool sign_out(Store *store, Arena *arena, Slice person, Slice session, Faults *faults);

typedef struct Session {
    Slice id, device, address;
    int64_t created_ms, ends_ms;
} Session;

// The open ones of a person.
size_t sessions_of(Store *store, Arena *arena, Slice person, const Session **sessions,
                   Faults *faults);

// ---- The second factor ----

// Sets it when `code` proves that the authenticator has it; *codes are RECOVERY_CODES recovery
// codes, shown once. False with FAULT_USAGE where the code is wrong.
bool factor_set(Store *store, Arena *arena, const Person *person, Slice secret, Slice code,
                int64_t now_ms, Slice **codes, Faults *faults);
bool factor_remove(Store *store, Arena *arena, const Person *person, Faults *faults);

// ---- Keys ----

typedef struct Key {
    Slice id, name, organisation, scopes, state;
    Role role;
    int64_t created_ms;
} Key;

// *secret is shown once. `scopes` as scopes_read has them.
bool key_add(Store *store, Arena *arena, Slice actor, const Key *key, Slice *secret,
             Faults *faults);
size_t keys_of(Store *store, Arena *arena, Slice organisation, const Key **keys, Faults *faults);
// Of that organisation; empty: of any. False with a fault where there is none.
bool key_revoke(Store *store, Arena *arena, Slice actor, Slice organisation, Slice id,
                Faults *faults);

// ---- Invitations ----

typedef struct Invitation {
    Slice email, organisation;
    Role role;
    int64_t ends_ms;
} Invitation;

// The token, which is shown once; empty with faults.
Slice invite(Store *store, Arena *arena, Slice actor, const Invitation *invitation, Faults *faults);
// NULL without a fault where it is none, was used, or has ended.
const Invitation *invitation_of(Store *store, Arena *arena, Slice token, int64_t now_ms,
                                Faults *faults);
// Uses it: the person's id, or empty with faults. Of two at a time one gets FAULT_CONFLICT.
Slice invitation_accept(Store *store, Arena *arena, Slice token, Slice name, Slice email,
                        Slice password, int64_t now_ms, Faults *faults);

// ---- What is journalled beside changes ----

// `what` in words: "refused: write" and the like; `about`: the organisation.
bool access_note(Store *store, Arena *arena, const Asker *asker, Slice what, Slice about,
                 Faults *faults);
