// SPDX-License-Identifier: Apache-2.0
// Workbooks: cells of every kind are read as people see them, faults name sheet and cell, what is
// written is read back.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

#include "tree/syntax.h"
#include "tree/xlsx.h"
#include "tree/xlsx/internal.h"
#include "tree/xml.h"

#include "fixture.h"

// ---- Workbooks made of parts ----

typedef struct Part {
    const char *name, *text;
} Part;

static Slice packed(Fixture *it, const Part *parts)
{
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(source);
    zip_t *archive = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    for (; parts->name != NULL; parts++)
        zip_file_add(archive, parts->name,
                     zip_source_buffer(archive, parts->text, strlen(parts->text), 0),
                     ZIP_FL_ENC_UTF_8);
    assert_int_equal(zip_close(archive), 0);
    zip_stat_t status;
    zip_source_open(source);
    zip_source_stat(source, &status);
    char *bytes = arena_take_raw(it->arena, (size_t)status.size, 1);
    assert_int_equal(zip_source_read(source, bytes, status.size), (zip_int64_t)status.size);
    zip_source_close(source);
    zip_source_free(source);
    return (Slice){bytes, (size_t)status.size};
}

#define RELATIONS                                                                                  \
    "<Relationships><Relationship Id='r1' Type='x/worksheet' Target='worksheets/sheet1.xml'/>"     \
    "<Relationship Id='r2' Type='x/worksheet' Target='/xl/worksheets/sheet2.xml'/>"                \
    "<Relationship Id='r3' Type='x/sharedStrings' Target='sharedStrings.xml'/>"                    \
    "<Relationship Id='r4' Type='x/styles' Target='styles.xml'/></Relationships>"
#define STRINGS                                                                                    \
    "<sst><si><t>Item</t></si><si><t>Quantity</t></si><si><r><t>Deep "                             \
    "</t></r><r><rPr/><t>groove</t></r></si>"                                                      \
    "<si><t>軸受</t><rPh><t>ジクウケ</t></rPh></si><si><t>a_x000D_\nb_x005F_x</t></si></sst>"
#define STYLES                                                                                     \
    "<styleSheet><numFmts><numFmt numFmtId='164' "                                                 \
    "formatCode='yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@'/>"                         \
    "<numFmt numFmtId='165' formatCode='[$-411]ggge\\.m\\.d'/><numFmt numFmtId='166' "             \
    "formatCode='[h]:mm'/>"                                                                        \
    "<numFmt numFmtId='167' formatCode='#,##0.00 &quot;days&quot;'/></numFmts>"                    \
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='22'/><xf numFmtId='20'/><xf "     \
    "numFmtId='164'/>"                                                                             \
    "<xf numFmtId='165'/><xf numFmtId='166'/><xf numFmtId='167'/></cellXfs></styleSheet>"

static const Tree *read_sheet(Fixture *it, const char *settings, const char *sheet)
{
    Slice workbook = arena_print(
        it->arena,
        "<workbook>%s<sheets><sheet name='Lines' r:id='r1' xmlns:r='r'/></sheets></workbook>",
        settings);
    Slice page = arena_print(it->arena, "<worksheet>%s</worksheet>", sheet);
    Part parts[] = {
        {"xl/workbook.xml", workbook.at},      {"xl/_rels/workbook.xml.rels", RELATIONS},
        {"xl/sharedStrings.xml", STRINGS},     {"xl/styles.xml", STYLES},
        {"xl/worksheets/sheet1.xml", page.at}, {0}};
    Slice bytes = packed(it, parts);
    assert_int_equal(syntax_of(it->arena, bytes, S("")), SYNTAX_XLSX);
    return xlsx_read(it->arena, it->vocabulary, bytes, NULL, &it->faults);
}

static const char *shape(Fixture *it, const Tree *tree)
{
    if (tree == NULL)
        fail_msg("not read: %s", it->faults.list[0].text);
    Buffer out = buffer_new(it->arena);
    for (NodeId node = tree_first_child(tree, 0); node != NODE_NONE;
         node = tree_next_sibling(tree, node))
        xml_write(&out, tree, node);
    return arena_c_string(it->arena, buffer_slice(&out));
}

// The rows of a sheet with its captions in row 1.
static void assert_rows(Fixture *it, const char *settings, const char *rows, const char *expected)
{
    Slice sheet = arena_print(
        it->arena,
        "<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>%s",
        rows);
    const char *found = shape(it, read_sheet(it, settings, sheet.at));
    Slice whole = arena_print(it->arena, "<sheet name=\"Lines\">%s</sheet>", expected);
    assert_string_equal(found, whole.at);
}

// ---- Cells ----

static void test_cells(Fixture *it)
{
    static const char *const cases[][2] = {
        {"<c r='A2' t='s'><v>2</v></c><c r='B2'><v>60000</v></c>",
         "<Item cell=\"A2\">Deep groove</Item><Quantity cell=\"B2\">60000</Quantity>"},
        {"<c r='A2' t='s'><v>3</v></c>", "<Item cell=\"A2\">軸受</Item>"},
        {"<c r='A2' t='s'><v>4</v></c>", "<Item cell=\"A2\">a\nb_x</Item>"},
        {"<c r='A2' t='inlineStr'><is><t>in</t></is></c><c t='str'><f>A1</f><v>made</v></c>",
         "<Item cell=\"A2\">in</Item><Quantity cell=\"B2\">made</Quantity>"},
        {"<c r='A2' t='b'><v>1</v></c><c r='B2' t='e'><v>#DIV/0!</v></c>",
         "<Item cell=\"A2\">true</Item><Quantity cell=\"B2\" error=\"#DIV/0!\"/>"},
        {"<c r='A2'><v>1.4399999999999999</v></c><c r='B2'><f>1+1</f><v>2</v></c>",
         "<Item cell=\"A2\">1.44</Item><Quantity cell=\"B2\">2</Quantity>"},
        {"<c r='A2'><v>6.9999999999999995E-2</v></c><c r='B2'><v>1.2345E+20</v></c>",
         "<Item cell=\"A2\">0.07</Item><Quantity cell=\"B2\">123450000000000000000</Quantity>"},
        {"<c r='A2'><v>-1E-7</v></c><c r='B2'><v>-0</v></c>",
         "<Item cell=\"A2\">-0.0000001</Item><Quantity cell=\"B2\">0</Quantity>"},
        {"<c r='A2' s='1'><v>46127</v></c><c r='B2' s='2'><v>46127.385416666664</v></c>",
         "<Item cell=\"A2\">2026-04-15</Item><Quantity cell=\"B2\">2026-04-15T09:15:00</Quantity>"},
        {"<c r='A2' s='3'><v>0.38541666666666669</v></c><c r='B2' s='4'><v>46127</v></c>",
         "<Item cell=\"A2\">09:15:00</Item><Quantity cell=\"B2\">2026-04-15</Quantity>"},
        {"<c r='A2' s='5'><v>46127</v></c><c r='B2' s='6'><v>1.5</v></c>",
         "<Item cell=\"A2\">2026-04-15</Item><Quantity cell=\"B2\">PT36H</Quantity>"},
        {"<c r='A2' s='7'><v>46127</v></c><c r='B2' s='1'><v>-5</v></c>",
         "<Item cell=\"A2\">46127</Item><Quantity cell=\"B2\">-5</Quantity>"},
        {"<c r='A2' s='1'><v>1</v></c><c r='B2' s='1'><v>61</v></c>",
         "<Item cell=\"A2\">1900-01-01</Item><Quantity cell=\"B2\">1900-03-01</Quantity>"},
        {"<c r='A2' t='d'><v>2026-04-15T00:00:00</v></c><c r='D2'><v>1</v></c>",
         "<Item cell=\"A2\">2026-04-15</Item><D cell=\"D2\">1</D>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Slice row = arena_print(it->arena, "<row r='2'>%s</row></sheetData>", cases[i][0]);
        Slice expected = arena_print(it->arena, "<row number=\"2\">%s</row>", cases[i][1]);
        assert_rows(it, "", row.at, expected.at);
    }
    assert_rows(it, "<workbookPr date1904='1'/>",
                "<row r='2'><c r='A2' s='1'><v>44665</v></c></row></sheetData>",
                "<row number=\"2\"><Item cell=\"A2\">2026-04-15</Item></row>");
}

static void cells_are_read_as_people_see_them(void **state)
{
    (void)state;
    fixture_run(NULL, test_cells);
}

static void test_merged(Fixture *it)
{
    assert_rows(
        it, "",
        "<row r='2'><c r='A2' t='s'><v>3</v></c><c r='B2'><v>1</v></c></row><row r='3'><c "
        "r='C3'><v>2</v></c></row>"
        "<row r='9'><c r='B9'><v>3</v></c></row></sheetData>"
        "<mergeCells><mergeCell ref='A2:A4'/><mergeCell ref='B2:B3'/><mergeCell "
        "ref='B9:C9'/><mergeCell ref='junk'/></mergeCells>",
        "<row number=\"2\"><Item cell=\"A2\" merged=\"A2:A4\">軸受</Item><Quantity cell=\"B2\" "
        "merged=\"B2:B3\">1</Quantity></row>"
        "<row number=\"3\"><Item cell=\"A2\" merged=\"A2:A4\">軸受</Item><C cell=\"C3\">2</C></row>"
        "<row number=\"9\"><Quantity cell=\"B9\" merged=\"B9:C9\">3</Quantity></row>");
}

static void what_is_merged_over_rows_is_that_of_each(void **state)
{
    (void)state;
    fixture_run(NULL, test_merged);
}

static void test_headings(Fixture *it)
{
    const Tree *tree = read_sheet(
        it, "",
        "<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>Packing list</t></is></c></row>"
        "<row r='3'><c r='A3' t='s'><v>0</v></c><c r='B3' t='s'><v>1</v></c></row>"
        "<row r='4'><c r='A4'><v>1</v></c><c r='B4'><v>2</v></c></row></sheetData>");
    assert_string_equal(
        shape(it, tree),
        "<sheet name=\"Lines\"><heading number=\"1\"><A cell=\"A1\">Packing list</A></heading>"
        "<row number=\"4\"><Item cell=\"A4\">1</Item><Quantity "
        "cell=\"B4\">2</Quantity></row></sheet>");
    assert_string_equal(
        shape(it, read_sheet(it, "",
                             "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>")),
        "<sheet name=\"Lines\"><row number=\"1\"><A cell=\"A1\">1</A><B "
        "cell=\"B1\">2</B></row></sheet>");
    assert_string_equal(shape(it, read_sheet(it, "", "<sheetData/>")), "<sheet name=\"Lines\"/>");
}

static void captions_are_found_below_titles(void **state)
{
    (void)state;
    fixture_run(NULL, test_headings);
}

static void test_sheets(Fixture *it)
{
    static const Part parts[] = {
        {"xl/workbook.xml", "<workbook><sheets><sheet name='One' id='r1'/><sheet name='二' id='r2' "
                            "state='hidden'/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels", RELATIONS},
        {"xl/worksheets/sheet1.xml",
         "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>"},
        {"xl/worksheets/sheet2.xml",
         "<worksheet><sheetData><row r='5'><c r='C5'><v>2</v></c></row></sheetData></worksheet>"},
        {0}};
    const Tree *tree = xlsx_read(it->arena, it->vocabulary, packed(it, parts), NULL, &it->faults);
    assert_string_equal(
        shape(it, tree),
        "<sheet name=\"One\"><row number=\"1\"><A cell=\"A1\">1</A></row></sheet>"
        "<sheet name=\"二\" hidden=\"true\"><row number=\"5\"><C cell=\"C5\">2</C></row></sheet>");
    NodeId last = tree->count - 1, second = tree_next_sibling(tree, tree_first_child(tree, 0));
    assert_string_equal(arena_c_string(it->arena, xlsx_place(it->arena, tree, last)),
                        "Sheet '二', cell C5");
    assert_string_equal(
        arena_c_string(it->arena, xlsx_place(it->arena, tree, tree_first_child(tree, second))),
        "Sheet '二', row 5");
    assert_string_equal(arena_c_string(it->arena, xlsx_place(it->arena, tree, second)),
                        "Sheet '二'");
    assert_string_equal(arena_c_string(it->arena, tree_line(tree, tree_place(tree, last).line)),
                        "2");
}

static void every_sheet_is_read_and_every_node_has_a_cell(void **state)
{
    (void)state;
    fixture_run(NULL, test_sheets);
}

// ---- Number formats ----

static void test_formats(Fixture *it)
{
    static const struct {
        const char *format;
        ShownAs shown;
    } cases[] = {
        {"General", SHOWN_NUMBER},
        {"0.00E+00", SHOWN_NUMBER},
        {"#,##0_);[Red](#,##0)", SHOWN_NUMBER},
        {"yyyy-mm-dd", SHOWN_DATE},
        {"mmm", SHOWN_DATE},
        {"h:mm AM/PM", SHOWN_TIME},
        {"mm:ss.0", SHOWN_TIME},
        {"d/m/yy h:mm", SHOWN_MOMENT},
        {"[h]:mm:ss", SHOWN_DURATION},
        {"\"day\" 0", SHOWN_NUMBER},
        {"0\\d", SHOWN_NUMBER},
        {"[$-F800]dddd, mmmm dd, yyyy", SHOWN_DATE},
        {"[mm]:ss", SHOWN_DURATION},
        {"[>100]0;yyyy", SHOWN_NUMBER},
        {"[$-411]e.m.d", SHOWN_DATE},
        {"@", SHOWN_NUMBER},
        {"\"unclosed", SHOWN_NUMBER},
        {"[unclosed", SHOWN_NUMBER},
    };
    (void)it;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(format_shown(slice_of(cases[i].format)), cases[i].shown);
}

static void a_number_format_tells_dates(void **state)
{
    (void)state;
    fixture_run(NULL, test_formats);
}

// ---- What is wrong ----

static void test_faults(Fixture *it)
{
    static const char *const cases[][2] = {
        {"<row r='7'><c r='C7' t='s'><v>99</v></c></row>",
         "Sheet 'Lines', cell C7: it refers to a shared text"},
        {"<row r='7'><c r='C7'><v>many</v></c></row>",
         "Sheet 'Lines', cell C7: its value is no number"},
        {"<row r='7'><c r='C7'><v>0x10</v></c></row>",
         "Sheet 'Lines', cell C7: its value is no number"},
        {"<row r='7'><c r='C7'><v>1</v></c><c r='B7'><v>1</v></c></row>",
         "Sheet 'Lines', cell C7: the cell that follows"},
        {"<row r='7'><c r='XFE7'/></row>", "Sheet 'Lines', cell A7: the cell that follows"},
        {"<row r='7'/><row r='7'/>", "Sheet 'Lines', cell A7: the row that follows"},
        {"<row r='1048577'/>", "Sheet 'Lines', cell A1: the row that follows"},
        {"<row r='7'>", "xl/worksheets/sheet1.xml"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Slice sheet = arena_print(it->arena, "<sheetData>%s</sheetData>", cases[i][0]);
        it->faults.count = 0;
        assert_null(read_sheet(it, "", sheet.at));
        assert_int_equal(it->faults.count, 1);
        const Fault *fault = &it->faults.list[0];
        if (strstr(fault->text, cases[i][1]) == NULL && strcmp(fault->file, cases[i][1]) != 0)
            fail_msg("%s (%s)", fault->text, fault->file);
    }
}

static void faults_name_sheet_and_cell(void **state)
{
    (void)state;
    fixture_run(NULL, test_faults);
}

static void test_packages(Fixture *it)
{
    static const Part no_relations[] = {{"xl/workbook.xml", "<workbook/>"}, {0}};
    static const Part no_sheet[] = {
        {"xl/workbook.xml", "<workbook><sheets><sheet name='X' id='r1'/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels", RELATIONS},
        {0}};
    assert_null(xlsx_read(it->arena, it->vocabulary, packed(it, no_relations), NULL, &it->faults));
    assert_null(xlsx_read(it->arena, it->vocabulary, packed(it, no_sheet), NULL, &it->faults));
    assert_non_null(strstr(it->faults.list[1].text, "Sheet 'X' is named"));
    Slice old = S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest");
    assert_true(xlsx_is(old));
    assert_null(xlsx_read(it->arena, it->vocabulary, old, NULL, &it->faults));
    assert_non_null(strstr(it->faults.list[2].text, "(.xls) or has a password"));
    static const Part other[] = {{"a.xml", "<a/>"}, {0}};
    assert_int_equal(syntax_of(it->arena, packed(it, other), S("")), SYNTAX_ARCHIVE);
}

static void what_is_no_workbook_is_told(void **state)
{
    (void)state;
    fixture_run(NULL, test_packages);
}

static void test_limits(Fixture *it)
{
    char *zeros = arena_take_raw(it->arena, 4000001, 1);
    memset(zeros, ' ', 4000000);
    zeros[4000000] = '\0';
    Part parts[] = {
        {"xl/workbook.xml", "<workbook><sheets><sheet name='X' id='r1'/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels", RELATIONS},
        {"xl/worksheets/sheet1.xml",
         "<worksheet><sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData></worksheet>"},
        {"xl/bomb.xml", zeros},
        {0}};
    assert_null(xlsx_read(it->arena, it->vocabulary, packed(it, parts), NULL, &it->faults));
    assert_int_equal(it->faults.list[0].kind, FAULT_LIMIT);
    parts[3] = (Part){0};
    Slice small = packed(it, parts);
    assert_non_null(xlsx_read(it->arena, it->vocabulary, small, NULL, &it->faults));
    assert_null(xlsx_read(it->arena, it->vocabulary, small, &(XlsxOptions){.unpacked_max = 100},
                          &it->faults));
    assert_null(
        xlsx_read(it->arena, it->vocabulary, small, &(XlsxOptions){.cells_max = 1}, &it->faults));
    assert_int_equal(it->faults.count, 3);
}

static void limits_are_faults(void **state)
{
    (void)state;
    fixture_run(NULL, test_limits);
}

// ---- Writing ----

static void test_writing(Fixture *it)
{
    Slice *many = arena_array(it->arena, Slice, 300);
    for (size_t i = 0; i < 300; i++)
        many[i] = arena_print(it->arena, "choice, %zu", i);
    Slice few[] = {S("SEA"), S("AIR")};
    XlsxColumn columns[] = {
        {.label = S("HS code"), .note = S("Six digits at least"), .is_required = true},
        {.label = S("数量"), .kind = XLSX_NUMBER, .digits = 2, .width = 12},
        {.label = S("Date"), .kind = XLSX_DATE},
        {.label = S("Mode"), .kind = XLSX_CHOICE, .choices = few, .choice_count = 2},
        {.label = S("Long"), .kind = XLSX_CHOICE, .choices = many, .choice_count = 300}};
    Slice values[] = {S("010129"), S("60000.5"), S("2026-04-15"), S("SEA"), S("choice, 7"),
                      S("020110"), S(""),        S(""),           S("AIR"), S("")};
    XlsxSheet sheet = {.name = S("Lines"),
                       .columns = columns,
                       .column_count = 5,
                       .values = values,
                       .row_count = 2,
                       .blank_rows = 100};
    Buffer out = buffer_new(it->arena);
    assert_true(xlsx_write(&out, &sheet, 1, &it->faults));
    const Tree *tree = xlsx_read(it->arena, it->vocabulary, buffer_slice(&out), NULL, &it->faults);
    const char *found = shape(it, tree);
    assert_true(slice_starts(slice_of(found),
                             S("<sheet name=\"Lines\"><row number=\"2\"><HS_code "
                               "cell=\"A2\">010129</HS_code><数量 cell=\"B2\">60000.5</数量>"
                               "<Date cell=\"C2\">2026-04-15</Date><Mode "
                               "cell=\"D2\">SEA</Mode><Long cell=\"E2\">choice, 7</Long></row>"
                               "<row number=\"3\"><HS_code cell=\"A3\">020110</HS_code><Mode "
                               "cell=\"D3\">AIR</Mode></row></sheet>"
                               "<sheet name=\"lists\" hidden=\"true\">")));
}

// 120 characters fit into the rule of a cell, 360 bytes do not fit into what libxlsxwriter joins
// them in.
static void test_wide_choices(Fixture *it)
{
    Slice choices[12];
    for (size_t i = 0; i < 12; i++)
        choices[i] = arena_print(it->arena, "軽減税率対象品目第%02zu", i);
    XlsxColumn column = {
        .label = S("税"), .kind = XLSX_CHOICE, .choices = choices, .choice_count = 12};
    Slice value = choices[3];
    XlsxSheet sheet = {.name = S("Tax"),
                       .columns = &column,
                       .column_count = 1,
                       .values = &value,
                       .row_count = 1,
                       .blank_rows = 5};
    Buffer out = buffer_new(it->arena);
    assert_true(xlsx_write(&out, &sheet, 1, &it->faults));
    const Tree *tree = xlsx_read(it->arena, it->vocabulary, buffer_slice(&out), NULL, &it->faults);
    assert_non_null(strstr(shape(it, tree), "軽減税率対象品目第03"));
}

static void choices_in_wide_characters_are_written(void **state)
{
    (void)state;
    fixture_run(NULL, test_wide_choices);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    fixture_run(NULL, test_writing);
}

// Rows that say what they are, a hidden row of keys, and misfits as texts.
static void test_form(Fixture *it)
{
    XlsxColumn columns[] = {{.label = S("What"), .key = S("#label")},
                            {.label = S("Value"), .key = S("#value")},
                            {.label = S("#caption"), .key = S("#path"), .is_hidden = true}};
    XlsxColumn fields[] = {
        {.kind = XLSX_HEADING},
        {.kind = XLSX_DATE, .is_required = true},
        {.kind = XLSX_NUMBER, .digits = XLSX_DIGITS_ANY},
        {.kind = XLSX_DATE},
    };
    Slice values[] = {S("Times"), S(""),     S(""),  S("Day"),   S("2026-04-15"), S("day"),
                      S("Count"), S("21.6"), S("n"), S("Other"), S("soon"),       S("other")};
    XlsxSheet sheet = {.name = S("Form"),
                       .columns = columns,
                       .column_count = 3,
                       .values = values,
                       .row_count = 4,
                       .fields = fields,
                       .field_column = 1,
                       .is_lenient = true};
    Buffer out = buffer_new(it->arena);
    assert_true(xlsx_write(&out, &sheet, 1, &it->faults));
    const Tree *tree = xlsx_read(it->arena, it->vocabulary, buffer_slice(&out),
                                 &(XlsxOptions){.has_no_names = true}, &it->faults);
    assert_string_equal(
        shape(it, tree),
        "<sheet name=\"Form\"><row number=\"1\"><A cell=\"A1\">#label</A><B cell=\"B1\">#value</B>"
        "<C cell=\"C1\">#path</C></row><row number=\"2\"><A cell=\"A2\">What</A>"
        "<B cell=\"B2\">Value</B><C cell=\"C2\">#caption</C></row>"
        "<row number=\"3\"><A cell=\"A3\">Times</A></row><row number=\"4\"><A cell=\"A4\">Day</A>"
        "<B cell=\"B4\">2026-04-15</B><C cell=\"C4\">day</C></row><row number=\"5\">"
        "<A cell=\"A5\">Count</A><B cell=\"B5\">21.6</B><C cell=\"C5\">n</C></row>"
        "<row number=\"6\"><A cell=\"A6\">Other</A><B cell=\"B6\">soon</B>"
        "<C cell=\"C6\">other</C></row></sheet>");
}

static void a_form_says_in_its_rows_what_is_to_be_filled_in(void **state)
{
    (void)state;
    fixture_run(NULL, test_form);
}

static void test_refused(Fixture *it)
{
    XlsxColumn column = {.label = S("x"), .kind = XLSX_NUMBER};
    static const struct {
        const char *value, *name;
        XlsxKind kind;
        const char *said;
    } cases[] = {
        {"many", "Lines", XLSX_NUMBER, "Sheet 'Lines', cell A2: the value is no decimal number"},
        {"1234567890123456", "Lines", XLSX_NUMBER, "more than the 15 digits"},
        {"15.4.2026", "Lines", XLSX_DATE, "Sheet 'Lines', cell A2: the value is no date"},
        {"1899-12-31", "Lines", XLSX_DATE, "from 1900 on"},
        {"2026-02-29", "Lines", XLSX_DATE, "the value is no date"},
        {"\xFF", "Lines", XLSX_TEXT, "no text"},
        {"1", "a/b", XLSX_NUMBER, "'a/b' can be no sheet's name"},
        {"1", "lists", XLSX_NUMBER, "'lists' can be no sheet's name"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Slice value = slice_of(cases[i].value);
        column.kind = cases[i].kind;
        XlsxSheet sheet = {.name = slice_of(cases[i].name),
                           .columns = &column,
                           .column_count = 1,
                           .values = &value,
                           .row_count = 1};
        Buffer out = buffer_new(it->arena);
        it->faults.count = 0;
        assert_false(xlsx_write(&out, &sheet, 1, &it->faults));
        assert_int_equal(it->faults.count, 1);
        if (strstr(it->faults.list[0].text, cases[i].said) == NULL)
            fail_msg("%s", it->faults.list[0].text);
    }
}

static void what_a_cell_cannot_hold_is_refused(void **state)
{
    (void)state;
    fixture_run(NULL, test_refused);
}

// ---- Memory ----

static void read_bytes(Fixture *it)
{
    xlsx_read(it->arena, it->vocabulary, it->bytes, NULL, &it->faults);
}

static void test_memory(Fixture *it)
{
    static const Part parts[] = {
        {"xl/workbook.xml", "<workbook><sheets><sheet name='X' id='r1'/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels", RELATIONS},
        {"xl/sharedStrings.xml", STRINGS},
        {"xl/styles.xml", STYLES},
        {"xl/worksheets/sheet1.xml",
         "<worksheet><sheetData><row><c t='s'><v>0</v></c></row><row><c "
         "s='1'><v>2</v></c></row></sheetData></worksheet>"},
        {0}};
    fixture_starve(NULL, read_bytes, packed(it, parts));
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    fixture_run(NULL, test_memory);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(cells_are_read_as_people_see_them),
        cmocka_unit_test(what_is_merged_over_rows_is_that_of_each),
        cmocka_unit_test(captions_are_found_below_titles),
        cmocka_unit_test(every_sheet_is_read_and_every_node_has_a_cell),
        cmocka_unit_test(a_number_format_tells_dates),
        cmocka_unit_test(faults_name_sheet_and_cell),
        cmocka_unit_test(what_is_no_workbook_is_told),
        cmocka_unit_test(limits_are_faults),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(choices_in_wide_characters_are_written),
        cmocka_unit_test(a_form_says_in_its_rows_what_is_to_be_filled_in),
        cmocka_unit_test(what_a_cell_cannot_hold_is_refused),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
