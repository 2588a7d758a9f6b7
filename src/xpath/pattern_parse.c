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

// ---- Steps ----

static bool counts_positions(const Expr *predicate)
{
    if (predicate->depends & (DEPENDS_POSITION | DEPENDS_LAST))
        return true;
    switch (predicate->type.item) {
    case TYPE_BOOLEAN:
    case TYPE_STRING:
    case TYPE_UNTYPED_ATOMIC:
    case TYPE_ANY_URI:
    case TYPE_ANY_NODE:
    case TYPE_NODE:
    case TYPE_EMPTY:
        return false;
    default:
        return true;
    }
}

static bool read_step(Reader *reader, Expr *expr, PatternStep *step)
{
    Expr *whole = expr;
    size_t count = 0;
    bool counts = false;
    for (Expr *at = expr; at->kind == EXPR_FILTER; at = at->args[0]) {
        counts |= counts_positions(at->args[1]);
        count++;
    }
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
    step->predicate_count = count;
    step->predicates = arena_array(reader->arena, Expr *, count);
    bool was_test = reader->context->is_test;
    reader->context->is_test = true;
    for (Expr *at = expr; at->kind == EXPR_FILTER; at = at->args[0]) {
        Expr *predicate = at->args[1];
        if (!xpath_finish(reader->context, &predicate, reader->faults))
            return false;
        step->predicates[--count] = predicate;
    }
    reader->context->is_test = was_test;
    return true;
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

static bool read_paths(Reader *reader, Expr *expr, Paths *paths)
{
    PatternStep step;
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
