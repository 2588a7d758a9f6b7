// SPDX-License-Identifier: Apache-2.0
// GET /api/events: what happens to an organisation's records, as it happens (server-sent events).

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "server/internal.h"

enum {
    MINUTES_MAX = 10, // then the browser comes again, and shows anew who it is
    BEAT_US = 14000000,
    EACH_READ = 200,
};

typedef struct Events {
    Guard guard;
    Arena *arena; // of what is being sent
    Store *store;
    char organisation[64];
    uint64_t next; // the index
    Slice pending;
    int64_t started_us, spoken_us;
} Events;

static void free_events(void *context)
{
    Events *it = context;
    arena_free(it->arena);
    memory_free(it);
}

static bool make_arena(void *context)
{
    Events *it = context;
    it->arena = arena_new(&it->guard, 0);
    return true;
}

static void add_event(const Events *it, Buffer *out, const Entry *entry)
{
    // Accounts are the administrators' business, not the records'.
    if (!slice_equal(entry->owner, slice_of(it->organisation)) ||
        slice_starts(entry->register_name, S("@")))
        return;
    JsonWriter json = {.out = out, .is_line = true};
    buffer_print(out, "id: %llu\nevent: entry\ndata: ", (unsigned long long)entry->index);
    entry_write_json(&json, entry);
    buffer_add(out, S("\n\n"));
}

// Goes on until there is something to say, or all was read.
static bool collect(void *context)
{
    Events *it = context;
    const Entry *entries;
    size_t count;
    arena_reset(it->arena);
    Buffer out = buffer_new(it->arena);
    Faults *faults = arena_array(it->arena, Faults, 1);
    do {
        EntryQuery query = {.from = it->next, .limit = EACH_READ};
        if (!store_entries(it->store, it->arena, &query, &entries, &count, faults))
            return false;
        for (size_t i = 0; i < count; i++)
            add_event(it, &out, &entries[i]);
        it->next = count > 0 ? entries[count - 1].index + 1 : it->next;
    } while (out.len == 0 && count == EACH_READ);
    if (out.len == 0 && clock_us() - it->spoken_us > BEAT_US)
        buffer_add(&out, S(": still here\n\n")); // so that who has gone is noticed
    it->pending = buffer_slice(&out);
    return true;
}

static long read_events(void *context, char *out, size_t max)
{
    Events *it = context;
    if (it->pending.len == 0 && (clock_us() - it->started_us > (int64_t)MINUTES_MAX * 60000000 ||
                                 !guard_run(&it->guard, collect, it, NULL)))
        return -1;
    size_t count = it->pending.len < max ? it->pending.len : max;
    if (count == 0)
        return 0;
    memcpy(out, it->pending.at, count);
    it->pending = slice_part(it->pending, count, it->pending.len);
    it->spoken_us = clock_us();
    return (long)count;
}

// From `from`, else behind what the browser had last, else from now on.
static uint64_t first_of(const Request *request)
{
    Slice last = request_header(request, "Last-Event-ID");
    uint64_t now = store_wait(request->server->store, 0, 0);
    if (request_value(request, "from").at != NULL)
        return request_number(request, "from", now);
    return last.len > 0 && last.len < 19 ? strtoull(last.at, NULL, 10) + 1 : now;
}

static void run_events(Request *request)
{
    Events *it = memory_take(sizeof *it);
    if (it == NULL)
        guard_raise(&request->worker->guard, FAULT_MEMORY, NULL, "no memory for a stream");
    memset(it, 0, sizeof *it);
    if (!guard_run(&it->guard, make_arena, it, NULL)) {
        memory_free(it);
        guard_raise(&request->worker->guard, FAULT_MEMORY, NULL, "no memory for a stream");
    }
    it->store = request->server->store;
    it->next = first_of(request);
    it->started_us = clock_us(); // and it speaks at once, so that the browser knows it is heard
    snprintf(it->organisation, sizeof it->organisation, "%.*s", (int)request->organisation.len,
             request->organisation.at);
    request->response.status = 200;
    request->response.type = "text/event-stream";
    request->response.stream = (Stream){read_events, free_events, it};
}

static const Parameter parameters[] = {
    {.name = "organisation",
     .in = IN_QUERY,
     .most = 40,
     .text = "Whose records; without it, one's own."},
    {.name = "from",
     .in = IN_QUERY,
     .kind = NUMBER,
     .most = INT64_MAX,
     .text = "The first index of the journal; without it, what comes from now on."},
    {.name = "Last-Event-ID", .in = IN_HEADER, .text = "Goes on behind this event."},
    {0},
};

const Route event_routes[] = {
    {
        .id = "streamEvents",
        .path = "/api/events",
        .summary = "What happens to records, as it happens",
        .text =
            "Server-sent events: `entry`, with an entry of the journal as data and its index as "
            "id. After ten minutes the stream ends; a browser comes again by itself.",
        .parameters = parameters,
        .answers = {{200, "text/event-stream", NULL, "Events"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_events,
    },
    {0},
};
