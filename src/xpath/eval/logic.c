// SPDX-License-Identifier: Apache-2.0
// Literals, sequences, and, or, if, quantifiers, for and let (XPath 2.0, 3.1.1, 3.3, 3.6–3.9).

#include "xpath/eval/operators.h"

void run_literal(Eval *eval, const Expr *expr, Sink *sink)
{
    sink_add(eval, sink, expr->literal);
}

bool text_literal(Eval *eval, const Expr *expr, Slice *text)
{
    if (expr->literal.type != TYPE_STRING)
        return eval_text_of_items(eval, expr, text);
    *text = item_slice(expr->literal);
    return true;
}

void run_sequence(Eval *eval, const Expr *expr, Sink *sink)
{
    for (size_t i = 0; i < expr->arity && !sink_full(sink); i++)
        eval_run(eval, expr->args[i], sink);
}

void run_truth(Eval *eval, const Expr *expr, Sink *sink)
{
    sink_add(eval, sink, item_boolean(expr->operator->truth(eval, expr)));
}

bool truth_or(Eval *eval, const Expr *expr)
{
    return eval_truth(eval, expr->args[0]) || eval_truth(eval, expr->args[1]);
}

bool truth_and(Eval *eval, const Expr *expr)
{
    return eval_truth(eval, expr->args[0]) && eval_truth(eval, expr->args[1]);
}

void run_if(Eval *eval, const Expr *expr, Sink *sink)
{
    eval_run(eval, expr->args[eval_truth(eval, expr->args[0]) ? 1 : 2], sink);
}

bool truth_if(Eval *eval, const Expr *expr)
{
    return eval_truth(eval, expr->args[eval_truth(eval, expr->args[0]) ? 1 : 2]);
}

// Whether some item of the range makes args[1] `wanted`.
static bool quantify(Eval *eval, const Expr *expr, bool wanted)
{
    Item few[8];
    Sink range = {few, 0, SIZE_MAX, 8};
    eval_run(eval, expr->args[0], &range);
    Seq *slot = &eval->frame[expr->variable->slot];
    Seq saved = *slot;
    bool found = false;
    for (size_t i = 0; i < range.count && !found; i++) {
        seq_expect((Seq){range.items, range.count}, i);
        *slot = (Seq){&range.items[i], 1};
        eval->bindings++;
        ArenaMark mark = arena_mark(eval->scratch);
        found = eval_truth(eval, expr->args[1]) == wanted;
        arena_release(eval->scratch, mark);
    }
    *slot = saved;
    eval_tick(eval, range.count);
    eval_check_steps(eval);
    return found;
}

bool truth_some(Eval *eval, const Expr *expr)
{
    return quantify(eval, expr, true);
}

bool truth_every(Eval *eval, const Expr *expr)
{
    return !quantify(eval, expr, false);
}

void run_for(Eval *eval, const Expr *expr, Sink *sink)
{
    Item few[8];
    Sink range = {few, 0, SIZE_MAX, 8};
    eval_run(eval, expr->args[0], &range);
    Seq *slot = &eval->frame[expr->variable->slot];
    Seq saved = *slot;
    for (size_t i = 0; i < range.count && !sink_full(sink); i++) {
        *slot = (Seq){&range.items[i], 1};
        eval->bindings++;
        eval_run(eval, expr->args[1], sink);
        eval_tick(eval, 1);
        eval_check_steps(eval);
    }
    *slot = saved;
}

// The value of a let that was declared with a type (a variable of XSLT) is converted to it.
static Seq let_value(Eval *eval, const Expr *expr)
{
    Seq value = eval_items(eval, expr->args[0]);
    const Variable *variable = expr->variable;
    if (variable->has_type) {
        eval->where = expr;
        value = value_convert(eval, value, variable->type, "the value of a variable with a declared type");
    }
    return value;
}

void run_let(Eval *eval, const Expr *expr, Sink *sink)
{
    Seq *slot = &eval->frame[expr->variable->slot];
    Seq saved = *slot;
    *slot = let_value(eval, expr);
    eval->bindings++;
    eval_run(eval, expr->args[1], sink);
    *slot = saved;
}

bool truth_let(Eval *eval, const Expr *expr)
{
    Seq *slot = &eval->frame[expr->variable->slot];
    Seq saved = *slot;
    *slot = let_value(eval, expr);
    eval->bindings++;
    bool truth = eval_truth(eval, expr->args[1]);
    *slot = saved;
    return truth;
}
