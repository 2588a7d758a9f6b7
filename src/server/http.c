// SPDX-License-Identifier: Apache-2.0
// HTTP by libmicrohttpd: the only file that knows it.
//
//     connection ─► head ─► begin: which route, refusals that need no body
//                   body ─► taken into memory, within limits
//                   end  ─► exchange_run, here or in the slow lane ─► response queued
//
// libmicrohttpd takes no answer in the middle of a body. What is refused there is read on, up to a
// point, so that an honest client learns why; one that never ends is cut off.

#include "server/internal.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/memory.h"
#include "server/http.h"
#include "server/microhttpd.h"
#include "server/tls.h"

enum {
    DRAIN_MAX = 1 << 20, // of a body that is refused
    // Of a connection: heads are no longer, and half of it is what one read brings. Usual documents
    // come whole, and are checked while they lie in the processor's cache.
    ROOM_MAX = 64 << 10,
    INPUT_ROOM_FIRST = 16 << 10,
    INPUT_ROOM_ANNOUNCED = 128 << 10, // is taken at its word; more must come first
};

struct Exchange {
    Server *server;
    struct MHD_Connection *connection;
    Link *link;
    struct in6_addr client;
    const char *method, *path; // the connection's, as long as the request
    RouteMatch match;
    char *body;
    size_t len, room, drained, announced;
    bool is_refused, is_ambiguous, is_stream, is_run;
    ProblemKind refusal;
    char reason[160];
    struct MHD_Response *response; // NULL until it is answered
    unsigned status;
    size_t answer_len;
    int64_t started_us;
    Exchange *next;
};

// ---- What the other files ask ----

Slice exchange_header(const Exchange *it, const char *name)
{
    const char *value = mhd.MHD_lookup_connection_value(it->connection, MHD_HEADER_KIND, name);
    return slice_of(value != NULL ? value : "");
}

Slice exchange_path(const Exchange *it)
{
    return slice_of(it->path);
}

Exchange **exchange_next(Exchange *it)
{
    return &it->next;
}

// All that the head says under one name, joined by commas; of very much its end.
typedef struct Joining {
    const char *name;
    char text[2048];
    size_t len;
} Joining;

static enum MHD_Result join_field(void *context, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    (void)kind;
    Joining *it = context;
    size_t room = sizeof it->text;
    if (value == NULL || strcasecmp(name, it->name) != 0)
        return MHD_YES;
    size_t len = strlen(value), skipped = len < room ? 0 : len + 1 - room;
    len -= skipped;
    if (it->len + 1 + len > room) {
        size_t dropped = it->len + 1 + len - room;
        it->len -= dropped;
        memmove(it->text, it->text + dropped, it->len);
    }
    it->text[it->len++] = ',';
    memcpy(it->text + it->len, value + skipped, len);
    it->len += len;
    return MHD_YES;
}

static struct in6_addr find_client(const Exchange *it)
{
    const Proxies *proxies = &it->server->proxies;
    const union MHD_ConnectionInfo *info =
        mhd.MHD_get_connection_info(it->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct in6_addr peer = address_of(info != NULL ? info->client_addr : NULL);
    Joining field = {.name = proxies->speaks_forwarded ? "Forwarded" : "X-Forwarded-For"};
    if (!proxies_trust(proxies, &peer))
        return peer;
    mhd.MHD_get_connection_values(it->connection, MHD_HEADER_KIND, join_field, &field);
    return client_of(proxies, &peer, (Slice){field.text, field.len});
}

// Through whatever proxy: none of them is this machine's business.
bool exchange_is_local(const Exchange *it)
{
    return exchange_header(it, "Forwarded").len == 0 &&
           exchange_header(it, "X-Forwarded-For").len == 0 && address_is_loopback(&it->client);
}

Slice exchange_address(const Exchange *it, Arena *arena)
{
    char text[INET6_ADDRSTRLEN];
    address_show(&it->client, text);
    return arena_copy(arena, slice_of(text));
}

Slice exchange_cookie(const Exchange *it, const char *name)
{
    const char *value = mhd.MHD_lookup_connection_value(it->connection, MHD_COOKIE_KIND, name);
    return slice_of(value != NULL ? value : "");
}

bool exchange_changes(const Exchange *it)
{
    return it->match.route->method != METHOD_GET;
}

typedef struct QueryWalk {
    void (*each)(void *context, Slice name, Slice value);
    void *context;
} QueryWalk;

static enum MHD_Result walk_query(void *context, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    (void)kind;
    const QueryWalk *walk = context;
    walk->each(walk->context, slice_of(name), slice_of(value != NULL ? value : ""));
    return MHD_YES;
}

void exchange_query(const Exchange *it, void each(void *context, Slice name, Slice value),
                    void *context)
{
    QueryWalk walk = {each, context};
    mhd.MHD_get_connection_values(it->connection, MHD_GET_ARGUMENT_KIND, walk_query, &walk);
}

typedef struct PartWalk {
    bool (*each)(void *context, const char *filename, Slice piece, uint64_t offset);
    void *context;
} PartWalk;

static enum MHD_Result walk_part(void *context, enum MHD_ValueKind kind, const char *key,
                                 const char *filename, const char *type, const char *encoding,
                                 const char *data, uint64_t offset, size_t size)
{
    (void)kind, (void)key, (void)type, (void)encoding;
    const PartWalk *walk = context;
    if (filename == NULL)
        return MHD_YES; // a field that is no file
    return walk->each(walk->context, filename, (Slice){data, size}, offset) ? MHD_YES : MHD_NO;
}

bool exchange_is_form(const Exchange *it)
{
    return strncasecmp(exchange_header(it, "Content-Type").at, "multipart/form-data", 19) == 0;
}

bool exchange_parts(const Exchange *it, Slice body,
                    bool each(void *context, const char *filename, Slice piece, uint64_t offset),
                    void *context)
{
    enum { PIECE = 64 << 10 };
    PartWalk walk = {each, context};
    if (!exchange_is_form(it))
        return false;
    struct MHD_PostProcessor *parser =
        mhd.MHD_create_post_processor(it->connection, PIECE, walk_part, &walk);
    if (parser != NULL) { // else it names no boundary, and so has no parts
        mhd.MHD_post_process(parser, body.at, body.len);
        mhd.MHD_destroy_post_processor(parser);
    }
    return true;
}

// ---- Answering ----

static const char policy_of_data[] = "default-src 'none'; frame-ancestors 'none'";

// Every answer has them, whoever made it.
static void add_security(const Exchange *it, const Response *response, struct MHD_Response *to)
{
    mhd.MHD_add_response_header(to, "Content-Security-Policy",
                                response->policy != NULL ? response->policy : policy_of_data);
    mhd.MHD_add_response_header(to, "X-Content-Type-Options", "nosniff");
    mhd.MHD_add_response_header(to, "Referrer-Policy", "no-referrer");
    mhd.MHD_add_response_header(to, "Cross-Origin-Opener-Policy", "same-origin");
    mhd.MHD_add_response_header(to, "Cross-Origin-Resource-Policy", "same-origin");
    mhd.MHD_add_response_header(to, "Cache-Control",
                                response->cache != NULL ? response->cache : "no-store");
    if (it->server->options.certificate != NULL || it->server->options.is_behind_tls)
        mhd.MHD_add_response_header(to, "Strict-Transport-Security", "max-age=31536000");
    if (atomic_load(&it->server->is_stopping))
        mhd.MHD_add_response_header(to, "Connection", "close");
}

// A list of quoted tags, or *. Tags are compared weakly (RFC 9110, 13.1.2).
static bool has_tag(Slice list, Slice tag)
{
    if (slice_equal(slice_trim(list), S("*")))
        return true;
    while (list.len > 0) {
        Slice one = slice_trim(slice_cut(&list, ','));
        if (slice_starts(one, S("W/")))
            one = slice_part(one, 2, one.len);
        if (one.len == tag.len + 2 && slice_equal(slice_part(one, 1, tag.len), tag))
            return true;
    }
    return false;
}

static void make_conditional(const Exchange *it, Response *response)
{
    bool is_reading = it->match.route != NULL && it->match.route->method == METHOD_GET;
    if (response->etag.len == 0 || response->status != 200 || !is_reading ||
        !has_tag(exchange_header(it, "If-None-Match"), response->etag))
        return;
    response->status = 304;
    response->body = S("");
}

static bool make_body(Exchange *it, const Response *response)
{
    Slice body = response->body;
    if (response->stream.read != NULL) {
        it->response = stream_response(it->server, it->connection, &response->stream);
        if (it->response == NULL)
            response->stream.free(response->stream.context);
        it->is_stream = true;
        return it->response != NULL;
    }
    if (response->is_kept || body.len == 0) {
        it->response = mhd.MHD_create_response_from_buffer(body.len, (void *)(uintptr_t)body.at,
                                                           MHD_RESPMEM_PERSISTENT);
        return it->response != NULL;
    }
    void *copy = memory_take(body.len);
    if (copy == NULL)
        return false;
    memcpy(copy, body.at, body.len);
    it->response =
        mhd.MHD_create_response_from_buffer_with_free_callback(body.len, copy, memory_free);
    if (it->response == NULL)
        memory_free(copy);
    return it->response != NULL;
}

// Takes a copy, for the arena serves another request while a slow client still reads. False where
// there is no memory.
static bool make_response(Exchange *it, Request *request)
{
    Response *response = &request->response;
    make_conditional(it, response);
    if (!make_body(it, response))
        return false;
    it->status = (unsigned)response->status;
    it->answer_len = response->body.len;
    add_security(it, response, it->response);
    if (response->type != NULL)
        mhd.MHD_add_response_header(it->response, "Content-Type", response->type);
    if (response->etag.len > 0)
        mhd.MHD_add_response_header(
            it->response, "ETag",
            arena_print(request->arena, "\"%.*s\"", (int)response->etag.len, response->etag.at).at);
    for (size_t i = 0; i < response->field_count; i++)
        mhd.MHD_add_response_header(it->response, response->fields[i].name,
                                    arena_c_string(request->arena, response->fields[i].value));
    return true;
}

static void answer_no_route(Request *request, const RouteMatch *match)
{
    Slice allowed = route_allowed(request->arena, match->methods);
    answer_field(request, "Allow", allowed);
    if (strcmp(request->exchange->method, "OPTIONS") == 0)
        request->response.status = 204;
    else
        answer_problem(request, PROBLEM_METHOD, "%s is not among the methods of this address: %.*s",
                       request->exchange->method, (int)allowed.len, allowed.at);
}

static bool run_handler(void *context)
{
    Request *request = context;
    Exchange *it = request->exchange;
    if (it->is_refused)
        answer_problem(request, it->refusal, "%s", it->reason);
    else if (request->route == NULL)
        answer_no_route(request, &it->match);
    else if (values_read(request) && may_enter(request))
        request->route->run(request);
    session_renew(request);
    return true;
}

static bool answer_failure(void *context)
{
    Request *request = context;
    FaultKind kind = request->worker->guard.fault.kind;
    request->response = (Response){0};
    if (kind == FAULT_LIMIT)
        answer_problem(request, PROBLEM_TOO_LARGE, "%s", request->worker->guard.fault.text);
    else if (kind == FAULT_MEMORY)
        answer_problem(request, PROBLEM_BUSY, "there is no memory for it just now; try again");
    else
        answer_problem(request, PROBLEM_INTERNAL, "it is in the log");
    return true;
}

void exchange_resume(Exchange *it)
{
    mhd.MHD_resume_connection(it->connection);
}

typedef struct Finish {
    Exchange *exchange;
    Request *request;
    bool is_made;
} Finish;

static bool make_in_guard(void *context)
{
    Finish *finish = context;
    finish->is_made = make_response(finish->exchange, finish->request);
    return finish->is_made;
}

static void log_failure(const Worker *worker)
{
    if (worker->guard.fault.kind != FAULT_LIMIT)
        log_line("error", "failure",
                 &(LogField){.name = "what", .text = slice_of(worker->guard.fault.text)}, 1);
}

bool exchange_run(Exchange *it)
{
    Server *server = it->server;
    Worker *worker = workers_take(server);
    it->is_run = true;
    if (worker == NULL)
        return true;
    Request request = {.server = server,
                       .route = it->match.route,
                       .number = it->match.number,
                       .worker = worker,
                       .arena = worker->arena,
                       .exchange = it,
                       .body = {it->body, it->len}};
    worker->faults.count = 0;
    bool is_good = guard_run(&worker->guard, run_handler, &request, &worker->faults);
    if (!is_good)
        log_failure(worker);
    if (request.pipe != NULL) {
        pipe_end(request.pipe, is_good);
        workers_give(server, worker);
        return false;
    }
    if (!is_good) {
        worker_recover(worker);
        guard_run(&worker->guard, answer_failure, &request, NULL);
    }
    assert(request.response.status != 0);
    Finish finish = {it, &request, false};
    guard_run(&worker->guard, make_in_guard, &finish, NULL);
    workers_give(server, worker);
    return true;
}

bool exchange_begin(Request *request, Pipe *pipe)
{
    Exchange *it = request->exchange;
    assert(request->route->lane == LANE_SLOW);
    if (!make_response(it, request))
        return false;
    pipe_keep_body(pipe, it->body, it->room);
    it->body = NULL;
    it->room = 0;
    request->exchange = NULL;
    exchange_resume(it); // it is not ours any more
    return true;
}

// ---- The course of a request ----

static void refuse(Exchange *it, ProblemKind kind, const char *reason)
{
    if (it->is_refused)
        return;
    it->is_refused = true;
    it->refusal = kind;
    snprintf(it->reason, sizeof it->reason, "%s", reason);
}

static void free_body(Exchange *it)
{
    atomic_fetch_sub(&it->server->body_bytes, it->room);
    memory_free(it->body);
    it->body = NULL;
    it->len = it->room = 0;
}

uint64_t exchange_rate_key(const Exchange *it)
{
    return address_key(&it->client);
}

static bool has_media_type(const Exchange *it, const char *wanted)
{
    Slice type = exchange_header(it, "Content-Type");
    Slice name = slice_trim(slice_cut(&type, ';'));
    return name.len == strlen(wanted) && strncasecmp(name.at, wanted, name.len) == 0;
}

static bool is_within_rate(const Exchange *it)
{
    int64_t most = (int64_t)it->server->options.requests_per_second;
    return most == 0 || rates_allow(&it->server->rates, exchange_rate_key(it), 1000000 / most,
                                    2 * most, it->started_us);
}

// The fields of a head by which its reader and a proxy before it may disagree.
typedef struct Framing {
    unsigned lengths, encodings, hosts;
    bool has_odd_name;
} Framing;

static enum MHD_Result note_field(void *context, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    Framing *it = context;
    (void)kind, (void)value;
    it->lengths += strcasecmp(name, "Content-Length") == 0;
    it->encodings += strcasecmp(name, "Transfer-Encoding") == 0;
    it->hosts += strcasecmp(name, "Host") == 0;
    it->has_odd_name |= name[0] == '\0' || strpbrk(name, " \t") != NULL;
    return MHD_YES;
}

// Two ways of saying where the body ends let one request hide in another (RFC 9112, 3.2, 5.1, 6.3).
static bool is_ambiguous(const Exchange *it)
{
    Framing found = {0};
    mhd.MHD_get_connection_values(it->connection, MHD_HEADER_KIND, note_field, &found);
    return found.lengths + found.encodings > 1 || found.hosts > 1 || found.has_odd_name;
}

// What can be refused by the head alone. The length that it announces; 0 where it does not.
static uint64_t check_head(Exchange *it)
{
    const Route *route = it->match.route;
    Slice length = exchange_header(it, "Content-Length");
    uint64_t announced = length.len > 0 ? strtoull(length.at, NULL, 10) : 0;
    it->is_ambiguous = is_ambiguous(it);
    if (it->is_ambiguous)
        refuse(it, PROBLEM_BAD_REQUEST,
               "the head can be read in two ways: one Host, one Content-Length or "
               "Transfer-Encoding, no blank before a colon");
    else if (it->match.methods == 0)
        refuse(it, PROBLEM_NOT_FOUND,
               "there is nothing at this address; /api/openapi.json lists what there is");
    else if (!is_within_rate(it))
        refuse(it, PROBLEM_TOO_MANY,
               "this address asks more often than the server allows; wait a moment");
    else if (announced > it->server->options.body_max)
        refuse(it, PROBLEM_TOO_LARGE, "the body is larger than this server takes");
    else if (announced > 0 && (route == NULL || route->body == INPUT_NONE))
        refuse(it, PROBLEM_BAD_REQUEST, "this operation takes no body");
    else if (route != NULL && route->body == INPUT_JSON && !has_media_type(it, "application/json"))
        refuse(it, PROBLEM_MEDIA_TYPE,
               "the body must be JSON, and Content-Type say application/json");
    return announced;
}

// Before the first byte of a body, or of an answer, must move.
static int64_t grace_ms(const Exchange *it)
{
    return 1000 * (int64_t)it->server->options.head_seconds;
}

static enum MHD_Result queue(Exchange *it)
{
    if (it->response == NULL)
        return MHD_NO; // there was no memory even to say so
    int64_t needed = (int64_t)(it->answer_len * 1000 / it->server->options.rate_min);
    link_allow(it->link, it->is_stream ? LLONG_MAX : grace_ms(it) + needed);
    enum MHD_Result is_queued = mhd.MHD_queue_response(it->connection, it->status, it->response);
    mhd.MHD_destroy_response(it->response);
    return is_queued;
}

static enum MHD_Result begin(Exchange *it)
{
    it->match = route_match(slice_of(it->method), slice_of(it->path));
    it->client = find_client(it);
    it->announced = check_head(it);
    link_allow(it->link, grace_ms(it));
    // An answer before the body closes the connection.
    if (!it->is_refused || (it->announced <= DRAIN_MAX && !it->is_ambiguous))
        return MHD_YES;
    exchange_run(it);
    return queue(it);
}

// Room is bought by doubling, but for small bodies at once; what all bodies hold together is
// bounded.
static bool make_room(Exchange *it, size_t more)
{
    if (it->len + more <= it->room)
        return true;
    bool is_announced = it->announced > 0 && it->announced <= INPUT_ROOM_ANNOUNCED;
    size_t first = is_announced ? it->announced : INPUT_ROOM_FIRST;
    size_t room = it->room > 0 ? it->room : first;
    while (room < it->len + more)
        room *= 2;
    if (atomic_fetch_add(&it->server->body_bytes, room - it->room) + room - it->room >
        it->server->options.bodies_max) {
        atomic_fetch_sub(&it->server->body_bytes, room - it->room);
        return false;
    }
    char *body = memory_resize(it->body, room);
    if (body == NULL) {
        atomic_fetch_sub(&it->server->body_bytes, room - it->room);
        return false;
    }
    it->body = body;
    it->room = room;
    return true;
}

static enum MHD_Result take_body(Exchange *it, Slice piece)
{
    atomic_fetch_add_explicit(&it->link->received, (long long)piece.len, memory_order_relaxed);
    atomic_fetch_add_explicit(&it->server->counts.bytes_in, piece.len, memory_order_relaxed);
    if (!it->is_refused && it->len + piece.len > it->server->options.body_max)
        refuse(it, PROBLEM_TOO_LARGE, "the body is larger than this server takes");
    else if (!it->is_refused && (it->match.route == NULL || it->match.route->body == INPUT_NONE))
        refuse(it, PROBLEM_BAD_REQUEST, "this operation takes no body");
    else if (!it->is_refused && !make_room(it, piece.len))
        refuse(it, PROBLEM_BUSY, "the server holds as much as it can just now; try again");
    if (it->is_refused) {
        if (it->body != NULL)
            free_body(it);
        it->drained += piece.len;
        return it->drained > DRAIN_MAX ? MHD_NO : MHD_YES;
    }
    memcpy(it->body + it->len, piece.at, piece.len);
    it->len += piece.len;
    return MHD_YES;
}

// Whether this connection asked last too, and no one else is being served.
static bool is_alone(Exchange *it)
{
    Lanes *lanes = &it->server->lanes;
    return atomic_exchange(&lanes->last_link, (uintptr_t)it->link) == (uintptr_t)it->link &&
           atomic_load(&lanes->busy) == 0;
}

// A database on another machine may be away for long, and so may a standby, which asks through the
// very threads that serve sockets.
static bool waits_for_others(const Server *server)
{
    return server->options.postgres != NULL || server->standby.mode != STANDBY_NONE;
}

// Where it is answered; NULL: on the thread that serves the socket. One client alone pays no
// hand-over for its documents; where several come together, they wait together in the lanes and are
// one commit.
static Lanes *lanes_of(Exchange *it, Lane lane)
{
    Server *server = it->server;
    bool is_small = it->len <= LANE_SIZE_MAX;
    switch (lane) {
    case LANE_QUICK:
        return NULL;
    case LANE_SIZE:
        return is_small ? NULL : &server->lanes;
    case LANE_DISK:
        return is_small && !waits_for_others(server) && is_alone(it) ? NULL : &server->lanes;
    case LANE_SHIPPING:
        return server->store != NULL ? &server->shipping : NULL;
    case LANE_SLOW:
        break;
    }
    return &server->lanes;
}

static enum MHD_Result finish(Exchange *it)
{
    const Route *route = it->is_refused ? NULL : it->match.route;
    link_allow(it->link, LLONG_MAX);
    it->started_us = clock_us();
    Lanes *lanes = route != NULL ? lanes_of(it, route->lane) : NULL;
    if (lanes == NULL) {
        exchange_run(it);
        return queue(it);
    }
    mhd.MHD_suspend_connection(it->connection);
    lanes_put(lanes, it);
    return MHD_YES;
}

static Exchange *exchange_new(Server *server, struct MHD_Connection *connection, const char *path,
                              const char *method)
{
    const union MHD_ConnectionInfo *info =
        mhd.MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    Exchange *it = memory_take(sizeof *it);
    if (it == NULL || info == NULL || info->socket_context == NULL) {
        memory_free(it);
        return NULL;
    }
    *it = (Exchange){.server = server,
                     .connection = connection,
                     .link = info->socket_context,
                     .method = method,
                     .path = path,
                     .started_us = clock_us()};
    atomic_fetch_add(&server->counts.under_way, 1);
    return it;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *upload, size_t *upload_len, void **state)
{
    (void)version;
    Exchange *it = *state;
    if (it == NULL) {
        *state = it = exchange_new(context, connection, path, method);
        return it != NULL ? begin(it) : MHD_NO;
    }
    if (*upload_len > 0) {
        Slice piece = {upload, *upload_len};
        *upload_len = 0;
        return take_body(it, piece);
    }
    return it->is_run ? queue(it) : finish(it);
}

// ---- The end of a request ----

// Links of invitations and recoveries are secrets until they are used: of those the row's path is
// logged.
static Slice path_to_log(const Exchange *it)
{
    const Route *route = it->match.route;
    bool is_secret = (route != NULL && route->action == ACTION_ENTER) ||
                     slice_starts(slice_of(it->path), S("/invitation")) ||
                     slice_starts(slice_of(it->path), S("/recovery"));
    return slice_of(is_secret && route != NULL ? route->path : it->path);
}

static void log_request(const Exchange *it, int64_t microseconds, bool is_whole)
{
    char address[INET6_ADDRSTRLEN];
    address_show(&it->client, address);
    const LogField fields[] = {
        {.name = "method", .text = slice_of(it->method)},
        {.name = "path", .text = path_to_log(it)},
        {.name = "route", .text = slice_of(it->match.route != NULL ? it->match.route->id : "none")},
        {.name = "status", .number = it->status},
        {.name = "sent", .text = is_whole ? S("whole") : S("cut off")},
        {.name = "in", .number = (int64_t)it->len},
        {.name = "out", .number = (int64_t)it->answer_len},
        {.name = "us", .number = microseconds},
        {.name = "address", .text = slice_of(address)},
    };
    log_line("info", "request", fields, sizeof fields / sizeof *fields);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode reason)
{
    (void)connection;
    Server *server = context;
    Exchange *it = *state;
    if (it == NULL)
        return;
    int64_t taken = clock_us() - it->started_us;
    counts_add(&server->counts, it->match.route != NULL ? it->match.number : ROUTES_MAX,
               (int)it->status, taken);
    atomic_fetch_add_explicit(&server->counts.bytes_out, it->answer_len, memory_order_relaxed);
    if (!server->options.is_quiet)
        log_request(it, taken, reason == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    link_allow(it->link,
               1000 * (int64_t)(server->options.idle_seconds + server->options.head_seconds));
    free_body(it);
    memory_free(it);
    *state = NULL;
    atomic_fetch_sub(&server->counts.under_way, 1);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode what)
{
    Server *server = context;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*state != NULL)
            links_remove(&server->links, *state);
        atomic_fetch_sub(&server->counts.connections, 1);
        return;
    }
    const union MHD_ConnectionInfo *info =
        mhd.MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    Link *link = info != NULL ? links_add(&server->links, info->connect_fd) : NULL;
    *state = link;
    if (link != NULL)
        link_allow(link, 1000 * (int64_t)server->options.head_seconds);
    atomic_fetch_add(&server->counts.connections, 1);
}

// ---- The daemon ----

// Decoding is values.c's business: an encoded slash is no slash, and a NUL is refused.
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context, (void)connection;
    return strlen(text);
}

Microhttpd mhd;

static bool load_microhttpd(Faults *faults)
{
    static const char *const names[] = {LATE_NAMES(MICROHTTPD)};
    static const LateLibrary library = {"libmicrohttpd.so.12", "libmicrohttpd12", names,
                                        sizeof names / sizeof *names, &mhd};
    return late_load(&library, faults);
}

static _Thread_local Guard *quiescing; // while this thread is in MHD_quiesce_daemon

// What the library finds to be impossible. In 0.9.75 one such thing happens: a thread of its own
// wakes while the socket is taken from it, and has put it away itself.
static void on_panic(void *context, const char *file, unsigned line, const char *reason)
{
    (void)context;
    if (quiescing != NULL)
        guard_raise(quiescing, FAULT_IO, NULL, "%s", reason != NULL ? reason : "");
    log_line("error", "panic",
             (LogField[]){{.name = "fault", .text = slice_of(reason != NULL ? reason : "")},
                          {.name = "file", .text = slice_of(file)},
                          {.name = "line", .number = line}},
             3);
    abort();
}

bool http_start(Server *server, int socket, Faults *faults)
{
    const ServerOptions *options = &server->options;
    if (!load_microhttpd(faults))
        return false;
    unsigned flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO | MHD_USE_ITC;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, tls_callback()},
        {MHD_OPTION_HTTPS_PRIORITIES, 0,
         "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"},
        {MHD_OPTION_END, 0, NULL},
    };
    if (options->certificate != NULL)
        flags |= MHD_USE_TLS;
    else
        tls[0].option = MHD_OPTION_END;
    mhd.MHD_set_panic_func(on_panic, NULL);
    server->daemon = mhd.MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, server, MHD_OPTION_LISTEN_SOCKET, socket,
        MHD_OPTION_ARRAY, tls, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)options->threads,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)options->connections_max,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)options->connections_per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, options->idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)ROOM_MAX, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK,
        keep_escapes, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_END);
    return server->daemon != NULL ||
           fault_add(faults, FAULT_IO, 0, 0,
                     "HTTP could not be started: too few threads or files are left");
}

// ---- Stopping ----

typedef struct Quiescing {
    Server *server;
    int fd;
} Quiescing;

static bool quiesce(void *context)
{
    Quiescing *it = context;
    it->fd = mhd.MHD_quiesce_daemon(it->server->daemon);
    return true;
}

int http_quiesce(Server *server)
{
    enum { TRIES_MAX = 100 }; // each thread can come in between once
    Quiescing it = {server, -1};
    Guard guard = {0};
    quiescing = &guard;
    for (int i = 0; i < TRIES_MAX && !guard_run(&guard, quiesce, &it, NULL); i++)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL); // until it has noted that it did
    quiescing = NULL;
    return it.fd;
}

void http_stop(Server *server)
{
    mhd.MHD_stop_daemon(server->daemon);
}
