// SPDX-License-Identifier: Apache-2.0
// The functions that the evaluator does itself: those that need the focus or the expression of their
// argument rather than its value, and the few that rule sets call most.

#include "xpath/eval/operators.h"

#include "base/space.h"
#include "base/utf8.h"

static bool truth_true(Eval *eval, const Expr *expr)
{
    (void)eval, (void)expr;
    return true;
}

static bool truth_false(Eval *eval, const Expr *expr)
{
    (void)eval, (void)expr;
    return false;
}

static bool truth_not(Eval *eval, const Expr *expr)
{
    return !eval_truth(eval, expr->args[0]);
}

static bool truth_boolean(Eval *eval, const Expr *expr)
{
    return eval_truth(eval, expr->args[0]);
}

static bool truth_exists(Eval *eval, const Expr *expr)
{
    return eval_exists(eval, expr->args[0]);
}

static bool truth_empty(Eval *eval, const Expr *expr)
{
    return !eval_exists(eval, expr->args[0]);
}

static void run_count(Eval *eval, const Expr *expr, Sink *sink)
{
    sink_add(eval, sink, item_integer((int64_t)eval_count(eval, expr->args[0])));
}

static void run_position(Eval *eval, const Expr *expr, Sink *sink)
{
    focus_item(eval, expr);
    sink_add(eval, sink, item_integer((int64_t)eval->position));
}

static void run_last(Eval *eval, const Expr *expr, Sink *sink)
{
    focus_item(eval, expr);
    sink_add(eval, sink, item_integer((int64_t)eval->last));
}

// ---- Strings: arguments as slices, without a sequence for each ----

static void run_by_text(Eval *eval, const Expr *expr, Sink *sink)
{
    Slice text;
    if (expr->operator->text(eval, expr, &text))
        sink_add(eval, sink, item_string(text));
}

static Slice text_or_empty(Eval *eval, const Expr *expr)
{
    Slice text;
    return eval_text(eval, expr, &text) ? text : S("");
}

static bool truth_contains(Eval *eval, const Expr *expr)
{
    Slice text = text_or_empty(eval, expr->args[0]);
    return slice_find(text, text_or_empty(eval, expr->args[1])) != SIZE_MAX;
}

static bool truth_starts_with(Eval *eval, const Expr *expr)
{
    Slice text = text_or_empty(eval, expr->args[0]);
    return slice_starts(text, text_or_empty(eval, expr->args[1]));
}

static bool truth_ends_with(Eval *eval, const Expr *expr)
{
    Slice text = text_or_empty(eval, expr->args[0]);
    return slice_ends(text, text_or_empty(eval, expr->args[1]));
}

static bool text_normalize_space(Eval *eval, const Expr *expr, Slice *text)
{
    *text = space_collapse(eval->scratch, text_or_empty(eval, expr->args[0]));
    return true;
}

// A string is true unless it is empty: boolean(normalize-space(X)) needs no copy.
static bool truth_normalize_space(Eval *eval, const Expr *expr)
{
    return slice_trim(text_or_empty(eval, expr->args[0])).len > 0;
}

static void run_string(Eval *eval, const Expr *expr, Sink *sink)
{
    Item items[2];
    size_t count = eval_take(eval, expr->args[0], items, 2);
    if (count > 1) {
        eval->where = expr;
        eval_raise(eval, "XPTY0004",
                   "string() takes one item, but there are several; choose one, as in (...)[1]");
    }
    sink_add(eval, sink, item_string(count ? value_string(eval, items[0]) : S("")));
}

static void run_string_length(Eval *eval, const Expr *expr, Sink *sink)
{
    sink_add(eval, sink, item_integer((int64_t)utf8_count(text_or_empty(eval, expr->args[0]))));
}

static bool text_substring_after(Eval *eval, const Expr *expr, Slice *text)
{
    Slice whole = text_or_empty(eval, expr->args[0]), mark = text_or_empty(eval, expr->args[1]);
    size_t at = slice_find(whole, mark);
    *text = at == SIZE_MAX ? S("") : slice_part(whole, at + mark.len, whole.len);
    return true;
}

static bool text_substring_before(Eval *eval, const Expr *expr, Slice *text)
{
    Slice whole = text_or_empty(eval, expr->args[0]), mark = text_or_empty(eval, expr->args[1]);
    size_t at = slice_find(whole, mark);
    *text = at == SIZE_MAX ? S("") : slice_part(whole, 0, at);
    return true;
}

// ASCII, as codes are, without a copy where nothing changes; else as the library does it.
static bool text_change_case(Eval *eval, const Expr *expr, Slice *changed)
{
    Slice text = text_or_empty(eval, expr->args[0]);
    bool to_upper = expr->function->name[0] == 'u';
    char low = to_upper ? 'a' : 'A', high = to_upper ? 'z' : 'Z';
    size_t count = 0;
    *changed = text;
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.at[i] >= 0x80) {
            Seq argument = seq_one(eval->scratch, item_string(text));
            *changed = item_slice(expr->function->body(eval, &argument, 1).items[0]);
            return true;
        }
        count += text.at[i] >= low && text.at[i] <= high;
    }
    if (count == 0)
        return true;
    char *out = arena_take_raw(eval->scratch, text.len, 1);
    for (size_t i = 0; i < text.len; i++)
        out[i] = (char)(text.at[i] >= low && text.at[i] <= high ? text.at[i] ^ 0x20 : text.at[i]);
    changed->at = out;
    return true;
}

// contains(' AE L M ', concat(' ', X, ' ')): whether X is one of a list of codes, without putting it together
static bool truth_has_code(Eval *eval, const Expr *expr)
{
    const Expr *concat = expr->args[1];
    Slice list = item_slice(expr->args[0]->literal), rest = list;
    char mark = item_slice(concat->args[0]->literal).at[0];
    Item item;
    Slice code = S("");
    if (eval_atom(eval, concat->args[1], &item))
        code = value_string(eval, item);
    if (code.len == 0) {
        const char both[2] = {mark, mark};
        return slice_find(list, (Slice){both, 2}) != SIZE_MAX;
    }
    for (size_t at; (at = slice_find(rest, code)) != SIZE_MAX; rest = slice_part(rest, at + 1, rest.len)) {
        const char *found = rest.at + at;
        if (found > list.at && found[-1] == mark && found + code.len < list.at + list.len && found[code.len] == mark)
            return true;
        if (at + 1 >= rest.len)
            break;
    }
    return false;
}

static bool is_mark(const Expr *expr)
{
    return expr->kind == EXPR_LITERAL && expr->literal.type == TYPE_STRING && expr->literal.len_or_node == 1;
}

static bool asks_for_code(const Expr *call)
{
    if (strcmp(call->function->name, "contains") != 0 || call->arity != 2 || call->args[0]->kind != EXPR_LITERAL ||
        call->args[0]->literal.type != TYPE_STRING || call->args[1]->kind != EXPR_CALL)
        return false;
    const Expr *concat = call->args[1];
    return strcmp(concat->function->name, "concat") == 0 && concat->arity == 3 && is_mark(concat->args[0]) &&
           is_mark(concat->args[2]) && concat->args[0]->literal.text[0] == concat->args[2]->literal.text[0];
}

typedef struct Native {
    const char *name;
    uint8_t arity;
    struct Operator operator;
} Native;

static const Native natives[] = {
    {"true", 0, {"true", run_truth, truth_true, NULL}},
    {"false", 0, {"false", run_truth, truth_false, NULL}},
    {"not", 1, {"not", run_truth, truth_not, NULL}},
    {"boolean", 1, {"boolean", run_truth, truth_boolean, NULL}},
    {"exists", 1, {"exists", run_truth, truth_exists, NULL}},
    {"empty", 1, {"empty", run_truth, truth_empty, NULL}},
    {"count", 1, {"count", run_count, NULL, NULL}},
    {"position", 0, {"position", run_position, NULL, NULL}},
    {"last", 0, {"last", run_last, NULL, NULL}},
    {"current", 0, {"current", run_current, NULL, NULL}},
    {"current-group", 0, {"current-group", run_current_group, NULL, NULL}},
    {"current-grouping-key", 0, {"current-grouping-key", run_current_grouping_key, NULL, NULL}},
    {"key", 2, {"key", run_key, NULL, NULL}},
    {"key", 3, {"key", run_key, NULL, NULL}},
    {"contains", 2, {"contains", run_truth, truth_contains, NULL}},
    {"starts-with", 2, {"starts-with", run_truth, truth_starts_with, NULL}},
    {"ends-with", 2, {"ends-with", run_truth, truth_ends_with, NULL}},
    {"normalize-space", 1, {"normalize-space", run_by_text, truth_normalize_space, text_normalize_space}},
    {"upper-case", 1, {"upper-case", run_by_text, NULL, text_change_case}},
    {"lower-case", 1, {"lower-case", run_by_text, NULL, text_change_case}},
    {"string", 1, {"string", run_string, NULL, NULL}},
    {"string-length", 1, {"string-length", run_string_length, NULL, NULL}},
    {"substring-after", 2, {"substring-after", run_by_text, NULL, text_substring_after}},
    {"substring-before", 2, {"substring-before", run_by_text, NULL, text_substring_before}},
};

const struct Operator *native_operator(const Expr *call)
{
    static const struct Operator has_code = {"has-code", run_truth, truth_has_code, NULL};
    if (asks_for_code(call))
        return &has_code;
    for (size_t i = 0; i < sizeof natives / sizeof *natives; i++)
        if (natives[i].arity == call->arity && strcmp(natives[i].name, call->function->name) == 0)
            return &natives[i].operator;
    return NULL;
}
