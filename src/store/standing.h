// Which of the stores that have the same journal writes it.
//
//     leads     writes entries: what a store does where nothing else is said of it
//     follows   takes packages only (store_apply), of the server whose address it notes
//     fenced    another place was promoted: writes nothing until it follows, or is promoted itself
//
// How a store stands is its own and no part of the journal; it is read within each transaction that
// writes, and so holds for all processes at it. How often a leader was made is in the journal: the
// epoch, which is the version of one record. Of two that meet, the greater epoch is right.
#pragma once

#include "store/store.h"

#define EPOCH_OWNER    S("window")
#define EPOCH_REGISTER S("@journal")
#define EPOCH_RECORD   S("epoch")

typedef enum StandingKind {
    STANDING_LEADS,
    STANDING_FOLLOWS,
    STANDING_FENCED,
    STANDING_END,
} StandingKind;

extern const char *const standing_names[STANDING_END];

typedef struct Standing {
    StandingKind kind;
    bool is_promoted;   // leads because it was told to
    uint64_t epoch;     // of the journal; 0: nobody was ever promoted
    uint64_t since;     // the entry that began it
    uint64_t fenced_by; // the epoch of who was promoted elsewhere
    Slice url;          // of who follows: the server
    Slice key_file;     // where the key to it lies
    Slice authority;    // whose certificates are believed; empty: the system's
    Slice name;         // of who follows, among those who do; empty: it has none yet
} Standing;

bool store_standing(Store *store, Arena *arena, Standing *standing, Faults *faults);

// From now on it follows. `standing` says whom, and how.
bool store_follow(Store *store, const Standing *standing, Faults *faults);

// From now on it is fenced by a greater epoch.
bool store_fence(Store *store, uint64_t epoch, Faults *faults);

// Ends the following: an entry begins a new epoch, and the store leads. *epoch is then the new one,
// greater than `above`.
bool store_promote(Store *store, Slice actor, uint64_t above, uint64_t *epoch, Faults *faults);
