// Identity: organisations, people, sessions, keys and invitations, kept as records of the store.
//
//     register        id                    state          what it says
//     @organisation   chosen (dalian-gear)  active         name
//     @person         random                active, closed name*, e-mail*, memberships
//     (organisation
//                                                          and role)
//     @credential     the person's          active         password (argon2id), second factor
//     @session        hash of its token     open, closed   person, organisation, device*, address*,
//                                                          ends
//     @key            random                active, closed name, organisation, role, scopes, hash,
//                                                          ends
//     @invitation     hash of its token     open, used     e-mail*, organisation, role, end
//     @terms          an organisation's     active         what it demands of its people, and may
//     keep
//     @recovery       hash of its token     open, used     person, credential then, end
//     @link           hash of who at whom   active         provider's issuer and subject*, person
//     @access         random                –              who was refused, or saw personal data
//
// They belong to the organisation `window`. Changes are entries of the journal like all others; the
// journal's public part holds hashes alone. When a password or a second factor changes, what the
// credential said before is erased. What is marked * is personal: it is erased with the account,
// and that others looked at it is journalled.
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
#define KIND_TERMS        S("@terms")
#define KIND_RECOVERY     S("@recovery")

// What the floor above keeps of a person, in the organisation for which he does it (acts/).
#define KIND_SEARCH S("@search") // saved searches; states told, silent, closed
#define KIND_ALERT  S("@alert")  // what they found; states new, seen, closed

enum {
    SESSION_SECONDS = 43200,     // and no more, whatever is done in it; ASVS 3.3.2
    SESSION_IDLE_SECONDS = 1800, // without a request
    PROOF_SECONDS = 900,         // that a password which was shown counts; ASVS 3.7.1
    INVITATION_HOURS = 72,
    RECOVERY_HOURS = 24,
    RECOVERY_CODES = 10,
    MEMBERSHIPS_MAX = 16, // of one person
    KEY_DAYS = 365,       // that a key serves where nothing is said
    KEY_DAYS_MAX = 1100,
    KEY_OVERLAP_HOURS = 24, // that the secret before still serves when a key gets another
};

// Who asks. All texts are empty for nobody.
typedef struct Asker {
    Role role;
    Slice actor;  // what the journal calls it: the person's id, or "key:" and the key's
    Slice person; // the id; empty for a key
    Slice organisation;
    Slice session; // the id; empty for a key
    Scopes scopes;
    Slice renewed;     // what the session's cookie shall be from now on; empty: as it is
    int64_t proven_ms; // when the password was shown last
    bool wants_factor; // his role must have a second factor, and he has none yet
} Asker;

extern const Asker nobody;

// Whether the asker may, by the table of rights and, where it is a key, by its scopes.
bool asker_may(const Asker *asker, Relation relation, Action action);
struct Claims;

// ---- Who it is ----

// The asker by what a session's cookie says, or by an API key. False without a fault where it is
// none, or no more. A key's day of last use is noted.
bool identity_by_session(Store *store, Arena *arena, Slice token, Asker *asker, Faults *faults);
bool identity_by_key(Store *store, Arena *arena, Slice key, Asker *asker, Faults *faults);
// The same of who was let in already and listens still: nothing is noted, so that nothing is
// written.
bool identity_by_key_again(Store *store, Arena *arena, Slice key, Asker *asker, Faults *faults);

// What must come with requests that change something and are told by a cookie.
Slice session_csrf(Arena *arena, Slice cookie);

// ---- Organisations and people ----

// Members and managers belong to their organisation, all other roles to the window: an outsider
// with its rights would be hard to see. False with a fault.
bool role_fits(Role role, Slice organisation, Faults *faults);

typedef struct Membership {
    Slice organisation;
    Role role;
} Membership;

typedef struct Person {
    Slice id, name, email, state;
    Slice organisation; // of the first membership, which a new person has
    Role role;
    Membership memberships[MEMBERSHIPS_MAX];
    size_t membership_count;
    uint64_t version;
} Person;

// NULL where the person is none of it.
const Membership *person_membership(const Person *person, Slice organisation);
// Whether that is the only organisation that the person is of.
bool person_is_within(const Person *person, Slice organisation);

// False with a fault where there is one of that id already.
bool organisation_add(Store *store, Arena *arena, Slice actor, Slice id, Slice name,
                      Faults *faults);
bool organisation_exists(Store *store, Arena *arena, Slice id, Faults *faults);

// The first person who is made, or invited, to be a member of an organisation becomes its manager.
// An organisation with people keeps the last of its managers, and the window the last of its
// administrators: by whatever they would cease to be, the fault is FAULT_CONFLICT "last".

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
// Whether it is the person's password. Who comes by a provider may have none.
bool person_has_password(Store *store, Arena *arena, const Person *person, Faults *faults);
bool person_verify(Store *store, Arena *arena, const Person *person, Slice password,
                   Faults *faults);
// Closed people cannot sign in; their sessions are closed.
bool person_close(Store *store, Arena *arena, Slice actor, const Person *person, Faults *faults);
// Adds a membership, or changes its role.
bool person_join(Store *store, Arena *arena, Slice actor, const Person *person,
                 const Membership *membership, Faults *faults);
// Ends one, and the sessions in it; with the last one the account is closed.
bool person_leave(Store *store, Arena *arena, Slice actor, const Person *person, Slice organisation,
                  Faults *faults);
// Closes the account, and erases what the store has of the person: name, address, credential,
// devices, invitations. What the person did stays in the journal, under an id that says nothing.
// May be done again where it was interrupted.
bool person_erase(Store *store, Arena *arena, Slice actor, const Person *person, Faults *faults);

// The people of an organisation, a page at a time: `next` as store_list has it.
size_t people_of(Store *store, Arena *arena, Slice organisation, uint64_t after, size_t limit,
                 const Person ***people, uint64_t *next, Faults *faults);

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
    unsigned seconds, idle_seconds; // that the session may last; 0: as above
} SignIn;

typedef enum SignInAnswer {
    SIGN_IN_GOOD,
    SIGN_IN_WRONG,      // e-mail, password or code; it isn't said which
    SIGN_IN_WANTS_CODE, // the password is right, and a second factor is set
    SIGN_IN_FAILED,     // with faults
} SignInAnswer;

// *cookie is of a new session: whatever the browser had before, it is not taken over.
//
// A cookie is TOKEN.SECONDS.MARK: when it was given, and by a key that the session keeps that it
// was given by us then. So a session that is used writes nothing, and one that is not used ends all
// the same, on all servers of a store.
SignInAnswer sign_in(Store *store, Arena *arena, const SignIn *how, Slice *cookie, Faults *faults);

// The same person in another organisation: a new session in place of the asker's, for rights
// change. False with a fault where the asker is no member of it.
bool session_switch(Store *store, Arena *arena, const Asker *asker, Slice organisation,
                    Slice *cookie, Faults *faults);

// The password was shown again.
bool session_prove(Store *store, Arena *arena, const Asker *asker, Faults *faults);

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
    Slice id, organisation, device, address;
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
// False with FAULT_USAGE where one of his organisations demands it.
bool factor_remove(Store *store, Arena *arena, const Person *person, Faults *faults);

// ---- The terms of an organisation ----

// What the window's administrators have set for it, and what it demands of its people itself.
typedef struct Terms {
    unsigned factor_roles;           // bits by Role: who must have a second factor
    unsigned own_factor_roles;       // the same, as its managers say: more, never less
    uint64_t records_max, bytes_max; // that it may keep; 0: as many as it likes
    uint64_t version;                // as it was read: who sets them sees what he changes
} Terms;

// Whether who has that role must have a second factor. What is demanded of members is demanded of
// managers, who are members.
bool terms_demand(const Terms *terms, Role role);

// False with faults; where nothing was set, nothing is demanded.
bool terms_of(Store *store, Arena *arena, Slice organisation, Terms *terms, Faults *faults);
bool terms_set(Store *store, Arena *arena, Slice actor, Slice organisation, const Terms *terms,
               Faults *faults);
// Whether a member must have a second factor and has none. Who has no password comes by a provider,
// and by whatever that asks for. False with faults, too.
bool factor_is_missing(Store *store, Arena *arena, Slice person, const Membership *membership,
                       Faults *faults);

// ---- A way back for who has forgotten his password ----

// There is no mail: an administrator or a manager makes a link, and hands it over when he has seen
// whom he gives it to. It serves once, and no more when the password was changed otherwise.
typedef struct Recovery {
    Slice person;
    Slice within; // an organisation's manager made it: it serves as long as the person is of no
                  // other, whose doors it would open too; empty: the window's administrators did
    bool forgets_factor; // it was lost, too
    int64_t ends_ms;
} Recovery;

// The token, which is shown once; empty with faults.
Slice recovery_make(Store *store, Arena *arena, Slice actor, const Recovery *recovery,
                    Faults *faults);
// NULL without a fault where it is none, was used, or has ended.
const Recovery *recovery_of(Store *store, Arena *arena, Slice token, int64_t at_ms, Faults *faults);
// Sets the password; all sessions are closed.
bool recovery_use(Store *store, Arena *arena, Slice token, Slice password, int64_t at_ms,
                  Faults *faults);

// ---- Keys ----

typedef struct Key {
    Slice id, name, organisation, scopes, state;
    Role role;
    int64_t created_ms;
    int64_t ends_ms; // 0: in KEY_DAYS; of keys older than that, never
    int64_t used_ms; // on this day at last; 0: never
} Key;

// *secret is shown once. `scopes` as scopes_read has them.
bool key_add(Store *store, Arena *arena, Slice actor, const Key *key, Slice *secret,
             Faults *faults);
size_t keys_of(Store *store, Arena *arena, Slice organisation, const Key **keys, Faults *faults);
// Of that organisation; empty: of any. False with a fault where there is none.
bool key_revoke(Store *store, Arena *arena, Slice actor, Slice organisation, Slice id,
                Faults *faults);
// Another secret for the same key, which serves as long as it would have. The one before serves
// KEY_OVERLAP_HOURS more, so that nothing stands still.
bool key_rotate(Store *store, Arena *arena, Slice actor, Slice organisation, Slice id,
                Slice *secret, Faults *faults);

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
// Uses it for one who has an account: a membership more. False with a fault where it is for another
// address.
bool invitation_join(Store *store, Arena *arena, Slice token, const Person *person, int64_t now_ms,
                     Faults *faults);

// ---- What is journalled beside changes ----

// That somebody saw what `about`, an organisation, keeps of people; `what` in words.
bool access_note(Store *store, Arena *arena, const Asker *asker, Slice what, Slice about,
                 Faults *faults);
// That somebody was refused: for auditors, and no look.
bool refusal_note(Store *store, Arena *arena, const Asker *asker, Slice what, Slice about,
                  Faults *faults);

typedef struct Access {
    Slice actor, what, about;
    int64_t time_ms;
} Access;

// The looks at what an organisation keeps, the newest first; at most LIST_MAX.
size_t accesses_of(Store *store, Arena *arena, Slice organisation, const Access **accesses,
                   Faults *faults);

// Whether a second factor is set, and how many recovery codes are left.
bool person_factor(Store *store, Arena *arena, Slice person, bool *is_set, size_t *codes,
                   Faults *faults);
