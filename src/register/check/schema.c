// SPDX-License-Identifier: Apache-2.0
// schema.json as our forms and lists read it: JSON Schema passes over what it does not know, and so
// over what is mistyped.

#include "codes/codes.h"
#include "register/check/internal.h"

#define SCHEMA_FILE "schema.json"

enum { EDITS_MAX = 2 };

// Of JSON Schema 2020-12 what says something of a value, and our own.
static const char keywords[] =
    "$schema $id $ref $defs $comment title description default examples type enum const format "
    "pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf "
    "properties required additionalProperties minProperties maxProperties propertyNames "
    "dependentRequired items minItems maxItems uniqueItems allOf anyOf oneOf not if then else "
    "codes personal term untded";

static void check_keyword(const Check *it, const JsonMember *member)
{
    Slice near = S("");
    for (Slice rest = slice_of(keywords); rest.len > 0;) {
        Slice keyword = slice_cut(&rest, ' ');
        if (slice_equal(member->name, keyword))
            return;
        if (slice_edits(member->name, keyword) <= EDITS_MAX)
            near = keyword;
    }
    tell(it, SCHEMA_FILE, "“%.*s” says nothing here; %s%.*s%s", SHOW(member->name),
         near.len > 0 ? "is " : "leave it out", SHOW(near), near.len > 0 ? " meant?" : "");
}

static void check_schema_of(const Check *it, const Json *json, Slice name);

// Schemas by name, or one behind the other.
static void check_parts(const Check *it, const Json *json)
{
    for (size_t i = 0; json->kind == JSON_OBJECT && i < json->count; i++)
        check_schema_of(it, json->members[i].value, json->members[i].name);
    for (size_t i = 0; i < json_count(json); i++)
        check_schema_of(it, json->items[i], S("one of several"));
}

static void check_schema_of(const Check *it, const Json *json, Slice name)
{
    static const char *const parts[] = {"properties", "$defs", "allOf", "anyOf", "oneOf"};
    static const char *const single[] = {"items", "not", "if", "then", "else"};
    const Json *closed = json_get(json, S("additionalProperties"));
    if (json->kind != JSON_OBJECT)
        return;
    for (size_t i = 0; i < json->count; i++)
        check_keyword(it, &json->members[i]);
    if (json_get(json, S("properties")) != NULL && (closed == NULL || closed->kind != JSON_FALSE))
        tell(it, SCHEMA_FILE, "%.*s is not closed: write \"additionalProperties\": false",
             SHOW(name));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (json_get(json, slice_of(parts[i])) != NULL)
            check_parts(it, json_get(json, slice_of(parts[i])));
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        if (json_get(json, slice_of(single[i])) != NULL)
            check_schema_of(it, json_get(json, slice_of(single[i])), slice_of(single[i]));
}

// ---- Lists of codes ----

// Lists that people import have any name; one that is nearly that of a carried list is mistyped.
static void check_list_name(const Check *it, const Term *term)
{
    for (size_t i = 0; codes_own_name(i).len > 0; i++)
        if (slice_equal(codes_own_name(i), term->codes))
            return;
    for (size_t i = 0; codes_own_name(i).len > 0; i++)
        if (slice_edits(codes_own_name(i), term->codes) <= EDITS_MAX)
            tell(it, SCHEMA_FILE, "%.*s: there is no list of codes %.*s; is %.*s meant?",
                 SHOW(term->name), SHOW(term->codes), SHOW(codes_own_name(i)));
}

static void check_codes(const Check *it, const Term *group)
{
    for (size_t i = 0; i < group->member_count; i++) {
        if (group->members[i].codes.len > 0)
            check_list_name(it, &group->members[i]);
        check_codes(it, &group->members[i]);
    }
}

void check_schema(const Check *it)
{
    const Json *json = json_read(it->arena, register_file(it->reg, S(SCHEMA_FILE)), it->faults);
    if (json != NULL)
        check_schema_of(it, json, S("the record"));
    check_codes(it, &it->model->root);
}
