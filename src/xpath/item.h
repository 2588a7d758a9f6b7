// XDM items and sequences: what XPath computes with.
#pragma once

#include "base/arena.h"
#include "base/decimal.h"
#include "tree/tree.h"

// The types an item can have, and those a type test can name. Derived types follow their base, so
// the table in values/types.c needs one row each.
typedef enum Type {
    TYPE_NODE,           // an item whose node lies in a tree
    TYPE_NAMESPACE_NODE, // made by the namespace axis
    TYPE_UNTYPED_ATOMIC,
    TYPE_STRING,
    TYPE_NORMALIZED_STRING,
    TYPE_TOKEN,
    TYPE_LANGUAGE,
    TYPE_NMTOKEN,
    TYPE_NAME,
    TYPE_NCNAME,
    TYPE_ID,
    TYPE_IDREF,
    TYPE_ENTITY,
    TYPE_ANY_URI,
    TYPE_BOOLEAN,
    TYPE_DECIMAL,
    TYPE_INTEGER,
    TYPE_NON_POSITIVE_INTEGER,
    TYPE_NEGATIVE_INTEGER,
    TYPE_LONG,
    TYPE_INT,
    TYPE_SHORT,
    TYPE_BYTE,
    TYPE_NON_NEGATIVE_INTEGER,
    TYPE_UNSIGNED_LONG,
    TYPE_UNSIGNED_INT,
    TYPE_UNSIGNED_SHORT,
    TYPE_UNSIGNED_BYTE,
    TYPE_POSITIVE_INTEGER,
    TYPE_FLOAT,
    TYPE_DOUBLE,
    TYPE_DURATION,
    TYPE_YEAR_MONTH_DURATION,
    TYPE_DAY_TIME_DURATION,
    TYPE_DATE_TIME,
    TYPE_DATE,
    TYPE_TIME,
    TYPE_G_YEAR_MONTH,
    TYPE_G_YEAR,
    TYPE_G_MONTH_DAY,
    TYPE_G_DAY,
    TYPE_G_MONTH,
    TYPE_HEX_BINARY,
    TYPE_BASE64_BINARY,
    TYPE_QNAME,
    TYPE_NOTATION,
    // Only in type tests and static types, never an item's own:
    TYPE_ANY_ATOMIC,
    TYPE_ANY_NODE,
    TYPE_ITEM,
    TYPE_NUMERIC,  // xs:decimal, xs:float or xs:double: in signatures
    TYPE_NMTOKENS, // list types: can be named, not constructed
    TYPE_IDREFS,
    TYPE_ENTITIES,
    TYPE_ANY_SIMPLE,
    TYPE_ANY_TYPE,
    TYPE_UNTYPED,
    TYPE_EMPTY, // empty-sequence()
    TYPE_END
} Type;

// Date and time types (XSD 1.0 part 2, 3.2.7 ff.). Parts that the type lacks have the values of
// 1972-12-31T00:00:00, as F&O 10.4 compares them.
typedef struct DateTime {
    int64_t year; // 0 does not occur in XSD 1.0; negative years are before the common era
    int8_t month, day, hour, minute;
    int32_t nanosecond;
    int8_t second;
    bool has_zone;
    int16_t zone_minutes; // -840..840
} DateTime;

typedef struct Duration {
    int64_t months;      // signed
    int64_t seconds;     // signed
    int32_t nanoseconds; // of the same sign as seconds
} Duration;

typedef struct QName {
    Slice prefix, uri, local;
} QName;

typedef struct NamespaceNode {
    const Tree *tree;
    NodeId element;
    uint32_t ordinal; // among the element's namespace nodes
    Slice prefix, uri;
} NamespaceNode;

// 16 bytes. Which member holds the value follows from the type:
//   node                                             tree, and the node's number in len_or_node
//   string kinds, anyURI, untypedAtomic, binaries    text (len_or_node bytes; binaries: the raw
//   octets) boolean, double, float                           truth, number, number (rounded to
//   float) decimal, integer kinds                           whole × 10^-scale if !is_big, else *big
//   durations, dates and times, QName and NOTATION   *duration, *date_time, *qname
typedef struct Item {
    uint8_t type;  // Type
    uint8_t scale; // decimals
    bool is_big;   // decimals
    uint32_t len_or_node;
    union {
        const Tree *tree;
        const NamespaceNode *namespace_node;
        const char *text;
        int64_t whole;
        const Decimal *big;
        double number;
        bool truth;
        const DateTime *date_time;
        const Duration *duration;
        const QName *qname;
    };
} Item;

typedef struct Seq {
    const Item *items;
    size_t count;
} Seq;

#define SEQ_EMPTY ((Seq){NULL, 0})

static inline Item item_node(const Tree *tree, NodeId node)
{
    return (Item){.type = TYPE_NODE, .len_or_node = node, .tree = tree};
}

static inline Item item_text(Type type, Slice text)
{
    return (Item){.type = (uint8_t)type, .len_or_node = (uint32_t)text.len, .text = text.at};
}

static inline Item item_string(Slice text)
{
    return item_text(TYPE_STRING, text);
}

static inline Slice item_slice(Item item) // of the string kinds
{
    return (Slice){item.text, item.len_or_node};
}

static inline Item item_boolean(bool truth)
{
    return (Item){.type = TYPE_BOOLEAN, .truth = truth};
}

static inline Item item_integer(int64_t whole)
{
    return (Item){.type = TYPE_INTEGER, .whole = whole};
}

static inline Item item_double(double number)
{
    return (Item){.type = TYPE_DOUBLE, .number = number};
}

static inline bool item_is_node(Item item)
{
    return item.type <= TYPE_NAMESPACE_NODE;
}

Item item_decimal(Arena *arena, Type type, Decimal value); // type: xs:decimal or an integer type
Decimal item_to_decimal(Item item);                        // of decimals and integers

// To be called before item `at` of many is looked at: asks for the memory of one further on.
static inline void seq_expect(Seq seq, size_t at)
{
    enum { AHEAD = 16 };
    if (seq.count - at <= AHEAD)
        return;
    Item far = seq.items[at + AHEAD], near = seq.items[at + AHEAD / 2];
    if (far.type == TYPE_NODE && near.type == TYPE_NODE && far.tree == near.tree)
        tree_expect(far.tree, far.len_or_node, near.len_or_node);
}

Seq seq_one(Arena *arena, Item item);
