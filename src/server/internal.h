// What the files of this room share.
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "madoguchi.h"
#include "server/route.h"

// ---- Counts (metrics.c) ----

enum { BUCKETS = 10 };

typedef struct RouteCounts {
    atomic_ullong statuses[6]; // by hundreds
    atomic_ullong buckets[BUCKETS + 1];
    atomic_ullong microseconds;
} RouteCounts;

typedef struct Counts {
    RouteCounts routes[ROUTES_MAX + 1]; // the last: what no route was found for
    atomic_ullong bytes_in, bytes_out, cut_off;
    atomic_llong connections, under_way;
} Counts;

void counts_add(Counts *counts, size_t route, int status, int64_t microseconds);
void counts_write(const Counts *counts, Buffer *out);

// ---- Workers (workers.c): what is warm, lent to one request at a time ----

enum { LANGUAGES = 3 };

struct Worker {
    Guard guard;
    Arena *arena; // emptied for each request
    Faults faults;
    MadoChecker *checkers[LANGUAGES]; // each when it is first wanted
    MadoConverter *converter;
    struct Press *press; // press.h
    Worker *next;
};

typedef struct Workers {
    pthread_mutex_t lock;
    Worker *free; // the one used last comes first, for its memory is warm
} Workers;

Worker *workers_take(Server *server); // NULL where there is no memory
void workers_give(Server *server, Worker *worker);
void worker_recover(Worker *worker); // after a failure: what was left in the middle goes
void workers_free(Server *server);
struct Press *worker_press(Worker *worker); // made when it is first wanted; in a handler only

// ---- The slow lane (lane.c) ----

typedef struct Lanes {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    Exchange *first, *last;     // waiting
    atomic_int busy;            // who wait, or are at work
    atomic_uintptr_t last_link; // of the connection that asked for the store last
    bool is_over;
    pthread_t threads[256];
    size_t count;
} Lanes;

bool lanes_start(Server *server, size_t threads);
void lanes_put(Server *server, Exchange *exchange);
void lanes_stop(Server *server);

// ---- Connections and their time limits (links.c) ----

typedef struct Link Link;

struct Link {
    int socket;
    atomic_llong ends_at;  // milliseconds; LLONG_MAX: never
    atomic_llong received; // bytes of the body, each of which buys time
    Link *before, *after;
};

typedef struct Links {
    pthread_mutex_t lock;
    pthread_cond_t stopped;
    Link *first;
    bool is_over, is_watched;
    pthread_t watcher;
    size_t rate_min;
    atomic_ullong *cut_off;
} Links;

bool links_start(Links *links);
void links_stop(Links *links);
Link *links_add(Links *links, int socket); // NULL where there is no memory
void links_remove(Links *links, Link *link);
void link_allow(Link *link, int64_t milliseconds); // from now; what was received counts no more

// ---- Answers that go on (stream.c) ----

typedef struct Streams {
    pthread_mutex_t lock;
    struct Listener *first;
    size_t count;
    atomic_uint calls; // of the watcher
    pthread_t watcher;
    bool is_watched;
} Streams;

bool streams_start(Server *server);
void streams_wake(Server *server);
void streams_stop(Server *server); // when is_stopping is set

// ---- How often an address may ask (rate.c) ----

enum { RATE_SLOTS = 4096 };

typedef struct Rates {
    pthread_mutex_t lock;
    struct {
        uint64_t key;
        int64_t full_at; // when the bucket is full again, in microseconds
    } slots[RATE_SLOTS];
} Rates;

// Whether `key` may once more: once in `each_us`, and `burst` times at once after a pause.
bool rates_allow(Rates *rates, uint64_t key, int64_t each_us, int64_t burst, int64_t now_us);

void rates_return(Rates *rates, uint64_t key, int64_t each_us); // it need not have counted

// ---- Keys that were seen a moment ago (known.c) ----

enum { KNOWN_KEYS = 64 };

typedef struct KnownKey {
    Hash token;
    uint64_t changes; // of the window's records, when it was looked up
    int64_t until_us;
    Role role;
    Scopes scopes;
    char actor[64], organisation[NAME_MAX_BYTES + 1];
} KnownKey;

typedef struct KnownKeys {
    pthread_mutex_t lock;
    KnownKey list[KNOWN_KEYS];
} KnownKeys;

bool known_find(Server *server, Arena *arena, Slice token, Asker *asker);
// `changes`: store_changes() of the window from before it was looked up.
void known_note(Server *server, Slice token, uint64_t changes, const Asker *asker);

// ---- The server ----

struct Server {
    Guard guard;
    Arena *arena; // as long as the server
    ServerOptions options;
    struct MHD_Daemon *daemon;
    MadoLibrary *library;
    Workers workers;
    Lanes lanes;
    Links links;
    Streams streams;
    Rates rates; // of requests
    Rates sign_ins;
    pthread_mutex_t hashing; // passwords are hashed one at a time: each takes 19 MiB
    Store *store;            // NULL: nothing is kept
    Counts counts;
    KnownKeys known;
    atomic_ullong body_bytes; // bytes of the bodies that are held
    atomic_bool is_stopping;
    const struct JsonSchema *bodies[ROUTES_MAX]; // of routes with a JSON body, by their number
    Slice openapi;
    Slice openapi_etag;
    char address[160];
    const char *first_link;
};

// ---- HTTP (http.c), as handlers and lanes see it ----

Slice exchange_header(const Exchange *exchange, const char *name);
Slice exchange_path(const Exchange *exchange); // as it came
bool exchange_is_local(const Exchange *exchange);
Slice exchange_cookie(const Exchange *exchange, const char *name);
bool exchange_changes(const Exchange *exchange);      // its method is none that only reads
uint64_t exchange_rate_key(const Exchange *exchange); // of the client's address
Slice exchange_address(const Exchange *exchange, Arena *arena);
// The raw values of the query, one after the other.
void exchange_query(const Exchange *exchange, void each(void *context, Slice name, Slice value),
                    void *context);
bool exchange_is_form(const Exchange *exchange); // multipart/form-data
// The parts of a multipart body with a file in them; false where it is none.
bool exchange_parts(const Exchange *exchange, Slice body,
                    bool each(void *context, const char *filename, Slice piece, uint64_t offset),
                    void *context);
Exchange **exchange_next(Exchange *exchange); // in the lane's list
void exchange_run(Exchange *exchange);        // answers it
void exchange_resume(Exchange *exchange);     // hands the answer to the socket's thread

// ---- Smaller files ----

// enter.c: says who asks, and lets in whom the table of rights lets in. False with a problem
// answered, and journalled where the asker is known.
bool may_enter(Request *request);
const char *session_cookie(const Server *server); // its name

// values.c: reads and checks all parameters of the request's route. False with a problem answered.
bool values_read(Request *request);
// %41 ─► A. False where it is broken, or gives a control character or no UTF-8.
bool percent_decode(Arena *arena, Slice text, Slice *decoded);

// The media type of `offers` that `accept` likes best, and the language; negotiate.c.
const char *accept_type(Arena *arena, Slice accept, const char *offers);
const char *accept_language(Slice accept);

// bodies.c: whether the JSON body is as the description says. False with a problem answered.
bool bodies_compile(Server *server, Faults *faults);
bool body_fits(Request *request);

// openapi.c: the description of all routes, as JSON.
Slice openapi_write(Arena *arena);

// log.c: one line of JSON on standard error.
typedef struct LogField {
    const char *name;
    Slice text; // at NULL: the number counts
    int64_t number;
} LogField;
void log_line(const char *level, const char *event, const LogField *fields, size_t count);

int64_t clock_us(void); // monotonic
