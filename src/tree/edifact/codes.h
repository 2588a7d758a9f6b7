// Lists of codes: a door beside tree/edifact.h, for validators.
#pragma once

#include "tree/edifact/directory.h"
#include "tree/edifact/word.h"

typedef struct CodeSet {
    const EdifactElement *element;
    bool has_long; // there are codes of more than CODE_SHORT_MAX characters
    size_t mask;
    uint64_t slots[]; // the others as numbers, by hash; 0 is free
} CodeSet;

// NULL where the element has no list. 1131 has none either: it names lists of anybody's.
const CodeSet *codes_new(Arena *arena, const EdifactElement *element);
bool codes_have(const CodeSet *set, Slice code);

enum { CODE_SHORT_MAX = WORD_MAX - 1 };

// A code of one to so many characters as a number, with its length, so that not even one that ends
// with a NUL is taken for another. `room` bytes at `at` may be read.
static inline uint64_t code_number(const char *at, size_t len, size_t room)
{
    return word_at(at, len, room) | (uint64_t)len << 56;
}

static inline size_t codes_place(const CodeSet *set, uint64_t number)
{
    return (number * UINT64_C(0x9E3779B97F4A7C15)) >> 40 & set->mask;
}

// Whether such a number is where it is looked for first, as nearly all are that the list has.
static inline bool codes_have_first(const CodeSet *set, uint64_t number)
{
    return set->slots[codes_place(set, number)] == number;
}

// The row of the code most like it ("BY Buyer"); empty where none is near.
Slice codes_nearest(const EdifactElement *element, Slice code);
