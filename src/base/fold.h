// Folding: the form in which texts are compared, so that what people do not mean to distinguish is
// the same. "ＹＯＫＯＨＡＭＡ", "yokohama" and "Yokohama " are one name, and so are "Göteborg" and
// "goteborg", "コンテナー" and "こんてな", "大連" and "大连", "廣東", "広東" and "广东".
//
// Names are compared by fold_name(); search reads the same characters one by one
// (fold_characters()) and knows where each came from, so that it can show what was found.
#pragma once

#include "base/arena.h"

typedef struct FoldedChar {
    uint32_t code_point;
    uint32_t start, end; // the bytes of the original that it stands for
} FoldedChar;

typedef struct FoldedText {
    FoldedChar *at;
    size_t count;
} FoldedText;

// The characters of `text`, folded:
//   compatible characters (NFKC) and cases are alike; diacritics of alphabets are dropped
//   katakana is hiragana; ヂ ヅ ヴァ ヶ are じ ず ば け; a long vowel's mark that ends a word of
//   katakana is dropped (サーバー, サーバ), one within stays (ビール is no ビル); 々 repeats
//   ideographs have one form for traditional, simplified and shinjitai
// Punctuation and blanks stay, as what NFKC makes of them. Folding what is folded changes nothing.
// Bytes that are no UTF-8 become U+FFFD. At most FOLD_MAX_BYTES, else FAULT_LIMIT is raised.
FoldedText fold_characters(Arena *arena, Slice text);

enum { FOLD_MAX_BYTES = 16 << 20 };

// The folded form of `text`, in UTF-8: its folded characters, of which apostrophes, all marks of a
// long vowel and the middle dot are left out ("Xi'an", "xian"); all other punctuation and blanks
// are one blank between words. Where nothing would be left ("%"), punctuation stays. Takes some 20
// times the text of `arena`, where the result lives, too.
Slice fold_name(Arena *arena, Slice text);

// Characters of scripts that are written without blanks.
bool fold_is_kana(uint32_t code_point);
bool fold_is_ideograph(uint32_t code_point);

// Whether a word may begin at this character of a folded name, whatever stands before it: true for
// ideographs and kana.
bool fold_is_word_by_itself(uint32_t code_point);
