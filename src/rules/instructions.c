// SPDX-License-Identifier: Apache-2.0
// The XSLT that rule sets carry, as expressions:
//
//     <xsl:variable name="a" select="1"/> rest      let $a := 1 return rest
//     <xsl:choose><xsl:when test="t">x</…>          if (t) then x else …
//     <xsl:for-each select="s">body</…>             s ! body
//     <xsl:value-of select="s"/>                    the text of s: an untyped value
//
// A function's body is a sequence constructor: its value is the sequence of what its instructions give.

#include "rules/schema.h"

enum { INSTRUCTION_DEPTH_MAX = 200 };

typedef struct Body {
    Loader *loader;
    StaticContext context;
    unsigned depth;
} Body;

// ---- Types ----

bool read_type(Loader *loader, Element element, const char *attribute, SequenceType *type, bool *has_type)
{
    const Source *as = attribute_source(loader, element, attribute);
    *has_type = false;
    if (!as)
        return true;
    // `() treat as T` is parsed for its type alone.
    Source *source = arena_array(loader->arena, Source, 1);
    *source = *as;
    source->text = arena_join(loader->arena, S("() treat as "), as->text);
    StaticContext context = loader->context;
    context.namespaces = element_namespaces(loader, element, context.namespaces);
    Expr *expr = xpath_parse(&context, source, loader->faults);
    if (!expr)
        return false;
    *type = expr->target;
    *has_type = true;
    return true;
}

void variable_name(Loader *loader, Element element, Slice *uri, Slice *local)
{
    Slice name = attribute_text(loader, element, "name");
    size_t colon = slice_find(name, S(":"));
    *uri = S("");
    *local = name;
    if (colon == SIZE_MAX)
        return;
    Slice prefix = slice_part(name, 0, colon);
    *local = slice_part(name, colon + 1, name.len);
    for (const Namespaces *at = element_namespaces(loader, element, loader->context.namespaces); at; at = at->outer)
        if (slice_equal(at->prefix, prefix)) {
            *uri = at->uri;
            return;
        }
}

// ---- Building expressions ----

static Expr *node(Body *body, ExprKind kind, Element at, size_t arity)
{
    const Source *source = text_source(body->loader, at, S(""));
    Expr *expr = expr_new(body->loader->arena, kind, source, 0, arity);
    expr->namespaces = body->context.namespaces;
    return expr;
}

static Expr *select_of(Body *body, Element at, const char *attribute)
{
    const Source *source = attribute_source(body->loader, at, attribute);
    if (!source) {
        load_refuse(body->loader, at, "the attribute %s is missing", attribute);
        return NULL;
    }
    return xpath_parse(&body->context, source, body->loader->faults);
}

static Expr *empty(Body *body, Element at)
{
    return node(body, EXPR_SEQUENCE, at, 0);
}

static Expr *literal_text(Body *body, Element at, Slice text)
{
    Expr *expr = node(body, EXPR_LITERAL, at, 0);
    expr->literal = item_text(TYPE_UNTYPED_ATOMIC, text);
    return expr;
}

static Expr *content(Body *body, Element parent, NodeId from);

static Expr *all_content(Body *body, Element parent)
{
    return content(body, parent, tree_first_child(parent.document->tree, parent.node));
}

static Expr *text_of(Body *body, Element at, Expr *value, Slice separator)
{
    Expr *expr = node(body, EXPR_TEXT, at, 2);
    expr->args[0] = value;
    expr->args[1] = literal_text(body, at, separator);
    expr->args[1]->literal.type = TYPE_STRING;
    return expr;
}

// ---- Instructions ----

static Expr *sequence(Body *body, Element at)
{
    return select_of(body, at, "select");
}

static Expr *value_of(Body *body, Element at)
{
    bool has_select = attribute_exists(body->loader, at, "select");
    Expr *value = has_select ? select_of(body, at, "select") : all_content(body, at);
    bool has_separator = attribute_exists(body->loader, at, "separator");
    Slice separator = has_separator ? attribute_text(body->loader, at, "separator") : has_select ? S(" ") : S("");
    return value ? text_of(body, at, value, separator) : NULL;
}

static Expr *text(Body *body, Element at)
{
    return literal_text(body, at, tree_string(at.document->tree, at.node, body->loader->arena));
}

static Expr *conditional(Body *body, Element at, Expr *test, Expr *then, Expr *otherwise)
{
    if (!test || !then || !otherwise)
        return NULL;
    Expr *expr = node(body, EXPR_IF, at, 3);
    expr->args[0] = test;
    expr->args[1] = then;
    expr->args[2] = otherwise;
    return expr;
}

static Expr *if_instruction(Body *body, Element at)
{
    Expr *test = select_of(body, at, "test");
    return conditional(body, at, test, all_content(body, at), empty(body, at));
}

static Expr *branches(Body *body, Element choose, NodeId at)
{
    const Tree *tree = choose.document->tree;
    at = tree_element_from(tree, at);
    if (at == NODE_NONE)
        return empty(body, choose);
    Element branch = {choose.document, at};
    if (element_is_xsl(body->loader, branch, "otherwise"))
        return all_content(body, branch);
    if (!element_is_xsl(body->loader, branch, "when")) {
        load_refuse(body->loader, branch, "xsl:choose takes xsl:when and xsl:otherwise");
        return NULL;
    }
    Expr *test = select_of(body, branch, "test"), *then = all_content(body, branch);
    return conditional(body, branch, test, then, branches(body, choose, tree_next_sibling(tree, at)));
}

static Expr *choose(Body *body, Element at)
{
    return branches(body, at, tree_first_child(at.document->tree, at.node));
}

static Expr *for_each(Body *body, Element at)
{
    Expr *select = select_of(body, at, "select"), *inner = all_content(body, at);
    if (!select || !inner)
        return NULL;
    Expr *expr = node(body, EXPR_MAP, at, 2);
    expr->args[0] = select;
    expr->args[1] = inner;
    return expr;
}

static Expr *for_each_group(Body *body, Element at)
{
    if (!attribute_exists(body->loader, at, "group-by")) {
        load_refuse(body->loader, at, "xsl:for-each-group is supported with group-by only");
        return NULL;
    }
    Expr *select = select_of(body, at, "select"), *by = select_of(body, at, "group-by");
    Expr *inner = all_content(body, at);
    if (!select || !by || !inner)
        return NULL;
    Expr *expr = node(body, EXPR_GROUP, at, 3);
    expr->args[0] = select;
    expr->args[1] = by;
    expr->args[2] = inner;
    return expr;
}

static Expr *message(Body *body, Element at)
{
    return empty(body, at);  // goes to a log, not into the value
}

static const struct {
    const char *name;
    Expr *(*build)(Body *body, Element at);
} instructions[] = {
    {"sequence", sequence}, {"copy-of", sequence},   {"value-of", value_of},
    {"text", text},         {"if", if_instruction},  {"choose", choose},
    {"for-each", for_each}, {"message", message},    {"for-each-group", for_each_group},
};

static Expr *instruction(Body *body, Element at)
{
    bool is_schematron, is_xslt;
    Slice name = element_name(body->loader, at, &is_schematron, &is_xslt);
    for (size_t i = 0; is_xslt && i < sizeof instructions / sizeof *instructions; i++)
        if (slice_equal(name, slice_of(instructions[i].name)))
            return instructions[i].build(body, at);
    load_refuse(body->loader, at, "%s%.*s is not supported here", is_xslt ? "xsl:" : "the element ", (int)name.len,
                name.at);
    return NULL;
}

// ---- Variables within a body ----

static Expr *bind_variable(Body *body, Element at, NodeId next)
{
    Loader *loader = body->loader;
    Variable *variable = arena_array(loader->arena, Variable, 1);
    *variable = (Variable){.kind = VARIABLE_LOCAL, .type = {TYPE_ITEM, OCCURS_ANY, NULL}};
    variable_name(loader, at, &variable->uri, &variable->local);
    Expr *value;
    if (attribute_exists(loader, at, "select"))
        value = select_of(body, at, "select");
    else
        value = all_content(body, at);
    if (!value || !read_type(loader, at, "as", &variable->type, &variable->has_type))
        return NULL;
    // Content without a type is a document with a text: its value is that text.
    if (!attribute_exists(loader, at, "select") && !variable->has_type)
        value = text_of(body, at, value, S(""));
    variable->slot = body->context.locals++;
    Scope scope = {variable, body->context.variables};
    body->context.variables = &scope;
    Expr *rest = content(body, (Element){at.document, tree_parent(at.document->tree, at.node)}, next);
    body->context.variables = scope.outer;
    body->context.locals--;
    if (!rest)
        return NULL;
    Expr *expr = node(body, EXPR_LET, at, 2);
    expr->variable = variable;
    expr->args[0] = value;
    expr->args[1] = rest;
    return expr;
}

static Expr *both(Body *body, Element at, Expr *first, Expr *rest)
{
    if (!first || !rest)
        return NULL;
    if (rest->kind == EXPR_SEQUENCE && rest->arity == 0)
        return first;
    Expr *expr = node(body, EXPR_SEQUENCE, at, 2);
    expr->args[0] = first;
    expr->args[1] = rest;
    return expr;
}

// The sequence constructor from the child `at` on; NODE_NONE is its end.
static Expr *content(Body *body, Element parent, NodeId at)
{
    const Tree *tree = parent.document->tree;
    Loader *loader = body->loader;
    if (body->depth > INSTRUCTION_DEPTH_MAX) {
        load_refuse(loader, parent, "instructions follow and nest each other more than %d deep", INSTRUCTION_DEPTH_MAX);
        return NULL;
    }
    for (; at != NODE_NONE; at = tree_next_sibling(tree, at)) {
        NodeKind kind = tree_kind(tree, at);
        bool is_blank = kind == NODE_TEXT && slice_trim(tree_content(tree, at)).len == 0;
        if (kind == NODE_COMMENT || kind == NODE_PI || is_blank)
            continue;
        Element child = {parent.document, at};
        if (kind == NODE_ELEMENT && element_is_xsl(loader, child, "param"))
            continue;
        NodeId next = tree_next_sibling(tree, at);
        body->depth++;
        Expr *expr;
        if (kind == NODE_ELEMENT && element_is_xsl(loader, child, "variable"))
            expr = bind_variable(body, child, next);
        else
            expr = both(body, parent,
                        kind == NODE_TEXT ? literal_text(body, parent, tree_content(tree, at)) : instruction(body, child),
                        content(body, parent, next));
        body->depth--;
        return expr;
    }
    return empty(body, parent);
}

// ---- Functions ----

static bool function_name(Loader *loader, Element element, Slice *uri, Slice *local)
{
    Slice name = attribute_text(loader, element, "name");
    size_t colon = slice_find(name, S(":"));
    if (colon == SIZE_MAX)
        return load_refuse(loader, element, "the name of an xsl:function has a prefix, as in u:%.*s", (int)name.len, name.at);
    Slice prefix = slice_part(name, 0, colon);
    *local = slice_part(name, colon + 1, name.len);
    for (const Namespaces *at = element_namespaces(loader, element, loader->context.namespaces); at; at = at->outer)
        if (slice_equal(at->prefix, prefix)) {
            *uri = at->uri;
            return true;
        }
    return load_refuse(loader, element, "the prefix \"%.*s\" is not declared", (int)prefix.len, prefix.at);
}

static size_t parameter_count(const Loader *loader, Element element)
{
    size_t count = 0;
    const Tree *tree = element.document->tree;
    for (NodeId at = tree_first_child(tree, element.node); at != NODE_NONE; at = tree_next_sibling(tree, at))
        count += tree_kind(tree, at) == NODE_ELEMENT && element_is_xsl(loader, (Element){element.document, at}, "param");
    return count;
}

static bool declare_parameters(Loader *loader, Element element, UserFunction *function)
{
    const Tree *tree = element.document->tree;
    size_t count = 0;
    for (NodeId at = tree_first_child(tree, element.node); at != NODE_NONE; at = tree_next_sibling(tree, at)) {
        Element child = {element.document, at};
        if (tree_kind(tree, at) != NODE_ELEMENT || !element_is_xsl(loader, child, "param"))
            continue;
        Variable *parameter = arena_array(loader->arena, Variable, 1);
        *parameter = (Variable){.kind = VARIABLE_LOCAL, .slot = (uint32_t)count, .type = {TYPE_ITEM, OCCURS_ANY, NULL}};
        variable_name(loader, child, &parameter->uri, &parameter->local);
        if (!read_type(loader, child, "as", &parameter->type, &parameter->has_type))
            return false;
        function->parameters[count++] = parameter;
    }
    return true;
}

bool declare_function(Loader *loader, Element element)
{
    Slice uri, local;
    if (!function_name(loader, element, &uri, &local))
        return false;
    size_t arity = parameter_count(loader, element);
    if (program_find_function(loader->program, uri, local, arity))
        return true;  // the same file included twice
    UserFunction *function = program_function(loader->program, uri, local, arity);
    return declare_parameters(loader, element, function) &&
           read_type(loader, element, "as", &function->result, &function->has_result_type);
}

bool compile_function(Loader *loader, Element element)
{
    Slice uri, local;
    if (!function_name(loader, element, &uri, &local))
        return false;
    UserFunction *function =
        program_find_function(loader->program, uri, local, parameter_count(loader, element));
    if (!function || function->body)
        return function != NULL;
    Body body = {.loader = loader, .context = loader->context};
    body.context.namespaces = element_namespaces(loader, element, loader->context.namespaces);
    body.context.variables = loader->scope;
    body.context.locals = (uint32_t)function->arity;
    for (size_t i = 0; i < function->arity; i++) {
        if (!function->parameters[i])
            return false;  // its declaration was refused
        Scope *scope = arena_array(loader->arena, Scope, 1);
        *scope = (Scope){function->parameters[i], body.context.variables};
        body.context.variables = scope;
    }
    Expr *expr = all_content(&body, element);
    if (!expr || !xpath_finish(&body.context, &expr, loader->faults))
        return false;
    function->frame_size = expr_frame_size(expr);
    function->body = expr;
    return true;
}

// ---- Keys and variables ----

bool compile_key(Loader *loader, Element element)
{
    StaticContext context = loader->context;
    context.namespaces = element_namespaces(loader, element, loader->context.namespaces);
    context.variables = loader->scope;
    const Source *match = attribute_source(loader, element, "match"), *use = attribute_source(loader, element, "use");
    if (!match || !use)
        return load_refuse(loader, element, "xsl:key needs match and use");
    const Pattern *pattern = pattern_compile(&context, match, loader->faults);
    Expr *expr = xpath_compile(&context, use, loader->faults);
    if (!pattern || !expr)
        return false;
    program_key(loader->program, S(""), attribute_text(loader, element, "name"), pattern, expr);
    return true;
}

Expr *variable_value(Loader *loader, Element element, const Scope *scope)
{
    const char *attribute = attribute_exists(loader, element, "value") ? "value" : "select";
    if (attribute_exists(loader, element, attribute))
        return compile_value(loader, element, attribute_source(loader, element, attribute), false, scope);
    Body body = {.loader = loader, .context = loader->context};
    body.context.namespaces = element_namespaces(loader, element, loader->context.namespaces);
    body.context.variables = scope;
    // sch:let with content keeps its text; xsl:variable is a sequence constructor.
    bool is_let = element_is(loader, element, "let");
    Expr *expr = is_let ? text(&body, element) : all_content(&body, element);
    if (expr && !attribute_exists(loader, element, "as"))
        expr = text_of(&body, element, expr, S(""));
    return expr && xpath_finish(&body.context, &expr, loader->faults) ? expr : NULL;
}
