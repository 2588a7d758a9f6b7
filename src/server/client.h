// Who asks: the address of the connection, or, where that is a proxy which is trusted, the one that
// the proxy names. Whoever is not trusted can name whom they like and is not listened to.
//
//     client ── proxy of a stranger ── our proxy ── us
//     X-Forwarded-For: whatever, client, proxy of a stranger       read from the right: the first
//                                                                  that is no proxy of ours
#pragma once

#include "base/arena.h"

#include <netinet/in.h>

typedef struct Network {
    struct in6_addr address; // IPv4 as ::ffff:a.b.c.d
    unsigned bits;           // of it that count
} Network;

enum { NETWORKS_MAX = 32 };

typedef struct Proxies {
    Network list[NETWORKS_MAX];
    size_t count;
    bool speaks_forwarded; // Forwarded (RFC 7239), else X-Forwarded-For
} Proxies;

// "127.0.0.1 10.0.0.0/8 fd00::/8", separated by blanks or commas. False with a fault.
bool proxies_read(Slice text, Proxies *proxies, Faults *faults);
bool proxies_trust(const Proxies *proxies, const struct in6_addr *address);

// `field` is all that the head says under the name that the proxies use, joined by commas.
struct in6_addr client_of(const Proxies *proxies, const struct in6_addr *peer, Slice field);

struct in6_addr address_of(const struct sockaddr *address); // NULL gives ::
bool address_is_loopback(const struct in6_addr *address);
void address_show(const struct in6_addr *address, char out[INET6_ADDRSTRLEN]);
// For limits: IPv6 by its network, for who has one has 2^64 addresses.
uint64_t address_key(const struct in6_addr *address);
