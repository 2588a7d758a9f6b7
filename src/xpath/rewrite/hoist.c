// SPDX-License-Identifier: Apache-2.0
// What need not be evaluated again for every context node.
//
//     nothing of the moment in it               once for the document
//     it looks at the context node only through steps upwards (../.., ancestor::x)
//                                               once for each node that they reach
//     x[f(.) = 'S'], x[f(.) = 'Z'], … in patterns
//                                               f(.) once for each node that is matched
//     a truth about the text of one node, and dear (matches, long code lists)
//                                               once for each text
//
// The largest expression that qualifies is remembered. All of this is what makes rules linear that
// look at the whole document from every line.

#include "xpath/rewrite/rewrite.h"

static Expr *remember(Rewriter *rewriter, Expr *expr, MemoScope scope, bool is_truth)
{
    Expr *made = make(rewriter, EXPR_MEMO, expr, 1);
    Memo *memo = arena_array(rewriter->arena, Memo, 1);
    memo->number = program_memo(rewriter->program);
    memo->scope = scope;
    memo->is_truth = is_truth || (expr->type.item == TYPE_BOOLEAN && expr->type.occurs == OCCURS_ONE);
    made->args[0] = expr;
    made->plan = memo;
    made->type = expr->type;
    made->depends = expr->depends;
    return made;
}

// ---- What is cheap ----

static bool is_cheap(const Expr *expr)
{
    switch ((ExprKind)expr->kind) {
    case EXPR_LITERAL:
    case EXPR_VARIABLE:
    case EXPR_CONTEXT_ITEM:
    case EXPR_CURRENT:
    case EXPR_ROOT:
    case EXPR_WALK:
    case EXPR_MEMO:
        return true;
    case EXPR_CALL:
        return expr->arity == 0 || ((is_call(expr, "exists") || is_call(expr, "empty") ||
                                     is_call(expr, "count") || is_call(expr, "not")) &&
                                    is_cheap(expr->args[0]));
    default:
        return false;
    }
}

// ---- Traits: what is asked of every level, worked out once, bottom-up ----

typedef enum Trait {
    TRAIT_DEAR = 1 << 0,      // runs over many nodes, as far as can be told without the document
    TRAIT_COSTLY = 1 << 1,    // a test of one text that takes longer than to remember its answer
    TRAIT_UPWARD = 1 << 2,    // steps upwards only
    TRAIT_ANCHORED = 1 << 3,  // looks at the context node through steps upwards only
} Trait;

enum { LONG_LITERAL = 48 };  // bytes; shorter ones are searched faster than remembered

static bool changes_focus(const Expr *expr, size_t argument)
{
    return argument == 1 && (expr->kind == EXPR_PATH || expr->kind == EXPR_MAP ||
                             expr->kind == EXPR_FILTER || expr->kind == EXPR_LOOKUP);
}

static bool has_long_walk(const Expr *comparison)
{
    for (int i = 0; i < 2; i++)
        if (comparison->args[i]->kind == EXPR_WALK && ((const Walk *)comparison->args[i]->plan)->step_count > 1)
            return true;
    return false;
}

static bool is_dear(const Expr *expr)
{
    switch ((ExprKind)expr->kind) {
    case EXPR_FILTER:
    case EXPR_LOOKUP:
    case EXPR_PATH:
    case EXPR_MAP:
    case EXPR_FOR:
    case EXPR_SOME:
    case EXPR_EVERY:
    case EXPR_UNION:
    case EXPR_INTERSECT:
    case EXPR_EXCEPT:
    case EXPR_CALL_USER:
        return true;
    case EXPR_GENERAL_COMPARE:
        return has_long_walk(expr);
    case EXPR_CALL:
        // sum(), distinct-values(), …: functions of sequences
        return expr->arity && expr->function->parameters[0].occurs & OCCURS_MANY & ~OCCURS_ONE && !is_cheap(expr);
    default:
        return false;
    }
}

static bool is_costly(const Expr *expr)
{
    switch ((ExprKind)expr->kind) {
    case EXPR_CALL_USER:
    case EXPR_SOME:
    case EXPR_EVERY:
    case EXPR_FOR:
        return true;
    case EXPR_CALL:
        return is_call(expr, "matches") || is_call(expr, "replace") || is_call(expr, "tokenize") ||
               is_call(expr, "string-to-codepoints");
    case EXPR_LITERAL:
        return expr->literal.type == TYPE_STRING && expr->literal.len_or_node >= LONG_LITERAL;
    case EXPR_GENERAL_COMPARE:
        return expr->args[1]->kind == EXPR_SEQUENCE && expr->args[1]->arity > 8;
    default:
        return false;
    }
}

static bool is_upward(const Expr *expr)
{
    if (expr->kind == EXPR_STEP)
        return expr->axis == AXIS_PARENT || expr->axis == AXIS_ANCESTOR || expr->axis == AXIS_ANCESTOR_OR_SELF;
    return expr->kind == EXPR_PATH && expr->args[0]->traits & expr->args[1]->traits & TRAIT_UPWARD;
}

static bool is_anchored(const Expr *expr)
{
    if (!(expr->depends & DEPENDS_ITEM) || expr->traits & TRAIT_UPWARD)
        return true;
    if (expr->arity == 0 || expr->kind == EXPR_GROUP)
        return false;
    for (size_t i = 0; i < expr->arity; i++)
        if (!changes_focus(expr, i) && !(expr->args[i]->traits & TRAIT_ANCHORED))
            return false;
    return true;
}

static void find_traits(Expr *expr)
{
    expr->traits = 0;
    for (size_t i = 0; i < expr->arity; i++) {
        find_traits(expr->args[i]);
        expr->traits |= expr->args[i]->traits & (TRAIT_DEAR | TRAIT_COSTLY);
    }
    expr->traits |= (is_dear(expr) ? TRAIT_DEAR : 0) | (is_costly(expr) ? TRAIT_COSTLY : 0);
    expr->traits |= is_upward(expr) ? TRAIT_UPWARD : 0;
    expr->traits |= is_anchored(expr) ? TRAIT_ANCHORED : 0;
}

// ---- Anchors ----

typedef struct Anchors {
    Rewriter *rewriter;
    size_t count;
    Expr *at[ANCHORS_MAX];
} Anchors;

static bool add_anchor(Anchors *anchors, Expr *expr)
{
    for (size_t i = 0; i < anchors->count; i++)
        if (same_signature(anchors->rewriter, anchors->at[i], expr))
            return true;
    if (anchors->count == ANCHORS_MAX)
        return false;
    anchors->at[anchors->count++] = expr;
    return true;
}

// The steps upwards of an expression that is anchored; false where there are too many.
static bool collect_anchors(Anchors *anchors, Expr *expr)
{
    if (!(expr->depends & DEPENDS_ITEM))
        return true;
    if (expr->traits & TRAIT_UPWARD)
        return add_anchor(anchors, expr);
    for (size_t i = 0; i < expr->arity; i++)
        if (!changes_focus(expr, i) && !collect_anchors(anchors, expr->args[i]))
            return false;
    return true;
}

// ---- Texts ----

// Whether the argument is only looked at as a value (or for its existence).
static bool is_atomised(const Expr *expr, size_t argument)
{
    switch ((ExprKind)expr->kind) {
    case EXPR_GENERAL_COMPARE:
    case EXPR_VALUE_COMPARE:
    case EXPR_ARITHMETIC:
    case EXPR_CAST:
    case EXPR_CASTABLE:
    case EXPR_AND:
    case EXPR_OR:
        return true;
    case EXPR_CALL: {
        if (is_call(expr, "not") || is_call(expr, "exists") || is_call(expr, "empty") ||
            is_call(expr, "boolean") || is_call(expr, "string") || is_call(expr, "number"))
            return true;
        size_t last = expr->function->most == ARGUMENTS_ANY ? 0 : PARAMETERS_MAX - 1;
        Type type = expr->function->parameters[argument < last ? argument : last].type;
        return type != TYPE_ITEM && type != TYPE_ANY_NODE && type != TYPE_NODE && type != TYPE_EMPTY;
    }
    default:
        return false;
    }
}

// Finds the one expression through which the context item is looked at: `.` or a walk by one step.
static bool collect_text(Anchors *anchors, Expr *expr, bool is_value)
{
    if (!(expr->depends & DEPENDS_ITEM))
        return true;
    if (expr->kind == EXPR_CONTEXT_ITEM || (expr->kind == EXPR_WALK && !expr->arity))
        return is_value && add_anchor(anchors, expr) && anchors->count == 1;
    if (expr->arity == 0 || expr->kind == EXPR_GROUP || expr->kind == EXPR_WALK)
        return false;
    for (size_t i = 0; i < expr->arity; i++) {
        if (changes_focus(expr, i))
            continue;
        if (!collect_text(anchors, expr->args[i], is_atomised(expr, i)))
            return false;
    }
    return true;
}

// ---- The pass ----

static Expr *remember_if_worthwhile(Rewriter *rewriter, Expr *expr, bool is_truth)
{
    if (!(expr->depends & DEPENDS_MOMENT))
        return is_cheap(expr) ? NULL : remember(rewriter, expr, MEMO_DOCUMENT, is_truth);
    if (expr->depends & (DEPENDS_MOMENT & ~DEPENDS_ITEM))
        return NULL;
    bool is_boolean = expr->type.item == TYPE_BOOLEAN && expr->type.occurs == OCCURS_ONE;
    Anchors text = {.rewriter = rewriter};
    if ((is_truth || is_boolean) && expr->traits & TRAIT_COSTLY && collect_text(&text, expr, false) &&
        text.count == 1) {
        Expr *made = remember(rewriter, expr, MEMO_TEXT, true);
        Memo *memo = made->plan;
        memo->anchors[memo->anchor_count++] = text.at[0];
        return made;
    }
    Anchors anchors = {.rewriter = rewriter};
    if ((expr->traits & (TRAIT_DEAR | TRAIT_UPWARD | TRAIT_ANCHORED)) == (TRAIT_DEAR | TRAIT_ANCHORED) &&
        collect_anchors(&anchors, expr)) {
        Expr *made = remember(rewriter, expr, MEMO_ANCHORS, is_truth);
        Memo *memo = made->plan;
        memo->anchor_count = anchors.count;
        memcpy(memo->anchors, anchors.at, anchors.count * sizeof *anchors.at);
        return made;
    }
    return NULL;
}

static bool asks_truth(const Expr *expr, size_t argument)
{
    switch ((ExprKind)expr->kind) {
    case EXPR_AND:
    case EXPR_OR:
        return true;
    case EXPR_IF:
        return argument == 0;
    case EXPR_SOME:
    case EXPR_EVERY:
        return argument == 1;
    case EXPR_FILTER:
        return argument == 1 && !expr_may_be_number(expr->args[1]);
    case EXPR_CALL:
        return is_call(expr, "not") || is_call(expr, "boolean");
    default:
        return false;
    }
}

// Lists of nodes that several tests of a rule begin with: (a | b)[p], in one test with /c, in another with /d.
static bool is_shareable(const Expr *expr)
{
    return expr->kind == EXPR_FILTER && expr->type.item == TYPE_ANY_NODE && !is_single(expr) &&
           (expr->args[0]->kind == EXPR_WALK || expr->args[0]->kind == EXPR_UNION ||
            expr->args[0]->kind == EXPR_LOOKUP) &&
           expr->depends & DEPENDS_ITEM &&
           !(expr->depends & (DEPENDS_POSITION | DEPENDS_LAST | DEPENDS_LOCAL | DEPENDS_GROUP));
}

static Expr *share(Rewriter *rewriter, Expr *expr, MemoScope scope)
{
    Buffer signature = buffer_new(rewriter->arena);
    buffer_add_char(&signature, (char)scope);
    expr_signature(&signature, expr);
    Expr *made = make(rewriter, EXPR_MEMO, expr, 1);
    Memo *memo = arena_array(rewriter->arena, Memo, 1);
    memo->number = program_shared_memo(rewriter->program, buffer_slice(&signature));
    memo->scope = scope;
    made->args[0] = expr;
    made->plan = memo;
    made->type = expr->type;
    made->depends = expr->depends;
    return made;
}

// `is_outer`: the focus is that of the whole expression.
static Expr *hoist_in(Rewriter *rewriter, Expr *expr, bool is_truth, bool is_outer)
{
    Expr *made = remember_if_worthwhile(rewriter, expr, is_truth);
    if (made)
        return made;
    Expr *shared = is_outer && is_shareable(expr) ? share(rewriter, expr, MEMO_SHARED) : expr;
    for (size_t i = 0; i < expr->arity; i++)
        expr->args[i] = hoist_in(rewriter, expr->args[i], asks_truth(expr, i), is_outer && !changes_focus(expr, i));
    return shared;
}

Expr *hoist(Rewriter *rewriter, Expr *expr)
{
    find_traits(expr);
    return hoist_in(rewriter, expr, false, true);
}

Expr *share_text(Rewriter *rewriter, Expr *expr)
{
    if ((expr->kind != EXPR_GENERAL_COMPARE && expr->kind != EXPR_VALUE_COMPARE) || expr->args[1]->kind != EXPR_LITERAL)
        return expr;
    Expr *text = expr->args[0];
    if (text->kind == EXPR_CALL && text->type.item == TYPE_STRING && text->type.occurs == OCCURS_ONE &&
        text->depends == DEPENDS_ITEM)
        expr->args[0] = share(rewriter, text, MEMO_NODE_TEXT);
    return expr;
}
