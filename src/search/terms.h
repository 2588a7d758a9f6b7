// Terms: what texts in three languages are compared by. Concepts of the glossary, which all
// languages share; and words, and pairs of ideographs, which some share.
#pragma once

#include "search/features.h"
#include "search/glossary.h"

typedef enum TermKind {
    TERM_CONCEPT,
    TERM_WITHIN, // a concept within a longer one, or one of several that a term may mean
    TERM_WORD,
    TERM_BRIDGE, // a word of a concept's id, where the text says it in any language
    TERM_PAIR,
    TERM_END,
} TermKind;

// hash (44 bits) | kind (3 bits): it fits where features do, and is sorted by what it means. What
// is a concept in one text and within one in the other has the same hash.
typedef uint64_t TermId;

static inline TermKind term_kind(TermId term)
{
    return (TermKind)(term & 7) < TERM_END ? (TermKind)(term & 7) : TERM_PAIR;
}

static inline uint64_t term_hash(TermId term)
{
    return term >> 3;
}

typedef struct TermText {
    TermId term;
    Slice words; // as the text has them
} TermText;

enum { TERMS_MAX = 256 }; // of one part of a record

// Sorted, each meaning once. Words that every text has are left out.
size_t terms_read(Tokenizer *tokenizer, Arena *arena, const Slice *texts, size_t text_count,
                  TermText **terms);

// How much a kind says, whatever the word.
double term_weight(TermKind kind);
