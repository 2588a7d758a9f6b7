// Exact decimals: money, quantities, xs:decimal and xs:integer. Never binary floating point.
//
// value = coefficient × 10^-scale with |coefficient| < 10^38 and 0 <= scale <= 38, kept normal: no
// trailing zero behind the point (scale > 0 implies coefficient % 10 != 0), zero has scale 0. So
// equal values have equal representations.
#pragma once

#include "base/slice.h"

typedef __int128 Int128;

typedef struct Decimal {
    Int128 coefficient;
    int scale;
} Decimal;

enum { DECIMAL_DIGITS_MAX = 38, DECIMAL_TEXT_MAX = 48 };

// Reads [+-]? (digits ('.' digits?)? | '.' digits), nothing around it. False when `text` is not of
// this form or has more digits than fit (then *overflow is true, if not NULL). Digits behind the
// point that would not fit are a refusal too, never a silent rounding.
bool decimal_read(Slice text, Decimal *value, bool *overflow);

// Canonical form (XSD 1.0 part 2, 3.2.3.2, as F&O casts it: no point for whole numbers). Answers
// the length.
size_t decimal_write(Decimal value, char out[DECIMAL_TEXT_MAX]);

static inline Decimal decimal_of(int64_t value)
{
    return (Decimal){value, 0};
}

// False on overflow; *result is then undefined.
bool decimal_add(Decimal a, Decimal b, Decimal *result);
bool decimal_subtract(Decimal a, Decimal b, Decimal *result);
bool decimal_multiply(Decimal a, Decimal b, Decimal *result); // rounds (half even) what exceeds 38
                                                              // digits behind the point; else exact
// b != 0. At least 18 digits behind the point (and as many as fit) where the quotient is not exact.
bool decimal_divide(Decimal a, Decimal b, Decimal *result);
bool decimal_integer_divide(Decimal a, Decimal b, Decimal *result); // truncates; F&O 6.2.5
bool decimal_modulo(Decimal a, Decimal b, Decimal *result);         // sign of a; F&O 6.2.6

int decimal_compare(Decimal a, Decimal b); // negative, zero, positive

typedef enum DecimalRounding {
    ROUND_FLOOR,
    ROUND_CEILING,
    ROUND_HALF_UP,   // towards positive infinity, as fn:round
    ROUND_HALF_EVEN, // as fn:round-half-to-even
    ROUND_TRUNCATE,
} DecimalRounding;
// To `digits` behind the point; negative digits round before it. False on overflow.
bool decimal_round(Decimal value, int digits, DecimalRounding how, Decimal *result);

double decimal_to_double(Decimal value); // the nearest
// The exact value, or the nearest one that fits; false for NaN, infinities and what is too large.
bool decimal_from_double(double value, Decimal *result);
