// SPDX-License-Identifier: Apache-2.0
#include "search/postings.h"

#include <endian.h>

// Counting bits is one instruction on every processor of the last fifteen years, and twenty on the
// one that compilers build for unless told: the functions that count are compiled twice.
#if defined __x86_64__
#define COUNTS_BITS __attribute__((target("popcnt")))
#else
#define COUNTS_BITS
#endif

static bool can_count(void)
{
#if defined __x86_64__
    return __builtin_cpu_supports("popcnt");
#else
    return true;
#endif
}

static bool is_map(Slice row)
{
    return row.len >= ROW_BYTES_MAX;
}

static uint32_t number_at(Slice row, size_t i)
{
    const unsigned char *at = (const unsigned char *)row.at + 2 * i;
    return (uint32_t)(at[0] << 8 | at[1]) % CHUNK_DOCS;
}

static uint64_t word_at(Slice row, size_t i)
{
    uint64_t word;
    memcpy(&word, row.at + i * sizeof word, sizeof word);
    return le64toh(word);
}

void bits_and(Bits *bits, const Bits *other)
{
    for (size_t i = 0; i < CHUNK_WORDS; i++)
        bits->at[i] &= other->at[i];
}

// What is in both; the same twice. `other` need not be aligned, and is as disks have it.
static inline __attribute__((always_inline)) size_t count_both(const Bits *bits, const char *other)
{
    size_t count = 0;
    for (size_t i = 0; i < CHUNK_WORDS; i++) {
        uint64_t word;
        memcpy(&word, other + i * sizeof word, sizeof word);
        count += (size_t)__builtin_popcountll(bits->at[i] & le64toh(word));
    }
    return count;
}

COUNTS_BITS static size_t count_quickly(const Bits *bits, const char *other)
{
    return count_both(bits, other);
}

static size_t count_slowly(const Bits *bits, const char *other)
{
    return count_both(bits, other);
}

static size_t count_map(const Bits *bits, const char *other)
{
    return can_count() ? count_quickly(bits, other) : count_slowly(bits, other);
}

static const Bits all_bits = {{[0 ... CHUNK_WORDS - 1] = UINT64_MAX}};

size_t bits_count(const Bits *bits)
{
    size_t count = 0;
    for (size_t i = 0; i < CHUNK_WORDS; i++)
        count += bits->at[i] != 0 ? (size_t)__builtin_popcountll(bits->at[i]) : 0;
    return count;
}

void row_add_to(Slice row, Bits *bits)
{
    if (is_map(row))
        for (size_t i = 0; i < CHUNK_WORDS; i++)
            bits->at[i] |= word_at(row, i);
    else
        for (size_t i = 0; i < row.len / 2; i++)
            bit_set(bits, number_at(row, i));
}

size_t row_count(Slice row)
{
    return is_map(row) ? count_map(&all_bits, row.at) : row.len / 2;
}

size_t row_count_both(Slice row, const Bits *bits)
{
    size_t count = 0;
    if (is_map(row))
        return count_map(bits, row.at);
    for (size_t i = 0; i < row.len / 2; i++)
        count += bit_is(bits, number_at(row, i));
    return count;
}

void row_expand(Slice row, char map[ROW_BYTES_MAX])
{
    Bits bits = {0};
    row_add_to(row, &bits);
    for (size_t i = 0; i < CHUNK_WORDS; i++) {
        uint64_t word = htole64(bits.at[i]);
        memcpy(map + i * sizeof word, &word, sizeof word);
    }
}

void row_add_scores(Slice row, const Bits *only, float gain, float *scores)
{
    if (!is_map(row)) {
        for (size_t i = 0; i < row.len / 2; i++) {
            uint32_t doc = number_at(row, i);
            if (bit_is(only, doc))
                scores[doc] += gain;
        }
        return;
    }
    for (size_t i = 0; i < CHUNK_WORDS; i++)
        for (uint64_t word = only->at[i] & word_at(row, i); word != 0; word &= word - 1)
            scores[i * 64 + (size_t)__builtin_ctzll(word)] += gain;
}

Slice row_write(Arena *arena, const Bits *bits)
{
    size_t count = bits_count(bits), len = 0;
    char *out = arena_take_raw(arena, count > ROW_LIST_MAX ? ROW_BYTES_MAX : 2 * count + 1, 8);
    if (count > ROW_LIST_MAX) {
        for (size_t i = 0; i < CHUNK_WORDS; i++) {
            uint64_t word = htole64(bits->at[i]);
            memcpy(out + i * sizeof word, &word, sizeof word);
        }
        return (Slice){out, ROW_BYTES_MAX};
    }
    for (size_t i = 0; i < CHUNK_WORDS; i++)
        for (uint64_t word = bits->at[i]; word != 0; word &= word - 1) {
            size_t doc = i * 64 + (size_t)__builtin_ctzll(word);
            out[len++] = (char)(doc >> 8);
            out[len++] = (char)doc;
        }
    return (Slice){out, len};
}
