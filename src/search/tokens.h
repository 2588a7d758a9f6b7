// Tokens: what a text is found by. The same for texts that are indexed and for what people type.
//
//     "Machining centres"   machin centr             words, stemmed (Snowball, English)
//     "ＨＳ 8457.10"        hs 845710 8457 10        codes: whole, from the start, and their pieces
//     "PRJ-2026-00012"      prj202600012 prj2026 prj 2026 00012
//     "数控机床"            数控 控机 机床 数 控 机 床   pairs, and each ideograph
//     "Ｂ／Ｌ"              bl b l
//
// Texts are folded first (base/fold.h), so that their spellings find each other.
#pragma once

#include "base/fold.h"

typedef enum TokenKind {
    TOKEN_WORD, // stemmed
    TOKEN_CODE, // has digits, or is short letters that are joined by a mark
    TOKEN_PAIR, // two characters of a script without blanks
    TOKEN_SIGN, // one
} TokenKind;

typedef struct Token {
    TokenKind kind;
    Slice text;          // what is compared
    Slice word;          // a word before it was stemmed; else as `text`
    uint32_t start, end; // bytes of the original
} Token;

typedef struct Tokens {
    Token *at;
    size_t count;
} Tokens;

typedef enum TokenPurpose {
    TOKENS_TO_INDEX, // everything that it may be found by
    TOKENS_TO_FIND,  // what all must be there; each is among those to index of the same text
    TOKENS_IN_ORDER, // each word, code and character once: no pairs, no pieces
} TokenPurpose;

enum {
    TOKEN_TEXT_MAX = 64, // bytes; longer words are cut, for the index and for queries alike
    TOKENS_MAX = 100000, // of one text; what comes behind is not found by
};

// The stemmer, which one thread may use at a time. Lives as long as the arena.
typedef struct Tokenizer Tokenizer;

// NULL with a fault where the library for stemming is not there.
Tokenizer *tokenizer_new(Arena *arena, Faults *faults);

// The tokens in the order of the text. They live in `arena`.
Tokens tokens_read(Tokenizer *tokenizer, Arena *arena, Slice text, TokenPurpose purpose);
