// SPDX-License-Identifier: Apache-2.0
// `madoguchi register migrate`: brings the records of a register to its present version.
//
// The store allows one writer beside the server, so it may serve meanwhile.

#include "acts/acts.h"
#include "cli/commands.h"
#include "cli/registers.h"
#include "cli/stores.h"

#include <stdio.h>
#include <time.h>

typedef struct Work {
    const Arguments *arguments;
    Faults *faults;
    Store *store;
} Work;

static bool migrate(Arena *arena, void *context)
{
    Work *it = context;
    size_t declared, migrated;
    const char *folder = argument_value(it->arguments, "data");
    if (folder == NULL)
        return fault_add(it->faults, FAULT_USAGE, 0, 0,
                         "--data FOLDER is missing: the folder that `madoguchi serve` keeps its "
                         "records in");
    Registers *registers = registers_given(arena, it->arguments, it->faults);
    Register *reg =
        registers != NULL
            ? registers_find(registers, slice_of(operand_at(it->arguments, 0)), it->faults)
            : NULL;
    if (reg == NULL)
        return false;
    it->store = store_of_arguments(it->arguments, folder, false, it->faults);
    Act act = {.store = it->store,
               .registers = registers,
               .arena = arena,
               .faults = it->faults,
               .language = S("en"),
               .now_ms = (int64_t)time(NULL) * 1000};
    if (it->store == NULL || !act_declare(&act, &declared) || !act_migrate(&act, reg, &migrated))
        return false;
    printf("%zu records migrated\n", migrated);
    return true;
}

int run_register_migrate(const Arguments *arguments)
{
    Faults faults = {0};
    Work it = {.arguments = arguments, .faults = &faults};
    bool is_good = arena_run(0, migrate, &it, &faults);
    store_close(it.store);
    fflush(stdout);
    print_faults(&faults);
    return is_good ? EXIT_VALID : EXIT_COULD_NOT;
}
