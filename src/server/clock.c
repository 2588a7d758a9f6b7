// SPDX-License-Identifier: Apache-2.0
// The thread of the window's clock: puts declarations into service, takes the steps of deadlines,
// and counts statistics anew.
//
// Each step is taken once whoever takes it (acts/clock.c, acts/recount.c), so that any number of
// servers may have such a thread.

#include "acts/acts.h"
#include "server/internal.h"
#include "server/press.h"

#include <stdio.h>
#include <time.h>

enum {
    LOOK_MS = 250,         // whether the server stops, or the day changed
    PAUSE_MS = 5000,       // between two runs of one day
    HOUR_MS = 3600 * 1000, // then it looks though nothing was written
    DAY_MS = 24 * HOUR_MS,
    REST_MS = 60 * 1000, // after a recount that failed: it would fail at once again
    CLOCK_FILE_MAX = 64,
};

static int64_t system_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// The file is read anew each time: who rehearses moves the day while the server runs.
static bool read_clock(const char *path, int64_t *ms)
{
    char text[CLOCK_FILE_MAX];
    Day day;
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    size_t len = fread(text, 1, sizeof text, file);
    fclose(file);
    if (!day_read((Slice){text, len}, &day))
        return false;
    *ms = (int64_t)day * DAY_MS + DAY_MS / 2;
    return true;
}

int64_t clock_now_ms(const Server *server)
{
    int64_t ms;
    if (server->options.clock != NULL && read_clock(server->options.clock, &ms))
        return ms;
    return system_ms();
}

bool clock_has_declared(const Server *server)
{
    return atomic_load(&server->clock.has_declared) ||
           atomic_load(&server->follow.standing) != STANDING_LEADS;
}

// ---- The thread ----

typedef struct Tick {
    Server *server;
    Worker *worker;
    bool (*run)(struct Tick *it, Act *act);
    bool is_first;
    uint64_t *followed; // as act_recount wants it
    bool has_more, has_failed;
} Tick;

static bool take_steps(Tick *it, Act *act)
{
    size_t declared, steps;
    return (!it->is_first || act_declare(act, &declared)) && act_clock(act, &steps);
}

static bool count_anew(Tick *it, Act *act)
{
    return act_recount(act, it->followed, &it->has_more);
}

static bool run(void *context)
{
    Tick *it = context;
    Act act = {.store = it->server->store,
               .registers = press_registers(worker_press(it->server, it->worker)),
               .arena = it->worker->arena,
               .faults = &it->worker->faults,
               .language = S("en"),
               .now_ms = clock_now_ms(it->server)};
    return it->run(it, &act);
}

static void tick(Tick *it)
{
    it->worker = workers_take(it->server);
    if (it->worker == NULL)
        return; // there is no memory now; the next time there may be
    Faults *faults = &it->worker->faults;
    faults->count = 0;
    it->has_failed = !guard_run(&it->worker->guard, run, it, faults);
    for (size_t i = 0; i < faults->count && i < FAULTS_KEPT; i++)
        log_line("error", "clock",
                 &(LogField){.name = "fault", .text = slice_of(faults->list[i].text)}, 1);
    workers_give(it->server, it->worker);
}

typedef struct Run { // the last one
    int64_t ms, day;
    uint64_t size; // of the journal, behind it
    bool is_there;
} Run;

static bool is_time(const Server *server, const Run *last)
{
    int64_t since = system_ms() - last->ms;
    bool has_grown = store_wait(server->store, 0, 0) != last->size;
    return !last->is_there || clock_now_ms(server) / DAY_MS != last->day || since >= HOUR_MS ||
           (has_grown && since >= PAUSE_MS);
}

static void keep_clock(Server *server, Run *last)
{
    last->ms = system_ms();
    last->day = clock_now_ms(server) / DAY_MS;
    tick(&(Tick){.server = server, .run = take_steps, .is_first = !last->is_there});
    last->is_there = true;
    atomic_store(&server->clock.has_declared, true);
    last->size = store_wait(server->store, 0, 0);
}

// Whoever follows another server writes nothing of its own. While there is something to count, the
// clock is looked at between two batches.
static void *keep_time(void *context)
{
    Server *server = context;
    Run last = {0};
    uint64_t followed = 0;
    int64_t rests_until = 0;
    while (!atomic_load(&server->is_stopping)) {
        Tick counting = {.server = server, .run = count_anew, .followed = &followed};
        bool leads = atomic_load(&server->follow.standing) == STANDING_LEADS;
        if (leads && is_time(server, &last))
            keep_clock(server, &last);
        if (leads && store_wait(server->store, 0, 0) != followed && system_ms() >= rests_until)
            tick(&counting);
        if (counting.has_failed)
            rests_until = system_ms() + REST_MS;
        if (!counting.has_more)
            nanosleep(&(struct timespec){0, LOOK_MS * 1000000L}, NULL);
    }
    return NULL;
}

bool clock_start(Server *server)
{
    server->clock.is_running = server->store != NULL &&
                               pthread_create(&server->clock.thread, NULL, keep_time, server) == 0;
    return server->store == NULL || server->clock.is_running;
}

void clock_stop(Server *server)
{
    if (server->clock.is_running)
        pthread_join(server->clock.thread, NULL);
    server->clock.is_running = false;
}
