// Copies of a store: a backup (another store, on either engine), and an export (plain files).
#pragma once

#include "store/store.h"

// Brings the store at `options` up to the present entries of `from`, package by package, each
// checked and durable before the next; the key goes with it. `from` may be at work. What is there
// already is passed over, so that the next backup into the same place costs only what is new, and
// one that was cut off goes on. `*size` is then how many entries the copy has.
bool store_backup(Store *from, const StoreOptions *options, StoreProgress *progress, void *context,
                  uint64_t *size, Faults *faults);

// Writes into a folder what C2SP tlog-tiles would serve, and what the leaves speak of:
//
//     checkpoint   journal.pub
//     tile/0/000 …   tile/entries/000 …
//     slips/000/000 …        the slip of each entry that has one
//     bodies/<SHA-256>       contents and originals, as they came
bool store_export(Store *store, const char *folder, StoreProgress *progress, void *context,
                  Faults *faults);
