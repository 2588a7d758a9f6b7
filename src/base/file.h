// Files, read whole.
#pragma once

#include "base/arena.h"

// The whole file, or standard input for `-`. At most `max` bytes. False with a fault that names the
// path.
bool file_read(Arena *arena, const char *path, size_t max, Slice *bytes, Faults *faults);
