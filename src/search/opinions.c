// SPDX-License-Identifier: Apache-2.0
// Keeps what people say of matches: records like all others, so that nothing of it is lost, and its
// counts are the store's.

#include "search/match.h"

#include "base/digest.h"
#include "base/json.h"

static const Slice feedback = S_INIT("match-feedback");

// The facet that is counted: "2026-11 useful offer/need".
static const Slice told = S_INIT("told");
static const Slice useful = S_INIT("useful"), useless = S_INIT("useless");

// One record for each pair of records; what they are called may be longer than an id may be.
static Slice id_of(Arena *arena, const MatchOpinion *opinion)
{
    Digest *digest = digest_new(arena);
    const Slice parts[] = {opinion->pair, opinion->from, opinion->to};
    for (int i = 0; i < 3; i++) {
        digest_add(digest, parts[i]);
        digest_add(digest, S("\n"));
    }
    return digest_hex(digest);
}

static Slice content_of(Arena *arena, const MatchOpinion *opinion)
{
    JsonWriter json = json_line_writer(arena);
    json_open(&json, '{');
    json_field(&json, "pair", opinion->pair);
    json_field(&json, "from", opinion->from);
    json_field(&json, "to", opinion->to);
    json_field_boolean(&json, "useful", opinion->is_useful);
    json_key(&json, "score");
    json_number(&json, arena_print(arena, "%.3f", opinion->score));
    json_close(&json, '}');
    return buffer_slice(json.out);
}

typedef struct Telling {
    Store *store;
    const MatchOpinion *opinion;
    Faults *faults;
} Telling;

static bool tell(Arena *arena, void *context)
{
    const Telling *it = context;
    const MatchOpinion *opinion = it->opinion;
    Slice word = opinion->is_useful ? useful : useless;
    Slice value = arena_print(arena, "%.*s %.*s %.*s", (int)opinion->month.len, opinion->month.at,
                              (int)word.len, word.at, (int)opinion->pair.len, opinion->pair.at);
    Facet facet = facet_counted(told, value);
    Write write = {.actor = opinion->actor,
                   .owner = opinion->owner,
                   .register_name = feedback,
                   .record = id_of(arena, opinion),
                   .action = S("tell"),
                   .version = VERSION_ANY,
                   .content = content_of(arena, opinion),
                   .facets = &facet,
                   .facet_count = 1,
                   .key = opinion->key,
                   .question = opinion->question};
    Receipt receipt;
    return store_write(it->store, &write, &receipt, it->faults);
}

bool match_tell(Store *store, const MatchOpinion *opinion, Faults *faults)
{
    Telling telling = {store, opinion, faults};
    return arena_run(0, tell, &telling, faults);
}

// Counts come by their values: those of a month one after the other.
static MatchUse *use_of(MatchUse *uses, size_t *count, Slice month, Slice pair)
{
    for (size_t i = *count; i > 0 && slice_equal(uses[i - 1].month, month); i--)
        if (slice_equal(uses[i - 1].pair, pair))
            return &uses[i - 1];
    uses[*count] = (MatchUse){.month = month, .pair = pair};
    return &uses[(*count)++];
}

bool match_uses(Store *store, Arena *arena, const MatchUse **uses, size_t *count, Faults *faults)
{
    const Count *counts;
    size_t counted;
    if (!store_counts(store, arena, S(""), feedback, told, &counts, &counted, faults))
        return false;
    MatchUse *at = arena_array(arena, MatchUse, counted);
    *count = 0;
    for (size_t i = 0; i < counted; i++) {
        Slice pair = counts[i].value, month = slice_cut(&pair, ' '), word = slice_cut(&pair, ' ');
        MatchUse *use = use_of(at, count, month, pair);
        *(slice_equal(word, useful) ? &use->useful : &use->useless) += counts[i].count;
    }
    *uses = at;
    return true;
}
