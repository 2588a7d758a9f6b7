// SPDX-License-Identifier: Apache-2.0
// Exact decimals on 128-bit coefficients. What does not fit is told, never rounded in silence.

#include "base/decimal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef unsigned __int128 UInt128;

enum { QUOTIENT_DIGITS = 18 };

static UInt128 power_of_ten(int exponent)
{
    static const uint64_t small[] = {1u,
                                     10u,
                                     100u,
                                     1000u,
                                     10000u,
                                     100000u,
                                     1000000u,
                                     10000000u,
                                     100000000u,
                                     1000000000u,
                                     10000000000u,
                                     100000000000u,
                                     1000000000000u,
                                     10000000000000u,
                                     100000000000000u,
                                     1000000000000000u,
                                     10000000000000000u,
                                     100000000000000000u,
                                     1000000000000000000u,
                                     10000000000000000000u};
    return exponent < 20 ? small[exponent] : (UInt128)small[19] * small[exponent - 19];
}

static UInt128 magnitude(Int128 value)
{
    return value < 0 ? -(UInt128)value : (UInt128)value;
}

static bool fits(UInt128 value)
{
    return value < power_of_ten(DECIMAL_DIGITS_MAX);
}

static Decimal signed_decimal(UInt128 coefficient, int scale, bool is_negative)
{
    // Most values have few digits: then 64-bit division does.
    while (scale > 0 && coefficient <= UINT64_MAX && (uint64_t)coefficient % 10 == 0) {
        coefficient = (uint64_t)coefficient / 10;
        scale--;
    }
    while (scale > 0 && coefficient % 10 == 0) {
        coefficient /= 10;
        scale--;
    }
    if (coefficient == 0)
        scale = 0;
    return (Decimal){is_negative ? -(Int128)coefficient : (Int128)coefficient, scale};
}

// ---- Text ----

// Nearly all amounts have few digits: they are read in 64 bits. False where the general way has to
// decide.
static bool read_short(Slice text, Decimal *value)
{
    enum { DIGITS_MAX = 18 };
    size_t at = text.len && (text.at[0] == '-' || text.at[0] == '+');
    int64_t coefficient = 0;
    int digits = 0, scale = -1;
    for (; at < text.len; at++) {
        unsigned digit = (unsigned char)text.at[at] - '0';
        if (digit <= 9 && digits < DIGITS_MAX) {
            coefficient = coefficient * 10 + digit;
            digits++;
            scale += scale >= 0;
        } else if (text.at[at] == '.' && scale < 0) {
            scale = 0;
        } else {
            return false;
        }
    }
    if (digits == 0)
        return false;
    while (scale > 0 && coefficient % 10 == 0) {
        coefficient /= 10;
        scale--;
    }
    *value = (Decimal){text.at[0] == '-' ? -coefficient : coefficient, scale > 0 ? scale : 0};
    return true;
}

bool decimal_read(Slice text, Decimal *value, bool *overflow)
{
    if (overflow)
        *overflow = false;
    if (read_short(text, value))
        return true;
    size_t at = 0;
    bool is_negative = false;
    if (at < text.len && (text.at[at] == '-' || text.at[at] == '+'))
        is_negative = text.at[at++] == '-';
    UInt128 coefficient = 0;
    int scale = 0, zeros = 0; // zeros behind the point that may turn out to be trailing
    bool has_digit = false, has_point = false, too_long = false;
    for (; at < text.len; at++) {
        char c = text.at[at];
        if (c == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (c < '0' || c > '9')
            return false;
        has_digit = true;
        if (has_point && c == '0') {
            zeros++;
            continue;
        }
        int digits = has_point ? zeros + 1 : 1;
        if (scale + (has_point ? digits : 0) > DECIMAL_DIGITS_MAX) {
            too_long = true;
            continue;
        }
        for (int i = 0; i < digits && !too_long; i++) {
            too_long = coefficient >= power_of_ten(DECIMAL_DIGITS_MAX - 1);
            coefficient = coefficient * 10 + (i == digits - 1 ? (unsigned)(c - '0') : 0u);
        }
        if (has_point)
            scale += digits;
        zeros = 0;
    }
    if (!has_digit)
        return false;
    if (too_long) {
        if (overflow)
            *overflow = true;
        return false;
    }
    *value = signed_decimal(coefficient, scale, is_negative);
    return true;
}

size_t decimal_write(Decimal value, char out[DECIMAL_TEXT_MAX])
{
    char digits[DECIMAL_TEXT_MAX];
    size_t count = 0, len = 0;
    UInt128 rest = magnitude(value.coefficient);
    while (rest > 0 || (int)count <= value.scale) {
        digits[count++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    if (value.coefficient < 0)
        out[len++] = '-';
    while (count > 0) {
        out[len++] = digits[--count];
        if ((int)count == value.scale && count > 0)
            out[len++] = '.';
    }
    return len;
}

// ---- Arithmetic ----

// coefficient × 10^digits, or false
static bool scale_up(Int128 *coefficient, int digits)
{
    if (*coefficient == 0)
        return true;
    if (digits > DECIMAL_DIGITS_MAX)
        return false;
    UInt128 size = magnitude(*coefficient), factor = power_of_ten(digits);
    if (size > (power_of_ten(DECIMAL_DIGITS_MAX) - 1) / factor)
        return false;
    *coefficient *= (Int128)factor;
    return true;
}

static bool align(Decimal *a, Decimal *b)
{
    if (a->scale < b->scale) {
        if (!scale_up(&a->coefficient, b->scale - a->scale))
            return false;
        a->scale = b->scale;
    } else if (b->scale < a->scale) {
        if (!scale_up(&b->coefficient, a->scale - b->scale))
            return false;
        b->scale = a->scale;
    }
    return true;
}

// Brings the finer of the two to fewer digits behind the point until both fit: of a sum that has
// more than 38 digits the last ones are rounded, never the first.
static bool align_rounded(Decimal *a, Decimal *b)
{
    while (!align(a, b)) {
        Decimal *finer = a->scale > b->scale ? a : b;
        if (finer->scale == 0 || !decimal_round(*finer, finer->scale - 1, ROUND_HALF_EVEN, finer))
            return false;
    }
    return true;
}

static bool is_odd_or_more_than_half(UInt128 quotient, UInt128 remainder, UInt128 divisor)
{
    UInt128 rest = divisor - remainder;
    return remainder > rest || (remainder == rest && quotient % 2 == 1);
}

bool decimal_add(Decimal a, Decimal b, Decimal *result)
{
    if (!align_rounded(&a, &b))
        return false;
    // Two coefficients of 38 digits make up to 2 × 10^38: more than an Int128 holds, but not a
    // UInt128.
    bool is_negative = a.coefficient < 0;
    UInt128 size = magnitude(a.coefficient) + magnitude(b.coefficient);
    if (is_negative != (b.coefficient < 0)) {
        Int128 difference = a.coefficient + b.coefficient;
        is_negative = difference < 0;
        size = magnitude(difference);
    }
    if (!fits(size) && a.scale > 0) {
        UInt128 digit = size % 10;
        size /= 10;
        size += is_odd_or_more_than_half(size, digit, 10);
        a.scale--;
    }
    if (!fits(size))
        return false;
    *result = signed_decimal(size, a.scale, is_negative);
    return true;
}

bool decimal_subtract(Decimal a, Decimal b, Decimal *result)
{
    b.coefficient = -b.coefficient;
    return decimal_add(a, b, result);
}

// 256 bits, for products and for dividends with digits added
typedef struct Wide {
    UInt128 high, low;
} Wide;

static Wide multiply_wide(UInt128 a, UInt128 b)
{
    uint64_t a0 = (uint64_t)a, a1 = (uint64_t)(a >> 64), b0 = (uint64_t)b, b1 = (uint64_t)(b >> 64);
    UInt128 low = (UInt128)a0 * b0, mid1 = (UInt128)a1 * b0, mid2 = (UInt128)a0 * b1;
    UInt128 mid = (low >> 64) + (uint64_t)mid1 + (uint64_t)mid2;
    return (Wide){(UInt128)a1 * b1 + (mid1 >> 64) + (mid2 >> 64) + (mid >> 64),
                  mid << 64 | (uint64_t)low};
}

// Long division by bits; the quotient must fit into 128 bits.
static UInt128 divide_by_word(Wide a, uint64_t b, UInt128 *remainder)
{
    UInt128 upper = a.high << 64 | a.low >> 64;  // a.high < b, so it fits into the upper half
    UInt128 lower = upper % b << 64 | (uint64_t)a.low;
    *remainder = lower % b;
    return upper / b << 64 | lower / b;
}

// a.high < b
static UInt128 divide_wide(Wide a, UInt128 b, UInt128 *remainder)
{
    if (b <= UINT64_MAX)
        return divide_by_word(a, (uint64_t)b, remainder);
    UInt128 rest = a.high, quotient = 0;
    for (int i = 127; i >= 0; i--) {
        bool carry = rest >> 127;
        rest = rest << 1 | (a.low >> i & 1);
        quotient <<= 1;
        if (carry || rest >= b) {
            rest -= b;
            quotient |= 1;
        }
    }
    *remainder = rest;
    return quotient;
}

bool decimal_multiply(Decimal a, Decimal b, Decimal *result)
{
    bool is_negative = (a.coefficient < 0) != (b.coefficient < 0);
    Wide product = multiply_wide(magnitude(a.coefficient), magnitude(b.coefficient));
    int scale = a.scale + b.scale;
    int drop = 0; // digits behind the point that don't fit
    UInt128 limit = power_of_ten(DECIMAL_DIGITS_MAX);
    while (drop <= scale && drop <= DECIMAL_DIGITS_MAX) {
        UInt128 divisor = power_of_ten(drop), remainder = 0;
        if (product.high < divisor) {
            UInt128 quotient = drop ? divide_wide(product, divisor, &remainder) : product.low;
            if (quotient < limit && scale - drop <= DECIMAL_DIGITS_MAX) {
                if (drop && is_odd_or_more_than_half(quotient, remainder, divisor))
                    quotient++;
                *result = signed_decimal(quotient, scale - drop, is_negative);
                return fits(quotient);
            }
        }
        drop++;
    }
    return false;
}

// 18 digits behind the point, more by as many as the dividend has more than the divisor: as Saxon
// has it, so that what is compared to the last digit agrees. Fewer where the whole part needs the
// room.
bool decimal_divide(Decimal a, Decimal b, Decimal *result)
{
    bool is_negative = (a.coefficient < 0) != (b.coefficient < 0);
    UInt128 dividend = magnitude(a.coefficient), divisor = magnitude(b.coefficient);
    if (dividend == 0) {
        *result = (Decimal){0, 0};
        return true;
    }
    int scale = QUOTIENT_DIGITS + (a.scale > b.scale ? a.scale - b.scale : 0);
    for (; scale >= 0; scale--) {
        int digits = scale - a.scale + b.scale; // to be added to the dividend
        Wide wide = {0, dividend};
        UInt128 by = divisor, remainder = 0;
        if (digits > DECIMAL_DIGITS_MAX || digits < -DECIMAL_DIGITS_MAX)
            continue;
        if (digits >= 0)
            wide = multiply_wide(dividend, power_of_ten(digits));
        else if (by > (power_of_ten(DECIMAL_DIGITS_MAX) - 1) / power_of_ten(-digits))
            continue;
        else
            by *= power_of_ten(-digits);
        if (wide.high >= by)
            continue;
        UInt128 quotient = wide.high ? divide_wide(wide, by, &remainder) : wide.low / by;
        if (wide.high == 0)
            remainder = wide.low % by;
        quotient += remainder > by - remainder; // a half is rounded down
        if (!fits(quotient))
            continue;
        *result = signed_decimal(quotient, scale, is_negative);
        return true;
    }
    return false;
}

bool decimal_integer_divide(Decimal a, Decimal b, Decimal *result)
{
    Decimal x = a, y = b;
    if (align(&x, &y)) {
        Int128 quotient = x.coefficient / y.coefficient;
        *result = (Decimal){quotient, 0};
        return true;
    }
    // Too far apart to align: either the quotient is 0, or it does not fit.
    if (decimal_compare((Decimal){(Int128)magnitude(a.coefficient), a.scale},
                        (Decimal){(Int128)magnitude(b.coefficient), b.scale}) < 0) {
        *result = (Decimal){0, 0};
        return true;
    }
    Decimal quotient;
    return decimal_divide(a, b, &quotient) && decimal_round(quotient, 0, ROUND_TRUNCATE, result);
}

bool decimal_modulo(Decimal a, Decimal b, Decimal *result)
{
    Decimal x = a, y = b, quotient, product;
    if (align(&x, &y)) {
        Int128 rest = x.coefficient % y.coefficient;
        *result = signed_decimal(magnitude(rest), x.scale, rest < 0);
        return true;
    }
    return decimal_integer_divide(a, b, &quotient) && decimal_multiply(quotient, b, &product) &&
           decimal_subtract(a, product, result);
}

int decimal_compare(Decimal a, Decimal b)
{
    if ((a.coefficient < 0) != (b.coefficient < 0) || a.coefficient == 0 || b.coefficient == 0)
        return a.coefficient < b.coefficient ? -1 : a.coefficient > b.coefficient;
    Decimal x = a, y = b;
    if (align(&x, &y))
        return x.coefficient < y.coefficient ? -1 : x.coefficient > y.coefficient;
    // The one that could not be scaled up is larger in size.
    bool a_is_larger = a.scale < b.scale;
    return a_is_larger == (a.coefficient > 0) ? 1 : -1;
}

bool decimal_round(Decimal value, int digits, DecimalRounding how, Decimal *result)
{
    if (digits >= value.scale) {
        *result = value;
        return true;
    }
    int drop = value.scale - digits;
    bool is_negative = value.coefficient < 0;
    UInt128 size = magnitude(value.coefficient), quotient = 0, remainder = size, divisor = 0;
    if (drop <= DECIMAL_DIGITS_MAX) {
        divisor = power_of_ten(drop);
        quotient = size / divisor;
        remainder = size % divisor;
    }
    bool up = false;
    UInt128 half = divisor / 2; // a power of ten: even; 0 where all digits are dropped
    bool is_half = divisor && remainder == half, is_more = divisor && remainder > half;
    switch (how) {
    case ROUND_FLOOR:
        up = is_negative && remainder > 0;
        break;
    case ROUND_CEILING:
        up = !is_negative && remainder > 0;
        break;
    case ROUND_HALF_UP:
        up = is_more || (is_half && !is_negative);
        break;
    case ROUND_HALF_EVEN:
        up = is_more || (is_half && quotient % 2 == 1);
        break;
    case ROUND_TRUNCATE:
        break;
    }
    quotient += up;
    if (digits < 0) {
        if (-digits > DECIMAL_DIGITS_MAX && quotient > 0)
            return false;
        if (quotient > 0 &&
            quotient > (power_of_ten(DECIMAL_DIGITS_MAX) - 1) / power_of_ten(-digits))
            return false;
        quotient = quotient ? quotient * power_of_ten(-digits) : 0;
    }
    *result = signed_decimal(quotient, digits > 0 ? digits : 0, is_negative);
    return fits(quotient);
}

// ---- Binary floating point ----

double decimal_to_double(Decimal value)
{
    // Both parts exact in a double: one correctly rounded division.
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (magnitude(value.coefficient) <= (1ull << 53) && value.scale <= 22)
        return (double)(int64_t)value.coefficient / powers[value.scale];
    char text[DECIMAL_TEXT_MAX + 1];
    text[decimal_write(value, text)] = '\0';
    return strtod(text, NULL);
}

enum { FIVES_MAX = 55 }; // 5^55 is the largest power below 2^128

// How many digits more than fit a number has at least.
static int digits_too_many(Wide number)
{
    UInt128 part = number.high ? number.high : number.low;
    uint64_t top = (uint64_t)(part >> 64);
    int bits = (number.high ? 128 : 0) + (top ? 128 - __builtin_clzll(top) : 64 - __builtin_clzll((uint64_t)part | 1));
    int digits = (bits - 1) * 30102 / 100000 + 1;  // log10(2) = 0.30102…
    return digits > DECIMAL_DIGITS_MAX ? digits - DECIMAL_DIGITS_MAX : 0;
}

// mantissa × 2^-places, exactly: mantissa × 5^places × 10^-places; what exceeds 38 digits is
// rounded.
static bool from_binary_fraction(uint64_t mantissa, int places, bool is_negative, Decimal *result)
{
    UInt128 fives = 1;
    for (int i = 0; i < places; i++)
        fives *= 5;
    Wide product = multiply_wide(mantissa, fives);
    for (int drop = digits_too_many(product); drop <= places; drop++) {
        UInt128 divisor = power_of_ten(drop), remainder = 0;
        if (places - drop > DECIMAL_DIGITS_MAX || product.high >= divisor)
            continue;
        UInt128 quotient =
            product.high ? divide_wide(product, divisor, &remainder) : product.low / divisor;
        if (product.high == 0)
            remainder = product.low % divisor;
        if (drop && is_odd_or_more_than_half(quotient, remainder, divisor))
            quotient++;
        if (!fits(quotient))
            continue;
        *result = signed_decimal(quotient, places - drop, is_negative);
        return true;
    }
    return false;
}

bool decimal_from_double(double value, Decimal *result)
{
    if (!isfinite(value) || fabs(value) >= 1e38)
        return false;
    if (value == trunc(value) && fabs(value) < 9e18) {
        *result = decimal_of((int64_t)value);
        return true;
    }
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(fabs(value), &exponent), 53);
    int zeros = __builtin_ctzll(mantissa), places = 53 - exponent - zeros;
    if (places > 0 && places <= FIVES_MAX &&
        from_binary_fraction(mantissa >> zeros, places, value < 0, result))
        return true;
    // 1074 digits behind the point would be exact; more than 38 do not fit, and none beyond the
    // 17th significant one can be told from rounding noise unless the value is a small dyadic
    // fraction.
    char text[512];
    int len = snprintf(text, sizeof text, "%.38f", value);
    size_t kept = (size_t)len;
    bool overflow = true;
    while (kept > 0 && !decimal_read((Slice){text, kept}, result, &overflow) && overflow)
        kept--;
    return !overflow;
}
