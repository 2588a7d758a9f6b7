// SPDX-License-Identifier: Apache-2.0
// The statements of the store. Both engines count parameters as $1, $2 …; SQLite numbers them by
// their first occurrence, so they occur in order.

#include "store/engine.h"

const Statement statements[SQL_TEXT] = {
    [SQL_BEGIN] = {"BEGIN IMMEDIATE", "BEGIN"},
    [SQL_BEGIN_READ] = {"BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"},
    [SQL_COMMIT] = {"COMMIT", NULL},
    [SQL_ROLLBACK] = {"ROLLBACK", NULL},
    [SQL_SETTING] = {"SELECT value FROM setting WHERE name = $1", NULL},
    [SQL_SETTING_PUT] = {"INSERT INTO setting (name, value) VALUES ($1, $2)", NULL},
    [SQL_SETTING_SET] = {"INSERT INTO setting (name, value) VALUES ($1, $2) "
                         "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                         NULL},

    // Who locks the head is the one writer, on whichever machine.
    [SQL_HEAD] = {"SELECT size, root, frontier, time_ms, checkpoint, shown FROM head", NULL},
    [SQL_HEAD_LOCK] =
        {"SELECT size, root, frontier, time_ms, checkpoint, shown FROM head",
         "SELECT size, root, frontier, time_ms, checkpoint, shown FROM head FOR UPDATE"},
    [SQL_HEAD_PUT] = {"UPDATE head SET size = $1, root = $2, frontier = $3, time_ms = $4, "
                      "checkpoint = $5",
                      NULL},

    [SQL_HEAD_NEW] = {"INSERT INTO head (one, size, root, frontier, time_ms, checkpoint) "
                      "VALUES (1, $1, $2, $3, $4, $5)",
                      NULL},

    [SQL_HEAD_SIGNED] = {"UPDATE head SET checkpoint = $1", NULL},
    [SQL_HEAD_SHOWN] = {"UPDATE head SET shown = $1", NULL},

    [SQL_RECORD] = {"SELECT " RECORD_COLUMNS
                    " FROM record WHERE owner = $1 AND register = $2 AND id = $3",
                    NULL},
    [SQL_RECORD_WHOLE] = {"SELECT r.owner, r.register, r.id, r.number, r.version, r.state, r.deal, "
                          "r.idx, r.created_ms, r.changed_ms, r.content_idx, r.content_hash, "
                          "r.content_size, r.facets, e.content FROM record r LEFT JOIN entry e "
                          "ON e.owner = r.owner AND e.idx = r.content_idx "
                          "WHERE r.owner = $1 AND r.register = $2 AND r.id = $3",
                          NULL},
    [SQL_RECORD_PUT] = {"INSERT INTO record (owner, register, id, " RECORD_COLUMNS ", shown) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
                        NULL},
    [SQL_RECORD_SET] = {"UPDATE record SET version = $1, state = $2, deal = $3, idx = $4, "
                        "changed_ms = $5, content_idx = $6, content_hash = $7, content_size = $8, "
                        "facets = $9 WHERE owner = $10 AND register = $11 AND id = $12",
                        NULL},

    [SQL_CHANGED] = {"SELECT e.owner, e.register, e.record, r.number, r.state, r.facets, r.shown "
                     "FROM entry e LEFT JOIN record r ON r.owner = e.owner AND r.number = e.idx "
                     "WHERE e.idx >= $1 AND e.idx < $2 ORDER BY e.idx",
                     NULL},
    [SQL_SHOWN] = {"SELECT number, state, facets, shown FROM record WHERE owner = $1 "
                   "AND register = $2 AND id = $3",
                   NULL},
    [SQL_SHOWN_SET] = {"UPDATE record SET shown = $1 WHERE owner = $2 AND register = $3 "
                       "AND id = $4",
                       NULL},

    [SQL_KEY] = {"SELECT k.idx, k.count, e.leaf, e.slip FROM request k JOIN entry e "
                 "ON e.owner = k.owner AND e.idx = k.idx WHERE k.owner = $1 AND k.key = $2",
                 NULL},
    [SQL_KEY_PUT] = {"INSERT INTO request (owner, key, idx, count) VALUES ($1, $2, $3, $4)", NULL},
    [SQL_KEY_DROP] = {"DELETE FROM request WHERE owner = $1 AND key = $2", NULL},

    [SQL_ENTRY_PUT] =
        {"INSERT INTO entry (idx, owner, register, record, deal, leaf, leaf_hash, slip, "
         "content, original) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
         NULL},
    [SQL_ENTRIES_ERASE] = {"UPDATE entry SET slip = NULL, content = NULL, original = NULL "
                           "WHERE owner = $1 AND register = $2 AND record = $3 AND idx < $4",
                           NULL},

    [SQL_FACETS_PUT] = {"INSERT INTO facet (owner, register, name, value, number) "
                        "SELECT $1, $2, $3, $4, value FROM json_each($5)",
                        "INSERT INTO facet (owner, register, name, value, number) "
                        "SELECT $1, $2, $3, $4, value::bigint "
                        "FROM json_array_elements_text($5::json)"},
    [SQL_FACET_DROP] = {"DELETE FROM facet WHERE owner = $1 AND register = $2 AND name = $3 "
                        "AND value = $4 AND number = $5",
                        NULL},
    [SQL_REFERENCE_PUT] = {"INSERT INTO reference (name, value, deal, owner, register, number) "
                           "VALUES ($1, $2, $3, $4, $5, $6)",
                           NULL},
    [SQL_REFERENCE_DROP] = {"DELETE FROM reference WHERE name = $1 AND value = $2 AND deal = $3 "
                            "AND owner = $4 AND register = $5 AND number = $6",
                            NULL},
    [SQL_REFERENCE_NEXT] = {"SELECT deal FROM reference WHERE name = $1 AND value = $2 "
                            "AND deal >= $3 ORDER BY deal LIMIT 1",
                            NULL},
    [SQL_REFERENCE_KINDS] = {"SELECT DISTINCT register FROM reference WHERE name = $1 "
                             "AND value = $2 AND deal = $3 AND owner = $4 ORDER BY register",
                             NULL},

    [SQL_TALLY_ADD] = {"INSERT INTO tally (owner, register, name, value, count) "
                       "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner, register, name, value) "
                       "DO UPDATE SET count = tally.count + excluded.count",
                       NULL},
    [SQL_TALLY_SWEEP] = {"DELETE FROM tally WHERE owner = $1 AND register = $2 AND name = $3 "
                         "AND value = $4 AND count = 0",
                         NULL},
    [SQL_TALLY] = {"SELECT name, value, count FROM tally WHERE owner = $1 AND register = $2 "
                   "AND ($3 = '' OR name = $3) ORDER BY name, value",
                   NULL},
    [SQL_TALLY_ALL] = {"SELECT name, value, CAST(sum(count) AS BIGINT) FROM tally "
                       "WHERE register = $1 AND ($2 = '' OR name = $2) "
                       "GROUP BY name, value ORDER BY name, value",
                       NULL},

    [SQL_AMOUNT_ADD] =
        {"INSERT INTO amount (owner, register, name, value, sum, changed) "
         "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (owner, register, name, value) "
         "DO UPDATE SET sum = amount.sum + excluded.sum, changed = excluded.changed",
         NULL},
    [SQL_AMOUNTS] = {"SELECT owner, value, sum FROM amount WHERE register = $1 AND name = $2 "
                     "AND changed > $3",
                     NULL},

    [SQL_WEIGHT] = {"SELECT count FROM tally WHERE owner = $1 AND register = $2 AND name = $3 "
                    "AND value = $4",
                    NULL},

    [SQL_WEIGHT_ALL] = {"SELECT count(*) FROM (SELECT 1 FROM facet WHERE name = $1 AND value = $2 "
                        "AND register = $3 LIMIT 2000) f",
                        NULL},

    // The window's own beside an owner's records (@notice, @comment) are nobody's to save.
    [SQL_USED_RECORDS] = {"SELECT count(*) FROM record WHERE owner = $1 "
                          "AND substr(register, 1, 1) <> '@' AND content_hash IS NOT NULL",
                          NULL},
    // Files that are attached are records beside the registers' own, but what people keep, too.
    [SQL_USED_BYTES] = {"SELECT CAST(coalesce(sum(coalesce(length(content), 0) + "
                        "coalesce(length(original), 0)), 0) AS BIGINT) FROM entry "
                        "WHERE owner = $1 AND (substr(register, 1, 1) <> '@' "
                        "OR register = '@attachment')",
                        NULL},

    [SQL_TILE_PUT] = {"INSERT INTO tile (level, number, root, hashes) VALUES ($1, $2, $3, $4)",
                      NULL},
    [SQL_TILE] = {"SELECT hashes FROM tile WHERE level = $1 AND number = $2", NULL},
    [SQL_TILE_ROOTS] = {"SELECT number, root FROM tile WHERE level = $1 AND number >= $2 "
                        "AND number < $3 ORDER BY number",
                        NULL},

    [SQL_LEAVES] = {"SELECT idx, leaf FROM entry WHERE idx >= $1 AND idx < $2 ORDER BY idx", NULL},
    [SQL_ENTRIES] = {"SELECT idx, leaf, slip FROM entry WHERE idx >= $1 ORDER BY idx LIMIT $2",
                     NULL},
    [SQL_ENTRIES_DOWN] = {"SELECT idx, leaf, slip FROM entry WHERE idx <= $1 "
                          "ORDER BY idx DESC LIMIT $2",
                          NULL},
    [SQL_ENTRIES_WHOLE] = {"SELECT idx, leaf, slip, content, original, leaf_hash, owner, register, "
                           "record, deal FROM entry WHERE idx >= $1 ORDER BY idx LIMIT $2",
                           NULL},
    [SQL_HISTORY] = {"SELECT idx, leaf, slip FROM entry WHERE owner = $1 AND register = $2 "
                     "AND record = $3 AND idx >= $4 ORDER BY idx LIMIT $5",
                     NULL},
    [SQL_HISTORY_DOWN] = {"SELECT idx, leaf, slip FROM entry WHERE owner = $1 AND register = $2 "
                          "AND record = $3 AND idx <= $4 ORDER BY idx DESC LIMIT $5",
                          NULL},
    [SQL_DEAL] = {"SELECT idx, leaf, slip FROM entry WHERE deal <> '' AND deal = $1 AND idx >= $2 "
                  "ORDER BY idx LIMIT $3",
                  NULL},
    [SQL_DEAL_DOWN] = {"SELECT idx, leaf, slip FROM entry WHERE deal <> '' AND deal = $1 "
                       "AND idx <= $2 ORDER BY idx DESC LIMIT $3",
                       NULL},
    [SQL_DEAL_OF] = {"SELECT idx, leaf, slip FROM entry WHERE deal <> '' AND deal = $1 "
                     "AND owner = $2 AND idx >= $3 ORDER BY idx LIMIT $4",
                     NULL},
    [SQL_DEAL_OF_DOWN] = {"SELECT idx, leaf, slip FROM entry WHERE deal <> '' AND deal = $1 "
                          "AND owner = $2 AND idx <= $3 ORDER BY idx DESC LIMIT $4",
                          NULL},
    [SQL_CONTENT] = {"SELECT slip, content FROM entry WHERE idx = $1", NULL},
    [SQL_ORIGINAL] = {"SELECT slip, coalesce(original, content) FROM entry WHERE idx = $1", NULL},

    [SQL_ALL_RECORDS] = {"SELECT owner, register, id, " RECORD_COLUMNS ", shown FROM record", NULL},
    [SQL_ALL_FACETS] = {"SELECT owner, register, name, value, number FROM facet", NULL},
    [SQL_ALL_REFERENCES] = {"SELECT name, value, deal, owner, register, number FROM reference",
                            NULL},
    [SQL_ALL_TALLIES] = {"SELECT owner, register, name, value, count FROM tally", NULL},
    [SQL_ALL_AMOUNTS] = {"SELECT owner, register, name, value, sum FROM amount", NULL},
    [SQL_ALL_KEYS] = {"SELECT owner, key, idx, count FROM request", NULL},
    [SQL_ALL_TILES] = {"SELECT level, number, root, hashes FROM tile ORDER BY level, number", NULL},
    [SQL_CLEAR_RECORDS] = {"DELETE FROM record", NULL},
    [SQL_CLEAR_FACETS] = {"DELETE FROM facet", NULL},
    [SQL_CLEAR_REFERENCES] = {"DELETE FROM reference", NULL},
    [SQL_CLEAR_TALLIES] = {"DELETE FROM tally", NULL},
    [SQL_CLEAR_AMOUNTS] = {"DELETE FROM amount", NULL},
    [SQL_CLEAR_KEYS] = {"DELETE FROM request", NULL},
    [SQL_CLEAR_TILES] = {"DELETE FROM tile", NULL},

    [SQL_SEARCH_STATE] = {"SELECT indexed, docs, settled, fresh, stamp, edition FROM search_state",
                          NULL},
    [SQL_SEARCH_STATE_SET] = {"UPDATE search_state SET indexed = $1, docs = $2, settled = $3, "
                              "fresh = $4, stamp = $5, edition = $6",
                              NULL},
    [SQL_SEARCH_DOC] = {"SELECT doc, features, merged, is_fresh FROM search_doc WHERE owner = $1 "
                        "AND register = $2 AND id = $3",
                        NULL},
    [SQL_SEARCH_DOC_AT] = {"SELECT doc, owner, register, id, title, readers, profile "
                           "FROM search_doc WHERE doc = $1",
                           NULL},
    [SQL_SEARCH_DOC_PUT] = {"INSERT INTO search_doc (doc, owner, register, id, title, readers, "
                            "profile, features, merged, is_fresh) "
                            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                            NULL},
    [SQL_SEARCH_DOC_SET] = {"UPDATE search_doc SET title = $1, readers = $2, profile = $3, "
                            "features = $4, merged = $5, is_fresh = $6 WHERE doc = $7",
                            NULL},
    [SQL_SEARCH_FRESH] = {"SELECT doc, features, merged FROM search_doc WHERE is_fresh = 1 "
                          "ORDER BY doc",
                          NULL},
    [SQL_SEARCH_SETTLE] = {"UPDATE search_doc SET is_fresh = 0, merged = NULL WHERE is_fresh = 1",
                           NULL},
    [SQL_SEARCH_POSTING] = {"SELECT key, docs FROM search_posting WHERE key = $1", NULL},
    [SQL_SEARCH_POSTINGS] = {"SELECT key, docs FROM search_posting WHERE key >= $1 AND key <= $2 "
                             "ORDER BY key",
                             NULL},
    [SQL_SEARCH_POSTING_PUT] = {"INSERT INTO search_posting (key, docs) VALUES ($1, $2) "
                                "ON CONFLICT (key) DO UPDATE SET docs = excluded.docs",
                                NULL},
    [SQL_SEARCH_POSTING_DROP] = {"DELETE FROM search_posting WHERE key = $1", NULL},
    [SQL_SEARCH_TERM_ADD] = {"INSERT INTO search_term (text, weight) VALUES ($1, $2) "
                             "ON CONFLICT (text) DO UPDATE SET weight = search_term.weight + "
                             "excluded.weight",
                             NULL},
    [SQL_SEARCH_TERMS] = {"SELECT text, weight FROM search_term WHERE text >= $1 AND text < $2 "
                          "ORDER BY text LIMIT $3",
                          NULL},
    // Of what begins so, the first few thousand are looked at: a millisecond or two.
    [SQL_SEARCH_TERMS_BEST] = {"SELECT text, weight FROM (SELECT text, weight FROM search_term "
                               "WHERE text >= $1 AND text < $2 ORDER BY text LIMIT 4000) AS first "
                               "ORDER BY weight DESC, text LIMIT $3",
                               NULL},
    [SQL_SEARCH_CLEAR_DOCS] = {"DELETE FROM search_doc", NULL},
    [SQL_SEARCH_CLEAR_POSTINGS] = {"DELETE FROM search_posting", NULL},
    [SQL_SEARCH_CLEAR_TERMS] = {"DELETE FROM search_term", NULL},
};
