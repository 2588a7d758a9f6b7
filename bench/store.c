// SPDX-License-Identifier: Apache-2.0
// How fast documents become durable, beside SQLite alone inserting the same bytes with the same
// durability; and how long a list over many records takes.
//
//     store ingest DOCUMENT FOLDER SECONDS         documents a second, each way
//     store list FOLDER RECORDS                    fills a store, then milliseconds: median, 99th
//     percentile
//
// With MADO_POSTGRES set the store is PostgreSQL's.

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "store/store.h"

enum { CLIENTS_MAX = 64, DOCUMENT_MAX = 1 << 20, NUMBER_ROOM = 24 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void die(const Faults *faults)
{
    fprintf(stderr, "%s\n", faults->count > 0 ? faults->list[0].text : "failed");
    exit(1);
}

// Each document is another one.
static Slice document_of(Slice model, char *room, uint64_t number)
{
    char text[NUMBER_ROOM + 1];
    memcpy(room, model.at, model.len);
    snprintf(text, sizeof text, "<!--%016llx-->", (unsigned long long)number);
    memcpy(room + model.len, text, NUMBER_ROOM);
    return (Slice){room, model.len + NUMBER_ROOM};
}

// ---- SQLite alone ----

static void execute(sqlite3 *database, const char *text)
{
    if (sqlite3_exec(database, text, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", text, sqlite3_errmsg(database));
        exit(1);
    }
}

static double bare_inserts(const char *folder, Slice model, double seconds)
{
    char path[4096], owner[16];
    char *room = malloc(model.len + NUMBER_ROOM);
    sqlite3 *database;
    sqlite3_stmt *insert;
    snprintf(path, sizeof path, "%s/bare.db", folder);
    sqlite3_open(path, &database);
    execute(database,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            "CREATE TABLE doc(id INTEGER PRIMARY KEY, owner TEXT NOT NULL, kind TEXT NOT NULL,"
            " at INTEGER NOT NULL, sha BLOB NOT NULL, body BLOB NOT NULL);"
            "CREATE INDEX doc_owner ON doc(owner, kind, at)");
    sqlite3_prepare_v2(database,
                       "INSERT INTO doc(owner, kind, at, sha, body) VALUES(?, ?, ?, ?, ?)", -1,
                       &insert, NULL);
    double begin = now();
    sqlite3_int64 count = 0;
    for (; now() - begin < seconds; count++) {
        Slice document = document_of(model, room, (uint64_t)count);
        snprintf(owner, sizeof owner, "org%d", (int)(count % 97));
        sqlite3_bind_text(insert, 1, owner, -1, SQLITE_STATIC);
        sqlite3_bind_text(insert, 2, "invoice", -1, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 3, count);
        sqlite3_bind_blob(insert, 4, document.at, 32, SQLITE_STATIC);
        sqlite3_bind_blob(insert, 5, document.at, (int)document.len, SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE)
            exit(1);
        sqlite3_reset(insert);
    }
    double rate = (double)count / (now() - begin);
    sqlite3_finalize(insert);
    sqlite3_close(database);
    free(room);
    return rate;
}

// ---- The store ----

typedef struct Load {
    Store *store;
    Slice model;
    double end;
    atomic_ullong count;
} Load;

static void name_record(uint64_t number, char owner[16], char id[32])
{
    snprintf(owner, 16, "org%d", (int)(number % 97));
    snprintf(id, 32, "INV-%llu", (unsigned long long)number);
}

static Write write_of(Slice document, const char *owner, const char *id, const Facet *facets)
{
    return (Write){.actor = S("bench"),
                   .owner = slice_of(owner),
                   .register_name = S("commercial-invoice"),
                   .record = slice_of(id),
                   .action = S("create"),
                   .state = S("received"),
                   .original = document,
                   .media_type = S("application/xml"),
                   .facets = facets,
                   .facet_count = 3,
                   .key = slice_of(id)};
}

static void *send_documents(void *context)
{
    Load *load = context;
    char *room = malloc(load->model.len + NUMBER_ROOM);
    while (now() < load->end) {
        char owner[16], id[32];
        uint64_t number = atomic_fetch_add(&load->count, 1);
        name_record(number, owner, id);
        const Facet facets[] = {{S("currency"), number % 3 == 0 ? S("CNY") : S("JPY"), false},
                                {S("country"), S("CN"), false},
                                {S("order"), slice_of(id), true}};
        Slice document = document_of(load->model, room, number);
        Write write = write_of(document, owner, id, facets);
        Receipt receipt;
        Faults faults = {0};
        if (!store_write(load->store, &write, &receipt, &faults))
            die(&faults);
    }
    free(room);
    return NULL;
}

static double store_writes(Store *store, Slice model, int clients, uint64_t *first, double seconds)
{
    pthread_t threads[CLIENTS_MAX];
    Load load = {.store = store, .model = model, .end = now() + seconds};
    atomic_store(&load.count, *first);
    double begin = now();
    for (int i = 0; i < clients; i++)
        pthread_create(&threads[i], NULL, send_documents, &load);
    for (int i = 0; i < clients; i++)
        pthread_join(threads[i], NULL);
    double rate = (double)(atomic_load(&load.count) - *first) / (now() - begin);
    *first = atomic_load(&load.count);
    return rate;
}

static Store *open_store(const char *folder)
{
    Faults faults = {0};
    StoreOptions options = {.folder = folder, .postgres = getenv("MADO_POSTGRES")};
    Store *store = store_open(&options, &faults);
    if (store == NULL)
        die(&faults);
    return store;
}

typedef struct Ingest {
    const char *document, *folder;
    double seconds;
} Ingest;

static bool ingest(Arena *arena, void *context)
{
    const Ingest *it = context;
    Faults faults = {0};
    Slice model;
    uint64_t number = 0;
    if (!file_read(arena, it->document, DOCUMENT_MAX, &model, &faults))
        die(&faults);
    Store *store = open_store(it->folder);
    // By turns, so that what else the machine does falls on all alike.
    double bare = 0, one = 0, many = 0;
    enum { TURNS = 3 };
    for (int i = 0; i < TURNS; i++) {
        Slice path = arena_print(arena, "%s/bare%d", it->folder, i);
        folder_make(arena, path, &faults);
        bare += bare_inserts(path.at, model, it->seconds / TURNS) / TURNS;
        one += store_writes(store, model, 1, &number, it->seconds / TURNS) / TURNS;
        many += store_writes(store, model, CLIENTS_MAX, &number, it->seconds / TURNS) / TURNS;
    }
    printf("bare=%.0f one=%.0f many=%.0f\n", bare, one, many);
    store_close(store);
    return true;
}

// ---- Lists ----

static void fill(Store *store, uint64_t records)
{
    enum { TOGETHER = 1000 };
    static Write writes[TOGETHER];
    static Receipt receipts[TOGETHER];
    static char owners[TOGETHER][16], ids[TOGETHER][32];
    static Facet facets[TOGETHER][3];
    for (uint64_t i = 0; i < records; i += TOGETHER) {
        for (uint64_t k = 0; k < TOGETHER; k++) {
            uint64_t number = i + k;
            name_record(number, owners[k], ids[k]);
            facets[k][0] = facet_counted(S("currency"), number % 3 == 0 ? S("CNY") : S("JPY"));
            facets[k][1] = facet_counted(S("country"), number % 50 == 0 ? S("KR") : S("CN"));
            facets[k][2] = facet_reference(S("order"), slice_of(ids[k]));
            writes[k] = write_of(S("<Invoice/>"), owners[k], ids[k], facets[k]);
            writes[k].state = number % 10 == 0 ? S("draft") : S("received");
            writes[k].key = (Slice){0};
        }
        Faults faults = {0};
        if (!store_write_all(store, writes, TOGETHER, receipts, &faults))
            die(&faults);
    }
}

typedef struct Listing {
    Store *store;
    Query query;
} Listing;

static bool list(Arena *arena, void *context)
{
    const Listing *it = context;
    Faults faults = {0};
    RecordList found;
    if (!store_list(it->store, arena, &it->query, &found, &faults))
        die(&faults);
    return true;
}

static int compare_times(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

static void list_all_ways(Store *store, uint64_t records)
{
    enum { LISTS = 1000 };
    static double times[LISTS];
    const Facet facets[] = {{S("country"), S("KR"), false},
                            {S("currency"), S("CNY"), false},
                            {S("state"), S("draft"), false}};
    unsigned seed = 7;
    for (int i = 0; i < LISTS; i++) {
        char owner[16];
        snprintf(owner, sizeof owner, "org%d", rand_r(&seed) % 97);
        Listing listing = {store, {.register_name = S("commercial-invoice"), .limit = 50}};
        if (i % 2 == 0)
            listing.query.owner = slice_of(owner);
        listing.query.facets = facets + i % 3;
        listing.query.facet_count = (size_t)(i / 3 % (4 - i % 3));
        listing.query.after = (uint64_t)rand_r(&seed) % records;
        listing.query.with_content = i % 5 == 0;
        double begin = now();
        Faults faults = {0};
        arena_run(0, list, &listing, &faults);
        times[i] = (now() - begin) * 1e3;
    }
    qsort(times, LISTS, sizeof *times, compare_times);
    printf("median=%.3f p99=%.3f max=%.3f\n", times[LISTS / 2], times[LISTS * 99 / 100],
           times[LISTS - 1]);
}

int main(int argc, char **argv)
{
    Faults faults = {0};
    if (argc == 5 && strcmp(argv[1], "ingest") == 0) {
        Ingest it = {argv[2], argv[3], atof(argv[4])};
        return arena_run(0, ingest, &it, &faults) ? 0 : 1;
    }
    if (argc == 4 && strcmp(argv[1], "list") == 0) {
        uint64_t records = strtoull(argv[3], NULL, 10);
        Store *store = open_store(argv[2]);
        double begin = now();
        fill(store, records);
        printf("fill=%.0f\n", (double)records / (now() - begin));
        list_all_ways(store, records);
        store_close(store);
        return 0;
    }
    fprintf(stderr, "store ingest DOCUMENT FOLDER SECONDS | store list FOLDER RECORDS\n");
    return 1;
}
