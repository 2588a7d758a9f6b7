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

// Two sides of one pair, both of the example's register: who asks for a visit, and who offers one.
static const char with_pair[] =
    "s|\"facets\":|\"matches\": {\"visits\": {\"label\": {\"en\": \"Visits\", \"ja\": \"視察\"},"
    " \"with\": \"site-visit\", \"in\": \"asked\", \"with-in\": [\"confirmed\"],"
    " \"here\": \"visitors/count > 2\", \"there\": \"guest ne host\","
    " \"equal\": {\"industry\": \"industry\"}, \"threshold\": 0.3,"
    " \"score\": [{\"by\": \"text\", \"here\": [\"subject\", \"contact.phone\"], \"weight\": 2,"
    " \"label\": {\"en\": \"Subject\", \"ja\": \"件名\"}}, {\"by\": \"dates\", \"here\": "
    "[\"date\"]}]}},"
    " \"facets\":|";

typedef struct Look {
    const char *state, *readers; // in their order, each followed by a blank
} Look;

typedef struct Run {
    Store *store;
    Finder *finder;
    const Look *looks;
    size_t count;
} Run;

static bool look(Arena *arena, void *context)
{
    const Run *run = context;
    for (size_t i = 0; i < run->count; i++) {
        Faults faults = {0};
        Described described;
        const SearchDocument *document = &described.document;
        Record record = {.owner = S("pump"),
                         .register_name = S("site-visit"),
                         .id = S("r1"),
                         .state = slice_of(run->looks[i].state),
                         .content = slice_of(content)};
        assert_true(finder_describe(run->finder, arena, &record, &described, &faults));
        Buffer readers = buffer_new(arena);
        for (size_t k = 0; k < document->reader_count; k++)
            buffer_print(&readers, "%.*s ", (int)document->readers[k].len, document->readers[k].at);
        assert_true(slice_equal(buffer_slice(&readers), slice_of(run->looks[i].readers)));
        assert_true(slice_equal(document->title, S("Visit to the foundry")));
        bool has_subject = false;
        for (size_t k = 0; k < document->field_count; k++) {
            assert_true(slice_find(document->fields[k].text, S("0935550142")) == SIZE_MAX);
            has_subject |= slice_equal(document->fields[k].text, S("Visit to the foundry")) &&
                           document->fields[k].weight >= FIELD_STRONG;
        }
        assert_true(has_subject);
    }
    return true;
}

// `change`: what sed does to the example's register.json.
static void with_finder(const char *change, bool work(Arena *arena, void *context), Run *run)
{
    char folder[] = "/tmp/mado-finder-XXXXXX", command[2048];
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
    run->store = store;
    run->finder = finder_new(store, command, &faults);
    assert_non_null(run->finder);
    assert_true(arena_run(0, work, run, &faults));
    finder_free(run->finder);
    store_close(store);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
}

static void assert_looks(const char *change, const Look *looks, size_t count)
{
    with_finder(change, look, &(Run){.looks = looks, .count = count});
}

static void a_state_says_who_finds_a_record(void **state)
{
    (void)state;
    static const Look looks[] = {{"asked", "@window:pump @officer dalian-works "},
                                 {"confirmed", "@window:pump @officer dalian-works "}};
    assert_looks("", looks, 2);
}

static void what_is_public_everybody_finds(void **state)
{
    (void)state;
    static const Look looks[] = {{"asked", "* "},
                                 {"confirmed", "@window:pump @officer dalian-works "}};
    assert_looks("/\"asked\":/s/\"read\": [[][^]]*]/\"read\": [\"public\"]/", looks, 2);
    static const Look owner[] = {{"asked", ""}};
    assert_looks("/\"asked\":/s/\"read\": [[][^]]*]/\"read\": [\"owner\"]/", owner, 1);
    static const Look member[] = {{"asked", "@member "}};
    assert_looks("/\"asked\":/s/\"read\": [[][^]]*]/\"read\": [\"member\"]/", member, 1);
}

// ---- Pairs ----

static Record visit(const char *state, const char *text)
{
    return (Record){.owner = S("pump"),
                    .register_name = S("site-visit"),
                    .id = S("r1"),
                    .state = slice_of(state),
                    .content = slice_of(text)};
}

static size_t stands_of(Arena *arena, Finder *finder, Record record, PairStand **stands)
{
    size_t count;
    Faults faults = {0};
    assert_true(finder_stands(finder, arena, &record, S("ja"), stands, &count, &faults));
    return count;
}

static bool look_at_stands(Arena *arena, void *context)
{
    Finder *finder = ((const Run *)context)->finder;
    PairStand *stands;
    // The example declares `similar` too: in every state.
    assert_int_equal(stands_of(arena, finder, visit("asked", content), &stands), 2);
    assert_true(slice_equal(stands[0].id, S("similar")));
    assert_int_equal(stands[0].stand.side, SIDE_BOTH);
    assert_true(slice_equal(stands[1].id, S("visits")));
    assert_true(slice_equal(stands[1].label, S("視察")));
    assert_true(slice_equal(stands[1].part_labels[0], S("件名")));
    assert_int_equal(stands[1].stand.side, SIDE_HERE);
    assert_int_equal(stands[1].stand.parts[0].count, 1); // the telephone is for some only
    assert_int_equal(stands[1].stand.parts[1].count, 1);
    assert_int_equal(stands[1].stand.equal_count, 1);
    assert_int_equal(stands_of(arena, finder, visit("confirmed", content), &stands), 2);
    assert_int_equal(stands[1].stand.side, SIDE_THERE);
    // A condition that is not met, a state that is not meant.
    assert_int_equal(stands_of(arena, finder, visit("asked", "{\"subject\": \"x\"}"), &stands), 1);
    assert_int_equal(stands_of(arena, finder, visit("refused", content), &stands), 1);
    return true;
}

static void a_record_stands_in_pairs_by_their_conditions(void **state)
{
    (void)state;
    with_finder(with_pair, look_at_stands, &(Run){0});
}

static void keep(Store *store, const char *owner, const char *id, const char *state,
                 const char *text)
{
    Faults faults = {0};
    Receipt receipt;
    Write write = {.actor = S("test"),
                   .owner = slice_of(owner),
                   .register_name = S("site-visit"),
                   .record = slice_of(id),
                   .action = S("create"),
                   .state = slice_of(state),
                   .content = slice_of(text)};
    assert_true(store_write(store, &write, &receipt, &faults));
}

static size_t matches_of(Arena *arena, const Run *run, const char *asker, const Match **matches)
{
    Faults faults = {0};
    PairStand *stands;
    size_t count;
    Slice reader = slice_of(asker);
    const Record *record =
        store_record(run->store, arena, S("pump"), S("site-visit"), S("wish"), &faults);
    assert_non_null(record);
    assert_int_equal(stands_of(arena, run->finder, *record, &stands), 2);
    MatchQuery query = {.pair = &stands[1].pair,
                        .stand = &stands[1].stand,
                        .readers = &reader,
                        .reader_count = 1,
                        .owner = record->owner,
                        .register_name = record->register_name,
                        .id = record->id};
    assert_true(match_find(finder_searcher(run->finder), arena, &query, matches, &count, &faults));
    return count;
}

// From two writings to the match with its reasons: across languages, and for who may see it alone.
static bool match_records(Arena *arena, void *context)
{
    const Run *run = context;
    const Match *matches;
    keep(run->store, "pump", "wish", "asked",
         "{\"subject\": \"NC旋盤の工場を視察したい\", \"guest\": \"Kitakyushu Pump\", \"host\": "
         "\"x\","
         " \"industry\": \"machinery\", \"date\": \"2026-12-01\","
         " \"visitors\": [{\"country\": \"JP\", \"count\": 3}]}");
    keep(run->store, "works", "plan", "confirmed",
         "{\"subject\": \"数控车床工厂考察\", \"guest\": \"y\", \"host\": \"pump\","
         " \"industry\": \"machinery\", \"date\": \"2026-12-05\","
         " \"visitors\": [{\"country\": \"CN\", \"count\": 1}]}");
    keep(run->store, "works", "food", "confirmed",
         "{\"subject\": \"数控车床工厂考察\", \"guest\": \"y\", \"host\": \"pump\","
         " \"industry\": \"food\", \"date\": \"2026-12-05\","
         " \"visitors\": [{\"country\": \"CN\", \"count\": 1}]}");
    assert_int_equal(matches_of(arena, run, "pump", &matches), 1);
    assert_true(slice_equal(matches[0].id, S("plan")));
    assert_true(matches[0].reason_count == 2);
    assert_int_equal(matches_of(arena, run, "stranger", &matches), 0);
    return true;
}

static void records_of_two_organisations_match_for_who_may_see_both(void **state)
{
    (void)state;
    with_finder(with_pair, match_records, &(Run){0});
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
        cmocka_unit_test(a_record_stands_in_pairs_by_their_conditions),
        cmocka_unit_test(records_of_two_organisations_match_for_who_may_see_both),
        cmocka_unit_test(an_asker_looks_as_what_he_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
