// SPDX-License-Identifier: Apache-2.0
// GET /api/rules: what documents are checked by.

#include "rules/library.h"
#include "server/internal.h"

// The path of the file is the server's business and left out.
static void write_set(JsonWriter *json, const LibrarySet *set)
{
    json_open(json, '{');
    json_field(json, "name", set->name);
    json_field(json, "title", set->title);
    json_field(json, "version", set->version);
    json_field(json, "publication", set->publication);
    json_field(json, "sha256", set->digest);
    json_field(json, "phase", set->phase);
    json_field_boolean(json, "on", !set->is_off);
    fits_write(json, &set->fits);
    json_close(json, '}');
}

static void run_rules(Request *request)
{
    Slice folder = library_folder(request->arena, request->server->options.rules);
    const Library *library = library_read(request->arena, folder, &request->worker->faults);
    if (library == NULL) {
        answer_faults(request, PROBLEM_INTERNAL, &request->worker->faults);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '[');
    for (size_t i = 0; i < library->count; i++)
        write_set(&json, &library->sets[i]);
    json_close(&json, ']');
    answer_json(request, 200, &json);
}

const Route rules_routes[] = {
    {
        .id = "listRuleSets",
        .path = "/api/rules",
        .summary = "Lists the rule sets of the library",
        .text = "With each: which documents it is for, by root element and identifiers.",
        .answers = {{200, "application/json", "RuleSets", "The rule sets, by publication"}},
        .lane = LANE_SLOW,
        .run = run_rules,
    },
    {0},
};
