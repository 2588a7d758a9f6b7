// SPDX-License-Identifier: Apache-2.0
// Check characters of identifiers, on numbers that their owners publish.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

#include "codes/identifiers.h"

typedef struct Case {
    const char *scheme, *text, *right; // `right` NULL: the text is; empty: it is malformed
} Case;

static const Case cases[] = {
    {"jp-invoice-issuer", "T7000012050002", NULL}, // 国税庁
    {"jp-invoice-issuer", "T6000012050002", "T7000012050002"},
    {"jp-invoice-issuer", "T700001205000", ""},
    {"jp-invoice-issuer", "7000012050002", ""},
    {"jp-corporate-number", "7000012050002", NULL},
    {"jp-corporate-number", "7000012050003", "6000012050003"},
    {"cn-uscc", "91330100799655058B", NULL},
    {"cn-uscc", "9144030071526726XG", NULL},
    {"cn-uscc", "914403001922038216", NULL},
    {"cn-uscc", "914403001922038215", "914403001922038216"},
    {"cn-uscc", "91330100799655O58B", ""}, // a letter O
    {"gs1", "4006381333931", NULL},
    {"gs1", "4006381333932", "4006381333931"},
    {"gs1", "73513537", NULL},
    {"gs1", "400638133393", "400638133390"}, // of another length, which has its own check digit
    {"lei", "5493001KJTIIGC8Y1R12", NULL},
    {"lei", "5493001KJTIIGC8Y1R21", "5493001KJTIIGC8Y1R12"},
    {"iban", "DE89370400440532013000", NULL},
    {"iban", "GB82WEST12345698765432", NULL},
    {"iban", "GB28WEST12345698765432", "GB82WEST12345698765432"},
    {"iban", "GB82WEST123456", ""},
    {"container", "CSQU3054383", NULL},
    {"container", "CSQU3054384", "CSQU3054383"},
    {"container", "CSQX3054383", ""},
    {"imo-ship", "9074729", NULL},
    {"imo-ship", "IMO9074729", NULL},
    {"imo-ship", "IMO9074728", "IMO9074729"},
};

static void numbers_that_are_in_use_are_right_and_others_are_told_what_would_be(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const Case *it = &cases[i];
        char right[IDENTIFIER_MAX + 1] = "";
        IdentifierVerdict wanted = it->right == NULL      ? IDENTIFIER_RIGHT
                                   : it->right[0] == '\0' ? IDENTIFIER_MALFORMED
                                                          : IDENTIFIER_MISTYPED;
        const IdentifierScheme *scheme = identifier_scheme(slice_of(it->scheme));
        assert_non_null(scheme);
        IdentifierVerdict verdict = identifier_verify(scheme, slice_of(it->text), right);
        if (verdict != wanted || (verdict == IDENTIFIER_MISTYPED && strcmp(right, it->right) != 0))
            fail_msg("%s %s: %d %s", it->scheme, it->text, (int)verdict, right);
    }
}

// All who type wrong one character of a code of GB 32100 or ISO 7064 are told: the moduli are
// primes beyond its radix.
static void one_wrong_character_is_always_found(void **state)
{
    (void)state;
    static const char *const texts[][2] = {{"cn-uscc", "91330100799655058B"},
                                           {"iban", "DE89370400440532013000"},
                                           {"gs1", "4006381333931"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Slice text = slice_of(texts[i][1]);
        char changed[IDENTIFIER_MAX], right[IDENTIFIER_MAX];
        for (size_t at = 0; at < text.len; at++)
            for (char c = '0'; c <= '9'; c++) {
                memcpy(changed, text.at, text.len);
                changed[at] = c;
                bool is_same = text.at[at] == c;
                IdentifierVerdict verdict = identifier_verify(
                    identifier_scheme(slice_of(texts[i][0])), (Slice){changed, text.len}, right);
                assert_int_equal(verdict == IDENTIFIER_RIGHT, is_same);
            }
    }
}

static void what_people_write_is_stripped_to_what_counts(void **state)
{
    (void)state;
    char room[IDENTIFIER_MAX];
    assert_true(slice_equal(identifier_strip(S("t7-0000-1205-0002"), room), S("T7000012050002")));
    assert_true(slice_equal(identifier_strip(S("Ｔ７００００１２０５０００２"), room),
                            S("T7000012050002")));
    assert_true(slice_equal(identifier_strip(S("de89 3704 0044 0532 0130 00"), room),
                            S("DE89370400440532013000")));
    assert_int_equal(identifier_strip(S("12345678901234567890123456789012345"), room).len, 0);
    assert_true(slice_equal(identifier_strip(S("\xEF\xBC"), room), S("\xEF\xBC")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_that_are_in_use_are_right_and_others_are_told_what_would_be),
        cmocka_unit_test(one_wrong_character_is_always_found),
        cmocka_unit_test(what_people_write_is_stripped_to_what_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
