// SPDX-License-Identifier: Apache-2.0
// `madoguchi backup`, `restore` and `export`: a store in another place or another form.

#include "cli/commands.h"
#include "cli/stores.h"
#include "store/copy.h"

#include <stdio.h>

static int copy(const Arguments *arguments, Store *from, const StoreOptions *to, const char *verb,
                Faults *faults)
{
    StoreBar bar = {0};
    uint64_t size = 0;
    bool is_good = from != NULL && store_backup(from, to, store_bar, &bar, &size, faults);
    store_bar_end(&bar);
    store_close(from);
    if (is_good)
        printf("%s: %llu entries in %s\n", verb, (unsigned long long)size,
               operand_at(arguments, 1));
    print_faults(faults);
    return is_good ? 0 : EXIT_COULD_NOT;
}

int run_backup(const Arguments *arguments)
{
    Faults faults = {0};
    StoreOptions to = {.folder = operand_at(arguments, 1)};
    Store *from = store_of_arguments(arguments, operand_at(arguments, 0), true, &faults);
    return copy(arguments, from, &to, "backed up", &faults);
}

int run_restore(const Arguments *arguments)
{
    Faults faults = {0};
    StoreOptions options = {
        .folder = operand_at(arguments, 0), .must_exist = true, .is_read_only = true};
    StoreOptions to = {.folder = operand_at(arguments, 1),
                       .postgres = argument_value(arguments, "postgres")};
    store_files_private();
    return copy(arguments, store_open(&options, &faults), &to, "restored", &faults);
}

int run_export(const Arguments *arguments)
{
    Faults faults = {0};
    StoreBar bar = {0};
    Store *store = store_of_arguments(arguments, operand_at(arguments, 0), true, &faults);
    bool is_good =
        store != NULL && store_export(store, operand_at(arguments, 1), store_bar, &bar, &faults);
    store_bar_end(&bar);
    store_close(store);
    print_faults(&faults);
    return is_good ? 0 : EXIT_COULD_NOT;
}
