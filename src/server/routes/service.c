// SPDX-License-Identifier: Apache-2.0
// The server about itself: whether it lives, what it counts, what it can do.

#include "base/calendar.h"
#include "server/internal.h"

static void write_standing(JsonWriter *json, Server *server)
{
    const Follow *follow = &server->follow;
    int standing = atomic_load(&follow->standing);
    int64_t level = atomic_load(&follow->level_us);
    json_field(json, "standing", slice_of(standing_names[standing]));
    json_field_integer(json, "epoch", (int64_t)atomic_load(&follow->epoch));
    if (standing == STANDING_FOLLOWS) {
        json_field(json, "follows", slice_of(follow_states[atomic_load(&follow->state)].name));
        json_field_integer(json, "lagEntries",
                           (int64_t)(atomic_load(&follow->there) - atomic_load(&follow->here)));
        if (level > 0) {
            json_field_integer(json, "lagSeconds", (clock_us() - level) / 1000000);
        }
    }
    if (standing == STANDING_LEADS && server->standby.mode != STANDBY_NONE) {
        size_t count = standby_count(server);
        json_field(json, "standby", count > 0 ? S("here") : S("gone"));
        json_field_integer(json, "standbys", (int64_t)count);
    }
}

// Why it fails is in the log: here everybody may read.
static void write_store(JsonWriter *json, int64_t failing_since)
{
    char room[MOMENT_ROOM];
    json_field(json, "store", failing_since == 0 ? S("ok") : S("failing"));
    if (failing_since > 0)
        json_field(json, "failingSince", moment_write(room, failing_since));
}

// Whoever spreads requests over servers learns here to send no more: while it stops it takes no new
// work, and without its store it can do nearly none.
static void run_health(Request *request)
{
    bool is_stopping = atomic_load(&request->server->is_stopping);
    int64_t failing_since = pulse_failing_since(request->server);
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field(&json, "status",
               is_stopping         ? S("stopping")
               : failing_since > 0 ? S("failing")
                                   : S("ok"));
    json_field(&json, "version", slice_of(MADO_VERSION));
    if (request->server->store != NULL) {
        write_store(&json, failing_since);
        write_standing(&json, request->server);
    }
    json_close(&json, '}');
    answer_json(request, is_stopping || failing_since > 0 ? 503 : 200, &json);
}

// Who starts programs anew when they are dead must not do it because the database is away.
static void run_life(Request *request)
{
    request->response.status = 204;
}

static void run_metrics(Request *request)
{
    Buffer out = buffer_new(request->arena);
    counts_write(&request->server->counts, &out);
    if (request->server->store != NULL)
        standing_write(request->server, &out);
    answer_bytes(request, "text/plain; version=0.0.4; charset=utf-8", buffer_slice(&out));
}

static void run_openapi(Request *request)
{
    answer_bytes(request, "application/json", request->server->openapi);
    request->response.is_kept = true;
    request->response.etag = request->server->openapi_etag;
    request->response.cache = "no-cache";
}

const Route service_routes[] = {
    {
        .id = "getHealth",
        .path = "/healthz",
        .summary = "Says whether the server can serve",
        .text = "For who spreads requests over servers, or is to be woken when it cannot.",
        .answers = {{200, "application/json", "Health", "It can"},
                    {503, "application/json", "Health", "It is stopping, or its store fails"}},
        .is_watching = true,
        .run = run_health,
    },
    {
        .id = "getLife",
        .path = "/livez",
        .summary = "Says whether the program lives, whatever it depends on",
        .text = "For who starts it anew where it does not answer.",
        .answers = {{204, NULL, NULL, "It does"}},
        .is_watching = true,
        .run = run_life,
    },
    {
        .id = "getMetrics",
        .path = "/metrics",
        .summary = "What the server counts, for Prometheus",
        .text = "Who asks from the server's own machine needs no key, unless a proxy is set up "
                "(--behind-tls, --trusted-proxies); with --metrics-open nobody does.",
        .answers = {{200, "text/plain", NULL, "The text format of Prometheus, version 0.0.4"}},
        .action = ACTION_METRICS,
        .run = run_metrics,
    },
    {
        .id = "getDescription",
        .path = "/api/openapi.json",
        .summary = "This description",
        .answers = {{200, "application/json", NULL, "OpenAPI 3.1"}},
        .run = run_openapi,
    },
    {0},
};
