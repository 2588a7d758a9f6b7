// SPDX-License-Identifier: Apache-2.0
// Workers: an arena, checkers and a converter that are warm, lent to one request at a time.

#include "base/memory.h"
#include "server/internal.h"
#include "server/press.h"

typedef struct Birth {
    Worker *worker;
    size_t memory_max;
} Birth;

static bool make_arena(void *context)
{
    Birth *birth = context;
    birth->worker->arena = arena_new(&birth->worker->guard, birth->memory_max);
    return true;
}

static Worker *worker_new(const Server *server)
{
    Worker *worker = memory_take(sizeof *worker);
    if (worker == NULL)
        return NULL;
    memset(worker, 0, sizeof *worker);
    Birth birth = {worker, server->options.memory_max};
    if (guard_run(&worker->guard, make_arena, &birth, NULL))
        return worker;
    memory_free(worker);
    return NULL;
}

static void worker_free(Worker *worker)
{
    for (int i = 0; i < LANGUAGES; i++)
        mado_checker_free(worker->checkers[i]);
    mado_converter_free(worker->converter);
    press_free(worker->press);
    arena_free(worker->arena);
    memory_free(worker);
}

// The one that this thread had last, for its memory lies in the caches of this thread's processor;
// but only among those used last: a thread of the lanes shall not warm up another.
static Worker **nearest(const Server *server, Workers *workers)
{
    size_t steps = server->options.threads;
    for (Worker **at = &workers->free; *at != NULL && steps > 0; at = &(*at)->next, steps--)
        if (pthread_equal((*at)->thread, pthread_self()))
            return at;
    return &workers->free;
}

Worker *workers_take(Server *server)
{
    Workers *workers = &server->workers;
    pthread_mutex_lock(&workers->lock);
    Worker **at = nearest(server, workers), *worker = *at;
    if (worker != NULL)
        *at = worker->next;
    pthread_mutex_unlock(&workers->lock);
    return worker != NULL ? worker : worker_new(server);
}

void workers_give(Server *server, Worker *worker)
{
    Workers *workers = &server->workers;
    arena_reset(worker->arena);
    worker->thread = pthread_self();
    pthread_mutex_lock(&workers->lock);
    worker->next = workers->free;
    workers->free = worker;
    pthread_mutex_unlock(&workers->lock);
}

void workers_free(Server *server)
{
    for (Worker *worker; (worker = server->workers.free) != NULL;) {
        server->workers.free = worker->next;
        worker_free(worker);
    }
}

void worker_recover(Worker *worker)
{
    arena_reset(worker->arena);
    press_free(worker->press);
    worker->press = NULL;
}

struct Press *worker_press(const Server *server, Worker *worker)
{
    if (worker->press != NULL && press_is_full(worker->press)) {
        press_free(worker->press);
        worker->press = NULL;
    }
    if (worker->press == NULL)
        worker->press = press_new(&worker->guard, server->options.registers);
    return worker->press;
}
