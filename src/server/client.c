// SPDX-License-Identifier: Apache-2.0
#include "server/client.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <strings.h>

enum { ADDRESS_BITS = 128, FOUR_BITS = 32, FOUR_AT = 12 };

// ---- Addresses ----

static struct in6_addr mapped(const void *four)
{
    struct in6_addr address = {.s6_addr = {[10] = 0xFF, [11] = 0xFF}};
    memcpy(address.s6_addr + FOUR_AT, four, FOUR_BITS / 8);
    return address;
}

struct in6_addr address_of(const struct sockaddr *address)
{
    if (address != NULL && address->sa_family == AF_INET)
        return mapped(&((const struct sockaddr_in *)(const void *)address)->sin_addr);
    if (address != NULL && address->sa_family == AF_INET6)
        return ((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    return in6addr_any;
}

static bool is_four(const struct in6_addr *address)
{
    return IN6_IS_ADDR_V4MAPPED(address);
}

bool address_is_loopback(const struct in6_addr *address)
{
    return IN6_IS_ADDR_LOOPBACK(address) || (is_four(address) && address->s6_addr[FOUR_AT] == 127);
}

void address_show(const struct in6_addr *address, char out[INET6_ADDRSTRLEN])
{
    out[0] = '\0';
    if (is_four(address))
        inet_ntop(AF_INET, address->s6_addr + FOUR_AT, out, INET6_ADDRSTRLEN);
    else
        inet_ntop(AF_INET6, address, out, INET6_ADDRSTRLEN);
}

uint64_t address_key(const struct in6_addr *address)
{
    uint64_t key = 0;
    if (is_four(address))
        memcpy(&key, address->s6_addr + FOUR_AT, FOUR_BITS / 8);
    else
        memcpy(&key, address->s6_addr, sizeof key);
    return key;
}

static bool read_address(Slice text, struct in6_addr *address)
{
    char copy[INET6_ADDRSTRLEN];
    struct in_addr four;
    if (text.len == 0 || text.len >= sizeof copy)
        return false;
    memcpy(copy, text.at, text.len);
    copy[text.len] = '\0';
    if (inet_pton(AF_INET, copy, &four) != 1)
        return inet_pton(AF_INET6, copy, address) == 1;
    *address = mapped(&four);
    return true;
}

// ---- Whom we trust ----

static bool read_network(Slice text, Network *network)
{
    Slice bits = text, name = slice_cut(&bits, '/');
    unsigned number = 0;
    if (!read_address(name, &network->address))
        return false;
    unsigned offset = is_four(&network->address) ? ADDRESS_BITS - FOUR_BITS : 0;
    network->bits = ADDRESS_BITS;
    if (name.len == text.len)
        return true;
    for (size_t i = 0; i < bits.len && i < 3; i++) {
        if (bits.at[i] < '0' || bits.at[i] > '9')
            return false;
        number = number * 10 + (unsigned)(bits.at[i] - '0');
    }
    network->bits = offset + number;
    return bits.len > 0 && bits.len <= 3 && network->bits <= ADDRESS_BITS;
}

bool proxies_read(Slice text, Proxies *proxies, Faults *faults)
{
    while (text.len > 0) {
        size_t len = 0;
        while (len < text.len && text.at[len] != ' ' && text.at[len] != ',')
            len++;
        Slice word = slice_part(text, 0, len);
        text = slice_part(text, len + 1, text.len);
        if (word.len == 0)
            continue;
        if (proxies->count == NETWORKS_MAX || !read_network(word, &proxies->list[proxies->count]))
            return fault_add(faults, FAULT_USAGE, 0, 0,
                             "\"%.*s\" is no address of a proxy; expected up to %d, as "
                             "192.0.2.7, 10.0.0.0/8 or fd00::/8",
                             (int)(word.len < 60 ? word.len : 60), word.at, NETWORKS_MAX);
        proxies->count++;
    }
    return true;
}

static bool is_within(const Network *network, const struct in6_addr *address)
{
    unsigned bytes = network->bits / 8, rest = network->bits % 8;
    unsigned mask = 0xFF00u >> rest & 0xFF;
    return memcmp(network->address.s6_addr, address->s6_addr, bytes) == 0 &&
           (rest == 0 || ((network->address.s6_addr[bytes] ^ address->s6_addr[bytes]) & mask) == 0);
}

bool proxies_trust(const Proxies *proxies, const struct in6_addr *address)
{
    for (size_t i = 0; i < proxies->count; i++)
        if (is_within(&proxies->list[i], address))
            return true;
    return false;
}

// ---- What a proxy says ----

// Up to the next separator that stands in no quoted text.
static Slice cut_part(Slice *rest, char separator)
{
    bool is_quoted = false;
    size_t len = 0;
    for (; len < rest->len && (is_quoted || rest->at[len] != separator); len++)
        if (rest->at[len] == '"')
            is_quoted = !is_quoted;
    Slice part = slice_part(*rest, 0, len);
    *rest = slice_part(*rest, len + 1, rest->len);
    return slice_trim(part);
}

// `for` of one element of Forwarded: for="[2001:db8::1]:4711";proto=https
static Slice forwarded_for(Slice element)
{
    while (element.len > 0) {
        Slice value = cut_part(&element, ';');
        Slice name = slice_trim(slice_cut(&value, '='));
        value = slice_trim(value);
        if (name.len != 3 || strncasecmp(name.at, "for", 3) != 0)
            continue;
        bool is_quoted =
            value.len >= 2 && slice_starts(value, S("\"")) && slice_ends(value, S("\""));
        return is_quoted ? slice_part(value, 1, value.len - 2) : value;
    }
    return S("");
}

// 192.0.2.7, 192.0.2.7:4711, 2001:db8::1, [2001:db8::1], [2001:db8::1]:4711.
static bool read_node(Slice text, struct in6_addr *address)
{
    if (slice_starts(text, S("["))) {
        Slice inner = slice_part(text, 1, text.len);
        return read_address(slice_cut(&inner, ']'), address);
    }
    Slice rest = text, name = slice_cut(&rest, ':');
    bool has_port = name.len < text.len && memchr(rest.at, ':', rest.len) == NULL;
    return read_address(has_port ? name : text, address);
}

struct in6_addr client_of(const Proxies *proxies, const struct in6_addr *peer, Slice field)
{
    enum { HOPS_MAX = 32 }; // from the right; more would be a stranger's
    Slice hops[HOPS_MAX];
    struct in6_addr client = *peer, next;
    size_t count = 0;
    if (!proxies_trust(proxies, peer))
        return client;
    while (field.len > 0)
        hops[count++ % HOPS_MAX] = cut_part(&field, ',');
    // What cannot be read (`unknown`, a made-up name) ends what is known.
    for (size_t i = 0; i < count && i < HOPS_MAX && proxies_trust(proxies, &client); i++) {
        Slice hop = hops[(count - 1 - i) % HOPS_MAX];
        if (!read_node(proxies->speaks_forwarded ? forwarded_for(hop) : hop, &next))
            break;
        client = next;
    }
    return client;
}
