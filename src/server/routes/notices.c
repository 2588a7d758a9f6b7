// SPDX-License-Identifier: Apache-2.0
// Notices: what the window tells an organisation of its records, and of those it takes part in.

#include "acts/acts.h"
#include "server/internal.h"

static void write_notice(Request *request, JsonWriter *json, const Record *record)
{
    const Json *content = json_read(request->arena, record->content, &request->worker->faults);
    const Json *text = json_get(content, S("text"));
    Slice words = json_text(json_get(text, slice_of(request_language(request))));
    json_open(json, '{');
    json_field(json, "id", record->id);
    json_field(json, "state", record->state);
    json_time(json, "time", record->created_ms);
    json_field(json, "register", json_text(json_get(content, S("register"))));
    json_field(json, "organisation", json_text(json_get(content, S("organisation"))));
    json_field(json, "record", json_text(json_get(content, S("record"))));
    json_field(json, "number", json_text(json_get(content, S("number"))));
    json_field(json, "text", words.len > 0 ? words : json_text(json_get(text, S("en"))));
    json_close(json, '}');
}

static void run_list(Request *request)
{
    RecordList list;
    Facet state = facet_counted(S("state"), request_value(request, "state"));
    Query query = {.owner = request->asker.organisation,
                   .register_name = KIND_NOTICE,
                   .facets = &state,
                   .facet_count = state.value.len > 0,
                   .after = request_number(request, "after", 0),
                   .limit = (size_t)request_number(request, "limit", 50),
                   .with_content = true};
    if (!store_list(request->server->store, request->arena, &query, &list,
                    &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    Buffer out = buffer_new(request->arena);
    JsonWriter json = {.out = &out};
    json_open(&json, '{');
    json_key(&json, "notices");
    json_open(&json, '[');
    for (size_t i = 0; i < list.count; i++)
        write_notice(request, &json, &list.at[i]);
    json_close(&json, ']');
    json_next(&json, request->arena, list.next);
    json_close(&json, '}');
    answer_json(request, 200, &out);
}

// Seen twice is seen.
static void run_seen(Request *request)
{
    Receipt receipt;
    const Record *record =
        store_record(request->server->store, request->arena, request->asker.organisation,
                     KIND_NOTICE, request_value(request, "notice"), &request->worker->faults);
    if (record == NULL) {
        answer_problem(request, PROBLEM_NOT_FOUND, "there is no such notice for your organisation");
        return;
    }
    Write write = {.actor = request->asker.actor,
                   .owner = record->owner,
                   .register_name = KIND_NOTICE,
                   .record = record->id,
                   .action = S("see"),
                   .version = VERSION_ANY,
                   .state = S("seen")};
    if (!slice_equal(record->state, S("seen")) &&
        !store_write(request->server->store, &write, &receipt, &request->worker->faults))
        answer_refusal(request);
    else
        request->response.status = 204;
}

static const Parameter list_parameters[] = {
    {.name = "state", .in = IN_QUERY, .choices = "new seen", .text = "Of these; without it, all."},
    {.name = "language",
     .in = IN_QUERY,
     .choices = "en ja zh",
     .text = "Of the texts; without it, Accept-Language says."},
    {.name = "limit",
     .in = IN_QUERY,
     .kind = NUMBER,
     .most = LIST_MAX,
     .text = "So many at most; 50 without it."},
    {.name = "after",
     .in = IN_QUERY,
     .kind = NUMBER,
     .most = INT64_MAX,
     .text = "Goes on behind it: `next` of the page before."},
    {0},
};
static const Parameter seen_parameters[] = {
    {.name = "notice", .in = IN_PATH, .most = 100, .text = "Its id."},
    {0},
};

const Route notice_routes[] = {
    {
        .id = "listNotices",
        .path = "/api/notices",
        .summary = "What one's organisation was told",
        .parameters = list_parameters,
        .answers = {{200, "application/json", "Notices", "The newest first"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_list,
    },
    {
        .id = "seeNotice",
        .method = METHOD_POST,
        .path = "/api/notices/{notice}/seen",
        .summary = "Notes that a notice was seen",
        .parameters = seen_parameters,
        .answers = {{204, NULL, NULL, "Seen"}},
        .action = ACTION_WRITE,
        .lane = LANE_SLOW,
        .run = run_seen,
    },
    {0},
};
