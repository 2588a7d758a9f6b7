// What the files of the parser share: lex.c, parse.c, parse_path.c, parse_call.c, parse_types.c and
// pattern_parse.c.
//
// A fault leaves by the arena's guard: the grammar is written down without a check after each call.
#pragma once

#include "xpath/program.h"

typedef enum TokenKind {
    TOKEN_END,
    TOKEN_NAME,      // a QName or NCName (prefix may be empty), or Q{uri}local
    TOKEN_WILDCARD,  // prefix:*, *:local, Q{uri}*
    TOKEN_INTEGER,
    TOKEN_DECIMAL,
    TOKEN_DOUBLE,
    TOKEN_STRING,
    TOKEN_LEFT_PAREN,
    TOKEN_RIGHT_PAREN,
    TOKEN_LEFT_BRACKET,
    TOKEN_RIGHT_BRACKET,
    TOKEN_COMMA,
    TOKEN_DOLLAR,
    TOKEN_DOT,
    TOKEN_DOT_DOT,
    TOKEN_AT,
    TOKEN_COLON_COLON,
    TOKEN_ASSIGN,
    TOKEN_SLASH,
    TOKEN_SLASH_SLASH,
    TOKEN_STAR,
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_QUESTION,
    TOKEN_BAR,
    TOKEN_EQUAL,
    TOKEN_NOT_EQUAL,
    TOKEN_LESS,
    TOKEN_LESS_EQUAL,
    TOKEN_GREATER,
    TOKEN_GREATER_EQUAL,
    TOKEN_BEFORE,
    TOKEN_AFTER,
    TOKEN_CONCAT,  // XPath 3
    TOKEN_BANG,
    TOKEN_ARROW,
} TokenKind;

typedef struct Token {
    TokenKind kind;
    uint32_t start, end;  // in the source's text
    Slice prefix, local;  // names; a wildcard has one of them, the other is "*"
    bool is_braced;       // prefix is a URI: Q{uri}local
} Token;

typedef struct Parser {
    StaticContext *context;
    Arena *arena;
    const Source *source;
    const Statics *statics;
    const Namespaces *namespaces;  // for casts to xs:QName: the default element namespace included
    Token token, next;  // two are enough for every choice of the grammar
    uint32_t at;        // where the token after `next` begins
    unsigned depth;
    bool is_pattern;
} Parser;

enum {
    NESTING_MAX = 1000,           // parentheses, predicates, arguments within each other
    EXPRESSION_BYTES_MAX = 4 << 20,  // the longest published rule has 60 KB
};

// ---- lex.c ----

void parser_start(Parser *parser, StaticContext *context, const Source *source);
void parser_advance(Parser *parser);

static inline bool parser_sees(const Parser *parser, TokenKind kind)
{
    return parser->token.kind == kind;
}
bool parser_sees_word(const Parser *parser, const char *word);
bool token_is_word(const Token *token, const char *word);
bool parser_accept(Parser *parser, TokenKind kind);
void parser_expect(Parser *parser, TokenKind kind, const char *what);  // what: "`)` after the arguments"
void parser_expect_word(Parser *parser, const char *word, const char *where);
Slice parser_string(Parser *parser);  // the value of a string literal; advances

noreturn void parser_fail(Parser *parser, uint32_t offset, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
noreturn void parser_fail_expected(Parser *parser, const char *expected);  // found …; expected …

// ---- parse.c ----

Expr *parse_expression(Parser *parser);         // Expr: with commas
Expr *parse_single(Parser *parser);             // ExprSingle
Expr *parse_primary(Parser *parser);
Expr *parser_node(Parser *parser, ExprKind kind, uint32_t offset, size_t arity);
Expr *parser_binary(Parser *parser, ExprKind kind, uint32_t offset, Expr *left, Expr *right);
void parser_measure(Parser *parser, Expr *expr);  // sets the height once the args are there
Expr *parser_literal(Parser *parser, uint32_t offset, Item item);
static inline void parser_leave(Parser *parser)
{
    parser->depth--;
}

// A list of expressions that grows on the arena.
typedef struct ExprList {
    Expr **at;
    size_t count, room;
} ExprList;
void expr_list_add(Parser *parser, ExprList *list, Expr *expr);

// ---- parse_path.c ----

Expr *parse_path(Parser *parser);
bool token_starts_step(const Parser *parser);

// ---- parse_types.c ----

NodeTest *parse_kind_test(Parser *parser);  // at `name (`
bool parser_sees_kind_test(const Parser *parser);
SequenceType parse_sequence_type(Parser *parser);
SequenceType parse_single_type(Parser *parser);  // of cast and castable
// The namespace of a token's prefix; XPST0081 where it is not declared.
Slice parser_prefix_uri(Parser *parser, const Token *token);
NodeTest *parser_name_test(Parser *parser, const Token *token, NodeTestKind principal);

// ---- parse_call.c ----

Expr *parse_call(Parser *parser);                      // at `name (`
Expr *parse_arrow_call(Parser *parser, Expr *first);   // behind `=>`

// The known name that is most like a wanted one: for "is … meant?".
typedef struct Nearest {
    Slice wanted, name;  // name: empty until one is near enough
    unsigned distance;
} Nearest;

static inline Nearest nearest_to(Slice wanted)
{
    return (Nearest){wanted, S(""), wanted.len < 3 ? 1 : (unsigned)(wanted.len / 4 + 2)};
}
void nearest_consider(Nearest *nearest, Slice name);
