// SPDX-License-Identifier: Apache-2.0
// count, avg, max, min and sum (F&O 15.4). Sums of decimals are exact.

#include "xpath/functions/families.h"

#include <math.h>

static bool is_number(Item item)
{
    return item.type >= TYPE_DECIMAL && item.type <= TYPE_DOUBLE;
}

static bool is_duration(Item item)
{
    return item.type == TYPE_YEAR_MONTH_DURATION || item.type == TYPE_DAY_TIME_DURATION;
}

static Item as_number(Eval *eval, Item item)
{
    return item.type == TYPE_UNTYPED_ATOMIC ? value_cast(eval, item, TYPE_DOUBLE, NULL) : item;
}

static noreturn void wrong_type(Eval *eval, const char *function, Item item)
{
    eval_raise(eval, "FORG0006", "%s() does not take a value of type %s here", function,
               type_name((Type)item.type));
}

static Item add_up(Eval *eval, Seq seq, const char *function)
{
    Item total = as_number(eval, seq.items[0]);
    if (!is_number(total) && !is_duration(total))
        wrong_type(eval, function, total);
    for (size_t i = 1; i < seq.count; i++) {
        Item item = as_number(eval, seq.items[i]);
        if (is_number(total) ? !is_number(item) : item.type != total.type)
            wrong_type(eval, function, item);
        total = value_arithmetic(eval, OP_ADD, total, item);
    }
    return total;
}

static Seq fn_sum(Eval *eval, const Seq *args, size_t count)
{
    if (args[0].count == 0)
        return count > 1 ? args[1] : give_integer(eval, 0);
    return give(eval, add_up(eval, args[0], "sum"));
}

static Seq fn_avg(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (args[0].count == 0)
        return SEQ_EMPTY;
    Item total = add_up(eval, args[0], "avg");
    return give(eval,
                value_arithmetic(eval, OP_DIVIDE, total, item_integer((int64_t)args[0].count)));
}

// ---- max and min ----

// All numbers become the widest type among them; anyURIs strings where there are strings too.
static Type common_type(Eval *eval, Item *items, size_t count, const char *function)
{
    Type widest = TYPE_DECIMAL;
    bool numbers = true, texts = true, uris = true;
    for (size_t i = 0; i < count; i++) {
        items[i] = as_number(eval, items[i]);
        numbers &= is_number(items[i]);
        texts &= items[i].type >= TYPE_STRING && items[i].type <= TYPE_ANY_URI;
        uris &= items[i].type == TYPE_ANY_URI;
        if (items[i].type == TYPE_DOUBLE || (items[i].type == TYPE_FLOAT && widest != TYPE_DOUBLE))
            widest = (Type)items[i].type;
    }
    if (numbers)
        return widest;
    if (texts)
        return uris ? TYPE_ANY_URI : TYPE_STRING;
    Type type = type_primitive((Type)items[0].type);
    bool can_be_ordered = type == TYPE_BOOLEAN || type == TYPE_YEAR_MONTH_DURATION ||
                          type == TYPE_DAY_TIME_DURATION || type == TYPE_DATE ||
                          type == TYPE_DATE_TIME || type == TYPE_TIME;
    for (size_t i = 0; i < count; i++)
        if (!can_be_ordered || type_primitive((Type)items[i].type) != type)
            wrong_type(eval, function, items[i]);
    return type;
}

static Seq extreme(Eval *eval, const Seq *args, size_t count, Operation operation,
                   const char *function)
{
    size_t n = args[0].count;
    if (n == 0)
        return SEQ_EMPTY;
    const Collation *collation = collation_of(eval, args, count, 1);
    Item *items = arena_take_raw(eval->scratch, n * sizeof *items, alignof(Item));
    memcpy(items, args[0].items, n * sizeof *items);
    Type type = common_type(eval, items, n, function);
    Item best = items[0];
    for (size_t i = 0; i < n; i++) {
        bool is_double = items[i].type == TYPE_DOUBLE || items[i].type == TYPE_FLOAT;
        if (is_double && isnan(items[i].number)) {
            best = items[i];
            break;
        }
        if (value_compare(eval, operation, items[i], best, collation))
            best = items[i];
    }
    if (type == TYPE_DOUBLE || (type == TYPE_FLOAT && best.type != TYPE_FLOAT))
        best = value_cast(eval, best, type, NULL);
    else if (type == TYPE_STRING && best.type == TYPE_ANY_URI)
        best = item_string(item_slice(best));
    return give(eval, best);
}

static Seq fn_max(Eval *eval, const Seq *args, size_t count)
{
    return extreme(eval, args, count, OP_GT, "max");
}

static Seq fn_min(Eval *eval, const Seq *args, size_t count)
{
    return extreme(eval, args, count, OP_LT, "min");
}

// clang-format off: a function is a row
const Function aggregate_functions[] = {
    {"count", 1, 1, 0, ONE(TYPE_INTEGER), {ANY(TYPE_ITEM)}, NULL},
    {"sum", 1, 1, 0, ONE(TYPE_ANY_ATOMIC), {ANY(TYPE_ANY_ATOMIC)}, fn_sum},
    {"sum",
     2,
     2,
     0,
     OPTIONAL(TYPE_ANY_ATOMIC),
     {ANY(TYPE_ANY_ATOMIC), OPTIONAL(TYPE_ANY_ATOMIC)},
     fn_sum},
    {"avg", 1, 1, 0, OPTIONAL(TYPE_ANY_ATOMIC), {ANY(TYPE_ANY_ATOMIC)}, fn_avg},
    {"max",
     1,
     2,
     FUNCTION_COLLATION,
     OPTIONAL(TYPE_ANY_ATOMIC),
     {ANY(TYPE_ANY_ATOMIC), ONE(TYPE_STRING)},
     fn_max},
    {"min",
     1,
     2,
     FUNCTION_COLLATION,
     OPTIONAL(TYPE_ANY_ATOMIC),
     {ANY(TYPE_ANY_ATOMIC), ONE(TYPE_STRING)},
     fn_min},
};
// clang-format on
const size_t aggregate_function_count = sizeof aggregate_functions / sizeof *aggregate_functions;
