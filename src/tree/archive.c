// SPDX-License-Identifier: Apache-2.0
// Unpacks ZIP archives, within limits: an archive of a few kilobytes can claim
// to hold terabytes.

#include "tree/archive.h"

#include <zip.h>

typedef struct Unpacking {
    Arena *arena;
    zip_t *archive;
    ArchiveLimits limits;
    bool (*is_wanted)(const char *name);
    ArchiveEntry *entries;
    size_t count, total;
    Faults *faults;
} Unpacking;

bool archive_is(Slice bytes)
{
    return slice_starts(bytes, S("PK\x03\x04")) || slice_starts(bytes, S("PK\x05\x06"));
}

static ArchiveLimits limits_of(const ArchiveLimits *given)
{
    static const ArchiveLimits none = {0};
    ArchiveLimits limits = given != NULL ? *given : none;
    if (limits.entries_max == 0)
        limits.entries_max = 1000;
    if (limits.entry_max == 0)
        limits.entry_max = (size_t)1 << 30;
    if (limits.total_max == 0)
        limits.total_max = (size_t)2 << 30;
    if (limits.ratio_max == 0)
        limits.ratio_max = 200;
    return limits;
}

// What the library holds, until the arena goes: whoever holds it is known to the arena before there
// is anything to hold, for even that may be refused memory.
typedef struct Held {
    zip_t *archive;
    zip_source_t *source;
} Held;

static void let_go(void *handle)
{
    Held *held = handle;
    if (held->archive != NULL)
        zip_discard(held->archive);
    if (held->source != NULL)
        zip_source_free(held->source);
}

static Held *held_new(Arena *arena)
{
    Held *held = arena_array(arena, Held, 1);
    arena_defer(arena, let_go, held);
    return held;
}

static zip_t *open_archive(Arena *arena, Slice bytes, Faults *faults)
{
    Held *held = held_new(arena);
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.at, bytes.len, 0, &error);
    held->archive = source != NULL ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (held->archive == NULL) {
        fault_add(faults, FAULT_SYNTAX, 0, 0, "the ZIP archive is broken: %s",
                  zip_error_strerror(&error));
        zip_source_free(source);
    }
    zip_error_fini(&error);
    return held->archive;
}

bool archive_has(Slice bytes, const char *name)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.at, bytes.len, 0, &error);
    zip_t *archive = source != NULL ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    bool has = archive != NULL && zip_name_locate(archive, name, 0) >= 0;
    if (archive != NULL)
        zip_discard(archive);
    else
        zip_source_free(source);
    zip_error_fini(&error);
    return has;
}

static bool check_limits(Unpacking *it, const zip_stat_t *entry)
{
    enum { SMALL = 1000000 }; // bytes: what is smaller does no harm, however well it was packed
    if (entry->size > it->limits.entry_max || entry->size > it->limits.total_max - it->total)
        return fault_add(it->faults, FAULT_LIMIT, 0, 0,
                         "the archive's entry %s has %llu bytes, more than may be unpacked",
                         entry->name, (unsigned long long)entry->size);
    if (entry->size > SMALL && entry->size / it->limits.ratio_max > entry->comp_size)
        return fault_add(it->faults, FAULT_LIMIT, 0, 0,
                         "the archive's entry %s unpacks to more than %zu times its size",
                         entry->name, it->limits.ratio_max);
    return true;
}

static bool unpack(Unpacking *it, zip_uint64_t index)
{
    zip_stat_t entry;
    if (zip_stat_index(it->archive, index, 0, &entry) != 0)
        return fault_add(it->faults, FAULT_SYNTAX, 0, 0, "the ZIP archive is broken: %s",
                         zip_strerror(it->archive));
    if (!it->is_wanted(entry.name))
        return true;
    if (!check_limits(it, &entry))
        return false;
    char *bytes = arena_take_raw(it->arena, (size_t)entry.size + 1, 1);
    zip_file_t *file = zip_fopen_index(it->archive, index, 0);
    // One byte more is asked for than the directory promises: an entry that lies about its size is
    // broken.
    zip_int64_t got = file != NULL ? zip_fread(file, bytes, entry.size + 1) : -1;
    if (file != NULL)
        zip_fclose(file);
    if (got < 0 || (zip_uint64_t)got != entry.size)
        return fault_add(it->faults, FAULT_SYNTAX, 0, 0,
                         "the archive's entry %s cannot be unpacked", entry.name);
    it->total += (size_t)got;
    it->entries[it->count++] =
        (ArchiveEntry){arena_copy(it->arena, slice_of(entry.name)), {bytes, (size_t)got}};
    return true;
}

bool archive_read(Arena *arena, Slice bytes, bool is_wanted(const char *name),
                  const ArchiveLimits *limits, const ArchiveEntry **entries, size_t *count,
                  Faults *faults)
{
    Unpacking it = {.arena = arena, .limits = limits_of(limits), .faults = faults};
    it.is_wanted = is_wanted;
    it.archive = open_archive(arena, bytes, faults);
    if (it.archive == NULL)
        return false;
    zip_int64_t all = zip_get_num_entries(it.archive, 0);
    if (all < 0 || (size_t)all > it.limits.entries_max)
        return fault_add(faults, FAULT_LIMIT, 0, 0,
                         "the archive has %lld entries; %zu may be unpacked", (long long)all,
                         it.limits.entries_max);
    it.entries = arena_array(arena, ArchiveEntry, (size_t)all);
    for (zip_int64_t i = 0; i < all; i++)
        if (!unpack(&it, (zip_uint64_t)i))
            return false;
    *entries = it.entries;
    *count = it.count;
    return true;
}

// ---- Writing ----

static bool add_entry(zip_t *archive, Arena *arena, const ArchiveEntry *entry)
{
    enum { FIRST_DAY = 0x21 }; // 1980-01-01, where the count of days begins
    zip_source_t *source = zip_source_buffer(archive, entry->bytes.at, entry->bytes.len, 0);
    zip_int64_t index = source == NULL ? -1
                                       : zip_file_add(archive, arena_c_string(arena, entry->name),
                                                      source, ZIP_FL_ENC_UTF_8);
    if (source != NULL && index < 0)
        zip_source_free(source);
    return index >= 0 && zip_file_set_dostime(archive, (zip_uint64_t)index, 0, FIRST_DAY, 0) == 0;
}

static bool copy_bytes(zip_source_t *source, Buffer *out)
{
    zip_stat_t status;
    if (zip_source_stat(source, &status) != 0 || zip_source_open(source) != 0)
        return false;
    buffer_reserve(out, (size_t)status.size);
    bool is_whole =
        zip_source_read(source, out->at + out->len, status.size) == (zip_int64_t)status.size;
    out->len += is_whole ? (size_t)status.size : 0;
    zip_source_close(source);
    return is_whole;
}

bool archive_write(Buffer *out, const ArchiveEntry *entries, size_t count, Faults *faults)
{
    Held *held = held_new(out->arena);
    held->source = zip_source_buffer_create(NULL, 0, 0, NULL);
    if (held->source != NULL) {
        zip_source_keep(held->source); // closing the archive lets go of it
        held->archive = zip_open_from_source(held->source, ZIP_TRUNCATE, NULL);
    }
    bool is_good = held->archive != NULL;
    for (size_t i = 0; is_good && i < count; i++)
        is_good = add_entry(held->archive, out->arena, &entries[i]);
    is_good = is_good && zip_close(held->archive) == 0;
    if (is_good)
        held->archive = NULL; // else it is discarded with the arena
    return (is_good && copy_bytes(held->source, out)) ||
           fault_add(faults, FAULT_IO, 0, 0, "the ZIP archive cannot be written");
}
