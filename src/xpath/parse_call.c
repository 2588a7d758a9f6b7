// SPDX-License-Identifier: Apache-2.0
// Function calls: which function a name and a number of arguments mean (XPath 2.0, 3.1.5).
//
//     current()              the node that the rule was matched at: an expression of its own
//     xs:date(x)             a cast that lets the empty sequence through
//     name()                 name(.)
//     contains(a, b)         contains(a, b, 'the default collation') where one is set

#include "xpath/parse.h"

// Names of A.3 that no function may have when unprefixed
static const char *const reserved_names[] = {
    "attribute",  "comment", "document-node",          "element",          "empty-sequence", "if",
    "item",       "node",    "processing-instruction", "schema-attribute", "schema-element", "text",
    "typeswitch",
};

typedef struct CallName {
    Token token;
    Slice uri, text; // text: as written
} CallName;

static CallName parse_call_name(Parser *parser)
{
    Token token = parser->token;
    if (token.kind != TOKEN_NAME)
        parser_fail_expected(parser, "the name of a function");
    CallName name = {token, S(NS_FN),
                     slice_part(parser->source->text, token.start, token.end - token.start)};
    if (token.prefix.len > 0 || token.is_braced) {
        name.uri = parser_prefix_uri(parser, &token);
    } else {
        if (parser->context->function_namespace.len > 0)
            name.uri = parser->context->function_namespace;
        for (size_t i = 0; i < sizeof reserved_names / sizeof *reserved_names; i++)
            if (token_is_word(&token, reserved_names[i]))
                parser_fail(parser, token.start, "XPST0003", "%s() cannot be called as a function",
                            reserved_names[i]);
    }
    parser_advance(parser);
    return name;
}

static ExprList parse_arguments(Parser *parser, Expr *first)
{
    ExprList args = {0};
    if (first)
        expr_list_add(parser, &args, first);
    parser_expect(parser, TOKEN_LEFT_PAREN, "`(` after the name of the function");
    if (parser_accept(parser, TOKEN_RIGHT_PAREN))
        return args;
    do
        expr_list_add(parser, &args, parse_single(parser));
    while (parser_accept(parser, TOKEN_COMMA));
    parser_expect(parser, TOKEN_RIGHT_PAREN, "`)`, which closes the arguments, `,` or an operator");
    return args;
}

static Expr *call_node(Parser *parser, ExprKind kind, uint32_t offset, ExprList args)
{
    Expr *call = parser_node(parser, kind, offset, args.count);
    if (args.count)
        memcpy(call->args, args.at, args.count * sizeof *args.at);
    parser_measure(parser, call);
    return call;
}

// ---- Constructor functions: xs:T(x) ----

static Expr *constructor(Parser *parser, const CallName *name, ExprList args)
{
    Type type;
    if (!slice_equal(name->uri, S(NS_XS)) || args.count != 1 ||
        !type_find(name->token.local, &type) || type < TYPE_UNTYPED_ATOMIC || type >= TYPE_NOTATION)
        return NULL;
    Expr *cast = call_node(parser, EXPR_CAST, name->token.start, args);
    cast->target = (SequenceType){type, OCCURS_OPTIONAL, NULL};
    return cast;
}

// ---- Functions that are expressions of their own ----

static const struct {
    Slice name;
    ExprKind kind;
} special_calls[] = {
    {S_INIT("current"), EXPR_CURRENT},
    {S_INIT("current-group"), EXPR_CURRENT_GROUP},
    {S_INIT("current-grouping-key"), EXPR_CURRENT_GROUPING_KEY},
};

static Expr *special_call(Parser *parser, const CallName *name, size_t count)
{
    if (!(parser->context->language & LANGUAGE_XSLT) || count > 0 ||
        !slice_equal(name->uri, S(NS_FN)))
        return NULL;
    for (size_t i = 0; i < sizeof special_calls / sizeof *special_calls; i++)
        if (slice_equal(name->token.local, special_calls[i].name))
            return parser_node(parser, special_calls[i].kind, name->token.start, 0);
    return NULL;
}

// What the static context alone answers
static Expr *static_call(Parser *parser, const CallName *name, size_t count)
{
    if (count > 0 || !slice_equal(name->uri, S(NS_FN)))
        return NULL;
    const StaticContext *context = parser->context;
    uint32_t offset = name->token.start;
    if (slice_equal(name->token.local, S("static-base-uri"))) {
        if (context->base_uri.len == 0)
            return parser_node(parser, EXPR_SEQUENCE, offset, 0);
        return parser_literal(parser, offset, item_text(TYPE_ANY_URI, context->base_uri));
    }
    if (slice_equal(name->token.local, S("default-collation"))) {
        Slice uri = context->collation.len ? context->collation : S(COLLATION_CODE_POINT);
        return parser_literal(parser, offset, item_string(uri));
    }
    return NULL;
}

// ---- Functions of the library ----

static const Function *find_library(const Parser *parser, Slice uri, Slice local, size_t count)
{
    const Function *function = function_find(uri, local, count);
    unsigned language = parser->context->language;
    if (function && function->flags & FUNCTION_XPATH2 && language & LANGUAGE_XPATH3)
        function++;
    if (function && ((function->flags & FUNCTION_XPATH3 && !(language & LANGUAGE_XPATH3)) ||
                     (function->flags & FUNCTION_XSLT && !(language & LANGUAGE_XSLT))))
        return NULL;
    return function;
}

static void add_defaults(Parser *parser, const Function *function, uint32_t offset, ExprList *args)
{
    if (args->count + 1u != function->most)
        return;
    if (function->flags & FUNCTION_CONTEXT)
        expr_list_add(parser, args, parser_node(parser, EXPR_CONTEXT_ITEM, offset, 0));
    else if (function->flags & FUNCTION_COLLATION && parser->context->collation.len > 0)
        expr_list_add(parser, args,
                      parser_literal(parser, offset, item_string(parser->context->collation)));
}

// ---- The message for a name that is not known ----

void nearest_consider(Nearest *nearest, Slice name)
{
    size_t edits = slice_edits(nearest->wanted, name);
    if (edits < nearest->distance) {
        nearest->distance = (unsigned)edits;
        nearest->name = name;
    }
}

// "2 or 3 arguments", from the rows of that name
static Slice accepted_arguments(Parser *parser, const CallName *name)
{
    unsigned least = UINT32_MAX, most = 0;
    for (size_t i = 0; function_at(i); i++) {
        const Function *function = function_at(i);
        if (!slice_equal(slice_of(function->name), name->token.local))
            continue;
        least = function->least < least ? function->least : least;
        most = function->most > most ? function->most : most;
    }
    if (most == ARGUMENTS_ANY)
        return arena_print(parser->arena, "%u or more", least);
    if (least >= most)
        return arena_print(parser->arena, "%u", most);
    return arena_print(parser->arena, "%u %s %u", least, most == least + 1 ? "or" : "to", most);
}

static noreturn void fail_unknown(Parser *parser, const CallName *name, size_t count)
{
    const char *plural = count == 1 ? "" : "s";
    Slice local = name->token.local;
    bool is_type = slice_equal(name->uri, S(NS_XS)) && count != 1;
    if (is_type)
        parser_fail(parser, name->token.start, "XPST0017", "%.*s() takes 1 argument, not %zu",
                    (int)name->text.len, name->text.at, count);
    if (function_find(name->uri, local, count))
        parser_fail(parser, name->token.start, "XPST0017",
                    "%.*s() with %zu argument%s is a function of XPath 3 or XSLT, which are not "
                    "switched on here",
                    (int)name->text.len, name->text.at, count, plural);
    if (function_known(name->uri, local)) {
        Slice accepted = accepted_arguments(parser, name);
        parser_fail(parser, name->token.start, "XPST0017", "%.*s() takes %.*s argument%s, not %zu",
                    (int)name->text.len, name->text.at, (int)accepted.len, accepted.at,
                    slice_equal(accepted, S("1")) ? "" : "s", count);
    }
    Nearest nearest = nearest_to(local);
    if (slice_equal(name->uri, S(NS_FN)))
        for (size_t i = 0; function_at(i); i++)
            nearest_consider(&nearest, slice_of(function_at(i)->name));
    for (FunctionEntry *entry = parser->context->program->functions; entry; entry = entry->next)
        if (slice_equal(entry->function.uri, name->uri))
            nearest_consider(&nearest, entry->function.local);
    if (nearest.name.len > 0)
        parser_fail(parser, name->token.start, "XPST0017",
                    "no function %.*s() with %zu argument%s is known; is %.*s() meant?",
                    (int)name->text.len, name->text.at, count, plural, (int)nearest.name.len,
                    nearest.name.at);
    parser_fail(parser, name->token.start, "XPST0017",
                "no function %.*s() with %zu argument%s is known", (int)name->text.len,
                name->text.at, count, plural);
}

static Expr *bind_call(Parser *parser, const CallName *name, ExprList args)
{
    uint32_t offset = name->token.start;
    Slice local = name->token.local;
    UserFunction *user =
        program_find_function(parser->context->program, name->uri, local, args.count);
    if (user) {
        Expr *call = call_node(parser, EXPR_CALL_USER, offset, args);
        call->user_function = user;
        return call;
    }
    Expr *expr = constructor(parser, name, args);
    if (!expr)
        expr = special_call(parser, name, args.count);
    if (!expr)
        expr = static_call(parser, name, args.count);
    if (expr)
        return expr;
    const Function *function = find_library(parser, name->uri, local, args.count);
    if (!function)
        fail_unknown(parser, name, args.count);
    add_defaults(parser, function, offset, &args);
    Expr *call = call_node(parser, EXPR_CALL, offset, args);
    call->function = function;
    return call;
}

Expr *parse_call(Parser *parser)
{
    CallName name = parse_call_name(parser);
    return bind_call(parser, &name, parse_arguments(parser, NULL));
}

// a => f(b)  is  f(a, b): XPath 3.1
Expr *parse_arrow_call(Parser *parser, Expr *first)
{
    CallName name = parse_call_name(parser);
    return bind_call(parser, &name, parse_arguments(parser, first));
}
