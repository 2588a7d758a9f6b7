// SPDX-License-Identifier: Apache-2.0
// Organisations, the people in them, and invitations.

#include "base/calendar.h"
#include "server/internal.h"
#include "server/routes/parameters.h"

// ---- Organisations ----

static void run_organisations(Request *request)
{
    RecordList list;
    Query query = {.owner = WINDOW,
                   .register_name = KIND_ORGANISATION,
                   .oldest_first = true,
                   .after = request_number(request, "after", 0),
                   .limit = (size_t)request_number(request, "limit", 50),
                   .with_content = true};
    if (!store_list(request->server->store, request->arena, &query, &list,
                    &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = page_open(request, "organisations");
    for (size_t i = 0; i < list.count; i++) {
        const Json *content =
            json_read(request->arena, list.at[i].content, &request->worker->faults);
        json_open(&json, '{');
        json_field(&json, "id", list.at[i].id);
        json_field(&json, "name", json_get_text(content, S("name")));
        json_field(&json, "state", list.at[i].state);
        json_close(&json, '}');
    }
    page_answer(request, &json, list.next);
}

static void run_add_organisation(Request *request)
{
    const Json *json = request_json(request);
    if (json == NULL)
        return;
    if (organisation_add(request->server->store, request->arena, request->asker.actor,
                         json_get_text(json, S("id")), json_get_text(json, S("name")),
                         &request->worker->faults))
        request->response.status = 201;
    else
        answer_refusal(request);
}

// ---- People ----

static void write_person(JsonWriter *json, const Person *person, Slice organisation)
{
    json_open(json, '{');
    json_field(json, "id", person->id);
    json_field(json, "name", person->name);
    json_field(json, "email", person->email);
    json_field(json, "role", slice_of(role_names[person_membership(person, organisation)->role]));
    json_field(json, "state", person->state);
    json_close(json, '}');
}

// Names and addresses are personal: that they were looked at is journalled.
static void run_people(Request *request)
{
    const Person **people = NULL;
    uint64_t next = 0;
    Store *store = request->server->store;
    Faults *faults = &request->worker->faults;
    size_t count =
        people_of(store, request->arena, request->organisation, request_number(request, "after", 0),
                  (size_t)request_number(request, "limit", 50), &people, &next, faults);
    if (faults->count > 0 || !access_note(store, request->arena, &request->asker,
                                          S("people listed"), request->organisation, faults)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = page_open(request, "people");
    for (size_t i = 0; i < count; i++)
        write_person(&json, people[i], request->organisation);
    page_answer(request, &json, next);
}

// NULL with a problem answered.
static const Person *named_person(Request *request)
{
    const Person *person = person_by_id(request->server->store, request->arena,
                                        request_value(request, "person"), &request->worker->faults);
    if (person != NULL && person_membership(person, request->organisation) != NULL)
        return person;
    answer_problem(request, PROBLEM_NOT_FOUND, "the organisation has no such person");
    return NULL;
}

// The roles of the organisation's people alone: who is no more than that makes nobody more.
static void run_set_role(Request *request)
{
    const Json *json = request_json(request);
    const Person *person = json != NULL ? named_person(request) : NULL;
    if (person == NULL)
        return;
    if (!slice_equal(person->state, S("active"))) {
        answer_problem(request, PROBLEM_CONFLICT, "the account is closed");
        return;
    }
    Membership membership = {.organisation = request->organisation, .role = ROLE_PUBLIC};
    role_find(json_get_text(json, S("role")), &membership.role);
    if (person_join(request->server->store, request->arena, request->asker.actor, person,
                    &membership, &request->worker->faults))
        request->response.status = 204;
    else
        answer_refusal(request);
}

// Whose only organisation it is has no account any more, and may want to be forgotten.
static void run_close_person(Request *request)
{
    Store *store = request->server->store;
    Faults *faults = &request->worker->faults;
    const Person *person = named_person(request);
    if (person == NULL)
        return;
    bool erases = request_flag(request, "erase");
    if (erases && person->membership_count > 1) {
        answer_problem(request, PROBLEM_CONFLICT,
                       "the person is a member of other organisations too");
        return;
    }
    bool is_done = erases
                       ? person_erase(store, request->arena, request->asker.actor, person, faults)
                       : person_leave(store, request->arena, request->asker.actor, person,
                                      request->organisation, faults);
    if (is_done)
        request->response.status = 204;
    else
        answer_refusal(request);
}

// ---- Invitations ----

// The token is shown this once. Empty: what went wrong is told.
static void answer_link(Request *request, const char *page, Slice token, int64_t ends_ms)
{
    if (token.len == 0) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field(&json, "token", token);
    json_field(&json, "path",
               arena_print(request->arena, "/%s/%.*s", page, (int)token.len, token.at));
    json_time(&json, "ends", ends_ms);
    json_close(&json, '}');
    answer_json(request, 201, &json);
}

static void run_invite(Request *request)
{
    const Json *json = request_json(request);
    if (json == NULL)
        return;
    Invitation it = {.email = json_get_text(json, S("email")),
                     .organisation = request->organisation,
                     .role = ROLE_PUBLIC,
                     .ends_ms = moment_now() + (int64_t)INVITATION_HOURS * 3600000};
    role_find(json_get_text(json, S("role")),
              &it.role); // one that is none stays public, and is refused
    answer_link(request, "invitation",
                invite(request->server->store, request->arena, request->asker.actor, &it,
                       &request->worker->faults),
                it.ends_ms);
}

static void run_invitation(Request *request)
{
    const Invitation *it =
        invitation_of(request->server->store, request->arena, request_value(request, "token"),
                      moment_now(), &request->worker->faults);
    if (it == NULL) {
        answer_problem(request, PROBLEM_NOT_FOUND,
                       "the invitation was used, or its time is over: ask for another");
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field(&json, "email", it->email);
    json_field(&json, "organisation", it->organisation);
    json_field(&json, "role", slice_of(role_names[it->role]));
    json_time(&json, "ends", it->ends_ms);
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

// Who is signed in already has an account: a membership more.
static void join(Request *request)
{
    Store *store = request->server->store;
    Faults *faults = &request->worker->faults;
    const Person *person = person_by_id(store, request->arena, request->asker.person, faults);
    if (person != NULL && invitation_join(store, request->arena, request_value(request, "token"),
                                          person, moment_now(), faults))
        request->response.status = 201;
    else
        answer_refusal(request);
}

static void run_accept(Request *request)
{
    const Json *json = request_json(request);
    if (json == NULL)
        return;
    if (request->asker.person.len > 0) {
        if (has_mark(request))
            join(request);
        return;
    }
    Slice id = invitation_accept(
        request->server->store, request->arena, request_value(request, "token"),
        json_get_text(json, S("name")), json_get_text(json, S("email")),
        json_get_text(json, S("password")), moment_now(), &request->worker->faults);
    if (id.len == 0)
        answer_refusal(request);
    else
        request->response.status = 201; // now sign in
}

// ---- Who has forgotten the password ----

// A manager opens the doors of his organisation, and no others that the person goes through.
static bool is_manager(const Request *request)
{
    return !rights_allow(request->asker.role, RELATION_NONE, ACTION_PEOPLE);
}

static void run_make_recovery(Request *request)
{
    const Json *json = request_json(request);
    const Person *person = json != NULL ? named_person(request) : NULL;
    if (person == NULL)
        return;
    if (is_manager(request) && !person_is_within(person, request->organisation)) {
        answer_problem(request, PROBLEM_CONFLICT,
                       "the person is a member of other organisations too: an administrator of the "
                       "window makes the link");
        return;
    }
    const Json *forgets = json_get(json, S("forgetsFactor"));
    Recovery it = {.person = person->id,
                   .within = is_manager(request) ? request->organisation : S(""),
                   .forgets_factor = forgets != NULL && forgets->kind == JSON_TRUE,
                   .ends_ms = moment_now() + (int64_t)RECOVERY_HOURS * 3600000};
    answer_link(request, "recovery",
                recovery_make(request->server->store, request->arena, request->asker.actor, &it,
                              &request->worker->faults),
                it.ends_ms);
}

static void run_recovery(Request *request)
{
    const Recovery *it =
        recovery_of(request->server->store, request->arena, request_value(request, "token"),
                    moment_now(), &request->worker->faults);
    if (it == NULL) {
        answer_problem(request, PROBLEM_NOT_FOUND,
                       "the link was used, or its time is over: ask for another");
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field_boolean(&json, "forgetsFactor", it->forgets_factor);
    json_time(&json, "ends", it->ends_ms);
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

static void run_recover(Request *request)
{
    const Json *json = request_json(request);
    if (json == NULL)
        return;
    if (recovery_use(request->server->store, request->arena, request_value(request, "token"),
                     json_get_text(json, S("password")), moment_now(), &request->worker->faults))
        request->response.status = 204; // now sign in
    else
        answer_refusal(request);
}

// ---- Rows ----

#define PERSON                                                                                     \
    {                                                                                              \
        .name = "person", .in = IN_PATH, .most = 16, .text = "The person's id."                    \
    }

static const Parameter page_parameters[] = {LIMIT(LIST_MAX), AFTER, {0}};
static const Parameter organisation_parameters[] = {
    ORGANISATION_IN_PATH, LIMIT(LIST_MAX), AFTER, {0}};
static const Parameter invite_parameters[] = {ORGANISATION_IN_PATH, {0}};
static const Parameter person_parameters[] = {
    ORGANISATION_IN_PATH,
    PERSON,
    {.name = "erase",
     .in = IN_QUERY,
     .kind = BOOLEAN,
     .text = "Erases what is kept of the person, too: on request, and for good."},
    {0},
};
static const Parameter one_parameters[] = {ORGANISATION_IN_PATH, PERSON, {0}};
static const Parameter token_parameters[] = {
    {.name = "token", .in = IN_PATH, .most = 43, .text = "Of the link."},
    {0},
};

const Route people_routes[] = {
    {
        .id = "listOrganisations",
        .path = "/api/organisations",
        .summary = "Lists the organisations",
        .parameters = page_parameters,
        .answers = {{200, "application/json", "Organisations", "The oldest first"}},
        .action = ACTION_GOVERN,
        .lane = LANE_SLOW,
        .run = run_organisations,
    },
    {
        .id = "addOrganisation",
        .method = METHOD_POST,
        .path = "/api/organisations",
        .summary = "Adds an organisation",
        .body = INPUT_JSON,
        .body_schema = "NewOrganisation",
        .answers = {{201, NULL, NULL, "Added"}},
        .action = ACTION_GOVERN,
        .is_sensitive = true,
        .lane = LANE_SLOW,
        .run = run_add_organisation,
    },
    {
        .id = "listPeople",
        .path = "/api/organisations/{organisation}/people",
        .summary = "Lists the people of an organisation",
        .text = "That it was asked for is journalled.",
        .parameters = organisation_parameters,
        .answers = {{200, "application/json", "People", "The newest first"}},
        .action = ACTION_PEOPLE,
        .lane = LANE_SLOW,
        .run = run_people,
    },
    {
        .id = "closePerson",
        .method = METHOD_DELETE,
        .path = "/api/organisations/{organisation}/people/{person}",
        .summary = "Ends a person's membership",
        .text = "Sessions in it are closed; with the last membership the account is. What the "
                "person did stays in the journal. The last manager of an organisation with people, "
                "and the last administrator of the window, stay until there is another (409).",
        .parameters = person_parameters,
        .answers = {{204, NULL, NULL, "Closed"}},
        .action = ACTION_PEOPLE,
        .is_sensitive = true,
        .lane = LANE_SLOW,
        .run = run_close_person,
    },
    {
        .id = "setRole",
        .method = METHOD_PUT,
        .path = "/api/organisations/{organisation}/people/{person}/role",
        .summary = "Gives a person another role",
        .text = "It holds at once, for sessions that are open, too. Members and managers belong to "
                "their organisation, all other roles to the window. Its last manager stays one "
                "(409).",
        .parameters = one_parameters,
        .body = INPUT_JSON,
        .body_schema = "RoleChoice",
        .answers = {{204, NULL, NULL, "Given"}},
        .action = ACTION_PEOPLE,
        .is_sensitive = true,
        .lane = LANE_SLOW,
        .run = run_set_role,
    },
    {
        .id = "invite",
        .method = METHOD_POST,
        .path = "/api/organisations/{organisation}/invitations",
        .summary = "Invites a person",
        .text = "Who comes first to an organisation as a member becomes its manager.",
        .parameters = invite_parameters,
        .body = INPUT_JSON,
        .body_schema = "NewInvitation",
        .answers = {{201, "application/json", "InvitationLink", "The link, shown once"}},
        .action = ACTION_PEOPLE,
        .is_sensitive = true,
        .lane = LANE_SLOW,
        .run = run_invite,
    },
    {
        .id = "makeRecovery",
        .method = METHOD_POST,
        .path = "/api/organisations/{organisation}/people/{person}/recovery",
        .summary = "Makes a link by which a person sets a new password",
        .text = "It serves once, within a day, and no more when the password was changed "
                "otherwise. Hand it over when you have seen whom you give it to. A manager makes "
                "it for whom no other organisation is open to.",
        .parameters = one_parameters,
        .body = INPUT_JSON,
        .body_schema = "NewRecovery",
        .answers = {{201, "application/json", "InvitationLink", "The link, shown once"}},
        .action = ACTION_PEOPLE,
        .is_sensitive = true,
        .lane = LANE_SLOW,
        .run = run_make_recovery,
    },
    {
        .id = "getRecovery",
        .path = "/api/recoveries/{token}",
        .summary = "Shows what a link sets anew",
        .parameters = token_parameters,
        .answers = {{200, "application/json", "Recovery", "Whether the second factor goes, too"}},
        .action = ACTION_ENTER,
        .lane = LANE_SLOW,
        .run = run_recovery,
    },
    {
        .id = "recover",
        .method = METHOD_POST,
        .path = "/api/recoveries/{token}",
        .summary = "Sets a new password",
        .text = "All sessions are closed; then sign in.",
        .parameters = token_parameters,
        .body = INPUT_JSON,
        .body_schema = "NewPassword",
        .answers = {{204, NULL, NULL, "Set"}},
        .action = ACTION_ENTER,
        .lane = LANE_SLOW,
        .run = run_recover,
    },
    {
        .id = "getInvitation",
        .path = "/api/invitations/{token}",
        .summary = "Shows what one is invited to",
        .parameters = token_parameters,
        .answers = {{200, "application/json", "Invitation", "The invitation"}},
        .action = ACTION_ENTER,
        .lane = LANE_SLOW,
        .run = run_invitation,
    },
    {
        .id = "acceptInvitation",
        .method = METHOD_POST,
        .path = "/api/invitations/{token}",
        .summary = "Accepts an invitation",
        .text =
            "Makes the account; then sign in. Who is signed in gets a membership more; the body "
            "then says nothing.",
        .parameters = token_parameters,
        .body = INPUT_JSON,
        .body_schema = "Acceptance",
        .answers = {{201, NULL, NULL, "The account is made"}},
        .action = ACTION_ENTER,
        .lane = LANE_SLOW,
        .run = run_accept,
    },
    {0},
};
