// SPDX-License-Identifier: Apache-2.0
// Many threads share a compiled rule set and a library; each gets what one alone would get. TSan
// watches.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>

#include "madoguchi.h"

enum { THREADS = 4, ROUNDS = 20, DOCUMENTS = 6 };

static const char *const paths[DOCUMENTS] = {
    "examples/documents/invoice-ubl.xml",
    "examples/documents/invoice-ubl-faulty.xml",
    "examples/documents/invoice-cii.xml",
    "examples/documents/invoice-cii-faulty.xml",
    "examples/documents/despatch-advice-ubl.xml",
    "examples/documents/despatch-advice-ubl-faulty.xml",
};
static const size_t expected[DOCUMENTS] = {0, 6, 0, 5, 0, 5};

typedef struct File {
    char bytes[1 << 15];
    size_t len;
} File;

typedef struct Shared {
    File files[DOCUMENTS];
    MadoRuleset *ruleset;
    MadoLibrary *library;
    bool uses_library;
} Shared;

typedef struct Worker {
    pthread_t thread;
    Shared *shared;
    size_t wrong;
} Worker;

static void *work(void *context)
{
    Worker *worker = context;
    Shared *shared = worker->shared;
    MadoChecker *checker = mado_checker_new(NULL, NULL);
    if (shared->uses_library)
        mado_checker_use_library(checker, shared->library);
    else
        mado_checker_use(checker, shared->ruleset);
    for (size_t i = 0; i < ROUNDS * DOCUMENTS; i++) {
        const File *file = &shared->files[i % DOCUMENTS];
        const MadoReport *report =
            mado_check(checker, paths[i % DOCUMENTS], file->bytes, file->len);
        size_t len;
        mado_report_write(report, i % 2 ? MADO_FORMAT_JSON : MADO_FORMAT_TEXT, 0, &len);
        worker->wrong += mado_report_finding_count(report) != expected[i % DOCUMENTS];
    }
    mado_checker_free(checker);
    return NULL;
}

static void run_threads(Shared *shared)
{
    Worker workers[THREADS] = {0};
    for (size_t i = 0; i < THREADS; i++) {
        workers[i].shared = shared;
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        assert_int_equal(workers[i].wrong, 0);
    }
}

static Shared *make_shared(void)
{
    Shared *shared = calloc(1, sizeof *shared);
    assert_non_null(shared);
    for (size_t i = 0; i < DOCUMENTS; i++) {
        FILE *file = fopen(paths[i], "rb");
        assert_non_null(file);
        shared->files[i].len =
            fread(shared->files[i].bytes, 1, sizeof shared->files[i].bytes, file);
        fclose(file);
    }
    return shared;
}

static void threads_share_a_rule_set(void **state)
{
    (void)state;
    Shared *shared = make_shared();
    shared->ruleset = mado_ruleset_compile("examples/rules/trade-documents.sch", NULL, NULL);
    assert_non_null(shared->ruleset);
    run_threads(shared);
    mado_ruleset_free(shared->ruleset);
    free(shared);
}

static void write_index(const char *folder)
{
    char path[400];
    snprintf(path, sizeof path, "%s/ours", folder);
    char command[2000];
    snprintf(
        command, sizeof command,
        "mkdir -p '%s/files' && cp examples/rules/* '%s/files' && printf '%%s' '{\"sets\": "
        "[{\"name\": \"a\", "
        "\"schema\": \"files/trade-documents.sch\", \"for\": {\"roots\": ["
        "{\"name\": \"Invoice\", \"namespace\": "
        "\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"}, "
        "{\"name\": \"DespatchAdvice\", \"namespace\": "
        "\"urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2\"}, "
        "{\"name\": \"CrossIndustryInvoice\", \"namespace\": "
        "\"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100\"}]}}]}' > '%s/index.json'",
        path, path, path);
    assert_int_equal(system(command), 0);
}

static void threads_share_a_library_that_compiles_once(void **state)
{
    (void)state;
    char folder[] = "/tmp/madoguchi-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    write_index(folder);
    Shared *shared = make_shared();
    shared->uses_library = true;
    shared->library = mado_library_open(folder, NULL, NULL);
    assert_non_null(shared->library);
    run_threads(shared);
    mado_library_free(shared->library);
    free(shared);
    char command[100];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_a_rule_set),
        cmocka_unit_test(threads_share_a_library_that_compiles_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
