// SPDX-License-Identifier: Apache-2.0
// `madoguchi xpath`: evaluates an expression and prints what it gives, for people who write rules.
//
//     arguments ─► namespaces, variables ─► [compiled expression] ─► items, one a line

#include "xpath/xpath.h"

#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/document.h"
#include "tree/xml.h"

typedef struct Work {
    const Arguments *arguments;
    Faults *faults;
    StaticContext statics;
    const Tree *tree;
} Work;

static bool refuse(Work *work, const char *option, const char *value, const char *form)
{
    return fault_add(work->faults, FAULT_USAGE, 0, 0, "--%s needs %s; found \"%s\"", option, form,
                     value);
}

// "P=URI" ─► P, URI
static bool cut_pair(const char *text, Slice *name, Slice *value)
{
    *value = slice_of(text);
    bool has_sign = memchr(text, '=', value->len) != NULL;
    *name = slice_cut(value, '=');
    return has_sign && is_ncname(*name);
}

static bool take_namespaces(Arena *arena, Work *work)
{
    const char *text;
    for (size_t i = 0; (text = argument_at(work->arguments, "ns", i)) != NULL; i++) {
        Namespaces *namespaces = arena_array(arena, Namespaces, 1);
        if (!cut_pair(text, &namespaces->prefix, &namespaces->uri))
            return refuse(work, "ns", text, "PREFIX=URI, as in cbc=urn:oasis:…");
        namespaces->outer = work->statics.namespaces;
        work->statics.namespaces = namespaces;
    }
    return true;
}

// The namespaces declared on the document's root element, so that its own prefixes can be used;
// those given with --ns come before them.
static void take_document_namespaces(Arena *arena, Work *work)
{
    const NamespaceBinding *bindings;
    NodeId root = tree_root_element(work->tree);
    if (root == NODE_NONE)
        return;
    size_t count = tree_namespaces(work->tree, root, arena, &bindings);
    for (size_t i = 0; i < count; i++) {
        if (bindings[i].prefix.len == 0)
            continue;
        Namespaces *namespaces = arena_array(arena, Namespaces, 1);
        *namespaces = (Namespaces){bindings[i].prefix, bindings[i].uri, work->statics.namespaces};
        work->statics.namespaces = namespaces;
    }
}

static Expr *compile(Arena *arena, Work *work, Slice text, const char *what)
{
    Source *source = arena_array(arena, Source, 1);
    *source = (Source){.text = text, .file = what, .line = 1, .column = 1};
    return xpath_compile(&work->statics, source, work->faults);
}

static bool take_variables(Arena *arena, Work *work)
{
    const char *text;
    for (size_t i = 0; (text = argument_at(work->arguments, "var", i)) != NULL; i++) {
        Slice name, value;
        if (!cut_pair(text, &name, &value))
            return refuse(work, "var", text, "NAME=EXPRESSION, as in date=xs:date('2026-11-20')");
        Expr *expr = compile(arena, work, value, "--var");
        if (expr == NULL)
            return false;
        Variable *variable = program_global(work->statics.program, S(""), name, GLOBAL_DOCUMENT);
        variable->value = expr;
        Scope *scope = arena_array(arena, Scope, 1);
        *scope = (Scope){variable, work->statics.variables};
        work->statics.variables = scope;
    }
    return true;
}

static void print_item(Eval *eval, Arena *arena, Item item, bool as_xml)
{
    if (item.type == TYPE_NODE && as_xml) {
        Buffer out = buffer_new(arena);
        xml_write(&out, item.tree, item.len_or_node);
        printf("%.*s\n", (int)out.len, out.at);
        return;
    }
    Slice shown = item_show(eval, item);
    if (item.type != TYPE_NODE) {
        printf("%.*s\n", (int)shown.len, shown.at);
        return;
    }
    enum { SHOWN_MAX = 100 };
    Place place = tree_place(item.tree, item.len_or_node);
    Slice value =
        slice_show(arena, slice_trim(tree_string(item.tree, item.len_or_node, arena)), SHOWN_MAX);
    printf("%u:%u %.*s %.*s\n", place.line, place.column, (int)shown.len, shown.at, (int)value.len,
           value.at);
}

static bool read_document(Arena *arena, Work *work, Vocabulary *vocabulary)
{
    if (operand_count(work->arguments) < 2)
        return true;
    work->tree = document_read(arena, vocabulary, operand_at(work->arguments, 1), work->arguments,
                               work->faults);
    return work->tree != NULL;
}

static bool evaluate(Arena *arena, void *context)
{
    Work *work = context;
    static const Environment environment = {0};
    Vocabulary *vocabulary = vocabulary_new(arena);
    bool is_strict = argument_is_given(work->arguments, "strict");
    work->statics = (StaticContext){
        .arena = arena,
        .program = program_new(arena),
        .language = is_strict ? LANGUAGE_XPATH2 : LANGUAGE_XPATH3 | LANGUAGE_XSLT,
    };
    const char *element_namespace = argument_value(work->arguments, "default-ns");
    if (element_namespace != NULL)
        work->statics.element_namespace = slice_of(element_namespace);
    if (!read_document(arena, work, vocabulary))
        return false;
    if (work->tree != NULL)
        take_document_namespaces(arena, work);
    if (!take_namespaces(arena, work) || !take_variables(arena, work))
        return false;
    Expr *expr = compile(arena, work, slice_of(operand_at(work->arguments, 0)), "expression");
    if (expr == NULL)
        return false;
    Eval *eval =
        eval_new(arena_guard(arena), arena, work->statics.program, vocabulary, &environment);
    if (work->tree != NULL) {
        eval_set_document(eval, work->tree);
        eval_set_context(eval, work->tree, 0);
    }
    Seq items = xpath_items(eval, expr);
    for (size_t i = 0; i < items.count; i++)
        print_item(eval, arena, items.items[i], argument_is_given(work->arguments, "xml"));
    return true;
}

int run_xpath(const Arguments *arguments)
{
    Faults faults = {0};
    Work work = {.arguments = arguments, .faults = &faults};
    bool is_good = arena_run(0, evaluate, &work, &faults);
    print_faults(&faults);
    return is_good ? 0 : EXIT_COULD_NOT;
}
