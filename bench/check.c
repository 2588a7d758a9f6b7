// SPDX-License-Identifier: Apache-2.0
// How long checking takes inside a process that is warm: rule sets compiled, bytes in memory,
// parsing included.
//
//     check FILE [RULES.sch…] [--parse] [--threads N] [--iterations N]
//
// Prints one line of key=value pairs, for bench/table.py. Without --iterations each thread runs for
// two seconds, at least seven times; the median counts.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "madoguchi.h"
#include "timing.h"
#include "tree/xml.h"

enum { TIMES_MAX = 20000, THREADS_MAX = 64, RULES_MAX = 16, RUNS_MIN = 7 };

static const double seconds_each = 2.0, seconds_warm = 1.0;

typedef struct Job {
    const char *bytes;
    size_t len;
    MadoRuleset *rulesets[RULES_MAX];
    size_t ruleset_count;
    bool is_parse;
    int iterations; // 0: by time
} Job;

typedef struct Worker {
    const Job *job;
    pthread_t thread;
    double times[TIMES_MAX];
    double cpu_least; // seconds of the processor that the cheapest run took
    size_t count;
    double elapsed;
    size_t findings;
    int verdict;
} Worker;

static void check_once(Worker *worker, MadoChecker *checker)
{
    const MadoReport *report =
        mado_check(checker, "document", worker->job->bytes, worker->job->len);
    worker->findings = mado_report_finding_count(report);
    worker->verdict = (int)mado_report_verdict(report);
    if (worker->verdict == MADO_FAILED)
        fprintf(stderr, "%s\n", mado_report_reason(report));
}

typedef struct Parse {
    Worker *worker;
    Arena *document;
    Vocabulary *vocabulary;
} Parse;

static void parse_once(Parse *parse)
{
    Faults faults;
    faults.count = 0;
    arena_reset(parse->document);
    Slice bytes = {parse->worker->job->bytes, parse->worker->job->len};
    if (xml_read(parse->document, parse->vocabulary, bytes, &(XmlOptions){0}, &faults) == NULL)
        fprintf(stderr, "%s\n", faults.list[0].text);
}

static bool is_done(const Worker *worker, double start)
{
    if (worker->job->iterations > 0)
        return worker->count >= (size_t)worker->job->iterations;
    return worker->count >= RUNS_MIN &&
           (worker->count >= TIMES_MAX || now() - start > seconds_each);
}

// Warms up, then notes the time of each run.
static void measure(Worker *worker, void once(void *context), void *context)
{
    double start = now();
    int warm = 0;
    while (warm < 2 || (worker->job->iterations == 0 && now() - start < seconds_warm)) {
        once(context);
        warm++;
    }
    start = now();
    while (!is_done(worker, start)) {
        double before = now(), cpu = now_of_thread();
        once(context);
        cpu = now_of_thread() - cpu;
        if (worker->cpu_least == 0 || cpu < worker->cpu_least)
            worker->cpu_least = cpu;
        if (worker->count < TIMES_MAX)
            worker->times[worker->count++] = now() - before;
    }
    worker->elapsed = now() - start;
}

typedef struct Check {
    Worker *worker;
    MadoChecker *checker;
} Check;

static void run_check(void *context)
{
    Check *check = context;
    check_once(check->worker, check->checker);
}

static void run_parse(void *context)
{
    parse_once(context);
}

static bool measure_parsing(Arena *arena, void *context)
{
    Worker *worker = context;
    Parse parse = {worker, arena_new(arena_guard(arena), 0), vocabulary_new(arena)};
    measure(worker, run_parse, &parse);
    arena_free(parse.document);
    return true;
}

static void *work(void *context)
{
    Worker *worker = context;
    if (worker->job->is_parse) {
        arena_run(0, measure_parsing, worker, NULL);
        return NULL;
    }
    MadoChecker *checker =
        mado_checker_new(&(MadoCheckerOptions){.now = "2026-11-20T00:00:00Z"}, NULL);
    for (size_t i = 0; i < worker->job->ruleset_count; i++)
        mado_checker_use(checker, worker->job->rulesets[i]);
    Check check = {worker, checker};
    measure(worker, run_check, &check);
    mado_checker_free(checker);
    return NULL;
}

static void print_line(Worker *workers, int threads, size_t len)
{
    double documents = 0;
    for (int i = 0; i < threads; i++)
        documents += (double)workers[i].count / workers[i].elapsed;
    Worker *first = &workers[0];
    times_sort(first->times, first->count);
    double median = times_percentile(first->times, first->count, 50);
    printf("median_ms=%.5f min_ms=%.5f cpu_ms=%.5f mb_per_s=%.2f docs_per_s=%.2f runs=%zu "
           "findings=%zu "
           "verdict=%d\n",
           median * 1e3, first->times[0] * 1e3, first->cpu_least * 1e3, (double)len / median / 1e6,
           documents, first->count, first->findings, first->verdict);
}

static char *read_whole(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    fseek(file, 0, SEEK_END);
    *len = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*len + 1);
    if (bytes != NULL && fread(bytes, 1, *len, file) != *len) {
        free(bytes);
        bytes = NULL;
    }
    fclose(file);
    return bytes;
}

static bool take_rules(Job *job, const char *path)
{
    MadoErrors errors = {0};
    if (job->ruleset_count == RULES_MAX)
        return false;
    MadoRuleset *ruleset = mado_ruleset_compile(path, NULL, &errors);
    if (ruleset == NULL) {
        fprintf(stderr, "%s:%u: %s\n", path, errors.list[0].line, errors.list[0].text);
        return false;
    }
    job->rulesets[job->ruleset_count++] = ruleset;
    return true;
}

int main(int argc, char **argv)
{
    Job job = {0};
    int threads = 1;
    char *bytes = NULL;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--parse") == 0)
            job.is_parse = true;
        else if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            threads = atoi(argv[++i]);
        else if (strcmp(argv[i], "--iterations") == 0 && i + 1 < argc)
            job.iterations = atoi(argv[++i]);
        else if (bytes == NULL)
            job.bytes = bytes = read_whole(argv[i], &job.len);
        else if (!take_rules(&job, argv[i]))
            return 1;
    }
    if (bytes == NULL || threads < 1 || threads > THREADS_MAX ||
        (!job.is_parse && job.ruleset_count == 0)) {
        fputs("usage: check FILE [RULES.sch…] [--parse] [--threads N] [--iterations N]\n", stderr);
        return 1;
    }
    Worker *workers = calloc((size_t)threads, sizeof *workers);
    if (workers == NULL)
        return 1;
    for (int i = 0; i < threads; i++) {
        workers[i].job = &job;
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    }
    for (int i = 0; i < threads; i++)
        pthread_join(workers[i].thread, NULL);
    print_line(workers, threads, job.len);
    for (size_t i = 0; i < job.ruleset_count; i++)
        mado_ruleset_free(job.rulesets[i]);
    free(workers);
    free(bytes);
    return 0;
}
