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

// ---- Signatures: bytes, not for reading ----

static void sign_number(Buffer *out, uint64_t number)
{
    buffer_add(out, (Slice){(const char *)&number, sizeof number});
}

static void sign_text(Buffer *out, Slice text)
{
    sign_number(out, text.len);
    buffer_add(out, text);
}

static void sign_pointer(Buffer *out, const void *pointer)
{
    sign_number(out, (uintptr_t)pointer);
}

static void sign_test(Buffer *out, const NodeTest *test)
{
    sign_number(out, (uint64_t)test->kind | (uint64_t)test->any_uri << 8 | (uint64_t)test->any_local << 9 |
                         (uint64_t)test->content << 16);
    sign_text(out, test->uri);
    sign_text(out, test->local);
    if (test->document_element)
        sign_test(out, test->document_element);
}

static void sign_literal(Buffer *out, Item item)
{
    sign_number(out, (uint64_t)item.type | (uint64_t)item.is_big << 16 | (uint64_t)(uint8_t)item.scale << 24);
    if (item.type >= TYPE_UNTYPED_ATOMIC && item.type <= TYPE_ANY_URI)
        sign_text(out, item_slice(item));
    else
        sign_number(out, (uint64_t)item.whole);
}

static void sign_walk(Buffer *out, const Walk *walk)
{
    sign_number(out, walk->from_root | (uint64_t)walk->step_count << 8);
    for (size_t i = 0; i < walk->step_count; i++) {
        sign_number(out, walk->steps[i].is_deep | walk->steps[i].with_self << 1);
        sign_test(out, walk->steps[i].test);
    }
}

void expr_signature(Buffer *out, const Expr *expr)
{
    sign_number(out, (uint64_t)expr->kind | (uint64_t)expr->operation << 8 | (uint64_t)expr->axis << 16 |
                         (uint64_t)expr->is_reverse << 24 | (uint64_t)expr->arity << 32);
    switch ((ExprKind)expr->kind) {
    case EXPR_LITERAL:
        sign_literal(out, expr->literal);
        break;
    case EXPR_STEP:
        sign_test(out, expr->test);
        break;
    case EXPR_WALK:
        sign_walk(out, expr->plan);
        break;
    case EXPR_INSTANCE_OF:
    case EXPR_TREAT:
    case EXPR_CASTABLE:
    case EXPR_CAST:
        sign_number(out, (uint64_t)expr->target.item | (uint64_t)expr->target.occurs << 16);
        sign_pointer(out, expr->target.test);
        sign_pointer(out, expr->namespaces);
        break;
    case EXPR_LOOKUP:
        sign_number(out, ((const Lookup *)expr->plan)->number << 1 | ((const Lookup *)expr->plan)->is_value);
        break;
    default:
        sign_pointer(out, expr->variable);  // or function, or nothing
        break;
    }
    for (size_t i = 0; i < expr->arity; i++)
        expr_signature(out, expr->args[i]);
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
    expr = repeats(&rewriter, hoist(&rewriter, expr));
    return context->is_match ? share_text(&rewriter, expr) : expr;
}
