// SPDX-License-Identifier: Apache-2.0
// Comparisons, arithmetic and ranges (XPath 2.0, 3.4, 3.5, 3.3.1).

#include "xpath/eval/operators.h"

#include <math.h>

static bool compare_order(Operation operation, int order)
{
    switch (operation) {
    case OP_EQ:
        return order == 0;
    case OP_NE:
        return order != 0;
    case OP_LT:
        return order < 0;
    case OP_LE:
        return order <= 0;
    case OP_GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

static bool is_plain_decimal(Item item)
{
    return item.type >= TYPE_DECIMAL && item.type <= TYPE_POSITIVE_INTEGER && !item.is_big;
}

static bool is_text(Item item)
{
    return item.type >= TYPE_UNTYPED_ATOMIC && item.type <= TYPE_ANY_URI;
}

// The usual pairs without a table look-up; false where it can't tell.
static bool compare_quickly(Operation operation, Item a, Item b, bool *truth)
{
    if (is_plain_decimal(a) && is_plain_decimal(b) && a.scale == b.scale) {
        *truth = compare_order(operation, a.whole < b.whole ? -1 : a.whole > b.whole);
        return true;
    }
    if (is_text(a) && is_text(b)) {
        if (operation <= OP_NE)
            *truth = slice_equal(item_slice(a), item_slice(b)) == (operation == OP_EQ);
        else
            *truth = compare_order(operation, slice_compare(item_slice(a), item_slice(b)));
        return true;
    }
    return false;
}

static const Collation *collation_of(Eval *eval, const Expr *expr)
{
    const CompareNames *names = expr->plan;
    return names ? collation_find(eval, names->collation) : NULL;
}

// ---- Value comparisons ----

static bool value_comparison(Eval *eval, const Expr *expr, bool *truth)
{
    Item a, b;
    if (!eval_atom(eval, expr->args[0], &a) || !eval_atom(eval, expr->args[1], &b))
        return false;
    if (expr->plan || !compare_quickly((Operation)expr->operation, a, b, truth)) {
        eval->where = expr;
        *truth = value_compare(eval, (Operation)expr->operation, a, b, collation_of(eval, expr));
    }
    return true;
}

void run_value_compare(Eval *eval, const Expr *expr, Sink *sink)
{
    bool truth;
    if (value_comparison(eval, expr, &truth))
        sink_add(eval, sink, item_boolean(truth));
}

bool truth_value_compare(Eval *eval, const Expr *expr)
{
    bool truth;
    return value_comparison(eval, expr, &truth) && truth;
}

// ---- General comparisons ----

static Item atom_of(Eval *eval, Item item)
{
    if (item.type == TYPE_NODE) {
        NodeKind kind = tree_kind(item.tree, item.len_or_node);
        if (kind != NODE_COMMENT && kind != NODE_PI)
            return item_text(TYPE_UNTYPED_ATOMIC,
                             tree_string(item.tree, item.len_or_node, eval->scratch));
    }
    return item_is_node(item) ? value_atomize(eval, item) : item;
}

static bool compare_pair(Eval *eval, const Expr *expr, Item a, Item b)
{
    bool truth;
    if (!expr->plan && compare_quickly((Operation)expr->operation, a, b, &truth))
        return truth;
    eval->where = expr;
    return value_general_compare(eval, (Operation)expr->operation, a, b, collation_of(eval, expr));
}

typedef struct HashSet {
    size_t mask;
    const Item **at;
} HashSet;

// X = Y for long sides: Y's strings go into a hash set. Only where both sides are all text.
static bool equal_by_hash(Eval *eval, Seq left, Seq right)
{
    size_t room = 16;
    while (room < right.count * 2)
        room *= 2;
    HashSet set = {room - 1, arena_array(eval->scratch, const Item *, room)};
    for (size_t i = 0; i < right.count; i++) {
        size_t place = slice_hash(item_slice(right.items[i])) & set.mask;
        while (set.at[place] && !slice_equal(item_slice(*set.at[place]), item_slice(right.items[i])))
            place = (place + 1) & set.mask;
        set.at[place] = &right.items[i];
    }
    for (size_t i = 0; i < left.count; i++) {
        size_t place = slice_hash(item_slice(left.items[i])) & set.mask;
        for (; set.at[place]; place = (place + 1) & set.mask)
            if (slice_equal(item_slice(*set.at[place]), item_slice(left.items[i])))
                return true;
    }
    return false;
}

static bool all_text(Seq seq)
{
    for (size_t i = 0; i < seq.count; i++)
        if (!is_text(seq.items[i]))
            return false;
    return true;
}

// For evaluated lists of atoms
static bool compare_pairs(Eval *eval, const Expr *expr, Seq left, Seq right)
{
    if (left.count > 4 && right.count > 4) {
        left = seq_atomize(eval, left);
        right = seq_atomize(eval, right);
        if (expr->operation == OP_EQ && !expr->plan && all_text(left) && all_text(right))
            return equal_by_hash(eval, left, right);
    }
    for (size_t i = 0; i < left.count; i++) {
        Item a = atom_of(eval, left.items[i]);
        for (size_t k = 0; k < right.count; k++)
            if (compare_pair(eval, expr, a, atom_of(eval, right.items[k])))
                return true;
    }
    eval_tick(eval, left.count * right.count);
    eval_check_steps(eval);
    return false;
}

// The items of one side: a literal or variable as it stands, else in `sink`.
static inline Seq side(Eval *eval, const Expr *expr, Sink *sink)
{
    if (expr->kind == EXPR_LITERAL)
        return (Seq){&expr->literal, 1};
    if (expr->kind == EXPR_VARIABLE)
        return eval_variable(eval, expr);
    eval_run(eval, expr, sink);
    return (Seq){sink->items, sink->count};
}

// f(x) = 'S', f giving one string: no items
bool truth_text_compare(Eval *eval, const Expr *expr)
{
    Slice text;
    bool is_equal = eval_text(eval, expr->args[0], &text) && slice_equal(text, item_slice(expr->args[1]->literal));
    return is_equal == (expr->operation == OP_EQ);
}

// a/b/f(x) = 'S', likewise: whether it is so at one of the nodes
bool truth_step_text_compare(Eval *eval, const Expr *expr)
{
    const Expr *path = expr->args[0];
    Slice text, sought = item_slice(expr->args[1]->literal);
    WalkCursor cursor;
    if (!walk_start(eval, path->args[0], &cursor))
        return false;
    Focus saved = focus_save(eval);
    bool found = false;
    size_t steps = 0;
    for (NodeId node; !found && (node = walk_next(&cursor)) != NODE_NONE; steps++) {
        focus_set(eval, item_node(cursor.tree, node), 1, 1);
        ArenaMark mark = arena_mark(eval->scratch);
        found = eval_text(eval, path->args[1], &text) && slice_equal(text, sought);
        arena_release(eval->scratch, mark);
    }
    focus_restore(eval, saved);
    eval_tick(eval, steps);
    eval_check_steps(eval);
    return found;
}

bool truth_general_compare(Eval *eval, const Expr *expr)
{
    Item few[4], more[4];
    Sink left_sink = {few, 0, SIZE_MAX, 4}, right_sink = {more, 0, SIZE_MAX, 4};
    Seq left = side(eval, expr->args[0], &left_sink);
    if (left.count == 0)
        return false;
    Seq right = side(eval, expr->args[1], &right_sink);
    if (left.count == 1 && right.count == 1)
        return compare_pair(eval, expr, atom_of(eval, left.items[0]), atom_of(eval, right.items[0]));
    return right.count > 0 && compare_pairs(eval, expr, left, right);
}

// ---- Arithmetic ----

static bool add_quickly(Operation operation, Item a, Item b, Item *result)
{
    if (a.type != TYPE_INTEGER || b.type != TYPE_INTEGER || a.is_big || b.is_big)
        return false;
    int64_t whole;
    bool overflow;
    switch (operation) {
    case OP_ADD:
        overflow = __builtin_add_overflow(a.whole, b.whole, &whole);
        break;
    case OP_SUBTRACT:
        overflow = __builtin_sub_overflow(a.whole, b.whole, &whole);
        break;
    case OP_MULTIPLY:
        overflow = __builtin_mul_overflow(a.whole, b.whole, &whole);
        break;
    default:
        return false;
    }
    *result = item_integer(whole);
    return !overflow;
}

void run_arithmetic(Eval *eval, const Expr *expr, Sink *sink)
{
    Item a, b, result;
    if (!eval_atom(eval, expr->args[0], &a) || !eval_atom(eval, expr->args[1], &b))
        return;
    if (!add_quickly((Operation)expr->operation, a, b, &result)) {
        eval->where = expr;
        result = value_arithmetic(eval, (Operation)expr->operation, a, b);
    }
    sink_add(eval, sink, result);
}

void run_sign(Eval *eval, const Expr *expr, Sink *sink)
{
    Item a;
    if (!eval_atom(eval, expr->args[0], &a))
        return;
    eval->where = expr;
    Item negated = value_negate(eval, a);
    sink_add(eval, sink, expr->kind == EXPR_NEGATE ? negated : value_negate(eval, negated));
}

static int64_t range_end(Eval *eval, const Expr *expr, Item atom)
{
    eval->where = expr;
    Seq one = value_convert(eval, (Seq){&atom, 1}, (SequenceType){TYPE_INTEGER, OCCURS_ONE, NULL},
                            "an end of a range (`to`)");
    if (one.items[0].is_big)
        eval_raise(eval, "FOAR0002", "a range of whole numbers ends at 2^63");
    return one.items[0].whole;
}

void run_range(Eval *eval, const Expr *expr, Sink *sink)
{
    Item a, b;
    if (!eval_atom(eval, expr->args[0], &a) || !eval_atom(eval, expr->args[1], &b))
        return;
    int64_t from = range_end(eval, expr, a), to = range_end(eval, expr, b);
    if (from > to)
        return;
    if (!sink->items) {
        sink->count += (uint64_t)to - (uint64_t)from + 1;
        return;
    }
    for (int64_t i = from; !sink_full(sink); i++) {
        sink_add(eval, sink, item_integer(i));
        if (i == to)
            break;
        eval_tick(eval, 1);
    }
    eval_check_steps(eval);
}
