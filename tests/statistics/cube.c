// SPDX-License-Identifier: Apache-2.0
// What a cube answers is what adding up the records one by one gives; what it hides cannot be told.

#include "statistics/cube.h"
#include "../store/desk.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT(word)                                                                                 \
    {                                                                                              \
        S_INIT(word), S_INIT(word), S_INIT(word)                                                   \
    }

static const CubeCode industries[] = {
    {S_INIT("manufacturing"), {0}, TEXT("Manufacturing")},
    {S_INIT("robots"), S_INIT("manufacturing"), TEXT("Robots")},
    {S_INIT("batteries"), S_INIT("manufacturing"), TEXT("Batteries")},
    {S_INIT("services"), {0}, TEXT("Services")},
    {S_INIT("software"), S_INIT("services"), TEXT("Software")},
};
static const CubeDimension dimensions[] = {
    {.id = S_INIT("time"), .label = TEXT("Month"), .kind = CODES_TIME},
    {.id = S_INIT("industry"),
     .label = TEXT("Industry"),
     .kind = CODES_LIST,
     .codes = industries,
     .code_count = sizeof industries / sizeof *industries},
    {.id = S_INIT("hs"), .label = TEXT("Goods"), .kind = CODES_PREFIX, .prefixes = {2, 4, 6}},
};
enum { TIME, INDUSTRY, HS, OWNER };
static const CubeMeasure measures[] = {
    {.id = S_INIT("contracts"), .label = TEXT("Contracts"), .kind = MEASURE_COUNT},
    {.id = S_INIT("value"),
     .label = TEXT("Value"),
     .unit = S_INIT("CNY"),
     .scale = 2,
     .kind = MEASURE_SUM},
    {.id = S_INIT("staff"), .label = TEXT("Staff"), .kind = MEASURE_MEAN},
};
static const CubeForm form = {.register_name = S_INIT("contract"),
                              .id = S_INIT("contracts"),
                              .label = TEXT("Contracts"),
                              .dimensions = dimensions,
                              .dimension_count = 3,
                              .measures = measures,
                              .measure_count = 3,
                              .suppress = 3};

typedef struct Contract {
    unsigned owner, month, industry, goods;
    int64_t cents;
    int staff; // -1: not said
} Contract;

enum { CONTRACTS = 400, OWNERS = 12 };

static const char *const leaves[] = {"robots", "batteries", "software", "services", "fishing"};
static const char *const goods[] = {"847950", "847910", "850760", "8507", "39"};

static Contract any_contract(void)
{
    return (Contract){(unsigned)rand() % OWNERS, (unsigned)rand() % 18,
                      (unsigned)rand() % 5,      (unsigned)rand() % 5,
                      rand() % 100000,           rand() % 4 == 0 ? -1 : rand() % 90};
}

static Slice month_of(Arena *arena, const Contract *contract)
{
    return arena_print(arena, "%u-%02u", 2025 + contract->month / 12, contract->month % 12 + 1);
}

static void put_contract(Desk *desk, const Contract *contract, int number)
{
    struct CubeValue values[3] = {0};
    const Slice codes[] = {month_of(desk->arena, contract), slice_of(leaves[contract->industry]),
                           slice_of(goods[contract->goods])};
    Facet *amounts = arena_array(desk->arena, Facet, CUBE_AMOUNTS_MAX);
    values[1] = (struct CubeValue){true, {contract->cents, 0}};
    decimal_divide(values[1].value, decimal_of(100), &values[1].value);
    values[2] = (struct CubeValue){contract->staff >= 0, decimal_of(contract->staff)};
    CubeGift gift = {codes, values};
    Slice owner = arena_print(desk->arena, "owner-%u", contract->owner);
    Write write = {.actor = S("t"),
                   .owner = owner,
                   .register_name = S("contract"),
                   .record = arena_print(desk->arena, "C-%d", number),
                   .action = S("update"),
                   .version = VERSION_ANY,
                   .facets = amounts};
    write.facet_count = cube_amounts(desk->arena, &form, &gift, amounts, &desk->faults);
    write.facet_count = amounts_merge(amounts, write.facet_count);
    put(desk, &write);
}

static Cube *filled_cube(Desk *desk, Contract *contracts)
{
    srand(11);
    Cube *cube = cube_new(&form, &desk->faults);
    for (int i = 0; i < CONTRACTS; i++) {
        contracts[i] = any_contract();
        contracts[i].owner = (unsigned)i % OWNERS;
        put_contract(desk, &contracts[i], i);
        // Some change afterwards; the cube has seen them before, or not.
        int other = rand() % (i + 1);
        if (i % 7 == 0)
            cube_refresh(cube, desk->store, &desk->faults);
        if (i % 5 == 0) {
            unsigned owner = contracts[other].owner;
            contracts[other] = any_contract();
            contracts[other].owner = owner;
            put_contract(desk, &contracts[other], other);
        }
    }
    cube_refresh(cube, desk->store, &desk->faults);
    assert_no_faults(desk);
    return cube;
}

// ---- By hand ----

static Slice code_at(Arena *arena, const Contract *contract, const CubeGroup *group)
{
    static const char *const above[] = {"manufacturing", "manufacturing", "services", "services",
                                        "fishing"};
    Slice month = month_of(arena, contract);
    Slice item = slice_of(goods[contract->goods]);
    switch (group->dimension) {
    case TIME:
        if (group->depth == 2)
            return arena_print(arena, "%.4s-Q%u", month.at, contract->month % 12 / 3 + 1);
        return group->depth == 1 ? slice_part(month, 0, 4) : month;
    case INDUSTRY:
        return slice_of(group->depth == 1 ? above[contract->industry] : leaves[contract->industry]);
    case HS:
        return slice_part(item, 0, group->depth * 2);
    default:
        return arena_print(arena, "owner-%u", contract->owner);
    }
}

typedef struct ByHand {
    int64_t contracts, cents, staff, with_staff;
} ByHand;

static ByHand add_up(Arena *arena, const Contract *contracts, const CubeQuery *query,
                     const Slice *codes)
{
    ByHand sum = {0};
    for (int i = 0; i < CONTRACTS; i++) {
        bool fits = true;
        for (size_t k = 0; k < query->group_count; k++)
            fits = fits && slice_equal(code_at(arena, &contracts[i], &query->groups[k]), codes[k]);
        for (size_t k = 0; k < query->filter_count; k++) { // at the top only
            CubeGroup top = {query->filters[k].dimension, 1};
            fits = fits &&
                   slice_equal(code_at(arena, &contracts[i], &top), query->filters[k].codes[0]);
        }
        sum.contracts += fits;
        sum.cents += fits ? contracts[i].cents : 0;
        sum.with_staff += fits && contracts[i].staff >= 0;
        sum.staff += fits && contracts[i].staff >= 0 ? contracts[i].staff : 0;
    }
    return sum;
}

static void assert_cell(const CubeCell *cell, const ByHand *sum)
{
    Decimal cents, mean;
    decimal_multiply(cell->values[1], decimal_of(100), &cents);
    assert_int_equal(cell->records, sum->contracts);
    assert_int_equal((int64_t)cents.coefficient, sum->cents);
    if (sum->with_staff == 0)
        return;
    decimal_divide(decimal_of(sum->staff), decimal_of(sum->with_staff), &mean);
    decimal_round(mean, 2, ROUND_HALF_EVEN, &mean);
    assert_int_equal(decimal_compare(mean, cell->values[2]), 0);
}

static const CubeGroup groupings[][3] = {
    {{TIME, 3}, {INDUSTRY, 2}, {HS, 3}},    {{TIME, 1}, {INDUSTRY, 1}, {HS, 1}},
    {{HS, 2}, {TIME, 2}, {INDUSTRY, 1}},    {{OWNER, 1}, {HS, 1}, {TIME, 1}},
    {{INDUSTRY, 8}, {OWNER, 8}, {TIME, 3}},
};

static void answers_are_what_adding_up_gives(void **state)
{
    Desk *desk = *state;
    if (desk == NULL)
        skip();
    static Contract contracts[CONTRACTS];
    Cube *cube = filled_cube(desk, contracts);
    const Slice year = S("2025"), above = S("manufacturing");
    const CubeFilter filters[] = {{TIME, &year, 1}, {INDUSTRY, &above, 1}};
    for (size_t g = 0; g < sizeof groupings / sizeof *groupings; g++)
        for (size_t n = 0; n <= 3; n++)
            for (size_t f = 0; f <= 2; f++) {
                CubeQuery query = {groupings[g], n, filters, f, {0}, true};
                CubeAnswer answer;
                int64_t records = 0;
                assert_true(cube_ask(cube, desk->arena, &query, &answer, &desk->faults));
                for (size_t i = 0; i < answer.count; i++) {
                    ByHand sum = add_up(desk->arena, contracts, &query, answer.cells[i].codes);
                    assert_cell(&answer.cells[i], &sum);
                    records += sum.contracts;
                }
                query.group_count = 0;
                ByHand total = add_up(desk->arena, contracts, &query, NULL);
                assert_cell(&answer.total, &total);
                assert_int_equal(records, total.contracts);
            }
    cube_free(cube);
}

// ---- What is hidden ----

// What hiding keeps from those who put questions together is tried by hiding.c.
static void too_few_look_like_none_where_dimensions_cross(void **state)
{
    Desk *desk = *state;
    static Contract contracts[CONTRACTS];
    Cube *cube = filled_cube(desk, contracts);
    const CubeGroup groups[] = {{TIME, 3}, {INDUSTRY, 2}};
    CubeQuery query = {.groups = groups, .group_count = 2};
    CubeAnswer answer, all;
    size_t hidden = 0, few = 0;
    assert_true(cube_ask(cube, desk->arena, &query, &answer, &desk->faults));
    query.shows_small = true;
    assert_true(cube_ask(cube, desk->arena, &query, &all, &desk->faults));
    for (size_t i = 0; i < all.count; i++)
        few += all.cells[i].owners < form.suppress;
    for (size_t i = 0; i < answer.count; i++) {
        assert_true(answer.cells[i].owners >= form.suppress);
        hidden += answer.cells[i].is_hidden;
    }
    assert_int_equal(answer.count + few, all.count);
    assert_true(few > 0 && hidden > 0 && hidden < answer.count);
    cube_free(cube);
}

static void the_codes_of_a_single_dimension_are_no_secret(void **state)
{
    Desk *desk = *state;
    static Contract contracts[CONTRACTS];
    for (int i = 0; i < 14; i++) { // fishing is one's alone; services are hidden with it
        contracts[i] = (Contract){(unsigned)i % 5, 0, i == 0 ? 4 : i < 4 ? 3 : 0, 0, 100, -1};
        put_contract(desk, &contracts[i], i);
    }
    Cube *cube = cube_new(&form, &desk->faults);
    assert_true(cube_refresh(cube, desk->store, &desk->faults));
    const CubeGroup group = {INDUSTRY, 1};
    const Slice both[] = {S("fishing"), S("services")}, one[] = {S("fishing"), S("manufacturing")};
    const CubeFilter together = {INDUSTRY, both, 2}, beside = {INDUSTRY, one, 2};
    CubeQuery query = {.groups = &group, .group_count = 1};
    CubeAnswer answer;
    assert_true(cube_ask(cube, desk->arena, &query, &answer, &desk->faults));
    assert_int_equal(answer.count, 3);
    assert_true(answer.cells[0].is_hidden && answer.cells[2].is_hidden);
    assert_false(answer.cells[1].is_hidden || answer.total.is_hidden);
    // Nor is the one told beside what is told already.
    query = (CubeQuery){.filters = &beside, .filter_count = 1};
    assert_true(cube_ask(cube, desk->arena, &query, &answer, &desk->faults));
    assert_true(answer.total.is_hidden);
    query.filters = &together;
    assert_true(cube_ask(cube, desk->arena, &query, &answer, &desk->faults));
    assert_true(answer.total.is_hidden);
    cube_free(cube);
}

static void who_sees_only_what_is_his_sees_all_of_it(void **state)
{
    Desk *desk = *state;
    static Contract contracts[CONTRACTS];
    Cube *cube = filled_cube(desk, contracts);
    const CubeGroup groups[] = {{TIME, 3}, {INDUSTRY, 2}, {HS, 3}, {OWNER, 1}};
    CubeQuery query = {.groups = groups, .group_count = 4, .owner = S("owner-3")};
    CubeAnswer answer;
    size_t records = 0, own = 0;
    assert_true(cube_ask(cube, desk->arena, &query, &answer, &desk->faults));
    for (size_t i = 0; i < answer.count; i++) {
        assert_false(answer.cells[i].is_hidden);
        records += answer.cells[i].records;
    }
    for (int i = 0; i < CONTRACTS; i++)
        own += contracts[i].owner == 3;
    assert_true(own > 0 && records == own);
    cube_free(cube);
}

static void a_question_that_makes_no_sense_is_refused(void **state)
{
    Desk *desk = *state;
    Cube *cube = cube_new(&form, &desk->faults);
    CubeAnswer answer;
    const CubeGroup twice[] = {{TIME, 1}, {TIME, 2}}, none[] = {{9, 1}}, flat[] = {{TIME, 0}};
    const Slice code = S("2026");
    const CubeFilter filters[] = {{TIME, &code, 1}, {TIME, &code, 1}};
    const CubeQuery bad[] = {{.groups = twice, .group_count = 2},
                             {.groups = none, .group_count = 1},
                             {.groups = flat, .group_count = 1},
                             {.filters = filters, .filter_count = 2}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(cube_ask(cube, desk->arena, &bad[i], &answer, &desk->faults));
        desk->faults.count = 0;
    }
    CubeQuery nothing = {.groups = twice, .group_count = 1};
    assert_true(cube_ask(cube, desk->arena, &nothing, &answer, &desk->faults));
    assert_int_equal(answer.count, 0);
    assert_int_equal(answer.total.records, 0);
    cube_free(cube);
}

static void a_value_that_cannot_be_added_up_is_refused(void **state)
{
    Desk *desk = *state;
    struct CubeValue values[3] = {[1] = {true, decimal_of(AMOUNT_MAX)}};
    Slice codes[] = {S("2026-01"), S("robots"), S("84")};
    Facet amounts[CUBE_AMOUNTS_MAX];
    CubeGift gift = {codes, values};
    assert_int_equal(cube_amounts(desk->arena, &form, &gift, amounts, &desk->faults), 0);
    assert_true(desk->faults.count == 1);
    codes[1] = S("a|b%c");
    values[1].value = decimal_of(1);
    desk->faults.count = 0;
    size_t count = cube_amounts(desk->arena, &form, &gift, amounts, &desk->faults);
    assert_int_equal(count, 2);
    assert_true(slice_equal(amounts[1].value, S("2026-01|a%|b%%c|84")));
    assert_int_equal(amounts[1].amount, 100);
    codes[1] = S("");
    assert_int_equal(cube_amounts(desk->arena, &form, &gift, amounts, &desk->faults), 0);
    desk->faults.count = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(answers_are_what_adding_up_gives, desk_sqlite, desk_close),
        cmocka_unit_test_setup_teardown(answers_are_what_adding_up_gives, desk_postgres,
                                        desk_close),
        cmocka_unit_test_setup_teardown(too_few_look_like_none_where_dimensions_cross, desk_sqlite,
                                        desk_close),
        cmocka_unit_test_setup_teardown(the_codes_of_a_single_dimension_are_no_secret, desk_sqlite,
                                        desk_close),
        cmocka_unit_test_setup_teardown(who_sees_only_what_is_his_sees_all_of_it, desk_sqlite,
                                        desk_close),
        cmocka_unit_test_setup_teardown(a_question_that_makes_no_sense_is_refused, desk_sqlite,
                                        desk_close),
        cmocka_unit_test_setup_teardown(a_value_that_cannot_be_added_up_is_refused, desk_sqlite,
                                        desk_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
