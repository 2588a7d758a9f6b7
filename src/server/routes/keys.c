// SPDX-License-Identifier: Apache-2.0
// API keys: what programs prove themselves by.

#include "server/internal.h"

#include <stdlib.h>
#include <time.h>

static const char *const holder_kinds[] = {
    [HOLDER_UNKNOWN] = "unknown", [HOLDER_MACHINE] = "machine", [HOLDER_PERSON] = "person"};

static void write_holder(JsonWriter *json, const Holder *holder)
{
    json_field_open(json, "holder", '{');
    json_field(json, "kind", slice_of(holder_kinds[holder->kind]));
    if (holder->kind == HOLDER_PERSON) {
        json_field(json, "person", holder->person);
        json_field(json, "organisation", holder->organisation);
    }
    if (holder->name.len > 0)
        json_field(json, "name", holder->name);
    json_close(json, '}');
}

static void write_key(JsonWriter *json, const Key *key)
{
    json_open(json, '{');
    json_field(json, "id", key->id);
    json_field(json, "name", key->name);
    json_field(json, "scopes", key->scopes);
    json_field(json, "state", key->state);
    if (key->stop != KEY_SERVES)
        json_field(json, "stopped", slice_of(key_stop_names[key->stop]));
    write_holder(json, &key->holder);
    json_time(json, "created", key->created_ms);
    if (key->ends_ms > 0)
        json_time(json, "ends", key->ends_ms);
    if (key->used_ms > 0)
        json_time(json, "used", key->used_ms);
    json_close(json, '}');
}

static bool names_others(const Request *request, const Key *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (keys[i].holder.name.len > 0 &&
            !slice_equal(keys[i].holder.person, request->asker.person))
            return true;
    return false;
}

// Names are personal: that they were looked at is journalled.
static void run_keys(Request *request)
{
    const Key *keys = NULL;
    Faults *faults = &request->worker->faults;
    size_t count =
        keys_of(request->server->store, request->arena, request->organisation, &keys, faults);
    bool is_look = names_others(request, keys, count);
    if (faults->count > 0 ||
        (is_look && !access_note(request->server->store, request->arena, &request->asker,
                                 S("keys listed"), request->organisation, faults))) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '[');
    for (size_t i = 0; i < count; i++)
        write_key(&json, &keys[i]);
    json_close(&json, ']');
    answer_json(request, 200, &json);
}

// A key of an organisation does what its members do; it never has more rights than its maker.
static Role role_of_key(const Request *request)
{
    bool is_windows = slice_equal(request->organisation, WINDOW);
    return is_windows ? request->asker.role : ROLE_MEMBER; // the window's are its own people's
}

// What a standby gets is everything: its key is made where the data lies, by the command line.
static bool asks_to_follow(Slice words)
{
    Scopes scopes;
    return scopes_read(words, &scopes) && scopes_allow(scopes, ACTION_FOLLOW);
}

// `days` from now; without them, as keys usually serve.
static int64_t end_of_key(const Json *json)
{
    const Json *days = json_get(json, S("days"));
    return days != NULL ? ((int64_t)time(NULL) + strtol(days->text.at, NULL, 10) * 86400) * 1000
                        : 0;
}

static void answer_secret(Request *request, Slice secret)
{
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field(&json, "key", secret);
    json_close(&json, '}');
    answer_json(request, 201, &json);
}

static void run_add_key(Request *request)
{
    const Json *json = request_json(request);
    Slice secret;
    if (json == NULL)
        return;
    if (asks_to_follow(json_get_text(json, S("scopes")))) {
        answer_problem(request, PROBLEM_FORBIDDEN,
                       "a key of the scope `follow` is made by `madoguchi key add` alone");
        return;
    }
    Key key = {.name = json_get_text(json, S("name")),
               .organisation = request->organisation,
               .scopes = json_get_text(json, S("scopes")),
               .role = role_of_key(request),
               .ends_ms = end_of_key(json)};
    if (!key_add(request->server->store, request->arena, &request->asker, &key, &secret,
                 &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    answer_secret(request, secret);
}

static bool is_of_standby(Request *request, Slice id)
{
    const Key *keys = NULL;
    size_t count = keys_of(request->server->store, request->arena, request->organisation, &keys,
                           &request->worker->faults);
    for (size_t i = 0; i < count; i++)
        if (slice_equal(keys[i].id, id))
            return asks_to_follow(keys[i].scopes);
    return false;
}

static void run_rotate(Request *request)
{
    Slice secret;
    if (is_of_standby(request, request_value(request, "key"))) {
        answer_problem(request, PROBLEM_FORBIDDEN,
                       "a key of the scope `follow` is changed by `madoguchi key rotate` alone");
        return;
    }
    if (key_rotate(request->server->store, request->arena, &request->asker, request->organisation,
                   request_value(request, "key"), &secret, &request->worker->faults))
        answer_secret(request, secret);
    else
        answer_refusal(request);
}

static void run_revoke(Request *request)
{
    if (key_revoke(request->server->store, request->arena, request->asker.actor,
                   request->organisation, request_value(request, "key"), &request->worker->faults))
        request->response.status = 204;
    else
        answer_refusal(request);
}

#define ORGANISATION                                                                               \
    {                                                                                              \
        .name = "organisation", .in = IN_QUERY, .most = 40,                                        \
        .text = "Whose; without it, one's own."                                                    \
    }

static const Parameter parameters[] = {ORGANISATION, {0}};
static const Parameter key_parameters[] = {
    {.name = "key", .in = IN_PATH, .most = 16, .text = "The key's id, not the key."},
    ORGANISATION,
    {0},
};

const Route key_routes[] = {
    {
        .id = "listKeys",
        .path = "/api/keys",
        .summary = "Lists an organisation's keys",
        .text = "With who holds each: whom its secret was shown to. A key stops when its holder "
                "may have keys no more.",
        .parameters = parameters,
        .answers = {{200, "application/json", "Keys",
                     "The newest first, those that serve no more too"}},
        .action = ACTION_KEYS,
        .lane = LANE_SLOW,
        .run = run_keys,
    },
    {
        .id = "addKey",
        .method = METHOD_POST,
        .path = "/api/keys",
        .summary = "Makes a key",
        .parameters = parameters,
        .body = INPUT_JSON,
        .body_schema = "NewKey",
        .answers = {{201, "application/json", "KeySecret", "The key, shown once"}},
        .action = ACTION_KEYS,
        .is_sensitive = true,
        .lane = LANE_SLOW,
        .run = run_add_key,
    },
    {
        .id = "rotateKey",
        .method = METHOD_POST,
        .path = "/api/keys/{key}/rotation",
        .summary = "Gives a key another secret",
        .text =
            "Who asks holds the key from now on. The secret before serves for a day more, while "
            "its own holder may have keys, so that programs can be changed one after the "
            "other.",
        .parameters = key_parameters,
        .answers = {{201, "application/json", "KeySecret", "The key, shown once"}},
        .action = ACTION_KEYS,
        .is_sensitive = true,
        .lane = LANE_SLOW,
        .run = run_rotate,
    },
    {
        .id = "revokeKey",
        .method = METHOD_DELETE,
        .path = "/api/keys/{key}",
        .summary = "Revokes a key",
        .parameters = key_parameters,
        .answers = {{204, NULL, NULL, "Revoked"}},
        .action = ACTION_KEYS,
        .lane = LANE_SLOW,
        .run = run_revoke,
    },
    {0},
};
