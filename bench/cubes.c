// SPDX-License-Identifier: Apache-2.0
// How long a question to a cube of a million contributions takes, at the 99th percentile.
//
//     bench/cubes [ROWS]           the last line is for bench/table.py

#include "statistics/cube.h"
#include "store/store.h"
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TEXT                                                                                       \
    {                                                                                              \
        S_INIT("x"), S_INIT("x"), S_INIT("x")                                                      \
    }

enum { ROWS = 1000000, AT_ONCE = 1000, QUESTIONS = 300 };

static const CubeDimension dimensions[] = {
    {.id = S_INIT("time"), .label = TEXT, .kind = CODES_TIME},
    {.id = S_INIT("region"), .label = TEXT, .kind = CODES_LIST},
    {.id = S_INIT("hs"), .label = TEXT, .kind = CODES_PREFIX, .prefixes = {2, 4, 6}},
    {.id = S_INIT("state"), .label = TEXT, .kind = CODES_LIST},
};
static const CubeMeasure measures[] = {
    {.id = S_INIT("count"), .label = TEXT, .kind = MEASURE_COUNT},
    {.id = S_INIT("value"), .label = TEXT, .scale = 2, .kind = MEASURE_SUM},
};
static const CubeForm form = {.register_name = S_INIT("contract"),
                              .id = S_INIT("trade"),
                              .label = TEXT,
                              .dimensions = dimensions,
                              .dimension_count = 4,
                              .measures = measures,
                              .measure_count = 2,
                              .suppress = 3};

typedef struct Bench {
    Store *store;
    Faults *faults;
    int from;
} Bench;

static bool put_some(Arena *arena, void *context)
{
    Bench *it = context;
    Write *writes = arena_array(arena, Write, AT_ONCE);
    Receipt *receipts = arena_array(arena, Receipt, AT_ONCE);
    for (int i = 0; i < AT_ONCE; i++) {
        const Slice codes[] = {
            arena_print(arena, "20%02d-%02d", 20 + rand() % 6, 1 + rand() % 12),
            arena_print(arena, "R%02d", rand() % 60),
            arena_print(arena, "%02d%02d%02d", 1 + rand() % 97, rand() % 12, 10 * (rand() % 3)),
            arena_print(arena, "S%d", rand() % 5),
        };
        const struct CubeValue values[] = {{0}, {true, decimal_of(rand() % 1000000)}};
        CubeGift gift = {codes, values};
        Facet *amounts = arena_array(arena, Facet, CUBE_AMOUNTS_MAX);
        size_t count = cube_amounts(arena, &form, &gift, amounts, it->faults);
        writes[i] = (Write){.actor = S("bench"),
                            .owner = arena_print(arena, "org-%d", rand() % 20000),
                            .register_name = form.register_name,
                            .record = arena_print(arena, "C-%d", it->from + i),
                            .action = S("add"),
                            .facets = amounts,
                            .facet_count = count};
    }
    return store_write_all(it->store, writes, AT_ONCE, receipts, it->faults);
}

typedef struct Question {
    Cube *cube;
    Faults *faults;
    CubeQuery query;
    size_t cells;
} Question;

static bool ask_question(Arena *arena, void *context)
{
    Question *it = context;
    CubeAnswer answer;
    bool is_good = cube_ask(it->cube, arena, &it->query, &answer, it->faults);
    it->cells = is_good ? answer.count : 0;
    return is_good;
}

// What somebody does who drills down: years by region; one region by chapter; one chapter by
// heading and month …
static const struct {
    const char *name;
    CubeGroup groups[3];
    size_t group_count;
    unsigned filtered; // dimension
    const char *code;
} drills[] = {
    {"years × regions", {{0, 1}, {1, 1}}, 2, 0, NULL},
    {"region ─► chapters", {{2, 1}}, 1, 1, "R07"},
    {"chapter ─► headings × quarters", {{2, 2}, {0, 2}}, 2, 2, "84"},
    {"months × states", {{0, 3}, {3, 1}}, 2, 0, NULL},
    {"year ─► months × regions", {{0, 3}, {1, 1}}, 2, 0, "2024"},
};

static void ask_all(Cube *cube, Faults *faults)
{
    double times[QUESTIONS], all[QUESTIONS * (sizeof drills / sizeof *drills)];
    size_t count = 0;
    for (size_t d = 0; d < sizeof drills / sizeof *drills; d++) {
        Slice code = slice_of(drills[d].code != NULL ? drills[d].code : "");
        CubeFilter filter = {drills[d].filtered, &code, 1};
        Question question = {.cube = cube,
                             .faults = faults,
                             .query = {.groups = drills[d].groups,
                                       .group_count = drills[d].group_count,
                                       .filters = &filter,
                                       .filter_count = drills[d].code != NULL}};
        for (int i = 0; i < QUESTIONS; i++) {
            double start = now();
            arena_run(0, ask_question, &question, faults);
            times[i] = all[count++] = (now() - start) * 1e3;
        }
        times_sort(times, QUESTIONS);
        printf("%-34s %6zu cells  median %6.2f ms  p99 %6.2f ms\n", drills[d].name, question.cells,
               times_percentile(times, QUESTIONS, 50), times_percentile(times, QUESTIONS, 99));
    }
    times_sort(all, count);
    printf("p99=%.3f\n", times_percentile(all, count, 99));
}

int main(int argc, char **argv)
{
    int rows = argc > 1 ? atoi(argv[1]) : ROWS;
    char folder[] = "/tmp/mado-cubes-XXXXXX";
    static Faults faults;
    if (mkdtemp(folder) == NULL)
        return 1;
    StoreOptions options = {.folder = folder};
    Bench bench = {store_open(&options, &faults), &faults, 0};
    double start = now();
    for (; bench.store != NULL && bench.from < rows; bench.from += AT_ONCE)
        if (!arena_run(0, put_some, &bench, &faults))
            break;
    printf("filled %d records in %.1f s\n", bench.from, now() - start);
    Cube *cube = cube_new(&form, &faults);
    start = now();
    cube_refresh(cube, bench.store, &faults);
    printf("loaded %zu rows in %.2f s\n", cube_rows(cube), now() - start);
    ask_all(cube, &faults);
    for (size_t i = 0; i < faults.count; i++)
        fprintf(stderr, "%s\n", faults.list[i].text);
    cube_free(cube);
    store_close(bench.store);
    fflush(stdout);
    execlp("rm", "rm", "-rf", folder, (char *)NULL);
    return 0;
}
