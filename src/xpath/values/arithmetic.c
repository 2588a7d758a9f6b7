// SPDX-License-Identifier: Apache-2.0
// Arithmetic (XPath 2.0, B.2; F&O 6.2 and 10.6–10.8): the operand types choose the operation.
//
//     untypedAtomic ─► double;  integer < decimal < float < double: the higher of the two computes

#include "xpath/values/dates.h"

#include <math.h>

static bool is_decimal(Item item)
{
    return item.type >= TYPE_DECIMAL && item.type <= TYPE_POSITIVE_INTEGER;
}

static bool is_integer(Item item)
{
    return item.type >= TYPE_INTEGER && item.type <= TYPE_POSITIVE_INTEGER;
}

static bool is_numeric(Item item)
{
    return item.type >= TYPE_DECIMAL && item.type <= TYPE_DOUBLE;
}

static const char *const operation_signs[] = {
    [OP_ADD] = "+",      [OP_SUBTRACT] = "-",          [OP_MULTIPLY] = "*",
    [OP_DIVIDE] = "div", [OP_INTEGER_DIVIDE] = "idiv", [OP_MODULO] = "mod",
};

static noreturn void overflow(Eval *eval, Operation operation)
{
    eval_raise(eval, "FOAR0002", "the result of `%s` has more than %d digits",
               operation_signs[operation], DECIMAL_DIGITS_MAX);
}

static noreturn void division_by_zero(Eval *eval, Operation operation)
{
    eval_raise(eval, "FOAR0001", "division by zero (`%s`)", operation_signs[operation]);
}

static const int64_t small_powers[] = {1,      10,      100,      1000,      10000,
                                       100000, 1000000, 10000000, 100000000, 1000000000};

// Amounts and quantities: 64 bits do, unless told otherwise.
static bool add_small(Operation operation, Item a, Item b, Item *result)
{
    enum { SCALE_MAX = 9 };
    if (a.is_big || b.is_big || a.scale > SCALE_MAX || b.scale > SCALE_MAX)
        return false;
    int64_t x = a.whole, y = b.whole, whole;
    int scale = a.scale > b.scale ? a.scale : b.scale;
    bool overflow;
    if (operation == OP_MULTIPLY) {
        overflow = __builtin_mul_overflow(x, y, &whole);
        scale = a.scale + b.scale;
    } else {
        overflow = __builtin_mul_overflow(x, small_powers[scale - a.scale], &x) ||
                   __builtin_mul_overflow(y, small_powers[scale - b.scale], &y) ||
                   (operation == OP_ADD ? __builtin_add_overflow(x, y, &whole)
                                        : __builtin_sub_overflow(x, y, &whole));
    }
    if (overflow)
        return false;
    while (scale > 0 && whole % 10 == 0) {
        whole /= 10;
        scale--;
    }
    bool are_integers = is_integer(a) && is_integer(b);
    *result = (Item){.type = are_integers ? TYPE_INTEGER : TYPE_DECIMAL,
                     .scale = (uint8_t)scale,
                     .whole = whole};
    return true;
}

static Item decimal_arithmetic(Eval *eval, Operation operation, Item a, Item b)
{
    Item quick;
    if (operation <= OP_MULTIPLY && add_small(operation, a, b, &quick))
        return quick;
    Decimal x = item_to_decimal(a), y = item_to_decimal(b), result = {0, 0};
    bool are_integers = is_integer(a) && is_integer(b), fits = false;
    Type type = are_integers && operation != OP_DIVIDE ? TYPE_INTEGER : TYPE_DECIMAL;
    if (operation >= OP_DIVIDE && y.coefficient == 0)
        division_by_zero(eval, operation);
    switch (operation) {
    case OP_ADD:
        fits = decimal_add(x, y, &result);
        break;
    case OP_SUBTRACT:
        fits = decimal_subtract(x, y, &result);
        break;
    case OP_MULTIPLY:
        fits = decimal_multiply(x, y, &result);
        break;
    case OP_DIVIDE:
        fits = decimal_divide(x, y, &result);
        break;
    case OP_INTEGER_DIVIDE:
        fits = decimal_integer_divide(x, y, &result);
        type = TYPE_INTEGER;
        break;
    default:
        fits = decimal_modulo(x, y, &result);
        break;
    }
    if (!fits)
        overflow(eval, operation);
    return item_decimal(eval->scratch, type, result);
}

static Item integer_quotient(Eval *eval, double x, double y, Type type)
{
    if (y == 0)
        division_by_zero(eval, OP_INTEGER_DIVIDE);
    double quotient = trunc(type == TYPE_FLOAT ? (double)(float)(x / y) : x / y);
    Decimal result;
    if (isnan(x) || isnan(y) || isinf(x) || !decimal_from_double(quotient, &result))
        eval_raise(eval, "FOAR0002", "the operands of `idiv` give no whole number that fits");
    return item_decimal(eval->scratch, TYPE_INTEGER, result);
}

static Item double_arithmetic(Eval *eval, Operation operation, double x, double y, Type type)
{
    double result;
    switch (operation) {
    case OP_ADD:
        result = x + y;
        break;
    case OP_SUBTRACT:
        result = x - y;
        break;
    case OP_MULTIPLY:
        result = x * y;
        break;
    case OP_DIVIDE:
        result = x / y;
        break;
    case OP_INTEGER_DIVIDE:
        return integer_quotient(eval, x, y, type);
    default:
        result = fmod(x, y);
        break;
    }
    if (type == TYPE_FLOAT)
        result = (double)(float)result;
    return (Item){.type = (uint8_t)type, .number = result};
}

static Item numeric_arithmetic(Eval *eval, Operation operation, Item a, Item b)
{
    if (is_decimal(a) && is_decimal(b))
        return decimal_arithmetic(eval, operation, a, b);
    bool is_double = a.type == TYPE_DOUBLE || b.type == TYPE_DOUBLE;
    double x = is_decimal(a) ? decimal_to_double(item_to_decimal(a)) : a.number;
    double y = is_decimal(b) ? decimal_to_double(item_to_decimal(b)) : b.number;
    if (!is_double) { // a float with a decimal: the decimal becomes a float first
        x = (double)(float)x;
        y = (double)(float)y;
    }
    return double_arithmetic(eval, operation, x, y, is_double ? TYPE_DOUBLE : TYPE_FLOAT);
}

Item value_arithmetic(Eval *eval, Operation operation, Item a, Item b)
{
    if (a.type == TYPE_UNTYPED_ATOMIC)
        a = value_cast(eval, a, TYPE_DOUBLE, NULL);
    if (b.type == TYPE_UNTYPED_ATOMIC)
        b = value_cast(eval, b, TYPE_DOUBLE, NULL);
    if (is_numeric(a) && is_numeric(b))
        return numeric_arithmetic(eval, operation, a, b);
    Item result;
    if (date_arithmetic(eval, operation, a, b, &result))
        return result;
    eval_raise(eval, "XPTY0004", "`%s` is not defined for %s and %s", operation_signs[operation],
               type_name((Type)a.type), type_name((Type)b.type));
}

Item value_negate(Eval *eval, Item a)
{
    if (a.type == TYPE_UNTYPED_ATOMIC)
        a = value_cast(eval, a, TYPE_DOUBLE, NULL);
    if (is_decimal(a)) {
        Decimal value = item_to_decimal(a);
        value.coefficient = -value.coefficient;
        return item_decimal(eval->scratch, is_integer(a) ? TYPE_INTEGER : TYPE_DECIMAL, value);
    }
    if (!is_numeric(a))
        eval_raise(eval, "XPTY0004", "a sign needs a number, but there is %s",
                   type_name((Type)a.type));
    a.number = -a.number;
    return a;
}
