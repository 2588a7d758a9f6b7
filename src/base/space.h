// White space as XML Schema counts it (part 2, 4.3.6): #x20, #x9, #xA, #xD. Texts that are as they
// should be already, as most are, are answered as they lie.
#pragma once

#include "base/arena.h"

// Each of them a blank.
Slice space_replace(Arena *arena, Slice text);
// None at the ends, and single blanks between.
Slice space_collapse(Arena *arena, Slice text);
