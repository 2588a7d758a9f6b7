// What the commands about stores share: which store is meant, and how work is shown.
#pragma once

#include "base/arena.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "store/store.h"

// The store at a data folder, on PostgreSQL where --postgres says so. NULL with a fault.
Store *store_of_arguments(const Arguments *arguments, const char *folder, bool is_read_only,
                          Faults *faults);

// What this process makes from now on nobody else on this machine may read: a store holds secrets,
// and so do its copies.
void store_files_private(void);

// A StoreProgress; the context is a StoreBar. One bar a step.
typedef struct StoreBar {
    Progress bar;
    const char *step;
} StoreBar;

bool store_bar(void *context, const char *step, uint64_t done, uint64_t total);
void store_bar_end(StoreBar *bar);
