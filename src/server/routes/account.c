// SPDX-License-Identifier: Apache-2.0
// What is kept of oneself: to take along, and to have erased.

#include "server/names.h"
#include "server/proven.h"

static void write_sessions(Request *request, JsonWriter *json, const Person *person)
{
    const Session *sessions = NULL;
    size_t count = sessions_of(request->server->store, request->arena, person->id, &sessions,
                               &request->worker->faults);
    json_field_open(json, "sessions", '[');
    for (size_t i = 0; i < count; i++) {
        json_open(json, '{');
        json_field(json, "organisation", sessions[i].organisation);
        json_field(json, "device", sessions[i].device);
        json_field(json, "address", sessions[i].address);
        json_time(json, "created", sessions[i].created_ms);
        json_time(json, "ends", sessions[i].ends_ms);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_memberships(JsonWriter *json, const Person *person)
{
    json_field_open(json, "memberships", '[');
    for (size_t i = 0; i < person->membership_count; i++) {
        json_open(json, '{');
        json_field(json, "organisation", person->memberships[i].organisation);
        json_field(json, "role", slice_of(role_names[person->memberships[i].role]));
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_factor(Request *request, JsonWriter *json, const Person *person)
{
    bool is_set;
    size_t codes;
    person_factor(request->server->store, request->arena, person->id, &is_set, &codes,
                  &request->worker->faults);
    json_field_boolean(json, "secondFactor", is_set);
    json_field_integer(json, "recoveryCodesLeft", (int64_t)codes);
}

// Who has looked at people and records of the organisation that one is in.
static void write_looks(Request *request, JsonWriter *json)
{
    const Access *accesses = NULL;
    size_t count = accesses_of(request->server->store, request->arena, request->asker.organisation,
                               &accesses, &request->worker->faults);
    Names *names = names_new(request);
    json_field_open(json, "looks", '[');
    for (size_t i = 0; i < count; i++) {
        json_open(json, '{');
        json_time(json, "time", accesses[i].time_ms);
        json_field(json, "actor", accesses[i].actor);
        Slice name = name_of_actor(names, accesses[i].actor);
        if (name.len > 0)
            json_field(json, "actorName", name);
        json_field(json, "what", accesses[i].what);
        json_close(json, '}');
    }
    json_close(json, ']');
}

// Saved searches and what they found, in whichever organisation.
static bool write_kept(Request *request, JsonWriter *json, const char *name, Slice kind,
                       const Person *person)
{
    RecordList list;
    Facet mine = facet_counted(S("person"), person->id);
    Query query = {.register_name = kind,
                   .facets = &mine,
                   .facet_count = 1,
                   .limit = LIST_MAX,
                   .with_content = true};
    if (!store_list(request->server->store, request->arena, &query, &list,
                    &request->worker->faults))
        return false;
    json_field_open(json, name, '[');
    for (size_t i = 0; i < list.count; i++)
        json_number(json, slice_trim(list.at[i].content));
    json_close(json, ']');
    return true;
}

static bool write_history(Request *request, JsonWriter *json, const Person *person)
{
    const Entry *entries;
    size_t count;
    EntryQuery query = {.owner = WINDOW,
                        .register_name = KIND_PERSON,
                        .record = person->id,
                        .from = UINT64_MAX,
                        .newest_first = true,
                        .limit = LIST_MAX};
    if (!store_entries(request->server->store, request->arena, &query, &entries, &count,
                       &request->worker->faults))
        return false;
    json_field_open(json, "history", '[');
    for (size_t i = 0; i < count; i++)
        entry_write_json(json, &entries[i], NULL);
    json_close(json, ']');
    return true;
}

static void run_export(Request *request)
{
    const Person *person = person_by_id(request->server->store, request->arena,
                                        request->asker.person, &request->worker->faults);
    if (person == NULL) {
        answer_problem(request, PROBLEM_FORBIDDEN, "a key is no person");
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field(&json, "id", person->id);
    json_field(&json, "name", person->name);
    json_field(&json, "email", person->email);
    json_field(&json, "state", person->state);
    write_memberships(&json, person);
    write_factor(request, &json, person);
    write_sessions(request, &json, person);
    write_looks(request, &json);
    bool is_whole = write_kept(request, &json, "searches", KIND_SEARCH, person) &&
                    write_kept(request, &json, "alerts", KIND_ALERT, person) &&
                    write_history(request, &json, person);
    json_close(&json, '}');
    if (!is_whole || request->worker->faults.count > 0) {
        answer_refusal(request);
        return;
    }
    answer_json(request, 200, &json);
    answer_field(request, "Content-Disposition", S("attachment; filename=\"account.json\""));
}

static void erase(Change *it)
{
    Request *request = it->request;
    if (!person_erase(request->server->store, request->arena, request->asker.actor, it->person,
                      &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    session_set_cookie(request, S(""));
    request->response.status = 204;
}

static void run_erase(Request *request)
{
    run_proven(request, erase);
}

const Route account_routes[] = {
    {
        .id = "exportAccount",
        .path = "/api/account",
        .summary = "All that is kept of oneself",
        .text = "Name, address, memberships, sessions, what was done with the account, and who "
                "looked at people and records of one's organisation.",
        .answers = {{200, "application/json", "Account", "To take along"}},
        .action = ACTION_SELF,
        .lane = LANE_SLOW,
        .run = run_export,
    },
    {
        .id = "eraseAccount",
        .method = METHOD_DELETE,
        .path = "/api/account",
        .summary = "Erases one's account",
        .text =
            "Name, address, credential, devices and invitations are erased from the store. What "
            "one did stays in the journal, under an id that says nothing; records are the "
            "organisation's.",
        .body = INPUT_JSON,
        .body_schema = "Proof",
        .answers = {{204, NULL, NULL, "Erased"}},
        .action = ACTION_SELF,
        .lane = LANE_SLOW,
        .run = run_erase,
    },
    {0},
};
