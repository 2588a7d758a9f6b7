// SPDX-License-Identifier: Apache-2.0
// Whether the store can be used, so that who spreads requests over servers learns it without
// sending one that fails.
//
//     stream.c's watcher ─► pulse_look, once a second ─► since when it fails ─► /healthz, /metrics
//
// A look may hang where the database does: that is a failure, too, as soon as it takes long.

#include "base/calendar.h"
#include "server/internal.h"

enum {
    EACH_US = 1000000,
    HANGS_US = 5000000, // the look is a row that is read; a busy disk takes tenths of a second
};

int64_t pulse_failing_since(const Server *server)
{
    const Pulse *it = &server->pulse;
    int64_t since = atomic_load(&it->failing_ms), began = atomic_load(&it->began_us);
    int64_t taken = began > 0 ? clock_us() - began : 0;
    return since > 0 || taken < HANGS_US ? since : moment_now() - taken / 1000;
}

// One line for each change.
static void note(Server *server, bool is_good, const Faults *faults)
{
    Pulse *it = &server->pulse;
    bool was_good = atomic_load(&it->failing_ms) == 0;
    if (is_good == was_good)
        return;
    atomic_store(&it->failing_ms, is_good ? 0 : moment_now());
    log_line(is_good ? "info" : "error", is_good ? "the store is there again" : "the store fails",
             &(LogField){.name = "why", .text = slice_of(is_good ? "" : faults->list[0].text)}, 1);
}

void pulse_look(Server *server)
{
    Pulse *it = &server->pulse;
    Faults faults;
    faults.count = 0;
    if (clock_us() - it->looked_us < EACH_US)
        return;
    it->looked_us = clock_us();
    atomic_store(&it->began_us, it->looked_us);
    bool is_good = store_look(server->store, &faults);
    note(server, is_good, &faults);
    atomic_store(&it->began_us, 0);
}
