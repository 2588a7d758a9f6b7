// SPDX-License-Identifier: Apache-2.0
// Text that grows at its end.

#include "base/buffer.h"

#include "base/utf8.h"

#include <stdio.h>

void buffer_reserve(Buffer *buffer, size_t more)
{
    if (more <= buffer->room - buffer->len)
        return;
    size_t room = buffer->room * 2;
    if (room < buffer->len + more)
        room = buffer->len + more;
    if (room < 64)
        room = 64;
    char *at = arena_take_raw(buffer->arena, room, 1);
    if (buffer->len)
        memcpy(at, buffer->at, buffer->len);
    buffer->at = at;
    buffer->room = room;
}

void buffer_add(Buffer *buffer, Slice text)
{
    buffer_reserve(buffer, text.len);
    if (text.len)
        memcpy(buffer->at + buffer->len, text.at, text.len);
    buffer->len += text.len;
}

void buffer_add_char(Buffer *buffer, char c)
{
    buffer_reserve(buffer, 1);
    buffer->at[buffer->len++] = c;
}

void buffer_add_code_point(Buffer *buffer, uint32_t code_point)
{
    buffer_reserve(buffer, 4);
    buffer->len += utf8_encode(code_point, buffer->at + buffer->len);
}

void buffer_print(Buffer *buffer, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int len = vsnprintf(NULL, 0, format, list);
    va_end(list);
    buffer_reserve(buffer, (size_t)len + 1);
    vsnprintf(buffer->at + buffer->len, (size_t)len + 1, format, again);
    va_end(again);
    buffer->len += (size_t)len;
}
