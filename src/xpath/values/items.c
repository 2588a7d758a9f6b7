// SPDX-License-Identifier: Apache-2.0
// Making items, their strings, atomisation, and the function conversion rules.

#include "xpath/values/dates.h"

#include "base/buffer.h"

#include <math.h>
#include <stdio.h>

Item item_decimal(Arena *arena, Type type, Decimal value)
{
    if (value.coefficient >= INT64_MIN && value.coefficient <= INT64_MAX)
        return (Item){.type = (uint8_t)type,
                      .scale = (uint8_t)value.scale,
                      .whole = (int64_t)value.coefficient};
    Decimal *big = arena_array(arena, Decimal, 1);
    *big = value;
    return (Item){.type = (uint8_t)type, .is_big = true, .big = big};
}

Decimal item_to_decimal(Item item)
{
    return item.is_big ? *item.big : (Decimal){item.whole, item.scale};
}

Seq seq_one(Arena *arena, Item item)
{
    Item *items = arena_take_raw(arena, sizeof *items, alignof(Item));
    *items = item;
    return (Seq){items, 1};
}

// ---- Strings ----

static Slice write_hex(Eval *eval, Slice octets)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = arena_take_raw(eval->scratch, octets.len * 2, 1);
    for (size_t i = 0; i < octets.len; i++) {
        out[2 * i] = digits[(unsigned char)octets.at[i] >> 4];
        out[2 * i + 1] = digits[(unsigned char)octets.at[i] & 15];
    }
    return (Slice){out, octets.len * 2};
}

static Slice write_base64(Eval *eval, Slice octets)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t len = (octets.len + 2) / 3 * 4;
    char *out = arena_take_raw(eval->scratch, len, 1);
    for (size_t i = 0, at = 0; i < octets.len; i += 3, at += 4) {
        uint32_t bits = 0;
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (i + k < octets.len ? (unsigned char)octets.at[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            out[at + k] = i + k <= octets.len ? letters[bits >> (18 - 6 * k) & 63] : '=';
    }
    return (Slice){out, len};
}

static Slice write_number(Eval *eval, Item item)
{
    if (item.type == TYPE_FLOAT || item.type == TYPE_DOUBLE) {
        char out[40];
        return arena_copy(eval->scratch, double_write(item.number, item.type == TYPE_FLOAT, out));
    }
    char out[DECIMAL_TEXT_MAX];
    return arena_copy(eval->scratch, (Slice){out, decimal_write(item_to_decimal(item), out)});
}

static Slice write_qname(Eval *eval, const QName *name)
{
    if (name->prefix.len == 0)
        return name->local;
    Slice start = arena_join(eval->scratch, name->prefix, S(":"));
    return arena_join(eval->scratch, start, name->local);
}

Slice value_string(Eval *eval, Item item)
{
    if (item.type == TYPE_NODE)
        return tree_string(item.tree, item.len_or_node, eval->scratch);
    if (item.type == TYPE_NAMESPACE_NODE)
        return item.namespace_node->uri;
    if (item.type <= TYPE_ANY_URI)
        return item_slice(item);
    if (item.type == TYPE_BOOLEAN)
        return item.truth ? S("true") : S("false");
    if (item.type <= TYPE_DOUBLE)
        return write_number(eval, item);
    if (item.type == TYPE_QNAME || item.type == TYPE_NOTATION)
        return write_qname(eval, item.qname);
    if (item.type == TYPE_HEX_BINARY)
        return write_hex(eval, item_slice(item));
    if (item.type == TYPE_BASE64_BINARY)
        return write_base64(eval, item_slice(item));
    return date_write(eval, item);
}

// ---- Atomisation (2.4.2): without a schema, elements, attributes and texts are untyped ----

Item value_atomize(Eval *eval, Item item)
{
    if (!item_is_node(item))
        return item;
    Type type = TYPE_UNTYPED_ATOMIC;
    if (item.type == TYPE_NAMESPACE_NODE)
        type = TYPE_STRING;
    else if (tree_kind(item.tree, item.len_or_node) == NODE_COMMENT ||
             tree_kind(item.tree, item.len_or_node) == NODE_PI)
        type = TYPE_STRING;
    return item_text(type, value_string(eval, item));
}

Seq seq_atomize(Eval *eval, Seq seq)
{
    size_t nodes = 0;
    for (size_t i = 0; i < seq.count && !nodes; i++)
        nodes += item_is_node(seq.items[i]);
    if (!nodes)
        return seq;
    Item *items = arena_take_raw(eval->scratch, seq.count * sizeof *items, alignof(Item));
    for (size_t i = 0; i < seq.count; i++) {
        seq_expect(seq, i);
        items[i] = value_atomize(eval, seq.items[i]);
    }
    return (Seq){items, seq.count};
}

double value_number(Eval *eval, Item atomic)
{
    if (atomic.type >= TYPE_DECIMAL && atomic.type <= TYPE_POSITIVE_INTEGER)
        return decimal_to_double(item_to_decimal(atomic));
    if (atomic.type == TYPE_FLOAT || atomic.type == TYPE_DOUBLE)
        return atomic.number;
    if (!value_castable(eval, atomic, TYPE_DOUBLE, NULL))
        return NAN;
    return value_cast(eval, atomic, TYPE_DOUBLE, NULL).number;
}

// ---- SequenceType matching of one item (2.5.4) ----

bool item_matches(Eval *eval, Item item, SequenceType type)
{
    switch (type.item) {
    case TYPE_ITEM:
        return true;
    case TYPE_ANY_NODE:
        return item_is_node(item) && (!type.test || node_test_matches(eval, item, type.test));
    case TYPE_EMPTY:
        return false;
    default:
        return type_derives((Type)item.type, type.item);
    }
}

// ---- The function conversion rules (3.1.5) ----

// The text is only made where it is needed: arguments are converted by the million.
static const char *name_of(Eval *eval, const char *what)
{
    if (what)
        return what;
    const Expr *call = eval->where;
    bool is_user = call->kind == EXPR_CALL_USER;
    Slice name = is_user ? call->user_function->local : slice_of(call->function->name);
    if (eval->argument == 0)
        return arena_print(eval->scratch, "the result of %.*s()", (int)name.len, name.at).at;
    return arena_print(eval->scratch, "argument %zu of %.*s()", eval->argument, (int)name.len,
                       name.at)
        .at;
}

static noreturn void wrong_type(Eval *eval, Item item, SequenceType type, const char *what)
{
    what = name_of(eval, what);
    eval_raise(eval, "XPTY0004", "%s must be %s, but it is %s", what, type_name(type.item),
               type_name((Type)item.type));
}

static Item convert_atom(Eval *eval, Item atom, SequenceType type, const char *what)
{
    if (type.item == TYPE_ANY_ATOMIC || type_derives((Type)atom.type, type.item))
        return atom;
    if (atom.type == TYPE_UNTYPED_ATOMIC) {
        if (type.item == TYPE_QNAME || type.item == TYPE_NOTATION)
            wrong_type(eval, atom, type, what);
        return value_cast(eval, atom, type.item == TYPE_NUMERIC ? TYPE_DOUBLE : type.item, NULL);
    }
    bool is_decimal = atom.type >= TYPE_DECIMAL && atom.type <= TYPE_POSITIVE_INTEGER;
    if ((type.item == TYPE_DOUBLE && (is_decimal || atom.type == TYPE_FLOAT)) ||
        (type.item == TYPE_FLOAT && is_decimal))
        return value_cast(eval, atom, type.item, NULL);
    if (type.item == TYPE_STRING && atom.type == TYPE_ANY_URI)
        return item_string(item_slice(atom));
    wrong_type(eval, atom, type, what);
}

static void require_count(Eval *eval, size_t count, SequenceType type, const char *what)
{
    if (count == 0 && !(type.occurs & OCCURS_NONE))
        eval_raise(eval, "XPTY0004", "%s is empty; a value is needed", name_of(eval, what));
    if (count > 1 && !(type.occurs & OCCURS_MANY & ~OCCURS_ONE))
        eval_raise(eval, "XPTY0004", "%s has %zu values; one at most is allowed, as in (...)[1]",
                   name_of(eval, what), count);
}

Seq value_convert(Eval *eval, Seq seq, SequenceType type, const char *what)
{
    if (type.item == TYPE_EMPTY) {
        if (seq.count)
            eval_raise(eval, "XPTY0004", "%s must be empty", name_of(eval, what));
        return seq;
    }
    bool is_atomic =
        type.item >= TYPE_UNTYPED_ATOMIC && type.item != TYPE_ANY_NODE && type.item != TYPE_ITEM;
    if (is_atomic)
        seq = seq_atomize(eval, seq);
    require_count(eval, seq.count, type, what);
    Item *items = NULL;
    for (size_t i = 0; i < seq.count; i++) {
        Item item = seq.items[i];
        if (!is_atomic) {
            if (!item_matches(eval, item, type))
                wrong_type(eval, item, type, what);
            continue;
        }
        Item converted = convert_atom(eval, item, type, what);
        if (!items) {
            items = arena_take_raw(eval->scratch, seq.count * sizeof *items, alignof(Item));
            memcpy(items, seq.items, seq.count * sizeof *items);
        }
        items[i] = converted;
    }
    return items ? (Seq){items, seq.count} : seq;
}
