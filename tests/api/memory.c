// SPDX-License-Identifier: Apache-2.0
// Every single allocation of compiling and checking is made to fail, one after the other: nothing
// crashes, nothing leaks (ASan watches), and never is a faulty document called valid.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "madoguchi.h"

typedef struct File {
    char bytes[1 << 15];
    size_t len;
} File;

// Compiles, checks and reports with the allocation number `countdown` failing, and all after it.
static MadoVerdict check_with(const File *file, size_t countdown, MadoErrors *errors)
{
    MadoVerdict verdict = MADO_FAILED;
    errors->count = 0;
    memory_fail_after(countdown);
    MadoRuleset *ruleset = mado_ruleset_compile("examples/rules/trade-documents.sch", NULL, errors);
    MadoChecker *checker = ruleset != NULL ? mado_checker_new(NULL, errors) : NULL;
    if (checker != NULL && mado_checker_use(checker, ruleset)) {
        const MadoReport *report = mado_check(checker, "document", file->bytes, file->len);
        verdict = mado_report_verdict(report);
        for (MadoFormat format = MADO_FORMAT_TEXT; format <= MADO_FORMAT_TSV; format++) {
            size_t len;
            assert_non_null(mado_report_write(report, format, 0, &len));
        }
        for (size_t i = 0; i < mado_report_finding_count(report); i++)
            assert_non_null(mado_report_finding(report, i).message);
    }
    mado_checker_free(checker);
    mado_ruleset_free(ruleset);
    memory_fail_after(0);
    return verdict;
}

static void a_faulty_document_is_never_valid_however_little_memory_there_is(void **state)
{
    (void)state;
    File *file = calloc(1, sizeof *file);
    MadoErrors *errors = calloc(1, sizeof *errors);
    FILE *stream = fopen("examples/documents/invoice-ubl-faulty.xml", "rb");
    assert_non_null(stream);
    file->len = fread(file->bytes, 1, sizeof file->bytes, stream);
    fclose(stream);

    size_t before = memory_taken();
    assert_int_equal(check_with(file, 0, errors), MADO_INVALID);
    size_t needed = memory_taken() - before;
    // Thousands of allocations would take minutes; the arenas need a few hundred.
    size_t step = needed > 3000 ? needed / 3000 : 1;
    size_t failed = 0;
    for (size_t countdown = 1; countdown <= needed; countdown += step) {
        MadoVerdict verdict = check_with(file, countdown, errors);
        assert_int_not_equal(verdict, MADO_VALID);
        failed += verdict == MADO_FAILED || verdict == MADO_NOT_CHECKED;
    }
    printf("%zu allocations, %zu of them end the check when they fail\n", needed, failed);
    assert_true(failed > 0);
    free(errors);
    free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_faulty_document_is_never_valid_however_little_memory_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
