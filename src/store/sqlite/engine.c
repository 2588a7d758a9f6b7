// SPDX-License-Identifier: Apache-2.0
// The embedded engine: one file, WAL, each commit synced before it is told (synchronous=FULL).
//
// Readers have connections of their own and are never in the writer's way.

#include "store/engine.h"

#include "base/memory.h"
#include "store/sqlite/keeper.h"
#include "store/sqlite/log.h"
#include "store/sqlite/pages.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

enum {
    BUSY_MS = 10000, // another process (a command beside the server) is writing
    PATH_ROOM = 4096,
};

struct Connection {
    sqlite3 *database;
    sqlite3_stmt *prepared[SQL_TEXT];
    sqlite3_stmt *own; // of the last SQL_TEXT
    LogKeeper *keeper; // of the store's writer; else NULL
};

// ---- Faults ----

typedef struct Reason {
    int code;
    const char *text;
} Reason;

static const Reason reasons[] = {
    {SQLITE_FULL, "the disk is full; free some space and write again"},
    {SQLITE_READONLY, "it may not be written: see the rights of the folder and the disk"},
    {SQLITE_CANTOPEN, "it cannot be opened: see whether the folder is there and may be written"},
    {SQLITE_BUSY, "another process keeps writing; stop it, or wait"},
    {SQLITE_CORRUPT, "it is damaged; see what `madoguchi verify` says, and restore a backup"},
    {SQLITE_NOTADB, "it is no store of Madoguchi's"},
    {SQLITE_IOERR, "the disk cannot be read or written"},
    {SQLITE_NOMEM, "there is no more memory"},
};

static bool fail(sqlite3 *database, Faults *faults)
{
    int code = sqlite3_extended_errcode(database);
    const char *why = sqlite3_errmsg(database);
    FaultKind kind = (code & 0xFF) == SQLITE_NOMEM ? FAULT_MEMORY : FAULT_IO;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].code == (code & 0xFF))
            return fault_add(faults, kind, 0, 0, "the store failed: %s (SQLite: %s, %d)",
                             reasons[i].text, why, code);
    return fault_add(faults, kind, 0, 0, "the store failed: %s (SQLite %d)", why, code);
}

// ---- Running ----

static bool bind(sqlite3_stmt *statement, const Call *call)
{
    int code = SQLITE_OK;
    for (unsigned i = 0; i < call->count && code == SQLITE_OK; i++) {
        const Value *value = &call->values[i];
        int at = (int)i + 1;
        switch (value->kind) {
        case VALUE_NULL:
            code = sqlite3_bind_null(statement, at);
            break;
        case VALUE_INTEGER:
            code = sqlite3_bind_int64(statement, at, value->number);
            break;
        case VALUE_TEXT: // an empty slice may lie nowhere, which SQLite would take for NULL
            code =
                sqlite3_bind_text64(statement, at, value->bytes.at != NULL ? value->bytes.at : "",
                                    value->bytes.len, SQLITE_STATIC, SQLITE_UTF8);
            break;
        case VALUE_BYTES:
            code = sqlite3_bind_blob64(statement, at, value->bytes.at, value->bytes.len,
                                       SQLITE_STATIC);
            break;
        }
    }
    return code == SQLITE_OK;
}

static Value column_of(sqlite3_stmt *statement, int at)
{
    // The pointer is asked for before the length, as SQLite demands.
    switch (sqlite3_column_type(statement, at)) {
    case SQLITE_INTEGER:
        return (Value){VALUE_INTEGER, sqlite3_column_int64(statement, at), {0}};
    case SQLITE_TEXT: {
        const char *text = (const char *)sqlite3_column_text(statement, at);
        return value_text((Slice){text, (size_t)sqlite3_column_bytes(statement, at)});
    }
    case SQLITE_BLOB: {
        const char *bytes = sqlite3_column_blob(statement, at);
        return value_bytes(
            (Slice){bytes != NULL ? bytes : "", (size_t)sqlite3_column_bytes(statement, at)});
    }
    default:
        return (Value){0};
    }
}

static sqlite3_stmt *prepare(Connection *it, const Call *call)
{
    if (call->sql == SQL_TEXT) {
        sqlite3_finalize(it->own);
        it->own = NULL;
        sqlite3_prepare_v2(it->database, call->text, -1, &it->own, NULL);
        return it->own;
    }
    sqlite3_stmt **statement = &it->prepared[call->sql];
    if (*statement == NULL)
        sqlite3_prepare_v3(it->database, statements[call->sql].sqlite, -1,
                           SQLITE_PREPARE_PERSISTENT, statement, NULL);
    else
        sqlite3_reset(*statement); // where a sink left in the middle
    return *statement;
}

static bool run_call(Connection *it, const Call *call, Faults *faults)
{
    sqlite3_stmt *statement = prepare(it, call);
    if (statement == NULL || !bind(statement, call))
        return fail(it->database, faults);
    int columns = sqlite3_column_count(statement), code;
    size_t before = faults->count;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        Value row[COLUMNS_MAX];
        for (int i = 0; i < columns && i < COLUMNS_MAX; i++)
            row[i] = column_of(statement, i);
        if (call->row != NULL && !call->row(call->context, row, faults))
            break;
    }
    bool is_good = code == SQLITE_DONE || code == SQLITE_ROW;
    if (!is_good)
        fail(it->database, faults);
    sqlite3_reset(statement);
    return is_good && faults->count == before;
}

static bool run(Connection *it, const Call *calls, size_t count, Faults *faults)
{
    for (size_t i = 0; i < count; i++)
        if (!run_call(it, &calls[i], faults))
            return false;
    return true;
}

static bool tidy(Connection *it)
{
    for (int i = 0; i < SQL_TEXT; i++)
        sqlite3_reset(it->prepared[i]);
    sqlite3_reset(it->own);
    if (!sqlite3_get_autocommit(it->database))
        sqlite3_exec(it->database, "ROLLBACK", NULL, NULL, NULL);
    return true;
}

static bool execute(Connection *it, const char *text, Faults *faults)
{
    return sqlite3_exec(it->database, text, NULL, NULL, NULL) == SQLITE_OK ||
           fail(it->database, faults);
}

static bool take_number(void *context, const Value *row, Faults *faults)
{
    (void)faults;
    *(int *)context = (int)row[0].number;
    return true;
}

static bool ask_number(Connection *it, const char *text, int *number, Faults *faults)
{
    *number = 0;
    Call call = {.sql = SQL_TEXT, .text = text, .row = take_number, .context = number};
    return run_call(it, &call, faults);
}

// Whether its pages have got their checksums.
static bool is_sealed(Connection *it)
{
    Faults ignored = {0};
    int is_sealed = 0;
    return ask_number(it, "PRAGMA user_version", &is_sealed, &ignored) && is_sealed != 0;
}

// Erased rows are overwritten in the file by secure_delete; the log that still has them is emptied.
static bool scrub(Connection *it, Faults *faults)
{
    keeper_hold(it->keeper);
    bool is_good = execute(it, "PRAGMA wal_checkpoint(TRUNCATE)", faults);
    keeper_release(it->keeper);
    return is_good;
}

static bool note_damage(void *context, const Value *row, Faults *faults)
{
    (void)context;
    if (!slice_equal(row[0].bytes, S("ok")))
        fault_add(faults, FAULT_IO, 0, 0, "SQLite finds its file damaged: %.*s",
                  (int)row[0].bytes.len, row[0].bytes.at);
    return faults->count < FAULTS_KEPT;
}

// The tables' own texts, which SQLite believes as they are, must be those of the steps.
static bool compare_schema(sqlite3 *model, Connection *it, Faults *faults)
{
    static const char text[] = "SELECT group_concat(name || coalesce(sql, ''), ';') FROM "
                               "(SELECT name, sql FROM sqlite_schema ORDER BY name)";
    sqlite3_stmt *expected = NULL, *found = NULL;
    for (const SchemaStep *step = sqlite_steps; step->version > 0; step++)
        sqlite3_exec(model, step->text, NULL, NULL, NULL);
    bool is_good = sqlite3_prepare_v2(model, text, -1, &expected, NULL) == SQLITE_OK &&
                   sqlite3_prepare_v2(it->database, text, -1, &found, NULL) == SQLITE_OK &&
                   sqlite3_step(expected) == SQLITE_ROW && sqlite3_step(found) == SQLITE_ROW &&
                   slice_equal(column_of(expected, 0).bytes, column_of(found, 0).bytes);
    sqlite3_finalize(expected);
    sqlite3_finalize(found);
    return is_good ||
           fault_add(faults, FAULT_IO, 0, 0, "the definitions of SQLite's tables were touched");
}

static bool inspect(Connection *it, Faults *faults)
{
    Call call = {.sql = SQL_TEXT, .text = "PRAGMA integrity_check(10)", .row = note_damage};
    sqlite3 *model = NULL;
    bool is_good = run_call(it, &call, faults);
    if (sqlite3_open(":memory:", &model) == SQLITE_OK)
        is_good &= compare_schema(model, it, faults);
    sqlite3_close(model);
    is_good &= log_inspect(it->database, faults);
    if (pages_are_checked(it->database))
        return pages_inspect(it->database, faults) && is_good;
    return !is_sealed(it) ? is_good
                          : fault_add(faults, FAULT_IO, 0, 0,
                                      "SQLite's file says that its pages have no checksums; they "
                                      "had");
}

// ---- Opening ----

static void close_connection(Connection *it)
{
    if (it == NULL)
        return;
    keeper_free(it->keeper);
    for (int i = 0; i < SQL_TEXT; i++)
        sqlite3_finalize(it->prepared[i]);
    sqlite3_finalize(it->own);
    sqlite3_close(it->database);
    memory_free(it);
}

static bool advance(Connection *it, const Place *place, Faults *faults)
{
    int is_made = 0, version = 0;
    const char *begin = place->is_read_only ? "BEGIN" : "BEGIN IMMEDIATE";
    if (!execute(it, begin, faults) ||
        !ask_number(it, "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_version'",
                    &is_made, faults) ||
        (is_made && !ask_number(it, "SELECT version FROM schema_version", &version, faults)))
        return false;
    SchemaRunner runner = {execute, it, sqlite_steps, version};
    if (!schema_advance(&runner, place->is_read_only, faults))
        return false;
    // The statement must not lie open when the transaction ends.
    sqlite3_reset(it->own);
    return execute(it, "COMMIT", faults);
}

// Room in each page for a checksum: of a file that is made now, or by the next VACUUM.
static void ask_for_room(Connection *it)
{
    int room = PAGE_CHECK_SIZE;
    sqlite3_file_control(it->database, "main", SQLITE_FCNTL_RESERVE_BYTES, &room);
}

static bool configure(Connection *it, const Place *place, bool is_first, Faults *faults)
{
    sqlite3_busy_timeout(it->database, BUSY_MS);
    sqlite3_extended_result_codes(it->database, 1);
    sqlite3_db_config(it->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    ask_for_room(it);
    if (!place->is_read_only && is_first && !execute(it, "PRAGMA journal_mode = WAL", faults))
        return false;
    return execute(
               it,
               "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -8000;"
               "PRAGMA wal_autocheckpoint = 4000; PRAGMA trusted_schema = OFF;",
               faults) &&
           (!is_first || advance(it, place, faults));
}

// A URI, whose marks are escaped in the path. On a medium that cannot be written, SQLite could not
// make the log's index beside the file: there it is told that no one else can write either.
static void name_file(const Place *place, const char *path, char uri[PATH_ROOM + 32])
{
    bool is_fixed = place->is_read_only && access(place->folder, W_OK) != 0;
    size_t len = (size_t)snprintf(uri, PATH_ROOM + 32, "file:");
    for (; *path != '\0' && len < PATH_ROOM; path++)
        if (*path == '%' || *path == '?' || *path == '#')
            len += (size_t)snprintf(uri + len, PATH_ROOM - len, "%%%02X", *path);
        else
            uri[len++] = *path;
    snprintf(uri + len, PATH_ROOM + 32 - len, "%s", is_fixed ? "?immutable=1" : "");
}

static Connection *open_file(const Place *place, const char *path, bool is_first, Faults *faults)
{
    char uri[PATH_ROOM + 32];
    name_file(place, path, uri);
    Connection *it = memory_take(sizeof *it);
    if (it == NULL) {
        fault_add(faults, FAULT_MEMORY, 0, 0, "no memory for a connection");
        return NULL;
    }
    *it = (Connection){0};
    int flags =
        place->is_read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
    if (!pages_register() || sqlite3_open_v2(uri, &it->database, flags, PAGES_VFS) != SQLITE_OK)
        fail(it->database, faults);
    else if (configure(it, place, is_first, faults))
        return it;
    fault_set_file(faults, 0, path);
    close_connection(it);
    return NULL;
}

// ---- Stores from before pages had checksums ----

// The file is written anew with the room, once; where someone else has it open, the next time.
static bool make_room(Connection *it)
{
    Faults ignored = {0};
    bool is_alone = execute(it, "PRAGMA journal_mode = DELETE", &ignored);
    bool is_made = is_alone && execute(it, "VACUUM", &ignored);
    return execute(it, "PRAGMA journal_mode = WAL", &ignored) && is_made;
}

// Marked when it is done: what breaks off in the middle is done again.
static bool seal(Connection *it)
{
    Faults ignored = {0};
    bool is_good = execute(it, "PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE", &ignored) &&
                   pages_seal(it->database) &&
                   execute(it, "PRAGMA user_version = 1; COMMIT", &ignored);
    tidy(it);
    return execute(it, "PRAGMA journal_mode = WAL", &ignored) && is_good;
}

static Connection *open_sealed(const Place *place, const char *path, Faults *faults)
{
    Connection *it = open_file(place, path, true, faults);
    if (it == NULL || is_sealed(it))
        return it;
    if (!pages_are_checked(it->database) && make_room(it)) {
        // Whether there is room is looked at when the file is opened.
        close_connection(it);
        it = open_file(place, path, true, faults);
    }
    if (it != NULL && pages_are_checked(it->database))
        seal(it);
    return it;
}

static Connection *open_connection(const Place *place, bool is_first, Faults *faults)
{
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/journal.db", place->folder);
    if (place->must_exist && access(path, F_OK) != 0) {
        fault_add(faults, FAULT_IO, 0, 0, "%s is not there: %s", path, strerror(errno));
        return NULL;
    }
    if (!is_first || place->is_read_only)
        return open_file(place, path, is_first, faults);
    // The store's first connection is its writer's.
    Connection *it = open_sealed(place, path, faults);
    if (it != NULL)
        it->keeper = keeper_new(it->database);
    return it;
}

const Engine sqlite_engine = {
    .name = "sqlite",
    .open = open_connection,
    .close = close_connection,
    .run = run,
    .tidy = tidy,
    .scrub = scrub,
    .inspect = inspect,
};
