// SPDX-License-Identifier: Apache-2.0
// Verification: everything is computed anew from the entries' texts, and compared with what lies
// beside.
//
//     leaf ─► hash ─► tree ─► root = checkpoint, signed
//      │       └─► as the entry's row and the tiles have it: names the entry that was touched
//      ├─► slip ─► bodies
//      └─► views in memory ─► the tables of views
//
// A finding does not end the work: what is wrong is told together, the first first.

#include "store/verify/internal.h"

// ---- What is wrong ----

void verify_touch(Verifying *it, uint64_t first, uint64_t end)
{
    VerifyReport *report = it->report;
    bool is_later = first >= report->touched_end;
    bool is_wider = first <= report->touched && report->touched_end <= end;
    if (report->has_touched && (is_later || is_wider))
        return;
    report->has_touched = true;
    report->touched = first;
    report->touched_end = end;
}

bool verify_blame(Verifying *it, uint64_t index, const char *what)
{
    verify_touch(it, index, index + 1);
    return fault_add(it->faults, FAULT_IO, 0, 0, "entry %llu was touched: %s",
                     (unsigned long long)index, what);
}

bool verify_progress(const Verifying *it, const char *step, uint64_t done, uint64_t total)
{
    return it->options->progress == NULL ||
           it->options->progress(it->options->context, step, done, total) ||
           fault_add(it->faults, FAULT_USAGE, 0, 0, "the work was stopped");
}

// ---- The head ----

// Which complete subtree is another, where no entry alone is to blame.
static void narrow_down(Verifying *it)
{
    uint64_t first = 0, rest = it->frontier.size;
    const Frontier *kept = &it->head.head.frontier;
    for (unsigned i = 0; i < frontier_count(&it->frontier); i++) {
        uint64_t size = UINT64_C(1) << (63 - __builtin_clzll(rest));
        const VerifyReport *report = it->report;
        bool is_known = report->has_touched && report->touched < first + size;
        if (!is_known && !hash_equal(&it->frontier.roots[i], &kept->roots[i])) {
            verify_touch(it, first, first + size);
            fault_add(it->faults, FAULT_IO, 0, 0, "one of the entries %llu to %llu was touched",
                      (unsigned long long)first, (unsigned long long)(first + size - 1));
        }
        first += size;
        rest -= size;
    }
}

// What was signed, before anything is read.
static void check_signature(Verifying *it)
{
    Slice body;
    const Head *head = &it->head.head;
    Checkpoint *signed_head = &it->signed_head;
    if (!note_open(head->checkpoint, it->key, &body, it->faults) ||
        !checkpoint_read(body, signed_head, it->faults))
        return;
    if (!slice_equal(signed_head->origin, slice_of(it->store->origin)))
        fault_add(it->faults, FAULT_IO, 0, 0, "the checkpoint is of another journal");
    // Of a store that is at work, or was killed at it, the last second may not be signed yet.
    if (signed_head->size > head->frontier.size)
        fault_add(it->faults, FAULT_IO, 0, 0,
                  "the head says %llu entries, the checkpoint was signed over %llu",
                  (unsigned long long)head->frontier.size, (unsigned long long)signed_head->size);
}

static void check_root(Verifying *it)
{
    const Head *head = &it->head.head;
    Hash root = frontier_root(&it->frontier);
    it->report->root = root;
    narrow_down(it);
    if (!hash_equal(&head->root, &root) || head->time_ms != it->time_ms)
        fault_add(it->faults, FAULT_IO, 0, 0,
                  "the head says another root or time than the entries");
}

// ---- The whole ----

static void free_key(void *key)
{
    note_key_free(key);
}

static bool prepare(Verifying *it)
{
    const char *verifier =
        it->options->verifier != NULL ? it->options->verifier : it->store->verifier;
    Slice body;
    it->key = note_key_read(slice_of(verifier), it->faults);
    if (it->key == NULL)
        return false;
    arena_defer(it->arena, free_key, it->key);
    it->has_kept = it->options->checkpoint.len > 0;
    return !it->has_kept || (note_open(it->options->checkpoint, it->key, &body, it->faults) &&
                             checkpoint_read(body, &it->kept, it->faults));
}

static bool read_head(Verifying *it)
{
    it->head = (HeadTaker){.arena = it->arena};
    Call calls[] = {{.sql = SQL_BEGIN_READ}, head_call(SQL_HEAD, &it->head)};
    if (!it->store->engine->run(it->connection, calls, 2, it->faults))
        return false;
    if (!it->head.is_there)
        return fault_add(it->faults, FAULT_IO, 0, 0, "the store has no head");
    if (it->has_kept && it->kept.size > it->head.head.frontier.size)
        return fault_add(it->faults, FAULT_IO, 0, 0,
                         "the journal has %llu entries, the checkpoint that was kept had %llu: "
                         "entries were taken away",
                         (unsigned long long)it->head.head.frontier.size,
                         (unsigned long long)it->kept.size);
    return true;
}

static bool check_journal(Verifying *it)
{
    it->views = views_new(it->arena, 0);
    if (!read_head(it))
        return false;
    check_signature(it);
    if (!verify_entries(it))
        return false;
    check_root(it);
    return arena_run(0, verify_views, it, it->faults);
}

static bool verify(Connection *connection, void *context, Faults *faults)
{
    Verifying *it = context;
    const Engine *engine = it->store->engine;
    it->connection = connection;
    (void)faults;
    if (!prepare(it))
        return false;
    it->report->is_begun = true;
    bool is_read = check_journal(it);
    // Last, for what an entry says of itself says more than that its page was touched.
    if (engine->inspect != NULL && verify_progress(it, "file", 0, 1))
        engine->inspect(connection, it->faults);
    if (!is_read)
        return false;
    Call end = {.sql = SQL_ROLLBACK};
    return engine->run(connection, &end, 1, it->faults) && it->faults->count == 0;
}

static bool verify_with_arena(Arena *arena, void *context)
{
    Verifying *it = context;
    it->arena = arena;
    return store_read(it->store, arena, verify, it, it->faults);
}

bool store_verify(Store *store, const VerifyOptions *options, VerifyReport *report, Faults *faults)
{
    Verifying it = {.store = store, .options = options, .report = report, .faults = faults};
    *report = (VerifyReport){0};
    return arena_run(0, verify_with_arena, &it, faults) && faults->count == 0;
}
