// SPDX-License-Identifier: Apache-2.0
// When the disk is full, cannot be written, fails to sync, or the database goes away: what fails
// says why, what was acknowledged stays, and the store goes on by itself when the cause is gone.

#include "desk.h"

#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/verify.h"

#define DESK(state)                                                                                \
    Desk *desk = *(state);                                                                         \
    if (desk == NULL)                                                                              \
    skip()

// ---- A layer under SQLite that fails when it is told to ----

typedef enum Failing { FAIL_NOTHING, FAIL_SYNC, FAIL_WRITE, FAIL_FULL } Failing;

// The layer is found by its name alone, so that what it does cannot be handed to it.
static struct {
    sqlite3_vfs layer, *below;
    // Of databases and of their logs, which have fewer.
    sqlite3_io_methods methods[2];
    const sqlite3_io_methods *real[2];
    Failing failing;
    int failures;
} shim;

static const sqlite3_io_methods *real_of(const sqlite3_file *file)
{
    return shim.real[file->pMethods - shim.methods];
}

static int failing_sync(sqlite3_file *file, int flags)
{
    if (shim.failing == FAIL_SYNC) {
        shim.failures++;
        return SQLITE_IOERR_FSYNC;
    }
    return real_of(file)->xSync(file, flags);
}

static int failing_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
    if (shim.failing == FAIL_WRITE || shim.failing == FAIL_FULL) {
        shim.failures++;
        return shim.failing == FAIL_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
    return real_of(file)->xWrite(file, bytes, count, at);
}

static int open_file(sqlite3_vfs *layer, sqlite3_filename name, sqlite3_file *file, int flags,
                     int *out)
{
    (void)layer;
    int code = shim.below->xOpen(shim.below, name, file, flags, out);
    if (code == SQLITE_OK && file->pMethods != NULL) {
        int kind = (flags & SQLITE_OPEN_MAIN_DB) == 0;
        shim.real[kind] = file->pMethods;
        shim.methods[kind] = *file->pMethods;
        shim.methods[kind].xSync = failing_sync;
        shim.methods[kind].xWrite = failing_write;
        file->pMethods = &shim.methods[kind];
    }
    return code;
}

static int set_up_shim(void **state)
{
    shim.below = sqlite3_vfs_find(NULL);
    shim.layer = *shim.below;
    shim.layer.zName = "failing";
    shim.layer.xOpen = open_file;
    sqlite3_vfs_register(&shim.layer, 1);
    return desk_sqlite(state);
}

static int tear_down_shim(void **state)
{
    int code = desk_close(state);
    sqlite3_vfs_unregister(&shim.layer);
    sqlite3_vfs_register(shim.below, 1); // else the store's own layer would lie on itself
    return code;
}

// ---- What stays true ----

static void write_some(Desk *desk, int from, int to)
{
    for (int i = from; i < to; i++) {
        Write write = invoice(desk, "acme", arena_print(desk->arena, "N-%d", i).at, "JPY");
        put(desk, &write);
    }
}

static void refuse_one(Desk *desk, const char *says)
{
    Receipt receipt;
    Write write = invoice(desk, "acme", "REFUSED", "JPY");
    assert_false(store_write(desk->store, &write, &receipt, &desk->faults));
    if (strstr(desk->faults.list[0].text, says) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", desk->faults.list[0].text, says);
    desk->faults.count = 0;
}

// Everything up to `count` is there, nothing else is, and the chain is valid; here and after
// reopening.
static void assert_whole(Desk *desk, uint64_t count)
{
    for (int i = 0; i < 2; i++) {
        VerifyReport report;
        store_verify(desk->store, &(VerifyOptions){0}, &report, &desk->faults);
        assert_no_faults(desk);
        assert_int_equal(report.entries, count);
        assert_null(store_record(desk->store, desk->arena, S("acme"), S("commercial-invoice"),
                                 S("REFUSED"), &desk->faults));
        assert_no_faults(desk);
        desk_reopen(desk);
    }
}

static void fail_and_go_on(Desk *desk, Failing failing, const char *says)
{
    write_some(desk, 0, 10);
    shim.failing = failing;
    shim.failures = 0;
    refuse_one(desk, says);
    refuse_one(desk, says);
    assert_true(shim.failures > 0);
    shim.failing = FAIL_NOTHING;
    write_some(desk, 10, 20);
    assert_whole(desk, 20);
}

static void a_sync_that_fails_acknowledges_nothing(void **state)
{
    fail_and_go_on(*state, FAIL_SYNC, "the disk cannot be read or written");
}

static void a_write_that_fails_acknowledges_nothing(void **state)
{
    fail_and_go_on(*state, FAIL_WRITE, "the disk cannot be read or written");
}

static void a_full_disk_says_so(void **state)
{
    fail_and_go_on(*state, FAIL_FULL, "the disk is full");
}

// The system's own limit, met in the middle of a write.
static void a_file_that_may_not_grow_loses_nothing(void **state)
{
    Desk *desk = *state;
    struct rlimit before, small;
    struct stat status;
    write_some(desk, 0, 50);
    assert_int_equal(stat(desk_path(desk, "journal.db-wal").at, &status), 0);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    small = before;
    small.rlim_cur = (rlim_t)status.st_size + 10000;
    setrlimit(RLIMIT_FSIZE, &small);
    Receipt receipt;
    int count = 50;
    for (bool is_good = true; is_good; count += is_good) {
        Write write = invoice(desk, "acme", arena_print(desk->arena, "N-%d", count).at, "JPY");
        is_good = store_write(desk->store, &write, &receipt, &desk->faults);
    }
    assert_int_equal(desk->faults.list[0].kind, FAULT_IO);
    desk->faults.count = 0;
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_DFL);
    write_some(desk, count, count + 10);
    assert_whole(desk, (uint64_t)count + 10);
}

static void a_store_that_may_only_be_read_is_read(void **state)
{
    Desk *desk = *state;
    Receipt receipt;
    VerifyReport report;
    write_some(desk, 0, 10);
    store_close(desk->store);
    StoreOptions options = {.folder = desk->folder, .is_read_only = true};
    desk->store = store_open(&options, &desk->faults);
    assert_no_faults(desk);
    Write write = invoice(desk, "acme", "REFUSED", "JPY");
    assert_false(store_write(desk->store, &write, &receipt, &desk->faults));
    assert_fault(desk, FAULT_USAGE, "");
    store_verify(desk->store, &(VerifyOptions){0}, &report, &desk->faults);
    assert_no_faults(desk);
    store_close(desk->store);
    // Opened for writing where nothing can be written, it says what is wrong.
    assert_int_equal(chmod(desk_path(desk, "journal.db").at, 0400), 0);
    options.is_read_only = false;
    desk->store = NULL;
    if (geteuid() != 0) { // whom no mode keeps out
        assert_null(store_open(&options, &desk->faults));
        assert_fault(desk, FAULT_IO, "");
    }
    chmod(desk_path(desk, "journal.db").at, 0600);
}

static void a_folder_without_its_key_is_refused(void **state)
{
    DESK(state);
    write_some(desk, 0, 3);
    store_close(desk->store);
    assert_int_equal(rename(desk_path(desk, "journal.key").at, desk_path(desk, "away").at), 0);
    desk->store = store_open(&desk->options, &desk->faults);
    assert_null(desk->store);
    assert_non_null(
        strstr(desk->faults.list[0].text, "the key of the journal test.example/journal"));
    desk->faults.count = 0;
    rename(desk_path(desk, "away").at, desk_path(desk, "journal.key").at);
    desk->store = store_open(&desk->options, &desk->faults);
    assert_no_faults(desk);
    assert_whole(desk, 3);
}

static void a_server_that_is_started_anew_is_found_again(void **state)
{
    DESK(state);
    write_some(desk, 0, 10);
    for (int i = 1; i < 4; i++) {
        assert_int_equal(system(getenv("MADO_POSTGRES_RESTART")), 0);
        if (i % 2 == 0) // who reads first, and who writes first
            assert_non_null(store_record(desk->store, desk->arena, S("acme"),
                                         S("commercial-invoice"), S("N-1"), &desk->faults));
        write_some(desk, i * 10, i * 10 + 10);
    }
    assert_whole(desk, 40);
}

typedef struct Stream {
    Store *store;
    int number, count; // of the thread; of its writes
    atomic_bool *ends;
    Fault why;
} Stream;

static bool write_next(Arena *arena, void *context)
{
    Stream *it = context;
    Faults *faults = arena_array(arena, Faults, 1);
    Write write = {.actor = S("t"),
                   .owner = S("acme"),
                   .register_name = S("stream"),
                   .record = arena_print(arena, "%d-%d", it->number, it->count),
                   .action = S("add"),
                   .content = S("{}")};
    Receipt receipt;
    if (!store_write(it->store, &write, &receipt, faults)) {
        it->why = faults->list[0];
        return false;
    }
    it->count++;
    return true;
}

static void *write_on(void *context)
{
    Stream *it = context;
    Faults faults = {0};
    while (!atomic_load(it->ends) && arena_run(0, write_next, it, &faults))
        ;
    return NULL;
}

// Without a key a write that was kept although its answer was lost would be a conflict when it is
// written again: none is, and none is lost.
static void writers_do_not_notice_that_the_server_crashed(void **state)
{
    enum { THREADS = 4, CRASHES = 3 };
    DESK(state);
    pthread_t threads[THREADS];
    Stream streams[THREADS] = {0};
    atomic_bool ends = false;
    for (int i = 0; i < THREADS; i++) {
        streams[i] = (Stream){.store = desk->store, .number = i, .ends = &ends};
        pthread_create(&threads[i], NULL, write_on, &streams[i]);
    }
    for (int i = 0; i < CRASHES; i++) {
        usleep(150000);
        assert_int_equal(system(getenv("MADO_POSTGRES_RESTART")), 0);
    }
    usleep(150000);
    atomic_store(&ends, true);
    uint64_t count = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        if (streams[i].why.kind != FAULT_NONE)
            fail_msg("%s", streams[i].why.text);
        count += (uint64_t)streams[i].count;
    }
    assert_true(count > 0);
    assert_whole(desk, count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_sync_that_fails_acknowledges_nothing, set_up_shim,
                                        tear_down_shim),
        cmocka_unit_test_setup_teardown(a_write_that_fails_acknowledges_nothing, set_up_shim,
                                        tear_down_shim),
        cmocka_unit_test_setup_teardown(a_full_disk_says_so, set_up_shim, tear_down_shim),
        cmocka_unit_test_setup_teardown(a_file_that_may_not_grow_loses_nothing, desk_sqlite,
                                        desk_close),
        cmocka_unit_test_setup_teardown(a_store_that_may_only_be_read_is_read, desk_sqlite,
                                        desk_close),
        cmocka_unit_test_setup_teardown(a_folder_without_its_key_is_refused, desk_sqlite,
                                        desk_close),
        {"a_folder_without_its_key_is_refused (postgres)", a_folder_without_its_key_is_refused,
         desk_postgres, desk_close, NULL},
        {"a_server_that_is_started_anew_is_found_again (postgres)",
         a_server_that_is_started_anew_is_found_again, desk_postgres, desk_close, NULL},
        {"writers_do_not_notice_that_the_server_crashed (postgres)",
         writers_do_not_notice_that_the_server_crashed, desk_postgres, desk_close, NULL},
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
