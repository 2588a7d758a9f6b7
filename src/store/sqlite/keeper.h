// The log beside SQLite's file: a commit is written to its end, and is in the file some time later.
// To bring it there costs the writer as much as the commits themselves, and so another thread does:
//
//     writer    commit ─► commit ─► … ─► commit ─► the few that came since ─► the log begins anew
//                     many pages ─┐        ▲ few are left
//     keeper                      └─► brings them into the file, and what came meanwhile
//
// A writer at work always adds something behind what the keeper has brought, and the log begins
// anew only when nothing is left: the writer brings the last of it itself.
#pragma once

#include <sqlite3.h>

typedef struct LogKeeper LogKeeper;

// From now on the log that this connection's commits go to is kept; its thread begins when there is
// something to do. NULL where there is no memory: SQLite then does it as it does everywhere.
LogKeeper *keeper_new(sqlite3 *writer);
void keeper_free(LogKeeper *keeper); // before the connection is closed; NULL is allowed

// Between them the keeper rests: who empties the log needs to be alone. NULL is allowed.
void keeper_hold(LogKeeper *keeper);
void keeper_release(LogKeeper *keeper);
