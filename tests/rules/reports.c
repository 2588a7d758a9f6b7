// SPDX-License-Identifier: Apache-2.0
// The four reports of one account that was made up for the purpose.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "rules/account.h"
#include "tree/xml.h"

static const char document[] = "<a>\n  <b x='1'>東京 &amp; <c/></b>\n</a>\n";

static NodeId finding_node(const AccountSet *set, size_t index)
{
    (void)set;
    return index == 0 ? 3 : 1; // b, a
}

static void head(const AccountSet *set, size_t index, AccountHead *out)
{
    (void)set;
    out->severity = index == 0 ? SEVERITY_ERROR : SEVERITY_WARNING;
    out->id = index == 0 ? S("BR-01") : S("a rule with blanks");
    out->test = S("@x < 1");
}

static void finding(const AccountSet *set, size_t index, Arena *arena, AccountFinding *out)
{
    static const AccountValue value = {S_INIT("@x"), S_INIT("1\x1b[31m")};
    static const AccountText diagnostics[] = {
        {S_INIT("d-en"), S_INIT("en"), S_INIT("in English")},
        {S_INIT("d-ja"), S_INIT("ja"), S_INIT("日本語で")},
    };
    (void)arena;
    *out = (AccountFinding){
        .severity = index == 0 ? SEVERITY_ERROR : SEVERITY_WARNING,
        .is_report = index == 1,
        .id = index == 0 ? S("BR-01") : S("a rule with blanks"),
        .flag = index == 0 ? S("fatal") : S("warning"),
        .test = S("@x < 1"),
        .message = S("[BR-01]-The \"x\" (BT-24, BG-5)\n  is <wrong> & BT-24."),
        .node = finding_node(set, index),
        .path = S("/a/b"),
        .location = S("/Q{}a[1]/Q{}b[1]"),
        .plain_path = S("/a[1]/b[1]"),
        .values = &value,
        .value_count = index == 0,
        .diagnostics = diagnostics,
        .diagnostic_count = 2,
    };
}

static void fired(const AccountSet *set, size_t index, AccountFired *out)
{
    (void)set;
    *out = (AccountFired){
        .pattern = 0, .pattern_id = S("p"), .context = S("b"), .first = index, .count = 1};
}

typedef struct Made {
    Arena *scratch;
    Account account;
    AccountSet set;
    const char *format;
} Made;

static void make(Arena *arena, Made *made)
{
    static const AccountPrefix prefix = {S_INIT("p"), S_INIT("urn:p")};
    Faults faults = {0};
    made->set = (AccountSet){
        .name = S("set"),
        .title = S("A <set>"),
        .digest = S("0123456789abcdef"),
        .prefixes = &prefix,
        .prefix_count = 1,
        .patterns_fired = 1,
        .rules_fired = 2,
        .assertions_fired = 3,
        .finding_count = 2,
        .severities = {[SEVERITY_ERROR] = 1, [SEVERITY_WARNING] = 1},
        .help = help_read(arena, NULL, S("EN16931-UBL"), S(""), NULL, &faults),
        .fired_count = 2,
        .node = finding_node,
        .head = head,
        .finding = finding,
        .fired = fired,
    };
    made->account = (Account){
        .name = S("doc.xml"),
        .verdict = VERDICT_INVALID,
        .tree = xml_read(arena, vocabulary_new(arena), S(document), &(XmlOptions){0}, &faults),
        .facts = {.root = S("Invoice")},
        .sets = &made->set,
        .set_count = 1,
    };
    assert_int_equal(faults.count, 0);
    assert_non_null(made->account.tree);
}

static void expect_in(const Buffer *out, const char *text)
{
    if (slice_find(buffer_slice(out), slice_of(text)) == SIZE_MAX)
        fail_msg("\"%s\" is not in:\n%.*s", text, (int)out->len, out->at);
}

static bool with_scratch(Arena *arena, bool work(Arena *arena, Arena *scratch))
{
    Arena *scratch = arena_new(arena_guard(arena), 0);
    bool is_good = work(arena, scratch);
    arena_free(scratch);
    return is_good;
}

static bool text_work(Arena *arena, Arena *scratch)
{
    Made made;
    make(arena, &made);
    Buffer out = buffer_new(arena);
    ReportOptions options = {.language = S("ja"), .has_tests = true};
    report_text(&out, scratch, &made.account, &options);
    expect_in(&out, "doc.xml: INVALID — 1 error, 1 warning\n");
    expect_in(&out, "error BR-01\n");
    expect_in(&out, "    line 2, column 3  /a/b\n");
    expect_in(&out, "         2 |   <b x='1'>東京 &amp; <c/></b>\n           |   ^\n");
    expect_in(&out, "found  @x = 1\\x1B[31m");
    expect_in(&out, "日本語で");
    expect_in(&out, "why    仕様識別子は");
    assert_int_equal(slice_find(buffer_slice(&out), S("in English")), SIZE_MAX);
    assert_int_equal(slice_find(buffer_slice(&out), S("\x1b")), SIZE_MAX);
    return true;
}

static bool text_in(Arena *arena, void *context)
{
    (void)context;
    return with_scratch(arena, text_work);
}

static void text_shows_the_place_and_teaches_in_the_readers_language(void **state)
{
    (void)state;
    assert_true(arena_run(0, text_in, NULL, NULL));
}

static bool json_work(Arena *arena, Arena *scratch)
{
    Made made;
    make(arena, &made);
    Buffer out = buffer_new(arena);
    JsonWriter writer = {.out = &out};
    ReportOptions options = {.language = S("en")};
    report_json(&writer, scratch, &made.account, &options);
    Faults faults = {0};
    const Json *json = json_read(arena, buffer_slice(&out), &faults);
    assert_non_null(json);
    const Json *set = json_get(json, S("rulesets"))->items[0];
    const Json *findings = json_get(set, S("findings"));
    assert_int_equal(findings->count, 2);
    // Document order: the finding at <a> comes first, though its pattern is later.
    const Json *first = findings->items[0], *second = findings->items[1];
    assert_true(slice_equal(json_text(json_get(first, S("severity"))), S("warning")));
    assert_true(slice_equal(json_get(second, S("line"))->text, S("2")));
    assert_int_equal(json_get(second, S("terms"))->count, 2);
    assert_non_null(json_get(json_get(second, S("help")), S("remedy")));
    assert_null(json_get(second, S("test")));
    return true;
}

static bool json_in(Arena *arena, void *context)
{
    (void)context;
    return with_scratch(arena, json_work);
}

static void json_has_the_findings_in_document_order(void **state)
{
    (void)state;
    assert_true(arena_run(0, json_in, NULL, NULL));
}

static bool tsv_work(Arena *arena, Arena *scratch)
{
    Made made;
    make(arena, &made);
    Buffer out = buffer_new(arena);
    report_tsv(&out, scratch, &made.account);
    expect_in(&out, "assert\tBR-01\tfatal\t\t/a[1]/b[1]\t[BR-01]-The \"x\" (BT-24, BG-5)   is");
    expect_in(&out, "report\ta rule with blanks\twarning\t\t");
    return true;
}

static bool tsv_in(Arena *arena, void *context)
{
    (void)context;
    return with_scratch(arena, tsv_work);
}

static void tsv_has_a_line_a_finding(void **state)
{
    (void)state;
    assert_true(arena_run(0, tsv_in, NULL, NULL));
}

static bool svrl_work(Arena *arena, Arena *scratch)
{
    Made made;
    make(arena, &made);
    Buffer out = buffer_new(arena);
    report_svrl(&out, scratch, &made.account, 1);
    Faults faults = {0};
    assert_non_null(
        xml_read(arena, vocabulary_new(arena), buffer_slice(&out), &(XmlOptions){0}, &faults));
    expect_in(&out, "<svrl:failed-assert id=\"BR-01\" flag=\"fatal\" location=\"/Q{}a[1]/Q{}b[1]\" "
                    "test=\"@x &lt; 1\">");
    // Its name is no XML id: the report leaves it out, and stays valid.
    expect_in(&out, "<svrl:successful-report flag=\"warning\"");
    expect_in(&out, "<svrl:diagnostic-reference diagnostic=\"d-ja\" xml:lang=\"ja\">");
    return true;
}

static bool svrl_in(Arena *arena, void *context)
{
    (void)context;
    return with_scratch(arena, svrl_work);
}

static void svrl_is_well_formed_whatever_a_rule_is_called(void **state)
{
    (void)state;
    assert_true(arena_run(0, svrl_in, NULL, NULL));
}

static void severity_follows_the_words_of_the_rule_set(void **state)
{
    (void)state;
    assert_int_equal(severity_of(S(""), S("fatal"), S("")), SEVERITY_ERROR);
    assert_int_equal(severity_of(S(""), S("warning"), S("")), SEVERITY_WARNING);
    assert_int_equal(severity_of(S(""), S(""), S("Warn")), SEVERITY_WARNING);
    assert_int_equal(severity_of(S(""), S("information"), S("")), SEVERITY_INFO);
    assert_int_equal(severity_of(S(""), S(""), S("")), SEVERITY_ERROR);
    assert_int_equal(severity_of(S("info"), S("fatal"), S("")), SEVERITY_INFO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_shows_the_place_and_teaches_in_the_readers_language),
        cmocka_unit_test(json_has_the_findings_in_document_order),
        cmocka_unit_test(tsv_has_a_line_a_finding),
        cmocka_unit_test(svrl_is_well_formed_whatever_a_rule_is_called),
        cmocka_unit_test(severity_follows_the_words_of_the_rule_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
