// How well two sides of a pair fit, part by part.
#pragma once

#include "search/match.h"
#include "search/terms.h"

// A part as it is compared: of texts their terms, of all else the values.
typedef struct FitPart {
    MatchBy by;
    const TermId *terms;
    const double *weights; // of the asker's terms: how rare each is; NULL: all alike
    const Slice *words;    // of the asker's terms
    size_t term_count;
    const Slice *values;
    size_t value_count;
} FitPart;

typedef struct Fit {
    Slice pair;
    MatchSide side;
    const Slice *equals;
    size_t equal_count;
    FitPart *parts;
    size_t part_count;
} Fit;

Fit fit_of_stand(Tokenizer *tokenizer, Arena *arena, const Stand *stand);
MatchSide side_across(MatchSide side);

// As a row keeps a profile; false where the bytes are none.
bool profile_unpack(Arena *arena, Slice bytes, Fit **fits, size_t *count);

// What a part's code begins with, from the shortest that means something: 84, 8457, 845710 of
// 8457.10. Answers how many; `similarities` says how near two codes are that begin so alike.
enum { LEVELS_MAX = 8 };
typedef struct CodeLevel {
    Slice prefix;
    double similarity; // of two that share it and no more
} CodeLevel;
size_t code_levels(Arena *arena, MatchBy by, Slice code, CodeLevel levels[LEVELS_MAX]);

// The score; 0 where what must be equal is not. `reasons` has room for all parts of the pair.
double fit_score(Arena *arena, const MatchPair *pair, const Fit *asker, const Fit *other,
                 MatchReason *reasons, size_t *reason_count);
