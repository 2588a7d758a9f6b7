// The store: an append-only journal, and the views that are derived from it.
//
//     store_write ─► [queue] ─► one transaction for all that wait ─► receipts
//                               (journal, tree, views)
//
// Every change is an entry of the journal; entries are leaves of a Merkle tree (RFC 9162) whose
// head is signed. Views (records, facets, counts, keys) follow from the entries and can be rebuilt.
// Two engines keep it: SQLite in a folder, PostgreSQL for many machines. docs/journal.md tells the
// format.
//
// A Store may be used from all threads at once. What is answered lies in the caller's arena.
// Answers of NULL or false come with a fault, unless it is said that they need not.
#pragma once

#include "store/entry.h"

typedef struct Store Store;
typedef struct Write Write;

// ---- Opening ----

typedef struct StoreOptions {
    const char *folder;   // the data folder: the key, and SQLite's file
    const char *postgres; // a connection string or URI; NULL: SQLite
    const char *origin; // names the journal in its checkpoints, as `window.example.org/journal`; of
                        // a new journal only. NULL: `madoguchi.local/` and eight random digits
    bool must_exist;    // a store that isn't there is a fault, not made
    bool is_read_only;  // never writes, not even a schema step
    unsigned readers_max; // connections for reading; 0: 8
    size_t body_max;      // bytes of one body; 0: 64 MiB
    // Called before writes that go together are looked at: false with a fault refuses them. May be
    // NULL.
    bool (*admit)(void *context, const Write *writes, size_t count, Faults *faults);
    // Called when entries are durable here, before their writers are answered, in the writer's
    // thread: waits until the standby has `size` entries. False: the writer gets a fault that says
    // so (the entries stay). May be NULL.
    bool (*confirm)(void *context, uint64_t size);
    void *confirm_context; // of both
} StoreOptions;

// Opens or makes the store, and brings an older schema up to date. NULL with faults.
Store *store_open(const StoreOptions *options, Faults *faults);
void store_close(Store *store); // when no other thread uses it any more; NULL is allowed

const char *store_origin(const Store *store);
const char *
store_verifier(const Store *store); // C2SP signed-note: name+id+key, for those who verify

// ---- Writing ----

#define VERSION_ANY UINT64_MAX // whatever the record's version is

// One change to one record. What has no bytes (`at` is NULL) stays as it was; S("") empties it.
struct Write {
    Slice actor;         // who did it: a person, an API key, `system`
    Slice owner;         // the organisation whose record it is
    Slice register_name; // the kind of record
    Slice record;        // its id within owner and register
    Slice action;        // the verb: create, update, state, comment, …
    uint64_t version;    // the version that the writer saw; 0: none yet; VERSION_ANY
    Slice deal, state;
    Slice content;               // business content, JSON; kept as it is
    Slice original;              // the bytes as they came
    Slice media_type, file_name; // of the original
    const Facet *facets;         // all that hold from now on; NULL: as before
    size_t facet_count;
    Slice key; // idempotency: the same key with the same write gives the same receipt
    // What was asked, as text, where the write follows from more than that (ids and numbers that
    // are new each time, states that have changed since): who asks the same again under the key
    // gets the first receipt. Empty: the writes themselves are what was asked.
    Slice question;
    // Erases what all entries of the record said up to now: bodies, facets, file names, keys. What
    // they were, when and by whom, stays. Alone in its call; content and facets must be unset.
    bool erases;
};

typedef struct Receipt {
    uint64_t index;   // of the entry
    uint64_t version; // of the record, after it
    int64_t time_ms;
    bool is_replay; // nothing was written: the key was known
} Receipt;

// Returns when the entry is durable. FAULT_CONFLICT with code
//   "version"  the record has another version (the text names it)
//   "key"      the key came before, with another write
//   "absent"   version N of a record that is not there
// FAULT_USAGE: a write that makes no sense. FAULT_IO: the store could not; where the text says
// that it is uncertain whether the entry was kept, the same write with its key may be sent again.
bool store_write(Store *store, const Write *write, Receipt *receipt, Faults *faults);

// Several that go together: all or none, at consecutive indexes. Only the first may have a key,
// which stands for all of them. Several may be for the same record.
bool store_write_all(Store *store, const Write *writes, size_t count, Receipt *receipts,
                     Faults *faults);

// The first entry that was written under a key of the owner's. *is_known: whether there is any.
// store_answers() tells whether the question was the same.
// That the entry is here does not say that the standby has it: store_confirm waits for that, as
// those who write do by themselves.
bool store_keyed(Store *store, Arena *arena, Slice owner, Slice key, Entry *entry, bool *is_known,
                 Faults *faults);
bool store_answers(Arena *arena, const Entry *entry, Slice question);
// False with a fault where the standby has not said that it has `size` entries.
bool store_confirm(Store *store, uint64_t size, Faults *faults);

// ---- Reading: records ----

typedef struct Record {
    Slice owner, register_name, id;
    uint64_t number;         // index of its first entry: the order in which records came
    uint64_t version, index; // index: of its last entry
    Slice state, deal;
    int64_t created_ms, changed_ms;
    const Facet *facets;
    size_t facet_count;
    Body content_body; // hash and size of the last content
    Slice content;     // where it was asked for
} Record;

// The record with its content. NULL without a fault where there is none.
const Record *store_record(Store *store, Arena *arena, Slice owner, Slice register_name, Slice id,
                           Faults *faults);

enum { LIST_MAX = 1000, REFERENCE_KINDS_MAX = 64 };

typedef struct Query {
    Slice owner, register_name, deal; // empty: all
    bool is_dossier;                  // the record whose id is that of its deal
    const Facet *facets;              // all of them hold; {"state", …} too
    size_t facet_count;
    bool oldest_first;
    uint64_t after; // the `next` of the page before; 0: from the beginning
    size_t limit;   // at most LIST_MAX; 0: 50
    bool with_content;
} Query;

typedef struct RecordList {
    const Record *at;
    size_t count;
    uint64_t next; // of the next page; 0: this was the last
} RecordList;

// Records by the order in which they came. A page costs the same wherever it lies.
bool store_list(Store *store, Arena *arena, const Query *query, RecordList *list, Faults *faults);
// `after` of a list that goes on behind this record: for who stops within a page.
uint64_t store_after(const Record *record);

#define REFERENCE_KEEPER S("@keeper")

// The next deal behind `after` (by its id; empty: from the first on) to which all references lead:
// each names or is named by a record in it. A record's own number, its reference `number`, leads
// under the name of its register; so do the facets of the deal's own record, under theirs, and who
// owns it (REFERENCE_KEEPER). Unlike
// lists by facets, what was written last is found, and nothing is brought up to date for it.
// Empty where there is none.
bool store_next_deal(Store *store, Arena *arena, const Facet *references, size_t count, Slice after,
                     Slice *deal, Faults *faults);
// Which of the references lead anywhere, each by itself.
bool store_references_lead(Store *store, Arena *arena, const Facet *references, size_t count,
                           bool *leads, Faults *faults);
// The registers of the owner's records in that deal from which the reference leads there.
bool store_reference_kinds(Store *store, Arena *arena, const Facet *reference, Slice deal,
                           Slice owner, const Slice **kinds, size_t *count, Faults *faults);

typedef struct Count {
    Slice name, value; // of the facet
    uint64_t count;
} Count;

// How many records have each value of a facet (empty name: of every facet), by name and value.
// Owner empty: of all owners.
bool store_counts(Store *store, Arena *arena, Slice owner, Slice register_name, Slice facet,
                  const Count **counts, size_t *count, Faults *faults);

// What is kept of an owner: records that were not erased, and the bytes of their contents and
// originals in all versions and of files attached to them, as they lie in the store (compressed).
// What the window itself keeps beside them does not count.
typedef struct Usage {
    uint64_t records, bytes;
} Usage;

// Looks at every entry of the owner: for now and then.
bool store_usage(Store *store, Arena *arena, Slice owner, Usage *usage, Faults *faults);

// What the records of one owner add up to under a value.
typedef struct Amount {
    Slice owner, value; // until the sink returns
    int64_t sum;
} Amount;

typedef bool AmountSink(void *context, const Amount *amount); // false ends the reading

// The sums of an amount's name that changed since `*seen` (0: all of them), and sets `*seen` to
// what they have seen: asked again with it, what is new comes. Sums that came to nothing come as 0.
bool store_amounts(Store *store, Arena *scratch, Slice register_name, Slice name, uint64_t *seen,
                   AmountSink *sink, void *context, Faults *faults);

// ---- Reading: the journal ----

typedef struct EntryQuery {
    Slice owner, register_name, record; // all three: the history of one record
    Slice deal;                         // of one deal; with an owner, what is his in it
    uint64_t from;                      // the first index
    bool newest_first;                  // then `from` is the last index; UINT64_MAX: the newest
    size_t limit;                       // at most LIST_MAX; 0: 50
} EntryQuery;

bool store_entries(Store *store, Arena *arena, const EntryQuery *query, const Entry **entries,
                   size_t *count, Faults *faults);

// NULL without a fault where the index is not written yet.
const Entry *store_entry(Store *store, Arena *arena, uint64_t index, Faults *faults);
// Its texts, as they are hashed. False without a fault where the index is not written yet.
bool store_entry_texts(Store *store, Arena *arena, uint64_t index, Slice *leaf, Slice *slip,
                       Faults *faults);

typedef enum BodyKind { BODY_CONTENT, BODY_ORIGINAL } BodyKind;

// A body of an entry, measured against its hash. False without a fault where the entry has none, or
// has it no more.
bool store_body(Store *store, Arena *arena, uint64_t index, BodyKind kind, Slice *bytes,
                Faults *faults);

typedef struct TreeHead {
    uint64_t size;
    Hash root;
    int64_t time_ms;  // of the last entry
    Slice checkpoint; // signed note
} TreeHead;

bool store_head(Store *store, Arena *arena, TreeHead *head, Faults *faults);
// `size` 0: the present one. False with FAULT_USAGE where index or size are not in the tree.
bool store_inclusion(Store *store, uint64_t index, uint64_t size, Proof *proof, Faults *faults);
bool store_consistency(Store *store, uint64_t from, uint64_t size, Proof *proof, Faults *faults);
// The root of the first `size` entries. False with FAULT_USAGE where there are not so many.
bool store_root(Store *store, uint64_t size, Hash *root, Faults *faults);

// What C2SP tlog-tiles serves under a path: `checkpoint`, `tile/0/x001/234`, `tile/1/000.p/7`,
// `tile/entries/000.p/3`. False without a fault where there is nothing of that name.
bool store_tile_file(Store *store, Arena *arena, Slice path, Slice *bytes, Faults *faults);

// Whether the store can be used: reads a row and, where the last write failed for the store's sake,
// writes one, which is no entry. It may take as long as the database is away.
bool store_look(Store *store, Faults *faults);

// Waits until the journal has more than `size` entries, at most `timeout_ms`. Answers its size.
uint64_t store_wait(Store *store, uint64_t size, unsigned timeout_ms);

// Grows with each entry of that owner that is written through this Store; what another process
// writes does not make it grow. From any thread, at no cost.
uint64_t store_changes(Store *store, Slice owner);

// Grows with each entry of a deal's own record that is written through this Store, and so whenever
// somebody comes to have a part in a deal, or has it no more. As store_changes().
uint64_t store_deal_changes(Store *store);

// ---- A standby ----

// Entries from index `from` on with their bodies, and a checkpoint over them all, as one package of
// about `bytes_max` (0: 4 MiB) bytes. Empty where there is nothing new.
bool store_ship(Store *store, Arena *arena, uint64_t from, size_t bytes_max, Slice *package,
                Faults *faults);
// Takes a package that continues this journal: hashes, root and signature are checked first, then
// all of it is kept, or nothing. `size` is then that of the journal; entries that are here already
// are passed over. The standby has the same key as the journal it follows.
bool store_apply(Store *store, Slice package, uint64_t *size, Faults *faults);

// ---- Care ----

// Called now and then with what is done of what there is; false stops the work. May be NULL.
typedef bool StoreProgress(void *context, const char *step, uint64_t done, uint64_t total);

// Empties the views and makes them anew from the journal, in one transaction.
bool store_rebuild(Store *store, StoreProgress *progress, void *context, Faults *faults);
