// SPDX-License-Identifier: Apache-2.0
// Lends the store's connections to the floors above.

#include "store/tables.h"

#include "store/internal.h"

struct TableWriter {
    Store *store;
    bool (*work)(TableWriter *writer, void *context, Faults *faults);
    void *context;
    Faults *faults;
};

bool store_tables_ask(Store *store, Arena *arena, const Call *calls, size_t count, Faults *faults)
{
    return store_ask(store, arena, calls, count, faults);
}

bool tables_run(TableWriter *writer, const Call *calls, size_t count, Faults *faults)
{
    return writer->store->engine->run(writer->store->writer, calls, count, faults);
}

static bool work_in_transaction(Arena *arena, void *context)
{
    TableWriter *it = context;
    HeadTaker head = {.arena = arena};
    Call begin[] = {{.sql = SQL_BEGIN}, head_call(SQL_HEAD_LOCK, &head)}, end = {.sql = SQL_COMMIT};
    return tables_run(it, begin, 2, it->faults) && it->work(it, it->context, it->faults) &&
           tables_run(it, &end, 1, it->faults);
}

// What is raised within is a fault like any other: the transaction is rolled back.
static bool lead(Store *store, void *context, Faults *faults)
{
    TableWriter *it = context;
    (void)store;
    it->faults = faults;
    return arena_run(0, work_in_transaction, it, faults);
}

bool store_tables_write(Store *store, bool work(TableWriter *writer, void *context, Faults *faults),
                        void *context, Faults *faults)
{
    TableWriter writer = {.store = store, .work = work, .context = context};
    return store_lead(store, lead, &writer, faults);
}

bool store_is_read_only(const Store *store)
{
    return store->place.is_read_only;
}
