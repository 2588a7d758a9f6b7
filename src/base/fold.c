// SPDX-License-Identifier: Apache-2.0
// Folds texts.
//
//     text ─► [segments] ─► NFKC with case folding ─► NFD ─► without diacritics ─► NFC
//          ─► kana ─► one form of ideographs ─► characters with their places ─► name
//
// A segment is what a normal form may change as a whole: a character and what combines with it.
// Most are one character of ASCII, kana or an ideograph, for which no normal form has to be asked.

#include "base/fold.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "base/variants.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

enum {
    SEGMENT_MAX = 32,        // code points: UAX #15 has 30 as what no text needs more of
    EXPANSION_MAX = 18,      // units of UTF-16 that NFKC makes of one code point, at most
    NAME_MAX_BYTES = 1 << 20 // names have a few dozen
};

typedef struct Folding {
    Arena *arena;
    const UNormalizer2 *compatible, *apart, *composed;
    Slice text;
    FoldedText out;
    size_t room;
} Folding;

// ---- Characters ----

// Letters that Unicode does not take apart, though people who lack the key write them so.
typedef struct Letter {
    uint32_t code_point;
    const char *plain;
} Letter;

static const Letter letters[] = {
    {0xE6, "ae"}, {0xF0, "d"},  {0xF8, "o"},   {0xFE, "th"}, {0x111, "d"}, {0x127, "h"},
    {0x131, "i"}, {0x142, "l"}, {0x153, "oe"}, {0x167, "t"}, {0x259, "a"},
};

bool fold_is_kana(uint32_t c)
{
    return c >= 0x3041 && c <= 0x30FF && c != 0x30FB && c != 0x30A0; // but ・ and ゠
}

bool fold_is_ideograph(uint32_t c)
{
    return (c >= 0x3400 && c <= 0x9FFF) || // ideographs
           (c >= 0xF900 && c <= 0xFAFF) || // … for compatibility
           (c >= 0x20000 && c <= 0x3FFFF); // … of the higher planes
}

bool fold_is_word_by_itself(uint32_t c)
{
    return (c >= 0x3041 && c <= 0x30FF) || fold_is_ideograph(c);
}

static uint32_t one_form(uint32_t c)
{
    if (c >= VARIANTS_FIRST && c < VARIANTS_END)
        return variants_low[c - VARIANTS_FIRST];
    size_t low = 0, high = c >= 0x20000 ? variants_high_count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (variants_high[middle].code_point < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < variants_high_count && variants_high[low].code_point == c ? variants_high[low].form
                                                                           : c;
}

static void put(Folding *it, uint32_t c, size_t start, size_t end)
{
    if (it->out.count == it->room) {
        size_t more = it->room > 0 ? 2 * it->room : it->text.len + 16;
        it->out.at = arena_resize(it->arena, it->out.at, it->room * sizeof *it->out.at,
                                  more * sizeof *it->out.at);
        it->room = more;
    }
    it->out.at[it->out.count++] = (FoldedChar){c, (uint32_t)start, (uint32_t)end};
}

static void put_letter(Folding *it, uint32_t c, size_t start, size_t end)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].code_point == c) {
            for (const char *plain = letters[i].plain; *plain != '\0'; plain++)
                put(it, (unsigned char)*plain, start, end);
            return;
        }
    put(it, one_form(c), start, end);
}

// ---- Segments ----

static uint32_t character_at(Slice text, size_t at, size_t *length)
{
    int32_t c = utf8_decode(slice_part(text, at, text.len), length);
    return c == UTF8_BAD ? 0xFFFD : (uint32_t)c;
}

// Characters that are in every normal form already, unless something combines with them.
static bool is_plain(uint32_t c)
{
    return c < 0x80 || (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FE) ||
           (c >= 0x3400 && c <= 0x9FFF) || c == 0x3001 || c == 0x3002;
}

static bool has_boundary(const Folding *it, size_t at)
{
    size_t length;
    if (at >= it->text.len)
        return true;
    uint32_t c = character_at(it->text, at, &length);
    return is_plain(c) || unorm2_hasBoundaryBefore(it->compatible, (UChar32)c);
}

static size_t segment_end(const Folding *it, size_t start)
{
    size_t at = start, length;
    for (int i = 0; i < SEGMENT_MAX && at < it->text.len; i++) {
        character_at(it->text, at, &length);
        at += length;
        if (has_boundary(it, at))
            return at;
    }
    return at;
}

typedef struct Text16 {
    UChar at[SEGMENT_MAX * 2 * EXPANSION_MAX];
    int32_t len;
} Text16;

static void normalize(Folding *it, const UNormalizer2 *form, const Text16 *from, Text16 *to)
{
    UErrorCode error = U_ZERO_ERROR;
    to->len = unorm2_normalize(form, from->at, from->len, to->at,
                               (int32_t)(sizeof to->at / sizeof *to->at), &error);
    if (U_FAILURE(error))
        guard_raise(arena_guard(it->arena), FAULT_IO, NULL, "ICU cannot normalize a text: %s",
                    u_errorName(error));
}

// Voiced kana and Korean syllables are taken apart too, and put together again.
static void drop_diacritics(Text16 *text)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < text->len; i++)
        if (text->at[i] < 0x300 || text->at[i] > 0x36F)
            text->at[kept++] = text->at[i];
    text->len = kept;
}

static void fold_segment(Folding *it, size_t start, size_t end)
{
    Text16 one = {.len = 0}, other;
    for (size_t at = start, length; at < end; at += length) {
        uint32_t c = character_at(it->text, at, &length);
        U16_APPEND_UNSAFE(one.at, one.len, c);
    }
    normalize(it, it->compatible, &one, &other);
    normalize(it, it->apart, &other, &one);
    drop_diacritics(&one);
    normalize(it, it->composed, &one, &other);
    for (int32_t i = 0; i < other.len;) {
        UChar32 c;
        U16_NEXT(other.at, i, other.len, c);
        // A voice mark that made no kana voiced belongs to none, whatever comes to stand before it.
        if (c == 0x3099 || c == 0x309A)
            continue;
        put_letter(it, (uint32_t)c, start, end);
    }
}

static void fold_all(Folding *it)
{
    for (size_t at = 0, end; at < it->text.len; at = end) {
        size_t length;
        uint32_t c = character_at(it->text, at, &length);
        end = at + length;
        bool is_alone = is_plain(c) && has_boundary(it, end);
        if (is_alone && c < 0x80)
            put(it, c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c, at, end);
        else if (is_alone)
            put(it, one_form(c), at, end);
        else
            fold_segment(it, at, end = segment_end(it, at));
    }
}

// ---- Kana ----

enum {
    LONG_VOWEL = 0x30FC,
    REPEATED = 0x3005,
    REPEATED_HIRAGANA = 0x309D,
    REPEATED_KATAKANA = 0x30FD
};

static bool is_katakana(uint32_t c)
{
    return c >= 0x30A1 && c <= 0x30FA;
}

typedef struct Kana {
    uint32_t from, to;
} Kana;

// What is one sound today, and small letters that stand for whole ones (関ヶ原).
static const Kana kana_forms[] = {
    {0x3062, 0x3058}, {0x3065, 0x305A}, {0x3090, 0x3044},
    {0x3091, 0x3048}, {0x3095, 0x304B}, {0x3096, 0x3051},
};

// ヴ with a small vowel is written with バ as often.
static const Kana v_sounds[] = {
    {0x3041, 0x3070}, {0x3043, 0x3073}, {0x3047, 0x3079}, {0x3049, 0x307C}};

static uint32_t hiragana(uint32_t c)
{
    if (c >= 0x30A1 && c <= 0x30F6)
        c -= 0x60; // ァ to ヶ lie 60 hexadecimal above ぁ to ゖ
    for (size_t i = 0; i < sizeof kana_forms / sizeof *kana_forms; i++)
        if (kana_forms[i].from == c)
            return kana_forms[i].to;
    return c;
}

// コンピューター and コンピュータ are one word: the mark ends at least two katakana, and none
// follows.
static bool ends_katakana(FoldedText text, size_t at, size_t katakana)
{
    while (at < text.count && text.at[at].code_point == LONG_VOWEL)
        at++;
    return katakana >= 2 && !(at < text.count && is_katakana(text.at[at].code_point));
}

static uint32_t v_sound(FoldedText text, size_t at)
{
    uint32_t next = at + 1 < text.count ? hiragana(text.at[at + 1].code_point) : 0;
    for (size_t i = 0; i < sizeof v_sounds / sizeof *v_sounds; i++)
        if (v_sounds[i].from == next)
            return v_sounds[i].to;
    return 0;
}

// Marks that say: the same once more.
static uint32_t repeated(uint32_t c, uint32_t last)
{
    bool is_same = (c == REPEATED && fold_is_ideograph(last)) ||
                   ((c == REPEATED_HIRAGANA || c == REPEATED_KATAKANA) && fold_is_kana(last));
    return is_same ? last : c;
}

// In place: `kept` never overtakes `at`, and what is looked at ahead is not folded yet.
static void fold_kana(FoldedText *text)
{
    size_t kept = 0, katakana = 0; // so many before this one
    for (size_t at = 0; at < text->count; at++) {
        FoldedChar c = text->at[at];
        if (c.code_point == LONG_VOWEL && ends_katakana(*text, at, katakana))
            continue;
        katakana = is_katakana(c.code_point) || (c.code_point == LONG_VOWEL && katakana > 0)
                       ? katakana + 1
                       : 0;
        uint32_t plain = hiragana(c.code_point);
        if (plain == 0x3094) { // ゔ
            uint32_t sound = v_sound(*text, at);
            plain = sound != 0 ? sound : 0x3076;
            if (sound != 0)
                c.end = text->at[++at].end;
        }
        plain = repeated(plain, kept > 0 ? text->at[kept - 1].code_point : 0);
        text->at[kept++] = (FoldedChar){plain, c.start, c.end};
    }
    text->count = kept;
}

FoldedText fold_characters(Arena *arena, Slice text)
{
    UErrorCode error = U_ZERO_ERROR;
    Folding it = {.arena = arena,
                  .text = text,
                  .compatible = unorm2_getNFKCCasefoldInstance(&error),
                  .apart = unorm2_getNFDInstance(&error),
                  .composed = unorm2_getNFCInstance(&error)};
    if (U_FAILURE(error))
        guard_raise(arena_guard(arena), FAULT_IO, NULL, "ICU has no data: %s", u_errorName(error));
    if (text.len > FOLD_MAX_BYTES)
        guard_raise(arena_guard(arena), FAULT_LIMIT, NULL,
                    "a text to be searched has more than %d bytes", FOLD_MAX_BYTES);
    fold_all(&it);
    fold_kana(&it.out);
    return it.out;
}

// ---- Names ----

static bool is_left_out(uint32_t c)
{
    return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x02BC || c == 0x02BB || // apostrophes
           c == LONG_VOWEL || c == 0x30FB || c == 0xB7;                             // ー ・ ·
}

static bool is_blank(uint32_t c)
{
    UChar32 wide = (UChar32)c;
    return !u_isalnum(wide) &&
           (U_GET_GC_MASK(wide) & (U_GC_M_MASK | U_GC_CN_MASK | U_GC_CO_MASK)) == 0;
}

static Slice fold_unicode(Arena *arena, Slice text)
{
    FoldedText folded = fold_characters(arena, text);
    Buffer out = buffer_new(arena), all = buffer_new(arena);
    bool is_blank_due = false; // blanks are held back until a letter follows
    for (size_t i = 0; i < folded.count; i++) {
        uint32_t c = folded.at[i].code_point;
        if (is_left_out(c))
            continue;
        if (is_blank(c)) {
            is_blank_due = out.len > 0;
            continue;
        }
        if (is_blank_due)
            buffer_add_char(&out, ' ');
        is_blank_due = false;
        buffer_add_code_point(&out, c);
    }
    if (out.len > 0)
        return buffer_slice(&out);
    for (size_t i = 0; i < folded.count; i++)
        buffer_add_code_point(&all, folded.at[i].code_point);
    return slice_trim(buffer_slice(&all));
}

static bool is_ascii(Slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] >= 0x80)
            return false;
    return true;
}

// Most names are ASCII, for which a loop gives the same answer.
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
    if (text.len > NAME_MAX_BYTES)
        guard_raise(arena_guard(arena), FAULT_LIMIT, NULL, "a name has more than %d bytes",
                    NAME_MAX_BYTES);
    return is_ascii(text) ? fold_ascii(arena, text) : fold_unicode(arena, text);
}
