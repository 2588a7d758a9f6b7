// SPDX-License-Identifier: Apache-2.0
// Signing in by a provider of identity (identity/provider.h): to it, and back.
//
// What this sign-in is known by lies in a cookie of the browser alone, for ten minutes. Whatever
// goes wrong is told in the log; the page is told only which of three kinds it is.

#include "identity/provider.h"

#include "base/calendar.h"
#include "identity/secrets.h"
#include "server/internal.h"

enum { UNDER_WAY_MAX = 4, COOKIE_SECONDS = 600 };

static const char *cookie_name(const Server *server)
{
    return session_cookie(server)[0] == '_' ? "__Host-madoguchi-sign-in" : "madoguchi-sign-in";
}

static void set_cookie(Request *request, Slice secret, int seconds)
{
    const char *name = cookie_name(request->server);
    answer_field(request, "Set-Cookie",
                 arena_print(request->arena,
                             "%s=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s", name,
                             (int)secret.len, secret.len > 0 ? secret.at : "", seconds,
                             name[0] == '_' ? "; Secure" : ""));
}

static void send_to(Request *request, Slice address)
{
    request->response.status = 303;
    answer_field(request, "Location", address);
}

// ---- Limits: each try asks another server, which may be slow ----

static bool may_begin(Request *request)
{
    Server *server = request->server;
    enum { EACH_US = 2000000, BURST = 20 };
    uint64_t key = exchange_rate_key(request->exchange) * 31 + 2;
    if (server->provider == NULL) {
        answer_problem(request, PROBLEM_NOT_FOUND, "no provider of identity is set here");
        return false;
    }
    if (atomic_fetch_add(&server->providing, 1) < UNDER_WAY_MAX &&
        rates_allow(&server->sign_ins, key, EACH_US, BURST, clock_us()))
        return true;
    atomic_fetch_sub(&server->providing, 1);
    answer_problem(request, PROBLEM_TOO_MANY, "there were too many tries; wait a minute");
    answer_field(request, "Retry-After", S("60"));
    return false;
}

// ---- When it fails ----

static void refuse(Request *request)
{
    const Fault *fault = &request->worker->faults.list[0];
    bool is_theirs = fault->kind == FAULT_IO;
    const char *kind = strcmp(fault->code, "standby") == 0   ? "standby"
                       : strcmp(fault->code, "unknown") == 0 ? "unknown"
                       : is_theirs                           ? "unreachable"
                                                             : "refused";
    const LogField fields[] = {
        {.name = "kind", .text = slice_of(kind)},
        {.name = "why", .text = slice_of(fault->text)},
        {.name = "address", .text = exchange_address(request->exchange, request->arena)},
    };
    log_line("warn", "sign-in by the provider refused", fields, sizeof fields / sizeof *fields);
    send_to(request, arena_print(request->arena, "/sign-in?provider=%s", kind));
}

// ---- There and back ----

static bool begin(void *context)
{
    Request *request = context;
    Slice secret = secret_token(request->arena);
    Slice address = provider_address(request->server->provider, request->arena, secret,
                                     &request->worker->faults);
    if (address.len == 0) {
        refuse(request);
        return true;
    }
    set_cookie(request, secret, COOKIE_SECONDS);
    send_to(request, address);
    return true;
}

typedef struct Taking {
    Request *request;
    ProviderReturn *back;
} Taking;

static void take_parameter(void *context, Slice name, Slice value)
{
    static const struct {
        Slice name;
        size_t offset;
    } known[] = {
        {S_INIT("state"), offsetof(ProviderReturn, state)},
        {S_INIT("code"), offsetof(ProviderReturn, code)},
        {S_INIT("error"), offsetof(ProviderReturn, error)},
        {S_INIT("iss"), offsetof(ProviderReturn, issuer)},
    };
    const Taking *it = context;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        Slice *place = (Slice *)(void *)((char *)it->back + known[i].offset);
        // Of two only the first could be meant, or the second: neither is.
        if (slice_equal(known[i].name, name) &&
            (place->at != NULL || !percent_decode(it->request->arena, value, place)))
            *place = S("\x7f");
    }
}

// Who comes twice with the same beginning has copied it: a sign-in serves once.
static bool use_once(Server *server, Arena *arena, Slice secret)
{
    uint64_t mark = slice_hash(secret_digest(arena, secret));
    bool is_new = true;
    pthread_mutex_lock(&server->hashing);
    for (size_t i = 0; i < USED_MAX; i++)
        is_new = is_new && server->used[i] != mark;
    server->used[server->used_next++ % USED_MAX] = mark;
    pthread_mutex_unlock(&server->hashing);
    return is_new;
}

static void enter(Request *request, const Person *person)
{
    SignIn how = {.device = request_header(request, "User-Agent"),
                  .address = exchange_address(request->exchange, request->arena),
                  .now_ms = moment_now() / 1000 * 1000};
    session_limits(request->server, &how);
    Slice token = session_open(request->server->store, request->arena, person, &how,
                               &request->worker->faults);
    if (token.len == 0) {
        refuse(request);
        return;
    }
    // The session that the browser had, if any, ends.
    if (request->asker.session.len > 0)
        sign_out(request->server->store, request->arena, request->asker.person,
                 request->asker.session, &request->worker->faults);
    session_set_cookie(request, token);
    send_to(request, S("/"));
}

static bool come_back(void *context)
{
    Request *request = context;
    Server *server = request->server;
    Faults *faults = &request->worker->faults;
    Slice secret = exchange_cookie(request->exchange, cookie_name(server));
    ProviderReturn back = {.secret = secret, .now_s = moment_now() / 1000};
    Taking taking = {request, &back};
    Claims claims;
    exchange_query(request->exchange, take_parameter, &taking);
    set_cookie(request, S(""), 0);
    bool is_good = secret.len == 0 || use_once(server, request->arena, secret) ||
                   fault_add(faults, FAULT_SYNTAX, 0, 0, "this sign-in has been used");
    is_good = is_good && provider_claims(server->provider, request->arena, &back, &claims, faults);
    const Person *person =
        is_good ? person_by_claims(server->store, request->arena, &claims, faults) : NULL;
    if (person != NULL)
        enter(request, person);
    else
        refuse(request);
    return true;
}

// What fails within leaves by the worker's guard; the count must come down all the same.
static void run_limited(Request *request, bool work(void *context))
{
    if (!may_begin(request))
        return;
    bool is_good = guard_run(&request->worker->guard, work, request, &request->worker->faults);
    atomic_fetch_sub(&request->server->providing, 1);
    if (!is_good)
        answer_refusal(request);
}

static void run_begin(Request *request)
{
    run_limited(request, begin);
}

static void run_come_back(Request *request)
{
    run_limited(request, come_back);
}

// ---- Rows ----

const Route provider_routes[] = {
    {
        .id = "beginSignIn",
        .path = "/sign-in/provider",
        .summary = "Sends the browser to the provider of identity",
        .answers = {{303, NULL, NULL, "To the provider"}},
        .action = ACTION_ENTER,
        .lane = LANE_SLOW,
        .is_page = true,
        .run = run_begin,
    },
    {
        .id = "endSignIn",
        .path = PROVIDER_RETURN,
        .summary = "Where the provider sends the browser back to",
        .answers = {{303, NULL, NULL, "Signed in, or told why not"}},
        .action = ACTION_ENTER,
        .lane = LANE_SLOW,
        .is_page = true,
        .run = run_come_back,
    },
    {0},
};
