// The files of data/ and registers/ that the program carries within itself (made by scripts/embed.py).
#pragma once

#include "base/slice.h"

typedef struct DataFile {
    const char *name;  // "help/EN16931.help.json", "registers/commercial-invoice/schema.json"
    Slice text;
} DataFile;

extern const DataFile data_files[];  // ended by a row without a name

Slice data_text(Slice name);  // of the file of that name; empty where there is none
