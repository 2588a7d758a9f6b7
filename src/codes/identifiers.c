// SPDX-License-Identifier: Apache-2.0
// Schemes of identifiers, a row each, and how their check characters are made.
//
// Each is checked by making it anew: the characters are filled in and compared, so that the right
// ones can be told.

#include "codes/identifiers.h"

#include "base/ascii.h"

#include <assert.h>

static unsigned digit(char c)
{
    return (unsigned)(c - '0');
}

// ---- Japan: corporate numbers (国税庁 法人番号) ----

// 9 less the rest of the twelve digits behind, weighted 1, 2, 1, 2 … from the right, by 9. It
// stands in front.
static void complete_corporate_number(char *text, size_t len)
{
    unsigned sum = 0;
    for (size_t i = 1; i < len; i++)
        sum += digit(text[len - i]) * (i % 2 == 1 ? 1 : 2);
    text[0] = (char)('0' + 9 - sum % 9);
}

static void complete_invoice_issuer(char *text, size_t len)
{
    complete_corporate_number(text + 1, len - 1);
}

// ---- China: unified social credit codes (GB 32100-2015) ----

static const char credit_characters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY"; // without I, O, S, V, Z

// 31 less the rest by 31 of the seventeen, weighted by powers of 3.
static void complete_credit_code(char *text, size_t len)
{
    enum { RADIX = 31 };
    unsigned sum = 0, weight = 1;
    for (size_t i = 0; i + 1 < len; i++) {
        sum += (unsigned)(strchr(credit_characters, text[i]) - credit_characters) * weight;
        weight = weight * 3 % RADIX;
    }
    text[len - 1] = credit_characters[(RADIX - sum % RADIX) % RADIX];
}

// ---- GS1: GTIN, GLN, SSCC ----

// Weights 3, 1, 3, 1 … from the right; the sum with the check digit is a multiple of 10.
static void complete_gs1(char *text, size_t len)
{
    unsigned sum = 0;
    for (size_t i = 2; i <= len; i++)
        sum += digit(text[len - i]) * (i % 2 == 0 ? 3 : 1);
    text[len - 1] = (char)('0' + (10 - sum % 10) % 10);
}

// ---- ISO 7064, MOD 97-10: legal entities, accounts, references ----

static unsigned add_to_97(unsigned rest, char c)
{
    unsigned value = c >= 'A' ? (unsigned)(c - 'A') + 10 : digit(c);
    return (rest * (value > 9 ? 100 : 10) + value) % 97;
}

static void put_two_digits(char *text, unsigned rest)
{
    unsigned check = 98 - rest;
    text[0] = (char)('0' + check / 10);
    text[1] = (char)('0' + check % 10);
}

// ISO 17442: the last two.
static void complete_legal_entity(char *text, size_t len)
{
    unsigned rest = 0;
    for (size_t i = 0; i + 2 < len; i++)
        rest = add_to_97(rest, text[i]);
    put_two_digits(text + len - 2, add_to_97(add_to_97(rest, '0'), '0'));
}

// ISO 13616, ISO 11649: the two behind the first two, which are moved to the end.
static void complete_account(char *text, size_t len)
{
    unsigned rest = 0;
    for (size_t i = 4; i < len; i++)
        rest = add_to_97(rest, text[i]);
    rest = add_to_97(add_to_97(rest, text[0]), text[1]);
    put_two_digits(text + 2, add_to_97(add_to_97(rest, '0'), '0'));
}

// ---- Containers (ISO 6346) and ships (IMO) ----

// Letters count from 10 on, without multiples of 11; weights are powers of 2.
static void complete_container(char *text, size_t len)
{
    unsigned sum = 0;
    for (size_t i = 0; i + 1 < len; i++) {
        unsigned letter = (unsigned)(text[i] - 'A');
        unsigned value = text[i] >= 'A' ? 10 + letter + (letter + 9) / 10 : digit(text[i]);
        sum += value << i;
    }
    text[len - 1] = (char)('0' + sum % 11 % 10);
}

static void complete_ship(char *text, size_t len)
{
    enum { DIGITS = 7 };
    unsigned sum = 0;
    text += len - DIGITS; // "IMO" may stand before them
    for (unsigned i = 0; i + 1 < DIGITS; i++)
        sum += digit(text[i]) * (DIGITS - i);
    text[DIGITS - 1] = (char)('0' + sum % 10);
}

// ---- The schemes ----

#define SHAPES(...) ((const char *const[]){__VA_ARGS__, NULL})

const IdentifierScheme identifier_schemes[] = {
    {"jp-invoice-issuer",
     {"Registration number of a qualified invoice issuer (Japan)", "適格請求書発行事業者登録番号",
      "合格发票开具事业者登记号（日本）"},
     "消費税法 57の2",
     SHAPES("T9999999999999"),
     complete_invoice_issuer},
    {"jp-corporate-number",
     {"Corporate number (Japan)", "法人番号", "法人编号（日本）"},
     "国税庁 法人番号",
     SHAPES("9999999999999"),
     complete_corporate_number},
    {"cn-uscc",
     {"Unified social credit code (China)", "統一社会信用コード（中国）", "统一社会信用代码"},
     "GB 32100-2015",
     SHAPES("CC999999CCCCCCCCCC"),
     complete_credit_code},
    {"gs1",
     {"GS1 number (GTIN, GLN, SSCC)", "GS1 番号 (GTIN、GLN、SSCC)", "GS1 编号（GTIN、GLN、SSCC）"},
     "GS1 General Specifications 7.9",
     SHAPES("99999999", "999999999999", "9999999999999", "99999999999999", "999999999999999999"),
     complete_gs1},
    {"lei",
     {"Legal entity identifier", "取引主体識別子 (LEI)", "法律实体识别码（LEI）"},
     "ISO 17442",
     SHAPES("XXXXXXXXXXXXXXXXXX99"),
     complete_legal_entity},
    {"iban",
     {"International bank account number", "国際銀行口座番号 (IBAN)", "国际银行账号（IBAN）"},
     "ISO 13616",
     SHAPES("AA99XXXXXXXXXXXX*"),
     complete_account},
    {"container",
     {"Container number", "コンテナ番号", "集装箱号"},
     "ISO 6346",
     SHAPES("AAAU9999999", "AAAJ9999999", "AAAZ9999999"),
     complete_container},
    {"imo-ship",
     {"Ship's IMO number", "IMO 船舶番号", "船舶 IMO 编号"},
     "IMO A.1117(30)",
     SHAPES("IMO9999999", "9999999"),
     complete_ship},
    {0},
};

const IdentifierScheme *identifier_scheme(Slice name)
{
    for (const IdentifierScheme *scheme = identifier_schemes; scheme->name != NULL; scheme++)
        if (slice_equal(name, slice_of(scheme->name)))
            return scheme;
    return NULL;
}

// ---- Verifying ----

static bool fits(char c, char wanted)
{
    switch (wanted) {
    case '9':
        return is_digit(c);
    case 'A':
        return is_capital(c);
    case 'X':
        return is_digit(c) || is_capital(c);
    case 'C':
        return c != '\0' && strchr(credit_characters, c) != NULL;
    }
    return c == wanted;
}

static bool has_shape(Slice text, const char *shape)
{
    for (size_t i = 0; i < text.len; i++) {
        if (*shape == '\0' || i == IDENTIFIER_MAX || !fits(text.at[i], *shape))
            return false;
        shape += shape[1] != '*';
    }
    return *shape == '\0' || shape[1] == '*';
}

IdentifierVerdict identifier_verify(const IdentifierScheme *scheme, Slice text,
                                    char right[IDENTIFIER_MAX])
{
    const char *const *shape = scheme->shapes;
    while (*shape != NULL && !has_shape(text, *shape))
        shape++;
    if (*shape == NULL)
        return IDENTIFIER_MALFORMED;
    assert(text.len <= IDENTIFIER_MAX);
    memcpy(right, text.at, text.len);
    scheme->complete(right, text.len);
    return memcmp(right, text.at, text.len) == 0 ? IDENTIFIER_RIGHT : IDENTIFIER_MISTYPED;
}

// Ｔ１２３ in UTF-8 is EF BC B4, EF BC 91 …: U+FF01 to U+FF5E are ASCII from ! on.
static size_t narrow(Slice text, size_t at, char *c)
{
    *c = text.at[at];
    if (at + 2 >= text.len || text.at[at] != '\xEF')
        return 1;
    unsigned wide = ((unsigned)text.at[at + 1] & 0x3F) << 6 | ((unsigned)text.at[at + 2] & 0x3F);
    if (wide < 0xF01 || wide > 0xF5E)
        return 1;
    *c = (char)(wide - 0xF01 + '!');
    return 3;
}

Slice identifier_strip(Slice text, char room[IDENTIFIER_MAX])
{
    size_t len = 0;
    char c;
    for (size_t at = 0; at < text.len;) {
        at += narrow(text, at, &c);
        if (c == ' ' || c == '-')
            continue;
        if (len == IDENTIFIER_MAX)
            return S("");
        room[len++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return (Slice){room, len};
}
