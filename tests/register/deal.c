// SPDX-License-Identifier: Apache-2.0
// Deals: the tree that the rules look at, and whose document a finding is about. The rules
// themselves are tested by tests/deal.

#include "register/deal.h"
#include "base/memory.h"
#include "rules/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static bool in_arena(bool work(Arena *arena, void *context))
{
    Faults faults = {0};
    bool is_good = arena_run(0, work, NULL, &faults);
    assert_int_equal(faults.count, 0);
    return is_good;
}

#define CREDIT                                                                                     \
    {                                                                                              \
        S_INIT("credit.fin"), S_INIT("letter-of-credit"),                                          \
            S_INIT("{\"id\": \"LC-1\", \"amount\": 100, \"currencyCode\": \"USD\", "               \
                   "\"expiryDate\": \"2026-10-15\", "                                              \
                   "\"applicableRules\": {\"code\": \"UCP LATEST VERSION\"}}")                     \
    }
#define INVOICE(name, id, amount)                                                                  \
    {                                                                                              \
        S_INIT(name), S_INIT("commercial-invoice"),                                                \
            S_INIT("{\"id\": \"" id "\", \"invoiceCurrencyCode\": \"USD\", "                       \
                   "\"totals\": {\"grandTotalAmount\": " amount "}}")                              \
    }
#define AMENDMENT(number, amount)                                                                  \
    {                                                                                              \
        S_INIT("amendment " number), S_INIT("letter-of-credit-amendment"),                         \
            S_INIT("{\"id\": \"LC-1\", \"amendmentNumber\": " number ", \"newAmount\": " amount    \
                   "}")                                                                            \
    }

static bool speaks(Arena *arena, const Deal *deal, Slice rule, DealFinding *found)
{
    Faults faults = {0};
    DealFindings findings;
    const DealRules *rules = deal_rules_new(arena, &faults);
    assert_non_null(rules);
    assert_true(deal_check(rules, arena, deal, S("en"), &findings, &faults));
    for (size_t i = 0; i < findings.count; i++) {
        assert_int_not_equal(findings.list[i].severity, SEVERITY_BROKEN);
        if (slice_equal(findings.list[i].rule, rule)) {
            *found = findings.list[i];
            return true;
        }
    }
    return false;
}

// ---- Whose document ----

static bool check_names(Arena *arena, void *context)
{
    (void)context;
    static const DealDocument documents[] = {INVOICE("first", "1", "90"), CREDIT,
                                             INVOICE("second", "2", "101")};
    Deal deal = {.documents = documents, .count = 3};
    DealFinding found;
    assert_true(speaks(arena, &deal, S("DEAL-INV-04"), &found));
    assert_int_equal(found.document, 2);
    assert_true(slice_equal(found.group, S("invoice")));
    assert_true(slice_equal(found.article, S("UCP 600 art. 18 b, 30 a")));
    assert_true(slice_ends(found.message, S("plus 0 %.")));
    assert_true(found.remedy.len > 0 && found.certainty == DEAL_CERTAIN);
    return true;
}

static void a_finding_names_its_document_wherever_it_stands(void **state)
{
    (void)state;
    in_arena(check_names);
}

// ---- Amendments ----

static bool check_amendments(Arena *arena, void *context)
{
    (void)context;
    static const DealDocument documents[] = {AMENDMENT("10", "200"), AMENDMENT("2", "50"), CREDIT,
                                             INVOICE("invoice", "1", "150")};
    Deal deal = {.documents = documents, .count = 4};
    DealFinding found;
    assert_false(speaks(arena, &deal, S("DEAL-INV-04"), &found));
    deal.documents++, deal.count--; // without the tenth
    assert_true(speaks(arena, &deal, S("DEAL-INV-04"), &found));
    return true;
}

static void the_amendment_with_the_highest_number_counts(void **state)
{
    (void)state;
    in_arena(check_amendments);
}

// ---- What is refused ----

static bool check_refusals(Arena *arena, void *context)
{
    (void)context;
    static const DealDocument documents[] = {
        {S_INIT("a"), S_INIT("commercial-invoice"), S_INIT("[]")},
        {S_INIT("b"), S_INIT("commercial-invoice"), S_INIT("{\"id\": 1}, {}")},
        {S_INIT("c"), S_INIT("commercial-invoice"), S_INIT("")},
        {S_INIT("d"), S_INIT("deal"), S_INIT("{}")},
    };
    for (size_t i = 0; i < 4; i++) {
        Faults faults = {0};
        Buffer out = buffer_new(arena);
        Deal deal = {.documents = &documents[i], .count = 1};
        assert_false(deal_write(&out, &deal, &faults));
        assert_int_equal(faults.list[0].file[0], 'a' + (int)i);
    }
    Faults faults = {0};
    Buffer out = buffer_new(arena);
    Deal large = {.count = DEAL_DOCUMENTS_MAX + 1};
    assert_false(deal_write(&out, &large, &faults));
    assert_int_equal(faults.list[0].kind, FAULT_LIMIT);
    return true;
}

static void a_content_that_is_no_object_is_refused_by_name(void **state)
{
    (void)state;
    in_arena(check_refusals);
}

#define SCHEMA(inner)                                                                              \
    "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'>" inner "</schema>"

static bool check_files(Arena *arena, void *context)
{
    (void)context;
    Faults faults = {0};
    Slice includes = S(SCHEMA("<include href='registers/deal/rules.sch'/>"));
    assert_null(ruleset_load_text(arena, "carried.sch", includes, NULL, &faults));
    assert_true(slice_find(slice_of(faults.list[0].text), S("sees no files")) != SIZE_MAX);
    return true;
}

static void rules_that_are_no_file_include_none(void **state)
{
    (void)state;
    in_arena(check_files);
}

// ---- Memory ----

static bool do_all(Arena *arena, void *context)
{
    static const DealDocument documents[] = {CREDIT, INVOICE("invoice", "1", "150")};
    Deal deal = {.today = S("2026-10-01"), .documents = documents, .count = 2};
    DealFindings findings;
    const DealRules *rules = deal_rules_new(arena, context);
    return rules != NULL && deal_check(rules, arena, &deal, S("ja"), &findings, context);
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t countdown = 1;; countdown++) {
        Faults faults = {0};
        memory_fail_after(countdown);
        bool is_good = arena_run(0, do_all, &faults, &faults);
        memory_fail_after(0);
        if (is_good) {
            assert_true(countdown > 5); // else nothing was made to fail
            return;
        }
        assert_int_equal(faults.list[0].kind, FAULT_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_names_its_document_wherever_it_stands),
        cmocka_unit_test(the_amendment_with_the_highest_number_counts),
        cmocka_unit_test(a_content_that_is_no_object_is_refused_by_name),
        cmocka_unit_test(rules_that_are_no_file_include_none),
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
