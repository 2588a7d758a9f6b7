// SPDX-License-Identifier: Apache-2.0
// Finds a list by its name: the user's, else the program's.

#include "codes/codes.h"
#include "codes/data.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

Slice codes_own_name(size_t index)
{
    const char *file = code_files[index].name;
    return file == NULL ? S("") : slice_part(slice_of(file), 0, strlen(file) - strlen(".codes"));
}

const Codes *codes_own(Arena *arena, Slice name)
{
    Faults faults = {0};
    for (size_t i = 0; code_files[i].name != NULL; i++)
        if (slice_equal(codes_own_name(i), name))
            return codes_open(arena, code_files[i].bytes, &faults);
    return NULL;
}

const Codes *codes_named(Arena *arena, const char *folder, Slice name, Faults *faults)
{
    if (!codes_is_name(name)) {
        fault_add(faults, FAULT_USAGE, 0, 0,
                  "a code list's name has lower-case letters, digits and hyphens");
        return NULL;
    }
    if (folder != NULL) {
        const char *path = arena_print(arena, "%s/%.*s.codes", folder, (int)name.len, name.at).at;
        // A file that is there but broken is told; the program's list would be a silent change.
        if (access(path, F_OK) == 0)
            return codes_map(arena, path, faults);
    }
    const Codes *own = codes_own(arena, name);
    if (own == NULL)
        fault_add(faults, FAULT_USAGE, 0, 0,
                  "there is no code list %.*s; `madoguchi codes` lists them", (int)name.len,
                  name.at);
    return own;
}

// ---- All names ----

static int compare_names(const void *a, const void *b)
{
    return slice_compare(*(const Slice *)a, *(const Slice *)b);
}

static void close_folder(void *folder)
{
    closedir(folder);
}

size_t codes_all_names(Arena *arena, const char *path, Slice **all)
{
    size_t count = 0, kept = 0;
    Slice *names = *all = arena_array(arena, Slice, CODE_LISTS_MAX);
    for (size_t i = 0; codes_own_name(i).len > 0 && count < CODE_LISTS_MAX; i++)
        names[count++] = codes_own_name(i);
    DIR *folder = path != NULL ? opendir(path) : NULL;
    if (folder != NULL)
        arena_defer(arena, close_folder, folder);
    for (const struct dirent *entry;
         folder != NULL && count < CODE_LISTS_MAX && (entry = readdir(folder)) != NULL;) {
        Slice name = slice_of(entry->d_name);
        if (slice_ends(name, S(".codes")))
            names[count++] = arena_copy(arena, slice_part(name, 0, name.len - strlen(".codes")));
    }
    qsort(names, count, sizeof *names, compare_names);
    for (size_t i = 0; i < count; i++)
        if (codes_is_name(names[i]) && (kept == 0 || !slice_equal(names[kept - 1], names[i])))
            names[kept++] = names[i];
    return kept;
}
