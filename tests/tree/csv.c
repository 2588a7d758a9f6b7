// SPDX-License-Identifier: Apache-2.0
// CSV: what spreadsheets write is read, whatever its separator and encoding, and written again.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>


#include "tree/charset.h"
#include "tree/columns.h"
#include "tree/csv.h"
#include "tree/json.h"
#include "tree/syntax.h"
#include "tree/xml.h"

#include "fixture.h"

static const Tree *read_with(Fixture *it, Slice text, const CsvOptions *options)
{
    const Tree *tree = csv_read(it->arena, it->vocabulary, text, options, &it->faults);
    if (tree == NULL)
        fail_msg("%.40s: not read: %s", text.at, it->faults.list[0].text);
    return tree;
}

// "<row><a>1</a><b>2</b></row>": elements and texts only.
static const char *shape(Fixture *it, const Tree *tree)
{
    Buffer out = buffer_new(it->arena);
    for (NodeId node = tree_first_child(tree, 0); node != NODE_NONE;
         node = tree_next_sibling(tree, node))
        if (tree_kind(tree, node) == NODE_ELEMENT)
            xml_write(&out, tree, node);
    return arena_c_string(it->arena, buffer_slice(&out));
}

// ---- Cells ----

static void test_cells(Fixture *it)
{
    static const char *const cases[][2] = {
        {"a,b\r\n1,2\r\n", "<row><a>1</a><b>2</b></row>"},
        {"a,b\n1,2", "<row><a>1</a><b>2</b></row>"},
        {"a,b\r1,2\r", "<row><a>1</a><b>2</b></row>"},
        {"a;b\n1,5;2,5\n", "<row><a>1,5</a><b>2,5</b></row>"},
        {"a\tb\n1\t2\n", "<row><a>1</a><b>2</b></row>"},
        {"a\tb\n\"x\" y\t\"2\t3\"\n", "<row><a>\"x\" y</a><b>2\t3</b></row>"},
        {"a|b\n1|2\n", "<row><a>1</a><b>2</b></row>"},
        {"sep=;\r\na,b;c\r\n1;2\r\n", "<row><a_b>1</a_b><c>2</c></row>"},
        {"a,b\n\"1,\"\"x\"\"\",\"2\r\n3\"\n", "<row><a>1,\"x\"</a><b>2\n3</b></row>"},
        {"a\n\"1\r\r\n2\r3\"\n", "<row><a>1\n\n2\n3</a></row>"},
        {"a,b\n5\" pipe,x\n", "<row><a>5\" pipe</a><b>x</b></row>"},
        {"a,b\n,\n1,\n,\n,,\n", "<row/><row><a>1</a></row>"},
        {"a,b\n1,2,3\n", "<row><a>1</a><b>2</b><C>3</C></row>"},
        {"No.,No.,,1st\n1,2,3,4\n",
         "<row><No.>1</No.><No._2>2</No._2><C>3</C><_1st>4</_1st></row>"},
        {"\"Unit\nprice (USD)\",b\n1,2\n", "<row><Unit_price_USD>1</Unit_price_USD><b>2</b></row>"},
        {"\xEF\xBB\xBF"
         "a,b\n1,2\n",
         "<row><a>1</a><b>2</b></row>"},
        {"a\n1\n", "<row><a>1</a></row>"},
        {"", ""},
        {"a,b\n", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(shape(it, read_with(it, slice_of(cases[i][0]), NULL)), cases[i][1]);
    CsvOptions options = {.has_no_names = true, .separator = ','};
    assert_string_equal(shape(it, read_with(it, S("a,b\n1;2\n"), &options)),
                        "<row><A>a</A><B>b</B></row><row><A>1;2</A></row>");
}

static void cells_are_cut_as_spreadsheets_write_them(void **state)
{
    (void)state;
    fixture_run(NULL, test_cells);
}

static void test_places(Fixture *it)
{
    const Tree *tree = read_with(it, S("a,b\n\"x\ny\",2\n\n\"3\",4\n"), NULL);
    NodeId row = tree_first_child(tree, 0);
    while (tree_kind(tree, row) != NODE_ELEMENT)
        row = tree_next_sibling(tree, row);
    row = tree_next_sibling(tree, tree_next_sibling(tree, row)); // behind the empty one
    Place place = tree_place(tree, tree_next_sibling(tree, tree_first_child(tree, row)));
    assert_int_equal(place.line, 5);
    assert_int_equal(place.column, 5);
}

static void cells_have_places(void **state)
{
    (void)state;
    fixture_run(NULL, test_places);
}

// ---- Writing ----

static void test_round_trips(Fixture *it)
{
    static const char *const texts[] = {
        "a,b\r\n1,2\r\n",
        "a,\"b\nc\"\r\n1,2\r\n",
        "a;b\n1;\n;\n\"x;y\";\"a \"\"b\"\"\"\n",
        "\xEF\xBB\xBFx\tb\r\n1\t\"2\n3\"\r\n",
        "sep=;\nNo.;b\n1;2\n",
        "sep=;\r\nNo.;No.;;x y\r\n1;2;3;4\r\n;;;5\r\n",
        "a,,\r\n1,2,3\r\n,,4\r\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Buffer out = buffer_new(it->arena);
        assert_true(csv_write(&out, read_with(it, slice_of(texts[i]), NULL), NULL, &it->faults));
        assert_string_equal(arena_c_string(it->arena, buffer_slice(&out)), texts[i]);
    }
}

static void what_was_read_is_written_as_it_came(void **state)
{
    (void)state;
    fixture_run(NULL, test_round_trips);
}

static void test_new(Fixture *it)
{
    Slice json = S("{\"row\": [{\"item\": \"軸受\", \"quantity\": 5}, {\"price\": \"1,5\", "
                   "\"item\": \"x\"}]}");
    const Tree *tree = json_tree_read(it->arena, it->vocabulary, json, NULL, &it->faults);
    Buffer out = buffer_new(it->arena), wide = buffer_new(it->arena),
           marked = buffer_new(it->arena);
    assert_true(csv_write(&out, tree, NULL, &it->faults));
    assert_string_equal(arena_c_string(it->arena, buffer_slice(&out)),
                        "item,quantity,price\r\n軸受,5,\r\nx,,\"1,5\"\r\n");
    CsvStyle style = {.encoding = "Shift_JIS", .separator = ';', .has_line_feeds = true};
    assert_true(csv_write(&wide, tree, &style, &it->faults));
    assert_string_equal(arena_c_string(it->arena, buffer_slice(&wide)),
                        "item;quantity;price\n\x8E\xB2\x8E\xF3;5;\nx;;1,5\n");
    assert_true(
        csv_write(&marked, tree, &(CsvStyle){.has_mark = true, .quotes_all = true}, &it->faults));
    assert_true(slice_starts(buffer_slice(&marked), S("\xEF\xBB\xBF\"item\",")));
}

static void other_trees_are_tables_too(void **state)
{
    (void)state;
    fixture_run(NULL, test_new);
}

static void test_no_tables(Fixture *it)
{
    static const char *const texts[] = {"{\"row\": [{\"a\": {\"b\": 1}}]}",
                                        "{\"row\": [{\"a\": [1, 2]}]}",
                                        "{\"row\": {\"a\": \"\xE8\xBB\xB8\"}}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Buffer out = buffer_new(it->arena);
        const Tree *tree =
            json_tree_read(it->arena, it->vocabulary, slice_of(texts[i]), NULL, &it->faults);
        it->faults.count = 0;
        assert_false(csv_write(&out, tree, &(CsvStyle){.encoding = "windows-1252"}, &it->faults));
        assert_int_equal(it->faults.count, 1);
    }
}

static void what_is_no_table_is_refused(void **state)
{
    (void)state;
    fixture_run(NULL, test_no_tables);
}

// ---- Encodings ----

static void test_guesses(Fixture *it)
{
    static const struct {
        const char *encoding, *text;
    } cases[] = {
        {"Shift_JIS", "品名,数量\nベアリング,100\n"},
        {"Shift_JIS", "注文番号,注文日,得意先名,住所\nA-1,2026/04/"
                      "15,神戸精密工業株式会社,神戸市中央区港島中町四丁目\n"},
        {"Shift_JIS", "品番,品名\n①,㈱髙島屋\n"},
        {"Shift_JIS", "1,0001,ｺｳﾍﾞｾｲﾐﾂｺｳｷﾞﾖｳ(ｶ,ﾐﾅﾄｷﾞﾝｺｳ,ｻﾝﾉﾐﾔｼﾃﾝ\n1,0002,ﾀﾞｲﾚﾝﾊｲﾔﾝ,ﾐﾅﾄ,ﾎﾝﾃﾝ\n"},
        {"GB18030", "品名,数量\n轴承,100\n"},
        {"GB18030", "合同号,日期,买方,地址\nA-1,2026-04-15,大连海洋精密有限公司,"
                    "辽宁省大连市中山区港湾街88号\n"},
        {"GB18030", "品名,数量,单价\n深沟球轴承,60000,1.44\n"},
        {"windows-1252", "Größe,Menge\nLänge,5\nHöhe – groß,6\n"},
        {"windows-1252", "désignation,quantité\nroulement à billes,5\n"},
        {"UTF-8", "品名,数量\nベアリング,100\n"},
        {"UTF-16LE", "品名,数量 of it\nBearing,100\n"},
        {"UTF-16BE", "item,quantity\nベアリング,100\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buffer bytes = buffer_new(it->arena), back = buffer_new(it->arena);
        size_t bad, mark;
        assert_true(charset_encode(&bytes, slice_of(cases[i].text), cases[i].encoding, &bad));
        assert_string_equal(charset_guess(it->arena, buffer_slice(&bytes), &mark),
                            cases[i].encoding);
        assert_true(csv_is(it->arena, buffer_slice(&bytes)));
        const Tree *tree = read_with(it, buffer_slice(&bytes), NULL);
        assert_true(csv_write(&back, tree, NULL, &it->faults));
        assert_int_equal(back.len, bytes.len);
        assert_memory_equal(back.at, bytes.at, bytes.len);
    }
}

static void encodings_are_told_by_the_bytes(void **state)
{
    (void)state;
    fixture_run(NULL, test_guesses);
}

static void test_named(Fixture *it)
{
    // Two bytes that are ﾆ and ｷ, or the Chinese for "product".
    CsvOptions japanese = {.encoding = "Shift_JIS"}, chinese = {.encoding = "GBK"};
    assert_string_equal(shape(it, read_with(it, S("a,b\n\xC6\xB7,1\n"), &japanese)),
                        "<row><a>ﾆｷ</a><b>1</b></row>");
    assert_string_equal(shape(it, read_with(it, S("a,b\n\xC6\xB7,1\n"), &chinese)),
                        "<row><a>品</a><b>1</b></row>");
}

static void a_named_encoding_comes_before_the_guess(void **state)
{
    (void)state;
    fixture_run(NULL, test_named);
}

// ---- What is wrong ----

static void test_faults(Fixture *it)
{
    static const struct {
        const char *text, *encoding, *said;
        unsigned line, column;
    } cases[] = {
        {"a,b\n1,\"2\n3\n", NULL, "the quote that opens this cell is never closed", 2, 3},
        {"a,b\n1,\"2\"x\n", NULL, "text follows the quote that closes a cell", 2, 6},
        {"a,b\n1,\xFF\n", "Shift_JIS", "byte 7 of the file is no character of Shift_JIS", 0, 0},
        {"a,b\n1,2\n", "nonsense", "the encoding \"nonsense\" is not known", 0, 0},
        {"a,b\n1,2\n", "UTF-8//IGNORE", "the encoding \"UTF-8//IGNORE\" is not known", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CsvOptions options = {.encoding = cases[i].encoding};
        it->faults.count = 0;
        assert_null(
            csv_read(it->arena, it->vocabulary, slice_of(cases[i].text), &options, &it->faults));
        assert_int_equal(it->faults.count, 1);
        assert_non_null(strstr(it->faults.list[0].text, cases[i].said));
        assert_int_equal(it->faults.list[0].line, cases[i].line);
        assert_int_equal(it->faults.list[0].column, cases[i].column);
    }
}

static void faults_name_their_place(void **state)
{
    (void)state;
    fixture_run(NULL, test_faults);
}

static void test_limits(Fixture *it)
{
    Buffer wide = buffer_new(it->arena);
    for (size_t i = 0; i <= COLUMNS_MAX; i++)
        buffer_add_char(&wide, ',');
    assert_null(csv_read(it->arena, it->vocabulary, buffer_slice(&wide), NULL, &it->faults));
    assert_null(csv_read(it->arena, it->vocabulary, S("a,b\n1,2\n"), &(CsvOptions){.input_max = 5},
                         &it->faults));
    assert_int_equal(it->faults.count, 2);
}

static void limits_are_faults(void **state)
{
    (void)state;
    fixture_run(NULL, test_limits);
}

static void test_recognised(Fixture *it)
{
    assert_int_equal(syntax_of(it->arena, S("a,b\n1,2\n"), S("")), SYNTAX_CSV);
    assert_int_equal(syntax_of(it->arena, S("a\n1\n"), S("x.CSV")), SYNTAX_CSV);
    assert_int_equal(syntax_of(it->arena, S("a\n1\n"), S("x")), SYNTAX_XML);
    assert_int_equal(syntax_of(it->arena, S("<a,b>\n1,2\n"), S("x.xml")), SYNTAX_XML);
    assert_int_equal(syntax_of(it->arena, S("\xEF\xBB\xBF<a,b>\n1,2\n"), S("x")), SYNTAX_XML);
    assert_int_equal(syntax_of(it->arena, S("\n <a,b>\n1,2\n"), S("x")), SYNTAX_XML);
    assert_int_equal(syntax_of(it->arena, S("a,b\n1,2,3\n4\n"), S("x")), SYNTAX_XML);
    assert_int_equal(syntax_of(it->arena, S("{1:F01}"), S("x")), SYNTAX_MT);
    assert_int_equal(syntax_of(it->arena, S("{\"a\": 1}"), S("x")), SYNTAX_JSON);
    assert_int_equal(syntax_of(it->arena, S("UNB+UNOC:3+A+B'"), S("x")), SYNTAX_EDIFACT);
    assert_int_equal(syntax_of(it->arena, S(""), S("x")), SYNTAX_XML);
}

static void a_table_is_recognised_by_its_shape_or_its_name(void **state)
{
    (void)state;
    fixture_run(NULL, test_recognised);
}

static void test_letters(Fixture *it)
{
    static const struct {
        size_t column;
        const char *letters;
    } cases[] = {{0, "A"},    {25, "Z"},    {26, "AA"},
                 {701, "ZZ"}, {702, "AAA"}, {COLUMNS_MAX - 1, "XFD"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(column_letters(it->arena, cases[i].column).at, cases[i].letters);
}

static void columns_have_letters(void **state)
{
    (void)state;
    fixture_run(NULL, test_letters);
}

// ---- Memory ----

static void read_bytes(Fixture *it)
{
    Buffer out = buffer_new(it->arena);
    csv_is(it->arena, it->bytes);
    const Tree *tree = csv_read(it->arena, it->vocabulary, it->bytes, NULL, &it->faults);
    if (tree != NULL)
        csv_write(&out, tree, NULL, &it->faults);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    fixture_starve(NULL, read_bytes, S("\x95\x69\x96\xBC;b\n\"x\"\"y\";2\n\x83\x78;\n"));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(cells_are_cut_as_spreadsheets_write_them),
        cmocka_unit_test(cells_have_places),
        cmocka_unit_test(what_was_read_is_written_as_it_came),
        cmocka_unit_test(other_trees_are_tables_too),
        cmocka_unit_test(what_is_no_table_is_refused),
        cmocka_unit_test(encodings_are_told_by_the_bytes),
        cmocka_unit_test(a_named_encoding_comes_before_the_guess),
        cmocka_unit_test(faults_name_their_place),
        cmocka_unit_test(limits_are_faults),
        cmocka_unit_test(a_table_is_recognised_by_its_shape_or_its_name),
        cmocka_unit_test(columns_have_letters),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
