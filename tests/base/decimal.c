// SPDX-License-Identifier: Apache-2.0
// Exact decimals: a table that a bookkeeper could check, and laws that hold for all numbers.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/decimal.h"

static Decimal read(const char *text)
{
    Decimal value = {0, 0};
    if (!decimal_read(slice_of(text), &value, NULL))
        fail_msg("%s was not read", text);
    return value;
}

typedef struct Text {
    char at[DECIMAL_TEXT_MAX + 1];
} Text;

static Text write(Decimal value)
{
    Text text;
    text.at[decimal_write(value, text.at)] = '\0';
    return text;
}

static void text_becomes_a_number_and_its_canonical_text(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"0", "0"},
        {"-0", "0"},
        {"+1.50", "1.5"},
        {"-.5", "-0.5"},
        {"5.", "5"},
        {"000.000", "0"},
        {"00012.3400", "12.34"},
        {"0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001"},
        {"99999999999999999999999999999999999999", "99999999999999999999999999999999999999"},
        {"-9999999999999999999.9999999999999999999", "-9999999999999999999.9999999999999999999"},
        {"1.000000000000000000000000000000000000000000000000000000000000000000000000000", "1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(write(read(cases[i][0])).at, cases[i][1]);
}

static void what_is_no_number_or_too_long_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",   "+",  "-",   ".",   "-.",  "1.2.3", "1e3",
                                      " 1", "1 ", "0x1", "--1", "INF", "1,000", "\xEF\xBC\x91"};
    static const char *const long_ones[] = {
        "100000000000000000000000000000000000000",
        "0.000000000000000000000000000000000000001",
        "9.99999999999999999999999999999999999999",
    };
    Decimal value;
    bool overflow;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(decimal_read(slice_of(bad[i]), &value, &overflow));
        assert_false(overflow);
    }
    for (size_t i = 0; i < sizeof long_ones / sizeof *long_ones; i++) {
        assert_false(decimal_read(slice_of(long_ones[i]), &value, &overflow));
        assert_true(overflow);
    }
}

typedef bool Operate(Decimal a, Decimal b, Decimal *result);

typedef struct Calculation {
    Operate *operate;
    const char *a, *b, *result; // NULL: overflow
} Calculation;

#define BIG "99999999999999999999999999999999999999"

static const Calculation calculations[] = {
    {decimal_add, "0.1", "0.2", "0.3"},
    {decimal_add, "1", "-1.0", "0"},
    {decimal_add, BIG, "1", NULL},
    {decimal_add, BIG, "-1", "99999999999999999999999999999999999998"},
    {decimal_add, "12345678901234567890", "0.123456789012345678",
     "12345678901234567890.123456789012345678"},
    {decimal_subtract, "1200", "1199.99", "0.01"},
    {decimal_subtract, "-" BIG, "1", NULL},
    {decimal_multiply, "12.50", "0.19", "2.375"},
    {decimal_multiply, "-3", "0", "0"},
    {decimal_multiply, "10000000000000000000", "9999999999999999999",
     "99999999999999999990000000000000000000"},
    {decimal_multiply, BIG, "10", NULL},
    {decimal_multiply, BIG, "0.1", "9999999999999999999999999999999999999.9"},
    {decimal_divide, "1", "8", "0.125"},
    {decimal_divide, "1", "3", "0.333333333333333333"},
    {decimal_divide, "2", "3", "0.666666666666666667"},
    {decimal_divide, "-7", "2", "-3.5"},
    {decimal_divide, "0", "7", "0"},
    {decimal_divide, BIG, "0.1", NULL},
    {decimal_divide, BIG, BIG, "1"},
    {decimal_integer_divide, "10", "3", "3"},
    {decimal_integer_divide, "3", "-2", "-1"},
    {decimal_integer_divide, "-3", "2", "-1"},
    {decimal_integer_divide, "9.0", "3", "3"},
    {decimal_integer_divide, "-3.5", "3", "-1"},
    {decimal_integer_divide, "0.00000000000000000000000000000000000001", BIG, "0"},
    {decimal_modulo, "10", "3", "1"},
    {decimal_modulo, "-6", "4", "-2"},
    {decimal_modulo, "6", "-4", "2"},
    {decimal_modulo, "4.5", "1.2", "0.9"},
    {decimal_modulo, "123", "6", "3"},
};

static void calculations_are_exact_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof calculations / sizeof *calculations; i++) {
        const Calculation *row = &calculations[i];
        Decimal result;
        bool fits = row->operate(read(row->a), read(row->b), &result);
        if (fits != (row->result != NULL))
            fail_msg("row %zu: %s and %s: %s", i, row->a, row->b,
                     fits ? "should overflow" : "overflows");
        if (fits)
            assert_string_equal(write(result).at, row->result);
    }
}

typedef struct Rounding {
    const char *value;
    int digits;
    DecimalRounding how;
    const char *result;
} Rounding;

static const Rounding roundings[] = {
    {"2.5", 0, ROUND_HALF_UP, "3"},
    {"-2.5", 0, ROUND_HALF_UP, "-2"},
    {"2.5", 0, ROUND_HALF_EVEN, "2"},
    {"3.5", 0, ROUND_HALF_EVEN, "4"},
    {"-2.5", 0, ROUND_HALF_EVEN, "-2"},
    {"2.4999", 0, ROUND_HALF_UP, "2"},
    {"1.005", 2, ROUND_HALF_UP, "1.01"},
    {"35612.25", -2, ROUND_HALF_EVEN, "35600"},
    {"150", -2, ROUND_HALF_EVEN, "200"},
    {"250", -2, ROUND_HALF_EVEN, "200"},
    {"-1.1", 0, ROUND_FLOOR, "-2"},
    {"1.1", 0, ROUND_FLOOR, "1"},
    {"-1.9", 0, ROUND_CEILING, "-1"},
    {"1.1", 0, ROUND_CEILING, "2"},
    {"-1.9", 0, ROUND_TRUNCATE, "-1"},
    {"1.25", 7, ROUND_HALF_UP, "1.25"},
    {"12", -40, ROUND_HALF_UP, "0"},
    {"0.00000000000000000000000000000000000009", 0, ROUND_CEILING, "1"},
    {"12", -3, ROUND_CEILING, "1000"},
};

static void rounding_follows_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof roundings / sizeof *roundings; i++) {
        const Rounding *row = &roundings[i];
        Decimal result;
        assert_true(decimal_round(read(row->value), row->digits, row->how, &result));
        assert_string_equal(write(result).at, row->result);
    }
    Decimal result;
    assert_false(decimal_round(read(BIG), -1, ROUND_HALF_UP, &result));
}

// ---- Laws ----

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

// Up to 18 digits with up to 9 of them behind the point.
static Decimal any_decimal(uint64_t *seed)
{
    static const uint64_t sizes[] = {10, 1000, 1000000, 1000000000000, 1000000000000000000};
    int64_t coefficient = (int64_t)(next_random(seed) % sizes[next_random(seed) % 5]);
    Decimal value = decimal_of(next_random(seed) % 2 ? -coefficient : coefficient);
    Decimal scale = {1, (int)(next_random(seed) % 10)};
    decimal_multiply(value, scale, &value);
    return value;
}

static void assert_same(Decimal a, Decimal b)
{
    if (a.coefficient != b.coefficient || a.scale != b.scale)
        fail_msg("%s is not %s", write(a).at, write(b).at);
}

static void assert_normal(Decimal value)
{
    assert_true(value.scale >= 0 && value.scale <= DECIMAL_DIGITS_MAX);
    assert_true(value.scale == 0 || value.coefficient % 10 != 0);
}

static void the_laws_of_arithmetic_hold(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252u;
    for (int i = 0; i < 200000; i++) {
        Decimal a = any_decimal(&seed), b = any_decimal(&seed), x = a, y = b;
        assert_same(read(write(a).at), a);
        assert_true(decimal_add(a, b, &x) && decimal_subtract(x, b, &y));
        assert_normal(x);
        assert_same(y, a);
        assert_true(decimal_multiply(a, b, &x) && decimal_multiply(b, a, &y));
        assert_normal(x);
        assert_same(x, y);
        assert_int_equal(decimal_compare(a, b), -decimal_compare(b, a));
        if (b.coefficient == 0)
            continue;
        assert_true(decimal_divide(x, b, &y)); // (a × b) ÷ b
        assert_same(y, a);
        // a = (a idiv b) × b + (a mod b), and the rest is smaller than b
        Decimal quotient, rest = a;
        assert_true(decimal_integer_divide(a, b, &quotient) && decimal_modulo(a, b, &rest));
        assert_true(decimal_multiply(quotient, b, &x) && decimal_add(x, rest, &y));
        assert_same(y, a);
        assert_true(fabs(decimal_to_double(rest)) <= fabs(decimal_to_double(b)));
    }
}

static void order_is_that_of_the_difference(void **state)
{
    (void)state;
    uint64_t seed = 1442695040888963407u;
    for (int i = 0; i < 100000; i++) {
        Decimal a = any_decimal(&seed), b = any_decimal(&seed), difference;
        assert_true(decimal_subtract(a, b, &difference));
        int order = decimal_compare(a, b);
        assert_int_equal((order > 0) - (order < 0),
                         (difference.coefficient > 0) - (difference.coefficient < 0));
    }
    assert_true(decimal_compare(read(BIG), read("0." BIG)) > 0);
    assert_true(decimal_compare(read("-" BIG), read("0." BIG)) < 0);
    assert_true(decimal_compare(read("-" BIG), read("-0." BIG)) < 0);
}

static void doubles_are_the_nearest_ones(void **state)
{
    (void)state;
    uint64_t seed = 6364136223846793005u;
    for (int i = 0; i < 100000; i++) {
        Decimal a = any_decimal(&seed);
        assert_true(decimal_to_double(a) == strtod(write(a).at, NULL));
        Decimal whole, back;
        assert_true(decimal_round(a, 0, ROUND_TRUNCATE, &whole));
        if (fabs(decimal_to_double(whole)) >= 9007199254740992.0)
            continue;
        assert_true(decimal_from_double(decimal_to_double(whole), &back));
        assert_same(back, whole);
    }
    Decimal value;
    assert_false(decimal_from_double(NAN, &value));
    assert_false(decimal_from_double(-INFINITY, &value));
    assert_false(decimal_from_double(1e38, &value));
    assert_true(decimal_from_double(-0.0, &value));
    assert_same(value, decimal_of(0));
    assert_true(decimal_from_double(0.375, &value));
    assert_same(value, read("0.375"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_becomes_a_number_and_its_canonical_text),
        cmocka_unit_test(what_is_no_number_or_too_long_is_refused),
        cmocka_unit_test(calculations_are_exact_or_refused),
        cmocka_unit_test(rounding_follows_its_name),
        cmocka_unit_test(the_laws_of_arithmetic_hold),
        cmocka_unit_test(order_is_that_of_the_difference),
        cmocka_unit_test(doubles_are_the_nearest_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
