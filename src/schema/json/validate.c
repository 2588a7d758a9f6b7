// SPDX-License-Identifier: Apache-2.0
// Validates values by compiled schemas: rule after rule, the schema's order of keywords set once when it was compiled.
//
// Where a schema asks what others have evaluated (unevaluatedItems, unevaluatedProperties) each value has marks, a byte for
// each item or member, that the rules of one value share. Branches (anyOf, if, not …) run with findings of their own: of
// those that fail, the one that came nearest is told.

#include "schema/json/compile.h"
#include "base/utf8.h"
#include "schema/json/internal.h"

enum { DEPTH_MAX = 1200 };  // schemas within schemas; each takes some hundred bytes of the C stack

typedef struct Marks {
    uint8_t *at;
    size_t count;
} Marks;

typedef struct JsonRun {
    const JsonSchema *schema;
    Arena *scratch;
    const Tree *tree;
    NodeId whole;
    SchemaFindings *findings;
    const Resource *scope[DEPTH_MAX + 1];  // outermost first
    size_t scope_count;
    unsigned depth;
} JsonRun;

static bool apply(JsonRun *run, const SubSchema *schema, JsonValue value, Marks *marks);

// ---- Findings ----

static bool find(JsonRun *run, JsonValue value, const Rule *rule, JsonMessage message, Slice a, Slice b, Slice c)
{
    SchemaFinding finding = {.node = value.node,
                             .clause = rule ? slice_of(keyword_rows[rule->keyword].name) : S("false"),
                             .text = &json_texts[message],
                             .arguments = {a, b, c}};
    return schema_find(run->findings, &finding);
}

static Slice shown(JsonRun *run, JsonValue value)
{
    if (value.type != JSON_TYPE_OBJECT && value.type != JSON_TYPE_ARRAY && value.type != JSON_TYPE_NULL)
        return value_text(run->tree, value);
    static const char *const names[] = {[JSON_TYPE_OBJECT] = "{…}", [JSON_TYPE_ARRAY] = "[…]", [JSON_TYPE_NULL] = "null"};
    return slice_of(names[value.type]);
}

static Slice number_text(JsonRun *run, size_t number)
{
    return arena_print(run->findings->arena, "%zu", number);
}

static Slice written(JsonRun *run, const Json *json)
{
    Buffer out = buffer_new(run->findings->arena);
    enum { SHOWN = 8 };
    if (json->kind == JSON_ARRAY)
        for (size_t i = 0; i < json->count && i <= SHOWN; i++) {
            buffer_add(&out, i ? S(", ") : S(""));
            buffer_add(&out, i == SHOWN ? S("…") : written(run, json->items[i]));
        }
    else if (json->kind == JSON_STRING || json->kind == JSON_NUMBER)
        buffer_add(&out, json->text);
    else
        buffer_add(&out, json->kind == JSON_TRUE ? S("true") : json->kind == JSON_FALSE ? S("false") : json->kind == JSON_NULL ? S("null") : S("{…}"));
    return buffer_slice(&out);
}

// ---- Branches: with findings of their own ----

static SchemaFindings branch_start(JsonRun *run)
{
    SchemaFindings before = *run->findings;
    *run->findings = (SchemaFindings){.arena = before.arena, .most = 50};
    return before;
}

static SchemaFindings branch_end(JsonRun *run, SchemaFindings before)
{
    SchemaFindings own = *run->findings;
    *run->findings = before;
    return own;
}

static Marks marks_new(JsonRun *run, const Marks *like)
{
    if (!like)
        return (Marks){0};
    return (Marks){arena_array(run->scratch, uint8_t, like->count + 1), like->count};
}

static void marks_join(Marks *into, const Marks *from)
{
    for (size_t i = 0; into && i < into->count; i++)
        into->at[i] |= from->at[i];
}

// Whether the value is valid, without a word; what was evaluated counts only then.
static bool is_valid(JsonRun *run, const SubSchema *schema, JsonValue value, Marks *marks, SchemaFindings *own)
{
    SchemaFindings before = branch_start(run);
    Marks inner = marks_new(run, marks);
    bool good = apply(run, schema, value, marks ? &inner : NULL);
    SchemaFindings found = branch_end(run, before);
    if (own)
        *own = found;
    if (good)
        marks_join(marks, &inner);
    return good;
}

// ---- Any value ----

static bool has_type(JsonRun *run, const Rule *rule, JsonValue value)
{
    if (rule->types >> value.type & 1)
        return true;
    if (value.type == JSON_TYPE_NUMBER && rule->types >> 7 & 1) {
        JsonNumber number = number_read(run->scratch, value_text(run->tree, value));
        if (number_is_integer(&number))
            return true;
    }
    return find(run, value, rule, JSON_WRONG_TYPE, shown(run, value), written(run, rule->json), S(""));
}

static bool is_one_of(JsonRun *run, const Rule *rule, JsonValue value)
{
    Buffer key = buffer_new(run->scratch);
    value_key(run->scratch, run->tree, value, &key);
    for (size_t i = 0; i < rule->count; i++)
        if (slice_equal(rule->keys[i], buffer_slice(&key)))
            return true;
    return find(run, value, rule, rule->keyword == KEY_CONST ? JSON_NOT_CONST : JSON_NOT_ENUM, shown(run, value),
                written(run, rule->json), S(""));
}

static bool number_fits(JsonRun *run, const Rule *rule, JsonValue value)
{
    JsonNumber number = number_read(run->scratch, value_text(run->tree, value));
    int order = number_compare(&number, &rule->number);
    Slice text = value_text(run->tree, value), limit = rule->json->text;
    switch (rule->keyword) {
    case KEY_MULTIPLE_OF:
        return number_is_multiple(&number, &rule->number) || find(run, value, rule, JSON_NOT_MULTIPLE, text, limit, S(""));
    case KEY_MAXIMUM:
        return order <= 0 || find(run, value, rule, JSON_TOO_LARGE, text, limit, S(""));
    case KEY_EXCLUSIVE_MAXIMUM:
        return order < 0 || find(run, value, rule, JSON_NOT_BELOW, text, limit, S(""));
    case KEY_MINIMUM:
        return order >= 0 || find(run, value, rule, JSON_TOO_SMALL, text, limit, S(""));
    default:
        return order > 0 || find(run, value, rule, JSON_NOT_ABOVE, text, limit, S(""));
    }
}

static bool string_fits(JsonRun *run, const Rule *rule, JsonValue value)
{
    Slice text = value_text(run->tree, value);
    switch (rule->keyword) {
    case KEY_MAX_LENGTH:
        return utf8_count(text) <= rule->count || find(run, value, rule, JSON_TOO_LONG, text, number_text(run, rule->count), S(""));
    case KEY_MIN_LENGTH:
        return utf8_count(text) >= rule->count || find(run, value, rule, JSON_TOO_SHORT, text, number_text(run, rule->count), S(""));
    case KEY_PATTERN:
        return !rule->pattern || pattern_finds(rule->pattern, text) ||
               find(run, value, rule, JSON_NO_PATTERN, text, rule->json->text, S(""));
    default:
        return !rule->format || rule->format(run->scratch, text) ||
               find(run, value, rule, JSON_NOT_FORMAT, text, rule->json->text, S(""));
    }
}

static bool count_fits(JsonRun *run, const Rule *rule, JsonValue value)
{
    size_t count = value_count(run->tree, value);
    bool is_most = rule->keyword == KEY_MAX_ITEMS || rule->keyword == KEY_MAX_PROPERTIES;
    if (is_most ? count <= rule->count : count >= rule->count)
        return true;
    return find(run, value, rule, is_most ? JSON_TOO_MANY : JSON_TOO_FEW, number_text(run, count), number_text(run, rule->count), S(""));
}

// ---- Arrays ----

static bool are_unique(JsonRun *run, const Rule *rule, JsonValue value)
{
    if (!rule->is_unique)
        return true;
    Table *seen = table_new(run->scratch, 16);
    for (JsonValue item = value_first(run->tree, value); item.node != NODE_NONE; item = value_next(run->tree, value, item)) {
        bool is_new;
        Buffer key = buffer_new(run->scratch);
        value_key(run->scratch, run->tree, item, &key);
        table_add(seen, buffer_slice(&key), &is_new);
        if (!is_new)
            return find(run, item, rule, JSON_NOT_UNIQUE, shown(run, item), S(""), S(""));
    }
    return true;
}

static bool items_fit(JsonRun *run, const Rule *rule, JsonValue value, Marks *marks)
{
    bool good = true;
    size_t index = 0;
    for (JsonValue item = value_first(run->tree, value); item.node != NODE_NONE; item = value_next(run->tree, value, item), index++) {
        bool is_prefix = rule->keyword == KEY_PREFIX_ITEMS;
        if (is_prefix ? index >= rule->count : index < rule->count)
            continue;
        if (rule->keyword == KEY_UNEVALUATED_ITEMS && (!marks || marks->at[index]))
            continue;
        good &= apply(run, is_prefix ? rule->schemas[index] : rule->schema, item, NULL);
        if (marks)
            marks->at[index] = 1;
    }
    return good;
}

static bool contains(JsonRun *run, const Rule *rule, JsonValue value, Marks *marks)
{
    size_t index = 0, found = 0;
    for (JsonValue item = value_first(run->tree, value); item.node != NODE_NONE; item = value_next(run->tree, value, item), index++)
        if (is_valid(run, rule->schema, item, NULL, NULL)) {
            found++;
            if (marks)
                marks->at[index] = 1;
        }
    if (found < rule->minimum)
        return find(run, value, rule, JSON_NOT_CONTAINED, number_text(run, found), number_text(run, rule->minimum), S(""));
    if (rule->has_maximum && found > rule->maximum)
        return find(run, value, rule, JSON_CONTAINED_OFTEN, number_text(run, found), number_text(run, rule->maximum), S(""));
    return true;
}

// ---- Objects ----

static bool has_member(const JsonRun *run, JsonValue object, Slice name)
{
    JsonMemberAt member;
    for (NodeId at = member_first(run->tree, object); member_at(run->tree, at, &member); at = member.next)
        if (slice_equal(member.name, name))
            return true;
    return false;
}

static bool has_required(JsonRun *run, const Rule *rule, JsonValue value)
{
    bool good = true;
    for (size_t i = 0; i < rule->count; i++)
        if (!has_member(run, value, rule->keys[i]))
            good = find(run, value, rule, JSON_MISSING, rule->keys[i], S(""), S(""));
    return good;
}

static bool has_dependent(JsonRun *run, const Rule *rule, JsonValue value)
{
    bool good = true;
    for (size_t i = 0; i < rule->count; i++)
        for (size_t k = 0; k < rule->named[i].name_count && has_member(run, value, rule->named[i].name); k++)
            if (!has_member(run, value, rule->named[i].names[k]))
                good = find(run, value, rule, JSON_DEPENDENT, rule->named[i].names[k], rule->named[i].name, S(""));
    return good;
}

static bool tell_unknown(JsonRun *run, const Rule *rule, const JsonMemberAt *member)
{
    const NamedSchema *nearest = NULL;
    size_t least = member->name.len > 1 ? (member->name.len + 2) / 3 + 1 : 0;
    for (size_t i = 0; i < rule->count; i++) {
        size_t away = slice_edits(member->name, rule->named[i].name);
        if (away < least) {
            least = away;
            nearest = &rule->named[i];
        }
    }
    SchemaFinding finding = {.node = member->value.node,
                             .clause = S("additionalProperties"),
                             .text = &json_texts[nearest ? JSON_UNKNOWN_NEAR : JSON_UNKNOWN],
                             .arguments = {member->name, nearest ? nearest->name : S("")}};
    return schema_find(run->findings, &finding);
}

static bool members_fit(JsonRun *run, const Rule *rule, JsonValue value, Marks *marks)
{
    bool good = true;
    size_t index = 0;
    JsonMemberAt member;
    for (NodeId at = member_first(run->tree, value); member_at(run->tree, at, &member); at = member.next, index++) {
        int32_t number = table_find(rule->by_name, member.name);
        bool is_known = number != TABLE_NONE;
        if (is_known)
            good &= apply(run, rule->named[number].schema, member.value, NULL);
        for (size_t i = 0; i < rule->pattern_count; i++)
            if (rule->patterns[i].pattern && pattern_finds(rule->patterns[i].pattern, member.name)) {
                is_known = true;
                good &= apply(run, rule->patterns[i].schema, member.value, NULL);
            }
        is_known |= run->schema->allows_schema_name && value.node == run->whole && slice_equal(member.name, S("$schema"));
        if (!is_known && rule->additional) {
            is_known = true;
            if (rule->additional->truth == 0)
                good = tell_unknown(run, rule, &member);
            else
                good &= apply(run, rule->additional, member.value, NULL);
        }
        if (marks && is_known)
            marks->at[index] = 1;
    }
    return good;
}

static bool unevaluated_fit(JsonRun *run, const Rule *rule, JsonValue value, Marks *marks)
{
    bool good = true;
    size_t index = 0;
    JsonMemberAt member;
    for (NodeId at = member_first(run->tree, value); member_at(run->tree, at, &member); at = member.next, index++) {
        if (!marks || marks->at[index])
            continue;
        if (rule->schema->truth == 0)
            good = find(run, member.value, rule, JSON_UNKNOWN, member.name, S(""), S(""));
        else
            good &= apply(run, rule->schema, member.value, NULL);
        marks->at[index] = 1;
    }
    return good;
}

// A name as a value of its own: a tree of one string.
static bool names_fit(JsonRun *run, const Rule *rule, JsonValue value)
{
    bool good = true;
    JsonMemberAt member;
    const Tree *tree = run->tree;
    for (NodeId at = member_first(tree, value); member_at(tree, at, &member); at = member.next) {
        Faults *ignored = arena_array(run->scratch, Faults, 1);
        Buffer text = buffer_new(run->scratch);
        buffer_add_char(&text, '"');
        for (size_t i = 0; i < member.name.len; i++) {
            unsigned char c = (unsigned char)member.name.at[i];
            if (c == '"' || c == '\\' || c < 0x20)
                buffer_print(&text, "\\u%04x", c);
            else
                buffer_add_char(&text, (char)c);
        }
        buffer_add_char(&text, '"');
        const Tree *name = json_tree_read(run->scratch, vocabulary_new(run->scratch), buffer_slice(&text), NULL, ignored);
        SchemaFindings before = branch_start(run);
        run->tree = name;
        bool fits = name && apply(run, rule->schema, value_at(name, 0), NULL);
        run->tree = tree;
        SchemaFindings own = branch_end(run, before);
        if (fits)
            continue;
        good = false;
        for (size_t i = 0; i < own.kept; i++) {
            own.list[i].node = member.value.node;
            schema_find(run->findings, &own.list[i]);
        }
    }
    return good;
}

static bool dependents_fit(JsonRun *run, const Rule *rule, JsonValue value, Marks *marks)
{
    bool good = true;
    for (size_t i = 0; i < rule->count; i++)
        if (rule->named[i].schema && has_member(run, value, rule->named[i].name))
            good &= apply(run, rule->named[i].schema, value, marks);
    return has_dependent(run, rule, value) && good;
}

// ---- Branches ----

static bool all_of(JsonRun *run, const Rule *rule, JsonValue value, Marks *marks)
{
    bool good = true;
    for (size_t i = 0; i < rule->count; i++)
        good &= apply(run, rule->schemas[i], value, marks);
    return good;
}

static bool any_of(JsonRun *run, const Rule *rule, JsonValue value, Marks *marks)
{
    SchemaFindings nearest = {0}, own;
    size_t valid = 0;
    for (size_t i = 0; i < rule->count; i++) {
        if (is_valid(run, rule->schemas[i], value, marks, &own)) {
            valid++;
            if (!marks && rule->keyword == KEY_ANY_OF)
                return true;
        } else if (!nearest.list || own.count < nearest.count) {
            nearest = own;
        }
    }
    if (valid == 1 || (valid > 0 && rule->keyword == KEY_ANY_OF))
        return true;
    if (valid > 1)
        return find(run, value, rule, JSON_SEVERAL_OF, number_text(run, valid), S(""), S(""));
    if (!nearest.list)
        return find(run, value, rule, JSON_NONE_OF, shown(run, value), S(""), S(""));
    for (size_t i = 0; i < nearest.kept; i++)
        schema_find(run->findings, &nearest.list[i]);
    return false;
}

static bool condition(JsonRun *run, const Rule *rule, JsonValue value, Marks *marks)
{
    const SubSchema *next = is_valid(run, rule->schema, value, marks, NULL) ? rule->then : rule->otherwise;
    return !next || apply(run, next, value, marks);
}

static bool follow(JsonRun *run, const Rule *rule, JsonValue value, Marks *marks)
{
    const SubSchema *target = rule->schema;
    for (size_t i = 0; rule->anchor.len && i < run->scope_count; i++) {
        const SubSchema *found = dynamic_target(run->schema, run->scope[i], rule->anchor);
        if (found) {
            target = found;
            break;
        }
    }
    return apply(run, target, value, marks);
}

static bool is_not(JsonRun *run, const Rule *rule, JsonValue value)
{
    return !is_valid(run, rule->schema, value, NULL, NULL) ||
           find(run, value, rule, JSON_IS_NOT, shown(run, value), S(""), S(""));
}

// ---- One rule ----

// Of what type values are that a keyword says something of; all others are valid by it.
enum {
    ANY = -1,
    STRING = JSON_TYPE_STRING,
    NUMBER = JSON_TYPE_NUMBER,
    ARRAY = JSON_TYPE_ARRAY,
    OBJECT = JSON_TYPE_OBJECT,
};

// A keyword judges the value, or applies schemas to it or to parts of it, which marks them as
// evaluated.
static const struct {
    int type;
    bool (*judge)(JsonRun *run, const Rule *rule, JsonValue value);
    bool (*apply)(JsonRun *run, const Rule *rule, JsonValue value, Marks *marks);
} checks[KEY_END] = {
    [KEY_REF] = {ANY, .apply = follow},
    [KEY_DYNAMIC_REF] = {ANY, .apply = follow},
    [KEY_TYPE] = {ANY, has_type},
    [KEY_ENUM] = {ANY, is_one_of},
    [KEY_CONST] = {ANY, is_one_of},
    [KEY_MULTIPLE_OF] = {NUMBER, number_fits},
    [KEY_MAXIMUM] = {NUMBER, number_fits},
    [KEY_EXCLUSIVE_MAXIMUM] = {NUMBER, number_fits},
    [KEY_MINIMUM] = {NUMBER, number_fits},
    [KEY_EXCLUSIVE_MINIMUM] = {NUMBER, number_fits},
    [KEY_MAX_LENGTH] = {STRING, string_fits},
    [KEY_MIN_LENGTH] = {STRING, string_fits},
    [KEY_PATTERN] = {STRING, string_fits},
    [KEY_FORMAT] = {STRING, string_fits},
    [KEY_MAX_ITEMS] = {ARRAY, count_fits},
    [KEY_MIN_ITEMS] = {ARRAY, count_fits},
    [KEY_UNIQUE_ITEMS] = {ARRAY, are_unique},
    [KEY_MAX_PROPERTIES] = {OBJECT, count_fits},
    [KEY_MIN_PROPERTIES] = {OBJECT, count_fits},
    [KEY_REQUIRED] = {OBJECT, has_required},
    [KEY_DEPENDENT_REQUIRED] = {OBJECT, has_dependent},
    [KEY_ALL_OF] = {ANY, .apply = all_of},
    [KEY_ANY_OF] = {ANY, .apply = any_of},
    [KEY_ONE_OF] = {ANY, .apply = any_of},
    [KEY_NOT] = {ANY, is_not},
    [KEY_IF] = {ANY, .apply = condition},
    [KEY_DEPENDENT_SCHEMAS] = {OBJECT, .apply = dependents_fit},
    [KEY_PROPERTY_NAMES] = {OBJECT, names_fit},
    [KEY_PREFIX_ITEMS] = {ARRAY, .apply = items_fit},
    [KEY_ITEMS] = {ARRAY, .apply = items_fit},
    [KEY_CONTAINS] = {ARRAY, .apply = contains},
    [KEY_PROPERTIES] = {OBJECT, .apply = members_fit},
    [KEY_UNEVALUATED_ITEMS] = {ARRAY, .apply = items_fit},
    [KEY_UNEVALUATED_PROPERTIES] = {OBJECT, .apply = unevaluated_fit},
};

static bool check(JsonRun *run, const Rule *rule, JsonValue value, Marks *marks)
{
    int type = checks[rule->keyword].type;
    if (type != ANY && type != (int)value.type)
        return true;
    return checks[rule->keyword].judge != NULL
               ? checks[rule->keyword].judge(run, rule, value)
               : checks[rule->keyword].apply(run, rule, value, marks);
}

static bool apply(JsonRun *run, const SubSchema *schema, JsonValue value, Marks *marks)
{
    if (!schema || schema->truth == 1)
        return true;
    if (schema->truth == 0)
        return find(run, value, NULL, JSON_FALSE_SCHEMA, shown(run, value), S(""), S(""));
    if (schema->dangling.len)
        guard_raise(arena_guard(run->scratch), FAULT_STATIC, "", "the schema refers to %.*s, which is nowhere; ask its publisher",
                    (int)schema->dangling.len, schema->dangling.at);
    if (++run->depth > DEPTH_MAX)
        guard_raise(arena_guard(run->scratch), FAULT_LIMIT, "", "schemas are applied more than %d deep; do they refer to each other endlessly?",
                    DEPTH_MAX);
    // Each schema sees what its own parts evaluated; those around it see it afterwards.
    Marks own = {0}, *outer = marks;
    bool is_container = value.type == JSON_TYPE_OBJECT || value.type == JSON_TYPE_ARRAY;
    if (is_container && run->schema->compiler->has_unevaluated) {
        own.count = value_count(run->tree, value);
        own.at = arena_array(run->scratch, uint8_t, own.count + 1);
        marks = &own;
    }
    bool is_new_scope = run->scope_count == 0 || run->scope[run->scope_count - 1] != schema->resource;
    if (is_new_scope)
        run->scope[run->scope_count++] = schema->resource;
    bool good = true;
    for (size_t i = 0; i < schema->rule_count; i++)
        good &= check(run, &schema->rules[i], value, marks);
    if (good && marks == &own)
        marks_join(outer, &own);
    run->scope_count -= is_new_scope;
    run->depth--;
    return good;
}

bool json_schema_validate(const JsonSchema *schema, Arena *scratch, const Tree *tree, NodeId node, SchemaFindings *findings)
{
    JsonRun *run = arena_array(scratch, JsonRun, 1);
    *run = (JsonRun){.schema = schema, .scratch = scratch, .tree = tree, .whole = node, .findings = findings};
    return apply(run, schema->root, value_at(tree, node), NULL);
}
