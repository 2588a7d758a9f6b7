// SPDX-License-Identifier: Apache-2.0
// Finds the UN/EDIFACT directories.

#include "cli/directories.h"

#include "base/file.h"
#include "register/carried.h"

#include <dirent.h>
#include <stdlib.h>

enum { FILE_MAX = 64 << 20 }; // bytes of one; a whole release has 700 kB

static Slice folder_of(Arena *arena)
{
    const char *own = getenv("MADOGUCHI_EDIFACT"), *data = getenv("XDG_DATA_HOME"),
               *home = getenv("HOME");
    if (own != NULL)
        return arena_copy(arena, slice_of(own));
    if (data != NULL && data[0] == '/')
        return arena_print(arena, "%s/madoguchi/edifact", data);
    return arena_print(arena, "%s/.local/share/madoguchi/edifact", home != NULL ? home : "");
}

typedef struct Own {
    Arena *arena;
    EdifactLibrary *library; // only what it takes counts
    Slice *texts;
    size_t count, room;
} Own;

static void add_file(Own *own, const char *path, Faults *faults)
{
    Slice text;
    size_t before = faults->count;
    if (file_read(own->arena, path, FILE_MAX, &text, faults) &&
        edifact_library_add(own->library, text, faults)) {
        if (own->count == own->room) {
            size_t room = own->room * 2 + 8;
            own->texts =
                arena_resize(own->arena, own->texts, own->room * sizeof text, room * sizeof text);
            own->room = room;
        }
        own->texts[own->count++] = text;
    }
    fault_set_file(faults, before, path);
}

static void close_folder(void *folder)
{
    closedir(folder);
}

static void add_folder(Own *own, Slice path, Faults *faults)
{
    DIR *folder = opendir(path.at);
    if (folder == NULL)
        return;
    arena_defer(own->arena, close_folder, folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (slice_ends(slice_of(entry->d_name), S(".edifact")))
            add_file(own, arena_print(own->arena, "%s/%s", path.at, entry->d_name).at, faults);
}

size_t directories_own(Arena *arena, const Slice **texts, Faults *faults)
{
    Own own = {.arena = arena, .library = edifact_library_new(arena)};
    add_folder(&own, folder_of(arena), faults);
    *texts = own.texts;
    return own.count;
}

EdifactLibrary *directories_all(Arena *arena, Faults *faults)
{
    Own own = {.arena = arena, .library = carried_directories(arena, faults)};
    add_folder(&own, folder_of(arena), faults);
    return own.library;
}
