// SPDX-License-Identifier: Apache-2.0
// What is written twice in one expression is computed once:
//
//     (sum(A) - 1 < T) and (sum(A) + 1 > T)      sum(A) is remembered for this focus and these variables
//     (exists(A) and B) or not(exists(A))        likewise
//
// Only single values are remembered: they need no memory. The largest expressions that repeat count; what lies within
// them is looked at in the first of them only.

#include "xpath/rewrite/rewrite.h"

enum { WORTHWHILE = 3 };  // expressions in it: a walk and two things done with it

typedef struct Part {  // in the order of the text
    Expr **place;
    uint64_t hash;   // of what it says
    uint32_t scope;  // parts of one scope see the same focus and the same variables
    uint32_t end;    // the first part behind it that is not within it
    uint32_t twin;   // the first part that says the same; itself where there is none before
} Part;

typedef struct Repeats {
    Rewriter *rewriter;
    Part *parts;
    uint32_t count, room;
    uint32_t scopes;  // given out so far
} Repeats;

// Where the focus or the variables of a part are others than those of the whole.
static bool opens_scope(const Expr *expr, size_t argument)
{
    switch ((ExprKind)expr->kind) {
    case EXPR_PATH:
    case EXPR_MAP:
    case EXPR_FILTER:
    case EXPR_LOOKUP:
    case EXPR_FOR:
    case EXPR_LET:
    case EXPR_SOME:
    case EXPR_EVERY:
        return argument == 1;
    case EXPR_GROUP:
        return true;
    default:
        return false;
    }
}

static size_t weigh(const Expr *expr, size_t enough)
{
    size_t weight = expr->kind != EXPR_LITERAL;
    for (size_t i = 0; i < expr->arity && weight < enough; i++)
        weight += weigh(expr->args[i], enough - weight);
    return weight;
}

static bool is_candidate(const Expr *expr)
{
    enum { UNSURE = DEPENDS_POSITION | DEPENDS_LAST | DEPENDS_GROUP };
    return expr->kind != EXPR_MEMO && expr->depends & (DEPENDS_ITEM | DEPENDS_LOCAL | DEPENDS_CURRENT) &&
           !(expr->depends & UNSURE) && is_single(expr) && weigh(expr, WORTHWHILE) >= WORTHWHILE;
}

static uint32_t add_part(Repeats *repeats, Expr **place, uint32_t scope)
{
    if (repeats->count == repeats->room) {
        uint32_t room = repeats->room * 2 + 32;
        repeats->parts = arena_resize(repeats->rewriter->arena, repeats->parts, repeats->room * sizeof(Part),
                                      room * sizeof(Part));
        repeats->room = room;
    }
    repeats->parts[repeats->count] = (Part){.place = place, .scope = scope, .twin = repeats->count};
    return repeats->count++;
}

// Need not tell all apart: twins are compared in full.
static uint64_t hash_own(const Expr *expr)
{
    uint64_t hash = expr->kind | (uint64_t)expr->operation << 8 | (uint64_t)expr->axis << 16;
    switch ((ExprKind)expr->kind) {
    case EXPR_LITERAL:
        return hash ^ (uint64_t)expr->literal.type << 24 ^ (uint64_t)expr->literal.len_or_node << 32;
    case EXPR_STEP:
        return hash ^ slice_hash(expr->test->local);
    case EXPR_WALK: {
        const Walk *walk = expr->plan;
        return hash ^ (slice_hash(walk->steps[walk->step_count - 1].test->local) + walk->step_count);
    }
    case EXPR_VARIABLE:
    case EXPR_CALL:
    case EXPR_CALL_USER:
        return hash ^ (uintptr_t)expr->variable;  // or function
    default:
        return hash;
    }
}

static uint64_t collect(Repeats *repeats, Expr **place, uint32_t scope)
{
    Expr *expr = *place;
    bool is_part = is_candidate(expr);
    uint32_t number = is_part ? add_part(repeats, place, scope) : 0;
    uint64_t hash = hash_own(expr);
    for (size_t i = 0; i < expr->arity; i++)
        hash = hash * 0x9E3779B97F4A7C15u +
               collect(repeats, &expr->args[i], opens_scope(expr, i) ? ++repeats->scopes : scope);
    if (is_part) {
        repeats->parts[number].hash = hash;
        repeats->parts[number].end = repeats->count;
    }
    return hash;
}

static bool says_the_same(Repeats *repeats, const Part *a, const Part *b)
{
    return a->hash == b->hash && a->scope == b->scope && same_signature(repeats->rewriter, *a->place, *b->place);
}

// Finds each part's twin, leaving out what lies within a repeated part. Answers whether there are any.
static bool find_twins(Repeats *repeats)
{
    size_t mask = 15;
    while (mask < repeats->count * (size_t)2)
        mask = mask * 2 + 1;
    uint32_t *slots = arena_array(repeats->rewriter->arena, uint32_t, mask + 1);  // number of the part plus one
    bool found = false;
    for (uint32_t i = 0; i < repeats->count;) {
        Part *part = &repeats->parts[i];
        size_t at = (part->hash ^ part->scope) & mask;
        while (slots[at] && !says_the_same(repeats, &repeats->parts[slots[at] - 1], part))
            at = (at + 1) & mask;
        if (slots[at]) {
            part->twin = slots[at] - 1;
            found = true;
            i = part->end;
        } else {
            slots[at] = ++i;
        }
    }
    return found;
}

static Expr *remember(Rewriter *rewriter, Expr *expr)
{
    Expr *made = make(rewriter, EXPR_MEMO, expr, 1);
    Memo *memo = arena_array(rewriter->arena, Memo, 1);
    memo->number = program_memo(rewriter->program);
    memo->scope = MEMO_REPEATED;
    memo->is_truth = expr->type.item == TYPE_BOOLEAN && expr->type.occurs == OCCURS_ONE;
    made->args[0] = expr;
    made->plan = memo;
    made->type = expr->type;
    made->depends = expr->depends;
    return made;
}

Expr *repeats(Rewriter *rewriter, Expr *expr)
{
    Repeats repeats = {.rewriter = rewriter};
    collect(&repeats, &expr, 0);
    if (repeats.count < 2 || !find_twins(&repeats))
        return expr;
    for (uint32_t i = 0; i < repeats.count; i++) {
        Part *part = &repeats.parts[i], *first = &repeats.parts[part->twin];
        if (part == first)
            continue;
        if ((*first->place)->kind != EXPR_MEMO)
            *first->place = remember(rewriter, *first->place);
        *part->place = *first->place;
    }
    return expr;
}
