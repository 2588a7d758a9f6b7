// SPDX-License-Identifier: Apache-2.0
// Finds the texts of a release: in a folder, or in a ZIP archive that holds archives, as the UN publishes them.
//
// What a file is, its name says: INVOIC_D.96A, EDSD.16B (TRSD until 1996), UNCL-1.96A. All else (introductions,
// indexes, audits) is passed over.

#include "tree/edifact/import.h"

#include "base/file.h"
#include "tree/archive.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <strings.h>

enum {
    FILE_MAX = 64 << 20,   // bytes of one file; the largest, a code list, has 2 MB, a release's ZIP 4 MB
    FOLDER_DEPTH_MAX = 4,  // folders in folders; a release has two
    ARCHIVE_DEPTH_MAX = 3, // archives in archives; a release has two
    TEXTS_MAX = 2000,      // a release has 240
};

typedef struct NameRow {
    const char *stem;
    TextKind kind;
} NameRow;

static const NameRow name_rows[] = {
    {"EDSD", TEXT_SEGMENTS}, {"TRSD", TEXT_SEGMENTS}, {"EDCD", TEXT_COMPOSITES}, {"TRCD", TEXT_COMPOSITES},
    {"EDED", TEXT_ELEMENTS}, {"TRED", TEXT_ELEMENTS}, {"UNCL", TEXT_CODES},      {"UNCL-1", TEXT_CODES},
    {"UNCL-2", TEXT_CODES},  {"UNSL", TEXT_CODES},    {"IDSD", TEXT_SEGMENTS}, {"IDCD", TEXT_COMPOSITES},
};

static Slice base_name(Slice path)
{
    for (size_t i = path.len; i > 0; i--)
        if (path.at[i - 1] == '/' || path.at[i - 1] == '\\')
            return slice_part(path, i, path.len);
    return path;
}

static bool is_stem(Slice stem, const char *name)
{
    return stem.len == strlen(name) && strncasecmp(stem.at, name, stem.len) == 0;
}

// INVOIC_D: a message type of six letters and its version
static bool is_message_stem(Slice stem)
{
    if (stem.len != 8 || stem.at[6] != '_' || memchr("DdSs", stem.at[7], 4) == NULL)
        return false;
    for (size_t i = 0; i < 6; i++)
        if (!isalpha((unsigned char)stem.at[i]))
            return false;
    return true;
}

static bool is_release(Slice text)
{
    return text.len == 3 && isdigit((unsigned char)text.at[0]) && isdigit((unsigned char)text.at[1]) &&
           isalpha((unsigned char)text.at[2]);
}

static Text text_of(Slice path)
{
    Slice name = base_name(path), rest = name;
    Slice stem = slice_cut(&rest, '.');
    Text text = {.name = name, .release = rest};
    if (!is_release(rest))
        return text;
    if (is_message_stem(stem))
        text.kind = TEXT_MESSAGE;
    for (size_t i = 0; i < sizeof name_rows / sizeof *name_rows; i++)
        if (is_stem(stem, name_rows[i].stem))
            text.kind = name_rows[i].kind;
    return text;
}

static bool is_archive_name(Slice name)
{
    return name.len > 4 && strncasecmp(name.at + name.len - 4, ".zip", 4) == 0;
}

static bool is_wanted(const char *name)
{
    Slice path = slice_of(name);
    return is_archive_name(path) || text_of(path).kind != TEXT_NONE;
}

static bool add_text(Arena *arena, Texts *texts, Slice name, Slice bytes, Faults *faults)
{
    Text text = text_of(name);
    if (text.kind == TEXT_NONE)
        return true;
    if (texts->count == TEXTS_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0, "more than %d texts: is this one release?", TEXTS_MAX);
    if (texts->count == texts->room) {
        size_t room = texts->room ? texts->room * 2 : 64;
        texts->list = arena_resize(arena, texts->list, texts->room * sizeof text, room * sizeof text);
        texts->room = room;
    }
    text.bytes = bytes;
    texts->list[texts->count++] = text;
    return true;
}

static bool collect_archive(Arena *arena, Slice bytes, unsigned depth, Texts *texts, Faults *faults)
{
    const ArchiveEntry *entries;
    size_t count;
    if (depth == ARCHIVE_DEPTH_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0, "archives are nested more than %d deep", ARCHIVE_DEPTH_MAX);
    ArchiveLimits limits = {.entry_max = FILE_MAX, .total_max = 4 * (size_t)FILE_MAX};
    if (!archive_read(arena, bytes, is_wanted, &limits, &entries, &count, faults))
        return false;
    for (size_t i = 0; i < count; i++) {
        // An archive within that is none (the UN's own have a report of that name) holds nothing for us.
        bool is_good =
            is_archive_name(entries[i].name)
                ? !archive_is(entries[i].bytes) || collect_archive(arena, entries[i].bytes, depth + 1, texts, faults)
                : add_text(arena, texts, entries[i].name, entries[i].bytes, faults);
        if (!is_good)
            return false;
    }
    return true;
}

static bool collect_file(Arena *arena, const char *path, bool is_asked_for, Texts *texts, Faults *faults)
{
    Slice bytes, name = slice_of(path);
    if (!is_asked_for && !is_wanted(path))
        return true;
    if (!file_read(arena, path, FILE_MAX, &bytes, faults))
        return false;
    if (archive_is(bytes))
        return collect_archive(arena, bytes, 0, texts, faults);
    return add_text(arena, texts, arena_copy(arena, name), bytes, faults);
}

static void close_folder(void *folder)
{
    closedir(folder);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// In the order of their names: what is made must not depend on the disk's.
static const char **folder_names(Arena *arena, DIR *folder, size_t *count)
{
    const char **names = NULL;
    size_t room = 0;
    *count = 0;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        if (*count == room) {
            names = arena_resize(arena, names, room * sizeof *names, (room + 64) * 2 * sizeof *names);
            room = (room + 64) * 2;
        }
        names[(*count)++] = arena_copy(arena, slice_of(entry->d_name)).at;
    }
    if (*count > 0)
        qsort(names, *count, sizeof *names, compare_names);
    return names;
}

static bool collect(Arena *arena, const char *path, unsigned depth, Texts *texts, Faults *faults)
{
    DIR *folder = opendir(path);
    if (folder == NULL)
        return collect_file(arena, path, depth == 0, texts, faults);
    arena_defer(arena, close_folder, folder);
    if (depth == FOLDER_DEPTH_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0, "%s lies more than %d folders deep", path, FOLDER_DEPTH_MAX);
    size_t count;
    const char **names = folder_names(arena, folder, &count);
    for (size_t i = 0; i < count; i++)
        if (!collect(arena, arena_print(arena, "%s/%s", path, names[i]).at, depth + 1, texts, faults))
            return false;
    return true;
}

bool import_collect(Arena *arena, const char *path, Texts *texts, Faults *faults)
{
    return collect(arena, path, 0, texts, faults);
}
