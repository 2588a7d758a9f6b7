// A slice: text (or bytes) that lies somewhere else.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Slice {
    const char *at; // not ended by NUL; may contain NUL
    size_t len;
} Slice;

#define S(literal) ((Slice){literal, sizeof literal - 1})

// For tables of constants, where a compound literal is not allowed.
#define S_INIT(literal)                                                                            \
    {                                                                                              \
        literal, sizeof literal - 1                                                                \
    }

static inline Slice slice_of(const char *c_string)
{
    return (Slice){c_string, strlen(c_string)};
}

static inline bool slice_equal(Slice a, Slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

// Order of the bytes, which for UTF-8 is the order of the code points. Negative, zero or positive.
int slice_compare(Slice a, Slice b);

// The part from `start` (clamped) on, at most `len` bytes.
Slice slice_part(Slice text, size_t start, size_t len);

bool slice_starts(Slice text, Slice prefix);
bool slice_ends(Slice text, Slice suffix);

// The offset of the first occurrence, or SIZE_MAX. An empty needle is found at 0.
size_t slice_find(Slice text, Slice needle);

// How many single letters must be put in, left out or changed to make `b` of `a`, ASCII letters alike in both cases: for
// "is … meant?". SIZE_MAX where one is longer than 64 bytes.
size_t slice_edits(Slice a, Slice b);

// Whether `text` lies in the memory of `whole`, which may be empty, at NULL.
static inline bool slice_within(Slice text, Slice whole)
{
    return (uintptr_t)text.at - (uintptr_t)whole.at < whole.len;
}

// Without XML white space (#x20, #x9, #xA, #xD) at both ends.
Slice slice_trim(Slice text);

static inline bool is_xml_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// A 64-bit hash for tables in memory; not stable between versions, not for hostile-proof use alone
// (tables bound their chains by growing, and all inputs are bounded in size).
uint64_t slice_hash(Slice text);

// Cuts `*rest` at the first `end`: answers what stood before it and moves `*rest` behind it.
// Where there is no `end`, all of `*rest` is taken.
Slice slice_cut(Slice *rest, char end);
