// Files, read and written whole.
#pragma once

#include "base/arena.h"

// The whole file, or standard input for `-`. At most `max` bytes. False with a fault that names the
// path.
bool file_read(Arena *arena, const char *path, size_t max, Slice *bytes, Faults *faults);

// Writes the file beside its place and moves it there when it is on the disk, so that a reader sees
// the old one or the new one, whole. False with a fault.
bool file_replace(Arena *arena, Slice path, Slice bytes, Faults *faults);

// Makes the folder and those above it, where they are not there. False with a fault.
bool folder_make(Arena *arena, Slice path, Faults *faults);

// "a/b/c.xsd" ─► "a/b/": empty where there is no slash.
Slice path_folder(Slice path);
