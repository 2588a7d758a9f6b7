// SPDX-License-Identifier: Apache-2.0
// Names, kind tests and sequence types (XPath 2.0, 2.5.3).

#include "xpath/parse.h"

#include "base/utf8.h"

// ---- Prefixes ----

static const struct {
    Slice prefix, uri;
    unsigned language;
} known_prefixes[] = {
    {S_INIT("xml"), S_INIT("http://www.w3.org/XML/1998/namespace"), 0},
    {S_INIT("xs"), S_INIT(NS_XS), 0},
    {S_INIT("xsd"), S_INIT(NS_XS), LANGUAGE_XSLT},
    {S_INIT("xsi"), S_INIT("http://www.w3.org/2001/XMLSchema-instance"), 0},
    {S_INIT("fn"), S_INIT(NS_FN), 0},
    {S_INIT("math"), S_INIT(NS_MATH), LANGUAGE_XPATH3},
};

bool prefix_is_known(Slice prefix, unsigned language, Slice *uri)
{
    for (size_t i = 0; i < sizeof known_prefixes / sizeof *known_prefixes; i++)
        if (slice_equal(known_prefixes[i].prefix, prefix) &&
            (known_prefixes[i].language & ~language) == 0) {
            *uri = known_prefixes[i].uri;
            return true;
        }
    return false;
}

static bool find_prefix(const Parser *parser, Slice prefix, Slice *uri)
{
    for (const Namespaces *at = parser->context->namespaces; at; at = at->outer)
        if (slice_equal(at->prefix, prefix)) {
            *uri = at->uri;
            return at->uri.len > 0;
        }
    return prefix_is_known(prefix, parser->context->language, uri);
}

Slice parser_prefix_uri(Parser *parser, const Token *token)
{
    if (token->is_braced)
        return token->prefix;
    Slice uri;
    if (!find_prefix(parser, token->prefix, &uri))
        parser_fail(parser, token->start, "XPST0081",
                    "the prefix %.*s is not bound to a namespace here; declare it",
                    (int)token->prefix.len, token->prefix.at);
    return uri;
}

NodeTest *parser_name_test(Parser *parser, const Token *token, NodeTestKind principal)
{
    NodeTest *test = arena_array(parser->arena, NodeTest, 1);
    *test = (NodeTest){.kind = principal, .name = -1, .content = TYPE_ANY_TYPE};
    bool is_wild = token->kind == TOKEN_WILDCARD;
    test->any_uri = is_wild && !token->is_braced && slice_equal(token->prefix, S("*"));
    test->any_local = is_wild && !test->any_uri;
    if (!test->any_uri && (token->prefix.len > 0 || token->is_braced))
        test->uri = parser_prefix_uri(parser, token);
    else if (!test->any_uri && principal == TEST_ELEMENT)
        test->uri = parser->context->element_namespace;
    if (!test->any_local)
        test->local = token->local;
    if (!is_wild && principal != TEST_NAMESPACE)
        test->name = program_name(parser->context->program, test->uri, test->local);
    return test;
}

// ---- Types ----

// A name of a type: XPST0081 for its prefix; `code` where there is no such type.
static Type parse_type_name(Parser *parser, const char *code, const char *what)
{
    Token token = parser->token;
    if (token.kind != TOKEN_NAME)
        parser_fail_expected(parser, "the name of a type, such as xs:date");
    bool has_prefix = token.prefix.len > 0 || token.is_braced;
    Slice uri = has_prefix ? parser_prefix_uri(parser, &token) : parser->context->element_namespace;
    Type type = TYPE_ITEM;
    if (!slice_equal(uri, S(NS_XS)) || !type_find(token.local, &type)) {
        Slice name = slice_part(parser->source->text, token.start, token.end - token.start);
        parser_fail(parser, token.start, code, "%.*s is no %s%s", (int)name.len, name.at, what,
                    has_prefix ? "" : "; the built-in types have a prefix, as in xs:date");
    }
    parser_advance(parser);
    return type;
}

static bool is_atomic(Type type)
{
    return type >= TYPE_UNTYPED_ATOMIC && type <= TYPE_ANY_ATOMIC;
}

SequenceType parse_single_type(Parser *parser)
{
    uint32_t offset = parser->token.start;
    Type type = parse_type_name(parser, "XPST0051", "known atomic type");
    if (!is_atomic(type))
        parser_fail(parser, offset, "XPST0051", "%s is no atomic type: nothing can be cast to it",
                    type_name(type));
    if (type == TYPE_ANY_ATOMIC || type == TYPE_NOTATION)
        parser_fail(parser, offset, "XPST0080", "nothing can be cast to %s itself",
                    type_name(type));
    bool is_optional = parser_accept(parser, TOKEN_QUESTION);
    return (SequenceType){type, is_optional ? OCCURS_OPTIONAL : OCCURS_ONE, NULL};
}

static Occurrence parse_occurrence(Parser *parser)
{
    if (parser_accept(parser, TOKEN_QUESTION))
        return OCCURS_OPTIONAL;
    if (parser_accept(parser, TOKEN_STAR))
        return OCCURS_ANY;
    if (parser_accept(parser, TOKEN_PLUS))
        return OCCURS_MANY;
    return OCCURS_ONE;
}

static bool parse_empty_parens(Parser *parser, const char *word)
{
    if (!parser_sees_word(parser, word) || parser->next.kind != TOKEN_LEFT_PAREN)
        return false;
    parser_advance(parser);
    parser_advance(parser);
    parser_expect(parser, TOKEN_RIGHT_PAREN, "`)`");
    return true;
}

SequenceType parse_sequence_type(Parser *parser)
{
    if (parse_empty_parens(parser, "empty-sequence"))
        return (SequenceType){TYPE_EMPTY, OCCURS_NONE, NULL};
    SequenceType type = {TYPE_ITEM, OCCURS_ONE, NULL};
    if (parse_empty_parens(parser, "item")) {
        type.item = TYPE_ITEM;
    } else if (parser_sees_kind_test(parser)) {
        type.item = TYPE_ANY_NODE;
        type.test = parse_kind_test(parser);
        if (type.test->kind == TEST_NODE)
            type.test = NULL;
    } else if (parser->next.kind == TOKEN_LEFT_PAREN) {
        parser_fail_expected(parser, "a type, such as xs:date, item(), node() or element(name)");
    } else {
        uint32_t offset = parser->token.start;
        type.item = parse_type_name(parser, "XPST0051", "known atomic type");
        if (!is_atomic(type.item))
            parser_fail(parser, offset, "XPST0051", "%s is no atomic type", type_name(type.item));
    }
    type.occurs = parse_occurrence(parser);
    return type;
}

// ---- Kind tests ----

static const struct {
    const char *word;
    NodeTestKind kind;
} kind_words[] = {
    {"node", TEST_NODE},
    {"text", TEST_TEXT},
    {"comment", TEST_COMMENT},
    {"element", TEST_ELEMENT},
    {"attribute", TEST_ATTRIBUTE},
    {"document-node", TEST_DOCUMENT},
    {"processing-instruction", TEST_PI},
    {"schema-element", TEST_NONE},
    {"schema-attribute", TEST_NONE},
    {"namespace-node", TEST_NAMESPACE},
};

bool parser_sees_kind_test(const Parser *parser)
{
    if (!parser_sees(parser, TOKEN_NAME) || parser->next.kind != TOKEN_LEFT_PAREN)
        return false;
    for (size_t i = 0; i < sizeof kind_words / sizeof *kind_words; i++)
        if (parser_sees_word(parser, kind_words[i].word))
            return kind_words[i].kind != TEST_NAMESPACE ||
                   parser->context->language & LANGUAGE_XPATH3;
    return false;
}

// element(*), element(n), element(n, T), element(n, T?) and the same for attributes
static void parse_name_and_type(Parser *parser, NodeTest *test)
{
    if (parser_accept(parser, TOKEN_STAR)) {
        test->any_uri = test->any_local = true;
    } else {
        if (!parser_sees(parser, TOKEN_NAME))
            parser_fail_expected(parser, "a name or `*`");
        *test = *parser_name_test(parser, &parser->token, test->kind);
        parser_advance(parser);
    }
    if (!parser_accept(parser, TOKEN_COMMA))
        return;
    test->content = parse_type_name(parser, "XPST0008", "known type");
    if (test->kind == TEST_ELEMENT)
        parser_accept(parser, TOKEN_QUESTION); // nillable: without a schema nothing is nilled
}

static void parse_pi_target(Parser *parser, NodeTest *test)
{
    test->any_uri = true;
    if (parser_sees(parser, TOKEN_STRING)) {
        uint32_t offset = parser->token.start;
        test->local = slice_trim(parser_string(parser));
        if (!is_ncname(test->local))
            parser_fail(parser, offset, "XPTY0004",
                        "the target of a processing instruction is a name");
        return;
    }
    if (!parser_sees(parser, TOKEN_NAME) || parser->token.prefix.len > 0)
        parser_fail_expected(parser, "the target of the processing instruction");
    test->local = parser->token.local;
    parser_advance(parser);
}

static noreturn void fail_schema_test(Parser *parser)
{
    if (parser_sees(parser, TOKEN_NAME) && parser->token.prefix.len > 0)
        parser_prefix_uri(parser, &parser->token);
    parser_fail(
        parser, parser->token.start, "XPST0008",
        "no schema is imported, so no declaration can be tested for; test the name: element(name)");
}

static const NodeTest *parse_document_element(Parser *parser)
{
    if (parser_sees_word(parser, "schema-element"))
        parse_kind_test(parser);
    if (!parser_sees_word(parser, "element") || parser->next.kind != TOKEN_LEFT_PAREN)
        parser_fail_expected(parser, "element(…) in document-node()");
    return parse_kind_test(parser);
}

static void parse_kind_arguments(Parser *parser, NodeTest *test)
{
    switch (test->kind) {
    case TEST_ELEMENT:
    case TEST_ATTRIBUTE:
        test->any_uri = test->any_local = false;
        parse_name_and_type(parser, test);
        return;
    case TEST_DOCUMENT:
        test->document_element = parse_document_element(parser);
        return;
    case TEST_PI:
        test->any_local = false;
        parse_pi_target(parser, test);
        return;
    case TEST_NODE:
    case TEST_TEXT:
    case TEST_COMMENT:
    case TEST_NAMESPACE:
    case TEST_NONE:
        parser_fail_expected(parser, "`)`: this test takes no argument");
    }
}

NodeTest *parse_kind_test(Parser *parser)
{
    NodeTest *test = arena_array(parser->arena, NodeTest, 1);
    *test = (NodeTest){.any_uri = true, .any_local = true, .name = -1, .content = TYPE_ANY_TYPE};
    for (size_t i = 0; i < sizeof kind_words / sizeof *kind_words; i++)
        if (parser_sees_word(parser, kind_words[i].word))
            test->kind = kind_words[i].kind;
    if (test->kind == TEST_NONE) {
        parser_advance(parser);
        parser_advance(parser);
        if (!parser_sees(parser, TOKEN_NAME))
            parser_fail_expected(parser, "the name of a declaration");
        fail_schema_test(parser);
    }
    parser_advance(parser);
    parser_advance(parser);
    if (parser_accept(parser, TOKEN_RIGHT_PAREN))
        return test;
    parse_kind_arguments(parser, test);
    parser_expect(parser, TOKEN_RIGHT_PAREN, "`)`, which closes the test");
    return test;
}
