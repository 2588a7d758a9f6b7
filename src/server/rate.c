// SPDX-License-Identifier: Apache-2.0
// How often someone may ask: a leaky bucket each, in a table of fixed size.
//
// A bucket is one number: when it will be full again. Two that fall into one slot share it: the one
// that asks more pushes the other's out, which then starts afresh. That errs on the side of
// answering, and no number of addresses makes the table grow.

#include "server/internal.h"

#include <assert.h>

bool rates_allow(Rates *rates, uint64_t key, size_t per_second, int64_t now_us)
{
    if (per_second == 0)
        return true;
    int64_t each = 1000000 / (int64_t)per_second, room = 2 * 1000000; // two seconds' worth at once
    size_t slot = (key * 0x9E3779B97F4A7C15u) >> 52;
    bool is_allowed;
    pthread_mutex_lock(&rates->lock);
    if (rates->slots[slot].key != key || rates->slots[slot].full_at < now_us) {
        rates->slots[slot].key = key;
        rates->slots[slot].full_at = now_us;
    }
    is_allowed = rates->slots[slot].full_at + each <= now_us + room;
    if (is_allowed)
        rates->slots[slot].full_at += each;
    pthread_mutex_unlock(&rates->lock);
    return is_allowed;
}

static_assert(RATE_SLOTS == 1 << (64 - 52), "the hash gives other slots than there are");
