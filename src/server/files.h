// The files of web/dist that the program carries within itself (made by scripts/embed.py).
#pragma once

#include "base/slice.h"

typedef struct WebFile {
    const char *name; // "web/dist/index.html"
    Slice bytes;
} WebFile;

extern const WebFile web_files[]; // ended by a row without a name; empty where web/dist isn't built
