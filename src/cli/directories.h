// The UN/EDIFACT directories that a command reads by: those the program carries, and people's own.
#pragma once

#include "tree/edifact.h"

// People's own are the files *.edifact in $MADOGUCHI_EDIFACT, else in
// $XDG_DATA_HOME/madoguchi/edifact; they come before those that the program carries. What cannot be
// read of them is a fault each; the others count.
size_t directories_own(Arena *arena, const Slice **texts, Faults *faults);
EdifactLibrary *directories_all(Arena *arena, Faults *faults);
