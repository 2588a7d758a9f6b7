// ZIP archives: what is asked for of what is in them, and archives of texts.
#pragma once

#include "base/buffer.h"

typedef struct ArchiveEntry {
    Slice name, bytes;
} ArchiveEntry;

typedef struct ArchiveLimits { // 0 means the default
    size_t entries_max;        // default 1,000
    size_t entry_max;          // bytes of one, unpacked; default 1 GiB
    size_t total_max;          // of all; default 2 GiB
    size_t ratio_max;          // unpacked by packed size, of what is larger than 1 MB; default 200
} ArchiveLimits;

// By its first bytes.
bool archive_is(Slice bytes);

// Whether an entry of that name is in it; nothing is unpacked.
bool archive_has(Slice bytes, const char *name);

// Unpacks all entries whose names `is_wanted` accepts. False with a fault where the archive is
// broken or a limit is reached. `limits` may be NULL.
bool archive_read(Arena *arena, Slice bytes, bool is_wanted(const char *name),
                  const ArchiveLimits *limits, const ArchiveEntry **entries, size_t *count,
                  Faults *faults);

// An archive of these entries, one at least, in their order. The same entries make the same bytes:
// no clock is asked. False with a fault.
bool archive_write(Buffer *out, const ArchiveEntry *entries, size_t count, Faults *faults);
