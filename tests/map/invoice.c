// SPDX-License-Identifier: Apache-2.0
// The register of the invoice: its schema, labels, maps and examples hold together.

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "map/crosswalk.h"
#include "schema/json_schema.h"
#include "tree/json.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define REGISTER "registers/commercial-invoice/"

typedef struct Desk {
    Arena *arena;
    Crosswalk *crosswalk;
    CrosswalkRun *run;
    Slice schema;
} Desk;

static Slice text_of(Arena *arena, const char *path)
{
    Slice text = {0};
    Faults faults = {0};
    assert_true(file_read(arena, path, SIZE_MAX, &text, &faults));
    return text;
}

static void open_desk(Desk *it, Arena *arena)
{
    static const char *const maps[] = {"ubl", "cii", "edifact"};
    Faults faults = {0};
    it->arena = arena;
    it->schema = text_of(arena, REGISTER "schema.json");
    it->crosswalk = crosswalk_new(arena, it->schema, &faults);
    assert_non_null(it->crosswalk);
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        if (!crosswalk_add(it->crosswalk,
                           text_of(arena, arena_print(arena, REGISTER "maps/%s.map", maps[i]).at),
                           &faults))
            fail_msg("%s.map:%u: %s", maps[i], faults.list[0].line, faults.list[0].text);
    it->run = crosswalk_run_new(arena, it->crosswalk, NULL);
}

// Each test runs in an arena of its own.
static void in_arena(bool work(Arena *arena, void *context))
{
    Faults faults = {0};
    assert_true(arena_run((size_t)1 << 30, work, NULL, &faults));
}

// ---- Terms ----

static Slice missing_in(Desk *it, const char *map)
{
    const Term *const *terms;
    Buffer out = buffer_new(it->arena);
    size_t count = map_missing(crosswalk_map(it->crosswalk, slice_of(map)), it->arena, &terms);
    for (size_t i = 0; i < count; i++)
        buffer_print(&out, "%.*s ", (int)terms[i]->number.len, terms[i]->number.at);
    buffer_add_char(&out, '\0');
    return buffer_slice(&out);
}

static bool check_terms(Arena *arena, void *context)
{
    Desk it;
    (void)context;
    open_desk(&it, arena);
    assert_string_equal(missing_in(&it, "ubl").at, "");
    assert_string_equal(missing_in(&it, "cii").at, "");
    assert_string_equal(missing_in(&it, "edifact").at,
                        "BT-30-1 BT-47-1 BT-61-1 BT-125 BT-125-1 BT-128-1 BT-158-2 ");
    return true;
}

static void every_term_has_a_place_in_each_syntax(void **state)
{
    (void)state;
    in_arena(check_terms);
}

static void note_numbers(const Term *group, bool seen[200])
{
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        int number = slice_starts(term->number, S("BT-")) ? atoi(term->number.at + 3) : 0;
        assert_in_range(number, 0, 165);
        seen[number] = true;
        note_numbers(term, seen);
    }
}

static bool check_numbers(Arena *arena, void *context)
{
    Desk it;
    bool seen[200] = {false};
    (void)context;
    open_desk(&it, arena);
    note_numbers(&crosswalk_model(it.crosswalk)->root, seen);
    for (int i = 1; i <= 165; i++)
        if (!seen[i] && i != 4) // the standard has no BT-4
            fail_msg("the register has no BT-%d", i);
    return true;
}

static void the_register_has_all_business_terms(void **state)
{
    (void)state;
    in_arena(check_numbers);
}

// ---- Labels ----

static void check_labels_of(Desk *it, const Term *group, Slice above, const Json *labels,
                            size_t *count)
{
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        Slice path = arena_print(it->arena, "%.*s%s%.*s", (int)above.len, above.at,
                                 above.len ? "." : "", (int)term->name.len, term->name.at);
        if (json_text(json_get(labels, path)).len == 0)
            fail_msg("%.*s has no label", (int)path.len, path.at);
        ++*count;
        check_labels_of(it, term, path, labels, count);
    }
}

static bool check_labels(Arena *arena, void *context)
{
    static const char *const languages[] = {"en", "ja", "zh"};
    Desk it;
    (void)context;
    open_desk(&it, arena);
    for (size_t i = 0; i < 3; i++) {
        Faults faults = {0};
        const char *path = arena_print(arena, REGISTER "labels.%s.json", languages[i]).at;
        const Json *labels = json_read(arena, text_of(arena, path), &faults);
        size_t count = 1; // the register's own
        check_labels_of(&it, &crosswalk_model(it.crosswalk)->root, S(""), labels, &count);
        assert_int_equal(count, labels->count);
    }
    return true;
}

static void every_term_has_a_label_in_three_languages(void **state)
{
    (void)state;
    in_arena(check_labels);
}

// ---- Examples ----

static void check_by_schema(Desk *it, const char *path, Slice json)
{
    Faults faults = {0};
    const JsonSchema *schema = json_schema_load(it->arena, it->schema, S("urn:x"), NULL, &faults);
    const Tree *tree = json_tree_read(it->arena, vocabulary_new(it->arena), json, NULL, &faults);
    SchemaFindings findings = {.arena = it->arena};
    assert_non_null(schema);
    assert_non_null(tree);
    if (!json_schema_validate(schema, it->arena, tree, 0, &findings))
        fail_msg("%s is not valid by the schema of the register", path);
}

// An example says the same in every syntax, save what is told.
static void check_example(Desk *it, const char *path)
{
    static const char *const syntaxes[] = {"ubl", "cii", "json"};
    Slice bytes = text_of(it->arena, path);
    CrosswalkDocument *first, *back;
    Faults faults = {0};
    check_by_schema(it, path, bytes);
    assert_int_equal(crosswalk_read(it->run, it->arena, bytes, &first, &faults), 1);
    assert_int_equal(first->losses.count, 0);
    for (size_t i = 0; i < sizeof syntaxes / sizeof *syntaxes; i++) {
        Buffer out = buffer_new(it->arena);
        Losses losses = {.arena = it->arena};
        assert_true(crosswalk_write(it->run, slice_of(syntaxes[i]), first->content, &out, &losses,
                                    &faults));
        assert_int_equal(losses.count, 0);
        assert_int_equal(crosswalk_read(it->run, it->arena, buffer_slice(&out), &back, &faults), 1);
        assert_int_equal(back->losses.count, 0);
        assert_int_equal(content_compare(it->arena, first->content, back->content).count, 0);
    }
}

static bool check_examples(Arena *arena, void *context)
{
    Desk it;
    (void)context;
    open_desk(&it, arena);
    DIR *folder = opendir(REGISTER "examples");
    size_t count = 0;
    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (slice_ends(slice_of(entry->d_name), S(".json"))) {
            check_example(&it, arena_print(arena, REGISTER "examples/%s", entry->d_name).at);
            count++;
        }
    closedir(folder);
    assert_true(count >= 2);
    return true;
}

static void examples_say_the_same_in_every_syntax(void **state)
{
    (void)state;
    in_arena(check_examples);
}

// ---- Comparing ----

static size_t count_differences(Desk *it, const char *left, const char *right)
{
    CrosswalkDocument *a, *b;
    Faults faults = {0};
    assert_int_equal(crosswalk_read(it->run, it->arena, slice_of(left), &a, &faults), 1);
    assert_int_equal(crosswalk_read(it->run, it->arena, slice_of(right), &b, &faults), 1);
    return content_compare(it->arena, a->content, b->content).count;
}

static bool check_comparing(Arena *arena, void *context)
{
    Desk it;
    (void)context;
    open_desk(&it, arena);
    // Amounts are numbers, texts are texts.
    assert_int_equal(count_differences(&it, "{\"totals\":{\"duePayableAmount\":5.0}}",
                                       "{\"totals\":{\"duePayableAmount\":5}}"),
                     0);
    assert_int_equal(count_differences(&it, "{\"id\":\"5.0\"}", "{\"id\":\"5\"}"), 1);
    // The order of a list says nothing; an item more does.
    const char *ab = "{\"notes\":[{\"content\":\"a\"},{\"content\":\"b\"}]}";
    const char *ba = "{\"notes\":[{\"content\":\"b\"},{\"content\":\"a\"}]}";
    assert_int_equal(count_differences(&it, ab, ba), 0);
    assert_int_equal(count_differences(&it, ab, "{\"notes\":[{\"content\":\"b\"}]}"), 1);
    assert_int_equal(
        count_differences(&it, ab, "{\"notes\":[{\"content\":\"a\"},{\"content\":\"c\"}]}"), 1);
    assert_int_equal(count_differences(&it, "{}", ab), 2);
    return true;
}

static void documents_differ_in_what_they_say(void **state)
{
    (void)state;
    in_arena(check_comparing);
}

// ---- Hostile input ----

static bool check_prefixes(Arena *arena, void *context)
{
    Desk it;
    (void)context;
    open_desk(&it, arena);
    Slice whole = text_of(arena, "examples/documents/invoice-ubl.xml");
    for (size_t len = 0; len < whole.len; len += 7) {
        CrosswalkDocument *documents;
        Faults faults = {0};
        size_t count =
            crosswalk_read(it.run, arena, slice_part(whole, 0, len), &documents, &faults);
        assert_true(count == 1 ? faults.count == 0 : faults.count > 0);
    }
    return true;
}

static void every_prefix_of_an_invoice_is_read_or_refused(void **state)
{
    (void)state;
    in_arena(check_prefixes);
}

// ---- Memory ----

typedef struct Whole {
    Slice schema, map, document;
    Faults *faults;
} Whole;

static bool do_all(Arena *arena, void *context)
{
    const Whole *it = context;
    Faults *faults = it->faults;
    Losses losses = {.arena = arena};
    CrosswalkDocument *document;
    Crosswalk *crosswalk = crosswalk_new(arena, it->schema, faults);
    if (crosswalk == NULL || !crosswalk_add(crosswalk, it->map, faults))
        return false;
    CrosswalkRun *run = crosswalk_run_new(arena, crosswalk, NULL);
    Buffer out = buffer_new(arena);
    return crosswalk_read(run, arena, it->document, &document, faults) == 1 &&
           crosswalk_write(run, S("ubl"), document->content, &out, &losses, faults);
}

static bool check_memory(Arena *arena, void *context)
{
    (void)context;
    Whole whole = {text_of(arena, REGISTER "schema.json"), text_of(arena, REGISTER "maps/ubl.map"),
                   text_of(arena, "examples/documents/invoice-ubl.xml"), NULL};
    for (size_t countdown = 1;; countdown++) {
        Faults faults = {0};
        whole.faults = &faults;
        memory_fail_after(countdown);
        bool is_good = arena_run(0, do_all, &whole, &faults);
        memory_fail_after(0);
        if (is_good)
            return countdown > 5; // else nothing was made to fail
        assert_int_equal(faults.list[0].kind, FAULT_MEMORY);
    }
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    in_arena(check_memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_register_has_all_business_terms),
        cmocka_unit_test(every_term_has_a_place_in_each_syntax),
        cmocka_unit_test(every_term_has_a_label_in_three_languages),
        cmocka_unit_test(examples_say_the_same_in_every_syntax),
        cmocka_unit_test(documents_differ_in_what_they_say),
        cmocka_unit_test(any_allocation_may_fail),
        cmocka_unit_test(every_prefix_of_an_invoice_is_read_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
