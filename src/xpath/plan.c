// SPDX-License-Identifier: Apache-2.0
// Gives every expression its operator, and works out what the operators want to know beforehand.

#include "xpath/eval/operators.h"

static const struct Operator operators[EXPR_END] = {
    [EXPR_LITERAL] = {"literal", run_literal, NULL, text_literal},
    [EXPR_SEQUENCE] = {"sequence", run_sequence, NULL, NULL},
    [EXPR_VARIABLE] = {"variable", run_variable, truth_variable, NULL},
    [EXPR_CONTEXT_ITEM] = {"context-item", run_context_item, NULL, text_context_item},
    [EXPR_CURRENT] = {"current", run_current, NULL, NULL},
    [EXPR_ROOT] = {"root", run_root, NULL, NULL},
    [EXPR_STEP] = {"step", run_step, NULL, NULL},
    [EXPR_PATH] = {"path", run_path, truth_path, NULL},
    [EXPR_MAP] = {"map", run_map, NULL, NULL},
    [EXPR_FILTER] = {"filter", run_filter, NULL, NULL},
    [EXPR_OR] = {"or", run_truth, truth_or, NULL},
    [EXPR_AND] = {"and", run_truth, truth_and, NULL},
    [EXPR_VALUE_COMPARE] = {"value-compare", run_value_compare, truth_value_compare, NULL},
    [EXPR_GENERAL_COMPARE] = {"general-compare", run_truth, truth_general_compare, NULL},
    [EXPR_NODE_IS] = {"is", run_node_compare, NULL, NULL},
    [EXPR_NODE_BEFORE] = {"before", run_node_compare, NULL, NULL},
    [EXPR_NODE_AFTER] = {"after", run_node_compare, NULL, NULL},
    [EXPR_RANGE] = {"range", run_range, NULL, NULL},
    [EXPR_ARITHMETIC] = {"arithmetic", run_arithmetic, NULL, NULL},
    [EXPR_NEGATE] = {"negate", run_sign, NULL, NULL},
    [EXPR_PLUS] = {"plus", run_sign, NULL, NULL},
    [EXPR_UNION] = {"union", run_union, truth_union, NULL},
    [EXPR_INTERSECT] = {"intersect", run_difference, NULL, NULL},
    [EXPR_EXCEPT] = {"except", run_difference, NULL, NULL},
    [EXPR_INSTANCE_OF] = {"instance-of", run_truth, truth_instance_of, NULL},
    [EXPR_TREAT] = {"treat", run_treat, NULL, NULL},
    [EXPR_CASTABLE] = {"castable", run_truth, truth_castable, NULL},
    [EXPR_CAST] = {"cast", run_cast, NULL, NULL},
    [EXPR_FOR] = {"for", run_for, NULL, NULL},
    [EXPR_LET] = {"let", run_let, truth_let, NULL},
    [EXPR_SOME] = {"some", run_truth, truth_some, NULL},
    [EXPR_EVERY] = {"every", run_truth, truth_every, NULL},
    [EXPR_IF] = {"if", run_if, truth_if, NULL},
    [EXPR_CALL] = {"call", run_call, NULL, NULL},
    [EXPR_CALL_USER] = {"call-user", run_call_user, NULL, NULL},
    [EXPR_TEXT] = {"text", run_text, NULL, NULL},
    [EXPR_GROUP] = {"group", run_group, NULL, NULL},
    [EXPR_CURRENT_GROUP] = {"current-group", run_current_group, NULL, NULL},
    [EXPR_CURRENT_GROUPING_KEY] = {"current-grouping-key", run_current_grouping_key, NULL, NULL},
    [EXPR_WALK] = {"walk", run_walk, truth_walk, text_walk},
    [EXPR_MEMO] = {"memo", run_memo, truth_memo, NULL},
    [EXPR_LOOKUP] = {"lookup", run_lookup, NULL, NULL},
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
    plan->streams = plan->is_ordered && expr->args[0]->kind == EXPR_WALK && !(step->depends & DEPENDS_LAST);
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

static bool is_one_string(const Expr *expr)
{
    return expr->type.item == TYPE_STRING && expr->type.occurs == OCCURS_ONE;
}

static void plan_text_comparison(Expr *expr)
{
    static const struct Operator text_compare = {"text-compare", run_truth, truth_text_compare, NULL};
    static const struct Operator step_text_compare = {"step-text-compare", run_truth, truth_step_text_compare, NULL};
    const Expr *left = expr->args[0], *right = expr->args[1];
    if (expr->plan || right->kind != EXPR_LITERAL || !is_one_string(right))
        return;
    if ((expr->operation == OP_EQ || expr->operation == OP_NE) && left->operator->text && is_one_string(left))
        expr->operator = &text_compare;
    else if (expr->kind == EXPR_GENERAL_COMPARE && expr->operation == OP_EQ && left->kind == EXPR_PATH &&
             left->args[0]->kind == EXPR_WALK && left->args[1]->operator->text && is_one_string(left->args[1]) &&
             !(left->args[1]->depends & (DEPENDS_POSITION | DEPENDS_LAST)))
        expr->operator = &step_text_compare;
}

static void plan_filter(Expr *expr)
{
    static const struct Operator nth = {"nth", run_filter_nth, NULL, NULL};
    static const struct Operator last = {"last", run_filter_last, NULL, NULL};
    static const struct Operator after = {"after", run_filter, truth_after, NULL};
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
    static const struct Operator parent = {"parent", run_parent, NULL, NULL};
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
        plan_text_comparison(expr);
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
        static const struct Operator node_text = {"node-text", run_node_text, NULL, text_node_text};
        const Memo *memo = expr->plan;
        if (memo->scope == MEMO_NODE_TEXT)
            expr->operator = &node_text;
        for (size_t i = 0; i < memo->anchor_count; i++)
            xpath_plan(context, memo->anchors[i]);
        break;
    }
    default:
        break;
    }
}
