// A batch: what one transaction adds to the journal, and what becomes of the records by it.
//
//     batch_new ─► views_slot, views_key     what will be looked at
//     batch_load                             one round trip: the head is locked
//     batch_add …                            in memory: entries change the views
//     batch_put_… ─► batch_run               one round trip: everything is written
//
// Writers, a standby and a rebuild all go this way, so that views can only follow from entries in
// one. Lives in an arena; one thread.
#pragma once

#include "store/internal.h"
#include "store/views.h"

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
    Views views;
    const Slice *standing; // as the settings say it (standing.c)
    Addition *additions;
    size_t addition_count, room;
    Call *calls;
    size_t call_count, call_room;
} Batch;

// `room`: how many entries it may get.
Batch *batch_new(Store *store, Connection *connection, Arena *arena, size_t room, Faults *faults);
// Begins the transaction, locks the head, and fills the views' slots that are named.
bool batch_load(Batch *batch);
// Fills the slots within a transaction that is under way.
bool batch_look_up(Batch *batch);

// Applies an entry to its slots. The texts must live as long as the batch.
void batch_add(Batch *batch, const Addition *addition);

// Tells those who wait, and those who remember, that it is durable.
void batch_tell(const Batch *batch);

bool batch_erases(const Batch *batch); // whether one of its entries does

// What is to be written, in this order.
void batch_put_entry(Batch *batch, const Addition *addition);
bool batch_put_effects(Batch *batch, const Addition *addition); // key, erasure
bool batch_put_tiles(Batch *batch);     // of all additions; moves the head on
bool batch_put_additions(Batch *batch); // the three of them for all
void batch_put_records(Batch *batch);
void batch_put_head(Batch *batch, Slice checkpoint, const Hash *root);
bool batch_run(Batch *batch);

Call *batch_call(Batch *batch, StatementId sql, unsigned count);

// ---- Whether the store may write at all (standing.c) ----

void standing_call(Batch *batch); // has it read
// False with a fault where it follows another, or was fenced.
bool standing_allows(const Batch *batch, const Write *write, Faults *faults);
