// SPDX-License-Identifier: Apache-2.0
// XML documents in ZIP archives. An archive is hostile until shown otherwise: every size is bounded before it is unpacked.

#include "tree/envelope.h"

#include <stdio.h>
#include <strings.h>
#include <zip.h>

static const ZipLimits defaults = {.entries_max = 10000, .bytes_max = (size_t)4 << 30, .ratio_max = 1000};

bool zip_is_archive(Slice bytes)
{
    return slice_starts(bytes, S("PK\x03\x04")) || slice_starts(bytes, S("PK\x05\x06"));
}

static bool is_document(const char *name)
{
    size_t len = strlen(name);
    return len > 4 && strcasecmp(name + len - 4, ".xml") == 0;
}

typedef struct Unpacking {
    Arena *arena;
    zip_t *archive;
    ZipLimits limits;
    size_t total;
    Faults *faults;
} Unpacking;

static bool check_size(Unpacking *work, const zip_stat_t *status)
{
    if (status->size > work->limits.bytes_max - work->total)
        return fault_add(work->faults, FAULT_LIMIT, 0, 0, "the archive unpacks to more than %zu bytes", work->limits.bytes_max);
    if (status->size > 1 << 20 && status->size / work->limits.ratio_max > status->comp_size)
        return fault_add(work->faults, FAULT_LIMIT, 0, 0, "%s unpacks to more than %zu times its size; is this a bomb?",
                         status->name, work->limits.ratio_max);
    return true;
}

static bool unpack(Unpacking *work, const zip_stat_t *status, ZipEntry *entry)
{
    if (!check_size(work, status))
        return false;
    char *bytes = arena_resize(work->arena, NULL, 0, status->size + 1);
    zip_file_t *file = zip_fopen_index(work->archive, status->index, 0);
    zip_int64_t got = file ? zip_fread(file, bytes, status->size) : -1;
    if (file)
        zip_fclose(file);
    if (got < 0 || (zip_uint64_t)got != status->size)
        return fault_add(work->faults, FAULT_IO, 0, 0, "%s cannot be unpacked: %s", status->name,
                         zip_strerror(work->archive));
    work->total += status->size;
    *entry = (ZipEntry){arena_copy(work->arena, slice_of(status->name)), {bytes, status->size}};
    return true;
}

static bool unpack_all(Unpacking *work, const ZipEntry **entries, size_t *count)
{
    zip_int64_t total = zip_get_num_entries(work->archive, 0);
    ZipEntry *made = NULL;
    size_t room = 0;
    *count = 0;
    for (zip_int64_t i = 0; i < total; i++) {
        zip_stat_t status;
        if (zip_stat_index(work->archive, (zip_uint64_t)i, 0, &status) != 0 || !is_document(status.name))
            continue;
        if (*count == work->limits.entries_max)
            return fault_add(work->faults, FAULT_LIMIT, 0, 0, "the archive has more than %zu documents",
                             work->limits.entries_max);
        if (*count == room) {
            ZipEntry *grown = arena_array(work->arena, ZipEntry, room ? room * 2 : 8);
            if (room)
                memcpy(grown, made, room * sizeof *grown);
            made = grown;
            room = room ? room * 2 : 8;
        }
        if (!unpack(work, &status, &made[*count]))
            return false;
        ++*count;
    }
    *entries = made;
    if (*count == 0)
        return fault_add(work->faults, FAULT_USAGE, 0, 0, "the archive has no document (a name that ends in .xml)");
    return true;
}

static void discard(void *archive)
{
    zip_discard(archive);
}

bool zip_read_xml(Arena *arena, Slice bytes, const ZipLimits *limits, const ZipEntry **entries, size_t *count,
                  Faults *faults)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.at, bytes.len, 0, &error);
    zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (!archive) {
        fault_add(faults, FAULT_SYNTAX, 0, 0, "the archive cannot be read: %s", zip_error_strerror(&error));
        zip_source_free(source);
        zip_error_fini(&error);
        return false;
    }
    zip_error_fini(&error);
    arena_defer(arena, discard, archive);
    Unpacking work = {arena, archive, limits ? *limits : defaults, 0, faults};
    if (work.limits.entries_max == 0)
        work.limits.entries_max = defaults.entries_max;
    if (work.limits.bytes_max == 0)
        work.limits.bytes_max = defaults.bytes_max;
    if (work.limits.ratio_max == 0)
        work.limits.ratio_max = defaults.ratio_max;
    return unpack_all(&work, entries, count);
}
