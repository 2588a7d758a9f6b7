// SPDX-License-Identifier: Apache-2.0
// Our own lists against what the publishers publish: UN/LOCODE, HS, Recommendations 20 and 21,
// UNCL, iso-codes.
//
// The publications are found in $MADO_SHARED or ../shared, iso-codes in /usr/share; where they are
// absent, the test is skipped, and cmocka counts it.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "codes/rows.h"
#include "codes/make.h"
#include "tree/archive.h"

enum { FILE_MAX = 64 << 20 };

static const char *shared(Arena *arena, const char *path)
{
    const char *folder = getenv("MADO_SHARED");
    return arena_print(arena, "%s/data/%s", folder != NULL ? folder : "../shared", path).at;
}

static void skip_unless_there(const char *path)
{
    if (access(path, R_OK) != 0) {
        print_message("skipped: %s is absent\n", path);
        skip();
    }
}

static Slice bytes_of(Arena *arena, const char *path)
{
    Faults faults = {0};
    Slice bytes;
    assert_true(file_read(arena, path, FILE_MAX, &bytes, &faults));
    return bytes;
}

static const Codes *own(Arena *arena, const char *name)
{
    const Codes *codes = codes_own(arena, slice_of(name));
    assert_non_null(codes);
    return codes;
}

// A table of a publisher's codes: which row of the CSV each is in.
typedef struct Published {
    const char *path, *code, *name;
} Published;

static size_t column_of(const Rows *rows, const char *name)
{
    size_t at = 0;
    while (at < rows->count && !slice_equal(rows->cells[at], slice_of(name)))
        at++;
    return at;
}

// Marks each of our rows whose code is in the publication.
static void mark_rows(Arena *arena, const Published *from, const Codes *codes, bool *is_there)
{
    Faults faults = {0};
    Rows rows = rows_open(arena, bytes_of(arena, from->path), &faults);
    assert_true(rows_next(&rows));
    size_t code = column_of(&rows, from->code);
    while (rows_next(&rows)) {
        CodeRow row = codes_find(codes, rows_cell(&rows, code));
        if (row != CODE_NONE)
            is_there[row] = true;
    }
    assert_int_equal(faults.count, 0);
}

static void expect_all(const Codes *codes, const bool *is_there)
{
    size_t missing = 0;
    for (CodeRow row = 0; row < codes_count(codes); row++) {
        Slice code = codes_code(codes, row);
        if (!is_there[row])
            print_error("%.*s is no code of the publisher's\n", (int)code.len, code.at);
        missing += !is_there[row];
    }
    assert_int_equal(missing, 0);
}

typedef struct Comparison {
    const char *list;
    Published from[2];
} Comparison;

static bool compare(Arena *arena, void *context)
{
    Comparison *it = context;
    const Codes *codes = own(arena, it->list);
    bool *is_there = arena_array(arena, bool, codes_count(codes));
    for (size_t i = 0; i < 2 && it->from[i].path != NULL; i++) {
        Published from = it->from[i];
        from.path = shared(arena, from.path);
        mark_rows(arena, &from, codes, is_there);
    }
    expect_all(codes, is_there);
    return true;
}

static bool is_shared(Arena *arena, void *context)
{
    (void)context;
    return access(shared(arena, "codes"), R_OK) == 0;
}

static void run_shared(bool run(Arena *arena, void *context), void *context)
{
    Faults faults = {0};
    if (!arena_run(0, is_shared, NULL, NULL)) {
        print_message("skipped: ../shared/data/codes is absent\n");
        skip();
    }
    if (!arena_run(0, run, context, &faults))
        fail_msg("%s", faults.list[0].text);
}

static void our_units_are_those_of_recommendation_20(void **state)
{
    (void)state;
    Comparison it = {"units",
                     {{"codes/unece/rec20-annex-1.csv", "Common Code", NULL},
                      {"codes/unece/rec20-annex-2-3.csv", "CommonCode", NULL}}};
    run_shared(compare, &it);
}

static void our_packages_are_those_of_recommendation_21(void **state)
{
    (void)state;
    Comparison it = {"packages", {{"codes/unece/rec21.csv", "Code", NULL}}};
    run_shared(compare, &it);
}

static void our_goods_are_those_of_the_harmonized_system(void **state)
{
    (void)state;
    Comparison it = {"hs", {{"tariff/hs2022-en.csv", "hscode", NULL}}};
    run_shared(compare, &it);
}

static bool count_headings(Arena *arena, void *context)
{
    Faults *faults = context;
    const Codes *codes = own(arena, "hs");
    Rows rows = rows_open(arena, bytes_of(arena, shared(arena, "tariff/hs2022-en.csv")), faults);
    assert_true(rows_next(&rows));
    size_t missing = 0, code = column_of(&rows, "hscode");
    while (rows_next(&rows)) {
        Slice heading = rows_cell(&rows, code);
        // 9999 is of statistics, not of the nomenclature.
        if (heading.len > 4 || !isdigit((unsigned char)heading.at[0]) ||
            slice_starts(heading, S("99")))
            continue;
        if (codes_find(codes, heading) == CODE_NONE)
            print_error("%.*s is no heading of ours\n", (int)heading.len, heading.at);
        missing += codes_find(codes, heading) == CODE_NONE;
    }
    assert_int_equal(missing, 0);
    return true;
}

static void every_heading_of_the_harmonized_system_has_our_names(void **state)
{
    (void)state;
    Faults faults = {0};
    run_shared(count_headings, &faults);
}

// ---- Places ----

// Where release 2022-2 gives another place, and is wrong or means another part of the city.
static const char *const far[] = {
    "CNHRS", // the pass, not the county's far end
    "CNHUH", // the harbour on the coast, not the town inland
    "CNHUI", // likewise
    "CNPAJ", // likewise
    "CNTGS", // likewise
    "CNYTN", // UN/LOCODE has a village in Fujian
    "NLRTM", // the Maasvlakte, 30 km down the river
};
// Younger than the release.
static const char *const young[] = {"CNTFU"};

static bool is_among(Slice code, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(slice_of(list[i]), code))
            return true;
    return false;
}

static bool is_csv(const char *name)
{
    return strstr(name, "CodeListPart") != NULL;
}

// The publication alone, without ours.
static const Codes *published_places(Arena *arena, Faults *faults)
{
    const ArchiveEntry *entries;
    size_t count;
    CodeInput inputs[8];
    CodeImport result;
    Slice zip = bytes_of(arena, shared(arena, "codes/unlocode/official-2022-2-csv.zip"));
    if (!archive_read(arena, zip, is_csv, NULL, &entries, &count, faults))
        return NULL;
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++)
        inputs[i] = (CodeInput){entries[i].name, entries[i].bytes};
    CodeInputs all = {.at = inputs, .count = count};
    if (!import_unlocode(arena, &all, &result, faults))
        return NULL;
    assert_true(result.rows > 115000);
    return codes_open(arena, result.bytes, faults);
}

static size_t compare_place(const Codes *codes, CodeRow row, const Codes *theirs)
{
    Slice code = codes_code(codes, row);
    CodePlace a, b;
    CodeRow other = codes_find(theirs, code);
    bool is_published = codes_fact(theirs, other, S("status")).len > 0;
    if (is_published == is_among(code, young, sizeof young / sizeof *young)) {
        print_error("%.*s is %sin the release\n", (int)code.len, code.at,
                    is_published ? "" : "not ");
        return 1;
    }
    if (!codes_place(codes, row, &a) || !codes_place(theirs, other, &b))
        return 0;
    bool is_far = fabs(a.latitude - b.latitude) > 0.35 || fabs(a.longitude - b.longitude) > 0.35;
    if (is_far == is_among(code, far, sizeof far / sizeof *far))
        return 0;
    print_error("%.*s: ours %.2f %.2f, theirs %.2f %.2f\n", (int)code.len, code.at, a.latitude,
                a.longitude, b.latitude, b.longitude);
    return 1;
}

static bool compare_places(Arena *arena, void *context)
{
    (void)context;
    Faults faults = {0};
    const Codes *theirs = published_places(arena, &faults), *codes = own(arena, "locations");
    assert_non_null(theirs);
    assert_true(codes_verify(theirs, &faults));
    size_t wrong = 0;
    for (CodeRow row = 0; row < codes_count(codes); row++)
        wrong += compare_place(codes, row, theirs);
    assert_int_equal(wrong, 0);
    return true;
}

static void our_places_lie_where_unlocode_has_them(void **state)
{
    (void)state;
    run_shared(compare_places, NULL);
}

// ---- iso-codes ----

typedef struct Standard {
    const char *path, *member, *code, *list, *fact, *json_fact;
    const char *absent; // ours that the installed edition may not have yet
} Standard;

static const Standard standards[] = {
    {"/usr/share/iso-codes/json/iso_3166-1.json", "3166-1", "alpha_2", "countries", "numeric",
     "numeric", ""},
    {"/usr/share/iso-codes/json/iso_3166-1.json", "3166-1", "alpha_2", "countries", "alpha3",
     "alpha_3", ""},
    {"/usr/share/iso-codes/json/iso_3166-2.json", "3166-2", "code", "subdivisions", "type", "", ""},
    {"/usr/share/iso-codes/json/iso_4217.json", "4217", "alpha_3", "currencies", "numeric",
     "numeric", "XCG ZWG"},
};

static bool compare_standard(Arena *arena, void *context)
{
    const Standard *it = context;
    Faults faults = {0};
    const Codes *codes = own(arena, it->list);
    const Json *rows =
        json_get(json_read(arena, bytes_of(arena, it->path), &faults), slice_of(it->member));
    size_t found = 0, absent = 0;
    for (size_t i = 0; i < rows->count; i++) {
        CodeRow row = codes_find(codes, json_text(json_get(rows->items[i], slice_of(it->code))));
        Slice theirs = json_text(json_get(rows->items[i], slice_of(it->json_fact)));
        if (row == CODE_NONE)
            continue;
        found++;
        if (it->json_fact[0] != '\0')
            assert_true(slice_equal(codes_fact(codes, row, slice_of(it->fact)), theirs));
    }
    for (CodeRow row = 0; row < codes_count(codes); row++)
        absent += slice_find(slice_of(it->absent), codes_code(codes, row)) != SIZE_MAX;
    assert_true(found + absent >= codes_count(codes));
    return true;
}

static void our_countries_and_currencies_are_those_of_iso_codes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof standards / sizeof *standards; i++) {
        Standard standard = standards[i];
        skip_unless_there(standard.path);
        assert_true(arena_run(0, compare_standard, &standard, NULL));
    }
}

static bool import_installed(Arena *arena, void *context)
{
    (void)context;
    Faults faults = {0};
    CodeInput inputs[] = {
        {S("iso_3166-2.json"), bytes_of(arena, "/usr/share/iso-codes/json/iso_3166-2.json")},
        {S("ja.mo"), bytes_of(arena, "/usr/share/locale/ja/LC_MESSAGES/iso_3166-2.mo")},
        {S("zh_CN.mo"), bytes_of(arena, "/usr/share/locale/zh_CN/LC_MESSAGES/iso_3166-2.mo")},
    };
    CodeImport result;
    assert_true(import_iso(arena, &(CodeInputs){.at = inputs, .count = 3}, &result, &faults));
    const Codes *codes = codes_open(arena, result.bytes, &faults);
    assert_true(codes_verify(codes, &faults));
    assert_true(codes_count(codes) > 5000);
    CodeRow row = codes_find(codes, S("DE-BY"));
    assert_true(slice_equal(codes_label(codes, row, S("ja")), S("バイエルン")));
    row = codes_find(codes, S("JP-13"));
    assert_true(slice_equal(codes_label(codes, row, S("ja")), S("東京")));
    CodeHit hit; // our name is another name now
    assert_int_equal(codes_search(codes, arena, S("東京都"), &hit, 1), 1);
    assert_int_equal(hit.row, row);
    return true;
}

static void iso_codes_is_read_as_it_is_installed(void **state)
{
    (void)state;
    skip_unless_there("/usr/share/iso-codes/json/iso_3166-2.json");
    skip_unless_there("/usr/share/locale/ja/LC_MESSAGES/iso_3166-2.mo");
    skip_unless_there("/usr/share/locale/zh_CN/LC_MESSAGES/iso_3166-2.mo");
    assert_true(arena_run(0, import_installed, NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_units_are_those_of_recommendation_20),
        cmocka_unit_test(our_packages_are_those_of_recommendation_21),
        cmocka_unit_test(our_goods_are_those_of_the_harmonized_system),
        cmocka_unit_test(every_heading_of_the_harmonized_system_has_our_names),
        cmocka_unit_test(our_places_lie_where_unlocode_has_them),
        cmocka_unit_test(our_countries_and_currencies_are_those_of_iso_codes),
        cmocka_unit_test(iso_codes_is_read_as_it_is_installed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
