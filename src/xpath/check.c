// SPDX-License-Identifier: Apache-2.0
// What can be said of an expression before it runs: the type and number of its items, and what its value depends on.
//
//     Expr ─► [types, dependencies: bottom-up] ─► rewrite/
//
// A type here is a promise: the value is of this type whenever there is one. Where nothing is known the promise is
// item()*. Type errors are left to the run, for an expression that is never evaluated must not be refused.

#include "xpath/internal.h"
#include "xpath/program.h"

// ---- Types ----

static bool is_node_type(Type type)
{
    return type == TYPE_ANY_NODE || type == TYPE_NODE || type == TYPE_NAMESPACE_NODE;
}

static bool is_atomic_type(Type type)
{
    return (type >= TYPE_UNTYPED_ATOMIC && type <= TYPE_ANY_ATOMIC) || type == TYPE_NUMERIC;
}

// The static type of an expression's value after atomisation.
static Type type_atomized(SequenceType type)
{
    if (is_atomic_type(type.item) || type.item == TYPE_EMPTY)
        return type.item;
    return TYPE_ANY_ATOMIC;  // a node may be a comment, whose value is a string and not untyped
}

static Type common_type(Type a, Type b)
{
    if (a == b || b == TYPE_EMPTY)
        return a;
    if (a == TYPE_EMPTY)
        return b;
    if (is_node_type(a) && is_node_type(b))
        return TYPE_ANY_NODE;
    if (!is_atomic_type(a) || !is_atomic_type(b))
        return TYPE_ITEM;
    if (type_derives(a, b))
        return b;
    return type_derives(b, a) ? a : TYPE_ANY_ATOMIC;
}

static SequenceType either(SequenceType a, SequenceType b)
{
    return (SequenceType){common_type(a.item, b.item), a.occurs | b.occurs, NULL};
}

enum { MORE_THAN_ONE = OCCURS_MANY & ~OCCURS_ONE };

// For every item of a sequence that occurs so, a sequence that occurs so
static Occurrence times(Occurrence outer, Occurrence inner)
{
    unsigned result = 0;
    if (outer & OCCURS_NONE || inner & OCCURS_NONE)
        result |= OCCURS_NONE;
    if (outer & OCCURS_MANY && inner & OCCURS_MANY)
        result |= OCCURS_ONE;
    if (outer & inner & MORE_THAN_ONE || (outer & MORE_THAN_ONE && inner & OCCURS_MANY) ||
        (inner & MORE_THAN_ONE && outer & OCCURS_MANY))
        result |= MORE_THAN_ONE;
    return (Occurrence)(result ? result : OCCURS_NONE);
}

// One after the other
static Occurrence plus(Occurrence a, Occurrence b)
{
    unsigned result = 0;
    if (a & b & OCCURS_NONE)
        result |= OCCURS_NONE;
    if ((a & OCCURS_ONE && b & OCCURS_NONE) || (b & OCCURS_ONE && a & OCCURS_NONE))
        result |= OCCURS_ONE;
    if ((a | b) & MORE_THAN_ONE || (a & OCCURS_ONE && b & OCCURS_ONE))
        result |= MORE_THAN_ONE;
    return (Occurrence)result;
}

static SequenceType sequence_type(const Expr *expr)
{
    SequenceType type = {TYPE_EMPTY, OCCURS_NONE, NULL};
    for (size_t i = 0; i < expr->arity; i++) {
        type.item = common_type(type.item, expr->args[i]->type.item);
        type.occurs = plus(type.occurs, expr->args[i]->type.occurs);
    }
    return type;
}

static SequenceType step_type(const Expr *step)
{
    bool is_named_attribute =
        step->axis == AXIS_ATTRIBUTE && !step->test->any_uri && !step->test->any_local;
    bool is_single = step->axis == AXIS_PARENT || step->axis == AXIS_SELF || is_named_attribute;
    return (SequenceType){TYPE_ANY_NODE, is_single ? OCCURS_OPTIONAL : OCCURS_ANY, NULL};
}

// Both operands have an item: so has the result. One may be empty: so may the result.
static Occurrence occurs_with_operands(const Expr *expr)
{
    for (size_t i = 0; i < expr->arity; i++)
        if (expr->args[i]->type.occurs & OCCURS_NONE)
            return OCCURS_OPTIONAL;
    return OCCURS_ONE;
}

static bool is_integer_type(Type type)
{
    return type >= TYPE_INTEGER && type <= TYPE_POSITIVE_INTEGER;
}

static bool is_decimal_type(Type type)
{
    return type >= TYPE_DECIMAL && type <= TYPE_POSITIVE_INTEGER;
}

static Type arithmetic_type(const Expr *expr)
{
    Type a = type_atomized(expr->args[0]->type), b = type_atomized(expr->args[1]->type);
    bool a_is_double = a == TYPE_DOUBLE || a == TYPE_UNTYPED_ATOMIC;
    bool b_is_double = b == TYPE_DOUBLE || b == TYPE_UNTYPED_ATOMIC;
    bool a_is_number = is_decimal_type(a) || a == TYPE_FLOAT || a_is_double;
    bool b_is_number = is_decimal_type(b) || b == TYPE_FLOAT || b_is_double;
    if (!a_is_number || !b_is_number)
        return TYPE_ANY_ATOMIC;
    if (expr->operation == OP_INTEGER_DIVIDE)
        return TYPE_INTEGER;
    if (a_is_double || b_is_double)
        return TYPE_DOUBLE;
    if (a == TYPE_FLOAT || b == TYPE_FLOAT)
        return TYPE_FLOAT;
    return is_integer_type(a) && is_integer_type(b) && expr->operation != OP_DIVIDE ? TYPE_INTEGER
                                                                                    : TYPE_DECIMAL;
}

static SequenceType call_type(const Expr *call)
{
    const Function *function = call->function;
    SequenceType type = {function->result.type, function->result.occurs, NULL};
    // reverse(), subsequence() …: items of the first argument
    if (type.item == TYPE_ITEM && call->arity > 0 && function->parameters[0].type == TYPE_ITEM &&
        strcmp(function->name, "insert-before") != 0)
        type.item = call->args[0]->type.item;
    return type;
}

static bool is_position_literal(const Expr *predicate)
{
    return predicate->kind == EXPR_LITERAL && is_decimal_type((Type)predicate->literal.type);
}

static SequenceType filter_type(const Expr *filter)
{
    SequenceType type = filter->args[0]->type;
    if (is_position_literal(filter->args[1]))
        type.occurs = OCCURS_OPTIONAL;
    else
        type.occurs |= OCCURS_NONE;
    return type;
}

static SequenceType one(Type type)
{
    return (SequenceType){type, OCCURS_ONE, NULL};
}

static SequenceType infer_type(const Expr *expr)
{
    switch ((ExprKind)expr->kind) {
    case EXPR_LITERAL:
        return one((Type)expr->literal.type);
    case EXPR_SEQUENCE:
        return sequence_type(expr);
    case EXPR_VARIABLE:
        return expr->variable->type;
    case EXPR_CONTEXT_ITEM:
        return one(TYPE_ITEM);
    case EXPR_CURRENT:
        return one(TYPE_ITEM);
    case EXPR_ROOT:
        return one(TYPE_ANY_NODE);
    case EXPR_STEP:
        return step_type(expr);
    case EXPR_PATH:
    case EXPR_MAP:
    case EXPR_FOR:
        return (SequenceType){expr->args[1]->type.item,
                              times(expr->args[0]->type.occurs, expr->args[1]->type.occurs), NULL};
    case EXPR_FILTER:
        return filter_type(expr);
    case EXPR_OR:
    case EXPR_AND:
    case EXPR_GENERAL_COMPARE:
    case EXPR_INSTANCE_OF:
    case EXPR_CASTABLE:
    case EXPR_SOME:
    case EXPR_EVERY:
        return one(TYPE_BOOLEAN);
    case EXPR_VALUE_COMPARE:
    case EXPR_NODE_IS:
    case EXPR_NODE_BEFORE:
    case EXPR_NODE_AFTER:
        return (SequenceType){TYPE_BOOLEAN, occurs_with_operands(expr), NULL};
    case EXPR_RANGE:
        return (SequenceType){TYPE_INTEGER, OCCURS_ANY, NULL};
    case EXPR_ARITHMETIC:
        return (SequenceType){arithmetic_type(expr), occurs_with_operands(expr), NULL};
    case EXPR_NEGATE:
    case EXPR_PLUS:
        return (SequenceType){TYPE_NUMERIC, occurs_with_operands(expr), NULL};
    case EXPR_UNION:
    case EXPR_INTERSECT:
    case EXPR_EXCEPT:
        return (SequenceType){TYPE_ANY_NODE, OCCURS_ANY, NULL};
    case EXPR_TREAT:
        return expr->target;
    case EXPR_CAST:
        return (SequenceType){expr->target.item, occurs_with_operands(expr), NULL};
    case EXPR_LET:
        return expr->args[1]->type;
    case EXPR_IF:
        return either(expr->args[1]->type, expr->args[2]->type);
    case EXPR_CALL:
        return call_type(expr);
    case EXPR_CALL_USER:
        return expr->user_function->has_result_type ? expr->user_function->result
                                                    : (SequenceType){TYPE_ITEM, OCCURS_ANY, NULL};
    case EXPR_TEXT:
        return one(TYPE_UNTYPED_ATOMIC);
    case EXPR_GROUP:
        return (SequenceType){expr->args[2]->type.item, OCCURS_ANY, NULL};
    case EXPR_CURRENT_GROUP:
        return (SequenceType){TYPE_ITEM, OCCURS_ANY, NULL};
    case EXPR_CURRENT_GROUPING_KEY:
        return (SequenceType){TYPE_ANY_ATOMIC, OCCURS_OPTIONAL, NULL};
    case EXPR_WALK:
    case EXPR_LOOKUP:
    case EXPR_MEMO:
    case EXPR_END:
        break;
    }
    return expr->type;
}

// ---- Dependencies ----

enum { DEPENDS_FOCUS = DEPENDS_ITEM | DEPENDS_POSITION | DEPENDS_LAST };

static unsigned variable_depends(const Variable *variable)
{
    if (variable->kind == VARIABLE_LOCAL)
        return DEPENDS_LOCAL;
    if (variable->kind == VARIABLE_EXTERNAL || variable->scope == GLOBAL_DOCUMENT)
        return DEPENDS_GLOBAL;
    bool depends_on_node = !variable->value || variable->value->depends & (DEPENDS_FOCUS | DEPENDS_CURRENT);
    return DEPENDS_GLOBAL | (depends_on_node ? DEPENDS_CURRENT : 0);
}

// What argument `index` contributes: the right side of a path has a focus of its own.
static unsigned argument_depends(const Expr *expr, size_t index)
{
    unsigned depends = expr->args[index]->depends;
    switch ((ExprKind)expr->kind) {
    case EXPR_PATH:
    case EXPR_MAP:
    case EXPR_FILTER:
        return index == 1 ? depends & ~DEPENDS_FOCUS : depends;
    case EXPR_GROUP:
        if (index == 1)
            return depends & ~DEPENDS_FOCUS;
        return index == 2 ? depends & ~(DEPENDS_FOCUS | DEPENDS_GROUP) : depends;
    default:
        return depends;
    }
}

static unsigned own_depends(const Expr *expr)
{
    switch ((ExprKind)expr->kind) {
    case EXPR_VARIABLE:
        return variable_depends(expr->variable);
    case EXPR_CONTEXT_ITEM:
    case EXPR_STEP:
        return DEPENDS_ITEM;
    case EXPR_CURRENT:
        return DEPENDS_CURRENT;
    case EXPR_ROOT:
        return DEPENDS_DOCUMENT;
    case EXPR_CALL:
        return expr->function->flags & (DEPENDS_FOCUS | DEPENDS_CURRENT | DEPENDS_GLOBAL |
                                        DEPENDS_DOCUMENT | DEPENDS_GROUP | DEPENDS_WORLD);
    case EXPR_CALL_USER:
        return DEPENDS_GLOBAL | DEPENDS_WORLD;
    case EXPR_CURRENT_GROUP:
    case EXPR_CURRENT_GROUPING_KEY:
        return DEPENDS_GROUP;
    default:
        return 0;
    }
}

static bool binds(const Expr *expr)
{
    return expr->kind == EXPR_FOR || expr->kind == EXPR_LET || expr->kind == EXPR_SOME ||
           expr->kind == EXPR_EVERY;
}

typedef struct Bound {
    const Variable *variable;
    const struct Bound *outer;
} Bound;

static bool names_free_local(const Expr *expr, const Bound *bound)
{
    if (!(expr->depends & DEPENDS_LOCAL))
        return false;
    if (expr->kind == EXPR_VARIABLE) {
        while (bound && bound->variable != expr->variable)
            bound = bound->outer;
        return !bound;
    }
    Bound own = {binds(expr) ? expr->variable : NULL, bound};
    for (size_t i = 0; i < expr->arity; i++)
        if (names_free_local(expr->args[i], i == 1 && own.variable ? &own : bound))
            return true;
    return false;
}

// Whether the value of `expr` depends on local variables that it does not bind itself.
static bool expr_has_free_local(const Expr *expr)
{
    return names_free_local(expr, NULL);
}

void expr_infer(Expr *expr)
{
    unsigned depends = own_depends(expr);
    uint32_t height = 0;
    for (size_t i = 0; i < expr->arity; i++) {
        depends |= argument_depends(expr, i);
        if (expr->args[i]->height > height)
            height = expr->args[i]->height;
    }
    expr->height = height + 1;
    expr->type = infer_type(expr);
    expr->depends = (uint16_t)depends;
    if (binds(expr) && depends & DEPENDS_LOCAL && !expr_has_free_local(expr))
        expr->depends &= (uint16_t)~DEPENDS_LOCAL;
}

// ---- The pass ----

uint32_t expr_frame_size(const Expr *expr)
{
    uint32_t size = binds(expr) ? expr->variable->slot + 1 : 0;
    if (expr->kind == EXPR_VARIABLE && expr->variable->kind == VARIABLE_LOCAL)
        size = expr->variable->slot + 1;
    for (size_t i = 0; i < expr->arity; i++) {
        uint32_t inner = expr_frame_size(expr->args[i]);
        if (inner > size)
            size = inner;
    }
    return size;
}

static void check(Expr *expr)
{
    for (size_t i = 0; i < expr->arity; i++) {
        // The body of a binding expression knows the type of its variable.
        if (i == 1 && binds(expr) && !expr->variable->has_type) {
            expr->variable->type = expr->args[0]->type;
            if (expr->kind != EXPR_LET)
                expr->variable->type.occurs = OCCURS_ONE;
        }
        check(expr->args[i]);
    }
    if (expr->kind == EXPR_VARIABLE)
        expr->variable->uses++;
    expr_infer(expr);
}

bool xpath_check(StaticContext *context, Expr *expr, Faults *faults)
{
    (void)faults;
    check(expr);
    uint32_t frame = expr_frame_size(expr);
    if (frame > context->program->frame_size)
        context->program->frame_size = frame;
    return true;
}

// ---- Predicates ----

bool expr_may_be_number(const Expr *expr)
{
    switch (expr->type.item) {
    case TYPE_BOOLEAN:
    case TYPE_STRING:
    case TYPE_UNTYPED_ATOMIC:
    case TYPE_ANY_URI:
    case TYPE_ANY_NODE:
    case TYPE_NODE:
    case TYPE_EMPTY:
        return false;
    default:
        return true;
    }
}

bool expr_counts_positions(const Expr *predicate)
{
    return (predicate->depends & (DEPENDS_POSITION | DEPENDS_LAST)) ||
           expr_may_be_number(predicate);
}
