// SPDX-License-Identifier: Apache-2.0
// Batches: entries in, calls out.
//
// Nothing is written before everything is decided, so that a write that is refused leaves no trace
// and needs no savepoint.

#include "store/batch.h"

#include "store/facets.h"
#include "store/references.h"

enum { CALLS_AT_FIRST = 32 }; // a document that comes alone makes some twenty

Batch *batch_new(Store *store, Connection *connection, Arena *arena, size_t room, Faults *faults)
{
    Batch *it = arena_array(arena, Batch, 1);
    *it = (Batch){.store = store, .connection = connection, .arena = arena, .faults = faults};
    it->taker.arena = arena;
    it->room = room;
    it->views = views_new(arena, room);
    it->additions = arena_array(arena, Addition, room);
    return it;
}

// ---- Calls ----

Call *batch_call(Batch *batch, StatementId sql, unsigned count)
{
    if (batch->call_count == batch->call_room) {
        size_t room = batch->call_room > 0 ? 2 * batch->call_room : CALLS_AT_FIRST;
        batch->calls = arena_resize(batch->arena, batch->calls, batch->call_room * sizeof(Call),
                                    room * sizeof(Call));
        batch->call_room = room;
    }
    Call *call = &batch->calls[batch->call_count++];
    call->sql = sql;
    call->text = NULL;
    call->count = count;
    call->row = NULL;
    return call;
}

bool batch_run(Batch *batch)
{
    size_t count = batch->call_count;
    batch->call_count = 0;
    return batch->store->engine->run(batch->connection, batch->calls, count, batch->faults);
}

// ---- Loading ----

typedef struct Loading {
    Batch *batch;
    Slot *slot;
    KeySlot *key;
} Loading;

static bool take_slot(void *context, const Value *row, Faults *faults)
{
    Slot *slot = ((Loading *)context)->slot;
    slot->was_there = slot->is_there = true;
    if (!record_take(((Loading *)context)->batch->arena, row, &slot->was, &slot->content_index,
                     faults))
        return false;
    slot->is = slot->was;
    return true;
}

static bool take_key(void *context, const Value *row, Faults *faults)
{
    KeySlot *key = ((Loading *)context)->key;
    key->is_there = true;
    key->index = (uint64_t)row[0].number;
    key->count = (unsigned)row[1].number;
    Value entry[] = {row[0], row[2], row[3]};
    return entry_take(((Loading *)context)->batch->arena, entry, &key->entry, faults);
}

static void call_loading(Batch *batch, StatementId sql, Slot *slot, KeySlot *key)
{
    Loading *loading = arena_array(batch->arena, Loading, 1);
    *loading = (Loading){batch, slot, key};
    Call *call = batch_call(batch, sql, slot != NULL ? 3 : 2);
    call->row = slot != NULL ? take_slot : take_key;
    call->context = loading;
    call->values[0] = value_text(slot != NULL ? slot->owner : key->owner);
    call->values[1] = value_text(slot != NULL ? slot->register_name : key->key);
    if (slot != NULL)
        call->values[2] = value_text(slot->id);
}

static void call_look_ups(Batch *batch)
{
    for (size_t i = 0; i < views_slot_count(&batch->views); i++)
        call_loading(batch, SQL_RECORD, batch->views.slots[i], NULL);
    for (size_t i = 0; i < views_key_count(&batch->views); i++)
        call_loading(batch, SQL_KEY, NULL, batch->views.keys[i]);
}

bool batch_look_up(Batch *batch)
{
    call_look_ups(batch);
    return batch_run(batch);
}

bool batch_load(Batch *batch)
{
    batch_call(batch, SQL_BEGIN, 0);
    *batch_call(batch, SQL_HEAD_LOCK, 0) = head_call(SQL_HEAD_LOCK, &batch->taker);
    standing_call(batch);
    call_look_ups(batch);
    if (!batch_run(batch))
        return false;
    if (!batch->taker.is_there)
        return fault_add(batch->faults, FAULT_IO, 0, 0, "the store has no head: it is damaged");
    batch->head = batch->taker.head;
    return true;
}

void batch_add(Batch *batch, const Addition *addition)
{
    batch->additions[batch->addition_count++] = *addition;
    views_apply(&batch->views, &addition->entry);
    batch->head.time_ms = addition->entry.time_ms;
}

static atomic_ullong *changes_of(Store *store, Slice owner)
{
    return &store->changes[slice_hash(owner) % CHANGES];
}

void batch_tell(const Batch *batch)
{
    for (size_t i = 0; i < batch->addition_count; i++) {
        const Entry *entry = &batch->additions[i].entry;
        atomic_fetch_add(changes_of(batch->store, entry->owner), 1);
        if (slice_equal(entry->record, entry->deal))
            atomic_fetch_add(&batch->store->deal_changes, 1);
    }
    store_tell_size(batch->store, batch->head.frontier.size);
}

uint64_t store_changes(Store *store, Slice owner)
{
    return atomic_load(changes_of(store, owner));
}

uint64_t store_deal_changes(Store *store)
{
    return atomic_load(&store->deal_changes);
}

bool batch_erases(const Batch *batch)
{
    for (size_t i = 0; i < batch->addition_count; i++)
        if (batch->additions[i].entry.erases)
            return true;
    return false;
}

// ---- The journal ----

void batch_put_entry(Batch *batch, const Addition *addition)
{
    const Entry *entry = &addition->entry;
    Hash hash = hash_leaf(addition->leaf);
    Call *call = batch_call(batch, SQL_ENTRY_PUT, 10);
    call->values[0] = value_integer(entry->index);
    call->values[1] = value_text(entry->owner);
    call->values[2] = value_text(entry->register_name);
    call->values[3] = value_text(entry->record);
    call->values[4] = value_text(entry->deal);
    call->values[5] = value_bytes(addition->leaf);
    call->values[6] = value_bytes(arena_copy(batch->arena, hash_slice(&hash)));
    call->values[7] = value_bytes(addition->slip);
    call->values[8] = value_bytes(addition->content);
    call->values[9] = value_bytes(addition->original);
}

static void drop_key(Batch *batch, Slice owner, Slice key)
{
    Call *call = batch_call(batch, SQL_KEY_DROP, 2);
    call->values[0] = value_text(owner);
    call->values[1] = value_text(key);
}

static bool drop_key_of_row(void *context, const Value *row, Faults *faults)
{
    Batch *batch = context;
    Entry entry;
    if (!entry_take(batch->arena, row, &entry, faults))
        return false;
    if (entry.key.len > 0)
        drop_key(batch, entry.owner, entry.key);
    return true;
}

// Keys were said on the slips that go; those of this very batch are in no table yet.
static bool put_erasure(Batch *batch, const Entry *entry)
{
    Call call = {.sql = SQL_HISTORY, .count = 5, .row = drop_key_of_row, .context = batch};
    call.values[0] = value_text(entry->owner);
    call.values[1] = value_text(entry->register_name);
    call.values[2] = value_text(entry->record);
    call.values[3] = value_integer(0);
    call.values[4] = value_integer(INT64_MAX);
    if (!batch->store->engine->run(batch->connection, &call, 1, batch->faults))
        return false;
    for (size_t i = 0; i < batch->addition_count; i++) {
        const Entry *other = &batch->additions[i].entry;
        if (other->index < entry->index && other->key.len > 0 &&
            slice_equal(other->owner, entry->owner) &&
            slice_equal(other->register_name, entry->register_name) &&
            slice_equal(other->record, entry->record))
            drop_key(batch, other->owner, other->key);
    }
    Call *erase = batch_call(batch, SQL_ENTRIES_ERASE, 4);
    for (int i = 0; i < 3; i++)
        erase->values[i] = call.values[i];
    erase->values[3] = value_integer(entry->index);
    return true;
}

bool batch_put_effects(Batch *batch, const Addition *addition)
{
    const Entry *entry = &addition->entry;
    if (entry->erases && !put_erasure(batch, entry))
        return false;
    if (entry->key.len == 0)
        return true;
    Call *call = batch_call(batch, SQL_KEY_PUT, 4);
    call->values[0] = value_text(entry->owner);
    call->values[1] = value_text(entry->key);
    call->values[2] = value_integer(entry->index);
    call->values[3] = value_integer(entry->group);
    return true;
}

void batch_put_head(Batch *batch, Slice checkpoint, const Hash *root)
{
    // The calls run before the batch goes, but after this function: they point into the batch.
    batch->head.root = *root;
    Call *call = batch_call(batch, SQL_HEAD_PUT, 5);
    call->values[0] = value_integer(batch->head.frontier.size);
    call->values[1] = value_bytes(hash_slice(&batch->head.root));
    call->values[2] = value_bytes(frontier_bytes(&batch->head.frontier));
    call->values[3] = value_integer((uint64_t)batch->head.time_ms);
    call->values[4] = value_text(checkpoint);
}

// ---- Tiles ----

static void put_tile(Batch *batch, unsigned level, uint64_t number, const Hash *hashes,
                     const Hash *root)
{
    Call *call = batch_call(batch, SQL_TILE_PUT, 4);
    call->values[0] = value_integer(level);
    call->values[1] = value_integer(number);
    call->values[2] = value_bytes(arena_copy(batch->arena, hash_slice(root)));
    call->values[3] = value_bytes(
        arena_copy(batch->arena, (Slice){(const char *)hashes, TILE_WIDTH * HASH_SIZE}));
}

// A tile is complete: so may be the one above that has it for its last hash.
static bool put_tiles_above(Batch *batch, uint64_t number, Hash root)
{
    for (unsigned level = 1; (number + 1) % TILE_WIDTH == 0; level++) {
        NodeSource source = {batch->store, batch->connection, batch->arena, .size = 0};
        number /= TILE_WIDTH;
        // The last of its roots is still among the calls: what is written so far is run first.
        if (!batch_run(batch))
            return false;
        source.size = batch->head.frontier.size;
        if (!tile_load(&source, level, number, batch->faults))
            return false;
        root = tile_root(source.hashes);
        put_tile(batch, level, number, source.hashes, &root);
    }
    return true;
}

// The leaves of the incomplete tile are kept from commit to commit; others may have written
// between.
static bool load_tail(Batch *batch)
{
    Tail *tail = &batch->store->tail;
    uint64_t size = batch->head.frontier.size;
    if (tail->size == size)
        return true;
    NodeSource source = {batch->store, batch->connection, batch->arena, .size = size};
    tail->size = UINT64_MAX;
    if (size % TILE_WIDTH != 0 && !tile_load(&source, 0, size / TILE_WIDTH, batch->faults))
        return false;
    memcpy(tail->leaves, source.hashes, sizeof tail->leaves);
    tail->size = size;
    return true;
}

bool batch_put_tiles(Batch *batch)
{
    Tail *tail = &batch->store->tail;
    if (!load_tail(batch))
        return false;
    // Until the commit has succeeded nothing is known of the tail.
    uint64_t size = tail->size;
    tail->size = UINT64_MAX;
    for (size_t i = 0; i < batch->addition_count; i++) {
        Hash leaf = hash_leaf(batch->additions[i].leaf);
        frontier_add(&batch->head.frontier, &leaf);
        tail->leaves[size++ % TILE_WIDTH] = leaf;
        if (size % TILE_WIDTH != 0)
            continue;
        Hash root = tile_root(tail->leaves);
        put_tile(batch, 0, size / TILE_WIDTH - 1, tail->leaves, &root);
        if (!put_tiles_above(batch, size / TILE_WIDTH - 1, root))
            return false;
    }
    return true;
}

bool batch_put_additions(Batch *batch)
{
    for (size_t i = 0; i < batch->addition_count; i++) {
        batch_put_entry(batch, &batch->additions[i]);
        if (!batch_put_effects(batch, &batch->additions[i]))
            return false;
    }
    return batch_put_tiles(batch);
}

// ---- Records ----

static void set_record_values(const Slot *slot, Value *values, bool is_new)
{
    const Record *record = &slot->is;
    const Body *content = &record->content_body;
    Value *at = values;
    if (is_new)
        *at++ = value_integer(record->number);
    *at++ = value_integer(record->version);
    *at++ = value_text(record->state);
    *at++ = value_text(record->deal);
    *at++ = value_integer(record->index);
    if (is_new)
        *at++ = value_integer((uint64_t)record->created_ms);
    *at++ = value_integer((uint64_t)record->changed_ms);
    *at++ = content->is_there ? value_integer(slot->content_index) : (Value){0};
    *at++ = content->is_there ? value_bytes(hash_slice(&content->hash)) : (Value){0};
    *at++ = content->is_there ? value_integer(content->size) : (Value){0};
}

static void put_record(Batch *batch, const Slot *slot)
{
    Slice facets = facets_write(batch->arena, slot->is.facets, slot->is.facet_count);
    bool is_new = !slot->was_there;
    Call *call = batch_call(batch, is_new ? SQL_RECORD_PUT : SQL_RECORD_SET, is_new ? 15 : 12);
    Value *names = is_new ? call->values : call->values + 9;
    names[0] = value_text(slot->owner);
    names[1] = value_text(slot->register_name);
    names[2] = value_text(slot->id);
    set_record_values(slot, is_new ? call->values + 3 : call->values, is_new);
    call->values[is_new ? 13 : 8] = value_text(facets);
    // Written once: most records are shown as they came.
    if (is_new)
        call->values[14] = value_text(facets_shown(batch->arena, &slot->is));
}

void batch_put_records(Batch *batch)
{
    for (size_t i = 0; i < views_slot_count(&batch->views); i++)
        if (batch->views.slots[i]->is_touched) {
            put_record(batch, batch->views.slots[i]);
            references_put(batch, batch->views.slots[i]);
        }
}
