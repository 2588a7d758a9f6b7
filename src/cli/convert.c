// SPDX-License-Identifier: Apache-2.0
// `madoguchi convert`: documents in another syntax, and what is left behind.

#include "cli/registers.h"

#include "base/calendar.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/output.h"

#include <stdio.h>
#include <time.h>

enum { SHOWN_MAX = 80 }; // bytes of a value in the report

typedef struct Convert {
    const Arguments *arguments;
    Faults *faults;
    Arena *arena;
    CrosswalkRun *run;
    Slice to;
    Interchange interchange; // of EDIFACT
    Output output;
    bool is_lossless, is_reported;
    size_t documents; // so far
    ExitCode code;
} Convert;

// ---- What is left behind ----

static void print_loss(Arena *arena, const char *path, const Loss *loss)
{
    Slice value = slice_show(arena, loss->value, SHOWN_MAX);
    fprintf(stderr, "%s", path);
    if (loss->place.line > 0)
        fprintf(stderr, ":%u:%u", loss->place.line, loss->place.column);
    fprintf(stderr, ": %.*s", (int)loss->path.len, loss->path.at);
    if (loss->number.len > 0)
        fprintf(stderr, " (%.*s)", (int)loss->number.len, loss->number.at);
    fprintf(stderr, " %.*s: %s\n", (int)value.len, value.at, loss_reason(loss->kind));
}

static void report(Convert *it, Arena *arena, const char *path, const Losses *losses)
{
    for (size_t i = 0; it->is_reported && i < losses->kept; i++)
        print_loss(arena, path, &losses->list[i]);
    if (it->is_reported && losses->count > losses->kept)
        fprintf(stderr, "%s: and %zu more\n", path, losses->count - losses->kept);
}

static void sum_up(const Convert *it, const char *path, size_t count)
{
    if (count == 0)
        return;
    fprintf(stderr, "%s: %zu value%s left behind%s%s\n", path, count, count == 1 ? " is" : "s are",
            it->is_reported ? "" : "; --report lists them",
            it->is_lossless ? "; nothing is written (--lossless)" : "");
}

// ---- The head of an interchange ----

// "5790000435975:14"
static void set_partner(const Arguments *arguments, const char *option, Slice *id, Slice *qualifier)
{
    const char *value = argument_value(arguments, option);
    *qualifier = slice_of(value ? value : "");
    *id = slice_cut(qualifier, ':');
}

static void set_interchange(Convert *it)
{
    Interchange *head = &it->interchange;
    Slice now =
        moment_digits(arena_array(it->arena, char, MOMENT_ROOM), (int64_t)time(NULL) * 1000);
    head->date = slice_part(now, 0, 8);
    head->time = slice_part(now, 8, 4);
    set_partner(it->arguments, "sender", &head->sender, &head->sender_qualifier);
    set_partner(it->arguments, "recipient", &head->recipient, &head->recipient_qualifier);
    head->is_test = argument_is_given(it->arguments, "test");
}

// One that is not repeated within a second: 261121153000 and the number of the document.
static void set_reference(Convert *it, Arena *arena)
{
    Interchange *head = &it->interchange;
    const char *given = argument_value(it->arguments, "reference");
    head->reference = given ? slice_of(given)
                            : arena_print(arena, "%.6s%.6s%02zu", head->date.at + 2,
                                          head->date.at + 8, ++it->documents % 100);
    crosswalk_interchange(it->run, head);
}

// ---- One document ----

static bool convert_document(void *context, Arena *arena, const char *path,
                             CrosswalkDocument *document, size_t number)
{
    Convert *it = context;
    Buffer out = buffer_new(arena);
    Losses losses = {.arena = arena};
    set_reference(it, arena);
    if (!crosswalk_write(it->run, document->reg, it->to, document->content, &out, &losses,
                         it->faults))
        return false;
    size_t count = document->losses.count + losses.count;
    report(it, arena, path, &document->losses);
    report(it, arena, path, &losses);
    sum_up(it, path, count);
    if (count > 0 && it->is_lossless) {
        it->code = it->code > EXIT_INVALID ? it->code : EXIT_INVALID;
        return true;
    }
    const char *suffix = arena_c_string(arena, crosswalk_suffix(arena, document->reg, it->to));
    return output_put(&it->output, arena, path, number, suffix, buffer_slice(&out), it->faults);
}

// ---- All ----

static bool prepare(Convert *it)
{
    const char *to = argument_value(it->arguments, "to");
    it->is_lossless = argument_is_given(it->arguments, "lossless");
    it->is_reported = argument_is_given(it->arguments, "report");
    if (to == NULL)
        return fault_add(it->faults, FAULT_USAGE, 0, 0,
                         "--to SYNTAX is missing; json, xlsx and csv always are, and what "
                         "`madoguchi registers` lists, as ubl or edifact");
    it->to = slice_of(to);
    if (!output_open(&it->output, it->arguments, it->faults))
        return false;
    it->run = crosswalk_given(it->arena, it->arguments, it->faults);
    set_interchange(it);
    return it->run != NULL;
}

static bool convert_all(Arena *arena, void *context)
{
    Convert *it = context;
    it->arena = arena;
    if (!prepare(it))
        return false;
    return documents_each(
        &(DocumentWork){it->arguments, it->run, &it->output, convert_document, it, it->faults});
}

int run_convert(const Arguments *arguments)
{
    Faults faults = {0};
    Convert it = {.arguments = arguments, .faults = &faults, .code = EXIT_VALID};
    bool is_good = arena_run(0, convert_all, &it, &faults);
    print_faults(&faults);
    return is_good ? it.code : EXIT_COULD_NOT;
}
