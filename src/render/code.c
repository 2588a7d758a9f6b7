// SPDX-License-Identifier: Apache-2.0
// QR codes: a text ─► libqrencode ─► a square of modules.

#include "render/internal.h"

#include <qrencode.h>

static void free_code(void *code)
{
    QRcode_free(code);
}

const SheetCode *code_make(Arena *arena, Slice text)
{
    enum { DARK = 1 }; // the lowest bit of a module; the others say what it is for
    if (text.len == 0 || text.len > INT32_MAX)
        return NULL;
    QRcode *made =
        QRcode_encodeData((int)text.len, (const unsigned char *)text.at, 0, QR_ECLEVEL_M);
    if (made == NULL)
        return NULL;
    arena_defer(arena, free_code, made);
    size_t side = (size_t)made->width, count = side * side;
    SheetCode *code = arena_array(arena, SheetCode, 1);
    bool *is_dark = arena_array(arena, bool, count);
    for (size_t i = 0; i < count; i++)
        is_dark[i] = (made->data[i] & DARK) != 0;
    *code = (SheetCode){.side = (unsigned)side, .is_dark = is_dark};
    return code;
}
