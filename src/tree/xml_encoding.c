// SPDX-License-Identifier: Apache-2.0
// Bytes of any encoding to checked UTF-8.
//
//     byte order mark ─► else the XML declaration ─► else UTF-8
//     UTF-8: checked in place, not copied            others: iconv, then checked
//
// After this every character is one that XML allows (2.2), so the parser looks at markup only.

#include "tree/xml_reader.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <strings.h>
#if defined __x86_64__
#include <immintrin.h>
#endif

// ---- Which encoding ----

typedef struct Encoding {
    char name[41];
    size_t mark;  // bytes of the byte order mark
} Encoding;

static bool has_bytes(Slice text, const char *bytes, size_t count)
{
    return text.len >= count && memcmp(text.at, bytes, count) == 0;
}

static void set_encoding(Encoding *encoding, const char *name, size_t mark)
{
    snprintf(encoding->name, sizeof encoding->name, "%s", name);
    encoding->mark = mark;
}

// encoding="…" in a declaration of ASCII bytes; `step` is 2 for UTF-16.
static bool declared(Slice input, size_t first, size_t step, Encoding *encoding)
{
    char head[512];
    size_t len = 0;
    for (size_t i = first; i < input.len && len < sizeof head - 1; i += step)
        head[len++] = input.at[i];
    head[len] = '\0';
    const char *end = memmem(head, len, "?>", 2);
    if (strncmp(head, "<?xml", 5) != 0 || !end)
        return false;
    const char *at = memmem(head, (size_t)(end - head), "encoding", 8);
    if (!at)
        return false;
    for (at += 8; at < end && (is_xml_space(*at) || *at == '='); at++)
        ;
    char quote = *at++;
    size_t count = 0;
    while (at < end && *at != quote && count < sizeof encoding->name - 1)
        encoding->name[count++] = *at++;
    encoding->name[count] = '\0';
    return count > 0;
}

static Encoding detect(Slice input)
{
    Encoding encoding = {"UTF-8", 0};
    if (has_bytes(input, "\xEF\xBB\xBF", 3))
        set_encoding(&encoding, "UTF-8", 3);
    else if (has_bytes(input, "\0\0\xFE\xFF", 4))
        set_encoding(&encoding, "UTF-32BE", 4);
    else if (has_bytes(input, "\xFF\xFE\0\0", 4))
        set_encoding(&encoding, "UTF-32LE", 4);
    else if (has_bytes(input, "\xFE\xFF", 2))
        set_encoding(&encoding, "UTF-16BE", 2);
    else if (has_bytes(input, "\xFF\xFE", 2))
        set_encoding(&encoding, "UTF-16LE", 2);
    else if (has_bytes(input, "\0<\0?", 4))
        set_encoding(&encoding, "UTF-16BE", 0);
    else if (has_bytes(input, "<\0?\0", 4))
        set_encoding(&encoding, "UTF-16LE", 0);
    else
        declared(input, 0, 1, &encoding);
    return encoding;
}

// ---- Conversion ----

static const char *iconv_name(const char *name)
{
    // As the trade writes Shift_JIS: with the vendor's characters (①, ㈱, 髙), which the pure one has not.
    if (strcasecmp(name, "Shift_JIS") == 0 || strcasecmp(name, "x-sjis") == 0 || strcasecmp(name, "windows-31j") == 0)
        return "CP932";
    if (strcasecmp(name, "EUC-JP") == 0)
        return "EUC-JP-MS";
    if (strcasecmp(name, "GB2312") == 0 || strcasecmp(name, "GBK") == 0)
        return "GB18030";
    if (strcasecmp(name, "ISO-10646-UCS-2") == 0)
        return "UTF-16BE";
    return name;
}

static void close_converter(void *handle)
{
    iconv_close(handle);
}

// EncName (XML 4.3.3). The system's converter reads more into a name: options behind slashes, as //IGNORE.
static bool is_encoding_name(const char *name)
{
    return name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")] == '\0';
}

static Slice convert(XmlReader *reader, Slice bytes, const char *name)
{
    iconv_t converter = is_encoding_name(name) ? iconv_open("UTF-8", iconv_name(name)) : (iconv_t)-1;
    if (converter == (iconv_t)-1)
        xml_fail_kind(reader, FAULT_UNSUPPORTED, 0, "the encoding \"%s\" is not known; send UTF-8", name);
    arena_defer(reader->arena, close_converter, converter);
    size_t room = bytes.len + bytes.len / 2 + 64, made = 0;
    char *out = arena_resize(reader->arena, NULL, 0, room);
    char *from = (char *)bytes.at;
    size_t left = bytes.len;
    for (;;) {
        char *to = out + made;
        size_t free_bytes = room - made;
        size_t result = iconv(converter, left ? &from : NULL, left ? &left : NULL, &to, &free_bytes);
        made = room - free_bytes;
        if (result != (size_t)-1 && left == 0)
            return (Slice){out, made};
        if (result == (size_t)-1 && errno != E2BIG)
            xml_fail_kind(reader, FAULT_SYNTAX, 0, "byte %zu is not part of a character in %s; is the encoding declared rightly?",
                          (size_t)(from - bytes.at) + 1, name);
        out = arena_resize(reader->arena, out, room, room * 2);
        room *= 2;
    }
}

// ---- Checking ----

static bool is_plain(unsigned char c)
{
    return c < 0x80 && (c >= 0x20 || c == '\n' || c == '\t' || c == '\r');
}

// The length of the run of ASCII characters that XML allows. Notes whether #xD is among what was looked at: line ends
// are to be normalised then.
static size_t plain_run(const char *at, size_t len, bool *has_carriage)
{
    size_t i = 0;
    bool found = false;
#if defined __x86_64__
    // Signed comparison: bytes from 0x80 on are negative, so one comparison finds them and the controls.
    const __m128i least = _mm_set1_epi8(0x20), tab = _mm_set1_epi8('\t'), line = _mm_set1_epi8('\n'),
                  carriage = _mm_set1_epi8('\r');
    for (; i + 16 <= len; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(at + i));
        __m128i odd = _mm_cmplt_epi8(bytes, least);
        if (_mm_movemask_epi8(odd) == 0)
            continue;
        __m128i carriages = _mm_cmpeq_epi8(bytes, carriage);
        __m128i white = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, tab), _mm_cmpeq_epi8(bytes, line)), carriages);
        found |= _mm_movemask_epi8(carriages) != 0;
        int bad = _mm_movemask_epi8(_mm_andnot_si128(white, odd));
        if (bad) {
            *has_carriage |= found;
            return i + (size_t)__builtin_ctz((unsigned)bad);
        }
    }
#endif
    for (; i < len && is_plain((unsigned char)at[i]); i++)
        found |= at[i] == '\r';
    *has_carriage |= found;
    return i;
}

static void check(XmlReader *reader, Slice text)
{
    size_t at = 0;
    reader->text = text;
    for (;;) {
        at += plain_run(text.at + at, text.len - at, &reader->has_carriage);
        // In Japanese and Chinese text one character beyond ASCII follows the other.
        while (at < text.len && (unsigned char)text.at[at] >= 0x80) {
            size_t length;
            int32_t c = utf8_decode((Slice){text.at + at, text.len - at}, &length);
            if (c == UTF8_BAD)
                xml_fail(reader, (uint32_t)at, "byte %zu (%02X) is not UTF-8; declare the encoding the file is in, or save it as UTF-8",
                         at + (reader->has_mark ? 4 : 1), (unsigned char)text.at[at]);
            if (c >= 0xFFFE && !is_xml_char((uint32_t)c))
                xml_fail(reader, (uint32_t)at, "the character U+%04X is not allowed in XML", (unsigned)c);
            at += length;
        }
        if (at == text.len)
            return;
        if (!is_plain((unsigned char)text.at[at]))
            xml_fail(reader, (uint32_t)at, "the control character U+%04X is not allowed in XML",
                     (unsigned char)text.at[at]);
    }
}

void xml_decode(XmlReader *reader, Slice input)
{
    Encoding encoding = detect(input);
    Slice bytes = slice_part(input, encoding.mark, input.len);
    bool is_utf8 = strcasecmp(encoding.name, "UTF-8") == 0 || strcasecmp(encoding.name, "US-ASCII") == 0;
    bool is_wide = strncasecmp(encoding.name, "UTF-16", 6) == 0 && strlen(encoding.name) > 6;
    if (strcasecmp(encoding.name, "UTF-16") == 0)  // declared so, but the bytes are no UTF-16 at all
        xml_fail_kind(reader, FAULT_SYNTAX, 0, "the declaration says UTF-16, but the bytes are not");
    reader->is_wide = is_wide;
    reader->has_mark = is_utf8 && encoding.mark > 0;
    check(reader, is_utf8 ? bytes : convert(reader, bytes, encoding.name));
}
