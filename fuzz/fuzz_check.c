// SPDX-License-Identifier: Apache-2.0
// Any bytes as a document of any syntax, as a stranger sends it: read, taken out of its envelopes,
// and checked with all that the checker does by itself and with a rule set.

#include "madoguchi.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

static MadoChecker *checker;

static void begin(void)
{
    MadoRuleset *ruleset = mado_ruleset_compile("examples/rules/trade-documents.sch", NULL, NULL);
    checker = mado_checker_new(&(MadoCheckerOptions){.memory_max = 256 << 20}, NULL);
    assert(ruleset != NULL && checker != NULL); // run in the project's folder
    mado_checker_use(checker, ruleset);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (checker == NULL)
        begin();
    const MadoReport *report = mado_check(checker, "fuzz", (const char *)data, size);
    for (size_t i = 0; i < mado_report_finding_count(report); i++)
        if (mado_report_finding(report, i).message == NULL)
            abort(); // what is found can be told
    return 0;
}
