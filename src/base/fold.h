// Folding: the form in which names are compared, so that what people do not mean to distinguish is
// the same. "ＹＯＫＯＨＡＭＡ", "yokohama" and "Yokohama " are one name, and so are "Göteborg" and
// "goteborg", "コンテナー" and "こんてな", "Xi'an" and "xian".
#pragma once

#include "base/arena.h"

// The folded form of `text`, in UTF-8. Compatible characters (NFKC), upper and lower case,
// diacritics of alphabets, and katakana and hiragana are alike; apostrophes, the mark of a long
// vowel and the middle dot are left out; all other punctuation and blanks are one blank between
// words. Where nothing would be left ("%"), punctuation stays. Bytes that are no UTF-8 become
// U+FFFD. Takes some 20 times the text of `arena`, where the result lives, too.
Slice fold_name(Arena *arena, Slice text);

// Whether a word may begin at this character of a folded name, whatever stands before it: true for
// ideographs and kana, which are written without blanks.
bool fold_is_word_by_itself(uint32_t code_point);
