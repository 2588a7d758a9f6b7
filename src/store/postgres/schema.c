// SPDX-License-Identifier: Apache-2.0
// The tables in PostgreSQL. All that grows with the records has the owner in its key, so that Citus
// can distribute it by owner; `head`, `tile` and `setting` are small or rarely written and can be
// reference tables. Bodies are compressed already: the server shall not try again.

#include "store/engine.h"

const SchemaStep postgres_steps[] = {
    {1,
     "CREATE TABLE schema_version (version INTEGER NOT NULL);"
     "INSERT INTO schema_version VALUES (0);"
     "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);"
     "CREATE TABLE head (one BIGINT PRIMARY KEY CHECK (one = 1), size BIGINT NOT NULL,"
     " root BYTEA NOT NULL, frontier BYTEA NOT NULL, time_ms BIGINT NOT NULL,"
     " checkpoint TEXT NOT NULL, shown BIGINT NOT NULL DEFAULT 0) WITH (fillfactor = 10);"
     "CREATE TABLE entry (idx BIGINT NOT NULL, owner TEXT COLLATE \"C\" NOT NULL,"
     " register TEXT COLLATE \"C\" NOT NULL, record TEXT COLLATE \"C\" NOT NULL,"
     " deal TEXT COLLATE \"C\" NOT NULL, leaf BYTEA NOT NULL, leaf_hash BYTEA NOT NULL, slip "
     "BYTEA, content BYTEA,"
     " original BYTEA, PRIMARY KEY (owner, idx));"
     "ALTER TABLE entry ALTER content SET STORAGE EXTERNAL, ALTER original SET STORAGE EXTERNAL;"
     "CREATE INDEX entry_idx ON entry (idx);"
     "CREATE INDEX entry_record ON entry (owner, register, record, idx);"
     "CREATE INDEX entry_deal ON entry (deal, idx) WHERE deal <> '';"
     "CREATE TABLE tile (level BIGINT NOT NULL, number BIGINT NOT NULL, root BYTEA NOT NULL,"
     " hashes BYTEA NOT NULL, PRIMARY KEY (level, number));"
     "ALTER TABLE tile ALTER hashes SET STORAGE EXTERNAL;"
     "CREATE TABLE record (owner TEXT COLLATE \"C\" NOT NULL, register TEXT COLLATE \"C\" NOT NULL,"
     " id TEXT COLLATE \"C\" NOT NULL, number BIGINT NOT NULL, version BIGINT NOT NULL,"
     " state TEXT NOT NULL, deal TEXT COLLATE \"C\" NOT NULL, idx BIGINT NOT NULL,"
     " created_ms BIGINT NOT NULL, changed_ms BIGINT NOT NULL, content_idx BIGINT,"
     " content_hash BYTEA, content_size BIGINT, facets TEXT NOT NULL,"
     " shown TEXT NOT NULL DEFAULT '', PRIMARY KEY (owner, register, id));"
     "CREATE INDEX record_owner ON record (owner, register, number);"
     "CREATE INDEX record_number ON record (owner, number);"
     "CREATE INDEX record_register ON record (register, number);"
     "CREATE INDEX record_deal ON record (deal, number) WHERE deal <> '';"
     "CREATE TABLE facet (owner TEXT COLLATE \"C\" NOT NULL, register TEXT COLLATE \"C\" NOT NULL,"
     " name TEXT COLLATE \"C\" NOT NULL, value TEXT COLLATE \"C\" NOT NULL, number BIGINT NOT NULL,"
     " PRIMARY KEY (owner, register, name, value, number));"
     "CREATE TABLE tally (owner TEXT COLLATE \"C\" NOT NULL, register TEXT COLLATE \"C\" NOT NULL,"
     " name TEXT COLLATE \"C\" NOT NULL, value TEXT COLLATE \"C\" NOT NULL, count BIGINT NOT NULL,"
     " PRIMARY KEY (owner, register, name, value)) WITH (fillfactor = 50);"
     "CREATE TABLE request (owner TEXT COLLATE \"C\" NOT NULL, key TEXT COLLATE \"C\" NOT NULL,"
     " idx BIGINT NOT NULL, count BIGINT NOT NULL, PRIMARY KEY (owner, key));"},
    {2, "CREATE INDEX facet_value ON facet (name, value, register, number);"},
    {3, "CREATE TABLE amount (owner TEXT COLLATE \"C\" NOT NULL,"
        " register TEXT COLLATE \"C\" NOT NULL, name TEXT COLLATE \"C\" NOT NULL,"
        " value TEXT COLLATE \"C\" NOT NULL, sum BIGINT NOT NULL, changed BIGINT NOT NULL,"
        " PRIMARY KEY (owner, register, name, value)) WITH (fillfactor = 50);"
        "CREATE INDEX amount_changed ON amount (register, name, changed) INCLUDE (owner, value, "
        "sum);"},
    // What search/ derives from the journal. A row of postings has 2 KB at most and stays in its
    // page.
    {4,
     "CREATE TABLE search_state (one BIGINT PRIMARY KEY CHECK (one = 1), indexed BIGINT NOT NULL,"
     " docs BIGINT NOT NULL, settled BIGINT NOT NULL, fresh BIGINT NOT NULL,"
     " stamp BIGINT NOT NULL, edition BIGINT NOT NULL);"
     "INSERT INTO search_state VALUES (1, 0, 0, 0, 0, 0, 0);"
     "CREATE TABLE search_doc (doc BIGINT PRIMARY KEY, owner TEXT COLLATE \"C\" NOT NULL,"
     " register TEXT COLLATE \"C\" NOT NULL, id TEXT COLLATE \"C\" NOT NULL,"
     " title TEXT NOT NULL, readers TEXT NOT NULL, profile BYTEA, is_fresh BIGINT NOT NULL,"
     " features BYTEA NOT NULL, merged BYTEA);"
     "ALTER TABLE search_doc ALTER features SET STORAGE EXTERNAL;"
     "CREATE UNIQUE INDEX search_doc_id ON search_doc (owner, register, id);"
     "CREATE INDEX search_doc_fresh ON search_doc (doc) WHERE is_fresh = 1;"
     "CREATE TABLE search_posting (key BIGINT PRIMARY KEY, docs BYTEA NOT NULL);"
     "ALTER TABLE search_posting ALTER docs SET STORAGE PLAIN;"
     "CREATE TABLE search_term (text TEXT COLLATE \"C\" PRIMARY KEY, weight BIGINT NOT NULL);"},
    // What leads to deals, and the records of a deal by whose they are: strangers who name a deal
    // or its numbers are not looked at.
    {5, "CREATE TABLE reference (name TEXT COLLATE \"C\" NOT NULL, value TEXT COLLATE \"C\" NOT "
        "NULL, deal TEXT COLLATE \"C\" NOT NULL, owner TEXT COLLATE \"C\" NOT NULL, register TEXT "
        "COLLATE \"C\" NOT NULL,"
        " number BIGINT NOT NULL, PRIMARY KEY (name, value, deal, owner, register, number));"
        "DROP INDEX facet_value;"
        "CREATE INDEX facet_value ON facet (name, value, register, number) INCLUDE (owner);"
        "DROP INDEX record_deal;"
        "CREATE INDEX record_deal ON record (deal, owner, number) WHERE deal <> '';"
        "DROP INDEX entry_deal;"
        "CREATE INDEX entry_deal ON entry (deal, owner, idx) WHERE deal <> '';"
        "CREATE INDEX record_dossier ON record (deal) WHERE id = deal;"},
    {0},
};
