// SPDX-License-Identifier: Apache-2.0
// What becomes of a request: its entries, an earlier receipt, or a conflict. In memory alone: the
// batch has loaded all that is looked at here.

#include "store/batch.h"

#include "base/calendar.h"
#include "store/queue.h"

void decide_ask(Batch *batch, const Request *request)
{
    for (size_t i = 0; i < request->count; i++) {
        const Write *write = request->drafts[i].write;
        views_slot(&batch->views, write->owner, write->register_name, write->record);
        if (write->key.len > 0)
            views_key(&batch->views, write->owner, write->key);
    }
}

// ---- A key that came before ----

typedef struct Replay {
    Batch *batch;
    Receipt *receipts;
    uint64_t first;
    size_t count;
} Replay;

static bool take_receipt(void *context, const Value *row, Faults *faults)
{
    Replay *it = context;
    Entry entry = {0};
    if (!leaf_read(it->batch->arena, arena_copy(it->batch->arena, row[1].bytes), &entry, faults))
        return false;
    if (entry.index - it->first < it->count)
        it->receipts[entry.index - it->first] =
            (Receipt){entry.index, entry.version, entry.time_ms, true};
    return true;
}

static bool repeat_receipts(Batch *batch, const KeySlot *key, Request *request)
{
    Replay replay = {batch, request->receipts, key->index, request->count};
    uint64_t written = batch->taker.head.frontier.size;
    for (size_t i = 0; i < request->count && key->index >= written; i++) {
        const Entry *entry = &batch->additions[key->index - written + i].entry;
        request->receipts[i] = (Receipt){entry->index, entry->version, entry->time_ms, true};
    }
    if (key->index >= written)
        return true;
    Call call = {.sql = SQL_LEAVES, .count = 2, .row = take_receipt, .context = &replay};
    call.values[0] = value_integer(key->index);
    call.values[1] = value_integer(key->index + request->count);
    return batch->store->engine->run(batch->connection, &call, 1, batch->faults);
}

static bool answer_key(Batch *batch, const KeySlot *key, Request *request)
{
    const Entry *entry = &key->entry;
    if (key->count == request->count && store_answers(batch->arena, entry, request->question)) {
        request->is_good = true;
        return repeat_receipts(batch, key, request);
    }
    fault_add_code(
        request->faults, FAULT_CONFLICT, "key", 0, 0,
        "the key %.*s came before with another write, which is entry %llu: take a new key",
        (int)key->key.len, key->key.at, (unsigned long long)key->index);
    return true;
}

// ---- Versions ----

static bool version_fits(const Slot *slot, const Write *write, Faults *faults)
{
    uint64_t present = slot->is_there ? slot->is.version : 0;
    if (write->version == VERSION_ANY || write->version == present)
        return true;
    if (!slot->is_there)
        return fault_add_code(faults, FAULT_CONFLICT, "absent", 0, 0,
                              "the record %.*s is not there; version %llu of it was expected",
                              (int)write->record.len, write->record.at,
                              (unsigned long long)write->version);
    return fault_add_code(faults, FAULT_CONFLICT, "version", 0, 0,
                          "the record %.*s has version %llu, not %llu: read it again",
                          (int)write->record.len, write->record.at, (unsigned long long)present,
                          (unsigned long long)write->version);
}

// ---- Entries ----

static int64_t time_now(const Batch *batch)
{
    int64_t ms = moment_now();
    // A clock that was set back does not set the journal back.
    return ms > batch->head.time_ms ? ms : batch->head.time_ms;
}

static Addition finish_draft(Batch *batch, const Draft *draft, const Slot *slot)
{
    Addition addition = {.entry = draft->entry,
                         .slip = draft->slip,
                         .content = draft->content,
                         .original = draft->original};
    Entry *entry = &addition.entry;
    const Write *write = draft->write;
    entry->index = batch->taker.head.frontier.size + batch->addition_count;
    entry->time_ms = time_now(batch);
    entry->version = (slot->is_there ? slot->is.version : 0) + 1;
    entry->state_before = slot->is_there ? slot->is.state : (Slice){0};
    entry->state = write->state.at != NULL ? write->state : entry->state_before;
    entry->deal = write->deal.at != NULL ? write->deal
                  : slot->is_there       ? slot->is.deal
                                         : (Slice){0};
    addition.leaf = leaf_write(batch->arena, entry);
    return addition;
}

static Slot *slot_of(Batch *batch, const Write *write)
{
    return views_slot(&batch->views, write->owner, write->register_name, write->record);
}

// Several writes may be for one record: versions are counted along before anything is added.
static bool all_fit(Batch *batch, Request *request)
{
    Slot *kept = arena_array(batch->arena, Slot, request->count);
    bool fits = true;
    size_t i = 0;
    for (; i < request->count && fits; i++) {
        Slot *slot = slot_of(batch, request->drafts[i].write);
        kept[i] = *slot;
        fits = version_fits(slot, request->drafts[i].write, request->faults);
        slot->is.version = slot->is_there ? slot->is.version + 1 : 1;
        slot->is_there = true;
    }
    while (i-- > 0)
        *slot_of(batch, request->drafts[i].write) = kept[i];
    return fits;
}

bool decide(Batch *batch, Request *request)
{
    const Write *first = request->drafts[0].write;
    request->is_good = false;
    if (!standing_allows(batch, first, request->faults))
        return true;
    if (first->key.len > 0) {
        const KeySlot *key = views_key(&batch->views, first->owner, first->key);
        if (key->is_there)
            return answer_key(batch, key, request);
    }
    if (!all_fit(batch, request))
        return true;
    request->is_good = true;
    for (size_t i = 0; i < request->count; i++) {
        const Draft *draft = &request->drafts[i];
        Addition addition = finish_draft(batch, draft, slot_of(batch, draft->write));
        batch_add(batch, &addition);
        request->receipts[i] =
            (Receipt){addition.entry.index, addition.entry.version, addition.entry.time_ms, false};
    }
    return true;
}
