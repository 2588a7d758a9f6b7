// SPDX-License-Identifier: Apache-2.0
// Paths of names become walks, which the evaluator answers from the lists of nodes by path.
//
//     child::a/child::b        ─►  walk(a, b)
//     /descendant-or-self::node()/child::a/@b   ─►  walk from the root(deep a, @b)
//     ../child::a              ─►  walk(a) from the parent
//     E/child::a               ─►  E/walk(a)

#include "xpath/rewrite/rewrite.h"

static Expr *new_walk(Rewriter *rewriter, const Expr *place, size_t steps, Expr *origin)
{
    Expr *expr = make(rewriter, EXPR_WALK, place, origin ? 1 : 0);
    Walk *walk = arena_array(rewriter->arena, Walk, 1);
    walk->number = program_walk(rewriter->program);
    walk->step_count = steps;
    walk->steps = arena_array(rewriter->arena, WalkStep, steps);
    if (origin)
        expr->args[0] = origin;
    expr->plan = walk;
    expr->type = (SequenceType){TYPE_ANY_NODE, OCCURS_ANY, NULL};
    return expr;
}

static void set_depends(Expr *expr)
{
    const Walk *walk = expr->plan;
    expr->depends = walk->from_root ? DEPENDS_DOCUMENT : expr->arity ? expr->args[0]->depends : DEPENDS_ITEM;
}

static bool is_named(const NodeTest *test)
{
    return (test->kind == TEST_ELEMENT || test->kind == TEST_ATTRIBUTE) && !test->document_element;
}

// A step that the lists of nodes can answer.
static Expr *walk_of_step(Rewriter *rewriter, Expr *step)
{
    bool fits = is_named(step->test);
    switch (step->axis) {
    case AXIS_CHILD:
    case AXIS_DESCENDANT:
    case AXIS_DESCENDANT_OR_SELF:
        fits &= step->test->kind == TEST_ELEMENT;
        break;
    case AXIS_ATTRIBUTE:
        fits &= step->test->kind == TEST_ATTRIBUTE;
        break;
    default:
        return step;
    }
    if (!fits)
        return step;
    Expr *expr = new_walk(rewriter, step, 1, NULL);
    Walk *walk = expr->plan;
    walk->with_self = step->axis == AXIS_DESCENDANT_OR_SELF;
    walk->steps[0] = (WalkStep){step->test, step->axis == AXIS_DESCENDANT || walk->with_self,
                                walk->with_self};
    set_depends(expr);
    return expr;
}

// walk A, then walk B from each of its nodes  ─►  one walk
static Expr *join(Rewriter *rewriter, const Expr *place, const Expr *a, const Expr *b)
{
    const Walk *first = a->plan, *second = b->plan;
    Expr *expr = new_walk(rewriter, place, first->step_count + second->step_count,
                          a->arity ? a->args[0] : NULL);
    Walk *walk = expr->plan;
    walk->from_root = first->from_root;
    walk->with_self = first->with_self && second->with_self;
    if (first->step_count)
        memcpy(walk->steps, first->steps, first->step_count * sizeof *walk->steps);
    memcpy(walk->steps + first->step_count, second->steps, second->step_count * sizeof *walk->steps);
    set_depends(expr);
    return expr;
}

static Expr *walk_from(Rewriter *rewriter, const Expr *place, Expr *origin, const Expr *walk_expr)
{
    const Walk *walk = walk_expr->plan;
    bool from_root = origin->kind == EXPR_ROOT;
    Expr *expr = new_walk(rewriter, place, walk->step_count, from_root ? NULL : origin);
    Walk *made = expr->plan;
    made->from_root = from_root;
    made->with_self = walk->with_self;
    memcpy(made->steps, walk->steps, walk->step_count * sizeof *walk->steps);
    set_depends(expr);
    return expr;
}

static bool is_any_descendant_or_self(const Expr *expr)
{
    return expr->kind == EXPR_STEP && expr->axis == AXIS_DESCENDANT_OR_SELF &&
           expr->test->kind == TEST_NODE;
}

// A walk of which the first step is a child step, made deep: for `//` before it.
static bool deepen(Expr *walk_expr)
{
    Walk *walk = walk_expr->plan;
    if (walk_expr->arity || walk->from_root || walk->steps[0].is_deep ||
        walk->steps[0].test->kind != TEST_ELEMENT)
        return false;
    walk->steps[0].is_deep = true;
    return true;
}

// //@x : descendant-or-self::*/@x
static Expr *deep_attribute(Rewriter *rewriter, const Expr *place, const Expr *walk_expr)
{
    static const NodeTest any_element = {
        .kind = TEST_ELEMENT, .any_uri = true, .any_local = true, .name = -1, .content = TYPE_ANY_TYPE};
    const Walk *walk = walk_expr->plan;
    if (walk_expr->arity || walk->from_root || walk->steps[0].test->kind != TEST_ATTRIBUTE)
        return NULL;
    Expr *expr = new_walk(rewriter, place, walk->step_count + 1, NULL);
    Walk *made = expr->plan;
    made->steps[0] = (WalkStep){&any_element, true, true};
    memcpy(made->steps + 1, walk->steps, walk->step_count * sizeof *walk->steps);
    set_depends(expr);
    return expr;
}

static Expr *walk_path(Rewriter *rewriter, Expr *path);

static Expr *path_of(Rewriter *rewriter, const Expr *place, Expr *left, Expr *right)
{
    Expr *path = make(rewriter, EXPR_PATH, place, 2);
    path->args[0] = left;
    path->args[1] = right;
    expr_infer(path);
    return walk_path(rewriter, path);
}

// E/x[p]  ─►  (E/x)[p]      where p does not count positions
static Expr *lift_filter(Rewriter *rewriter, Expr *path)
{
    Expr *filter = path->args[1];
    if (filter->is_reverse || expr_counts_positions(filter->args[1]) ||
        filter->args[0]->type.item != TYPE_ANY_NODE)
        return path;
    filter->args[0] = path_of(rewriter, path, path->args[0], filter->args[0]);
    expr_infer(filter);
    return filter;
}

static bool is_shared_safely(const Expr *expr)
{
    return expr->kind == EXPR_ROOT || expr->kind == EXPR_CONTEXT_ITEM || is_any_descendant_or_self(expr) ||
           (expr->kind == EXPR_WALK && !expr->arity) ||
           (expr->kind == EXPR_PATH && is_any_descendant_or_self(expr->args[1]) &&
            is_shared_safely(expr->args[0]));
}

// E/(a | b)  ─►  E/a | E/b      where E is a walk itself: both sides become walks
static Expr *distribute(Rewriter *rewriter, Expr *path)
{
    Expr *both = path->args[1];
    if (!is_shared_safely(path->args[0]) || both->args[0]->kind != EXPR_WALK ||
        both->args[1]->kind != EXPR_WALK)
        return path;
    both->args[0] = path_of(rewriter, path, path->args[0], both->args[0]);
    both->args[1] = path_of(rewriter, path, path->args[0], both->args[1]);
    expr_infer(both);
    return both;
}

// (a | b)/c  ─►  a/c | b/c
static Expr *distribute_right(Rewriter *rewriter, Expr *path)
{
    Expr *both = path->args[0];
    if (both->args[0]->kind != EXPR_WALK || both->args[1]->kind != EXPR_WALK)
        return path;
    both->args[0] = path_of(rewriter, path, both->args[0], path->args[1]);
    both->args[1] = path_of(rewriter, path, both->args[1], path->args[1]);
    expr_infer(both);
    return both;
}

static Expr *walk_path(Rewriter *rewriter, Expr *path)
{
    Expr *left = path->args[0], *right = path->args[1];
    if (right->kind == EXPR_FILTER)
        return lift_filter(rewriter, path);
    if (right->kind == EXPR_UNION)
        return distribute(rewriter, path);
    if (left->kind == EXPR_UNION && right->kind == EXPR_WALK && !right->arity &&
        !((const Walk *)right->plan)->from_root)
        return distribute_right(rewriter, path);
    if (right->kind == EXPR_PATH && right->args[0]->kind == EXPR_WALK && !right->args[0]->arity &&
        !((const Walk *)right->args[0]->plan)->from_root) {
        // A/(walk/R)  ─►  (A/walk)/R
        path->args[0] = path_of(rewriter, path, left, right->args[0]);
        path->args[1] = right->args[1];
        expr_infer(path);
        return path;
    }
    if (right->kind != EXPR_WALK || right->arity || ((const Walk *)right->plan)->from_root)
        return path;
    if (is_any_descendant_or_self(left) || (left->kind == EXPR_PATH && is_any_descendant_or_self(left->args[1]))) {
        Expr *deep = deepen(right) ? right : deep_attribute(rewriter, path, right);
        if (!deep)
            return path;
        if (left->kind == EXPR_STEP)
            return deep;
        path->args[0] = left->args[0];
        path->args[1] = deep;
        return walk_path(rewriter, path);
    }
    if (left->kind == EXPR_CONTEXT_ITEM)
        return right;
    if (left->kind == EXPR_WALK)
        return join(rewriter, path, left, right);
    bool is_node = left->kind == EXPR_ROOT || left->type.item == TYPE_ANY_NODE;
    if (is_node && is_single(left) && !(left->depends & (DEPENDS_POSITION | DEPENDS_LAST)))
        return walk_from(rewriter, path, left, right);
    return path;
}

// ../child::T for following-sibling::T
Expr *walk_of_siblings(Rewriter *rewriter, const Expr *step)
{
    NodeTest *any = arena_array(rewriter->arena, NodeTest, 1);
    *any = (NodeTest){.kind = TEST_NODE, .any_uri = true, .any_local = true, .name = -1, .content = TYPE_ANY_TYPE};
    Expr *parent = make(rewriter, EXPR_STEP, step, 0), *child = make(rewriter, EXPR_STEP, step, 0);
    parent->axis = AXIS_PARENT;
    parent->test = any;
    child->axis = AXIS_CHILD;
    child->test = step->test;
    expr_infer(parent);
    expr_infer(child);
    return path_of(rewriter, step, parent, walk_of_step(rewriter, child));
}

Expr *walks(Rewriter *rewriter, Expr *expr)
{
    // ./axis::test  ─►  axis::test
    if (expr->kind == EXPR_PATH && expr->args[0]->kind == EXPR_CONTEXT_ITEM && expr->args[1]->kind == EXPR_STEP)
        return expr->args[1];
    if (expr->kind == EXPR_STEP)
        return walk_of_step(rewriter, expr);
    if (expr->kind == EXPR_PATH)
        return walk_path(rewriter, expr);
    return expr;
}
