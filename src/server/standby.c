// SPDX-License-Identifier: Apache-2.0
// Who follows this server, and what writers have of it.
//
//     writer ─► commit ─► confirm: sleeps ◄──────────────── standby_asks: has N entries
//                                                           (a standby's next question)
//
// A standby asks for entries from N on when it has kept those before: its question is its receipt.
// Whichever of several is promoted shall have all that was acknowledged, so a write waits for each
// that counts: from when it has caught up until it is silent, or too late, for so long that it is
// gone.

#include "server/internal.h"

#include <stdio.h>
#include <time.h>

static int64_t patience_us(const Server *server)
{
    return (int64_t)server->options.standby_seconds * 1000000;
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

// ---- Each of them; with the lock held ----

static bool is_heard(const Server *server, const Follower *one)
{
    return one->asking > 0 || (one->seen_us > 0 && clock_us() - one->seen_us < patience_us(server));
}

static bool is_counted(const Server *server, const Follower *one)
{
    return one->counts && is_heard(server, one);
}

// The one of that name, or a place for it. NULL where as many ask as there may be.
static Follower *follower_find(Server *server, const char *name)
{
    Follower *place = NULL;
    for (size_t i = 0; i < FOLLOWERS_MAX; i++) {
        Follower *one = &server->standby.followers[i];
        if (strcmp(one->name, name) == 0)
            return one;
        if (place == NULL && !is_heard(server, one))
            place = one;
    }
    if (place != NULL) {
        *place = (Follower){0};
        snprintf(place->name, sizeof place->name, "%s", name);
    }
    return place;
}

// Whether all that count have so many entries, and any does.
static bool all_have(const Server *server, uint64_t size)
{
    bool is_any = false;
    for (size_t i = 0; i < FOLLOWERS_MAX; i++) {
        const Follower *one = &server->standby.followers[i];
        if (is_counted(server, one) && one->has < size)
            return false;
        is_any |= is_counted(server, one);
    }
    return is_any;
}

// Who was waited for in vain counts no more, until he has caught up. Whether there was one.
static bool strike_late(Server *server, uint64_t size)
{
    bool is_any = false;
    for (size_t i = 0; i < FOLLOWERS_MAX; i++) {
        Follower *one = &server->standby.followers[i];
        is_any |= one->counts && one->has < size;
        one->counts &= one->has >= size;
    }
    return is_any;
}

size_t standby_count(Server *server)
{
    size_t count = 0;
    pthread_mutex_lock(&server->standby.lock);
    for (size_t i = 0; i < FOLLOWERS_MAX; i++)
        count += is_counted(server, &server->standby.followers[i]);
    pthread_mutex_unlock(&server->standby.lock);
    return count;
}

// ---- What a standby says ----

static void say(const char *level, const char *event, uint64_t size)
{
    log_line(level, event, &(LogField){.name = "entries", .number = (int64_t)size}, 1);
}

// While others write it never has everything at the moment when it asks: what there was when it
// asked the time before is enough, for the next write waits for it, and so for all before.
static bool has_caught_up(const Server *server, Follower *one, uint64_t size)
{
    bool is_back = !is_heard(server, one);
    one->counts = one->counts && !is_back;
    bool has_now = !one->counts && one->has >= (is_back ? size : one->goal);
    one->counts |= has_now;
    one->goal = size;
    return has_now;
}

Follower *standby_asks(Server *server, const char *name, uint64_t has, uint64_t size)
{
    Standby *it = &server->standby;
    bool has_now = false;
    pthread_mutex_lock(&it->lock);
    Follower *one = follower_find(server, name);
    if (one != NULL) {
        one->has = has;
        has_now = has_caught_up(server, one, size);
        one->asking++;
    }
    if (has_now)
        atomic_store(&it->is_alone, false);
    pthread_cond_broadcast(&it->moved);
    pthread_mutex_unlock(&it->lock);
    if (has_now && it->mode != STANDBY_NONE)
        say("info", "a standby has everything; writes wait for it", has);
    return one;
}

void standby_rests(Server *server, Follower *one)
{
    pthread_mutex_lock(&server->standby.lock);
    one->seen_us = clock_us();
    one->asking--;
    pthread_mutex_unlock(&server->standby.lock);
}

// ---- What writers are told ----

// Whether any asks, and be it one that has to catch up.
static bool is_any_heard(Server *server)
{
    bool is_any = false;
    pthread_mutex_lock(&server->standby.lock);
    for (size_t i = 0; i < FOLLOWERS_MAX && !is_any; i++)
        is_any = is_heard(server, &server->standby.followers[i]);
    pthread_mutex_unlock(&server->standby.lock);
    return is_any;
}

bool standby_admit(Server *server, Faults *faults)
{
    bool leads = atomic_load(&server->follow.standing) == STANDING_LEADS; // else the store refuses
    if (server->standby.mode != STANDBY_WAIT || !leads || is_any_heard(server))
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
    int error = 0;
    pthread_mutex_lock(&it->lock);
    while (!all_have(server, size) && !atomic_load(&it->is_alone) &&
           !atomic_load(&server->is_stopping) && error == 0)
        error = pthread_cond_timedwait(&it->moved, &it->lock, &until);
    bool is_struck = error != 0 && strike_late(server, size);
    bool has = all_have(server, size);
    if (is_struck)
        pthread_cond_broadcast(&it->moved);
    pthread_mutex_unlock(&it->lock);
    if (is_struck && has)
        say("error", "a standby is gone: writes wait for those that are left", size);
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
