// SPDX-License-Identifier: Apache-2.0
// Numbers as JSON writes them, exactly: 1.0 is 1e0 is 1, and 1e400 takes no more room than it is long.

#include "schema/json/internal.h"

static int64_t read_exponent(Slice text)
{
    enum { FARTHEST = 1000000000 };  // what is beyond is as large, or as small, for every comparison
    bool is_negative = text.len && text.at[0] == '-';
    int64_t value = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9' && value < FARTHEST)
            value = value * 10 + (text.at[i] - '0');
    return is_negative ? -value : value;
}

JsonNumber number_read(Arena *scratch, Slice text)
{
    JsonNumber number = {.is_negative = text.len && text.at[0] == '-'};
    char *digits = arena_take_raw(scratch, text.len + 1, 1);
    int64_t before = 0;
    bool in_fraction = false;
    size_t i = number.is_negative;
    for (; i < text.len && text.at[i] != 'e' && text.at[i] != 'E'; i++) {
        if (text.at[i] == '.') {
            in_fraction = true;
            continue;
        }
        before += !in_fraction;
        digits[number.count++] = text.at[i];
    }
    int64_t exponent = i < text.len ? read_exponent(slice_part(text, i + 1, text.len)) : 0;
    size_t zeros = 0;
    while (zeros < number.count && digits[zeros] == '0')
        zeros++;
    number.digits = digits + zeros;
    number.count -= zeros;
    while (number.count && number.digits[number.count - 1] == '0')
        number.count--;
    number.exponent = number.count ? before - (int64_t)zeros + exponent : 0;
    number.is_negative &= number.count > 0;
    return number;
}

static int compare_magnitudes(const JsonNumber *a, const JsonNumber *b)
{
    if (a->count == 0 || b->count == 0)
        return (a->count > 0) - (b->count > 0);
    if (a->exponent != b->exponent)
        return a->exponent < b->exponent ? -1 : 1;
    size_t shared = a->count < b->count ? a->count : b->count;
    int order = memcmp(a->digits, b->digits, shared);
    return order ? order : (a->count > b->count) - (a->count < b->count);
}

int number_compare(const JsonNumber *a, const JsonNumber *b)
{
    if (a->is_negative != b->is_negative)
        return a->is_negative ? -1 : 1;
    int order = compare_magnitudes(a, b);
    return a->is_negative ? -order : order;
}

bool number_is_integer(const JsonNumber *number)
{
    return number->exponent >= (int64_t)number->count;
}

typedef unsigned __int128 UInt128;

// base × 10^power modulo `modulus`, all below 2^63.
static UInt128 times_ten(UInt128 base, int64_t power, UInt128 modulus)
{
    UInt128 factor = 10 % modulus;
    for (; power > 0; power >>= 1) {
        if (power & 1)
            base = base * factor % modulus;
        factor = factor * factor % modulus;
    }
    return base;
}

bool number_is_multiple(const JsonNumber *number, const JsonNumber *of)
{
    enum { DIGITS_MAX = 18 };  // of a divisor
    if (number->count == 0)
        return true;
    if (of->count == 0 || of->count > DIGITS_MAX)
        return false;
    // As whole numbers: digits × 10^(exponent - count)
    int64_t power = (number->exponent - (int64_t)number->count) - (of->exponent - (int64_t)of->count);
    if (power < 0)
        return false;  // the divisor ends in zeros that the number does not have
    UInt128 modulus = 0, rest = 0;
    for (size_t i = 0; i < of->count; i++)
        modulus = modulus * 10 + (UInt128)(of->digits[i] - '0');
    for (size_t i = 0; i < number->count; i++)
        rest = (rest * 10 + (UInt128)(number->digits[i] - '0')) % modulus;
    return times_ten(rest, power, modulus) == 0;
}

void number_key(const JsonNumber *number, Buffer *key)
{
    buffer_print(key, "n%c%zu.%lld:", number->is_negative ? '-' : '+', number->count, (long long)number->exponent);
    buffer_add(key, (Slice){number->digits, number->count});
}
