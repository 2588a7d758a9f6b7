// SPDX-License-Identifier: Apache-2.0
// Any bytes as an EDIFACT interchange: what is read is written back byte for byte; as a stream, in
// small and in large steps, it gives as many units; all of it is validated, and what is said is
// rendered. Behind a first byte of '#' the rest is a directory, by which a fixed message is read.

#include "schema/edifact.h"

#include <assert.h>
#include <stdio.h>

static const char directory[] =
    "edifact D 96A UN\n"
    "m ORDERS Purchase order message\n 0010 UNH M 1\n 0020 BGM M 1\n 0030 SG1 C 2\n  0040 RFF M 1\n"
    "  0050 DTM C 3\n 0060 ALI C 5\n 0065 UNS C 1\n 0070 UNT M 1\n"
    "m ASKING Question\n 0010 UIH M 1\n 0020 SG1 C 2\n  0030 UGH M 1\n  0040 DTM C 2\n  0050 UGT M "
    "1\n"
    " 0060 UIT M 1\n"
    "s BGM Beginning\n 010 C002 C 1\n 020 1004 C 1\n ! D5 020 010\n"
    "s RFF Reference\n 010 C506 M 3\ns DTM Date\n 010 2005 M 1\ns ALI Add\n 010 4183 C 1\n 020 "
    "4183 C 5\n"
    "c C002 Name\n 1001 C\n 1131 C\n 3055 C\nc C506 Reference\n 1153 M\n 1154 C\n"
    "e 1001 an..3 Name\n 380 Invoice\n 220 Order\ne 1004 an..35 Number\ne 1131 an..3 List\n"
    "e 1153 an..3 Qualifier\n ON Order\ne 1154 an..35 Number\ne 2005 n..3 Date\ne 3055 an..3 "
    "Agency\n"
    "e 4183 a3 Special\n";
static const char service[] =
    "edifact S 4 UN\n"
    "s UNB Header\n 010 S001 M 1\n 020 0020 M 1\ns UNZ Trailer\n 010 0036 M 1\n 020 0020 M 1\n"
    "s UNH Header\n 010 0062 M 1\n 020 S009 M 1\ns UNT Trailer\n 010 0074 M 1\n 020 0062 M 1\n"
    "s UNG Header\n 010 0048 M 1\ns UNE Trailer\n 010 0060 M 1\n 020 0048 M 1\n"
    "s UNO Header\n 010 0800 M 1\n 020 S020 M 9\n 030 S021 M 9\n 040 S022 M 1\n"
    "s UNP Trailer\n 010 0810 M 1\n 020 0800 M 1\ns UGH Header\n 010 0087 M 1\ns UGT Trailer\n 010 "
    "0087 M 1\n"
    "s UIB Header\n 010 S001 M 1\n 020 S302 C 1\ns UIZ Trailer\n 010 S302 C 1\n 020 0036 C 1\n"
    "s UIH Header\n 010 S306 M 1\n 020 0340 C 1\ns UIT Trailer\n 010 0340 C 1\n 020 0074 C 1\n"
    "c S020 Reference\n 0813 M\n 0802 M\nc S021 Type\n 0805 M\nc S022 Status\n 0810 M\n 0814 C\n"
    "c S302 Dialogue\n 0300 M\nc S306 Message\n 0065 M\n 0052 M\n 0054 M\n"
    "e 0048 an..14 Reference\ne 0060 n..6 Count\ne 0087 an..4 Group\ne 0300 an..35 Reference\n"
    "e 0340 an..35 Reference\ne 0800 an..35 Reference\ne 0802 an..35 Reference\ne 0805 an..3 Type\n"
    "e 0810 n..18 Length\ne 0813 an..3 Reference\ne 0814 n..3 Segments\n"
    "c S001 Syntax\n 0001 M\n 0002 M\nc S009 Message\n 0065 M\n 0052 M\n 0054 M\n"
    "e 0001 a4 Syntax\n UNOC C\ne 0002 an1 Version\ne 0020 an..14 Reference\ne 0036 n..6 Count\n"
    "e 0052 an..3 Version\ne 0054 an..3 Release\ne 0062 an..14 Reference\ne 0065 an..6 Type\n"
    "e 0074 n..10 Count\n";
static const char message[] = "UNB+UNOC:4+1'UNH+1+ORDERS:D:96A'BGM+220::9+A*B'RFF+ON:1*ON:2'DTM+1'"
                              "DTM+x'ALI++A'UNT+8+1'UNZ+1+1'";

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice input;
} Run;

typedef struct Steps {
    Slice rest;
    size_t step;
} Steps;

static ptrdiff_t fill(void *handle, char *at, size_t room)
{
    Steps *it = handle;
    size_t len = it->rest.len < it->step ? it->rest.len : it->step;
    len = len < room ? len : room;
    if (len > 0)
        memcpy(at, it->rest.at, len);
    it->rest = slice_part(it->rest, len, it->rest.len);
    return (ptrdiff_t)len;
}

static size_t stream_all(Run *run, Vocabulary *vocabulary, EdifactReader *reader, Slice bytes,
                         size_t step)
{
    Steps steps = {bytes, step};
    Faults *faults = arena_array(run->arena, Faults, 1);
    EdifactStream *stream =
        edifact_stream_new(run->arena, reader, (EdifactSource){fill, &steps}, NULL);
    EdifactValidator *validator = edifact_validator_new(run->arena, vocabulary, reader);
    EdifactReport *report = NULL;
    EdifactUnit unit;
    size_t units = 0;
    edifact_validator_begin(validator);
    for (; edifact_stream_next(stream, run->arena, &unit, faults); units++) {
        SchemaFindings findings = {.arena = run->arena, .most = 50};
        edifact_validate(validator, &unit, &findings);
        for (size_t i = 0; i < findings.kept; i++) {
            schema_message(run->arena, &findings.list[i],
                           (SchemaLanguage)(i % SCHEMA_LANGUAGE_END));
            edifact_place(&unit, findings.list[i].node);
        }
        if (units == 0)
            report = edifact_report_new(run->arena, &unit, faults);
        if (report != NULL)
            edifact_report_add(report, &(EdifactAnswer){&unit, findings.list, findings.kept});
    }
    SchemaFindings findings = {.arena = run->arena};
    edifact_validator_end(validator, &findings);
    if (report != NULL) {
        edifact_report_add(report, &(EdifactAnswer){NULL, findings.list, findings.kept});
        Slice answer = edifact_report_write(report, S("1"), S("20260301"), S("1200"));
        assert(edifact_read(run->arena, reader, answer, NULL, faults) != NULL);
    }
    return units;
}

static size_t first_difference(Slice a, Slice b)
{
    size_t at = 0;
    while (at < a.len && at < b.len && a.at[at] == b.at[at])
        at++;
    return at;
}

static bool run_all(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)512 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    EdifactLibrary *library = edifact_library_new(run->arena);
    bool is_directory = run->input.len > 0 && run->input.at[0] == '#';
    Slice bytes = is_directory ? S(message) : run->input;
    edifact_library_add(library, S(service), faults);
    edifact_library_add(
        library, is_directory ? slice_part(run->input, 1, run->input.len) : S(directory), faults);
    Vocabulary *vocabulary = vocabulary_new(run->arena);
    EdifactReader *reader = edifact_reader_new(run->arena, vocabulary, library);
    edifact_is(bytes);
    const Tree *tree = edifact_read(run->arena, reader, bytes, NULL, faults);
    if (tree != NULL) {
        Buffer out = buffer_new(run->arena);
        bool is_written = edifact_write(&out, reader, tree, faults);
        if (!is_written || !slice_equal(buffer_slice(&out), bytes))
            fprintf(stderr, "%s, differs from byte %zu on\n",
                    faults->count > 0 ? faults->list[0].text : "written",
                    first_difference(buffer_slice(&out), bytes));
        assert(is_written && slice_equal(buffer_slice(&out), bytes));
    }
    size_t units = stream_all(run, vocabulary, reader, bytes, bytes.len + 1);
    assert(stream_all(run, vocabulary, reader, bytes, 3) == units);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Run run = {.input = {(const char *)data, size}};
    guard_run(&run.guard, run_all, &run, NULL);
    arena_free(run.arena);
    return 0;
}
