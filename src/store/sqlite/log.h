// SQLite's log beside its file (journal.db-wal): where commits lie until a checkpoint brings them
// into the pages of the file, and after a crash all that there is of them.
//
//     log     [header │ frame │ frame │ … ]      sqlite.org/fileformat2.html#walformat
//     frame   [page number, size of a commit, salts, sums │ page]
//
// A frame's sums go over all before it. When nobody has the store open, SQLite believes the log as
// far as its sums are right, and says nothing of what follows: one byte that was changed there
// takes all later commits along.
#pragma once

#include "base/fault.h"

#include <sqlite3.h>

// Compares the sums of all frames. False with a fault when one is wrong and a commit lies there or
// behind it. What a crash left of a commit that was being written is none. Beside writers at work.
bool log_inspect(sqlite3 *database, Faults *faults);
