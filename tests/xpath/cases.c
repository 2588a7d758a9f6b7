// SPDX-License-Identifier: Apache-2.0
// Runs the cases of tests/xpath/cases/*.txt: an expression, then what it yields or which fault it
// has.
//
//     # a comment
//     ? xpath2                     the language from here on: xpath2, xpath3 or xslt
//     1 + 1
//     => 2
//     1 +
//     => XPST0003 1:4 ends too early      code, place and a part of the message
//     match i:line[2]              a match pattern, and the nodes that match it
//     => /i:invoice[1]/i:line[2]
//
// The context item is the document below; $one is 1 and $lines are the lines.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/file.h"
#include "tree/xml.h"
#include "xpath/xpath.h"

static const char document[] =
    "<i:invoice xmlns:i='urn:example:invoice' id='A1'><!--sea freight-->"
    "<i:line n='1'><i:amount currency='EUR'>12.50</i:amount></i:line>"
    "<i:line n='2'><i:amount currency='JPY'>1200</i:amount><note>two</note></i:line>"
    "<?stamp here?><i:line n='3'/><i:sum>1212.50</i:sum></i:invoice>";

typedef struct Fixture {
    Guard guard;
    Arena *arena;
    Vocabulary *vocabulary;
    const Tree *tree;
    Seq lines;
    const char *file;
    unsigned language, failures, count;
} Fixture;

static const Namespaces prefixes = {S_INIT("i"), S_INIT("urn:example:invoice"), NULL};

static Seq find_lines(Fixture *fixture)
{
    Item *items = arena_array(fixture->arena, Item, 3);
    size_t count = 0;
    for (NodeId node = 0; node < fixture->tree->count && count < 3; node++) {
        const Name *name = tree_name(fixture->tree, node);
        if (name && slice_equal(name->local, S("line")))
            items[count++] = item_node(fixture->tree, node);
    }
    return (Seq){items, count};
}

static Variable *give(Fixture *fixture, StaticContext *context, Slice name)
{
    Scope *scope = arena_array(fixture->arena, Scope, 1);
    *scope = (Scope){program_external(context->program, S(""), name), context->variables};
    context->variables = scope;
    return scope->variable;
}

typedef struct Run {
    Fixture *fixture;
    Slice text;
    bool is_pattern;
    Buffer out;
    Faults *faults;
} Run;

static void show_items(Run *run, Eval *eval, Seq value)
{
    if (value.count == 0)
        buffer_add(&run->out, S("()"));
    for (size_t i = 0; i < value.count; i++) {
        if (i > 0)
            buffer_add(&run->out, S(", "));
        buffer_add(&run->out, item_show(eval, value.items[i]));
    }
}

static void show_matches(Run *run, Eval *eval, const Pattern *pattern)
{
    const Tree *tree = run->fixture->tree;
    Item *items = arena_array(run->fixture->arena, Item, tree->count);
    size_t count = 0;
    for (NodeId node = 0; node < tree->count; node++)
        if (pattern_matches(eval, pattern, tree, node))
            items[count++] = item_node(tree, node);
    show_items(run, eval, (Seq){items, count});
}

static bool run_expression(void *context)
{
    Run *run = context;
    Fixture *fixture = run->fixture;
    StaticContext statics = {.arena = fixture->arena,
                             .program = program_new(fixture->arena),
                             .language = fixture->language,
                             .namespaces = &prefixes,
                             .base_uri = S("file:///example/")};
    Variable *one = give(fixture, &statics, S("one"));
    Variable *lines = give(fixture, &statics, S("lines"));
    Source *source = arena_array(fixture->arena, Source, 1);
    *source = (Source){run->text, NULL, 1, 1};
    const Expr *expr = NULL;
    const Pattern *pattern = NULL;
    if (run->is_pattern)
        pattern = pattern_compile(&statics, source, run->faults);
    else
        expr = xpath_compile(&statics, source, run->faults);
    if (!expr && !pattern)
        return false;
    Environment environment = {.has_now = true, .now = {.year = 2026, .month = 11, .day = 20}};
    Eval *eval = eval_new(&fixture->guard, fixture->arena, statics.program, fixture->vocabulary,
                          &environment);
    eval_set_document(eval, fixture->tree);
    Item value = item_integer(1);
    eval_set_external(eval, one, (Seq){&value, 1});
    eval_set_external(eval, lines, fixture->lines);
    if (pattern)
        show_matches(run, eval, pattern);
    else
        show_items(run, eval, xpath_items(eval, expr));
    return true;
}

static Slice outcome_of(Fixture *fixture, Slice text)
{
    Run run = {.fixture = fixture,
               .text = text,
               .out = buffer_new(fixture->arena),
               .faults = arena_array(fixture->arena, Faults, 1)};
    run.is_pattern = slice_starts(text, S("match "));
    if (run.is_pattern)
        run.text = slice_part(text, 6, SIZE_MAX);
    if (!guard_run(&fixture->guard, run_expression, &run, run.faults)) {
        const Fault *fault = &run.faults->list[0];
        buffer_print(&run.out, "%s %u:%u %s", fault->code, fault->line, fault->column, fault->text);
    }
    return buffer_slice(&run.out);
}

// A fault's message is given in part.
static bool is_as_expected(Slice found, Slice expected)
{
    bool is_fault = expected.len > 4 && expected.at[0] >= 'A' && expected.at[0] <= 'Z' &&
                    expected.at[3] >= 'A' && expected.at[3] <= 'Z';
    if (!is_fault)
        return slice_equal(found, expected);
    Slice rest = expected, code = slice_cut(&rest, ' '), place = slice_cut(&rest, ' ');
    return slice_starts(found, code) && slice_find(found, place) != SIZE_MAX &&
           slice_find(found, rest) != SIZE_MAX;
}

static bool run_case(void *context)
{
    Fixture *fixture = ((void **)context)[0];
    Slice text = *(Slice *)((void **)context)[1], expected = *(Slice *)((void **)context)[2];
    Slice found = outcome_of(fixture, text);
    if (!is_as_expected(found, expected)) {
        fixture->failures++;
        print_error("%s: %.*s\n    expected %.*s\n    got      %.*s\n", fixture->file,
                    (int)text.len, text.at, (int)expected.len, expected.at, (int)found.len,
                    found.at);
    }
    return true;
}

static void set_language(Fixture *fixture, Slice name)
{
    fixture->language = slice_equal(name, S("xpath2"))   ? LANGUAGE_XPATH2
                        : slice_equal(name, S("xpath3")) ? LANGUAGE_XPATH3
                                                         : LANGUAGE_XPATH3 | LANGUAGE_XSLT;
}

static bool run_file(void *context)
{
    Fixture *fixture = context;
    fixture->arena = arena_new(&fixture->guard, 0);
    fixture->vocabulary = vocabulary_new(fixture->arena);
    Faults *faults = arena_array(fixture->arena, Faults, 1);
    fixture->tree = xml_read(fixture->arena, fixture->vocabulary, S(document), NULL, faults);
    fixture->lines = find_lines(fixture);
    Slice path = arena_print(fixture->arena, "tests/xpath/cases/%s", fixture->file), rest;
    if (!file_read(fixture->arena, arena_c_string(fixture->arena, path), 1 << 22, &rest, faults))
        return false;
    Slice text = S("");
    while (rest.len > 0) {
        Slice line = slice_cut(&rest, '\n');
        if (slice_starts(line, S("? "))) {
            set_language(fixture, slice_part(line, 2, SIZE_MAX));
        } else if (slice_starts(line, S("=> "))) {
            Slice expected = slice_part(line, 3, SIZE_MAX);
            void *arguments[] = {fixture, &text, &expected};
            guard_run(&fixture->guard, run_case, arguments, NULL);
            fixture->count++;
            text = S("");
        } else if (line.len > 0 && line.at[0] != '#') {
            // An expression may go over several lines.
            text = text.len ? (Slice){text.at, (size_t)(line.at + line.len - text.at)} : line;
        }
    }
    return true;
}

static void run_named(const char *file)
{
    Fixture fixture = {.file = file, .language = LANGUAGE_XPATH2};
    Faults faults = {0};
    bool is_run = guard_run(&fixture.guard, run_file, &fixture, &faults);
    arena_free(fixture.arena);
    if (!is_run)
        fail_msg("%s: %s", file, faults.count ? faults.list[0].text : "not read");
    print_message("%s: %u cases\n", file, fixture.count);
    assert_int_equal(fixture.failures, 0);
    assert_true(fixture.count > 0);
}

static void the_grammar_of_xpath_2_is_understood(void **state)
{
    (void)state;
    run_named("syntax.txt");
}

static void faults_teach_what_is_wrong_and_where(void **state)
{
    (void)state;
    run_named("faults.txt");
}

static void values_are_exact_typed_and_ordered(void **state)
{
    (void)state;
    run_named("values.txt");
}

static void functions_answer_as_their_standard_says(void **state)
{
    (void)state;
    run_named("functions.txt");
}

static void what_rule_sets_use_of_xpath_3_works(void **state)
{
    (void)state;
    run_named("xpath3.txt");
}

static void patterns_match_what_they_say(void **state)
{
    (void)state;
    run_named("patterns.txt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_grammar_of_xpath_2_is_understood),
        cmocka_unit_test(faults_teach_what_is_wrong_and_where),
        cmocka_unit_test(values_are_exact_typed_and_ordered),
        cmocka_unit_test(functions_answer_as_their_standard_says),
        cmocka_unit_test(what_rule_sets_use_of_xpath_3_works),
        cmocka_unit_test(patterns_match_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
