// SPDX-License-Identifier: Apache-2.0
// Doubles and floats as text (F&O 17.1.2): plain between 10^-6 and 10^6, else with an exponent; the
// fewest digits that read back as the same value.

#include "xpath/internal.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static bool reads_back(const char *text, double value, bool is_float)
{
    return is_float ? strtof(text, NULL) == (float)value : strtod(text, NULL) == value;
}

// The shortest digits d.ddd…e±x that name the value. Whatever has few enough digits survives the
// way through a double: so the longest such form tells, but for its trailing zeros, the shortest.
// Numbers close to zero have fewer.
static int shortest(double value, bool is_float, char out[40])
{
    int sure = is_float ? FLT_DIG : DBL_DIG, most = is_float ? 9 : 17;
    bool is_normal = value >= (is_float ? FLT_MIN : DBL_MIN);
    for (int digits = is_normal ? sure : 1; digits <= most; digits++) {
        snprintf(out, 40, "%.*e", digits - 1, value);
        if (reads_back(out, value, is_float))
            return digits;
    }
    return most;
}

static size_t write_plain(const char *digits, int count, int exponent, char *out)
{
    size_t len = 0;
    if (exponent < 0) {
        out[len++] = '0';
        out[len++] = '.';
        for (int i = -1; i > exponent; i--)
            out[len++] = '0';
        for (int i = 0; i < count; i++)
            out[len++] = digits[i];
        return len;
    }
    for (int i = 0; i <= exponent || i < count; i++) {
        if (i == exponent + 1)
            out[len++] = '.';
        out[len++] = i < count ? digits[i] : '0';
    }
    return len;
}

Slice double_write(double value, bool is_float, char out[40])
{
    if (isnan(value))
        return S("NaN");
    if (isinf(value))
        return value > 0 ? S("INF") : S("-INF");
    if (value == 0)
        return signbit(value) ? S("-0") : S("0");
    char text[40], digits[20];
    int count = shortest(fabs(value), is_float, text);
    digits[0] = text[0];
    for (int i = 1; i < count; i++)
        digits[i] = text[i + 1];
    int exponent = atoi(strchr(text, 'e') + 1);
    while (count > 1 && digits[count - 1] == '0')
        count--;
    size_t len = 0;
    if (value < 0)
        out[len++] = '-';
    double size = fabs(value);
    if (size >= 1e-6 && size < 1e6) {
        len += write_plain(digits, count, exponent, out + len);
        return (Slice){out, len};
    }
    out[len++] = digits[0];
    out[len++] = '.';
    if (count == 1)
        out[len++] = '0';
    for (int i = 1; i < count; i++)
        out[len++] = digits[i];
    len += (size_t)snprintf(out + len, 40 - len, "E%d", exponent);
    return (Slice){out, len};
}
