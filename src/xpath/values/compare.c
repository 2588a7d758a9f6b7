// SPDX-License-Identifier: Apache-2.0
// Comparison (XPath 2.0, 3.5 and B.2), hashing and sameness of atomic values, effective boolean
// value.

#include "xpath/values/collation.h"
#include "xpath/values/dates.h"

#include <math.h>

typedef enum Order { ORDER_LESS = -1, ORDER_EQUAL = 0, ORDER_GREATER = 1, ORDER_NONE = 2 } Order;

static bool is_numeric(Item item)
{
    return item.type >= TYPE_DECIMAL && item.type <= TYPE_DOUBLE;
}

static bool is_decimal(Item item)
{
    return item.type >= TYPE_DECIMAL && item.type <= TYPE_POSITIVE_INTEGER;
}

static bool is_text(Item item)
{
    return item.type >= TYPE_UNTYPED_ATOMIC && item.type <= TYPE_ANY_URI;
}

static Order order_of(int sign)
{
    return sign < 0 ? ORDER_LESS : sign > 0 ? ORDER_GREATER : ORDER_EQUAL;
}

static Order compare_doubles(double x, double y)
{
    if (isnan(x) || isnan(y))
        return ORDER_NONE;
    return order_of(x < y ? -1 : x > y);
}

static double as_double(Item item)
{
    return is_decimal(item) ? decimal_to_double(item_to_decimal(item)) : item.number;
}

static Order compare_numbers(Item a, Item b)
{
    if (is_decimal(a) && is_decimal(b)) {
        if (!a.is_big && !b.is_big && a.scale == b.scale)
            return order_of(a.whole < b.whole ? -1 : a.whole > b.whole);
        return order_of(decimal_compare(item_to_decimal(a), item_to_decimal(b)));
    }
    if (a.type == TYPE_DOUBLE || b.type == TYPE_DOUBLE)
        return compare_doubles(as_double(a), as_double(b));
    return compare_doubles((double)(float)as_double(a), (double)(float)as_double(b));
}

static bool holds(Operation operation, Order order)
{
    switch (operation) {
    case OP_EQ:
        return order == ORDER_EQUAL;
    case OP_NE:
        return order != ORDER_EQUAL;
    case OP_LT:
        return order == ORDER_LESS;
    case OP_LE:
        return order == ORDER_LESS || order == ORDER_EQUAL;
    case OP_GT:
        return order == ORDER_GREATER;
    default:
        return order == ORDER_GREATER || order == ORDER_EQUAL;
    }
}

static Order compare_text(Item a, Item b, const Collation *collation)
{
    if (collation)
        return order_of(collation_compare(collation, item_slice(a), item_slice(b)));
    return order_of(slice_compare(item_slice(a), item_slice(b)));
}

// False where the types cannot be compared by the operation.
static bool compare(Eval *eval, Operation operation, Item a, Item b, const Collation *collation,
                    bool *truth)
{
    bool is_equality = operation == OP_EQ || operation == OP_NE;
    if (is_numeric(a) && is_numeric(b)) {
        *truth = holds(operation, compare_numbers(a, b));
        return true;
    }
    if (is_text(a) && is_text(b)) {
        *truth = holds(operation, compare_text(a, b, collation));
        return true;
    }
    if (a.type == TYPE_BOOLEAN && b.type == TYPE_BOOLEAN) {
        *truth = holds(operation, order_of(a.truth - b.truth));
        return true;
    }
    if ((a.type == TYPE_QNAME || a.type == TYPE_NOTATION) && a.type == b.type && is_equality) {
        bool same =
            slice_equal(a.qname->local, b.qname->local) && slice_equal(a.qname->uri, b.qname->uri);
        *truth = same == (operation == OP_EQ);
        return true;
    }
    if ((a.type == TYPE_HEX_BINARY || a.type == TYPE_BASE64_BINARY) && a.type == b.type &&
        is_equality) {
        *truth = slice_equal(item_slice(a), item_slice(b)) == (operation == OP_EQ);
        return true;
    }
    int order;
    if (!date_compare(eval, a, b, is_equality, &order))
        return false;
    *truth = holds(operation, order_of(order));
    return true;
}

static const char *const comparison_signs[] = {
    [OP_EQ] = "eq", [OP_NE] = "ne", [OP_LT] = "lt", [OP_LE] = "le", [OP_GT] = "gt", [OP_GE] = "ge",
};

bool value_compare(Eval *eval, Operation operation, Item a, Item b, const Collation *collation)
{
    bool truth;
    if (!compare(eval, operation, a, b, collation, &truth))
        eval_raise(eval, "XPTY0004", "`%s` is not defined for %s and %s; cast one of them",
                   comparison_signs[operation], type_name((Type)a.type), type_name((Type)b.type));
    return truth;
}

// 3.5.2: untyped against a number becomes a double, against untyped or a string a string, else the
// other's type.
static Item type_like(Eval *eval, Item untyped, Item other)
{
    if (is_numeric(other))
        return value_cast(eval, untyped, TYPE_DOUBLE, NULL);
    if (is_text(other))
        return untyped;
    Type type = type_primitive((Type)other.type);
    return value_cast(eval, untyped, type, NULL);
}

bool value_general_compare(Eval *eval, Operation operation, Item a, Item b,
                           const Collation *collation)
{
    if (a.type == TYPE_UNTYPED_ATOMIC && !is_text(b))
        a = type_like(eval, a, b);
    else if (b.type == TYPE_UNTYPED_ATOMIC && !is_text(a))
        b = type_like(eval, b, a);
    return value_compare(eval, operation, a, b, collation);
}

// ---- Hashing ----

static uint64_t hash_number(double number)
{
    if (number == 0)
        number = 0; // -0 equals 0
    return isnan(number) ? 0x7FF8 : slice_hash((Slice){(const char *)&number, sizeof number});
}

uint64_t value_hash(Eval *eval, Item atomic, const Collation *collation)
{
    if (is_numeric(atomic))
        return hash_number(as_double(atomic));
    if (is_text(atomic))
        return slice_hash(collation_key(eval, collation, item_slice(atomic)));
    if (atomic.type == TYPE_BOOLEAN)
        return 2 + atomic.truth;
    if (atomic.type == TYPE_QNAME || atomic.type == TYPE_NOTATION)
        return slice_hash(atomic.qname->local);
    if (atomic.type == TYPE_HEX_BINARY || atomic.type == TYPE_BASE64_BINARY)
        return slice_hash(item_slice(atomic)) + atomic.type;
    return date_hash(eval, atomic);
}

bool value_same(Eval *eval, Item a, Item b, const Collation *collation)
{
    if (is_numeric(a) && is_numeric(b)) {
        bool a_is_nan = !is_decimal(a) && isnan(a.number),
             b_is_nan = !is_decimal(b) && isnan(b.number);
        if (a_is_nan || b_is_nan)
            return a_is_nan && b_is_nan;
    }
    bool truth;
    return compare(eval, OP_EQ, a, b, collation, &truth) && truth;
}

// ---- Effective boolean value (2.4.3) ----

bool seq_ebv(Eval *eval, Seq seq)
{
    if (seq.count == 0)
        return false;
    Item first = seq.items[0];
    if (item_is_node(first))
        return true;
    if (seq.count > 1)
        eval_raise(eval, "FORG0006", "several values have no truth; use exists() or a comparison");
    if (first.type == TYPE_BOOLEAN)
        return first.truth;
    if (is_text(first))
        return first.len_or_node > 0;
    if (is_decimal(first))
        return first.is_big || first.whole != 0;
    if (is_numeric(first))
        return first.number != 0 && !isnan(first.number);
    eval_raise(eval, "FORG0006", "a value of type %s has no truth; use exists() or a comparison",
               type_name((Type)first.type));
}
