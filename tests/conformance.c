// SPDX-License-Identifier: Apache-2.0
// Runs a corpus of official rule sets and documents against the findings of a reference processor.
//
//     conformance [-v] [-f FAMILY] DIR     DIR/manifest.tsv, rules/, files/, expected/
//
// A row agrees when all its lines are equal, in order, texts included. Of a row with the status `error …` it is asked that
// the run returns and tells of an error. Closes with `N passed, N failed`.

#include "base/buffer.h"
#include "base/file.h"
#include "base/table.h"
#include "base/utf8.h"
#include "rules/rules.h"
#include "tree/xml.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct Row {
    Slice family, rules, file, expected, status;
} Row;

typedef struct Totals {
    Slice family;
    size_t agree, total;
} Totals;

typedef struct Corpus {
    Arena *arena;
    Guard *guard;
    const char *folder, *family;
    bool is_verbose, is_plain;
    Row *rows;
    size_t row_count;
    Totals *totals;
    size_t total_count;
    size_t passed, failed, text_only;
} Corpus;

static const char *path_in(Corpus *corpus, Arena *arena, Slice relative)
{
    return arena_print(arena, "%s/%.*s", corpus->folder, (int)relative.len, relative.at).at;

}

// ---- The manifest ----

static Slice column(Slice line, size_t index)
{
    Slice cell = slice_cut(&line, '\t');
    while (index-- > 0)
        cell = slice_cut(&line, '\t');
    return cell;
}

static bool read_manifest(Corpus *corpus)
{
    Slice text;
    Faults *faults = arena_array(corpus->arena, Faults, 1);
    if (!file_read(corpus->arena, path_in(corpus, corpus->arena, S("manifest.tsv")), SIZE_MAX, &text, faults)) {
        fprintf(stderr, "%s\n", faults->list[0].text);
        return false;
    }
    corpus->rows = arena_array(corpus->arena, Row, text.len / 40 + 1);
    slice_cut(&text, '\n');
    while (text.len > 0) {
        Slice line = slice_cut(&text, '\n');
        Row row = {column(line, 0), column(line, 2), column(line, 3), column(line, 4), column(line, 6)};
        if (row.file.len && (!corpus->family || slice_equal(row.family, slice_of(corpus->family))))
            corpus->rows[corpus->row_count++] = row;
    }
    return true;
}

static Totals *totals_of(Corpus *corpus, Slice family)
{
    for (size_t i = 0; i < corpus->total_count; i++)
        if (slice_equal(corpus->totals[i].family, family))
            return &corpus->totals[i];
    Totals *totals = &corpus->totals[corpus->total_count++];
    totals->family = family;
    return totals;
}

// ---- One run ----

// What Unicode counts as white space, as the corpus collapses it.
static bool is_white_space(int32_t c)
{
    return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static Slice collapsed(Arena *arena, Slice text)
{
    Buffer out = buffer_new(arena);
    bool in_space = true;
    while (text.len > 0) {
        size_t length;
        bool is_space = is_white_space(utf8_decode(text, &length));
        if (!is_space) {
            if (in_space && out.len)
                buffer_add_char(&out, ' ');
            buffer_add(&out, slice_part(text, 0, length));
        }
        in_space = is_space;
        text = slice_part(text, length, text.len);
    }
    return buffer_slice(&out);
}

static Slice line_of(RuleRun *run, const RuleFinding *finding, Arena *arena)
{
    const Assertion *assertion = run->ruleset->assertions[finding->assertion];
    NodeId node = finding->node;
    if (tree_kind(run->tree, node) == NODE_DOCUMENT)  // the reference names the root element
        for (NodeId at = tree_first_child(run->tree, node); at != NODE_NONE; at = tree_next_sibling(run->tree, at))
            if (tree_kind(run->tree, at) == NODE_ELEMENT)
                node = at;
    Buffer out = buffer_new(arena);
    buffer_add(&out, assertion->is_report ? S("report\t") : S("assert\t"));
    buffer_add(&out, assertion->id);
    buffer_add_char(&out, '\t');
    buffer_add(&out, assertion->flag);
    buffer_add_char(&out, '\t');
    buffer_add(&out, assertion->role);
    buffer_add_char(&out, '\t');
    buffer_add(&out, node_path(run->tree, node, PATH_PLAIN, arena));
    buffer_add_char(&out, '\t');
    buffer_add(&out, collapsed(arena, rule_message(run, finding, &assertion->message, arena)));
    return buffer_slice(&out);
}

typedef struct Differences {
    size_t lines, texts;
} Differences;

static void show(Corpus *corpus, const char *sign, Slice line)
{
    if (corpus->is_verbose)
        printf("    %s %.*s\n", sign, (int)(line.len < 300 ? line.len : 300), line.at);
}

static Slice without_text(Slice line)
{
    size_t at = line.len;
    while (at > 0 && line.at[at - 1] != '\t')
        at--;
    return slice_part(line, 0, at);
}

static Differences compare(Corpus *corpus, RuleRun *run, Slice expected, Arena *arena)
{
    Differences differences = {0, 0};
    for (size_t i = 0; i < run->finding_count; i++) {
        if (run->findings[i].error) {
            differences.lines++;
            if (corpus->is_verbose)
                printf("    ! %.*s: %s %s (%s:%u:%u)\n",
                       (int)run->ruleset->assertions[run->findings[i].assertion]->id.len,
                       run->ruleset->assertions[run->findings[i].assertion]->id.at, run->findings[i].error->code,
                       run->findings[i].error->text, run->findings[i].error->file, run->findings[i].error->line,
                       run->findings[i].error->column);
            continue;
        }
        Slice line = line_of(run, &run->findings[i], arena);
        Slice wanted = slice_cut(&expected, '\n');
        if (slice_equal(line, wanted))
            continue;
        bool is_text_only = slice_equal(without_text(line), without_text(wanted));
        differences.texts += is_text_only;
        differences.lines += !is_text_only;
        if (differences.lines + differences.texts < 6) {
            show(corpus, "-", wanted);
            show(corpus, "+", line);
        }
    }
    while (expected.len > 0) {
        Slice wanted = slice_cut(&expected, '\n');
        if (++differences.lines < 6)
            show(corpus, "-", wanted);
    }
    return differences;
}

static bool is_error_row(const Row *row)
{
    return slice_starts(row->status, S("error"));
}

typedef struct Job {
    Corpus *corpus;
    const Row *row;
    const Ruleset *ruleset;
    RuleRun *run;
    Vocabulary *vocabulary;
    Arena *arena;
    bool agrees;
} Job;

static bool run_row(void *context)
{
    Job *job = context;
    Corpus *corpus = job->corpus;
    const Row *row = job->row;
    Faults *faults = arena_array(job->arena, Faults, 1);
    Slice bytes, expected = S("");
    XmlOptions options = {.base_uri = S("")};
    const Tree *tree = NULL;
    if (file_read(job->arena, path_in(corpus, job->arena, row->file), SIZE_MAX, &bytes, faults))
        tree = xml_read(job->arena, job->vocabulary, bytes, &options, faults);
    if (!slice_equal(row->expected, S("-")))
        file_read(job->arena, path_in(corpus, job->arena, row->expected), SIZE_MAX, &expected, faults);
    if (!tree || !rule_run_document(job->run, tree, faults)) {
        printf("  %.*s: %s\n", (int)row->file.len, row->file.at, faults->list[0].text);
        return false;
    }
    if (is_error_row(row)) {
        job->agrees = job->run->error_count > 0;
        if (!job->agrees)
            printf("  %.*s with %.*s: no error, but the reference has %.*s\n", (int)row->file.len, row->file.at,
                   (int)row->rules.len, row->rules.at, (int)row->status.len, row->status.at);
        return true;
    }
    Differences differences = compare(corpus, job->run, expected, job->arena);
    job->agrees = differences.lines == 0 && differences.texts == 0;
    corpus->text_only += differences.lines == 0 && differences.texts > 0;
    if (!job->agrees)
        printf("  %.*s with %.*s: %zu lines and %zu texts differ\n", (int)row->file.len, row->file.at,
               (int)row->rules.len, row->rules.at, differences.lines, differences.texts);
    return true;
}

static DateTime corpus_clock(void)
{
    return (DateTime){.year = 2026, .month = 11, .day = 20, .has_zone = true};
}

static const Ruleset *load(Corpus *corpus, Arena *arena, Slice rules)
{
    Faults *faults = arena_array(arena, Faults, 1);
    RulesetOptions options = {.plain = corpus->is_plain};
    const Ruleset *ruleset = ruleset_load(arena, path_in(corpus, arena, rules), &options, faults);
    if (!ruleset) {
        printf("  %.*s cannot be loaded:\n", (int)rules.len, rules.at);
        for (size_t i = 0; i < faults->count && i < 5; i++)
            printf("    %s:%u:%u: %s %s\n", faults->list[i].file, faults->list[i].line, faults->list[i].column,
                   faults->list[i].code, faults->list[i].text);
    }
    return ruleset;
}

static void run_rules(Corpus *corpus, Slice rules)
{
    Arena *arena = arena_new(corpus->guard, 0), *document = arena_new(corpus->guard, 0);
    const Ruleset *ruleset = load(corpus, arena, rules);
    Environment environment = {.has_now = true, .now = corpus_clock()};
    RuleRunOptions options = {.environment = &environment};
    Vocabulary *vocabulary = vocabulary_new(arena);
    RuleRun *run = ruleset ? rule_run_new(corpus->guard, arena, ruleset, vocabulary, &options) : NULL;
    for (size_t i = 0; i < corpus->row_count; i++) {
        const Row *row = &corpus->rows[i];
        if (!slice_equal(row->rules, rules))
            continue;
        Job job = {corpus, row, ruleset, run, vocabulary, document, false};
        Faults *faults = arena_array(arena, Faults, 1);
        if (run && !guard_run(corpus->guard, run_row, &job, faults) && faults->count)
            printf("  %.*s: %s\n", (int)row->file.len, row->file.at, faults->list[0].text);
        Totals *totals = totals_of(corpus, row->family);
        totals->total++;
        totals->agree += job.agrees;
        corpus->passed += job.agrees;
        corpus->failed += !job.agrees;
        arena_reset(document);
    }
    arena_free(document);
    arena_free(arena);
}

static bool run_corpus(void *context)
{
    Corpus *corpus = context;
    corpus->arena = arena_new(corpus->guard, 0);
    corpus->totals = arena_array(corpus->arena, Totals, 1000);
    if (!read_manifest(corpus))
        return false;
    Table *seen = table_new(corpus->arena, 128);
    for (size_t i = 0; i < corpus->row_count; i++) {
        bool is_new;
        table_add(seen, corpus->rows[i].rules, &is_new);
        if (is_new)
            run_rules(corpus, corpus->rows[i].rules);
    }
    for (size_t i = 0; i < corpus->total_count; i++)
        printf("%-24.*s %zu/%zu\n", (int)corpus->totals[i].family.len, corpus->totals[i].family.at,
               corpus->totals[i].agree, corpus->totals[i].total);
    if (corpus->text_only)
        printf("%zu of the failed ones differ in message texts only\n", corpus->text_only);
    return true;
}

int main(int count, char **arguments)
{
    Guard guard = {0};
    Corpus corpus = {.guard = &guard};
    Faults *faults = calloc(1, sizeof *faults);
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "-v") == 0)
            corpus.is_verbose = true;
        else if (strcmp(arguments[i], "--plain") == 0)
            corpus.is_plain = true;
        else if (strcmp(arguments[i], "-f") == 0 && i + 1 < count)
            corpus.family = arguments[++i];
        else
            corpus.folder = arguments[i];
    }
    if (!corpus.folder) {
        fprintf(stderr, "usage: conformance [-v] [--plain] [-f FAMILY] DIR\n");
        free(faults);
        return 2;
    }
    bool done = guard_run(&guard, run_corpus, &corpus, faults);
    if (!done && faults->count)
        fprintf(stderr, "%s\n", faults->list[0].text);
    printf("%zu passed, %zu failed\n", corpus.passed, corpus.failed);
    arena_free(corpus.arena);
    free(faults);
    return done && corpus.failed == 0 ? 0 : 1;
}
