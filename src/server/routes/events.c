// SPDX-License-Identifier: Apache-2.0
// GET /api/events: what happens to an organisation's records and in its deals, as it happens
// (server-sent events).
//
//     journal ─► entries since the last look ─► one's own, and those of deals that one sees ─►
//     lines

#include "acts/acts.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "server/dossier.h"
#include "server/press.h"
#include "server/routes/parameters.h"

enum {
    MINUTES_MAX = 10, // then the browser comes again, and shows anew who it is
    BEAT_US = 14000000,
    ASK_US = 1000000,
    EACH_READ = 200,
};

typedef struct Events {
    Guard guard;
    Arena *kept;  // as long as the stream
    Arena *arena; // of what is being sent
    DealViewer viewer;
    uint64_t next; // the index
    bool is_reset; // what it went on from is not in this journal
    Slice pending;
    int64_t started_us, spoken_us;
    // Who was let in, and by what; when that was looked at last, and how often the window's own
    // records had changed by then.
    Asker asker;
    Slice session, key;
    int64_t asked_us;
    uint64_t changes;
    // The deal that was looked at last, for what happens in one comes in runs. In `arena`.
    Slice deal;
    Dossier dossier;
    bool is_seen;
} Events;

static void free_events(void *context)
{
    Events *it = context;
    arena_free(it->arena);
    arena_free(it->kept);
    memory_free(it);
}

// ---- Who listens still ----

static bool is_same(const Asker *a, const Asker *b)
{
    return a->role == b->role && a->scopes == b->scopes && a->wants_factor == b->wants_factor &&
           slice_equal(a->actor, b->actor) && slice_equal(a->organisation, b->organisation);
}

// A session that was closed, a role that became another, a second factor that is demanded: whatever
// has become different ends the stream, and who comes again is let in by what holds then. A command
// beside the server, and other servers of the same database, count no changes here.
static bool may_listen(Events *it, Faults *faults)
{
    Asker asker = nobody;
    Store *store = it->viewer.store;
    uint64_t changes = store_changes(store, WINDOW);
    if (changes == it->changes && clock_us() - it->asked_us < ASK_US)
        return true;
    it->changes = changes;
    it->asked_us = clock_us();
    bool is_there = it->key.len > 0
                        ? identity_by_key_again(store, it->arena, it->key, &asker, faults)
                        : identity_by_session(store, it->arena, it->session, &asker, faults);
    return is_there && is_same(&asker, &it->asker);
}

// ---- What is told ----

// As the deal is now: who has left it is told nothing more.
static bool is_of_deal(Events *it, const Entry *entry, Faults *faults)
{
    if (entry->deal.len == 0)
        return false;
    if (!slice_equal(entry->deal, it->deal)) {
        it->deal = entry->deal;
        it->is_seen = dossier_read(&it->viewer, it->arena, it->deal, &it->dossier, faults);
    }
    return it->is_seen && dossier_tells(&it->dossier, entry->owner, entry->register_name);
}

// Accounts are the administrators' business, not the records'; notices are news to whom they are
// for.
static bool is_told(Events *it, const Entry *entry, Faults *faults)
{
    if (slice_equal(entry->register_name, KIND_NOTICE) ||
        slice_equal(entry->register_name, KIND_ALERT))
        return slice_equal(entry->owner, it->viewer.asker.organisation);
    if (slice_starts(entry->register_name, S("@")) &&
        !slice_equal(entry->register_name, KIND_COMMENT) &&
        !slice_starts(entry->register_name, KIND_REPLY))
        return false;
    const Asker *asker = &it->viewer.asker;
    return asker_may(asker, RELATION_NONE, ACTION_READ) ||
           slice_equal(entry->owner, asker->organisation) || is_of_deal(it, entry, faults);
}

static void add_event(Buffer *out, const Entry *entry)
{
    JsonWriter json = {.out = out, .is_line = true};
    buffer_print(out, "id: %llu\nevent: entry\ndata: ", (unsigned long long)entry->index);
    entry_write_json(&json, entry, NULL);
    buffer_add(out, S("\n\n"));
}

// With an id, so that the browser goes on from here when it comes again.
static void add_reset(Buffer *out, uint64_t next)
{
    if (next > 0)
        buffer_print(out, "id: %llu\n", (unsigned long long)next - 1);
    buffer_print(out, "event: reset\ndata: {\"from\": %llu}\n\n", (unsigned long long)next);
}

// Goes on until there is something to say, or all was read.
static bool collect(void *context)
{
    Events *it = context;
    const Entry *entries;
    size_t count;
    arena_reset(it->arena);
    it->deal = S("");
    Buffer out = buffer_new(it->arena);
    Faults *faults = arena_array(it->arena, Faults, 1);
    if (it->is_reset)
        add_reset(&out, it->next);
    it->is_reset = false;
    do {
        EntryQuery query = {.from = it->next, .limit = EACH_READ};
        if (!store_entries(it->viewer.store, it->arena, &query, &entries, &count, faults))
            return false;
        for (size_t i = 0; i < count; i++)
            if (is_told(it, &entries[i], faults))
                add_event(&out, &entries[i]);
        it->next = count > 0 ? entries[count - 1].index + 1 : it->next;
    } while (out.len == 0 && count == EACH_READ);
    // Behind the entries, so that none is told that came after the right had gone.
    if (!may_listen(it, faults))
        return false;
    // An id without data is no event, yet the browser comes again behind it: nothing is missed. And
    // who has gone is noticed.
    if (out.len == 0 && clock_us() - it->spoken_us > BEAT_US && it->next > 0)
        buffer_print(&out, "id: %llu\n\n", (unsigned long long)it->next - 1);
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

// From `from`, else behind what the browser had last, else from now on. A journal that was brought
// back from a backup, or a standby that was promoted, may not have so many: who waited for the rest
// would hear nothing for long, and miss what comes before. False with a problem answered.
static bool find_first(Request *request, Events *it)
{
    Slice last = request_header(request, "Last-Event-ID");
    uint64_t now = store_wait(request->server->store, 0, 0), behind = 0;
    it->next = now;
    if (request_value(request, "from").at != NULL)
        it->next = request_number(request, "from", now);
    else if (last.len > 0 && !digits_read(last, INT64_MAX, &behind)) {
        Slice shown = slice_show(request->arena, last, 60);
        answer_problem(request, PROBLEM_PARAMETER,
                       "Last-Event-ID is %.*s; expected the id of an event, a whole number",
                       (int)shown.len, shown.at);
        return false;
    } else if (last.len > 0)
        it->next = behind + 1;
    it->is_reset = it->next > now;
    it->next = it->is_reset ? now : it->next;
    return true;
}

// Who looks into another organisation sees of deals what that one sees.
static void keep_viewer(Events *it, const Request *request, Slice declared)
{
    const Json *deal =
        json_read(it->kept, arena_copy(it->kept, declared), &request->worker->faults);
    bool is_own = slice_equal(request->organisation, request->asker.organisation);
    it->viewer = (DealViewer){.store = request->server->store,
                              .asker = {.role = is_own ? request->asker.role : ROLE_MEMBER,
                                        .organisation = arena_copy(it->kept, request->organisation),
                                        .scopes = request->asker.scopes},
                              .declared = deal};
}

static void keep_asker(Events *it, const Request *request)
{
    it->asker = request->asker;
    it->asker.actor = arena_copy(it->kept, request->asker.actor);
    it->asker.organisation = arena_copy(it->kept, request->asker.organisation);
    it->session = arena_copy(it->kept, request->token);
    it->key = arena_copy(it->kept, request->key);
}

typedef struct Opening {
    const Request *request;
    Slice declared;
    Events *it;
} Opening;

static bool open_events(void *context)
{
    Opening *opening = context;
    opening->it->kept = arena_new(&opening->it->guard, 0);
    opening->it->arena = arena_new(&opening->it->guard, 0);
    keep_viewer(opening->it, opening->request, opening->declared);
    keep_asker(opening->it, opening->request);
    return true;
}

static void run_events(Request *request)
{
    Register *deals =
        registers_find(press_registers(worker_press(request->server, request->worker)),
                       DEAL_REGISTER, &request->worker->faults);
    Events *it = memory_take(sizeof *it);
    if (it == NULL)
        guard_raise(&request->worker->guard, FAULT_MEMORY, NULL, "no memory for a stream");
    memset(it, 0, sizeof *it);
    Slice declared = deals != NULL ? register_file(deals, S("register.json")) : S("");
    Opening opening = {request, declared, it};
    if (!guard_run(&it->guard, open_events, &opening, NULL)) {
        free_events(it);
        guard_raise(&request->worker->guard, FAULT_MEMORY, NULL, "no memory for a stream");
    }
    if (!find_first(request, it)) {
        free_events(it);
        return;
    }
    it->started_us = clock_us(); // and it speaks at once, so that the browser knows it is heard
    request->response.status = 200;
    request->response.type = "text/event-stream";
    request->response.stream = (Stream){read_events, free_events, it};
}

static const Parameter parameters[] = {
    ORGANISATION,
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
            "id: of the organisation's own records, and of documents and comments in its deals "
            "that its parts may see; officers and auditors are told of all. `reset`, where the "
            "journal has not so many entries: it was brought back from a backup, so that all that "
            "is shown is to be asked anew; it goes on `from` there. After ten minutes the "
            "stream ends, and at once where who listens may no more as he might when he came; a "
            "browser comes again by itself, and goes on behind the last id.",
        .parameters = parameters,
        .answers = {{200, "text/event-stream", NULL, "Events"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_events,
    },
    {0},
};
