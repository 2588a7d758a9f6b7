// What the files of verification share: what is known so far, and how something is told wrong.
#pragma once

#include "store/package.h"
#include "store/verify.h"

enum { LEVELS = TREE_LEVELS_MAX / TILE_HEIGHT + 1 };

// The tile of each level that is being filled.
typedef struct Filling {
    uint64_t number;
    unsigned level, width;
    Hash hashes[TILE_WIDTH];
} Filling;

// What is waiting to be told erased by a later entry.
typedef struct Gap {
    Slot *slot;
    uint64_t index;
} Gap;

typedef struct Verifying {
    Store *store;
    Connection *connection;
    const VerifyOptions *options;
    VerifyReport *report;
    Faults *faults;
    Arena *arena;   // of the whole
    Arena *scratch; // of one step
    NoteKey *key;
    HeadTaker head;
    Checkpoint signed_head;
    Frontier frontier;
    int64_t time_ms;
    Checkpoint kept; // the older one
    bool has_kept;
    Filling tiles[LEVELS];
    Filling full[LEVELS]; // by the last step: at most one of each level
    unsigned full_count;
    uint64_t tile_count; // complete ones
    uint64_t references_missing;
    Views views;
    Slot **slot_at; // by the index of the first entry
    size_t slot_room;
    Gap *gaps;
    size_t gap_count, gap_room;
} Verifying;

// ---- What is wrong (verify.c) ----

// Keeps what is known best of where it was touched: the first range, and of two that overlap the
// narrower.
void verify_touch(Verifying *it, uint64_t first, uint64_t end);
// Notes what is wrong with an entry. False, as it is of fault_add.
bool verify_blame(Verifying *it, uint64_t index, const char *what);
// False when the caller wants no more.
bool verify_progress(const Verifying *it, const char *step, uint64_t done, uint64_t total);

// ---- The parts ----

// entries.c: each entry by itself, the tiles on the way up, what was erased, and the signed roots.
// False where the journal could not be read to its end.
bool verify_entries(Verifying *it);
// views.c: the tables of views beside those that the entries make.
bool verify_views(Arena *scratch, void *verifying);
