// SPDX-License-Identifier: Apache-2.0
// From paths to rules.
//
//     path /Invoice/cac:InvoiceLine/cbc:ID ─► rules whose last step can be cbc:ID ─► those whose other steps fit
//
// What depends on names alone is decided here, once for each path of the thread's vocabulary; the run then asks
// predicates only.

#include "rules/dispatch.h"

#include "base/table.h"

typedef struct RuleList {
    uint32_t *rules;  // ascending, each once
    size_t count, room;
} RuleList;

struct Dispatch {
    Arena *arena;
    const Ruleset *ruleset;
    const Vocabulary *vocabulary;
    Table *names;      // uri NUL local of the last steps
    RuleList *by_name; // by number in `names`
    RuleList any;      // rules whose last step names nothing
    PathPlan **plans;
    size_t known, room;
};

// ---- The index of last steps ----

static void add_rule(Arena *arena, RuleList *list, uint32_t rule)
{
    if (list->count && list->rules[list->count - 1] == rule)
        return;
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 2;
        uint32_t *rules = arena_array(arena, uint32_t, room);
        if (list->count)
            memcpy(rules, list->rules, list->count * sizeof *rules);
        list->rules = rules;
        list->room = room;
    }
    list->rules[list->count++] = rule;
}

static Slice name_key(Arena *arena, Slice uri, Slice local)
{
    char *key = arena_take_raw(arena, uri.len + 1 + local.len, 1);
    if (uri.len)
        memcpy(key, uri.at, uri.len);
    key[uri.len] = '\0';
    if (local.len)
        memcpy(key + uri.len + 1, local.at, local.len);
    return (Slice){key, uri.len + 1 + local.len};
}

static const NodeTest *last_test(const PatternPath *path)
{
    return path->step_count ? path->steps[path->step_count - 1].test : NULL;
}

static bool names_one(const NodeTest *test)
{
    return test && (test->kind == TEST_ELEMENT || test->kind == TEST_ATTRIBUTE) && !test->any_uri && !test->any_local;
}

static void index_rule(Dispatch *dispatch, const RuleInfo *rule, size_t rule_count)
{
    const Pattern *pattern = rule->pattern;
    bool is_open = pattern->equivalent != NULL;
    for (size_t i = 0; i < pattern->path_count; i++)
        is_open |= !names_one(last_test(&pattern->paths[i]));
    if (is_open) {
        add_rule(dispatch->arena, &dispatch->any, rule->number);
        return;
    }
    (void)rule_count;
    for (size_t i = 0; i < pattern->path_count; i++) {
        const NodeTest *test = last_test(&pattern->paths[i]);
        int32_t name = table_find(dispatch->names, name_key(dispatch->arena, test->uri, test->local));
        add_rule(dispatch->arena, &dispatch->by_name[name], rule->number);
    }
}

static void collect_names(Dispatch *dispatch)
{
    dispatch->names = table_new(dispatch->arena, 256);
    for (size_t r = 0; r < dispatch->ruleset->rule_count; r++) {
        const Pattern *pattern = dispatch->ruleset->rules[r]->pattern;
        for (size_t i = 0; i < pattern->path_count; i++) {
            const NodeTest *test = last_test(&pattern->paths[i]);
            if (names_one(test))
                table_add(dispatch->names, name_key(dispatch->arena, test->uri, test->local), NULL);
        }
    }
    dispatch->by_name = arena_array(dispatch->arena, RuleList, table_count(dispatch->names) + 1);
}

Dispatch *dispatch_new(Arena *arena, const Ruleset *ruleset, const Vocabulary *vocabulary)
{
    Dispatch *dispatch = arena_array(arena, Dispatch, 1);
    dispatch->arena = arena;
    dispatch->ruleset = ruleset;
    dispatch->vocabulary = vocabulary;
    collect_names(dispatch);
    for (size_t r = 0; r < ruleset->rule_count; r++)
        index_rule(dispatch, ruleset->rules[r], ruleset->rule_count);
    return dispatch;
}

// ---- Does the pattern fit the names of a path? ----

typedef enum Fit { FIT_NO, FIT_MAYBE, FIT_YES } Fit;

static Fit better(Fit a, Fit b)
{
    return a > b ? a : b;
}

static Fit worse(Fit a, Fit b)
{
    return a < b ? a : b;
}

static bool name_fits(const Vocabulary *vocabulary, const Path *path, const NodeTest *test)
{
    if (test->any_uri && test->any_local)
        return true;
    const Name *name = &vocabulary_names(vocabulary)[path->name];
    return (test->any_uri || slice_equal(name->uri, test->uri)) && (test->any_local || slice_equal(name->local, test->local));
}

static Fit test_fits(const Vocabulary *vocabulary, const Path *path, const PatternStep *step)
{
    static const NodeKind kinds[] = {
        [TEST_DOCUMENT] = NODE_DOCUMENT, [TEST_ELEMENT] = NODE_ELEMENT, [TEST_ATTRIBUTE] = NODE_ATTRIBUTE,
        [TEST_TEXT] = NODE_TEXT,         [TEST_COMMENT] = NODE_COMMENT, [TEST_PI] = NODE_PI,
    };
    const NodeTest *test = step->test;
    if (test->kind == TEST_NODE)
        return (path->kind == NODE_ATTRIBUTE) == step->is_attribute && path->kind != NODE_DOCUMENT ? FIT_YES : FIT_NO;
    if (test->kind == TEST_NONE || test->kind == TEST_NAMESPACE || path->kind != kinds[test->kind])
        return FIT_NO;
    if ((path->kind == NODE_ELEMENT || path->kind == NODE_ATTRIBUTE || path->kind == NODE_PI) &&
        !name_fits(vocabulary, path, test))
        return FIT_NO;
    return test->content != TYPE_ANY_TYPE || test->document_element ? FIT_MAYBE : FIT_YES;
}

static Fit steps_fit(const Vocabulary *vocabulary, const PatternPath *pattern, size_t count, PathId at)
{
    const Path *paths = vocabulary_paths(vocabulary);
    if (count == 0) {
        if (pattern->start == PATTERN_NODES)
            return FIT_MAYBE;
        return paths[at].kind == NODE_DOCUMENT ? FIT_YES : FIT_NO;
    }
    const PatternStep *step = &pattern->steps[count - 1];
    Fit fit = test_fits(vocabulary, &paths[at], step);
    if (fit == FIT_NO)
        return FIT_NO;
    if (step->predicate_count || step->step)
        fit = FIT_MAYBE;
    if (count == 1 && pattern->start == PATTERN_ANYWHERE)
        return fit;
    Fit above = FIT_NO;
    for (PathId parent = paths[at].parent; parent != PATH_NONE && above != FIT_YES; parent = paths[parent].parent) {
        above = better(above, steps_fit(vocabulary, pattern, count - 1, parent));
        if (!step->is_descendant)
            break;
    }
    return worse(fit, above);
}

// Whether all predicates are those of the last step, and none counts positions.
static bool is_simple(const PatternPath *path)
{
    for (size_t i = 0; i < path->step_count; i++)
        if (path->steps[i].step || (i + 1 < path->step_count && path->steps[i].predicate_count))
            return false;
    return path->start != PATTERN_NODES && path->step_count > 0;
}

static const PatternPath *only_alternative(const Vocabulary *vocabulary, const Pattern *pattern, PathId path)
{
    const PatternPath *found = NULL;
    for (size_t i = 0; i < pattern->path_count; i++) {
        const PatternPath *at = &pattern->paths[i];
        if (steps_fit(vocabulary, at, at->step_count, path) == FIT_NO)
            continue;
        if (found || !is_simple(at) || at->steps[at->step_count - 1].test->content != TYPE_ANY_TYPE)
            return NULL;
        found = at;
    }
    return pattern->equivalent ? NULL : found;
}

static Fit rule_fits(const Vocabulary *vocabulary, const Pattern *pattern, PathId path)
{
    Fit fit = pattern->equivalent ? FIT_MAYBE : FIT_NO;
    for (size_t i = 0; i < pattern->path_count && fit != FIT_YES; i++)
        fit = better(fit, steps_fit(vocabulary, &pattern->paths[i], pattern->paths[i].step_count, path));
    return fit;
}

// ---- Plans ----

typedef struct Merge {
    const RuleList *lists[2];
    size_t at[2];
} Merge;

static uint32_t next_rule(Merge *merge)
{
    uint32_t best = UINT32_MAX;
    for (int i = 0; i < 2; i++)
        if (merge->lists[i] && merge->at[i] < merge->lists[i]->count && merge->lists[i]->rules[merge->at[i]] < best)
            best = merge->lists[i]->rules[merge->at[i]];
    for (int i = 0; i < 2; i++)
        if (merge->lists[i] && merge->at[i] < merge->lists[i]->count && merge->lists[i]->rules[merge->at[i]] == best)
            merge->at[i]++;
    return best;
}

static const RuleList *rules_by_name(Dispatch *dispatch, const Path *path)
{
    if (path->kind != NODE_ELEMENT && path->kind != NODE_ATTRIBUTE)
        return NULL;
    const Name *name = &vocabulary_names(dispatch->vocabulary)[path->name];
    int32_t number = table_find(dispatch->names, name_key(dispatch->arena, name->uri, name->local));
    return number == TABLE_NONE ? NULL : &dispatch->by_name[number];
}

static PathPlan *make_plan(Dispatch *dispatch, PathId id)
{
    const Path *path = &vocabulary_paths(dispatch->vocabulary)[id];
    if (path->kind == NODE_TEXT)
        return NULL;  // text nodes are no contexts
    Merge merge = {{rules_by_name(dispatch, path), &dispatch->any}, {0, 0}};
    size_t most = dispatch->any.count + (merge.lists[0] ? merge.lists[0]->count : 0);
    if (most == 0)
        return NULL;
    ArenaMark mark = arena_mark(dispatch->arena);
    PathPlan *plan = arena_take(dispatch->arena, sizeof *plan + most * sizeof *plan->candidates, alignof(PathPlan));
    const PatternInfo *decided = NULL;  // a pattern that has a certain rule already
    for (uint32_t number; (number = next_rule(&merge)) != UINT32_MAX;) {
        const RuleInfo *rule = dispatch->ruleset->rules[number];
        if (rule->owner == decided)
            continue;
        Fit fit = rule_fits(dispatch->vocabulary, rule->pattern, id);
        if (fit == FIT_NO)
            continue;
        plan->candidates[plan->count++] = (Candidate){
            .rule = rule,
            .path = fit == FIT_YES ? NULL : only_alternative(dispatch->vocabulary, rule->pattern, id),
            .is_certain = fit == FIT_YES};
        if (fit == FIT_YES)
            decided = rule->owner;
    }
    if (plan->count == 0) {
        arena_release(dispatch->arena, mark);
        return NULL;
    }
    for (uint32_t i = plan->count, next = i; i-- > 0;) {
        if (i + 1 < plan->count && plan->candidates[i].rule->owner != plan->candidates[i + 1].rule->owner)
            next = i + 1;
        plan->candidates[i].next_pattern = next;
    }
    return plan;
}

PathPlan *const *dispatch_plans(Dispatch *dispatch)
{
    size_t count = vocabulary_path_count(dispatch->vocabulary);
    if (count > dispatch->room) {
        size_t room = count * 2;
        PathPlan **plans = arena_array(dispatch->arena, PathPlan *, room);
        if (dispatch->known)
            memcpy(plans, dispatch->plans, dispatch->known * sizeof *plans);
        dispatch->plans = plans;
        dispatch->room = room;
    }
    for (size_t i = dispatch->known; i < count; i++)
        dispatch->plans[i] = make_plan(dispatch, (PathId)i);
    dispatch->known = count;
    return dispatch->plans;
}
