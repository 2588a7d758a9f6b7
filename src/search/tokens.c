// SPDX-License-Identifier: Apache-2.0
// Cuts texts into tokens.
//
//     text ─► folded characters ─► [runs: letters and digits with what joins them; ideographs and
//     kana] ─► tokens
//
// Which characters belong together is decided once, here, so that what is typed is cut like what
// was written. Nothing is kept between two texts but the stemmer.

#include "search/tokens.h"

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/late.h"

#include <libstemmer.h>
#include <unicode/uchar.h>

#define LIBSTEMMER(X) X(sb_stemmer_new) X(sb_stemmer_delete) X(sb_stemmer_stem) X(sb_stemmer_length)

LATE_TABLE(Libstemmer, LIBSTEMMER);
static Libstemmer snowball;

enum {
    PIECES_MAX = 16,   // of one code; what follows is another
    SHORT_MAX = 3,     // letters in a piece of B/L, C&F, F.O.B.
    STEM_MIN = 3,      // letters of a word that is stemmed
    DIGITS_MIN = 6,    // of a number that is found by its beginnings,
    BEGINNING_MIN = 4, // which have so many digits, or two more, …
    BEGINNING_MAX = 8,
};

struct Tokenizer {
    struct sb_stemmer *stemmer;
};

static void delete_stemmer(void *stemmer)
{
    snowball.sb_stemmer_delete(stemmer);
}

Tokenizer *tokenizer_new(Arena *arena, Faults *faults)
{
    static const char *const names[] = {LATE_NAMES(LIBSTEMMER)};
    static const LateLibrary library = {"libstemmer.so.0d", "libstemmer0d", names,
                                        sizeof names / sizeof *names, &snowball};
    if (!late_load(&library, faults))
        return NULL;
    Tokenizer *it = arena_array(arena, Tokenizer, 1);
    it->stemmer = snowball.sb_stemmer_new("english", "UTF_8");
    if (it->stemmer == NULL) {
        fault_add(faults, FAULT_MEMORY, 0, 0, "no memory for a stemmer");
        return NULL;
    }
    arena_defer(arena, delete_stemmer, it->stemmer);
    return it;
}

typedef struct Cutting {
    Tokenizer *tokenizer;
    Arena *arena;
    TokenPurpose purpose;
    FoldedText text;
    size_t at;
    Tokens out;
    size_t room;
} Cutting;

// ---- Adding ----

static void add(Cutting *it, Token token)
{
    if (token.text.len == 0 || it->out.count == TOKENS_MAX)
        return;
    if (it->out.count == it->room) {
        size_t more = it->room > 0 ? 2 * it->room : 64;
        it->out.at = arena_resize(it->arena, it->out.at, it->room * sizeof *it->out.at,
                                  more * sizeof *it->out.at);
        it->room = more;
    }
    it->out.at[it->out.count++] = token;
}

// Cut to TOKEN_TEXT_MAX bytes, at a character's end.
static Slice text_of(Arena *arena, const FoldedChar *from, size_t count)
{
    Buffer out = buffer_new(arena);
    buffer_reserve(&out, count * 3 < TOKEN_TEXT_MAX + 4 ? count * 3 : TOKEN_TEXT_MAX + 4);
    for (size_t i = 0; i < count; i++) {
        size_t before = out.len;
        buffer_add_code_point(&out, from[i].code_point);
        if (out.len > TOKEN_TEXT_MAX)
            return (Slice){out.at, before};
    }
    return buffer_slice(&out);
}

// ---- Words and codes ----

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x02BC || c == 0x02BB;
}

static bool is_word_letter(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    return !fold_is_kana(c) && !fold_is_ideograph(c) &&
           (u_isalnum((UChar32)c) || (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK) != 0);
}

static bool joins_pieces(uint32_t c)
{
    return c != 0 && c < 0x80 && strchr("-./_&+:", (int)c) != NULL;
}

static uint32_t peek(const Cutting *it, size_t ahead)
{
    size_t at = it->at + ahead;
    return at < it->text.count ? it->text.at[at].code_point : 0;
}

typedef struct Piece {
    FoldedChar *at; // in a copy, without what is left out
    size_t count;
    bool has_digit, is_ascii;
} Piece;

// 1,000 is a number: the comma stands between a digit and three of them.
static bool is_thousands_comma(const Cutting *it)
{
    return peek(it, 0) == ',' && is_digit(peek(it, 1)) && is_digit(peek(it, 2)) &&
           is_digit(peek(it, 3)) && !is_digit(peek(it, 4));
}

// Letters and digits are moved together in place: what is left out is never looked at again.
static Piece read_piece(Cutting *it)
{
    Piece piece = {.at = &it->text.at[it->at], .is_ascii = true};
    for (; it->at < it->text.count; it->at++) {
        FoldedChar c = it->text.at[it->at];
        bool is_left_out = (is_apostrophe(c.code_point) && is_word_letter(peek(it, 1))) ||
                           (piece.has_digit && is_thousands_comma(it));
        if (piece.count > 0 && is_left_out)
            continue;
        if (!is_word_letter(c.code_point))
            break;
        piece.has_digit |= is_digit(c.code_point);
        piece.is_ascii &= c.code_point < 0x80;
        piece.at[piece.count++] = c;
    }
    return piece;
}

static Token token_of(Cutting *it, TokenKind kind, const FoldedChar *from, size_t count)
{
    Slice text = text_of(it->arena, from, count);
    return (Token){kind, text, text, from[0].start, from[count - 1].end};
}

static void add_word(Cutting *it, const Piece *piece)
{
    Token token = token_of(it, TOKEN_WORD, piece->at, piece->count);
    if (piece->is_ascii && token.text.len >= STEM_MIN) {
        const sb_symbol *stem = snowball.sb_stemmer_stem(
            it->tokenizer->stemmer, (const sb_symbol *)token.text.at, (int)token.text.len);
        size_t len = (size_t)snowball.sb_stemmer_length(it->tokenizer->stemmer);
        if (stem != NULL && len > 0)
            token.text = arena_copy(it->arena, (Slice){(const char *)stem, len});
    }
    add(it, token);
}

// Goods are classified by numbers that begin alike: 845710 is found by 8457.
static void add_beginnings(Cutting *it, Token code)
{
    for (size_t i = 0; i < code.text.len; i++)
        if (!is_digit(code.text.at[i]))
            return;
    for (size_t len = BEGINNING_MIN; code.text.len >= DIGITS_MIN && len <= BEGINNING_MAX; len += 2)
        if (len < code.text.len) {
            Token beginning = code;
            beginning.text = beginning.word = slice_part(code.text, 0, len);
            add(it, beginning);
        }
}

static void add_piece(Cutting *it, const Piece *piece)
{
    if (!piece->has_digit) {
        add_word(it, piece);
        return;
    }
    Token code = token_of(it, TOKEN_CODE, piece->at, piece->count);
    add(it, code);
    if (it->purpose == TOKENS_TO_INDEX)
        add_beginnings(it, code);
}

// PRJ-2026-00012 as a whole; to index also PRJ-2026 and PRJ.
static void add_joined(Cutting *it, const Piece *pieces, size_t count)
{
    Buffer text = buffer_new(it->arena);
    size_t lens[PIECES_MAX];
    for (size_t i = 0; i < count; i++) {
        buffer_add(&text, text_of(it->arena, pieces[i].at, pieces[i].count));
        lens[i] = text.len < TOKEN_TEXT_MAX ? text.len : TOKEN_TEXT_MAX;
    }
    const Piece *first = &pieces[0];
    for (size_t i = count;
         i-- > 0 && (i == count - 1 || (it->purpose == TOKENS_TO_INDEX && i > 0));) {
        const Piece *last = &pieces[i];
        Slice whole = {text.at, lens[i]};
        Token token = {TOKEN_CODE, whole, whole, first->at[0].start, last->at[last->count - 1].end};
        add(it, token);
        if (i == count - 1 && it->purpose == TOKENS_TO_INDEX)
            add_beginnings(it, token);
    }
}

// Whether pieces are one code: 8457.10, B/L, PRJ-2026-00012; but not bill-of-lading.
static bool are_joined(const Piece *pieces, size_t count)
{
    bool has_digit = false, is_short = true;
    for (size_t i = 0; i < count; i++) {
        has_digit |= pieces[i].has_digit;
        is_short &= pieces[i].count <= SHORT_MAX;
    }
    return count > 1 && (has_digit || is_short);
}

static void cut_letters(Cutting *it)
{
    Piece pieces[PIECES_MAX];
    size_t count = 0;
    do {
        if (count > 0)
            it->at++; // what joins
        pieces[count++] = read_piece(it);
    } while (count < PIECES_MAX && joins_pieces(peek(it, 0)) && is_word_letter(peek(it, 1)));
    bool is_code = are_joined(pieces, count);
    if (is_code)
        add_joined(it, pieces, count);
    if (!is_code || it->purpose == TOKENS_TO_INDEX)
        for (size_t i = 0; i < count; i++)
            add_piece(it, &pieces[i]);
}

// ---- Ideographs and kana ----

static bool is_sign(uint32_t c)
{
    return fold_is_kana(c) || fold_is_ideograph(c);
}

static void cut_signs(Cutting *it)
{
    const FoldedChar *from = &it->text.at[it->at];
    size_t count = 0;
    while (is_sign(peek(it, count)))
        count++;
    it->at += count;
    for (size_t i = 0; i < count; i++) {
        bool is_alone = count == 1 || it->purpose == TOKENS_IN_ORDER;
        if (i + 1 < count && it->purpose != TOKENS_IN_ORDER)
            add(it, token_of(it, TOKEN_PAIR, &from[i], 2));
        if (is_alone || (it->purpose == TOKENS_TO_INDEX && fold_is_ideograph(from[i].code_point)))
            add(it, token_of(it, TOKEN_SIGN, &from[i], 1));
    }
}

Tokens tokens_read(Tokenizer *tokenizer, Arena *arena, Slice text, TokenPurpose purpose)
{
    Cutting it = {.tokenizer = tokenizer,
                  .arena = arena,
                  .purpose = purpose,
                  .text = fold_characters(arena, text)};
    while (it.at < it.text.count && it.out.count < TOKENS_MAX) {
        uint32_t c = peek(&it, 0);
        if (is_sign(c))
            cut_signs(&it);
        else if (is_word_letter(c))
            cut_letters(&it);
        else
            it.at++;
    }
    return it.out;
}
