// Proving a journal from outside: from the files of C2SP tlog-tiles that someone serves, without
// trust in who serves them. Bodies and slips are not public, and not looked at.
#pragma once

#include "store/verify.h"

typedef struct ProveOptions {
    // Brings a file: `checkpoint`, `verifier`, `tile/0/000`, `tile/entries/000.p/3`.
    bool (*read)(void *context, Arena *arena, Slice path, Slice *bytes, Faults *faults);
    void *context;
    const char *verifier; // C2SP verifier key; NULL: what is served as `verifier`, which proves
                          // that the parts belong together, but not whose they are
    Slice checkpoint;     // one that was kept: the journal must continue it; empty: none
    StoreProgress *progress;
    void *progress_context;
} ProveOptions;

typedef struct ProveReport {
    VerifyReport of; // entries, root, what was touched first
    Slice origin, verifier;
    Slice checkpoint; // to be kept for the next time; in the caller's arena, like the two above
} ProveReport;

// Every leaf is canonical and the next of its journal, has the hash that its tile says, every tile
// that of the tile above, and all of them the root that is signed. False with faults where anything
// is not so; the first says what.
bool log_prove(Arena *arena, const ProveOptions *options, ProveReport *report, Faults *faults);
