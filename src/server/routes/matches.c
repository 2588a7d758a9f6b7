// SPDX-License-Identifier: Apache-2.0
// What fits a record by the pairs that registers declare, and what people say of that.

#include "server/finder.h"
#include "server/internal.h"
#include "server/names.h"
#include "server/press.h"
#include "server/routes/parameters.h"

// ---- What fits a record ----

static void write_match(JsonWriter *json, Names *names, Arena *arena, const PairStand *stand,
                        const Match *match)
{
    json_open(json, '{');
    match_names_write(names, json, match);
    pair_write_reasons(json, arena, stand, match);
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
    json_field_open(json, "conditions", '[');
    for (size_t i = 0; i < stand->condition_count; i++)
        json_string(json, stand->conditions[i]);
    json_close(json, ']');
    json_field_open(json, "matches", '[');
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
    JsonWriter json = json_writer(request->arena);
    Slice wanted = request_value(request, "pair");
    json_open(&json, '{');
    json_field_open(&json, "pairs", '[');
    for (size_t i = 0; is_good && i < count; i++)
        if (wanted.len == 0 || slice_equal(wanted, stands[i].id))
            is_good = write_stand(request, &json, record, &stands[i]);
    json_close(&json, ']');
    json_close(&json, '}');
    if (is_good)
        answer_json(request, 200, &json);
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
                            .pair = json_get_text(json, S("pair")),
                            .from = json_get_text(json, S("record")),
                            .to = json_get_text(json, S("match")),
                            .is_useful = useful != NULL && useful->kind == JSON_TRUE,
                            .month = slice_part(clock_today(request->server, request->arena), 0, 7),
                            .key = request->once,
                            .question = request->question};
    const Record *record = store_record(request->server->store, request->arena, opinion.owner,
                                        json_get_text(json, S("register")), opinion.from, faults);
    opinion.score = record != NULL ? score_of(request, record, &opinion.pair, opinion.to) : -1;
    if (faults->count == 0 && opinion.score < 0)
        answer_problem(request, PROBLEM_NOT_FOUND,
                       "nothing of that id fits the record; GET /api/matches names what does");
    else if (faults->count == 0 && match_tell(request->server->store, &opinion, faults))
        request->response.status = 204;
    else
        answer_refusal(request);
}

// ---- How often matches were of use ----

typedef struct Uses {
    Request *request;
    const PairNamed *pairs;
    size_t pair_count;
    const MatchUse *months; // by pair, too
    size_t month_count;
    JsonWriter json;
} Uses;

static void write_count(Uses *it, uint64_t useful, uint64_t useless)
{
    json_field_integer(&it->json, "useful", (int64_t)useful);
    json_field_integer(&it->json, "useless", (int64_t)useless);
}

static void write_pair(Uses *it, const PairNamed *pair)
{
    MatchUse sum = {0};
    for (size_t i = 0; i < it->month_count; i++)
        if (slice_equal(it->months[i].pair, pair->id)) {
            sum.useful += it->months[i].useful;
            sum.useless += it->months[i].useless;
        }
    json_open(&it->json, '{');
    json_field(&it->json, "pair", pair->id);
    json_field(&it->json, "register", pair->register_name);
    json_field(&it->json, "name", pair->name);
    json_field(&it->json, "with", pair->with);
    json_field(&it->json, "label", pair->label);
    json_field_boolean(&it->json, "mayAssign", pair->may_assign);
    write_count(it, sum.useful, sum.useless);
    if (sum.useful + sum.useless > 0) {
        json_key(&it->json, "share");
        json_number(&it->json,
                    arena_print(it->request->arena, "%.3f",
                                (double)sum.useful / (double)(sum.useful + sum.useless)));
    }
    json_close(&it->json, '}');
}

static bool is_named(const Uses *it, Slice pair)
{
    for (size_t i = 0; i < it->pair_count; i++)
        if (slice_equal(it->pairs[i].id, pair))
            return true;
    return false;
}

// Of `similar`, and of what a register declared once: they have no label.
static void write_unnamed(Uses *it)
{
    for (size_t i = 0; i < it->month_count; i++) {
        PairNamed pair = {.id = it->months[i].pair, .name = it->months[i].pair};
        bool is_first = true;
        for (size_t k = 0; k < i; k++)
            is_first &= !slice_equal(it->months[k].pair, pair.id);
        pair.register_name = slice_cut(&pair.name, '/');
        if (is_first && !is_named(it, pair.id))
            write_pair(it, &pair);
    }
}

static void write_month(Uses *it, const MatchUse *month)
{
    json_open(&it->json, '{');
    json_field(&it->json, "month", month->month);
    json_field(&it->json, "pair", month->pair);
    write_count(it, month->useful, month->useless);
    json_close(&it->json, '}');
}

// Over all organisations.
static void run_uses(Request *request)
{
    Uses it = {.request = request};
    if (!match_uses(request->server->store, request->arena, &it.months, &it.month_count,
                    &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    it.pair_count =
        pairs_named(request->arena, press_registers(worker_press(request->server, request->worker)),
                    slice_of(request_language(request)), &it.pairs);
    it.json = json_writer(request->arena);
    json_open(&it.json, '{');
    json_field_open(&it.json, "pairs", '[');
    for (size_t i = 0; i < it.pair_count; i++)
        write_pair(&it, &it.pairs[i]);
    write_unnamed(&it);
    json_close(&it.json, ']');
    json_field_open(&it.json, "months", '[');
    for (size_t i = 0; i < it.month_count; i++)
        write_month(&it, &it.months[i]);
    json_close(&it.json, ']');
    json_close(&it.json, '}');
    answer_json(request, 200, &it.json);
}

// ---- Rows ----

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

static const Parameter tell_parameters[] = {IDEMPOTENCY_KEY, {0}};
static const Parameter use_parameters[] = {LANGUAGE, {0}};

const Route match_routes[] = {
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
        .summary = "How often matches were of use, by pair and month",
        .text = "All pairs that registers declare, also those of which nobody said anything.",
        .parameters = use_parameters,
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
        .parameters = tell_parameters,
        .body = INPUT_JSON,
        .body_schema = "MatchOpinion",
        .answers = {{204, NULL, NULL, "Kept"}},
        .action = ACTION_WRITE,
        .lane = LANE_SLOW,
        .run = run_tell,
        .again = answer_nothing,
    },
    {0},
};
