// Packages of entries, as a standby gets them (ship.c tells their form).
#pragma once

#include "store/batch.h"

typedef struct Package {
    Addition *additions;
    size_t count;
    Slice note; // over all entries up to the last of the package
    Checkpoint checkpoint;
} Package;

// Reads what a stranger sent: every text is canonical, every slip and body has its hash, the
// checkpoint is signed by `key`. Whether it continues a journal only that journal knows.
bool package_read(Arena *arena, Slice bytes, const NoteKey *key, size_t body_max, Package *package,
                  Faults *faults);

// Reads an addition's leaf and slip into its entry, and measures its bodies against their hashes.
bool addition_check(Arena *arena, Addition *addition, size_t body_max, Faults *faults);
