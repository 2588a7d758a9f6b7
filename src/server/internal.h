// What the files of this room share.
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "madoguchi.h"
#include "server/client.h"
#include "server/route.h"
#include "store/standing.h"

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
void standing_write(Server *server, Buffer *out); // of a server that keeps something

// ---- Workers (workers.c): what is warm, lent to one request at a time ----

enum { LANGUAGES = 3 };

struct Worker {
    Guard guard;
    Arena *arena; // emptied for each request
    Faults faults;
    MadoChecker *checkers[LANGUAGES]; // each when it is first wanted
    MadoConverter *converter;
    struct Press *press; // press.h
    pthread_t thread;    // that had it last
    Worker *next;
};

typedef struct Workers {
    pthread_mutex_t lock;
    Worker *free; // the one used last comes first
} Workers;

Worker *workers_take(Server *server); // NULL where there is no memory
void workers_give(Server *server, Worker *worker);
void worker_recover(Worker *worker); // after a failure: what was left in the middle goes
void workers_free(Server *server);
struct Press *worker_press(const Server *server,
                           Worker *worker); // made when it is first wanted; in a handler only

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

bool lanes_start(Lanes *lanes, size_t threads);
void lanes_put(Lanes *lanes, Exchange *exchange);
void lanes_stop(Lanes *lanes);

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

// ---- The clock (clock.c): deadlines, statistics counted anew ----

typedef struct Clock {
    pthread_t thread;
    uint64_t size; // of the journal when it started, before anybody could ask
    bool is_running;
    atomic_bool has_declared;
} Clock;

bool clock_start(Server *server);
void clock_stop(Server *server);
// Whether its declarations are in service, so that the store says what is counted anew by them.
bool clock_has_declared(const Server *server);
// Now, or the day that ServerOptions.clock names.
int64_t clock_now_ms(const Server *server);
Slice clock_today(const Server *server, Arena *arena); // 2026-11-21

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
// So many a second, and twice as many at once.
bool rates_allow_each_second(Rates *rates, uint64_t key, size_t most, int64_t now_us);

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

typedef struct KnownStranger {
    Hash organisation;
    uint64_t changes; // of deals, when it was looked up
    int64_t until_us;
} KnownStranger;

typedef struct KnownKeys {
    pthread_mutex_t lock;
    KnownKey list[KNOWN_KEYS];
    KnownStranger strangers[KNOWN_KEYS];
} KnownKeys;

bool known_find(Server *server, Arena *arena, Slice token, Asker *asker);
// `changes`: store_changes() of the window from before it was looked up.
void known_note(Server *server, Slice token, uint64_t changes, const Asker *asker);

// Whether the organisation has no part in any deal, as far as it is known. `changes`:
// store_deal_changes() from before it was looked up.
bool known_stranger(Server *server, Slice organisation);
void known_note_stranger(Server *server, Slice organisation, uint64_t changes);

// ---- How much an organisation may keep (quota.c) ----

enum { QUOTA_SLOTS = 64 };

typedef struct QuotaSlot {
    char owner[NAME_MAX_BYTES + 1];
    Terms terms;
    uint64_t changes;              // of the window's records, when they were read
    int64_t terms_us, measured_us; // 0: never
    Usage usage;                   // as it was measured, and what was written since
} QuotaSlot;

typedef struct Quotas {
    pthread_mutex_t lock;
    QuotaSlot slots[QUOTA_SLOTS];
} Quotas;

// Whether their owners may keep so much more. False with a fault of the code "quota".
bool quotas_admit(Server *server, const Write *writes, size_t count, Faults *faults);

// ---- Whether the store can be used (pulse.c) ----

typedef struct Pulse {
    int64_t looked_us;       // the watcher's alone
    atomic_llong began_us;   // of the look that is under way; 0: none is
    atomic_llong failing_ms; // since when; 0: it can be used
} Pulse;

void pulse_look(Server *server); // where the last look is a second ago; by one thread
// Milliseconds since 1970; 0: it can be used.
int64_t pulse_failing_since(const Server *server);

// ---- The standbys of this server (standby.c) ----

enum { FOLLOWERS_MAX = 8, FOLLOWER_NAME_MAX = 64 };

typedef struct Follower {
    char name[FOLLOWER_NAME_MAX + 1]; // as it calls itself; empty: a place that nobody has had
    uint64_t has, goal;               // entries; `goal`: that there were when it asked last
    unsigned asking;                  // questions that are under way
    int64_t seen_us;                  // when the last one ended
    bool counts;                      // it had caught up: writes wait for it
} Follower;

typedef struct Standby {
    StandbyMode mode;     // STANDBY_NONE until the server has started
    atomic_bool is_alone; // STANDBY_DEGRADE: writes are not waited for
    pthread_mutex_t lock; // for `followers` and `moved`
    pthread_cond_t moved;
    Follower followers[FOLLOWERS_MAX];
} Standby;

void standby_start(Server *server);
void standby_stop(Server *server);
// A question begins, of who has kept `has` of `size` entries; and it ends. NULL, and no question,
// where FOLLOWERS_MAX others ask. `name` has FOLLOWER_NAME_MAX bytes at most.
Follower *standby_asks(Server *server, const char *name, uint64_t has, uint64_t size);
void standby_rests(Server *server, Follower *one);
size_t standby_count(Server *server); // for how many of them writes wait
bool standby_admit(Server *server, Faults *faults);
bool standby_confirm(void *server, uint64_t size); // StoreOptions
void standby_wake(Server *server);                 // when is_stopping is set

// ---- The server that this one follows (follow.c) ----

typedef enum FollowState {
    FOLLOW_NOT,
    FOLLOW_LEVEL, // or on its way to it
    FOLLOW_AWAY,
    FOLLOW_REFUSED,
    FOLLOW_DIVERGED,
    FOLLOW_FAILED,
    FOLLOW_NEW, // nothing is known yet
    FOLLOW_END,
} FollowState;

typedef struct FollowWord {
    const char *name, *event;
    bool is_bad;
} FollowWord;

extern const FollowWord follow_states[FOLLOW_END];

typedef struct Follow {
    struct Peer *peer;
    atomic_int state;
    atomic_int standing;
    atomic_ullong epoch, here, there; // entries of both
    atomic_llong level_us;            // when all was here last
    pthread_mutex_t lock;             // for `stopped`
    pthread_cond_t stopped;
    pthread_t thread;
    bool is_running;
} Follow;

bool follow_start(Server *server, Faults *faults);            // before anything is written
bool follow_mark(Server *server, Slice name, Faults *faults); // the store follows from now on
void follow_note(Server *server, const Standing *standing);   // for those who ask how it stands
void follow_stop(Server *server);

// ---- The server ----

enum { USED_MAX = 4096 };
#define PROVIDER_RETURN "/sign-in/provider/return"

struct Server {
    Guard guard;
    Arena *arena; // as long as the server
    ServerOptions options;
    struct MHD_Daemon *daemon;
    MadoLibrary *library;
    Workers workers;
    Lanes lanes, shipping; // standbys have threads of their own: writers may all wait for one
    Standby standby;
    Pulse pulse;
    Follow follow;
    Links links;
    Streams streams;
    Clock clock;
    Rates rates;  // of requests, by address
    Rates askers; // of requests, by key or session
    Rates sign_ins;
    struct Provider *provider; // of identity; NULL: none
    atomic_uint providing;     // questions to it that are under way
    uint64_t used[USED_MAX];   // sign-ins by it that came back; guarded by `hashing`
    size_t used_next;
    pthread_mutex_t hashing; // passwords are hashed one at a time: each takes 19 MiB
    Store *store;            // NULL: nothing is kept
    struct Finder *finder;   // NULL where the store is
    struct Cubes *cubes;     // the same
    Proxies proxies;         // that are trusted
    Counts counts;
    KnownKeys known;
    Quotas quotas;
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
// Whether its body says to be of that media type, whatever the parameters.
bool exchange_is_of(const Exchange *exchange, const char *type);
// The parts of a multipart body with a file in them; false where it is none.
bool exchange_parts(const Exchange *exchange, Slice body,
                    bool each(void *context, const char *filename, Slice piece, uint64_t offset),
                    void *context);
Exchange **exchange_next(Exchange *exchange); // in the lane's list
// Answers it. False where it was handed over already, and may be gone.
bool exchange_run(Exchange *exchange);
void exchange_resume(Exchange *exchange); // hands the answer to the socket's thread

// Hands over an answer whose handler goes on; what it took of the body is the pipe's. False where
// there is no memory: then the stream was freed.
bool exchange_begin(Request *request, Pipe *pipe);

// ---- Answers that are written while the handler works (pipe.c) ----

void pipe_keep_body(Pipe *pipe, char *body, size_t room); // until pipe_end
void pipe_end(Pipe *pipe, bool is_whole);                 // by who runs the handler, behind it

// ---- Smaller files ----

// enter.c: says who asks, and lets in whom the table of rights lets in. False with a problem
// answered, and journalled where the asker is known.
bool may_enter(Request *request);
const char *session_cookie(const Server *server); // its name
// Whether the request, where a cookie tells whose it is, carries the session's own mark. False with
// a problem answered. may_enter asks for it where something is changed, but not of who comes in.
bool has_mark(Request *request);
// Has the browser keep it; an empty one ends it.
void session_set_cookie(Request *request, Slice cookie);
// Behind the handler: a session that was used goes on.
void session_renew(Request *request);
// What signing in leaves to the server's settings.
void session_limits(const Server *server, SignIn *how);
// Whether the asker has shown lately who he is, beside having the session.
bool is_proven(const Request *request);

// again.c: runs the handler, unless the request came before with the same Idempotency-Key: then
// the route's `again` answers it. Refuses the head where it would have no effect.
void run_once(Request *request);
void answer_nothing(Request *request, const Entry *entry); // for `again`: 204

// values.c: reads and checks all parameters of the request's route. False with a problem answered.
bool values_read(Request *request);
// Digits alone, and `most` at most: 10^18 at the most.
bool digits_read(Slice text, uint64_t most, uint64_t *number);
// %41 ─► A. False where it is broken, or gives a control character or no UTF-8.
bool percent_decode(Arena *arena, Slice text, Slice *decoded);

// The media type of `offers` that `accept` likes best, and the language; negotiate.c.
const char *accept_type(Arena *arena, Slice accept, const char *offers);
const char *accept_language(Slice accept);

// tags.c: whether a list of entity tags has this one, or is *. Weak tags are like any (for what is
// kept), or like none (for what is changed).
typedef enum TagComparison { TAGS_WEAKLY, TAGS_STRONGLY } TagComparison;
typedef enum TagMatch { TAGS_NONE, TAGS_MATCH, TAGS_BROKEN } TagMatch;
TagMatch tags_match(Slice list, Slice wanted, TagComparison how);

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
