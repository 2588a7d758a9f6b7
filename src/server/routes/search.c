// SPDX-License-Identifier: Apache-2.0
// Search: what an organisation has, by what its people type.
//
//     words, facets ─► search_find ─► hits, counts over all of them ─► titles and snippets, in
//     pieces
//
// Texts are answered in pieces, found or not, so that no client has to count bytes or characters.

#include "server/finder.h"
#include "server/internal.h"
#include "server/names.h"

enum { SNIPPET_MAX = 240, COUNTED_NAMES_MAX = SEARCH_COUNTED_MAX };

// ---- Texts in pieces ----

static void write_piece(JsonWriter *json, Slice text, bool is_found)
{
    if (text.len == 0)
        return;
    json_open(json, '{');
    json_key(json, "text");
    json_string(json, text);
    json_key(json, "found");
    json_boolean(json, is_found);
    json_close(json, '}');
}

static bool write_marked(Request *request, JsonWriter *json, const char *name, Slice text)
{
    const Span *spans;
    size_t count, at = 0;
    if (!search_highlight(request->arena, text, request_value(request, "q"), &spans, &count,
                          &request->worker->faults))
        return false;
    json_key(json, name);
    json_open(json, '[');
    for (size_t i = 0; i < count; i++) {
        write_piece(json, slice_part(text, at, spans[i].start - at), false);
        write_piece(json, slice_part(text, spans[i].start, spans[i].end - spans[i].start), true);
        at = spans[i].end;
    }
    write_piece(json, slice_part(text, at, text.len), false);
    json_close(json, ']');
    return true;
}

// The field in which the most was found, the title left out.
static bool find_snippet(Request *request, const SearchHit *hit, Slice *snippet)
{
    Faults *faults = &request->worker->faults;
    const Record *record = store_record(request->server->store, request->arena, hit->owner,
                                        hit->register_name, hit->id, faults);
    SearchDocument document = {0};
    size_t most = 0;
    *snippet = S("");
    if (record == NULL ||
        !finder_describe(request->server->finder, request->arena, record, &document, faults))
        return faults->count == 0;
    for (size_t i = 0; i < document.field_count; i++) {
        const Span *spans;
        size_t count;
        Slice text = document.fields[i].text;
        if (slice_equal(text, hit->title))
            continue;
        if (!search_highlight(request->arena, text, request_value(request, "q"), &spans, &count,
                              faults))
            return false;
        if (count > most) {
            most = count;
            *snippet = search_snippet(text, spans, count, SNIPPET_MAX);
        }
    }
    return true;
}

// ---- Finding ----

static bool write_hit(Request *request, JsonWriter *json, const SearchHit *hit)
{
    Slice snippet = S("");
    if (request_flag(request, "snippets") && !find_snippet(request, hit, &snippet))
        return false;
    json_open(json, '{');
    json_field(json, "organisation", hit->owner);
    json_field(json, "register", hit->register_name);
    json_field(json, "id", hit->id);
    bool is_good = write_marked(request, json, "title", hit->title) &&
                   (snippet.len == 0 || write_marked(request, json, "snippet", snippet));
    json_close(json, '}');
    return is_good;
}

static void write_counts(JsonWriter *json, const SearchHits *hits)
{
    json_key(json, "counts");
    json_open(json, '[');
    for (size_t i = 0; i < hits->count_count; i++) {
        json_open(json, '{');
        json_field(json, "facet", hits->counts[i].name);
        json_field(json, "value", hits->counts[i].value);
        json_key(json, "count");
        json_integer(json, (int64_t)hits->counts[i].count);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static bool write_page(Request *request, const SearchHits *hits, Buffer *out)
{
    JsonWriter json = {.out = out};
    bool is_good = true;
    json_open(&json, '{');
    json_key(&json, "hits");
    json_open(&json, '[');
    for (size_t i = 0; i < hits->count && is_good; i++)
        is_good = write_hit(request, &json, &hits->at[i]);
    json_close(&json, ']');
    json_key(&json, "total");
    json_integer(&json, (int64_t)hits->total);
    json_key(&json, "loose");
    json_boolean(&json, hits->is_loose);
    write_counts(&json, hits);
    json_field(&json, "next", hits->next);
    json_close(&json, '}');
    return is_good;
}

// "currency,state" ─► currency; state.
static size_t split_names(Slice text, Slice names[COUNTED_NAMES_MAX])
{
    size_t count = 0;
    while (text.len > 0 && count < COUNTED_NAMES_MAX) {
        names[count] = slice_trim(slice_cut(&text, ','));
        count += names[count].len > 0;
    }
    return count;
}

static size_t filters_asked(Request *request, Facet filters[2])
{
    size_t count = 0;
    Slice facet = request_value(request, "facet"), state = request_value(request, "state");
    if (facet.len > 0) {
        Slice name = slice_cut(&facet, ':');
        filters[count++] = facet_counted(name, facet);
    }
    if (state.len > 0)
        filters[count++] = facet_counted(S("state"), state);
    return count;
}

static void run_search(Request *request)
{
    Facet filters[2];
    Slice counted[COUNTED_NAMES_MAX];
    Slice readers[FINDER_READERS_MAX];
    SearchQuery query = {.text = request_value(request, "q"),
                         .readers = readers,
                         .reader_count = finder_readers(request->arena, &request->asker,
                                                        request->organisation, readers),
                         .register_name = request_value(request, "register"),
                         .filters = filters,
                         .filter_count = filters_asked(request, filters),
                         .counted = counted,
                         .counted_count = split_names(request_value(request, "count"), counted),
                         .is_typing = request_flag(request, "typing"),
                         .after = request_value(request, "after"),
                         .limit = (size_t)request_number(request, "limit", 20)};
    if (slice_equal(request_value(request, "order"), S("newest")))
        query.order = ORDER_NEWEST;
    SearchHits hits;
    Buffer out = buffer_new(request->arena);
    if (search_find(finder_searcher(request->server->finder), request->arena, &query, &hits,
                    &request->worker->faults) &&
        write_page(request, &hits, &out))
        answer_json(request, 200, &out);
    else
        answer_refusal(request);
}

// ---- Suggesting ----

static void run_suggest(Request *request)
{
    Slice readers[FINDER_READERS_MAX];
    SearchQuery query = {.text = request_value(request, "q"),
                         .readers = readers,
                         .reader_count = finder_readers(request->arena, &request->asker,
                                                        request->organisation, readers),
                         .register_name = request_value(request, "register")};
    const Suggestion *suggestions;
    size_t count;
    if (!search_suggest(finder_searcher(request->server->finder), request->arena, &query,
                        &suggestions, &count, &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    Buffer out = buffer_new(request->arena);
    JsonWriter json = {.out = &out};
    json_open(&json, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(&json, '{');
        json_field(&json, "text", suggestions[i].text);
        json_key(&json, "count");
        json_integer(&json, (int64_t)suggestions[i].count);
        json_field(&json, "organisation", suggestions[i].owner);
        json_field(&json, "register", suggestions[i].register_name);
        json_field(&json, "id", suggestions[i].id);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    answer_json(request, 200, &out);
}

// ---- Matching ----

static void write_reason(JsonWriter *json, Arena *arena, const PairStand *stand,
                         const MatchReason *reason)
{
    json_open(json, '{');
    json_field(json, "label", stand->part_labels[reason->part]);
    json_field(json, "by", slice_of(match_by_name(stand->pair.parts[reason->part].by)));
    json_key(json, "similarity");
    json_number(json, arena_print(arena, "%.3f", reason->similarity));
    json_key(json, "share");
    json_number(json, arena_print(arena, "%.3f", reason->share));
    json_field(json, "evidence", reason->evidence);
    json_close(json, '}');
}

static void write_match(JsonWriter *json, Names *names, Arena *arena, const PairStand *stand,
                        const Match *match)
{
    json_open(json, '{');
    json_field(json, "organisation", match->owner);
    json_field(json, "organisationName", name_of(names, KIND_ORGANISATION, match->owner));
    json_field(json, "register", match->register_name);
    json_field(json, "id", match->id);
    json_field(json, "title", match->title);
    json_key(json, "score");
    json_number(json, arena_print(arena, "%.3f", match->score));
    json_key(json, "reasons");
    json_open(json, '[');
    for (size_t i = 0; i < match->reason_count; i++)
        write_reason(json, arena, stand, &match->reasons[i]);
    json_close(json, ']');
    json_close(json, '}');
}

// Officers bring both sides together: whosever the record is, they see all that fits it.
static bool find_fitting(Request *request, const Record *record, const PairStand *stand,
                         size_t limit, const Match **matches, size_t *count)
{
    Slice readers[FINDER_READERS_MAX];
    const Asker *asker = &request->asker;
    Slice whose = asker->role == ROLE_OFFICER ? asker->organisation : request->organisation;
    MatchQuery query = {.pair = &stand->pair,
                        .stand = &stand->stand,
                        .readers = readers,
                        .reader_count = finder_readers(request->arena, asker, whose, readers),
                        .owner = record->owner,
                        .register_name = record->register_name,
                        .id = record->id,
                        .limit = limit};
    return match_find(finder_searcher(request->server->finder), request->arena, &query, matches,
                      count, &request->worker->faults);
}

static bool write_stand(Request *request, JsonWriter *json, const Record *record,
                        const PairStand *stand)
{
    const Match *matches;
    size_t count;
    Names *names = names_new(request);
    if (!find_fitting(request, record, stand, (size_t)request_number(request, "limit", 5), &matches,
                      &count))
        return false;
    json_open(json, '{');
    json_field(json, "pair", stand->id);
    json_field(json, "label", stand->label);
    json_key(json, "conditions");
    json_open(json, '[');
    for (size_t i = 0; i < stand->condition_count; i++)
        json_string(json, stand->conditions[i]);
    json_close(json, ']');
    json_key(json, "matches");
    json_open(json, '[');
    for (size_t i = 0; i < count; i++)
        write_match(json, names, request->arena, stand, &matches[i]);
    json_close(json, ']');
    json_close(json, '}');
    return true;
}

static void run_matches(Request *request)
{
    Faults *faults = &request->worker->faults;
    const Record *record =
        store_record(request->server->store, request->arena, request->organisation,
                     request_value(request, "register"), request_value(request, "record"), faults);
    if (record == NULL && faults->count == 0) {
        answer_problem(request, PROBLEM_NOT_FOUND, "there is no such record");
        return;
    }
    PairStand *stands;
    size_t count;
    bool is_good = record != NULL &&
                   finder_stands(request->server->finder, request->arena, record,
                                 slice_of(request_language(request)), &stands, &count, faults);
    Buffer out = buffer_new(request->arena);
    JsonWriter json = {.out = &out};
    Slice wanted = request_value(request, "pair");
    json_open(&json, '{');
    json_key(&json, "pairs");
    json_open(&json, '[');
    for (size_t i = 0; is_good && i < count; i++)
        if (wanted.len == 0 || slice_equal(wanted, stands[i].id))
            is_good = write_stand(request, &json, record, &stands[i]);
    json_close(&json, ']');
    json_close(&json, '}');
    if (is_good)
        answer_json(request, 200, &out);
    else
        answer_refusal(request);
}

// The score that it is shown with; below nought where it does not fit. *pair becomes the name that
// it has in all registers.
static double score_of(Request *request, const Record *record, Slice *pair, Slice id)
{
    PairStand *stands;
    const Match *matches;
    size_t count, found;
    if (!finder_stands(request->server->finder, request->arena, record, S("en"), &stands, &count,
                       &request->worker->faults))
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (!slice_equal(stands[i].id, *pair) ||
            !find_fitting(request, record, &stands[i], MATCH_LIMIT_MAX, &matches, &found))
            continue;
        for (size_t k = 0; k < found; k++)
            if (slice_equal(matches[k].id, id)) {
                *pair = stands[i].pair.id;
                return matches[k].score;
            }
    }
    return -1;
}

// Of what fits one's own record: whether that was of use.
static void run_tell(Request *request)
{
    Faults *faults = &request->worker->faults;
    const Json *json = request_json(request), *useful = json_get(json, S("useful"));
    if (json == NULL)
        return;
    MatchOpinion opinion = {.actor = request->asker.actor,
                            .owner = request->organisation,
                            .pair = json_text(json_get(json, S("pair"))),
                            .from = json_text(json_get(json, S("record"))),
                            .to = json_text(json_get(json, S("match"))),
                            .is_useful = useful != NULL && useful->kind == JSON_TRUE};
    const Record *record =
        store_record(request->server->store, request->arena, opinion.owner,
                     json_text(json_get(json, S("register"))), opinion.from, faults);
    opinion.score = record != NULL ? score_of(request, record, &opinion.pair, opinion.to) : -1;
    if (faults->count == 0 && opinion.score < 0)
        answer_problem(request, PROBLEM_NOT_FOUND,
                       "nothing of that id fits the record; GET /api/matches names what does");
    else if (faults->count == 0 && match_tell(request->server->store, &opinion, faults))
        request->response.status = 204;
    else
        answer_refusal(request);
}

// How often matches were of use, by pair, over all organisations.
static void run_uses(Request *request)
{
    const MatchUse *uses;
    size_t count;
    if (!match_uses(request->server->store, request->arena, &uses, &count,
                    &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    Buffer out = buffer_new(request->arena);
    JsonWriter json = {.out = &out};
    json_open(&json, '{');
    json_key(&json, "pairs");
    json_open(&json, '[');
    for (size_t i = 0; i < count; i++) {
        uint64_t all = uses[i].useful + uses[i].useless;
        json_open(&json, '{');
        json_field(&json, "pair", uses[i].pair);
        json_key(&json, "useful");
        json_integer(&json, (int64_t)uses[i].useful);
        json_key(&json, "useless");
        json_integer(&json, (int64_t)uses[i].useless);
        if (all > 0) {
            json_key(&json, "share");
            json_number(&json,
                        arena_print(request->arena, "%.3f", (double)uses[i].useful / (double)all));
        }
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_close(&json, '}');
    answer_json(request, 200, &out);
}

// ---- Rows ----

#define REGISTER                                                                                   \
    {                                                                                              \
        .name = "register", .in = IN_QUERY, .most = 100,                                           \
        .text = "In this register; without it, in all."                                            \
    }
#define ORGANISATION                                                                               \
    {                                                                                              \
        .name = "organisation", .in = IN_QUERY, .most = 40,                                        \
        .text = "On whose behalf an officer looks; without it, one's own organisation's records "  \
                "and what all may see, which is what those find who are not signed in."            \
    }

static const Parameter search_parameters[] = {
    {.name = "q",
     .in = IN_QUERY,
     .most = SEARCH_QUERY_MAX,
     .text = "What is sought: words in any spelling, codes, numbers. Without it, everything."},
    REGISTER,
    ORGANISATION,
    {.name = "facet",
     .in = IN_QUERY,
     .most = NAME_MAX_BYTES + FACET_VALUE_MAX,
     .text = "With this value, as in seller.name:ACME."},
    {.name = "state", .in = IN_QUERY, .most = NAME_MAX_BYTES, .text = "In this state."},
    {.name = "count",
     .in = IN_QUERY,
     .text = "Facets whose values are counted over all hits, divided by commas; `register` and "
             "`state` are facets, too."},
    {.name = "order",
     .in = IN_QUERY,
     .choices = "best newest",
     .text = "The best first, which is the order without it, or the newest."},
    {.name = "typing", .in = IN_QUERY, .kind = BOOLEAN, .text = "The last word may go on."},
    {.name = "snippets",
     .in = IN_QUERY,
     .kind = BOOLEAN,
     .text = "With the part of the record in which the most was found."},
    {.name = "limit",
     .in = IN_QUERY,
     .kind = NUMBER,
     .most = SEARCH_LIMIT_MAX,
     .text = "So many at most; 20 without it."},
    {.name = "after",
     .in = IN_QUERY,
     .most = 64,
     .text = "Goes on behind it: `next` of the page before."},
    {0},
};
static const Parameter suggest_parameters[] = {
    {.name = "q",
     .in = IN_QUERY,
     .is_required = true,
     .most = SEARCH_QUERY_MAX,
     .text = "What was typed so far."},
    REGISTER,
    ORGANISATION,
    {0},
};

static const Parameter match_parameters[] = {
    {.name = "register",
     .in = IN_QUERY,
     .is_required = true,
     .most = 100,
     .text = "The register of the record that matches are sought for."},
    {.name = "record",
     .in = IN_QUERY,
     .is_required = true,
     .most = NAME_MAX_BYTES,
     .text = "Its id."},
    ORGANISATION,
    {.name = "pair",
     .in = IN_QUERY,
     .most = 100,
     .text = "Of this pair; without it, of all that its register, or another with it, declares."},
    {.name = "limit",
     .in = IN_QUERY,
     .kind = NUMBER,
     .most = MATCH_LIMIT_MAX,
     .text = "So many of each pair at most; 5 without it."},
    {0},
};

const Route search_routes[] = {
    {
        .id = "searchRecords",
        .path = "/api/search",
        .summary = "Finds records by their texts",
        .text = "Width, case, kana, traditional, simplified and Japanese ideographs are alike; "
                "English words are found in all their forms, codes by their beginnings. Where no "
                "record has all words, those are answered that have some, and `loose` says so.",
        .parameters = search_parameters,
        .answers = {{200, "application/json", "SearchPage", "A page of hits"}},
        .action = ACTION_READ,
        .subject = SUBJECT_SHOWN,
        .lane = LANE_SLOW,
        .run = run_search,
    },
    {
        .id = "suggestWords",
        .path = "/api/suggest",
        .summary = "How what is being typed may go on",
        .parameters = suggest_parameters,
        .answers = {{200, "application/json", "Suggestions", "Words, then titles of records"}},
        .action = ACTION_READ,
        .subject = SUBJECT_SHOWN,
        .lane = LANE_SLOW,
        .run = run_suggest,
    },
    {
        .id = "findMatches",
        .path = "/api/matches",
        .summary = "What fits a record, and why",
        .text = "By the pairs that registers declare: offers and needs, projects and partners, and "
                "`similar` for what may be the same once more. Texts are compared across "
                "languages.",
        .parameters = match_parameters,
        .answers = {{200, "application/json", "PairMatches", "By pair, the best first"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_matches,
    },
    {
        .id = "measureMatches",
        .path = "/api/matches/uses",
        .summary = "How often matches were of use, by pair",
        .answers = {{200, "application/json", "MatchUses",
                     "Over all organisations; the last word of each on a match counts"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_uses,
    },
    {
        .id = "tellMatch",
        .method = METHOD_POST,
        .path = "/api/matches",
        .summary = "Tells whether a match was of use",
        .text = "Kept in the journal; what an organisation said last of a match counts.",
        .body = INPUT_JSON,
        .body_schema = "MatchOpinion",
        .answers = {{204, NULL, NULL, "Kept"}},
        .action = ACTION_WRITE,
        .lane = LANE_SLOW,
        .run = run_tell,
    },
    {0},
};
