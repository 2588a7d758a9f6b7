// SPDX-License-Identifier: Apache-2.0
// Signing in and out, the list of devices, passwords and second factors.

#include "base/calendar.h"
#include "identity/secrets.h"
#include "server/names.h"
#include "server/proven.h"

// ---- Who one is ----

static void write_memberships(Request *request, JsonWriter *json, const Person *person)
{
    Names *names = names_new(request);
    json_field_open(json, "memberships", '[');
    for (size_t i = 0; i < person->membership_count; i++) {
        const Membership *one = &person->memberships[i];
        json_open(json, '{');
        json_field(json, "organisation", one->organisation);
        Slice name = name_of(names, KIND_ORGANISATION, one->organisation);
        json_field(json, "name", name.len > 0 ? name : one->organisation);
        json_field(json, "role", slice_of(role_names[one->role]));
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void answer_self(Request *request, int status)
{
    JsonWriter json = json_writer(request->arena);
    const Asker *asker = &request->asker;
    const Person *person = NULL;
    if (asker->person.len > 0)
        person = person_by_id(request->server->store, request->arena, asker->person,
                              &request->worker->faults);
    json_open(&json, '{');
    json_field(&json, "role", slice_of(role_names[asker->role]));
    json_field(&json, "organisation", asker->organisation);
    json_field(&json, "person", asker->person);
    if (person != NULL) {
        json_field(&json, "name", person->name);
        json_field(&json, "email", person->email);
        write_memberships(request, &json, person);
    }
    if (asker->wants_factor) {
        json_field_boolean(&json, "wantsFactor", true);
    }
    if (request->token.len > 0)
        json_field(&json, "csrf", session_csrf(request->arena, request->token));
    if (request->server->provider != NULL)
        json_field(&json, "provider", slice_of(request->server->options.provider_name));
    json_close(&json, '}');
    answer_json(request, status, &json);
}

static void run_self(Request *request)
{
    answer_self(request, 200);
}

// ---- Signing in ----

// Few tries for one address at one account; more for an account from everywhere, so that nobody can
// lock another one out by trying; and a few more for one address at all accounts, for one password
// tried with many names. Who proves to be right is not counted.
enum {
    EACH_US = 12000000,
    BURST = 5,
    EACH_ALL_US = 3000000,
    BURST_ALL = 100,
    EACH_ADDRESS_US = 6000000,
    BURST_ADDRESS = 50,
};

static uint64_t key_here(const Request *request, Slice account)
{
    return slice_hash(account) ^ (exchange_rate_key(request->exchange) * 31 + 1);
}

static bool may_try(Request *request, Slice account)
{
    Rates *rates = &request->server->sign_ins;
    int64_t now = clock_us();
    if (rates_allow(rates, key_here(request, account), EACH_US, BURST, now) &&
        rates_allow(rates, key_here(request, S("")), EACH_ADDRESS_US, BURST_ADDRESS, now) &&
        rates_allow(rates, slice_hash(account), EACH_ALL_US, BURST_ALL, now))
        return true;
    answer_problem(request, PROBLEM_TOO_MANY, "there were too many tries; wait a minute");
    answer_field(request, "Retry-After", S("60"));
    return false;
}

static void note_right(const Request *request, Slice account)
{
    rates_return(&request->server->sign_ins, key_here(request, account), EACH_US);
    rates_return(&request->server->sign_ins, key_here(request, S("")), EACH_ADDRESS_US);
    rates_return(&request->server->sign_ins, slice_hash(account), EACH_ALL_US);
}

typedef struct Enter {
    Request *request;
    SignIn how;
    SignInAnswer answer;
    Slice token;
} Enter;

// One at a time: each try takes 19 MiB and some tens of milliseconds.
static bool enter(void *context)
{
    Enter *it = context;
    Request *request = it->request;
    it->answer = sign_in(request->server->store, request->arena, &it->how, &it->token,
                         &request->worker->faults);
    return true;
}

static void one_at_a_time(Request *request, bool work(void *context), void *context)
{
    pthread_mutex_lock(&request->server->hashing);
    Guard *guard = &request->worker->guard;
    bool is_good = guard_run(guard, work, context, &request->worker->faults);
    pthread_mutex_unlock(&request->server->hashing);
    if (!is_good && request->response.status == 0)
        answer_refusal(request);
}

static void answer_entered(Request *request, Slice token)
{
    // The session that the browser had, if any, ends: tokens change when rights do.
    if (request->asker.session.len > 0)
        sign_out(request->server->store, request->arena, request->asker.person,
                 request->asker.session, &request->worker->faults);
    request->token = token;
    identity_by_session(request->server->store, request->arena, token, &request->asker,
                        &request->worker->faults);
    session_set_cookie(request, token);
    answer_self(request, 200);
}

static void run_sign_in(Request *request)
{
    const Json *json = request_json(request);
    if (json == NULL)
        return;
    Slice account = email_fold(request->arena, json_get_text(json, S("email")));
    if (!may_try(request, account))
        return;
    Enter it = {.request = request,
                .answer = SIGN_IN_FAILED,
                .how = {.email = account,
                        .password = json_get_text(json, S("password")),
                        .code = json_get_text(json, S("code")),
                        .device = request_header(request, "User-Agent"),
                        .address = exchange_address(request->exchange, request->arena),
                        .now_ms = moment_now()}};
    session_limits(request->server, &it.how);
    one_at_a_time(request, enter, &it);
    switch (it.answer) {
    case SIGN_IN_GOOD:
        note_right(request, account);
        answer_entered(request, it.token);
        break;
    case SIGN_IN_WRONG:
        log_line("warn", "sign-in refused", &(LogField){.name = "address", .text = it.how.address},
                 1);
        answer_problem(request, PROBLEM_SIGN_IN, "e-mail address, password or code are wrong");
        break;
    case SIGN_IN_WANTS_CODE:
        answer_problem(request, PROBLEM_CODE,
                       "send `code` too: of the authenticator, or a "
                       "recovery code");
        break;
    case SIGN_IN_FAILED:
        answer_refusal(request);
        break;
    }
}

static void answer_none(Request *request)
{
    request->response.status = 204;
}

static void run_sign_out(Request *request)
{
    if (!sign_out(request->server->store, request->arena, request->asker.person,
                  request->asker.session, &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    session_set_cookie(request, S(""));
    answer_none(request);
}

// ---- In another organisation ----

static void run_switch(Request *request)
{
    Slice cookie;
    const Json *json = request_json(request);
    if (json == NULL)
        return;
    if (request->asker.session.len == 0) {
        answer_problem(request, PROBLEM_FORBIDDEN, "a key belongs to one organisation");
        return;
    }
    if (!session_switch(request->server->store, request->arena, &request->asker,
                        json_get_text(json, S("organisation")), &cookie,
                        &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    request->token = cookie;
    identity_by_session(request->server->store, request->arena, cookie, &request->asker,
                        &request->worker->faults);
    session_set_cookie(request, cookie);
    answer_self(request, 200);
}

// ---- Devices ----

static void run_sessions(Request *request)
{
    const Session *sessions = NULL;
    size_t count = sessions_of(request->server->store, request->arena, request->asker.person,
                               &sessions, &request->worker->faults);
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(&json, '{');
        json_field(&json, "id", sessions[i].id);
        json_field(&json, "organisation", sessions[i].organisation);
        json_field(&json, "device", sessions[i].device);
        json_field(&json, "address", sessions[i].address);
        json_time(&json, "created", sessions[i].created_ms);
        json_time(&json, "ends", sessions[i].ends_ms);
        json_field_boolean(&json, "current", slice_equal(sessions[i].id, request->asker.session));
        json_close(&json, '}');
    }
    json_close(&json, ']');
    answer_json(request, 200, &json);
}

static void run_end_sessions(Request *request)
{
    Slice one = request_value(request, "session");
    if (sign_out(request->server->store, request->arena, request->asker.person, one,
                 &request->worker->faults))
        answer_none(request);
    else
        answer_refusal(request);
}

// ---- Password and second factor: the present password is asked for again ----

// Who has no password has shown himself at the provider, if that was lately.
static bool has_proof(Change *it)
{
    Request *request = it->request;
    Store *store = request->server->store;
    Faults *faults = &request->worker->faults;
    if (person_has_password(store, request->arena, it->person, faults))
        return person_verify(store, request->arena, it->person,
                             json_get_text(it->json, S("password")), faults);
    return faults->count == 0 && is_proven(request);
}

static bool prove_and_change(void *context)
{
    Change *it = context;
    Request *request = it->request;
    it->person = person_by_id(request->server->store, request->arena, request->asker.person,
                              &request->worker->faults);
    if (it->person == NULL || !has_proof(it))
        answer_problem(request, PROBLEM_FORBIDDEN,
                       "`password` is not the present password; who has none signs in again");
    else {
        note_right(request, request->asker.person);
        it->change(it);
    }
    return true;
}

void run_proven(Request *request, void change(Change *it))
{
    Change it = {request, request_json(request), NULL, change};
    if (it.json != NULL && may_try(request, request->asker.person))
        one_at_a_time(request, prove_and_change, &it);
}

static void note_proof(Change *it)
{
    Request *request = it->request;
    if (session_prove(request->server->store, request->arena, &request->asker,
                      &request->worker->faults))
        answer_none(request);
    else
        answer_refusal(request);
}

static void run_prove(Request *request)
{
    run_proven(request, note_proof);
}

static void change_password(Change *it)
{
    Request *request = it->request;
    if (person_set_password(request->server->store, request->arena, request->asker.actor,
                            it->person, json_get_text(it->json, S("new")), true,
                            &request->worker->faults))
        answer_none(request);
    else
        answer_refusal(request);
}

static void run_password(Request *request)
{
    run_proven(request, change_password);
}

static void run_new_factor(Request *request)
{
    const Person *person = person_by_id(request->server->store, request->arena,
                                        request->asker.person, &request->worker->faults);
    if (person == NULL) {
        answer_problem(request, PROBLEM_FORBIDDEN, "a key has no second factor");
        return;
    }
    JsonWriter json = json_writer(request->arena);
    Slice secret = totp_secret(request->arena);
    json_open(&json, '{');
    json_field(&json, "secret", secret);
    json_field(&json, "uri", totp_uri(request->arena, secret, person->email));
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

static void change_factor(Change *it)
{
    Request *request = it->request;
    Slice *codes;
    if (!factor_set(request->server->store, request->arena, it->person,
                    json_get_text(it->json, S("secret")), json_get_text(it->json, S("code")),
                    moment_now(), &codes, &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field_open(&json, "recoveryCodes", '[');
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        json_string(&json, codes[i]);
    json_close(&json, ']');
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

static void run_set_factor(Request *request)
{
    run_proven(request, change_factor);
}

static void drop_factor(Change *it)
{
    Request *request = it->request;
    if (factor_remove(request->server->store, request->arena, it->person, &request->worker->faults))
        answer_none(request);
    else
        answer_refusal(request);
}

static void run_remove_factor(Request *request)
{
    run_proven(request, drop_factor);
}

// ---- Rows ----

static const Parameter session_parameters[] = {
    {.name = "session", .in = IN_PATH, .most = 64, .text = "Its id, of the list."},
    {0},
};

const Route session_routes[] = {
    {
        .id = "getSelf",
        .path = "/api/session",
        .summary = "Says who one is",
        .text =
            "With `csrf`, which requests that change something must carry as X-CSRF-Token where "
            "they are told by the cookie.",
        .answers = {{200, "application/json", "Self", "Who asks; role `public` is nobody"}},
        .is_entrance = true,
        .lane = LANE_SLOW,
        .run = run_self,
    },
    {
        .id = "signIn",
        .method = METHOD_POST,
        .path = "/api/session",
        .summary = "Signs in",
        .text = "Sets the session's cookie. Where a second factor is set, the problem `code` asks "
                "for `code`: of the authenticator, or a recovery code.",
        .body = INPUT_JSON,
        .body_schema = "SignIn",
        .answers = {{200, "application/json", "Self", "Signed in"}},
        .action = ACTION_ENTER,
        .is_entrance = true,
        .lane = LANE_SLOW,
        .run = run_sign_in,
    },
    {
        .id = "signOut",
        .method = METHOD_DELETE,
        .path = "/api/session",
        .summary = "Signs out",
        .answers = {{204, NULL, NULL, "The session is closed"}},
        .action = ACTION_SELF,
        .is_entrance = true,
        .lane = LANE_SLOW,
        .run = run_sign_out,
    },
    {
        .id = "switchOrganisation",
        .method = METHOD_POST,
        .path = "/api/session/organisation",
        .summary = "Goes on in another organisation that one is a member of",
        .text = "The session is another from then on, with another cookie and another `csrf`.",
        .body = INPUT_JSON,
        .body_schema = "OrganisationChoice",
        .answers = {{200, "application/json", "Self", "Who one is now"}},
        .action = ACTION_SELF,
        .is_entrance = true,
        .lane = LANE_SLOW,
        .run = run_switch,
    },
    {
        .id = "prove",
        .method = METHOD_POST,
        .path = "/api/session/proof",
        .summary = "Shows the password again",
        .text = "What the problem `proof` asks for: keys, people and erasure want a password that "
                "was shown lately.",
        .body = INPUT_JSON,
        .body_schema = "Proof",
        .answers = {{204, NULL, NULL, "Shown"}},
        .action = ACTION_SELF,
        .lane = LANE_SLOW,
        .run = run_prove,
    },
    {
        .id = "listSessions",
        .path = "/api/sessions",
        .summary = "Lists one's open sessions, by device",
        .answers = {{200, "application/json", "Sessions", "The newest first"}},
        .action = ACTION_SELF,
        .lane = LANE_SLOW,
        .run = run_sessions,
    },
    {
        .id = "signOutEverywhere",
        .method = METHOD_DELETE,
        .path = "/api/sessions",
        .summary = "Signs out everywhere",
        .answers = {{204, NULL, NULL, "All sessions are closed"}},
        .action = ACTION_SELF,
        .lane = LANE_SLOW,
        .run = run_end_sessions,
    },
    {
        .id = "endSession",
        .method = METHOD_DELETE,
        .path = "/api/sessions/{session}",
        .summary = "Signs one device out",
        .parameters = session_parameters,
        .answers = {{204, NULL, NULL, "The session is closed"}},
        .action = ACTION_SELF,
        .lane = LANE_SLOW,
        .run = run_end_sessions,
    },
    {
        .id = "changePassword",
        .method = METHOD_POST,
        .path = "/api/password",
        .summary = "Changes one's password",
        .text = "All sessions are closed, this one too.",
        .body = INPUT_JSON,
        .body_schema = "PasswordChange",
        .answers = {{204, NULL, NULL, "Changed"}},
        .action = ACTION_SELF,
        .lane = LANE_SLOW,
        .run = run_password,
    },
    {
        .id = "newFactor",
        .path = "/api/factor",
        .summary = "Makes a secret for an authenticator",
        .text = "It is not kept: PUT it with a code to have it set.",
        .answers = {{200, "application/json", "NewFactor", "The secret, and what a QR code says"}},
        .action = ACTION_SELF,
        .is_entrance = true,
        .lane = LANE_SLOW,
        .run = run_new_factor,
    },
    {
        .id = "setFactor",
        .method = METHOD_PUT,
        .path = "/api/factor",
        .summary = "Sets the second factor",
        .body = INPUT_JSON,
        .body_schema = "Factor",
        .answers = {{200, "application/json", "RecoveryCodes", "Shown once"}},
        .action = ACTION_SELF,
        .is_entrance = true,
        .lane = LANE_SLOW,
        .run = run_set_factor,
    },
    {
        .id = "removeFactor",
        .method = METHOD_DELETE,
        .path = "/api/factor",
        .summary = "Removes the second factor",
        .body = INPUT_JSON,
        .body_schema = "Proof",
        .answers = {{204, NULL, NULL, "Removed"}},
        .action = ACTION_SELF,
        .lane = LANE_SLOW,
        .run = run_remove_factor,
    },
    {0},
};
