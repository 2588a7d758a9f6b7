// SPDX-License-Identifier: Apache-2.0
// Text to tokens.
//
//     text ─► [tokens] ─► parse*.c ─► Expr
//
// XPath has no reserved words: `div` may be an element. Here every word is a name; the parser knows
// from where it stands whether a name is an operator. So the lexer needs no states (A.2 of
// XPath 2.0), and tokens are made on demand, two ahead.

#include "base/ascii.h"
#include "base/utf8.h"
#include "xpath/parse.h"

#include <stdarg.h>
#include <stdio.h>

// ---- Faults ----

void source_place(const Source *source, uint32_t offset, unsigned *line, unsigned *column)
{
    *line = source->line;
    *column = source->column;
    if (source->line == 0)
        return;
    for (uint32_t i = 0; i < offset && i < source->text.len; i++) {
        unsigned char byte = (unsigned char)source->text.at[i];
        if (byte == '\n') {
            ++*line;
            *column = 1;
        } else if ((byte & 0xC0) != 0x80) {
            ++*column;
        }
    }
}

noreturn void parser_fail(Parser *parser, uint32_t offset, const char *code, const char *format,
                          ...)
{
    Fault fault = {.kind = FAULT_STATIC};
    source_place(parser->source, offset, &fault.line, &fault.column);
    snprintf(fault.code, sizeof fault.code, "%s", code);
    if (parser->source->file)
        snprintf(fault.file, sizeof fault.file, "%s", parser->source->file);
    va_list args;
    va_start(args, format);
    vsnprintf(fault.text, sizeof fault.text, format, args);
    va_end(args);
    guard_raise_fault(arena_guard(parser->arena), &fault);
}

noreturn void parser_fail_expected(Parser *parser, const char *expected)
{
    const Token *token = &parser->token;
    if (token->kind == TOKEN_END)
        parser_fail(parser, token->start, "XPST0003", "the expression ends too early; expected %s",
                    expected);
    Slice found = slice_part(parser->source->text, token->start, token->end - token->start);
    found = slice_show(parser->arena, found, 60);
    parser_fail(parser, token->start, "XPST0003", "found %.*s; expected %s", (int)found.len,
                found.at, expected);
}

// ---- Characters ----

static Slice rest_at(const Parser *parser, uint32_t at)
{
    return slice_part(parser->source->text, at, SIZE_MAX);
}

static char char_at(const Parser *parser, uint32_t at)
{
    return at < parser->source->text.len ? parser->source->text.at[at] : '\0';
}

// The end of the NCName that starts at `at`; `at` itself where none does.
static uint32_t name_end(const Parser *parser, uint32_t at)
{
    for (bool is_first = true; at < parser->source->text.len; is_first = false) {
        char c = parser->source->text.at[at];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (is_letter || (!is_first && (is_digit(c) || c == '-' || c == '.'))) {
            at++;
            continue;
        }
        if ((unsigned char)c < 0x80)
            break;
        size_t len;
        int32_t code = utf8_decode(rest_at(parser, at), &len);
        if (code == UTF8_BAD ||
            !(is_first ? is_name_start((uint32_t)code) : is_name_char((uint32_t)code)))
            break;
        at += (uint32_t)len;
    }
    return at;
}

// White space and comments, which nest.
static uint32_t skip_space(Parser *parser, uint32_t at)
{
    unsigned open = 0;
    uint32_t start = at;
    while (at < parser->source->text.len) {
        char c = parser->source->text.at[at], after = char_at(parser, at + 1);
        if (c == '(' && after == ':') {
            if (open++ == 0)
                start = at;
            at += 2;
        } else if (open > 0 && c == ':' && after == ')') {
            open--;
            at += 2;
        } else if (open > 0 || is_xml_space(c)) {
            at++;
        } else {
            break;
        }
    }
    if (open > 0)
        parser_fail(parser, start, "XPST0003", "this comment is not closed; expected `:)`");
    return at;
}

// ---- Tokens ----

static void read_number(Parser *parser, Token *token)
{
    uint32_t at = token->start;
    token->kind = TOKEN_INTEGER;
    while (is_digit(char_at(parser, at)))
        at++;
    if (char_at(parser, at) == '.') {
        token->kind = TOKEN_DECIMAL;
        at++;
        while (is_digit(char_at(parser, at)))
            at++;
    }
    char c = char_at(parser, at);
    if (c == 'e' || c == 'E') {
        uint32_t exponent = at + 1;
        if (char_at(parser, exponent) == '+' || char_at(parser, exponent) == '-')
            exponent++;
        if (is_digit(char_at(parser, exponent))) {
            token->kind = TOKEN_DOUBLE;
            at = exponent;
            while (is_digit(char_at(parser, at)))
                at++;
        }
    }
    token->end = at;
    if (name_end(parser, at) > at)
        parser_fail(parser, at, "XPST0003",
                    "a number runs into a name; put a space between them, as in `10 div 2`");
}

static void read_string(Parser *parser, Token *token)
{
    char quote = char_at(parser, token->start);
    uint32_t at = token->start + 1;
    for (;; at++) {
        if (at >= parser->source->text.len)
            parser_fail(parser, token->start, "XPST0003",
                        "this string is not closed; expected another %c", quote);
        if (parser->source->text.at[at] != quote)
            continue;
        if (char_at(parser, at + 1) != quote)
            break;
        at++;
    }
    token->kind = TOKEN_STRING;
    token->end = at + 1;
}

static Slice text_between(const Parser *parser, uint32_t start, uint32_t end)
{
    return slice_part(parser->source->text, start, end - start);
}

// Q{uri}local or Q{uri}*: XPath 3.0
static bool read_braced(Parser *parser, Token *token)
{
    if (!(parser->context->language & LANGUAGE_XPATH3) || char_at(parser, token->start + 1) != '{')
        return false;
    uint32_t at = token->start + 2;
    while (char_at(parser, at) != '}')
        if (++at >= parser->source->text.len)
            parser_fail(parser, token->start, "XPST0003", "this Q{ is not closed; expected `}`");
    token->prefix = slice_trim(text_between(parser, token->start + 2, at));
    token->is_braced = true;
    uint32_t local = at + 1, end = name_end(parser, local);
    token->kind = TOKEN_NAME;
    if (end == local && char_at(parser, local) == '*') {
        token->kind = TOKEN_WILDCARD;
        end++;
    } else if (end == local) {
        parser_fail(parser, local, "XPST0003", "expected a name behind Q{…}");
    }
    token->local = text_between(parser, local, end);
    token->end = end;
    return true;
}

static void read_name(Parser *parser, Token *token, uint32_t end)
{
    if (char_at(parser, token->start) == 'Q' && end == token->start + 1 &&
        read_braced(parser, token))
        return;
    token->kind = TOKEN_NAME;
    token->local = text_between(parser, token->start, end);
    token->end = end;
    if (char_at(parser, end) != ':' || char_at(parser, end + 1) == ':')
        return;
    uint32_t local_end = name_end(parser, end + 1);
    if (local_end > end + 1) {
        token->prefix = token->local;
        token->local = text_between(parser, end + 1, local_end);
        token->end = local_end;
    } else if (char_at(parser, end + 1) == '*') {
        token->kind = TOKEN_WILDCARD;
        token->prefix = token->local;
        token->local = S("*");
        token->end = end + 2;
    }
}

// Longer symbols stand before their beginnings.
static const struct {
    char text[3];
    uint8_t kind;
    bool is_xpath3;
} symbols[] = {
    {"::", TOKEN_COLON_COLON, false},
    {":=", TOKEN_ASSIGN, false},
    {"//", TOKEN_SLASH_SLASH, false},
    {"..", TOKEN_DOT_DOT, false},
    {"!=", TOKEN_NOT_EQUAL, false},
    {"<=", TOKEN_LESS_EQUAL, false},
    {">=", TOKEN_GREATER_EQUAL, false},
    {"<<", TOKEN_BEFORE, false},
    {">>", TOKEN_AFTER, false},
    {"||", TOKEN_CONCAT, true},
    {"=>", TOKEN_ARROW, true},
    {"(", TOKEN_LEFT_PAREN, false},
    {")", TOKEN_RIGHT_PAREN, false},
    {"[", TOKEN_LEFT_BRACKET, false},
    {"]", TOKEN_RIGHT_BRACKET, false},
    {",", TOKEN_COMMA, false},
    {"$", TOKEN_DOLLAR, false},
    {".", TOKEN_DOT, false},
    {"@", TOKEN_AT, false},
    {"/", TOKEN_SLASH, false},
    {"*", TOKEN_STAR, false},
    {"+", TOKEN_PLUS, false},
    {"-", TOKEN_MINUS, false},
    {"?", TOKEN_QUESTION, false},
    {"|", TOKEN_BAR, false},
    {"=", TOKEN_EQUAL, false},
    {"<", TOKEN_LESS, false},
    {">", TOKEN_GREATER, false},
    {"!", TOKEN_BANG, true},
};

static bool read_symbol(Parser *parser, Token *token)
{
    char first = char_at(parser, token->start), second = char_at(parser, token->start + 1);
    bool has_xpath3 = parser->context->language & LANGUAGE_XPATH3;
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        const char *text = symbols[i].text;
        if (first != text[0] || (text[1] && second != text[1]) ||
            (symbols[i].is_xpath3 && !has_xpath3))
            continue;
        token->kind = (TokenKind)symbols[i].kind;
        token->end = token->start + (text[1] ? 2 : 1);
        return true;
    }
    return false;
}

static Token read_token(Parser *parser)
{
    uint32_t at = skip_space(parser, parser->at);
    Token token = {.kind = TOKEN_END, .start = at, .end = at};
    if (at >= parser->source->text.len)
        return token;
    char c = char_at(parser, at);
    uint32_t end;
    if (is_digit(c) || (c == '.' && is_digit(char_at(parser, at + 1)))) {
        read_number(parser, &token);
    } else if (c == '"' || c == '\'') {
        read_string(parser, &token);
    } else if ((end = name_end(parser, at)) > at) {
        read_name(parser, &token, end);
    } else if (c == '*' && char_at(parser, at + 1) == ':' &&
               (end = name_end(parser, at + 2)) > at + 2) {
        token.kind = TOKEN_WILDCARD;
        token.prefix = S("*");
        token.local = text_between(parser, at + 2, end);
        token.end = end;
    } else if (!read_symbol(parser, &token)) {
        size_t len;
        utf8_decode(rest_at(parser, at), &len);
        Slice shown = slice_show(parser->arena, text_between(parser, at, at + (uint32_t)len), 20);
        bool is_xpath3 = c == '!' || c == '|';
        parser_fail(parser, at, "XPST0003", "%.*s is no symbol of XPath 2.0%s", (int)shown.len,
                    shown.at,
                    is_xpath3 ? " (but of XPath 3.0, which is not switched on here)" : "");
    }
    parser->at = token.end;
    return token;
}

void parser_start(Parser *parser, StaticContext *context, const Source *source)
{
    *parser = (Parser){.context = context, .arena = context->arena, .source = source};
    if (source->text.len > EXPRESSION_BYTES_MAX)
        parser_fail(parser, 0, "XPST0003", "the expression has %zu bytes; at most %d are taken",
                    source->text.len, EXPRESSION_BYTES_MAX);
    size_t bad = utf8_valid(source->text);
    if (bad < source->text.len)
        parser_fail(parser, (uint32_t)bad, "XPST0003", "byte %zu of the expression is no UTF-8",
                    bad + 1);
    Statics *statics = arena_array(context->arena, Statics, 1);
    *statics = (Statics){context->base_uri, context->collation, context->language};
    parser->statics = statics;
    parser->namespaces = context->namespaces;
    if (context->element_namespace.len > 0) {
        Namespaces *with_default = arena_array(context->arena, Namespaces, 1);
        *with_default = (Namespaces){S(""), context->element_namespace, context->namespaces};
        parser->namespaces = with_default;
    }
    parser->token = read_token(parser);
    parser->next = read_token(parser);
}

void parser_advance(Parser *parser)
{
    parser->token = parser->next;
    if (parser->next.kind != TOKEN_END)
        parser->next = read_token(parser);
}

bool token_is_word(const Token *token, const char *word)
{
    return token->kind == TOKEN_NAME && token->prefix.len == 0 && !token->is_braced &&
           token->local.at[0] == word[0] && slice_equal(token->local, slice_of(word));
}

bool parser_sees_word(const Parser *parser, const char *word)
{
    return token_is_word(&parser->token, word);
}

bool parser_accept(Parser *parser, TokenKind kind)
{
    if (parser->token.kind != kind)
        return false;
    parser_advance(parser);
    return true;
}

static bool parser_accept_word(Parser *parser, const char *word)
{
    if (!parser_sees_word(parser, word))
        return false;
    parser_advance(parser);
    return true;
}

void parser_expect(Parser *parser, TokenKind kind, const char *what)
{
    if (!parser_accept(parser, kind))
        parser_fail_expected(parser, what);
}

void parser_expect_word(Parser *parser, const char *word, const char *where)
{
    if (parser_accept_word(parser, word))
        return;
    Slice expected = arena_print(parser->arena, "`%s` %s", word, where);
    parser_fail_expected(parser, arena_c_string(parser->arena, expected));
}

Slice parser_string(Parser *parser)
{
    Slice inner = text_between(parser, parser->token.start + 1, parser->token.end - 1);
    char quote = parser->source->text.at[parser->token.start];
    parser_advance(parser);
    if (inner.len == 0 || !memchr(inner.at, quote, inner.len))
        return inner;
    char *text = arena_take_raw(parser->arena, inner.len, 1);
    size_t len = 0;
    for (size_t i = 0; i < inner.len; i++) {
        text[len++] = inner.at[i];
        if (inner.at[i] == quote)
            i++;
    }
    return (Slice){text, len};
}
