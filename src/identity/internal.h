// How identity lies in the store: small JSON records of the organisation `window`.
#pragma once

#include "base/json.h"
#include "identity/identity.h"

enum { FACETS_EACH = 3 };

typedef struct Put {
    Slice actor, kind, id, action, state;
    uint64_t version; // that was seen; 0: a new one
    Slice content;    // at NULL: as it was
    Slice key;        // what must be unique in the store; empty: nothing
    Facet facets[FACETS_EACH];
    size_t facet_count; // 0: as they were
} Put;

Write put_write(const Put *put);
bool put(Store *store, const Put *it, Faults *faults);

// NULL without a fault where there is none; *json is its content.
const Record *get(Store *store, Arena *arena, Slice kind, Slice id, const Json **json,
                  Faults *faults);
// Those with that facet, the newest first; at most LIST_MAX.
bool find(Store *store, Arena *arena, Slice kind, Facet facet, RecordList *list, Faults *faults);
const Json *content_of(Arena *arena, const Record *record, Faults *faults); // NULL: erased

// One object in one line.
typedef struct Object {
    Buffer out;
    JsonWriter json;
} Object;
void object_begin(Object *object, Arena *arena);
Slice object_end(Object *object);

int64_t number_of(const Json *json, Slice name);
int64_t now_ms(void);

// people.c, for doors.c: the writes that make a person and the credential.
size_t person_writes(Arena *arena, Slice actor, const Person *person, Slice password, Slice *id,
                     Write writes[2], Faults *faults);
bool close_sessions(Store *store, Arena *arena, Slice actor, Slice person, Faults *faults);
