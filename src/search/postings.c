// SPDX-License-Identifier: Apache-2.0
#include "search/postings.h"

#include <endian.h>

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

size_t bits_count(const Bits *bits)
{
    size_t count = 0;
    for (size_t i = 0; i < CHUNK_WORDS; i++)
        count += (size_t)__builtin_popcountll(bits->at[i]);
    return count;
}

size_t bits_count_both(const Bits *a, const Bits *b)
{
    size_t count = 0;
    for (size_t i = 0; i < CHUNK_WORDS; i++)
        count += (size_t)__builtin_popcountll(a->at[i] & b->at[i]);
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
    size_t count = 0;
    if (!is_map(row))
        return row.len / 2;
    for (size_t i = 0; i < CHUNK_WORDS; i++)
        count += (size_t)__builtin_popcountll(word_at(row, i));
    return count;
}

size_t row_count_both(Slice row, const Bits *bits)
{
    size_t count = 0;
    if (is_map(row))
        for (size_t i = 0; i < CHUNK_WORDS; i++)
            count += (size_t)__builtin_popcountll(word_at(row, i) & bits->at[i]);
    else
        for (size_t i = 0; i < row.len / 2; i++)
            count += bit_is(bits, number_at(row, i));
    return count;
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
