// The compiled glossary that the program carries (made by scripts/embed.py).
#pragma once

#include "base/slice.h"

typedef struct GlossaryFile {
    const char *name;
    Slice bytes;
} GlossaryFile;

extern const GlossaryFile glossary_files[]; // one; ended by a row without one
