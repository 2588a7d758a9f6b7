// SPDX-License-Identifier: Apache-2.0
// Tokens to an expression tree: operators, control expressions and primaries (XPath 2.0, appendix
// A).
//
//     tokens ─► [parse.c: operators] ─► parse_path.c: steps ─► parse_call.c, parse_types.c: leaves
//
// Operators are rows of one table, read by precedence climbing: a hundred levels of grammar cost no
// hundred calls. Chains of `or`, `and`, `|` are built as balanced trees, so that a list of 10,000
// codes written as
// `. = 'a' or . = 'b' or …` stays shallow; all trees are limited in height, so that what recurses
// over them later cannot run out of stack.

#include "xpath/parse.h"

#include <stdlib.h>

// ---- Nodes ----

Expr *expr_new(Arena *arena, ExprKind kind, const Source *source, uint32_t offset, size_t arity)
{
    Expr *expr = arena_array(arena, Expr, 1);
    expr->kind = (uint8_t)kind;
    expr->source = source;
    expr->offset = offset;
    expr->arity = (uint16_t)arity;
    expr->height = 1;
    if (arity > 0)
        expr->args = arena_array(arena, Expr *, arity);
    return expr;
}

Expr *parser_node(Parser *parser, ExprKind kind, uint32_t offset, size_t arity)
{
    if (arity > UINT16_MAX)
        parser_fail(parser, offset, "XPST0003",
                    "a list of %zu parts is too long; at most %d are taken", arity, UINT16_MAX);
    Expr *expr = expr_new(parser->arena, kind, parser->source, offset, arity);
    expr->namespaces = parser->namespaces;
    expr->statics = parser->statics;
    return expr;
}

void parser_measure(Parser *parser, Expr *expr)
{
    uint32_t height = 0;
    for (size_t i = 0; i < expr->arity; i++)
        if (expr->args[i]->height > height)
            height = expr->args[i]->height;
    expr->height = height + 1;
    if (expr->height > EXPR_HEIGHT_MAX)
        parser_fail(parser, expr->offset, "XPST0003",
                    "the expression is nested more than %d operators deep", EXPR_HEIGHT_MAX);
}

static Expr *parser_unary(Parser *parser, ExprKind kind, uint32_t offset, Expr *only)
{
    Expr *expr = parser_node(parser, kind, offset, 1);
    expr->args[0] = only;
    parser_measure(parser, expr);
    return expr;
}

Expr *parser_binary(Parser *parser, ExprKind kind, uint32_t offset, Expr *left, Expr *right)
{
    Expr *expr = parser_node(parser, kind, offset, 2);
    expr->args[0] = left;
    expr->args[1] = right;
    parser_measure(parser, expr);
    return expr;
}

Expr *parser_literal(Parser *parser, uint32_t offset, Item item)
{
    Expr *expr = parser_node(parser, EXPR_LITERAL, offset, 0);
    expr->literal = item;
    return expr;
}

// One level deeper; fails at NESTING_MAX.
static void parser_enter(Parser *parser)
{
    if (++parser->depth > NESTING_MAX)
        parser_fail(parser, parser->token.start, "XPST0003",
                    "the expression is nested more than %d levels deep", NESTING_MAX);
}

void expr_list_add(Parser *parser, ExprList *list, Expr *expr)
{
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 4;
        Expr **at = arena_array(parser->arena, Expr *, room);
        if (list->count)
            memcpy(at, list->at, list->count * sizeof *at);
        list->at = at;
        list->room = room;
    }
    list->at[list->count++] = expr;
}

static Expr *sequence_of(Parser *parser, uint32_t offset, ExprList parts)
{
    if (parts.count == 1)
        return parts.at[0];
    Expr *expr = parser_node(parser, EXPR_SEQUENCE, offset, parts.count);
    if (parts.count)
        memcpy(expr->args, parts.at, parts.count * sizeof *parts.at);
    parser_measure(parser, expr);
    return expr;
}

Expr *parse_expression(Parser *parser)
{
    uint32_t offset = parser->token.start;
    Expr *first = parse_single(parser);
    if (!parser_sees(parser, TOKEN_COMMA))
        return first;
    ExprList parts = {0};
    expr_list_add(parser, &parts, first);
    while (parser_accept(parser, TOKEN_COMMA))
        expr_list_add(parser, &parts, parse_single(parser));
    return sequence_of(parser, offset, parts);
}

// ---- Operators ----

typedef enum Chain {
    CHAIN_NONE,     // a = b = c is an error
    CHAIN_LEFT,     // a - b - c
    CHAIN_BALANCED, // a or b or c: any grouping will do
} Chain;

typedef struct Infix {
    TokenKind token; // TOKEN_NAME: `word`
    const char *word;
    const char *second; // of `instance of`
    uint8_t level;      // binds the tighter the higher
    uint8_t chain;
    uint8_t kind; // EXPR_CALL: fn:concat
    uint8_t operation;
} Infix;

enum {
    LEVEL_OR = 1,
    LEVEL_AND,
    LEVEL_COMPARE,
    LEVEL_CONCAT,
    LEVEL_RANGE,
    LEVEL_ADD,
    LEVEL_MULTIPLY,
    LEVEL_UNION,
    LEVEL_INTERSECT,
    LEVEL_INSTANCE,
    LEVEL_TREAT,
    LEVEL_CASTABLE,
    LEVEL_CAST,
    LEVEL_ARROW,
    LEVEL_UNARY,
};

static const Infix infixes[] = {
    {TOKEN_NAME, "or", NULL, LEVEL_OR, CHAIN_BALANCED, EXPR_OR, 0},
    {TOKEN_NAME, "and", NULL, LEVEL_AND, CHAIN_BALANCED, EXPR_AND, 0},
    {TOKEN_EQUAL, NULL, NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_GENERAL_COMPARE, OP_EQ},
    {TOKEN_NOT_EQUAL, NULL, NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_GENERAL_COMPARE, OP_NE},
    {TOKEN_LESS, NULL, NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_GENERAL_COMPARE, OP_LT},
    {TOKEN_LESS_EQUAL, NULL, NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_GENERAL_COMPARE, OP_LE},
    {TOKEN_GREATER, NULL, NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_GENERAL_COMPARE, OP_GT},
    {TOKEN_GREATER_EQUAL, NULL, NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_GENERAL_COMPARE, OP_GE},
    {TOKEN_NAME, "eq", NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_VALUE_COMPARE, OP_EQ},
    {TOKEN_NAME, "ne", NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_VALUE_COMPARE, OP_NE},
    {TOKEN_NAME, "lt", NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_VALUE_COMPARE, OP_LT},
    {TOKEN_NAME, "le", NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_VALUE_COMPARE, OP_LE},
    {TOKEN_NAME, "gt", NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_VALUE_COMPARE, OP_GT},
    {TOKEN_NAME, "ge", NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_VALUE_COMPARE, OP_GE},
    {TOKEN_NAME, "is", NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_NODE_IS, 0},
    {TOKEN_BEFORE, NULL, NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_NODE_BEFORE, 0},
    {TOKEN_AFTER, NULL, NULL, LEVEL_COMPARE, CHAIN_NONE, EXPR_NODE_AFTER, 0},
    {TOKEN_CONCAT, NULL, NULL, LEVEL_CONCAT, CHAIN_LEFT, EXPR_CALL, 0},
    {TOKEN_NAME, "to", NULL, LEVEL_RANGE, CHAIN_NONE, EXPR_RANGE, 0},
    {TOKEN_PLUS, NULL, NULL, LEVEL_ADD, CHAIN_LEFT, EXPR_ARITHMETIC, OP_ADD},
    {TOKEN_MINUS, NULL, NULL, LEVEL_ADD, CHAIN_LEFT, EXPR_ARITHMETIC, OP_SUBTRACT},
    {TOKEN_STAR, NULL, NULL, LEVEL_MULTIPLY, CHAIN_LEFT, EXPR_ARITHMETIC, OP_MULTIPLY},
    {TOKEN_NAME, "div", NULL, LEVEL_MULTIPLY, CHAIN_LEFT, EXPR_ARITHMETIC, OP_DIVIDE},
    {TOKEN_NAME, "idiv", NULL, LEVEL_MULTIPLY, CHAIN_LEFT, EXPR_ARITHMETIC, OP_INTEGER_DIVIDE},
    {TOKEN_NAME, "mod", NULL, LEVEL_MULTIPLY, CHAIN_LEFT, EXPR_ARITHMETIC, OP_MODULO},
    {TOKEN_BAR, NULL, NULL, LEVEL_UNION, CHAIN_BALANCED, EXPR_UNION, 0},
    {TOKEN_NAME, "union", NULL, LEVEL_UNION, CHAIN_BALANCED, EXPR_UNION, 0},
    {TOKEN_NAME, "intersect", NULL, LEVEL_INTERSECT, CHAIN_LEFT, EXPR_INTERSECT, 0},
    {TOKEN_NAME, "except", NULL, LEVEL_INTERSECT, CHAIN_LEFT, EXPR_EXCEPT, 0},
    {TOKEN_NAME, "instance", "of", LEVEL_INSTANCE, CHAIN_NONE, EXPR_INSTANCE_OF, 0},
    {TOKEN_NAME, "treat", "as", LEVEL_TREAT, CHAIN_NONE, EXPR_TREAT, 0},
    {TOKEN_NAME, "castable", "as", LEVEL_CASTABLE, CHAIN_NONE, EXPR_CASTABLE, 0},
    {TOKEN_NAME, "cast", "as", LEVEL_CAST, CHAIN_NONE, EXPR_CAST, 0},
    {TOKEN_ARROW, NULL, NULL, LEVEL_ARROW, CHAIN_LEFT, EXPR_CALL, 0},
};

static const Infix *infix_of(const Parser *parser)
{
    const Token *token = &parser->token;
    for (size_t i = 0; i < sizeof infixes / sizeof *infixes; i++) {
        const Infix *infix = &infixes[i];
        if (infix->token != token->kind || (infix->word && !token_is_word(token, infix->word)))
            continue;
        if (infix->second && !token_is_word(&parser->next, infix->second))
            continue;
        return infix;
    }
    return NULL;
}

static Expr *balanced(Parser *parser, const Infix *infix, uint32_t offset, Expr **parts,
                      size_t count)
{
    if (count == 1)
        return parts[0];
    Expr *left = balanced(parser, infix, offset, parts, count / 2);
    Expr *right = balanced(parser, infix, offset, parts + count / 2, count - count / 2);
    return parser_binary(parser, (ExprKind)infix->kind, offset, left, right);
}

static Expr *parse_binary(Parser *parser, unsigned least);

static Expr *parse_chain(Parser *parser, const Infix *infix, Expr *first)
{
    uint32_t offset = parser->token.start;
    ExprList parts = {0};
    expr_list_add(parser, &parts, first);
    for (const Infix *next = infix; next && next->level == infix->level; next = infix_of(parser)) {
        parser_advance(parser);
        expr_list_add(parser, &parts, parse_binary(parser, infix->level + 1u));
    }
    return balanced(parser, infix, offset, parts.at, parts.count);
}

// XPath 2.0 casts only a literal or a QName to xs:QName (3.10.2), XPath 3.0 any string.
static void require_qname_operand(Parser *parser, const Expr *cast)
{
    if (cast->kind != EXPR_CAST || cast->target.item != TYPE_QNAME)
        return;
    const Expr *operand = cast->args[0];
    bool is_literal = operand->kind == EXPR_LITERAL;
    bool is_cast = operand->kind == EXPR_CAST && !(parser->context->language & LANGUAGE_XPATH3);
    if ((is_literal && operand->literal.type != TYPE_STRING) ||
        (is_cast && operand->target.item != TYPE_QNAME))
        parser_fail(parser, cast->offset, "XPTY0004",
                    "only a string literal or a QName can be cast to xs:QName");
}

static Expr *parse_type_operator(Parser *parser, const Infix *infix, Expr *left)
{
    uint32_t offset = parser->token.start;
    parser_advance(parser);
    parser_advance(parser);
    Expr *expr = parser_unary(parser, (ExprKind)infix->kind, offset, left);
    bool is_cast = infix->kind == EXPR_CAST || infix->kind == EXPR_CASTABLE;
    expr->target = is_cast ? parse_single_type(parser) : parse_sequence_type(parser);
    if (is_cast)
        require_qname_operand(parser, expr);
    return expr;
}

static Expr *concatenation(Parser *parser, uint32_t offset, Expr *left, Expr *right)
{
    Expr *expr = parser_binary(parser, EXPR_CALL, offset, left, right);
    expr->function = function_find(S(NS_FN), S("concat"), 2);
    return expr;
}

static Expr *parse_infix(Parser *parser, const Infix *infix, Expr *left)
{
    uint32_t offset = parser->token.start;
    if (infix->second)
        return parse_type_operator(parser, infix, left);
    if (infix->chain == CHAIN_BALANCED)
        return parse_chain(parser, infix, left);
    parser_advance(parser);
    if (infix->level == LEVEL_ARROW)
        return parse_arrow_call(parser, left);
    Expr *right = parse_binary(parser, infix->level + 1u);
    if (infix->level == LEVEL_CONCAT)
        return concatenation(parser, offset, left, right);
    Expr *expr = parser_binary(parser, (ExprKind)infix->kind, offset, left, right);
    expr->operation = infix->operation;
    return expr;
}

static Expr *parse_map(Parser *parser)
{
    Expr *expr = parse_path(parser);
    while (parser_sees(parser, TOKEN_BANG)) {
        uint32_t offset = parser->token.start;
        parser_advance(parser);
        expr = parser_binary(parser, EXPR_MAP, offset, expr, parse_path(parser));
    }
    return expr;
}

static bool sees_sign(const Parser *parser)
{
    return parser_sees(parser, TOKEN_MINUS) || parser_sees(parser, TOKEN_PLUS);
}

// -a, +a: from the inside out
static Expr *parse_signs(Parser *parser)
{
    enum { SIGNS_MAX = 100 };
    struct {
        uint32_t offset;
        ExprKind kind;
    } signs[SIGNS_MAX];
    size_t count = 0;
    for (; sees_sign(parser); parser_advance(parser)) {
        if (count == SIGNS_MAX)
            parser_fail(parser, parser->token.start, "XPST0003", "more than %d signs in a row",
                        SIGNS_MAX);
        signs[count].offset = parser->token.start;
        signs[count++].kind = parser_sees(parser, TOKEN_MINUS) ? EXPR_NEGATE : EXPR_PLUS;
    }
    Expr *expr = parse_map(parser);
    while (count-- > 0)
        expr = parser_unary(parser, signs[count].kind, signs[count].offset, expr);
    return expr;
}

static Expr *parse_binary(Parser *parser, unsigned least)
{
    Expr *left = sees_sign(parser) ? parse_signs(parser) : parse_map(parser);
    unsigned most = LEVEL_UNARY;
    for (;;) {
        const Infix *infix = infix_of(parser);
        if (!infix || infix->level < least || infix->level > most)
            return left;
        left = parse_infix(parser, infix, left);
        most = infix->chain == CHAIN_NONE ? infix->level - 1u : infix->level;
    }
}

// ---- for, let, some, every, if ----

static Variable *new_local(Parser *parser)
{
    parser_expect(parser, TOKEN_DOLLAR, "a variable, as in `$line`");
    if (!parser_sees(parser, TOKEN_NAME))
        parser_fail_expected(parser, "the name of a variable");
    Variable *variable = arena_array(parser->arena, Variable, 1);
    variable->kind = VARIABLE_LOCAL;
    variable->type = (SequenceType){TYPE_ITEM, OCCURS_ANY, NULL};
    bool has_uri = parser->token.prefix.len > 0 || parser->token.is_braced;
    variable->uri = has_uri ? parser_prefix_uri(parser, &parser->token) : S("");
    variable->local = parser->token.local;
    parser_advance(parser);
    return variable;
}

typedef struct Binder {
    const char *word;
    ExprKind kind;
    TokenKind join;   // between variable and value; TOKEN_NAME: `in`
    const char *body; // the word before the body
} Binder;

static const Binder binders[] = {
    {"for", EXPR_FOR, TOKEN_NAME, "return"},
    {"let", EXPR_LET, TOKEN_ASSIGN, "return"},
    {"some", EXPR_SOME, TOKEN_NAME, "satisfies"},
    {"every", EXPR_EVERY, TOKEN_NAME, "satisfies"},
};

static const Binder *binder_of(const Parser *parser)
{
    if (parser->token.kind != TOKEN_NAME || parser->next.kind != TOKEN_DOLLAR)
        return NULL;
    for (size_t i = 0; i < sizeof binders / sizeof *binders; i++)
        if (parser_sees_word(parser, binders[i].word) &&
            (binders[i].kind != EXPR_LET || parser->context->language & LANGUAGE_XPATH3))
            return &binders[i];
    return NULL;
}

// `$a in x, $b in y return z`: each variable is in scope in what follows its own value
static Expr *parse_bindings(Parser *parser, const Binder *binder, uint32_t offset)
{
    parser_enter(parser);
    StaticContext *context = parser->context;
    Variable *variable = new_local(parser);
    if (binder->join == TOKEN_NAME)
        parser_expect_word(parser, "in", "after the variable");
    else
        parser_expect(parser, binder->join, "`:=` after the variable");
    Expr *value = parse_single(parser);

    variable->slot = context->locals++;
    Scope scope = {variable, context->variables};
    context->variables = &scope;
    Expr *body;
    if (parser_accept(parser, TOKEN_COMMA)) {
        body = parse_bindings(parser, binder, parser->token.start);
    } else {
        Slice where = arena_print(parser->arena, "in `%s`", binder->word);
        parser_expect_word(parser, binder->body, arena_c_string(parser->arena, where));
        body = parse_single(parser);
    }
    context->variables = scope.outer;
    context->locals--;

    Expr *expr = parser_binary(parser, binder->kind, offset, value, body);
    expr->variable = variable;
    parser_leave(parser);
    return expr;
}

static Expr *parse_if(Parser *parser)
{
    Expr *expr = parser_node(parser, EXPR_IF, parser->token.start, 3);
    parser_advance(parser);
    parser_expect(parser, TOKEN_LEFT_PAREN, "`(` after `if`");
    expr->args[0] = parse_expression(parser);
    parser_expect(parser, TOKEN_RIGHT_PAREN, "`)` after the condition");
    parser_expect_word(parser, "then", "after the condition");
    expr->args[1] = parse_single(parser);
    parser_expect_word(parser, "else", "(XPath has no `if` without it; write `else ()`)");
    expr->args[2] = parse_single(parser);
    parser_measure(parser, expr);
    return expr;
}

Expr *parse_single(Parser *parser)
{
    parser_enter(parser);
    const Binder *binder = binder_of(parser);
    Expr *expr;
    if (binder) {
        uint32_t offset = parser->token.start;
        parser_advance(parser);
        expr = parse_bindings(parser, binder, offset);
    } else if (parser_sees_word(parser, "if") && parser->next.kind == TOKEN_LEFT_PAREN) {
        expr = parse_if(parser);
    } else {
        expr = parse_binary(parser, LEVEL_OR);
    }
    parser_leave(parser);
    return expr;
}

// ---- Primaries ----

static Expr *parse_number(Parser *parser)
{
    Token token = parser->token;
    Slice text = slice_part(parser->source->text, token.start, token.end - token.start);
    parser_advance(parser);
    if (token.kind == TOKEN_DOUBLE)
        return parser_literal(parser, token.start,
                              item_double(strtod(arena_c_string(parser->arena, text), NULL)));
    Decimal value;
    size_t point = slice_find(text, S("."));
    if (point != SIZE_MAX)
        text = slice_part(text, 0, point + 2 + DECIMAL_DIGITS_MAX);
    while (!decimal_read(text, &value, NULL)) {
        // Digits behind the point that do not fit are left out (XPath 2.0, 3.1.1).
        if (text.len-- <= point || point == SIZE_MAX)
            parser_fail(parser, token.start, "FOAR0002",
                        "this number has more than the %d digits kept", DECIMAL_DIGITS_MAX);
    }
    Type type = token.kind == TOKEN_INTEGER ? TYPE_INTEGER : TYPE_DECIMAL;
    return parser_literal(parser, token.start, item_decimal(parser->arena, type, value));
}

static noreturn void fail_unknown_variable(Parser *parser, uint32_t offset, const Token *name)
{
    Slice text = slice_part(parser->source->text, name->start, name->end - name->start);
    Nearest nearest = nearest_to(name->local);
    for (const Scope *scope = parser->context->variables; scope; scope = scope->outer)
        nearest_consider(&nearest, scope->variable->local);
    if (nearest.name.len > 0)
        parser_fail(parser, offset, "XPST0008",
                    "no variable $%.*s is in scope here; is $%.*s meant?", (int)text.len, text.at,
                    (int)nearest.name.len, nearest.name.at);
    parser_fail(parser, offset, "XPST0008",
                "no variable $%.*s is in scope here; declare it before its use", (int)text.len,
                text.at);
}

static Expr *parse_variable(Parser *parser)
{
    Expr *expr = parser_node(parser, EXPR_VARIABLE, parser->token.start, 0);
    parser_advance(parser);
    if (!parser_sees(parser, TOKEN_NAME))
        parser_fail_expected(parser, "the name of a variable behind `$`");
    Token name = parser->token;
    bool has_uri = name.prefix.len > 0 || name.is_braced;
    Slice uri = has_uri ? parser_prefix_uri(parser, &name) : S("");
    for (const Scope *scope = parser->context->variables; scope; scope = scope->outer)
        if (slice_equal(scope->variable->local, name.local) &&
            slice_equal(scope->variable->uri, uri)) {
            expr->variable = scope->variable;
            parser_advance(parser);
            return expr;
        }
    fail_unknown_variable(parser, expr->offset, &name);
}

static Expr *parse_parenthesized(Parser *parser)
{
    uint32_t offset = parser->token.start;
    parser_advance(parser);
    if (parser_accept(parser, TOKEN_RIGHT_PAREN))
        return sequence_of(parser, offset, (ExprList){0});
    Expr *expr = parse_expression(parser);
    parser_expect(parser, TOKEN_RIGHT_PAREN, "`)`, which closes the parenthesis, or an operator");
    return expr;
}

// NULL where no primary expression begins.
Expr *parse_primary(Parser *parser)
{
    switch ((int)parser->token.kind) {
    case TOKEN_INTEGER:
    case TOKEN_DECIMAL:
    case TOKEN_DOUBLE:
        return parse_number(parser);
    case TOKEN_STRING: {
        uint32_t offset = parser->token.start;
        return parser_literal(parser, offset, item_string(parser_string(parser)));
    }
    case TOKEN_DOLLAR:
        return parse_variable(parser);
    case TOKEN_LEFT_PAREN:
        return parse_parenthesized(parser);
    case TOKEN_DOT: {
        Expr *expr = parser_node(parser, EXPR_CONTEXT_ITEM, parser->token.start, 0);
        parser_advance(parser);
        return expr;
    }
    case TOKEN_NAME:
        if (parser->next.kind == TOKEN_LEFT_PAREN && !parser_sees_kind_test(parser))
            return parse_call(parser);
        return NULL;
    default:
        return NULL;
    }
}

// ---- The whole ----

// Nothing may follow.
static void parse_end(Parser *parser)
{
    if (!parser_sees(parser, TOKEN_END))
        parser_fail_expected(parser, "an operator or the end of the expression");
}

typedef struct ParseRun {
    StaticContext *context;
    const Source *source;
    Expr *expr;
} ParseRun;

static bool run_parse(void *context)
{
    ParseRun *run = context;
    Parser parser;
    parser_start(&parser, run->context, run->source);
    run->expr = parse_expression(&parser);
    parse_end(&parser);
    return true;
}

Expr *xpath_parse(StaticContext *context, const Source *source, Faults *faults)
{
    ParseRun run = {context, source, NULL};
    const Scope *variables = context->variables;
    uint32_t locals = context->locals;
    bool is_parsed = guard_run(arena_guard(context->arena), run_parse, &run, faults);
    context->variables = variables;
    context->locals = locals;
    return is_parsed ? run.expr : NULL;
}
