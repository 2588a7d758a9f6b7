// SPDX-License-Identifier: Apache-2.0
// Matching, as its users rely on it: what fits and why, hard conditions, who may see; on both
// engines. And assignment beside brute force.

#include "../store/desk.h"

#include <math.h>
#include <stdlib.h>

#include "search/assign.h"
#include "search/glossary.h"
#include "search/match.h"

// Without a server there is no desk.
#define DESK(state)                                                                                \
    Desk *desk = *(state);                                                                         \
    if (desk == NULL)                                                                              \
    skip()

enum { PARTS = 5 };

static const MatchPair offers_and_needs = {.id = S_INIT("offer-need"),
                                           .parts = {{MATCH_TEXT, 3},
                                                     {MATCH_CODES, 2},
                                                     {MATCH_REGION, 1},
                                                     {MATCH_QUANTITY, 1},
                                                     {MATCH_DATES, 1}},
                                           .part_count = PARTS,
                                           .threshold = 0.2};

typedef struct Card {
    const char *id, *text, *hs, *region, *quantity, *from, *until, *currency;
} Card;

static PartValues value_of(Desk *desk, const char *text)
{
    Slice *value = arena_array(desk->arena, Slice, 1);
    *value = slice_of(text != NULL ? text : "");
    return (PartValues){value, text != NULL};
}

static Stand *stand_of(Desk *desk, const Card *card, MatchSide side)
{
    Stand *stand = arena_array(desk->arena, Stand, 1);
    PartValues *parts = arena_array(desk->arena, PartValues, PARTS);
    Slice *dates = arena_array(desk->arena, Slice, 2), *equal = arena_array(desk->arena, Slice, 1);
    parts[0] = value_of(desk, card->text);
    parts[1] = value_of(desk, card->hs);
    parts[2] = value_of(desk, card->region);
    parts[3] = value_of(desk, card->quantity);
    dates[0] = slice_of(card->from != NULL ? card->from : "");
    dates[1] = slice_of(card->until != NULL ? card->until : "");
    parts[4] = (PartValues){dates, card->from != NULL ? 2 : 0};
    *equal = slice_of(card->currency != NULL ? card->currency : "");
    *stand = (Stand){.pair = &offers_and_needs,
                     .side = side,
                     .equals = equal,
                     .equal_count = 1,
                     .parts = parts,
                     .part_count = PARTS};
    return stand;
}

static void put_card(Desk *desk, Searcher *searcher, const Card *card, MatchSide side,
                     const char *reader)
{
    Profile profile = {stand_of(desk, card, side), 1};
    Slice readers[] = {slice_of(reader)};
    SearchDocument document = {.owner = S("org1"),
                               .register_name = S("information"),
                               .id = slice_of(card->id),
                               .title = slice_of(card->text),
                               .readers = readers,
                               .reader_count = 1,
                               .profile = &profile};
    search_put(searcher, &document, 1, &desk->faults);
    assert_no_faults(desk);
}

static size_t find(Desk *desk, Searcher *searcher, const Card *card, MatchSide side,
                   const char *reader, const Match **matches)
{
    Slice readers[] = {slice_of(reader)};
    MatchQuery query = {.pair = &offers_and_needs,
                        .stand = stand_of(desk, card, side),
                        .readers = readers,
                        .reader_count = 1};
    size_t count;
    match_find(searcher, desk->arena, &query, matches, &count, &desk->faults);
    assert_no_faults(desk);
    return count;
}

static const Card offers[] = {
    {"lathe", "数控车床，带自动送料", "8458.11", "CN-21", "10", "2026-01-01", "2026-12-31", "CNY"},
    {"mill", "立式加工中心", "8457.10", "CN-21", "5", "2026-01-01", "2026-12-31", "CNY"},
    {"tea", "绿茶出口，有机认证", "0902.10", "CN-35", "20000", "2026-01-01", "2026-12-31", "CNY"},
    {"pump", "離心泵", "8413.70", "JP-27", "100", "2026-01-01", "2026-12-31", "CNY"},
    {"yen", "数控车床", "8458.11", "CN-21", "10", "2026-01-01", "2026-12-31", "JPY"},
};

static const Card need = {"need", "NC旋盤を探しています", "8458",       "CN-21",
                          "8",    "2026-06-01",           "2026-09-30", "CNY"};

static Searcher *filled(Desk *desk)
{
    Searcher *searcher = searcher_new(desk->store, NULL, NULL, &desk->faults);
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++)
        put_card(desk, searcher, &offers[i], SIDE_HERE, "*");
    return searcher;
}

static void what_fits_best_is_first_and_says_why(void **state)
{
    DESK(state);
    Searcher *searcher = filled(desk);
    const Match *matches;
    size_t count = find(desk, searcher, &need, SIDE_THERE, "org2", &matches);
    assert_true(count >= 1);
    assert_true(slice_equal(matches[0].id, S("lathe")));
    double shares = 0;
    bool has_code = false;
    for (size_t i = 0; i < matches[0].reason_count; i++) {
        const MatchReason *reason = &matches[0].reasons[i];
        assert_true(reason->similarity >= 0 && reason->similarity <= 1);
        assert_true(i == 0 || reason[-1].share >= reason->share);
        has_code |= reason->part == 1 && slice_equal(reason->evidence, S("8458"));
        shares += reason->share;
    }
    assert_true(has_code);
    assert_true(fabs(shares - 1) < 1e-9);
    for (size_t i = 0; i < count; i++) {
        assert_true(matches[i].score > 0 && matches[i].score <= 1);
        assert_true(i == 0 || matches[i - 1].score >= matches[i].score);
        assert_false(slice_equal(matches[i].id, S("yen"))); // what must be equal is not
        assert_false(slice_equal(matches[i].id, S("tea")) && matches[i].score > 0.5);
    }
    searcher_free(searcher);
}

static void languages_meet_in_the_glossary(void **state)
{
    DESK(state);
    if (glossary_concept_count(glossary_carried()) == 0)
        skip();
    static const char *const texts[][2] = {{"NC旋盤", "数控车床"},
                                           {"lithium-ion batteries", "リチウムイオン電池"},
                                           {"集装箱运输", "コンテナ輸送"},
                                           {"bill of lading", "船荷証券"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double same, other;
        Card a = {.id = "a", .text = texts[i][0]}, b = {.id = "b", .text = texts[i][1]};
        Card c = {.id = "c", .text = "有機緑茶"};
        Stand *one = stand_of(desk, &a, SIDE_HERE), *two = stand_of(desk, &b, SIDE_THERE);
        assert_true(match_two(desk->arena, &offers_and_needs, one, two, &same, &desk->faults));
        two = stand_of(desk, &c, SIDE_THERE);
        assert_true(match_two(desk->arena, &offers_and_needs, one, two, &other, &desk->faults));
        if (same < 0.4 || other > 0.1)
            fail_msg("%s and %s fit by %.3f, and tea by %.3f", texts[i][0], texts[i][1], same,
                     other);
    }
}

static void only_what_the_asker_may_see_is_matched(void **state)
{
    DESK(state);
    Searcher *searcher = filled(desk);
    const Match *matches;
    put_card(desk, searcher, &offers[0], SIDE_HERE, "org3");
    size_t count = find(desk, searcher, &need, SIDE_THERE, "org2", &matches);
    for (size_t i = 0; i < count; i++)
        assert_false(slice_equal(matches[i].id, S("lathe")));
    count = find(desk, searcher, &need, SIDE_THERE, "org3", &matches);
    assert_true(count > 0 && slice_equal(matches[0].id, S("lathe")));
    // Its own side is no match: an offer does not meet offers.
    count = find(desk, searcher, &offers[0], SIDE_HERE, "org3", &matches);
    assert_int_equal(count, 0);
    searcher_free(searcher);
}

typedef struct Likeness {
    const char *a, *b;
    double least, most;
} Likeness;

static void assert_likenesses(Desk *desk, MatchBy by, const Likeness *cases, size_t count)
{
    MatchPair pair = {.id = S("one"), .parts = {{by, 1}}, .part_count = 1};
    for (size_t i = 0; i < count; i++) {
        double score;
        PartValues a = value_of(desk, cases[i].a), b = value_of(desk, cases[i].b);
        Stand one = {.pair = &pair, .side = SIDE_HERE, .parts = &a, .part_count = 1};
        Stand two = {.pair = &pair, .side = SIDE_THERE, .parts = &b, .part_count = 1};
        assert_true(match_two(desk->arena, &pair, &one, &two, &score, &desk->faults));
        if (score < cases[i].least || score > cases[i].most)
            fail_msg("%s and %s fit by %.3f; expected %.2f to %.2f", cases[i].a, cases[i].b, score,
                     cases[i].least, cases[i].most);
    }
}

static void codes_are_the_nearer_the_longer_they_begin_alike(void **state)
{
    DESK(state);
    static const Likeness codes[] = {
        {"845710", "8457.10", 1, 1},    {"8457.10", "8457.20", 0.6, 0.9},
        {"8457.10", "8457", 0.7, 0.95}, {"8457.10", "8413.70", 0.2, 0.5},
        {"8457.10", "0902.10", 0, 0},   {"C2822", "C2829", 0.7, 0.9},
        {"C28", "A01", 0, 0},           {"", "8457", 0, 0},
    };
    static const Likeness regions[] = {{"CN-21", "CN-21", 1, 1},     {"CN-21", "CN-37", 0.4, 0.6},
                                       {"CN", "CN-21", 0.6, 0.9},    {"CN-21", "JP-27", 0, 0},
                                       {"CNDLC", "CNSHA", 0.4, 0.6}, {"CNDLC", "CN-21", 0.4, 0.6}};
    static const Likeness quantities[] = {
        {"100", "100", 1, 1}, {"100", "50", 0.5, 0.5}, {"1", "1000000", 0, 0.01}, {"x", "1", 0, 0}};
    static const Likeness dates[] = {{"2026-11-21", "2026-11-21", 1, 1},
                                     {"2026-11-21", "2026-12-21", 0.8, 0.9},
                                     {"2024-02-28", "2024-03-01", 0.98, 1},
                                     {"2026-11-21", "2028-01-01", 0, 0},
                                     {"2026-13-01", "2026-11-21", 0, 0}};
    assert_likenesses(desk, MATCH_CODES, codes, sizeof codes / sizeof *codes);
    assert_likenesses(desk, MATCH_REGION, regions, sizeof regions / sizeof *regions);
    assert_likenesses(desk, MATCH_QUANTITY, quantities, sizeof quantities / sizeof *quantities);
    assert_likenesses(desk, MATCH_DATES, dates, sizeof dates / sizeof *dates);
}

// What the index promises is what a look at every pair gives: nothing good is passed over.
static void the_index_finds_what_a_look_at_all_finds(void **state)
{
    DESK(state);
    static const char *const words[] = {"车床", "旋盤", "lathe",   "pump", "ポンプ", "泵",
                                        "緑茶", "tea",  "绿茶",    "鋼管", "钢管",   "steel pipe",
                                        "電池", "电池", "battery", "繊維", "纺织",   "textile"};
    enum { WORDS = sizeof words / sizeof *words, CARDS = 1300, ASKED = 40 };
    Searcher *searcher = searcher_new(desk->store, NULL, NULL, &desk->faults);
    static Card cards[CARDS];
    SearchDocument *documents = arena_array(desk->arena, SearchDocument, CARDS);
    Profile *profiles = arena_array(desk->arena, Profile, CARDS);
    static const Slice everybody[] = {S_INIT("*")};
    unsigned seed = 3;
    for (int i = 0; i < CARDS; i++) {
        cards[i] = (Card){.id = arena_print(desk->arena, "c%d", i).at,
                          .text = arena_print(desk->arena, "%s %s", words[rand_r(&seed) % WORDS],
                                              words[rand_r(&seed) % WORDS])
                                      .at,
                          .hs = arena_print(desk->arena, "%04d", 8400 + rand_r(&seed) % 90).at,
                          .region = rand_r(&seed) % 2 ? "CN-21" : "JP-27"};
        profiles[i] = (Profile){stand_of(desk, &cards[i], SIDE_HERE), 1};
        documents[i] = (SearchDocument){.owner = S("org1"),
                                        .register_name = S("information"),
                                        .id = slice_of(cards[i].id),
                                        .title = slice_of(cards[i].text),
                                        .readers = everybody,
                                        .reader_count = 1,
                                        .profile = &profiles[i]};
    }
    assert_true(search_put(searcher, documents, CARDS, &desk->faults));
    for (int i = 0; i < ASKED; i++) {
        const Match *matches;
        size_t count = find(desk, searcher, &cards[i * 7], SIDE_THERE, "x", &matches);
        double best = 0, score = 0, found = 0;
        Stand *asker = stand_of(desk, &cards[i * 7], SIDE_THERE);
        for (int k = 0; k < CARDS; k++) {
            match_two(desk->arena, &offers_and_needs, asker, profiles[k].at, &score, &desk->faults);
            best = score > best ? score : best;
        }
        for (size_t k = 0; k < count; k++) {
            int at = atoi(matches[k].id.at + 1);
            match_two(desk->arena, &offers_and_needs, asker, profiles[at].at, &score,
                      &desk->faults);
            found = score > found ? score : found;
        }
        assert_true(found >= best - 1e-9); // its own card is among them, and fits wholly
    }
    searcher_free(searcher);
}

// Of the asker's words most are in no record of the other side, the others in each: still they are
// all that leads there, before postings have them and after.
static void words_of_every_record_lead_there_when_no_rarer_one_does(void **state)
{
    DESK(state);
    enum { MANY = 1200 };
    static const Card asker = {.id = "asker",
                               .text =
                                   "遊星減速機 tungsten zirconium harbour mountain violin saffron "
                                   "orchard lantern compass walnut glacier"};
    static const Card gear = {.id = "gear", .text = "遊星減速機"};
    Searcher *searcher = searcher_new(desk->store, NULL, NULL, &desk->faults);
    SearchDocument *others = arena_array(desk->arena, SearchDocument, MANY);
    const Match *matches;
    put_card(desk, searcher, &gear, SIDE_HERE, "*");
    assert_int_equal(find(desk, searcher, &asker, SIDE_THERE, "x", &matches), 1);
    double before = matches[0].score;
    for (int i = 0; i < MANY; i++)
        others[i] = (SearchDocument){.owner = S("org1"),
                                     .register_name = S("other"),
                                     .id = arena_print(desk->arena, "o%d", i)};
    assert_true(search_put(searcher, others, MANY, &desk->faults));
    assert_int_equal(find(desk, searcher, &asker, SIDE_THERE, "x", &matches), 1);
    assert_true(matches[0].score == before);
    searcher_free(searcher);
}

static void duplicates_are_found_at_entry(void **state)
{
    DESK(state);
    static const MatchPair alike = {.id = S_INIT("similar/company"),
                                    .parts = {{MATCH_TEXT, 1}},
                                    .part_count = 1,
                                    .threshold = 0.8};
    Searcher *searcher = searcher_new(desk->store, NULL, NULL, &desk->faults);
    static const char *const names[] = {"大連光洋科技股份有限公司", "大連重工裝備集團",
                                        "青島港國際股份有限公司"};
    for (int i = 0; i < 3; i++) {
        PartValues name = value_of(desk, names[i]);
        Stand stand = {.pair = &alike, .side = SIDE_BOTH, .parts = &name, .part_count = 1};
        Profile profile = {&stand, 1};
        Slice everybody[] = {S("*")};
        SearchDocument document = {.owner = S("org1"),
                                   .register_name = S("company"),
                                   .id = arena_print(desk->arena, "c%d", i),
                                   .title = slice_of(names[i]),
                                   .readers = everybody,
                                   .reader_count = 1,
                                   .profile = &profile};
        assert_true(search_put(searcher, &document, 1, &desk->faults));
    }
    PartValues name = value_of(desk, "大连光洋科技股份有限公司");
    Stand stand = {.pair = &alike, .side = SIDE_BOTH, .parts = &name, .part_count = 1};
    MatchQuery query = {.pair = &alike, .stand = &stand, .sees_all = true};
    const Match *matches;
    size_t count;
    assert_true(match_find(searcher, desk->arena, &query, &matches, &count, &desk->faults));
    assert_int_equal(count, 1);
    assert_true(slice_equal(matches[0].id, S("c0")));
    searcher_free(searcher);
}

static void opinions_are_kept_and_counted(void **state)
{
    DESK(state);
    MatchOpinion opinion = {.actor = S("user1"),
                            .owner = S("org1"),
                            .pair = S("offer-need"),
                            .from = S("a"),
                            .to = S("b"),
                            .is_useful = true,
                            .score = 0.75,
                            .month = S("2026-10")};
    const MatchUse *uses;
    size_t count;
    assert_true(match_tell(desk->store, &opinion, &desk->faults));
    opinion.to = S("c");
    assert_true(match_tell(desk->store, &opinion, &desk->faults));
    opinion.is_useful = false; // the last word counts, in the month in which it was said
    opinion.month = S("2026-11");
    assert_true(match_tell(desk->store, &opinion, &desk->faults));
    opinion.to = S("d");
    opinion.is_useful = true;
    assert_true(match_tell(desk->store, &opinion, &desk->faults));
    opinion.pair = S("post talent");
    assert_true(match_tell(desk->store, &opinion, &desk->faults));
    assert_true(match_uses(desk->store, desk->arena, &uses, &count, &desk->faults));
    assert_int_equal(count, 3);
    assert_true(slice_equal(uses[0].month, S("2026-10")));
    assert_int_equal(uses[0].useful, 1);
    assert_int_equal(uses[0].useless, 0);
    assert_true(slice_equal(uses[1].month, S("2026-11")));
    assert_true(slice_equal(uses[1].pair, S("offer-need")));
    assert_int_equal(uses[1].useful, 1);
    assert_int_equal(uses[1].useless, 1);
    assert_true(slice_equal(uses[2].pair, S("post talent")));
    assert_int_equal(uses[2].useful, 1);
}

// ---- Assignment ----

enum { SIDE_MAX = 6 };

typedef struct Trial {
    const int64_t *costs;
    uint32_t rows, columns;
    uint32_t most; // rows that got a column
    int64_t least;
} Trial;

static void try_all(Trial *it, uint32_t row, uint32_t taken, uint32_t got, int64_t sum)
{
    if (row == it->rows) {
        if (got > it->most || (got == it->most && sum < it->least)) {
            it->most = got;
            it->least = sum;
        }
        return;
    }
    try_all(it, row + 1, taken, got, sum);
    for (uint32_t column = 0; column < it->columns; column++) {
        int64_t cost = it->costs[row * it->columns + column];
        if ((taken >> column & 1) == 0 && cost != ASSIGN_NEVER)
            try_all(it, row + 1, taken | 1u << column, got + 1, sum + cost);
    }
}

static void an_assignment_is_the_cheapest_there_is(void **state)
{
    DESK(state);
    unsigned seed = 11;
    for (int round = 0; round < 3000; round++) {
        int64_t costs[SIDE_MAX * SIDE_MAX];
        uint32_t result[SIDE_MAX], taken = 0, got = 0;
        Trial trial = {costs, (uint32_t)rand_r(&seed) % (SIDE_MAX + 1),
                       (uint32_t)rand_r(&seed) % (SIDE_MAX + 1), 0, INT64_MAX};
        for (int i = 0; i < SIDE_MAX * SIDE_MAX; i++)
            costs[i] = rand_r(&seed) % 4 == 0 ? ASSIGN_NEVER : rand_r(&seed) % 200 - 100;
        ArenaMark mark = arena_mark(desk->arena);
        try_all(&trial, 0, 0, 0, 0);
        assert_true(
            assign_all(desk->arena, costs, trial.rows, trial.columns, result, &desk->faults));
        int64_t sum = 0;
        for (uint32_t row = 0; row < trial.rows; row++) {
            if (result[row] == ASSIGN_NONE)
                continue;
            assert_true(result[row] < trial.columns && (taken >> result[row] & 1) == 0);
            taken |= 1u << result[row];
            assert_true(costs[row * trial.columns + result[row]] != ASSIGN_NEVER);
            sum += costs[row * trial.columns + result[row]];
            got++;
        }
        assert_int_equal(got, trial.most);
        assert_int_equal(sum, trial.rows == 0 ? 0 : trial.least);
        arena_release(desk->arena, mark);
    }
}

static void too_large_an_assignment_is_refused(void **state)
{
    DESK(state);
    int64_t huge[] = {INT64_MAX - 1};
    uint32_t result[1];
    assert_false(assign_all(desk->arena, huge, 1, 1, result, &desk->faults));
    assert_fault(desk, FAULT_LIMIT, "");
    assert_false(assign_all(desk->arena, NULL, ASSIGN_MAX + 1, 1, result, &desk->faults));
    assert_fault(desk, FAULT_LIMIT, "");
}

#define ON(engine, test) cmocka_unit_test_setup_teardown(test, desk_##engine, desk_close)
#define ON_BOTH(test)    ON(sqlite, test), ON(postgres, test)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(what_fits_best_is_first_and_says_why),
        ON(sqlite, languages_meet_in_the_glossary),
        ON_BOTH(only_what_the_asker_may_see_is_matched),
        ON(sqlite, codes_are_the_nearer_the_longer_they_begin_alike),
        ON_BOTH(the_index_finds_what_a_look_at_all_finds),
        ON(sqlite, words_of_every_record_lead_there_when_no_rarer_one_does),
        ON_BOTH(duplicates_are_found_at_entry),
        ON_BOTH(opinions_are_kept_and_counted),
        ON(sqlite, an_assignment_is_the_cheapest_there_is),
        ON(sqlite, too_large_an_assignment_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
