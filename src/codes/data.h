// The compiled lists of data/codes/ that the program carries (made by scripts/embed.py).
#pragma once

#include "base/slice.h"

typedef struct CodeFile {
    const char *name; // "incoterms.codes"
    Slice bytes;
} CodeFile;

extern const CodeFile code_files[]; // in the order of their names; ended by a row without one
