// What the tests of the store share: a fresh store on either engine, and writes that mean
// something.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "store/store.h"

typedef struct Desk {
    char folder[64];    // of this test alone
    char conninfo[512]; // empty: SQLite
    StoreOptions options;
    Store *store;
    Guard guard;
    Arena *arena;
    Faults faults;
} Desk;

// For cmocka: a desk with an open store as the state. Without a server the tests on PostgreSQL are
// skipped, and said so.
int desk_sqlite(void **state);
int desk_postgres(void **state);
int desk_close(void **state);
bool postgres_is_there(void);

void desk_reopen(Desk *desk);
// A second, empty store beside the first, on the same engine, with the same key.
Store *desk_standby(Desk *desk);
// A folder under the desk's.
Slice desk_path(Desk *desk, const char *name);

// Fails the test, with what the faults say.
void assert_no_faults(const Desk *desk);
void assert_fault(Desk *desk, FaultKind kind, const char *code); // and forgets it

// An invoice of `owner`, new, with a state, a currency and an order number.
Write invoice(Desk *desk, const char *owner, const char *id, const char *currency);
Receipt put(Desk *desk, const Write *write);
