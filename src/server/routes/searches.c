// SPDX-License-Identifier: Apache-2.0
// Saved searches: what a person wants to be told of (acts/searches.h).

#include "acts/searches.h"
#include "server/matters.h"
#include "server/routes/parameters.h"

static void write_search(JsonWriter *json, const SavedSearch *search)
{
    json_open(json, '{');
    json_field(json, "id", search->id);
    json_field(json, "name", search->name);
    json_field(json, "register", search->register_name);
    json_field(json, "q", search->words);
    json_field_open(json, "facets", '[');
    for (size_t i = 0; i < search->facet_count; i++) {
        json_open(json, '{');
        json_field(json, "facet", search->facets[i].name);
        json_field(json, "value", search->facets[i].value);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_field_boolean(json, "silent", !search->is_told);
    json_time(json, "created", search->created_ms);
    json_close(json, '}');
}

static void run_list(Request *request)
{
    const SavedSearch *searches;
    size_t count;
    if (!searches_of(request_act(request), &searches, &count)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field_open(&json, "searches", '[');
    for (size_t i = 0; i < count; i++)
        write_search(&json, &searches[i]);
    json_close(&json, ']');
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

// False with a problem answered: nothing would ever come of it.
static bool has_alerts(Request *request, Act *act, Slice name)
{
    if (name.len == 0)
        return true;
    Register *reg = registers_find(act->registers, name, act->faults);
    const Declaration *declaration = reg != NULL ? register_declaration(reg, act->faults) : NULL;
    const Json *alerts = declaration != NULL ? json_get(declaration->json, S("alerts")) : NULL;
    if (declaration == NULL)
        answer_faults(request, PROBLEM_NOT_FOUND, act->faults);
    else if (alerts != NULL && alerts->kind == JSON_FALSE)
        answer_problem(request, PROBLEM_UNREADABLE,
                       "the register declares that its records are told to no saved search");
    else
        return true;
    return false;
}

static SavedSearch search_of(Request *request, const Json *json)
{
    const Json *facets = json_get(json, S("facets"));
    SavedSearch search = {.name = slice_trim(json_get_text(json, S("name"))),
                          .register_name = json_get_text(json, S("register")),
                          .words = json_get_text(json, S("q")),
                          .is_told = true};
    Facet *at = arena_array(request->arena, Facet, facets != NULL ? facets->count : 0);
    for (size_t i = 0; facets != NULL && i < facets->count; i++)
        at[search.facet_count++] = facet_counted(json_get_text(facets->items[i], S("facet")),
                                                 json_get_text(facets->items[i], S("value")));
    search.facets = at;
    return search;
}

static void answer_search(Request *request, const SavedSearch *search)
{
    JsonWriter writer = json_writer(request->arena);
    write_search(&writer, search);
    answer_json(request, 201, &writer);
}

static void run_save(Request *request)
{
    const Json *json = request_json(request);
    if (json == NULL)
        return;
    SavedSearch search = search_of(request, json);
    Act *act = request_act(request);
    if (!has_alerts(request, act, search.register_name))
        return;
    if (search_save(act, &search))
        answer_search(request, &search);
    else
        answer_refusal(request);
}

// The question was the same, and so is what it says.
static void save_again(Request *request, const Entry *entry)
{
    const Json *json = request_json(request);
    if (json == NULL)
        return;
    SavedSearch search = search_of(request, json);
    search.id = entry->record;
    search.created_ms = entry->time_ms;
    answer_search(request, &search);
}

static void run_change(Request *request)
{
    const Json *json = request_json(request);
    if (json == NULL)
        return;
    const Json *is_silent = json_get(json, S("silent"));
    if (search_change(request_act(request), request_value(request, "search"),
                      slice_trim(json_get_text(json, S("name"))), is_silent->kind == JSON_FALSE))
        request->response.status = 204;
    else
        answer_refusal(request);
}

static void run_delete(Request *request)
{
    if (search_delete(request_act(request), request_value(request, "search")))
        request->response.status = 204;
    else
        answer_refusal(request);
}

static const Parameter save_parameters[] = {IDEMPOTENCY_KEY, {0}};
static const Parameter search_parameters[] = {
    ID("search"),
    IDEMPOTENCY_KEY,
    {0},
};

const Route saved_search_routes[] = {
    {
        .id = "listSearches",
        .path = "/api/searches",
        .summary = "One's saved searches",
        .text = "Those that the person saved for the organisation for which he is signed in; "
                "nobody else sees them. A key has none.",
        .answers = {{200, "application/json", "SavedSearches", "The newest first"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_list,
    },
    {
        .id = "saveSearch",
        .method = METHOD_POST,
        .path = "/api/searches",
        .parameters = save_parameters,
        .summary = "Saves a search, to be told of what comes",
        .text = "A register, words, facets, or several of them. From then on each record that is "
                "made or changed, that it finds, and that the person may see at that time, is told "
                "as a notice; each version once, and not what he did himself.",
        .body = INPUT_JSON,
        .body_schema = "NewSearch",
        .answers = {{201, "application/json", "SavedSearch", "Saved"}},
        .action = ACTION_WRITE,
        .lane = LANE_SLOW,
        .run = run_save,
        .again = save_again,
    },
    {
        .id = "changeSearch",
        .method = METHOD_PUT,
        .path = "/api/searches/{search}",
        .summary = "Renames a saved search, or silences it",
        .parameters = search_parameters,
        .body = INPUT_JSON,
        .body_schema = "SearchChange",
        .answers = {{204, NULL, NULL, "Changed"}},
        .action = ACTION_WRITE,
        .lane = LANE_SLOW,
        .run = run_change,
        .again = answer_nothing,
    },
    {
        .id = "deleteSearch",
        .method = METHOD_DELETE,
        .path = "/api/searches/{search}",
        .summary = "Deletes a saved search; what it said is erased",
        .parameters = search_parameters,
        .answers = {{204, NULL, NULL, "Deleted"}},
        .action = ACTION_WRITE,
        .lane = LANE_SLOW,
        .run = run_delete,
        .again = answer_nothing,
    },
    {0},
};
