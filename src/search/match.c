// SPDX-License-Identifier: Apache-2.0
// Finds matches.
//
//     stand ─► terms, codes ─► features of the other side ─► postings
//     chunk by chunk: who stands on the other side, meets what must be equal and may be seen ─►
//         [what each feature adds] ─► the most promising
//     their profiles ─► judged part by part ─► the best
//
// Postings say who shares terms and codes, which is most of a score; quantities and dates are
// looked at when there are few left.

#include "search/internal.h"

#include "search/fit.h"

#include <math.h>
#include <stdlib.h>

enum {
    PROMISING_MAX = 128,  // that are judged
    TERMS_ASKED_MAX = 64, // of one part; concepts before words
    LIMIT_DEFAULT = 10,
    // Terms that more than one in so many has tell nothing, where there are rarer ones. So few
    // records as COMMON_MIN cost nothing to go through.
    COMMON_SHARE = 8,
    COMMON_MIN = 1024,
    RARE_ENOUGH = 8,
};

static const char *const by_names[] = {
    [MATCH_TEXT] = "text",         [MATCH_CODES] = "codes", [MATCH_REGION] = "region",
    [MATCH_QUANTITY] = "quantity", [MATCH_DATES] = "dates",
};

const char *match_by_name(MatchBy by)
{
    return by < MATCH_BY_END ? by_names[by] : "";
}

// A feature of the other side that adds to a score.
typedef struct Clue {
    size_t part, feature; // of the pair; of the matching's features
    size_t term;          // of the part; SIZE_MAX: a code
    double similarity;    // of a code: what this level adds
    uint64_t records;     // of the other side that have it
    float gain;
} Clue;

typedef struct Promising {
    float score;
    uint64_t doc;
} Promising;

typedef struct Matching {
    const MatchQuery *query;
    View view;
    Arena *arena;
    Faults *faults;
    Fit asker;
    FeatureList features;
    Posting *postings;
    size_t hard_count, reader_first, reader_count; // features that all must hold; of which one
    Clue *clues;
    size_t clue_count, clue_room;
    Promising best[PROMISING_MAX];
    size_t best_count;
    Match *matches;
    size_t match_count;
} Matching;

// ---- What to look for ----

static void add_clue(Matching *it, Clue clue, char tag, Slice value)
{
    MatchSide side = side_across(it->asker.side);
    Feature feature = offer_feature(it->arena, it->asker.pair, side, tag, clue.part, value);
    if (it->clue_count == it->clue_room) {
        size_t more = it->clue_room > 0 ? 2 * it->clue_room : 64;
        it->clues = arena_resize(it->arena, it->clues, it->clue_room * sizeof *it->clues,
                                 more * sizeof *it->clues);
        it->clue_room = more;
    }
    clue.feature = it->features.count;
    features_add(&it->features, feature);
    it->clues[it->clue_count++] = clue;
}

static void add_terms(Matching *it, size_t part)
{
    const FitPart *from = &it->asker.parts[part];
    size_t count = 0;
    uint64_t room;
    for (int kind = 0; kind < TERM_END; kind++)
        for (size_t i = 0; i < from->term_count && count < TERMS_ASKED_MAX; i++)
            if ((int)term_kind(from->terms[i]) == kind) {
                add_clue(it, (Clue){.part = part, .term = i}, OFFER_TERM,
                         term_bytes(&from->terms[i], &room));
                count++;
            }
}

// Each level adds what it is nearer than the one before.
static void add_codes(Matching *it, size_t part)
{
    const FitPart *from = &it->asker.parts[part];
    CodeLevel levels[LEVELS_MAX];
    for (size_t i = 0; i < from->value_count; i++) {
        size_t count = code_levels(it->arena, from->by, from->values[i], levels);
        for (size_t k = 0; k < count; k++) {
            double before = k > 0 ? levels[k - 1].similarity : 0;
            add_clue(
                it,
                (Clue){.part = part, .term = SIZE_MAX, .similarity = levels[k].similarity - before},
                OFFER_CODE, levels[k].prefix);
        }
    }
}

static void look_for(Matching *it)
{
    const Fit *asker = &it->asker;
    MatchSide side = side_across(asker->side);
    features_add(&it->features, offer_feature(it->arena, asker->pair, side, OFFER_SIDE, 0, S("")));
    for (size_t i = 0; i < asker->equal_count; i++)
        features_add(&it->features,
                     offer_feature(it->arena, asker->pair, side, OFFER_EQUAL, i, asker->equals[i]));
    it->hard_count = it->reader_first = it->features.count;
    if (!it->query->sees_all) {
        readers_add(&it->features, &S("*"), 1);
        readers_add(&it->features, it->query->readers, it->query->reader_count);
    }
    it->reader_count = it->features.count - it->reader_first;
    for (size_t i = 0; i < asker->part_count; i++) {
        if (asker->parts[i].by == MATCH_TEXT)
            add_terms(it, i);
        if (asker->parts[i].by == MATCH_CODES || asker->parts[i].by == MATCH_REGION)
            add_codes(it, i);
    }
}

// ---- What each clue is worth ----

static double rarity(uint64_t all, uint64_t records)
{
    return log(1 + (double)(all + 1) / ((double)records + 0.5));
}

// Terms weigh by their kind and by how rare they are on the other side.
static void weigh_terms(Matching *it, uint64_t all)
{
    double *sums = arena_array(it->arena, double, it->asker.part_count);
    for (size_t i = 0; i < it->asker.part_count; i++) {
        FitPart *part = &it->asker.parts[i];
        double *weights = arena_array(it->arena, double, part->term_count);
        for (size_t k = 0; k < part->term_count; k++)
            weights[k] = term_weight(term_kind(part->terms[k]));
        part->weights = weights;
    }
    for (size_t i = 0; i < it->clue_count; i++) {
        Clue *clue = &it->clues[i];
        double *weights = (double *)it->asker.parts[clue->part].weights;
        clue->records = view_total(&it->view, &it->postings[clue->feature]);
        if (clue->term == SIZE_MAX)
            continue;
        weights[clue->term] *= rarity(all, clue->records);
        sums[clue->part] += weights[clue->term];
    }
    for (size_t i = 0; i < it->clue_count; i++) {
        Clue *clue = &it->clues[i];
        double weight = it->query->pair->parts[clue->part].weight;
        const double *weights = it->asker.parts[clue->part].weights;
        clue->gain =
            (float)(clue->term == SIZE_MAX ? weight * clue->similarity
                                           : weight * weights[clue->term] / sums[clue->part]);
    }
}

static int compare_clues(const void *a, const void *b)
{
    const Clue *one = a, *other = b;
    return (one->gain < other->gain) - (one->gain > other->gain);
}

static bool is_common(const Clue *clue, uint64_t all)
{
    return clue->records > COMMON_MIN && clue->records * COMMON_SHARE > all;
}

// What is in a record of eight is left out, unless too little is rarer: it costs the most to go
// through and tells the least. What nobody has is not rare; it leads nowhere.
static void leave_out_common(Matching *it, uint64_t all)
{
    size_t kept = 0, rare = 0;
    if (it->clue_count > 0)
        qsort(it->clues, it->clue_count, sizeof *it->clues, compare_clues);
    for (size_t i = 0; i < it->clue_count; i++)
        rare += it->clues[i].records > 0 && !is_common(&it->clues[i], all);
    for (size_t i = 0; i < it->clue_count; i++)
        if (rare < RARE_ENOUGH || it->clues[i].term == SIZE_MAX || !is_common(&it->clues[i], all))
            it->clues[kept++] = it->clues[i];
    it->clue_count = kept;
}

// ---- Going through ----

static void find_base(const Matching *it, uint32_t chunk, Bits *base)
{
    Bits group;
    memset(base, 0xFF, sizeof *base);
    for (size_t i = 0; i < it->hard_count; i++) {
        group = (Bits){0};
        view_bits(&it->view, &it->postings[i], chunk, &group);
        bits_and(base, &group);
    }
    if (it->reader_count == 0)
        return;
    group = (Bits){0};
    for (size_t i = 0; i < it->reader_count; i++)
        view_bits(&it->view, &it->postings[it->reader_first + i], chunk, &group);
    bits_and(base, &group);
}

static void add_gain(const Matching *it, const Clue *clue, uint32_t chunk, const Bits *base,
                     float *scores)
{
    const Posting *posting = &it->postings[clue->feature];
    if (!view_is_fresh(&it->view, chunk)) {
        row_add_scores(posting_row(posting, chunk), base, clue->gain, scores);
        return;
    }
    Bits bits = {0};
    view_bits(&it->view, posting, chunk, &bits);
    bits_and(&bits, base);
    for (size_t i = 0; i < CHUNK_WORDS; i++)
        for (uint64_t word = bits.at[i]; word != 0; word &= word - 1)
            scores[i * 64 + (size_t)__builtin_ctzll(word)] += clue->gain;
}

static void keep_promising(Matching *it, Promising one)
{
    if (it->best_count == PROMISING_MAX) {
        if (one.score <= it->best[PROMISING_MAX - 1].score)
            return;
        it->best_count--;
    }
    size_t at = it->best_count++;
    for (; at > 0 && it->best[at - 1].score < one.score; at--)
        it->best[at] = it->best[at - 1];
    it->best[at] = one;
}

// The newest first, so that of equals they stay.
static void go_through(Matching *it)
{
    float *scores = arena_array(it->arena, float, CHUNK_DOCS);
    Bits base;
    for (uint32_t chunk = view_chunks(&it->view); chunk-- > 0;) {
        find_base(it, chunk, &base);
        if (bits_count(&base) == 0)
            continue;
        memset(scores, 0, CHUNK_DOCS * sizeof *scores);
        for (size_t i = 0; i < it->clue_count; i++)
            add_gain(it, &it->clues[i], chunk, &base, scores);
        for (size_t i = CHUNK_WORDS; i-- > 0;)
            for (uint64_t word = base.at[i]; word != 0;) {
                int bit = 63 - __builtin_clzll(word);
                size_t doc = i * 64 + (size_t)bit;
                word &= ~((uint64_t)1 << bit);
                if (scores[doc] > 0 || it->clue_count == 0)
                    keep_promising(it,
                                   (Promising){scores[doc], (uint64_t)chunk * CHUNK_DOCS + doc});
            }
    }
}

// ---- Judging ----

static bool is_itself(const MatchQuery *query, const Value *row)
{
    return slice_equal(query->owner, row[1].bytes) &&
           slice_equal(query->register_name, row[2].bytes) && slice_equal(query->id, row[3].bytes);
}

static const Fit *stand_across(const Matching *it, const Fit *fits, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(fits[i].pair, it->asker.pair) &&
            fits[i].side == side_across(it->asker.side))
            return &fits[i];
    return NULL;
}

static bool judge(void *context, const Value *row, Faults *faults)
{
    Matching *it = context;
    const MatchQuery *query = it->query;
    Fit *fits;
    size_t count;
    (void)faults;
    if (is_itself(query, row) ||
        (!query->sees_all &&
         !readers_let(row[5].bytes, row[1].bytes, query->readers, query->reader_count)) ||
        !profile_unpack(it->arena, arena_copy(it->arena, row[6].bytes), &fits, &count))
        return true;
    const Fit *other = stand_across(it, fits, count);
    if (other == NULL)
        return true;
    MatchReason *reasons = arena_array(it->arena, MatchReason, query->pair->part_count);
    Match match = {.reasons = reasons};
    match.score =
        fit_score(it->arena, query->pair, &it->asker, other, reasons, &match.reason_count);
    if (match.score <= 0 || match.score < query->pair->threshold)
        return true;
    match.owner = arena_copy(it->arena, row[1].bytes);
    match.register_name = arena_copy(it->arena, row[2].bytes);
    match.id = arena_copy(it->arena, row[3].bytes);
    match.title = arena_copy(it->arena, row[4].bytes);
    it->matches[it->match_count++] = match;
    return true;
}

static int compare_matches(const void *a, const void *b)
{
    const Match *one = a, *other = b;
    if (one->score != other->score)
        return one->score < other->score ? 1 : -1;
    return slice_compare(one->id, other->id);
}

static bool judge_all(Matching *it)
{
    Call *calls = arena_array(it->arena, Call, it->best_count);
    it->matches = arena_array(it->arena, Match, it->best_count);
    for (size_t i = 0; i < it->best_count; i++)
        calls[i] = (Call){.sql = SQL_SEARCH_DOC_AT,
                          .count = 1,
                          .values = {value_integer(it->best[i].doc)},
                          .row = judge,
                          .context = it};
    if (it->best_count > 0 &&
        !store_tables_ask(it->view.searcher->store, it->arena, calls, it->best_count, it->faults))
        return false;
    if (it->match_count > 0)
        qsort(it->matches, it->match_count, sizeof *it->matches, compare_matches);
    return true;
}

static bool find(void *context)
{
    Matching *it = context;
    Tokenizer *tokenizer = tokenizer_new(it->arena, it->faults);
    if (tokenizer == NULL)
        return false;
    it->asker = fit_of_stand(tokenizer, it->arena, it->query->stand);
    look_for(it);
    if (!view_load(&it->view, it->features.at, it->features.count, &it->postings, it->faults))
        return false;
    uint64_t all = view_total(&it->view, &it->postings[0]);
    weigh_terms(it, all);
    leave_out_common(it, all);
    go_through(it);
    return judge_all(it);
}

bool match_find(Searcher *searcher, Arena *arena, const MatchQuery *query, const Match **matches,
                size_t *count, Faults *faults)
{
    Matching *it = arena_array(arena, Matching, 1);
    size_t limit = query->limit == 0                ? LIMIT_DEFAULT
                   : query->limit < MATCH_LIMIT_MAX ? query->limit
                                                    : MATCH_LIMIT_MAX;
    it->query = query;
    it->arena = arena;
    it->faults = faults;
    it->features.arena = arena;
    *matches = NULL;
    *count = 0;
    if (!search_catch_up(searcher, faults) || !view_open(&it->view, searcher, arena, faults))
        return false;
    bool is_good = guard_run(arena_guard(arena), find, it, faults);
    view_close(&it->view);
    if (!is_good)
        return false;
    *matches = it->matches;
    *count = it->match_count < limit ? it->match_count : limit;
    return true;
}

bool match_two(Arena *arena, const MatchPair *pair, const Stand *a, const Stand *b, double *score,
               Faults *faults)
{
    MatchReason *reasons = arena_array(arena, MatchReason, pair->part_count);
    Tokenizer *tokenizer = tokenizer_new(arena, faults);
    size_t count;
    if (tokenizer == NULL)
        return false;
    Fit one = fit_of_stand(tokenizer, arena, a), other = fit_of_stand(tokenizer, arena, b);
    *score = fit_score(arena, pair, &one, &other, reasons, &count);
    return true;
}
