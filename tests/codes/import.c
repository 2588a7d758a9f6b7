// SPDX-License-Identifier: Apache-2.0
// Importers: what they read, what they pass over, what they refuse.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "codes/make.h"

typedef struct Run {
    CodeImporter *import;
    CodeInputs inputs;
    Arena *arena;
    CodeImport result;
    const Codes *codes;
    Faults faults;
    Guard guard;
} Run;

static bool run_import(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)256 << 20);
    if (!run->import(run->arena, &run->inputs, &run->result, &run->faults))
        return false;
    run->codes = codes_open(run->arena, run->result.bytes, &run->faults);
    return run->codes != NULL && codes_verify(run->codes, &run->faults);
}

static Run *imported(CodeImporter *import, const CodeInput *inputs, size_t count)
{
    Run *run = calloc(1, sizeof *run);
    run->import = import;
    run->inputs = (CodeInputs){.at = inputs, .count = count};
    if (!guard_run(&run->guard, run_import, run, &run->faults))
        fail_msg("not imported: %s", run->faults.list[0].text);
    return run;
}

static void expect_refused(CodeImporter *import, const char *text, unsigned line, const char *why)
{
    Run *run = calloc(1, sizeof *run);
    CodeInput input = {S("x"), slice_of(text)};
    run->import = import;
    run->inputs = (CodeInputs){.at = &input, .count = 1};
    assert_false(guard_run(&run->guard, run_import, run, &run->faults));
    if (strstr(run->faults.list[0].text, why) == NULL || run->faults.list[0].line != line)
        fail_msg("refused in line %u with \"%s\"; expected line %u, %s", run->faults.list[0].line,
                 run->faults.list[0].text, line, why);
    arena_free(run->arena);
    free(run);
}

static void end(Run *run)
{
    arena_free(run->arena);
    free(run);
}

static void expect_cell(const Run *run, const char *code, const char *column, const char *expected)
{
    CodeRow row = codes_find(run->codes, slice_of(code));
    Slice cell = codes_fact(run->codes, row, slice_of(column));
    if (row == CODE_NONE || !slice_equal(cell, slice_of(expected)))
        fail_msg("%s of %s is \"%.*s\"; expected \"%s\"", column, code, (int)cell.len, cell.at,
                 expected);
}

static void expect_found(const Run *run, const char *query, const char *code)
{
    CodeHit hit;
    size_t count = codes_search(run->codes, run->arena, slice_of(query), &hit, 1);
    Slice found = count > 0 ? codes_code(run->codes, hit.row) : S("nothing");
    if (!slice_equal(found, slice_of(code)))
        fail_msg("%s finds %.*s; expected %s", query, (int)found.len, found.at, code);
}

// ---- UN/LOCODE ----

// As published: no header, Windows-1252 (E9 is é, 92 an apostrophe), a land of two languages, an
// alias, coordinates of 75 minutes, a withdrawn place.
static const char parts[] =
    ",\"BE\",,\".BELGIUM\",,,,,,,,\r\n"
    "\"=\",\"BE\",,\"Antwerp = Antwerpen\",\"Antwerp = Antwerpen\",,,,,,,\r\n"
    ",\"BE\",\"ANR\",\"Antwerpen\",\"Antwerpen\",\"VAN\",\"12345---\",\"AI\",\"0901\",,"
    "\"5113N 00425E\",\r\n"
    ",\"BE\",\"BRU\",\"Brussel\",\"Brussel\",,\"1234----\",\"AI\",\"1101\",,,\r\n"
    ",\"BE\",\"BRU\",\"Bruxelles\",\"Bruxelles\",,\"1234----\",\"AI\",\"1101\",,,\r\n"
    ",\"BE\",\"LGG\",\"Li\xE8ge\",\"Liege\",,\"1--4----\",\"AI\",\"0601\",,"
    "\"5075N 00434E\",\r\n"
    "\"+\",\"BE\",\"XX1\",\"L\x92\xC9tang\",\"L'Etang\",,\"--3-----\",\"RL\",\"2201\",,"
    "\"1230S 04500W\",\"a \"\"quoted\"\" word\"\r\n"
    "\"X\",\"BE\",\"OLD\",\"Oldplace\",\"Oldplace\",,\"--3-----\",\"XX\",\"2201\",,,\r\n";

static void unlocode_is_read_as_it_is_published(void **state)
{
    (void)state;
    CodeInput inputs[] = {{S("part1.csv"), S(parts)}};
    Run *run = imported(import_unlocode, inputs, 1);
    const Codes *own = codes_own(run->arena, S("locations"));
    expect_cell(run, "BEANR", "en", "Antwerpen");
    expect_cell(run, "BEANR", "place", "51.2167 4.4167");
    expect_cell(run, "BEANR", "function", "12345");
    expect_cell(run, "BEANR", "country", "BE");
    expect_cell(run, "BEXX1", "en", "L’Étang");
    expect_cell(run, "BEXX1", "place", "-12.5000 -45.0000");
    expect_cell(run, "BEXX1", "remarks", "a \"quoted\" word");
    expect_cell(run, "BEBRU", "other", "Bruxelles");
    assert_int_equal(run->result.mended, 1); // 75 minutes
    assert_int_equal(run->result.passed_over,
                     4); // the country, the alias, a second name, one withdrawn
    assert_int_equal(codes_find(run->codes, S("BEOLD")), CODE_NONE);
    expect_found(run, "bruxelles", "BEBRU");
    expect_found(run, "letang", "BEXX1");
    // What we know of the same places is kept beside it, and places that only we have.
    expect_cell(run, "BEANR", "ja", "アントワープ");
    expect_cell(run, "BELGG", "place", "50.64 5.44");
    expect_cell(run, "BEANR", "other", "Antwerp|Antwerpen|Anvers");
    expect_found(run, "antwerp", "BEANR");
    expect_found(run, "大連", "CNDAL");
    assert_int_equal(run->result.rows, codes_count(own) + 2); // Brussels and L'Étang
    end(run);
}

static void unlocode_with_a_header_in_utf8_is_read_too(void **state)
{
    (void)state;
    CodeInput input = {S("x.csv"),
                       S("\xEF\xBB\xBF"
                         "change,country,location,name,name_without_diacritics,subdivision,"
                         "function,status,date,iata,coordinates,remarks\n"
                         ",SE,GOT,Göteborg,Goteborg,,12345---,AI,0401,,5743N 01158E,\n")};
    Run *run = imported(import_unlocode, &input, 1);
    expect_cell(run, "SEGOT", "en", "Göteborg");
    expect_found(run, "goteborg", "SEGOT");
    end(run);
}

static void what_is_no_unlocode_is_refused_whole(void **state)
{
    (void)state;
    expect_refused(import_unlocode, ",JP,YOK,Yokohama\n,Japan,YOK,Yokohama\n", 2, "no UN/LOCODE");
    expect_refused(import_unlocode, ",JP,yok,Yokohama\n", 1, "no UN/LOCODE");
    expect_refused(import_unlocode, "", 0, "no UN/LOCODE in it");
    expect_refused(import_unlocode, ",JP,YOK,\"Yokohama\n", 1, "does not end");
}

// ---- Goods ----

static void the_nomenclature_keeps_our_names(void **state)
{
    (void)state;
    CodeInput input = {S("hs.csv"), S("section,hscode,description,parent,level\n"
                                      "I,TOTAL,All,,0\n"
                                      "XVII,87,Vehicles,TOTAL,2\n"
                                      "XVII,8703,\"Motor cars; for persons, \"\"other\"\"\",87,4\n"
                                      "XVII,870323,Of 1500 to 3000 cc,8703,6\n")};
    Run *run = imported(import_hs, &input, 1);
    expect_cell(run, "8703", "en", "Motor cars; for persons, \"other\"");
    expect_cell(run, "8703", "ja", "乗用自動車");
    expect_cell(run, "870323", "parent", "8703");
    expect_found(run, "8703.23", "870323");
    assert_int_equal(run->result.passed_over, 1);
    end(run);
    expect_refused(import_hs, "a,b\n1,2\n", 1, "header");
    expect_refused(import_hs, "", 1, "header");
    expect_refused(import_hs, "code,description\n01,a\n01,b\n", 3, "there already");
}

// A quoted cell with a line end in it; empty rates come from above; a division of the same code has
// no row; one code in two seasons has two.
static const char tariff[] = "chapter\tlevel\tcode\tstat\tdescription_ja\tunit1\t基本\tWTO協定\n"
                             "01\t0\t01.01\t\t馬\t\t\t\n"
                             "01\t1\t0101.21\t\t純粋種\t\t無税\t\n"
                             "01\t2\t0101.21\t100\t1 競走用\t\"NO\nKG\"\t\t\n"
                             "01\t2\t0101.21\t\t2 その他\t\t\t(10%)\n"
                             "01\t3\t0101.21\t210\t軽種馬\tNO\t\t\n"
                             "01\t3\t0101.21\t290\tその他\tNO\t5%\t\n"
                             "01\t1\t0101.29\t\tその他の馬\t\t\t\n"
                             "08\t0\t0803.10\t100\t春\tKG\t40%\t\n"
                             "08\t0\t0803.10\t100\t秋\tKG\t50%\t\n"
                             "08\t0\t\t\t見出しだけ\t\t\t\n";

static void an_empty_rate_is_that_of_the_line_above(void **state)
{
    (void)state;
    CodeInput input = {S("jp.tsv"), S(tariff)};
    Run *run = imported(import_tariff, &input, 1);
    expect_cell(run, "010121100", "基本", "無税");
    expect_cell(run, "010121100", "WTO協定", "");
    expect_cell(run, "010121100", "unit1", "NO KG");
    expect_cell(run, "010121210", "基本", "無税");
    expect_cell(run, "010121210", "WTO協定", "(10%)");
    expect_cell(run, "010121290", "基本", "5%");
    expect_cell(run, "010121290", "path", "馬 › 純粋種 › 2 その他");
    expect_cell(run, "010129", "基本", "");
    expect_cell(run, "010129", "path", "馬");
    expect_cell(run, "080310100", "基本", "40%");
    expect_cell(run, "080310100-2", "基本", "50%");
    expect_found(run, "軽種馬", "010121210");
    expect_found(run, "0101.21.210", "010121210");
    assert_int_equal(run->result.passed_over, 2);
    assert_int_equal(run->result.rows, 8);
    end(run);
    expect_refused(import_tariff, "level,code,description_en\nx,0101,a\n", 2, "level");
    expect_refused(import_tariff, "level,code,description_en\n24,0101,a\n", 2, "level");
    expect_refused(import_tariff, "code,description_en\n0101,a\n", 1, "header");
}

// ---- iso-codes ----

// A gettext catalogue of one message.
static Slice catalogue(Arena *arena, Slice message, Slice translation)
{
    uint32_t head[] = {0x950412DE,
                       0,
                       1,
                       28,
                       36,
                       0,
                       44,
                       (uint32_t)message.len,
                       44,
                       (uint32_t)translation.len,
                       (uint32_t)(44 + message.len)};
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < sizeof head / sizeof *head; i++) {
        uint32_t little = htole32(head[i]);
        buffer_add(&out, (Slice){(const char *)&little, 4});
    }
    buffer_add(&out, message);
    buffer_add(&out, translation);
    return buffer_slice(&out);
}

static bool import_regions(Arena *arena, void *context)
{
    (void)context;
    CodeInput inputs[] = {
        {S("iso_3166-2.json"), S("{\"3166-2\": [{\"code\": \"FR-75\", \"name\": \"Paris\", "
                                 "\"type\": \"Metropolitan department\", \"parent\": \"IDF\"},"
                                 "{\"code\": \"JP-13\", \"name\": \"Tôkyô\"}]}")},
        {S("ja.mo"), catalogue(arena, S("Paris"), S("パリ"))},
        {S("zh_CN.mo"), catalogue(arena, S("Paris"), S("巴黎"))},
    };
    Run *run = imported(import_iso, inputs, 3);
    assert_true(slice_equal(run->result.name, S("subdivisions")));
    expect_cell(run, "FR-75", "ja", "パリ");
    expect_cell(run, "FR-75", "zh", "巴黎");
    expect_cell(run, "FR-75", "parent", "IDF");
    expect_cell(run, "JP-13", "en", "Tôkyô");
    expect_cell(run, "JP-13", "ja", "東京都");
    end(run);
    // A catalogue that lies about its tables has no names, and does no harm.
    Slice broken = catalogue(arena, S("Paris"), S("パリ"));
    ((char *)broken.at)[15] = 0x7F;
    inputs[1].bytes = broken;
    end(imported(import_iso, inputs, 3));
    return true;
}

static void names_come_from_the_catalogues(void **state)
{
    (void)state;
    Faults faults = {0};
    assert_true(arena_run(0, import_regions, NULL, &faults));
    expect_refused(import_iso, "{}", 0, "none of iso_3166");
    expect_refused(import_iso, "{", 1, "");
    expect_refused(import_iso, "{\"4217\": [{\"name\": \"x\"}]}", 0, "no code");
}

// ---- Our own form ----

static void a_table_says_what_is_wrong_with_it_and_where(void **state)
{
    (void)state;
    expect_refused(import_table, "list\ta\ncode\ten\nX\tone\nX\ttwo\n", 4, "there already");
    expect_refused(import_table, "list\ta\ncode\ten\nX\tone\ttoo many\n", 3, "more than 2 cells");
    expect_refused(import_table, "list\tA B\ncode\ten\n", 2, "names no list");
    expect_refused(import_table, "lost\ta\n", 1, "expected list, title");
    expect_refused(import_table, "list\ta\n", 1, "no line of columns");
    expect_refused(import_table, "list\ta\ncode\tcode\n", 2, "first column");
    expect_refused(import_table, "list\ta\ncode\ten\n\tnone\n", 3, "no code");
    expect_refused(import_table, "list\ta\ncode\ten\nX\t\xFF\n", 3, "UTF-8");
    expect_refused(import_table, "list\ta\ntitle\t\xFF\ncode\ten\n", 0, "UTF-8");
    expect_refused(import_table, "list\ta\ncode\ten\tm\xFF\n", 0, "UTF-8");
}

static void a_list_without_rows_is_a_list(void **state)
{
    (void)state;
    CodeInput input = {S("x"), S("list\tempty\r\ncode\ten\r\n")};
    Run *run = imported(import_table, &input, 1);
    CodeHit hit;
    assert_int_equal(codes_count(run->codes), 0);
    assert_int_equal(codes_search(run->codes, run->arena, S("a"), &hit, 1), 0);
    assert_int_equal(codes_find(run->codes, S("a")), CODE_NONE);
    end(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unlocode_is_read_as_it_is_published),
        cmocka_unit_test(unlocode_with_a_header_in_utf8_is_read_too),
        cmocka_unit_test(what_is_no_unlocode_is_refused_whole),
        cmocka_unit_test(the_nomenclature_keeps_our_names),
        cmocka_unit_test(an_empty_rate_is_that_of_the_line_above),
        cmocka_unit_test(names_come_from_the_catalogues),
        cmocka_unit_test(a_table_says_what_is_wrong_with_it_and_where),
        cmocka_unit_test(a_list_without_rows_is_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
