// SPDX-License-Identifier: Apache-2.0
// `madoguchi edifact import`: a release of the UN's directories into our compact form.
// `madoguchi edifact contrl`: the message that tells a sender what was taken of his interchange,
// and what was not.

#include "schema/edifact.h"

#include "base/calendar.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/directories.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

typedef struct Work {
    const Arguments *arguments;
    Faults *faults;
    ExitCode code;
} Work;

static bool write_text(const char *path, Slice text, Faults *faults)
{
    bool is_stdout = path == NULL || strcmp(path, "-") == 0;
    FILE *file = is_stdout ? stdout : fopen(path, "w");
    bool is_good = file != NULL && fwrite(text.at, 1, text.len, file) == text.len;
    if (file != NULL && !is_stdout && fclose(file) != 0)
        is_good = false;
    return is_good || fault_add(faults, FAULT_IO, 0, 0, "%s cannot be written: %s",
                                is_stdout ? "standard output" : path, strerror(errno));
}

static bool import(Arena *arena, void *context)
{
    Work *work = context;
    const char *messages = argument_value(work->arguments, "messages");
    const char *out = argument_value(work->arguments, "out");
    EdifactImport result;
    if (!edifact_import(arena, operand_at(work->arguments, 0),
                        messages != NULL ? slice_of(messages) : S(""), &result, work->faults) ||
        !write_text(out, result.text, work->faults))
        return false;
    fprintf(stderr, "D.%.*s: %zu messages, %zu data elements, %zu codes, %zu bytes\n",
            (int)result.release.len, result.release.at, result.message_count, result.element_count,
            result.code_count, result.text.len);
    return true;
}

// ---- CONTRL ----

typedef struct Answering {
    Arena *arena;
    const char *path;
    EdifactValidator *validator;
    EdifactReport *report; // of the interchange that is being read; NULL before the first
    Buffer out;
    Place end; // of what was read
    size_t interchanges, messages, unchecked, rejected;
    Faults *faults;
} Answering;

static ptrdiff_t fill_from_file(void *handle, char *at, size_t room)
{
    FILE *file = handle;
    size_t got = fread(at, 1, room, file);
    return got == 0 && ferror(file) ? -1 : (ptrdiff_t)got;
}

static void close_file(void *file)
{
    if (file != stdin)
        fclose(file);
}

// What was found, for the operator: CONTRL itself has codes and numbers only.
static void print_findings(const Answering *it, Arena *arena, const EdifactAnswer *answer)
{
    for (size_t i = 0; i < answer->count; i++) {
        const SchemaFinding *finding = &answer->findings[i];
        if (edifact_severity(answer->unit, finding) != EDIFACT_ERROR)
            continue;
        Slice text = schema_message(arena, finding, SCHEMA_ENGLISH);
        Place place = answer->unit == NULL ? it->end
                      : finding->node != 0 ? edifact_place(answer->unit, finding->node).place
                                           : answer->unit->place;
        fprintf(stderr, "%s:%u:%u: %.*s\n", it->path, place.line, place.column, (int)text.len,
                text.at);
    }
}

static void answer(Answering *it, Arena *arena, const EdifactUnit *unit,
                   const SchemaFindings *findings)
{
    EdifactAnswer given = {unit, findings->list, findings->kept};
    print_findings(it, arena, &given);
    edifact_report_add(it->report, &given);
}

// 261121153000 and the number of the interchange: no second one is called so.
static void close_report(Answering *it, const Arguments *arguments)
{
    char room[MOMENT_ROOM];
    Slice now = moment_digits(room, (int64_t)time(NULL) * 1000);
    const char *given = argument_value(arguments, "reference");
    bool is_only = it->interchanges == 1;
    Slice reference = given == NULL
                          ? arena_print(it->arena, "%s%02zu", now.at + 2, it->interchanges % 100)
                      : is_only ? slice_of(given)
                                : arena_print(it->arena, "%s-%zu", given, it->interchanges);
    Slice text =
        edifact_report_write(it->report, reference, slice_part(now, 0, 8), slice_part(now, 8, 4));
    buffer_add(&it->out, text);
    buffer_add_char(&it->out, '\n');
    it->rejected += edifact_report_rejected(it->report);
}

static bool begins_interchange(const EdifactUnit *unit)
{
    NodeId root = tree_root_element(unit->tree);
    return unit->kind == UNIT_SERVICE && root != NODE_NONE &&
           slice_equal(tree_name(unit->tree, root)->local, S("S_UNB"));
}

static bool answer_unit(Answering *it, const Arguments *arguments, Arena *arena,
                        const EdifactUnit *unit)
{
    if (it->report == NULL || begins_interchange(unit)) {
        if (it->report != NULL)
            close_report(it, arguments);
        it->report = edifact_report_new(it->arena, unit, it->faults);
        it->interchanges++;
    }
    if (it->report == NULL)
        return false;
    SchemaFindings findings = {.arena = arena};
    edifact_validate(it->validator, unit, &findings);
    answer(it, arena, unit, &findings);
    it->messages += unit->kind == UNIT_MESSAGE;
    it->end = unit->end;
    it->unchecked += unit->kind == UNIT_MESSAGE && unit->found != FOUND_EXACT;
    return true;
}

static bool answer_file(Answering *it, const Arguments *arguments, EdifactStream *stream)
{
    EdifactUnit unit;
    Arena *arena = arena_new(arena_guard(it->arena), 0);
    arena_defer(it->arena, (void (*)(void *))arena_free, arena);
    size_t before = it->faults->count;
    edifact_validator_begin(it->validator);
    for (; edifact_stream_next(stream, arena, &unit, it->faults); arena_reset(arena))
        if (!answer_unit(it, arguments, arena, &unit))
            return false;
    if (it->faults->count > before)
        return false;
    SchemaFindings findings = {.arena = arena};
    edifact_validator_end(it->validator, &findings);
    answer(it, arena, NULL, &findings);
    close_report(it, arguments);
    return true;
}

static bool write_contrl(Arena *arena, void *context)
{
    Work *work = context;
    const char *path = operand_at(work->arguments, 0);
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (file == NULL)
        return fault_add(work->faults, FAULT_IO, 0, 0, "%s cannot be read: %s", path,
                         strerror(errno));
    arena_defer(arena, close_file, file);
    Vocabulary *vocabulary = vocabulary_new(arena);
    EdifactReader *reader =
        edifact_reader_new(arena, vocabulary, directories_all(arena, work->faults));
    Answering it = {.arena = arena,
                    .path = path,
                    .validator = edifact_validator_new(arena, vocabulary, reader),
                    .out = buffer_new(arena),
                    .faults = work->faults};
    EdifactStream *stream =
        edifact_stream_new(arena, reader, (EdifactSource){fill_from_file, file}, NULL);
    size_t before = work->faults->count;
    if (!answer_file(&it, work->arguments, stream)) {
        fault_set_file(work->faults, before, path);
        return false;
    }
    if (it.unchecked > 0)
        fprintf(stderr,
                "%s: %zu of %zu messages could not be held against the directory that they name; "
                "import it "
                "(madoguchi edifact import)\n",
                path, it.unchecked, it.messages);
    work->code = it.rejected > 0 ? EXIT_INVALID : it.unchecked > 0 ? EXIT_NOT_CHECKED : EXIT_VALID;
    return write_text(argument_value(work->arguments, "output"), buffer_slice(&it.out),
                      work->faults);
}

int run_edifact_contrl(const Arguments *arguments)
{
    Faults faults = {0};
    Work work = {.arguments = arguments, .faults = &faults};
    bool is_good = arena_run(0, write_contrl, &work, &faults);
    print_faults(&faults);
    return is_good ? (int)work.code : EXIT_COULD_NOT;
}

int run_edifact_import(const Arguments *arguments)
{
    Faults faults = {0};
    Work work = {.arguments = arguments, .faults = &faults};
    bool is_good = arena_run(0, import, &work, &faults);
    print_faults(&faults);
    return is_good ? 0 : EXIT_COULD_NOT;
}
