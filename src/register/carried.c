// SPDX-License-Identifier: Apache-2.0
#include "register/carried.h"

Registers *carried_registers(Arena *arena)
{
    return carried_registers_behind(arena, NULL, NULL);
}

Registers *carried_registers_behind(Arena *arena, const char *folder, Faults *faults)
{
    Registers *registers = registers_new(arena);
    if (folder != NULL && folder[0] != '\0')
        registers_add_folder(registers, folder, faults);
    registers_add(registers, data_files);
    return registers;
}

EdifactLibrary *carried_directories(Arena *arena, Faults *faults)
{
    EdifactLibrary *library = edifact_library_new(arena);
    for (const DataFile *file = data_files; file->name != NULL; file++)
        if (slice_starts(slice_of(file->name), S("edifact/")))
            edifact_library_add(library, file->text, faults);
    return library;
}

MtLibrary *carried_mt_tables(Arena *arena, Faults *faults)
{
    MtLibrary *library = mt_library_new(arena);
    for (const DataFile *file = data_files; file->name != NULL; file++)
        if (slice_starts(slice_of(file->name), S("mt/")))
            mt_library_add(library, file->text, faults);
    return library;
}
