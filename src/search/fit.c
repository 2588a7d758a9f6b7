// SPDX-License-Identifier: Apache-2.0
// Compares two sides part by part.
//
// Two texts share terms. What their shared terms weigh, of all that the asker's weigh, says how
// much of his wish is met; how many of the other's they are, how much else is in it. The first
// counts for more, since a long record may well contain what a short one asks for. Concepts and
// words are judged apart: two languages share concepts and few words, one language both.

#include "search/fit.h"

#include "base/calendar.h"
#include "base/decimal.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

// What one part's similarity is made of.
static const double asked_power = 0.7, other_power = 0.3;
static const double words_share = 0.9; // of a likeness in words alone
// A text that says much beside its concepts is not known by them alone: two companies are both
// companies limited by shares.
static const double beside_share = 0.3;
static const double far_days = 180; // dates so far apart have nothing in common

MatchSide side_across(MatchSide side)
{
    return side == SIDE_HERE ? SIDE_THERE : side == SIDE_THERE ? SIDE_HERE : SIDE_BOTH;
}

static FitPart part_of(Tokenizer *tokenizer, Arena *arena, MatchBy by, const PartValues *values)
{
    FitPart part = {.by = by, .values = values->at};
    part.value_count = values->count < MATCH_VALUES_MAX ? values->count : MATCH_VALUES_MAX;
    if (by != MATCH_TEXT)
        return part;
    TermText *texts;
    size_t count = terms_read(tokenizer, arena, part.values, part.value_count, &texts);
    TermId *terms = arena_array(arena, TermId, count);
    Slice *words = arena_array(arena, Slice, count);
    for (size_t i = 0; i < count; i++) {
        terms[i] = texts[i].term;
        words[i] = texts[i].words;
    }
    return (FitPart){.by = by, .terms = terms, .words = words, .term_count = count};
}

Fit fit_of_stand(Tokenizer *tokenizer, Arena *arena, const Stand *stand)
{
    const MatchPair *pair = stand->pair;
    Fit fit = {.pair = pair->id,
               .side = stand->side,
               .equals = stand->equals,
               .equal_count =
                   stand->equal_count < MATCH_EQUALS_MAX ? stand->equal_count : MATCH_EQUALS_MAX,
               .part_count =
                   stand->part_count < pair->part_count ? stand->part_count : pair->part_count};
    fit.parts = arena_array(arena, FitPart, fit.part_count);
    for (size_t i = 0; i < fit.part_count; i++)
        fit.parts[i] = part_of(tokenizer, arena, pair->parts[i].by, &stand->parts[i]);
    return fit;
}

// ---- Texts ----

typedef struct Shared {
    double asked, met;  // what the asker's terms weigh; those that are shared
    double other, used; // the same of the other side
} Shared;

static double shared_similarity(const Shared *it)
{
    if (it->asked <= 0 || it->other <= 0)
        return 0;
    return pow(it->met / it->asked, asked_power) * pow(it->used / it->other, other_power);
}

// Evidence: the three heaviest that are shared.
enum { EVIDENCE = 3 };
typedef struct Evidence {
    Slice words[EVIDENCE];
    double weights[EVIDENCE];
} Evidence;

static void note_evidence(Evidence *it, Slice words, double weight)
{
    for (int i = 0; i < EVIDENCE; i++) {
        if (slice_equal(it->words[i], words))
            return;
        if (weight <= it->weights[i])
            continue;
        for (int k = EVIDENCE - 1; k > i; k--) {
            it->words[k] = it->words[k - 1];
            it->weights[k] = it->weights[k - 1];
        }
        it->words[i] = words;
        it->weights[i] = weight;
        return;
    }
}

static Slice tell_evidence(Arena *arena, const Evidence *it)
{
    Buffer out = buffer_new(arena);
    for (int i = 0; i < EVIDENCE && it->words[i].len > 0; i++) {
        if (i > 0)
            buffer_add(&out, S("; "));
        buffer_add(&out, it->words[i]);
    }
    return buffer_slice(&out);
}

static double asker_weight(const FitPart *part, size_t i)
{
    return part->weights != NULL ? part->weights[i] : term_weight(term_kind(part->terms[i]));
}

static double fit_texts(Arena *arena, const FitPart *asker, const FitPart *other, Slice *evidence)
{
    Shared concepts = {0}, words = {0};
    Evidence best = {0};
    double beside = 0; // what the asker says in words of his own language
    if (asker->term_count == 0 || other->term_count == 0)
        return -1;
    size_t i = 0, k = 0;
    while (i < asker->term_count || k < other->term_count) {
        uint64_t one = i < asker->term_count ? term_hash(asker->terms[i]) : UINT64_MAX;
        uint64_t two = k < other->term_count ? term_hash(other->terms[k]) : UINT64_MAX;
        TermKind kind = term_kind(one <= two ? asker->terms[i] : other->terms[k]);
        Shared *shared = kind <= TERM_WITHIN ? &concepts : &words;
        double weight = one <= two ? asker_weight(asker, i) : 0;
        double used = two <= one ? term_weight(term_kind(other->terms[k])) : 0;
        shared->asked += weight;
        beside += kind == TERM_WORD || kind == TERM_PAIR ? weight : 0;
        shared->other += used;
        if (one == two) {
            shared->met += weight;
            shared->used += used;
            note_evidence(&best, asker->words[i], weight);
        }
        i += one <= two;
        k += two <= one;
    }
    *evidence = tell_evidence(arena, &best);
    double share =
        concepts.asked > 0 ? concepts.asked / (concepts.asked + beside_share * beside) : 0;
    return 1 - (1 - share * shared_similarity(&concepts)) *
                   (1 - words_share * shared_similarity(&words));
}

// ---- Codes ----

// Letters and digits alone, in capitals.
static Slice bare_code(Arena *arena, Slice code)
{
    enum { CODE_MAX = 16 };
    char *out = arena_take_raw(arena, CODE_MAX, 1);
    size_t len = 0;
    for (size_t i = 0; i < code.len && len < CODE_MAX; i++)
        if (isalnum((unsigned char)code.at[i]))
            out[len++] = (char)toupper((unsigned char)code.at[i]);
    return (Slice){out, len};
}

// JP-27 ─► JP, 27; CNDLC (UN/LOCODE) ─► CN, DLC. Answers where each part ends.
static size_t region_ends(Slice region, size_t ends[LEVELS_MAX])
{
    enum { COUNTRY = 2, LOCODE = 5 };
    size_t count = 0;
    bool is_locode = region.len == LOCODE;
    for (size_t i = 0; i < region.len && is_locode; i++)
        is_locode = isupper((unsigned char)region.at[i]) ||
                    (i >= COUNTRY && isdigit((unsigned char)region.at[i]));
    if (is_locode)
        ends[count++] = COUNTRY;
    for (size_t i = 1; i < region.len && count + 1 < LEVELS_MAX && !is_locode; i++)
        if (region.at[i] == '-' || region.at[i] == '/')
            ends[count++] = i;
    ends[count++] = region.len;
    return count;
}

// Of a number two digits mean something, of a letter one.
static size_t code_ends(Slice code, size_t ends[LEVELS_MAX])
{
    size_t count = 0;
    bool is_number = code.len > 0 && isdigit((unsigned char)code.at[0]);
    for (size_t len = is_number ? 2 : 1; len <= code.len && count < LEVELS_MAX; len++)
        ends[count++] = len;
    return count;
}

size_t code_levels(Arena *arena, MatchBy by, Slice code, CodeLevel levels[LEVELS_MAX])
{
    size_t ends[LEVELS_MAX];
    Slice plain = by == MATCH_REGION ? slice_trim(code) : bare_code(arena, code);
    if (plain.len == 0)
        return 0;
    size_t count = by == MATCH_REGION ? region_ends(plain, ends) : code_ends(plain, ends);
    for (size_t i = 0; i < count; i++) {
        double depth = by == MATCH_REGION ? (double)(i + 1) / (double)count
                                          : (double)ends[i] / (double)plain.len;
        levels[i] = (CodeLevel){slice_part(plain, 0, ends[i]), depth};
    }
    return count;
}

// The broader of two may contain the narrower: that is nearer than two that part ways.
static double code_similarity(Arena *arena, MatchBy by, Slice a, Slice b, Slice *common)
{
    CodeLevel one[LEVELS_MAX], other[LEVELS_MAX];
    size_t ones = code_levels(arena, by, a, one), others = code_levels(arena, by, b, other);
    size_t shared = 0;
    while (shared < ones && shared < others &&
           slice_equal(one[shared].prefix, other[shared].prefix))
        shared++;
    if (shared == 0)
        return 0;
    *common = one[shared - 1].prefix;
    double depth = one[shared - 1].similarity < other[shared - 1].similarity
                       ? one[shared - 1].similarity
                       : other[shared - 1].similarity;
    return shared == ones || shared == others ? sqrt(depth) : depth;
}

static double fit_codes(Arena *arena, const FitPart *asker, const FitPart *other, Slice *evidence)
{
    double best = 0;
    if (asker->value_count == 0 || other->value_count == 0)
        return -1;
    for (size_t i = 0; i < asker->value_count; i++)
        for (size_t k = 0; k < other->value_count; k++) {
            Slice common = {0};
            double similarity =
                code_similarity(arena, asker->by, asker->values[i], other->values[k], &common);
            if (similarity > best) {
                best = similarity;
                *evidence = common;
            }
        }
    return best;
}

// ---- Ranges ----

typedef struct Range {
    double from, to;
} Range;

static bool read_quantity(Slice text, double *value)
{
    Decimal decimal;
    if (!decimal_read(slice_trim(text), &decimal, NULL))
        return false;
    *value = decimal_to_double(decimal);
    return true;
}

// Days since 1970 of 2026-11-21, 2026-11 or 2026 (their first).
static bool read_date(Slice text, double *value)
{
    int parts[3] = {0, 1, 1};
    Slice rest = slice_trim(slice_part(text, 0, sizeof "2026-11-21" - 1));
    for (int i = 0; i < 3 && rest.len > 0; i++) {
        Slice digits = slice_cut(&rest, '-');
        parts[i] = 0;
        for (size_t k = 0; k < digits.len; k++) {
            if (!isdigit((unsigned char)digits.at[k]) || parts[i] > 99999)
                return false;
            parts[i] = parts[i] * 10 + digits.at[k] - '0';
        }
    }
    if (parts[0] < 1 || parts[1] < 1 || parts[1] > 12 || parts[2] < 1 || parts[2] > 31)
        return false;
    *value = (double)calendar_days(parts[0], parts[1], parts[2]);
    return true;
}

static bool read_range(const FitPart *part, Range *range)
{
    bool (*read)(Slice text, double *value) = part->by == MATCH_DATES ? read_date : read_quantity;
    *range = (Range){-INFINITY, INFINITY};
    bool has_from = part->value_count > 0 && read(part->values[0], &range->from);
    bool has_to = part->value_count > 1 && read(part->values[1], &range->to);
    if (has_from && part->value_count == 1)
        range->to = range->from;
    if (range->to < range->from)
        range->to = range->from;
    return has_from || has_to;
}

static double fit_ranges(const FitPart *asker, const FitPart *other)
{
    Range a, b;
    if (!read_range(asker, &a) || !read_range(other, &b))
        return -1;
    double low = a.to < b.from ? a.to : b.to, high = a.to < b.from ? b.from : a.from;
    if (a.to >= b.from && b.to >= a.from)
        return 1;
    if (asker->by == MATCH_DATES)
        return high - low < far_days ? 1 - (high - low) / far_days : 0;
    return low > 0 ? low / high : 0;
}

// 0 to 1; negative where one side says nothing of it. `evidence` lies in `arena`.
static double fit_part(Arena *arena, const FitPart *asker, const FitPart *other, Slice *evidence)
{
    *evidence = (Slice){0};
    switch (asker->by) {
    case MATCH_TEXT:
        return fit_texts(arena, asker, other, evidence);
    case MATCH_CODES:
    case MATCH_REGION:
        return fit_codes(arena, asker, other, evidence);
    case MATCH_QUANTITY:
    case MATCH_DATES:
        return fit_ranges(asker, other);
    case MATCH_BY_END:
        break;
    }
    return -1;
}

// ---- The score ----

static bool are_equal(const Fit *a, const Fit *b)
{
    if (a->equal_count != b->equal_count)
        return false;
    for (size_t i = 0; i < a->equal_count; i++)
        if (!slice_equal(a->equals[i], b->equals[i]))
            return false;
    return true;
}

static bool says_something(const FitPart *part)
{
    return part->by == MATCH_TEXT ? part->term_count > 0 : part->value_count > 0;
}

static int compare_reasons(const void *a, const void *b)
{
    const MatchReason *one = a, *other = b;
    if (one->share != other->share)
        return one->share < other->share ? 1 : -1;
    return (one->part > other->part) - (one->part < other->part);
}

double fit_score(Arena *arena, const MatchPair *pair, const Fit *asker, const Fit *other,
                 MatchReason *reasons, size_t *reason_count)
{
    double asked = 0, known = 0, sum = 0;
    *reason_count = 0;
    if (!are_equal(asker, other))
        return 0;
    for (size_t i = 0; i < asker->part_count && i < other->part_count; i++) {
        double weight = pair->parts[i].weight;
        Slice evidence;
        if (!says_something(&asker->parts[i]) || asker->parts[i].by != other->parts[i].by)
            continue;
        asked += weight;
        double similarity = fit_part(arena, &asker->parts[i], &other->parts[i], &evidence);
        if (similarity < 0)
            continue;
        known += weight;
        sum += weight * similarity;
        reasons[(*reason_count)++] = (MatchReason){i, similarity, weight * similarity, evidence};
    }
    for (size_t i = 0; i < *reason_count; i++)
        reasons[i].share = sum > 0 ? reasons[i].share / sum : 0;
    qsort(reasons, *reason_count, sizeof *reasons, compare_reasons);
    return known > 0 ? sum / known * sqrt(known / asked) : 0;
}
