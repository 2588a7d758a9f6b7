// SPDX-License-Identifier: Apache-2.0
#include "register/review.h"

#include <stdlib.h>

static bool read_points(Arena *arena, const Criterion *criterion, const Json *scores,
                        double *points, Faults *faults)
{
    const Json *given = json_get(scores, criterion->id);
    char *end = "";
    *points = given != NULL && given->kind == JSON_NUMBER
                  ? strtod(arena_c_string(arena, given->text), &end)
                  : -1;
    if (*points >= 0 && *points <= criterion->max)
        return true;
    return fault_add(faults, FAULT_USAGE, 0, 0, "%.*s wants points from 0 to %d",
                     (int)criterion->id.len, criterion->id.at, criterion->max);
}

bool opinion_read(Arena *arena, const Review *review, const Json *scores, Opinion *opinion,
                  Faults *faults)
{
    double *points = arena_array(arena, double, review->criterion_count);
    bool is_good = true;
    for (size_t i = 0; i < review->criterion_count; i++)
        is_good &= read_points(arena, &review->criteria[i], scores, &points[i], faults);
    opinion->points = points;
    return is_good;
}

ReviewTally review_tally(const Review *review, const Opinion *opinions, size_t count)
{
    double reached = 0, weights = 0;
    for (size_t i = 0; i < review->criterion_count; i++) {
        weights += review->criteria[i].weight;
        for (size_t k = 0; k < count; k++)
            reached += review->criteria[i].weight * opinions[k].points[i] / review->criteria[i].max;
    }
    ReviewTally tally = {.count = count, .is_complete = count >= review->count};
    if (count > 0 && weights > 0)
        tally.score = reached / (weights * (double)count);
    // Shares of whole points are not exact in binary; a hair below the threshold is on it.
    tally.passes = tally.score + 1e-9 >= review->threshold;
    return tally;
}
