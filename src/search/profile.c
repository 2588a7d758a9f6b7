// SPDX-License-Identifier: Apache-2.0
// Profiles as rows keep them, and the features by which a record is met from the other side.

#include "search/internal.h"

#include "search/fit.h"

#include <endian.h>

enum { STRING_MAX = 0xFFFF };

// ---- Bytes ----

static void put_number(Buffer *out, size_t number)
{
    buffer_add_char(out, (char)(number >> 8));
    buffer_add_char(out, (char)number);
}

static void put_slice(Buffer *out, Slice text)
{
    size_t len = text.len < STRING_MAX ? text.len : STRING_MAX;
    put_number(out, len);
    buffer_add(out, slice_part(text, 0, len));
}

static void put_part(Buffer *out, const FitPart *part)
{
    buffer_add_char(out, (char)part->by);
    put_number(out, part->by == MATCH_TEXT ? part->term_count : part->value_count);
    if (part->by == MATCH_TEXT)
        buffer_add(out, features_write(out->arena, (FeatureSet){part->terms, part->term_count}));
    else
        for (size_t i = 0; i < part->value_count; i++)
            put_slice(out, part->values[i]);
}

static Slice profile_pack(Arena *arena, const Fit *fits, size_t count)
{
    Buffer out = buffer_new(arena);
    put_number(&out, count);
    for (size_t i = 0; i < count; i++) {
        const Fit *fit = &fits[i];
        put_slice(&out, fit->pair);
        buffer_add_char(&out, (char)fit->side);
        put_number(&out, fit->equal_count);
        for (size_t k = 0; k < fit->equal_count; k++)
            put_slice(&out, fit->equals[k]);
        put_number(&out, fit->part_count);
        for (size_t k = 0; k < fit->part_count; k++)
            put_part(&out, &fit->parts[k]);
    }
    return buffer_slice(&out);
}

typedef struct Reader {
    Arena *arena;
    Slice rest;
    bool is_bad;
} Reader;

static Slice take(Reader *it, size_t len)
{
    it->is_bad |= len > it->rest.len;
    Slice taken = slice_part(it->rest, 0, it->is_bad ? 0 : len);
    it->rest = slice_part(it->rest, taken.len, it->rest.len);
    return taken;
}

static size_t take_number(Reader *it, size_t max)
{
    Slice bytes = take(it, 2);
    size_t number =
        bytes.len == 2 ? (size_t)(unsigned char)bytes.at[0] << 8 | (unsigned char)bytes.at[1] : 0;
    it->is_bad |= number > max;
    return it->is_bad ? 0 : number;
}

static unsigned take_byte(Reader *it, unsigned end)
{
    Slice byte = take(it, 1);
    unsigned number = byte.len == 1 ? (unsigned char)byte.at[0] : end;
    it->is_bad |= number >= end;
    return it->is_bad ? 0 : number;
}

static const Slice *take_slices(Reader *it, size_t count)
{
    Slice *slices = arena_array(it->arena, Slice, count);
    for (size_t i = 0; i < count; i++)
        slices[i] = take(it, take_number(it, STRING_MAX));
    return slices;
}

static FitPart take_part(Reader *it)
{
    FitPart part = {.by = (MatchBy)take_byte(it, MATCH_BY_END)};
    if (part.by == MATCH_TEXT) {
        part.term_count = take_number(it, TERMS_MAX);
        FeatureSet terms = features_read(it->arena, take(it, part.term_count * FEATURE_BYTES));
        part.terms = terms.at;
        part.term_count = terms.count;
    } else {
        part.value_count = take_number(it, MATCH_VALUES_MAX);
        part.values = take_slices(it, part.value_count);
    }
    return part;
}

static Fit take_fit(Reader *it)
{
    Fit fit = {.pair = take(it, take_number(it, STRING_MAX))};
    fit.side = (MatchSide)take_byte(it, SIDE_BOTH + 1);
    fit.equal_count = take_number(it, MATCH_EQUALS_MAX);
    fit.equals = take_slices(it, fit.equal_count);
    fit.part_count = take_number(it, MATCH_PARTS_MAX);
    fit.parts = arena_array(it->arena, FitPart, fit.part_count);
    for (size_t i = 0; i < fit.part_count; i++)
        fit.parts[i] = take_part(it);
    return fit;
}

bool profile_unpack(Arena *arena, Slice bytes, Fit **fits, size_t *count)
{
    Reader reader = {.arena = arena, .rest = bytes};
    *count = take_number(&reader, MATCH_STANDS_MAX);
    *fits = arena_array(arena, Fit, *count);
    for (size_t i = 0; i < *count && !reader.is_bad; i++)
        (*fits)[i] = take_fit(&reader);
    return !reader.is_bad;
}

// ---- Features ----

Feature offer_feature(Arena *arena, Slice pair, MatchSide side, char tag, size_t part, Slice value)
{
    Slice place =
        arena_print(arena, "%.*s\x1F%d%c%zu", (int)pair.len, pair.at, (int)side, tag, part);
    return feature_of_pair(FEATURE_OFFER, place, value);
}

Slice term_bytes(const TermId *term, uint64_t *room)
{
    *room = htole64(term_hash(*term)); // postings are the same on every machine
    return (Slice){(const char *)room, sizeof *room};
}

static void add_part(Arena *arena, const Fit *fit, size_t i, FeatureList *list)
{
    const FitPart *part = &fit->parts[i];
    CodeLevel levels[LEVELS_MAX];
    uint64_t room;
    for (size_t k = 0; k < part->term_count; k++)
        features_add(list, offer_feature(arena, fit->pair, fit->side, OFFER_TERM, i,
                                         term_bytes(&part->terms[k], &room)));
    if (part->by != MATCH_CODES && part->by != MATCH_REGION)
        return;
    for (size_t k = 0; k < part->value_count; k++)
        for (size_t n = code_levels(arena, part->by, part->values[k], levels); n-- > 0;)
            features_add(
                list, offer_feature(arena, fit->pair, fit->side, OFFER_CODE, i, levels[n].prefix));
}

Slice profile_put(Tokenizer *tokenizer, Arena *arena, Arena *scratch, const Profile *profile,
                  FeatureList *list)
{
    size_t count = profile->count < MATCH_STANDS_MAX ? profile->count : MATCH_STANDS_MAX;
    Fit *fits = arena_array(scratch, Fit, count);
    for (size_t i = 0; i < count; i++) {
        Fit *fit = &fits[i];
        *fit = fit_of_stand(tokenizer, scratch, &profile->at[i]);
        features_add(list, offer_feature(scratch, fit->pair, fit->side, OFFER_SIDE, 0, S("")));
        for (size_t k = 0; k < fit->equal_count; k++)
            features_add(
                list, offer_feature(scratch, fit->pair, fit->side, OFFER_EQUAL, k, fit->equals[k]));
        for (size_t k = 0; k < fit->part_count; k++)
            add_part(scratch, fit, k, list);
    }
    return arena_copy(arena, profile_pack(scratch, fits, count));
}
