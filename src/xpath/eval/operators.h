// The operators of the evaluator and what plan.c worked out for them.
#pragma once

#include "xpath/eval/eval.h"

// EXPR_PATH
typedef struct PathPlan {
    bool is_ordered;       // the turns follow each other in document order and share no node
    bool step_is_ordered;  // one turn alone gives nodes in order
    bool streams;          // ordered turns over a walk, that need not know how many there are
} PathPlan;

// EXPR_WALK
typedef struct WalkStep {
    const NodeTest *test;
    bool is_deep;    // descendants, not children
    bool with_self;  // descendant-or-self
} WalkStep;

typedef struct Walk {
    uint32_t number;
    bool from_root;
    bool with_self;  // the origin itself may be among the nodes
    size_t step_count;
    WalkStep *steps;
} Walk;

// EXPR_MEMO: what the value is remembered by.
typedef enum MemoScope {
    MEMO_DOCUMENT,  // computed once for a document
    MEMO_CONTEXT,   // once for a context node
    MEMO_ANCHORS,   // once for each tuple of nodes that the anchors yield
    MEMO_SHARED,    // once for a context node; expressions written alike share it
    MEMO_TEXT,      // once for each string value of the one node that anchors[0] yields
    MEMO_NODE_TEXT, // one string of the node in focus, until another is; expressions written alike share it
    MEMO_REPEATED,  // until the focus or a variable changes; single values only
} MemoScope;

enum { ANCHORS_MAX = 6 };

typedef struct Memo {
    uint32_t number;
    MemoScope scope;
    bool is_truth;  // the effective boolean value only
    size_t anchor_count;
    Expr *anchors[ANCHORS_MAX];
} Memo;

// EXPR_LOOKUP
typedef struct Lookup {
    uint32_t number;  // lookups with the same base and key share one
    uint32_t shape;   // … with the same key, and the same base but for the walk it begins with
    Expr *filter;     // the filter it replaces: for what can't be hashed
    bool is_value;    // eq, not =
    bool per_context; // base or key depend on current(): the table holds for one context node
    bool is_wide;     // many context nodes have the same base: it hangs on the document, or on an ancestor
} Lookup;

void memo_init(Eval *eval);
void lookup_init(Eval *eval);

void run_context_item(Eval *eval, const Expr *expr, Sink *sink);
bool text_context_item(Eval *eval, const Expr *expr, Slice *text);
void run_current(Eval *eval, const Expr *expr, Sink *sink);
void run_root(Eval *eval, const Expr *expr, Sink *sink);
void run_step(Eval *eval, const Expr *expr, Sink *sink);
void run_parent(Eval *eval, const Expr *expr, Sink *sink);
void run_path(Eval *eval, const Expr *expr, Sink *sink);
bool truth_path(Eval *eval, const Expr *expr);
void run_map(Eval *eval, const Expr *expr, Sink *sink);
void run_filter(Eval *eval, const Expr *expr, Sink *sink);
void run_filter_nth(Eval *eval, const Expr *expr, Sink *sink);
void run_filter_last(Eval *eval, const Expr *expr, Sink *sink);
void run_walk(Eval *eval, const Expr *expr, Sink *sink);
bool truth_walk(Eval *eval, const Expr *expr);
bool text_walk(Eval *eval, const Expr *expr, Slice *text);

void run_union(Eval *eval, const Expr *expr, Sink *sink);
bool truth_union(Eval *eval, const Expr *expr);
void run_difference(Eval *eval, const Expr *expr, Sink *sink);
void run_node_compare(Eval *eval, const Expr *expr, Sink *sink);

void run_literal(Eval *eval, const Expr *expr, Sink *sink);
bool text_literal(Eval *eval, const Expr *expr, Slice *text);
void run_sequence(Eval *eval, const Expr *expr, Sink *sink);
void run_truth(Eval *eval, const Expr *expr, Sink *sink);  // items from the truth
bool truth_or(Eval *eval, const Expr *expr);
bool truth_and(Eval *eval, const Expr *expr);
void run_if(Eval *eval, const Expr *expr, Sink *sink);
bool truth_if(Eval *eval, const Expr *expr);
bool truth_some(Eval *eval, const Expr *expr);
bool truth_every(Eval *eval, const Expr *expr);
void run_for(Eval *eval, const Expr *expr, Sink *sink);
void run_let(Eval *eval, const Expr *expr, Sink *sink);
bool truth_let(Eval *eval, const Expr *expr);

void run_value_compare(Eval *eval, const Expr *expr, Sink *sink);
bool truth_value_compare(Eval *eval, const Expr *expr);
bool truth_general_compare(Eval *eval, const Expr *expr);
bool truth_text_compare(Eval *eval, const Expr *expr);
bool truth_step_text_compare(Eval *eval, const Expr *expr);
void run_arithmetic(Eval *eval, const Expr *expr, Sink *sink);
void run_sign(Eval *eval, const Expr *expr, Sink *sink);
void run_range(Eval *eval, const Expr *expr, Sink *sink);

bool truth_instance_of(Eval *eval, const Expr *expr);
void run_treat(Eval *eval, const Expr *expr, Sink *sink);
void run_cast(Eval *eval, const Expr *expr, Sink *sink);
bool truth_castable(Eval *eval, const Expr *expr);

Seq eval_variable(Eval *eval, const Expr *expr);
void run_variable(Eval *eval, const Expr *expr, Sink *sink);
bool truth_variable(Eval *eval, const Expr *expr);
void run_call(Eval *eval, const Expr *expr, Sink *sink);
void run_call_user(Eval *eval, const Expr *expr, Sink *sink);
void run_text(Eval *eval, const Expr *expr, Sink *sink);
void run_group(Eval *eval, const Expr *expr, Sink *sink);
void run_current_group(Eval *eval, const Expr *expr, Sink *sink);
void run_current_grouping_key(Eval *eval, const Expr *expr, Sink *sink);
void run_key(Eval *eval, const Expr *expr, Sink *sink);

void run_memo(Eval *eval, const Expr *expr, Sink *sink);
bool truth_memo(Eval *eval, const Expr *expr);
void run_node_text(Eval *eval, const Expr *expr, Sink *sink);
bool text_node_text(Eval *eval, const Expr *expr, Slice *text);
void run_lookup(Eval *eval, const Expr *expr, Sink *sink);
bool truth_after(Eval *eval, const Expr *expr);  // lookup[. >> $here]

// Functions that the evaluator does itself (native.c): the operator for a call of them, or NULL.
const struct Operator *native_operator(const Expr *call);

// EXPR_VALUE_COMPARE, EXPR_GENERAL_COMPARE: NULL for the code point collation
typedef struct CompareNames {
    Slice collation;
} CompareNames;

// EXPR_CALL: how each argument comes to the type of its parameter.
typedef enum ArgumentMode {
    ARGUMENT_AS_IS,      // its static type says that it needs nothing
    ARGUMENT_TEXT,       // xs:string or xs:string?
    ARGUMENT_CONVERTED,  // the function conversion rules
} ArgumentMode;

typedef struct CallPlan {
    ArgumentMode *arguments;
    Parameter *parameters;
} CallPlan;

// Of the C stack, for functions that call each other: threads have 8 MiB.
enum { STACK_BYTES_MAX = 4 << 20 };
