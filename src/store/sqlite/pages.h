// What lies under SQLite: its files as it asks for them, with two things added.
//
//     page of the database  [content … │ 8 bytes: checksum of number and content]
//     log                   the pieces of a commit are gathered, and written at once
//
// SQLite leaves some bytes of each page free when it is told so before the file is made
// (SQLITE_FCNTL_RESERVE_BYTES); what is written there is nobody's business but ours. So a byte that
// was changed is found wherever it lies: in free space, in an index, in a page that is not used.
#pragma once

#include "base/fault.h"

#include <sqlite3.h>

#define PAGES_VFS "madoguchi"

enum { PAGE_CHECK_SIZE = 8 };

// Makes the files known to SQLite by that name; as often as one likes, from any thread.
bool pages_register(void);

// Whether pages of the database have room for checksums, and those that are written have them.
bool pages_are_checked(sqlite3 *database);
// Writes the checksums of all pages of a database that has just got the room for them. Under an
// exclusive lock.
bool pages_seal(sqlite3 *database);
// Compares them all, but for pages whose newer state is in the log. False with a fault that names
// those that differ. Beside writers at work.
bool pages_inspect(sqlite3 *database, Faults *faults);
