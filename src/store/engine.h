// What the store needs of a database: connections that run prepared statements, many at a time.
//
// Everything above is written once; an engine only moves rows. The texts of the statements are the
// same for both wherever their dialects agree (statements.c).
#pragma once

#include "base/arena.h"

typedef enum ValueKind {
    VALUE_NULL,
    VALUE_INTEGER,
    VALUE_TEXT,
    VALUE_BYTES,
} ValueKind;

typedef struct Value {
    ValueKind kind;
    int64_t number;
    Slice bytes;
} Value;

static inline Value value_integer(uint64_t number)
{
    return (Value){VALUE_INTEGER, (int64_t)number, {0}};
}

static inline Value value_text(Slice text)
{
    return (Value){VALUE_TEXT, 0, text};
}

// NULL where there are no bytes.
static inline Value value_bytes(Slice bytes)
{
    return (Value){bytes.at != NULL ? VALUE_BYTES : VALUE_NULL, 0, bytes};
}

typedef enum StatementId {
    SQL_BEGIN, // to write: no one else does until COMMIT
    SQL_BEGIN_READ,
    SQL_COMMIT,
    SQL_ROLLBACK,
    SQL_SETTING,
    SQL_SETTING_PUT,
    SQL_SETTING_SET,
    SQL_HEAD,
    SQL_HEAD_LOCK, // the head, and every other writer waits
    SQL_HEAD_PUT,
    SQL_HEAD_NEW,
    SQL_HEAD_SHOWN,
    SQL_HEAD_SIGNED,
    SQL_RECORD,
    SQL_RECORD_WHOLE, // with its names
    SQL_RECORD_PUT,
    SQL_RECORD_SET,
    SQL_CHANGED, // the records that entries are of, whole where an entry is their first
    SQL_SHOWN,
    SQL_SHOWN_SET,
    SQL_KEY,
    SQL_KEY_PUT,
    SQL_KEY_DROP,
    SQL_ENTRY_PUT,
    SQL_ENTRIES_ERASE,
    SQL_FACETS_PUT, // of many records; their numbers as JSON
    SQL_FACET_DROP,
    SQL_REFERENCE_PUT,
    SQL_REFERENCE_DROP,
    SQL_REFERENCE_NEXT,
    SQL_REFERENCE_KINDS,
    SQL_TALLY_ADD,
    SQL_TALLY_SWEEP,
    SQL_TALLY,
    SQL_TALLY_ALL, // of all owners
    SQL_AMOUNT_ADD,
    SQL_AMOUNTS, // that changed since an index
    SQL_WEIGHT,
    SQL_WEIGHT_ALL, // of all owners, as far as it matters
    SQL_USED_RECORDS,
    SQL_USED_BYTES,
    SQL_TILE_PUT,
    SQL_TILE,
    SQL_TILE_ROOTS,
    SQL_LEAVES,
    SQL_ENTRIES,
    SQL_ENTRIES_DOWN,
    SQL_ENTRIES_WHOLE, // with the bodies and all columns
    SQL_HISTORY,
    SQL_HISTORY_DOWN,
    SQL_DEAL,
    SQL_DEAL_DOWN,
    SQL_DEAL_OF, // an owner's
    SQL_DEAL_OF_DOWN,
    SQL_CONTENT,
    SQL_ORIGINAL,
    SQL_ALL_RECORDS,
    SQL_ALL_FACETS,
    SQL_ALL_REFERENCES,
    SQL_ALL_TALLIES,
    SQL_ALL_AMOUNTS,
    SQL_ALL_KEYS,
    SQL_ALL_TILES,
    SQL_CLEAR_RECORDS,
    SQL_CLEAR_FACETS,
    SQL_CLEAR_REFERENCES,
    SQL_CLEAR_TALLIES,
    SQL_CLEAR_AMOUNTS,
    SQL_CLEAR_KEYS,
    SQL_CLEAR_TILES,
    SQL_SEARCH_STATE, // the tables of search/, which follow from the journal, too
    SQL_SEARCH_STATE_SET,
    SQL_SEARCH_DOC,
    SQL_SEARCH_DOC_AT,
    SQL_SEARCH_DOC_PUT,
    SQL_SEARCH_DOC_SET,
    SQL_SEARCH_FRESH,
    SQL_SEARCH_SETTLE,
    SQL_SEARCH_POSTING,
    SQL_SEARCH_POSTINGS,
    SQL_SEARCH_POSTING_PUT,
    SQL_SEARCH_POSTING_DROP,
    SQL_SEARCH_TERM_ADD,
    SQL_SEARCH_TERMS,
    SQL_SEARCH_TERMS_BEST,
    SQL_SEARCH_CLEAR_DOCS,
    SQL_SEARCH_CLEAR_POSTINGS,
    SQL_SEARCH_CLEAR_TERMS,
    SQL_TEXT, // of the call's own
    SQL_END,
} StatementId;

typedef struct Statement {
    const char *sqlite;
    const char *postgres; // NULL: the same
} Statement;

// What a record's row has beside its names, in the order in which record_take() reads it.
#define RECORD_COLUMNS                                                                             \
    "number, version, state, deal, idx, created_ms, changed_ms, content_idx, content_hash, "       \
    "content_size, facets"

extern const Statement statements[SQL_TEXT];

enum { VALUES_MAX = 16, COLUMNS_MAX = 16 };

// Gets one row, which lives until it returns. False (with a fault, or not) ends the reading.
typedef bool RowSink(void *context, const Value *row, Faults *faults);

typedef struct Call {
    StatementId sql;
    const char *text; // of SQL_TEXT
    unsigned count;   // of values
    Value values[VALUES_MAX];
    RowSink *row; // NULL: rows are not wanted
    void *context;
} Call;

typedef struct Place {
    const char *folder;
    const char *postgres;
    bool must_exist, is_read_only;
} Place;

typedef struct Connection Connection; // each engine has its own shape

typedef struct Engine {
    const char *name;
    // A connection of one's own; one thread at a time. NULL with a fault. The first that is opened
    // (`is_first`) makes what is not there and takes the steps of the schema.
    Connection *(*open)(const Place *place, bool is_first, Faults *faults);
    void (*close)(Connection *connection);
    // Runs the calls in order, in as few round trips as it can. The first that fails ends them; an
    // open transaction is then to be rolled back.
    bool (*run)(Connection *connection, const Call *calls, size_t count, Faults *faults);
    // After a failure: ends what is under way. False where the connection is lost for good.
    bool (*tidy)(Connection *connection);
    // What was erased is overwritten on the disk now, not some day. Outside of a transaction. NULL:
    // the server does it in its own time.
    bool (*scrub)(Connection *connection, Faults *faults);
    // What the engine itself finds wrong with its files; NULL: nothing to ask.
    bool (*inspect)(Connection *connection, Faults *faults);
} Engine;

extern const Engine sqlite_engine, postgres_engine;

// One step of the schema: what brings a store to `version`.
typedef struct SchemaStep {
    int version;
    const char *text; // several statements
} SchemaStep;

extern const SchemaStep sqlite_steps[], postgres_steps[]; // ended by version 0

// Takes the steps that are missing. `read` answers the version (0: an empty database), `execute`
// runs a text in the transaction that the caller holds.
typedef struct SchemaRunner {
    bool (*execute)(Connection *connection, const char *text, Faults *faults);
    Connection *connection;
    const SchemaStep *steps;
    int version;
} SchemaRunner;

bool schema_advance(const SchemaRunner *runner, bool is_read_only, Faults *faults);
