// Postings: which records have a feature. Records are numbered from 0 as they come to the index
// (`doc`); CHUNK_DOCS of them are a chunk, and what a feature has of a chunk is one row.
//
// A row is the sorted numbers within the chunk, two bytes each (most significant first), or, where
// that is not longer, a map of bits. So a row is read as it lies, and never has more than 2 KB.
#pragma once

#include "base/arena.h"

enum {
    CHUNK_DOCS = 16384,
    CHUNK_WORDS = CHUNK_DOCS / 64,
    CHUNKS_MAX = 1 << 16, // a thousand million records
    ROW_BYTES_MAX = CHUNK_DOCS / 8,
    ROW_LIST_MAX = ROW_BYTES_MAX / 2 - 1, // numbers; more are a map
};

typedef struct Bits {
    uint64_t at[CHUNK_WORDS];
} Bits;

static inline void bit_set(Bits *bits, uint32_t doc)
{
    bits->at[doc / 64] |= (uint64_t)1 << doc % 64;
}

static inline void bit_clear(Bits *bits, uint32_t doc)
{
    bits->at[doc / 64] &= ~((uint64_t)1 << doc % 64);
}

static inline bool bit_is(const Bits *bits, uint32_t doc)
{
    return bits->at[doc / 64] >> doc % 64 & 1;
}

void bits_and(Bits *bits, const Bits *other);
size_t bits_count(const Bits *bits);

// `row` may be anything: what is no row's shape is read as far as it makes sense.
void row_add_to(Slice row, Bits *bits);              // bits |= row
size_t row_count(Slice row);                         // of the records in it
size_t row_count_both(Slice row, const Bits *bits);  // of those that are in both
void row_expand(Slice row, char map[ROW_BYTES_MAX]); // as a map, however few there are
// scores[doc] += gain for the records of the row that are in `only`.
void row_add_scores(Slice row, const Bits *only, float gain, float *scores);
Slice row_write(Arena *arena, const Bits *bits); // empty where no bit is set
