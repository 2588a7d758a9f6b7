// SPDX-License-Identifier: Apache-2.0
// Functions on numbers (F&O 6.4), fn:number, and those of the math namespace (F&O 3.0, 4.8).

#include "xpath/functions/families.h"

#include <math.h>

static bool is_decimal(Item item)
{
    return item.type >= TYPE_DECIMAL && item.type <= TYPE_POSITIVE_INTEGER;
}

static Type result_type(Item item)
{
    return item.type == TYPE_DECIMAL ? TYPE_DECIMAL : TYPE_INTEGER;
}

static Seq give_number(Eval *eval, Item like, double number)
{
    like.number = like.type == TYPE_FLOAT ? (double)(float)number : number;
    return give(eval, like);
}

static noreturn void overflow(Eval *eval)
{
    eval_raise(eval, "FOAR0002", "the result has more than %d digits", DECIMAL_DIGITS_MAX);
}

static Seq round_decimal(Eval *eval, Item item, int digits, DecimalRounding how)
{
    Decimal result;
    if (!item.is_big && item.scale == 0 && digits >= 0)
        return give(eval, item);
    if (!decimal_round(item_to_decimal(item), digits, how, &result))
        overflow(eval);
    return give(eval, item_decimal(eval->scratch, result_type(item), result));
}

static Seq fn_abs(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (args[0].count == 0)
        return SEQ_EMPTY;
    Item item = args[0].items[0];
    if (!is_decimal(item))
        return give_number(eval, item, fabs(item.number));
    Decimal value = item_to_decimal(item);
    if (value.coefficient < 0)
        value.coefficient = -value.coefficient;
    return give(eval, item_decimal(eval->scratch, result_type(item), value));
}

static Seq fn_ceiling(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (args[0].count == 0)
        return SEQ_EMPTY;
    Item item = args[0].items[0];
    return is_decimal(item) ? round_decimal(eval, item, 0, ROUND_CEILING)
                            : give_number(eval, item, ceil(item.number));
}

static Seq fn_floor(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (args[0].count == 0)
        return SEQ_EMPTY;
    Item item = args[0].items[0];
    return is_decimal(item) ? round_decimal(eval, item, 0, ROUND_FLOOR)
                            : give_number(eval, item, floor(item.number));
}

static int digits_of(const Seq *args, size_t count)
{
    if (count < 2 || args[1].count == 0)
        return 0;
    Item item = args[1].items[0];
    Int128 whole = item_to_decimal(item).coefficient;
    return whole > 400 ? 400 : whole < -400 ? -400 : (int)whole;
}

// Halves go up (towards positive infinity), and so -0.5 to -0.
static double round_whole(double number)
{
    if (isnan(number) || fabs(number) >= 4503599627370496.0 || number == 0)
        return number; // no fraction
    double down = floor(number), result = number - down >= 0.5 ? down + 1 : down;
    return copysign(result, number);
}

// To digits behind the point, in doubles as Saxon does it, with one digit more to tell the half by:
// amounts that come from untyped nodes are doubles, and halves among them are meant as written.
static double round_scaled(double number, int digits, bool half_to_even)
{
    if (isnan(number) || isinf(number) || number == 0 || digits >= 300)
        return number;
    double factor = pow(10, digits + 1), scaled = fabs(number * factor);
    if (isinf(scaled))
        return number;
    double rest = fmod(scaled, 10);
    bool stays_even = half_to_even && fmod(scaled, 20) == 5;
    if (rest > 5 || (rest == 5 && !stays_even))
        scaled += 10 - rest;
    else
        scaled -= rest;
    return copysign(scaled / factor, number);
}

static Seq fn_round(Eval *eval, const Seq *args, size_t count)
{
    if (args[0].count == 0)
        return SEQ_EMPTY;
    Item item = args[0].items[0];
    int digits = digits_of(args, count);
    if (is_decimal(item))
        return round_decimal(eval, item, digits, ROUND_HALF_UP);
    return give_number(eval, item,
                       digits == 0 ? round_whole(item.number)
                                   : round_scaled(item.number, digits, false));
}

static Seq fn_round_half_to_even(Eval *eval, const Seq *args, size_t count)
{
    if (args[0].count == 0)
        return SEQ_EMPTY;
    Item item = args[0].items[0];
    int digits = digits_of(args, count);
    return is_decimal(item) ? round_decimal(eval, item, digits, ROUND_HALF_EVEN)
                            : give_number(eval, item, round_scaled(item.number, digits, true));
}

static Seq fn_number(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    return give(eval, item_double(args[0].count ? value_number(eval, args[0].items[0]) : NAN));
}

// clang-format off: a function is a row
const Function number_functions[] = {
    {"abs", 1, 1, 0, OPTIONAL(TYPE_NUMERIC), {OPTIONAL(TYPE_NUMERIC)}, fn_abs},
    {"ceiling", 1, 1, 0, OPTIONAL(TYPE_NUMERIC), {OPTIONAL(TYPE_NUMERIC)}, fn_ceiling},
    {"floor", 1, 1, 0, OPTIONAL(TYPE_NUMERIC), {OPTIONAL(TYPE_NUMERIC)}, fn_floor},
    {"round", 1, 1, 0, OPTIONAL(TYPE_NUMERIC), {OPTIONAL(TYPE_NUMERIC)}, fn_round},
    {"round",
     2,
     2,
     FUNCTION_XPATH3,
     OPTIONAL(TYPE_NUMERIC),
     {OPTIONAL(TYPE_NUMERIC), ONE(TYPE_INTEGER)},
     fn_round},
    {"round-half-to-even",
     1,
     2,
     0,
     OPTIONAL(TYPE_NUMERIC),
     {OPTIONAL(TYPE_NUMERIC), ONE(TYPE_INTEGER)},
     fn_round_half_to_even},
    {"number", 0, 1, FUNCTION_CONTEXT, ONE(TYPE_DOUBLE), {OPTIONAL(TYPE_ANY_ATOMIC)}, fn_number},
};
// clang-format on
const size_t number_function_count = sizeof number_functions / sizeof *number_functions;

// ---- math: ----

static Seq apply(Eval *eval, const Seq *args, double function(double))
{
    return args[0].count ? give(eval, item_double(function(args[0].items[0].number))) : SEQ_EMPTY;
}

#define MATH(name)                                                                                 \
    static Seq math_##name(Eval *eval, const Seq *args, size_t count)                              \
    {                                                                                              \
        (void)count;                                                                               \
        return apply(eval, args, name);                                                            \
    }
MATH(sqrt)
MATH(exp)
MATH(log)
MATH(log10)
MATH(sin)
MATH(cos)
MATH(tan)
MATH(asin)
MATH(acos)
MATH(atan)

static Seq math_pi(Eval *eval, const Seq *args, size_t count)
{
    (void)args, (void)count;
    return give(eval, item_double(M_PI));
}

static Seq math_pow(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (args[0].count == 0)
        return SEQ_EMPTY;
    return give(eval,
                item_double(pow(args[0].items[0].number, value_number(eval, args[1].items[0]))));
}

#define MATH_ROW(name)                                                                             \
    {                                                                                              \
#name, 1, 1, FUNCTION_XPATH3, OPTIONAL(TYPE_DOUBLE), {OPTIONAL(TYPE_DOUBLE) }, math_##name \
    }
// clang-format off: a function is a row
const Function math_functions[] = {
    MATH_ROW(sqrt),
    MATH_ROW(exp),
    MATH_ROW(log),
    MATH_ROW(log10),
    MATH_ROW(sin),
    MATH_ROW(cos),
    MATH_ROW(tan),
    MATH_ROW(asin),
    MATH_ROW(acos),
    MATH_ROW(atan),
    {"pi", 0, 0, FUNCTION_XPATH3, ONE(TYPE_DOUBLE), {{0, 0}}, math_pi},
    {"pow",
     2,
     2,
     FUNCTION_XPATH3,
     OPTIONAL(TYPE_DOUBLE),
     {OPTIONAL(TYPE_DOUBLE), ONE(TYPE_NUMERIC)},
     math_pow},
};
// clang-format on
const size_t math_function_count = sizeof math_functions / sizeof *math_functions;
