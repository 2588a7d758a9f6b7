// Values of one to eight characters as one number, for whole values to be looked at in one step.
#pragma once

#include "base/slice.h"

enum { WORD_MAX = 8 };

#define WORD_OF(byte) (UINT64_C(0x0101010101010101) * (byte))

// The bits of the first so many characters: a look-up is one step where shifts are five.
static const uint64_t word_within[WORD_MAX + 1] = {
    0,
    UINT64_C(0xFF),
    UINT64_C(0xFFFF),
    UINT64_C(0xFFFFFF),
    UINT64_C(0xFFFFFFFF),
    UINT64_C(0xFFFFFFFFFF),
    UINT64_C(0xFFFFFFFFFFFF),
    UINT64_C(0xFFFFFFFFFFFFFF),
    UINT64_C(0xFFFFFFFFFFFFFFFF),
};

// The `len` characters at `at`; the first is the lowest byte, what is beyond is 0.
static inline uint64_t word_at(const char *at, size_t len)
{
    uint64_t word = 0;
    for (size_t i = 0; i < len; i++)
        word |= (uint64_t)(unsigned char)at[i] << i * 8;
    return word;
}

// Eight characters at once.
static inline uint64_t word_load(const char *at)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
#else
    return word_at(at, WORD_MAX);
#endif
}

// Whether the first `len` characters are digits with one mark between them at most. Of what is
// beyond ASCII a digit behind it may be taken for none.
static inline bool word_is_plain_number(uint64_t word, size_t len, char mark)
{
    uint64_t rest = word ^ WORD_OF('0'); // of a digit 0 to 9
    // The highest bit of each character that is no digit.
    uint64_t others = (rest | (rest + WORD_OF(0x80 - 10))) & WORD_OF(0x80) & word_within[len];
    uint64_t strange = (word ^ WORD_OF((unsigned char)mark)) & (others >> 7) * 0xFF;
    bool is_mark_alone = others == len << 7; // which only one character can be
    return ((others & (others - 1)) | strange) == 0 && !is_mark_alone;
}
