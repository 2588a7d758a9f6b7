// Lists of codes: a door beside tree/edifact.h, for validators.
#pragma once

#include "tree/edifact/directory.h"

typedef struct CodeSet CodeSet;

// NULL where the element has no list. 1131 has none either: it names lists of anybody's.
const CodeSet *codes_new(Arena *arena, const EdifactElement *element);
bool codes_have(const CodeSet *set, Slice code);
// The row of the code most like it ("BY Buyer"); empty where none is near.
Slice codes_nearest(const EdifactElement *element, Slice code);
