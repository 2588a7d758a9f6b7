// Identifiers that carry check characters: registration numbers of companies, numbers of goods,
// containers and ships.
//
//     "T7000012050002" ─► its scheme ─► right, or what its check character should be
//
// What is right here may still be nobody's: only the register that gives the numbers out knows.
#pragma once

#include "base/slice.h"

typedef struct IdentifierScheme {
    const char *name;     // "jp-invoice-issuer"
    const char *title[3]; // in English, Japanese and Chinese
    const char *source;   // the standard or the rule that the check is of
    // 'A' is a letter, '9' a digit, 'X' either, 'C' either but I, O, S, V, Z; all else stands for
    // itself. A '*' at the end: the one before it any number of times, or not at all. Ended by
    // NULL.
    const char *const *shapes;
    // Fills in the check characters of a text of that shape: what stands at their places does not
    // count.
    void (*complete)(char *text, size_t len);
} IdentifierScheme;

extern const IdentifierScheme identifier_schemes[]; // ended by a row without a name

// NULL where there is none of that name.
const IdentifierScheme *identifier_scheme(Slice name);

typedef enum IdentifierVerdict {
    IDENTIFIER_RIGHT,
    IDENTIFIER_MALFORMED, // not of the scheme's shape
    IDENTIFIER_MISTYPED,  // a check character is wrong: one of the characters is
} IdentifierVerdict;

enum { IDENTIFIER_MAX = 34 }; // characters; the longest is an IBAN

// `text` is written as the scheme has it, without blanks and hyphens (identifier_strip). `right` is
// what it would be if its check characters alone were wrong; its length is that of the text.
IdentifierVerdict identifier_verify(const IdentifierScheme *scheme, Slice text,
                                    char right[IDENTIFIER_MAX]);

// Without blanks and hyphens, letters as capitals, full-width characters as narrow ones; what is
// too long is empty.
Slice identifier_strip(Slice text, char room[IDENTIFIER_MAX]);
