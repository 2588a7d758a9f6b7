// SPDX-License-Identifier: Apache-2.0
// Stores as commands name them.

#include "cli/stores.h"

#include <string.h>
#include <sys/stat.h>

void store_files_private(void)
{
    umask(S_IRWXG | S_IRWXO);
}

Store *store_of_arguments(const Arguments *arguments, const char *folder, bool is_read_only,
                          Faults *faults)
{
    StoreOptions options = {.folder = folder,
                            .postgres = argument_value(arguments, "postgres"),
                            .must_exist = true,
                            .is_read_only = is_read_only};
    store_files_private();
    return store_open(&options, faults);
}

bool store_bar(void *context, const char *step, uint64_t done, uint64_t total)
{
    StoreBar *it = context;
    if (it->step == NULL || strcmp(it->step, step) != 0) {
        store_bar_end(it);
        it->bar = progress_start((size_t)total);
        it->step = step;
    }
    progress_step(&it->bar, (size_t)done);
    return true;
}

void store_bar_end(StoreBar *bar)
{
    if (bar->step != NULL)
        progress_end(&bar->bar);
    bar->step = NULL;
}
