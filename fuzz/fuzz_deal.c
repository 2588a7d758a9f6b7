// SPDX-License-Identifier: Apache-2.0
// Fuzzes deals: each line is a document, a kind and its content; all rules run on them. Whatever
// comes out, a finding is about a document that is there.

#include "register/deal.h"

#include <assert.h>
#include <stdlib.h>

enum { DOCUMENTS = 16, MEMORY = 256 << 20 };

static Guard guard;
static const DealRules *rules;

static bool compile(void *context)
{
    (void)context;
    Faults *faults = calloc(1, sizeof *faults);
    rules = deal_rules_new(arena_new(&guard, 0), faults);
    free(faults);
    return rules != NULL;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    if (!guard_run(&guard, compile, NULL, NULL))
        abort();
    return 0;
}

static bool check(Arena *arena, void *context)
{
    Slice rest = *(Slice *)context;
    Faults *faults = arena_array(arena, Faults, 1);
    DealDocument documents[DOCUMENTS];
    DealFindings findings = {0};
    Deal deal = {.today = S("2026-10-01"), .presented = S("2026-10-01"), .documents = documents};
    while (rest.len > 0 && deal.count < DOCUMENTS) {
        Slice line = slice_cut(&rest, '\n'), kind = slice_cut(&line, ' ');
        documents[deal.count++] = (DealDocument){S("d"), kind, line};
    }
    if (deal.count > 0)
        deal_read_facts(arena, documents[0].content, &deal, faults);
    if (!deal_check(rules, arena, &deal, S("ja"), &findings, faults))
        return false;
    for (size_t i = 0; i < findings.count; i++)
        assert(findings.list[i].document == SIZE_MAX || findings.list[i].document < deal.count);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice text = {(const char *)data, size};
    arena_run(MEMORY, check, &text, NULL);
    return 0;
}
