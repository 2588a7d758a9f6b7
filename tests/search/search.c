// SPDX-License-Identifier: Apache-2.0
// What is searched, as its users rely on it, on both engines; and that both give the same.

#include "../store/desk.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/table.h"
#include "search/search.h"
#include "search/waiting.h"

// Without a server there is no desk.
#define DESK(state)                                                                                \
    Desk *desk = *(state);                                                                         \
    if (desk == NULL)                                                                              \
    skip()

static Searcher *searcher_of(Desk *desk)
{
    Searcher *searcher = searcher_new(desk->store, NULL, NULL, &desk->faults);
    assert_no_faults(desk);
    return searcher;
}

static const Slice everybody[] = {S_INIT("*")};

// A document that everybody may see.
static SearchDocument document(Desk *desk, const char *id, const char *title, const char *text)
{
    SearchField *fields = arena_array(desk->arena, SearchField, 2);
    fields[0] = (SearchField){slice_of(title), FIELD_STRONG};
    fields[1] = (SearchField){slice_of(text), FIELD_PLAIN};
    return (SearchDocument){.owner = S("org1"),
                            .register_name = S("offer"),
                            .id = slice_of(id),
                            .title = slice_of(title),
                            .fields = fields,
                            .field_count = 2,
                            .readers = everybody,
                            .reader_count = 1};
}

static void put_one(Desk *desk, Searcher *searcher, SearchDocument one)
{
    search_put(searcher, &one, 1, &desk->faults);
    assert_no_faults(desk);
}

static SearchHits find(Desk *desk, Searcher *searcher, SearchQuery query)
{
    SearchHits hits;
    search_find(searcher, desk->arena, &query, &hits, &desk->faults);
    assert_no_faults(desk);
    return hits;
}

static SearchHits find_text(Desk *desk, Searcher *searcher, const char *text)
{
    return find(desk, searcher, (SearchQuery){.text = slice_of(text)});
}

// The ids of the hits in their order, as "a b c".
static void assert_hits(Desk *desk, Searcher *searcher, const char *text, const char *ids)
{
    SearchHits hits = find_text(desk, searcher, text);
    Buffer out = buffer_new(desk->arena);
    for (size_t i = 0; i < hits.count; i++) {
        if (i > 0)
            buffer_add_char(&out, ' ');
        buffer_add(&out, hits.at[i].id);
    }
    if (!slice_equal(buffer_slice(&out), slice_of(ids)))
        fail_msg("\"%s\" finds \"%.*s\"; expected \"%s\"", text, (int)out.len, out.at, ids);
    assert_int_equal(hits.total, hits.count);
}

static void words_are_found_in_every_spelling(void **state)
{
    DESK(state);
    Searcher *searcher = searcher_of(desk);
    put_one(
        desk, searcher,
        document(desk, "mill", "五軸数値制御工作機械", "Five-axis machining centres, HS 8457.10"));
    put_one(desk, searcher, document(desk, "bill", "船荷証券", "Original Ｂ／Ｌ, CNDLC to JPOSA"));
    put_one(desk, searcher, document(desk, "silver", "银", "PRJ-2026-00012"));
    static const char *const queries[][2] = {{"機械", "mill"},
                                             {"机械", "mill"},
                                             {"machining", "mill"},
                                             {"Machined centre", "mill"},
                                             {"8457.10", "mill"},
                                             {"845710", "mill"},
                                             {"8457", "mill"},
                                             {"b/l", "bill"},
                                             {"BL", "bill"},
                                             {"cndlc", "bill"},
                                             {"銀", "silver"},
                                             {"PRJ-2026", "silver"},
                                             {"prj-2026-00012", "silver"},
                                             {"00012", "silver"},
                                             {"PRJ-2026-00013", ""},
                                             {"船荷证券", "bill"},
                                             {"証", "bill"}};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        assert_hits(desk, searcher, queries[i][0], queries[i][1]);
    searcher_free(searcher);
}

static void what_has_the_words_in_its_title_comes_first(void **state)
{
    DESK(state);
    Searcher *searcher = searcher_of(desk);
    put_one(desk, searcher, document(desk, "old", "Steel pipes", "seamless"));
    put_one(desk, searcher, document(desk, "text", "Pumps", "of steel"));
    put_one(desk, searcher, document(desk, "new", "Steel plates", "hot rolled"));
    put_one(desk, searcher, document(desk, "other", "Paper", "white"));
    assert_hits(desk, searcher, "steel", "new old text");
    // Where nothing has all the words, what has some of them is told as such.
    SearchHits hits = find_text(desk, searcher, "steel paper");
    assert_true(hits.is_loose);
    assert_int_equal(hits.total, 4);
    assert_true(slice_equal(hits.at[0].id, S("other"))); // the rarer word
    searcher_free(searcher);
}

static void a_record_that_changes_is_found_as_it_is_now(void **state)
{
    DESK(state);
    Searcher *searcher = searcher_of(desk);
    put_one(desk, searcher, document(desk, "a", "copper wire", ""));
    assert_hits(desk, searcher, "copper", "a");
    put_one(desk, searcher, document(desk, "a", "aluminium wire", ""));
    assert_hits(desk, searcher, "copper", "");
    assert_hits(desk, searcher, "aluminium", "a");
    // Enough that all of them are settled, and then changed again.
    enum { MANY = 1500 };
    SearchDocument *many = arena_array(desk->arena, SearchDocument, MANY);
    for (int i = 0; i < MANY; i++)
        many[i] = document(desk, arena_print(desk->arena, "m%d", i).at, "zinc", "sheet");
    search_put(searcher, many, MANY, &desk->faults);
    assert_no_faults(desk);
    assert_int_equal(find_text(desk, searcher, "zinc").total, MANY);
    assert_hits(desk, searcher, "aluminium", "a");
    put_one(desk, searcher, document(desk, "m7", "lead", "sheet"));
    put_one(desk, searcher, document(desk, "a", "copper wire", ""));
    assert_int_equal(find_text(desk, searcher, "zinc").total, MANY - 1);
    assert_int_equal(find_text(desk, searcher, "sheet").total, MANY);
    assert_hits(desk, searcher, "lead", "m7");
    assert_hits(desk, searcher, "aluminium", "");
    // One that is taken away is gone from the postings, too.
    SearchDocument gone = {.owner = S("org1"), .register_name = S("offer"), .id = S("m7")};
    put_one(desk, searcher, gone);
    assert_hits(desk, searcher, "lead", "");
    assert_int_equal(find_text(desk, searcher, "").total, MANY);
    searcher_free(searcher);
}

static void only_what_the_asker_may_see_is_found_counted_and_suggested(void **state)
{
    DESK(state);
    Searcher *searcher = searcher_of(desk);
    const Facet kind[] = {{.name = S("kind"), .value = S("secret")}};
    const Slice partners[] = {S("org2"), S("org3")}, org3[] = {S("org3")}, org4[] = {S("org4")};
    SearchDocument secret = document(desk, "s", "Quantum lithography", "");
    secret.readers = partners;
    secret.reader_count = 2;
    secret.facets = kind;
    secret.facet_count = 1;
    put_one(desk, searcher, secret);
    const Slice counted[] = {S("kind")};
    SearchQuery query = {.text = S("quantum"), .counted = counted, .counted_count = 1};
    assert_int_equal(find(desk, searcher, query).total, 0);
    query.readers = org4;
    query.reader_count = 1;
    assert_int_equal(find(desk, searcher, query).total, 0);
    assert_int_equal(find(desk, searcher, query).count_count, 0);
    const Suggestion *suggestions;
    size_t count;
    SearchQuery typing = query;
    typing.text = S("qua");
    assert_true(
        search_suggest(searcher, desk->arena, &typing, &suggestions, &count, &desk->faults));
    assert_int_equal(count, 0);
    query.readers = typing.readers = org3;
    assert_int_equal(find(desk, searcher, query).total, 1);
    assert_int_equal(find(desk, searcher, query).counts[0].count, 1);
    assert_true(
        search_suggest(searcher, desk->arena, &typing, &suggestions, &count, &desk->faults));
    assert_int_equal(count, 2);
    assert_true(slice_equal(suggestions[0].text, S("quantum")));
    assert_true(slice_equal(suggestions[1].text, S("Quantum lithography")));
    // An owner always, an officer all; and nobody any more when it was withdrawn.
    const Slice owner[] = {S("org1")};
    query.readers = owner;
    assert_int_equal(find(desk, searcher, query).total, 1);
    query.sees_all = true;
    assert_int_equal(find(desk, searcher, query).total, 1);
    secret.reader_count = 0;
    put_one(desk, searcher, secret);
    query.sees_all = false;
    query.readers = org3;
    assert_int_equal(find(desk, searcher, query).total, 0);
    searcher_free(searcher);
}

// ---- Many, on both engines ----

static const char *const vocabulary[] = {
    "steel", "機械",   "机床",  "ロボット", "battery", "広東",   "licence", "投資",
    "pump",  "半导体", "PRJ-7", "8457.10",  "port",    "テスト", "valve",   "鋼管"};
enum { WORDS = sizeof vocabulary / sizeof *vocabulary, RECORDS = 3000, PAGE = 50 };

// The same on every engine: words, a facet, and who may see it, by the number alone.
static SearchDocument numbered(Desk *desk, int i, int version)
{
    static const char *const countries[] = {"CN", "JP", "KR"};
    unsigned seed = (unsigned)(i + 7919 * version);
    char *title = (char *)arena_print(desk->arena, "%s %s", vocabulary[rand_r(&seed) % WORDS],
                                      vocabulary[rand_r(&seed) % WORDS])
                      .at;
    char *text =
        (char *)arena_print(desk->arena, "%s %s %s", vocabulary[rand_r(&seed) % WORDS],
                            vocabulary[rand_r(&seed) % WORDS], vocabulary[rand_r(&seed) % WORDS])
            .at;
    SearchDocument it = document(desk, arena_print(desk->arena, "d%d", i).at, title, text);
    Facet *facet = arena_array(desk->arena, Facet, 1);
    facet->name = S("country");
    facet->value = slice_of(countries[rand_r(&seed) % 3]);
    it.facets = facet;
    it.facet_count = 1;
    static const Slice readers[] = {S_INIT("*"), S_INIT("org2"), S_INIT("org3")};
    it.readers = &readers[i % 3];
    return it;
}

static void fill(Desk *desk, Searcher *searcher)
{
    SearchDocument *many = arena_array(desk->arena, SearchDocument, RECORDS);
    for (int i = 0; i < RECORDS; i++)
        many[i] = numbered(desk, i, 0);
    assert_true(search_put(searcher, many, RECORDS - 200, &desk->faults));
    assert_true(search_put(searcher, many + RECORDS - 200, 200, &desk->faults)); // stay fresh
    for (int i = 0; i < 60; i++)
        put_one(desk, searcher, numbered(desk, i * 31, 1)); // changed since
    assert_no_faults(desk);
}

// Whether what is asked for is in the document, looked up the long way.
static bool has_word(const SearchDocument *it, Slice word)
{
    for (size_t i = 0; i < it->field_count; i++) {
        Slice rest = it->fields[i].text;
        while (rest.len > 0)
            if (slice_equal(slice_cut(&rest, ' '), word))
                return true;
    }
    return false;
}

static size_t count_by_hand(Desk *desk, const char *a, const char *b, const char *country)
{
    size_t count = 0;
    for (int i = 0; i < RECORDS; i++) {
        SearchDocument it = numbered(desk, i, i % 31 == 0 && i / 31 < 60);
        bool is_seen = i % 3 == 0 || i % 3 == 1; // asked by org2
        count += is_seen && has_word(&it, slice_of(a)) && has_word(&it, slice_of(b)) &&
                 (country == NULL || slice_equal(it.facets[0].value, slice_of(country)));
    }
    return count;
}

static void counts_are_exact_over_all_hits(void **state)
{
    DESK(state);
    Searcher *searcher = searcher_of(desk);
    const Slice org2[] = {S("org2")}, counted[] = {S("register"), S("country")};
    fill(desk, searcher);
    for (int i = 0; i < WORDS; i++) {
        const char *a = vocabulary[i], *b = vocabulary[(i * 7 + 3) % WORDS];
        SearchQuery query = {.text = arena_print(desk->arena, "%s, %s", a, b),
                             .readers = org2,
                             .reader_count = 1,
                             .counted = counted,
                             .counted_count = 2};
        SearchHits hits = find(desk, searcher, query);
        assert_int_equal(hits.total, count_by_hand(desk, a, b, NULL));
        assert_true(slice_equal(hits.counts[0].name, S("register")));
        assert_int_equal(hits.counts[0].count, hits.total);
        for (size_t k = 1; k < hits.count_count; k++) {
            const char *country = arena_c_string(desk->arena, hits.counts[k].value);
            assert_int_equal(hits.counts[k].count, count_by_hand(desk, a, b, country));
        }
    }
    searcher_free(searcher);
}

// One word, two, a country or two of them, a register; all of them by the number alone.
static SearchQuery waiting_query(Desk *desk, int i)
{
    static const Facet countries[] = {{.name = S_INIT("country"), .value = S_INIT("CN")},
                                      {.name = S_INIT("country"), .value = S_INIT("KR")}};
    static const Slice registers[] = {S_INIT(""), S_INIT("offer"), S_INIT("need")};
    const char *a = vocabulary[i % WORDS], *b = vocabulary[(i * 7 + 3) % WORDS];
    SearchQuery query = {.text = i % 5 == 0   ? S("")
                                 : i % 2 == 0 ? slice_of(a)
                                              : arena_print(desk->arena, "%s, %s", a, b),
                         .sees_all = true,
                         .register_name = registers[i % 11 == 0 ? 2 : i % 2],
                         .filters = countries,
                         .filter_count = (size_t)(i % 3)};
    return query;
}

static void a_record_answers_the_saved_searches_that_would_find_it(void **state)
{
    DESK(state);
    enum { QUERIES = 200 };
    SearchQuery queries[QUERIES];
    size_t answered[QUERIES] = {0}, most = 0;
    Searcher *searcher = searcher_of(desk);
    fill(desk, searcher);
    for (int i = 0; i < QUERIES; i++)
        queries[i] = waiting_query(desk, i);
    const Waiting *waiting = waiting_new(desk->arena, queries, QUERIES, &desk->faults);
    for (int i = 0; i < RECORDS; i++) {
        const uint32_t *found;
        size_t count;
        SearchDocument it = numbered(desk, i, i % 31 == 0 && i / 31 < 60);
        assert_true(waiting_ask(waiting, desk->arena, &it, &found, &count, &desk->faults));
        for (size_t k = 0; k < count; k++) {
            assert_true(k == 0 || found[k - 1] < found[k]);
            answered[found[k]]++;
        }
        most = count > most ? count : most;
    }
    for (int i = 0; i < QUERIES; i++) {
        SearchHits hits = find(desk, searcher, queries[i]);
        assert_int_equal(answered[i], hits.is_loose ? 0 : hits.total);
    }
    assert_true(most > 1 && most < QUERIES);
    searcher_free(searcher);
}

static void pages_follow_each_other_without_gap_or_repetition(void **state)
{
    DESK(state);
    Searcher *searcher = searcher_of(desk);
    fill(desk, searcher);
    SearchQuery query = {.text = S("steel"), .sees_all = true, .limit = PAGE};
    SearchHits hits = find(desk, searcher, query);
    uint64_t total = hits.total, seen = 0;
    Table *ids = table_new(desk->arena, 100);
    for (;; hits = find(desk, searcher, query)) {
        assert_int_equal(hits.total, total);
        for (size_t i = 0; i < hits.count; i++) {
            bool is_new;
            table_add(ids, hits.at[i].id, &is_new);
            assert_true(is_new);
            assert_true(i == 0 || hits.at[i - 1].score >= hits.at[i].score);
        }
        seen += hits.count;
        if (hits.next.len == 0)
            break;
        query.after = hits.next;
    }
    assert_true(total > 2 * PAGE);
    assert_int_equal(seen, total);
    searcher_free(searcher);
}

// All that some questions answer, as one text.
static Slice transcript(Desk *desk)
{
    Searcher *searcher = searcher_of(desk);
    Buffer out = buffer_new(desk->arena);
    const Slice org2[] = {S("org2")}, counted[] = {S("country")};
    const Facet filters[] = {{.name = S("country"), .value = S("CN")},
                             {.name = S("country"), .value = S("KR")}};
    fill(desk, searcher);
    for (int i = 0; i < WORDS * 4; i++) {
        SearchQuery query = {.text = arena_print(desk->arena, "%s %s", vocabulary[i % WORDS],
                                                 i < WORDS ? "" : vocabulary[i * 5 % WORDS]),
                             .readers = org2,
                             .reader_count = 1,
                             .counted = counted,
                             .counted_count = 1,
                             .filters = filters,
                             .filter_count = (size_t)(i % 3),
                             .order = i % 5 == 0 ? ORDER_NEWEST : ORDER_BEST};
        SearchHits hits = find(desk, searcher, query);
        buffer_print(&out, "%.*s: %llu%s\n", (int)query.text.len, query.text.at,
                     (unsigned long long)hits.total, hits.is_loose ? " loosely" : "");
        for (size_t k = 0; k < hits.count; k++)
            buffer_print(&out, " %.*s(%lld)", (int)hits.at[k].id.len, hits.at[k].id.at,
                         (long long)hits.at[k].score);
        for (size_t k = 0; k < hits.count_count; k++)
            buffer_print(&out, " %.*s=%llu", (int)hits.counts[k].value.len, hits.counts[k].value.at,
                         (unsigned long long)hits.counts[k].count);
    }
    searcher_free(searcher);
    return buffer_slice(&out);
}

static void both_engines_give_the_same_hits(void **state)
{
    void *sqlite = NULL;
    DESK(state);
    Slice there = transcript(desk);
    desk_sqlite(&sqlite);
    Slice here = transcript(sqlite);
    assert_true(slice_equal(here, there));
    desk_close(&sqlite);
}

// ---- With the journal ----

static bool describe_json(void *context, Arena *arena, const Record *record,
                          SearchDocument *document, Faults *faults)
{
    (void)context;
    if (record->content.len == 0)
        return false;
    const Json *json = json_read(arena, record->content, faults);
    SearchField *field = arena_array(arena, SearchField, 1);
    *field = (SearchField){json_text(json_get(json, S("title"))), FIELD_STRONG};
    *document = (SearchDocument){.title = field->text,
                                 .fields = field,
                                 .field_count = 1,
                                 .readers = everybody,
                                 .reader_count = 1};
    return json != NULL;
}

static void write_title(Desk *desk, const char *id, const char *title, uint64_t version)
{
    Write write = {.actor = S("test"),
                   .owner = S("org1"),
                   .register_name = S("offer"),
                   .record = slice_of(id),
                   .action = S("update"),
                   .version = version,
                   .content = arena_print(desk->arena, "{\"title\": \"%s\"}", title)};
    Receipt receipt;
    store_write(desk->store, &write, &receipt, &desk->faults);
    assert_no_faults(desk);
}

static void the_index_follows_the_journal(void **state)
{
    DESK(state);
    Searcher *searcher = searcher_new(desk->store, describe_json, NULL, &desk->faults);
    write_title(desk, "a", "Lathe", 0);
    write_title(desk, "b", "旋盤", 0);
    assert_hits(desk, searcher, "lathes", "a");
    assert_hits(desk, searcher, "旋盘", "b");
    write_title(desk, "a", "Grinder", 1);
    assert_hits(desk, searcher, "lathe", "");
    assert_hits(desk, searcher, "grinder", "a");
    // A second process sees it, and one that makes it anew gets the same.
    Searcher *other = searcher_new(desk->store, describe_json, NULL, &desk->faults);
    assert_hits(desk, other, "grinder", "a");
    assert_true(search_clear(other, &desk->faults));
    assert_hits(desk, searcher, "grinder", "a");
    assert_hits(desk, other, "旋盤", "b");
    Write erasure = {.actor = S("test"),
                     .owner = S("org1"),
                     .register_name = S("offer"),
                     .record = S("a"),
                     .action = S("erase"),
                     .version = 2,
                     .erases = true};
    Receipt receipt;
    assert_true(store_write(desk->store, &erasure, &receipt, &desk->faults));
    assert_hits(desk, searcher, "grinder", "");
    searcher_free(searcher);
    searcher_free(other);
}

// ---- Threads ----

enum { ASKERS = 4, ASKED = 40 };

typedef struct Crowd {
    Desk *desk;
    Searcher *searcher;
    atomic_uint wrong;
} Crowd;

static bool ask_often(Arena *arena, void *context)
{
    Crowd *crowd = context;
    for (int i = 0; i < ASKED; i++) {
        Faults faults = {0};
        SearchHits hits;
        SearchQuery query = {.text = S("steel"), .sees_all = true, .limit = 5};
        bool is_good = search_find(crowd->searcher, arena, &query, &hits, &faults);
        // Every record that was there at first is still found, whatever else comes.
        if (!is_good || hits.total < 1000 || hits.count != 5)
            atomic_fetch_add(&crowd->wrong, 1);
    }
    return true;
}

static void *ask_in_thread(void *context)
{
    arena_run(0, ask_often, context, NULL);
    return NULL;
}

static void many_may_ask_while_records_come(void **state)
{
    DESK(state);
    Crowd crowd = {.desk = desk, .searcher = searcher_of(desk)};
    SearchDocument *many = arena_array(desk->arena, SearchDocument, 1200);
    for (int i = 0; i < 1200; i++)
        many[i] = document(desk, arena_print(desk->arena, "m%d", i).at, "steel", "plate");
    assert_true(search_put(crowd.searcher, many, 1000, &desk->faults));
    pthread_t threads[ASKERS];
    for (int i = 0; i < ASKERS; i++)
        pthread_create(&threads[i], NULL, ask_in_thread, &crowd);
    for (int i = 1000; i < 1200; i += 5) // settled on the way
        assert_true(search_put(crowd.searcher, &many[i], 5, &desk->faults));
    for (int i = 0; i < ASKERS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&crowd.wrong), 0);
    assert_int_equal(find_text(desk, crowd.searcher, "steel").total, 1200);
    searcher_free(crowd.searcher);
}

// ---- Showing ----

typedef struct Shown {
    const char *text, *query, *marked;
} Shown;

static const Shown shown[] = {
    {"中国の機械設備", "机械", "中国の[機械]設備"},
    {"數控機床與機器", "数控机床", "[數控機床]與機器"},
    {"Machining centres", "machine", "[Machining] centres"},
    {"HS ８４５７．１０, tools", "8457", "HS [８４５７．１０], tools"},
    {"ｶﾞｽタービン", "ガスタービン", "[ｶﾞｽタービン]"},
    {"Ｂ／Ｌ copy", "b/l", "[Ｂ／Ｌ] copy"},
    {"サーバー室", "サーバ", "[サーバ]ー室"},
    {"nothing of it", "銀", "nothing of it"},
    {"", "a", ""},
};

static void what_was_found_is_shown_as_it_was_written(void **state)
{
    DESK(state);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        const Span *spans;
        size_t count, at = 0;
        Slice text = slice_of(shown[i].text);
        Buffer out = buffer_new(desk->arena);
        assert_true(search_highlight(desk->arena, text, slice_of(shown[i].query), &spans, &count,
                                     &desk->faults));
        for (size_t k = 0; k < count; k++) {
            buffer_add(&out, slice_part(text, at, spans[k].start - at));
            buffer_print(&out, "[%.*s]", (int)(spans[k].end - spans[k].start),
                         text.at + spans[k].start);
            at = spans[k].end;
        }
        buffer_add(&out, slice_part(text, at, text.len));
        if (!slice_equal(buffer_slice(&out), slice_of(shown[i].marked)))
            fail_msg("\"%.*s\"; expected \"%s\"", (int)out.len, out.at, shown[i].marked);
    }
}

static void a_snippet_is_whole_characters_around_what_was_found(void **state)
{
    DESK(state);
    const Span *spans;
    size_t count;
    Slice text = S("窓口窓口窓口窓口窓口窓口窓口窓口機械窓口窓口窓口窓口窓口窓口");
    assert_true(search_highlight(desk->arena, text, S("機械"), &spans, &count, &desk->faults));
    for (size_t max = 12; max < text.len; max++) {
        Slice part = search_snippet(text, spans, count, max);
        assert_true(part.len <= max);
        assert_int_equal(part.len % 3, 0);
        assert_true(slice_find(part, S("機械")) != SIZE_MAX);
    }
}

#define ON(engine, test) cmocka_unit_test_setup_teardown(test, desk_##engine, desk_close)
#define ON_BOTH(test)    ON(sqlite, test), ON(postgres, test)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(words_are_found_in_every_spelling),
        ON_BOTH(what_has_the_words_in_its_title_comes_first),
        ON_BOTH(a_record_that_changes_is_found_as_it_is_now),
        ON_BOTH(only_what_the_asker_may_see_is_found_counted_and_suggested),
        ON_BOTH(counts_are_exact_over_all_hits),
        ON(sqlite, a_record_answers_the_saved_searches_that_would_find_it),
        ON_BOTH(pages_follow_each_other_without_gap_or_repetition),
        ON(postgres, both_engines_give_the_same_hits),
        ON_BOTH(the_index_follows_the_journal),
        ON_BOTH(many_may_ask_while_records_come),
        ON(sqlite, what_was_found_is_shown_as_it_was_written),
        ON(sqlite, a_snippet_is_whole_characters_around_what_was_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
