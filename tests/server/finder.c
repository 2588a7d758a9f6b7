// SPDX-License-Identifier: Apache-2.0
// What the counter's index knows of a record: whom its state lets find it, and nothing that is for
// some only.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "server/finder.h"

static const char content[] =
    "{\"subject\": \"Visit to the foundry\", \"guest\": \"Kitakyushu Pump\", \"host\": "
    "\"dalian-works\","
    " \"date\": \"2026-12-01\", \"contact\": {\"name\": \"Sato\", \"phone\": \"0935550142\"},"
    " \"visitors\": [{\"country\": \"JP\", \"count\": 3}]}";

typedef struct Look {
    const char *state, *readers; // in their order, each followed by a blank
} Look;

typedef struct Run {
    Finder *finder;
    const Look *looks;
    size_t count;
} Run;

static bool look(Arena *arena, void *context)
{
    const Run *run = context;
    for (size_t i = 0; i < run->count; i++) {
        Faults faults = {0};
        SearchDocument document = {0};
        Record record = {.owner = S("pump"),
                         .register_name = S("site-visit"),
                         .id = S("r1"),
                         .state = slice_of(run->looks[i].state),
                         .content = slice_of(content)};
        assert_true(finder_describe(run->finder, arena, &record, &document, &faults));
        Buffer readers = buffer_new(arena);
        for (size_t k = 0; k < document.reader_count; k++)
            buffer_print(&readers, "%.*s ", (int)document.readers[k].len, document.readers[k].at);
        assert_true(slice_equal(buffer_slice(&readers), slice_of(run->looks[i].readers)));
        assert_true(slice_equal(document.title, S("Visit to the foundry")));
        bool has_subject = false;
        for (size_t k = 0; k < document.field_count; k++) {
            assert_true(slice_find(document.fields[k].text, S("0935550142")) == SIZE_MAX);
            has_subject |= slice_equal(document.fields[k].text, S("Visit to the foundry")) &&
                           document.fields[k].weight >= FIELD_STRONG;
        }
        assert_true(has_subject);
    }
    return true;
}

// `change`: what sed does to the example's register.json.
static void assert_looks(const char *change, const Look *looks, size_t count)
{
    char folder[] = "/tmp/mado-finder-XXXXXX", command[512];
    Faults faults = {0};
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command,
             "cp -r examples/registers %s/registers && sed -i '%s' "
             "%s/registers/site-visit/register.json",
             folder, change, folder);
    assert_int_equal(system(command), 0);
    StoreOptions options = {.folder = folder};
    Store *store = store_open(&options, &faults);
    snprintf(command, sizeof command, "%s/registers", folder);
    Run run = {finder_new(store, command, &faults), looks, count};
    assert_non_null(run.finder);
    assert_true(arena_run(0, look, &run, &faults));
    finder_free(run.finder);
    store_close(store);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
}

static void a_state_says_who_finds_a_record(void **state)
{
    (void)state;
    static const Look looks[] = {{"asked", "@window:pump dalian-works "},
                                 {"confirmed", "@window:pump dalian-works "}};
    assert_looks("", looks, 2);
}

static void what_is_public_everybody_finds(void **state)
{
    (void)state;
    static const Look looks[] = {{"asked", "* "}, {"confirmed", "@window:pump dalian-works "}};
    assert_looks("/\"asked\":/s/\"read\": [[][^]]*]/\"read\": [\"public\"]/", looks, 2);
    static const Look owner[] = {{"asked", ""}};
    assert_looks("/\"asked\":/s/\"read\": [[][^]]*]/\"read\": [\"owner\"]/", owner, 1);
    static const Look member[] = {{"asked", "@member "}};
    assert_looks("/\"asked\":/s/\"read\": [[][^]]*]/\"read\": [\"member\"]/", member, 1);
}

static bool ask_readers(Arena *arena, void *context)
{
    Slice readers[FINDER_READERS_MAX];
    Asker member = {.role = ROLE_MEMBER, .organisation = S("pump")};
    Asker officer = {.role = ROLE_OFFICER, .organisation = S("window")};
    Asker auditor = {.role = ROLE_AUDITOR, .organisation = S("window")};
    (void)context;
    assert_int_equal(finder_readers(arena, &member, S("pump"), readers), 2);
    assert_true(slice_equal(readers[0], S("pump")));
    assert_int_equal(finder_readers(arena, &officer, S("pump"), readers), 1);
    assert_true(slice_equal(readers[0], S("@window:pump")));
    assert_int_equal(finder_readers(arena, &auditor, S("pump"), readers), 1);
    assert_true(slice_equal(readers[0], S("pump")));
    return true;
}

static void an_asker_looks_as_what_he_is(void **state)
{
    (void)state;
    assert_true(arena_run(0, ask_readers, NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_says_who_finds_a_record),
        cmocka_unit_test(what_is_public_everybody_finds),
        cmocka_unit_test(an_asker_looks_as_what_he_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
