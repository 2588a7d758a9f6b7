// SPDX-License-Identifier: Apache-2.0
// Makes the rules of a schema object, one for each of its keywords.
//
//     {"type": …, "properties": …} ─► [rules] ─► validate.c
//
// A keyword is a row of the table at the end. Schemas within it are compiled at once (compile.c),
// unless they were before.

#include "schema/json/compile.h"

typedef struct Making {
    Compiler *compiler;
    SubSchema *schema;
    const Json *json; // the schema object
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

static const NamedSchema *named_parts(Making *making, const Json *map, bool is_pattern,
                                      bool is_names, size_t *count)
{
    Arena *arena = making->compiler->arena;
    *count = map && map->kind == JSON_OBJECT ? map->count : 0;
    NamedSchema *made = arena_array(arena, NamedSchema, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        const JsonMember *member = &map->members[i];
        made[i].name = member->name;
        if (is_names ||
            member->value->kind == JSON_ARRAY) // `dependencies` of older drafts has both
            made[i].names = texts_of(arena, member->value, &made[i].name_count);
        else
            made[i].schema = part(making, member->value);
        if (is_pattern && !(made[i].pattern = pattern_of(arena, member->name)))
            refuse(making->compiler, member->value, "\"%.*s\" is no regular expression",
                   (int)member->name.len, member->name.at);
    }
    return made;
}

static size_t read_limit(const Json *json)
{
    size_t value = 0;
    for (size_t i = 0; i < json->text.len && json->text.at[i] >= '0' && json->text.at[i] <= '9';
         i++)
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

// ---- A rule of each keyword ----

static void make_reference(Making *making, Rule *rule, const Json *value)
{
    rule->schema = resolve_reference(making->compiler, making->schema->resource, value,
                                     json_text(value), NULL);
}

static void make_dynamic_reference(Making *making, Rule *rule, const Json *value)
{
    rule->schema = resolve_reference(making->compiler, making->schema->resource, value,
                                     json_text(value), &rule->anchor);
}

static void make_type(Making *making, Rule *rule, const Json *value)
{
    (void)making;
    rule->types = type_bit(json_text(value));
    for (size_t i = 0; value->kind == JSON_ARRAY && i < value->count; i++)
        rule->types |= type_bit(json_text(value->items[i]));
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

static void make_enum(Making *making, Rule *rule, const Json *value)
{
    bool is_list = value->kind == JSON_ARRAY;
    make_keys(making, rule, is_list ? value->items : NULL, is_list ? value->count : 0);
}

static void make_const(Making *making, Rule *rule, const Json *value)
{
    make_keys(making, rule, &value, 1);
}

static void make_number(Making *making, Rule *rule, const Json *value)
{
    rule->number = number_read(making->compiler->arena, value->text);
}

static void make_limit(Making *making, Rule *rule, const Json *value)
{
    (void)making;
    rule->count = read_limit(value);
}

static void make_pattern(Making *making, Rule *rule, const Json *value)
{
    rule->pattern = pattern_of(making->compiler->arena, json_text(value));
    if (!rule->pattern)
        refuse(making->compiler, value, "\"%.*s\" is no regular expression", (int)value->text.len,
               value->text.at);
}

static void make_unique(Making *making, Rule *rule, const Json *value)
{
    (void)making;
    rule->is_unique = value->kind == JSON_TRUE;
}

static void make_required(Making *making, Rule *rule, const Json *value)
{
    rule->keys = texts_of(making->compiler->arena, value, &rule->count);
}

static void make_dependent_names(Making *making, Rule *rule, const Json *value)
{
    rule->named = named_parts(making, value, false, true, &rule->count);
}

static void make_dependent_schemas(Making *making, Rule *rule, const Json *value)
{
    rule->named = named_parts(making, value, false, false, &rule->count);
}

static void make_format(Making *making, Rule *rule, const Json *value)
{
    bool is_asserted = making->schema->resource->has_format_assertion;
    rule->format = is_asserted ? format_find(json_text(value)) : NULL;
}

static void make_parts(Making *making, Rule *rule, const Json *value)
{
    rule->schemas = parts(making, value, &rule->count);
}

static void make_part(Making *making, Rule *rule, const Json *value)
{
    rule->schema = part(making, value);
}

static void make_items(Making *making, Rule *rule, const Json *value)
{
    const Json *prefix = json_get(making->json, S("prefixItems"));
    rule->schema = part(making, value);
    rule->count = prefix && prefix->kind == JSON_ARRAY ? prefix->count : 0;
}

static void make_condition(Making *making, Rule *rule, const Json *value)
{
    rule->schema = part(making, value);
    rule->then = part_named(making, "then");
    rule->otherwise = part_named(making, "else");
}

static void make_contains(Making *making, Rule *rule, const Json *value)
{
    const Json *least = json_get(making->json, S("minContains"));
    const Json *most = json_get(making->json, S("maxContains"));
    bool is_on = making->schema->resource->has_validation;
    rule->schema = part(making, value);
    rule->minimum = least && is_on ? read_limit(least) : 1;
    rule->has_maximum = most && is_on;
    rule->maximum = rule->has_maximum ? read_limit(most) : 0;
}

static void make_properties(Making *making, Rule *rule, const Json *value)
{
    (void)value; // three keywords are this one rule
    Arena *arena = making->compiler->arena;
    rule->named =
        named_parts(making, json_get(making->json, S("properties")), false, false, &rule->count);
    rule->patterns = named_parts(making, json_get(making->json, S("patternProperties")), true,
                                 false, &rule->pattern_count);
    rule->additional = part_named(making, "additionalProperties");
    Table *table = table_new(arena, rule->count);
    for (size_t i = 0; i < rule->count; i++)
        table_add(table, rule->named[i].name, NULL);
    rule->by_name = table;
}

// ---- The table ----

const KeywordRow keyword_rows[KEY_END] = {
    [KEY_REF] = {"$ref", make_reference},
    [KEY_DYNAMIC_REF] = {"$dynamicRef", make_dynamic_reference},
    [KEY_TYPE] = {"type", make_type},
    [KEY_ENUM] = {"enum", make_enum},
    [KEY_CONST] = {"const", make_const},
    [KEY_MULTIPLE_OF] = {"multipleOf", make_number},
    [KEY_MAXIMUM] = {"maximum", make_number},
    [KEY_EXCLUSIVE_MAXIMUM] = {"exclusiveMaximum", make_number},
    [KEY_MINIMUM] = {"minimum", make_number},
    [KEY_EXCLUSIVE_MINIMUM] = {"exclusiveMinimum", make_number},
    [KEY_MAX_LENGTH] = {"maxLength", make_limit},
    [KEY_MIN_LENGTH] = {"minLength", make_limit},
    [KEY_PATTERN] = {"pattern", make_pattern},
    [KEY_MAX_ITEMS] = {"maxItems", make_limit},
    [KEY_MIN_ITEMS] = {"minItems", make_limit},
    [KEY_UNIQUE_ITEMS] = {"uniqueItems", make_unique},
    [KEY_MAX_PROPERTIES] = {"maxProperties", make_limit},
    [KEY_MIN_PROPERTIES] = {"minProperties", make_limit},
    [KEY_REQUIRED] = {"required", make_required},
    [KEY_DEPENDENT_REQUIRED] = {"dependentRequired", make_dependent_names},
    [KEY_FORMAT] = {"format", make_format},
    [KEY_ALL_OF] = {"allOf", make_parts},
    [KEY_ANY_OF] = {"anyOf", make_parts},
    [KEY_ONE_OF] = {"oneOf", make_parts},
    [KEY_NOT] = {"not", make_part},
    [KEY_IF] = {"if", make_condition},
    [KEY_DEPENDENT_SCHEMAS] = {"dependentSchemas", make_dependent_schemas},
    [KEY_PROPERTY_NAMES] = {"propertyNames", make_part},
    [KEY_PREFIX_ITEMS] = {"prefixItems", make_parts},
    [KEY_ITEMS] = {"items", make_items},
    [KEY_CONTAINS] = {"contains", make_contains},
    [KEY_PROPERTIES] = {"properties", make_properties},
    [KEY_UNEVALUATED_ITEMS] = {"unevaluatedItems", make_part},
    [KEY_UNEVALUATED_PROPERTIES] = {"unevaluatedProperties", make_part},
};

static bool is_of_validation(Keyword keyword)
{
    return keyword >= KEY_TYPE && keyword <= KEY_DEPENDENT_REQUIRED;
}

// Of keywords that are one rule, the first that is there.
static const Json *value_of(const Json *json, Keyword keyword)
{
    const Json *value = json_get(json, slice_of(keyword_rows[keyword].name));
    if (keyword == KEY_DEPENDENT_SCHEMAS && !value)
        value = json_get(json, S("dependencies"));
    if (keyword == KEY_PROPERTIES && !value)
        value = json_get(json, S("patternProperties"));
    if (keyword == KEY_PROPERTIES && !value)
        value = json_get(json, S("additionalProperties"));
    return value;
}

void make_rules(Compiler *compiler, SubSchema *schema)
{
    Making making = {compiler, schema, schema->json};
    Rule *rules = arena_array(compiler->arena, Rule, KEY_END);
    schema->rules = rules;
    for (Keyword keyword = 0; keyword < KEY_END; keyword++) {
        const Json *value = value_of(schema->json, keyword);
        if (!value || (is_of_validation(keyword) && !schema->resource->has_validation))
            continue;
        compiler->has_unevaluated |= keyword >= KEY_UNEVALUATED_ITEMS;
        Rule *rule = &rules[schema->rule_count++];
        *rule = (Rule){.keyword = keyword, .json = value};
        keyword_rows[keyword].make(&making, rule, value);
    }
}
