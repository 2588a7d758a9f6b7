// SPDX-License-Identifier: Apache-2.0
// Gives every expression its operator, and works out what the operators want to know beforehand.

#include "xpath/eval/operators.h"

static const struct Operator operators[EXPR_END] = {
    [EXPR_LITERAL] = {"literal", run_literal, NULL},
    [EXPR_SEQUENCE] = {"sequence", run_sequence, NULL},
    [EXPR_VARIABLE] = {"variable", run_variable, NULL},
    [EXPR_CONTEXT_ITEM] = {"context-item", run_context_item, NULL},
    [EXPR_CURRENT] = {"current", run_current, NULL},
    [EXPR_ROOT] = {"root", run_root, NULL},
    [EXPR_STEP] = {"step", run_step, NULL},
    [EXPR_PATH] = {"path", run_path, truth_path},
    [EXPR_MAP] = {"map", run_map, NULL},
    [EXPR_FILTER] = {"filter", run_filter, NULL},
    [EXPR_OR] = {"or", run_truth, truth_or},
    [EXPR_AND] = {"and", run_truth, truth_and},
    [EXPR_VALUE_COMPARE] = {"value-compare", run_value_compare, truth_value_compare},
    [EXPR_GENERAL_COMPARE] = {"general-compare", run_truth, truth_general_compare},
    [EXPR_NODE_IS] = {"is", run_node_compare, NULL},
    [EXPR_NODE_BEFORE] = {"before", run_node_compare, NULL},
    [EXPR_NODE_AFTER] = {"after", run_node_compare, NULL},
    [EXPR_RANGE] = {"range", run_range, NULL},
    [EXPR_ARITHMETIC] = {"arithmetic", run_arithmetic, NULL},
    [EXPR_NEGATE] = {"negate", run_sign, NULL},
    [EXPR_PLUS] = {"plus", run_sign, NULL},
    [EXPR_UNION] = {"union", run_union, truth_union},
    [EXPR_INTERSECT] = {"intersect", run_difference, NULL},
    [EXPR_EXCEPT] = {"except", run_difference, NULL},
    [EXPR_INSTANCE_OF] = {"instance-of", run_truth, truth_instance_of},
    [EXPR_TREAT] = {"treat", run_treat, NULL},
    [EXPR_CASTABLE] = {"castable", run_truth, truth_castable},
    [EXPR_CAST] = {"cast", run_cast, NULL},
    [EXPR_FOR] = {"for", run_for, NULL},
    [EXPR_LET] = {"let", run_let, truth_let},
    [EXPR_SOME] = {"some", run_truth, truth_some},
    [EXPR_EVERY] = {"every", run_truth, truth_every},
    [EXPR_IF] = {"if", run_if, truth_if},
    [EXPR_CALL] = {"call", run_call, NULL},
    [EXPR_CALL_USER] = {"call-user", run_call_user, NULL},
    [EXPR_TEXT] = {"text", run_text, NULL},
    [EXPR_GROUP] = {"group", run_group, NULL},
    [EXPR_CURRENT_GROUP] = {"current-group", run_current_group, NULL},
    [EXPR_CURRENT_GROUPING_KEY] = {"current-grouping-key", run_current_grouping_key, NULL},
    [EXPR_WALK] = {"walk", run_walk, truth_walk},
    [EXPR_MEMO] = {"memo", run_memo, truth_memo},
    [EXPR_LOOKUP] = {"lookup", run_lookup, NULL},
};

// ---- Document order, known beforehand ----

static bool is_one_at_most(const Expr *expr)
{
    return !(expr->type.occurs & OCCURS_MANY & ~OCCURS_ONE);
}

// The nodes come in document order, none twice.
static bool is_ordered(const Expr *expr)
{
    if (is_one_at_most(expr))
        return true;
    switch ((ExprKind)expr->kind) {
    case EXPR_STEP:
    case EXPR_WALK:
    case EXPR_PATH:
    case EXPR_UNION:
    case EXPR_INTERSECT:
    case EXPR_EXCEPT:
        return true;
    case EXPR_LOOKUP:
    case EXPR_FILTER:
    case EXPR_MEMO:
        return is_ordered(expr->args[0]);
    case EXPR_IF:
        return is_ordered(expr->args[1]) && is_ordered(expr->args[2]);
    default:
        return false;
    }
}

// Ordered, and no node is an ancestor of another: their subtrees follow each other.
static bool is_flat(const Expr *expr)
{
    if (is_one_at_most(expr))
        return true;
    switch ((ExprKind)expr->kind) {
    case EXPR_STEP:
        return expr->axis == AXIS_CHILD || expr->axis == AXIS_ATTRIBUTE ||
               expr->axis == AXIS_FOLLOWING_SIBLING || expr->axis == AXIS_PRECEDING_SIBLING;
    case EXPR_WALK: {
        const Walk *walk = expr->plan;
        for (size_t i = 0; i < walk->step_count; i++)
            if (walk->steps[i].is_deep)
                return false;
        return true;
    }
    case EXPR_LOOKUP:
    case EXPR_FILTER:
    case EXPR_MEMO:
        return is_flat(expr->args[0]);
    default:
        return false;
    }
}

// All nodes lie in the subtree of the context node.
static bool is_downward(const Expr *expr)
{
    switch ((ExprKind)expr->kind) {
    case EXPR_CONTEXT_ITEM:
        return true;
    case EXPR_STEP:
        return expr->axis <= AXIS_DESCENDANT_OR_SELF;
    case EXPR_WALK:
        return !expr->arity && !((const Walk *)expr->plan)->from_root;
    case EXPR_LOOKUP:
    case EXPR_FILTER:
        return is_downward(expr->args[0]);
    case EXPR_PATH:
        return is_downward(expr->args[0]) && is_downward(expr->args[1]);
    default:
        return false;
    }
}

static void plan_path(Arena *arena, Expr *expr)
{
    PathPlan *plan = arena_array(arena, PathPlan, 1);
    const Expr *step = expr->args[1];
    bool is_atomic = step->type.item >= TYPE_UNTYPED_ATOMIC && step->type.item <= TYPE_ANY_ATOMIC;
    plan->step_is_ordered = is_atomic || is_ordered(step);
    plan->is_ordered =
        is_atomic || (is_ordered(step) && (is_one_at_most(expr->args[0]) ||
                                           (is_flat(expr->args[0]) && is_downward(step))));
    expr->plan = plan;
}

// ---- Calls ----

static bool type_fits(const Expr *expr, Parameter parameter)
{
    if (expr->type.occurs & ~parameter.occurs)
        return false;
    if (parameter.type == TYPE_ITEM)
        return true;
    if (parameter.type == TYPE_ANY_NODE)
        return expr->type.item == TYPE_ANY_NODE || expr->type.item == TYPE_NODE;
    return expr->type.item < TYPE_ANY_ATOMIC && expr->type.item >= TYPE_UNTYPED_ATOMIC &&
           type_derives(expr->type.item, parameter.type);
}

static Parameter parameter_of(const Function *function, size_t index)
{
    if (function->most == ARGUMENTS_ANY) {
        size_t last = 0;
        while (last + 1 < PARAMETERS_MAX && function->parameters[last + 1].occurs)
            last++;
        return function->parameters[index < last ? index : last];
    }
    return function->parameters[index < PARAMETERS_MAX ? index : PARAMETERS_MAX - 1];
}

static void plan_call(Arena *arena, Expr *expr)
{
    CallPlan *plan = arena_array(arena, CallPlan, 1);
    plan->arguments = arena_array(arena, ArgumentMode, expr->arity);
    plan->parameters = arena_array(arena, Parameter, expr->arity);
    for (size_t i = 0; i < expr->arity; i++) {
        Parameter parameter = parameter_of(expr->function, i);
        plan->parameters[i] = parameter;
        if (type_fits(expr->args[i], parameter))
            plan->arguments[i] = ARGUMENT_AS_IS;
        else if (parameter.type == TYPE_STRING && !(parameter.occurs & OCCURS_MANY & ~OCCURS_ONE))
            plan->arguments[i] = ARGUMENT_TEXT;
        else
            plan->arguments[i] = ARGUMENT_CONVERTED;
    }
    expr->plan = plan;
}

static void plan_comparison(StaticContext *context, Expr *expr)
{
    if (context->collation.len == 0 || slice_equal(context->collation, S(COLLATION_CODE_POINT)))
        return;
    CompareNames *names = arena_array(context->arena, CompareNames, 1);
    names->collation = context->collation;
    expr->plan = names;
}

static void plan_filter(Expr *expr)
{
    static const struct Operator nth = {"nth", run_filter_nth, NULL};
    static const struct Operator last = {"last", run_filter_last, NULL};
    static const struct Operator after = {"after", run_filter, truth_after};
    const Expr *predicate = expr->args[1];
    if (expr->args[0]->kind == EXPR_LOOKUP && predicate->kind == EXPR_NODE_AFTER &&
        predicate->args[0]->kind == EXPR_CONTEXT_ITEM && predicate->args[1]->kind == EXPR_VARIABLE)
        expr->operator = &after;
    else if (predicate->kind == EXPR_LITERAL && predicate->literal.type == TYPE_INTEGER &&
        !predicate->literal.is_big)
        expr->operator = &nth;
    else if (predicate->kind == EXPR_CALL && strcmp(predicate->function->name, "last") == 0)
        expr->operator = &last;
}

void xpath_plan(StaticContext *context, Expr *expr)
{
    if (expr->operator)
        return;
    static const struct Operator parent = {"parent", run_parent, NULL};
    expr->operator = &operators[expr->kind];
    for (size_t i = 0; i < expr->arity; i++)
        xpath_plan(context, expr->args[i]);
    switch ((ExprKind)expr->kind) {
    case EXPR_STEP:
        if (expr->axis == AXIS_PARENT)
            expr->operator = &parent;
        break;
    case EXPR_PATH:
        plan_path(context->arena, expr);
        break;
    case EXPR_FILTER:
        plan_filter(expr);
        break;
    case EXPR_VALUE_COMPARE:
    case EXPR_GENERAL_COMPARE:
        plan_comparison(context, expr);
        break;
    case EXPR_CALL: {
        const struct Operator *native = native_operator(expr);
        if (native)
            expr->operator = native;
        plan_call(context->arena, expr);
        break;
    }
    case EXPR_LOOKUP:
        xpath_plan(context, ((Lookup *)expr->plan)->filter);
        break;
    case EXPR_MEMO: {
        const Memo *memo = expr->plan;
        for (size_t i = 0; i < memo->anchor_count; i++)
            xpath_plan(context, memo->anchors[i]);
        break;
    }
    default:
        break;
    }
}
