// Tables that floors above derive from the journal: they lie in the same database, so that one
// backup, one transaction and one connection serve them too. Their definitions are steps of the
// schema and their statements rows of statements.c; what they mean, only their floor knows.
#pragma once

#include "store/engine.h"
#include "store/store.h"

// Runs the calls on a connection for reading. Statements that write are a bug here.
bool store_tables_ask(Store *store, Arena *arena, const Call *calls, size_t count, Faults *faults);

typedef struct TableWriter TableWriter;

// Runs the calls within the transaction that `work` was given.
bool tables_run(TableWriter *writer, const Call *calls, size_t count, Faults *faults);

// Runs `work` as the one writer, on whichever machine, within a transaction: what it wrote is kept
// when it answers true, and else nothing of it. `work` must not write to the store otherwise.
bool store_tables_write(Store *store, bool work(TableWriter *writer, void *context, Faults *faults),
                        void *context, Faults *faults);

bool store_is_read_only(const Store *store);
