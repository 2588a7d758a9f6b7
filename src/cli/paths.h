// The documents that the operands of a command name: files, folders and what lies in them, `-`.
#pragma once

#include "base/arena.h"

typedef struct PathList {
    Slice *at; // each followed by a NUL
    size_t count, room;
    bool takes_json; // in folders; else JSON is taken for what lies beside documents
    size_t skipped;  // files in folders that are no documents, by their names
} PathList;

// Adds one operand: itself if it is a file or `-`; if a folder, the documents in it and below
// (names that end in .xml or .zip), sorted by name. False with a fault where it cannot be read.
bool paths_add(Arena *arena, PathList *list, const char *operand, Faults *faults);
