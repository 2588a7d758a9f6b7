// SPDX-License-Identifier: Apache-2.0
// Whether who enters a record once more is warned, though he writes it otherwise.
//
//     similar FOLDER    the records of tests/matching, each written anew in several ways
//
// Each record is asked for what is like it, as a register with `similar` over title and text at its
// default threshold is. recall: how often the record itself is among the answers; beside it how
// many others were, for a warning that comes always is read by nobody.

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"
#include "search/match.h"

enum { RECORDS_MAX = 4096, FILE_MAX = 16 << 20, ANSWERS = 5 };

static const double recall_min = 0.95, each_recall_min = 0.85, others_max = 0.2;

static const MatchPair alike = {S_INIT("labelled/similar"), {{MATCH_TEXT, 1}}, 1, 0.8};

typedef struct Known {
    Slice id, title, text;
} Known;

typedef struct Run {
    const char *folder;
    Arena *arena;
    Faults faults;
    Known records[RECORDS_MAX];
    size_t count;
    Searcher *searcher;
} Run;

// ---- Written otherwise ----

static Slice capitals(Arena *arena, Slice text)
{
    Slice out = arena_copy(arena, text);
    for (size_t i = 0; i < out.len; i++)
        if ((unsigned char)out.at[i] < 0x80)
            ((char *)out.at)[i] = (char)toupper((unsigned char)out.at[i]);
    return out;
}

// ASCII ─► its full width, as Japanese keyboards write it.
static Slice wide(Arena *arena, Slice text)
{
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] > ' ' && text.at[i] < 0x7F)
            buffer_add_code_point(&out, 0xFEE0 + (uint32_t)text.at[i]);
        else
            buffer_add_char(&out, text.at[i]);
    return buffer_slice(&out);
}

static bool is_continuing(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

// An eighth of the characters at its end left out.
static Slice shorter(Arena *arena, Slice text)
{
    size_t end = text.len - text.len / 8;
    (void)arena;
    while (end > 0 && end < text.len && is_continuing(text.at[end]))
        end--;
    return slice_part(text, 0, end);
}

static Slice politer(Arena *arena, Slice text)
{
    return arena_join(arena, text, S(" Please contact us for details."));
}

// The second half before the first, cut at a blank or between two characters.
static Slice turned(Arena *arena, Slice text)
{
    size_t at = text.len / 2, word = at;
    while (word < text.len && text.at[word] != ' ')
        word++;
    at = word < text.len ? word : at;
    while (at < text.len && is_continuing(text.at[at]))
        at++;
    return arena_print(arena, "%.*s %.*s", (int)(text.len - at), text.at + at, (int)at, text.at);
}

// A letter or ideograph of forty is another one.
static Slice mistyped(Arena *arena, Slice text)
{
    Buffer out = buffer_new(arena);
    for (size_t i = 0, n = 1; i < text.len; n++) {
        size_t end = i + 1;
        while (end < text.len && is_continuing(text.at[end]))
            end++;
        if (n % 40 == 0 && end - i == 3)
            buffer_add(&out, S("口"));
        else if (n % 40 == 0 && isalpha((unsigned char)text.at[i]))
            buffer_add_char(&out, 'q');
        else
            buffer_add(&out, slice_part(text, i, end - i));
        i = end;
    }
    return buffer_slice(&out);
}

static Slice same(Arena *arena, Slice text)
{
    (void)arena;
    return text;
}

typedef struct Way {
    const char *name;
    Slice (*title)(Arena *arena, Slice text);
    Slice (*text)(Arena *arena, Slice text);
} Way;

static const Way ways[] = {
    {"the same", same, same},
    {"in capitals", capitals, capitals},
    {"in full width", wide, wide},
    {"without its end", same, shorter},
    {"with a phrase more", same, politer},
    {"its halves turned round", same, turned},
    {"mistyped", mistyped, mistyped},
    {"mistyped, its title in capitals", capitals, mistyped},
};
enum { WAYS = sizeof ways / sizeof *ways };

// ---- Records ----

static Stand stand_of(const Slice texts[2], PartValues *values)
{
    *values = (PartValues){texts, 2};
    return (Stand){.pair = &alike, .side = SIDE_BOTH, .parts = values, .part_count = 1};
}

static SearchDocument document_of(Run *run, const Known *record)
{
    Slice *texts = arena_array(run->arena, Slice, 2);
    PartValues *values = arena_array(run->arena, PartValues, 1);
    Stand *stand = arena_array(run->arena, Stand, 1);
    Profile *profile = arena_array(run->arena, Profile, 1);
    texts[0] = record->title;
    texts[1] = record->text;
    *stand = stand_of(texts, values);
    *profile = (Profile){stand, 1};
    return (SearchDocument){.owner = S("labelled"),
                            .register_name = S("labelled"),
                            .id = record->id,
                            .title = record->title,
                            .profile = profile};
}

static bool read_records(Run *run)
{
    Slice bytes, path = arena_print(run->arena, "%s/records.jsonl", run->folder);
    if (!file_read(run->arena, path.at, FILE_MAX, &bytes, &run->faults))
        return false;
    SearchDocument *documents = arena_array(run->arena, SearchDocument, RECORDS_MAX);
    while (bytes.len > 0 && run->count < RECORDS_MAX && run->faults.count == 0) {
        Slice line = slice_trim(slice_cut(&bytes, '\n'));
        const Json *json = line.len > 0 ? json_read(run->arena, line, &run->faults) : NULL;
        if (json == NULL)
            continue;
        Known *record = &run->records[run->count];
        *record = (Known){json_text(json_get(json, S("id"))), json_text(json_get(json, S("title"))),
                          json_text(json_get(json, S("text")))};
        documents[run->count++] = document_of(run, record);
    }
    return run->faults.count == 0 && search_put(run->searcher, documents, run->count, &run->faults);
}

// ---- Measuring ----

typedef struct Measure {
    size_t asked, found, others;
} Measure;

static void ask(Run *run, const Known *record, const Way *way, Measure *measure)
{
    const Slice texts[] = {way->title(run->arena, record->title),
                           way->text(run->arena, record->text)};
    PartValues values;
    Stand stand = stand_of(texts, &values);
    MatchQuery query = {.pair = &alike, .stand = &stand, .sees_all = true, .limit = ANSWERS};
    const Match *matches;
    size_t count;
    if (!match_find(run->searcher, run->arena, &query, &matches, &count, &run->faults))
        return;
    measure->asked++;
    for (size_t i = 0; i < count; i++) {
        bool is_it = slice_equal(matches[i].id, record->id);
        measure->found += is_it;
        measure->others += !is_it;
    }
}

static bool measure_all(Run *run)
{
    Measure all = {0};
    bool is_good = true;
    for (int way = 0; way < WAYS && run->faults.count == 0; way++) {
        Measure measure = {0};
        for (size_t i = 0; i < run->count; i++)
            ask(run, &run->records[i], &ways[way], &measure);
        double recall = (double)measure.found / (double)measure.asked;
        printf("%s: recall %.3f, others %.3f a record\n", ways[way].name, recall,
               (double)measure.others / (double)measure.asked);
        is_good &= recall >= each_recall_min;
        all.asked += measure.asked;
        all.found += measure.found;
        all.others += measure.others;
    }
    double recall = (double)all.found / (double)all.asked;
    double others = (double)all.others / (double)all.asked;
    printf("in all: recall %.3f, others %.3f\n", recall, others);
    return is_good && recall >= recall_min && others <= others_max && run->faults.count == 0;
}

static bool work(Arena *arena, void *context)
{
    Run *run = context;
    char folder[] = "/tmp/mado-similar-XXXXXX";
    run->arena = arena;
    StoreOptions options = {.folder = mkdtemp(folder)};
    Store *store = store_open(&options, &run->faults);
    run->searcher = store != NULL ? searcher_new(store, NULL, NULL, &run->faults) : NULL;
    bool is_good = run->searcher != NULL && read_records(run) && measure_all(run);
    searcher_free(run->searcher);
    store_close(store);
    return system(arena_print(arena, "rm -rf %s", folder).at) == 0 && is_good;
}

int main(int argc, char **argv)
{
    enum { SKIPPED = 77 };
    static Run run;
    if (argc != 2) {
        fprintf(stderr, "similar FOLDER\n");
        return 1;
    }
    run.folder = argv[1];
    if (access(run.folder, F_OK) != 0) {
        printf("skipped: %s is not there\n", run.folder);
        return SKIPPED;
    }
    if (arena_run(0, work, &run, &run.faults))
        return 0;
    for (size_t i = 0; i < run.faults.count && i < FAULTS_KEPT; i++)
        fprintf(stderr, "%s\n", run.faults.list[i].text);
    return 1;
}
