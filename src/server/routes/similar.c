// SPDX-License-Identifier: Apache-2.0
// Whether what somebody is about to enter is there already.
//
//     a record that is not kept yet ─► where it would stand ─► what is like it
//         ─► of that, what the asker may see
//
// It warns and never refuses: two branches of one company may well offer the same.

#include "server/matters.h"
#include "server/names.h"
#include "server/press.h"
#include "server/received.h"
#include "server/routes/parameters.h"
#include "server/tell.h"

enum { SIMILAR_MAX = 5 };

// The content as the index would have it. False with a problem answered.
static bool read_draft(Request *request, Register *reg, Record *draft)
{
    Received document;
    if (!received_from(request, reg, &document))
        return false;
    *draft = (Record){.owner = request->organisation,
                      .register_name = register_name(reg),
                      .id = request_value(request, "record"),
                      .state = state_first(reg, &request->worker->faults),
                      .content = document.content};
    return true;
}

static const PairStand *stand_alike(Request *request, const Record *draft)
{
    PairStand *stands;
    size_t count;
    if (!finder_stands(request->server->finder, request->arena, draft,
                       slice_of(request_language(request)), &stands, &count,
                       &request->worker->faults))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (stands[i].stand.side == SIDE_BOTH)
            return &stands[i];
    return NULL;
}

static void write_one(JsonWriter *json, Names *names, const Match *match, const Matter *matter)
{
    json_open(json, '{');
    match_names_write(names, json, match);
    json_field(json, "number", matter->known.number);
    json_close(json, '}');
}

// What the asker may not see takes no place from what he may.
static bool write_similar(Request *request, JsonWriter *json, Register *reg, const Record *draft,
                          const PairStand *stand)
{
    const Match *matches;
    size_t count, shown = 0;
    Act *act = request_act(request);
    Names *names = names_new(request);
    Telling telling = telling_new(act, request->server->finder);
    MatchQuery query = {.pair = &stand->pair,
                        .stand = &stand->stand,
                        .sees_all = true,
                        .owner = draft->owner,
                        .register_name = draft->register_name,
                        .id = draft->id,
                        .limit = MATCH_LIMIT_MAX};
    if (!match_find(finder_searcher(request->server->finder), request->arena, &query, &matches,
                    &count, act->faults))
        return false;
    for (size_t i = 0; i < count && shown < SIMILAR_MAX; i++) {
        const Record *record = store_record(act->store, act->arena, matches[i].owner,
                                            matches[i].register_name, matches[i].id, act->faults);
        const Matter *matter = record != NULL ? seen_by(&telling, reg, record, act->asker) : NULL;
        if (matter != NULL) {
            write_one(json, names, &matches[i], matter);
            shown++;
        }
    }
    return act->faults->count == 0;
}

static void run_similar(Request *request)
{
    Record draft;
    Register *reg = register_of(request);
    if (reg == NULL || !read_draft(request, reg, &draft))
        return;
    const PairStand *stand = stand_alike(request, &draft);
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field_open(&json, "similar", '[');
    bool is_good = request->worker->faults.count == 0 &&
                   (stand == NULL || write_similar(request, &json, reg, &draft, stand));
    json_close(&json, ']');
    json_close(&json, '}');
    if (is_good)
        answer_json(request, 200, &json);
    else
        answer_refusal(request);
}

static const Parameter similar_parameters[] = {
    REGISTER,
    {.name = "record",
     .in = IN_QUERY,
     .most = 100,
     .text = "The id of one's own record that is being changed: it is not like itself."},
    {0},
};

const Route similar_routes[] = {
    {
        .id = "findSimilar",
        .method = METHOD_POST,
        .path = "/api/similar/{register}",
        .summary = "Whether there may be such a record already",
        .text = "Of a record that is about to be kept: the most alike of those that the asker may "
                "see, by what the register declares as `similar`. A warning, which refuses "
                "nothing; nothing is kept of what is sent.",
        .parameters = similar_parameters,
        .body = INPUT_DOCUMENT,
        .answers = {{200, "application/json", "SimilarRecords",
                     "At most five, the most alike first"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_similar,
    },
    {0},
};
