// Where a person's own code lists lie.
#pragma once

#include "cli/command.h"
#include "codes/codes.h"

// The folder of --lists, else $MADOGUCHI_CODES, else $XDG_DATA_HOME/madoguchi/codes. It need not be
// there.
Slice codes_folder(Arena *arena, const Arguments *arguments);
