// SPDX-License-Identifier: Apache-2.0
// A journal that was touched is found out, and the first entry that was touched is named.

#include "desk.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/verify.h"

#define DESK(state)                                                                                \
    Desk *desk = *(state);                                                                         \
    if (desk == NULL)                                                                              \
    skip()

enum { RECORDS = 300, ENTRIES = 312, FIRST_TILE = 256 };

// Records, changes, keys, an erasure.
static void fill(Desk *desk)
{
    Write writes[RECORDS];
    Receipt receipts[RECORDS];
    for (int i = 0; i < RECORDS; i++) {
        writes[i] = invoice(desk, i % 5 == 0 ? "other" : "acme",
                            arena_print(desk->arena, "N-%d", i).at, i % 2 == 0 ? "JPY" : "CNY");
        writes[i].deal = i % 3 == 0 ? S("D-1") : S("");
    }
    store_write_all(desk->store, writes, RECORDS, receipts, &desk->faults);
    assert_no_faults(desk);
    // Up to here the tables of facets are brought up to date; the changes lag behind.
    const Count *counts;
    size_t count;
    assert_true(store_counts(desk->store, desk->arena, S("acme"), S("commercial-invoice"), S(""),
                             &counts, &count, &desk->faults));
    for (int i = 1; i < 12; i++) {
        Write write = invoice(desk, "acme", arena_print(desk->arena, "N-%d", i * 5 + 1).at, "USD");
        write.version = 1;
        write.state = S("sent");
        write.key = arena_print(desk->arena, "key-%d", i);
        put(desk, &write);
    }
    Write erasure = {.actor = S("officer"),
                     .owner = S("acme"),
                     .register_name = S("commercial-invoice"),
                     .record = S("N-6"),
                     .action = S("erase"),
                     .version = 2,
                     .state = S("erased"),
                     .erases = true};
    put(desk, &erasure);
    desk_reopen(desk); // all of it is signed
}

static bool verify(Desk *desk, VerifyReport *report)
{
    return store_verify(desk->store, &(VerifyOptions){0}, report, &desk->faults);
}

// ---- Changing what only the store should change ----

static void change_postgres(Desk *desk, const char *text)
{
    PGconn *link = PQconnectdb(desk->conninfo);
    PGresult *result = PQexec(link, text);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s", PQerrorMessage(link));
    PQclear(result);
    PQfinish(link);
}

static void change_sqlite(Desk *desk, const char *text)
{
    sqlite3 *database;
    char *why = NULL;
    assert_int_equal(sqlite3_open(desk_path(desk, "journal.db").at, &database), SQLITE_OK);
    if (sqlite3_exec(database, text, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s", why);
    sqlite3_close(database);
}

static void change(Desk *desk, const char *text)
{
    if (desk->conninfo[0] != '\0')
        change_postgres(desk, text);
    else
        change_sqlite(desk, text);
}

static void a_sound_journal_is_found_sound(void **state)
{
    DESK(state);
    VerifyReport report;
    verify(desk, &report);
    assert_no_faults(desk);
    assert_int_equal(report.entries, 0);
    fill(desk);
    verify(desk, &report);
    assert_no_faults(desk);
    assert_int_equal(report.entries, ENTRIES);
    assert_int_equal(report.records, RECORDS);
    assert_int_equal(report.erased, 2); // both versions of N-6
    assert_int_equal(report.bodies, 2 * (RECORDS + 11 - 2));
}

// What is changed, and the first entry that was touched by it; -1: only a view was.
typedef struct Change {
    const char *sqlite, *postgres; // NULL: the same
    int touched, end;
    const char *says; // the first fault
} Change;

static const Change changes[] = {
    {"UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'user-1', 'user-2') AS BLOB) "
     "WHERE idx = 40",
     "UPDATE entry SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'user-1', 'user-2'), "
     "'UTF8') WHERE idx = 40",
     40, 41, "entry 40 was touched"},
    {"UPDATE entry SET slip = CAST(replace(CAST(slip AS TEXT), 'CNY', 'EUR') AS BLOB) WHERE idx = "
     "7",
     "UPDATE entry SET slip = convert_to(replace(convert_from(slip, 'UTF8'), 'CNY', 'EUR'), "
     "'UTF8') "
     "WHERE idx = 7",
     7, 8, "entry 7 was touched: the slip"},
    {"UPDATE entry SET content = (SELECT content FROM entry WHERE idx = 8) WHERE idx = 9", NULL, 9,
     10, "entry 9 was touched: a body"},
    {"UPDATE entry SET original = NULL WHERE idx = 299", NULL, 299, 300, "entry 299 was touched"},
    {"UPDATE entry SET slip = NULL, content = NULL, original = NULL WHERE idx = 12", NULL, 12, 13,
     "entry 12 was touched: its slip is gone"},
    {"UPDATE entry SET leaf_hash = (SELECT leaf_hash FROM entry WHERE idx = 1) WHERE idx = 311",
     NULL, 311, 312, "entry 311 was touched"},
    {"UPDATE entry SET deal = 'D-9' WHERE idx = 311", NULL, 311, 312,
     "entry 311 was touched: its row"},
    {"DELETE FROM entry WHERE idx = 100", NULL, 100, 101, "entry 100 is missing"},
    {"DELETE FROM entry WHERE idx >= 305", NULL, 305, 306, "the journal ends before entry 305"},
    // A leaf and its hash changed together: the tile knows better, or the roots of the head.
    {"UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = 3), leaf_hash = (SELECT "
     "leaf_hash "
     "FROM entry WHERE idx = 3) WHERE idx = 2",
     NULL, 2, 3, "entry 2 was touched"},
    {"UPDATE tile SET hashes = root", NULL, 0, 1, "tile 0/0 has another hash"},
    {"DELETE FROM tile", NULL, 0, 1, "tile 0/0 has another hash"},
    {"UPDATE tile SET root = (SELECT leaf_hash FROM entry WHERE idx = 1)", NULL, -1, 0,
     "the view of tiles"},
    {"UPDATE head SET size = 304, frontier = substr(frontier, 1, 96)", NULL, 6, 7,
     "the head says 304 entries"},
    {"UPDATE head SET time_ms = time_ms + 1", NULL, -1, 0, "the head says"},
    {"UPDATE head SET checkpoint = replace(checkpoint, '312', '313')", NULL, -1, 0,
     "the checkpoint bears no valid signature"},
    {"UPDATE record SET state = 'paid' WHERE id = 'N-77'", NULL, -1, 0, "the view of records"},
    {"UPDATE record SET changed_ms = 5 WHERE id = 'N-77'", NULL, -1, 0, "the view of records"},
    {"DELETE FROM record WHERE id = 'N-77'", NULL, -1, 0, "the view of facets"},
    {"UPDATE facet SET value = 'EUR' WHERE number = 77 AND name = 'currency'", NULL, -1, 0,
     "the view of facets"},
    {"DELETE FROM facet WHERE number = 77 AND name = 'state'", NULL, -1, 0, "the view of facets"},
    {"UPDATE tally SET count = count + 1 WHERE value = 'draft'", NULL, -1, 0, "the view of counts"},
    {"DELETE FROM tally WHERE value = 'draft'", NULL, -1, 0, "the view of counts"},
    {"UPDATE request SET idx = 1 WHERE key = 'key-3'", NULL, -1, 0, "the view of keys"},
    {"DELETE FROM request WHERE key = 'key-3'", NULL, -1, 0, "the view of keys"},
};

static void assert_found(Desk *desk, const Change *change_made)
{
    VerifyReport report;
    if (verify(desk, &report))
        fail_msg("not found: %s", change_made->sqlite);
    if (strstr(desk->faults.list[0].text, change_made->says) == NULL)
        fail_msg("%s: %s", change_made->sqlite, desk->faults.list[0].text);
    assert_int_equal(report.has_touched, change_made->touched >= 0);
    if (change_made->touched >= 0) {
        assert_int_equal(report.touched, change_made->touched);
        assert_int_equal(report.touched_end, change_made->end);
    }
    desk->faults.count = 0;
}

static void whatever_is_changed_is_found(void **state)
{
    DESK(state);
    Slice saved = desk_path(desk, "saved.db");
    fill(desk);
    if (desk->conninfo[0] == '\0')
        change(desk, arena_print(desk->arena, "VACUUM INTO '%s'", saved.at).at);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const Change *it = &changes[i];
        bool is_postgres = desk->conninfo[0] != '\0';
        static const char *const tables[] = {"head",  "entry", "tile",   "record",
                                             "facet", "tally", "request"};
        // On PostgreSQL the tables are put aside and back; on SQLite the file is.
        for (size_t k = 0; is_postgres && k < sizeof tables / sizeof *tables; k++)
            change(desk, arena_print(desk->arena, "CREATE TABLE kept_%s AS TABLE %s", tables[k],
                                     tables[k])
                             .at);
        change(desk, is_postgres && it->postgres != NULL ? it->postgres : it->sqlite);
        assert_found(desk, it);
        for (size_t k = 0; is_postgres && k < sizeof tables / sizeof *tables; k++) {
            change(desk, arena_print(desk->arena, "DELETE FROM %s", tables[k]).at);
            change(desk, arena_print(desk->arena, "INSERT INTO %s SELECT * FROM kept_%s", tables[k],
                                     tables[k])
                             .at);
            change(desk, arena_print(desk->arena, "DROP TABLE kept_%s", tables[k]).at);
        }
        if (!is_postgres) {
            store_close(desk->store);
            desk->store = NULL;
            assert_int_equal(system(arena_print(desk->arena,
                                                "cd %s && rm -f journal.db-* && cp saved.db "
                                                "journal.db",
                                                desk->folder)
                                        .at),
                             0);
            desk->store = store_open(&desk->options, &desk->faults);
            assert_no_faults(desk);
        }
    }
}

static void views_that_were_touched_are_mended(void **state)
{
    DESK(state);
    VerifyReport report;
    fill(desk);
    change(desk, "DELETE FROM facet WHERE number = 77");
    change(desk, "UPDATE record SET state = 'paid' WHERE id = 'N-78'");
    change(desk, "DELETE FROM tile");
    assert_false(verify(desk, &report));
    desk->faults.count = 0;
    store_rebuild(desk->store, NULL, NULL, &desk->faults);
    assert_no_faults(desk);
    verify(desk, &report);
    assert_no_faults(desk);
}

static void a_journal_continues_the_checkpoint_that_was_kept(void **state)
{
    DESK(state);
    VerifyReport report;
    TreeHead head;
    Write write = invoice(desk, "acme", "FIRST", "JPY");
    put(desk, &write);
    assert_true(store_head(desk->store, desk->arena, &head, &desk->faults));
    fill(desk);
    VerifyOptions options = {.checkpoint = head.checkpoint};
    store_verify(desk->store, &options, &report, &desk->faults);
    assert_no_faults(desk);
    // Another journal, signed with the same key, is none of it.
    Store *other = desk_standby(desk);
    Receipt receipt;
    write = invoice(desk, "acme", "OTHER", "JPY");
    assert_true(store_write(other, &write, &receipt, &desk->faults));
    assert_false(store_verify(other, &options, &report, &desk->faults));
    assert_non_null(strstr(desk->faults.list[0].text, "written anew"));
    desk->faults.count = 0;
    store_close(other);
}

// Wherever it lies: flips one in many places of the file, in free space too.
static void a_byte_of_the_file_that_was_touched_is_found(void **state)
{
    enum { STEP = 1009 };
    DESK(state);
    fill(desk);
    store_close(desk->store);
    desk->store = NULL;
    const char *path = desk_path(desk, "journal.db").at;
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    int tried = 0;
    for (long at = 0; at < size; at += STEP, tried++) {
        VerifyReport report;
        fseek(file, at, SEEK_SET);
        int byte = fgetc(file);
        fseek(file, at, SEEK_SET);
        fputc(byte ^ 4, file);
        fflush(file);
        StoreOptions options = {.folder = desk->folder, .is_read_only = true};
        Store *store = store_open(&options, &desk->faults);
        bool is_sound =
            store != NULL && store_verify(store, &(VerifyOptions){0}, &report, &desk->faults);
        store_close(store);
        if (is_sound)
            fail_msg("byte %ld (%02x) of %ld was touched, and is not missed", at, byte, size);
        desk->faults.count = 0;
        fseek(file, at, SEEK_SET);
        fputc(byte, file);
        fflush(file);
    }
    fclose(file);
    print_message("%d bytes touched, one after the other: all found\n", tried);
    desk->store = store_open(&desk->options, &desk->faults);
    assert_no_faults(desk);
}

// ---- The log beside the file ----

// Commits that no checkpoint has brought into the file yet.
static void write_into_log(Desk *desk)
{
    fill(desk);
    for (int i = 0; i < 20; i++) {
        Write write = invoice(desk, "acme", arena_print(desk->arena, "L-%d", i).at, "JPY");
        put(desk, &write);
    }
}

static void copy_as_after_a_crash(Desk *desk, const char *folder)
{
    Slice command =
        arena_print(desk->arena,
                    "mkdir -p %s && cp %s/journal.key %s/journal.pub %s/journal.db "
                    "%s/journal.db-wal %s",
                    folder, desk->folder, desk->folder, desk->folder, desk->folder, folder);
    assert_int_equal(system(command.at), 0);
}

static bool verify_folder(Desk *desk, const char *folder, VerifyReport *report)
{
    StoreOptions options = {
        .folder = folder, .origin = "test.example/journal", .is_read_only = true};
    Store *store = store_open(&options, &desk->faults);
    bool is_sound =
        store != NULL && store_verify(store, &(VerifyOptions){0}, report, &desk->faults);
    store_close(store);
    return is_sound;
}

static void flip(const char *path, long at)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    fseek(file, at, SEEK_SET);
    int byte = fgetc(file);
    fseek(file, at, SEEK_SET);
    fputc(byte ^ 4, file);
    fclose(file);
}

static long size_of(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return (long)status.st_size;
}

// SQLite itself would believe the log as far as it is whole, and say nothing of the rest.
static void a_byte_of_the_log_that_was_touched_is_found(void **state)
{
    enum { STEP = 8009, LOG_HEADER = 32 };
    DESK(state);
    VerifyReport report;
    write_into_log(desk);
    const char *folder = desk_path(desk, "crashed").at;
    const char *log = arena_print(desk->arena, "%s/journal.db-wal", folder).at;
    copy_as_after_a_crash(desk, folder);
    assert_true(verify_folder(desk, folder, &report));
    long size = size_of(log);
    int tried = 0;
    for (long at = LOG_HEADER / 2; at < size; at += STEP, tried++) {
        copy_as_after_a_crash(desk, folder);
        flip(log, at);
        bool is_sound = verify_folder(desk, folder, &report);
        if (is_sound)
            fail_msg("byte %ld of %ld was touched, and is not missed", at, size);
        desk->faults.count = 0;
    }
    assert_true(tried > 10);
    print_message("%d bytes of the log touched, one after the other: all found\n", tried);
}

static void a_log_that_is_touched_under_a_server_is_found_before_it_crashes(void **state)
{
    DESK(state);
    VerifyReport report;
    write_into_log(desk);
    const char *log = desk_path(desk, "journal.db-wal").at;
    assert_true(verify(desk, &report));
    flip(log, 32 + 24 + 4000);
    assert_false(verify(desk, &report));
    assert_non_null(strstr(desk->faults.list[0].text, "frame 1 of SQLite's log"));
    desk->faults.count = 0;
    flip(log, 32 + 24 + 4000);
    assert_true(verify(desk, &report));
}

// What a crash leaves of a commit that was being written is not what anybody was told of.
static void a_commit_that_a_crash_cut_short_is_no_fault(void **state)
{
    DESK(state);
    VerifyReport report;
    write_into_log(desk);
    const char *folder = desk_path(desk, "crashed").at;
    const char *log = arena_print(desk->arena, "%s/journal.db-wal", folder).at;
    copy_as_after_a_crash(desk, folder);
    assert_int_equal(truncate(log, size_of(log) - 1000), 0);
    assert_true(verify_folder(desk, folder, &report));
    assert_no_faults(desk);
}

#define BOTH(test)                                                                                 \
    cmocka_unit_test_setup_teardown(test, desk_sqlite, desk_close),                                \
    {                                                                                              \
#test " (postgres)", test, desk_postgres, desk_close, NULL                                 \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(a_sound_journal_is_found_sound),
        BOTH(whatever_is_changed_is_found),
        BOTH(views_that_were_touched_are_mended),
        BOTH(a_journal_continues_the_checkpoint_that_was_kept),
        cmocka_unit_test_setup_teardown(a_byte_of_the_file_that_was_touched_is_found, desk_sqlite,
                                        desk_close),
        cmocka_unit_test_setup_teardown(a_byte_of_the_log_that_was_touched_is_found, desk_sqlite,
                                        desk_close),
        cmocka_unit_test_setup_teardown(
            a_log_that_is_touched_under_a_server_is_found_before_it_crashes, desk_sqlite,
            desk_close),
        cmocka_unit_test_setup_teardown(a_commit_that_a_crash_cut_short_is_no_fault, desk_sqlite,
                                        desk_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
