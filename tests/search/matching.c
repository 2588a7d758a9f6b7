// SPDX-License-Identifier: Apache-2.0
// How good matching is, on records and pairs that people labelled (tests/matching).
//
//     matching FOLDER [--bars]    recall@5 and precision@5 of dev.tsv and held-out.tsv
//
// Every record that is in a labelled pair is asked for its matches among all records of the other
// side of its kind, most of which are near and yet others. recall@5: how many of the labelled pairs
// are among the first five; precision@5: how many of the first five are labelled. With --bars it
// fails where recall is below 0.85.

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/table.h"
#include "search/match.h"

enum { RECORDS_MAX = 4096, PARTS = 6, FIRST = 5, KINDS_MAX = 16, FILE_MAX = 16 << 20 };

static const double bar = 0.85;

typedef struct Labelled {
    Slice id, kind, lang;
    bool is_offer;
    Stand *stand;
    SearchDocument document;
} Labelled;

typedef struct Run {
    const char *folder;
    bool has_bars, shows;
    Arena *arena;
    Faults faults;
    Labelled *records;
    size_t count;
    Table *ids;
    MatchPair pairs[KINDS_MAX];
    size_t pair_count;
    Searcher *searcher;
} Run;

static const MatchPart parts[PARTS] = {{MATCH_TEXT, 6},       {MATCH_CODES, 3},
                                       {MATCH_CODES, 2},      {MATCH_REGION, 0.2},
                                       {MATCH_QUANTITY, 0.2}, {MATCH_DATES, 0.2}};

static const MatchPair *pair_of(Run *run, Slice kind)
{
    for (size_t i = 0; i < run->pair_count; i++)
        if (slice_equal(run->pairs[i].id, kind))
            return &run->pairs[i];
    MatchPair *pair = &run->pairs[run->pair_count++];
    *pair = (MatchPair){.id = kind, .part_count = PARTS};
    memcpy(pair->parts, parts, sizeof parts);
    return pair;
}

// Present members of these names, as texts.
static PartValues values_of(Run *run, const Json *json, const char *const *names)
{
    Slice *values = arena_array(run->arena, Slice, 4);
    size_t count = 0;
    for (; *names != NULL; names++) {
        const Json *value = json_get(json, slice_of(*names));
        if (value != NULL && value->kind == JSON_OBJECT)
            value = json_get(value, S("value"));
        if (value != NULL && value->kind == JSON_ARRAY && value->count > 0)
            value = value->items[0];
        if (value != NULL && value->text.len > 0)
            values[count++] = value->text;
    }
    return (PartValues){values, count};
}

static void add_record(Run *run, Slice line)
{
    static const char *const names[PARTS][3] = {{"title", "text"}, {"hs"},       {"isic"},
                                                {"region"},        {"quantity"}, {"from", "until"}};
    static const Slice readers[] = {S_INIT("*")};
    const Json *json = json_read(run->arena, line, &run->faults);
    Labelled *it = &run->records[run->count];
    PartValues *values = arena_array(run->arena, PartValues, PARTS);
    it->id = json_text(json_get(json, S("id")));
    it->kind = json_text(json_get(json, S("kind")));
    it->lang = json_text(json_get(json, S("lang")));
    it->is_offer = slice_equal(json_text(json_get(json, S("side"))), S("offer"));
    for (int i = 0; i < PARTS; i++)
        values[i] = values_of(run, json, names[i]);
    it->stand = arena_array(run->arena, Stand, 1);
    *it->stand = (Stand){.pair = pair_of(run, it->kind),
                         .side = it->is_offer ? SIDE_HERE : SIDE_THERE,
                         .parts = values,
                         .part_count = PARTS};
    Profile *profile = arena_array(run->arena, Profile, 1);
    *profile = (Profile){it->stand, 1};
    it->document = (SearchDocument){.owner = S("labelled"),
                                    .register_name = it->kind,
                                    .id = it->id,
                                    .title = json_text(json_get(json, S("title"))),
                                    .readers = readers,
                                    .reader_count = 1,
                                    .profile = profile};
    table_add(run->ids, it->id, NULL);
    run->count++;
}

static bool read_all(Run *run, const char *name, Slice *bytes)
{
    Slice path = arena_print(run->arena, "%s/%s", run->folder, name);
    return file_read(run->arena, path.at, FILE_MAX, bytes, &run->faults);
}

static bool index_records(Run *run)
{
    Slice bytes;
    run->records = arena_array(run->arena, Labelled, RECORDS_MAX);
    run->ids = table_new(run->arena, RECORDS_MAX);
    if (!read_all(run, "records.jsonl", &bytes))
        return false;
    while (bytes.len > 0 && run->count < RECORDS_MAX && run->faults.count == 0) {
        Slice line = slice_cut(&bytes, '\n');
        if (slice_trim(line).len > 0)
            add_record(run, line);
    }
    SearchDocument *documents = arena_array(run->arena, SearchDocument, run->count);
    for (size_t i = 0; i < run->count; i++)
        documents[i] = run->records[i].document;
    return run->faults.count == 0 && search_put(run->searcher, documents, run->count, &run->faults);
}

// ---- Measuring ----

typedef struct Labels {
    bool *pairs; // of RECORDS_MAX × count
    size_t pair_count;
} Labels;

typedef struct Measure {
    double asked, found;         // labelled pairs, those among the first five
    double shown, right;         // of the first five, those that are labelled
    double across, found_across; // pairs of two languages
} Measure;

static void ask(Run *run, const Labels *labels, size_t from, Measure *measure)
{
    const Labelled *it = &run->records[from];
    MatchQuery query = {
        .pair = it->stand->pair, .stand = it->stand, .sees_all = true, .limit = FIRST};
    const Match *matches;
    size_t count;
    if (!match_find(run->searcher, run->arena, &query, &matches, &count, &run->faults))
        return;
    const bool *wanted = labels->pairs + from * run->count;
    double expected = 0;
    for (size_t i = 0; i < run->count; i++)
        expected += wanted[i];
    if (expected == 0)
        return;
    for (size_t i = 0; i < run->count; i++) {
        bool is_found = false;
        for (size_t k = 0; k < count && wanted[i]; k++)
            is_found |= slice_equal(matches[k].id, run->records[i].id);
        bool is_across = !slice_equal(run->records[i].lang, it->lang);
        measure->asked += wanted[i];
        measure->found += is_found;
        measure->across += wanted[i] && is_across;
        measure->found_across += is_found && is_across;
        if (run->shows && wanted[i] && !is_found)
            printf("missed: %.*s  %.*s\n", (int)it->id.len, it->id.at, (int)run->records[i].id.len,
                   run->records[i].id.at);
    }
    measure->shown += (double)count;
    for (size_t k = 0; k < count; k++) {
        int32_t at = table_find(run->ids, matches[k].id);
        measure->right += at != TABLE_NONE && wanted[at];
        if (run->shows)
            printf("  %.*s %.3f %.*s %s\n", (int)it->id.len, it->id.at, matches[k].score,
                   (int)matches[k].id.len, matches[k].id.at, wanted[at] ? "*" : "");
    }
}

static bool measure_file(Run *run, const char *name, double *recall)
{
    Slice bytes;
    Labels labels = {.pairs = arena_array(run->arena, bool, run->count * run->count)};
    Measure measure = {0};
    if (!read_all(run, name, &bytes))
        return false;
    slice_cut(&bytes, '\n'); // the columns' names
    while (bytes.len > 0) {
        Slice line = slice_cut(&bytes, '\n');
        int32_t offer = table_find(run->ids, slice_cut(&line, '\t'));
        int32_t need = table_find(run->ids, slice_trim(slice_cut(&line, '\t')));
        if (offer == TABLE_NONE || need == TABLE_NONE)
            continue;
        labels.pairs[(size_t)offer * run->count + (size_t)need] = true;
        labels.pairs[(size_t)need * run->count + (size_t)offer] = true;
        labels.pair_count++;
    }
    for (size_t i = 0; i < run->count && run->faults.count == 0; i++)
        ask(run, &labels, i, &measure);
    *recall = measure.found / measure.asked;
    printf("%s: %zu pairs, recall@5 %.3f (across languages %.3f), precision@5 %.3f\n", name,
           labels.pair_count, *recall, measure.found_across / measure.across,
           measure.right / measure.shown);
    return run->faults.count == 0;
}

static bool measure_all(Arena *arena, void *context)
{
    Run *run = context;
    char folder[] = "/tmp/mado-matching-XXXXXX";
    double dev = 0, held_out = 0;
    run->arena = arena;
    StoreOptions options = {.folder = mkdtemp(folder)};
    Store *store = store_open(&options, &run->faults);
    run->searcher = store != NULL ? searcher_new(store, NULL, NULL, &run->faults) : NULL;
    bool is_good = run->searcher != NULL && index_records(run) &&
                   measure_file(run, "dev.tsv", &dev) &&
                   measure_file(run, "held-out.tsv", &held_out);
    searcher_free(run->searcher);
    store_close(store);
    if (system(arena_print(arena, "rm -rf %s", folder).at) != 0)
        is_good = false;
    if (is_good && run->has_bars && (dev < bar || held_out < bar)) {
        printf("recall@5 is below %.2f\n", bar);
        is_good = false;
    }
    return is_good;
}

int main(int argc, char **argv)
{
    enum { SKIPPED = 77 };
    Run run = {.folder = argv[1]};
    if (argc < 2) {
        fprintf(stderr, "matching FOLDER [--bars] [--show]\n");
        return 1;
    }
    for (int i = 2; i < argc; i++) {
        run.has_bars |= strcmp(argv[i], "--bars") == 0;
        run.shows |= strcmp(argv[i], "--show") == 0;
    }
    if (access(argv[1], F_OK) != 0) {
        printf("skipped: %s is not there\n", argv[1]);
        return SKIPPED;
    }
    if (arena_run(0, measure_all, &run, &run.faults))
        return 0;
    for (size_t i = 0; i < run.faults.count && i < FAULTS_KEPT; i++)
        fprintf(stderr, "%s\n", run.faults.list[i].text);
    return 1;
}
