// SPDX-License-Identifier: Apache-2.0
// Who follows this server, and what writers have of it.
//
//     writer ─► commit ─► confirm: sleeps ◄──────────────── standby_asks: has N entries
//                                                           (the standby's next question)
//
// A standby asks for entries from N on when it has kept those before: its question is its receipt.

#include "server/internal.h"

#include <time.h>

static int64_t patience_us(const Server *server)
{
    return (int64_t)server->options.standby_seconds * 1000000;
}

bool standby_is_here(const Server *server)
{
    const Standby *it = &server->standby;
    int64_t seen = atomic_load(&it->seen_us);
    return atomic_load(&it->asking) > 0 || (seen > 0 && clock_us() - seen < patience_us(server));
}

void standby_start(Server *server)
{
    Standby *it = &server->standby;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&it->lock, NULL);
    pthread_cond_init(&it->moved, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

void standby_stop(Server *server)
{
    pthread_cond_destroy(&server->standby.moved);
    pthread_mutex_destroy(&server->standby.lock);
}

// ---- What the standby says ----

static void say(const char *level, const char *event, uint64_t size)
{
    log_line(level, event, &(LogField){.name = "entries", .number = (int64_t)size}, 1);
}

void standby_asks(Server *server, uint64_t has, uint64_t size)
{
    Standby *it = &server->standby;
    atomic_fetch_add(&it->asking, 1);
    pthread_mutex_lock(&it->lock);
    bool is_back = atomic_load(&it->is_alone) && has >= size;
    if (has > atomic_load(&it->has))
        atomic_store(&it->has, has);
    if (is_back)
        atomic_store(&it->is_alone, false);
    pthread_cond_broadcast(&it->moved);
    pthread_mutex_unlock(&it->lock);
    if (is_back)
        say("info", "the standby has everything; writes wait for it", has);
}

void standby_rests(Server *server)
{
    atomic_store(&server->standby.seen_us, clock_us());
    atomic_fetch_sub(&server->standby.asking, 1);
}

// ---- What writers are told ----

bool standby_admit(Server *server, Faults *faults)
{
    bool leads = atomic_load(&server->follow.standing) == STANDING_LEADS; // else the store refuses
    if (server->standby.mode != STANDBY_WAIT || !leads || standby_is_here(server))
        return true;
    return fault_add_code(faults, FAULT_CONFLICT, "standby", 0, 0,
                          "nothing was written: writes wait for a standby, and none has asked for "
                          "%u seconds",
                          server->options.standby_seconds);
}

static bool sleep_until_has(Server *server, uint64_t size)
{
    Standby *it = &server->standby;
    struct timespec until;
    int64_t end = clock_us() + patience_us(server);
    until = (struct timespec){(time_t)(end / 1000000), (long)(end % 1000000) * 1000};
    pthread_mutex_lock(&it->lock);
    while (atomic_load(&it->has) < size && !atomic_load(&it->is_alone) &&
           !atomic_load(&server->is_stopping) &&
           pthread_cond_timedwait(&it->moved, &it->lock, &until) == 0)
        ;
    bool has = atomic_load(&it->has) >= size;
    pthread_mutex_unlock(&it->lock);
    return has;
}

// Writers go on alone, and so do those who wait already.
static void go_alone(Server *server, uint64_t size)
{
    Standby *it = &server->standby;
    pthread_mutex_lock(&it->lock);
    bool was_alone = atomic_exchange(&it->is_alone, true);
    pthread_cond_broadcast(&it->moved);
    pthread_mutex_unlock(&it->lock);
    if (!was_alone)
        say("error", "the standby is gone: what is written from now on is kept here alone", size);
}

// Who stops is asked nothing more by the standby, so that writers would wait in vain.
void standby_wake(Server *server)
{
    pthread_mutex_lock(&server->standby.lock);
    pthread_cond_broadcast(&server->standby.moved);
    pthread_mutex_unlock(&server->standby.lock);
}

bool standby_confirm(void *context, uint64_t size)
{
    Server *server = context;
    Standby *it = &server->standby;
    if (it->mode == STANDBY_NONE || sleep_until_has(server, size))
        return true;
    // Of whom nothing is heard any more it is not known whether he has it, nor that he is gone.
    if (atomic_load(&server->is_stopping))
        return false;
    if (it->mode == STANDBY_DEGRADE) {
        go_alone(server, size);
        return true;
    }
    say("error", "the standby did not answer in time: a write is not acknowledged", size);
    return false;
}
