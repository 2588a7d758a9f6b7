// What the files of this room share and nobody else sees.
#pragma once

#include "store/engine.h"
#include "store/note.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
    READERS_MAX = 64,
    READERS_DEFAULT = 8,
    PRESSES_MAX = 8, // contexts of compression that are kept while idle, each way
    BODY_MAX_DEFAULT = 64 << 20,
    BATCH_WRITES_MAX = 2 * GROUP_MAX, // that one transaction takes
    BATCH_BYTES_MAX = 32 << 20,
    QUERY_FACETS_MAX = 4, // filters of one list
};

// The leaf hashes of the last, incomplete tile: valid while the journal has `size` entries.
typedef struct Tail {
    uint64_t size;
    Hash leaves[TILE_WIDTH];
} Tail;

// Contexts of zstd's, of one kind (body.c).
typedef struct Presses {
    void *at[PRESSES_MAX];
    unsigned count;
} Presses;

typedef struct Request Request;

enum { CHANGES = 64 }; // counters that owners share

struct Store {
    atomic_ullong changes[CHANGES], deal_changes;
    const Engine *engine;
    Place place;
    char *folder, *postgres; // owned copies
    NoteKey *key;
    bool may_sign; // the key is the journal's own
    char origin[NOTE_NAME_MAX + 1], verifier[NOTE_NAME_MAX + 80];
    size_t body_max;
    bool (*admit)(void *context, const Write *writes, size_t count, Faults *faults);
    bool (*confirm)(void *context, uint64_t size);
    void *confirm_context;

    pthread_mutex_t queue_lock; // guards the next four
    Request *first, *last;
    bool has_leader;
    unsigned carers; // who wait to lead for other reasons than to write: they come before the queue
    pthread_cond_t carer_next;
    Connection *writer; // the leader's alone, and so are the next two
    Tail tail;
    int64_t signed_ms; // when the head was signed last

    pthread_mutex_t pool_lock; // guards the next three
    pthread_cond_t pool_free;
    Connection *idle[READERS_MAX];
    unsigned idle_count, open_count, readers_max;

    pthread_mutex_t press_lock; // guards the next two
    Presses presses, unpresses;

    pthread_mutex_t size_lock; // guards the size that waiters have been told
    pthread_cond_t grown;
    uint64_t size;
};

// ---- The head (head.c) ----

typedef struct Head {
    Frontier frontier;
    Hash root;
    int64_t time_ms;
    Slice checkpoint;
    uint64_t shown; // the facets' tables have the entries before it
} Head;

// A call that reads the head (SQL_HEAD or SQL_HEAD_LOCK) into `take`.
typedef struct HeadTaker {
    Arena *arena;
    Head head;
    bool is_there;
} HeadTaker;

Call head_call(StatementId sql, HeadTaker *taker);
Slice frontier_bytes(const Frontier *frontier);
Slice head_sign(Store *store, Arena *arena, uint64_t size, const Hash *root);
// Signs what was written since the head was signed last, and keeps that.
bool head_settle(Store *store, Faults *faults);
void store_tell_size(Store *store, uint64_t size); // wakes who waits for it

// Writes a private key's text to a new file. (store.c)
bool key_save(const char *path, Slice text, Faults *faults);

// ---- Connections for reading (pool.c) ----

typedef bool ReadWork(Connection *connection, void *context, Faults *faults);

// Runs `work` with a connection. What `work` takes of `arena` may fail: the connection comes back
// whole. Where the connection was lost, the work is done once more with a new one.
bool store_read(Store *store, Arena *arena, ReadWork *work, void *context, Faults *faults);
void pool_close(Store *store);

// Runs the calls within store_read().
bool store_ask(Store *store, Arena *arena, const Call *calls, size_t count, Faults *faults);

// ---- Who writes (queue.c) ----

// Runs `work` as the one writer of this process, with the queue standing still.
bool store_lead(Store *store, bool work(Store *store, void *context, Faults *faults), void *context,
                Faults *faults);
// After a failure: makes the writer's connection usable again. False with a fault.
bool writer_mend(Store *store, Faults *faults);

// ---- Bodies (body.c) ----

Slice body_press(Store *store, Arena *arena, Slice bytes);
void presses_free(Store *store);
// False with a fault where the frame is broken, or does not hold what `body` says. `store` keeps
// what is needed for it until the next time; NULL: nobody does.
bool body_unpress(Store *store, Arena *arena, Slice pressed, const Body *body, Slice *bytes,
                  Faults *faults);

// ---- Nodes of the tree (tiles.c) ----

typedef struct NodeSource {
    Store *store;
    Connection *connection;
    Arena *arena;
    uint64_t size;
    // the tile that was read last: neighbours are asked for one after the other
    bool has_tile;
    unsigned level, width;
    uint64_t number;
    Hash hashes[TILE_WIDTH];
} NodeSource;

NodeReader node_read; // context: NodeSource
// The hashes of a tile, as many as there are below `source->size`.
bool tile_load(NodeSource *source, unsigned level, uint64_t number, Faults *faults);
Hash tile_root(const Hash hashes[TILE_WIDTH]);
// As C2SP tlog-tiles names it; `kind` is a level or `entries`. (copy.c)
Slice tile_path(Arena *arena, const char *kind, uint64_t number, unsigned width);

// ---- Pages (list.c) ----

// How many a page has for whom asks for at most `limit`.
size_t page_size(size_t limit);

// ---- Rows (rows.c) ----

// A record from the columns of RECORD_COLUMNS; its texts are copied.
bool record_take(Arena *arena, const Value *row, Record *record, uint64_t *content_index,
                 Faults *faults);
Slice value_copy(Arena *arena, const Value *value); // {0} for NULL
// An entry from idx, leaf and slip (which may be NULL).
bool entry_take(Arena *arena, const Value *row, Entry *entry, Faults *faults);
