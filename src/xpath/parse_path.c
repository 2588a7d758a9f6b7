// SPDX-License-Identifier: Apache-2.0
// Paths and steps (XPath 2.0, 3.2).
//
// The abbreviations are written out here: `//` is /descendant-or-self::node()/, `..` is
// parent::node(), `@x` is attribute::x. rewrite/ joins //x to descendant::x where no predicate
// counts positions.

#include "xpath/parse.h"

static const char *const axis_names[] = {
    [AXIS_CHILD] = "child",
    [AXIS_DESCENDANT] = "descendant",
    [AXIS_ATTRIBUTE] = "attribute",
    [AXIS_SELF] = "self",
    [AXIS_DESCENDANT_OR_SELF] = "descendant-or-self",
    [AXIS_FOLLOWING_SIBLING] = "following-sibling",
    [AXIS_FOLLOWING] = "following",
    [AXIS_NAMESPACE] = "namespace",
    [AXIS_PARENT] = "parent",
    [AXIS_ANCESTOR] = "ancestor",
    [AXIS_PRECEDING_SIBLING] = "preceding-sibling",
    [AXIS_PRECEDING] = "preceding",
    [AXIS_ANCESTOR_OR_SELF] = "ancestor-or-self",
};
_Static_assert(sizeof axis_names / sizeof *axis_names == AXIS_END, "an axis has no name");

const char *axis_name(Axis axis)
{
    return axis_names[axis];
}

static Axis parse_axis(Parser *parser)
{
    const Token *token = &parser->token;
    if (token->prefix.len == 0 && !token->is_braced)
        for (size_t i = 0; i < AXIS_END; i++)
            if (slice_equal(token->local, slice_of(axis_names[i]))) {
                parser_advance(parser);
                parser_advance(parser);
                return (Axis)i;
            }
    parser_fail_expected(parser,
                         "an axis before `::`, such as child, descendant, attribute or ancestor");
}

static NodeTestKind principal_kind(Axis axis)
{
    return axis == AXIS_ATTRIBUTE   ? TEST_ATTRIBUTE
           : axis == AXIS_NAMESPACE ? TEST_NAMESPACE
                                    : TEST_ELEMENT;
}

static NodeTest *any_of_kind(Parser *parser, NodeTestKind kind)
{
    NodeTest *test = arena_array(parser->arena, NodeTest, 1);
    *test = (NodeTest){
        .kind = kind, .any_uri = true, .any_local = true, .name = -1, .content = TYPE_ANY_TYPE};
    return test;
}

static NodeTest *parse_node_test(Parser *parser, Axis axis)
{
    Token token = parser->token;
    if (parser_sees_kind_test(parser))
        return parse_kind_test(parser);
    NodeTestKind principal = principal_kind(axis);
    if (token.kind == TOKEN_STAR) {
        parser_advance(parser);
        return any_of_kind(parser, principal);
    }
    if (token.kind != TOKEN_NAME && token.kind != TOKEN_WILDCARD)
        parser_fail_expected(parser, "a name, `*`, or a kind of node such as text()");
    NodeTest *test = parser_name_test(parser, &token, principal);
    parser_advance(parser);
    return test;
}

static Expr *step_node(Parser *parser, uint32_t offset, Axis axis, NodeTest *test)
{
    Expr *step = parser_node(parser, EXPR_STEP, offset, 0);
    step->axis = (uint8_t)axis;
    step->test = test;
    return step;
}

// Without an axis a step goes to children, but to attributes where its test is for attributes.
static Axis default_axis(const Parser *parser)
{
    if (!parser_sees_kind_test(parser))
        return AXIS_CHILD;
    if (parser_sees_word(parser, "attribute") || parser_sees_word(parser, "schema-attribute"))
        return AXIS_ATTRIBUTE;
    if (parser_sees_word(parser, "namespace-node"))
        return AXIS_NAMESPACE;
    return AXIS_CHILD;
}

static Expr *parse_axis_step(Parser *parser)
{
    uint32_t offset = parser->token.start;
    if (parser_accept(parser, TOKEN_DOT_DOT))
        return step_node(parser, offset, AXIS_PARENT, any_of_kind(parser, TEST_NODE));
    Axis axis;
    if (parser_accept(parser, TOKEN_AT))
        axis = AXIS_ATTRIBUTE;
    else if (parser_sees(parser, TOKEN_NAME) && parser->next.kind == TOKEN_COLON_COLON)
        axis = parse_axis(parser);
    else
        axis = default_axis(parser);
    return step_node(parser, offset, axis, parse_node_test(parser, axis));
}

static Expr *parse_step(Parser *parser)
{
    Expr *expr = parse_primary(parser);
    bool is_reverse = false;
    if (!expr) {
        if (!token_starts_step(parser))
            parser_fail_expected(parser,
                                 "an expression, such as a path, a number, a string or a function");
        expr = parse_axis_step(parser);
        is_reverse = expr->axis >= AXIS_PARENT;
    }
    while (parser_sees(parser, TOKEN_LEFT_BRACKET)) {
        uint32_t offset = parser->token.start;
        parser_advance(parser);
        Expr *predicate = parse_expression(parser);
        parser_expect(parser, TOKEN_RIGHT_BRACKET,
                      "`]`, which closes the predicate, or an operator");
        expr = parser_binary(parser, EXPR_FILTER, offset, expr, predicate);
        expr->is_reverse = is_reverse;
    }
    return expr;
}

// Whether a step can begin here: after a `/` that may also stand alone (A.1.2, leading-lone-slash).
bool token_starts_step(const Parser *parser)
{
    switch ((int)parser->token.kind) {
    case TOKEN_NAME:
    case TOKEN_WILDCARD:
    case TOKEN_STAR:
    case TOKEN_INTEGER:
    case TOKEN_DECIMAL:
    case TOKEN_DOUBLE:
    case TOKEN_STRING:
    case TOKEN_DOLLAR:
    case TOKEN_LEFT_PAREN:
    case TOKEN_DOT:
    case TOKEN_DOT_DOT:
    case TOKEN_AT:
        return true;
    default:
        return false;
    }
}

static Expr *all_below(Parser *parser, uint32_t offset, Expr *from)
{
    Expr *step = step_node(parser, offset, AXIS_DESCENDANT_OR_SELF, any_of_kind(parser, TEST_NODE));
    return parser_binary(parser, EXPR_PATH, offset, from, step);
}

static Expr *parse_start(Parser *parser)
{
    uint32_t offset = parser->token.start;
    if (parser_accept(parser, TOKEN_SLASH)) {
        Expr *root = parser_node(parser, EXPR_ROOT, offset, 0);
        if (!token_starts_step(parser))
            return root;
        return parser_binary(parser, EXPR_PATH, offset, root, parse_step(parser));
    }
    if (parser_accept(parser, TOKEN_SLASH_SLASH)) {
        Expr *root = parser_node(parser, EXPR_ROOT, offset, 0);
        return parser_binary(parser, EXPR_PATH, offset, all_below(parser, offset, root),
                             parse_step(parser));
    }
    return parse_step(parser);
}

Expr *parse_path(Parser *parser)
{
    bool is_rooted = parser_sees(parser, TOKEN_SLASH);
    Expr *path = parse_start(parser);
    if (is_rooted && path->kind == EXPR_ROOT)
        return path; // `/` alone; but (/)/a goes on
    for (;;) {
        uint32_t offset = parser->token.start;
        if (parser_accept(parser, TOKEN_SLASH_SLASH))
            path = all_below(parser, offset, path);
        else if (!parser_accept(parser, TOKEN_SLASH))
            return path;
        path = parser_binary(parser, EXPR_PATH, offset, path, parse_step(parser));
    }
}
