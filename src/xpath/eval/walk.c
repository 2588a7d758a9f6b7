// SPDX-License-Identifier: Apache-2.0
// Walks: downward steps by name, answered from the lists of nodes by path.
//
//     cac:Item//cbc:ID from a node of path p   ─►   the paths below p that fit: p/cac:Item/cbc:ID, …
//                                              ─►   in each one's list, the range that lies in the subtree
//
// Which paths fit depends on names alone; it is worked out once for (walk, path) and remembered, so that
// "there is no such element" costs a comparison. Where a range begins is found from where the last search
// in that list ended, for documents are walked from front to back.

#include "xpath/eval/operators.h"

#include <stdlib.h>

// ---- From paths to paths ----

typedef struct PathSet {
    Arena *arena;
    PathId *at;
    size_t count, room;
} PathSet;

static void path_set_add(PathSet *set, PathId path)
{
    if (set->count == set->room) {
        size_t room = set->room ? set->room * 2 : 8;
        PathId *at = arena_take_raw(set->arena, room * sizeof *at, alignof(PathId));
        if (set->count)
            memcpy(at, set->at, set->count * sizeof *at);
        set->at = at;
        set->room = room;
    }
    set->at[set->count++] = path;
}

static void add_below(EvalState *state, PathSet *set, PathId from, const NodeTest *test, bool deep)
{
    const Path *paths = vocabulary_paths(state->vocabulary);
    PathId path = paths[from].first_child;
    while (path != PATH_NONE) {
        if (test_path(state, state->vocabulary, path, test))
            path_set_add(set, path);
        // depth first, without recursion: hostile documents are deep
        if (deep && paths[path].first_child != PATH_NONE) {
            path = paths[path].first_child;
            continue;
        }
        while (path != PATH_NONE && paths[path].next_sibling == PATH_NONE && paths[path].parent != from)
            path = paths[path].parent;
        path = paths[path].next_sibling;
    }
}

static int compare_paths(const void *a, const void *b)
{
    PathId x = *(const PathId *)a, y = *(const PathId *)b;
    return x < y ? -1 : x > y;
}

static void path_set_unite(PathSet *set)
{
    if (set->count < 2)
        return;
    qsort(set->at, set->count, sizeof *set->at, compare_paths);
    size_t kept = 1;
    for (size_t i = 1; i < set->count; i++)
        if (set->at[i] != set->at[kept - 1])
            set->at[kept++] = set->at[i];
    set->count = kept;
}

static const Targets *find_targets(Eval *eval, const Walk *walk, PathId from)
{
    EvalState *state = eval->state;
    PathSet set = {.arena = eval->scratch};
    path_set_add(&set, from);
    for (size_t i = 0; i < walk->step_count; i++) {
        PathSet next = {.arena = eval->scratch};
        const WalkStep *step = &walk->steps[i];
        for (size_t k = 0; k < set.count; k++) {
            if (step->with_self && test_path(state, state->vocabulary, set.at[k], step->test))
                path_set_add(&next, set.at[k]);
            add_below(state, &next, set.at[k], step->test, step->is_deep);
        }
        path_set_unite(&next);
        set = next;
    }
    Targets *targets = arena_array(state->own, Targets, 1);
    targets->paths_known = state->paths_bound;
    targets->count = (uint32_t)set.count;
    targets->at = arena_array(state->own, PathId, set.count);
    if (set.count)
        memcpy(targets->at, set.at, set.count * sizeof *set.at);
    return targets;
}

// ---- What is remembered ----

typedef struct TargetTable {
    size_t count, room;  // room is a power of two
    struct {
        uint64_t key;  // walk number + 1 in the upper half, path in the lower; 0: free
        const Targets *targets;
    } *at;
} TargetTable;

static uint64_t mix(uint64_t key)
{
    key *= 0x9E3779B97F4A7C15u;
    return key ^ key >> 32;
}

static void table_grow(EvalState *state)
{
    TargetTable *old = state->target_table;
    TargetTable *table = arena_array(state->own, TargetTable, 1);
    table->room = old ? old->room * 2 : 1024;
    table->at = arena_take_array(state->own, sizeof *table->at, table->room, 8);
    for (size_t i = 0; old && i < old->room; i++) {
        if (old->at[i].key == 0)
            continue;
        size_t place = mix(old->at[i].key) & (table->room - 1);
        while (table->at[place].key)
            place = (place + 1) & (table->room - 1);
        table->at[place] = old->at[i];
        table->count++;
    }
    state->target_table = table;
}

static const Targets *remembered_targets(Eval *eval, const Walk *walk, PathId from)
{
    EvalState *state = eval->state;
    TargetTable *table = state->target_table;
    if (!table || table->count * 2 >= table->room) {
        table_grow(state);
        table = state->target_table;
    }
    uint64_t key = (uint64_t)(walk->number + 1) << 32 | from;
    size_t place = mix(key) & (table->room - 1);
    while (table->at[place].key && table->at[place].key != key)
        place = (place + 1) & (table->room - 1);
    if (!table->at[place].key || table->at[place].targets->paths_known != state->paths_bound) {
        const Targets *targets = find_targets(eval, walk, from);
        table->count += table->at[place].key == 0;
        table->at[place].key = key;
        table->at[place].targets = targets;
    }
    return table->at[place].targets;
}

static inline const Targets *walk_targets(Eval *eval, const Walk *walk, PathId from)
{
    EvalState *state = eval->state;
    WalkCache *cache = &state->walks[walk->number];
    if (cache->from == from && cache->paths_known == state->paths_bound)
        return cache->targets;
    const Targets *targets = remembered_targets(eval, walk, from);
    *cache = (WalkCache){.from = from, .paths_known = state->paths_bound, .targets = targets};
    return targets;
}

// ---- From paths to nodes ----

// The first place in `list` whose node is >= `node`, searched from `hint` on: outwards in doubling steps.
static size_t lower_bound(const NodeId *list, size_t count, NodeId node, size_t hint)
{
    size_t low = 0, high = count;
    if (hint < count) {
        size_t step = 1;
        if (list[hint] < node) {
            low = hint + 1;
            while (low + step - 1 < count && list[low + step - 1] < node) {
                low += step;
                step *= 2;
            }
            if (low + step - 1 < count)
                high = low + step - 1;
        } else {
            high = hint;
            while (high >= step && list[high - step] >= node) {
                high -= step;
                step *= 2;
            }
            if (high >= step)
                low = high - step + 1;
        }
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list[middle] < node)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// The part of a list from `first` to `last`, searched from `cursor` on.
static inline NodeList list_range(NodeList list, uint32_t *cursor, NodeId first, NodeId last)
{
    // Mostly it is the place of the last search, or the next one.
    size_t from = *cursor;
    from += from < list.count && list.at[from] < first;
    bool is_there = from < list.count && list.at[from] >= first && (from == 0 || list.at[from - 1] < first);
    if (!is_there)
        from = lower_bound(list.at, list.count, first, from);
    *cursor = (uint32_t)from;
    // a few at most, usually: step before searching
    size_t to = from, near = list.count - from < 4 ? list.count : from + 4;
    while (to < near && list.at[to] <= last)
        to++;
    if (to == from + 4)
        to = lower_bound(list.at, list.count, last + 1, to - 1);
    return (NodeList){list.at + from, to - from};
}

// The nodes of a path from `first` to `last`.
static NodeList path_range(Eval *eval, const Tree *tree, PathId path, NodeId first, NodeId last)
{
    NodeList list = tree_path_nodes(tree, path);
    if (list.count == 0 || (first <= 1 && last == tree->count - 1))
        return list;
    return list_range(list, &eval->state->cursors[path], first, last);
}

static bool walk_origin(Eval *eval, const Expr *expr, const Walk *walk, const Tree **tree, NodeId *node)
{
    if (expr->arity) {
        Item items[2];
        if (eval_take(eval, expr->args[0], items, 2) == 0)
            return false;
        if (items[0].type != TYPE_NODE)
            return false;
        *tree = items[0].tree;
        *node = items[0].len_or_node;
        return true;
    }
    if (eval->has_item && eval->item.type == TYPE_NAMESPACE_NODE && !walk->from_root)
        return false;
    if (!eval->has_item || eval->item.type != TYPE_NODE)
        focus_node(eval, expr, tree, node);
    *tree = eval->item.tree;
    *node = walk->from_root ? 0 : eval->item.len_or_node;
    return true;
}

static int compare_nodes(const void *a, const void *b)
{
    NodeId x = *(const NodeId *)a, y = *(const NodeId *)b;
    return x < y ? -1 : x > y;
}

static void gather(Eval *eval, WalkCursor *cursor, const Targets *targets, NodeId first, NodeId last)
{
    const Tree *tree = cursor->tree;
    size_t total = 0;
    for (size_t i = 0; i < targets->count; i++)
        total += path_range(eval, tree, targets->at[i], first, last).count;
    NodeId *nodes = arena_take_raw(eval->scratch, (total + 1) * sizeof *nodes, alignof(NodeId));
    size_t count = 0;
    for (size_t i = 0; i < targets->count; i++) {
        NodeList range = path_range(eval, tree, targets->at[i], first, last);
        if (range.count)
            memcpy(nodes + count, range.at, range.count * sizeof *nodes);
        count += range.count;
    }
    qsort(nodes, count, sizeof *nodes, compare_nodes);
    cursor->lists = 1;
    cursor->at[0] = nodes;
    cursor->left[0] = count;
}

// Where a walk goes: the paths that fit, and the range of nodes.
typedef struct Reach {
    const Tree *tree;
    const Targets *targets;
    NodeId first, last;
} Reach;

static inline bool walk_reach(Eval *eval, const Expr *expr, Reach *reach)
{
    const Walk *walk = expr->plan;
    NodeId origin;
    binding_refresh(eval);
    if (!walk_origin(eval, expr, walk, &reach->tree, &origin))
        return false;
    reach->targets = walk_targets(eval, walk, tree_path(reach->tree, origin));
    reach->first = walk->with_self ? origin : origin + 1;
    reach->last = tree_last(reach->tree, origin);
    return reach->targets->count > 0;
}

// The nodes of one path, as most walks find.
static inline NodeList only_range(Eval *eval, const Expr *expr, const Reach *reach)
{
    WalkCache *cache = &eval->state->walks[((const Walk *)expr->plan)->number];
    if (cache->epoch != eval->state->document_epoch || cache->tree != reach->tree) {
        cache->list = tree_path_nodes(reach->tree, reach->targets->at[0]);
        cache->tree = reach->tree;
        cache->epoch = eval->state->document_epoch;
        cache->at = 0;
    }
    return list_range(cache->list, &cache->at, reach->first, reach->last);
}

static bool reach_start(Eval *eval, const Reach *reach, WalkCursor *cursor)
{
    const Targets *targets = reach->targets;
    cursor->tree = reach->tree;
    cursor->lists = 0;
    if (targets->count > sizeof cursor->at / sizeof *cursor->at) {
        gather(eval, cursor, targets, reach->first, reach->last);
        return cursor->left[0] > 0;
    }
    for (size_t i = 0; i < targets->count; i++) {
        NodeList range = path_range(eval, reach->tree, targets->at[i], reach->first, reach->last);
        if (range.count == 0)
            continue;
        cursor->at[cursor->lists] = range.at;
        cursor->left[cursor->lists] = range.count;
        cursor->lists++;
    }
    return cursor->lists > 0;
}

PathId walk_whole_path(Eval *eval, const Expr *expr)
{
    Reach reach;
    if (!walk_reach(eval, expr, &reach) || reach.targets->count != 1 || reach.tree != eval->state->tree)
        return PATH_NONE;
    PathId path = reach.targets->at[0];
    size_t found = path_range(eval, reach.tree, path, reach.first, reach.last).count;
    return found == tree_path_count(reach.tree, path) ? path : PATH_NONE;
}

bool walk_start(Eval *eval, const Expr *expr, WalkCursor *cursor)
{
    Reach reach;
    if (!walk_reach(eval, expr, &reach))
        return false;
    if (reach.targets->count > 1)
        return reach_start(eval, &reach, cursor);
    NodeList range = only_range(eval, expr, &reach);
    cursor->tree = reach.tree;
    cursor->lists = 1;
    cursor->at[0] = range.at;
    cursor->left[0] = range.count;
    return range.count > 0;
}

enum { AHEAD = 16 };  // nodes: time enough for the memory to answer

NodeId walk_next(WalkCursor *cursor)
{
    if (cursor->lists == 1) {
        if (cursor->left[0] == 0)
            return NODE_NONE;
        if (cursor->left[0] > AHEAD)
            tree_expect(cursor->tree, cursor->at[0][AHEAD], cursor->at[0][AHEAD / 2]);
        cursor->left[0]--;
        return *cursor->at[0]++;
    }
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < cursor->lists; i++)
        if (cursor->left[i] && (best == SIZE_MAX || *cursor->at[i] < *cursor->at[best]))
            best = i;
    if (best == SIZE_MAX)
        return NODE_NONE;
    cursor->left[best]--;
    return *cursor->at[best]++;
}

static void add_range(Eval *eval, const Reach *reach, NodeList range, Sink *sink)
{
    if (!sink->items) {
        sink->count += range.count;
        return;
    }
    for (size_t i = 0; i < range.count && !sink_full(sink); i++)
        sink_add(eval, sink, item_node(reach->tree, range.at[i]));
}

void run_walk(Eval *eval, const Expr *expr, Sink *sink)
{
    Reach reach;
    WalkCursor cursor;
    if (!walk_reach(eval, expr, &reach))
        return;
    if (reach.targets->count == 1) {
        add_range(eval, &reach, only_range(eval, expr, &reach), sink);
        return;
    }
    if (!reach_start(eval, &reach, &cursor))
        return;
    if (!sink->items) {
        for (size_t i = 0; i < cursor.lists; i++)
            sink->count += cursor.left[i];
        return;
    }
    for (NodeId node; !sink_full(sink) && (node = walk_next(&cursor)) != NODE_NONE;)
        sink_add(eval, sink, item_node(cursor.tree, node));
}

bool truth_walk(Eval *eval, const Expr *expr)
{
    Reach reach;
    if (!walk_reach(eval, expr, &reach))
        return false;
    if (reach.targets->count == 1)
        return only_range(eval, expr, &reach).count > 0;
    for (size_t i = 0; i < reach.targets->count; i++)
        if (path_range(eval, reach.tree, reach.targets->at[i], reach.first, reach.last).count)
            return true;
    return false;
}

bool text_walk(Eval *eval, const Expr *expr, Slice *text)
{
    Reach reach;
    if (!walk_reach(eval, expr, &reach))
        return false;
    if (reach.targets->count > 1)
        return eval_text_of_items(eval, expr, text);
    NodeList range = only_range(eval, expr, &reach);
    if (range.count > 1)
        return eval_text_of_items(eval, expr, text);
    if (range.count == 1)
        *text = tree_string(reach.tree, range.at[0], eval->scratch);
    return range.count == 1;
}

// ---- What is absent ----

static bool yields_nothing(Eval *eval, const Expr *expr, PathId path)
{
    if (expr->kind == EXPR_PATH || expr->kind == EXPR_FILTER || expr->kind == EXPR_LOOKUP || expr->kind == EXPR_MEMO)
        return yields_nothing(eval, expr->args[0], path);
    if (expr->kind != EXPR_WALK || expr->arity)
        return false;
    const Walk *walk = expr->plan;
    return walk_targets(eval, walk, walk->from_root ? PATH_DOCUMENT : path)->count == 0;
}

bool expr_is_constant_at(Eval *eval, const Expr *expr, PathId path)
{
    enum { OTHER = DEPENDS_POSITION | DEPENDS_LAST | DEPENDS_CURRENT | DEPENDS_LOCAL | DEPENDS_GLOBAL | DEPENDS_GROUP |
                   DEPENDS_WORLD };
    binding_refresh(eval);
    switch ((ExprKind)expr->kind) {
    case EXPR_LITERAL:
        return true;
    case EXPR_WALK:
    case EXPR_PATH:
    case EXPR_FILTER:
    case EXPR_LOOKUP:
        return yields_nothing(eval, expr, path);
    case EXPR_CALL:
        if (expr->function->flags & (OTHER | DEPENDS_ITEM | DEPENDS_DOCUMENT))
            return false;
        break;
    case EXPR_SEQUENCE:
    case EXPR_OR:
    case EXPR_AND:
    case EXPR_VALUE_COMPARE:
    case EXPR_GENERAL_COMPARE:
    case EXPR_ARITHMETIC:
    case EXPR_NEGATE:
    case EXPR_PLUS:
    case EXPR_UNION:
    case EXPR_IF:
    case EXPR_CAST:
    case EXPR_CASTABLE:
    case EXPR_MEMO:
        break;
    default:
        return false;
    }
    for (size_t i = 0; i < expr->arity; i++)
        if (!expr_is_constant_at(eval, expr->args[i], path))
            return false;
    return true;
}
