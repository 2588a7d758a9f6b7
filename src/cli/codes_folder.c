// SPDX-License-Identifier: Apache-2.0
// Chooses the folder of a person's own code lists.

#include "cli/codes_folder.h"

#include <stdlib.h>

Slice codes_folder(Arena *arena, const Arguments *arguments)
{
    const char *asked = argument_value(arguments, "lists"), *own = getenv("MADOGUCHI_CODES");
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    if (asked != NULL || own != NULL)
        return arena_copy(arena, slice_of(asked != NULL ? asked : own));
    if (data != NULL && data[0] == '/')
        return arena_print(arena, "%s/madoguchi/codes", data);
    return arena_print(arena, "%s/.local/share/madoguchi/codes", home != NULL ? home : "");
}
