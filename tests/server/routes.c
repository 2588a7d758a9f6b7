// SPDX-License-Identifier: Apache-2.0
// The table of routes and its description; paths, escapes, wishes and rates.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "server/internal.h"

static Slice lower(Arena *arena, const char *text)
{
    Buffer out = buffer_new(arena);
    for (; *text != '\0'; text++)
        buffer_add_char(&out, (char)(*text | 0x20));
    return buffer_slice(&out);
}

static Slice without_star(Arena *arena, const char *path)
{
    Buffer out = buffer_new(arena);
    for (; *path != '\0'; path++)
        if (*path != '*')
            buffer_add_char(&out, *path);
    return buffer_slice(&out);
}

static const Json *operation_of(Arena *arena, const Json *description, const Route *route)
{
    const Json *paths = json_get(description, S("paths"));
    return json_get(json_get(paths, without_star(arena, route->path)),
                    lower(arena, method_names[route->method]));
}

static bool compare_all(Arena *arena, void *context)
{
    (void)context;
    Faults faults = {0};
    const Json *description = json_read(arena, openapi_write(arena), &faults);
    assert_non_null(description);
    size_t described = 0, routed = 0;
    const Json *paths = json_get(description, S("paths"));
    for (size_t i = 0; i < paths->count; i++)
        described += paths->members[i].value->count;
    for (size_t i = 0; route_at(i) != NULL; i++) {
        const Route *route = route_at(i);
        const Json *operation = operation_of(arena, description, route);
        routed += !route->is_page;
        if (route->is_page)
            continue;
        assert_non_null(operation);
        assert_true(
            slice_equal(json_text(json_get(operation, S("operationId"))), slice_of(route->id)));
    }
    assert_int_equal(described, routed);
    return true;
}

static void every_route_is_described_once_and_nothing_else(void **state)
{
    (void)state;
    assert_true(arena_run(0, compare_all, NULL, NULL));
}

static bool has_schema(const Json *schemas, const char *name)
{
    return name == NULL || json_get(schemas, slice_of(name)) != NULL;
}

// A slip of the finger in a body must be refused as one in a query is.
static void assert_closed(const Json *schemas, const char *name)
{
    const Json *open = json_get(json_get(schemas, slice_of(name)), S("additionalProperties"));
    assert_true(open != NULL && open->kind == JSON_FALSE);
}

static bool compare_schemas(Arena *arena, void *context)
{
    (void)context;
    Faults faults = {0};
    const Json *description = json_read(arena, openapi_write(arena), &faults);
    const Json *schemas = json_get(json_get(description, S("components")), S("schemas"));
    for (size_t i = 0; route_at(i) != NULL; i++) {
        assert_true(has_schema(schemas, route_at(i)->body_schema));
        if (route_at(i)->body_schema != NULL)
            assert_closed(schemas, route_at(i)->body_schema);
        for (int j = 0; j < ANSWERS_MAX; j++)
            assert_true(has_schema(schemas, route_at(i)->answers[j].schema));
    }
    return true;
}

static void every_schema_that_a_route_names_is_there(void **state)
{
    (void)state;
    assert_true(arena_run(0, compare_schemas, NULL, NULL));
}

static bool takes_key(const Route *route)
{
    for (const Parameter *row = route->parameters; row != NULL && row->name != NULL; row++)
        if (strcmp(row->name, "Idempotency-Key") == 0)
            return true;
    return false;
}

static void rows_are_whole(void **state)
{
    (void)state;
    size_t count = 0;
    for (; route_at(count) != NULL; count++) {
        const Route *route = route_at(count);
        assert_true(route->summary != NULL && route->run != NULL && route->answers[0].status != 0);
        int parameters = 0;
        for (const Parameter *row = route->parameters; row != NULL && row->name != NULL; row++) {
            assert_non_null(row->text);
            parameters++;
            char place[64];
            snprintf(place, sizeof place, "{%s", row->name);
            assert_int_equal(row->in == IN_PATH, strstr(route->path, place) != NULL);
        }
        assert_true(parameters <= PARAMETERS_MAX);
        // A lot of documents (keepMany) knows by itself which of them came before.
        assert_int_equal(takes_key(route),
                         route->again != NULL || strcmp(route->id, "keepMany") == 0);
        for (size_t other = 0; other < count; other++)
            assert_string_not_equal(route->id, route_at(other)->id);
    }
    assert_true(count <= ROUTES_MAX);
}

static const char *found(const char *method, const char *path)
{
    RouteMatch match = route_match(slice_of(method), slice_of(path));
    return match.route != NULL ? match.route->id : match.methods != 0 ? "other method" : "none";
}

static void a_path_means_one_route(void **state)
{
    (void)state;
    assert_string_equal(found("POST", "/api/check"), "checkDocuments");
    assert_string_equal(found("GET", "/api/check"), "other method");
    assert_string_equal(found("HEAD", "/api/codes"), "listCodeLists");
    assert_string_equal(found("GET", "/api/codes/countries"), "searchCodes");
    assert_string_equal(found("GET", "/"), "getPage");
    assert_string_equal(found("GET", "/deals/17"), "getPage");
    assert_string_equal(found("POST", "/deals/17"), "other method");
    // What is left over is a page's; the page's handler answers that there is none.
    assert_string_equal(found("GET", "/api/codes/"), "getPage");
    assert_string_equal(found("GET", "/api/codes/a/b"), "getPage");
    assert_string_equal(found("GET", ""), "none");
    assert_string_equal(found("BREW", "/healthz"), "other method");
}

typedef struct Escape {
    const char *text, *decoded; // NULL: refused
} Escape;

static bool decode_all(Arena *arena, void *context)
{
    static const Escape cases[] = {
        {"", ""},      {"a%20b", "a b"}, {"%E7%AA%93", "窓"}, {"%e7%aa%93", "窓"}, {"%", NULL},
        {"%4", NULL},  {"%4g", NULL},    {"a%2", NULL},       {"%00", NULL},       {"%0a", NULL},
        {"%7f", NULL}, {"%ff", NULL},    {"%c0%ae", NULL},    {"%25", "%"},        {"%252e", "%2e"},
    };
    (void)context;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Slice decoded;
        bool is_good = percent_decode(arena, slice_of(cases[i].text), &decoded);
        assert_int_equal(is_good, cases[i].decoded != NULL);
        if (is_good)
            assert_true(slice_equal(decoded, slice_of(cases[i].decoded)));
    }
    return true;
}

static void escapes_are_decoded_or_refused(void **state)
{
    (void)state;
    assert_true(arena_run(0, decode_all, NULL, NULL));
}

typedef struct TagCase {
    const char *list;
    TagMatch weakly, strongly; // of the tag 3
} TagCase;

static void lists_of_tags_are_read_as_they_are_written(void **state)
{
    static const TagCase cases[] = {
        {"\"3\"", TAGS_MATCH, TAGS_MATCH},
        {"*", TAGS_MATCH, TAGS_MATCH},
        {" \"2\" ,, \"3\" ", TAGS_MATCH, TAGS_MATCH},
        {"W/\"3\"", TAGS_MATCH, TAGS_NONE},
        {"\"1,3\", \"03\", \"\"", TAGS_NONE, TAGS_NONE},
        {"", TAGS_NONE, TAGS_NONE},
        {"3", TAGS_BROKEN, TAGS_BROKEN},
        {"\"3", TAGS_BROKEN, TAGS_BROKEN},
        {"\"3\" \"3\"", TAGS_BROKEN, TAGS_BROKEN},
        {"\"3\", *", TAGS_BROKEN, TAGS_BROKEN},
        {"w/\"3\"", TAGS_BROKEN, TAGS_BROKEN},
        {"\" 3\"", TAGS_BROKEN, TAGS_BROKEN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Slice list = slice_of(cases[i].list);
        assert_int_equal(tags_match(list, S("3"), TAGS_WEAKLY), cases[i].weakly);
        assert_int_equal(tags_match(list, S("3"), TAGS_STRONGLY), cases[i].strongly);
    }
}

static bool wish_all(Arena *arena, void *context)
{
    static const char offers[] = "application/json application/xml text/plain";
    static const Escape cases[] = {
        {"", "application/json"},
        {"*/*", "application/json"},
        {"text/*", "text/plain"},
        {"application/xml;q=0.5, text/plain;q=0.9", "text/plain"},
        {"text/html, application/xml;q=0.9, */*;q=0.8", "application/xml"},
        {"Application/JSON", "application/json"},
        {"application/json;q=0, */*", "application/xml"},
        {"image/png", NULL},
        {"*/*;q=0", NULL},
        {",,;;q=,/", NULL},
    };
    (void)context;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *chosen = accept_type(arena, slice_of(cases[i].text), offers);
        assert_int_equal(chosen != NULL, cases[i].decoded != NULL);
        if (chosen != NULL)
            assert_string_equal(chosen, cases[i].decoded);
    }
    return true;
}

static void the_best_liked_type_is_chosen(void **state)
{
    (void)state;
    assert_true(arena_run(0, wish_all, NULL, NULL));
    assert_string_equal(accept_language(S("fr, zh-Hant;q=0.3, ja;q=0.8")), "ja");
    assert_string_equal(accept_language(S("fr")), "en");
}

static void who_asks_too_often_waits_and_others_do_not(void **state)
{
    (void)state;
    static Rates rates = {.lock = PTHREAD_MUTEX_INITIALIZER};
    int64_t now = 1000000000;
    size_t allowed = 0;
    for (int i = 0; i < 100; i++)
        allowed += rates_allow(&rates, 1, 100000, 20, now);
    assert_int_equal(allowed, 20);
    assert_true(rates_allow(&rates, 2, 100000, 20, now));
    assert_false(rates_allow(&rates, 1, 100000, 20, now + 50000));
    assert_true(rates_allow(&rates, 1, 100000, 20, now + 100000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_is_described_once_and_nothing_else),
        cmocka_unit_test(every_schema_that_a_route_names_is_there),
        cmocka_unit_test(rows_are_whole),
        cmocka_unit_test(a_path_means_one_route),
        cmocka_unit_test(escapes_are_decoded_or_refused),
        cmocka_unit_test(lists_of_tags_are_read_as_they_are_written),
        cmocka_unit_test(the_best_liked_type_is_chosen),
        cmocka_unit_test(who_asks_too_often_waits_and_others_do_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
