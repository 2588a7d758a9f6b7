// SPDX-License-Identifier: Apache-2.0
// The thread of the window's clock: puts declarations into service, takes the steps of deadlines,
// tells people of what came (alerts.h), and counts statistics anew.
//
// Each step is taken once whoever takes it (acts/clock.c, acts/recount.c), so that any number of
// servers may have such a thread.

#include "base/calendar.h"
#include "register/days.h"
#include "server/alerts.h"
#include "server/internal.h"
#include "server/press.h"

#include <stdio.h>
#include <time.h>

enum {
    LOOK_MS = 250,         // whether the server stops, or the day changed
    PAUSE_MS = 5000,       // between two runs of one day
    NEWS_PAUSE_MS = 1000,  // between two looks at what came
    HOUR_MS = 3600 * 1000, // then it looks though nothing was written
    DAY_MS = 24 * HOUR_MS,
    REST_MS = 60 * 1000, // after a recount that failed: it would fail at once again
    CLOCK_FILE_MAX = 64,
};

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
    return moment_now();
}

bool clock_has_declared(const Server *server)
{
    return atomic_load(&server->clock.has_declared) ||
           atomic_load(&server->follow.standing) != STANDING_LEADS;
}

Slice clock_today(const Server *server, Arena *arena)
{
    return day_write(arena, day_of_ms(clock_now_ms(server)));
}

// ---- The thread ----

typedef struct Tick {
    Server *server;
    Worker *worker;
    Alerts *alerts;
    uint64_t followed; // as act_recount wants it
    int64_t rests_until;
    bool is_first, is_level, has_more;
} Tick;

static bool take_steps(Tick *it, Act *act)
{
    size_t declared, steps;
    return (!it->is_first || act_declare(act, &declared)) && act_clock(act, &steps);
}

static bool tell(Tick *it, Act *act)
{
    return alerts_step(it->alerts, it->server, act, &it->is_level);
}

static bool count_anew(Tick *it, Act *act)
{
    return act_recount(act, &it->followed, &it->has_more);
}

typedef struct Task {
    Tick *tick;
    bool (*run)(Tick *it, Act *act);
} Task;

static bool run(void *context)
{
    const Task *it = context;
    Tick *tick = it->tick;
    Act act = {.store = tick->server->store,
               .registers = press_registers(worker_press(tick->server, tick->worker)),
               .arena = tick->worker->arena,
               .faults = &tick->worker->faults,
               .language = S("en"),
               .now_ms = clock_now_ms(tick->server)};
    return it->run(tick, &act);
}

// With a worker's registers and arena. False where it could not, which is logged.
static bool work(Tick *it, bool step(Tick *it, Act *act))
{
    Task what = {it, step};
    it->worker = workers_take(it->server);
    if (it->worker == NULL)
        return false; // there is no memory now; the next time there may be
    Faults *faults = &it->worker->faults;
    faults->count = 0;
    bool is_good = guard_run(&it->worker->guard, run, &what, faults);
    for (size_t i = 0; i < faults->count && i < FAULTS_KEPT; i++)
        log_line("error", "clock",
                 &(LogField){.name = "fault", .text = slice_of(faults->list[i].text)}, 1);
    if (!is_good)
        worker_recover(it->worker);
    workers_give(it->server, it->worker);
    return is_good;
}

typedef struct Run { // the last one
    int64_t ms, day;
    uint64_t size; // of the journal, before it: what comes meanwhile is looked at the next time
    bool is_there;
} Run;

static Run run_now(const Server *server)
{
    return (Run){moment_now(), clock_now_ms(server) / DAY_MS, store_wait(server->store, 0, 0),
                 true};
}

static bool has_grown(const Server *server, const Run *last, int64_t pause_ms)
{
    return store_wait(server->store, 0, 0) != last->size && moment_now() - last->ms >= pause_ms;
}

static bool is_time(const Server *server, const Run *last)
{
    return !last->is_there || clock_now_ms(server) / DAY_MS != last->day ||
           moment_now() - last->ms >= HOUR_MS || has_grown(server, last, PAUSE_MS);
}

static void tell_all(Tick *it)
{
    bool is_good = true;
    it->is_level = false;
    while (is_good && !it->is_level && !atomic_load(&it->server->is_stopping))
        is_good = work(it, tell);
}

static void look(Tick *it, Run *steps, Run *news)
{
    if (is_time(it->server, steps)) {
        it->is_first = !steps->is_there;
        *steps = run_now(it->server);
        if (!work(it, take_steps))
            steps->size = UINT64_MAX; // once more
        atomic_store(&it->server->clock.has_declared, true);
    }
    if (!news->is_there || has_grown(it->server, news, NEWS_PAUSE_MS)) {
        *news = run_now(it->server);
        tell_all(it);
        if (!it->is_level)
            news->size = UINT64_MAX;
    }
    bool is_counted = store_wait(it->server->store, 0, 0) == it->followed;
    if (!is_counted && moment_now() >= it->rests_until && !work(it, count_anew))
        it->rests_until = moment_now() + REST_MS;
}

// Whoever follows another server writes nothing of its own. While there is something to count, the
// clock is looked at between two batches.
static void *keep_time(void *context)
{
    Server *server = context;
    Run steps = {0}, news = {0};
    Tick it = {.server = server, .alerts = alerts_new(server->clock.size)};
    while (it.alerts != NULL && !atomic_load(&it.server->is_stopping)) {
        it.has_more = false;
        if (atomic_load(&it.server->follow.standing) == STANDING_LEADS)
            look(&it, &steps, &news);
        if (!it.has_more)
            nanosleep(&(struct timespec){0, LOOK_MS * 1000000L}, NULL);
    }
    alerts_free(it.alerts);
    return NULL;
}

bool clock_start(Server *server)
{
    server->clock.size = server->store != NULL ? store_wait(server->store, 0, 0) : 0;
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
