// Values of one to eight characters as one number, for whole values to be looked at in one step.
#pragma once

#include "base/slice.h"

enum { WORD_MAX = 8 };

#define WORD_OF(byte) (UINT64_C(0x0101010101010101) * (byte))

static inline uint64_t word_mask(size_t len)
{
    return ~UINT64_C(0) >> ((WORD_MAX - len) * 8 & 63);
}

// The `len` characters at `at`, where `room` may be read; the first is the lowest byte, what is
// beyond is 0.
static inline uint64_t word_at(const char *at, size_t len, size_t room)
{
    uint64_t word = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (room >= WORD_MAX) {
        memcpy(&word, at, WORD_MAX);
        return word & word_mask(len);
    }
#endif
    for (size_t i = 0; i < len; i++)
        word |= (uint64_t)(unsigned char)at[i] << i * 8;
    return word;
}

// The highest bit of each of the first `len` characters that is no digit.
static inline uint64_t word_no_digits(uint64_t word, size_t len)
{
    uint64_t rest = word ^ WORD_OF('0'); // of a digit 0 to 9
    uint64_t above = (rest & WORD_OF(0x7F)) + WORD_OF(0x80 - 10);
    return (above | rest) & WORD_OF(0x80) & word_mask(len);
}
