// SPDX-License-Identifier: Apache-2.0
// What is imported is refused with a fault, or becomes a list that is in order. The first byte
// chooses the importer; of iso-codes, what stands behind a NUL is the catalogue.

#include <stdlib.h>

#include "codes/make.h"

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice text;
} Run;

static CodeImporter *const importers[] = {import_table, import_unlocode, import_hs, import_tariff,
                                          import_iso};

static bool import(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)512 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    size_t number = (size_t)(unsigned char)run->text.at[0] % 5;
    Slice rest = slice_part(run->text, 1, run->text.len);
    CodeInput inputs[] = {{S("x"), rest}, {S("ja.mo"), S("")}};
    if (importers[number] == import_iso) {
        inputs[0].bytes = slice_cut(&rest, '\0');
        inputs[1].bytes = rest;
    }
    CodeInputs all = {.at = inputs, .count = importers[number] == import_iso ? 2 : 1};
    CodeImport result;
    if (!importers[number](run->arena, &all, &result, faults)) {
        if (faults->count == 0)
            abort();
        return false;
    }
    const Codes *codes = codes_open(run->arena, result.bytes, faults);
    if (codes == NULL || !codes_verify(codes, faults) || codes_count(codes) != result.rows)
        abort();
    for (CodeRow row = 0; row < codes_count(codes); row += 1 + codes_count(codes) / 50) {
        CodeHit hit;
        codes_search(codes, run->arena, codes_label(codes, row, S("en")), &hit, 1);
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    Run run = {.text = {(const char *)data, size}};
    guard_run(&run.guard, import, &run, NULL);
    arena_free(run.arena);
    return 0;
}
