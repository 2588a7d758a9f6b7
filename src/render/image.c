// SPDX-License-Identifier: Apache-2.0
// Pictures that documents have with them: Base64 ─► PNG, its head looked at.
//
// A document may be hostile: what is no PNG is not shown to a browser or a decoder, and neither is
// one that would take more memory than a seal is worth.

#include "render/internal.h"

#include <openssl/evp.h>

enum {
    BASE64_MAX = 4 << 20, // characters; a seal has some 20,000
    SIDE_MAX = 2048,      // pixels: 16 MB when it is drawn
    HEAD = 24,            // signature, and IHDR up to width and height
};

// Without the line ends that senders put in.
static Slice without_blanks(Arena *arena, Slice text)
{
    char *out = arena_take_raw(arena, text.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++)
        if (!is_xml_space(text.at[i]))
            out[len++] = text.at[i];
    return (Slice){out, len};
}

static unsigned big_endian(const char *at)
{
    const unsigned char *bytes = (const unsigned char *)at;
    return (unsigned)bytes[0] << 24 | (unsigned)bytes[1] << 16 | (unsigned)bytes[2] << 8 | bytes[3];
}

SheetImage *image_make(Arena *arena, Slice text)
{
    if (text.len > BASE64_MAX)
        return NULL;
    Slice base64 = without_blanks(arena, text);
    char *bytes = arena_take_raw(arena, base64.len + 4, 1);
    int len =
        EVP_DecodeBlock((unsigned char *)bytes, (const unsigned char *)base64.at, (int)base64.len);
    Slice png = {bytes,
                 len > 0 ? (size_t)len
                         : 0}; // padding may be counted, which a PNG does not mind behind its end
    bool is_png = png.len > HEAD && slice_starts(png, S("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"));
    if (!is_png)
        return NULL;
    SheetImage *image = arena_array(arena, SheetImage, 1);
    *image = (SheetImage){.png = png, .base64 = base64};
    image->width = big_endian(bytes + HEAD - 8);
    image->height = big_endian(bytes + HEAD - 4);
    bool has_size = image->width > 0 && image->width <= SIDE_MAX && image->height > 0 &&
                    image->height <= SIDE_MAX;
    return has_size ? image : NULL;
}
