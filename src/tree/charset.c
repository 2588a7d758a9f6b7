// SPDX-License-Identifier: Apache-2.0
// Encodings by iconv, and the guess at one.
//
//     mark of byte order ─► zeros of UTF-16 ─► sound UTF-8
//                        └► what reads best of Shift_JIS, GB18030, Windows-1252
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
    iconv_t *converter = handle;
    if (*converter != (iconv_t)-1)
        iconv_close(*converter);
}

static bool convert_between(Buffer *out, Slice bytes, const char *to, const char *from, size_t *bad)
{
    // Kept in the arena before it is opened: growing the buffer may leave to the arena's guard.
    iconv_t *converter = arena_array(out->arena, iconv_t, 1);
    *converter = (iconv_t)-1;
    *bad = 0;
    arena_defer(out->arena, close_converter, converter);
    *converter = open_converter(to, from);
    return *converter != (iconv_t)-1 && convert(out, bytes, *converter, bad);
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

// How much more likely a reading is for giving this character.
static int weight(int32_t c)
{
    if (c < 0x80)
        return 0;
    if (is_between(c, 0xFF61, 0xFF9F)) // half-width kana: what Chinese bytes make in Shift_JIS
        return -1;
    if (is_between(c, 0x3041, 0x30FF)) // kana: Japanese bytes make none in GB18030
        return 3;
    if (is_between(c, 0x3000, 0x303F) ||
        is_between(c, 0xFF01, 0xFF5E)) // 、。「」 and full-width forms
        return 2;
    if (is_between(c, 0xE000, 0xFAFF)) // private use, compatibility
        return -4;
    return is_between(c, 0x4E00, 0x9FFF) ? 1 : -2;
}

typedef struct DoubleBytes {
    const char *encoding;
    // Lead bytes, and those of the common characters: the first levels of JIS X 0208 and GB 2312,
    // and their signs.
    unsigned char leads[4], common[4];
    unsigned char trail_min; // of the common ones
} DoubleBytes;

static const DoubleBytes japanese = {
    "CP932", {0x81, 0x9F, 0xE0, 0xFC}, {0x81, 0x83, 0x88, 0x97}, 0x40};
static const DoubleBytes chinese = {
    "GB18030", {0x81, 0xFE, 0x81, 0xFE}, {0xA1, 0xA3, 0xB0, 0xD7}, 0xA1};

static bool is_in(const unsigned char ranges[4], unsigned char c)
{
    return (c >= ranges[0] && c <= ranges[1]) || (c >= ranges[2] && c <= ranges[3]);
}

enum {
    GUESS_MAX = 64 * 1024, // bytes that are looked at
    SHARE_MIN = 24,        // bytes of half-width kana alone that can hardly be Chinese by chance
};

// False where the bytes are no text in it.
static bool score(Arena *scratch, Slice bytes, const DoubleBytes *kind, long *points)
{
    Buffer text = buffer_new(scratch);
    size_t bad;
    bool is_sound = charset_decode(&text, bytes, kind->encoding, &bad);
    // The sample may end within a character.
    if (!is_sound && (bytes.len < GUESS_MAX || bytes.len - bad > 4))
        return false;
    *points = 0;
    for (size_t at = 0, len; at < text.len; at += len)
        *points += weight(utf8_decode((Slice){text.at + at, text.len - at}, &len));
    for (size_t i = 0; i + 1 < bytes.len; i++) {
        unsigned char lead = (unsigned char)bytes.at[i], trail = (unsigned char)bytes.at[i + 1];
        if (!is_in(kind->leads, lead))
            continue;
        *points += is_in(kind->common, lead) && trail >= kind->trail_min ? 1 : -1;
        i++;
    }
    return true;
}

// Files of banks have little but half-width kana, A1 to DF; Chinese text has larger bytes as well.
static bool is_half_width(Slice bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.at[i];
        if (c >= 0x80 && (c < 0xA1 || c > 0xDF))
            return false;
        count += c >= 0x80;
    }
    return count >= SHARE_MIN;
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
    long as_japanese = 0, as_chinese = 0;
    bool can_be_japanese = score(scratch, sample, &japanese, &as_japanese);
    bool can_be_chinese = score(scratch, sample, &chinese, &as_chinese);
    if (can_be_japanese && is_half_width(sample))
        return "Shift_JIS";
    if (can_be_japanese && as_japanese > 0 && (!can_be_chinese || as_japanese >= as_chinese))
        return "Shift_JIS";
    return can_be_chinese && as_chinese > 0 ? "GB18030" : "windows-1252";
}
