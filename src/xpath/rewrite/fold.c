// SPDX-License-Identifier: Apache-2.0
// Constants, and forms that say less than they cost.

#include "xpath/rewrite/rewrite.h"

static bool is_true(const Expr *expr)
{
    return is_call(expr, "true");
}

static bool is_false(const Expr *expr)
{
    return is_call(expr, "false");
}

// count(X) = 0  ─►  empty(X)      stops at the first item instead of walking all of them
// count(X) > 0  ─►  exists(X)     likewise >= 1, != 0
static Expr *fold_count(Rewriter *rewriter, Expr *expr)
{
    Expr *left = expr->args[0], *right = expr->args[1];
    if (!is_call(left, "count") || left->arity != 1 || right->kind != EXPR_LITERAL ||
        right->literal.type != TYPE_INTEGER || right->literal.is_big)
        return expr;
    int64_t number = right->literal.whole;
    Operation operation = (Operation)expr->operation;
    bool asks_none = (number == 0 && (operation == OP_EQ || operation == OP_LE)) ||
                     (number == 1 && operation == OP_LT);
    bool asks_some = (number == 0 && (operation == OP_GT || operation == OP_NE)) ||
                     (number == 1 && operation == OP_GE);
    if (!asks_none && !asks_some)
        return expr;
    return make_call(rewriter, asks_none ? "empty" : "exists", expr, left->args[0]);
}

static Expr *fold_not(Rewriter *rewriter, Expr *expr)
{
    const Expr *inner = expr->args[0];
    if (is_true(inner) || is_false(inner))
        return make_boolean(rewriter, expr, is_false(inner));
    // not(exists(X))  ─►  empty(X)
    if (is_call(inner, "exists"))
        return make_call(rewriter, "empty", expr, inner->args[0]);
    if (is_call(inner, "empty"))
        return make_call(rewriter, "exists", expr, inner->args[0]);
    return expr;
}

// An operand that decides; the other one may then go unevaluated, errors included (XPath 2.0, 2.3.4).
static Expr *fold_logic(Rewriter *rewriter, Expr *expr)
{
    bool decisive = expr->kind == EXPR_OR;
    for (int i = 0; i < 2; i++)
        if (decisive ? is_true(expr->args[i]) : is_false(expr->args[i]))
            return make_boolean(rewriter, expr, decisive);
    return expr;
}

// if (C) then A else B with C known
static Expr *fold_if(Expr *expr)
{
    if (is_true(expr->args[0]))
        return expr->args[1];
    if (is_false(expr->args[0]))
        return expr->args[2];
    return expr;
}

Expr *fold(Rewriter *rewriter, Expr *expr)
{
    switch ((ExprKind)expr->kind) {
    case EXPR_GENERAL_COMPARE:
    case EXPR_VALUE_COMPARE:
        return fold_count(rewriter, expr);
    case EXPR_CALL:
        return is_call(expr, "not") ? fold_not(rewriter, expr) : expr;
    case EXPR_OR:
    case EXPR_AND:
        return fold_logic(rewriter, expr);
    case EXPR_IF:
        return fold_if(expr);
    case EXPR_PLUS:
        return expr;
    default:
        return expr;
    }
}
