// SPDX-License-Identifier: Apache-2.0
// Folds names.
//
//     text ─► NFKC with case folding ─► NFD ─► [characters, one by one] ─► NFC ─► folded
//
// Most names are ASCII, for which a loop gives the same answer without ICU.

#include "base/fold.h"

#include "base/utf8.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

typedef struct Text16 {
    UChar *at;
    int32_t len;
} Text16;

// Letters that Unicode does not take apart, though people who lack the key write them so.
typedef struct Letter {
    uint32_t code_point;
    Slice plain;
} Letter;

static const Letter letters[] = {
    {0xE6, S_INIT("ae")},  {0xF0, S_INIT("d")},  {0xF8, S_INIT("o")},  {0xFE, S_INIT("th")},
    {0x111, S_INIT("d")},  {0x127, S_INIT("h")}, {0x131, S_INIT("i")}, {0x142, S_INIT("l")},
    {0x153, S_INIT("oe")}, {0x167, S_INIT("t")}, {0x259, S_INIT("a")},
};

bool fold_is_word_by_itself(uint32_t code_point)
{
    return (code_point >= 0x3041 && code_point <= 0x30FF) || // kana
           (code_point >= 0x3400 && code_point <= 0x9FFF) || // ideographs
           (code_point >= 0xF900 && code_point <= 0xFAFF) || // … for compatibility
           (code_point >= 0x20000 && code_point <= 0x3FFFF); // … of the higher planes
}

static bool is_left_out(UChar32 c)
{
    return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x02BC || c == 0x02BB || // apostrophes
           c == 0x30FC || c == 0x30FB || c == 0xB7 ||                               // ー ・ ·
           (c >= 0x300 && c <= 0x36F);                                              // diacritics
}

// What is folded so far. A unit of UTF-16 becomes three bytes at most, with a blank before it four.
typedef struct Folded {
    char *at;
    size_t len;
    bool is_blank_due; // blanks are held back until a letter follows
} Folded;

static void fold_character(Folded *out, UChar32 c)
{
    if (is_left_out(c))
        return;
    if (!u_isalnum(c) && (U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_CN_MASK | U_GC_CO_MASK)) == 0) {
        out->is_blank_due = out->len > 0;
        return;
    }
    if (out->is_blank_due)
        out->at[out->len++] = ' ';
    out->is_blank_due = false;
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].code_point == (uint32_t)c) {
            memcpy(out->at + out->len, letters[i].plain.at, letters[i].plain.len);
            out->len += letters[i].plain.len;
            return;
        }
    // ァ to ヶ lie 60 hexadecimal above ぁ to ゖ.
    uint32_t plain = c >= 0x30A1 && c <= 0x30F6 ? (uint32_t)c - 0x60 : (uint32_t)c;
    out->len += utf8_encode(plain, out->at + out->len);
}

static Text16 to_utf16(Arena *arena, Slice text)
{
    // A byte of UTF-8 is never more than one unit of UTF-16.
    Text16 wide = {arena_take_raw(arena, (text.len + 1) * sizeof(UChar), alignof(UChar)), 0};
    UErrorCode error = U_ZERO_ERROR;
    u_strFromUTF8WithSub(wide.at, (int32_t)text.len + 1, &wide.len, text.at, (int32_t)text.len,
                         0xFFFD, NULL, &error);
    return wide;
}

static Slice to_utf8(Arena *arena, Text16 wide)
{
    size_t room = (size_t)wide.len * 3 + 1;
    char *at = arena_take_raw(arena, room, 1);
    UErrorCode error = U_ZERO_ERROR;
    int32_t len = 0;
    u_strToUTF8(at, (int32_t)room, &len, wide.at, wide.len, &error);
    return (Slice){at, (size_t)len};
}

static Text16 normalize(Arena *arena, const UNormalizer2 *form, Text16 text)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t room = text.len * 2 + 16;
    for (;;) {
        UChar *at = arena_take_raw(arena, (size_t)room * sizeof *at, alignof(UChar));
        int32_t len = unorm2_normalize(form, text.at, text.len, at, room, &error);
        if (error != U_BUFFER_OVERFLOW_ERROR)
            return U_FAILURE(error) ? text : (Text16){at, len};
        error = U_ZERO_ERROR;
        room = len + 1;
    }
}

static Slice fold_unicode(Arena *arena, Slice text)
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *compatible = unorm2_getNFKCCasefoldInstance(&error);
    const UNormalizer2 *apart = unorm2_getNFDInstance(&error);
    const UNormalizer2 *composed = unorm2_getNFCInstance(&error);
    if (U_FAILURE(error))
        guard_raise(arena_guard(arena), FAULT_IO, NULL, "ICU has no data: %s", u_errorName(error));
    Text16 cased = normalize(arena, compatible, to_utf16(arena, text));
    Text16 wide = normalize(arena, apart, cased);
    Folded out = {.at = arena_take_raw(arena, (size_t)wide.len * 4 + 1, 1)};
    for (int32_t i = 0; i < wide.len;) {
        UChar32 c;
        U16_NEXT(wide.at, i, wide.len, c);
        fold_character(&out, c);
    }
    if (out.len == 0)
        return slice_trim(to_utf8(arena, cased));
    // Voiced kana and Korean syllables were taken apart, too.
    return to_utf8(arena, normalize(arena, composed, to_utf16(arena, (Slice){out.at, out.len})));
}

static bool is_ascii(Slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] >= 0x80)
            return false;
    return true;
}

static Slice fold_ascii(Arena *arena, Slice text)
{
    char *out = arena_take_raw(arena, text.len + 1, 1);
    size_t len = 0;
    bool is_blank_due = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_letter && is_blank_due)
            out[len++] = ' ';
        if (is_letter)
            out[len++] = c;
        if (c != '\'')
            is_blank_due = !is_letter && len > 0;
    }
    return len > 0 ? (Slice){out, len} : slice_trim(text);
}

Slice fold_name(Arena *arena, Slice text)
{
    enum { NAME_MAX_BYTES = 1 << 20 }; // names have a few dozen; ICU counts in 31 bits
    if (text.len > NAME_MAX_BYTES)
        guard_raise(arena_guard(arena), FAULT_LIMIT, NULL, "a name has more than %d bytes",
                    NAME_MAX_BYTES);
    return is_ascii(text) ? fold_ascii(arena, text) : fold_unicode(arena, text);
}
