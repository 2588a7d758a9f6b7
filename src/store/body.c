// SPDX-License-Identifier: Apache-2.0
// Bodies lie compressed by zstd, and are measured against their hash whenever they are read.

#include "store/internal.h"

#include <zstd.h>

// Business documents repeat themselves so much that more effort gains a few percent at thrice the
// time.
enum { EFFORT = 1 };

Slice body_press(Arena *arena, Slice bytes)
{
    size_t room = ZSTD_compressBound(bytes.len);
    char *at = arena_take_raw(arena, room, 1);
    size_t len = ZSTD_compress(at, room, bytes.at, bytes.len, EFFORT);
    if (ZSTD_isError(len))
        guard_raise(arena_guard(arena), FAULT_MEMORY, NULL, "zstd cannot compress: %s",
                    ZSTD_getErrorName(len));
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
