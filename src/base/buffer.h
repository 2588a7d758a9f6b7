// Text that grows at its end. Lives in an arena.
#pragma once

#include "base/arena.h"

typedef struct Buffer {
    Arena *arena;
    char *at;
    size_t len, room;
} Buffer;

static inline Buffer buffer_new(Arena *arena)
{
    return (Buffer){.arena = arena};
}

void buffer_reserve(Buffer *buffer, size_t more);
void buffer_add(Buffer *buffer, Slice text);
void buffer_add_char(Buffer *buffer, char c);
void buffer_add_code_point(Buffer *buffer, uint32_t code_point); // as UTF-8
void buffer_print(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline Slice buffer_slice(const Buffer *buffer)
{
    return (Slice){buffer->at, buffer->len};
}
