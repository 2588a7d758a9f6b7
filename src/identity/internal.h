// How identity lies in the store: small JSON records of the organisation `window`.
#pragma once

#include "base/json.h"
#include "identity/identity.h"

enum {
    FACETS_EACH = MEMBERSHIPS_MAX + 1,
    TOKEN_LEN = 43,
};

typedef struct Put {
    Slice actor, kind, id, action, state;
    uint64_t version; // that was seen; 0: a new one
    Slice content;    // at NULL: as it was
    Slice key;        // what must be unique in the store; empty: nothing
    Facet facets[FACETS_EACH];
    size_t facet_count; // 0: as they were
} Put;

Write put_write(const Put *put); // lives as long as the put
bool put(Store *store, const Put *it, Faults *faults);
// Erases all that the record said up to now; it is left in that state.
bool put_erasure_of(Store *store, Slice actor, const Record *record, Slice state, Faults *faults);
// The same of one of the window's own.
bool put_erasure(Store *store, Slice actor, Slice kind, Slice id, Slice state, Faults *faults);

// NULL without a fault where there is none; *json is its content.
const Record *get(Store *store, Arena *arena, Slice kind, Slice id, const Json **json,
                  Faults *faults);
// Those with that facet, the newest first; at most LIST_MAX.
bool find(Store *store, Arena *arena, Slice kind, Facet facet, RecordList *list, Faults *faults);
// Those of a person in a state; `after`: 0, or `next` of the page before.
bool find_of_person(Store *store, Arena *arena, Slice kind, Slice person, Slice state,
                    uint64_t after, RecordList *list, Faults *faults);
const Json *content_of(Arena *arena, const Record *record, Faults *faults); // NULL: erased

// One object in one line.
typedef struct Object {
    Buffer out;
    JsonWriter json;
} Object;
void object_begin(Object *object, Arena *arena);
void object_number(Object *object, const char *name, int64_t number);
Slice object_end(Object *object);

int64_t number_of(const Json *json, Slice name);
int64_t now_ms(void);

// heads.c

// A member who is the first person of his organisation is its manager. False with faults.
bool role_of_newcomer(Store *store, Arena *arena, const Membership *membership, Role *role,
                      Faults *faults);

typedef enum HeadEnd {
    HEAD_STAYS,  // as what he is otherwise
    HEAD_LEAVES, // which the only person of an organisation may
} HeadEnd;

// What must be written with a change by which the person is no more what he may be, at the head of
// the organisation: one write at most, and *count grows with it. False with a fault, its code
// "last", where nobody else is there.
bool head_end(Store *store, Arena *arena, Slice actor, const Person *person, Slice organisation,
              HeadEnd how, Write *write, size_t *count, Faults *faults);

// people.c, for invitations.c: the writes that make a person and the credential, and those that add
// a membership or change its role; 0 with faults.
size_t person_writes(Arena *arena, Slice actor, const Person *person, Slice password, Slice *id,
                     Write writes[2], Faults *faults);
size_t membership_writes(Store *store, Arena *arena, Slice actor, const Person *person,
                         const Membership *membership, Write writes[2], Faults *faults);

// credentials.c, for recoveries.c: the record that holds now; empty where there is none.
Slice credential_id(Store *store, Arena *arena, Slice person, Faults *faults);

// credentials.c, for people.c: the write that sets a person's first password.
Write credential_write(Arena *arena, Slice actor, Slice person, Slice password);

// sessions.c

typedef struct Opening { // what a session says
    Slice person, organisation, device, address;
    Slice key; // of the marks on its cookies
    int64_t ends_ms, idle_ms, proven_ms;
} Opening;

// The write of a new session, and its first cookie.
Write session_write(Arena *arena, const Opening *it, int64_t at_ms, Slice *cookie);
// Those in that organisation; empty: all.
bool close_sessions(Store *store, Arena *arena, Slice actor, Slice person, Slice organisation,
                    Faults *faults);

// keys.c

// Stops the keys that the person holds and may have no more: behind whatever takes a right away.
// They serve nobody before that either, for each use asks whether the holder may; but what was
// stopped stays so when the right comes back, and the journal says when it was.
bool stop_keys(Store *store, Arena *arena, Slice actor, Slice person, Faults *faults);
