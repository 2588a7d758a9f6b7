// A batch: what one transaction adds to the journal, and what becomes of the views by it.
//
//     batch_begin ─► batch_record, batch_key ─► batch_load ─► batch_add … ─► batch_calls … ─►
//     batch_run (what will be looked at)     (one round trip)      (in memory)      (one round
//     trip)
//
// Writers, a standby and a rebuild all go this way, so that views can only follow from entries in
// one. Lives in an arena; one thread.
#pragma once

#include "base/table.h"
#include "store/internal.h"

// A record as it was loaded, and as the entries leave it.
typedef struct Slot {
    Slice owner, register_name, id;
    bool was_there, is_there;
    Record was, is;
    uint64_t content_index; // of `is`: the entry that has its content
    bool is_touched;
} Slot;

typedef struct KeySlot {
    Slice owner, key;
    bool is_there;
    uint64_t index;
    unsigned count;
    Entry entry; // the first of the group, with its slip unless that was erased
} KeySlot;

// An entry with its texts and pressed bodies. Slices without bytes (`at` NULL) are not there.
typedef struct Addition {
    Entry entry;
    Slice leaf, slip, content, original;
} Addition;

typedef struct Batch {
    Store *store;
    Connection *connection;
    Arena *arena;
    Faults *faults;
    HeadTaker taker;
    Head head; // as it will be
    Table *slot_names, *key_names;
    Slot **slots;
    KeySlot **keys;
    Addition *additions;
    size_t addition_count, room; // of additions, slots and keys
    Table *tally_names;
    int64_t *tallies;
    size_t tally_room;
    Call *calls;
    size_t call_count, call_room;
} Batch;

// `room`: how many entries it may get.
Batch *batch_new(Store *store, Connection *connection, Arena *arena, size_t room, Faults *faults);
// The slots of what will be looked at; the same for the same names.
Slot *batch_record(Batch *batch, Slice owner, Slice register_name, Slice id);
KeySlot *batch_key(Batch *batch, Slice owner, Slice key);
// Begins the transaction, locks the head, and fills the slots.
bool batch_load(Batch *batch);

// Applies an entry to its slots. The texts must live as long as the batch.
void batch_add(Batch *batch, const Addition *addition);

// What is to be written, in this order.
void batch_put_entry(Batch *batch, const Addition *addition);
bool batch_put_effects(Batch *batch, const Addition *addition); // key, erasure
bool batch_put_tiles(Batch *batch); // of all additions; moves the head on
void batch_put_views(Batch *batch);
void batch_put_head(Batch *batch, Slice checkpoint, const Hash *root);
bool batch_run(Batch *batch);

Call *batch_call(Batch *batch, StatementId sql, unsigned count);
