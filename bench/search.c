// SPDX-License-Identifier: Apache-2.0
// How long questions to the index take, over many records in ten registers.
//
//     search FOLDER RECORDS    fills an index, then milliseconds: median, 99th percentile, worst
//
// Words follow Zipf's law, as they do in texts, and so do those that are asked for: a word in two
// is in more than one record of twenty. Every question counts four facets over all its hits and
// sees only what its asker may. With MADO_POSTGRES set the store is PostgreSQL's.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "search/match.h"
#include "search/search.h"
#include "timing.h"

enum {
    LEXICON = 60000,
    TITLE_WORDS = 5,
    TEXT_WORDS = 25,
    TOGETHER = 32768,
    QUESTIONS = 2000,
    ORGANISATIONS = 500,
};

static double cumulated[LEXICON];

static void die(const Faults *faults)
{
    fprintf(stderr, "%s\n", faults->count > 0 ? faults->list[0].text : "failed");
    exit(1);
}

// ---- Words ----

static void weigh_lexicon(void)
{
    double sum = 0;
    for (int i = 0; i < LEXICON; i++)
        cumulated[i] = sum += 1 / pow(i + 3, 0.95);
    for (int i = 0; i < LEXICON; i++)
        cumulated[i] /= sum;
}

static int any_word(unsigned *seed)
{
    double at = (double)rand_r(seed) / RAND_MAX;
    int low = 0, high = LEXICON - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (cumulated[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// Every third word is of letters, the others are two ideographs, or four kana.
static void add_word(Buffer *out, int word)
{
    static const char *const syllables[] = {"ka", "to", "ri", "men", "sol", "da", "vi",  "ster",
                                            "on", "pe", "lu", "gra", "mi",  "fa", "tek", "zu"};
    if (word % 3 == 0) {
        for (int rest = word / 3 + 17; rest > 0; rest /= 16)
            buffer_add(out, slice_of(syllables[rest % 16]));
        buffer_add_char(out, ' ');
    } else if (word % 3 == 1) {
        buffer_add_code_point(out, 0x4E00 + (uint32_t)(word * 7 % 3000));
        buffer_add_code_point(out, 0x4E00 + (uint32_t)(word / 3 % 3000));
    } else {
        for (int rest = word, i = 0; i < 4; i++, rest /= 13)
            buffer_add_code_point(out, 0x30AB + (uint32_t)(rest % 13) * 2);
        buffer_add_char(out, ' ');
    }
}

static Slice any_text(Arena *arena, unsigned *seed, int words)
{
    Buffer out = buffer_new(arena);
    for (int i = 0; i < words; i++)
        add_word(&out, any_word(seed));
    return buffer_slice(&out);
}

// ---- Records ----

typedef struct Dimension {
    const char *name;
    int values;
} Dimension;

static const Dimension dimensions[] = {
    {"country", 30}, {"industry", 20}, {"state", 6}, {"year", 8}};
enum { DIMENSIONS = sizeof dimensions / sizeof *dimensions, COUNTED = 4 };

static Facet any_facet(Arena *arena, unsigned *seed, int dimension)
{
    const Dimension *it = &dimensions[dimension];
    int value = (int)((double)it->values * pow((double)rand_r(seed) / ((double)RAND_MAX + 1), 2));
    return (Facet){.name = slice_of(it->name),
                   .value = arena_print(arena, "%s-%d", it->name, value)};
}

static Slice organisation(Arena *arena, int number)
{
    return arena_print(arena, "org%d", number);
}

// ---- Matching ----

enum { PAIRS = 5 };

static const MatchPair pairs[PAIRS] = {
#define PARTS                                                                                      \
    {                                                                                              \
        {MATCH_TEXT, 3}, {MATCH_CODES, 2}, {MATCH_REGION, 1},                                      \
        {                                                                                          \
            MATCH_QUANTITY, 1                                                                      \
        }                                                                                          \
    }
    {S_INIT("pair-0"), PARTS, 4, 0.1}, {S_INIT("pair-1"), PARTS, 4, 0.1},
    {S_INIT("pair-2"), PARTS, 4, 0.1}, {S_INIT("pair-3"), PARTS, 4, 0.1},
    {S_INIT("pair-4"), PARTS, 4, 0.1},
#undef PARTS
};

// Each register stands on one side of a pair, its neighbour on the other.
static Stand *any_stand(Arena *arena, unsigned *seed, uint64_t number, Slice title, Slice text)
{
    Stand *stand = arena_array(arena, Stand, 1);
    PartValues *parts = arena_array(arena, PartValues, 4);
    Slice *values = arena_array(arena, Slice, 5);
    values[0] = title;
    values[1] = text;
    values[2] = arena_print(arena, "%06d", 10000 + rand_r(seed) % 960000);
    values[3] = arena_print(arena, "CN-%02d", rand_r(seed) % 30);
    values[4] = arena_print(arena, "%d", 1 + rand_r(seed) % 100000);
    parts[0] = (PartValues){&values[0], 2};
    parts[1] = (PartValues){&values[2], 1};
    parts[2] = (PartValues){&values[3], 1};
    parts[3] = (PartValues){&values[4], 1};
    *stand = (Stand){.pair = &pairs[number / 2 % PAIRS],
                     .side = number % 2 == 0 ? SIDE_HERE : SIDE_THERE,
                     .parts = parts,
                     .part_count = 4};
    return stand;
}

// Of a register whose writers are warned of what may be there already.
static const MatchPair alike = {S_INIT("register/similar"), {{MATCH_TEXT, 1}}, 1, 0.8};
enum { ALIKE_EACH = 2 }; // records of so many stand in it: half a million

static Stand alike_stand(const PartValues *texts)
{
    return (Stand){.pair = &alike, .side = SIDE_BOTH, .parts = texts, .part_count = 1};
}

static SearchDocument any_document(Arena *arena, uint64_t number)
{
    unsigned seed = (unsigned)number * 2654435761u;
    SearchField *fields = arena_array(arena, SearchField, 3);
    Facet *facets = arena_array(arena, Facet, DIMENSIONS);
    Slice *readers = arena_array(arena, Slice, 2);
    Slice id = arena_print(arena, "REC-%llu-%06llu", 2020 + (unsigned long long)number % 7,
                           (unsigned long long)number);
    fields[0] = (SearchField){any_text(arena, &seed, TITLE_WORDS), FIELD_STRONG};
    fields[1] = (SearchField){any_text(arena, &seed, TEXT_WORDS), FIELD_PLAIN};
    fields[2] = (SearchField){id, FIELD_STRONG};
    for (int i = 0; i < DIMENSIONS; i++)
        facets[i] = any_facet(arena, &seed, i);
    bool is_public = rand_r(&seed) % 10 < 6;
    for (int i = 0; i < 2; i++)
        readers[i] = is_public ? S("*") : organisation(arena, rand_r(&seed) % ORGANISATIONS);
    Profile *profile = arena_array(arena, Profile, 1);
    Stand *stands = arena_array(arena, Stand, 2);
    stands[0] = *any_stand(arena, &seed, number, fields[0].text, fields[1].text);
    stands[1] = alike_stand(stands[0].parts);
    *profile = (Profile){stands, number % ALIKE_EACH == 0 ? 2 : 1};
    return (SearchDocument){.owner = organisation(arena, (int)(number % ORGANISATIONS)),
                            .register_name = arena_print(arena, "register-%d", (int)(number % 10)),
                            .id = id,
                            .title = fields[0].text,
                            .fields = fields,
                            .field_count = 3,
                            .facets = facets,
                            .facet_count = DIMENSIONS,
                            .readers = readers,
                            .reader_count = 2,
                            .profile = profile};
}

typedef struct Bench {
    Searcher *searcher;
    uint64_t first, records;
    int question;
    double seconds;
    uint64_t found; // over all questions
} Bench;

static bool fill_step(Arena *arena, void *context)
{
    Bench *it = context;
    Faults faults = {0};
    uint64_t count = it->records - it->first < TOGETHER ? it->records - it->first : TOGETHER;
    SearchDocument *documents = arena_array(arena, SearchDocument, count);
    for (uint64_t i = 0; i < count; i++)
        documents[i] = any_document(arena, it->first + i);
    if (!search_put(it->searcher, documents, count, &faults))
        die(&faults);
    it->first += count;
    return true;
}

static bool count(Arena *arena, void *context)
{
    Bench *it = context;
    Faults faults = {0};
    SearchQuery all = {.sees_all = true, .limit = 1};
    SearchHits hits;
    if (!search_find(it->searcher, arena, &all, &hits, &faults))
        die(&faults);
    it->first = hits.total;
    return true;
}

// What is there from an earlier run is taken as it is.
static void fill(Bench *it)
{
    Faults faults = {0};
    arena_run(0, count, it, &faults);
    if (it->first > 0)
        return;
    double begin = now();
    while (it->first < it->records)
        if (!arena_run(0, fill_step, it, &faults))
            die(&faults);
    printf("fill=%.0f\n", (double)it->records / (now() - begin));
    fflush(stdout);
}

// ---- Questions ----

static bool ask(Arena *arena, void *context)
{
    Bench *it = context;
    Faults faults = {0};
    unsigned seed = (unsigned)it->question * 7919u + 5;
    static const Slice counted[COUNTED] = {S_INIT("register"), S_INIT("country"),
                                           S_INIT("industry"), S_INIT("state")};
    Facet filters[2];
    Slice reader = organisation(arena, rand_r(&seed) % ORGANISATIONS);
    SearchQuery query = {.text = any_text(arena, &seed, 1 + rand_r(&seed) % 3),
                         .readers = &reader,
                         .reader_count = 1,
                         .counted = counted,
                         .counted_count = COUNTED,
                         .filters = filters,
                         .filter_count = (size_t)(rand_r(&seed) % 3)};
    SearchHits hits;
    for (int i = 0; i < 2; i++)
        filters[i] = any_facet(arena, &seed, rand_r(&seed) % DIMENSIONS);
    if (it->question % 4 == 0)
        query.register_name = S("register-3");
    double begin = now();
    if (!search_find(it->searcher, arena, &query, &hits, &faults))
        die(&faults);
    it->seconds = now() - begin;
    it->found += hits.total;
    return true;
}

static bool suggest(Arena *arena, void *context)
{
    Bench *it = context;
    Faults faults = {0};
    unsigned seed = (unsigned)it->question * 104729u + 3;
    Slice reader = organisation(arena, rand_r(&seed) % ORGANISATIONS);
    Slice text = slice_trim(any_text(arena, &seed, 1 + rand_r(&seed) % 2));
    SearchQuery query = {.text = slice_part(text, 0, text.len > 4 ? text.len / 3 * 2 : text.len),
                         .readers = &reader,
                         .reader_count = 1};
    const Suggestion *suggestions;
    size_t count;
    double begin = now();
    if (!search_suggest(it->searcher, arena, &query, &suggestions, &count, &faults))
        die(&faults);
    it->seconds = now() - begin;
    it->found += count;
    return true;
}

// A record that is new: it is in no index yet.
static bool match(Arena *arena, void *context)
{
    Bench *it = context;
    Faults faults = {0};
    SearchDocument document = any_document(arena, it->records + (uint64_t)it->question);
    Slice reader = organisation(arena, it->question % ORGANISATIONS);
    MatchQuery query = {.pair = document.profile->at->pair,
                        .stand = document.profile->at,
                        .readers = &reader,
                        .reader_count = 1};
    const Match *matches;
    size_t count;
    double begin = now();
    if (!match_find(it->searcher, arena, &query, &matches, &count, &faults))
        die(&faults);
    it->seconds = now() - begin;
    it->found += count;
    return true;
}

// A record that is there already, by anybody, written once more without its last words.
static bool warn(Arena *arena, void *context)
{
    Bench *it = context;
    Faults faults = {0};
    uint64_t number = (uint64_t)it->question * 7919 % (it->records / ALIKE_EACH) * ALIKE_EACH;
    SearchDocument document = any_document(arena, number);
    Slice texts[] = {document.fields[0].text, document.fields[1].text};
    texts[1] = slice_part(texts[1], 0, texts[1].len - texts[1].len / 8);
    PartValues values = {texts, 2};
    Stand stand = alike_stand(&values);
    MatchQuery query = {.pair = &alike, .stand = &stand, .sees_all = true, .limit = 5};
    const Match *matches;
    size_t count;
    double begin = now();
    if (!match_find(it->searcher, arena, &query, &matches, &count, &faults))
        die(&faults);
    it->seconds = now() - begin;
    for (size_t i = 0; i < count; i++)
        it->found += slice_equal(matches[i].id, document.id);
    return true;
}

static void measure(Bench *it, const char *name, bool work(Arena *arena, void *context))
{
    static double times[QUESTIONS];
    Faults faults = {0};
    it->found = 0;
    for (it->question = 0; it->question < QUESTIONS; it->question++) {
        if (!arena_run(0, work, it, &faults))
            die(&faults);
        times[it->question] = it->seconds * 1e3;
    }
    times_sort(times, QUESTIONS);
    printf("%s_median=%.3f %s_p99=%.3f %s_max=%.3f %s_found=%.0f\n", name,
           times_percentile(times, QUESTIONS, 50), name, times_percentile(times, QUESTIONS, 99),
           name, times[QUESTIONS - 1], name, (double)it->found / QUESTIONS);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    Faults faults = {0};
    if (argc != 3) {
        fprintf(stderr, "search FOLDER RECORDS\n");
        return 1;
    }
    StoreOptions options = {.folder = argv[1], .postgres = getenv("MADO_POSTGRES")};
    Store *store = store_open(&options, &faults);
    Searcher *searcher = store != NULL ? searcher_new(store, NULL, NULL, &faults) : NULL;
    if (searcher == NULL)
        die(&faults);
    Bench bench = {.searcher = searcher, .records = strtoull(argv[2], NULL, 10)};
    weigh_lexicon();
    fill(&bench);
    measure(&bench, "find", ask);
    measure(&bench, "suggest", suggest);
    measure(&bench, "match", match);
    measure(&bench, "similar", warn);
    searcher_free(searcher);
    store_close(store);
    return 0;
}
