// The library of releases, from inside.
#pragma once

#include "base/table.h"
#include "tree/edifact/directory.h"

typedef struct Volume {
    Slice version, release, text; // D, 96A; of service segments both are "0"
} Volume;

struct EdifactLibrary {
    Arena *arena;
    Volume *volumes; // in the order they were added
    size_t count, room;
};

EdifactRelease *release_read(Arena *arena, Slice version, Slice name, Slice text);
