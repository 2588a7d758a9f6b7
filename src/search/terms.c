// SPDX-License-Identifier: Apache-2.0
#include "search/terms.h"

#include "base/utf8.h"

#include <stdlib.h>

enum { TEXT_MAX = 8192, KIND_BITS = 3 };

// What a sentence is held together by, stemmed as tokens are.
static const char *const empty_words[] = {
    "a",     "about", "after", "all",    "also", "an",    "and",  "ani",  "are",   "as",
    "at",    "be",    "been",  "but",    "by",   "can",   "each", "for",  "from",  "has",
    "have",  "if",    "in",    "into",   "is",   "it",    "its",  "look", "may",   "more",
    "must",  "need",  "no",    "not",    "of",   "offer", "on",   "one",  "onli",  "or",
    "our",   "per",   "seek",  "should", "such", "than",  "that", "the",  "their", "them",
    "these", "they",  "this",  "to",     "up",   "us",    "use",  "want", "was",   "we",
    "were",  "which", "who",   "will",   "with", "would", "you",  "your"};

static int compare_words(const void *a, const void *b)
{
    return slice_compare(*(const Slice *)a, slice_of(*(const char *const *)b));
}

static bool is_empty_word(Slice word)
{
    return bsearch(&word, empty_words, sizeof empty_words / sizeof *empty_words,
                   sizeof *empty_words, compare_words) != NULL;
}

double term_weight(TermKind kind)
{
    static const double weights[TERM_END] = {[TERM_CONCEPT] = 1,
                                             [TERM_WITHIN] = 0.5,
                                             [TERM_WORD] = 0.6,
                                             [TERM_BRIDGE] = 0.5,
                                             [TERM_PAIR] = 0.35};
    return weights[kind];
}

typedef struct TermList {
    Arena *arena;
    Tokenizer *tokenizer;
    Slice text;
    TermText *at;
    size_t count, room;
} TermList;

static void add(TermList *it, TermKind kind, Slice meaning, Slice words)
{
    // A concept is one, whether it stands alone or within another; a word is none.
    Slice space = kind <= TERM_WITHIN ? S("concept") : S("word");
    uint64_t hash = feature_of_pair(FEATURE_TOKEN, space, meaning);
    if (it->count == it->room) {
        size_t more = it->room > 0 ? 2 * it->room : 64;
        it->at = arena_resize(it->arena, it->at, it->room * sizeof *it->at, more * sizeof *it->at);
        it->room = more;
    }
    it->at[it->count++] = (TermText){hash << KIND_BITS | kind, words};
}

// A concept's id is English: `cnc-lathe` meets the lathe of an English text, and that of another
// concept.
static void add_bridge(TermList *it, Slice concept, Slice words)
{
    Tokens tokens = tokens_read(it->tokenizer, it->arena, concept, TOKENS_TO_FIND);
    for (size_t i = 0; i < tokens.count; i++)
        if (!is_empty_word(tokens.at[i].text))
            add(it, TERM_BRIDGE, tokens.at[i].text, words);
}

static void add_concepts(TermList *it)
{
    const Glossary *glossary = glossary_carried();
    Tokens tokens = tokens_read(it->tokenizer, it->arena, it->text, TOKENS_IN_ORDER);
    ConceptHit *hits;
    size_t count = glossary_find(glossary, it->arena, it->text, tokens, &hits);
    for (size_t i = 0; i < count; i++) {
        uint32_t start = tokens.at[hits[i].first].start;
        uint32_t end = tokens.at[hits[i].first + hits[i].count - 1].end;
        Slice words = slice_part(it->text, start, end - start);
        Slice concept = glossary_concept(glossary, hits[i].concept);
        add(it, hits[i].is_within || hits[i].is_shared ? TERM_WITHIN : TERM_CONCEPT, concept,
            words);
        add_bridge(it, concept, words);
    }
}

// Japanese is held together by hiragana: pairs with one say little.
static bool has_hiragana(Slice words)
{
    while (words.len > 0) {
        size_t length;
        int32_t c = utf8_decode(words, &length);
        if (c >= 0x3041 && c <= 0x309F)
            return true;
        words = slice_part(words, length, words.len);
    }
    return false;
}

static void add_words(TermList *it)
{
    Tokens tokens = tokens_read(it->tokenizer, it->arena, it->text, TOKENS_TO_FIND);
    for (size_t i = 0; i < tokens.count; i++) {
        const Token *token = &tokens.at[i];
        Slice words = slice_part(it->text, token->start, token->end - token->start);
        if (token->kind <= TOKEN_CODE && !is_empty_word(token->text))
            add(it, TERM_WORD, token->text, words);
        if (token->kind == TOKEN_PAIR && !has_hiragana(words))
            add(it, TERM_PAIR, token->text, words);
    }
}

static int compare_terms(const void *a, const void *b)
{
    TermId one = ((const TermText *)a)->term, other = ((const TermText *)b)->term;
    return (one > other) - (one < other);
}

// Of one meaning the first kind stays, which says the most.
size_t terms_read(Tokenizer *tokenizer, Arena *arena, const Slice *texts, size_t text_count,
                  TermText **terms)
{
    TermList it = {.arena = arena, .tokenizer = tokenizer};
    size_t kept = 0, room = TEXT_MAX;
    for (size_t i = 0; i < text_count; i++) {
        it.text = slice_part(texts[i], 0, room);
        room -= it.text.len;
        add_concepts(&it);
        add_words(&it);
    }
    if (it.count > 0)
        qsort(it.at, it.count, sizeof *it.at, compare_terms);
    for (size_t i = 0; i < it.count && kept < TERMS_MAX; i++)
        if (kept == 0 || term_hash(it.at[kept - 1].term) != term_hash(it.at[i].term))
            it.at[kept++] = it.at[i];
    *terms = it.at;
    return kept;
}
