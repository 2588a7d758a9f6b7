// Lists of codes.
#pragma once

#include "schema/edifact/checks.h"

// NULL where the element has no list.
const CodeSet *codes_new(Arena *arena, const EdifactElement *element);
