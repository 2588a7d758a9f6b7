// What the reading files of codes/ share.
#pragma once

#include "codes/format.h"

struct Codes {
    Slice bytes;
    uint32_t row_count, column_count, entry_count;
    const char *columns, *rows, *entries;
    Slice pool;
    CodeColumnKind kinds[CODES_COLUMNS_MAX];
};

// A line of the index: the folded name from the start of one of its words on.
typedef struct CodeEntry {
    Slice name;     // whole
    uint32_t start; // of the word
    CodeRow row;
    uint32_t column;
} CodeEntry;

Slice codes_text(const Codes *codes, uint32_t text);
CodeEntry codes_entry(const Codes *codes, uint32_t index); // all empty where it leads outside

static inline Slice entry_rest(CodeEntry entry)
{
    return (Slice){entry.name.at + entry.start, entry.name.len - entry.start};
}
