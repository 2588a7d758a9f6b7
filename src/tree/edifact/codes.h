// Lists of codes: a door beside tree/edifact.h, for validators.
#pragma once

#include "tree/edifact/directory.h"
#include "tree/edifact/word.h"

typedef struct CodeSet {
    const EdifactElement *element;
    bool has_others; // there are codes of more than WORD_MAX characters, or that are not as the
                     // element is to be
    size_t mask;
    uint64_t slots[]; // the usual codes as numbers, by hash; 0 is free
} CodeSet;

// NULL where the element has no list. 1131 has none either: it names lists of anybody's.
const CodeSet *codes_new(Arena *arena, const EdifactElement *element);
bool codes_have(const CodeSet *set, Slice code);
// Of the usual ones, which are right in their length and characters too.
bool codes_have_usual(const CodeSet *set, Slice code);

// A code of one to WORD_MAX characters as a number. `word` begins with it. The characters are
// turned, so that not even one that ends with a NUL is taken for a shorter one: none of UTF-8
// becomes 0.
static inline uint64_t code_number(uint64_t word, size_t len)
{
    return ~word & word_within[len];
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
