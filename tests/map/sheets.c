// SPDX-License-Identifier: Apache-2.0
// Forms: what is filled in is read, wherever it was moved; what is wrong is told with sheet and
// cell.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <iconv.h>

#include "base/memory.h"
#include "register/crosswalk.h"
#include "tree/archive.h"

// A register of every kind of term, with lists three deep.
static const char schema[] =
    "{\"$id\": \"urn:madoguchi:register:crates\", \"type\": \"object\", \"required\": [\"id\", "
    "\"boxes\"], \"properties\": {"
    "\"id\": {\"title\": \"Number\", \"term\": \"T-1\", \"type\": \"string\"},"
    "\"date\": {\"title\": \"Day\", \"type\": \"string\", \"format\": \"date\"},"
    "\"currency\": {\"title\": \"Currency\", \"type\": \"string\", \"codes\": \"currencies\"},"
    "\"mode\": {\"title\": \"Mode\", \"type\": \"string\", \"enum\": [\"SEA\", \"AIR\"]},"
    "\"isUrgent\": {\"title\": \"Urgent\", \"type\": \"boolean\"},"
    "\"owner\": {\"type\": \"object\", \"title\": \"Owner\", \"required\": [\"name\"], "
    "\"properties\": {"
    "\"name\": {\"type\": \"string\"}, \"weight\": {\"type\": \"number\"}}},"
    "\"boxes\": {\"title\": \"Box/crate\", \"type\": \"array\", \"items\": {\"type\": \"object\","
    "\"required\": [\"mark\"], \"properties\": {"
    "\"mark\": {\"title\": \"Mark\", \"type\": \"string\"},"
    "\"gross\": {\"title\": \"Gross weight\", \"type\": \"number\"},"
    "\"bags\": {\"title\": \"Bag\", \"type\": \"array\", \"items\": {\"type\": \"object\", "
    "\"properties\": {\"colour\": {\"type\": \"string\"}, "
    "\"tags\": {\"title\": \"Bag\", \"type\": \"array\", \"items\": {\"type\": \"object\", "
    "\"properties\": {\"text\": {\"type\": \"string\"}}}}}}}}}}}}";

typedef struct Fixture {
    Guard guard;
    Arena *arena;
    Register *reg;
    const Model *model;
    CrosswalkRun *run;
    Faults faults;
    Losses losses;
    void (*test)(struct Fixture *it);
} Fixture;

static bool run_fixture(void *context)
{
    Fixture *it = context;
    it->arena = arena_new(&it->guard, 0);
    it->losses.arena = it->arena;
    const DataFile files[] = {{"registers/crates/schema.json", S(schema)}, {0}};
    Registers *registers = registers_new(it->arena);
    registers_add(registers, files);
    it->reg = registers_at(registers, 0);
    it->model = register_model(it->reg, &it->faults);
    assert_non_null(it->model);
    it->run = crosswalk_run_new(it->arena, registers, &(CrosswalkTables){0});
    it->test(it);
    return true;
}

static void with_fixture(void (*test)(Fixture *it))
{
    Fixture it = {.test = test};
    bool is_good = guard_run(&it.guard, run_fixture, &it, &it.faults);
    arena_free(it.arena);
    assert_true(is_good);
}

static const Content *content_of(Fixture *it, const char *json)
{
    CrosswalkDocument *document;
    assert_int_equal(crosswalk_read(it->run, it->arena, slice_of(json), &document, &it->faults), 1);
    assert_int_equal(document->losses.count, 0);
    return document->content;
}

static const char *json_of(Fixture *it, const Content *content)
{
    Buffer out = buffer_new(it->arena);
    if (content == NULL)
        fail_msg("not read: %s", it->faults.list[0].text);
    content_write_json(&out, content);
    return arena_c_string(it->arena, buffer_slice(&out));
}

// CSV files, each a name and a text, as an archive.
static Slice archive_of(Fixture *it, const char *const *files)
{
    ArchiveEntry entries[8];
    size_t count = 0;
    for (; files[2 * count] != NULL; count++)
        entries[count] = (ArchiveEntry){slice_of(files[2 * count]), slice_of(files[2 * count + 1])};
    Buffer out = buffer_new(it->arena);
    assert_true(archive_write(&out, entries, count, &it->faults));
    return buffer_slice(&out);
}

static const Content *read_sheets(Fixture *it, Slice bytes)
{
    it->losses.count = it->losses.kept = 0;
    it->faults.count = 0;
    const Sheets *sheets = sheets_open(it->arena, bytes, NULL, &it->faults);
    return sheets == NULL
               ? NULL
               : sheets_read(it->arena, it->model, sheets, NULL, &it->losses, &it->faults);
}

static void says_the_same(Fixture *it, const Content *content, const char *json)
{
    const char *found = json_of(it, content);
    assert_string_equal(found, json_of(it, content_of(it, json)));
}

// ---- There and back ----

#define WHOLE                                                                                        \
    "{\"id\": \"=1+1\", \"date\": \"2026-04-15\", \"currency\": \"JPY\", \"mode\": \"AIR\", "        \
    "\"isUrgent\": true, \"owner\": {\"name\": \"  大连 \\\"海洋\\\", 轴承\\n有限公司\", " \
    "\"weight\": 12345678901234567890.5}, \"boxes\": ["                                              \
    "{\"mark\": \"0101\", \"gross\": 100.10}, {\"mark\": \"0101\", \"gross\": -0.001, \"bags\": ["   \
    "{\"colour\": \"red\", \"tags\": [{\"text\": \"a\"}, {\"text\": \"b\"}]}, "                      \
    "{\"colour\": \"true\", \"tags\": [{\"text\": \"1E5\"}]}]}, "                                    \
    "{\"mark\": \"JPY - Yen\", \"bags\": [{\"tags\": [{\"text\": \"2026-01-01\"}]}]}]}"

static void test_there_and_back(Fixture *it)
{
    static const char *const languages[] = {"en", "ja", "zh"};
    const Content *content = content_of(it, WHOLE);
    for (size_t i = 0; i < 6; i++) {
        const Labels *labels = labels_new(it->arena, slice_of(languages[i / 2]),
                                          S("{\"boxes.mark\": \"荷印\"}"), S(""), &it->faults);
        const SheetForm *form = sheet_form_new(it->arena, it->model, labels, content, &it->faults);
        Buffer out = buffer_new(it->arena);
        assert_non_null(form);
        assert_true(i % 2 ? sheets_write(form, content, &out, &it->losses, &it->faults)
                          : sheets_write_csv(form, content, &out, &it->losses, &it->faults));
        assert_int_equal(it->losses.count, 0);
        assert_true(sheets_are(it->arena, buffer_slice(&out)));
        const Content *back = read_sheets(it, buffer_slice(&out));
        json_of(it, back);
        ContentDifferences found = content_compare(it->arena, content, back);
        if (found.count > 0)
            fail_msg("%.*s: %.*s", (int)found.list[0].pointer.len, found.list[0].pointer.at,
                     (int)found.list[0].right.len, found.list[0].right.at);
        assert_int_equal(it->losses.count, 0);
    }
}

static void content_goes_to_sheets_and_comes_back(void **state)
{
    (void)state;
    with_fixture(test_there_and_back);
}

static void test_misfits(Fixture *it)
{
    char *json = arena_take_raw(it->arena, 40200, 1);
    memset(json, 'x', 40200);
    const char start[] = "{\"date\": \"2026-02-30\", \"currency\": \"JPY - x\", \"owner\": "
                         "{\"weight\": 1E3}, \"id\": \"";
    memcpy(json, start, sizeof start - 1);
    memcpy(json + 40000, "\"}", 3);
    const Content *content = content_of(it, json);
    Buffer out = buffer_new(it->arena);
    assert_true(crosswalk_write(it->run, it->reg, S("xlsx"), (Content *)content, &out, &it->losses,
                                &it->faults));
    assert_int_equal(it->losses.count, 4);
    assert_int_equal(it->losses.list[0].kind, LOSS_NO_PLACE);
    assert_int_equal(it->losses.list[1].kind, LOSS_FORM);
    assert_string_equal(arena_c_string(it->arena, it->losses.list[1].path), "/date");
    assert_string_equal(arena_c_string(it->arena, it->losses.list[2].path), "/currency");
}

static void what_a_cell_cannot_hold_is_a_loss(void **state)
{
    (void)state;
    with_fixture(test_misfits);
}

// ---- Forms that people have worked on ----

// Rows and columns moved, a title above, labels gone, numbers left out, a column and a sheet more.
static void test_moved(Fixture *it)
{
    static const char *const files[] = {
        "x/Last.csv",
        "lists,#path,boxes[].bags[].colour,boxes[]\n,,red,7\n,,blue,\n,,green,1\n",
        "Any.csv",
        "Shipment,,\n#path,mine,#value\ncurrency,,JPY - 日本円\n#caption,,Value\n"
        "owner.name,why,K.S.\nid,,A 1\nno.such,,lost\n,,lost\nid,,again\n",
        "Boxes.csv",
        "boxes[].gross,boxes[],#path,boxes[].mark\n21.6,7,,first\n,8,,\n3,1,,second\n",
        "sums.csv",
        "a,b\n1,2\n",
        "read.me",
        "not read",
        NULL,
    };
    const Content *content = read_sheets(it, archive_of(it, files));
    says_the_same(it, content,
                  "{\"id\": \"A 1\", \"currency\": \"JPY\", \"owner\": {\"name\": \"K.S.\"}, "
                  "\"boxes\": [{\"mark\": \"first\", \"gross\": 21.6, "
                  "\"bags\": [{\"colour\": \"red\"}, {\"colour\": \"blue\"}]}, "
                  "{\"mark\": \"second\", \"gross\": 3, \"bags\": [{\"colour\": \"green\"}]}]}");
    static const char *const lost[] = {
        "Sheet 'sums.csv'",         "Sheet 'Any.csv', cell B5", "Sheet 'Any.csv', cell C7",
        "Sheet 'Any.csv', cell C8", "Sheet 'Any.csv', cell C9",
    };
    assert_int_equal(it->losses.count, sizeof lost / sizeof *lost);
    for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
        assert_string_equal(arena_c_string(it->arena, it->losses.list[i].path), lost[i]);
    assert_int_equal(it->losses.list[4].kind, LOSS_AGAIN);
}

static void rows_columns_and_sheets_may_be_moved(void **state)
{
    (void)state;
    with_fixture(test_moved);
}

static void test_written_dates(Fixture *it)
{
    static const struct {
        const char *written, *date;
        size_t losses;
    } cases[] = {
        {"2026-4-5", "2026-04-05", 0},
        {"2026/04/05", "2026-04-05", 0},
        {"2026.4.5", "2026-04-05", 0},
        {"2026年4月5日", "2026-04-05", 0},
        {"20260405", "2026-04-05", 0},
        {" 2024-02-29 ", "2024-02-29", 0},
        {"2026-04-05T00:00:00", "2026-04-05", 0},
        {"2026-04-05T09:30:00", "2026-04-05", 1},
        {"5/4/2026", NULL, 0},
        {"2026-02-29", NULL, 0},
        {"2026-13-01", NULL, 0},
        {"46127", NULL, 0},
        {"2026-04-05x", NULL, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text =
            arena_print(it->arena, "#path,#value\nid,1\ndate,%s\n", cases[i].written).at;
        const char *const files[] = {"D.csv", text, "B.csv", "#path,boxes[].mark\n,x\n", NULL};
        const Content *content = read_sheets(it, archive_of(it, files));
        assert_int_equal(content != NULL, cases[i].date != NULL);
        assert_int_equal(it->losses.count, cases[i].losses);
        if (content == NULL) {
            assert_int_equal(it->faults.count, 1);
            continue;
        }
        const char *json = arena_print(it->arena,
                                       "{\"id\": \"1\", \"date\": \"%s\", \"boxes\": "
                                       "[{\"mark\": \"x\"}]}",
                                       cases[i].date)
                               .at;
        says_the_same(it, content, json);
    }
}

static void dates_are_read_where_they_are_certain(void **state)
{
    (void)state;
    with_fixture(test_written_dates);
}

static Slice encoded(Fixture *it, const char *encoding, Slice text)
{
    iconv_t converter = iconv_open(encoding, "UTF-8");
    size_t room = text.len * 2, left = room, in_left = text.len;
    char *out = arena_take_raw(it->arena, room, 1), *at = out, *in = (char *)text.at;
    assert_true(converter != (iconv_t)-1);
    assert_int_equal(iconv(converter, &in, &in_left, &at, &left), 0);
    iconv_close(converter);
    return (Slice){out, room - left};
}

// What Excel saves as CSV in Tokyo and in Dalian.
static void test_encodings(Fixture *it)
{
    static const char *const cases[][2] = {
        {"CP932", "項目,#path,#value\r\n番号,id,大連港の埠頭にある軸受の箱\r\n荷主,owner.name,"
                  "北九州ポンプ株式会社\r\n"},
        {"GB18030", "项目,#path,#value\r\n编号,id,大连港码头的轴承箱子\r\n货主,owner.name,"
                    "大连海洋轴承有限公司\r\n"},
    };
    for (size_t i = 0; i < 2; i++) {
        Slice table = encoded(it, cases[i][0], slice_of(cases[i][1]));
        ArchiveEntry entries[] = {{S("D.csv"), table}, {S("B.csv"), S("#path,boxes[].mark\n,x\n")}};
        Buffer out = buffer_new(it->arena);
        assert_true(archive_write(&out, entries, 2, &it->faults));
        const char *found = json_of(it, read_sheets(it, buffer_slice(&out)));
        assert_non_null(strstr(found, i == 0 ? "北九州ポンプ株式会社" : "大连海洋轴承有限公司"));
    }
}

static void tables_of_east_asian_encodings_are_read(void **state)
{
    (void)state;
    with_fixture(test_encodings);
}

// ---- What is wrong ----

#define GOOD_DOCUMENT "#path,#value\nid,1\n"
#define GOOD_BOXES    "#path,boxes[],boxes[].mark\n,1,x\n"

static void test_faults(Fixture *it)
{
    static const struct {
        const char *document, *boxes, *bags, *said;
    } cases[] = {
        {GOOD_DOCUMENT, "#path,boxes[].mark,boxes[].gross\n,x,1\n,y,\"21,6t\"\n", "a,b\n",
         "Sheet 'Boxes.csv', cell C3: \"21,6t\" is no number; expected digits, with a point before "
         "decimals and nothing else, as in 21.6 (Gross weight)"},
        {GOOD_DOCUMENT "owner.weight,\"1,234\"\n", GOOD_BOXES, "a,b\n",
         "Sheet 'Document.csv', cell B3: \"1,234\" is no number"},
        {GOOD_DOCUMENT "date,soon\n", GOOD_BOXES, "a,b\n",
         "Sheet 'Document.csv', cell B3: \"soon\" is no date of the calendar; expected year, month "
         "and day, as in 2026-04-15 (Day)"},
        {GOOD_DOCUMENT "mode,ROAD\n", GOOD_BOXES, "a,b\n",
         "cell B3: \"ROAD\" is none of those it may be; expected one of SEA AIR (Mode)"},
        {GOOD_DOCUMENT "isUrgent,yes\n", GOOD_BOXES, "a,b\n",
         "cell B3: \"yes\" is neither true nor false"},
        {"#path,#value\nid,\n", GOOD_BOXES, "a,b\n",
         "Sheet 'Document.csv', cell B2: the value is missing; it is required (T-1 Number)"},
        {GOOD_DOCUMENT "owner.weight,1\nowner.name,\n", GOOD_BOXES, "a,b\n",
         "Sheet 'Document.csv', cell B4: the value is missing"},
        {GOOD_DOCUMENT, "#path,boxes[].mark,boxes[].gross\n,,7\n", "a,b\n",
         "Sheet 'Boxes.csv', cell B2: the value is missing; it is required (Mark)"},
        {GOOD_DOCUMENT, "#path,boxes[],boxes[].mark\n,1,\n", "a,b\n",
         "Sheet 'Boxes.csv': no row is filled in; one is required (Box/crate)"},
        {GOOD_DOCUMENT, GOOD_BOXES, "#path,boxes[],boxes[].bags[].colour\n,9,red\n",
         "Sheet 'Bags.csv', cell B2: \"9\" is the number of no row there; expected the number of "
         "the row it belongs to (Box/crate)"},
        {GOOD_DOCUMENT, GOOD_BOXES ",2,y\n", "#path,boxes[],boxes[].bags[].colour\n,,red\n",
         "Sheet 'Bags.csv', cell C2: the number of the row it belongs to is missing"},
        {GOOD_DOCUMENT, GOOD_BOXES ",1,y\n", "a,b\n",
         "Sheet 'Boxes.csv', cell B3: \"1\" is the number of two rows; give each its own"},
        // A row that has only its number is none, until others belong to it.
        {GOOD_DOCUMENT, GOOD_BOXES ",2,\n,3,\n", "#path,boxes[],boxes[].bags[].colour\n,3,red\n",
         "Sheet 'Boxes.csv', cell C4: the value is missing; it is required (Mark)"},
        {"a,b\n", "a,b\n", "a,b\n", "no sheet has the hidden row of keys of a form"},
        {"a,b\n", GOOD_BOXES, "a,b\n", "The form: the value is missing"},
        {"a,\"b\n", GOOD_BOXES, "a,b\n", "quote"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const files[] = {"Document.csv", cases[i].document, "Boxes.csv", cases[i].boxes,
                                     "Bags.csv",     cases[i].bags,     NULL};
        assert_null(read_sheets(it, archive_of(it, files)));
        assert_int_equal(it->faults.count, 1);
        if (strstr(it->faults.list[0].text, cases[i].said) == NULL)
            fail_msg("%s\nexpected: %s", it->faults.list[0].text, cases[i].said);
    }
}

static void faults_name_sheet_and_cell_and_the_remedy(void **state)
{
    (void)state;
    with_fixture(test_faults);
}

// All of them, so that a form is mended in one go.
static void test_all_faults(Fixture *it)
{
    static const char *const files[] = {"D.csv", "#path,#value\nid,1\ndate,a\nmode,b\n", "B.csv",
                                        "#path,boxes[].mark,boxes[].gross\n,x,c\n,y,d\n", NULL};
    assert_null(read_sheets(it, archive_of(it, files)));
    assert_int_equal(it->faults.count, 4);
}

static void every_fault_is_told(void **state)
{
    (void)state;
    with_fixture(test_all_faults);
}

// ---- Hostile input ----

static void test_prefixes(Fixture *it)
{
    Buffer out = buffer_new(it->arena);
    crosswalk_write(it->run, it->reg, S("csv"), (Content *)content_of(it, WHOLE), &out, &it->losses,
                    &it->faults);
    Slice whole = buffer_slice(&out);
    for (size_t len = 0; len < whole.len; len += 3)
        if (read_sheets(it, slice_part(whole, 0, len)) == NULL)
            assert_true(it->faults.count > 0);
}

static void every_prefix_is_read_or_refused(void **state)
{
    (void)state;
    with_fixture(test_prefixes);
}

typedef struct OneReading {
    const Model *model;
    Slice bytes;
    Faults *faults;
} OneReading;

static bool read_one(Arena *arena, void *context)
{
    const OneReading *it = context;
    Losses losses = {.arena = arena};
    const Sheets *sheets = sheets_open(arena, it->bytes, NULL, it->faults);
    return sheets != NULL &&
           sheets_read(arena, it->model, sheets, NULL, &losses, it->faults) != NULL;
}

static void test_memory(Fixture *it)
{
    static const char table[] = "#path,boxes[].mark,#value\n,x,\n";
    static const char *const files[] = {"D.csv", GOOD_DOCUMENT, "B.csv", table, NULL};
    OneReading one = {it->model, archive_of(it, files), NULL};
    bool is_good = false;
    size_t countdown = 0;
    while (!is_good) {
        Faults faults = {0};
        one.faults = &faults;
        memory_fail_after(++countdown);
        is_good = arena_run(0, read_one, &one, &faults);
        memory_fail_after(0);
        if (!is_good)
            assert_int_equal(faults.list[0].kind, FAULT_MEMORY);
    }
    assert_true(countdown > 1);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    with_fixture(test_memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_goes_to_sheets_and_comes_back),
        cmocka_unit_test(what_a_cell_cannot_hold_is_a_loss),
        cmocka_unit_test(rows_columns_and_sheets_may_be_moved),
        cmocka_unit_test(dates_are_read_where_they_are_certain),
        cmocka_unit_test(tables_of_east_asian_encodings_are_read),
        cmocka_unit_test(faults_name_sheet_and_cell_and_the_remedy),
        cmocka_unit_test(every_fault_is_told),
        cmocka_unit_test(every_prefix_is_read_or_refused),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
