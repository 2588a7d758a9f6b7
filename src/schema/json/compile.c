// SPDX-License-Identifier: Apache-2.0
// Compiles JSON Schema: every schema object becomes a list of rules, references become pointers.
//
//     documents ─► resources (what has a URI of its own), anchors ─► [schema objects ─► rules]
//
// A schema object is compiled when something first refers to it, once: that is also what ends recursion.

#include "schema/json/compile.h"
#include "schema/json/internal.h"
#include "schema/json/uri.h"

#include <stdio.h>

enum { NESTING_MAX = 500, DOCUMENTS_MAX = 2000 };

#define DIALECT "https://json-schema.org/draft/2020-12/schema"

const char *const keyword_names[KEY_END] = {
    [KEY_REF] = "$ref", [KEY_DYNAMIC_REF] = "$dynamicRef", [KEY_TYPE] = "type", [KEY_ENUM] = "enum", [KEY_CONST] = "const",
    [KEY_MULTIPLE_OF] = "multipleOf", [KEY_MAXIMUM] = "maximum", [KEY_EXCLUSIVE_MAXIMUM] = "exclusiveMaximum",
    [KEY_MINIMUM] = "minimum", [KEY_EXCLUSIVE_MINIMUM] = "exclusiveMinimum", [KEY_MAX_LENGTH] = "maxLength",
    [KEY_MIN_LENGTH] = "minLength", [KEY_PATTERN] = "pattern", [KEY_MAX_ITEMS] = "maxItems", [KEY_MIN_ITEMS] = "minItems",
    [KEY_UNIQUE_ITEMS] = "uniqueItems", [KEY_MAX_PROPERTIES] = "maxProperties", [KEY_MIN_PROPERTIES] = "minProperties",
    [KEY_REQUIRED] = "required", [KEY_DEPENDENT_REQUIRED] = "dependentRequired", [KEY_FORMAT] = "format",
    [KEY_ALL_OF] = "allOf", [KEY_ANY_OF] = "anyOf", [KEY_ONE_OF] = "oneOf", [KEY_NOT] = "not", [KEY_IF] = "if",
    [KEY_DEPENDENT_SCHEMAS] = "dependentSchemas", [KEY_PROPERTY_NAMES] = "propertyNames", [KEY_PREFIX_ITEMS] = "prefixItems",
    [KEY_ITEMS] = "items", [KEY_CONTAINS] = "contains", [KEY_PROPERTIES] = "properties",
    [KEY_UNEVALUATED_ITEMS] = "unevaluatedItems", [KEY_UNEVALUATED_PROPERTIES] = "unevaluatedProperties",
};

static bool refuse(Compiler *compiler, const Json *json, const char *format, ...) __attribute__((format(printf, 3, 4)));

static bool refuse(Compiler *compiler, const Json *json, const char *format, ...)
{
    char text[280];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return fault_add(compiler->faults, FAULT_STATIC, json ? json->line : 0, json ? json->column : 0, "%s", text);
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
        compiler->known = arena_resize(compiler->arena, compiler->known, compiler->known_room * sizeof(Known), room * sizeof(Known));
        memset(compiler->known + compiler->known_room, 0, (room - compiler->known_room) * sizeof(Known));
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

static void add_anchor(Compiler *compiler, Resource *resource, Slice name, const Json *json, bool is_dynamic)
{
    bool is_new;
    int32_t number = table_add(resource->anchors, name, &is_new);
    if ((size_t)number >= resource->anchor_room) {
        size_t room = resource->anchor_room ? resource->anchor_room * 2 : 4;
        resource->anchored = arena_resize(compiler->arena, resource->anchored, resource->anchor_room * sizeof(Json *), room * sizeof(Json *));
        resource->is_dynamic = arena_resize(compiler->arena, resource->is_dynamic, resource->anchor_room, room);
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
        compiler->resources = arena_resize(compiler->arena, compiler->resources, compiler->resource_room * sizeof(Resource *),
                                           room * sizeof(Resource *));
        compiler->resource_room = room;
    }
    if (is_new)
        compiler->resources[number] = resource;
}

static Resource *new_resource(Compiler *compiler, Slice uri, const Json *json, Resource *outer)
{
    Resource *made = arena_array(compiler->arena, Resource, 1);
    *made = (Resource){.uri = uri, .json = json, .outer = outer, .anchors = table_new(compiler->arena, 4),
                       .has_validation = outer ? outer->has_validation : true,
                       .has_format_assertion = outer ? outer->has_format_assertion : compiler->options->asserts_formats};
    register_resource(compiler, uri, made);
    return made;
}

// Where schemas are within a schema.
typedef enum Holds { HOLDS_SCHEMA, HOLDS_LIST, HOLDS_MAP } Holds;

static const struct {
    const char *keyword;
    Holds holds;
} applicators[] = {
    {"items", HOLDS_SCHEMA}, {"contains", HOLDS_SCHEMA}, {"additionalProperties", HOLDS_SCHEMA}, {"propertyNames", HOLDS_SCHEMA},
    {"if", HOLDS_SCHEMA}, {"then", HOLDS_SCHEMA}, {"else", HOLDS_SCHEMA}, {"not", HOLDS_SCHEMA},
    {"unevaluatedItems", HOLDS_SCHEMA}, {"unevaluatedProperties", HOLDS_SCHEMA}, {"contentSchema", HOLDS_SCHEMA},
    {"allOf", HOLDS_LIST}, {"anyOf", HOLDS_LIST}, {"oneOf", HOLDS_LIST}, {"prefixItems", HOLDS_LIST},
    {"$defs", HOLDS_MAP}, {"definitions", HOLDS_MAP}, {"properties", HOLDS_MAP}, {"patternProperties", HOLDS_MAP},
    {"dependentSchemas", HOLDS_MAP}, {"dependencies", HOLDS_MAP},
};

static void scan(Compiler *compiler, const Json *json, Resource *resource, unsigned depth);

static void scan_member(Compiler *compiler, const JsonMember *member, Resource *resource, unsigned depth)
{
    for (size_t i = 0; i < sizeof applicators / sizeof *applicators; i++) {
        if (!slice_equal(member->name, slice_of(applicators[i].keyword)))
            continue;
        const Json *value = member->value;
        if (applicators[i].holds == HOLDS_SCHEMA)
            scan(compiler, value, resource, depth + 1);
        for (size_t k = 0; applicators[i].holds == HOLDS_LIST && value->kind == JSON_ARRAY && k < value->count; k++)
            scan(compiler, value->items[k], resource, depth + 1);
        for (size_t k = 0; applicators[i].holds == HOLDS_MAP && value->kind == JSON_OBJECT && k < value->count; k++)
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
        Slice fragment, uri = reference_part(reference_resolve(compiler->arena, resource->uri, id->text), &fragment);
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
    const Json *anchor = json_get(json, S("$anchor")), *dynamic = json_get(json, S("$dynamicAnchor"));
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
        if (slice_equal(json_text(json_get(compiler->meta->items[i], S("$id"))), uri))
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
    if (!json && compiler->options->find && compiler->options->find(compiler->options->context, compiler->arena, uri, &text))
        json = json_read(compiler->arena, text, compiler->faults);
    if (!json)
        return NULL;
    Resource *made = new_resource(compiler, uri, json, NULL);
    scan(compiler, json, made, 0);
    return made;
}

// Which vocabularies the meta-schema of a resource has: without that of validation, its keywords say nothing.
static void read_dialect(Compiler *compiler, Resource *resource)
{
    Slice uri = json_text(json_get(resource->json, S("$schema"))), fragment;
    uri = reference_part(uri, &fragment);
    if (slice_equal(uri, S(DIALECT)) || slice_equal(uri, resource->uri))
        return;
    Resource *meta = find_resource(compiler, uri);
    const Json *vocabularies = meta ? json_get(meta->json, S("$vocabulary")) : NULL;
    if (!vocabularies)
        return;
    resource->has_validation = json_get(vocabularies, S("https://json-schema.org/draft/2020-12/vocab/validation")) != NULL;
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

static const SubSchema *resolve(Compiler *compiler, Resource *from, const Json *place, Slice reference, Slice *dynamic)
{
    Slice fragment, uri = reference_part(reference_resolve(compiler->arena, from->uri, reference), &fragment);
    Resource *resource = find_resource(compiler, uri);
    const Json *target = NULL;
    if (!resource) {
        bool is_new;  // large sets name what is missing a hundred times
        table_add(compiler->missing_table, uri, &is_new);
        if (is_new)
            refuse(compiler, place, "there is no schema %.*s at hand; name its folder with --schema-dir", (int)uri.len, uri.at);
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
    // Published sets refer to definitions that they lack, mostly in parts that nobody uses: that ends a validation which needs
    // one. In the schema itself it is a fault.
    if (!target && slice_equal(from->uri, compiler->uri)) {
        refuse(compiler, place, "%.*s refers to nothing", (int)reference.len, reference.at);
        return NULL;
    }
    if (!target) {
        SubSchema *missing = arena_array(compiler->arena, SubSchema, 1);
        *missing = (SubSchema){.json = place, .truth = -1, .resource = from,
                               .dangling = arena_print(compiler->arena, "%.*s#%.*s", (int)uri.len, uri.at, (int)fragment.len, fragment.at)};
        return missing;
    }
    return compile_schema(compiler, target, resource);
}

// ---- Rules ----

typedef struct Making {
    Compiler *compiler;
    SubSchema *schema;
    const Json *json;
    Rule *rules;
    size_t count;
} Making;

static const SubSchema *part(Making *making, const Json *json)
{
    const Known *known = json ? find_known(making->compiler, json) : NULL;
    Resource *resource = known && known->resource ? known->resource : making->schema->resource;
    return json ? compile_schema(making->compiler, json, resource) : NULL;
}

static const SubSchema *part_named(Making *making, const char *name)
{
    return part(making, json_get(making->json, slice_of(name)));
}

static const SubSchema *const *parts(Making *making, const Json *list, size_t *count)
{
    *count = list && list->kind == JSON_ARRAY ? list->count : 0;
    const SubSchema **made = arena_array(making->compiler->arena, const SubSchema *, *count + 1);
    for (size_t i = 0; i < *count; i++)
        made[i] = part(making, list->items[i]);
    return made;
}

static const Slice *texts_of(Arena *arena, const Json *list, size_t *count)
{
    *count = list && list->kind == JSON_ARRAY ? list->count : 0;
    Slice *made = arena_array(arena, Slice, *count + 1);
    for (size_t i = 0; i < *count; i++)
        made[i] = json_text(list->items[i]);
    return made;
}

static const NamedSchema *named_parts(Making *making, const Json *map, bool is_pattern, bool is_names, size_t *count)
{
    Arena *arena = making->compiler->arena;
    *count = map && map->kind == JSON_OBJECT ? map->count : 0;
    NamedSchema *made = arena_array(arena, NamedSchema, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        const JsonMember *member = &map->members[i];
        made[i].name = member->name;
        if (is_names || member->value->kind == JSON_ARRAY)  // `dependencies` of older drafts has both
            made[i].names = texts_of(arena, member->value, &made[i].name_count);
        else
            made[i].schema = part(making, member->value);
        if (is_pattern && !(made[i].pattern = pattern_of(arena, member->name)))
            refuse(making->compiler, member->value, "\"%.*s\" is no regular expression", (int)member->name.len, member->name.at);
    }
    return made;
}

static size_t read_limit(const Json *json)
{
    size_t value = 0;
    for (size_t i = 0; i < json->text.len && json->text.at[i] >= '0' && json->text.at[i] <= '9'; i++)
        if (value < SIZE_MAX / 20)
            value = value * 10 + (size_t)(json->text.at[i] - '0');
    return value;
}

static unsigned type_bit(Slice name)
{
    static const char *const names[] = {"object", "array", "string", "number", "boolean", "null"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (slice_equal(name, slice_of(names[i])))
            return 1u << i;
    return slice_equal(name, S("integer")) ? 1u << 7 : 0;
}

static void make_properties(Making *making, Rule *rule)
{
    Arena *arena = making->compiler->arena;
    rule->named = named_parts(making, json_get(making->json, S("properties")), false, false, &rule->count);
    rule->patterns = named_parts(making, json_get(making->json, S("patternProperties")), true, false, &rule->pattern_count);
    rule->additional = part_named(making, "additionalProperties");
    Table *table = table_new(arena, rule->count);
    for (size_t i = 0; i < rule->count; i++)
        table_add(table, rule->named[i].name, NULL);
    rule->by_name = table;
}

static void make_keys(Making *making, Rule *rule, const Json *const *values, size_t count)
{
    Arena *arena = making->compiler->arena;
    Slice *keys = arena_array(arena, Slice, count + 1);
    for (size_t i = 0; i < count; i++) {
        Buffer key = buffer_new(arena);
        json_key_of(arena, values[i], &key);
        keys[i] = buffer_slice(&key);
    }
    rule->keys = keys;
    rule->count = count;
}

static void make_rule(Making *making, Keyword keyword, const Json *value)
{
    Compiler *compiler = making->compiler;
    Arena *arena = compiler->arena;
    Rule *rule = &making->rules[making->count];
    *rule = (Rule){.keyword = keyword, .json = value};
    making->count++;
    switch (keyword) {
    case KEY_REF:
        rule->schema = resolve(compiler, making->schema->resource, value, json_text(value), NULL);
        break;
    case KEY_DYNAMIC_REF:
        rule->schema = resolve(compiler, making->schema->resource, value, json_text(value), &rule->anchor);
        break;
    case KEY_TYPE:
        rule->types = type_bit(json_text(value));
        for (size_t i = 0; value->kind == JSON_ARRAY && i < value->count; i++)
            rule->types |= type_bit(json_text(value->items[i]));
        break;
    case KEY_ENUM:
        make_keys(making, rule, value->kind == JSON_ARRAY ? value->items : NULL, value->kind == JSON_ARRAY ? value->count : 0);
        break;
    case KEY_CONST:
        make_keys(making, rule, &rule->json, 1);
        break;
    case KEY_MULTIPLE_OF:
    case KEY_MAXIMUM:
    case KEY_EXCLUSIVE_MAXIMUM:
    case KEY_MINIMUM:
    case KEY_EXCLUSIVE_MINIMUM:
        rule->number = number_read(arena, value->text);
        break;
    case KEY_MAX_LENGTH:
    case KEY_MIN_LENGTH:
    case KEY_MAX_ITEMS:
    case KEY_MIN_ITEMS:
    case KEY_MAX_PROPERTIES:
    case KEY_MIN_PROPERTIES:
        rule->count = read_limit(value);
        break;
    case KEY_PATTERN:
        rule->pattern = pattern_of(arena, json_text(value));
        if (!rule->pattern)
            refuse(compiler, value, "\"%.*s\" is no regular expression", (int)value->text.len, value->text.at);
        break;
    case KEY_UNIQUE_ITEMS:
        rule->is_unique = value->kind == JSON_TRUE;
        break;
    case KEY_REQUIRED:
        rule->keys = texts_of(arena, value, &rule->count);
        break;
    case KEY_DEPENDENT_REQUIRED:
        rule->named = named_parts(making, value, false, true, &rule->count);
        break;
    case KEY_FORMAT:
        rule->format = making->schema->resource->has_format_assertion ? format_find(json_text(value)) : NULL;
        break;
    case KEY_ALL_OF:
    case KEY_ANY_OF:
    case KEY_ONE_OF:
    case KEY_PREFIX_ITEMS:
        rule->schemas = parts(making, value, &rule->count);
        break;
    case KEY_NOT:
    case KEY_PROPERTY_NAMES:
    case KEY_UNEVALUATED_ITEMS:
    case KEY_UNEVALUATED_PROPERTIES:
        rule->schema = part(making, value);
        break;
    case KEY_ITEMS: {
        const Json *prefix = json_get(making->json, S("prefixItems"));
        rule->schema = part(making, value);
        rule->count = prefix && prefix->kind == JSON_ARRAY ? prefix->count : 0;
        break;
    }
    case KEY_IF:
        rule->schema = part(making, value);
        rule->then = part_named(making, "then");
        rule->otherwise = part_named(making, "else");
        break;
    case KEY_DEPENDENT_SCHEMAS:
        rule->named = named_parts(making, value, false, false, &rule->count);
        break;
    case KEY_CONTAINS: {
        const Json *least = json_get(making->json, S("minContains")), *most = json_get(making->json, S("maxContains"));
        bool is_on = making->schema->resource->has_validation;
        rule->schema = part(making, value);
        rule->minimum = least && is_on ? read_limit(least) : 1;
        rule->has_maximum = most && is_on;
        rule->maximum = rule->has_maximum ? read_limit(most) : 0;
        break;
    }
    case KEY_PROPERTIES:
        make_properties(making, rule);
        break;
    case KEY_END:
        break;
    }
}

static bool is_of_validation(Keyword keyword)
{
    return keyword >= KEY_TYPE && keyword <= KEY_DEPENDENT_REQUIRED;
}

static void make_rules(Making *making)
{
    Compiler *compiler = making->compiler;
    making->rules = arena_array(compiler->arena, Rule, KEY_END);
    for (Keyword keyword = 0; keyword < KEY_END; keyword++) {
        const Json *value = json_get(making->json, slice_of(keyword_names[keyword]));
        if (keyword == KEY_DEPENDENT_SCHEMAS && !value)
            value = json_get(making->json, S("dependencies"));
        if (keyword == KEY_PROPERTIES && !value)
            value = json_get(making->json, S("patternProperties"));
        if (keyword == KEY_PROPERTIES && !value)
            value = json_get(making->json, S("additionalProperties"));
        if (!value || (is_of_validation(keyword) && !making->schema->resource->has_validation))
            continue;
        compiler->has_unevaluated |= keyword >= KEY_UNEVALUATED_ITEMS;
        make_rule(making, keyword, value);
    }
    making->schema->rules = making->rules;
    making->schema->rule_count = making->count;
}

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
        guard_raise(arena_guard(compiler->arena), FAULT_LIMIT, "", "schemas refer to each other more than %d deep", NESTING_MAX * 4);
    Making making = {compiler, schema, json, NULL, 0};
    if (json->kind == JSON_TRUE || json->kind == JSON_FALSE)
        schema->truth = json->kind == JSON_TRUE;
    else if (json->kind == JSON_OBJECT)
        make_rules(&making);
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

static JsonSchema *load(Arena *arena, Slice text, Slice uri, const JsonSchemaOptions *options, Faults *faults)
{
    static const JsonSchemaOptions none = {0};
    size_t before = faults->count;
    const Json *json = json_read(arena, text, faults);
    if (!json)
        return NULL;
    Compiler *compiler = arena_array(arena, Compiler, 1);
    *compiler = (Compiler){.arena = arena, .faults = faults, .options = options ? options : &none,
                           .known_table = table_new(arena, 256), .resource_table = table_new(arena, 16),
                           .missing_table = table_new(arena, 4)};
    Resource *resource = new_resource(compiler, uri, json, NULL);
    compiler->uri = resource->uri;
    scan(compiler, json, resource, 0);
    JsonSchema *schema = arena_array(arena, JsonSchema, 1);
    *schema = (JsonSchema){.arena = arena, .guard = arena_guard(arena), .compiler = compiler,
                            .allows_schema_name = compiler->options->allows_schema_name};
    schema->root = compile_schema(compiler, json, resource);
    compile_dynamic(compiler);
    return faults->count == before ? schema : NULL;
}

typedef struct MetaCheck {
    Slice text;
    Faults *faults;
} MetaCheck;

// A schema obeys its meta-schema, where that is the dialect's own. In an arena of its own, for nothing of it is needed again.
static bool check_by_meta(Arena *arena, void *context)
{
    const MetaCheck *it = context;
    Faults ignored = {0};
    Vocabulary *vocabulary = vocabulary_new(arena);
    const Tree *tree = json_tree_read(arena, vocabulary, it->text, NULL, it->faults);
    const JsonSchema *meta = tree ? load(arena, S("{\"$ref\": \"" DIALECT "\"}"), S("urn:meta"), NULL, &ignored) : NULL;
    SchemaFindings findings = {.arena = arena};
    if (!meta || json_schema_validate(meta, arena, tree, 0, &findings))
        return meta != NULL;
    for (size_t i = 0; i < findings.kept; i++) {
        Place place = tree_place(tree, findings.list[i].node);
        Slice message = schema_message(arena, &findings.list[i], SCHEMA_ENGLISH);
        fault_add(it->faults, FAULT_STATIC, place.line, place.column, "%.*s", (int)message.len, message.at);
    }
    return false;
}

const JsonSchema *json_schema_load(Arena *arena, Slice text, Slice uri, const JsonSchemaOptions *options, Faults *faults)
{
    MetaCheck check = {text, faults};
    const Json *json = json_read(arena, text, faults);
    if (!json)
        return NULL;
    Slice dialect = json_text(json_get(json, S("$schema"))), fragment;
    dialect = reference_part(dialect, &fragment);
    if ((dialect.len == 0 || slice_equal(dialect, S(DIALECT))) && !arena_run(0, check_by_meta, &check, faults))
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
    return json_text(json_get(schema->root->json, S("title")));
}
