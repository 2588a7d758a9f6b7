// SPDX-License-Identifier: Apache-2.0
// Layouts: what is refused and how it is told, what is left out, and how values are written.

#include "desk.h"

#include "render/internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define BOX(rows) "{\"bands\":[{\"boxes\":[{\"width\":90,\"rows\":[" rows "]}]}]}"

static bool check_faults(Arena *arena, void *context)
{
    static const struct {
        Slice layout, told;
    } rows[] = {
        {S_INIT("{}"), S_INIT("a layout has \"bands\"")},
        {S_INIT("{\"bands\":[{}]}"), S_INIT("a band has \"boxes\"")},
        {S_INIT("{\"bands\":[{\"boxes\":[{\"rows\":[]}]}]}"), S_INIT("has a \"width\" in mm")},
        {S_INIT(BOX("\"{nothing}\"")), S_INIT("\"nothing\" is no term of the register")},
        {S_INIT(BOX("\"{seller}\"")), S_INIT("\"seller\" has members and no value of its own")},
        {S_INIT(BOX("\"{lines.id}\"")), S_INIT("\"lines.id\" occurs again and again")},
        {S_INIT(BOX("\"{typeCode|nowhere}\"")), S_INIT("there is no code list \"nowhere\"")},
        {S_INIT(BOX("\"{id\"")), S_INIT("does not end with }")},
        {S_INIT(BOX("\"[{id}\"")), S_INIT("brackets that do not match")},
        {S_INIT(BOX("\"[[{id}]]\"")), S_INIT("brackets that do not match or are within others")},
        {S_INIT(BOX("{}")), S_INIT("a row has a \"term\" or a \"text\"")},
        {S_INIT(BOX("{\"term\":\"id\",\"style\":\"bold\"}")), S_INIT("\"style\" is one of")},
        {S_INIT(BOX("{\"text\":\"{id}\",\"label\":{\"en\":\"No.\"}}")),
         S_INIT("texts for all of: en, ja, zh")},
        {S_INIT(BOX("{\"each\":\"seller\",\"text\":\"{name}\"}")), S_INIT("is no list")},
        {S_INIT(BOX("{\"use\":\"crowd\",\"from\":\"seller\"}")), S_INIT("there is no such part")},
        {S_INIT(BOX("{\"use\":\"firm\",\"from\":\"id\"}")), S_INIT("a group that occurs once")},
        {S_INIT(BOX("{\"use\":\"firm\",\"from\":\"lines\"}")), S_INIT("a group that occurs once")},
        {S_INIT(BOX("{\"use\":\"endless\"}")), S_INIT("more than 8 deep")},
        {S_INIT("{\"page\":{\"left\":200},\"bands\":[]}"), S_INIT("leave less than 50 mm")},
    };
    Desk it;
    (void)context;
    open_desk(&it, arena);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Faults faults = {0};
        assert_null(layout_of(&it, rows[i].layout, &faults));
        assert_true(faults.count > 0);
        if (slice_find(slice_of(faults.list[0].text), rows[i].told) == SIZE_MAX)
            fail_msg("row %zu is told as: %s", i, faults.list[0].text);
    }
    return true;
}

static void a_faulty_layout_is_told_what_is_wrong(void **state)
{
    (void)state;
    in_arena(check_faults);
}

// ---- What is left out ----

static Slice row_of(Desk *it, const char *row, const char *content)
{
    static const Reading english = {{LANGUAGE_EN}, 1, false};
    Faults faults = {0};
    Slice text = arena_print(it->arena, BOX("\"%s\""), row);
    const Layout *layout = layout_of(it, text, &faults);
    if (layout == NULL)
        fail_msg("%s", faults.list[0].text);
    const Sheet *sheet =
        sheet_compose(it->arena, layout, read_content(it, slice_of(content)), &english);
    return sheet->band_count > 0 ? sheet->bands[0].cells[0].rows[0].value : S("");
}

static bool check_rows(Arena *arena, void *context)
{
    static const struct {
        const char *row, *content, *value;
    } rows[] = {
        {"{id}", "{\"id\":\"A 1\"}", "A 1"},
        {"No. {id}", "{\"dueDate\":\"2026-01-02\"}", ""}, // no value, no row
        {"{id}[ of {issueDate}]", "{\"id\":\"A\"}", "A"},
        {"{id}[ of {issueDate}]", "{\"id\":\"A\",\"issueDate\":\"2026-02-03\"}",
         "A of 3 February 2026"},
        {"{issueDate|raw}", "{\"issueDate\":\"2026-02-03\"}", "2026-02-03"},
        {"{typeCode|documents}", "{\"typeCode\":\"380\"}", "Commercial invoice (380)"},
        {"{typeCode|name documents}", "{\"typeCode\":\"380\"}", "Commercial invoice"},
        {"{typeCode|documents}", "{\"typeCode\":\"x<\"}", "x<"}, // not in the list: as it is
        {"{totals.duePayableAmount}", "{\"totals\":{\"duePayableAmount\":1234567.10}}",
         "1,234,567.10"},
        {"{id|raw}", "{\"id\":\"a\\nb\"}", "a b"}, // a machine's field does not end early
    };
    Desk it;
    (void)context;
    open_desk(&it, arena);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Slice value = row_of(&it, rows[i].row, rows[i].content);
        assert_string_equal(arena_c_string(arena, value), rows[i].value);
    }
    return true;
}

static void a_row_says_what_the_content_has(void **state)
{
    (void)state;
    in_arena(check_rows);
}

static bool check_part(Arena *arena, void *context)
{
    static const Reading english = {{LANGUAGE_EN}, 1, false};
    Desk it;
    Faults faults = {0};
    (void)context;
    open_desk(&it, arena);
    const Layout *layout =
        layout_of(&it, S(BOX("\"{id}\",{\"use\":\"firm\",\"from\":\"buyer\"}")), &faults);
    assert_non_null(layout);
    Slice content = S("{\"id\":\"A 1\",\"buyer\":{\"name\":\"Osaka\",\"postalAddress\":"
                      "{\"countryId\":\"JP\"}},\"seller\":{\"name\":\"Dalian\"}}");
    const Sheet *sheet = sheet_compose(arena, layout, read_content(&it, content), &english);
    const SheetCell *cell = &sheet->bands[0].cells[0];
    static const char *const shown[] = {"A 1", "Osaka", "JP"};
    assert_int_equal(cell->count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(arena_c_string(arena, cell->rows[i].value), shown[i]);
    return true;
}

static void the_rows_of_a_part_are_seen_from_where_it_is_used(void **state)
{
    (void)state;
    in_arena(check_part);
}

static bool check_nested(Arena *arena, void *context)
{
    static const Reading english = {{LANGUAGE_EN}, 1, false};
    static const char *const shown[][2] = {{"1", "late"}, {"1", "scratched"}, {"3", "old"}};
    Desk it;
    Faults faults = {0};
    (void)context;
    open_desk(&it, arena);
    const Layout *layout =
        layout_of(&it,
                  S("{\"bands\":[{\"table\":\"lines.allowances\",\"columns\":["
                    "{\"width\":20,\"rows\":[\"{/lines.id}\",\"{reason}\"]}]}]}"),
                  &faults);
    assert_non_null(layout);
    Slice content = S("{\"lines\":[{\"id\":\"1\",\"allowances\":[{\"reason\":\"late\"},"
                      "{\"reason\":\"scratched\"}]},{\"id\":\"2\"},"
                      "{\"id\":\"3\",\"allowances\":[{\"reason\":\"old\"}]}]}");
    const Sheet *sheet = sheet_compose(arena, layout, read_content(&it, content), &english);
    assert_int_equal(sheet->bands[0].line_count, 3);
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 2; k++)
            assert_string_equal(arena_c_string(arena, sheet->bands[0].cells[i].rows[k].value),
                                shown[i][k]);
    return true;
}

static void a_list_within_another_is_one_table(void **state)
{
    (void)state;
    in_arena(check_nested);
}

// ---- Values ----

static bool check_numbers(Arena *arena, void *context)
{
    static const char *const rows[][2] = {
        {"0", "0"},
        {"999", "999"},
        {"1000", "1,000"},
        {"-1234.5", "-1,234.5"},
        {"+100000", "+100,000"},
        {"1234567890123456789012345678901234567890.00",
         "1,234,567,890,123,456,789,012,345,678,901,234,567,890.00"},
        {"0.0001000", "0.0001000"},
        {"1E5", "1E5"},
        {"12.34.56", "12.34.56"},
        {"", ""},
        {"-", "-"},
        {".5", ".5"},
    };
    (void)context;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(arena_c_string(arena, format_number(arena, slice_of(rows[i][0]))),
                            rows[i][1]);
    return true;
}

static void numbers_keep_their_digits(void **state)
{
    (void)state;
    in_arena(check_numbers);
}

static bool check_dates(Arena *arena, void *context)
{
    static const struct {
        const char *date;
        SheetLanguage language;
        const char *shown;
    } rows[] = {
        {"2026-11-02", LANGUAGE_EN, "2 November 2026"},
        {"2026-11-02", LANGUAGE_JA, "2026年11月2日"},
        {"2026-11-02", LANGUAGE_ZH, "2026年11月2日"},
        {"2026-13-02", LANGUAGE_EN, "2026-13-02"},
        {"2026-1-2", LANGUAGE_JA, "2026-1-2"},
        {"soon", LANGUAGE_ZH, "soon"},
    };
    (void)context;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(
            arena_c_string(arena, format_date(arena, slice_of(rows[i].date), rows[i].language)),
            rows[i].shown);
    return true;
}

static bool check_eras(Arena *arena, void *context)
{
    static const char *const rows[][2] = {
        {"2026-11-21", "令和8年11月21日"}, {"2019-05-01", "令和元年5月1日"},
        {"2019-04-30", "平成31年4月30日"}, {"1989-01-07", "昭和64年1月7日"},
        {"1989-01-08", "平成元年1月8日"},  {"1912-07-29", "明治45年7月29日"},
        {"1872-12-31", "1872年12月31日"},  {"2026-13-01", "2026-13-01"},
    };
    (void)context;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(arena_c_string(arena, format_era_date(arena, slice_of(rows[i][0]))),
                            rows[i][1]);
    return true;
}

static void an_era_begins_on_its_day(void **state)
{
    (void)state;
    in_arena(check_eras);
}

static void dates_follow_the_language(void **state)
{
    (void)state;
    in_arena(check_dates);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_faulty_layout_is_told_what_is_wrong),
        cmocka_unit_test(a_row_says_what_the_content_has),
        cmocka_unit_test(the_rows_of_a_part_are_seen_from_where_it_is_used),
        cmocka_unit_test(a_list_within_another_is_one_table),
        cmocka_unit_test(numbers_keep_their_digits),
        cmocka_unit_test(dates_follow_the_language),
        cmocka_unit_test(an_era_begins_on_its_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
