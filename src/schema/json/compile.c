// SPDX-License-Identifier: Apache-2.0
// Compiles JSON Schema: every schema object becomes a list of rules, references become pointers.
//
//     documents ─► resources (what has a URI of its own), anchors ─► [schema objects] ─► rules
//
// A schema object is compiled when something first refers to it, once: that is also what ends
// recursion.

#include "schema/json/compile.h"
#include "schema/json/internal.h"
#include "schema/json/uri.h"

#include <stdio.h>

enum { NESTING_MAX = 500, DOCUMENTS_MAX = 2000 };

#define DIALECT "https://json-schema.org/draft/2020-12/schema"

bool refuse(Compiler *compiler, const Json *json, const char *format, ...)
{
    char text[280];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return fault_add(compiler->faults, FAULT_STATIC, json ? json->line : 0, json ? json->column : 0,
                     "%s", text);
}

static Slice address_key(const Json *const *json)
{
    return (Slice){(const char *)json, sizeof *json};
}

// ---- What is known of a JSON value: which resource it belongs to, the schema made of it ----

static Known *know(Compiler *compiler, const Json *json)
{
    const Json **kept = arena_array(compiler->arena, const Json *, 1);
    *kept = json;
    bool is_new;
    int32_t number = table_add(compiler->known_table, address_key(kept), &is_new);
    if ((size_t)number >= compiler->known_room) {
        size_t room = compiler->known_room ? compiler->known_room * 2 : 256;
        compiler->known = arena_resize(compiler->arena, compiler->known,
                                       compiler->known_room * sizeof(Known), room * sizeof(Known));
        memset(compiler->known + compiler->known_room, 0,
               (room - compiler->known_room) * sizeof(Known));
        compiler->known_room = room;
    }
    return &compiler->known[number];
}

const Known *find_known(const Compiler *compiler, const Json *json)
{
    int32_t number = table_find(compiler->known_table, address_key(&json));
    return number == TABLE_NONE ? NULL : &compiler->known[number];
}

// ---- Resources ----

static void add_anchor(Compiler *compiler, Resource *resource, Slice name, const Json *json,
                       bool is_dynamic)
{
    bool is_new;
    int32_t number = table_add(resource->anchors, name, &is_new);
    if ((size_t)number >= resource->anchor_room) {
        size_t room = resource->anchor_room ? resource->anchor_room * 2 : 4;
        resource->anchored =
            arena_resize(compiler->arena, resource->anchored,
                         resource->anchor_room * sizeof(Json *), room * sizeof(Json *));
        resource->is_dynamic =
            arena_resize(compiler->arena, resource->is_dynamic, resource->anchor_room, room);
        resource->anchor_room = room;
    }
    if (!is_new && resource->anchored[number] != json)
        refuse(compiler, json, "the anchor %.*s is given twice", (int)name.len, name.at);
    resource->is_dynamic[number] = is_dynamic || (!is_new && resource->is_dynamic[number]);
    resource->anchored[number] = json;
}

static void register_resource(Compiler *compiler, Slice uri, Resource *resource)
{
    bool is_new;
    int32_t number = table_add(compiler->resource_table, uri, &is_new);
    if ((size_t)number >= compiler->resource_room) {
        size_t room = compiler->resource_room ? compiler->resource_room * 2 : 16;
        compiler->resources =
            arena_resize(compiler->arena, compiler->resources,
                         compiler->resource_room * sizeof(Resource *), room * sizeof(Resource *));
        compiler->resource_room = room;
    }
    if (is_new)
        compiler->resources[number] = resource;
}

static Resource *new_resource(Compiler *compiler, Slice uri, const Json *json, Resource *outer)
{
    Resource *made = arena_array(compiler->arena, Resource, 1);
    *made = (Resource){.uri = uri,
                       .json = json,
                       .outer = outer,
                       .anchors = table_new(compiler->arena, 4),
                       .has_validation = outer ? outer->has_validation : true,
                       .has_format_assertion = outer ? outer->has_format_assertion
                                                     : compiler->options->asserts_formats};
    register_resource(compiler, uri, made);
    return made;
}

// Where schemas are within a schema.
typedef enum Holds { HOLDS_SCHEMA, HOLDS_LIST, HOLDS_MAP } Holds;

static const struct {
    const char *keyword;
    Holds holds;
} applicators[] = {
    {"items", HOLDS_SCHEMA},
    {"contains", HOLDS_SCHEMA},
    {"additionalProperties", HOLDS_SCHEMA},
    {"propertyNames", HOLDS_SCHEMA},
    {"if", HOLDS_SCHEMA},
    {"then", HOLDS_SCHEMA},
    {"else", HOLDS_SCHEMA},
    {"not", HOLDS_SCHEMA},
    {"unevaluatedItems", HOLDS_SCHEMA},
    {"unevaluatedProperties", HOLDS_SCHEMA},
    {"contentSchema", HOLDS_SCHEMA},
    {"allOf", HOLDS_LIST},
    {"anyOf", HOLDS_LIST},
    {"oneOf", HOLDS_LIST},
    {"prefixItems", HOLDS_LIST},
    {"$defs", HOLDS_MAP},
    {"definitions", HOLDS_MAP},
    {"properties", HOLDS_MAP},
    {"patternProperties", HOLDS_MAP},
    {"dependentSchemas", HOLDS_MAP},
    {"dependencies", HOLDS_MAP},
};

static void scan(Compiler *compiler, const Json *json, Resource *resource, unsigned depth);

static void scan_member(Compiler *compiler, const JsonMember *member, Resource *resource,
                        unsigned depth)
{
    for (size_t i = 0; i < sizeof applicators / sizeof *applicators; i++) {
        if (!slice_equal(member->name, slice_of(applicators[i].keyword)))
            continue;
        const Json *value = member->value;
        if (applicators[i].holds == HOLDS_SCHEMA)
            scan(compiler, value, resource, depth + 1);
        for (size_t k = 0;
             applicators[i].holds == HOLDS_LIST && value->kind == JSON_ARRAY && k < value->count;
             k++)
            scan(compiler, value->items[k], resource, depth + 1);
        for (size_t k = 0;
             applicators[i].holds == HOLDS_MAP && value->kind == JSON_OBJECT && k < value->count;
             k++)
            scan(compiler, value->members[k].value, resource, depth + 1);
        return;
    }
}

static void read_dialect(Compiler *compiler, Resource *resource);

static void scan(Compiler *compiler, const Json *json, Resource *resource, unsigned depth)
{
    Known *known = know(compiler, json);
    if (known->resource)
        return;
    known->resource = resource;
    if (json->kind != JSON_OBJECT || depth > NESTING_MAX)
        return;
    const Json *id = json_get(json, S("$id"));
    if (id && id->kind == JSON_STRING) {
        Slice fragment, uri = reference_part(
                            reference_resolve(compiler->arena, resource->uri, id->text), &fragment);
        if (json == resource->json) {
            resource->uri = uri;
            register_resource(compiler, uri, resource);
        } else {
            resource = new_resource(compiler, uri, json, resource);
            know(compiler, json)->resource = resource;
        }
    }
    if (json == resource->json && json_get(json, S("$schema")))
        read_dialect(compiler, resource);
    const Json *anchor = json_get(json, S("$anchor")),
               *dynamic = json_get(json, S("$dynamicAnchor"));
    if (anchor && anchor->kind == JSON_STRING)
        add_anchor(compiler, resource, anchor->text, json, false);
    if (dynamic && dynamic->kind == JSON_STRING)
        add_anchor(compiler, resource, dynamic->text, json, true);
    for (size_t i = 0; i < json->count; i++)
        scan_member(compiler, &json->members[i], resource, depth);
}

// ---- Documents ----

static const Json *known_document(Compiler *compiler, Slice uri)
{
    if (!slice_starts(uri, S("https://json-schema.org/draft/2020-12/")))
        return NULL;
    if (!compiler->meta)
        compiler->meta = json_read(compiler->arena, slice_of(meta_schemas), compiler->faults);
    for (size_t i = 0; compiler->meta && i < compiler->meta->count; i++)
        if (slice_equal(json_get_text(compiler->meta->items[i], S("$id")), uri))
            return compiler->meta->items[i];
    return NULL;
}

static Resource *find_resource(Compiler *compiler, Slice uri)
{
    int32_t number = table_find(compiler->resource_table, uri);
    if (number != TABLE_NONE)
        return compiler->resources[number];
    if (++compiler->documents > DOCUMENTS_MAX)
        return NULL;
    const Json *json = known_document(compiler, uri);
    Slice text;
    if (!json && compiler->options->find &&
        compiler->options->find(compiler->options->context, compiler->arena, uri, &text))
        json = json_read(compiler->arena, text, compiler->faults);
    if (!json)
        return NULL;
    Resource *made = new_resource(compiler, uri, json, NULL);
    scan(compiler, json, made, 0);
    return made;
}

// Which vocabularies the meta-schema of a resource has: without that of validation, its keywords
// say nothing.
static void read_dialect(Compiler *compiler, Resource *resource)
{
    Slice uri = json_get_text(resource->json, S("$schema")), fragment;
    uri = reference_part(uri, &fragment);
    if (slice_equal(uri, S(DIALECT)) || slice_equal(uri, resource->uri))
        return;
    Resource *meta = find_resource(compiler, uri);
    const Json *vocabularies = meta ? json_get(meta->json, S("$vocabulary")) : NULL;
    if (!vocabularies)
        return;
    resource->has_validation =
        json_get(vocabularies, S("https://json-schema.org/draft/2020-12/vocab/validation")) != NULL;
    if (json_get(vocabularies, S("https://json-schema.org/draft/2020-12/vocab/format-assertion")))
        resource->has_format_assertion = true;
}

// ---- References ----

static Slice decode_step(Arena *arena, Slice step)
{
    char *out = arena_take_raw(arena, step.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < step.len; i++) {
        unsigned value;
        char digits[3] = {0};
        if (step.at[i] == '%' && i + 2 < step.len) {
            memcpy(digits, step.at + i + 1, 2);
            if (sscanf(digits, "%2x", &value) == 1) {
                out[len++] = (char)value;
                i += 2;
                continue;
            }
        }
        out[len++] = step.at[i];
    }
    size_t kept = 0;
    for (size_t i = 0; i < len; i++) {
        bool is_escape = out[i] == '~' && i + 1 < len && (out[i + 1] == '0' || out[i + 1] == '1');
        char c = is_escape ? (out[i + 1] == '0' ? '~' : '/') : out[i];
        i += is_escape;
        out[kept++] = c;
    }
    return (Slice){out, kept};
}

static const Json *follow_pointer(Compiler *compiler, Resource **resource, Slice pointer)
{
    const Json *at = (*resource)->json;
    pointer = slice_part(pointer, 1, pointer.len);
    for (bool more = true; more && at;) {
        more = memchr(pointer.at ? pointer.at : "", '/', pointer.len) != NULL;
        Slice step = decode_step(compiler->arena, slice_cut(&pointer, '/'));
        if (at->kind == JSON_OBJECT) {
            at = json_get(at, step);
        } else if (at->kind == JSON_ARRAY) {
            size_t index = 0;
            for (size_t i = 0; i < step.len; i++)
                index = index * 10 + (size_t)(step.at[i] - '0');
            at = step.len && index < at->count ? at->items[index] : NULL;
        } else {
            at = NULL;
        }
        const Known *known = at ? find_known(compiler, at) : NULL;
        if (known && known->resource)
            *resource = known->resource;
    }
    return at;
}

const SubSchema *resolve_reference(Compiler *compiler, Resource *from, const Json *place,
                                   Slice reference, Slice *dynamic)
{
    Slice fragment,
        uri = reference_part(reference_resolve(compiler->arena, from->uri, reference), &fragment);
    Resource *resource = find_resource(compiler, uri);
    const Json *target = NULL;
    if (!resource) {
        bool is_new; // large sets name what is missing a hundred times
        table_add(compiler->missing_table, uri, &is_new);
        if (is_new)
            refuse(compiler, place,
                   "there is no schema %.*s at hand; name its folder with --schema-dir",
                   (int)uri.len, uri.at);
        return NULL;
    }
    if (fragment.len == 0) {
        target = resource->json;
    } else if (fragment.at[0] == '/') {
        target = follow_pointer(compiler, &resource, fragment);
    } else {
        int32_t number = table_find(resource->anchors, fragment);
        if (number != TABLE_NONE) {
            target = resource->anchored[number];
            if (dynamic && resource->is_dynamic[number])
                *dynamic = fragment;
        }
    }
    // Published sets refer to definitions that they lack, mostly in parts that nobody uses: that
    // ends a validation which needs one. In the schema itself it is a fault.
    if (!target && slice_equal(from->uri, compiler->uri)) {
        refuse(compiler, place, "%.*s refers to nothing", (int)reference.len, reference.at);
        return NULL;
    }
    if (!target) {
        SubSchema *missing = arena_array(compiler->arena, SubSchema, 1);
        *missing = (SubSchema){.json = place,
                               .truth = -1,
                               .resource = from,
                               .dangling = arena_print(compiler->arena, "%.*s#%.*s", (int)uri.len,
                                                       uri.at, (int)fragment.len, fragment.at)};
        return missing;
    }
    return compile_schema(compiler, target, resource);
}

// ---- Schema objects ----

const SubSchema *compile_schema(Compiler *compiler, const Json *json, Resource *resource)
{
    Known *known = know(compiler, json);
    if (known->schema)
        return known->schema;
    if (!known->resource) {
        scan(compiler, json, resource, 0);
        known = know(compiler, json);
    }
    SubSchema *schema = arena_array(compiler->arena, SubSchema, 1);
    *schema = (SubSchema){.json = json, .truth = -1, .resource = known->resource};
    known->schema = schema;
    if (++compiler->depth > NESTING_MAX * 4)
        guard_raise(arena_guard(compiler->arena), FAULT_LIMIT, "",
                    "schemas refer to each other more than %d deep", NESTING_MAX * 4);
    if (json->kind == JSON_TRUE || json->kind == JSON_FALSE)
        schema->truth = json->kind == JSON_TRUE;
    else if (json->kind == JSON_OBJECT)
        make_rules(compiler, schema);
    else
        refuse(compiler, json, "a schema is an object, true or false");
    compiler->depth--;
    return schema;
}

const SubSchema *dynamic_target(const JsonSchema *schema, const Resource *resource, Slice anchor)
{
    int32_t number = table_find(resource->anchors, anchor);
    if (number == TABLE_NONE || !resource->is_dynamic[number])
        return NULL;
    const Known *known = find_known(schema->compiler, resource->anchored[number]);
    return known ? known->schema : NULL;
}

// ---- The whole ----

// Schemas that only a dynamic reference can reach.
static void compile_dynamic(Compiler *compiler)
{
    for (size_t i = 0; i < table_count(compiler->resource_table); i++) {
        Resource *resource = compiler->resources[i];
        for (size_t k = 0; k < table_count(resource->anchors); k++)
            if (resource->is_dynamic[k])
                compile_schema(compiler, resource->anchored[k], resource);
    }
}

static JsonSchema *load(Arena *arena, Slice text, Slice uri, const JsonSchemaOptions *options,
                        Faults *faults)
{
    static const JsonSchemaOptions none = {0};
    size_t before = faults->count;
    const Json *json = json_read(arena, text, faults);
    if (!json)
        return NULL;
    Compiler *compiler = arena_array(arena, Compiler, 1);
    *compiler = (Compiler){.arena = arena,
                           .faults = faults,
                           .options = options ? options : &none,
                           .known_table = table_new(arena, 256),
                           .resource_table = table_new(arena, 16),
                           .missing_table = table_new(arena, 4)};
    Resource *resource = new_resource(compiler, uri, json, NULL);
    compiler->uri = resource->uri;
    scan(compiler, json, resource, 0);
    JsonSchema *schema = arena_array(arena, JsonSchema, 1);
    *schema = (JsonSchema){.arena = arena,
                           .guard = arena_guard(arena),
                           .compiler = compiler,
                           .allows_schema_name = compiler->options->allows_schema_name};
    schema->root = compile_schema(compiler, json, resource);
    compile_dynamic(compiler);
    return faults->count == before ? schema : NULL;
}

typedef struct MetaCheck {
    Slice text;
    Faults *faults;
} MetaCheck;

// A schema obeys its meta-schema, where that is the dialect's own. In an arena of its own, for
// nothing of it is needed again.
static bool check_by_meta(Arena *arena, void *context)
{
    const MetaCheck *it = context;
    Faults ignored = {0};
    Vocabulary *vocabulary = vocabulary_new(arena);
    const Tree *tree = json_tree_read(arena, vocabulary, it->text, NULL, it->faults);
    const JsonSchema *meta =
        tree ? load(arena, S("{\"$ref\": \"" DIALECT "\"}"), S("urn:meta"), NULL, &ignored) : NULL;
    SchemaFindings findings = {.arena = arena};
    if (!meta || json_schema_validate(meta, arena, tree, 0, &findings))
        return meta != NULL;
    for (size_t i = 0; i < findings.kept; i++) {
        Place place = tree_place(tree, findings.list[i].node);
        Slice message = schema_message(arena, &findings.list[i], SCHEMA_ENGLISH);
        fault_add(it->faults, FAULT_STATIC, place.line, place.column, "%.*s", (int)message.len,
                  message.at);
    }
    return false;
}

const JsonSchema *json_schema_load(Arena *arena, Slice text, Slice uri,
                                   const JsonSchemaOptions *options, Faults *faults)
{
    MetaCheck check = {text, faults};
    const Json *json = json_read(arena, text, faults);
    if (!json)
        return NULL;
    Slice dialect = json_get_text(json, S("$schema")), fragment;
    dialect = reference_part(dialect, &fragment);
    if ((dialect.len == 0 || slice_equal(dialect, S(DIALECT))) &&
        !arena_run(0, check_by_meta, &check, faults))
        return NULL;
    return load(arena, text, uri, options, faults);
}

const JsonSchema *json_schema_property(Arena *arena, const JsonSchema *schema, Slice name)
{
    const Json *json = json_get(json_get(schema->root->json, S("properties")), name);
    const Known *known = json ? find_known(schema->compiler, json) : NULL;
    if (!known)
        return NULL;
    JsonSchema *part = arena_array(arena, JsonSchema, 1);
    *part = *schema;
    part->root = known->schema;
    return part;
}

Slice json_schema_title(const JsonSchema *schema)
{
    return json_get_text(schema->root->json, S("title"));
}
