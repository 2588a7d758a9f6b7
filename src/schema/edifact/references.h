// The references of an interchange's messages, each of which must be another.
//
// Senders count: 1, 2, 3 or ME000001, ME000002. So references are kept by the hundred, and those of
// a million messages take 320 kB; of those that do not count, the first 32,768 are kept and later
// ones only compared with them.
#pragma once

#include "base/arena.h"

typedef struct References References;

References *references_new(Arena *arena);
void references_clear(References *references);
// Adds one; false where it was there already. What is longer than a reference may be is never
// there.
bool references_add(References *references, Slice reference);
