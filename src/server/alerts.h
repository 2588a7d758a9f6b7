// Tells people of records that came: what their saved searches find, and what fits their records.
//
//     entries of the journal since the last look ─► records that changed, each once
//         ─► saved searches that it answers (search/waiting.h) ─► those who may see it
//         ─► pairs that it stands in (pairs.h) ─► what fits ─► both sides, each of what it may see
//         ─► notices (acts/acts.h), none twice
//
// How far it has looked stands in the journal, and so do the notices: whichever server looks,
// nobody is told the same twice. Work grows with what changed.
#pragma once

#include "acts/acts.h"
#include "server/server.h"

typedef struct Alerts Alerts;

// Of one thread. Where no server of this journal has looked yet, they begin with the entry `from`.
// NULL where there is no memory.
Alerts *alerts_new(uint64_t from);
void alerts_free(Alerts *alerts); // NULL is allowed

// Looks at the next entries of the journal. *is_level: there are no more. `act` is the clock's.
// False with faults; what was not told is looked at again next time.
bool alerts_step(Alerts *alerts, Server *server, Act *act, bool *is_level);
