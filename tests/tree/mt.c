// SPDX-License-Identifier: Apache-2.0
// SWIFT MT: every sample is read and written back byte for byte; amounts and dates are what XPath
// computes with; new messages are written canonically; hostile input.
//
// Samples are found in $MADOGUCHI_MT_SAMPLES or ../shared/data/finance/mt; where they are absent,
// that is said.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "rules/data.h"
#include "tree/mt.h"
#include "tree/mt/library.h"
#include "tree/xml.h"
#include "xpath/xpath.h"

#include "fixture.h"

// Its subject is the library of tables that the program carries.
static void set_up(Fixture *it)
{
    MtLibrary *library = mt_library_new(it->arena);
    for (const DataFile *file = data_files; file->name != NULL; file++)
        if (slice_starts(slice_of(file->name), S("mt/")))
            assert_true(mt_library_add(library, file->text, &it->faults));
    it->subject = library;
}

static const Tree *read_text(Fixture *it, Slice text)
{
    const Tree *tree = mt_read(it->arena, it->vocabulary, it->subject, text, NULL, &it->faults);
    if (tree == NULL)
        fail_msg("not read: %s", it->faults.list[0].text);
    return tree;
}

static Slice written(Fixture *it, const Tree *tree)
{
    Buffer out = buffer_new(it->arena);
    if (!mt_write(&out, it->subject, tree, &it->faults))
        fail_msg("not written: %s", it->faults.list[0].text);
    return buffer_slice(&out);
}

static void assert_comes_back(Fixture *it, const char *name, Slice bytes)
{
    Slice again = written(it, read_text(it, bytes));
    size_t at = 0;
    while (at < again.len && at < bytes.len && again.at[at] == bytes.at[at])
        at++;
    if (!slice_equal(again, bytes))
        fail_msg("%s: differs from byte %zu on: \"%.40s\" for \"%.40s\"", name, at,
                 arena_c_string(it->arena, slice_part(again, at, 40)),
                 arena_c_string(it->arena, slice_part(bytes, at, 40)));
}

static void assert_value(Fixture *it, const Tree *tree, const char *expression, const char *value)
{
    Program *program = program_new(it->arena);
    StaticContext statics = {.arena = it->arena, .program = program};
    Source source = {.text = slice_of(expression)};
    const Expr *expr = xpath_compile(&statics, &source, &it->faults);
    if (expr == NULL)
        fail_msg("%s: %s", expression, it->faults.list[0].text);
    static const Environment environment = {0};
    Eval *eval = eval_new(arena_guard(it->arena), it->arena, program, it->vocabulary, &environment);
    eval_set_document(eval, tree);
    eval_set_context(eval, tree, 0);
    assert_string_equal(arena_c_string(it->arena, xpath_string(eval, expr)), value);
}

// ---- Samples ----

static void test_samples(Fixture *it)
{
    const char *own = getenv("MADOGUCHI_MT_SAMPLES"),
               *path = own != NULL ? own : "../shared/data/finance/mt";
    DIR *folder = opendir(path);
    size_t count = 0;
    if (folder == NULL) {
        fprintf(stderr, "skipped: the samples of %s are absent\n", path);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        Slice bytes;
        if (entry->d_name[0] == '.')
            continue;
        assert_true(file_read(it->arena, arena_print(it->arena, "%s/%s", path, entry->d_name).at,
                              1 << 20, &bytes, &it->faults));
        assert_true(mt_is(bytes));
        assert_comes_back(it, entry->d_name, bytes);
        count++;
    }
    closedir(folder);
    assert_true(count >= 20);
}

static void every_sample_is_written_back_byte_for_byte(void **state)
{
    (void)state;
    fixture_run(set_up, test_samples);
}

// ---- Shapes ----

#define HEAD "{1:F01MNTBJPJTAXXX0000000000}{2:I700BKCHCNBJX810N}"

static void test_values(Fixture *it)
{
    const Tree *tree = read_text(
        it, S(HEAD "{3:{108:MUR1}{121:u}}{4:\r\n:27:1/"
                   "1\r\n:31D:260531DALIAN\r\n:32B:USD86400,\r\n:33B:EUR1417,8\r\n:39A:5/10\r\n"
                   ":41D:ANY BANK\r\nIN CHINA\r\nBY "
                   "NEGOTIATION\r\n:44C:991231\r\n:57A:/C/123\r\nBKCHCNBJ\r\n:53B:/99\r\n"
                   ":59:/21-02\r\nDALIAN CO\r\nDALIAN\r\n:40E:OTHR/AS "
                   "AGREED/NOW\r\n:46A:+A\r\n+B\r\n:13C:/SNDTIME/0915+0900\r\n-}"
                   "{5:{CHK:123456789ABC}{TNG:}}"));
    static const char *const cases[][2] = {
        {"/SWIFT/MT700/block1/terminal", "MNTBJPJTAXXX"},
        {"/SWIFT/MT700/block2/receiver", "BKCHCNBJX810"},
        {"/SWIFT/MT700/block3/F108", "MUR1"},
        {"/SWIFT/MT700/block5/CHK", "123456789ABC"},
        {"//F31D/date", "2026-05-31"},
        {"//F31D/place", "DALIAN"},
        {"//F32B/amount * 2", "172800"},
        {"//F33B/amount", "1417.8"},
        {"//F33B/currency", "EUR"},
        {"sum(//F39A/*)", "15"},
        {"//F41D/party", "ANY BANK\nIN CHINA"},
        {"//F41D/code", "BY NEGOTIATION"},
        {"xs:date(//F44C) + xs:dayTimeDuration('P1D')", "2000-01-01"},
        {"string-join(//F57A/*, '|')", "C|123|BKCHCNBJ"},
        {"//F53B/account", "99"},
        {"string-join(//F59/*, '|')", "21-02|DALIAN CO\nDALIAN"},
        {"string-join(//F40E/*, '|')", "OTHR|AS AGREED/NOW"},
        {"count(tokenize(//F46A, '\n'))", "2"},
        {"string-join(//F13C/*, '|')", "SNDTIME|09:15:00|+|09:00:00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_value(it, tree, cases[i][0], cases[i][1]);
}

static void parts_are_what_xpath_computes_with(void **state)
{
    (void)state;
    fixture_run(set_up, test_values);
}

static void test_sequences(Fixture *it)
{
    Slice text = S("{1:F01MNTBJPJTAXXX0000000000}{2:I760BKCHCNBJX810N}{4:\r\n:15A:\r\n:27:1/"
                   "1\r\n:15B:\r\n:20:A\r\n-}");
    const Tree *tree = read_text(it, text);
    assert_value(it, tree, "/SWIFT/MT760/block4/sequenceB/F20", "A");
    assert_value(it, tree, "count(//sequenceA/*)", "2");
    assert_comes_back(it, "sequences", text);
}

static void field_15_opens_a_sequence(void **state)
{
    (void)state;
    fixture_run(set_up, test_sequences);
}

static void test_files(Fixture *it)
{
    const Tree *tree =
        read_text(it, S("{1:F21AAAAUSLAAXXX5195167828}{4:{177:1704260717}{451:0}}" HEAD
                        "{4:\r\n:20:A\r\n-}$\r\n"
                        "{1:F21AAAAUSLAAXXX5195167828}{4:{177:1704260717}{451:1}{405:T13}}" HEAD
                        "{4:\r\n:20:B\r\n-}"));
    assert_value(it, tree, "string-join(/SWIFT/*/name(), ' ')", "ACK MT700 NAK MT700");
    assert_value(it, tree, "/SWIFT/NAK/block4/F405", "T13");
    assert_value(it, tree, "/SWIFT/MT700[2]/block4/F20", "B");
}

static void answers_of_the_network_stand_beside_messages(void **state)
{
    (void)state;
    fixture_run(set_up, test_files);
}

// What nobody should send comes back as well.
static void test_odd(Fixture *it)
{
    static const char *const texts[] = {
        "{1:}",
        "{1:F01",
        "{4:-}",
        "{4:\n-}",
        HEAD "{4:\r\n:20:A\n:21:B\r\n-}",
        HEAD "{4:\r\n:20:A\r\n",
        HEAD "{4::20:A\r\n-}",
        HEAD
        "{4:\r\n:30:2026-04-25\r\n:30:260230\r\n:32B:USD86400\r\n:32B:USD,5\r\n:32B:USD1,2,3\r\n-}",
        HEAD "{4:\r\nstray\r\n:20:\r\n:99Z:what\r\nis\r\nthis\r\n:9:no tag\r\n-}",
        HEAD "\r\n{4:\r\n:20:A\r\n-}\r\n{5:{CHK:1}x}}}",
        "\x01{1:F01MNTBJPJTAXXX0000000000}{2:I700BKCHCNBJX810N}{4:\r\n:20:A\r\n-}\x03   "
        "\x01{1:x}\x03",
        "$" HEAD "{4:{108:A}}",
        "{1:F21AAAAUSLAAXXX5195167828}{4:\r\n:20:text where tags are\r\n-}",
        HEAD "{3:{F108:A}{B}{C:{D:E}}}{S:{COP:P}}{6:x}",
        HEAD "{4:\r\n:20:caf\xE9\r\n-}",
        "\xEF\xBB\xBF" HEAD "{4:\r\n:53B:\r\n:53B:\r\nX\r\n:57A:\r\nBKCHCNBJ\r\n-}",
        HEAD "{4:\r\n:15A:\r\n:20:A\r\n:15A:\r\n:15B:x\r\n-}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_comes_back(it, texts[i], slice_of(texts[i]));
}

static void odd_files_come_back_too(void **state)
{
    (void)state;
    fixture_run(set_up, test_odd);
}

static void test_prefixes(Fixture *it)
{
    Slice whole =
        S("{1:F21AAAAUSLAAXXX5195167828}{4:{177:1704260717}}" HEAD
          "{3:{108:M}}{4:\r\n:20:A\r\n:15A:\r\n:32B:USD1,5\r\n:46A:+A\r\n+B\r\n-}{5:{CHK:1}}$" HEAD
          "{4:\n:20:A\n-}");
    for (size_t len = 3; len <= whole.len; len++)
        assert_comes_back(it, "a prefix", slice_part(whole, 0, len));
}

static void every_prefix_of_a_file_comes_back(void **state)
{
    (void)state;
    fixture_run(set_up, test_prefixes);
}

// ---- New messages ----

static void test_new(Fixture *it)
{
    Slice xml = S(
        "<MT700>\n "
        "<block1><application>F</application><service>01</service><terminal>MNTBJPJTAXXX</terminal>"
        "<session>0000</session><sequence>000000</sequence></block1>"
        "<block2><direction>I</direction><type>700</type><receiver>BKCHCNBJX810</"
        "receiver><priority>N</priority></block2>"
        "<block4><F27><number>1</number><total>1</total></F27><F30>2026-04-15</F30>\n"
        "<F32B><currency>USD</currency><amount>86400</amount></F32B><F33B><currency>EUR</"
        "currency><amount>1.50</amount>"
        "</F33B><F53B><location>TOKYO</location></F53B><F53B><account>9</account><location>OSAKA</"
        "location></F53B>"
        "<F46A>+A\n+B</F46A></block4></MT700>");
    const Tree *tree = xml_read(it->arena, it->vocabulary, xml, NULL, &it->faults);
    assert_non_null(tree);
    assert_string_equal(
        arena_c_string(it->arena, written(it, tree)),
        HEAD "{4:\r\n:27:1/1\r\n:30:260415\r\n:32B:USD86400,\r\n:33B:EUR1,50\r\n:53B:TOKYO\r\n"
             ":53B:/9\r\nOSAKA\r\n:46A:+A\r\n+B\r\n-}");
}

static void a_new_message_is_written_canonically(void **state)
{
    (void)state;
    fixture_run(set_up, test_new);
}

static void test_refused(Fixture *it)
{
    static const char *const texts[] = {
        "<MT700><block4><F32B><currency>USD</currency></F32B></block4></MT700>",
        "<MT700><block4><F32B><currency/><amount>many</amount></F32B></block4></MT700>",
        "<MT700><block4><F32B><sum>1</sum></F32B></block4></MT700>",
        "<MT700><F32B/></MT700>",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const Tree *tree =
            xml_read(it->arena, it->vocabulary, slice_of(texts[i]), NULL, &it->faults);
        Buffer out = buffer_new(it->arena);
        it->faults.count = 0;
        assert_false(mt_write(&out, it->subject, tree, &it->faults));
        assert_true(it->faults.count > 0);
    }
}

static void what_has_no_place_is_refused(void **state)
{
    (void)state;
    fixture_run(set_up, test_refused);
}

// ---- The tables ----

static void test_tables(Fixture *it)
{
    static const char *const types[] = {"103", "103REMIT", "202", "202COV", "700", "701", "707",
                                        "710", "720",      "734", "740",    "742", "747", "750",
                                        "752", "754",      "756", "760",    "767"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const MtMessage *message = mt_message(it->subject, slice_of(types[i]));
        assert_non_null(message);
        for (size_t language = 0; language < MT_LANGUAGES; language++)
            assert_true(message->names[language].len > 0);
        for (size_t k = 0; k < message->row_count; k++)
            for (size_t option = 0; option < message->rows[k].options.len; option++) {
                char letter = message->rows[k].options.at[option];
                Slice tag = letter == '-'
                                ? message->rows[k].tag
                                : arena_print(it->arena, "%.2s%c", message->rows[k].tag.at, letter);
                const MtField *field = mt_field(it->subject, tag);
                if (field == NULL)
                    fail_msg("MT%s has %.3s, which fields.mt has not", types[i], tag.at);
                for (size_t language = 0; language < MT_LANGUAGES; language++)
                    assert_true(field->names[language].len > 0);
            }
    }
}

static void every_row_of_a_message_has_a_format_and_names(void **state)
{
    (void)state;
    fixture_run(set_up, test_tables);
}

static void test_bad_tables(Fixture *it)
{
    static const char *const texts[] = {
        "",
        "nonsense",
        "mt fields\n20 16",
        "mt fields\n20 [16x",
        "mt fields\n20 <a16x>",
        "mt fields\n20 0*35x",
        "mt messages\n20 M",
        "mt messages\nmessage 1\n2 M",
        "mt messages\nmessage 1\n20 X",
        "mt messages\nmessage 1\nboth 20",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        it->faults.count = 0;
        assert_false(mt_library_add(mt_library_new(it->arena), slice_of(texts[i]), &it->faults));
        assert_int_equal(it->faults.count, 1);
    }
}

static void a_bad_table_is_told_with_its_line(void **state)
{
    (void)state;
    fixture_run(set_up, test_bad_tables);
}

// ---- Memory ----

static void read_bytes(Fixture *it)
{
    Buffer out = buffer_new(it->arena);
    const Tree *tree =
        mt_read(it->arena, it->vocabulary, it->subject, it->bytes, NULL, &it->faults);
    if (tree != NULL)
        mt_write(&out, it->subject, tree, &it->faults);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    fixture_starve(
        set_up, read_bytes,
        S(HEAD "{3:{108:M}}{4:\r\n:20:caf\xE9\r\n:15A:\r\n:32B:USD1,5\r\n:46A:+A\r\n+B\r\n-}"));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(every_sample_is_written_back_byte_for_byte),
        cmocka_unit_test(parts_are_what_xpath_computes_with),
        cmocka_unit_test(field_15_opens_a_sequence),
        cmocka_unit_test(answers_of_the_network_stand_beside_messages),
        cmocka_unit_test(odd_files_come_back_too),
        cmocka_unit_test(every_prefix_of_a_file_comes_back),
        cmocka_unit_test(a_new_message_is_written_canonically),
        cmocka_unit_test(what_has_no_place_is_refused),
        cmocka_unit_test(every_row_of_a_message_has_a_format_and_names),
        cmocka_unit_test(a_bad_table_is_told_with_its_line),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
