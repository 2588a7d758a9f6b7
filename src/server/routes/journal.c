// SPDX-License-Identifier: Apache-2.0
// The journal: what any auditor may have (checkpoint, tiles, proofs: hashes alone), and what was
// done by whom.

#include "server/names.h"

#include "server/routes/parameters.h"

// ---- Entries, here and as the history of a record ----

void entry_write_json(JsonWriter *json, const Entry *entry, Names *names)
{
    json_open(json, '{');
    json_field_integer(json, "index", (int64_t)entry->index);
    json_time(json, "time", entry->time_ms);
    json_field(json, "actor", entry->actor);
    json_field(json, "action", entry->action);
    json_field(json, "organisation", entry->owner);
    json_field(json, "register", entry->register_name);
    json_field(json, "record", entry->record);
    json_field(json, "deal", entry->deal);
    json_field_integer(json, "version", (int64_t)entry->version);
    json_field(json, "stateBefore", entry->state_before);
    json_field(json, "state", entry->state);
    json_field(json, "file", entry->file_name);
    json_field(json, "mediaType", entry->media_type);
    if (entry->is_erased) {
        json_field_boolean(json, "erased", true);
    }
    if (names != NULL)
        entry_names_write(names, json, entry);
    json_close(json, '}');
}

void answer_entries(Request *request, const Entry *entries, size_t count)
{
    Names *names = names_new(request);
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '[');
    for (size_t i = 0; i < count; i++)
        entry_write_json(&json, &entries[i], names);
    json_close(&json, ']');
    answer_json(request, 200, &json);
}

// That everything was read is an entry too.
static void run_entries(Request *request)
{
    const Entry *entries;
    size_t count;
    EntryQuery query = {.from = request_number(request, "from", 0),
                        .deal = request_value(request, "deal"),
                        .limit = (size_t)request_number(request, "limit", 50)};
    if (store_entries(request->server->store, request->arena, &query, &entries, &count,
                      &request->worker->faults) &&
        access_note(request->server->store, request->arena, &request->asker, S("journal read"),
                    S("window"), &request->worker->faults))
        answer_entries(request, entries, count);
    else
        answer_refusal(request);
}

// ---- Checkpoint and tiles (C2SP tlog-tiles) ----

static void answer_tile(Request *request, Slice name, const char *type)
{
    Slice bytes;
    if (store_tile_file(request->server->store, request->arena, name, &bytes,
                        &request->worker->faults)) {
        answer_bytes(request, type, bytes);
        return;
    }
    if (request->worker->faults.count > 0)
        answer_refusal(request);
    else
        answer_problem(request, PROBLEM_NOT_FOUND, "the journal has no such tile");
}

static void run_checkpoint(Request *request)
{
    answer_tile(request, S("checkpoint"), "text/plain; charset=utf-8");
    request->response.cache = "no-cache";
}

static void run_tile(Request *request)
{
    Slice file = request_value(request, "file");
    answer_tile(request, arena_join(request->arena, S("tile/"), file), "application/octet-stream");
    if (request->response.status == 200) // what a tile says is never changed
        request->response.cache = "public, max-age=31536000, immutable";
}

static void run_verifier(Request *request)
{
    answer_bytes(request, "text/plain; charset=utf-8",
                 arena_print(request->arena, "%s\n", store_verifier(request->server->store)));
}

// ---- Proofs ----

static void answer_proof(Request *request, bool is_made, const Proof *proof)
{
    if (!is_made) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field_integer(&json, "from", (int64_t)proof->from);
    json_field_integer(&json, "size", (int64_t)proof->size);
    proof_write_hashes(&json, proof);
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

static void run_inclusion(Request *request)
{
    Proof proof;
    bool is_made =
        store_inclusion(request->server->store, request_number(request, "index", 0),
                        request_number(request, "size", 0), &proof, &request->worker->faults);
    answer_proof(request, is_made, &proof);
}

static void run_consistency(Request *request)
{
    Proof proof;
    bool is_made =
        store_consistency(request->server->store, request_number(request, "from", 0),
                          request_number(request, "size", 0), &proof, &request->worker->faults);
    answer_proof(request, is_made, &proof);
}

// ---- Rows ----

#define INDEX(parameter, is_needed, sentence)                                                      \
    {                                                                                              \
        .name = parameter, .in = IN_QUERY, .kind = NUMBER, .is_required = is_needed,               \
        .most = INT64_MAX, .text = sentence                                                        \
    }

static const Parameter entry_parameters[] = {
    INDEX("from", false, "The first index; 0 without it."),
    LIMIT(LIST_MAX),
    OF_DEAL,
    {0},
};
static const Parameter tile_parameters[] = {
    {.name = "file", .in = IN_PATH, .most = 100, .text = "As in 0/000 or entries/000.p/3."},
    {0},
};
static const Parameter inclusion_parameters[] = {
    INDEX("index", true, "The entry's."),
    INDEX("size", false, "Of the tree; the present one without it."),
    {0},
};
static const Parameter consistency_parameters[] = {
    INDEX("from", true, "The older size."),
    INDEX("size", false, "Of the tree; the present one without it."),
    {0},
};

const Route journal_routes[] = {
    {
        .id = "getCheckpoint",
        .path = "/journal/checkpoint",
        .summary = "The journal's signed head",
        .answers = {{200, "text/plain", NULL, "A signed note (C2SP tlog-checkpoint)"}},
        .action = ACTION_PROVE,
        .lane = LANE_SLOW,
        .run = run_checkpoint,
    },
    {
        .id = "getTile",
        .path = "/journal/tile/{file*}",
        .summary = "A tile of the journal's tree",
        .parameters = tile_parameters,
        .answers = {{200, "application/octet-stream", NULL, "C2SP tlog-tiles"}},
        .action = ACTION_PROVE,
        .lane = LANE_SLOW,
        .run = run_tile,
    },
    {
        .id = "getVerifier",
        .path = "/journal/verifier",
        .summary = "The key that the journal is signed by",
        .answers = {{200, "text/plain", NULL, "A verifier key (C2SP signed-note)"}},
        .action = ACTION_PROVE,
        .lane = LANE_SLOW,
        .run = run_verifier,
    },
    {
        .id = "proveInclusion",
        .path = "/api/journal/inclusion",
        .summary = "Proves that an entry is in the journal",
        .parameters = inclusion_parameters,
        .answers = {{200, "application/json", "ProofOfTree", "RFC 9162, 2.1.3"}},
        .action = ACTION_PROVE,
        .lane = LANE_SLOW,
        .run = run_inclusion,
    },
    {
        .id = "proveConsistency",
        .path = "/api/journal/consistency",
        .summary = "Proves that an older journal is the beginning of this one",
        .parameters = consistency_parameters,
        .answers = {{200, "application/json", "ProofOfTree", "RFC 9162, 2.1.4"}},
        .action = ACTION_PROVE,
        .lane = LANE_SLOW,
        .run = run_consistency,
    },
    {
        .id = "listEntries",
        .path = "/api/journal/entries",
        .summary = "What was done, by whom, in all organisations",
        .text = "That it was asked for is an entry itself.",
        .parameters = entry_parameters,
        .answers = {{200, "application/json", "Entries", "By index"}},
        .action = ACTION_AUDIT,
        .lane = LANE_SLOW,
        .run = run_entries,
    },
    {0},
};
