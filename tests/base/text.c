// SPDX-License-Identifier: Apache-2.0
// Slices and UTF-8.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/utf8.h"

static void slices_are_cut_and_trimmed_without_copying(void **state)
{
    (void)state;
    Slice rest = S("a,,b"), whole = rest;
    Slice first = slice_cut(&rest, ',');
    assert_ptr_equal(first.at, whole.at);
    assert_true(slice_equal(first, S("a")));
    assert_true(slice_equal(slice_cut(&rest, ','), S("")));
    assert_true(slice_equal(slice_cut(&rest, ','), S("b")));
    assert_int_equal(rest.len, 0);
    assert_true(slice_equal(slice_cut(&rest, ','), S("")));
    assert_true(slice_equal(slice_trim(S(" \t\r\n x y \n")), S("x y")));
    assert_true(slice_equal(slice_trim(S(" \t\r\n")), S("")));
    assert_true(slice_equal(slice_trim(S("\xC2\xA0")), S("\xC2\xA0"))); // no XML white space
    assert_true(slice_equal(slice_part(S("abc"), 1, SIZE_MAX), S("bc")));
    assert_true(slice_equal(slice_part(S("abc"), 9, 1), S("")));
}

static void slices_are_compared_and_searched(void **state)
{
    (void)state;
    assert_true(slice_compare(S("a"), S("ab")) < 0);
    assert_true(slice_compare(S("b"), S("ab")) > 0);
    assert_true(slice_compare(S("\xC3\xA9"), S("z")) > 0); // bytes are unsigned
    assert_int_equal(slice_compare(S(""), (Slice){NULL, 0}), 0);
    assert_true(slice_equal((Slice){NULL, 0}, S("")));
    assert_false(slice_equal(S("a\0b"), S("a\0c")));
    assert_int_equal(slice_find(S("abcabc"), S("ca")), 2);
    assert_true(slice_find(S("abc"), S("d")) == SIZE_MAX);
    assert_int_equal(slice_find(S("abc"), S("")), 0);
    assert_true(slice_starts(S("abc"), S("ab")) && !slice_starts(S("a"), S("ab")));
    assert_true(slice_ends(S("abc"), S("bc")) && slice_ends(S("a"), S("")));
}

static void hashes_tell_texts_apart(void **state)
{
    (void)state;
    assert_true(slice_hash(S("")) == slice_hash((Slice){NULL, 0}));
    assert_true(slice_hash(S("a")) != slice_hash(S("a\0")));
    assert_true(slice_hash(S("abcdefgh")) != slice_hash(S("abcdefgh\0")));
    // One bit set among many zeros: all different, also in the low bits that tables use.
    enum { LENGTH = 64, LOW = 12 };
    unsigned seen[1 << LOW] = {0}, most = 0;
    for (size_t bit = 0; bit < LENGTH * 8; bit++) {
        char text[LENGTH] = {0};
        text[bit / 8] = (char)(1 << bit % 8);
        unsigned count = ++seen[slice_hash((Slice){text, LENGTH}) & ((1 << LOW) - 1)];
        most = count > most ? count : most;
    }
    assert_true(most <= 6);
}

static void every_code_point_is_written_and_read_again(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        char text[4];
        size_t written = utf8_encode(c, text), length = 0;
        int32_t read = utf8_decode((Slice){text, written}, &length);
        if (read != (int32_t)c || length != written)
            fail_msg("U+%04X became %d", c, read);
        if (utf8_valid((Slice){text, written}) != written)
            fail_msg("U+%04X is not valid", c);
        for (size_t cut = 1; cut < written; cut++)
            assert_int_equal(utf8_decode((Slice){text, cut}, &length), UTF8_BAD);
    }
}

static void bad_sequences_are_refused_at_their_first_byte(void **state)
{
    (void)state;
    static const Slice bad[] = {
        S_INIT("\x80"),             // a continuation alone
        S_INIT("\xC0\x80"),         // overlong
        S_INIT("\xC1\xBF"),         // overlong
        S_INIT("\xE0\x9F\xBF"),     // overlong
        S_INIT("\xF0\x8F\xBF\xBF"), // overlong
        S_INIT("\xED\xA0\x80"),     // a surrogate
        S_INIT("\xED\xBF\xBF"),     // a surrogate
        S_INIT("\xF4\x90\x80\x80"), // above 10FFFF
        S_INIT("\xF5\x80\x80\x80"), // above 10FFFF
        S_INIT("\xFE"),
        S_INIT("\xFF"),
        S_INIT("\xC3"),         // truncated
        S_INIT("\xE3\x81"),     // truncated
        S_INIT("\xF0\x9F\x98"), // truncated
        S_INIT("\xE3"
               "a\x81"), // broken
    };
    char text[64];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        for (size_t before = 0; before < 20; before++) {
            memset(text, 'a', sizeof text);
            memcpy(text + before, bad[i].at, bad[i].len);
            size_t length;
            assert_int_equal(utf8_decode((Slice){text + before, bad[i].len}, &length), UTF8_BAD);
            assert_int_equal(length, 1);
            assert_int_equal(utf8_valid((Slice){text, before + bad[i].len}), before);
        }
}

// What the table of the Unicode standard says, written down a second time by bytes.
static bool is_well_formed(const unsigned char *at, size_t len)
{
    while (len > 0) {
        size_t n = at[0] < 0x80                     ? 1
                   : at[0] >= 0xC2 && at[0] <= 0xDF ? 2
                   : at[0] >= 0xE0 && at[0] <= 0xEF ? 3
                   : at[0] >= 0xF0 && at[0] <= 0xF4 ? 4
                                                    : 0;
        if (n == 0 || n > len)
            return false;
        for (size_t i = 1; i < n; i++)
            if (at[i] < 0x80 || at[i] > 0xBF)
                return false;
        if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) ||
            (at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F))
            return false;
        at += n;
        len -= n;
    }
    return true;
}

static void all_short_byte_strings_are_judged_as_the_standard_does(void **state)
{
    (void)state;
    for (uint32_t word = 0; word < 1u << 24; word++) {
        unsigned char text[3] = {(unsigned char)(word >> 16), (unsigned char)(word >> 8),
                                 (unsigned char)word};
        bool is_valid = utf8_valid((Slice){(const char *)text, 3}) == 3;
        if (is_valid != is_well_formed(text, 3))
            fail_msg("%06X is %s", word, is_valid ? "taken" : "refused");
    }
}

static void characters_are_counted_not_bytes(void **state)
{
    (void)state;
    Slice text = S("a\xC3\xA9\xE7\xAA\x93\xF0\x9F\x98\x80z");
    assert_int_equal(utf8_count(text), 5);
    static const size_t offsets[] = {0, 1, 3, 6, 10, 11, 11};
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(utf8_offset(text, i), offsets[i]);
}

static void names_are_those_of_xml_1_0_fifth_edition(void **state)
{
    (void)state;
    assert_true(is_ncname(S("a-1.\xC2\xB7")) && is_ncname(S("_x")) &&
                is_ncname(S("\xE7\xAA\x93\xE5\x8F\xA3")));
    assert_false(is_ncname(S("1a")) || is_ncname(S("-a")) || is_ncname(S("")) ||
                 is_ncname(S("a:b")));
    assert_true(is_qname(S("a:b")) && is_qname(S("b")));
    assert_false(is_qname(S("a:b:c")) || is_qname(S(":b")) || is_qname(S("a:")) ||
                 is_qname(S("a:1")));
    assert_true(is_name(S(":a:b")) && is_nmtoken(S("-1")) && !is_nmtoken(S("")) &&
                !is_nmtoken(S("a b")));
    assert_false(is_ncname(S("\xC3\x97"))); // × was left out on purpose
    assert_true(is_xml_char(0x9) && is_xml_char(0xFFFD) && is_xml_char(0x10FFFF));
    assert_false(is_xml_char(0) || is_xml_char(0xB) || is_xml_char(0xD800) || is_xml_char(0xFFFE));
}

static bool show(Arena *arena, void *context)
{
    (void)context;
    assert_true(
        slice_equal(slice_show(arena, S("a\tb\x1B[0m\xFF"), 80), S("\"a\\tb\\x1B[0m\\xFF\"")));
    assert_true(slice_equal(slice_show(arena,
                                       S("\xE2\x80\xAE"
                                         "abc"),
                                       80),
                            S("\"\\u202Eabc\"")));
    assert_true(slice_equal(slice_show(arena, S("\xE7\xAA\x93\xE5\x8F\xA3"), 80),
                            S("\"\xE7\xAA\x93\xE5\x8F\xA3\"")));
    Slice cut = slice_show(arena, S("\xE7\xAA\x93\xE5\x8F\xA3\xE7\xAA\x93\xE5\x8F\xA3"), 4);
    assert_int_equal(utf8_valid(cut), cut.len);
    assert_true(slice_ends(cut, S("…\"")));
    return true;
}

static void control_characters_reach_people_as_escapes(void **state)
{
    (void)state;
    assert_true(arena_run(0, show, NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_cut_and_trimmed_without_copying),
        cmocka_unit_test(slices_are_compared_and_searched),
        cmocka_unit_test(hashes_tell_texts_apart),
        cmocka_unit_test(every_code_point_is_written_and_read_again),
        cmocka_unit_test(bad_sequences_are_refused_at_their_first_byte),
        cmocka_unit_test(all_short_byte_strings_are_judged_as_the_standard_does),
        cmocka_unit_test(characters_are_counted_not_bytes),
        cmocka_unit_test(names_are_those_of_xml_1_0_fifth_edition),
        cmocka_unit_test(control_characters_reach_people_as_escapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
