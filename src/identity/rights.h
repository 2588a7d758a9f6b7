// Rights: who may do what. The one place where it is decided.
//
//     who asks (role) × what it is to the asker (relation) × what is done (action) ─► yes or no
//
// Whatever is particular to a record — its owner, the deal it is in, the state it is in, who has
// consented — ends in one word, the relation; whatever is particular to the asker in another, the
// role. Registers declare how their records come to a relation, and which of the fields of a record
// that may be read are shown; the table here knows words alone. It is in rights.c; docs/security.md
// shows it, and a test holds every route to it.
#pragma once

#include "base/slice.h"

typedef enum Role {
    ROLE_PUBLIC,        // nobody is signed in
    ROLE_MEMBER,        // of an organisation
    ROLE_MANAGER,       // a member who lets people and programs into his organisation
    ROLE_OFFICER,       // of the window: helps all organisations, changes nothing of theirs
    ROLE_AUDITOR,       // reads everything, and that he did is in the journal
    ROLE_ADMINISTRATOR, // people, organisations and keys; no one's documents
    ROLE_END,
} Role;

// Several may hold at once (one's own record may be published too): then any of them lets in.
// "Officer" is none: what an officer may do does not hang on the record.
typedef enum Relation {
    RELATION_NONE,   // it is another's, and nothing brings the asker near it
    RELATION_PUBLIC, // its register shows it to everybody in the state that it is in
    RELATION_PARTY,  // it is of a deal in which the asker's organisation has a part that sees it
    RELATION_OWN,    // it is the asker's own organisation's
    RELATION_END,
} Relation;

typedef enum Action {
    ACTION_USE,     // what keeps nothing: check, convert, render, codes, pages
    ACTION_ENTER,   // sign in, accept an invitation
    ACTION_SELF,    // one's own account: sessions, password, second factor, personal data
    ACTION_READ,    // records and their history
    ACTION_WRITE,   // records
    ACTION_ACT,     // what a register's declaration lets one do to a record that is there
    ACTION_SHARE,   // puts documents and comments of one's own into a deal
    ACTION_PROVE,   // checkpoint, tiles and proofs: hashes, for anybody who audits
    ACTION_AUDIT,   // who did what, of all organisations
    ACTION_PEOPLE,  // people of an organisation: invitations, roles, what is demanded of them
    ACTION_GOVERN,  // organisations, and what the window lets them have
    ACTION_KEYS,    // API keys
    ACTION_METRICS, // what the server counts
    ACTION_FOLLOW,  // the whole journal with all bodies, for a standby
    ACTION_END,
} Action;

bool rights_allow(Role role, Relation relation, Action action);

// A key may do less than its role: what its scopes name.
typedef unsigned Scopes;                       // a bit for each action
#define SCOPES_ALL (~(1u << ACTION_FOLLOW))    // of people: a standby is a program
bool scopes_read(Slice words, Scopes *scopes); // "check read write"; false for any other word
bool scopes_allow(Scopes scopes, Action action);

extern const char *const role_names[ROLE_END];
extern const char *const action_names[ACTION_END];
extern const char *const relation_names[RELATION_END];
bool role_find(Slice name, Role *role);

// What registers' declarations call the role: a manager is a member to them.
Slice role_declared(Role role);
