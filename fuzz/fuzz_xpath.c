// SPDX-License-Identifier: Apache-2.0
// Any bytes as an XPath expression and as a match pattern: parsed, checked, rewritten and run over
// a small document within tight limits.
//
//     first byte ─► language (XPath 2.0, 3.1, XSLT)      the rest ─► the expression

#include "tree/xml.h"
#include "xpath/xpath.h"

static const char document[] =
    "<?xml version='1.0'?><!-- a deal --><i:invoice xmlns:i='urn:example:invoice' id='A1'>"
    "<i:line n='1'><i:amount currency='EUR'>12.50</i:amount><i:date>2026-11-20</i:date></i:line>"
    "<i:line n='2'><i:amount currency='JPY'>1200</i:amount>mixed <b>text</b> here</i:line>"
    "<?note kept?><i:line n='3'/><i:sum>1212.50</i:sum></i:invoice>";

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice text;
    unsigned language;
    Faults *faults;
    StaticContext context;
    Eval *eval;
    const Tree *tree;
    const Expr *expr;
    const Pattern *pattern;
} Run;

static const Namespaces prefixes = {{"i", 1}, {"urn:example:invoice", 19}, NULL};

static bool prepare(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)64 << 20);
    run->faults = arena_array(run->arena, Faults, 1);
    Vocabulary *vocabulary = vocabulary_new(run->arena);
    run->tree = xml_read(run->arena, vocabulary, S(document), NULL, run->faults);
    Program *program = program_new(run->arena);
    Variable *given = program_external(program, S(""), S("v"));
    Scope *scope = arena_array(run->arena, Scope, 1);
    *scope = (Scope){given, NULL};
    run->context = (StaticContext){.arena = run->arena,
                                   .program = program,
                                   .language = run->language,
                                   .namespaces = &prefixes,
                                   .variables = scope,
                                   .base_uri = S("file:///none/")};
    Source *source = arena_array(run->arena, Source, 1);
    *source = (Source){run->text, "fuzz", 1, 1};
    run->expr = xpath_compile(&run->context, source, run->faults);
    run->pattern = pattern_compile(&run->context, source, run->faults);
    if (!run->tree || (!run->expr && !run->pattern))
        return false;
    Environment environment = {.has_now = true,
                               .now = {.year = 2026, .month = 11, .day = 20},
                               .steps_max = 20000,
                               .depth_max = 50,
                               .memory_max = (size_t)32 << 20};
    run->eval = eval_new(&run->guard, run->arena, program, vocabulary, &environment);
    eval_set_document(run->eval, run->tree);
    Item value = item_integer(3);
    eval_set_external(run->eval, given, (Seq){&value, 1});
    return true;
}

static bool evaluate(void *context)
{
    Run *run = context;
    Seq value = xpath_items(run->eval, run->expr);
    for (size_t i = 0; i < value.count && i < 20; i++)
        item_show(run->eval, value.items[i]);
    return true;
}

static bool match(void *context)
{
    Run *run = context;
    for (NodeId node = 0; node < run->tree->count; node++) {
        eval_set_context(run->eval, run->tree, node);
        pattern_matches(run->eval, run->pattern, run->tree, node);
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 20000)
        return 0;
    Run run = {.language = data[0] & (LANGUAGE_XPATH3 | LANGUAGE_XSLT),
               .text = {(const char *)data + 1, size - 1}};
    if (guard_run(&run.guard, prepare, &run, NULL)) {
        if (run.expr)
            guard_run(&run.guard, evaluate, &run, NULL);
        if (run.pattern)
            guard_run(&run.guard, match, &run, NULL);
    }
    arena_free(run.arena);
    return 0;
}
