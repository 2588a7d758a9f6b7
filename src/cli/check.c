// SPDX-License-Identifier: Apache-2.0
// `madoguchi check`: documents through the public library, many at a time, reported in their order.
//
//     paths ─► workers, each with a checker of its own ─► [reports in slots] ─► printed in the
//     order of the paths
//
// Workers run ahead of the printer by a bounded number of documents, so that the memory for reports
// is bounded too.

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/directories.h"
#include "cli/paths.h"
#include "cli/terminal.h"
#include "madoguchi.h"

enum {
    JOBS_MAX = 256,
    RULES_MAX = 64,
    PLACES_MAX = 16,
    AHEAD = 128, // documents that are checked before the first of them is printed
};

typedef struct Slot { // of one document
    char *text;       // the report; NULL where there was no memory for it
    size_t len;
    int verdict;
    bool is_done;
} Slot;

typedef struct Job {
    const Arguments *arguments;
    Arena *arena;
    PathList paths;
    MadoRuleset *rulesets[RULES_MAX];
    size_t ruleset_count;
    MadoLibrary *library;
    const Slice *directories; // of EDIFACT, people's own
    size_t directory_count;
    MadoCheckerOptions options;
    MadoFormat format;
    unsigned flags;
    size_t bytes_max;
    size_t jobs;
    FILE *out;
    const char *folder; // SVRL of several documents: where they go

    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next, printed; // under the lock
    Slot *slots;          // a ring of AHEAD
    size_t counts[4];     // by verdict
    int code;
} Job;

// ---- A worker ----

typedef struct Task {
    Job *job;
    MadoChecker *checker;
    const char *path;
    Slot *slot;
    Faults *faults;
} Task;

static void keep_text(Slot *slot, const char *text, size_t len)
{
    slot->text = memory_take(len + 1);
    if (slot->text != NULL)
        memcpy(slot->text, text, len);
    slot->len = slot->text != NULL ? len : 0;
}

static bool check_path(Arena *arena, void *context)
{
    Task *task = context;
    Slice bytes;
    if (!file_read(arena, task->path, task->job->bytes_max, &bytes, task->faults))
        return false;
    const MadoReport *report = mado_check(task->checker, task->path, bytes.at, bytes.len);
    size_t len;
    const char *text = mado_report_write(report, task->job->format, task->job->flags, &len);
    keep_text(task->slot, text, len);
    task->slot->verdict = (int)mado_report_verdict(report);
    return true;
}

// A document that could not even be read has a report as well.
static bool write_unreadable(Arena *arena, void *context)
{
    Task *task = context;
    Buffer out = buffer_new(arena);
    const char *reason =
        task->faults->count > 0 ? task->faults->list[0].text : "it could not be read";
    if (task->job->format == MADO_FORMAT_JSON) {
        JsonWriter writer = {.out = &out};
        json_open(&writer, '{');
        json_field_open(&writer, "document", '{');
        json_field(&writer, "name", slice_of(task->path));
        json_close(&writer, '}');
        json_field(&writer, "verdict", S("failed"));
        json_field(&writer, "reason", slice_of(reason));
        json_close(&writer, '}');
        buffer_add_char(&out, '\n');
    } else if (task->job->format == MADO_FORMAT_TEXT) {
        buffer_print(&out, "%s: FAILED\n  %s\n", task->path, reason);
    } else {
        fprintf(stderr, "%s: %s\n", task->path, reason);
    }
    keep_text(task->slot, out.at, out.len);
    return true;
}

static MadoChecker *new_checker(const Job *job)
{
    MadoChecker *checker = mado_checker_new(&job->options, NULL);
    for (size_t i = 0; checker != NULL && i < job->ruleset_count; i++)
        mado_checker_use(checker, job->rulesets[i]);
    if (checker != NULL && job->library != NULL)
        mado_checker_use_library(checker, job->library);
    for (size_t i = 0; checker != NULL && i < job->directory_count; i++)
        mado_checker_use_directory(checker, job->directories[i].at, job->directories[i].len);
    return checker;
}

// The number of the next document, or SIZE_MAX. Waits while the printer is too far behind.
static size_t take_next(Job *job)
{
    pthread_mutex_lock(&job->lock);
    while (job->next < job->paths.count && job->next >= job->printed + AHEAD)
        pthread_cond_wait(&job->changed, &job->lock);
    size_t taken = job->next < job->paths.count ? job->next++ : SIZE_MAX;
    pthread_mutex_unlock(&job->lock);
    return taken;
}

static void *work(void *context)
{
    Job *job = context;
    MadoChecker *checker = new_checker(job);
    Faults *faults = memory_take(sizeof *faults);
    size_t number;
    while ((number = take_next(job)) != SIZE_MAX) {
        Slot *slot = &job->slots[number % AHEAD];
        slot->verdict = MADO_FAILED;
        Task task = {job, checker, job->paths.at[number].at, slot, faults};
        if (checker != NULL && faults != NULL) {
            faults->count = 0;
            if (!arena_run(0, check_path, &task, faults))
                arena_run(0, write_unreadable, &task, NULL);
        }
        pthread_mutex_lock(&job->lock);
        slot->is_done = true;
        pthread_cond_broadcast(&job->changed);
        pthread_mutex_unlock(&job->lock);
    }
    memory_free(faults);
    mado_checker_free(checker);
    return NULL;
}

// ---- The printer ----

static void print_part(Job *job, size_t number, const Slot *slot)
{
    bool is_list = job->format == MADO_FORMAT_JSON && job->paths.count > 1;
    const char *text = slot->text;
    size_t len = slot->len;
    if (is_list && len > 0) {
        fputs(number == 0 ? "[\n" : ",\n", job->out);
        while (len > 0 && text[len - 1] == '\n')
            len--;
        // The reports of an archive come as a list of their own.
        if (text[0] == '[' && len > 4) {
            text += 2;
            len -= 4;
        }
    }
    if (job->format == MADO_FORMAT_TSV && job->paths.count > 1)
        fprintf(job->out, "# %s\n", job->paths.at[number].at);
    if (job->format == MADO_FORMAT_TEXT && number > 0 && !(job->flags & MADO_WRITE_BRIEF))
        fputc('\n', job->out);
    fwrite(text, 1, len, job->out);
    if (is_list && number + 1 == job->paths.count)
        fputs("\n]\n", job->out);
}

// One SVRL file a document: its path, with what parts folders made one name.
static bool write_svrl_file(const Job *job, size_t number, const Slot *slot)
{
    char name[4096];
    int len = snprintf(name, sizeof name, "%s/", job->folder);
    const char *path = job->paths.at[number].at;
    while (*path == '/' || *path == '.')
        path++;
    for (; *path != '\0' && len < (int)sizeof name - 8; path++)
        name[len++] = *path == '/' ? '_' : *path;
    snprintf(name + len, sizeof name - (size_t)len, ".svrl");
    FILE *file = fopen(name, "wb");
    bool is_written = file != NULL && fwrite(slot->text, 1, slot->len, file) == slot->len;
    if (file != NULL)
        is_written &= fclose(file) == 0;
    if (!is_written)
        fprintf(stderr, "madoguchi: %s cannot be written\n", name);
    return is_written;
}

static int print_all(Job *job)
{
    int worst = 0;
    Progress progress = progress_start(job->paths.count);
    for (size_t number = 0; number < job->paths.count; number++) {
        Slot *slot = &job->slots[number % AHEAD];
        pthread_mutex_lock(&job->lock);
        while (!slot->is_done || job->next <= number)
            pthread_cond_wait(&job->changed, &job->lock);
        pthread_mutex_unlock(&job->lock);
        progress_end(&progress);
        if (slot->text == NULL)
            fprintf(stderr, "%s: there is no memory for its report\n", job->paths.at[number].at);
        else if (job->folder != NULL)
            slot->verdict = write_svrl_file(job, number, slot) ? slot->verdict : MADO_FAILED;
        else
            print_part(job, number, slot);
        worst = slot->verdict > worst ? slot->verdict : worst;
        job->counts[slot->verdict]++;
        memory_free(slot->text);
        pthread_mutex_lock(&job->lock);
        *slot = (Slot){0};
        job->printed = number + 1;
        pthread_cond_broadcast(&job->changed);
        pthread_mutex_unlock(&job->lock);
        progress_step(&progress, number + 1);
    }
    progress_end(&progress);
    return worst;
}

static void print_summary(const Job *job)
{
    static const char *const names[] = {"valid", "invalid", "not checked", "failed"};
    fprintf(job->out, "\n%zu documents:", job->paths.count);
    const char *comma = " ";
    for (size_t i = 0; i < 4; i++)
        if (job->counts[i] > 0) {
            fprintf(job->out, "%s%zu %s", comma, job->counts[i], names[i]);
            comma = ", ";
        }
    if (job->paths.skipped > 0)
        fprintf(job->out,
                "; %zu other files left out (their names end in nothing that is a document's)",
                job->paths.skipped);
    fputc('\n', job->out);
}

static int run_job(Job *job)
{
    pthread_t threads[JOBS_MAX];
    size_t started = 0;
    job->slots = arena_array(job->arena, Slot, AHEAD);
    pthread_mutex_init(&job->lock, NULL);
    pthread_cond_init(&job->changed, NULL);
    while (started < job->jobs && pthread_create(&threads[started], NULL, work, job) == 0)
        started++;
    int worst = EXIT_COULD_NOT;
    if (started > 0)
        worst = print_all(job);
    else
        fputs("madoguchi: no thread could be started\n", stderr);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    pthread_cond_destroy(&job->changed);
    pthread_mutex_destroy(&job->lock);
    if (job->format == MADO_FORMAT_TEXT && job->paths.count > 1 && started > 0)
        print_summary(job);
    return worst;
}

// ---- What was asked for ----

static void print_errors(const MadoErrors *errors, const char *path)
{
    size_t kept = errors->count < MADO_ERRORS_KEPT ? errors->count : MADO_ERRORS_KEPT;
    for (size_t i = 0; i < kept; i++) {
        const MadoError *error = &errors->list[i];
        fputs(error->file[0] != '\0' ? error->file : path, stderr);
        if (error->line > 0)
            fprintf(stderr, ":%u:%u", error->line, error->column);
        fprintf(stderr, ": %s", error->text);
        fprintf(stderr, error->code[0] != '\0' ? " [%s]\n" : "%s\n", error->code);
    }
    if (errors->count > kept)
        fprintf(stderr, "madoguchi: and %zu more\n", errors->count - kept);
}

// 0, or the exit code: a rule set that cannot be used leaves the documents not checked; one that is
// not there is a command that makes no sense.
static int take_ruleset(Job *job, const char *path, const MadoRulesetOptions *options,
                        MadoErrors *errors)
{
    if (job->ruleset_count == RULES_MAX) {
        fprintf(stderr, "madoguchi check: at most %d rule sets can be given\n", RULES_MAX);
        return EXIT_COULD_NOT;
    }
    if (access(path, R_OK) != 0) {
        fprintf(stderr, "madoguchi check: the rule set %s cannot be read: %s\n", path,
                strerror(errno));
        return EXIT_COULD_NOT;
    }
    errors->count = 0;
    MadoRuleset *ruleset = mado_ruleset_compile(path, options, errors);
    if (ruleset == NULL) {
        print_errors(errors, path);
        fprintf(stderr, "madoguchi check: nothing was checked: the rule set %s could not be used\n",
                path);
        MadoErrorKind kind = errors->list[0].kind;
        return kind == MADO_ERROR_IO || kind == MADO_ERROR_MEMORY ? EXIT_COULD_NOT
                                                                  : EXIT_NOT_CHECKED;
    }
    job->rulesets[job->ruleset_count++] = ruleset;
    return 0;
}

// Structure comes before rules, as authorities prescribe.
static int take_rules(Job *job)
{
    static const char *const given[] = {"schema", "rules"};
    MadoErrors *errors = arena_array(job->arena, MadoErrors, 1);
    const char *places[PLACES_MAX], *path;
    MadoRulesetOptions options = {.phase = argument_value(job->arguments, "phase"),
                                  .schema_places = places,
                                  .asserts_formats = argument_is_given(job->arguments, "formats")};
    while (options.schema_place_count < PLACES_MAX &&
           (path = argument_at(job->arguments, "schema-dir", options.schema_place_count)) != NULL)
        places[options.schema_place_count++] = path;
    for (size_t kind = 0; kind < sizeof given / sizeof *given; kind++)
        for (size_t i = 0; (path = argument_at(job->arguments, given[kind], i)) != NULL; i++) {
            int code = take_ruleset(job, path, &options, errors);
            if (code != 0)
                return code;
        }
    if (job->ruleset_count > 0)
        return 0;
    options.schema_place_count = 0; // the library's schemas have theirs beside them
    job->library = mado_library_open(argument_value(job->arguments, "library"), &options, errors);
    if (job->library == NULL)
        print_errors(errors, "madoguchi");
    return job->library != NULL ? 0 : EXIT_COULD_NOT;
}

static MadoFormat format_of(const char *name)
{
    static const char *const names[] = {"text", "json", "svrl", "tsv"};
    for (size_t i = 0; name != NULL && i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return (MadoFormat)i;
    return MADO_FORMAT_TEXT;
}

static void take_options(Job *job)
{
    const Arguments *given = job->arguments;
    const char *language = argument_value(given, "language");
    job->format = format_of(argument_value(given, "format"));
    job->bytes_max = argument_number(given, "max-bytes", UINT32_MAX);
    job->options = (MadoCheckerOptions){
        .now = argument_value(given, "now"),
        .language = language != NULL ? language : language_of_locale(),
        .bytes_max = job->bytes_max,
        .depth_max = argument_number(given, "max-depth", 0),
        .nodes_max = argument_number(given, "max-nodes", 0),
        .memory_max = argument_number(given, "max-memory", 0),
        .steps_max = argument_number(given, "max-steps", 0),
        .keep_fired = job->format == MADO_FORMAT_SVRL,
        .encoding = argument_value(given, "encoding"),
    };
    const char *colour = argument_value(given, "colour");
    bool wants_colour = colour != NULL && strcmp(colour, "always") == 0;
    bool may_colour = colour == NULL || strcmp(colour, "auto") == 0;
    if (wants_colour || (may_colour && job->out == stdout && terminal_has_colours(stdout)))
        job->flags |= MADO_WRITE_COLOURS;
    if (argument_is_given(given, "tests"))
        job->flags |= MADO_WRITE_TESTS;
    if (argument_is_given(given, "quiet"))
        job->flags |= MADO_WRITE_BRIEF;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    job->jobs = argument_number(given, "jobs", processors > 0 ? (size_t)processors : 1);
    if (job->jobs > job->paths.count)
        job->jobs = job->paths.count;
    if (job->jobs > JOBS_MAX)
        job->jobs = JOBS_MAX;
    if (job->jobs == 0)
        job->jobs = 1;
}

// Where the reports go. 0, or the exit code.
static int take_output(Job *job)
{
    const char *path = argument_value(job->arguments, "output");
    job->out = stdout;
    bool is_svrl = format_of(argument_value(job->arguments, "format")) == MADO_FORMAT_SVRL;
    if (is_svrl && job->paths.count > 1) {
        struct stat status;
        if (path == NULL || stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
            fputs("madoguchi check: SVRL is one XML document for each document; name a folder for "
                  "them with "
                  "--output FOLDER\n",
                  stderr);
            return EXIT_COULD_NOT;
        }
        job->folder = path;
        return 0;
    }
    if (path != NULL)
        job->out = fopen(path, "wb");
    if (job->out == NULL) {
        fprintf(stderr, "madoguchi check: %s cannot be written\n", path);
        return EXIT_COULD_NOT;
    }
    return 0;
}

static bool take_paths(Job *job)
{
    Faults *faults = arena_array(job->arena, Faults, 1);
    for (size_t i = 0; i < operand_count(job->arguments); i++)
        paths_add(job->arena, &job->paths, operand_at(job->arguments, i), faults);
    print_faults(faults);
    if (job->paths.count == 0 && faults->count == 0)
        fputs("madoguchi check: there is no document in it (names that end in .xml or .zip)\n",
              stderr);
    return faults->count == 0 && job->paths.count > 0;
}

static void take_directories(Job *job)
{
    Faults *faults = arena_array(job->arena, Faults, 1);
    job->directory_count = directories_own(job->arena, &job->directories, faults);
    print_faults(faults);
}

static bool check_time(const Job *job)
{
    MadoErrors *errors = arena_array(job->arena, MadoErrors, 1);
    MadoChecker *checker = mado_checker_new(&job->options, errors);
    print_errors(errors, "madoguchi check");
    mado_checker_free(checker);
    return checker != NULL;
}

static bool run(Arena *arena, void *context)
{
    Job *job = context;
    int *code = &job->code;
    *code = EXIT_COULD_NOT;
    job->arena = arena;
    bool is_good = take_paths(job);
    if (is_good && (*code = take_output(job)) == 0) {
        take_options(job);
        take_directories(job);
        *code = check_time(job) ? take_rules(job) : EXIT_COULD_NOT;
        if (*code == 0)
            *code = run_job(job);
    }
    for (size_t i = 0; i < job->ruleset_count; i++)
        mado_ruleset_free(job->rulesets[i]);
    mado_library_free(job->library);
    if (job->out != NULL && job->out != stdout && fclose(job->out) != 0)
        *code = EXIT_COULD_NOT;

    return true;
}

int run_check(const Arguments *arguments)
{
    Faults faults;
    faults.count = 0;
    Job job = {.arguments = arguments};
    if (arena_run(0, run, &job, &faults))
        return job.code;
    print_faults(&faults);
    return EXIT_COULD_NOT;
}
