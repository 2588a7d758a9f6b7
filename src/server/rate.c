// SPDX-License-Identifier: Apache-2.0
// How often someone may ask: a leaky bucket each, in a table of fixed size.
//
// A bucket is one number: when it will be full again. Two that fall into one slot share it: the one
// that asks more pushes the other's out, which then starts afresh. That errs on the side of
// answering, and no number of addresses makes the table grow.

#include "server/internal.h"

#include <assert.h>

bool rates_allow(Rates *rates, uint64_t key, int64_t each_us, int64_t burst, int64_t now_us)
{
    size_t slot = (key * 0x9E3779B97F4A7C15u) >> 52;
    pthread_mutex_lock(&rates->lock);
    if (rates->slots[slot].key != key || rates->slots[slot].full_at < now_us) {
        rates->slots[slot].key = key;
        rates->slots[slot].full_at = now_us;
    }
    bool is_allowed = rates->slots[slot].full_at + each_us <= now_us + burst * each_us;
    if (is_allowed)
        rates->slots[slot].full_at += each_us;
    pthread_mutex_unlock(&rates->lock);
    return is_allowed;
}

bool rates_allow_each_second(Rates *rates, uint64_t key, size_t most, int64_t now_us)
{
    int64_t count = most < 1000000 ? (int64_t)most : 1000000;
    return rates_allow(rates, key, 1000000 / count, 2 * count, now_us);
}

void rates_return(Rates *rates, uint64_t key, int64_t each_us)
{
    size_t slot = (key * 0x9E3779B97F4A7C15u) >> 52;
    pthread_mutex_lock(&rates->lock);
    if (rates->slots[slot].key == key)
        rates->slots[slot].full_at -= each_us;
    pthread_mutex_unlock(&rates->lock);
}

static_assert(RATE_SLOTS == 1 << (64 - 52), "the hash gives other slots than there are");
