// SPDX-License-Identifier: Apache-2.0
// A compiled code list is opened or refused, and whatever it says of itself, no question leads
// outside of it. One that was verified answers as it promises.

#include <stdlib.h>

#include "codes/codes.h"

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice bytes;
} Run;

static const char *const queries[] = {"a", "ball", "球", "b a", "A1", "85", "0"};

static void ask_rows(const Codes *codes)
{
    enum { ROWS = 200 };
    CodePlace place;
    for (CodeRow row = 0; row < codes_count(codes) && row < ROWS; row++) {
        for (uint32_t i = 0; i < codes_column_count(codes); i++)
            codes_cell(codes, row, i);
        codes_label(codes, row, S("zh"));
        codes_place(codes, row, &place);
    }
}

static void ask_queries(Arena *arena, const Codes *codes)
{
    enum { HITS = 7 };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        CodeHit hits[HITS];
        CodeRow first, end;
        size_t count = codes_search(codes, arena, slice_of(queries[i]), hits, HITS);
        for (size_t k = 0; k < count; k++)
            if (hits[k].row >= codes_count(codes) || hits[k].column >= codes_column_count(codes))
                abort();
        codes_range(codes, slice_of(queries[i]), &first, &end);
        if (end < first || end > codes_count(codes))
            abort();
    }
}

static bool ask(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)256 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    const Codes *codes = codes_open(run->arena, run->bytes, faults);
    if (codes == NULL)
        return false;
    codes_title(codes, S("ja"));
    codes_edition(codes);
    codes_source(codes);
    ask_rows(codes);
    ask_queries(run->arena, codes);
    if (!codes_verify(codes, faults))
        return false;
    for (CodeRow row = 0; row < codes_count(codes); row++)
        if (codes_find(codes, codes_code(codes, row)) != row)
            abort();
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Run run = {.bytes = {(const char *)data, size}};
    guard_run(&run.guard, ask, &run, NULL);
    arena_free(run.arena);
    return 0;
}
