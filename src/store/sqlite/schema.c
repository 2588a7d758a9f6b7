// SPDX-License-Identifier: Apache-2.0
// The tables in SQLite. What is written at the end of a table stays cheap however large it grows:
// the journal's rows lie by index, the records' by the index of their first entry.

#include "store/engine.h"

const SchemaStep sqlite_steps[] = {
    {1,
     "CREATE TABLE schema_version (version INTEGER NOT NULL);"
     "INSERT INTO schema_version VALUES (0);"
     "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
     "CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL,"
     " root BLOB NOT NULL, frontier BLOB NOT NULL, time_ms INTEGER NOT NULL,"
     " checkpoint TEXT NOT NULL, shown INTEGER NOT NULL DEFAULT 0);"
     // The leaf comes before the bodies, so that it is read without them.
     "CREATE TABLE entry (idx INTEGER PRIMARY KEY, owner TEXT NOT NULL, register TEXT NOT NULL,"
     " record TEXT NOT NULL, deal TEXT NOT NULL, leaf BLOB NOT NULL, leaf_hash BLOB NOT NULL, slip "
     "BLOB, content BLOB,"
     " original BLOB);"
     "CREATE INDEX entry_record ON entry (owner, register, record);"
     "CREATE INDEX entry_deal ON entry (deal) WHERE deal <> '';"
     "CREATE TABLE tile (level INTEGER NOT NULL, number INTEGER NOT NULL, root BLOB NOT NULL,"
     " hashes BLOB NOT NULL, PRIMARY KEY (level, number)) WITHOUT ROWID;"
     "CREATE TABLE record (owner TEXT NOT NULL, register TEXT NOT NULL, id TEXT NOT NULL,"
     " number INTEGER PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL,"
     " deal TEXT NOT NULL, idx INTEGER NOT NULL, created_ms INTEGER NOT NULL,"
     " changed_ms INTEGER NOT NULL, content_idx INTEGER, content_hash BLOB, content_size INTEGER,"
     " facets TEXT NOT NULL, shown TEXT NOT NULL DEFAULT '');"
     "CREATE UNIQUE INDEX record_id ON record (owner, register, id);"
     "CREATE INDEX record_owner ON record (owner, register, number);"
     "CREATE INDEX record_register ON record (register, number);"
     "CREATE INDEX record_deal ON record (deal, number) WHERE deal <> '';"
     "CREATE TABLE facet (owner TEXT NOT NULL, register TEXT NOT NULL, name TEXT NOT NULL,"
     " value TEXT NOT NULL, number INTEGER NOT NULL,"
     " PRIMARY KEY (owner, register, name, value, number)) WITHOUT ROWID;"
     "CREATE TABLE tally (owner TEXT NOT NULL, register TEXT NOT NULL, name TEXT NOT NULL,"
     " value TEXT NOT NULL, count INTEGER NOT NULL,"
     " PRIMARY KEY (owner, register, name, value)) WITHOUT ROWID;"
     "CREATE TABLE request (owner TEXT NOT NULL, key TEXT NOT NULL, idx INTEGER NOT NULL,"
     " count INTEGER NOT NULL, PRIMARY KEY (owner, key)) WITHOUT ROWID;"},
    // References are looked up across owners: which records name this order?
    {2, "CREATE INDEX facet_value ON facet (name, value, register, number);"},
    // What statistics add up; `changed` lets a cube in memory take only what is new.
    {3, "CREATE TABLE amount (owner TEXT NOT NULL, register TEXT NOT NULL, name TEXT NOT NULL,"
        " value TEXT NOT NULL, sum INTEGER NOT NULL, changed INTEGER NOT NULL,"
        " PRIMARY KEY (owner, register, name, value)) WITHOUT ROWID;"
        "CREATE INDEX amount_changed ON amount (register, name, changed, sum);"},
    // What search/ derives from the journal. Keys are sorted numbers: a feature's rows are
    // neighbours.
    {4,
     "CREATE TABLE search_state (one INTEGER PRIMARY KEY CHECK (one = 1), indexed INTEGER NOT NULL,"
     " docs INTEGER NOT NULL, settled INTEGER NOT NULL, fresh INTEGER NOT NULL,"
     " stamp INTEGER NOT NULL, edition INTEGER NOT NULL);"
     "INSERT INTO search_state VALUES (1, 0, 0, 0, 0, 0, 0);"
     "CREATE TABLE search_doc (doc INTEGER PRIMARY KEY, owner TEXT NOT NULL, register TEXT NOT "
     "NULL,"
     " id TEXT NOT NULL, title TEXT NOT NULL, readers TEXT NOT NULL, profile BLOB,"
     " is_fresh INTEGER NOT NULL, features BLOB NOT NULL, merged BLOB);"
     "CREATE UNIQUE INDEX search_doc_id ON search_doc (owner, register, id);"
     "CREATE INDEX search_doc_fresh ON search_doc (doc) WHERE is_fresh = 1;"
     "CREATE TABLE search_posting (key INTEGER PRIMARY KEY, docs BLOB NOT NULL);"
     "CREATE TABLE search_term (text TEXT PRIMARY KEY, weight INTEGER NOT NULL) WITHOUT ROWID;"},
    // What leads to deals, and the records of a deal by whose they are: strangers who name a deal
    // or its numbers are not looked at.
    {5, "CREATE TABLE reference (name TEXT NOT NULL, value TEXT NOT NULL, deal TEXT NOT NULL, "
        "owner TEXT NOT NULL, register TEXT NOT NULL,"
        " number INTEGER NOT NULL, PRIMARY KEY (name, value, deal, owner, register, number)) "
        "WITHOUT ROWID;"
        "DROP INDEX record_deal;"
        "CREATE INDEX record_deal ON record (deal, owner, number) WHERE deal <> '';"
        "DROP INDEX entry_deal;"
        "CREATE INDEX entry_deal ON entry (deal, owner) WHERE deal <> '';"
        "CREATE INDEX record_dossier ON record (deal) WHERE id = deal;"},
    {0},
};
