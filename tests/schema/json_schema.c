// SPDX-License-Identifier: Apache-2.0
// JSON Schema: what a finding says and where, and schemas that mean harm.

#include "schema/json_schema.h"
#include "tree/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct Case {
    const char *schema, *document;
    SchemaLanguage language;
    Guard guard;
    Arena *arena;
    Faults faults;
    Slice found;  // pointer, keyword and sentence of each finding, one a line
} Case;

static bool run_case(void *context)
{
    Case *it = context;
    it->arena = arena_new(&it->guard, (size_t)256 << 20);
    const JsonSchema *schema = json_schema_load(it->arena, slice_of(it->schema), S("urn:test"), NULL, &it->faults);
    if (!schema)
        return false;
    const Tree *tree = json_tree_read(it->arena, vocabulary_new(it->arena), slice_of(it->document), NULL, &it->faults);
    assert_non_null(tree);
    SchemaFindings findings = {.arena = it->arena};
    json_schema_validate(schema, it->arena, tree, 0, &findings);
    Buffer out = buffer_new(it->arena);
    for (size_t i = 0; i < findings.kept; i++) {
        Slice message = schema_message(it->arena, &findings.list[i], it->language);
        Slice place = json_pointer(it->arena, tree, findings.list[i].node), clause = findings.list[i].clause;
        buffer_print(&out, "%.*s %.*s: %.*s\n", (int)place.len, place.at ? place.at : "", (int)clause.len, clause.at,
                     (int)message.len, message.at);
    }
    buffer_add_char(&out, '\0');
    out.len--;
    it->found = buffer_slice(&out);
    return true;
}

static void expect(const char *schema, const char *document, SchemaLanguage language, const char *expected)
{
    Case *it = calloc(1, sizeof *it);
    it->schema = schema;
    it->document = document;
    it->language = language;
    assert_true(guard_run(&it->guard, run_case, it, &it->faults));
    assert_string_equal(it->found.at, expected);
    arena_free(it->arena);
    free(it);
}

static void expect_refused(const char *schema, const char *document, const char *why)
{
    Case *it = calloc(1, sizeof *it);
    it->schema = schema;
    it->document = document;
    assert_false(guard_run(&it->guard, run_case, it, &it->faults));
    assert_true(it->faults.count > 0);
    assert_non_null(strstr(it->faults.list[0].text, why));
    arena_free(it->arena);
    free(it);
}

static const char invoice[] =
    "{\"type\":\"object\",\"required\":[\"seller\"],\"properties\":{\"seller\":{\"type\":\"string\"},"
    "\"currency\":{\"enum\":[\"EUR\",\"JPY\",\"CNY\"]},\"lines\":{\"type\":\"array\",\"items\":{\"properties\":"
    "{\"quantity\":{\"type\":\"number\",\"multipleOf\":0.01}}}}},\"additionalProperties\":false}";

static void a_finding_names_its_place_and_the_nearest_name(void **state)
{
    (void)state;
    expect(invoice, "{\"selle\": \"A\", \"currency\": \"EUR\"}", SCHEMA_ENGLISH,
           " required: the member \"seller\" is missing\n"
           "/selle additionalProperties: the member \"selle\" is not known here; is \"seller\" meant?\n");
    expect(invoice, "{\"seller\": \"A\", \"lines\": [{\"quantity\": 1.5}, {\"quantity\": 0.005}]}", SCHEMA_ENGLISH,
           "/lines/1/quantity multipleOf: 0.005 is no multiple of 0.01\n");
}

static void a_finding_speaks_the_reader_s_language(void **state)
{
    (void)state;
    expect(invoice, "{\"seller\": \"A\", \"currency\": \"USD\"}", SCHEMA_JAPANESE,
           "/currency enum: 「USD」は許された値ではありません: EUR, JPY, CNY\n");
    expect(invoice, "{\"seller\": \"A\", \"currency\": \"USD\"}", SCHEMA_CHINESE,
           "/currency enum: “USD”不在允许的值之中：EUR, JPY, CNY\n");
}

static void of_alternatives_the_nearest_is_told(void **state)
{
    (void)state;
    expect("{\"anyOf\":[{\"required\":[\"a\",\"b\",\"c\"]},{\"required\":[\"a\",\"d\"]}]}", "{\"a\": 1}", SCHEMA_ENGLISH,
           " required: the member \"d\" is missing\n");
}

static void numbers_are_compared_exactly(void **state)
{
    (void)state;
    expect("{\"maximum\": 9007199254740993}", "9007199254740994", SCHEMA_ENGLISH,
           " maximum: 9007199254740994 is too large; the most is 9007199254740993\n");
    expect("{\"const\": 1.10}", "11e-1", SCHEMA_ENGLISH, "");
    expect("{\"type\": \"integer\"}", "1e400", SCHEMA_ENGLISH, "");
}

static void schemas_that_mean_harm_end(void **state)
{
    (void)state;
    expect_refused("{\"$ref\": \"#\"}", "1", "endlessly");
    expect_refused("{\"type\": \"strnig\"}", "1", "strnig");
    expect_refused("{\"pattern\": \"(\"}", "1", "regular expression");
    expect_refused("{\"$ref\": \"https://example.org/elsewhere\"}", "1", "at hand");
    // A pattern that would take for ever is given up; the text then does not fit.
    expect("{\"pattern\": \"^(a+)+$\"}", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"", SCHEMA_ENGLISH,
           " pattern: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\" does not have the form ^(a+)+$\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_names_its_place_and_the_nearest_name),
        cmocka_unit_test(a_finding_speaks_the_reader_s_language),
        cmocka_unit_test(of_alternatives_the_nearest_is_told),
        cmocka_unit_test(numbers_are_compared_exactly),
        cmocka_unit_test(schemas_that_mean_harm_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
