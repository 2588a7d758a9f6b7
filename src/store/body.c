// SPDX-License-Identifier: Apache-2.0
// Bodies lie compressed by zstd, and are measured against their hash whenever they are read.

#include "store/internal.h"

#include <zstd.h>

// Fast rather than small: an invoice of 5 KB becomes 1.7 KB in a few microseconds; 1.4 KB would
// take thrice the time, which is then most of what its writer computes.
enum { EFFORT = -3 };

// Contexts are dear to make and good for any body: they are kept for the next. NULL: there is none.
static void *take_kept(Store *store, Presses *presses)
{
    void *kept = NULL;
    pthread_mutex_lock(&store->press_lock);
    if (presses->count > 0)
        kept = presses->at[--presses->count];
    pthread_mutex_unlock(&store->press_lock);
    return kept;
}

// What there is no room for is the caller's to free.
static bool keep(Store *store, Presses *presses, void *context)
{
    pthread_mutex_lock(&store->press_lock);
    bool has_room = context != NULL && presses->count < PRESSES_MAX;
    if (has_room)
        presses->at[presses->count++] = context;
    pthread_mutex_unlock(&store->press_lock);
    return has_room;
}

void presses_free(Store *store)
{
    while (store->presses.count > 0)
        ZSTD_freeCCtx(store->presses.at[--store->presses.count]);
    while (store->unpresses.count > 0)
        ZSTD_freeDCtx(store->unpresses.at[--store->unpresses.count]);
}

Slice body_press(Store *store, Arena *arena, Slice bytes)
{
    size_t room = ZSTD_compressBound(bytes.len);
    char *at = arena_take_raw(arena, room, 1);
    ZSTD_CCtx *press = take_kept(store, &store->presses);
    if (press == NULL)
        press = ZSTD_createCCtx();
    size_t len =
        press != NULL ? ZSTD_compressCCtx(press, at, room, bytes.at, bytes.len, EFFORT) : 0;
    if (!keep(store, &store->presses, press))
        ZSTD_freeCCtx(press);
    if (len == 0 || ZSTD_isError(len))
        guard_raise(arena_guard(arena), FAULT_MEMORY, NULL, "no memory to compress a body");
    return (Slice){at, len};
}

// To make a context takes four times as long as to decompress an invoice.
static size_t decompress(Store *store, Arena *arena, char *at, size_t room, Slice pressed)
{
    ZSTD_DCtx *unpress = store != NULL ? take_kept(store, &store->unpresses) : NULL;
    if (unpress == NULL)
        unpress = ZSTD_createDCtx();
    if (unpress == NULL)
        guard_raise(arena_guard(arena), FAULT_MEMORY, NULL, "no memory to decompress a body");
    size_t len = ZSTD_decompressDCtx(unpress, at, room, pressed.at, pressed.len);
    if (store == NULL || !keep(store, &store->unpresses, unpress))
        ZSTD_freeDCtx(unpress);
    return len;
}

bool body_unpress(Store *store, Arena *arena, Slice pressed, const Body *body, Slice *bytes,
                  Faults *faults)
{
    // What the frame says of its size is believed only where the slip, which is hashed, says the
    // same.
    if (ZSTD_getFrameContentSize(pressed.at, pressed.len) != body->size)
        return fault_add(faults, FAULT_IO, 0, 0, "a body is damaged: it has another size");
    char *at = arena_take_raw(arena, body->size + 1, 1);
    size_t len = decompress(store, arena, at, body->size, pressed);
    at[body->size] = '\0'; // as arena_copy() does
    *bytes = (Slice){at, body->size};
    if (ZSTD_isError(len) || len != body->size)
        return fault_add(faults, FAULT_IO, 0, 0, "a body is damaged: it cannot be decompressed");
    Hash hash = hash_of(*bytes);
    return hash_equal(&hash, &body->hash) ||
           fault_add(faults, FAULT_IO, 0, 0, "a body is damaged: it has another SHA-256");
}
