// SPDX-License-Identifier: Apache-2.0
// Fresh stores for tests.

#include "desk.h"

#include "base/memory.h"

#include <ftw.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool postgres_is_there(void)
{
    return getenv("MADO_POSTGRES") != NULL;
}

static bool make_arena(void *context)
{
    Desk *desk = context;
    desk->arena = arena_new(&desk->guard, 0);
    return true;
}

// Each store gets a schema of its own: a database for each would take too long.
static void make_schema(const char *name, char *conninfo, size_t room)
{
    char text[128];
    PGconn *link = PQconnectdb(getenv("MADO_POSTGRES"));
    snprintf(text, sizeof text, "CREATE SCHEMA \"%s\"", name);
    PGresult *result = PQexec(link, text);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s", PQerrorMessage(link));
    PQclear(result);
    PQfinish(link);
    snprintf(conninfo, room, "%s options='-c search_path=\"%s\"'", getenv("MADO_POSTGRES"), name);
}

static void open_desk(Desk *desk)
{
    desk->options.folder = desk->folder;
    desk->options.postgres = desk->conninfo[0] != '\0' ? desk->conninfo : NULL;
    desk->options.origin = "test.example/journal";
    desk->store = store_open(&desk->options, &desk->faults);
    assert_no_faults(desk);
    assert_non_null(desk->store);
}

static Desk *new_desk(void)
{
    Desk *desk = memory_take(sizeof *desk);
    *desk = (Desk){.folder = "/tmp/mado-store-XXXXXX"};
    assert_non_null(mkdtemp(desk->folder));
    guard_run(&desk->guard, make_arena, desk, NULL);
    return desk;
}

int desk_sqlite(void **state)
{
    Desk *desk = new_desk();
    *state = desk;
    open_desk(desk);
    return 0;
}

int desk_postgres(void **state)
{
    *state = NULL;
    if (!postgres_is_there())
        return 0;
    Desk *desk = new_desk();
    *state = desk;
    make_schema(desk->folder + sizeof "/tmp/" - 1, desk->conninfo, sizeof desk->conninfo);
    open_desk(desk);
    return 0;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

int desk_close(void **state)
{
    Desk *desk = *state;
    if (desk == NULL)
        return 0;
    store_close(desk->store);
    arena_free(desk->arena);
    nftw(desk->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    memory_free(desk);
    return 0;
}

void desk_reopen(Desk *desk)
{
    store_close(desk->store);
    open_desk(desk);
}

Slice desk_path(Desk *desk, const char *name)
{
    return arena_print(desk->arena, "%s/%s", desk->folder, name);
}

Store *desk_standby(Desk *desk)
{
    char command[256], conninfo[512];
    Slice folder = desk_path(desk, "standby");
    snprintf(command, sizeof command, "mkdir -p %s && cp %s/journal.key %s/journal.pub %s",
             folder.at, desk->folder, desk->folder, folder.at);
    assert_int_equal(system(command), 0);
    StoreOptions options = {.folder = folder.at, .origin = desk->options.origin};
    if (desk->conninfo[0] != '\0') {
        Slice name = arena_print(desk->arena, "%s-standby", desk->folder + sizeof "/tmp/" - 1);
        make_schema(name.at, conninfo, sizeof conninfo);
        options.postgres = arena_copy(desk->arena, slice_of(conninfo)).at;
    }
    Store *store = store_open(&options, &desk->faults);
    assert_no_faults(desk);
    return store;
}

void assert_no_faults(const Desk *desk)
{
    if (desk->faults.count > 0)
        fail_msg("%s (%s)", desk->faults.list[0].text, desk->faults.list[0].file);
}

void assert_fault(Desk *desk, FaultKind kind, const char *code)
{
    assert_true(desk->faults.count > 0);
    assert_string_equal(fault_kind_name(desk->faults.list[0].kind), fault_kind_name(kind));
    assert_string_equal(desk->faults.list[0].code, code);
    desk->faults.count = 0;
}

Write invoice(Desk *desk, const char *owner, const char *id, const char *currency)
{
    Facet *facets = arena_array(desk->arena, Facet, 2);
    facets[0] = facet_reference(S("order"), arena_print(desk->arena, "PO-%s", id));
    facets[1] = facet_counted(S("currency"), slice_of(currency));
    return (Write){
        .actor = S("user-1"),
        .owner = slice_of(owner),
        .register_name = S("commercial-invoice"),
        .record = slice_of(id),
        .action = S("create"),
        .state = S("draft"),
        .content =
            arena_print(desk->arena, "{\"number\":\"%s\",\"currency\":\"%s\"}", id, currency),
        .original = arena_print(desk->arena, "<Invoice><ID>%s</ID></Invoice>", id),
        .media_type = S("application/xml"),
        .file_name = S("請求書.xml"),
        .facets = facets,
        .facet_count = 2,
    };
}

Receipt put(Desk *desk, const Write *write)
{
    Receipt receipt = {0};
    store_write(desk->store, write, &receipt, &desk->faults);
    assert_no_faults(desk);
    return receipt;
}
