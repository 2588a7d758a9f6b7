// Reviews: opinions by criteria, and what they come to.
#pragma once

#include "register/declare.h"

// One reviewer's, of one round: points by the criteria in their order.
typedef struct Opinion {
    Slice reviewer;
    const double *points;
} Opinion;

// Reads {"novelty": 4, …}: every criterion, within its points. False with a fault that names it.
bool opinion_read(Arena *arena, const Review *review, const Json *scores, Opinion *opinion,
                  Faults *faults);

typedef struct ReviewTally {
    size_t count;
    double score; // share of the weighted points, 0 to 1
    bool is_complete, passes;
} ReviewTally;

ReviewTally review_tally(const Review *review, const Opinion *opinions, size_t count);
