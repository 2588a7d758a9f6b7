// SPDX-License-Identifier: Apache-2.0
// UTF-8 and XML's character classes.

#include "base/utf8.h"

#include "base/buffer.h"

int32_t utf8_decode(Slice text, size_t *length)
{
    const unsigned char *at = (const unsigned char *)text.at;
    *length = 1;
    unsigned char c = at[0];
    if (c < 0x80)
        return c;
    size_t len = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    if (c < 0xC2 || c > 0xF4 || text.len < len)
        return UTF8_BAD;
    static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    int32_t code = c & (0x7F >> len);
    for (size_t i = 1; i < len; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return UTF8_BAD;
        code = code << 6 | (at[i] & 0x3F);
    }
    if (code < least[len] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return UTF8_BAD;
    *length = len;
    return code;
}

size_t utf8_encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

// The length of the run of ASCII from `at` on: eight bytes at a time.
static size_t ascii_run(const char *at, size_t len)
{
    size_t i = 0;
    for (; i + 8 <= len; i += 8) {
        uint64_t word;
        memcpy(&word, at + i, 8);
        if (word & 0x8080808080808080u)
            break;
    }
    while (i < len && (unsigned char)at[i] < 0x80)
        i++;
    return i;
}

size_t utf8_valid(Slice text)
{
    size_t at = 0;
    while (text.len > 0) {
        at += ascii_run(text.at + at, text.len - at);
        if (at == text.len)
            return at;
        size_t length;
        if (utf8_decode((Slice){text.at + at, text.len - at}, &length) == UTF8_BAD)
            return at;
        at += length;
    }
    return 0;
}

bool utf8_is_plain(Slice text, size_t max)
{
    if (text.len == 0 || text.len > max || utf8_valid(text) != text.len)
        return false;
    for (size_t i = 0, length; i < text.len; i += length) {
        int32_t c = utf8_decode(slice_part(text, i, text.len), &length);
        if (c < 0x20 || (c >= 0x7F && c < 0xA0))
            return false;
    }
    return true;
}

size_t utf8_count(Slice text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return count;
}

size_t utf8_offset(Slice text, size_t index)
{
    size_t at = 0;
    for (; at < text.len; at++)
        if (((unsigned char)text.at[at] & 0xC0) != 0x80 && index-- == 0)
            break;
    return at;
}

// ---- Character classes ----

typedef struct Range {
    uint32_t from, to;
} Range;

static bool in_ranges(uint32_t c, const Range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (c <= ranges[i].to)
            return c >= ranges[i].from;
    return false;
}

bool is_xml_char(uint32_t c)
{
    return c >= 0x20
               ? c <= 0xD7FF || (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF)
               : c == '\t' || c == '\n' || c == '\r';
}

bool is_name_start(uint32_t c)
{
    static const Range ranges[] = {
        {':', ':'},       {'A', 'Z'},       {'_', '_'},       {'a', 'z'},
        {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},
        {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
        {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}};
    return in_ranges(c, ranges, sizeof ranges / sizeof *ranges);
}

bool is_name_char(uint32_t c)
{
    return is_name_start(c) || c == '-' || c == '.' || (c >= '0' && c <= '9') || c == 0xB7 ||
           (c >= 0x300 && c <= 0x36F) || c == 0x203F || c == 0x2040;
}

static bool is_made_of(Slice text, bool start(uint32_t), bool with_colon)
{
    bool is_first = true;
    if (text.len == 0)
        return false;
    while (text.len > 0) {
        size_t length;
        int32_t c = utf8_decode(text, &length);
        if (c == UTF8_BAD || (c == ':' && !with_colon) ||
            !(is_first ? start((uint32_t)c) : is_name_char((uint32_t)c)))
            return false;
        is_first = false;
        text = slice_part(text, length, text.len);
    }
    return true;
}

bool is_ncname(Slice text)
{
    return is_made_of(text, is_name_start, false);
}

bool is_name(Slice text)
{
    return is_made_of(text, is_name_start, true);
}

bool is_nmtoken(Slice text)
{
    return is_made_of(text, is_name_char, true);
}

bool is_qname(Slice text)
{
    size_t colon = slice_find(text, S(":"));
    if (colon == SIZE_MAX)
        return is_ncname(text);
    return is_ncname(slice_part(text, 0, colon)) &&
           is_ncname(slice_part(text, colon + 1, text.len));
}

// ---- For people ----

static void show_one(Buffer *out, Slice text, size_t length, int32_t c)
{
    static const char *const letters[] = {['\t'] = "\\t", ['\n'] = "\\n", ['\r'] = "\\r"};
    if (c == UTF8_BAD)
        buffer_print(out, "\\x%02X", (unsigned char)text.at[0]);
    else if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
        buffer_print(out, "\\x%02X", (unsigned)c);
    else if (c < 0x20)
        buffer_add(out, slice_of(letters[c]));
    else if (c == 0x7F || (c >= 0x80 && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
             (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
             (c >= 0x2066 && c <= 0x2069))
        buffer_print(out, "\\u%04X", (unsigned)c); // also what turns the direction of writing
    else
        buffer_add(out, (Slice){text.at, length});
}

Slice slice_show(Arena *arena, Slice text, size_t max)
{
    Buffer out = buffer_new(arena);
    buffer_add_char(&out, '"');
    while (text.len > 0) {
        size_t length;
        int32_t c = utf8_decode(text, &length);
        if (out.len > max) {
            buffer_add(&out, S("…"));
            break;
        }
        show_one(&out, text, length, c);
        text = slice_part(text, length, text.len);
    }
    buffer_add_char(&out, '"');
    return buffer_slice(&out);
}
