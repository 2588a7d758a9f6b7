// SPDX-License-Identifier: Apache-2.0
// Group commit without a thread of its own: the first of those who wait leads.
//
//     A comes, leads ─────── commit ──┐
//       B, C, D come and wait         └─ B leads for all three ── commit ── C, D wake
//
// One writer alone pays no hand-over; sixty-four pay for one sync together.

#include "store/queue.h"

#include "store/batch.h"
#include "store/facets.h"

#include <time.h>

enum {
    PATIENCE_MS = 20000, // with a database that went away and may come back
    PAUSE_MS = 200,
    SIGNED_EVERY_MS = 1000,
};

// ---- One transaction ----

typedef enum Outcome {
    OUTCOME_DONE,
    OUTCOME_AGAIN,  // the connection was lost and is there again
    OUTCOME_FAILED, // for a reason that may lie in one request
    OUTCOME_LOST,   // the database is away
    OUTCOME_UNCERTAIN,
} Outcome;

typedef struct Commit {
    Store *store;
    Request *first; // a chain by `next`
    Faults *faults;
    Arena *arena;
    Batch *batch;
    bool was_sent; // the commit was: whether it came through may have to be found out
    Outcome outcome;
} Commit;

static size_t count_writes(const Request *request)
{
    size_t count = 0;
    for (; request != NULL; request = request->next)
        count += request->count;
    return count;
}

// A signature costs as much as all else that a small transaction computes. Entries that come alone
// are signed at once; in a stream of them, the root is kept with each and signed once a second.
static void put_head(Commit *it)
{
    Batch *batch = it->batch;
    const Frontier *frontier = &batch->head.frontier;
    Hash root = frontier_root(frontier);
    Slice checkpoint = batch->head.checkpoint;
    if (batch->head.time_ms - it->store->signed_ms >= SIGNED_EVERY_MS) {
        checkpoint = head_sign(it->store, it->arena, frontier->size, &root);
        it->store->signed_ms = batch->head.time_ms;
    }
    batch_put_head(batch, checkpoint, &root);
}

static bool put_all(Commit *it)
{
    Batch *batch = it->batch;
    if (!batch_put_additions(batch))
        return false;
    batch_put_records(batch);
    put_head(it);
    uint64_t shown = batch->head.shown, size = batch->head.frontier.size;
    if ((size >= shown + FACETS_LAG_MAX || batch_erases(batch)) &&
        (!batch_run(batch) || !facets_show(it->store, it->store->writer, shown, size, it->faults)))
        return false;
    batch_call(batch, SQL_COMMIT, 0);
    it->was_sent = true;
    if (!batch_run(batch))
        return false;
    it->store->tail.size = batch->head.frontier.size; // its leaves are known from now on
    return true;
}

static bool commit(void *context)
{
    Commit *it = context;
    if (it->store->writer == NULL) // lost with a transaction before this one
        return false;
    Batch *batch = it->batch =
        batch_new(it->store, it->store->writer, it->arena, count_writes(it->first), it->faults);
    for (const Request *request = it->first; request != NULL; request = request->next)
        decide_ask(batch, request);
    if (!batch_load(batch))
        return false;
    for (Request *request = it->first; request != NULL; request = request->next)
        if (!decide(batch, request))
            return false;
    if (batch->addition_count > 0)
        return put_all(it);
    batch_call(batch, SQL_ROLLBACK, 0);
    return batch_run(batch);
}

// ---- When it fails ----

bool writer_mend(Store *store, Faults *faults)
{
    store->tail.size = UINT64_MAX;
    if (store->writer != NULL && store->engine->tidy(store->writer))
        return true;
    store->engine->close(store->writer);
    store->writer = store->engine->open(&store->place, false, faults);
    return store->writer != NULL;
}

typedef struct Looking {
    Slice leaf;
    bool is_kept;
} Looking;

static bool compare_leaf(void *context, const Value *row, Faults *faults)
{
    Looking *it = context;
    (void)faults;
    it->is_kept = slice_equal(row[1].bytes, it->leaf);
    return true;
}

// Whether a commit whose answer was lost came through all the same. The head is locked for it, for
// on a server the lost transaction may still be at work: it ends first. False with a fault where
// even that cannot be found out.
static bool find_out(Commit *it, bool *is_kept)
{
    const Addition *last = &it->batch->additions[it->batch->addition_count - 1];
    Looking looking = {last->leaf, false};
    HeadTaker head = {.arena = it->arena};
    Call calls[] = {
        {.sql = SQL_BEGIN},
        head_call(SQL_HEAD_LOCK, &head),
        {.sql = SQL_LEAVES, .count = 2, .row = compare_leaf, .context = &looking},
        {.sql = SQL_ROLLBACK},
    };
    calls[2].values[0] = value_integer(last->entry.index);
    calls[2].values[1] = value_integer(last->entry.index + 1);
    bool is_good = it->store->engine->run(it->store->writer, calls, 4, it->faults);
    *is_kept = looking.is_kept;
    return is_good;
}

static void pause_a_while(void)
{
    nanosleep(&(struct timespec){0, PAUSE_MS * 1000000L}, NULL);
}

// Opens the connection anew until it works or patience ends.
static bool mend_patiently(Store *store, Faults *faults)
{
    Faults why;
    for (int ms = 0; ms < PATIENCE_MS; ms += PAUSE_MS) {
        why.count = 0;
        if (writer_mend(store, &why))
            return true;
        pause_a_while();
    }
    return fault_append(faults, &why.list[0]);
}

static Outcome try_commit(Commit *it)
{
    bool is_kept = false;
    Guard *guard = arena_guard(it->arena);
    it->was_sent = false;
    if (guard_run(guard, commit, it, it->faults))
        return OUTCOME_DONE;
    // A connection that is whole has failed for a reason that will be the same again.
    bool was_lost = it->store->writer == NULL || !it->store->engine->tidy(it->store->writer);
    it->store->tail.size = UINT64_MAX;
    if (was_lost && !mend_patiently(it->store, it->faults))
        return it->was_sent ? OUTCOME_UNCERTAIN : OUTCOME_LOST;
    if (it->was_sent && !find_out(it, &is_kept))
        return OUTCOME_UNCERTAIN;
    return is_kept ? OUTCOME_DONE : was_lost ? OUTCOME_AGAIN : OUTCOME_FAILED;
}

// ---- Serving a chain of requests ----

// What a write is refused for says nothing of the store, neither way.
static void note_failing(Store *store, bool is_written, const Faults *faults)
{
    bool is_failing = false;
    for (size_t i = 0; i < faults->count && i < FAULTS_KEPT; i++)
        is_failing |= faults->list[i].kind == FAULT_IO;
    if (is_written || is_failing)
        atomic_store(&store->is_failing, !is_written);
}

static void fail_all(Request *first, const Faults *faults, bool is_uncertain)
{
    for (Request *request = first; request != NULL; request = request->next) {
        request->is_good = false;
        for (size_t i = 0; i < faults->count && i < FAULTS_KEPT; i++)
            fault_append(request->faults, &faults->list[i]);
        if (is_uncertain)
            fault_add_code(request->faults, FAULT_IO, "uncertain", 0, 0,
                           "it is uncertain whether this was kept: read it, or write it again with "
                           "the same key");
    }
}

bool store_confirm(Store *store, uint64_t size, Faults *faults)
{
    if (store->confirm == NULL || store->confirm(store->confirm_context, size))
        return true;
    return fault_add_code(faults, FAULT_IO, "standby", 0, 0,
                          "this is kept here, but the standby has not said that it has it too: "
                          "read it, or write it again with the same key");
}

static void forget_faults(Commit *it)
{
    it->faults->count = 0;
    for (Request *request = it->first; request != NULL; request = request->next)
        request->faults->count = request->faults_before;
}

static bool serve_with_arena(Arena *arena, void *context)
{
    enum { TRIES_MAX = 5 };
    Commit *it = context;
    it->arena = arena;
    it->outcome = OUTCOME_AGAIN;
    for (int i = 0; i < TRIES_MAX && it->outcome == OUTCOME_AGAIN; i++) {
        forget_faults(it);
        it->outcome = try_commit(it);
    }
    if (it->outcome != OUTCOME_DONE)
        return false;
    uint64_t size = it->batch->head.frontier.size;
    if (batch_erases(it->batch) && it->store->engine->scrub != NULL)
        it->store->engine->scrub(it->store->writer, it->faults);
    batch_tell(it->batch);
    for (Request *request = it->first; request != NULL; request = request->next)
        request->size = size;
    return true;
}

static void serve(Store *store, Request *first)
{
    Faults faults; // large: only what is counted is read
    faults.count = 0;
    Commit it = {.store = store, .first = first, .faults = &faults, .outcome = OUTCOME_FAILED};
    bool is_good = arena_run(0, serve_with_arena, &it, &faults);
    note_failing(store, is_good && it.was_sent, &faults);
    if (is_good)
        return;
    if (it.outcome != OUTCOME_FAILED || first->next == NULL) {
        fail_all(first, &faults, it.outcome == OUTCOME_UNCERTAIN);
        return;
    }
    // One of them may have spoilt it for all: each tries alone.
    for (Request *request = first, *next; request != NULL; request = next) {
        next = request->next;
        request->next = NULL;
        serve(store, request);
        request->next = next;
    }
}

// ---- The queue ----

// Takes from the head of the queue what one transaction carries.
static Request *take_chain(Store *store)
{
    Request *first = store->first, *last = first;
    size_t writes = first->count, bytes = first->bytes;
    while (last->next != NULL && writes + last->next->count <= BATCH_WRITES_MAX &&
           bytes + last->next->bytes <= BATCH_BYTES_MAX) {
        last = last->next;
        writes += last->count;
        bytes += last->bytes;
    }
    store->first = last->next;
    if (store->first == NULL)
        store->last = NULL;
    last->next = NULL;
    return first;
}

static void wake_all(Request *first)
{
    for (Request *request = first, *next; request != NULL; request = next) {
        next = request->next; // who wakes may be gone before the next line
        request->is_done = true;
        pthread_cond_signal(&request->served);
    }
}

static void end_leading(Store *store)
{
    store->has_leader = false;
    if (store->carers > 0)
        pthread_cond_signal(&store->carer_next);
    else if (store->first != NULL)
        pthread_cond_signal(&store->first->served);
}

void queue_submit(Store *store, Request *request)
{
    request->faults_before = request->faults->count;
    pthread_cond_init(&request->served, NULL);
    pthread_mutex_lock(&store->queue_lock);
    if (store->last != NULL)
        store->last->next = request;
    else
        store->first = request;
    store->last = request;
    while (!request->is_done) {
        if (store->has_leader || store->carers > 0) {
            pthread_cond_wait(&request->served, &store->queue_lock);
            continue;
        }
        store->has_leader = true;
        Request *chain = take_chain(store);
        pthread_mutex_unlock(&store->queue_lock);
        serve(store, chain);
        pthread_mutex_lock(&store->queue_lock);
        wake_all(chain);
        end_leading(store);
    }
    pthread_mutex_unlock(&store->queue_lock);
    pthread_cond_destroy(&request->served);
    // Each waits by itself, so that the next transaction is under way meanwhile.
    request->is_good = request->is_good && store_confirm(store, request->size, request->faults);
}

bool store_lead(Store *store, bool work(Store *store, void *context, Faults *faults), void *context,
                Faults *faults)
{
    // The queue may never be empty: who cares for the store goes between two transactions.
    pthread_mutex_lock(&store->queue_lock);
    store->carers++;
    while (store->has_leader)
        pthread_cond_wait(&store->carer_next, &store->queue_lock);
    store->carers--;
    store->has_leader = true;
    pthread_mutex_unlock(&store->queue_lock);
    bool is_good =
        (store->writer != NULL || writer_mend(store, faults)) && work(store, context, faults);
    note_failing(store, is_good, faults);
    if (!is_good) {
        Faults ignored = {0};
        writer_mend(store, &ignored);
    }
    pthread_mutex_lock(&store->queue_lock);
    end_leading(store);
    pthread_mutex_unlock(&store->queue_lock);
    return is_good;
}
