// What the program carries within itself (rules/data.h), as the rooms below want it.
#pragma once

#include "register/register.h"
#include "tree/edifact.h"
#include "tree/mt.h"

// Each lives in `arena`. NULL, or incomplete, with faults, which would be a bug of the build.
Registers *carried_registers(Arena *arena);
// The same behind those of a folder of one's own, which come first; NULL or empty: none. What is
// wrong with the folder is among the faults, and the others are there all the same.
Registers *carried_registers_behind(Arena *arena, const char *folder, Faults *faults);
EdifactLibrary *carried_directories(Arena *arena, Faults *faults);
MtLibrary *carried_mt_tables(Arena *arena, Faults *faults);
