// The evaluator's own: sinks, operators, and what an Eval keeps between expressions.
//
// An expression is run by its operator, which pushes the items of its value into a sink. The sink says
// how many are wanted: one for exists(), two to see that there is one at most, all for sum(); so every
// operator stops early without knowing why. plan.c gives each Expr its operator once, at compile time.
#pragma once

#include "base/buffer.h"
#include "xpath/internal.h"
#include "xpath/program.h"

typedef struct Sink {
    Item *items;    // NULL: only the number is wanted
    size_t count;
    size_t limit;   // how many are wanted
    size_t room;    // of `items`; grows in the scratch arena
} Sink;

struct Operator {
    const char *name;
    void (*run)(Eval *eval, const Expr *expr, Sink *sink);
    bool (*truth)(Eval *eval, const Expr *expr);  // effective boolean value; NULL: from the items
    bool (*text)(Eval *eval, const Expr *expr, Slice *text);  // as eval_text; NULL: from the items
};

static inline bool sink_full(const Sink *sink)
{
    return sink->count >= sink->limit;
}

void sink_grow(Eval *eval, Sink *sink, size_t more);

static inline void sink_add(Eval *eval, Sink *sink, Item item)
{
    if (sink->items) {
        if (sink->count == sink->room)
            sink_grow(eval, sink, 1);
        sink->items[sink->count] = item;
    }
    sink->count++;
}

static inline void eval_run(Eval *eval, const Expr *expr, Sink *sink)
{
    expr->operator->run(eval, expr, sink);
}

// At most `max` items of the value.
static inline size_t eval_take(Eval *eval, const Expr *expr, Item *out, size_t max)
{
    Sink sink = {out, 0, max, max};
    eval_run(eval, expr, &sink);
    return sink.count;
}

Seq eval_items(Eval *eval, const Expr *expr);  // all, in scratch
bool eval_truth_of_items(Eval *eval, const Expr *expr);
bool eval_exists(Eval *eval, const Expr *expr);
size_t eval_count(Eval *eval, const Expr *expr);

static inline bool eval_truth(Eval *eval, const Expr *expr)
{
    bool (*truth)(Eval *, const Expr *) = expr->operator->truth;
    return truth ? truth(eval, expr) : eval_truth_of_items(eval, expr);
}

// The value atomised: false when it is empty; XPTY0004 when it has more than one item.
bool eval_atom(Eval *eval, const Expr *expr, Item *atom);
// … as a string, for a parameter of type xs:string?: the function conversion rules for the usual case in one go.
// False when empty.
bool eval_text(Eval *eval, const Expr *expr, Slice *text);
bool eval_text_of_items(Eval *eval, const Expr *expr, Slice *text);  // without the operator's own way

// ---- The focus ----

typedef struct Focus {
    Item item;
    size_t position, last;
    bool has_item;
} Focus;

static inline Focus focus_save(const Eval *eval)
{
    return (Focus){eval->item, eval->position, eval->last, eval->has_item};
}

static inline void focus_restore(Eval *eval, Focus focus)
{
    eval->item = focus.item;
    eval->position = focus.position;
    eval->last = focus.last;
    eval->has_item = focus.has_item;
}

static inline void focus_set(Eval *eval, Item item, size_t position, size_t last)
{
    eval->item = item;
    eval->position = position;
    eval->last = last;
    eval->has_item = true;
}

Item focus_item(Eval *eval, const Expr *expr);  // XPDY0002 where there is none
// The context item as a node in a tree; XPTY0020 where it is none.
void focus_node(Eval *eval, const Expr *expr, const Tree **tree, NodeId *node);

static inline void eval_tick(Eval *eval, size_t steps)
{
    eval->steps += steps;
}
void eval_check_steps(Eval *eval);  // raises when there were too many

// ---- State ----

typedef struct Targets {
    size_t paths_known;  // how many paths the vocabulary had when this was worked out
    uint32_t count;
    PathId *at;
} Targets;

// What a walk found last time, which is what it mostly finds next time.
typedef struct WalkCache {
    PathId from;
    uint32_t at;  // where its last search in the list ended
    size_t paths_known;
    const Targets *targets;
    const Tree *tree;  // where there is one target, and `epoch` is the document's: the nodes of its path in this tree
    uint64_t epoch;
    NodeList list;
} WalkCache;

typedef enum SlotState { SLOT_EMPTY, SLOT_BUSY, SLOT_READY } SlotState;

typedef struct GlobalSlot {
    uint64_t epoch;  // of the document or of the context node
    SlotState state;
    uint32_t recoveries;  // when it became busy: an error since then has ended that
    Seq value;
} GlobalSlot;

typedef struct EvalState {
    Arena *own;            // as long as the Eval
    Arena *context_memory; // as long as the context node: rule lets
    bool context_used;
    Item context;      // where eval_set_context put the focus
    Seq *base_frame;
    uint32_t recoveries;
    const Vocabulary *vocabulary;
    const Tree *tree;  // the document
    uint64_t document_epoch;
    uint64_t context_epoch;

    int32_t *path_names;  // by PathId: program_name of its name, or -1
    size_t paths_bound, paths_room;

    WalkCache *walks;  // by walk number
    struct TargetTable *target_table;
    uint32_t *cursors;  // by PathId: where the last look-up in the path's list ended
    size_t cursors_room;

    GlobalSlot *globals;
    struct MemoSlot *memos;
    struct LookupSlot *lookups;
    struct ShapeSlot *shapes;
    struct KeyTable *keys;

    const char *stack_base;  // an address in the frame that called the evaluator
} EvalState;

// Brings path_names and cursors up to the vocabulary as it is now.
void binding_grow(Eval *eval);
static inline void binding_refresh(Eval *eval)
{
    if (eval->state->paths_bound != vocabulary_path_count(eval->state->vocabulary))
        binding_grow(eval);
}

// ---- axes.c ----

typedef struct AxisCursor {
    const Tree *tree;
    NodeId origin, next, end;
    Axis axis;
    NodeId *chain;  // ancestors, root first
    size_t chain_count, chain_at;
} AxisCursor;

// All axes are walked in document order; predicates on reverse axes count from the end.
void axis_start(Eval *eval, AxisCursor *cursor, const Tree *tree, NodeId origin, Axis axis);
NodeId axis_next(AxisCursor *cursor);  // or NODE_NONE

// Whether the test holds; `principal`: the kind that a name test means on this axis.
bool test_node(const EvalState *state, const Tree *tree, NodeId node, const NodeTest *test);
bool test_path(const EvalState *state, const Vocabulary *vocabulary, PathId path, const NodeTest *test);

// ---- walk.c ----

typedef struct WalkCursor {
    const NodeId *at[4];
    size_t left[4];
    size_t lists;
    NodeId *gathered;  // where there are too many lists to merge
    const Tree *tree;
} WalkCursor;

// From the context node (or the root); answers false where the walk yields nothing.
bool walk_start(Eval *eval, const Expr *expr, WalkCursor *cursor);
NodeId walk_next(WalkCursor *cursor);  // or NODE_NONE
// The path of which the walk finds all nodes that the document has, and no others; PATH_NONE where there is none.
PathId walk_whole_path(Eval *eval, const Expr *expr);

// ---- order.c ----

void sink_add_sorted(Eval *eval, Sink *sink, Item *nodes, size_t count);  // sorts, drops repeats

// ---- others ----

Item item_keep(Arena *arena, Item item, const Tree *tree);  // a copy that needs nothing but `tree`
Seq seq_keep(Arena *arena, Seq seq, const Tree *tree);

