// SPDX-License-Identifier: Apache-2.0
// JSON bodies, held to the schemas that the description gives them before a handler sees them.
//
//     data/server/schemas.json ─► compiled once, one for each route with a JSON body
//     body ─► tree ─► schema/json ─► findings, each with its place, in the reader's language

#include "rules/data.h"
#include "schema/json_schema.h"
#include "server/internal.h"
#include "tree/json.h"

bool bodies_compile(Server *server, Faults *faults)
{
    Slice schemas = slice_trim(data_text(S("server/schemas.json")));
    for (size_t i = 0; route_at(i) != NULL; i++) {
        if (route_at(i)->body_schema == NULL)
            continue;
        Slice text = arena_print(server->arena,
                                 "{\"$ref\": \"#/components/schemas/%s\", \"components\": "
                                 "{\"schemas\": %.*s}}",
                                 route_at(i)->body_schema, (int)schemas.len, schemas.at);
        server->bodies[i] =
            json_schema_load(server->arena, text, S("urn:madoguchi:body"), NULL, faults);
        if (server->bodies[i] == NULL)
            return false;
    }
    return true;
}

static void note_findings(Request *request, const Tree *tree, const SchemaFindings *findings)
{
    SchemaLanguage language = schema_language(slice_of(request_language(request)));
    for (size_t i = 0; i < findings->kept && i < FAULTS_KEPT; i++) {
        Place place = tree_place(tree, findings->list[i].node);
        Slice message = schema_message(request->arena, &findings->list[i], language);
        fault_add(&request->worker->faults, FAULT_SYNTAX, place.line, place.column, "%.*s",
                  (int)message.len, message.at);
    }
}

bool body_fits(Request *request)
{
    const JsonSchema *schema = request->server->bodies[request->number];
    SchemaFindings findings = {.arena = request->arena, .most = FAULTS_KEPT};
    if (schema == NULL)
        return true;
    Tree *tree = json_tree_read(request->arena, vocabulary_new(request->arena), request->body,
                                &(JsonOptions){0}, &request->worker->faults);
    if (tree != NULL && json_schema_validate(schema, request->arena, tree, 0, &findings))
        return true;
    if (tree != NULL)
        note_findings(request, tree, &findings);
    answer_faults(request, PROBLEM_UNREADABLE, &request->worker->faults);
    return false;
}
