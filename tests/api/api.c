// SPDX-License-Identifier: Apache-2.0
// The library as a program would use it, by its public header alone.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "madoguchi.h"

#define RULES "examples/rules/trade-documents.sch"

typedef struct File {
    char bytes[1 << 16];
    size_t len;
} File;

static File *read_example(const char *path)
{
    File *it = calloc(1, sizeof *it);
    FILE *file = fopen(path, "rb");
    assert_non_null(it);
    assert_non_null(file);
    it->len = fread(it->bytes, 1, sizeof it->bytes, file);
    fclose(file);
    return it;
}

static MadoRuleset *compile_example(void)
{
    MadoErrors *errors = calloc(1, sizeof *errors);
    MadoRuleset *ruleset = mado_ruleset_compile(RULES, NULL, errors);
    if (ruleset == NULL)
        fail_msg("%s", errors->list[0].text);
    free(errors);
    return ruleset;
}

static void a_message_needs_no_rules(void **state)
{
    (void)state;
    static const char text[] =
        "{1:F01MNTBJPJTAXXX0000000000}{2:I202BKCHCNBJX810N}{4:\r\n:20:A\r\n-}";
    MadoChecker *checker = mado_checker_new(&(MadoCheckerOptions){.language = "ja"}, NULL);
    const MadoReport *report = mado_check(checker, "a.fin", text, sizeof text - 1);
    assert_int_equal(mado_report_verdict(report), MADO_INVALID);
    assert_int_equal(mado_report_finding_count(report), 3); // 21, 32A and 58a
    MadoFinding finding = mado_report_finding(report, 0);
    assert_string_equal(finding.ruleset, "SWIFT MT");
    assert_string_equal(finding.rule, "mt/missing");
    assert_string_equal(finding.message, "MT202: 必須の項目 :21: 関連参照番号 がありません。"
                                         "MT202 :20: 取引参照番号 (2 行) の後に追加してください");
    assert_int_equal(finding.line, 2);
    assert_string_equal(finding.cell, "");
    mado_checker_free(checker);
}

static void an_encoding_that_nobody_knows_is_refused(void **state)
{
    (void)state;
    MadoErrors *errors = calloc(1, sizeof *errors);
    assert_null(mado_checker_new(&(MadoCheckerOptions){.encoding = "klingon"}, errors));
    assert_int_equal(errors->count, 1);
    free(errors);
    MadoChecker *checker = mado_checker_new(&(MadoCheckerOptions){.encoding = "GBK"}, NULL);
    assert_non_null(checker);
    const MadoReport *report = mado_check(checker, "a.csv", "a,b\n\xC6\xB7,1\n", 9);
    assert_int_equal(mado_report_verdict(report), MADO_NOT_CHECKED);
    mado_checker_free(checker);
}

static void a_report_tells_what_and_where(void **state)
{
    (void)state;
    MadoRuleset *ruleset = compile_example();
    MadoChecker *checker = mado_checker_new(NULL, NULL);
    File *file = read_example("examples/documents/invoice-ubl-faulty.xml");
    assert_true(mado_checker_use(checker, ruleset));
    const MadoReport *report = mado_check(checker, "faulty", file->bytes, file->len);
    assert_int_equal(mado_report_verdict(report), MADO_INVALID);
    assert_int_equal(mado_report_finding_count(report), 6);
    MadoFinding finding = mado_report_finding(report, 3);
    assert_string_equal(finding.ruleset, "trade-documents");
    assert_string_equal(finding.rule, "MADO-07");
    assert_string_equal(finding.flag, "fatal");
    assert_int_equal(finding.severity, MADO_SEVERITY_ERROR);
    assert_int_equal(finding.line, 93);
    assert_int_equal(finding.column, 3);
    assert_string_equal(finding.message,
                        "Line 2: 48 at 6200 makes 297600, not 279600; are two digits swapped?");
    assert_non_null(strstr(finding.location,
                           "Q{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice[1]"));
    // Asked for what is not there, it answers all the same.
    assert_non_null(mado_report_finding(report, 6).message);
    free(file);
    mado_checker_free(checker);
    mado_ruleset_free(ruleset);
}

static void a_checker_goes_on_after_a_document_that_cannot_be_read(void **state)
{
    (void)state;
    MadoRuleset *ruleset = compile_example();
    MadoChecker *checker = mado_checker_new(NULL, NULL);
    File *file = read_example("examples/documents/invoice-ubl.xml");
    mado_checker_use(checker, ruleset);
    for (int i = 0; i < 3; i++) {
        const MadoReport *report = mado_check(checker, "broken", "<a><b></a>", 10);
        assert_int_equal(mado_report_verdict(report), MADO_FAILED);
        assert_true(strlen(mado_report_reason(report)) > 0);
        report = mado_check(checker, "empty", "", 0);
        assert_int_equal(mado_report_verdict(report), MADO_FAILED);
        report = mado_check(checker, "nothing", i == 0 ? "[]" : "{}", 2);
        assert_int_equal(mado_report_verdict(report), MADO_NOT_CHECKED);
        report = mado_check(checker, "sound", file->bytes, file->len);
        assert_int_equal(mado_report_verdict(report), MADO_VALID);
    }
    free(file);
    mado_checker_free(checker);
    mado_ruleset_free(ruleset);
}

static void a_limit_on_memory_is_kept_and_named(void **state)
{
    (void)state;
    MadoRuleset *ruleset = compile_example();
    File *file = read_example("examples/documents/invoice-ubl.xml");
    MadoChecker *checker = mado_checker_new(&(MadoCheckerOptions){.memory_max = 8000}, NULL);
    mado_checker_use(checker, ruleset);
    const MadoReport *report = mado_check(checker, "sound", file->bytes, file->len);
    // A check that ran out of memory never says valid.
    assert_true(mado_report_verdict(report) == MADO_FAILED ||
                mado_report_verdict(report) == MADO_NOT_CHECKED);
    free(file);
    mado_checker_free(checker);
    mado_ruleset_free(ruleset);
}

static void without_rules_nothing_is_valid(void **state)
{
    (void)state;
    MadoChecker *checker = mado_checker_new(NULL, NULL);
    const MadoReport *report = mado_check(checker, "a", "<a/>", 4);
    assert_int_equal(mado_report_verdict(report), MADO_NOT_CHECKED);
    assert_string_equal(mado_report_reason(report), "no rule set was given");
    mado_checker_free(checker);
}

static void every_format_can_be_written_twice(void **state)
{
    (void)state;
    MadoRuleset *ruleset = compile_example();
    MadoChecker *checker = mado_checker_new(&(MadoCheckerOptions){.keep_fired = true}, NULL);
    File *file = read_example("examples/documents/despatch-advice-ubl-faulty.xml");
    mado_checker_use(checker, ruleset);
    const MadoReport *report = mado_check(checker, "faulty", file->bytes, file->len);
    for (MadoFormat format = MADO_FORMAT_TEXT; format <= MADO_FORMAT_TSV; format++) {
        size_t first, second;
        const char *one = mado_report_write(report, format, MADO_WRITE_TESTS, &first);
        const char *two = mado_report_write(report, format, MADO_WRITE_TESTS, &second);
        assert_true(first > 100);
        assert_int_equal(first, strlen(one));
        assert_string_equal(one, two);
    }
    free(file);
    mado_checker_free(checker);
    mado_ruleset_free(ruleset);
}

static void faults_of_a_rule_set_have_their_place(void **state)
{
    (void)state;
    MadoErrors *errors = calloc(1, sizeof *errors);
    assert_null(mado_ruleset_compile("examples/nowhere.sch", NULL, errors));
    assert_int_equal(errors->count, 1);
    errors->count = 0;
    assert_null(mado_ruleset_compile(RULES, &(MadoRulesetOptions){.phase = "nonesuch"}, errors));
    assert_true(errors->count > 0);
    assert_non_null(strstr(errors->list[0].text, "nonesuch"));
    free(errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_tells_what_and_where),
        cmocka_unit_test(a_message_needs_no_rules),
        cmocka_unit_test(an_encoding_that_nobody_knows_is_refused),
        cmocka_unit_test(a_checker_goes_on_after_a_document_that_cannot_be_read),
        cmocka_unit_test(a_limit_on_memory_is_kept_and_named),
        cmocka_unit_test(without_rules_nothing_is_valid),
        cmocka_unit_test(every_format_can_be_written_twice),
        cmocka_unit_test(faults_of_a_rule_set_have_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
