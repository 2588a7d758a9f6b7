// SPDX-License-Identifier: Apache-2.0
// The description of the API (OpenAPI 3.1), written from the rows that the server routes by, so
// that the two cannot say different things. Schemas lie in data/server/schemas.json.

#include "rules/data.h"
#include "server/internal.h"

static void write_text(JsonWriter *json, const char *key, const char *text)
{
    if (text != NULL)
        json_field(json, key, slice_of(text));
}

static void write_reference(JsonWriter *json, Arena *arena, const char *schema)
{
    json_open(json, '{');
    json_field(json, "$ref", arena_print(arena, "#/components/schemas/%s", schema));
    json_close(json, '}');
}

// ---- Parameters ----

static void write_choices(JsonWriter *json, Slice choices)
{
    json_field_open(json, "enum", '[');
    while (choices.len > 0)
        json_string(json, slice_cut(&choices, ' '));
    json_close(json, ']');
}

static void write_parameter_schema(JsonWriter *json, const Parameter *row)
{
    static const char *const types[] = {
        [TEXT] = "string", [NUMBER] = "integer", [BOOLEAN] = "boolean", [DATE] = "string"};
    json_field_open(json, "schema", '{');
    json_field(json, "type", slice_of(types[row->kind]));
    if (row->kind == DATE)
        json_field(json, "format", S("date"));
    if (row->choices != NULL)
        write_choices(json, slice_of(row->choices));
    if (row->kind == NUMBER) {
        json_field_integer(json, "minimum", 0);
    }
    if (row->most > 0) {
        json_field_integer(json, row->kind == NUMBER ? "maximum" : "maxLength", (int64_t)row->most);
    }
    json_close(json, '}');
}

static void write_parameters(JsonWriter *json, const Parameter *rows)
{
    static const char *const places[] = {
        [IN_PATH] = "path", [IN_QUERY] = "query", [IN_HEADER] = "header"};
    if (rows == NULL)
        return;
    json_field_open(json, "parameters", '[');
    for (const Parameter *row = rows; row->name != NULL; row++) {
        json_open(json, '{');
        json_field(json, "name", slice_of(row->name));
        json_field(json, "in", slice_of(places[row->in]));
        if (row->is_required || row->in == IN_PATH) {
            json_field_boolean(json, "required", true);
        }
        write_text(json, "description", row->text);
        write_parameter_schema(json, row);
        json_close(json, '}');
    }
    json_close(json, ']');
}

// ---- Bodies ----

static void write_bytes_type(JsonWriter *json, const char *type)
{
    json_field_open(json, type, '{');
    json_close(json, '}');
}

static void write_form_type(JsonWriter *json)
{
    json_field_open(json, "multipart/form-data", '{');
    json_key(json, "schema");
    // Any number of files, under any names of fields.
    json_number(json, S("{\"type\": \"object\", \"additionalProperties\": {\"type\": \"string\", "
                        "\"contentMediaType\": \"application/octet-stream\"}}"));
    json_close(json, '}');
}

static void write_json_type(JsonWriter *json, Arena *arena, Slice type, const char *schema)
{
    json_key_slice(json, type);
    json_open(json, '{');
    if (schema != NULL) {
        json_key(json, "schema");
        write_reference(json, arena, schema);
    }
    json_close(json, '}');
}

static void write_body(JsonWriter *json, Arena *arena, const Route *route)
{
    if (route->body == INPUT_NONE)
        return;
    json_field_open(json, "requestBody", '{');
    json_field_boolean(json, "required", true);
    json_field_open(json, "content", '{');
    switch (route->body) {
    case INPUT_NONE:
        break;
    case INPUT_DOCUMENT:
        write_bytes_type(json, "application/octet-stream");
        write_form_type(json);
        break;
    case INPUT_JSON:
        write_json_type(json, arena, S("application/json"), route->body_schema);
        break;
    case INPUT_LINES:
        write_bytes_type(json, "application/x-ndjson");
        write_bytes_type(json, "application/zip");
        write_form_type(json);
        break;
    }
    json_close(json, '}');
    json_close(json, '}');
}

// ---- Answers ----

static void write_answer(JsonWriter *json, Arena *arena, const Answer *answer)
{
    json_key_slice(json, arena_print(arena, "%d", answer->status));
    json_open(json, '{');
    json_field(json, "description", slice_of(answer->text));
    if (answer->types != NULL) {
        json_field_open(json, "content", '{');
        for (Slice rest = slice_of(answer->types); rest.len > 0;) {
            Slice type = slice_cut(&rest, ' ');
            write_json_type(json, arena, type,
                            slice_equal(type, S("application/json")) ? answer->schema : NULL);
        }
        json_close(json, '}');
    }
    json_close(json, '}');
}

static void write_answers(JsonWriter *json, Arena *arena, const Route *route)
{
    json_field_open(json, "responses", '{');
    for (int i = 0; i < ANSWERS_MAX && route->answers[i].status != 0; i++)
        write_answer(json, arena, &route->answers[i]);
    json_key(json, "default");
    json_number(json, S("{\"$ref\": \"#/components/responses/Problem\"}"));
    json_close(json, '}');
}

// ---- Operations ----

static const char *family_of(const Route *route)
{
    for (const RouteFamily *family = route_families; family->name != NULL; family++)
        for (const Route *row = family->rows; row->id != NULL; row++)
            if (row == route)
                return family->name;
    return "";
}

// The roles that may, by the table; and the ways of saying who one is, where anybody may not.
static void write_rights(JsonWriter *json, const Route *route)
{
    Action action = route->action;
    json_field(json, "x-action", slice_of(action_names[action]));
    json_field(json, "x-subject", slice_of(subject_names[route->subject]));
    if (route->is_sensitive) {
        json_field_boolean(json, "x-sensitive", true);
    }
    json_field_open(json, "x-roles", '{');
    for (Relation relation = 0; relation < RELATION_END; relation++) {
        json_field_open(json, relation_names[relation], '[');
        for (Role role = 0; role < ROLE_END; role++)
            if (rights_allow(role, relation, action))
                json_string(json, slice_of(role_names[role]));
        json_close(json, ']');
    }
    json_close(json, '}');
    if (rights_allow(ROLE_PUBLIC, RELATION_NONE, action))
        return;
    json_key(json, "security");
    json_number(json, S("[{\"key\": []}, {\"session\": []}]"));
}

static void write_operation(JsonWriter *json, Arena *arena, const Route *route)
{
    Slice name = arena_copy(arena, slice_of(method_names[route->method]));
    for (size_t i = 0; i < name.len; i++)
        ((char *)(uintptr_t)name.at)[i] |= 0x20;
    json_key_slice(json, name);
    json_open(json, '{');
    json_field(json, "operationId", slice_of(route->id));
    json_field_open(json, "tags", '[');
    json_string(json, slice_of(family_of(route)));
    json_close(json, ']');
    json_field(json, "summary", slice_of(route->summary));
    write_text(json, "description", route->text);
    write_rights(json, route);
    write_parameters(json, route->parameters);
    write_body(json, arena, route);
    write_answers(json, arena, route);
    json_close(json, '}');
}

// "/api/tile/{rest*}" ─► "/api/tile/{rest}"
static Slice shown_path(Arena *arena, const char *path)
{
    Buffer out = buffer_new(arena);
    for (; *path != '\0'; path++)
        if (*path != '*')
            buffer_add_char(&out, *path);
    return buffer_slice(&out);
}

static bool is_first_of_path(size_t number)
{
    const Route *route = route_at(number);
    for (size_t i = 0; i < number; i++)
        if (strcmp(route_at(i)->path, route->path) == 0)
            return false;
    return !route->is_page;
}

static void write_paths(JsonWriter *json, Arena *arena)
{
    json_field_open(json, "paths", '{');
    for (size_t i = 0; route_at(i) != NULL; i++) {
        if (!is_first_of_path(i))
            continue;
        json_key_slice(json, shown_path(arena, route_at(i)->path));
        json_open(json, '{');
        for (size_t j = i; route_at(j) != NULL; j++)
            if (strcmp(route_at(j)->path, route_at(i)->path) == 0)
                write_operation(json, arena, route_at(j));
        json_close(json, '}');
    }
    json_close(json, '}');
}

// ---- The whole ----

static void write_head(JsonWriter *json)
{
    json_field(json, "openapi", S("3.1.0"));
    json_field_open(json, "info", '{');
    json_field(json, "title", S("Madoguchi"));
    json_field(json, "version", slice_of(MADO_VERSION));
    json_field(json, "summary", S("The open single window for trade documents"));
    json_key(json, "license");
    json_number(json, S("{\"name\": \"Apache 2.0\", \"identifier\": \"Apache-2.0\"}"));
    json_close(json, '}');
    json_field_open(json, "tags", '[');
    for (const RouteFamily *family = route_families; family->name != NULL; family++) {
        if (family->text == NULL || family->rows->is_page)
            continue;
        json_open(json, '{');
        json_field(json, "name", slice_of(family->name));
        json_field(json, "description", slice_of(family->text));
        json_close(json, '}');
    }
    json_close(json, ']');
}

Slice openapi_write(Arena *arena)
{
    JsonWriter json = json_writer(arena);
    json_open(&json, '{');
    write_head(&json);
    write_paths(&json, arena);
    json_field_open(&json, "components", '{');
    json_key(&json, "responses");
    json_number(&json, S("{\"Problem\": {\"description\": \"What could not be done, and why\", "
                         "\"content\": {\"application/problem+json\": {\"schema\": "
                         "{\"$ref\": \"#/components/schemas/Problem\"}}}}}"));
    json_key(&json, "securitySchemes");
    json_number(&json, S("{\"key\": {\"type\": \"http\", \"scheme\": \"bearer\"}, \"session\": "
                         "{\"type\": \"apiKey\", \"in\": \"cookie\", \"name\": \"madoguchi\"}}"));
    json_key(&json, "schemas");
    json_number(&json, slice_trim(data_text(S("server/schemas.json"))));
    json_close(&json, '}');
    json_close(&json, '}');
    buffer_add_char(json.out, '\n');
    return buffer_slice(json.out);
}
