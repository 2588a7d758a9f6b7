// SPDX-License-Identifier: Apache-2.0
// `madoguchi register migrate` brings the records of a register to its present version, `register
// recount` what they give to statistics.
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
    bool (*run)(const struct Work *it, Act *act);
} Work;

// Opens what both need; declarations are put into service first.
static bool open_and_run(Arena *arena, void *context)
{
    Work *it = context;
    size_t declared;
    const char *folder = argument_value(it->arguments, "data");
    if (folder == NULL)
        return fault_add(it->faults, FAULT_USAGE, 0, 0,
                         "--data FOLDER is missing: the folder that `madoguchi serve` keeps its "
                         "records in");
    Registers *registers = registers_given(arena, it->arguments, it->faults);
    it->store =
        registers != NULL ? store_of_arguments(it->arguments, folder, false, it->faults) : NULL;
    Act act = {.store = it->store,
               .registers = registers,
               .arena = arena,
               .faults = it->faults,
               .language = S("en"),
               .now_ms = (int64_t)time(NULL) * 1000};
    return it->store != NULL && act_declare(&act, &declared) && it->run(it, &act);
}

static int run(const Arguments *arguments, bool work(const Work *it, Act *act))
{
    Faults faults = {0};
    Work it = {.arguments = arguments, .faults = &faults, .run = work};
    bool is_good = arena_run(0, open_and_run, &it, &faults);
    store_close(it.store);
    fflush(stdout);
    print_faults(&faults);
    return is_good && faults.count == 0 ? EXIT_VALID : EXIT_COULD_NOT;
}

static bool migrate(const Work *it, Act *act)
{
    size_t migrated;
    Register *reg =
        registers_find(act->registers, slice_of(operand_at(it->arguments, 0)), act->faults);
    if (reg == NULL || !act_migrate(act, reg, &migrated))
        return false;
    printf("%zu records migrated\n", migrated);
    return true;
}

int run_register_migrate(const Arguments *arguments)
{
    return run(arguments, migrate);
}

// ---- Statistics ----

static bool has_cubes(Register *reg, Faults *faults)
{
    const Declaration *declaration = register_declaration(reg, faults);
    return declaration != NULL && json_get(declaration->json, S("cubes")) != NULL;
}

static bool show(Act *act, Slice name)
{
    Recount recount;
    if (!act_recount_state(act, name, &recount))
        return false;
    printf("%.*s: %llu records looked at, %llu counted anew\n", (int)name.len, name.at,
           (unsigned long long)recount.looked, (unsigned long long)recount.changed);
    return true;
}

static bool finish(Act *act, uint64_t *followed)
{
    bool has_more = true, is_good = true;
    while (is_good && has_more)
        is_good = act_recount(act, followed, &has_more);
    return is_good;
}

// What a server would still have done is done first, so that the numbers are of what was wrong.
static bool begin_and_finish(Act *act, Register *const *list, size_t count)
{
    uint64_t followed = 0;
    bool is_good = finish(act, &followed);
    for (size_t i = 0; is_good && i < count; i++)
        is_good = act_recount_begin(act, list[i]);
    is_good = is_good && finish(act, &followed);
    for (size_t i = 0; is_good && i < count; i++)
        is_good = show(act, register_name(list[i]));
    return is_good;
}

static bool recount(const Work *it, Act *act)
{
    size_t named = operand_count(it->arguments), all = registers_count(act->registers), count = 0;
    Register **list = arena_array(act->arena, Register *, named + all);
    for (size_t i = 0; i < named; i++) {
        list[count] =
            registers_find(act->registers, slice_of(operand_at(it->arguments, i)), act->faults);
        if (list[count++] == NULL)
            return false;
    }
    for (size_t i = 0; named == 0 && i < all; i++)
        if (has_cubes(registers_at(act->registers, i), act->faults))
            list[count++] = registers_at(act->registers, i);
    return begin_and_finish(act, list, count);
}

int run_register_recount(const Arguments *arguments)
{
    return run(arguments, recount);
}
