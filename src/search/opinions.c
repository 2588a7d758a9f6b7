// SPDX-License-Identifier: Apache-2.0
// Keeps what people say of matches: records like all others, so that nothing of it is lost, and its
// counts are the store's.

#include "search/match.h"

#include "base/digest.h"
#include "base/json.h"

static const Slice feedback = S_INIT("match-feedback");
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
    Facet facet = {.name = opinion->is_useful ? useful : useless, .value = opinion->pair};
    Write write = {.actor = opinion->actor,
                   .owner = opinion->owner,
                   .register_name = feedback,
                   .record = id_of(arena, opinion),
                   .action = S("tell"),
                   .version = VERSION_ANY,
                   .content = content_of(arena, opinion),
                   .facets = &facet,
                   .facet_count = 1};
    Receipt receipt;
    return store_write(it->store, &write, &receipt, it->faults);
}

bool match_tell(Store *store, const MatchOpinion *opinion, Faults *faults)
{
    Telling telling = {store, opinion, faults};
    return arena_run(0, tell, &telling, faults);
}

static void add_counts(MatchUse *uses, size_t *count, const Count *counts, size_t counted,
                       bool is_useful)
{
    for (size_t i = 0; i < counted; i++) {
        size_t at = 0;
        while (at < *count && !slice_equal(uses[at].pair, counts[i].value))
            at++;
        if (at == *count)
            uses[(*count)++] = (MatchUse){.pair = counts[i].value};
        if (is_useful)
            uses[at].useful += counts[i].count;
        else
            uses[at].useless += counts[i].count;
    }
}

bool match_uses(Store *store, Arena *arena, const MatchUse **uses, size_t *count, Faults *faults)
{
    const Count *good, *bad;
    size_t goods, bads;
    if (!store_counts(store, arena, S(""), feedback, useful, &good, &goods, faults) ||
        !store_counts(store, arena, S(""), feedback, useless, &bad, &bads, faults))
        return false;
    MatchUse *at = arena_array(arena, MatchUse, goods + bads);
    *count = 0;
    add_counts(at, count, good, goods, true);
    add_counts(at, count, bad, bads, false);
    *uses = at;
    return true;
}
