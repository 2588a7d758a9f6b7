// SPDX-License-Identifier: Apache-2.0
// Encodings by iconv, and the guess at one.
//
//     mark of byte order ─► zeros of UTF-16 ─► sound UTF-8 ─► what reads best of Shift_JIS,
//     GB18030, Windows-1252
//
// Japanese and Chinese bytes overlap: nearly every text of one is sound in the other. What tells
// them apart is which characters come out. Read rightly, Japanese has kana and common kanji,
// Chinese has the characters of GB 2312's first level; read wrongly, either gives half-width kana
// and rare characters.

#include "tree/charset.h"

#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <strings.h>

typedef struct Alias {
    const char *name, *system;
} Alias;

static const Alias aliases[] = {
    {"Shift_JIS", "CP932"},  {"Shift-JIS", "CP932"},     {"SJIS", "CP932"},
    {"x-sjis", "CP932"},     {"MS932", "CP932"},         {"windows-31j", "CP932"},
    {"EUC-JP", "EUC-JP-MS"}, {"GB2312", "GB18030"},      {"GBK", "GB18030"},
    {"CP936", "GB18030"},    {"windows-936", "GB18030"}, {"ANSI", "CP1252"},
};

static const char *system_name(const char *encoding)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcasecmp(encoding, aliases[i].name) == 0)
            return aliases[i].system;
    return encoding;
}

// The system's converter reads more into a name: options behind slashes, as //IGNORE.
static bool is_plain_name(const char *name)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
    return len > 0 && name[len] == '\0';
}

static iconv_t open_converter(const char *to, const char *from)
{
    return is_plain_name(to) && is_plain_name(from) ? iconv_open(system_name(to), system_name(from))
                                                    : (iconv_t)-1;
}

bool charset_is_known(const char *encoding)
{
    iconv_t converter = open_converter("UTF-8", encoding);
    if (converter == (iconv_t)-1)
        return false;
    iconv_close(converter);
    return true;
}

static bool convert(Buffer *out, Slice bytes, iconv_t converter, size_t *bad)
{
    char *at = (char *)bytes.at;
    size_t left = bytes.len;
    bool is_good = true;
    while (is_good && left > 0) {
        buffer_reserve(out, left + 64);
        char *free_at = out->at + out->len;
        size_t free_bytes = out->room - out->len;
        size_t result = iconv(converter, &at, &left, &free_at, &free_bytes);
        out->len = out->room - free_bytes;
        is_good = result != (size_t)-1 || errno == E2BIG;
    }
    *bad = bytes.len - left;
    return is_good;
}

static void close_converter(void *handle)
{
    iconv_close(handle);
}

static bool convert_between(Buffer *out, Slice bytes, const char *to, const char *from, size_t *bad)
{
    *bad = 0;
    iconv_t converter = open_converter(to, from);
    if (converter == (iconv_t)-1)
        return false;
    // Growing the buffer may leave to the arena's guard.
    arena_defer(out->arena, close_converter, converter);
    return convert(out, bytes, converter, bad);
}

bool charset_decode(Buffer *out, Slice bytes, const char *encoding, size_t *bad)
{
    return convert_between(out, bytes, "UTF-8", encoding, bad);
}

bool charset_encode(Buffer *out, Slice text, const char *encoding, size_t *bad)
{
    return convert_between(out, text, encoding, "UTF-8", bad);
}

// ---- The guess ----

static bool is_between(int32_t c, int32_t from, int32_t to)
{
    return c >= from && c <= to;
}

// How much more likely a text is for having this character, which was read as Japanese or as
// Chinese.
static int weight(int32_t c, bool is_japanese)
{
    if (c < 0x80)
        return 0;
    if (is_between(c, 0xFF61, 0xFF9F)) // half-width kana: what Chinese bytes make in Shift_JIS
        return -1;
    if (is_between(c, 0x3041, 0x30FF)) // kana; Japanese bytes make none in GB18030
        return 3;
    if (is_between(c, 0xE000, 0xF8FF) || is_between(c, 0xF900, 0xFAFF) || c == 0xFFFD)
        return -4;
    if (is_between(c, 0x3000, 0x303F) ||
        is_between(c, 0xFF01, 0xFF5E)) // 、。「」 and full-width forms
        return 2;
    if (is_between(c, 0x4E00, 0x9FFF))
        return is_japanese ? 1 : 1;
    return -2;
}

// First level of JIS X 0208 (lead bytes 88..97) and of GB 2312 (lead bytes B0..D7) are the common
// characters.
static int weight_of_bytes(unsigned char lead, unsigned char trail, bool is_japanese)
{
    if (is_japanese)
        return (lead >= 0x88 && lead <= 0x97) || lead == 0x81 || lead == 0x82 || lead == 0x83 ? 1
                                                                                              : -1;
    if (trail < 0xA1)
        return -2;
    return lead >= 0xB0 && lead <= 0xD7 ? 1 : lead <= 0xA3 ? 0 : -1;
}

// What of `bytes` is looked at: whole characters, as many as a guess needs.
enum { GUESS_MAX = 64 * 1024 };

static bool score(Arena *scratch, Slice bytes, bool is_japanese, long *points)
{
    Buffer text = buffer_new(scratch);
    size_t bad;
    bool is_sound = charset_decode(&text, bytes, is_japanese ? "CP932" : "GB18030", &bad);
    // The sample may end within a character.
    if (!is_sound && (bytes.len < GUESS_MAX || bytes.len - bad > 4))
        return false;
    *points = 0;
    for (size_t at = 0, len; at < text.len; at += len)
        *points += weight(utf8_decode((Slice){text.at + at, text.len - at}, &len), is_japanese);
    for (size_t i = 0; i + 1 < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.at[i];
        bool is_lead = is_japanese ? (c >= 0x81 && c <= 0x9F) || (c >= 0xE0 && c <= 0xFC)
                                   : c >= 0x81 && c <= 0xFE;
        if (is_lead) {
            *points += weight_of_bytes(c, (unsigned char)bytes.at[i + 1], is_japanese);
            i++;
        }
    }
    return true;
}

static bool is_wide(Slice bytes, size_t zero)
{
    size_t zeros = 0, looked_at = bytes.len < 200 ? bytes.len / 2 * 2 : 200;
    for (size_t i = zero; i < looked_at; i += 2)
        zeros += bytes.at[i] == '\0';
    return looked_at >= 4 && zeros * 4 > looked_at; // half of the places and more
}

const char *charset_guess(Arena *scratch, Slice bytes, size_t *mark)
{
    *mark = slice_starts(bytes, S("\xEF\xBB\xBF")) ? 3 : 0;
    if (*mark > 0)
        return "UTF-8";
    *mark = slice_starts(bytes, S("\xFF\xFE")) || slice_starts(bytes, S("\xFE\xFF")) ? 2 : 0;
    if (*mark > 0)
        return bytes.at[0] == '\xFF' ? "UTF-16LE" : "UTF-16BE";
    if (is_wide(bytes, 1))
        return "UTF-16LE";
    if (is_wide(bytes, 0))
        return "UTF-16BE";
    if (utf8_valid(bytes) == bytes.len)
        return "UTF-8";
    Slice sample = slice_part(bytes, 0, GUESS_MAX);
    long japanese = 0, chinese = 0;
    bool is_japanese = score(scratch, sample, true, &japanese),
         is_chinese = score(scratch, sample, false, &chinese);
    if (is_japanese && (!is_chinese || japanese >= chinese) && japanese > 0)
        return "Shift_JIS";
    if (is_chinese && chinese > 0)
        return "GB18030";
    return "windows-1252";
}
