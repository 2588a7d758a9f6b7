// SPDX-License-Identifier: Apache-2.0
// Backups are standbys that are fed once; exports are what a server would serve, as files.

#include "store/copy.h"

#include "base/file.h"
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool tell(StoreProgress *progress, void *context, const char *step, uint64_t done,
                 uint64_t total, Faults *faults)
{
    return progress == NULL || progress(context, step, done, total) ||
           fault_add(faults, FAULT_USAGE, 0, 0, "the work was stopped; what is done so far stays");
}

// ---- Backup ----

typedef struct Backup {
    Store *from, *to;
    const StoreOptions *options;
    StoreProgress *progress;
    void *context;
    uint64_t size, total;
    bool is_done;
    Faults *faults;
} Backup;

static bool copy_key(Arena *arena, const Backup *it)
{
    const char *path = arena_print(arena, "%s/journal.key", it->options->folder).at;
    if (access(path, F_OK) == 0)
        return true; // whether it is the right one is seen when the store is opened
    if (!note_key_can_sign(it->from->key))
        return fault_add(it->faults, FAULT_USAGE, 0, 0,
                         "the key of the journal is not in %s: a copy without it cannot go on",
                         it->from->folder);
    return folder_make(arena, slice_of(it->options->folder), it->faults) &&
           key_save(path, note_key_write(arena, it->from->key), it->faults) &&
           file_replace(arena, arena_print(arena, "%s/journal.pub", it->options->folder),
                        arena_print(arena, "%s\n", it->from->verifier), it->faults);
}

static bool copy_package(Arena *arena, void *context)
{
    Backup *it = context;
    Slice package;
    if (!store_ship(it->from, arena, it->size, 0, &package, it->faults))
        return false;
    it->is_done = package.len == 0;
    return it->is_done || store_apply(it->to, package, &it->size, it->faults);
}

static bool read_sizes(Arena *arena, void *context)
{
    Backup *it = context;
    TreeHead from, to;
    if (!store_head(it->from, arena, &from, it->faults) ||
        !store_head(it->to, arena, &to, it->faults))
        return false;
    it->size = to.size;
    it->total = from.size;
    // A copy that knows more than its source would be passed over in silence.
    return to.size <= from.size ||
           fault_add(it->faults, FAULT_CONFLICT, 0, 0,
                     "the copy has %llu entries, more than the %llu of the journal",
                     (unsigned long long)to.size, (unsigned long long)from.size);
}

static bool prepare_backup(Arena *arena, void *context)
{
    return copy_key(arena, context);
}

static bool back_up(Backup *it)
{
    if (!arena_run(0, read_sizes, it, it->faults))
        return false;
    while (!it->is_done)
        if (!tell(it->progress, it->context, "entries", it->size, it->total, it->faults) ||
            !arena_run(0, copy_package, it, it->faults))
            return false;
    return true;
}

// Whether both names lead to one folder; a folder that is not there is none.
static bool is_same_folder(const char *one, const char *other)
{
    struct stat a, b;
    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

bool store_backup(Store *from, const StoreOptions *options, StoreProgress *progress, void *context,
                  uint64_t *size, Faults *faults)
{
    Backup backup = {.from = from,
                     .options = options,
                     .progress = progress,
                     .context = context,
                     .faults = faults};
    if (options->postgres == NULL && is_same_folder(from->folder, options->folder))
        return fault_add(faults, FAULT_USAGE, 0, 0, "%s is the store itself: name another folder",
                         options->folder);
    if (!arena_run(0, prepare_backup, &backup, faults))
        return false;
    backup.to = store_open(options, faults);
    if (backup.to == NULL)
        return false;
    bool is_good = back_up(&backup);
    *size = backup.size;
    store_close(backup.to);
    return is_good;
}

// ---- Export ----

typedef struct Export {
    Store *store;
    const char *folder;
    StoreProgress *progress;
    void *context;
    Faults *faults;
    uint64_t size, done;
} Export;

static bool put_file(Arena *arena, const Export *it, Slice path, Slice bytes)
{
    Slice place = arena_print(arena, "%s/%.*s", it->folder, (int)path.len, path.at);
    if (!folder_make(arena, path_folder(place), it->faults))
        return false;
    FILE *file = fopen(place.at, "wb");
    bool is_good = file != NULL && fwrite(bytes.at, 1, bytes.len, file) == bytes.len;
    if (file != NULL)
        is_good &= fclose(file) == 0;
    return is_good || fault_add(it->faults, FAULT_IO, 0, 0, "%s cannot be written: %s", place.at,
                                strerror(errno));
}

// 1234067 is x001/x234/067.
static Slice number_path(Arena *arena, uint64_t number)
{
    Slice path = arena_print(arena, "%03u", (unsigned)(number % 1000));
    while ((number /= 1000) > 0)
        path = arena_print(arena, "x%03u/%.*s", (unsigned)(number % 1000), (int)path.len, path.at);
    return path;
}

Slice tile_path(Arena *arena, const char *kind, uint64_t number, unsigned width)
{
    Slice path = number_path(arena, number);
    path = arena_print(arena, "tile/%s/%.*s", kind, (int)path.len, path.at);
    return width == TILE_WIDTH ? path
                               : arena_print(arena, "%.*s.p/%u", (int)path.len, path.at, width);
}

static bool put_tile(Arena *arena, const Export *it, const char *kind, uint64_t number,
                     unsigned width)
{
    Slice bytes, path = tile_path(arena, kind, number, width);
    return store_tile_file(it->store, arena, path, &bytes, it->faults) &&
           put_file(arena, it, path, bytes);
}

static bool put_level(Arena *arena, Export *it, unsigned level)
{
    char kind[8];
    snprintf(kind, sizeof kind, "%u", level);
    uint64_t hashes = it->size >> (TILE_HEIGHT * level);
    for (uint64_t number = 0; number * TILE_WIDTH < hashes; number++) {
        uint64_t rest = hashes - number * TILE_WIDTH;
        unsigned width = rest < TILE_WIDTH ? (unsigned)rest : TILE_WIDTH;
        ArenaMark mark = arena_mark(arena);
        if (!put_tile(arena, it, kind, number, width) ||
            (level == 0 && !put_tile(arena, it, "entries", number, width)) ||
            !tell(it->progress, it->context, "tiles", number * TILE_WIDTH, hashes, it->faults))
            return false;
        arena_release(arena, mark);
    }
    return true;
}

static bool put_body(Arena *arena, const Export *it, uint64_t index, BodyKind kind,
                     const Body *body)
{
    Slice bytes;
    char hex[HASH_HEX + 1];
    if (!body->is_there)
        return true;
    hash_hex(&body->hash, hex);
    if (!store_body(it->store, arena, index, kind, &bytes, it->faults))
        return it->faults->count == 0;
    return put_file(arena, it, arena_print(arena, "bodies/%s", hex), bytes);
}

static bool put_entry(Arena *arena, void *context)
{
    Export *it = context;
    Slice leaf, slip, path = number_path(arena, it->done);
    const Entry *entry = store_entry(it->store, arena, it->done, it->faults);
    if (entry == NULL || !store_entry_texts(it->store, arena, it->done, &leaf, &slip, it->faults))
        return false;
    path = arena_print(arena, "slips/%.*s", (int)path.len, path.at);
    return (slip.at == NULL || put_file(arena, it, path, slip)) &&
           put_body(arena, it, it->done, BODY_CONTENT, &entry->content) &&
           put_body(arena, it, it->done, BODY_ORIGINAL, &entry->original);
}

// Not among the files of a store, nor over those of another journal.
static bool may_export(Arena *arena, const Export *it)
{
    Slice verifier, database = arena_print(arena, "%s/journal.db", it->folder),
                    key = arena_print(arena, "%s/journal.pub", it->folder);
    if (access(database.at, F_OK) == 0)
        return fault_add(it->faults, FAULT_USAGE, 0, 0, "%s has a store in it: name another folder",
                         it->folder);
    if (access(key.at, F_OK) != 0)
        return true;
    return file_read(arena, key.at, NOTE_MAX, &verifier, it->faults) &&
           (slice_equal(slice_trim(verifier), slice_of(it->store->verifier)) ||
            fault_add(it->faults, FAULT_USAGE, 0, 0,
                      "%s has the export of another journal in it: name another folder",
                      it->folder));
}

static bool put_tree(Arena *arena, void *context)
{
    Export *it = context;
    TreeHead head;
    if (!may_export(arena, it))
        return false;
    if (!store_head(it->store, arena, &head, it->faults) ||
        !put_file(arena, it, S("journal.pub"), arena_print(arena, "%s\n", it->store->verifier)))
        return false;
    it->size = head.size;
    for (unsigned level = 0; head.size >> (TILE_HEIGHT * level) > 0; level++)
        if (!put_level(arena, it, level))
            return false;
    // The checkpoint comes last: whoever sees it finds what it stands for.
    return put_file(arena, it, S("checkpoint"), head.checkpoint);
}

bool store_export(Store *store, const char *folder, StoreProgress *progress, void *context,
                  Faults *faults)
{
    Export export = {.store = store,
                     .folder = folder,
                     .progress = progress,
                     .context = context,
                     .faults = faults};
    if (!arena_run(0, put_tree, &export, faults))
        return false;
    for (; export.done < export.size; export.done++)
        if (!tell(progress, context, "bodies", export.done, export.size, faults) ||
            !arena_run(0, put_entry, &export, faults))
            return false;
    return true;
}
