// SPDX-License-Identifier: Apache-2.0
// The head of the journal: how far the tree has grown, and the checkpoint that says so.

#include "store/internal.h"

#include "base/calendar.h"

#include <errno.h>
#include <time.h>

enum { COLUMN_SIZE, COLUMN_ROOT, COLUMN_FRONTIER, COLUMN_TIME, COLUMN_CHECKPOINT, COLUMN_SHOWN };

static bool take_head(void *context, const Value *row, Faults *faults)
{
    HeadTaker *it = context;
    Frontier *frontier = &it->head.frontier;
    *frontier = (Frontier){.size = (uint64_t)row[COLUMN_SIZE].number};
    Slice roots = row[COLUMN_FRONTIER].bytes, root = row[COLUMN_ROOT].bytes;
    if (row[COLUMN_SIZE].number < 0 || root.len != HASH_SIZE ||
        roots.len != frontier_count(frontier) * HASH_SIZE)
        return fault_add(faults, FAULT_IO, 0, 0,
                         "the head of the journal is damaged; see what `madoguchi verify` says");
    if (roots.len > 0)
        memcpy(frontier->roots, roots.at, roots.len);
    memcpy(it->head.root.at, root.at, HASH_SIZE);
    it->head.time_ms = row[COLUMN_TIME].number;
    it->head.checkpoint = arena_copy(it->arena, row[COLUMN_CHECKPOINT].bytes);
    it->head.shown = (uint64_t)row[COLUMN_SHOWN].number;
    it->is_there = true;
    return true;
}

Call head_call(StatementId sql, HeadTaker *taker)
{
    return (Call){.sql = sql, .row = take_head, .context = taker};
}

Slice frontier_bytes(const Frontier *frontier)
{
    return (Slice){(const char *)frontier->roots, frontier_count(frontier) * HASH_SIZE};
}

Slice head_sign(Store *store, Arena *arena, uint64_t size, const Hash *root)
{
    Checkpoint checkpoint = {slice_of(store->origin), size, *root};
    return note_sign(arena, store->key, checkpoint_write(arena, &checkpoint));
}

static bool is_signed(const Head *head)
{
    Faults ignored;
    Checkpoint checkpoint;
    ignored.count = 0;
    return checkpoint_read(head->checkpoint, &checkpoint, &ignored) &&
           checkpoint.size == head->frontier.size;
}

// The checkpoint over all of the head: the one that is kept, or one that is signed now. Where there
// is no key to sign with, the one that is kept, which may be over fewer entries.
static Slice head_checkpoint(Store *store, Arena *arena, const Head *head)
{
    return is_signed(head) || !note_key_can_sign(store->key)
               ? head->checkpoint
               : head_sign(store, arena, head->frontier.size, &head->root);
}

typedef struct Settling {
    Store *store;
    Faults *faults;
} Settling;

static bool settle_with_arena(Arena *arena, void *context)
{
    Store *store = ((Settling *)context)->store;
    Faults *faults = ((Settling *)context)->faults;
    HeadTaker taker = {.arena = arena};
    Call begin[] = {{.sql = SQL_BEGIN}, head_call(SQL_HEAD_LOCK, &taker)};
    if (!store->engine->run(store->writer, begin, 2, faults))
        return false;
    Call end[] = {{.sql = SQL_HEAD_SIGNED, .count = 1}, {.sql = SQL_COMMIT}};
    end[0].values[0] = value_text(head_checkpoint(store, arena, &taker.head));
    return store->engine->run(store->writer, end, 2, faults);
}

static bool settle(Store *store, void *context, Faults *faults)
{
    Settling settling = {store, faults};
    (void)context;
    return arena_run(0, settle_with_arena, &settling, faults);
}

bool head_settle(Store *store, Faults *faults)
{
    return store_lead(store, settle, NULL, faults);
}

bool store_head(Store *store, Arena *arena, TreeHead *head, Faults *faults)
{
    HeadTaker taker = {.arena = arena};
    Call call = head_call(SQL_HEAD, &taker);
    if (!store_ask(store, arena, &call, 1, faults))
        return false;
    if (!taker.is_there)
        return fault_add(faults, FAULT_IO, 0, 0, "the store has no head: it is damaged");
    *head = (TreeHead){taker.head.frontier.size, taker.head.root, taker.head.time_ms,
                       head_checkpoint(store, arena, &taker.head)};
    return true;
}

// ---- Whether it can be used ----

static bool touch(Store *store, void *context, Faults *faults)
{
    (void)context;
    Call calls[] = {{.sql = SQL_BEGIN}, {.sql = SQL_SETTING_SET, .count = 2}, {.sql = SQL_COMMIT}};
    calls[1].values[0] = value_text(S("touched"));
    calls[1].values[1] = value_text(S(""));
    return store->engine->run(store->writer, calls, 3, faults);
}

typedef struct Look {
    Store *store;
    Faults *faults;
} Look;

static bool look(Arena *arena, void *context)
{
    const Look *it = context;
    HeadTaker taker = {.arena = arena};
    Call call = head_call(SQL_HEAD, &taker);
    return store_ask(it->store, arena, &call, 1, it->faults) &&
           (!atomic_load(&it->store->is_failing) || store_lead(it->store, touch, NULL, it->faults));
}

bool store_look(Store *store, Faults *faults)
{
    Look it = {store, faults};
    return arena_run(0, look, &it, faults);
}

// ---- Waiting for more ----

void store_tell_size(Store *store, uint64_t size)
{
    pthread_mutex_lock(&store->size_lock);
    if (size > store->size)
        store->size = size;
    pthread_cond_broadcast(&store->grown);
    pthread_mutex_unlock(&store->size_lock);
}

// Not by store_head(), which would sign what no one has asked to see.
static bool ask_size(Arena *arena, void *context)
{
    Store *store = context;
    Faults faults;
    faults.count = 0;
    HeadTaker taker = {.arena = arena};
    Call call = head_call(SQL_HEAD, &taker);
    if (store_ask(store, arena, &call, 1, &faults) && taker.is_there)
        store_tell_size(store, taker.head.frontier.size);
    return true;
}

// Sleeps until the size is told to have grown, or until `until_ms`.
static uint64_t sleep_until(Store *store, uint64_t size, int64_t until_ms)
{
    struct timespec until = {(time_t)(until_ms / 1000), (long)(until_ms % 1000) * 1000000};
    pthread_mutex_lock(&store->size_lock);
    while (store->size <= size &&
           pthread_cond_timedwait(&store->grown, &store->size_lock, &until) != ETIMEDOUT)
        ;
    uint64_t grown = store->size;
    pthread_mutex_unlock(&store->size_lock);
    return grown;
}

uint64_t store_wait(Store *store, uint64_t size, unsigned timeout_ms)
{
    // What other processes write is seen by asking now and then.
    enum { LOOK_MS = 500 };
    int64_t end_ms = moment_now() + timeout_ms;
    for (;;) {
        Faults faults = {0};
        arena_run(0, ask_size, store, &faults);
        int64_t now = moment_now();
        int64_t until = now + LOOK_MS < end_ms ? now + LOOK_MS : end_ms;
        uint64_t grown = sleep_until(store, size, until);
        if (grown > size || now >= end_ms)
            return grown;
    }
}
