// SPDX-License-Identifier: Apache-2.0
// Predicates.
//
//     E[key = sought][p]    ─►  lookup(E, key, sought)[p]    where E and key are the same for the whole document
//     E[p][q]               ─►  E[p and q]                   one pass, and it can stop early
//     A/B where only existence is asked for  ─►  A[B]        likewise
//     some $x in E satisfies p($x)           ─►  exists(E[p(.)])

#include "xpath/rewrite/rewrite.h"

// ---- Hash look-ups ----

// What may stand in a base or a key: what is the same as long as the context node is.
static bool is_stable(const Expr *expr)
{
    return !(expr->depends & (DEPENDS_POSITION | DEPENDS_LAST | DEPENDS_LOCAL | DEPENDS_GROUP));
}

static bool is_text_or_number(const Expr *expr)
{
    Type type = expr->type.item;
    return type == TYPE_ANY_NODE || (type >= TYPE_UNTYPED_ATOMIC && type <= TYPE_ANY_URI) ||
           (type >= TYPE_DECIMAL && type <= TYPE_DOUBLE) || type == TYPE_ANY_ATOMIC ||
           type == TYPE_NUMERIC || type == TYPE_ITEM;
}

static uint32_t lookup_number(Rewriter *rewriter, const Expr *base, const Expr *key, bool is_value)
{
    Buffer signature = buffer_new(rewriter->arena);
    expr_signature(&signature, base);
    expr_signature(&signature, key);
    buffer_add_char(&signature, is_value ? 'v' : 'g');
    return program_lookup(rewriter->program, buffer_slice(&signature));
}

// //x[a = 'S'][b = …] and ../x[a = 'S'][b = …] have one shape: where both walks find all x there are, one table serves both.
static uint32_t lookup_shape(Rewriter *rewriter, const Expr *base, const Expr *key, bool is_value)
{
    Buffer signature = buffer_new(rewriter->arena);
    for (; base->kind == EXPR_LOOKUP; base = base->args[0]) {
        const Lookup *inner = base->plan;
        buffer_print(&signature, "%u:", inner->shape);
        expr_signature(&signature, base->args[2]);
    }
    if (base->kind != EXPR_WALK)
        expr_signature(&signature, base);
    expr_signature(&signature, key);
    buffer_add_char(&signature, is_value ? 'v' : 'g');
    return program_shape(rewriter->program, buffer_slice(&signature));
}

static bool base_fits(const Expr *base)
{
    if (base->type.item != TYPE_ANY_NODE || !is_stable(base) || is_single(base))
        return false;
    switch ((ExprKind)base->kind) {
    case EXPR_WALK:
    case EXPR_FILTER:
    case EXPR_PATH:
    case EXPR_UNION:
    case EXPR_VARIABLE:
        return true;
    case EXPR_LOOKUP:  // x[a = 'S'][b = …]: of the same x and 'S' for every b
        return base_fits(base->args[0]) && !(base->args[2]->depends & (DEPENDS_LOCAL | DEPENDS_FOCUS));
    default:
        return false;
    }
}

// base[key = sought]: which side is which?
static Expr *find_key(const Expr *comparison, Expr **sought)
{
    for (int i = 0; i < 2; i++) {
        Expr *key = comparison->args[i], *other = comparison->args[1 - i];
        if (key->depends & DEPENDS_ITEM && is_stable(key) && !(other->depends & DEPENDS_FOCUS) &&
            is_text_or_number(key)) {
            *sought = other;
            return key;
        }
    }
    return NULL;
}

static bool is_wide(const Expr *base)
{
    while (base->kind == EXPR_LOOKUP)
        base = base->args[0];
    return !(base->depends & DEPENDS_ITEM) ||
           (base->kind == EXPR_WALK && base->arity && base->args[0]->kind != EXPR_CONTEXT_ITEM);
}

static Expr *look_up(Rewriter *rewriter, Expr *filter)
{
    Expr *base = filter->args[0], *predicate = filter->args[1], *sought;
    bool is_value = predicate->kind == EXPR_VALUE_COMPARE;
    if ((!is_value && predicate->kind != EXPR_GENERAL_COMPARE) || predicate->operation != OP_EQ ||
        predicate->plan || rewriter->context->collation.len || filter->is_reverse || !base_fits(base))
        return filter;
    Expr *key = find_key(predicate, &sought);
    if (!key)
        return filter;
    Expr *expr = make(rewriter, EXPR_LOOKUP, filter, 3);
    Lookup *lookup = arena_array(rewriter->arena, Lookup, 1);
    expr->args[0] = base;
    expr->args[1] = key;
    expr->args[2] = sought;
    lookup->filter = filter;
    lookup->is_value = is_value;
    lookup->number = lookup_number(rewriter, base, key, is_value);
    lookup->shape = lookup_shape(rewriter, base, key, is_value);
    lookup->is_wide = is_wide(base);
    lookup->per_context = (base->depends | key->depends) & DEPENDS_CURRENT;
    expr->plan = lookup;
    expr->type = (SequenceType){TYPE_ANY_NODE, OCCURS_ANY, NULL};
    expr->depends = base->depends | sought->depends | (key->depends & ~DEPENDS_FOCUS);
    return expr;
}

// ---- Joining ----

static Expr *join_filters(Rewriter *rewriter, Expr *filter)
{
    Expr *inner = filter->args[0];
    if (inner->kind != EXPR_FILTER || inner->is_reverse || filter->is_reverse ||
        expr_counts_positions(inner->args[1]) || expr_counts_positions(filter->args[1]))
        return filter;
    Expr *both = make(rewriter, EXPR_AND, filter, 2);
    both->args[0] = inner->args[1];
    both->args[1] = filter->args[1];
    expr_infer(both);
    Expr *joined = make(rewriter, EXPR_FILTER, filter, 2);
    joined->args[0] = inner->args[0];
    joined->args[1] = both;
    expr_infer(joined);
    return joined;
}

// The predicates of a chain of filters in any order: an equality that can be looked up goes first.
static Expr *sort_filters(Rewriter *rewriter, Expr *filter)
{
    Expr *inner = filter->args[0];
    if (inner->kind == EXPR_FILTER && !inner->is_reverse && !expr_counts_positions(inner->args[1]) &&
        !expr_counts_positions(filter->args[1])) {
        Expr *first = make(rewriter, EXPR_FILTER, filter, 2);
        first->args[0] = inner->args[0];
        first->args[1] = filter->args[1];
        expr_infer(first);
        Expr *found = look_up(rewriter, first);
        if (found != first) {
            Expr *rest = make(rewriter, EXPR_FILTER, inner, 2);
            rest->args[0] = found;
            rest->args[1] = inner->args[1];
            expr_infer(rest);
            return rest;
        }
    }
    return join_filters(rewriter, filter);
}

enum { CONJUNCTS_MAX = 16 };  // what lies deeper stays one

static size_t list_conjuncts(Expr *expr, Expr **list, size_t room)
{
    if (expr->kind != EXPR_AND || room < 2) {
        list[0] = expr;
        return 1;
    }
    size_t count = list_conjuncts(expr->args[0], list, room - 1);
    return count + list_conjuncts(expr->args[1], list + count, room - count);
}

static Expr *join_conjuncts(Rewriter *rewriter, Expr *const *list, size_t count, size_t except)
{
    Expr *joined = NULL;
    for (size_t i = 0; i < count; i++) {
        if (i == except)
            continue;
        Expr *truth = expr_may_be_number(list[i]) ? make_call(rewriter, "boolean", list[i], list[i]) : list[i];
        if (!joined) {
            joined = truth;
            continue;
        }
        Expr *both = make(rewriter, EXPR_AND, truth, 2);
        both->args[0] = joined;
        both->args[1] = truth;
        expr_infer(both);
        joined = both;
    }
    return joined;
}

static bool is_equality_with_literal(const Expr *expr)
{
    return expr->kind == EXPR_GENERAL_COMPARE &&
           (expr->args[0]->kind == EXPR_LITERAL || expr->args[1]->kind == EXPR_LITERAL);
}

// x[a = 'S' and p]  ─►  x[a = 'S'][p]      where a = 'S' can be looked up; rather a literal than a variable, for that tells
// nodes apart
static Expr *split_and(Rewriter *rewriter, Expr *filter)
{
    Expr *conjuncts[CONJUNCTS_MAX];
    if (filter->args[1]->depends & (DEPENDS_POSITION | DEPENDS_LAST))
        return filter;
    size_t count = list_conjuncts(filter->args[1], conjuncts, CONJUNCTS_MAX);
    for (size_t turn = 0; turn < 2 * count; turn++) {
        size_t i = turn % count;
        if (is_equality_with_literal(conjuncts[i]) != (turn < count))
            continue;
        Expr *first = make(rewriter, EXPR_FILTER, filter, 2);
        first->args[0] = filter->args[0];
        first->args[1] = conjuncts[i];
        first->is_reverse = filter->is_reverse;
        expr_infer(first);
        Expr *found = look_up(rewriter, first);
        if (found == first)
            continue;
        Expr *rest = make(rewriter, EXPR_FILTER, filter, 2);
        rest->args[0] = found;
        rest->args[1] = join_conjuncts(rewriter, conjuncts, count, i);
        expr_infer(rest);
        return rest;
    }
    return filter;
}

// The equality inside a predicate that asks for the existence of c[key = sought][…], as a look-up in c.
static const Expr *find_equality(const Expr *predicate)
{
    if (predicate->kind == EXPR_AND) {
        const Expr *first = find_equality(predicate->args[0]);
        return first ? first : find_equality(predicate->args[1]);
    }
    while (predicate->kind == EXPR_FILTER && !expr_counts_positions(predicate->args[1]))
        predicate = predicate->args[0];
    if (predicate->kind != EXPR_LOOKUP || ((const Lookup *)predicate->plan)->is_value)
        return NULL;
    const Expr *walk = predicate->args[0];
    bool is_downward = walk->kind == EXPR_WALK && !walk->arity && !((const Walk *)walk->plan)->from_root;
    return is_downward ? predicate : NULL;
}

// x[c[key = 'S'][p]]  ─►  x[c/key = 'S'][c[key = 'S'][p]]     where the first can be looked up, p is asked of few
static Expr *narrow(Rewriter *rewriter, Expr *filter)
{
    const Expr *inner = is_wide(filter->args[0]) && !filter->is_reverse ? find_equality(filter->args[1]) : NULL;
    if (!inner)
        return filter;
    Expr *path = make(rewriter, EXPR_PATH, inner, 2), *same = make(rewriter, EXPR_GENERAL_COMPARE, inner, 2);
    path->args[0] = inner->args[0];
    path->args[1] = inner->args[1];
    expr_infer(path);
    same->operation = OP_EQ;
    same->args[0] = path;
    same->args[1] = inner->args[2];
    expr_infer(same);
    Expr *first = make(rewriter, EXPR_FILTER, filter, 2);
    first->args[0] = filter->args[0];
    first->args[1] = same;
    expr_infer(first);
    Expr *found = look_up(rewriter, first);
    if (found == first)
        return filter;
    Expr *rest = make(rewriter, EXPR_FILTER, filter, 2);
    rest->args[0] = found;
    rest->args[1] = filter->args[1];
    expr_infer(rest);
    return rest;
}

static Expr *rewrite_filter(Rewriter *rewriter, Expr *filter)
{
    Expr *found = look_up(rewriter, filter);
    if (found == filter && filter->args[1]->kind == EXPR_AND)
        found = split_and(rewriter, filter);
    if (found == filter && !expr_counts_positions(filter->args[1]))
        found = narrow(rewriter, filter);
    return found != filter ? found : sort_filters(rewriter, filter);
}

// ---- Where only existence is asked for ----

static Expr *existence(Rewriter *rewriter, Expr *expr)
{
    if (expr->kind == EXPR_UNION || expr->kind == EXPR_SEQUENCE) {
        for (size_t i = 0; i < expr->arity; i++)
            expr->args[i] = existence(rewriter, expr->args[i]);
        return expr;
    }
    if (expr->kind != EXPR_PATH || expr->type.item != TYPE_ANY_NODE ||
        expr->args[0]->type.item != TYPE_ANY_NODE ||
        (expr->args[0]->kind != EXPR_WALK && expr->args[0]->kind != EXPR_FILTER &&
         expr->args[0]->kind != EXPR_LOOKUP) ||
        expr->args[1]->depends & (DEPENDS_POSITION | DEPENDS_LAST))
        return expr;
    Expr *filter = make(rewriter, EXPR_FILTER, expr, 2);
    filter->args[0] = expr->args[0];
    filter->args[1] = existence(rewriter, expr->args[1]);
    expr_infer(filter);
    return rewrite_filter(rewriter, filter);
}

static Expr *truth(Rewriter *rewriter, Expr *expr)
{
    return expr->type.item == TYPE_ANY_NODE ? existence(rewriter, expr) : expr;
}

// ---- Quantifiers ----

// Whether every use of the variable stands where the context item is still that of `expr` itself, and `expr` does not look at
// that context item.
static bool can_be_context_item(const Expr *expr, const Variable *variable, bool is_inside)
{
    if (expr->kind == EXPR_VARIABLE)
        return expr->variable != variable || !is_inside;
    for (size_t i = 0; i < expr->arity; i++) {
        bool changes_focus =
            (i == 1 && (expr->kind == EXPR_PATH || expr->kind == EXPR_MAP || expr->kind == EXPR_FILTER ||
                        expr->kind == EXPR_LOOKUP)) ||
            expr->kind == EXPR_GROUP;
        if (!can_be_context_item(expr->args[i], variable, is_inside || changes_focus))
            return false;
    }
    return expr->kind != EXPR_LOOKUP;
}

static Expr *replace_by_context_item(Rewriter *rewriter, Expr *expr, const Variable *variable)
{
    if (expr->kind == EXPR_VARIABLE && expr->variable == variable) {
        Expr *item = make(rewriter, EXPR_CONTEXT_ITEM, expr, 0);
        item->type = (SequenceType){variable->type.item, OCCURS_ONE, variable->type.test};
        item->depends = DEPENDS_ITEM;
        return item;
    }
    for (size_t i = 0; i < expr->arity; i++)
        expr->args[i] = replace_by_context_item(rewriter, expr->args[i], variable);
    if (expr->kind == EXPR_WALK)
        expr->depends = expr->arity ? expr->args[0]->depends : expr->depends;
    else
        expr_infer(expr);
    return expr;
}

// some $x in E satisfies p($x)  ─►  exists(E[p(.)])     so that p can be looked up
static Expr *quantifier(Rewriter *rewriter, Expr *expr)
{
    Expr *range = expr->args[0], *test = expr->args[1];
    if (expr->kind != EXPR_SOME || range->type.item != TYPE_ANY_NODE || range->kind != EXPR_WALK ||
        test->kind != EXPR_GENERAL_COMPARE || test->operation != OP_EQ ||
        test->depends & DEPENDS_FOCUS || !can_be_context_item(test, expr->variable, false))
        return expr;
    Expr *filter = make(rewriter, EXPR_FILTER, expr, 2);
    filter->args[0] = range;
    filter->args[1] = replace_by_context_item(rewriter, test, expr->variable);
    expr_infer(filter);
    return make_call(rewriter, "exists", expr, rewrite_filter(rewriter, filter));
}

// ---- Does it occur again further down? ----

static bool is_following(const Expr *path)
{
    const Expr *step = path->kind == EXPR_PATH ? path->args[0] : NULL, *walk = step ? path->args[1] : NULL;
    return step && step->kind == EXPR_STEP && step->axis == AXIS_FOLLOWING_SIBLING &&
           step->test->kind == TEST_ELEMENT && walk->kind == EXPR_WALK && !walk->arity &&
           !((const Walk *)walk->plan)->from_root;
}

static Expr *bind(Rewriter *rewriter, Expr *value, Expr **name)
{
    Variable *variable = arena_array(rewriter->arena, Variable, 1);
    *variable = (Variable){.kind = VARIABLE_LOCAL, .type = value->type, .slot = rewriter->program->frame_size++};
    *name = make(rewriter, EXPR_VARIABLE, value, 0);
    (*name)->variable = variable;
    expr_infer(*name);
    Expr *let = make(rewriter, EXPR_LET, value, 2);
    let->variable = variable;
    let->args[0] = value;
    return let;
}

// a = following-sibling::x/b
//     ─►  let $here := ., $a := a return not(self::attribute()) and ../x[b = $a][. >> $here]
//
// Asked of every line this would compare each with all that follow; now x[b = $a] is a look-up.
static Expr *occurs_again(Rewriter *rewriter, Expr *expr)
{
    static NodeTest attribute = {
        .kind = TEST_ATTRIBUTE, .any_uri = true, .any_local = true, .name = -1, .content = TYPE_ANY_TYPE};
    int side = is_following(expr->args[0]) ? 0 : 1;
    Expr *path = expr->args[side], *sought = expr->args[1 - side], *here, *value;
    if (expr->operation != OP_EQ || !is_following(path) || sought->depends & (DEPENDS_POSITION | DEPENDS_LAST))
        return expr;
    Expr *origin = make(rewriter, EXPR_CONTEXT_ITEM, expr, 0);
    expr_infer(origin);
    Expr *outer = bind(rewriter, origin, &here), *inner = bind(rewriter, sought, &value);
    Expr *same = make(rewriter, EXPR_GENERAL_COMPARE, expr, 2);
    same->operation = OP_EQ;
    same->args[0] = path->args[1];
    same->args[1] = value;
    expr_infer(same);
    Expr *filter = make(rewriter, EXPR_FILTER, expr, 2);
    filter->args[0] = walk_of_siblings(rewriter, path->args[0]);
    filter->args[1] = same;
    expr_infer(filter);
    Expr *after = make(rewriter, EXPR_NODE_AFTER, expr, 2);
    after->args[0] = origin;
    after->args[1] = here;
    expr_infer(after);
    Expr *later = make(rewriter, EXPR_FILTER, expr, 2);
    later->args[0] = look_up(rewriter, filter);
    later->args[1] = after;
    expr_infer(later);
    Expr *self = make(rewriter, EXPR_STEP, expr, 0);
    self->axis = AXIS_SELF;
    self->test = &attribute;
    expr_infer(self);
    Expr *both = make(rewriter, EXPR_AND, expr, 2);
    both->args[0] = make_call(rewriter, "not", expr, self);
    both->args[1] = later;
    expr_infer(both);
    inner->args[1] = both;
    expr_infer(inner);
    outer->args[1] = inner;
    expr_infer(outer);
    return outer;
}

Expr *filters(Rewriter *rewriter, Expr *expr)
{
    switch ((ExprKind)expr->kind) {
    case EXPR_GENERAL_COMPARE:
        return occurs_again(rewriter, expr);
    case EXPR_FILTER:
        expr->args[1] = truth(rewriter, expr->args[1]);
        return rewrite_filter(rewriter, expr);
    case EXPR_SOME:
    case EXPR_EVERY:
        expr->args[1] = truth(rewriter, expr->args[1]);
        return quantifier(rewriter, expr);
    case EXPR_IF:
        expr->args[0] = truth(rewriter, expr->args[0]);
        return expr;
    case EXPR_AND:
    case EXPR_OR:
        for (size_t i = 0; i < expr->arity; i++)
            expr->args[i] = truth(rewriter, expr->args[i]);
        return expr;
    case EXPR_CALL:
        if (is_call(expr, "exists") || is_call(expr, "empty"))
            expr->args[0] = existence(rewriter, expr->args[0]);
        else if (is_call(expr, "not") || is_call(expr, "boolean"))
            expr->args[0] = truth(rewriter, expr->args[0]);
        return expr;
    default:
        return expr;
    }
}
