// A question on its way through the index, as search_find() and search_suggest() ask it.
#pragma once

#include "search/internal.h"

// Features of which a record must have one.
typedef struct Group {
    size_t first, count; // in the question's features; the strong ones follow after `count` more
    int64_t weight;      // thousandths: how rare it is
} Group;

typedef struct CountedValue {
    Slice name, value;
    size_t feature; // in the question's features
    uint64_t count;
} CountedValue;

typedef struct Best {
    int64_t score;
    uint64_t doc;
} Best;

typedef struct Question {
    const SearchQuery *query;
    View view;
    Arena *arena;
    Faults *faults;
    FeatureList features; // in the order of the groups
    Posting *postings;    // one each
    Group words[SEARCH_WORDS_MAX];
    size_t word_count;
    Group conditions[SEARCH_FILTERS_MAX + 3];
    size_t condition_count;
    CountedValue *counted;
    size_t counted_count, counted_room;
    size_t limit; // of the best
    Best after;   // the page begins behind it
    bool has_after, is_loose;
    Best *best; // the best first
    size_t best_count;
    uint64_t total;
} Question;

// The parts of the question: each adds features.
void question_words(Question *it, Tokens tokens, size_t count);
bool question_prefix(Question *it, Slice prefix); // a word that may go on
void question_conditions(Question *it);           // register, filters, readers
void question_count(Question *it, Slice name, Slice value, Feature feature);

// Looks all features up and goes through the records. Where no record has all words, those are
// taken that have some.
bool question_ask(Question *it);

// The best of them as hits; what the asker may not see after all is left out.
bool question_hits(Question *it, SearchHit **hits, size_t *count);

// Words of the dictionary that begin so, the best first; at most `limit`.
bool question_terms(Question *it, Slice prefix, StatementId how, size_t limit, Slice **terms,
                    size_t *count);
