// SPDX-License-Identifier: Apache-2.0
// Runs a rule set on a document: one pass over its nodes for all patterns.
//
//     nodes in document order ─► plan of the node's path ─► first rule of each pattern that matches
//     ─► assertions ─► findings
//
// An error in a test leaves to the guard; it is noted as a finding of its own, and the pass goes on
// behind the assertion. Findings come by node and are put in order by pattern at the end.

#include "rules/dispatch.h"
#include "tree/xml.h"

#include "base/file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct LoadedDocument {
    struct LoadedDocument *next;
    Slice uri;
    const Tree *tree;
} LoadedDocument;

typedef struct RunState {
    Guard *guard;
    Arena *own;    // as long as the run
    Arena *memory; // as long as the document
    Vocabulary *vocabulary;
    Dispatch *dispatch;
    Environment environment;
    LoadedDocument *documents;
    bool keeps_fired;

    // Where the pass stands
    NodeId node;
    uint32_t candidate;
    size_t assertion;     // of the rule that fired
    const RuleInfo *rule; // NULL: none has fired at this candidate

    RuleFinding *findings;
    size_t finding_room;
    FiredRule *fired;
    size_t fired_room;
    const Fault **errors; // by assertion, the first of each
    bool *pattern_fired;
} RunState;

// ---- Documents of the rule set ----

static const Tree *refuse_document(Fault *fault, Slice uri, const char *why)
{
    *fault = (Fault){.kind = FAULT_DYNAMIC, .code = "FODC0002"};
    snprintf(fault->text, sizeof fault->text, "the document \"%.*s\" %s",
             (int)(uri.len < 120 ? uri.len : 120), uri.at, why);
    return NULL;
}

static const Tree *read_document(RuleRun *run, Slice uri, Fault *fault)
{
    RunState *state = run->state;
    char real[PATH_MAX], path[PATH_MAX];
    Slice file = slice_starts(uri, S("file://")) ? slice_part(uri, 7, uri.len) : uri;
    if (!slice_starts(file, S("/")) || file.len >= sizeof path)
        return refuse_document(fault, uri, "is no file of the rule set");
    snprintf(path, sizeof path, "%.*s", (int)file.len, file.at);
    if (!realpath(path, real))
        return refuse_document(fault, uri, "cannot be found");
    if (run->ruleset->folder.len == 0 || !slice_starts(slice_of(real), run->ruleset->folder))
        return refuse_document(fault, uri, "lies outside the rule set's folder");
    Faults *faults = arena_array(state->own, Faults, 1);
    Slice bytes;
    XmlOptions options = {.base_uri = arena_copy(state->own, uri)};
    const Tree *tree = NULL;
    if (file_read(state->own, real, (size_t)1 << 30, &bytes, faults))
        tree = xml_read(state->own, state->vocabulary, bytes, &options, faults);
    return tree ? tree : refuse_document(fault, uri, "cannot be read as XML");
}

static const Tree *find_document(void *context, Slice uri, Fault *fault)
{
    RuleRun *run = context;
    RunState *state = run->state;
    for (LoadedDocument *at = state->documents; at; at = at->next)
        if (slice_equal(at->uri, uri))
            return at->tree;
    const Tree *tree = read_document(run, uri, fault);
    if (!tree)
        return NULL;
    LoadedDocument *made = arena_array(state->own, LoadedDocument, 1);
    *made = (LoadedDocument){state->documents, arena_copy(state->own, uri), tree};
    state->documents = made;
    return tree;
}

// ---- Life ----

RuleRun *rule_run_new(Guard *guard, Arena *arena, const Ruleset *ruleset, Vocabulary *vocabulary,
                      const RuleRunOptions *options)
{
    RuleRun *run = arena_array(arena, RuleRun, 1);
    RunState *state = arena_array(arena, RunState, 1);
    *run = (RuleRun){.ruleset = ruleset, .guard = guard, .state = state};
    *state = (RunState){.guard = guard, .own = arena, .vocabulary = vocabulary};
    if (options && options->environment)
        state->environment = *options->environment;
    state->environment.document = find_document;
    state->environment.context = run;
    state->keeps_fired = options && options->keeps_fired;
    state->memory = arena_new(guard, state->environment.memory_max);
    arena_defer(arena, (void (*)(void *))arena_free, state->memory);
    state->dispatch = dispatch_new(arena, ruleset, vocabulary);
    state->errors = arena_array(arena, const Fault *, ruleset->assertion_count + 1);
    state->pattern_fired = arena_array(arena, bool, ruleset->pattern_count + 1);
    run->eval = eval_new(guard, arena, ruleset->program, vocabulary, &state->environment);
    return run;
}

// ---- The pass ----

enum {
    AHEAD = 32, // nodes: as far as the pass asks for memory ahead of itself
    STRIDE = 4, // nodes that share a cache line: it asks once for each
};

static void add_finding(RuleRun *run, const Assertion *assertion, NodeId node, const Fault *error)
{
    RunState *state = run->state;
    if (run->finding_count == state->finding_room) {
        size_t room = state->finding_room ? state->finding_room * 2 : 64;
        state->findings =
            arena_resize(state->memory, state->findings, state->finding_room * sizeof(RuleFinding),
                         room * sizeof(RuleFinding));
        state->finding_room = room;
    }
    state->findings[run->finding_count++] = (RuleFinding){assertion->number, node, error};
    run->error_count += error != NULL;
}

static void note_fired(RuleRun *run, const RuleInfo *rule, NodeId node)
{
    RunState *state = run->state;
    run->rules_fired++;
    if (!state->pattern_fired[rule->owner->number]) {
        state->pattern_fired[rule->owner->number] = true;
        run->patterns_fired++;
    }
    if (!state->keeps_fired)
        return;
    if (run->fired_count == state->fired_room) {
        size_t room = state->fired_room ? state->fired_room * 2 : 64;
        state->fired =
            arena_resize(state->memory, state->fired, state->fired_room * sizeof(FiredRule),
                         room * sizeof(FiredRule));
        state->fired_room = room;
    }
    state->fired[run->fired_count++] = (FiredRule){rule->number, node};
}

// Tests of what the documents of this thread do not have are the same at every node of a path: they
// are evaluated once.
static bool test_holds(RuleRun *run, const Assertion *assertion, uint8_t *known)
{
    RunState *state = run->state;
    if (*known >= TRUTH_FALSE)
        return *known == TRUTH_TRUE;
    bool is_constant =
        *known == TRUTH_UNKNOWN &&
        expr_is_constant_at(run->eval, assertion->expr, tree_path(run->tree, state->node));
    *known = TRUTH_VARIES;
    bool truth = xpath_truth(run->eval, assertion->expr);
    if (is_constant)
        *known = truth ? TRUTH_TRUE : TRUTH_FALSE;
    return truth;
}

static uint8_t *truths_of(RuleRun *run, Candidate *candidate)
{
    RunState *state = run->state;
    size_t paths = vocabulary_path_count(state->vocabulary),
           count = candidate->rule->assertion_count;
    if (!candidate->truths)
        candidate->truths = arena_array(state->own, uint8_t, count);
    else if (candidate->paths_known != paths)
        memset(candidate->truths, TRUTH_UNKNOWN, count);
    candidate->paths_known = paths;
    return candidate->truths;
}

// The assertions of the rule that fired, from state->assertion on.
static void test_assertions(RuleRun *run, Candidate *candidate)
{
    RunState *state = run->state;
    const RuleInfo *rule = state->rule;
    uint8_t *truths = truths_of(run, candidate);
    ArenaMark mark = eval_mark(run->eval);
    while (state->assertion < rule->assertion_count) {
        size_t number = state->assertion;
        const Assertion *assertion = rule->assertions[number];
        bool truth = test_holds(run, assertion, &truths[number]);
        eval_release(run->eval, mark);
        state->assertion++;
        run->assertions_fired++;
        if (truth == assertion->is_report)
            add_finding(run, assertion, state->node, NULL);
    }
    state->rule = NULL;
}

static bool matches(RuleRun *run, Candidate *candidate)
{
    NodeId node = run->state->node;
    const PatternPath *path = candidate->path;
    if (candidate->is_certain)
        return true;
    if (!path)
        return pattern_matches(run->eval, candidate->rule->pattern, run->tree, node);
    if (candidate->names == NAMES_UNKNOWN)
        candidate->names =
            pattern_names_hold(run->eval, path, run->tree, node) ? NAMES_YES : NAMES_NO;
    return candidate->names == NAMES_YES && pattern_values_hold(run->eval, path, run->tree, node);
}

static void run_candidates(RuleRun *run, PathPlan *plan)
{
    RunState *state = run->state;
    while (state->candidate < plan->count) {
        Candidate *candidate = &plan->candidates[state->candidate];
        if (!matches(run, candidate)) {
            state->candidate++;
            continue;
        }
        eval_set_context(run->eval, run->tree, state->node);
        note_fired(run, candidate->rule, state->node);
        state->rule = candidate->rule;
        state->assertion = 0;
        test_assertions(run, candidate);
        state->candidate = candidate->next_pattern;
    }
}

// From `node` on, the first whose path has rules; most have none.
static NodeId next_with_rules(const Tree *tree, PathPlan *const *plans, NodeId node)
{
    for (; node < tree->count && !plans[tree_path(tree, node)]; node++)
        if (node % STRIDE == 0 && tree->count - node > AHEAD)
            tree_expect(tree, node + AHEAD, node + AHEAD);
    return node;
}

static bool run_nodes(void *context)
{
    RuleRun *run = context;
    RunState *state = run->state;
    const Tree *tree = run->tree;
    PathPlan *const *plans = dispatch_plans(state->dispatch);
    if (state->rule) {
        // back from an error in the middle of a rule
        Candidate *candidate = &plans[tree_path(tree, state->node)]->candidates[state->candidate];
        test_assertions(run, candidate);
        state->candidate = candidate->next_pattern;
    }
    while ((state->node = next_with_rules(tree, plans, state->node)) < tree->count) {
        run_candidates(run, plans[tree_path(tree, state->node)]);
        state->candidate = 0;
        state->node++;
    }
    return true;
}

// ---- Errors ----

static void place_fault(RuleRun *run, const Assertion *assertion, Fault *fault)
{
    const Source *source;
    uint32_t offset;
    if (!eval_fault_place(run->eval, &source, &offset)) {
        source = assertion->source;
        offset = 0;
    }
    source_place(source, offset, &fault->line, &fault->column);
    if (source->file)
        snprintf(fault->file, sizeof fault->file, "%s", source->file);
}

// Whether the pass can go on behind the error.
static bool note_error(RuleRun *run)
{
    RunState *state = run->state;
    const Fault *raised = &state->guard->fault;
    if (raised->kind == FAULT_MEMORY || (raised->kind == FAULT_LIMIT && raised->code[0] == '\0'))
        return false;
    eval_recover(run->eval);
    if (!state->rule) {
        // In a context: the rule does not match (XSLT 2.0, 5.5.4).
        state->candidate++;
        return true;
    }
    const Assertion *assertion = state->rule->assertions[state->assertion++];
    if (!state->errors[assertion->number]) {
        Fault *kept = arena_array(state->memory, Fault, 1);
        *kept = *raised;
        place_fault(run, assertion, kept);
        state->errors[assertion->number] = kept;
    }
    add_finding(run, assertion, state->node, state->errors[assertion->number]);
    return true;
}

// ---- Order ----

static uint32_t pattern_of(const RuleRun *run, const RuleFinding *finding)
{
    return run->ruleset->assertions[finding->assertion]->rule->owner->number;
}

// By pattern; within one they come by node and assertion already.
static void sort_findings(RuleRun *run)
{
    size_t patterns = run->ruleset->pattern_count;
    if (run->finding_count < 2 || patterns < 2)
        return;
    size_t *start = arena_array(run->state->memory, size_t, patterns + 1);
    RuleFinding *sorted =
        arena_resize(run->state->memory, NULL, 0, run->finding_count * sizeof *sorted);
    for (size_t i = 0; i < run->finding_count; i++)
        start[pattern_of(run, &run->findings[i]) + 1]++;
    for (size_t i = 0; i < patterns; i++)
        start[i + 1] += start[i];
    for (size_t i = 0; i < run->finding_count; i++)
        sorted[start[pattern_of(run, &run->findings[i])]++] = run->findings[i];
    run->findings = sorted;
}

static void sort_fired(RuleRun *run)
{
    size_t patterns = run->ruleset->pattern_count;
    if (run->fired_count < 2 || patterns < 2)
        return;
    size_t *start = arena_array(run->state->memory, size_t, patterns + 1);
    FiredRule *sorted =
        arena_resize(run->state->memory, NULL, 0, run->fired_count * sizeof *sorted);
    for (size_t i = 0; i < run->fired_count; i++)
        start[run->ruleset->rules[run->fired[i].rule]->owner->number + 1]++;
    for (size_t i = 0; i < patterns; i++)
        start[i + 1] += start[i];
    for (size_t i = 0; i < run->fired_count; i++)
        sorted[start[run->ruleset->rules[run->fired[i].rule]->owner->number]++] = run->fired[i];
    run->fired = sorted;
}

// ---- The whole ----

static void start_document(RuleRun *run, const Tree *tree)
{
    RunState *state = run->state;
    arena_reset(state->memory);
    state->findings = NULL;
    state->fired = NULL;
    state->finding_room = state->fired_room = 0;
    state->node = 0;
    state->candidate = 0;
    state->rule = NULL;
    if (run->error_count)
        memset(state->errors, 0, run->ruleset->assertion_count * sizeof *state->errors);
    memset(state->pattern_fired, 0, run->ruleset->pattern_count);
    run->tree = tree;
    run->findings = NULL;
    run->fired = NULL;
    run->finding_count = run->error_count = run->fired_count = 0;
    run->patterns_fired = run->rules_fired = run->assertions_fired = 0;
}

static bool finish_document(void *context)
{
    RuleRun *run = context;
    run->findings = run->state->findings;
    run->fired = run->state->fired;
    sort_findings(run);
    sort_fired(run);
    return true;
}

static bool begin_eval(void *context)
{
    RuleRun *run = context;
    eval_set_document(run->eval, run->tree);
    return true;
}

bool rule_run_document(RuleRun *run, const Tree *tree, Faults *faults)
{
    RunState *state = run->state;
    start_document(run, tree);
    if (!guard_run(state->guard, begin_eval, run, faults))
        return false;
    while (!guard_run(state->guard, run_nodes, run, NULL))
        if (!note_error(run))
            return fault_append(faults, &state->guard->fault);
    return guard_run(state->guard, finish_document, run, faults);
}
