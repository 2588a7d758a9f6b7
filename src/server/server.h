// The counter: the program's abilities over HTTP/1.1, with or without TLS.
//
//     socket ─► http.c (libmicrohttpd) ─► routes.c (the table) ─► routes/… (handlers) ─► answer
//
// docs/api.md is the manual of what is answered, docs/security.md of what is refused.
#pragma once

#include "base/arena.h"

typedef struct Server Server;

// What a write waits for beside this server's own disk.
typedef enum StandbyMode {
    STANDBY_NONE,    // for nothing
    STANDBY_WAIT,    // for the standby; without one, writes are refused
    STANDBY_DEGRADE, // for the standby; without one, they are kept here alone, and it is said
                     // loudly
} StandbyMode;

// 0 and NULL mean the default, which is said behind each.
typedef struct ServerOptions {
    const char *listen;             // "ADDRESS:PORT", "[ADDRESS]:PORT"; 127.0.0.1:8080
    const char *data;               // the folder that records are kept in; none: nothing is kept
    const char *postgres;           // keeps them in this database; none: SQLite
    bool is_behind_tls;             // a proxy speaks TLS: cookies are for TLS only
    const char *certificate, *key;  // PEM files: TLS 1.2 and 1.3; none
    const char *rules;              // the rule library's folder; as for `madoguchi check`
    const char *registers;          // a folder of one's own registers; none
    const char *codes;              // the folder of one's own code lists; none
    size_t threads;                 // that serve sockets; as many as processors, 2 at least
    size_t slow_threads;            // for what takes long; 16, or 4 without data
    size_t connections_max;         // 2,000
    size_t connections_per_address; // 500
    size_t requests_per_second;     // of one address; no limit
    size_t requests_per_key;        // a second of one key, or one session; 5,000
    size_t body_max;                // bytes of one request; 64 MB
    size_t bodies_max;              // bytes of all requests that are being received; 1 GB
    size_t memory_max;              // bytes that one request may take while it is answered; 1 GB
    size_t steps_max;               // of evaluation for one document, which bounds time; 10^8
    unsigned head_seconds;          // until a request's head is whole; 10
    unsigned idle_seconds;          // that a connection may wait for its next request; 60
    size_t rate_min;                // bytes a second that a body must bring at least; 4,000
    unsigned session_seconds;       // that a session lasts, whatever is done in it; 12 hours
    unsigned session_idle_seconds;  // that it lasts without a request; 30 minutes
    unsigned proof_seconds;         // that a password counts for what is sensitive; 15 minutes
    bool metrics_open;              // /metrics for all, not only for this machine
    const char *clock;              // a file with the date that it shall be, for rehearsals; none
    bool is_quiet;                  // logs no requests
    const char *follow;             // the server whose standby this is; none
    const char *follow_key;         // a file with the key to it
    const char *follow_authority;   // PEM: whose certificates are believed; the system's
    const char *proxies;            // addresses of proxies that say who asks; none
    bool speaks_forwarded;          // they say it by Forwarded, not by X-Forwarded-For
    const char *public_url;         // where browsers find this server; where it listens
    const char *provider;           // the issuer of a provider of identity (OpenID Connect); none
    const char *provider_client;    // what it knows this server by
    const char *provider_secret;    // a file with the secret that is shared with it; none
    const char *provider_name;      // as people call it; its host
    const char *provider_authority; // PEM: whose certificates are believed; the system's
    const char *provider_organisation; // the claim that names the organisation; none
    StandbyMode standby;               // none
    unsigned standby_seconds;          // that a standby may be silent; 10
} ServerOptions;

// Starts to listen. NULL with faults. Signals are the caller's business: threads that are started
// inherit its mask.
Server *server_start(const ServerOptions *options, Faults *faults);

// Where it listens, as "http://127.0.0.1:8080"; lives as long as the server.
const char *server_address(const Server *server);

// For the first administrator, where nobody is known yet: an address to open once; else NULL.
const char *server_first_link(const Server *server);

// Reads the certificate and its key again, for connections that are begun from now on. Where they
// are faulty the one before stays, and the log says so. One thread at a time.
void server_reload(Server *server);

// Takes no new connections, lets requests that are under way end within so many seconds, and frees
// everything. False where some go on: then nothing is freed, and all that is left is to end the
// program.
bool server_stop(Server *server, unsigned seconds);
