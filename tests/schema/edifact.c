// SPDX-License-Identifier: Apache-2.0
// Runs the cases of tests/schema/cases/edifact.txt: an interchange, then what is found in it, and where.
//
//     # a comment
//     UNB+UNOC:3+…'
//     …
//     => 3:8 0085/12 a part of the message
//     => none                       nothing but what is only told
//
// and those of contrl.txt: an interchange, then the answer to it from UCI on.
//
// With a path as its argument, it prints what is found in that file instead. Samples are found as in
// tests/tree/edifact.c; what is found in each is listed in tests/schema/cases/edifact-samples.txt.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/file.h"
#include "rules/data.h"
#include "schema/edifact.h"

typedef struct Found {
    Buffer lines; // "3:8 0085/12 …" of each, errors and warnings
    size_t errors, warnings, infos;
    Slice first; // the first error's message, else the first warning's
    bool first_is_error;
    bool tells_all;
    Faults faults;
} Found;

static EdifactLibrary *own_library(Arena *arena, Faults *faults)
{
    EdifactLibrary *library = edifact_library_new(arena);
    for (const DataFile *file = data_files; file->name != NULL; file++)
        if (slice_starts(slice_of(file->name), S("edifact/")))
            edifact_library_add(library, file->text, faults);
    return library;
}

static void add_finding(Arena *arena, Found *found, const EdifactUnit *unit, const SchemaFinding *finding)
{
    static const char *const levels[] = {"error", "warning", "info"};
    EdifactSeverity severity = edifact_severity(unit, finding);
    size_t *counts[] = {&found->errors, &found->warnings, &found->infos};
    ++*counts[severity];
    if (found->first.len == 0 || (severity == EDIFACT_ERROR && !found->first_is_error)) {
        found->first = schema_message(arena, finding, SCHEMA_ENGLISH);
        found->first_is_error = severity == EDIFACT_ERROR;
    }
    if (severity == EDIFACT_INFO && !found->tells_all)
        return;
    EdifactPlace place = unit == NULL         ? (EdifactPlace){0}
                         : finding->node != 0 ? edifact_place(unit, finding->node)
                                              : (EdifactPlace){.place = unit->place};
    Slice text = schema_message(arena, finding, SCHEMA_ENGLISH);
    buffer_print(&found->lines, "%u:%u %.*s %s %.*s\n", place.place.line, place.place.column, (int)finding->clause.len,
                 finding->clause.at, levels[severity], (int)text.len, text.at);
}

static void check_bytes(Arena *arena, Slice bytes, Found *found)
{
    Vocabulary *vocabulary = vocabulary_new(arena);
    EdifactReader *reader = edifact_reader_new(arena, vocabulary, own_library(arena, &found->faults));
    EdifactValidator *validator = edifact_validator_new(arena, vocabulary, reader);
    EdifactStream *stream = edifact_stream_new(arena, reader, edifact_source_bytes(arena, bytes), NULL);
    EdifactUnit unit;
    found->lines = buffer_new(arena);
    edifact_validator_begin(validator);
    while (edifact_stream_next(stream, arena, &unit, &found->faults)) {
        SchemaFindings findings = {.arena = arena};
        edifact_validate(validator, &unit, &findings);
        for (size_t i = 0; i < findings.kept; i++)
            add_finding(arena, found, &unit, &findings.list[i]);
    }
    SchemaFindings findings = {.arena = arena};
    edifact_validator_end(validator, &findings);
    for (size_t i = 0; i < findings.kept; i++)
        add_finding(arena, found, NULL, &findings.list[i]);
}

// ---- Showing ----

static bool show(Arena *arena, void *context)
{
    Found *found = arena_array(arena, Found, 1);
    Slice bytes;
    found->tells_all = true;
    if (!file_read(arena, context, 1 << 28, &bytes, &found->faults))
        return false;
    check_bytes(arena, bytes, found);
    for (size_t i = 0; i < found->faults.count && i < FAULTS_KEPT; i++)
        printf("fault: %s\n", found->faults.list[i].text);
    printf("%.*s", (int)found->lines.len, found->lines.at);
    return true;
}

// ---- Cases ----

typedef struct Case {
    unsigned line; // in the file of cases
    Slice text;
    Slice expected[32];
    size_t count;
} Case;

static bool try_case(Arena *arena, void *context)
{
    const Case *it = context;
    Found *found = arena_array(arena, Found, 1);
    check_bytes(arena, it->text, found);
    if (found->faults.count > 0)
        fail_msg("case of line %u: %s", it->line, found->faults.list[0].text);
    Slice rest = buffer_slice(&found->lines);
    size_t met = 0;
    while (rest.len > 0) {
        Slice line = slice_cut(&rest, '\n');
        Slice wanted = met < it->count ? it->expected[met] : S("(nothing)");
        Slice left = wanted, place = slice_cut(&left, ' '), clause = slice_cut(&left, ' ');
        Slice head = arena_join(arena, arena_join(arena, place, S(" ")), clause);
        if (!slice_starts(line, head) || slice_find(line, left) == SIZE_MAX)
            fail_msg("case of line %u, finding %zu:\n  %.*s\ninstead of\n  %.*s", it->line, met + 1, (int)line.len,
                     line.at, (int)wanted.len, wanted.at);
        met++;
    }
    if (met < it->count)
        fail_msg("case of line %u: not found: %.*s", it->line, (int)it->expected[met].len, it->expected[met].at);
    return true;
}

typedef struct Cases {
    const char *path;
    bool (*try_case)(Arena *arena, void *context);
} Cases;

static bool run_cases(Arena *arena, void *context)
{
    const Cases *cases = context;
    Faults faults = {0};
    Slice rest;
    assert_true(file_read(arena, cases->path, 1 << 20, &rest, &faults));
    rest = arena_join(arena, rest, S("\n\n")); // a blank line ends a case, the last one too
    Case it = {0};
    size_t tried = 0;
    for (unsigned number = 1; rest.len > 0; number++) {
        Slice line = slice_cut(&rest, '\n');
        if (slice_starts(line, S("=> "))) {
            line = slice_part(line, 3, line.len);
            if (!slice_equal(line, S("none")) && it.count < 32)
                it.expected[it.count++] = line;
            continue;
        }
        if (line.len == 0 && it.text.len > 0) {
            Faults inner = {0};
            if (!arena_run(0, cases->try_case, &it, &inner))
                fail_msg("case of line %u: %s", it.line, inner.list[0].text);
            it = (Case){0};
            tried++;
        } else if (line.len > 0 && line.at[0] != '#') {
            if (it.text.len == 0)
                it = (Case){.line = number, .text = {line.at, 0}};
            it.text.len = (size_t)(line.at + line.len - it.text.at) + 1;
        }
    }
    assert_true(tried > 0);
    print_message("%zu cases\n", tried);
    return true;
}

static void what_is_wrong_is_found_where_it_is(void **state)
{
    (void)state;
    Faults faults = {0};
    Cases cases = {"tests/schema/cases/edifact.txt", try_case};
    if (!arena_run(0, run_cases, &cases, &faults))
        fail_msg("%s", faults.list[0].text);
}

// Places are counted on from the last one: a message of 40,000 lines that are all wrong took as long as 10,000 messages.
static bool judge_long(Arena *arena, void *context)
{
    enum { LINES = 40000 };
    (void)context;
    Found *found = arena_array(arena, Found, 1);
    Buffer text = buffer_new(arena);
    buffer_add(&text, S("UNB+UNOC:3+A+B+260301:0915+1'\nUNH+1+ORDERS:D:96A:UN'\nBGM+220+1+9'\nDTM+137:20260301:102'\n"));
    for (size_t i = 0; i < LINES; i++)
        buffer_add(&text, S("LIN+1'\nQTY+21:4x8'\n"));
    buffer_print(&text, "UNS+S'\nUNT+%d+1'\nUNZ+1+1'\n", 2 * LINES + 5);
    check_bytes(arena, buffer_slice(&text), found);
    assert_int_equal(found->errors, 10000); // more than anybody mends
    assert_int_not_equal(slice_find(buffer_slice(&found->lines), S("20004:8 0085/37 ")), SIZE_MAX);
    return true;
}

static void a_long_message_is_judged_in_a_moment(void **state)
{
    (void)state;
    assert_true(arena_run(0, judge_long, NULL, NULL));
}

// ---- CONTRL ----

static Slice answer_to(Arena *arena, Slice bytes, Faults *faults)
{
    Vocabulary *vocabulary = vocabulary_new(arena);
    EdifactReader *reader = edifact_reader_new(arena, vocabulary, own_library(arena, faults));
    EdifactValidator *validator = edifact_validator_new(arena, vocabulary, reader);
    EdifactStream *stream = edifact_stream_new(arena, reader, edifact_source_bytes(arena, bytes), NULL);
    EdifactReport *report = NULL;
    EdifactUnit unit;
    edifact_validator_begin(validator);
    while (edifact_stream_next(stream, arena, &unit, faults)) {
        SchemaFindings findings = {.arena = arena};
        edifact_validate(validator, &unit, &findings);
        if (report == NULL)
            report = edifact_report_new(arena, &unit, faults);
        if (report == NULL)
            return S("");
        edifact_report_add(report, &(EdifactAnswer){&unit, findings.list, findings.kept});
    }
    SchemaFindings findings = {.arena = arena};
    edifact_validator_end(validator, &findings);
    edifact_report_add(report, &(EdifactAnswer){NULL, findings.list, findings.kept});
    return edifact_report_write(report, S("C1"), S("20260301"), S("1200"));
}

// From UCI on, a segment a line; what is said before and behind must be right as well.
static bool try_answer(Arena *arena, void *context)
{
    const Case *it = context;
    Found *found = arena_array(arena, Found, 1);
    Faults faults = {0};
    Slice text = answer_to(arena, it->text, &faults), rest = text;
    if (faults.count > 0) {
        if (it->count != 1 || strstr(faults.list[0].text, arena_c_string(arena, it->expected[0])) == NULL)
            fail_msg("case of line %u: %s", it->line, faults.list[0].text);
        return true;
    }
    check_bytes(arena, text, found);
    if (found->errors + found->warnings > 0)
        fail_msg("case of line %u: the answer is wrong: %.*s", it->line, (int)found->lines.len, found->lines.at);
    for (size_t i = 0; rest.len > 0; i++) {
        Slice segment = slice_cut(&rest, '\'');
        bool is_frame = i < 2 || slice_starts(segment, S("UNT+")) || slice_starts(segment, S("UNZ+"));
        if (is_frame)
            continue;
        Slice wanted = i - 2 < it->count ? it->expected[i - 2] : S("(nothing)");
        if (!slice_equal(segment, slice_cut(&wanted, '\'')))
            fail_msg("case of line %u, segment %zu: %.*s\n%.*s", it->line, i - 1, (int)segment.len, segment.at,
                     (int)text.len, text.at);
    }
    return true;
}

static void contrl_tells_what_was_refused_and_is_right_itself(void **state)
{
    (void)state;
    Faults faults = {0};
    Cases cases = {"tests/schema/cases/contrl.txt", try_answer};
    if (!arena_run(0, run_cases, &cases, &faults))
        fail_msg("%s", faults.list[0].text);
}

// ---- Samples ----

static const char *sample_folder(void)
{
    const char *own = getenv("MADOGUCHI_SAMPLES");
    return own != NULL ? own : "../shared/data/edifact/samples";
}

typedef struct Sample {
    const char *name;
    Buffer *out;
} Sample;

// Whoever is told of a mistake by a message that has one itself learns nothing.
static void check_answer(Arena *arena, const char *name, Slice bytes)
{
    Found *found = arena_array(arena, Found, 1);
    Slice text = answer_to(arena, bytes, &found->faults);
    if (text.len == 0)
        return; // nobody to answer
    check_bytes(arena, text, found);
    if (found->errors + found->faults.count > 0)
        fail_msg("%s: its answer is wrong: %.*s\n%.*s", name, (int)found->lines.len, found->lines.at, (int)text.len,
                 text.at);
}

static bool judge(Arena *arena, void *context)
{
    const Sample *sample = context;
    Found *found = arena_array(arena, Found, 1);
    Slice bytes;
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", sample_folder(), sample->name);
    assert_true(file_read(arena, path, 1 << 24, &bytes, &found->faults));
    check_bytes(arena, bytes, found);
    if (found->faults.count > 0)
        fail_msg("%s: %s", path, found->faults.list[0].text);
    check_answer(arena, path, bytes);
    buffer_print(sample->out, "%s: %zu errors, %zu warnings, %zu told", sample->name, found->errors, found->warnings,
                 found->infos);
    if (found->first.len > 0)
        buffer_print(sample->out, "; %.*s", (int)found->first.len, found->first.at);
    buffer_add_char(sample->out, '\n');
    return true;
}

static bool judge_all(Arena *arena, void *context)
{
    struct dirent **names;
    int count = scandir(sample_folder(), &names, NULL, alphasort);
    Buffer out = buffer_new(arena);
    for (int i = 0; i < count; i++) {
        Sample sample = {names[i]->d_name, &out};
        if (slice_ends(slice_of(names[i]->d_name), S(".edi")))
            arena_run(0, judge, &sample, NULL);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    *(char **)context = strdup(arena_c_string(arena, buffer_slice(&out)));
    return true;
}

static bool compare_verdicts(Arena *arena, void *context)
{
    Slice wanted, got = slice_of(context);
    Faults faults = {0};
    assert_true(file_read(arena, "tests/schema/cases/edifact-samples.txt", 1 << 20, &wanted, &faults));
    while (wanted.len > 0 || got.len > 0) {
        Slice a = slice_cut(&wanted, '\n'), b = slice_cut(&got, '\n');
        if (!slice_equal(a, b))
            fail_msg("the verdict is\n  %.*s\ninstead of\n  %.*s", (int)b.len, b.at, (int)a.len, a.at);
    }
    return true;
}

static void every_sample_has_its_verdict(void **state)
{
    (void)state;
    char *verdicts = NULL;
    assert_true(arena_run(0, judge_all, &verdicts, NULL));
    if (verdicts[0] == '\0') {
        free(verdicts);
        print_message("SKIPPED: no samples in %s\n", sample_folder());
        skip();
    }
    if (getenv("MADOGUCHI_SHOW") != NULL)
        printf("%s", verdicts);
    else
        assert_true(arena_run(0, compare_verdicts, verdicts, NULL));
    free(verdicts);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_found_where_it_is),
        cmocka_unit_test(a_long_message_is_judged_in_a_moment),
        cmocka_unit_test(contrl_tells_what_was_refused_and_is_right_itself),
        cmocka_unit_test(every_sample_has_its_verdict),
    };
    if (argc > 1)
        return arena_run(0, show, argv[1], NULL) ? 0 : 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
