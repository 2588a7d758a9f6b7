// SPDX-License-Identifier: Apache-2.0
// Match patterns (XSLT 2.0, 5.5.2; of XSLT 3.0 also parentheses, unions within paths, `.` and
// variables).
//
// A pattern is read as an expression, whose tree is then taken apart into paths of steps: what
// can't be taken apart is kept as an expression to be evaluated (XSLT 3.0, 5.5.3).

#include "xpath/parse.h"

enum { PATHS_MAX = 2000 }; // alternatives after multiplying out

typedef struct Paths {
    PatternPath *at;
    size_t count, room;
} Paths;

typedef struct Reader {
    StaticContext *context;
    Arena *arena;
    Faults *faults;
} Reader;

static bool add_path(Reader *reader, Paths *paths, PatternPath path)
{
    if (paths->count == PATHS_MAX)
        return false;
    if (paths->count == paths->room) {
        size_t room = paths->room ? paths->room * 2 : 2;
        PatternPath *at = arena_array(reader->arena, PatternPath, room);
        if (paths->count)
            memcpy(at, paths->at, paths->count * sizeof *at);
        paths->at = at;
        paths->room = room;
    }
    paths->at[paths->count++] = path;
    return true;
}

// ---- Predicates ----

static bool has_names_of_node(const Expr *call)
{
    static const char *const functions[] = {"name", "local-name", "namespace-uri", "node-name"};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(call->function->name, functions[i]) == 0)
            return call->arity == 1 && call->args[0]->kind == EXPR_CONTEXT_ITEM;
    return false;
}

// Whether the value is the same for all nodes of a path. `is_truth`: only existence is asked of nodes.
static bool is_by_names(const Expr *expr, bool is_truth)
{
    switch ((ExprKind)expr->kind) {
    case EXPR_LITERAL:
        return true;
    case EXPR_STEP:
        return is_truth && !expr->test->document_element &&
               (expr->axis == AXIS_SELF || expr->axis == AXIS_PARENT || expr->axis == AXIS_ANCESTOR ||
                expr->axis == AXIS_ANCESTOR_OR_SELF);
    case EXPR_AND:
    case EXPR_OR:
        return is_by_names(expr->args[0], true) && is_by_names(expr->args[1], true);
    case EXPR_GENERAL_COMPARE:
    case EXPR_VALUE_COMPARE:
        return is_by_names(expr->args[0], false) && is_by_names(expr->args[1], false);
    case EXPR_SEQUENCE:
        for (size_t i = 0; i < expr->arity; i++)
            if (!is_by_names(expr->args[i], false))
                return false;
        return true;
    case EXPR_CALL: {
        if (has_names_of_node(expr))
            return true;
        if (expr->function->flags & (DEPENDS_POSITION | DEPENDS_LAST | DEPENDS_CURRENT | DEPENDS_GLOBAL |
                                     DEPENDS_DOCUMENT | DEPENDS_GROUP | DEPENDS_WORLD | DEPENDS_ITEM))
            return false;
        bool asks_truth = strcmp(expr->function->name, "not") == 0 || strcmp(expr->function->name, "boolean") == 0 ||
                          strcmp(expr->function->name, "exists") == 0 || strcmp(expr->function->name, "empty") == 0;
        for (size_t i = 0; i < expr->arity; i++)
            if (!is_by_names(expr->args[i], asks_truth))
                return false;
        return true;
    }
    default:
        return false;
    }
}

typedef struct Conjuncts {
    Expr **at;
    size_t count, room;
} Conjuncts;

// a and b and c  ─►  a, b, c
static void add_conjuncts(Reader *reader, Conjuncts *list, Expr *expr)
{
    if (expr->kind == EXPR_AND) {
        add_conjuncts(reader, list, expr->args[0]);
        add_conjuncts(reader, list, expr->args[1]);
        return;
    }
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 4;
        Expr **at = arena_array(reader->arena, Expr *, room);
        if (list->count)
            memcpy(at, list->at, list->count * sizeof *at);
        list->at = at;
        list->room = room;
    }
    list->at[list->count++] = expr;
}

static void add_predicates(Reader *reader, Conjuncts *list, Expr *expr)
{
    if (expr->kind != EXPR_FILTER)
        return;
    add_predicates(reader, list, expr->args[0]);
    add_conjuncts(reader, list, expr->args[1]);
}

static bool read_predicates(Reader *reader, Expr *expr, PatternStep *step)
{
    Conjuncts list = {0};
    add_predicates(reader, &list, expr);
    step->predicates = arena_array(reader->arena, Expr *, list.count);
    bool was_test = reader->context->is_test;
    reader->context->is_test = reader->context->is_match = true;
    // Those that look at names only go first.
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < list.count; i++) {
            if (!list.at[i] || (pass == 0 && !is_by_names(list.at[i], true)))
                continue;
            if (!xpath_finish(reader->context, &list.at[i], reader->faults)) {
                reader->context->is_match = false;
                return false;
            }
            step->predicates[step->predicate_count++] = list.at[i];
            list.at[i] = NULL;
        }
        if (pass == 0)
            step->by_names = step->predicate_count;
    }
    reader->context->is_test = was_test;
    reader->context->is_match = false;
    return true;
}

static bool read_step(Reader *reader, Expr *expr, PatternStep *step)
{
    Expr *whole = expr;
    bool counts = false;
    for (Expr *at = expr; at->kind == EXPR_FILTER; at = at->args[0])
        counts |= expr_counts_positions(at->args[1]);
    Expr *base = expr;
    while (base->kind == EXPR_FILTER)
        base = base->args[0];
    if (base->kind != EXPR_STEP || (base->axis != AXIS_CHILD && base->axis != AXIS_ATTRIBUTE &&
                                    base->axis != AXIS_DESCENDANT && base->axis != AXIS_SELF &&
                                    base->axis != AXIS_DESCENDANT_OR_SELF))
        return false;
    if (base->axis == AXIS_SELF || base->axis == AXIS_DESCENDANT_OR_SELF)
        return false;
    *step = (PatternStep){.test = base->test,
                          .is_attribute = base->axis == AXIS_ATTRIBUTE,
                          .is_descendant = base->axis == AXIS_DESCENDANT};
    if (counts) {
        if (!xpath_finish(reader->context, &whole, reader->faults))
            return false;
        step->step = whole;
        return true;
    }
    return read_predicates(reader, expr, step);
}

// ---- Paths ----

static PatternPath extended(Reader *reader, const PatternPath *path, PatternStep step)
{
    PatternPath made = *path;
    made.steps = arena_array(reader->arena, PatternStep, path->step_count + 1);
    if (path->step_count)
        memcpy(made.steps, path->steps, path->step_count * sizeof *made.steps);
    made.steps[made.step_count++] = step;
    return made;
}

static bool is_slash_slash(const Expr *expr)
{
    return expr->kind == EXPR_STEP && expr->axis == AXIS_DESCENDANT_OR_SELF &&
           expr->test->kind == TEST_NODE;
}

static bool read_paths(Reader *reader, Expr *expr, Paths *paths);

// Every path of the left side followed by every path of the right one.
static bool multiply(Reader *reader, const Paths *left, const Paths *right, bool is_deep,
                     Paths *paths)
{
    for (size_t i = 0; i < left->count; i++)
        for (size_t k = 0; k < right->count; k++) {
            PatternPath path = left->at[i];
            const PatternPath *tail = &right->at[k];
            if (tail->start != PATTERN_ANYWHERE || tail->step_count == 0)
                return false;
            for (size_t s = 0; s < tail->step_count; s++) {
                PatternStep step = tail->steps[s];
                step.is_descendant |= s == 0 && is_deep;
                path = extended(reader, &path, step);
            }
            if (!add_path(reader, paths, path))
                return false;
        }
    return true;
}

static bool read_slash(Reader *reader, Expr *expr, Paths *paths)
{
    Expr *left = expr->args[0];
    bool is_deep = left->kind == EXPR_PATH && is_slash_slash(left->args[1]);
    Paths before = {0}, after = {0};
    if (is_slash_slash(expr->args[1]))
        return false;
    return read_paths(reader, is_deep ? left->args[0] : left, &before) &&
           read_paths(reader, expr->args[1], &after) &&
           multiply(reader, &before, &after, is_deep, paths);
}

// key(…), id(…), doc(…), $variable: the nodes of an expression
static bool read_nodes(Reader *reader, Expr *expr, Paths *paths)
{
    bool is_call = expr->kind == EXPR_CALL && (strcmp(expr->function->name, "key") == 0 ||
                                               strcmp(expr->function->name, "id") == 0 ||
                                               strcmp(expr->function->name, "doc") == 0);
    if (!is_call && expr->kind != EXPR_VARIABLE)
        return false;
    return xpath_finish(reader->context, &expr, reader->faults) &&
           add_path(reader, paths, (PatternPath){.start = PATTERN_NODES, .nodes = expr});
}

// (a | b)[p]  ─►  a[p] | b[p]      where p does not count positions
static bool read_filtered(Reader *reader, Expr *expr, Paths *paths)
{
    Expr *base = expr;
    Paths inner = {0};
    PatternStep shared = {0};
    for (; base->kind == EXPR_FILTER; base = base->args[0])
        if (expr_counts_positions(base->args[1]))
            return false;
    if (!read_paths(reader, base, &inner) || !read_predicates(reader, expr, &shared))
        return false;
    for (size_t i = 0; i < inner.count; i++) {
        if (inner.at[i].step_count == 0)
            return false;
        PatternPath path = extended(reader, &inner.at[i], (PatternStep){0});
        PatternStep *last = &path.steps[--path.step_count - 1];
        if (last->step)
            return false;
        // Predicates on names stay in front.
        size_t count = last->predicate_count + shared.predicate_count, at = 0;
        Expr **all = arena_array(reader->arena, Expr *, count);
        for (size_t k = 0; k < last->by_names; k++)
            all[at++] = last->predicates[k];
        for (size_t k = 0; k < shared.by_names; k++)
            all[at++] = shared.predicates[k];
        for (size_t k = last->by_names; k < last->predicate_count; k++)
            all[at++] = last->predicates[k];
        for (size_t k = shared.by_names; k < shared.predicate_count; k++)
            all[at++] = shared.predicates[k];
        last->by_names += shared.by_names;
        last->predicates = all;
        last->predicate_count = count;
        if (!add_path(reader, paths, path))
            return false;
    }
    return true;
}

static const Expr *filtered_base(const Expr *expr)
{
    while (expr->kind == EXPR_FILTER)
        expr = expr->args[0];
    return expr;
}

static bool read_paths(Reader *reader, Expr *expr, Paths *paths)
{
    PatternStep step;
    if (expr->kind == EXPR_FILTER && filtered_base(expr)->kind != EXPR_STEP)
        return read_filtered(reader, expr, paths);
    switch ((ExprKind)expr->kind) {
    case EXPR_UNION:
        return read_paths(reader, expr->args[0], paths) && read_paths(reader, expr->args[1], paths);
    case EXPR_ROOT:
        return add_path(reader, paths, (PatternPath){.start = PATTERN_ROOT});
    case EXPR_PATH:
        return read_slash(reader, expr, paths);
    case EXPR_STEP:
    case EXPR_FILTER:
        return read_step(reader, expr, &step) &&
               add_path(reader, paths,
                        extended(reader, &(PatternPath){.start = PATTERN_ANYWHERE}, step));
    default:
        return read_nodes(reader, expr, paths);
    }
}

// ---- What is no pattern (XSLT 3.0, 5.5.2) ----

// The functions whose nodes a pattern may start from
static bool is_outer_function(const Expr *expr)
{
    static const char *const names[] = {"key", "id", "doc", "element-with-id", "root"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(expr->function->name, names[i]) == 0)
            return true;
    return false;
}

static bool is_pattern_axis(Axis axis)
{
    return axis == AXIS_CHILD || axis == AXIS_ATTRIBUTE || axis == AXIS_DESCENDANT ||
           axis == AXIS_SELF || axis == AXIS_DESCENDANT_OR_SELF || axis == AXIS_NAMESPACE;
}

// The part of the expression that a pattern may not contain, or NULL. Predicates are any
// expressions.
static const Expr *find_foreign(const Expr *expr)
{
    const Expr *foreign;
    switch ((ExprKind)expr->kind) {
    case EXPR_UNION:
    case EXPR_INTERSECT:
    case EXPR_EXCEPT:
    case EXPR_PATH:
        foreign = find_foreign(expr->args[0]);
        return foreign ? foreign : find_foreign(expr->args[1]);
    case EXPR_FILTER:
        return find_foreign(expr->args[0]);
    case EXPR_STEP:
        return is_pattern_axis((Axis)expr->axis) ? NULL : expr;
    case EXPR_CALL:
        return is_outer_function(expr) ? NULL : expr;
    case EXPR_ROOT:
    case EXPR_VARIABLE:
    case EXPR_CONTEXT_ITEM:
        return NULL;
    default:
        return expr;
    }
}

static bool require_pattern(const Expr *expr, const Source *source, Faults *faults)
{
    const Expr *foreign = find_foreign(expr);
    if (!foreign)
        return true;
    unsigned line, column;
    size_t before = faults->count;
    source_place(source, foreign->offset, &line, &column);
    if (foreign->kind == EXPR_STEP)
        fault_add_code(faults, FAULT_STATIC, "XTSE0340", line, column,
                       "a match pattern cannot go along the axis %s; write what must match as "
                       "the last step, and the rest as a predicate",
                       axis_name((Axis)foreign->axis));
    else
        fault_add_code(faults, FAULT_STATIC, "XTSE0340", line, column,
                       "this is no match pattern; expected a path such as cac:Party/cbc:Name, or "
                       "several with `|` between them");
    if (source->file)
        fault_set_file(faults, before, source->file);
    return false;
}

// ---- The whole ----

const Pattern *pattern_compile(StaticContext *context, const Source *source, Faults *faults)
{
    Reader reader = {context, context->arena, faults};
    Expr *expr = xpath_parse(context, source, faults);
    if (!expr || !require_pattern(expr, source, faults) || !xpath_check(context, expr, faults))
        return NULL;
    Pattern *pattern = arena_array(context->arena, Pattern, 1);
    pattern->source = source;
    Paths paths = {0};
    size_t before = faults->count;
    if (read_paths(&reader, expr, &paths)) {
        pattern->path_count = paths.count;
        pattern->paths = paths.at;
        return pattern;
    }
    if (faults->count > before)
        return NULL;
    // Taking it apart may have rewritten parts: the expression is read anew.
    expr = xpath_parse(context, source, faults);
    if (!expr || !xpath_finish(context, &expr, faults))
        return NULL;
    pattern->equivalent = expr;
    return pattern;
}
