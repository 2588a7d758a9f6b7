// SPDX-License-Identifier: Apache-2.0
// What documents a rule set is for, derived from the words of its expressions.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "rules/fits.h"

typedef struct Case {
    const char *lets[4]; // name, value, …
    const char *contexts[4];
    const char *tests[4];
    const char *roots; // names, each with a blank behind
    const char *customizations, *profiles;
} Case;

static const Case cases[] = {
    // Absolute paths begin with the root.
    {.contexts = {"/ubl:Invoice/cac:InvoiceLine"}, .roots = "Invoice "},
    {.contexts = {"/ubl:Invoice | /cn:CreditNote", "cac:InvoiceLine | cac:CreditNoteLine"},
     .tests = {"exists(cac:Item/cbc:Name)"},
     .roots = "Invoice CreditNote "},
    // Relative contexts do too, if their namespace has no children anywhere.
    {.contexts = {"ubl:Invoice", "cac:Party"},
     .tests = {"cac:PartyName and cbc:ID"},
     .roots = "Invoice "},
    {.contexts = {"//ubl:Invoice/*[local-name() = 'x']", "(cac:Item | cac:Price)/cbc:ID"},
     .tests = {"cac:Price/cbc:PriceAmount > 0"},
     .roots = "Invoice "},
    // No root is named: the rule set fits nothing by itself.
    {.contexts = {"cac:Party", "*"}, .tests = {"cac:PartyName"}, .roots = ""},
    // Axes that look up tell nothing.
    {.contexts = {"cbc:ID[ancestor::ubl:Invoice]"}, .tests = {"parent::cac:Item and cbc:Name"}, .roots = ""},
    // Identifiers, as rule sets compare them.
    {.contexts = {"/ubl:Invoice"},
     .tests =
         {"starts-with(normalize-space(cbc:CustomizationID/text()), 'urn:cen.eu:en16931:2017#x')",
          "cbc:ProfileID = 'urn:profile:one'"},
     .roots = "Invoice ",
     .customizations = "urn:cen.eu:en16931:2017#x* "},
    {.lets = {"ID", "'urn:peppol:trns:order:3'"},
     .contexts = {"/ubl:Invoice"},
     .tests = {"cbc:CustomizationID = $ID or contains(cbc:CustomizationID, '#urn:other')"},
     .roots = "Invoice ",
     .customizations = "urn:peppol:trns:order:3 *#urn:other* "},
    {.contexts = {"/ubl:Invoice"},
     .tests = {"matches(normalize-space(/*/cbc:ProfileID), '^urn:fdc:billing:([0-9]{2}):1\\.0$')"},
     .roots = "Invoice ",
     .profiles = "urn:fdc:billing:*:1.0 "},
    {.contexts = {"/rsm:CII"},
     .tests = {"ram:GuidelineSpecifiedDocumentContextParameter/ram:ID = 'urn:ferd:comfort'"},
     .roots = "CII ",
     .customizations = "urn:ferd:comfort "},
    // A variable may stand for an identifier, and one of the schema begins at the document.
    {.lets = {"id", "normalize-space(ubl:Order/cbc:CustomizationID)"},
     .contexts = {"ubl:Order/cac:Item"},
     .tests = {"$id = 'urn:order:3'"},
     .roots = "Order ",
     .customizations = "urn:order:3 "},
    // A short word, or a literal far from every identifier, is none.
    {.contexts = {"/ubl:Invoice"},
     .tests = {"cbc:CustomizationID = 'S'", "cbc:ID != 'urn:far:away'"},
     .roots = "Invoice "},
};

static Slice join_globs(Arena *arena, Globs globs)
{
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < globs.count; i++) {
        buffer_add(&out, globs.at[i]);
        buffer_add_char(&out, ' ');
    }
    return buffer_slice(&out);
}

static void expect_text(Slice found, const char *expected)
{
    char text[512];
    snprintf(text, sizeof text, "%.*s", (int)found.len, found.at);
    assert_string_equal(text, expected != NULL ? expected : "");
}

static bool derive(Arena *arena, void *context)
{
    const Case *it = context;
    FitsScan *scan = fits_scan_new(arena);
    static const char *const prefixes[] = {"ubl", "cn", "cac", "cbc", "rsm", "ram"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        fits_scan_namespace(scan, slice_of(prefixes[i]), arena_print(arena, "urn:%s", prefixes[i]));
    if (it->lets[0] != NULL)
        fits_scan_let(scan, slice_of(it->lets[0]), slice_of(it->lets[1]), true);
    for (size_t i = 0; i < 4 && it->contexts[i] != NULL; i++)
        fits_scan_context(scan, slice_of(it->contexts[i]));
    for (size_t i = 0; i < 4 && it->tests[i] != NULL; i++)
        fits_scan_test(scan, slice_of(it->tests[i]));
    Fits fits = fits_scan_end(scan);
    Buffer roots = buffer_new(arena);
    for (size_t i = 0; i < fits.root_count; i++) {
        buffer_add(&roots, fits.roots[i].name);
        buffer_add_char(&roots, ' ');
    }
    expect_text(buffer_slice(&roots), it->roots);
    expect_text(join_globs(arena, fits.customizations), it->customizations);
    expect_text(join_globs(arena, fits.profiles), it->profiles);
    return true;
}

static void a_rule_set_tells_what_it_is_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(arena_run(0, derive, (void *)&cases[i], NULL));
}

static void a_star_stands_for_any_text(void **state)
{
    (void)state;
    assert_true(glob_matches(S("urn:*"), S("urn:x")));
    assert_true(glob_matches(S("*cen*2017*"), S("urn:cen.eu:en16931:2017#compliant")));
    assert_true(glob_matches(S("a"), S("a")));
    assert_true(glob_matches(S("*"), S("")));
    assert_true(glob_matches(S("a*b*c"), S("abbbc")));
    assert_false(glob_matches(S("a*b*c"), S("abbbd")));
    assert_false(glob_matches(S("urn:x"), S("urn:xy")));
    assert_false(glob_matches(S(""), S("x")));
}

static void a_root_that_fits_with_other_identifiers_is_near(void **state)
{
    (void)state;
    FitRoot root = {S("Invoice"), S("urn:i")};
    Slice glob = S("urn:en*");
    Fits fits = {.roots = &root, .root_count = 1, .customizations = {&glob, 1}};
    DocumentFacts facts = {
        .root = S("Invoice"), .uri = S("urn:i"), .customization = S("urn:en16931")};
    assert_int_equal(fits_match(&fits, &facts), FIT_YES);
    facts.customization = S("OIOUBL-2.1");
    assert_int_equal(fits_match(&fits, &facts), FIT_NEAR);
    facts.uri = S("urn:other");
    assert_int_equal(fits_match(&fits, &facts), FIT_NO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_set_tells_what_it_is_for),
        cmocka_unit_test(a_star_stands_for_any_text),
        cmocka_unit_test(a_root_that_fits_with_other_identifiers_is_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
