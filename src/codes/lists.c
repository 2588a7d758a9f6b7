// SPDX-License-Identifier: Apache-2.0
// Finds a list by its name: the user's, else the program's.

#include "codes/codes.h"
#include "codes/data.h"

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
