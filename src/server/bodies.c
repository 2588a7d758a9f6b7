// SPDX-License-Identifier: Apache-2.0
// JSON bodies, held to the schemas that the description gives them before a handler sees them.
//
//     data/server/schemas.json ─► compiled once, with a property for each that bodies are held to
//     body ─► tree ─► schema/json ─► findings, each with its place, in the reader's language

#include "rules/data.h"
#include "schema/json_schema.h"
#include "server/internal.h"
#include "tree/json.h"

// The schemas refer to each other: compiled for each route anew they would be most of the memory of
// an idle server.
static const JsonSchema *compile_all(Server *server, Faults *faults)
{
    Buffer text = buffer_new(server->arena);
    buffer_add(&text, S("{\"properties\": {"));
    const char *between = "";
    for (size_t i = 0; route_at(i) != NULL; i++) {
        const char *name = route_at(i)->body_schema;
        if (name == NULL)
            continue;
        buffer_print(&text, "%s\"%zu\": {\"$ref\": \"#/components/schemas/%s\"}", between, i, name);
        between = ", ";
    }
    buffer_add(&text, S("}, \"components\": {\"schemas\": "));
    buffer_add(&text, slice_trim(data_text(S("server/schemas.json"))));
    buffer_add(&text, S("}}"));
    return json_schema_load(server->arena, buffer_slice(&text), S("urn:madoguchi:body"), NULL,
                            faults);
}

bool bodies_compile(Server *server, Faults *faults)
{
    const JsonSchema *all = compile_all(server, faults);
    for (size_t i = 0; all != NULL && route_at(i) != NULL; i++)
        if (route_at(i)->body_schema != NULL)
            server->bodies[i] =
                json_schema_property(server->arena, all, arena_print(server->arena, "%zu", i));
    return all != NULL;
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
