// The layout of a compiled list, for its reader and its writer. docs/codes.md draws it.
//
// All numbers are little-endian, 32 bits where not said otherwise; they need not be aligned. A text
// is an offset into the pool, where 16 bits of length stand before its bytes; text 0 is empty.
#pragma once

#include "codes/codes.h"

#include <endian.h>

#define CODES_MAGIC "MADOCODE"

enum {
    CODES_VERSION = 1,
    CODES_SIZE_MAX = 1 << 30,   // bytes; all locations of the world with their index have 20 MB
    CODES_ROWS_MAX = 5000000,   // the largest published list has 120,000
    CODES_COLUMNS_MAX = 64,     // Japan's tariff has 36
    CODES_TEXT_MAX = UINT16_MAX // bytes of one text
};

// Where a number lies in the header.
enum {
    HEADER_VERSION = 8,
    HEADER_SIZE = 12, // of the whole
    HEADER_ROW_COUNT = 16,
    HEADER_COLUMN_COUNT = 20,
    HEADER_ENTRY_COUNT = 24,
    HEADER_COLUMNS = 28, // offsets of the sections
    HEADER_ROWS = 32,
    HEADER_ENTRIES = 36,
    HEADER_POOL = 40,
    HEADER_POOL_SIZE = 44,
    HEADER_NAME = 48, // texts
    HEADER_EDITION = 52,
    HEADER_SOURCE = 56,
    HEADER_TITLES = 60, // en, ja, zh
    HEADER_BYTES = 72,
};

// A column: its name, its kind. A row: one text a column. An entry of the index of names: the
// folded name, the row, and in 32 bits the start of a word in it (16) and the column (8).
enum {
    COLUMN_BYTES = 8,
    CELL_BYTES = 4,
    ENTRY_BYTES = 12,
};

static inline uint32_t load_32(const char *at)
{
    uint32_t number;
    memcpy(&number, at, sizeof number);
    return le32toh(number);
}

static inline uint16_t load_16(const char *at)
{
    uint16_t number;
    memcpy(&number, at, sizeof number);
    return le16toh(number);
}
