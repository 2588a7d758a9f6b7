// SPDX-License-Identifier: Apache-2.0
// Runs the passes over a checked expression, bottom-up, and builds nodes for them.

#include "xpath/rewrite/rewrite.h"

Expr *make(Rewriter *rewriter, ExprKind kind, const Expr *place, size_t arity)
{
    Expr *expr = expr_new(rewriter->arena, kind, place->source, place->offset, arity);
    expr->namespaces = place->namespaces;
    return expr;
}

Expr *make_call(Rewriter *rewriter, const char *name, const Expr *place, Expr *argument)
{
    Expr *call = make(rewriter, EXPR_CALL, place, argument ? 1 : 0);
    call->function = function_find(S(NS_FN), slice_of(name), argument ? 1 : 0);
    if (argument)
        call->args[0] = argument;
    expr_infer(call);
    return call;
}

Expr *make_boolean(Rewriter *rewriter, const Expr *place, bool truth)
{
    return make_call(rewriter, truth ? "true" : "false", place, NULL);
}

bool is_call(const Expr *expr, const char *name)
{
    return expr->kind == EXPR_CALL && strcmp(expr->function->name, name) == 0;
}

bool may_be_number(const Expr *expr)
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

// ---- Signatures ----

static void sign_test(Buffer *out, const NodeTest *test)
{
    buffer_print(out, "%d:%d%d:", test->kind, test->any_uri, test->any_local);
    buffer_add(out, test->uri);
    buffer_add_char(out, '}');
    buffer_add(out, test->local);
    buffer_print(out, ":%d", test->content);
    if (test->document_element)
        sign_test(out, test->document_element);
}

static void sign_literal(Buffer *out, Item item)
{
    buffer_print(out, "%d:", item.type);
    if (item.type >= TYPE_UNTYPED_ATOMIC && item.type <= TYPE_ANY_URI) {
        buffer_print(out, "%u:", item.len_or_node);
        buffer_add(out, item_slice(item));
    } else {
        buffer_print(out, "%d.%d:%llx", item.is_big, item.scale, (unsigned long long)item.whole);
    }
}

void expr_signature(Buffer *out, const Expr *expr)
{
    buffer_print(out, "(%d.%d.%d.%d", expr->kind, expr->operation, expr->axis, expr->is_reverse);
    switch ((ExprKind)expr->kind) {
    case EXPR_LITERAL:
        sign_literal(out, expr->literal);
        break;
    case EXPR_STEP:
        sign_test(out, expr->test);
        break;
    case EXPR_WALK: {
        const Walk *walk = expr->plan;
        buffer_print(out, "r%d", walk->from_root);
        for (size_t i = 0; i < walk->step_count; i++) {
            buffer_print(out, "/%d%d", walk->steps[i].is_deep, walk->steps[i].with_self);
            sign_test(out, walk->steps[i].test);
        }
        break;
    }
    case EXPR_INSTANCE_OF:
    case EXPR_TREAT:
    case EXPR_CASTABLE:
    case EXPR_CAST:
        buffer_print(out, "t%d.%d.%p.%p", expr->target.item, expr->target.occurs,
                     (const void *)expr->target.test, (const void *)expr->namespaces);
        break;
    case EXPR_LOOKUP:
        buffer_print(out, "n%u.%d", ((const Lookup *)expr->plan)->number,
                     ((const Lookup *)expr->plan)->is_value);
        break;
    default:
        buffer_print(out, "p%p", (const void *)expr->variable);  // variable, function or nothing
        break;
    }
    for (size_t i = 0; i < expr->arity; i++)
        expr_signature(out, expr->args[i]);
    buffer_add_char(out, ')');
}

bool same_signature(Rewriter *rewriter, const Expr *a, const Expr *b)
{
    Buffer x = buffer_new(rewriter->arena), y = buffer_new(rewriter->arena);
    expr_signature(&x, a);
    expr_signature(&y, b);
    return slice_equal(buffer_slice(&x), buffer_slice(&y));
}

// ---- The passes ----

typedef Expr *Pass(Rewriter *rewriter, Expr *expr);

static Expr *run(Rewriter *rewriter, Expr *expr, Pass *pass)
{
    for (size_t i = 0; i < expr->arity; i++)
        expr->args[i] = run(rewriter, expr->args[i], pass);
    return pass(rewriter, expr);
}

Expr *xpath_rewrite(StaticContext *context, Expr *expr)
{
    static Pass *const passes[] = {fold, walks, filters};
    Rewriter rewriter = {context, context->arena, context->program};
    if (context->plain)
        return expr;
    if (context->is_test && !(expr->type.item == TYPE_BOOLEAN && expr->type.occurs == OCCURS_ONE))
        expr = make_call(&rewriter, "boolean", expr, expr);
    for (size_t i = 0; i < sizeof passes / sizeof *passes; i++)
        expr = run(&rewriter, expr, passes[i]);
    return repeats(&rewriter, hoist(&rewriter, expr));
}
