// Requests over HTTP that this program makes itself: to the server that a standby follows, to a
// provider of identity, to a journal that is proven from outside. By libcurl, which is loaded when
// the first is made.
//
// What answers is a stranger: only http and https, no redirects (a key would go along), limits on
// bytes and time, certificates always checked. Without TLS only to this machine.
#pragma once

#include "base/buffer.h"

typedef struct Fetcher Fetcher; // keeps its connections; one thread at a time

typedef struct FetcherOptions {
    const char *authority;          // PEM: whose certificates are believed; NULL: the system's
    bool (*is_over)(void *context); // asked some times a second: true ends what is under way
    void *context;
} FetcherOptions;

// NULL with a fault where libcurl is not there. The options' texts must live as long.
Fetcher *fetcher_new(const FetcherOptions *options, Faults *faults);
void fetcher_free(Fetcher *fetcher); // NULL is allowed

// Whether such an address may be asked: https, or http on this machine. False with a fault.
bool fetch_address_is_good(Slice url, Faults *faults);

typedef struct Fetch {
    Slice url;
    Slice bearer;         // for Authorization; empty: none
    Slice user, password; // for Authorization as Basic; empty: none
    Slice form;           // posted as application/x-www-form-urlencoded; at NULL: GET
    size_t answer_max;    // bytes
    unsigned seconds;     // for all of it
} Fetch;

typedef struct Fetched {
    int status;
    Slice head; // its lines
    Slice body;
} Fetched;

// Any status is an answer. False with a fault (FAULT_IO, FAULT_LIMIT) where there was none, and it
// names the address without its query, for that may hold secrets.
bool fetch(Fetcher *fetcher, Arena *arena, const Fetch *what, Fetched *answer, Faults *faults);

// Of the head; the last of that name, empty where there is none.
Slice fetched_field(const Fetched *answer, Slice name);

// A text as it stands in a query or a form (RFC 3986, 2.3: all else is escaped).
void add_escaped(Buffer *out, Slice text);
