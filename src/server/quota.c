// SPDX-License-Identifier: Apache-2.0
// How much an organisation may keep: asked before each write of this server.
//
//     new record or file, update of a record ─► must fit         what is new waits for room
//     anything else that happens to one      ─► is added alone   work goes on
//
// A transition with its reason, a step of a deadline, a withdrawal, an erasure, and what follows
// from them are decisions about what is there: an organisation that is over its limit, or was given
// a lower one, could not even make room without them, and others wait for them too.
//
// What is used is measured in the store seldom, for it costs a look at every entry, and reckoned on
// from there by what is written here, uncompressed. So it is rather too much than too little, and
// nobody is refused before it was measured anew. Terms are read again when the window's records
// change, and every ten seconds for what others changed.

#include "acts/acts.h"
#include "server/internal.h"

enum {
    TERMS_US = 10000000,
    MEASURED_US = 600000000, // other servers of the same database write, too
    FRESH_US = 1000000,      // before one is refused
};

static bool is_of_register(const Write *write)
{
    return !slice_starts(write->register_name, S("@"));
}

// What takes room: not what the window notes beside records, nor one that only moves on.
static bool is_counted(const Write *write)
{
    bool is_kept = is_of_register(write) || slice_equal(write->register_name, KIND_ATTACHMENT);
    return !slice_equal(write->owner, WINDOW) && is_kept &&
           (write->content.len > 0 || write->original.len > 0);
}

// Of writes that go together: what follows from a decision is part of it.
static bool has_decision(const Write *writes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_of_register(&writes[i]) && writes[i].version != 0 &&
            !slice_equal(writes[i].action, S("update")))
            return true;
    return false;
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

typedef struct Asking {
    Server *server;
    QuotaSlot *slot;
    const Write *write;
    const Write *first; // of those that it goes together with
    bool must_fit;
    Faults *faults;
    int64_t now_us;
} Asking;

static bool read_terms(Arena *arena, const Asking *it)
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

static bool measure(Arena *arena, const Asking *it, int64_t age_us)
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
    return (Usage){usage->records + (write->version == 0 && is_of_register(write)),
                   usage->bytes + write->content.len + write->original.len};
}

// A limit that was passed already hinders only what goes further beyond it.
static bool fits_records(const Asking *it)
{
    uint64_t max = it->slot->terms.records_max, now = it->slot->usage.records;
    uint64_t then = with(&it->slot->usage, it->write).records;
    return max == 0 || then <= max || then == now;
}

static bool fits(const Asking *it)
{
    uint64_t max = it->slot->terms.bytes_max;
    return fits_records(it) && (max == 0 || with(&it->slot->usage, it->write).bytes <= max);
}

// What was kept under its key takes no room when it is sent again: the store answers its receipt,
// or that the key is another write's.
static bool came_before(Arena *arena, const Asking *it)
{
    Entry entry;
    bool is_known = false;
    return it->first->key.len > 0 &&
           store_keyed(it->server->store, arena, it->first->owner, it->first->key, &entry,
                       &is_known, it->faults) &&
           is_known;
}

static bool refuse(const Asking *it)
{
    const QuotaSlot *slot = it->slot;
    bool is_count = !fits_records(it);
    return fault_add_code(
        it->faults, FAULT_LIMIT, "quota", 0, 0,
        "%s may keep %llu %s and keeps %llu; erase some, or ask the window for more: until then "
        "nothing new is kept, and what is there moves on",
        slot->owner,
        (unsigned long long)(is_count ? slot->terms.records_max : slot->terms.bytes_max),
        is_count ? "records" : "bytes",
        (unsigned long long)(is_count ? slot->usage.records : slot->usage.bytes));
}

static bool take_room(Arena *arena, void *context)
{
    const Asking *it = context;
    QuotaSlot *slot = it->slot;
    if (!read_terms(arena, it))
        return false;
    if (slot->terms.records_max == 0 && slot->terms.bytes_max == 0)
        return true;
    if (!measure(arena, it, MEASURED_US) ||
        (it->must_fit && !fits(it) && !measure(arena, it, FRESH_US)))
        return false;
    if (it->must_fit && !fits(it))
        return came_before(arena, it) || refuse(it);
    slot->usage = with(&slot->usage, it->write);
    return true;
}

bool quotas_admit(Server *server, const Write *writes, size_t count, Faults *faults)
{
    Quotas *quotas = &server->quotas;
    bool is_good = true, must_fit = !has_decision(writes, count);
    for (size_t i = 0; i < count && is_good; i++) {
        if (!is_counted(&writes[i]))
            continue;
        pthread_mutex_lock(&quotas->lock);
        Asking asking = {.server = server,
                         .slot = slot_of(quotas, writes[i].owner),
                         .write = &writes[i],
                         .first = writes,
                         .must_fit = must_fit,
                         .faults = faults,
                         .now_us = clock_us()};
        is_good = arena_run(0, take_room, &asking, faults);
        pthread_mutex_unlock(&quotas->lock);
    }
    return is_good;
}
