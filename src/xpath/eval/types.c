// SPDX-License-Identifier: Apache-2.0
// Expressions on types (XPath 2.0, 3.10).

#include "xpath/eval/operators.h"

static bool occurrence_allows(Occurrence occurs, size_t count)
{
    return occurs & (count == 0 ? OCCURS_NONE : count == 1 ? OCCURS_ONE : OCCURS_MANY & ~OCCURS_ONE);
}

static bool seq_matches(Eval *eval, Seq seq, SequenceType type)
{
    if (type.item == TYPE_EMPTY)
        return seq.count == 0;
    if (!occurrence_allows(type.occurs, seq.count))
        return false;
    for (size_t i = 0; i < seq.count; i++)
        if (!item_matches(eval, seq.items[i], type))
            return false;
    return true;
}

bool truth_instance_of(Eval *eval, const Expr *expr)
{
    return seq_matches(eval, eval_items(eval, expr->args[0]), expr->target);
}

void run_treat(Eval *eval, const Expr *expr, Sink *sink)
{
    Seq seq = eval_items(eval, expr->args[0]);
    if (!seq_matches(eval, seq, expr->target)) {
        eval->where = expr;
        eval_raise(eval, "XPDY0050", "the value is not of the type that `treat as` promises");
    }
    for (size_t i = 0; i < seq.count && !sink_full(sink); i++)
        sink_add(eval, sink, seq.items[i]);
}

void run_cast(Eval *eval, const Expr *expr, Sink *sink)
{
    Item atom;
    if (eval_atom(eval, expr->args[0], &atom)) {
        if (atom.type == expr->target.item) {
            sink_add(eval, sink, atom);
            return;
        }
        eval->where = expr;
        sink_add(eval, sink, value_cast(eval, atom, expr->target.item, expr->namespaces));
    } else if (!(expr->target.occurs & OCCURS_NONE)) {
        eval->where = expr;
        eval_raise(eval, "XPTY0004", "there is no value to cast to %s; write `%s?` to allow that",
                   type_name(expr->target.item), type_name(expr->target.item));
    }
}

bool truth_castable(Eval *eval, const Expr *expr)
{
    Item items[2];
    size_t count = eval_take(eval, expr->args[0], items, 2);
    if (count == 0)
        return expr->target.occurs & OCCURS_NONE;
    if (count > 1)
        return false;
    Item atom = item_is_node(items[0]) ? value_atomize(eval, items[0]) : items[0];
    return value_castable(eval, atom, expr->target.item, expr->namespaces);
}
