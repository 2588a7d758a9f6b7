// SPDX-License-Identifier: Apache-2.0
// Functions on sequences (F&O 15.1 to 15.3) and fn:boolean's relatives.

#include "xpath/functions/families.h"

#include <math.h>

static Item *room_for(Eval *eval, size_t count)
{
    return arena_take_raw(eval->scratch, count * sizeof(Item), alignof(Item));
}

static Seq fn_boolean(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    return give_boolean(eval, seq_ebv(eval, args[0]));
}

static Seq fn_index_of(Eval *eval, const Seq *args, size_t count)
{
    const Collation *collation = collation_of(eval, args, count, 2);
    Item sought = args[1].items[0];
    Item *items = room_for(eval, args[0].count);
    size_t made = 0;
    bool is_nan = (sought.type == TYPE_DOUBLE || sought.type == TYPE_FLOAT) && isnan(sought.number);
    for (size_t i = 0; i < args[0].count && !is_nan; i++)
        if (value_same(eval, args[0].items[i], sought, collation))
            items[made++] = item_integer((int64_t)i + 1);
    return (Seq){items, made};
}

// Floats equal the decimals that become them: where there is one, all numbers are hashed as floats.
static uint64_t hash_beside_floats(Eval *eval, Item item, const Collation *collation)
{
    bool is_number = item.type >= TYPE_DECIMAL && item.type <= TYPE_DOUBLE;
    return value_hash(eval, is_number ? value_cast(eval, item, TYPE_FLOAT, NULL) : item, collation);
}

static bool has_float(Seq seq)
{
    for (size_t i = 0; i < seq.count; i++)
        if (seq.items[i].type == TYPE_FLOAT)
            return true;
    return false;
}

// A hash table over what is kept so far: linear in the sequence.
static Seq fn_distinct_values(Eval *eval, const Seq *args, size_t count)
{
    const Collation *collation = collation_of(eval, args, count, 1);
    size_t room = 16;
    while (room < args[0].count * 2)
        room *= 2;
    Item *kept = room_for(eval, args[0].count);
    uint32_t *slots = arena_array(eval->scratch, uint32_t, room);
    size_t made = 0;
    bool are_floats = has_float(args[0]);
    for (size_t i = 0; i < args[0].count; i++) {
        Item item = args[0].items[i];
        uint64_t hash = are_floats ? hash_beside_floats(eval, item, collation)
                                   : value_hash(eval, item, collation);
        size_t at = hash & (room - 1);
        while (slots[at] && !value_same(eval, kept[slots[at] - 1], item, collation))
            at = (at + 1) & (room - 1);
        if (slots[at])
            continue;
        kept[made++] = item;
        slots[at] = (uint32_t)made;
    }
    return (Seq){kept, made};
}

static Seq fn_insert_before(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    Int128 position = item_to_decimal(args[1].items[0]).coefficient;
    size_t total = args[0].count + args[2].count;
    size_t at = position < 1                       ? 0
                : position > (Int128)args[0].count ? args[0].count
                                                   : (size_t)position - 1;
    Item *items = room_for(eval, total);
    if (at)
        memcpy(items, args[0].items, at * sizeof *items);
    if (args[2].count)
        memcpy(items + at, args[2].items, args[2].count * sizeof *items);
    if (args[0].count > at)
        memcpy(items + at + args[2].count, args[0].items + at,
               (args[0].count - at) * sizeof *items);
    return (Seq){items, total};
}

static Seq fn_remove(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    Int128 position = item_to_decimal(args[1].items[0]).coefficient;
    if (position < 1 || position > (Int128)args[0].count)
        return args[0];
    size_t at = (size_t)position - 1;
    Item *items = room_for(eval, args[0].count);
    memcpy(items, args[0].items, at * sizeof *items);
    memcpy(items + at, args[0].items + at + 1, (args[0].count - at - 1) * sizeof *items);
    return (Seq){items, args[0].count - 1};
}

static Seq fn_reverse(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    Item *items = room_for(eval, args[0].count);
    for (size_t i = 0; i < args[0].count; i++)
        items[i] = args[0].items[args[0].count - 1 - i];
    return (Seq){items, args[0].count};
}

static Seq fn_subsequence(Eval *eval, const Seq *args, size_t count)
{
    (void)eval;
    double from = floor(args[1].items[0].number + 0.5);
    double to = count > 2 ? from + floor(args[2].items[0].number + 0.5) : INFINITY;
    size_t start = 0, end = args[0].count;
    if (isnan(from) || isnan(to))
        return SEQ_EMPTY;
    if (from > 1)
        start = from > (double)args[0].count ? args[0].count : (size_t)from - 1;
    if (to <= (double)args[0].count)
        end = to < 1 ? 0 : (size_t)to - 1;
    return start < end ? (Seq){args[0].items + start, end - start} : SEQ_EMPTY;
}

static Seq fn_same(Eval *eval, const Seq *args, size_t count)
{
    (void)eval, (void)count;
    return args[0];
}

static Seq fn_zero_or_one(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (args[0].count > 1)
        eval_raise(eval, "FORG0003", "zero-or-one() got %zu items", args[0].count);
    return args[0];
}

static Seq fn_one_or_more(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (args[0].count == 0)
        eval_raise(eval, "FORG0004", "one-or-more() got nothing");
    return args[0];
}

static Seq fn_exactly_one(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (args[0].count != 1)
        eval_raise(eval, "FORG0005", "exactly-one() got %zu items", args[0].count);
    return args[0];
}

// ---- 15.3.1 deep-equal ----

static bool deep_equal_nodes(Eval *eval, Item a, Item b, const Collation *collation);

static bool same_text(Slice a, Slice b, const Collation *collation)
{
    return collation ? collation_compare(collation, a, b) == 0 : slice_equal(a, b);
}

static bool same_name(Item a, Item b)
{
    const Name *x = tree_name(a.tree, a.len_or_node), *y = tree_name(b.tree, b.len_or_node);
    return x && y && slice_equal(x->local, y->local) && slice_equal(x->uri, y->uri);
}

static size_t attribute_count(Item element)
{
    size_t count = 0;
    for (NodeId at = tree_first_attribute(element.tree, element.len_or_node); at != NODE_NONE;
         at = tree_next_attribute(element.tree, at))
        count++;
    return count;
}

static bool same_attributes(Eval *eval, Item a, Item b, const Collation *collation)
{
    if (attribute_count(a) != attribute_count(b))
        return false;
    for (NodeId x = tree_first_attribute(a.tree, a.len_or_node); x != NODE_NONE;
         x = tree_next_attribute(a.tree, x)) {
        bool found = false;
        for (NodeId y = tree_first_attribute(b.tree, b.len_or_node); y != NODE_NONE && !found;
             y = tree_next_attribute(b.tree, y))
            found = deep_equal_nodes(eval, item_node(a.tree, x), item_node(b.tree, y), collation);
        if (!found)
            return false;
    }
    return true;
}

// Comments and processing instructions among the children do not count.
static NodeId next_counted(const Tree *tree, NodeId child)
{
    while (child != NODE_NONE &&
           (tree_kind(tree, child) == NODE_COMMENT || tree_kind(tree, child) == NODE_PI))
        child = tree_next_sibling(tree, child);
    return child;
}

static bool same_children(Eval *eval, Item a, Item b, const Collation *collation)
{
    NodeId x = next_counted(a.tree, tree_first_child(a.tree, a.len_or_node));
    NodeId y = next_counted(b.tree, tree_first_child(b.tree, b.len_or_node));
    while (x != NODE_NONE && y != NODE_NONE) {
        if (!deep_equal_nodes(eval, item_node(a.tree, x), item_node(b.tree, y), collation))
            return false;
        x = next_counted(a.tree, tree_next_sibling(a.tree, x));
        y = next_counted(b.tree, tree_next_sibling(b.tree, y));
    }
    return x == NODE_NONE && y == NODE_NONE;
}

static bool deep_equal_nodes(Eval *eval, Item a, Item b, const Collation *collation)
{
    if (a.type != b.type)
        return false;
    if (a.type == TYPE_NAMESPACE_NODE)
        return slice_equal(a.namespace_node->prefix, b.namespace_node->prefix) &&
               slice_equal(a.namespace_node->uri, b.namespace_node->uri);
    NodeKind kind = tree_kind(a.tree, a.len_or_node);
    if (kind != tree_kind(b.tree, b.len_or_node))
        return false;
    switch (kind) {
    case NODE_DOCUMENT:
        return same_children(eval, a, b, collation);
    case NODE_ELEMENT:
        return same_name(a, b) && same_attributes(eval, a, b, collation) &&
               same_children(eval, a, b, collation);
    case NODE_ATTRIBUTE:
    case NODE_PI:
        if (!same_name(a, b))
            return false;
        break;
    default:
        break;
    }
    return same_text(value_string(eval, a), value_string(eval, b), collation);
}

static Seq fn_deep_equal(Eval *eval, const Seq *args, size_t count)
{
    const Collation *collation = collation_of(eval, args, count, 2);
    if (args[0].count != args[1].count)
        return give_boolean(eval, false);
    for (size_t i = 0; i < args[0].count; i++) {
        Item a = args[0].items[i], b = args[1].items[i];
        bool same = item_is_node(a) && item_is_node(b)   ? deep_equal_nodes(eval, a, b, collation)
                    : item_is_node(a) || item_is_node(b) ? false
                                                         : value_same(eval, a, b, collation);
        if (!same)
            return give_boolean(eval, false);
    }
    return give_boolean(eval, true);
}

// ---- XPath 3 ----

static Seq fn_head(Eval *eval, const Seq *args, size_t count)
{
    (void)eval, (void)count;
    return (Seq){args[0].items, args[0].count ? 1 : 0};
}

static Seq fn_tail(Eval *eval, const Seq *args, size_t count)
{
    (void)eval, (void)count;
    return args[0].count > 1 ? (Seq){args[0].items + 1, args[0].count - 1} : SEQ_EMPTY;
}

// clang-format off: a function is a row
const Function sequence_functions[] = {
    {"boolean", 1, 1, 0, ONE(TYPE_BOOLEAN), {ANY(TYPE_ITEM)}, fn_boolean},
    {"not", 1, 1, 0, ONE(TYPE_BOOLEAN), {ANY(TYPE_ITEM)}, NULL},
    {"true", 0, 0, 0, ONE(TYPE_BOOLEAN), {{0, 0}}, NULL},
    {"false", 0, 0, 0, ONE(TYPE_BOOLEAN), {{0, 0}}, NULL},
    {"empty", 1, 1, 0, ONE(TYPE_BOOLEAN), {ANY(TYPE_ITEM)}, NULL},
    {"exists", 1, 1, 0, ONE(TYPE_BOOLEAN), {ANY(TYPE_ITEM)}, NULL},
    {"index-of",
     2,
     3,
     FUNCTION_COLLATION,
     ANY(TYPE_INTEGER),
     {ANY(TYPE_ANY_ATOMIC), ONE(TYPE_ANY_ATOMIC), ONE(TYPE_STRING)},
     fn_index_of},
    {"distinct-values",
     1,
     2,
     FUNCTION_COLLATION,
     ANY(TYPE_ANY_ATOMIC),
     {ANY(TYPE_ANY_ATOMIC), ONE(TYPE_STRING)},
     fn_distinct_values},
    {"insert-before",
     3,
     3,
     0,
     ANY(TYPE_ITEM),
     {ANY(TYPE_ITEM), ONE(TYPE_INTEGER), ANY(TYPE_ITEM)},
     fn_insert_before},
    {"remove", 2, 2, 0, ANY(TYPE_ITEM), {ANY(TYPE_ITEM), ONE(TYPE_INTEGER)}, fn_remove},
    {"reverse", 1, 1, 0, ANY(TYPE_ITEM), {ANY(TYPE_ITEM)}, fn_reverse},
    {"subsequence",
     2,
     3,
     0,
     ANY(TYPE_ITEM),
     {ANY(TYPE_ITEM), ONE(TYPE_DOUBLE), ONE(TYPE_DOUBLE)},
     fn_subsequence},
    {"unordered", 1, 1, 0, ANY(TYPE_ITEM), {ANY(TYPE_ITEM)}, fn_same},
    {"zero-or-one", 1, 1, 0, OPTIONAL(TYPE_ITEM), {ANY(TYPE_ITEM)}, fn_zero_or_one},
    {"one-or-more", 1, 1, 0, MANY(TYPE_ITEM), {ANY(TYPE_ITEM)}, fn_one_or_more},
    {"exactly-one", 1, 1, 0, ONE(TYPE_ITEM), {ANY(TYPE_ITEM)}, fn_exactly_one},
    {"deep-equal",
     2,
     3,
     FUNCTION_COLLATION,
     ONE(TYPE_BOOLEAN),
     {ANY(TYPE_ITEM), ANY(TYPE_ITEM), ONE(TYPE_STRING)},
     fn_deep_equal},
    {"data", 1, 1, 0, ANY(TYPE_ANY_ATOMIC), {ANY(TYPE_ANY_ATOMIC)}, fn_same},
    {"head", 1, 1, FUNCTION_XPATH3, OPTIONAL(TYPE_ITEM), {ANY(TYPE_ITEM)}, fn_head},
    {"tail", 1, 1, FUNCTION_XPATH3, ANY(TYPE_ITEM), {ANY(TYPE_ITEM)}, fn_tail},
};
// clang-format on
const size_t sequence_function_count = sizeof sequence_functions / sizeof *sequence_functions;
