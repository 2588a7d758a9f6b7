// SPDX-License-Identifier: Apache-2.0
// What a schema author relies on: which rule takes a node, what abstract parts become, what is refused, and that an error
// in one test does not silence the others. Each case is a schema's inside, a document, and the findings as lines.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "rules/rules.h"
#include "tree/xml.h"

typedef struct Case {
    const char *schema, *document, *phase;
    bool is_plain;
    Guard guard;
    Arena *arena;
    Faults faults;
    char path[40], found[2000];
} Case;

static void finish(Case *test)
{
    unlink(test->path);
    arena_free(test->arena);
}

static const char document[] =
    "<deal><line n='1'><price>2</price></line><line n='2'><price>x</price></line><line n='1'/></deal>";

static void describe(Case *test, RuleRun *run)
{
    Buffer out = buffer_new(test->arena);
    for (size_t i = 0; i < run->finding_count; i++) {
        const RuleFinding *finding = &run->findings[i];
        const Assertion *assertion = run->ruleset->assertions[finding->assertion];
        Slice path = node_path(run->tree, finding->node, PATH_PLAIN, test->arena);
        Slice text = finding->error ? slice_of(finding->error->code)
                                    : rule_message(run, finding, &assertion->message, test->arena);
        buffer_print(&out, "%.*s %.*s %.*s\n", (int)assertion->id.len, assertion->id.at, (int)path.len, path.at,
                     (int)text.len, text.at);
    }
    snprintf(test->found, sizeof test->found, "%.*s", (int)out.len, out.len ? out.at : "");
}

static bool run_case(void *context)
{
    Case *test = context;
    test->arena = arena_new(&test->guard, 0);
    Slice text = arena_print(test->arena, "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'>%s</schema>",
                             test->schema);
    snprintf(test->path, sizeof test->path, "/tmp/schematron-test-XXXXXX");
    int file = mkstemp(test->path);
    assert_int_equal(write(file, text.at, text.len), text.len);
    close(file);
    RulesetOptions options = {.plain = test->is_plain, .phase = slice_of(test->phase ? test->phase : "")};
    const Ruleset *ruleset = ruleset_load(test->arena, test->path, &options, &test->faults);
    if (!ruleset)
        return false;
    Vocabulary *vocabulary = vocabulary_new(test->arena);
    const Tree *tree = xml_read(test->arena, vocabulary, slice_of(test->document ? test->document : document), NULL,
                                &test->faults);
    RuleRun *run = rule_run_new(&test->guard, test->arena, ruleset, vocabulary, NULL);
    if (!tree || !rule_run_document(run, tree, &test->faults))
        return false;
    describe(test, run);
    return true;
}

// With the optimiser and without it.
static void expect(Case test, const char *found)
{
    for (int plain = 0; plain < 2; plain++) {
        Case one = test;
        one.is_plain = plain;
        bool done = guard_run(&one.guard, run_case, &one, NULL);
        if (!done)
            fail_msg("%s", one.faults.count ? one.faults.list[0].text : one.guard.fault.text);
        assert_string_equal(one.found, found);
        finish(&one);
    }
}

static void refuse(const char *schema, const char *part)
{
    Case test = {.schema = schema};
    assert_false(guard_run(&test.guard, run_case, &test, NULL));
    assert_true(test.faults.count > 0);
    if (!strstr(test.faults.list[0].text, part))
        fail_msg("the fault says: %s", test.faults.list[0].text);
    assert_true(test.faults.list[0].line > 0);
    finish(&test);
}

static void the_first_rule_of_a_pattern_that_matches_takes_the_node(void **state)
{
    (void)state;
    expect((Case){.schema = "<pattern><rule context='line[@n=1]'><report id='A' test='true()'>one</report></rule>"
                            "<rule context='line'><report id='B' test='true()'>other</report></rule></pattern>"},
           "A /deal[1]/line[1] one\nB /deal[1]/line[2] other\nA /deal[1]/line[3] one\n");
}

static void findings_come_by_pattern_then_by_node(void **state)
{
    (void)state;
    expect((Case){.schema = "<pattern><rule context='price'><report id='P' test='true()'/></rule></pattern>"
                            "<pattern><rule context='deal'><report id='D' test='true()'/></rule></pattern>"},
           "P /deal[1]/line[1]/price[1] \nP /deal[1]/line[2]/price[1] \nD /deal[1] \n");
}

static void abstract_patterns_and_rules_are_filled_in(void **state)
{
    (void)state;
    expect((Case){.schema = "<pattern abstract='true' id='a'><rule context='$what'><extends rule='r'/>"
                            "<assert id='A' test='$test'>$what</assert></rule></pattern>"
                            "<pattern><rule abstract='true' id='r'><let name='v' value='@n'/>"
                            "<report id='R' test='$v = 2'><value-of select='$v'/></report></rule></pattern>"
                            "<pattern is-a='a'><param name='what' value='line'/><param name='test' value='price'/></pattern>"},
           "R /deal[1]/line[2] 2\nA /deal[1]/line[3] line\n");
}

static void a_phase_runs_its_patterns_only(void **state)
{
    (void)state;
    expect((Case){.schema = "<phase id='p'><active pattern='b'/></phase>"
                            "<pattern id='a'><rule context='deal'><report id='A' test='true()'/></rule></pattern>"
                            "<pattern id='b'><rule context='deal'><report id='B' test='true()'/></rule></pattern>",
                  .phase = "p"},
           "B /deal[1] \n");
}

static void an_error_is_a_finding_and_the_run_goes_on(void **state)
{
    (void)state;
    expect((Case){.schema = "<pattern><rule context='price'><assert id='A' test='xs:decimal(.) &gt; 1'/>"
                            "<report id='B' test='true()'/></rule></pattern>"},
           "B /deal[1]/line[1]/price[1] \nA /deal[1]/line[2]/price[1] FORG0001\nB /deal[1]/line[2]/price[1] \n");
}

static void functions_keys_and_unions_of_contexts_work(void **state)
{
    (void)state;
    expect((Case){.schema = "<ns prefix='f' uri='urn:f'/>"
                            "<xsl:function xmlns:xsl='http://www.w3.org/1999/XSL/Transform' name='f:twice' as='xs:integer'>"
                            "<xsl:param name='x' as='xs:integer'/><xsl:variable name='y' select='$x * 2'/>"
                            "<xsl:choose><xsl:when test='$y gt 2'><xsl:sequence select='$y'/></xsl:when>"
                            "<xsl:otherwise><xsl:value-of select='0'/></xsl:otherwise></xsl:choose></xsl:function>"
                            "<xsl:key xmlns:xsl='http://www.w3.org/1999/XSL/Transform' name='k' match='line' use='@n'/>"
                            "<pattern><rule context='(deal/line | nothing)[count(key(\"k\", @n)) = 1]'>"
                            "<report id='K' test='true()'><value-of select='f:twice(xs:integer(@n))'/></report></rule></pattern>"},
           "K /deal[1]/line[2] 4\n");
}

static void what_occurs_again_is_found_once(void **state)
{
    (void)state;
    expect((Case){.schema = "<pattern><rule context='line'><report id='A' test='@n = following-sibling::line/@n'/>"
                            "<assert id='B' test='count(../line[@n = current()/@n]) = 1'/></rule></pattern>"},
           "A /deal[1]/line[1] \nB /deal[1]/line[1] \nB /deal[1]/line[3] \n");
}

static void what_is_not_supported_is_refused_with_its_place(void **state)
{
    (void)state;
    refuse("<pattern><rule context='a'><asert test='b'/></rule></pattern>", "asert");
    refuse("<pattern><rule context='a'><assert test='b +'/></rule></pattern>", "ends too early");
    refuse("<pattern is-a='none'/>", "no abstract pattern");
    refuse("<include href='../../../etc/passwd'/>", "passwd");
    refuse("<pattern><rule context='a'><assert test='$x'/></rule></pattern>", "$x");
}

static void every_allocation_of_a_check_may_fail(void **state)
{
    (void)state;
    bool is_done = false;
    for (size_t n = 1; !is_done; n++) {
        Case test = {.schema = "<let name='v' value='//line'/><pattern><rule context='line[price]'>"
                               "<assert id='A' test='price = \"2\" or count($v) = 9'><value-of select='@n'/></assert></rule></pattern>"};
        memory_fail_after(n);
        is_done = guard_run(&test.guard, run_case, &test, NULL);
        memory_fail_after(0);
        if (is_done)
            assert_string_equal(test.found, "A /deal[1]/line[2] 2\n");
        finish(&test);
        assert_true(n < 20000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_rule_of_a_pattern_that_matches_takes_the_node),
        cmocka_unit_test(findings_come_by_pattern_then_by_node),
        cmocka_unit_test(abstract_patterns_and_rules_are_filled_in),
        cmocka_unit_test(a_phase_runs_its_patterns_only),
        cmocka_unit_test(an_error_is_a_finding_and_the_run_goes_on),
        cmocka_unit_test(functions_keys_and_unions_of_contexts_work),
        cmocka_unit_test(what_occurs_again_is_found_once),
        cmocka_unit_test(what_is_not_supported_is_refused_with_its_place),
        cmocka_unit_test(every_allocation_of_a_check_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
