// SPDX-License-Identifier: Apache-2.0
// Notices: what the window tells an organisation of its records, and of those it takes part in; and
// what it tells a person of his saved searches.

#include "server/matters.h"
#include "server/routes/parameters.h"

enum { LIMIT_DEFAULT = 50 };

static void write_notice(Request *request, JsonWriter *json, const Record *record)
{
    const Json *content = json_read(request->arena, record->content, &request->worker->faults);
    const Json *text = json_get(content, S("text"));
    Slice words = json_get_text(text, slice_of(request_language(request)));
    json_open(json, '{');
    json_field(json, "id", record->id);
    json_field(json, "state", record->state);
    json_time(json, "time", record->created_ms);
    json_field(json, "register", json_get_text(content, S("register")));
    json_field(json, "organisation", json_get_text(content, S("organisation")));
    json_field(json, "record", json_get_text(content, S("record")));
    json_field(json, "number", json_get_text(content, S("number")));
    json_field(json, "search", json_get_text(content, S("search")));
    json_field(json, "text", words.len > 0 ? words : json_get_text(text, S("en")));
    json_close(json, '}');
}

// ---- Two lists as one ----

static bool list_kind(Request *request, Slice kind, size_t limit, RecordList *list)
{
    Facet facets[2];
    size_t count = 0;
    *list = (RecordList){0};
    if (slice_equal(kind, KIND_ALERT)) {
        if (request->asker.person.len == 0)
            return true;
        facets[count++] = facet_counted(S("person"), request->asker.person);
    }
    if (request_value(request, "state").len > 0)
        facets[count++] = facet_counted(S("state"), request_value(request, "state"));
    Query query = {.owner = request->asker.organisation,
                   .register_name = kind,
                   .facets = facets,
                   .facet_count = count,
                   .after = request_number(request, "after", 0),
                   .limit = limit,
                   .with_content = true};
    return store_list(request->server->store, request->arena, &query, list,
                      &request->worker->faults);
}

// The newer of the next two. NULL where there are no more.
static const Record *take_newer(const RecordList *a, const RecordList *b, size_t at[2])
{
    if (at[0] == a->count && at[1] == b->count)
        return NULL;
    bool is_first =
        at[1] == b->count || (at[0] < a->count && a->at[at[0]].number > b->at[at[1]].number);
    return is_first ? &a->at[at[0]++] : &b->at[at[1]++];
}

static void run_list(Request *request)
{
    RecordList all, own;
    size_t limit = (size_t)request_number(request, "limit", LIMIT_DEFAULT), at[2] = {0}, count = 0;
    if (limit == 0)
        limit = LIMIT_DEFAULT;
    if (!list_kind(request, KIND_NOTICE, limit, &all) ||
        !list_kind(request, KIND_ALERT, limit, &own)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = page_open(request, "notices");
    const Record *record = NULL, *next;

    for (; count < limit && (next = take_newer(&all, &own, at)) != NULL; count++) {
        record = next;
        write_notice(request, &json, record);
    }
    bool has_more = at[0] < all.count || at[1] < own.count || all.next > 0 || own.next > 0;
    page_answer(request, &json, has_more && record != NULL ? record->number : 0);
}

static bool is_for(const Record *record, Slice person)
{
    for (size_t i = 0; i < record->facet_count; i++)
        if (slice_equal(record->facets[i].name, S("person")))
            return slice_equal(record->facets[i].value, person);
    return false;
}

static const Record *find_notice(Request *request)
{
    Store *store = request->server->store;
    Slice organisation = request->asker.organisation, id = request_value(request, "notice");
    Faults *faults = &request->worker->faults;
    const Record *record =
        store_record(store, request->arena, organisation, KIND_NOTICE, id, faults);
    if (record != NULL || faults->count > 0)
        return record;
    record = store_record(store, request->arena, organisation, KIND_ALERT, id, faults);
    return record != NULL && is_for(record, request->asker.person) ? record : NULL;
}

// Seen twice is seen.
static void run_seen(Request *request)
{
    Receipt receipt;
    const Record *record = find_notice(request);
    if (record == NULL) {
        answer_problem(request, PROBLEM_NOT_FOUND, "there is no such notice for your organisation");
        return;
    }
    Write write = {.actor = request->asker.actor,
                   .owner = record->owner,
                   .register_name = record->register_name,
                   .record = record->id,
                   .action = S("see"),
                   .version = VERSION_ANY,
                   .state = S("seen")};
    if (!slice_equal(record->state, S("seen")) &&
        !act_write(request_act(request), &write, &receipt))
        answer_refusal(request);
    else
        request->response.status = 204;
}

static const Parameter list_parameters[] = {
    {.name = "state", .in = IN_QUERY, .choices = "new seen", .text = "Of these; without it, all."},
    LANGUAGE,
    LIMIT(LIST_MAX),
    AFTER,
    {0},
};
static const Parameter seen_parameters[] = {
    ID("notice"),
    IDEMPOTENCY_KEY,
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
        .again = answer_nothing,
    },
    {0},
};
