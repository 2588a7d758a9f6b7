// SPDX-License-Identifier: Apache-2.0
// Bodies lie compressed by zstd, and are measured against their hash whenever they are read.

#include "store/internal.h"

#include <zstd.h>

// Fast rather than small: an invoice of 5 KB becomes 1.7 KB in a few microseconds; 1.4 KB would
// take thrice the time, which is then most of what its writer computes.
enum { EFFORT = -3 };

// Contexts are dear to make and good for any body: they are kept for the next.
static ZSTD_CCtx *take_press(Store *store)
{
    ZSTD_CCtx *press = NULL;
    pthread_mutex_lock(&store->press_lock);
    if (store->press_count > 0)
        press = store->presses[--store->press_count];
    pthread_mutex_unlock(&store->press_lock);
    return press != NULL ? press : ZSTD_createCCtx();
}

static void give_press(Store *store, ZSTD_CCtx *press)
{
    pthread_mutex_lock(&store->press_lock);
    if (press != NULL && store->press_count < PRESSES_MAX) {
        store->presses[store->press_count++] = press;
        press = NULL;
    }
    pthread_mutex_unlock(&store->press_lock);
    ZSTD_freeCCtx(press);
}

void presses_free(Store *store)
{
    while (store->press_count > 0)
        ZSTD_freeCCtx(store->presses[--store->press_count]);
}

Slice body_press(Store *store, Arena *arena, Slice bytes)
{
    size_t room = ZSTD_compressBound(bytes.len);
    char *at = arena_take_raw(arena, room, 1);
    ZSTD_CCtx *press = take_press(store);
    size_t len =
        press != NULL ? ZSTD_compressCCtx(press, at, room, bytes.at, bytes.len, EFFORT) : 0;
    give_press(store, press);
    if (len == 0 || ZSTD_isError(len))
        guard_raise(arena_guard(arena), FAULT_MEMORY, NULL, "no memory to compress a body");
    return (Slice){at, len};
}

bool body_unpress(Arena *arena, Slice pressed, const Body *body, Slice *bytes, Faults *faults)
{
    // What the frame says of its size is believed only where the slip, which is hashed, says the
    // same.
    if (ZSTD_getFrameContentSize(pressed.at, pressed.len) != body->size)
        return fault_add(faults, FAULT_IO, 0, 0, "a body is damaged: it has another size");
    char *at = arena_take_raw(arena, body->size + 1, 1);
    size_t len = ZSTD_decompress(at, body->size, pressed.at, pressed.len);
    at[body->size] = '\0'; // as arena_copy() does
    *bytes = (Slice){at, body->size};
    if (ZSTD_isError(len) || len != body->size)
        return fault_add(faults, FAULT_IO, 0, 0, "a body is damaged: it cannot be decompressed");
    Hash hash = hash_of(*bytes);
    return hash_equal(&hash, &body->hash) ||
           fault_add(faults, FAULT_IO, 0, 0, "a body is damaged: it has another SHA-256");
}
