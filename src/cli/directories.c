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

static void add_file(Arena *arena, EdifactLibrary *library, const char *path, Faults *faults)
{
    Slice text;
    size_t before = faults->count;
    if (file_read(arena, path, FILE_MAX, &text, faults))
        edifact_library_add(library, text, faults);
    fault_set_file(faults, before, path);
}

static void close_folder(void *folder)
{
    closedir(folder);
}

static void add_folder(Arena *arena, EdifactLibrary *library, Slice path, Faults *faults)
{
    DIR *folder = opendir(path.at);
    if (folder == NULL)
        return;
    arena_defer(arena, close_folder, folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (slice_ends(slice_of(entry->d_name), S(".edifact")))
            add_file(arena, library, arena_print(arena, "%s/%s", path.at, entry->d_name).at,
                     faults);
}

EdifactLibrary *directories_all(Arena *arena, Faults *faults)
{
    EdifactLibrary *library = carried_directories(arena, faults);
    add_folder(arena, library, folder_of(arena), faults);
    return library;
}
