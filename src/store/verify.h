// Proving a journal from its first entry on: leaves, slips, bodies, tree, signature, views.
#pragma once

#include "store/store.h"

typedef struct VerifyOptions {
    const char *verifier; // C2SP verifier key; NULL: the store's own
    Slice checkpoint;     // one that someone kept: the journal must continue it; empty: none
    StoreProgress *progress;
    void *context;
} VerifyOptions;

typedef struct VerifyReport {
    bool is_begun; // else the key or the checkpoint that were given are none, and nothing was
                   // looked at
    uint64_t entries, records;
    uint64_t bodies;  // that have their hash
    uint64_t erased;  // slips and their bodies that were erased by law, by an entry that says so
    bool has_touched; // an entry is not what was written
    uint64_t touched; // the first of them, or
    uint64_t touched_end; // the end of the range in which it is (touched + 1: it is exactly known)
    Hash root;
} VerifyReport;

// Reads the whole store in one snapshot. False with faults where anything is not as it should be:
// the first of them says what came first. Memory grows with the number of records (some 0.7 KB
// each).
bool store_verify(Store *store, const VerifyOptions *options, VerifyReport *report, Faults *faults);
