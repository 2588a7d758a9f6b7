// SPDX-License-Identifier: Apache-2.0
// The engine for many machines: libpq, everything binary, all calls of a run in one pipeline.
//
// Two round trips make a commit, however many wait for it: one that locks the head and looks up
// what is there, one that writes and commits.

#include "store/engine.h"

#include "base/late.h"
#include "base/memory.h"

#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

// libpq is loaded when a PostgreSQL store is opened: it brings Kerberos and LDAP along.
// clang-format off
#define LIBPQ(X) \
    X(PQclear) X(PQconnectdb) X(PQenterPipelineMode) X(PQerrorMessage) X(PQexec) \
    X(PQexitPipelineMode) X(PQfinish) X(PQftype) X(PQgetResult) X(PQgetisnull) X(PQgetlength) \
    X(PQgetvalue) X(PQnfields) X(PQntuples) X(PQpipelineStatus) X(PQpipelineSync) \
    X(PQresultErrorMessage) X(PQresultStatus) X(PQsendPrepare) X(PQsendQueryParams) \
    X(PQsendQueryPrepared) X(PQserverVersion) X(PQsetClientEncoding) X(PQstatus) \
    X(PQtransactionStatus)
// clang-format on

LATE_TABLE(Libpq, LIBPQ);
static Libpq pq;

static bool load_libpq(Faults *faults)
{
    static const char *const names[] = {LATE_NAMES(LIBPQ)};
    static const LateLibrary library = {"libpq.so.5", "libpq5", names, sizeof names / sizeof *names,
                                        &pq};
    return late_load(&library, faults);
}

enum {
    OID_BYTES = 17,
    OID_INT8 = 20,
    OID_TEXT = 25,
    SCHEMA_LOCK = 0x4D61646F, // one at a time takes the steps of the schema
    BINARY = 1,
    PIPELINE_MAX = 1024, // calls before their answers are read
};

struct Connection {
    PGconn *link;
    bool is_prepared[SQL_TEXT];
    PGresult *result; // being read
    bool is_broken;   // something was left in the middle
};

// ---- Faults ----

static bool fail(const char *what, Faults *faults)
{
    // The first line says what happened; hints and positions are for people who write SQL.
    Slice text = slice_of(what);
    Slice line = slice_cut(&text, '\n');
    return fault_add(faults, FAULT_IO, 0, 0, "the store failed: PostgreSQL says: %.*s",
                     (int)line.len, line.at);
}

// ---- Sending ----

typedef struct Parameters {
    const char *at[VALUES_MAX];
    int lengths[VALUES_MAX], formats[VALUES_MAX];
    uint64_t numbers[VALUES_MAX];
} Parameters;

static void set_parameter(Parameters *it, unsigned i, const Value *value)
{
    it->formats[i] = BINARY;
    it->lengths[i] = (int)value->bytes.len;
    it->at[i] = value->bytes.at != NULL ? value->bytes.at : "";
    if (value->kind == VALUE_NULL)
        it->at[i] = NULL;
    if (value->kind == VALUE_INTEGER) {
        it->numbers[i] = htobe64((uint64_t)value->number);
        it->at[i] = (const char *)&it->numbers[i];
        it->lengths[i] = sizeof it->numbers[i];
    }
}

static const char *text_of(StatementId sql)
{
    const Statement *statement = &statements[sql];
    return statement->postgres != NULL ? statement->postgres : statement->sqlite;
}

static void name_statement(char name[16], StatementId sql)
{
    snprintf(name, 16, "s%d", (int)sql);
}

// Sets `*prepares` where the statement is new here: an answer more comes back.
static bool send_call(Connection *it, const Call *call, bool *prepares)
{
    Parameters parameters;
    char name[16];
    for (unsigned i = 0; i < call->count; i++)
        set_parameter(&parameters, i, &call->values[i]);
    *prepares = false;
    if (call->sql == SQL_TEXT)
        return pq.PQsendQueryParams(it->link, call->text, (int)call->count, NULL, parameters.at,
                                    parameters.lengths, parameters.formats, BINARY) == 1;
    name_statement(name, call->sql);
    *prepares = !it->is_prepared[call->sql];
    if (*prepares && pq.PQsendPrepare(it->link, name, text_of(call->sql), 0, NULL) != 1)
        return false;
    it->is_prepared[call->sql] = true;
    return pq.PQsendQueryPrepared(it->link, name, (int)call->count, parameters.at,
                                  parameters.lengths, parameters.formats, BINARY) == 1;
}

// ---- Receiving ----

static Value value_of(const PGresult *result, int row, int column)
{
    if (pq.PQgetisnull(result, row, column))
        return (Value){0};
    Slice bytes = {pq.PQgetvalue(result, row, column), (size_t)pq.PQgetlength(result, row, column)};
    uint64_t number;
    switch (pq.PQftype(result, column)) {
    case OID_INT8:
        memcpy(&number, bytes.at, sizeof number);
        return value_integer(be64toh(number));
    case OID_BYTES:
        return value_bytes(bytes);
    default:
        return value_text(bytes);
    }
}

static bool give_rows(const Call *call, const PGresult *result, Faults *faults)
{
    int columns = pq.PQnfields(result);
    size_t before = faults->count;
    for (int i = 0; call->row != NULL && i < pq.PQntuples(result); i++) {
        Value row[COLUMNS_MAX];
        for (int k = 0; k < columns && k < COLUMNS_MAX; k++)
            row[k] = value_of(result, i, k);
        if (!call->row(call->context, row, faults))
            break;
    }
    return faults->count == before;
}

typedef struct Answers {
    bool is_good; // no answer was an error yet
    char why[256];
} Answers;

// One answer and the NULL behind it. `call` is NULL for that of a preparation.
static void receive(Connection *it, const Call *call, Answers *answers, Faults *faults)
{
    for (const PGresult *result; (result = it->result = pq.PQgetResult(it->link)) != NULL;) {
        ExecStatusType status = pq.PQresultStatus(result);
        bool is_good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
        if (!is_good && answers->is_good) {
            answers->is_good = false;
            snprintf(answers->why, sizeof answers->why, "%s", pq.PQresultErrorMessage(result));
        }
        if (status == PGRES_TUPLES_OK && call != NULL && answers->is_good &&
            !give_rows(call, result, faults)) {
            answers->is_good = false;
            answers->why[0] = '\0'; // the sink has said what it was
        }
        pq.PQclear(it->result);
        it->result = NULL;
    }
}

static void receive_sync(Connection *it)
{
    for (int i = 0; i < 3; i++) {
        PGresult *result = pq.PQgetResult(it->link);
        bool is_sync = result != NULL && pq.PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        pq.PQclear(result);
        if (is_sync)
            return;
    }
}

// A statement whose preparation was passed over, since one before it failed, is not there.
static void forget_prepared(Connection *it)
{
    pq.PQclear(pq.PQexec(it->link, "DEALLOCATE ALL"));
    memset(it->is_prepared, 0, sizeof it->is_prepared);
}

static bool run_pipeline(Connection *it, const Call *calls, bool *prepares, size_t count,
                         Faults *faults)
{
    Answers answers = {.is_good = true};
    size_t sent = 0;
    if (pq.PQenterPipelineMode(it->link) != 1)
        return fail(pq.PQerrorMessage(it->link), faults);
    it->is_broken = true; // until all answers are read
    while (sent < count && send_call(it, &calls[sent], &prepares[sent]))
        sent++;
    if (sent < count || pq.PQpipelineSync(it->link) != 1)
        return fail(pq.PQerrorMessage(it->link), faults);
    for (size_t i = 0; i < count; i++) {
        if (prepares[i])
            receive(it, NULL, &answers, faults);
        receive(it, &calls[i], &answers, faults);
    }
    receive_sync(it);
    if (pq.PQexitPipelineMode(it->link) != 1 || pq.PQstatus(it->link) != CONNECTION_OK)
        return fail(answers.why[0] != '\0' ? answers.why : pq.PQerrorMessage(it->link), faults);
    it->is_broken = false;
    if (answers.is_good)
        return true;
    // DEALLOCATE would be refused in a failed transaction: tidy() does it.
    it->is_broken = true;
    return answers.why[0] != '\0' ? fail(answers.why, faults) : false;
}

static bool run(Connection *it, const Call *calls, size_t count, Faults *faults)
{
    bool prepares[PIPELINE_MAX];
    for (size_t i = 0; i < count; i += PIPELINE_MAX)
        if (!run_pipeline(it, calls + i, prepares,
                          count - i < PIPELINE_MAX ? count - i : PIPELINE_MAX, faults))
            return false;
    return true;
}

static bool tidy(Connection *it)
{
    pq.PQclear(it->result); // where a sink left in the middle
    it->result = NULL;
    if (pq.PQstatus(it->link) != CONNECTION_OK)
        return false;
    if (pq.PQpipelineStatus(it->link) != PQ_PIPELINE_OFF)
        return false; // answers are under way that no one will read
    if (pq.PQtransactionStatus(it->link) != PQTRANS_IDLE)
        pq.PQclear(pq.PQexec(it->link, "ROLLBACK"));
    if (it->is_broken)
        forget_prepared(it);
    it->is_broken = false;
    return pq.PQstatus(it->link) == CONNECTION_OK &&
           pq.PQtransactionStatus(it->link) == PQTRANS_IDLE;
}

static bool execute(Connection *it, const char *text, Faults *faults)
{
    PGresult *result = pq.PQexec(it->link, text);
    ExecStatusType status = pq.PQresultStatus(result);
    bool is_good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    pq.PQclear(result);
    return is_good || fail(pq.PQerrorMessage(it->link), faults);
}

// ---- Opening ----

static void close_connection(Connection *it)
{
    if (it == NULL)
        return;
    pq.PQclear(it->result);
    pq.PQfinish(it->link);
    memory_free(it);
}

// -1 where the answer is none.
static int ask_number(Connection *it, const char *text)
{
    PGresult *result = pq.PQexec(it->link, text);
    int number = pq.PQresultStatus(result) == PGRES_TUPLES_OK && pq.PQntuples(result) == 1
                     ? atoi(pq.PQgetvalue(result, 0, 0))
                     : -1;
    pq.PQclear(result);
    return number;
}

static bool advance_locked(Connection *it, const Place *place, Faults *faults)
{
    int is_made =
        ask_number(it, "SELECT count(*) FROM pg_tables WHERE tablename = 'schema_version' "
                       "AND schemaname = current_schema()");
    if (is_made == 0 && place->must_exist)
        return fault_add(faults, FAULT_IO, 0, 0, "there is no store in this database");
    int version = is_made == 0 ? 0 : ask_number(it, "SELECT version FROM schema_version");
    if (is_made < 0 || version < 0)
        return fail(pq.PQerrorMessage(it->link), faults);
    SchemaRunner runner = {execute, it, postgres_steps, version};
    return schema_advance(&runner, place->is_read_only, faults);
}

static bool advance(Connection *it, const Place *place, Faults *faults)
{
    char lock[64];
    snprintf(lock, sizeof lock, "SELECT pg_advisory_xact_lock(%d)", SCHEMA_LOCK);
    bool is_good = execute(it, "BEGIN", faults) && execute(it, lock, faults) &&
                   advance_locked(it, place, faults) && execute(it, "COMMIT", faults);
    if (!is_good)
        pq.PQclear(pq.PQexec(it->link, "ROLLBACK"));
    return is_good;
}

static bool configure(Connection *it, const Place *place, bool is_first, Faults *faults)
{
    if (pq.PQstatus(it->link) != CONNECTION_OK)
        return fail(pq.PQerrorMessage(it->link), faults);
    if (pq.PQserverVersion(it->link) < 150000)
        return fault_add(faults, FAULT_UNSUPPORTED, 0, 0,
                         "PostgreSQL %d is too old; 15 is the oldest that is known to work",
                         pq.PQserverVersion(it->link) / 10000);
    // Whatever the server's own setting is: what is told to be durable is. Pages of lists are
    // walked along one index, in their order, and all else is looked up, as the statements are
    // written: a planner whose statistics lag behind would collect and sort what a page needs fifty
    // of.
    return execute(it, "SET synchronous_commit = on", faults) &&
           execute(it,
                   "SET join_collapse_limit = 1; SET enable_hashjoin = off;"
                   "SET enable_mergejoin = off; SET enable_bitmapscan = off",
                   faults) &&
           execute(it, "SET client_min_messages = error", faults) &&
           (!is_first || advance(it, place, faults));
}

static Connection *open_connection(const Place *place, bool is_first, Faults *faults)
{
    if (!load_libpq(faults))
        return NULL;
    Connection *it = memory_take(sizeof *it);
    if (it == NULL) {
        fault_add(faults, FAULT_MEMORY, 0, 0, "no memory for a connection");
        return NULL;
    }
    *it = (Connection){.link = pq.PQconnectdb(place->postgres)};
    if (pq.PQstatus(it->link) == CONNECTION_OK)
        pq.PQsetClientEncoding(it->link, "UTF8");
    if (configure(it, place, is_first, faults))
        return it;
    close_connection(it);
    return NULL;
}

const Engine postgres_engine = {
    .name = "postgres",
    .open = open_connection,
    .close = close_connection,
    .run = run,
    .tidy = tidy,
};
