// SPDX-License-Identifier: Apache-2.0
// Nobody reckons a small cell from all that he can ask.
//
// Small cubes are filled by chance and asked all questions that there are. What is told is taken as
// equations: the sum of these atoms (a code of each dimension that records have) is known. The
// sum of too few must not be a combination of what is known. An atom counts as unknown although
// nothing is in it, since what is not told may be nothing or too few.

#include "../store/desk.h"
#include "base/table.h"
#include "statistics/cube.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT(word)                                                                                 \
    {                                                                                              \
        S_INIT(word), S_INIT(word), S_INIT(word)                                                   \
    }

enum { WIDTH = 3, CODES = 8, ATOMS_MAX = CODES * CODES * CODES, OWNERS = 7, DEPTHS = 3 };

static const CubeCode industries[] = {
    {S_INIT("making"), {0}, TEXT("Making")},
    {S_INIT("robots"), S_INIT("making"), TEXT("Robots")},
    {S_INIT("chips"), S_INIT("making"), TEXT("Chips")},
    {S_INIT("serving"), {0}, TEXT("Serving")},
    {S_INIT("software"), S_INIT("serving"), TEXT("Software")},
};
static const CubeDimension dimensions[WIDTH] = {
    {.id = S_INIT("goods"), .label = TEXT("Goods"), .kind = CODES_PREFIX, .prefixes = {1, 2}},
    {.id = S_INIT("industry"),
     .label = TEXT("Industry"),
     .kind = CODES_LIST,
     .codes = industries,
     .code_count = sizeof industries / sizeof *industries},
    {.id = S_INIT("country"), .label = TEXT("Country"), .kind = CODES_LIST},
};
// What records say; some say no more than what stands above others.
static const char *const said[WIDTH][CODES] = {
    {"a1", "a2", "a", "b1", "b22", "b21", "c"},
    {"robots", "chips", "serving", "software", "fishing"},
    {"JP", "CN", "KR", "VA"},
};
static const char *const above[][2] = {
    {"a1", "a"}, {"a2", "a"},          {"b1", "b"},         {"b21", "b2"},           {"b22", "b2"},
    {"b2", "b"}, {"robots", "making"}, {"chips", "making"}, {"software", "serving"},
};
static const unsigned depths[WIDTH] = {3, 2, 1};

static const CubeMeasure measures[] = {
    {.id = S_INIT("number"), .label = TEXT("Number"), .kind = MEASURE_COUNT},
};

// ---- Codes by hand ----

static const char *parent_of(const char *code)
{
    for (size_t i = 0; i < sizeof above / sizeof *above; i++)
        if (strcmp(above[i][0], code) == 0)
            return above[i][1];
    return NULL;
}

static unsigned depth_of(const char *code)
{
    return code == NULL ? 0 : 1 + depth_of(parent_of(code));
}

static const char *at_depth(const char *code, unsigned depth)
{
    while (depth_of(code) > depth)
        code = parent_of(code);
    return code;
}

static bool is_within(const char *code, Slice ancestor)
{
    for (; code != NULL; code = parent_of(code))
        if (slice_equal(slice_of(code), ancestor))
            return true;
    return false;
}

// ---- A cube by chance ----

typedef struct Atom {
    unsigned records;
    bool owners[OWNERS];
} Atom;

typedef struct Trial {
    Desk *desk;
    Arena *scratch; // of one question
    CubeForm form;
    Cube *cube;
    unsigned counts[WIDTH]; // codes that records may have
    Atom atoms[CODES][CODES][CODES];
    bool occurs[WIDTH][CODES];       // whether a record has the code
    Slice filters[WIDTH][2 * CODES]; // codes that there are, with all above them
    unsigned filter_counts[WIDTH];
    Table *known; // sets of atoms whose sum is known
    uint64_t basis[ATOMS_MAX][ATOMS_MAX];
    bool has_row[ATOMS_MAX];
    size_t told, hidden;
} Trial;

static unsigned number_of(const Trial *it)
{
    return it->counts[0] * it->counts[1] * it->counts[2];
}

static unsigned chance(unsigned count) // the first are more likely
{
    unsigned a = (unsigned)rand() % count, b = (unsigned)rand() % count;
    return a < b ? a : b;
}

static void put_record(Trial *it, int number)
{
    unsigned at[WIDTH], owner = chance(OWNERS);
    Slice codes[WIDTH];
    Facet *amounts = arena_array(it->desk->arena, Facet, CUBE_AMOUNTS_MAX);
    struct CubeValue value = {0};
    CubeGift gift = {codes, &value};
    for (int i = 0; i < WIDTH; i++) {
        at[i] = chance(it->counts[i]);
        codes[i] = slice_of(said[i][at[i]]);
        it->occurs[i][at[i]] = true;
    }
    it->atoms[at[0]][at[1]][at[2]].records++;
    it->atoms[at[0]][at[1]][at[2]].owners[owner] = true;
    Write write = {.actor = S("t"),
                   .owner = arena_print(it->desk->arena, "owner-%u", owner),
                   .register_name = it->form.register_name,
                   .record =
                       arena_print(it->desk->arena, "%.*s-%d", (int)it->form.register_name.len,
                                   it->form.register_name.at, number),
                   .action = S("update"),
                   .version = VERSION_ANY,
                   .facets = amounts};
    write.facet_count = cube_amounts(it->desk->arena, &it->form, &gift, amounts, &it->desk->faults);
    put(it->desk, &write);
}

static void collect_filters(Trial *it)
{
    for (unsigned i = 0; i < WIDTH; i++)
        for (unsigned k = 0; k < it->counts[i]; k++)
            for (const char *code = said[i][k]; code != NULL && it->occurs[i][k];
                 code = parent_of(code)) {
                bool is_there = false;
                for (unsigned n = 0; n < it->filter_counts[i]; n++)
                    is_there |= slice_equal(it->filters[i][n], slice_of(code));
                if (!is_there)
                    it->filters[i][it->filter_counts[i]++] = slice_of(code);
            }
}

static Trial *new_trial(Desk *desk, int seed)
{
    Trial *it = arena_array(desk->arena, Trial, 1);
    srand((unsigned)seed);
    it->desk = desk;
    it->scratch = arena_new(&desk->guard, 0);
    it->form = (CubeForm){.register_name = arena_print(desk->arena, "trial%d", seed),
                          .id = S("cube"),
                          .dimensions = dimensions,
                          .dimension_count = WIDTH,
                          .measures = measures,
                          .measure_count = 1,
                          .suppress = 2 + (unsigned)rand() % 3,
                          .is_personal = rand() % 3 == 0};
    for (int i = 0; i < WIDTH; i++)
        it->counts[i] = (unsigned)(i == 0   ? 4 + rand() % 4
                                   : i == 1 ? 3 + rand() % 3
                                            : 2 + rand() % 3);
    int records = 15 + rand() % 120;
    for (int i = 0; i < records; i++)
        put_record(it, i);
    collect_filters(it);
    it->known = table_new(desk->arena, 1000);
    it->cube = cube_new(&it->form, &desk->faults);
    cube_refresh(it->cube, desk->store, &desk->faults);
    assert_no_faults(desk);
    return it;
}

// ---- Sets of atoms ----

typedef struct Region {
    bool has[WIDTH][CODES];
} Region;

// Atoms of whose codes nothing is anywhere are known to be empty.
static void region_row(const Trial *it, const Region *region, uint64_t *row)
{
    bool has[WIDTH][CODES];
    for (unsigned i = 0; i < WIDTH; i++)
        for (unsigned k = 0; k < CODES; k++)
            has[i][k] = region->has[i][k] && it->occurs[i][k];
    size_t count = 0;
    for (unsigned a = 0; a < it->counts[0]; a++)
        for (unsigned b = 0; b < it->counts[1]; b++)
            for (unsigned c = 0; c < it->counts[2]; c++)
                row[count++] = has[0][a] && has[1][b] && has[2][c];
}

static void add_atom(Atom *sum, const Atom *atom)
{
    sum->records += atom->records;
    for (unsigned k = 0; k < OWNERS; k++)
        sum->owners[k] |= atom->owners[k];
}

static Atom region_sum(const Trial *it, const Region *region)
{
    Atom sum = {0};
    for (unsigned a = 0; a < it->counts[0]; a++)
        for (unsigned b = 0; region->has[0][a] && b < it->counts[1]; b++)
            for (unsigned c = 0; region->has[1][b] && c < it->counts[2]; c++)
                if (region->has[2][c])
                    add_atom(&sum, &it->atoms[a][b][c]);
    return sum;
}

static bool is_small(const Trial *it, const Atom *sum)
{
    unsigned crowd = 0;
    for (unsigned k = 0; k < OWNERS; k++)
        crowd += sum->owners[k];
    return (it->form.is_personal ? sum->records : crowd) < it->form.suppress;
}

// ---- What is known ----

static const uint64_t PRIME = (1u << 31) - 1;

static uint64_t power(uint64_t base, uint64_t exponent)
{
    uint64_t result = 1;
    for (; exponent > 0; exponent /= 2, base = base * base % PRIME)
        if (exponent % 2 == 1)
            result = result * base % PRIME;
    return result;
}

// Takes from a row what is known. Answers where something is left, or ATOMS_MAX.
static size_t reduce(const Trial *it, uint64_t *row)
{
    size_t count = number_of(it), left = ATOMS_MAX;
    for (size_t i = 0; i < count; i++) {
        if (row[i] != 0 && it->has_row[i])
            for (size_t k = count; k-- > i;)
                row[k] = (row[k] + (PRIME - row[i]) * it->basis[i][k]) % PRIME;
        if (row[i] != 0 && left == ATOMS_MAX)
            left = i;
    }
    return left;
}

static void learn(Trial *it, const Region *region)
{
    bool is_new;
    Region *kept = arena_array(it->desk->arena, Region, 1);
    *kept = *region;
    table_add(it->known, (Slice){(const char *)kept, sizeof *kept}, &is_new);
    uint64_t row[ATOMS_MAX];
    if (!is_new)
        return;
    region_row(it, region, row);
    size_t first = reduce(it, row);
    if (first == ATOMS_MAX)
        return;
    uint64_t inverse = power(row[first], PRIME - 2);
    for (size_t i = 0; i < number_of(it); i++)
        it->basis[first][i] = row[i] * inverse % PRIME;
    it->has_row[first] = true;
}

static bool is_known(const Trial *it, const Region *region)
{
    uint64_t row[ATOMS_MAX];
    region_row(it, region, row);
    return reduce(it, row) == ATOMS_MAX;
}

// ---- Questions ----

static Region region_of(const Trial *it, const CubeQuery *query, const Slice *codes)
{
    Region region;
    for (unsigned i = 0; i < WIDTH; i++)
        for (unsigned k = 0; k < it->counts[i]; k++) {
            region.has[i][k] = true;
            for (size_t f = 0; f < query->filter_count; f++) {
                bool passes = query->filters[f].dimension != i;
                for (size_t n = 0; n < query->filters[f].count; n++)
                    passes |= is_within(said[i][k], query->filters[f].codes[n]);
                region.has[i][k] &= passes;
            }
            for (size_t g = 0; codes != NULL && g < query->group_count; g++)
                if (query->groups[g].dimension == i)
                    region.has[i][k] &= slice_equal(
                        codes[g], slice_of(at_depth(said[i][k], query->groups[g].depth)));
        }
    for (unsigned i = 0; i < WIDTH; i++)
        for (unsigned k = it->counts[i]; k < CODES; k++)
            region.has[i][k] = false;
    return region;
}

static void take_cell(Trial *it, const CubeCell *cell, const Region *region)
{
    Atom sum = region_sum(it, region);
    assert_true(cell->is_hidden || !is_small(it, &sum));
    assert_int_equal(cell->records, sum.records);
    it->told += !cell->is_hidden;
    it->hidden += cell->is_hidden && !is_small(it, &sum);
    if (!cell->is_hidden)
        learn(it, region);
}

static void ask(Trial *it, const CubeQuery *query)
{
    CubeAnswer answer;
    arena_reset(it->scratch);
    if (!cube_ask(it->cube, it->scratch, query, &answer, &it->desk->faults))
        assert_no_faults(it->desk);
    for (size_t i = 0; i < answer.count; i++) {
        Region region = region_of(it, query, answer.cells[i].codes);
        take_cell(it, &answer.cells[i], &region);
    }
    Region all = region_of(it, query, NULL);
    take_cell(it, &answer.total, &all);
}

// Each dimension grouped at any depth or not, and filtered by any code or not.
static void ask_everything(Trial *it)
{
    unsigned ways[WIDTH], all = 1;
    for (unsigned i = 0; i < WIDTH; i++) {
        ways[i] = (depths[i] + 1) * (it->filter_counts[i] + 1);
        all *= ways[i];
    }
    for (unsigned way = 0; way < all; way++) {
        CubeGroup groups[WIDTH];
        CubeFilter filters[WIDTH];
        CubeQuery query = {.groups = groups, .filters = filters};
        for (unsigned i = 0, rest = way; i < WIDTH; rest /= ways[i++]) {
            unsigned depth = rest % ways[i] % (depths[i] + 1);
            unsigned code = rest % ways[i] / (depths[i] + 1);
            if (depth > 0)
                groups[query.group_count++] = (CubeGroup){i, depth};
            if (code > 0)
                filters[query.filter_count++] = (CubeFilter){i, &it->filters[i][code - 1], 1};
        }
        ask(it, &query);
    }
}

// Several codes at once are too many to be asked for in all combinations.
static void ask_for_several(Trial *it, int count)
{
    for (int n = 0; n < count; n++) {
        CubeGroup groups[WIDTH];
        CubeFilter filters[WIDTH];
        Slice codes[WIDTH][4];
        CubeQuery query = {.groups = groups, .filters = filters};
        for (unsigned i = 0; i < WIDTH; i++) {
            unsigned depth = (unsigned)rand() % (depths[i] + 1), several = (unsigned)rand() % 5;
            for (unsigned k = 0; k < several; k++)
                codes[i][k] = it->filters[i][(unsigned)rand() % it->filter_counts[i]];
            if (depth > 0)
                groups[query.group_count++] = (CubeGroup){i, depth};
            if (several > 0)
                filters[query.filter_count++] = (CubeFilter){i, codes[i], several};
        }
        ask(it, &query);
    }
}

// ---- What must not be known ----

static void set_place(const Trial *it, Region *region, unsigned axis, unsigned depth,
                      const char *code)
{
    for (unsigned k = 0; k < CODES; k++)
        region->has[axis][k] = k < it->counts[axis] &&
                               (depth == 0 || strcmp(at_depth(said[axis][k], depth), code) == 0);
}

typedef struct Line {
    unsigned axis, depth; // of its codes
    const char *codes[CODES];
    unsigned count;
} Line;

static Line line_below(const Trial *it, unsigned axis, unsigned depth, const char *parent)
{
    Line line = {.axis = axis, .depth = depth};
    for (unsigned k = 0; k < it->counts[axis]; k++) {
        const char *code = at_depth(said[axis][k], depth);
        bool is_there = depth > 1 && strcmp(at_depth(said[axis][k], depth - 1), parent) != 0;
        for (unsigned n = 0; n < line.count; n++)
            is_there |= strcmp(line.codes[n], code) == 0;
        if (!is_there)
            line.codes[line.count++] = code;
    }
    return line;
}

static void set_codes(const Trial *it, Region *region, const Line *line, unsigned subset)
{
    for (unsigned k = 0; k < it->counts[line->axis]; k++) {
        const char *code = at_depth(said[line->axis][k], line->depth);
        region->has[line->axis][k] = false;
        for (unsigned n = 0; n < line->count; n++)
            region->has[line->axis][k] |=
                (subset >> n & 1) == 1 && strcmp(code, line->codes[n]) == 0;
    }
}

static bool is_told(const Trial *it, const Region *region)
{
    return table_find(it->known, (Slice){(const char *)region, sizeof *region}) != TABLE_NONE;
}

// What is left of a sum that is told, when what is told of its parts is taken from it, is nothing
// or not too few: somebody may guess where it belongs. Nor do the parts of one that is hidden leave
// too little open for that it were as good as told.
static void assert_parts(const Trial *it, Region *region, const Line *line)
{
    unsigned all = (1u << line->count) - 1, untold = 0;
    for (unsigned n = 0; n < line->count; n++) {
        set_codes(it, region, line, 1u << n);
        untold |= is_told(it, region) ? 0 : 1u << n;
    }
    set_codes(it, region, line, untold);
    Atom left = region_sum(it, region);
    set_codes(it, region, line, all);
    Atom sum = region_sum(it, region);
    if (is_small(it, &sum) || (left.records == 0 && is_told(it, region)))
        return;
    assert_false(is_small(it, &left));
}

// Answers how many sums of some codes that stand below one are of too few.
static unsigned assert_line(const Trial *it, Region *region, const Line *line)
{
    unsigned small = 0;
    assert_parts(it, region, line);
    for (unsigned subset = 1; subset < 1u << line->count; subset++) {
        set_codes(it, region, line, subset);
        Atom sum = region_sum(it, region);
        if (sum.records == 0 || !is_small(it, &sum))
            continue;
        small++;
        if (is_known(it, region))
            fail_msg("%u records of %.*s can be reckoned", sum.records,
                     (int)it->form.register_name.len, it->form.register_name.at);
    }
    return small;
}

// Along one dimension the codes below one, along the others a code of any depth, or all.
static unsigned assert_small_are_unknown(const Trial *it, Region *region, unsigned left,
                                         unsigned line)
{
    unsigned small = 0, axis = left - 1;
    if (left == 0) {
        for (unsigned depth = 1; depth <= depths[line]; depth++)
            for (unsigned k = 0; k < it->counts[line]; k++) {
                Line below = line_below(it, line, depth, at_depth(said[line][k], depth - 1));
                small += assert_line(it, region, &below);
            }
        return small;
    }
    if (axis == line)
        return assert_small_are_unknown(it, region, left - 1, line);
    for (unsigned depth = 0; depth <= depths[axis]; depth++)
        for (unsigned k = 0; k < (depth == 0 ? 1 : it->counts[axis]); k++) {
            set_place(it, region, axis, depth, at_depth(said[axis][k], depth));
            small += assert_small_are_unknown(it, region, left - 1, line);
        }
    return small;
}

static void no_sum_of_too_few_can_be_reckoned(void **state)
{
    enum { TRIALS = 24, SEVERAL = 2000 };
    size_t told = 0, hidden = 0, small = 0;
    for (int seed = 1; seed <= TRIALS; seed++) {
        Trial *it = new_trial(*state, seed);
        ask_everything(it);
        told += it->told;
        hidden += it->hidden;
        ask_for_several(it, SEVERAL);
        for (unsigned line = 0; line < WIDTH; line++) {
            Region region = {0};
            small += assert_small_are_unknown(it, &region, WIDTH, line);
        }
        arena_free(it->scratch);
        cube_free(it->cube);
    }
    assert_true(told > 0 && small > 0);
    print_message("%zu sums of too few are safe; of enough %zu told, %zu hidden with them\n", small,
                  told, hidden);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_sum_of_too_few_can_be_reckoned, desk_sqlite, desk_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
