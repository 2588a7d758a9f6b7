// The optimiser: each pass rewrites an expression tree whose arguments are done already, and can be read by itself.
//
//     fold.c     what is constant                          not(true())         ─►  false()
//     walks.c    paths of names to walks over path lists   //a/b               ─►  walk
//     filters.c  predicates: joined, and to hash look-ups  x[y = 'S'][z]       ─►  lookup(x, y, 'S')[z]
//     hoist.c    what need not be evaluated again          line: count(../x)   ─►  memo by parent
//     repeats.c  what is written twice                     s(A) < 1 or s(A) > 2  ─►  memo until the focus changes
#pragma once

#include "xpath/eval/operators.h"

typedef struct Rewriter {
    StaticContext *context;
    Arena *arena;
    Program *program;
} Rewriter;

Expr *fold(Rewriter *rewriter, Expr *expr);
Expr *walks(Rewriter *rewriter, Expr *expr);
Expr *filters(Rewriter *rewriter, Expr *expr);
Expr *hoist(Rewriter *rewriter, Expr *expr);
Expr *repeats(Rewriter *rewriter, Expr *expr);
Expr *share_text(Rewriter *rewriter, Expr *expr);  // of predicates of patterns; in hoist.c

Expr *walk_of_siblings(Rewriter *rewriter, const Expr *step);

// ---- Building ----

Expr *make(Rewriter *rewriter, ExprKind kind, const Expr *place, size_t arity);
Expr *make_boolean(Rewriter *rewriter, const Expr *place, bool truth);
Expr *make_call(Rewriter *rewriter, const char *name, const Expr *place, Expr *argument);  // of one argument
bool is_call(const Expr *expr, const char *name);

// Whether two expressions are written alike and mean the same variables. Appends a canonical form.
void expr_signature(Buffer *out, const Expr *expr);
bool same_signature(Rewriter *rewriter, const Expr *a, const Expr *b);

static inline bool is_single(const Expr *expr)  // at most one item
{
    return !(expr->type.occurs & OCCURS_MANY & ~OCCURS_ONE);
}

enum {
    DEPENDS_FOCUS = DEPENDS_ITEM | DEPENDS_POSITION | DEPENDS_LAST,
    // what keeps a value from being the same for all context nodes of a document
    DEPENDS_MOMENT = DEPENDS_FOCUS | DEPENDS_CURRENT | DEPENDS_LOCAL | DEPENDS_GROUP,
};
