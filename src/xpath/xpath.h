// XPath 2.0 (W3C Recommendation, 2nd edition) with the functions and operators of F&O 2nd edition, the
// XSLT 2.0 functions and patterns that Schematron needs, and the constructs of XPath 3.1 that published
// rule sets use. This is the door: the only header (with expr.h for those who build expressions) that other rooms include.
//
//     Program   what is compiled: expressions, names, functions; immutable once used, shared by threads
//     Eval      one thread's run of a program over documents
#pragma once

#include "xpath/expr.h"

typedef struct Program Program;
typedef struct Eval Eval;

// ---- Compiling ----

Program *program_new(Arena *arena);

// In-scope namespaces, innermost first. An empty uri undeclares.
typedef struct Namespaces {
    Slice prefix, uri;
    const struct Namespaces *outer;
} Namespaces;

// Variables in scope, innermost first.
typedef struct Scope {
    Variable *variable;
    const struct Scope *outer;
} Scope;

typedef enum Language {
    LANGUAGE_XPATH2 = 0,
    LANGUAGE_XPATH3 = 1,  // also ||, !, =>, let, Q{}names, fn: functions of 3.0 and 3.1
    LANGUAGE_XSLT = 2,    // also current(), key(), document(), format-number(), …
} Language;

typedef struct StaticContext {
    Arena *arena;
    Program *program;
    unsigned language;  // Language bits
    const Namespaces *namespaces;  // xml, xs, fn, … are known besides (xs and xsd unless declared otherwise)
    Slice element_namespace;       // of unprefixed element names
    Slice function_namespace;      // of unprefixed function names; empty: NS_FN
    const Scope *variables;
    Slice base_uri;
    Slice collation;    // default collation; empty: code points
    uint32_t locals;    // slots in use: 0 at the outset, more inside a function with parameters
    bool is_test;       // only the effective boolean value will be asked for
    bool is_match;      // it is a predicate of a pattern: others will ask the same node the like
    bool plain;         // leave the optimiser out: what tests compare its results with
} StaticContext;

// Compiles one expression: parse, check, rewrite, plan. NULL with faults that have line and column.
Expr *xpath_compile(StaticContext *context, const Source *source, Faults *faults);
// Line and column (from 1) in the file of a place in an expression; zeros where they are unknown.
void source_place(const Source *source, uint32_t offset, unsigned *line, unsigned *column);

// For expressions that the caller puts together (XSLT instructions): parts are parsed, nodes made around them, the
// whole is finished. Parsing resolves names, binds functions and variables, gives slots; NULL with faults (XPST0003,
// XPST0008, XPST0017, XPST0081 …).
Expr *xpath_parse(StaticContext *context, const Source *source, Faults *faults);
Expr *expr_new(Arena *arena, ExprKind kind, const Source *source, uint32_t offset, size_t arity);
bool xpath_finish(StaticContext *context, Expr **expr, Faults *faults);

// A variable of the program, evaluated when first asked for.
Variable *program_global(Program *program, Slice uri, Slice local, GlobalScope scope);  // set ->value afterwards
Variable *program_external(Program *program, Slice uri, Slice local);  // its value is given by eval_set_external

UserFunction *program_function(Program *program, Slice uri, Slice local, size_t arity);  // declare; body later
UserFunction *program_find_function(const Program *program, Slice uri, Slice local, size_t arity);
// Slots of the frame that an expression uses: a function's frame_size is that of its body.
uint32_t expr_frame_size(const Expr *expr);

// xsl:key: several declarations may share a name.
typedef struct Pattern Pattern;
void program_key(Program *program, Slice uri, Slice local, const Pattern *match, Expr *use);

// ---- Patterns: XSLT 2.0 5.5.2 match patterns, and those of XSLT 3.0 that are paths with parentheses ----

typedef struct PatternStep {
    NodeTest *test;  // an attribute step has a TEST_ATTRIBUTE
    bool is_attribute;  // on the attribute axis (`@node()` has TEST_NODE)
    bool is_descendant; // what stands to its left may be any ancestor (//), else it is the parent
    size_t predicate_count;  // conjuncts: all must hold
    Expr **predicates;
    size_t by_names;         // so many of them, the first ones, look at names only: the same for all nodes of a path
    Expr *step;  // axis::test[predicates] as an expression from the parent, where a predicate needs positions; else NULL
} PatternStep;

typedef enum PatternStart {
    PATTERN_ANYWHERE,  // the leftmost step may be anywhere
    PATTERN_ROOT,      // /… : the leftmost step hangs on the document node (is_descendant: //…)
    PATTERN_NODES,     // key(…), id(…), doc(…), $variable: the nodes of an expression
} PatternStart;

typedef struct PatternPath {
    PatternStart start;
    Expr *nodes;        // PATTERN_NODES
    size_t step_count;  // 0: the document node itself (/), or exactly `nodes`
    PatternStep *steps;  // left to right
} PatternPath;

struct Pattern {
    const Source *source;
    size_t path_count;  // the alternatives of a union, parentheses multiplied out
    PatternPath *paths;
    // What can't be written as paths, e.g. (a | b)[1]: a node matches if it is among the value of this expression,
    // evaluated with some ancestor-or-self as context item (XSLT 3.0 5.5.3). NULL otherwise.
    Expr *equivalent;
};

const Pattern *pattern_compile(StaticContext *context, const Source *source, Faults *faults);

// ---- Running ----

// What lies outside: one for all runs of a thread. All members may be zero.
typedef struct Environment {
    bool has_now;
    DateTime now;           // current-dateTime(); the real clock where has_now is false
    int zone_minutes;       // implicit timezone; default UTC
    // The document at an absolute URI, read into the thread's vocabulary and kept there: same URI, same tree.
    // NULL with *fault (FODC0002 …). NULL function: no document is available.
    const Tree *(*document)(void *context, Slice uri, Fault *fault);
    bool (*text)(void *context, Slice uri, Slice encoding, Slice *text, Fault *fault);  // unparsed-text()
    Seq (*collection)(void *context, Slice uri, Fault *fault);
    void *context;
    uint64_t steps_max;     // 0: default 10^12; a bound on loops
    unsigned depth_max;     // of function calls; 0: default 2,000
    size_t memory_max;      // bytes; 0: none
} Environment;

// `vocabulary` is the thread's; trees given to the eval must have been read with it.
Eval *eval_new(Guard *guard, Arena *arena, const Program *program, const Vocabulary *vocabulary,
               const Environment *environment);

// A new document: forgets what was memoised for the one before.
void eval_set_document(Eval *eval, const Tree *tree);
// The node that current() and `.` are for the expressions that follow; NODE_NONE: no focus.
void eval_set_context(Eval *eval, const Tree *tree, NodeId node);
// After an error was raised: back to the context node, out of all functions.
void eval_recover(Eval *eval);
void eval_set_external(Eval *eval, const Variable *variable, Seq value);  // value is copied

// These raise dynamic errors in the eval's guard. Results live until eval_release or the next eval_set_document.
Seq xpath_items(Eval *eval, const Expr *expr);
bool xpath_truth(Eval *eval, const Expr *expr);  // effective boolean value
Slice xpath_string(Eval *eval, const Expr *expr);  // value-of: atomised, joined by a space
bool pattern_matches(Eval *eval, const Pattern *pattern, const Tree *tree, NodeId node);

// Whether the value of `expr` is the same at every node of the path as long as the vocabulary does not grow: because all it
// looks at are elements and attributes that no document of this thread has below such a node.
bool expr_is_constant_at(Eval *eval, const Expr *expr, PathId path);

// Parts of it, for a dispatcher that knows from the node's path that the steps fit: whether the predicates of the last step
// hold that look at names only; and the others.
bool pattern_names_hold(Eval *eval, const PatternPath *path, const Tree *tree, NodeId node);
bool pattern_values_hold(Eval *eval, const PatternPath *path, const Tree *tree, NodeId node);

ArenaMark eval_mark(Eval *eval);
void eval_release(Eval *eval, ArenaMark mark);

// Where the last raised error happened: the expression's source, line and column in it. False if unknown.
bool eval_fault_place(const Eval *eval, const Source **source, uint32_t *offset);

// What a test looks at: the paths and variables that its own context sees. How each would be written, and what it yields
// (which raises errors as xpath_items does).
size_t expr_operands(const Expr *expr, const Expr **operands, size_t room);
Slice expr_show_operand(Arena *arena, const Expr *operand);
Slice eval_show_value(Eval *eval, const Expr *operand);

// The function that a call names, as "starts-with"; empty where it is no call of one of the library's.
Slice expr_function(const Expr *expr);

Slice item_show(Eval *eval, Item item);  // for people: a value as XPath writes it, a node as its path
