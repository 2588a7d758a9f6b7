// SPDX-License-Identifier: Apache-2.0
// How much an organisation may keep: asked before each write of this server.
//
// What is used is measured in the store seldom, for it costs a look at every entry, and reckoned on
// from there by what is written here, uncompressed. So it is rather too much than too little, and
// nobody is refused before it was measured anew. Terms are read again when the window's records
// change, and every ten seconds for what others changed.

#include "server/internal.h"

enum {
    TERMS_US = 10000000,
    MEASURED_US = 600000000, // other servers of the same database write, too
    FRESH_US = 1000000,      // before one is refused
};

// What people keep: not what the window notes beside it, nor a record that only moves on.
static bool is_counted(const Write *write)
{
    return !slice_equal(write->owner, WINDOW) && !slice_starts(write->register_name, S("@")) &&
           (write->content.len > 0 || write->original.len > 0);
}

// Two owners that fall into one slot take turns in it.
static QuotaSlot *slot_of(Quotas *quotas, Slice owner)
{
    QuotaSlot *slot = &quotas->slots[slice_hash(owner) % QUOTA_SLOTS];
    if (slice_equal(slice_of(slot->owner), owner))
        return slot;
    *slot = (QuotaSlot){0};
    memcpy(slot->owner, owner.at, owner.len < NAME_MAX_BYTES ? owner.len : NAME_MAX_BYTES);
    return slot;
}

typedef struct Reading {
    Server *server;
    QuotaSlot *slot;
    const Write *write;
    const Write *first; // of those that it goes together with
    Faults *faults;
    int64_t now_us;
} Reading;

static bool read_terms(Arena *arena, const Reading *it)
{
    QuotaSlot *slot = it->slot;
    uint64_t changes = store_changes(it->server->store, WINDOW);
    if (slot->terms_us > 0 && slot->changes == changes && it->now_us - slot->terms_us < TERMS_US)
        return true;
    bool is_read = terms_of(it->server->store, arena, it->write->owner, &slot->terms, it->faults);
    slot->changes = changes;
    slot->terms_us = is_read ? it->now_us : 0;
    return is_read;
}

static bool measure(Arena *arena, const Reading *it, int64_t age_us)
{
    QuotaSlot *slot = it->slot;
    if (slot->measured_us > 0 && it->now_us - slot->measured_us < age_us)
        return true;
    bool is_read =
        store_usage(it->server->store, arena, it->write->owner, &slot->usage, it->faults);
    slot->measured_us = is_read ? it->now_us : 0;
    return is_read;
}

static Usage with(const Usage *usage, const Write *write)
{
    return (Usage){usage->records + (write->version == 0),
                   usage->bytes + write->content.len + write->original.len};
}

static bool fits(const Terms *terms, Usage usage)
{
    return (terms->records_max == 0 || usage.records <= terms->records_max) &&
           (terms->bytes_max == 0 || usage.bytes <= terms->bytes_max);
}

// What was kept under its key takes no room when it is sent again: the store answers its receipt,
// or that the key is another write's.
static bool came_before(Arena *arena, const Reading *it)
{
    Entry entry;
    bool is_known = false;
    return it->first->key.len > 0 &&
           store_keyed(it->server->store, arena, it->first->owner, it->first->key, &entry,
                       &is_known, it->faults) &&
           is_known;
}

static bool refuse(const Reading *it)
{
    const QuotaSlot *slot = it->slot;
    uint64_t records_max = slot->terms.records_max;
    bool is_count = records_max > 0 && with(&slot->usage, it->write).records > records_max;
    return fault_add_code(
        it->faults, FAULT_LIMIT, "quota", 0, 0,
        "%s may keep %llu %s and keeps %llu; an administrator of the window can grant more",
        slot->owner, (unsigned long long)(is_count ? records_max : slot->terms.bytes_max),
        is_count ? "records" : "bytes",
        (unsigned long long)(is_count ? slot->usage.records : slot->usage.bytes));
}

static bool take_room(Arena *arena, void *context)
{
    const Reading *it = context;
    QuotaSlot *slot = it->slot;
    const Terms *terms = &slot->terms;
    if (!read_terms(arena, it))
        return false;
    if (terms->records_max == 0 && terms->bytes_max == 0)
        return true;
    if (!measure(arena, it, MEASURED_US) ||
        (!fits(terms, with(&slot->usage, it->write)) && !measure(arena, it, FRESH_US)))
        return false;
    Usage usage = with(&slot->usage, it->write);
    if (!fits(terms, usage))
        return came_before(arena, it) || refuse(it);
    slot->usage = usage;
    return true;
}

bool quotas_admit(Server *server, const Write *writes, size_t count, Faults *faults)
{
    Quotas *quotas = &server->quotas;
    bool is_good = true;
    for (size_t i = 0; i < count && is_good; i++) {
        if (!is_counted(&writes[i]))
            continue;
        pthread_mutex_lock(&quotas->lock);
        Reading reading = {.server = server,
                           .slot = slot_of(quotas, writes[i].owner),
                           .write = &writes[i],
                           .first = writes,
                           .faults = faults,
                           .now_us = clock_us()};
        is_good = arena_run(0, take_room, &reading, faults);
        pthread_mutex_unlock(&quotas->lock);
    }
    return is_good;
}
