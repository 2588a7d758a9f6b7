// SPDX-License-Identifier: Apache-2.0
// Connections for reading: opened when needed, at most readers_max, lent to one thread at a time.

#include "store/internal.h"

static Connection *take_idle(Store *store, bool *may_open)
{
    Connection *connection = NULL;
    pthread_mutex_lock(&store->pool_lock);
    while (store->idle_count == 0 && store->open_count == store->readers_max)
        pthread_cond_wait(&store->pool_free, &store->pool_lock);
    *may_open = store->idle_count == 0;
    if (*may_open)
        store->open_count++;
    else
        connection = store->idle[--store->idle_count];
    pthread_mutex_unlock(&store->pool_lock);
    return connection;
}

// NULL for one that is gone.
static void give_back(Store *store, Connection *connection)
{
    pthread_mutex_lock(&store->pool_lock);
    if (connection != NULL)
        store->idle[store->idle_count++] = connection;
    else
        store->open_count--;
    pthread_cond_signal(&store->pool_free);
    pthread_mutex_unlock(&store->pool_lock);
}

static Connection *borrow(Store *store, Faults *faults)
{
    bool may_open;
    Connection *connection = take_idle(store, &may_open);
    if (!may_open)
        return connection;
    connection = store->engine->open(&store->place, false, faults);
    if (connection == NULL)
        give_back(store, NULL);
    return connection;
}

typedef struct Reading {
    Connection *connection;
    ReadWork *work;
    void *context;
    Faults *faults;
} Reading;

static bool read_guarded(void *context)
{
    Reading *it = context;
    return it->work(it->connection, it->context, it->faults);
}

// Sets `*is_lost` where the connection did not survive.
static bool read_once(Store *store, Arena *arena, Reading *it, bool *is_lost)
{
    *is_lost = false;
    it->connection = borrow(store, it->faults);
    if (it->connection == NULL)
        return false;
    bool is_good = guard_run(arena_guard(arena), read_guarded, it, it->faults);
    if (!is_good && !store->engine->tidy(it->connection)) {
        store->engine->close(it->connection);
        it->connection = NULL;
        *is_lost = true;
    }
    give_back(store, it->connection);
    return is_good;
}

bool store_read(Store *store, Arena *arena, ReadWork *work, void *context, Faults *faults)
{
    Reading reading = {.work = work, .context = context, .faults = faults};
    size_t before = faults->count;
    bool is_lost = true, is_good = false;
    // A server that was started anew has ended all connections that lie idle: each is met once.
    for (unsigned i = 0; i <= store->readers_max && is_lost; i++) {
        faults->count = before;
        is_good = read_once(store, arena, &reading, &is_lost);
    }
    return is_good;
}

typedef struct Asking {
    const Engine *engine;
    const Call *calls;
    size_t count;
} Asking;

static bool ask(Connection *connection, void *context, Faults *faults)
{
    const Asking *it = context;
    return it->engine->run(connection, it->calls, it->count, faults);
}

bool store_ask(Store *store, Arena *arena, const Call *calls, size_t count, Faults *faults)
{
    Asking asking = {store->engine, calls, count};
    return store_read(store, arena, ask, &asking, faults);
}

void pool_close(Store *store)
{
    for (unsigned i = 0; i < store->idle_count; i++)
        store->engine->close(store->idle[i]);
    store->idle_count = store->open_count = 0;
}
