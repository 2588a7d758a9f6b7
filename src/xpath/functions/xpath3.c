// SPDX-License-Identifier: Apache-2.0
// Functions of XPath 3.0 and 3.1 that need no functions as values; a few more are rows of their
// older kin's files.

#include "xpath/functions/families.h"

#include <stdlib.h>

// ---- sort (3.1, 16.2.7) with one or two arguments ----

typedef struct Sorter {
    Eval *eval;
    const Collation *collation;
    Item
        *keys; // atomised items; the empty sequence has no place here, for each item gives one atom
} Sorter;

static int sort_order(Sorter *sorter, size_t a, size_t b)
{
    Item left = sorter->keys[a], right = sorter->keys[b];
    if (left.type == TYPE_UNTYPED_ATOMIC)
        left.type = TYPE_STRING;
    if (right.type == TYPE_UNTYPED_ATOMIC)
        right.type = TYPE_STRING;
    // NaN stands before all numbers.
    bool left_is_nan = left.type == TYPE_DOUBLE && left.number != left.number;
    bool right_is_nan = right.type == TYPE_DOUBLE && right.number != right.number;
    if (left_is_nan || right_is_nan)
        return right_is_nan - left_is_nan;
    if (value_compare(sorter->eval, OP_LT, left, right, sorter->collation))
        return -1;
    return value_compare(sorter->eval, OP_GT, left, right, sorter->collation) ? 1 : 0;
}

// Stable: halves are sorted, then merged.
static void sort_part(Sorter *sorter, size_t *order, size_t *spare, size_t count)
{
    if (count < 2)
        return;
    size_t half = count / 2;
    sort_part(sorter, order, spare, half);
    sort_part(sorter, order + half, spare, count - half);
    memcpy(spare, order, count * sizeof *order);
    size_t left = 0, right = half;
    for (size_t i = 0; i < count; i++) {
        bool takes_left =
            right == count || (left < half && sort_order(sorter, spare[left], spare[right]) <= 0);
        order[i] = takes_left ? spare[left++] : spare[right++];
    }
}

static Seq fn_sort(Eval *eval, const Seq *args, size_t count)
{
    size_t n = args[0].count;
    Sorter sorter = {eval, collation_of(eval, args, count, 1), arena_array(eval->scratch, Item, n)};
    size_t *order = arena_array(eval->scratch, size_t, n);
    size_t *spare = arena_array(eval->scratch, size_t, n);
    Item *sorted = arena_array(eval->scratch, Item, n);
    for (size_t i = 0; i < n; i++) {
        sorter.keys[i] = value_atomize(eval, args[0].items[i]);
        order[i] = i;
    }
    sort_part(&sorter, order, spare, n);
    for (size_t i = 0; i < n; i++)
        sorted[i] = args[0].items[order[i]];
    return (Seq){sorted, n};
}

// ---- innermost, outermost (3.0, 14.9) ----

static bool is_ancestor(Item a, Item b)
{
    return a.type == TYPE_NODE && b.type == TYPE_NODE && a.tree == b.tree &&
           a.len_or_node < b.len_or_node && b.len_or_node <= tree_last(a.tree, a.len_or_node);
}

static int by_node(const void *a, const void *b)
{
    const Item *left = a, *right = b;
    if (left->tree != right->tree)
        return left->tree->number < right->tree->number ? -1 : 1;
    return left->len_or_node < right->len_or_node ? -1 : left->len_or_node > right->len_or_node;
}

// In document order a node's descendants follow it directly.
static Seq most_of(Eval *eval, Seq nodes, bool innermost)
{
    Item *sorted = arena_array(eval->scratch, Item, nodes.count), *kept = sorted;
    size_t count = 0, n = 0;
    for (size_t i = 0; i < nodes.count; i++) {
        if (nodes.items[i].type != TYPE_NODE)
            eval_raise(eval, "XPTY0004", "only nodes of documents can be ordered by depth");
        sorted[n++] = nodes.items[i];
    }
    if (n > 1)
        qsort(sorted, n, sizeof *sorted, by_node);
    for (size_t i = 0; i < n; i++) {
        if (i + 1 < n && by_node(&sorted[i], &sorted[i + 1]) == 0)
            continue;
        bool drops = innermost ? i + 1 < n && is_ancestor(sorted[i], sorted[i + 1])
                               : count > 0 && is_ancestor(kept[count - 1], sorted[i]);
        if (!drops)
            kept[count++] = sorted[i];
    }
    return (Seq){kept, count};
}

static Seq fn_innermost(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    return most_of(eval, args[0], true);
}

static Seq fn_outermost(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    return most_of(eval, args[0], false);
}

// ---- contains-token (3.1, 5.5.5) ----

static Seq fn_contains_token(Eval *eval, const Seq *args, size_t count)
{
    const Collation *collation = collation_of(eval, args, count, 2);
    Slice wanted = slice_trim(text_of(args, count, 1));
    for (size_t i = 0; i < args[0].count && wanted.len > 0; i++) {
        Slice rest = slice_trim(item_slice(args[0].items[i]));
        while (rest.len > 0) {
            size_t end = 0;
            while (end < rest.len && !is_xml_space(rest.at[end]))
                end++;
            Slice token = slice_part(rest, 0, end);
            if (collation ? collation_compare(collation, token, wanted) == 0
                          : slice_equal(token, wanted))
                return give_boolean(eval, true);
            rest = slice_trim(slice_part(rest, end, SIZE_MAX));
        }
    }
    return give_boolean(eval, false);
}

const Function xpath3_functions[] = {
    {"sort",
     1,
     2,
     FUNCTION_XPATH3,
     ANY(TYPE_ITEM),
     {ANY(TYPE_ITEM), OPTIONAL(TYPE_STRING)},
     fn_sort},
    {"innermost", 1, 1, FUNCTION_XPATH3, ANY(TYPE_ANY_NODE), {ANY(TYPE_ANY_NODE)}, fn_innermost},
    {"outermost", 1, 1, FUNCTION_XPATH3, ANY(TYPE_ANY_NODE), {ANY(TYPE_ANY_NODE)}, fn_outermost},
    {"contains-token",
     2,
     3,
     FUNCTION_XPATH3 | FUNCTION_COLLATION,
     ONE(TYPE_BOOLEAN),
     {ANY(TYPE_STRING), ONE(TYPE_STRING), ONE(TYPE_STRING)},
     fn_contains_token},
};
const size_t xpath3_function_count = sizeof xpath3_functions / sizeof *xpath3_functions;
