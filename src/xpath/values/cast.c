// SPDX-License-Identifier: Apache-2.0
// Casting (F&O 17): from text by the lexical form of the target, between types by the casting
// table.
//
//     untypedAtomic, string ─► read_text ─┐
//     everything else ─► by primitive types ─┴─► primitive value ─► derived type: its facets are
//     checked

#include "xpath/values/dates.h"

#include "base/space.h"
#include "base/utf8.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

typedef struct Cast {
    Eval *eval;
    Item from;
    Type target;
    const Namespaces *namespaces;
    const char *code; // why not, where it failed
} Cast;

static bool fail(Cast *cast, const char *code)
{
    cast->code = code;
    return false;
}

static bool is_text_type(Type type)
{
    return type >= TYPE_UNTYPED_ATOMIC && type <= TYPE_ENTITY;
}

static bool is_decimal_type(Type type)
{
    return type >= TYPE_DECIMAL && type <= TYPE_POSITIVE_INTEGER;
}

// ---- Strings derived from xs:string ----

static bool is_language(Slice text)
{
    size_t part = 0, parts = 0;
    for (size_t i = 0; i <= text.len; i++) {
        char c = i < text.len ? text.at[i] : '-';
        if (c == '-') {
            if (part < 1 || part > 8)
                return false;
            parts++;
            part = 0;
            continue;
        }
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(parts > 0 && c >= '0' && c <= '9'))
            return false;
        part++;
    }
    return true;
}

static bool to_string_type(Cast *cast, Slice text, Item *item)
{
    Type target = cast->target;
    if (target == TYPE_NORMALIZED_STRING)
        text = space_replace(cast->eval->scratch, text);
    else if (target >= TYPE_TOKEN && target <= TYPE_ENTITY)
        text = space_collapse(cast->eval->scratch, text);
    bool fits = true;
    if (target == TYPE_LANGUAGE)
        fits = is_language(text);
    else if (target == TYPE_NMTOKEN)
        fits = is_nmtoken(text);
    else if (target == TYPE_NAME)
        fits = is_name(text);
    else if (target >= TYPE_NCNAME && target <= TYPE_ENTITY)
        fits = is_ncname(text);
    *item = item_text(target, text);
    return fits || fail(cast, "FORG0001");
}

// ---- Numbers ----

typedef struct IntegerRange {
    bool has_least, has_most;
    Int128 least, most;
} IntegerRange;

static const IntegerRange integer_ranges[TYPE_END] = {
    [TYPE_NON_POSITIVE_INTEGER] = {false, true, 0, 0},
    [TYPE_NEGATIVE_INTEGER] = {false, true, 0, -1},
    [TYPE_LONG] = {true, true, INT64_MIN, INT64_MAX},
    [TYPE_INT] = {true, true, INT32_MIN, INT32_MAX},
    [TYPE_SHORT] = {true, true, INT16_MIN, INT16_MAX},
    [TYPE_BYTE] = {true, true, INT8_MIN, INT8_MAX},
    [TYPE_NON_NEGATIVE_INTEGER] = {true, false, 0, 0},
    [TYPE_UNSIGNED_LONG] = {true, true, 0, UINT64_MAX},
    [TYPE_UNSIGNED_INT] = {true, true, 0, UINT32_MAX},
    [TYPE_UNSIGNED_SHORT] = {true, true, 0, UINT16_MAX},
    [TYPE_UNSIGNED_BYTE] = {true, true, 0, UINT8_MAX},
    [TYPE_POSITIVE_INTEGER] = {true, false, 1, 0},
};

static bool to_decimal_type(Cast *cast, Decimal value, Item *item)
{
    const IntegerRange *range = &integer_ranges[cast->target];
    if (cast->target != TYPE_DECIMAL && !decimal_round(value, 0, ROUND_TRUNCATE, &value))
        return fail(cast, "FOCA0003");
    if ((range->has_least && value.coefficient < range->least) ||
        (range->has_most && value.coefficient > range->most))
        return fail(cast, "FORG0001");
    *item = item_decimal(cast->eval->scratch, cast->target, value);
    return true;
}

static bool read_decimal(Cast *cast, Slice text, Item *item)
{
    Decimal value;
    bool overflow;
    if (!decimal_read(text, &value, &overflow))
        return fail(cast,
                    overflow ? cast->target == TYPE_DECIMAL ? "FOCA0001" : "FOCA0003" : "FORG0001");
    if (cast->target != TYPE_DECIMAL && memchr(text.at, '.', text.len))
        return fail(cast, "FORG0001");
    return to_decimal_type(cast, value, item);
}

static bool is_double_form(Slice text)
{
    size_t at = 0, digits = 0;
    if (at < text.len && (text.at[at] == '+' || text.at[at] == '-'))
        at++;
    for (; at < text.len && text.at[at] >= '0' && text.at[at] <= '9'; at++)
        digits++;
    if (at < text.len && text.at[at] == '.')
        for (at++; at < text.len && text.at[at] >= '0' && text.at[at] <= '9'; at++)
            digits++;
    if (digits == 0)
        return false;
    if (at == text.len)
        return true;
    if (text.at[at] != 'e' && text.at[at] != 'E')
        return false;
    at++;
    if (at < text.len && (text.at[at] == '+' || text.at[at] == '-'))
        at++;
    size_t start = at;
    while (at < text.len && text.at[at] >= '0' && text.at[at] <= '9')
        at++;
    return at == text.len && at > start;
}

// Digits and a point, 15 digits at most: both parts are exact in a double, and so is the rounding
// of their quotient.
static bool read_short_double(Slice text, double *number)
{
    static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    bool is_negative = text.len && text.at[0] == '-';
    int64_t digits = 0;
    size_t count = 0, behind = SIZE_MAX;
    for (size_t i = is_negative; i < text.len; i++) {
        char c = text.at[i];
        if (c == '.' && behind == SIZE_MAX) {
            behind = count;
        } else if (c >= '0' && c <= '9' && count < 15) {
            digits = digits * 10 + (c - '0');
            count++;
        } else {
            return false;
        }
    }
    if (count == 0)
        return false;
    *number = (double)digits / powers[behind == SIZE_MAX ? 0 : count - behind];
    if (is_negative)
        *number = -*number;
    return true;
}

static bool read_double(Cast *cast, Slice text, Item *item)
{
    double number;
    if (cast->target == TYPE_DOUBLE && read_short_double(text, &number))
        ;
    else if (slice_equal(text, S("INF")))
        number = INFINITY;
    else if (slice_equal(text, S("-INF")))
        number = -INFINITY;
    else if (slice_equal(text, S("NaN")))
        number = NAN;
    else if (!is_double_form(text))
        return fail(cast, "FORG0001");
    else {
        const char *digits = arena_c_string(cast->eval->scratch, text);
        number = cast->target == TYPE_FLOAT ? (double)strtof(digits, NULL) : strtod(digits, NULL);
    }
    *item = (Item){.type = (uint8_t)cast->target, .number = number};
    return true;
}

// ---- Binaries ----

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static bool read_hex(Cast *cast, Slice text, Item *item)
{
    if (text.len % 2)
        return fail(cast, "FORG0001");
    char *out = arena_take_raw(cast->eval->scratch, text.len / 2, 1);
    for (size_t i = 0; i < text.len; i += 2) {
        int high = hex_digit(text.at[i]), low = hex_digit(text.at[i + 1]);
        if (high < 0 || low < 0)
            return fail(cast, "FORG0001");
        out[i / 2] = (char)(high << 4 | low);
    }
    *item = item_text(TYPE_HEX_BINARY, (Slice){out, text.len / 2});
    return true;
}

static int base64_digit(char c)
{
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : c >= '0' && c <= '9' ? c - '0' + 52
           : c == '+'             ? 62
           : c == '/'             ? 63
                                  : -1;
}

static bool read_base64(Cast *cast, Slice text, Item *item)
{
    char *out = arena_take_raw(cast->eval->scratch, text.len + 1, 1);
    size_t len = 0, letters = 0, pads = 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == ' ')
            continue;
        if (text.at[i] == '=') {
            pads++;
            continue;
        }
        int digit = base64_digit(text.at[i]);
        if (digit < 0 || pads)
            return fail(cast, "FORG0001");
        bits = bits << 6 | (uint32_t)digit;
        if (++letters % 4 != 1)
            out[len++] = (char)(bits >> (6 - (letters - 1) % 4 * 2));
    }
    bool is_whole = (letters + pads) % 4 == 0 && pads <= 2 && letters % 4 != 1 &&
                    (pads == 0 || letters % 4 == 4 - pads);
    uint32_t unused = pads == 1 ? bits & 3 : pads == 2 ? bits & 15 : 0;
    if (!is_whole || unused)
        return fail(cast, "FORG0001");
    *item = item_text(TYPE_BASE64_BINARY, (Slice){out, len});
    return true;
}

// ---- Others from text ----

static bool read_boolean(Cast *cast, Slice text, Item *item)
{
    bool is_true = slice_equal(text, S("true")) || slice_equal(text, S("1"));
    if (!is_true && !slice_equal(text, S("false")) && !slice_equal(text, S("0")))
        return fail(cast, "FORG0001");
    *item = item_boolean(is_true);
    return true;
}

static bool read_qname(Cast *cast, Slice text, Item *item)
{
    if (!is_qname(text))
        return fail(cast, "FORG0001");
    QName *name = arena_array(cast->eval->scratch, QName, 1);
    size_t colon = slice_find(text, S(":"));
    name->prefix = colon == SIZE_MAX ? S("") : slice_part(text, 0, colon);
    name->local = colon == SIZE_MAX ? text : slice_part(text, colon + 1, text.len);
    const Namespaces *at = cast->namespaces;
    while (at && !slice_equal(at->prefix, name->prefix))
        at = at->outer;
    if (at)
        name->uri = at->uri;
    else if (name->prefix.len && !prefix_is_known(name->prefix, 0, &name->uri))
        return fail(cast, "FONS0004");
    *item = (Item){.type = TYPE_QNAME, .qname = name};
    return true;
}

// A URI may hold almost anything (XSD 1.0 leaves it to RFC 2396 after escaping): broken escapes are
// refused.
static bool read_uri(Cast *cast, Slice text, Item *item)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] == '%' &&
            (i + 2 >= text.len || hex_digit(text.at[i + 1]) < 0 || hex_digit(text.at[i + 2]) < 0))
            return fail(cast, "FORG0001");
    if (text.len && text.at[0] == ':')
        return fail(cast, "FORG0001");
    *item = item_text(TYPE_ANY_URI, text);
    return true;
}

static bool read_text(Cast *cast, Slice text, Item *item)
{
    if (is_text_type(cast->target))
        return to_string_type(cast, text, item);
    text = space_collapse(cast->eval->scratch, text);
    if (is_decimal_type(cast->target))
        return read_decimal(cast, text, item);
    switch (cast->target) {
    case TYPE_ANY_URI:
        return read_uri(cast, text, item);
    case TYPE_BOOLEAN:
        return read_boolean(cast, text, item);
    case TYPE_FLOAT:
    case TYPE_DOUBLE:
        return read_double(cast, text, item);
    case TYPE_HEX_BINARY:
        return read_hex(cast, text, item);
    case TYPE_BASE64_BINARY:
        return read_base64(cast, text, item);
    case TYPE_QNAME:
        return read_qname(cast, text, item);
    case TYPE_NOTATION:
        return fail(cast, "XPST0080");
    default:
        return date_read(cast->eval, text, cast->target, item, &cast->code);
    }
}

// ---- From other types ----

static bool to_number(Cast *cast, double number, Item *item)
{
    Decimal value;
    if (cast->target == TYPE_DOUBLE || cast->target == TYPE_FLOAT) {
        if (cast->target == TYPE_FLOAT)
            number = (double)(float)number;
        *item = (Item){.type = (uint8_t)cast->target, .number = number};
        return true;
    }
    if (isnan(number) || isinf(number))
        return fail(cast, "FOCA0002");
    if (!decimal_from_double(number, &value))
        return fail(cast, cast->target == TYPE_DECIMAL ? "FOCA0001" : "FOCA0003");
    return to_decimal_type(cast, value, item);
}

static bool from_number(Cast *cast, Item *item)
{
    Item from = cast->from;
    bool is_exact = is_decimal_type((Type)from.type);
    if (cast->target == TYPE_BOOLEAN) {
        *item = item_boolean(is_exact ? from.is_big || from.whole != 0
                                      : from.number != 0 && !isnan(from.number));
        return true;
    }
    if (is_decimal_type(cast->target) && is_exact)
        return to_decimal_type(cast, item_to_decimal(from), item);
    if (!is_decimal_type(cast->target) && cast->target != TYPE_FLOAT && cast->target != TYPE_DOUBLE)
        return fail(cast, "XPTY0004");
    return to_number(cast, is_exact ? decimal_to_double(item_to_decimal(from)) : from.number, item);
}

static bool from_boolean(Cast *cast, Item *item)
{
    if (is_decimal_type(cast->target))
        return to_decimal_type(cast, decimal_of(cast->from.truth), item);
    if (cast->target != TYPE_FLOAT && cast->target != TYPE_DOUBLE)
        return fail(cast, "XPTY0004");
    return to_number(cast, cast->from.truth, item);
}

static bool cast_item(Cast *cast, Item *item)
{
    Item from = cast->from;
    Type source = (Type)from.type, target = cast->target;
    if (source == target) {
        *item = from;
        return true;
    }
    if (target == TYPE_ANY_ATOMIC || target >= TYPE_ANY_NODE)
        return fail(cast, "XPST0051");
    if (is_text_type(source))
        return (target != TYPE_NOTATION || fail(cast, "XPTY0004")) &&
               read_text(cast, item_slice(from), item);
    if (is_text_type(target))
        return to_string_type(cast, value_string(cast->eval, from), item);
    if (source >= TYPE_DECIMAL && source <= TYPE_DOUBLE)
        return from_number(cast, item);
    if (source == TYPE_BOOLEAN)
        return from_boolean(cast, item);
    if ((source == TYPE_HEX_BINARY && target == TYPE_BASE64_BINARY) ||
        (source == TYPE_BASE64_BINARY && target == TYPE_HEX_BINARY)) {
        *item = item_text(target, item_slice(from));
        return true;
    }
    return date_cast(cast->eval, from, target, item) || fail(cast, "XPTY0004");
}

bool value_castable(Eval *eval, Item atomic, Type target, const Namespaces *namespaces)
{
    Cast cast = {eval, atomic, target, namespaces, NULL};
    Item item;
    return cast_item(&cast, &item);
}

static noreturn void refuse(Cast *cast)
{
    Eval *eval = cast->eval;
    if (strcmp(cast->code, "XPTY0004") == 0 || strcmp(cast->code, "XPST0051") == 0)
        eval_raise(eval, cast->code, "a value of type %s cannot become %s",
                   type_name((Type)cast->from.type), type_name(cast->target));
    Slice shown = slice_show(eval->scratch, value_string(eval, cast->from), 80);
    if (strcmp(cast->code, "FONS0004") == 0)
        eval_raise(eval, cast->code, "the prefix of %.*s is not declared", (int)shown.len,
                   shown.at);
    bool is_far = strncmp(cast->code, "FODT", 4) == 0 || strcmp(cast->code, "FOCA0001") == 0 ||
                  strcmp(cast->code, "FOCA0003") == 0;
    eval_raise(eval, cast->code,
               is_far ? "%.*s is beyond the values of %s that are supported"
                      : "%.*s is not a value of %s",
               (int)shown.len, shown.at, type_name(cast->target));
}

Item value_cast(Eval *eval, Item atomic, Type target, const Namespaces *namespaces)
{
    Cast cast = {eval, atomic, target, namespaces, NULL};
    Item item;
    if (!cast_item(&cast, &item))
        refuse(&cast);
    return item;
}
