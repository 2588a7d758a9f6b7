// SPDX-License-Identifier: Apache-2.0
// How fast documents are read by their register and become durable, beside SQLite alone inserting
// the same bytes with the same durability; and how long a list over many records takes.
//
//     store ingest DOCUMENT FOLDER SECONDS         documents a second, each way; and how many
//                                                  are kept that nobody has read
//     store list FOLDER RECORDS                    fills a store (or takes it as it is), then
//                                                  milliseconds: median, 99th percentile
//
// With MADO_POSTGRES set the store is PostgreSQL's.

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "acts/facets.h"
#include "base/file.h"
#include "register/carried.h"
#include "register/crosswalk.h"
#include "store/store.h"
#include "timing.h"

enum { CLIENTS_MAX = 64, DOCUMENT_MAX = 1 << 20, NUMBER_ROOM = 23 };

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
    bool is_read; // by its register
    double end;
    atomic_ullong count;
} Load;

static void name_record(uint64_t number, char owner[16], char id[32])
{
    snprintf(owner, 16, "org%d", (int)(number % 97));
    snprintf(id, 32, "INV-%llu", (unsigned long long)number);
}

static Write write_of(Slice document, const char *owner, const char *id)
{
    return (Write){.actor = S("bench"),
                   .owner = slice_of(owner),
                   .register_name = S("commercial-invoice"),
                   .record = slice_of(id),
                   .action = S("create"),
                   .state = S("received"),
                   .original = document,
                   .media_type = S("application/xml"),
                   .key = slice_of(id)};
}

// What a client has for itself, and what lasts as long as one document.
typedef struct Client {
    Load *load;
    CrosswalkRun *run;
    Arena *document;
    Faults faults;
} Client;

// Its content and what it is found by, as the counter takes a document in.
static bool read_document(Client *it, Slice bytes, Write *write)
{
    CrosswalkDocument *read;
    if (crosswalk_read(it->run, it->document, bytes, &read, &it->faults) != 1)
        return false;
    Buffer text = buffer_new(it->document);
    content_write_json(&text, read->content);
    write->content = buffer_slice(&text);
    const Declaration *declaration = register_declaration(read->reg, &it->faults);
    const Json *content = json_read(it->document, write->content, &it->faults);
    if (declaration == NULL || content == NULL)
        return false;
    FacetList facets = facets_new(it->document);
    facets_gather(&facets, declaration, content);
    write->facets = facets.list;
    write->facet_count = facets.count;
    return true;
}

static bool send_one(Client *it, char *room)
{
    char owner[16], id[32];
    uint64_t number = atomic_fetch_add(&it->load->count, 1);
    name_record(number, owner, id);
    Slice document = document_of(it->load->model, room, number);
    Write write = write_of(document, owner, id);
    Receipt receipt;
    return (!it->load->is_read || read_document(it, document, &write)) &&
           store_write(it->load->store, &write, &receipt, &it->faults);
}

static bool send_many(Arena *arena, void *context)
{
    Client it = {.load = context};
    it.run = crosswalk_run_new(arena, carried_registers(arena), &(CrosswalkTables){0});
    it.document = arena_new(arena_guard(arena), 0);
    char *room = arena_take(arena, it.load->model.len + NUMBER_ROOM, 1);
    while (now() < it.load->end) {
        if (!send_one(&it, room))
            die(&it.faults);
        arena_reset(it.document);
    }
    arena_free(it.document);
    return true;
}

static void *send_documents(void *context)
{
    Faults faults = {0};
    if (!arena_run(0, send_many, context, &faults))
        die(&faults);
    return NULL;
}

typedef struct Turn {
    int clients;
    bool is_read;
} Turn;

static double store_writes(Store *store, Slice model, Turn turn, uint64_t *first, double seconds)
{
    pthread_t threads[CLIENTS_MAX];
    Load load = {.store = store, .model = model, .is_read = turn.is_read, .end = now() + seconds};
    atomic_store(&load.count, *first);
    double begin = now();
    for (int i = 0; i < turn.clients; i++)
        pthread_create(&threads[i], NULL, send_documents, &load);
    for (int i = 0; i < turn.clients; i++)
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
    double bare = 0, one = 0, many = 0, unread = 0;
    enum { TURNS = 3 };
    for (int i = 0; i < TURNS; i++) {
        Slice path = arena_print(arena, "%s/bare%d", it->folder, i);
        folder_make(arena, path, &faults);
        bare += bare_inserts(path.at, model, it->seconds / TURNS) / TURNS;
        const Turn turns[] = {{1, true}, {CLIENTS_MAX, true}, {1, false}};
        double *rates[] = {&one, &many, &unread};
        for (int k = 0; k < 3; k++)
            *rates[k] += store_writes(store, model, turns[k], &number, it->seconds / TURNS) / TURNS;
    }
    printf("bare=%.0f one=%.0f many=%.0f unread=%.0f\n", bare, one, many, unread);
    store_close(store);
    return true;
}

// ---- Lists ----

typedef struct Asking Asking;

struct Asking {
    Store *store;
    uint64_t records;
    unsigned seed, turn;
    bool (*ask)(const Asking *it, Arena *arena, Faults *faults);
};

static bool ask_size(Arena *arena, void *context)
{
    Asking *it = context;
    Faults *faults = arena_array(arena, Faults, 1);
    TreeHead head;
    if (!store_head(it->store, arena, &head, faults))
        die(faults);
    it->records = head.size;
    return true;
}

static uint64_t count_entries(Store *store)
{
    Faults faults = {0};
    Asking it = {.store = store};
    arena_run(0, ask_size, &it, &faults);
    return it.records;
}

static void fill(Store *store, uint64_t from, uint64_t records)
{
    enum { TOGETHER = 1000 };
    static Write writes[TOGETHER];
    static Receipt receipts[TOGETHER];
    static char owners[TOGETHER][16], ids[TOGETHER][32], deals[TOGETHER][16];
    static Facet facets[TOGETHER][3];
    for (uint64_t i = from; i < records; i += TOGETHER) {
        for (uint64_t k = 0; k < TOGETHER; k++) {
            uint64_t number = i + k;
            name_record(number, owners[k], ids[k]);
            facets[k][0] = facet_counted(S("currency"), number % 3 == 0 ? S("CNY") : S("JPY"));
            facets[k][1] = facet_counted(S("country"), number % 50 == 0 ? S("KR") : S("CN"));
            facets[k][2] = facet_reference(S("order"), slice_of(ids[k]));
            writes[k] = write_of(S("<Invoice/>"), owners[k], ids[k]);
            writes[k].facets = facets[k];
            writes[k].facet_count = 3;
            writes[k].state = number % 10 == 0 ? S("draft") : S("received");
            writes[k].key = (Slice){0};
            // Deals of some ten documents, and one of very many.
            snprintf(deals[k], sizeof deals[k], "D-%d", number % 20 == 3 ? 0 : (int)(number / 50));
            if (number % 5 == 3)
                writes[k].deal = slice_of(deals[k]);
        }
        Faults faults = {0};
        if (!store_write_all(store, writes, TOGETHER, receipts, &faults))
            die(&faults);
    }
}

// An owner's records or all, by no filter to three, with and without content, from anywhere.
static bool ask_list(const Asking *it, Arena *arena, Faults *faults)
{
    const Facet facets[] = {facet_counted(S("country"), S("KR")),
                            facet_counted(S("currency"), S("CNY")),
                            facet_counted(S("state"), S("draft"))};
    char owner[16];
    unsigned seed = it->seed, i = it->turn;
    RecordList found;
    Query query = {.register_name = S("commercial-invoice"), .limit = 50};
    snprintf(owner, sizeof owner, "org%d", rand_r(&seed) % 97);
    if (i % 2 == 0)
        query.owner = slice_of(owner);
    query.facets = facets + i % 3;
    query.facet_count = i / 3 % (4 - i % 3);
    query.after = (uint64_t)rand_r(&seed) % it->records;
    query.with_content = i % 5 == 0;
    return store_list(it->store, arena, &query, &found, faults);
}

// Filters that hardly a record fits together: the candidates of one have to be looked at.
static bool ask_in_vain(const Asking *it, Arena *arena, Faults *faults)
{
    const Facet facets[] = {facet_counted(S("country"), S("KR")),
                            facet_counted(S("state"), S("odd"))};
    char owner[16];
    RecordList found;
    snprintf(owner, sizeof owner, "org%u", it->seed % 97);
    Query query = {.owner = it->turn % 2 ? S("") : slice_of(owner),
                   .register_name = S("commercial-invoice"),
                   .facets = facets,
                   .facet_count = 2};
    return store_list(it->store, arena, &query, &found, faults);
}

static bool ask_deal(const Asking *it, Arena *arena, Faults *faults)
{
    char owner[16], deal[16];
    unsigned seed = it->seed;
    RecordList found;
    snprintf(owner, sizeof owner, "org%d", rand_r(&seed) % 97);
    snprintf(deal, sizeof deal, "D-%d",
             it->turn % 4 == 0 ? 0 : (int)((uint64_t)rand_r(&seed) % it->records / 50));
    Query query = {.owner = slice_of(owner),
                   .deal = slice_of(deal),
                   .register_name = it->turn % 2 ? S("commercial-invoice") : S(""),
                   .with_content = true};
    return store_list(it->store, arena, &query, &found, faults);
}

static bool ask_reference(const Asking *it, Arena *arena, Faults *faults)
{
    char id[32];
    unsigned seed = it->seed;
    Slice deal;
    snprintf(id, sizeof id, "INV-%d", (int)((uint64_t)rand_r(&seed) % it->records));
    Facet reference = facet_reference(S("order"), slice_of(id));
    return store_next_deal(it->store, arena, &reference, 1, S(""), &deal, faults);
}

static bool ask_counts(const Asking *it, Arena *arena, Faults *faults)
{
    char owner[16];
    const Count *counts;
    size_t count;
    snprintf(owner, sizeof owner, "org%u", it->seed % 97);
    return store_counts(it->store, arena, it->turn % 2 ? S("") : slice_of(owner),
                        S("commercial-invoice"), S(""), &counts, &count, faults);
}

static bool ask_one(Arena *arena, void *context)
{
    const Asking *it = context;
    Faults *faults = arena_array(arena, Faults, 1);
    if (!it->ask(it, arena, faults))
        die(faults);
    return true;
}

static void time_all(Store *store, uint64_t records, const char *name,
                     bool ask(const Asking *it, Arena *arena, Faults *faults))
{
    enum { TIMES = 1000 };
    static double times[TIMES];
    unsigned seed = 7;
    Faults faults = {0};
    for (unsigned i = 0; i < TIMES; i++) {
        Asking it = {store, records, (unsigned)rand_r(&seed), i, ask};
        double begin = now();
        arena_run(0, ask_one, &it, &faults);
        times[i] = (now() - begin) * 1e3;
    }
    times_sort(times, TIMES);
    printf("%s_median=%.3f %s_p99=%.3f %s_max=%.3f\n", name, times_percentile(times, TIMES, 50),
           name, times_percentile(times, TIMES, 99), name, times[TIMES - 1]);
    fflush(stdout);
}

static void ask_all_ways(Store *store, uint64_t records)
{
    time_all(store, records, "lists", ask_list);
    time_all(store, records, "vain", ask_in_vain);
    time_all(store, records, "deals", ask_deal);
    time_all(store, records, "references", ask_reference);
    time_all(store, records, "counts", ask_counts);
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
        uint64_t there = count_entries(store);
        if (there < records)
            fill(store, there, records);
        printf("fill=%.0f\n", (double)(records - there) / (now() - begin));
        fflush(stdout);
        ask_all_ways(store, records);
        store_close(store);
        return 0;
    }
    fprintf(stderr, "store ingest DOCUMENT FOLDER SECONDS | store list FOLDER RECORDS\n");
    return 1;
}
