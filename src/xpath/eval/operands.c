// SPDX-License-Identifier: Apache-2.0
// What a test looks at, for people who want to know why it failed: the paths and variables in it, as they would be
// written, and what they yield.

#include "xpath/eval/operators.h"

#include "base/utf8.h"

enum { VALUES_SHOWN = 4, VALUE_BYTES = 80 };

static bool is_operand(const Expr *expr)
{
    switch ((ExprKind)expr->kind) {
    case EXPR_WALK:
    case EXPR_STEP:
    case EXPR_PATH:
    case EXPR_FILTER:
    case EXPR_LOOKUP:
    case EXPR_VARIABLE:
    case EXPR_CONTEXT_ITEM:
        return true;
    default:
        return false;
    }
}

static void collect(const Expr *expr, const Expr **operands, size_t room, size_t *count)
{
    if (*count == room)
        return;
    if (is_operand(expr)) {
        operands[(*count)++] = expr;
        return;
    }
    // Bodies of for, some, every and let name variables that have no value here.
    size_t arity = expr->kind == EXPR_FOR || expr->kind == EXPR_SOME || expr->kind == EXPR_EVERY ||
                           expr->kind == EXPR_LET || expr->kind == EXPR_MAP || expr->kind == EXPR_GROUP
                       ? 1
                       : expr->arity;
    for (size_t i = 0; i < arity; i++)
        collect(expr->args[i], operands, room, count);
}

size_t expr_operands(const Expr *expr, const Expr **operands, size_t room)
{
    size_t count = 0;
    collect(expr, operands, room, &count);
    return count;
}

// ---- As it would be written ----

static void add_test(Buffer *out, const NodeTest *test, const Namespaces *namespaces)
{
    static const char *const kinds[] = {
        [TEST_NODE] = "node()",       [TEST_DOCUMENT] = "document-node()", [TEST_ELEMENT] = "*",
        [TEST_ATTRIBUTE] = "*",       [TEST_TEXT] = "text()",              [TEST_COMMENT] = "comment()",
        [TEST_PI] = "processing-instruction()", [TEST_NAMESPACE] = "namespace-node()", [TEST_NONE] = "node()",
    };
    bool is_name = test->kind == TEST_ELEMENT || test->kind == TEST_ATTRIBUTE;
    if (!is_name || (test->any_uri && test->any_local)) {
        buffer_add(out, slice_of(kinds[test->kind]));
        return;
    }
    const Namespaces *at = namespaces;
    while (at && (!slice_equal(at->uri, test->uri) || at->prefix.len == 0))
        at = at->outer;
    if (test->any_uri)
        buffer_add(out, S("*:"));
    else if (at && test->uri.len) {
        buffer_add(out, at->prefix);
        buffer_add_char(out, ':');
    }
    buffer_add(out, test->any_local ? S("*") : test->local);
}

static void write_operand(Buffer *out, const Expr *expr);

static void write_walk(Buffer *out, const Expr *expr)
{
    const Walk *walk = expr->plan;
    if (expr->arity) {
        write_operand(out, expr->args[0]);
        buffer_add_char(out, '/');
    } else if (walk->from_root) {
        buffer_add_char(out, '/');
    }
    for (size_t i = 0; i < walk->step_count; i++) {
        const WalkStep *step = &walk->steps[i];
        bool is_any_deep = step->with_self && step->test->any_uri && step->test->any_local;
        if (i > 0)
            buffer_add_char(out, '/');
        else if (step->is_deep && !walk->from_root)
            buffer_add(out, S("./"));
        if (is_any_deep)
            continue;  // //@x: the slash of the next step makes the second one
        if (step->is_deep)
            buffer_add_char(out, '/');
        if (step->test->kind == TEST_ATTRIBUTE)
            buffer_add_char(out, '@');
        add_test(out, step->test, expr->namespaces);
    }
}

static void write_step(Buffer *out, const Expr *expr)
{
    if (expr->axis == AXIS_PARENT && expr->test->kind == TEST_NODE) {
        buffer_add(out, S(".."));
        return;
    }
    if (expr->axis == AXIS_ATTRIBUTE) {
        buffer_add_char(out, '@');
    } else if (expr->axis != AXIS_CHILD) {
        buffer_add(out, slice_of(axis_name((Axis)expr->axis)));
        buffer_add(out, S("::"));
    }
    add_test(out, expr->test, expr->namespaces);
}

static void write_operand(Buffer *out, const Expr *expr)
{
    switch ((ExprKind)expr->kind) {
    case EXPR_WALK:
        write_walk(out, expr);
        break;
    case EXPR_STEP:
        write_step(out, expr);
        break;
    case EXPR_PATH:
        write_operand(out, expr->args[0]);
        buffer_add_char(out, '/');
        write_operand(out, expr->args[1]);
        break;
    case EXPR_FILTER:
    case EXPR_LOOKUP:
        write_operand(out, expr->args[0]);
        buffer_add(out, S("[…]"));
        break;
    case EXPR_VARIABLE:
        buffer_add_char(out, '$');
        buffer_add(out, expr->variable->local);
        break;
    case EXPR_CONTEXT_ITEM:
        buffer_add_char(out, '.');
        break;
    case EXPR_CURRENT:
        buffer_add(out, S("current()"));
        break;
    case EXPR_MEMO:
        write_operand(out, expr->args[0]);
        break;
    case EXPR_ROOT:
        break;
    default:
        buffer_add(out, S("(…)"));
        break;
    }
}

Slice expr_show_operand(Arena *arena, const Expr *expr)
{
    Buffer out = buffer_new(arena);
    write_operand(&out, expr);
    return buffer_slice(&out);
}

Slice expr_function(const Expr *expr)
{
    return expr->kind == EXPR_CALL ? slice_of(expr->function->name) : S("");
}

// ---- What it yields ----

Slice eval_show_value(Eval *eval, const Expr *expr)
{
    Item items[VALUES_SHOWN + 1];
    size_t count = eval_take(eval, expr, items, VALUES_SHOWN + 1);
    Buffer out = buffer_new(eval->scratch);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_add(&out, S(", "));
        if (i == VALUES_SHOWN) {
            buffer_add(&out, S("…"));
            break;
        }
        buffer_add(&out, slice_show(eval->scratch, slice_trim(value_string(eval, items[i])), VALUE_BYTES));
    }
    return count ? buffer_slice(&out) : S("nothing");
}
