// SPDX-License-Identifier: Apache-2.0
// Runs one rule set on one document and shows what it found as an account.
//
//     RuleRun (findings as numbers) ─► AccountSet (findings rendered when asked for)

#include "api/run.h"
#include "api/structure.h"

struct Run {
    Structure *structure; // of an XML Schema: then nothing else is used
    const Ruleset *ruleset;
    RuleRun *run;
    const AccountPrefix *prefixes;
    uint8_t *severities; // of each assertion
    Faults *faults;      // large: one for all documents
};

// One document's share in a run. An archive or an interchange has many documents, the run shows
// one: what is asked of another is found again.
typedef struct RunSet {
    Run *run;
    const Tree *tree;
    size_t *first; // of each fired rule: its first finding; only where fired rules are kept
} RunSet;

static RuleRun *shown(const AccountSet *set)
{
    const RunSet *it = set->run;
    if (it->run->run->tree != it->tree)
        rule_run_document(it->run->run, it->tree, it->run->faults);
    return it->run->run;
}

Run *run_new(Guard *guard, Arena *home, Vocabulary *vocabulary, const MadoRuleset *ruleset,
             const Environment *environment, bool keeps_fired, SchemaLanguage language)
{
    const Ruleset *rules = ruleset->ruleset;
    Run *it = arena_array(home, Run, 1);
    if (ruleset->schema != NULL || ruleset->json != NULL) {
        it->structure = structure_new(guard, home, vocabulary, ruleset, language);
        return it;
    }
    RuleRunOptions *options = arena_array(home, RuleRunOptions, 1);
    *options = (RuleRunOptions){.environment = environment, .keeps_fired = keeps_fired};
    it->ruleset = rules;
    it->faults = arena_array(home, Faults, 1);
    it->run = rule_run_new(guard, home, rules, vocabulary, options);
    it->severities = arena_array(home, uint8_t, rules->assertion_count);
    for (size_t i = 0; i < rules->assertion_count; i++) {
        const Assertion *assertion = rules->assertions[i];
        it->severities[i] =
            (uint8_t)severity_of(assertion->severity, assertion->flag, assertion->role);
    }
    AccountPrefix *prefixes = arena_array(home, AccountPrefix, rules->prefix_count);
    for (size_t i = 0; i < rules->prefix_count; i++)
        prefixes[i] = (AccountPrefix){rules->prefixes[i].prefix, rules->prefixes[i].uri};
    it->prefixes = prefixes;
    return it;
}

// ---- What an account asks ----

static NodeId finding_node(const AccountSet *set, size_t index)
{
    return shown(set)->findings[index].node;
}

static const Run *run_of(const AccountSet *set)
{
    const RunSet *it = set->run;
    return it->run;
}

static Severity finding_severity(const Run *it, const RuleFinding *found)
{
    return found->error != NULL ? SEVERITY_BROKEN : (Severity)it->severities[found->assertion];
}

static const AccountText *render_extras(RuleRun *run, const RuleFinding *found,
                                        const Extra *const *extras, size_t count, Arena *arena)
{
    AccountText *texts = arena_array(arena, AccountText, count);
    for (size_t i = 0; i < count; i++)
        texts[i] = (AccountText){
            .id = extras[i]->id,
            .language = extras[i]->language,
            .text = rule_text(run, found, &extras[i]->message, arena),
        };
    return texts;
}

static void render_values(RuleRun *run, const RuleFinding *found, Arena *arena,
                          AccountFinding *finding)
{
    enum { VALUES_MAX = 12 };
    LookedAt looked_at[VALUES_MAX];
    size_t count = rule_looked_at(run, found, looked_at, VALUES_MAX, arena);
    AccountValue *values = arena_array(arena, AccountValue, count);
    for (size_t i = 0; i < count; i++)
        values[i] = (AccountValue){looked_at[i].what, looked_at[i].value};
    finding->values = values;
    finding->value_count = count;
}

static void render_finding(const AccountSet *set, size_t index, Arena *arena,
                           AccountFinding *finding)
{
    const Run *it = run_of(set);
    RuleRun *run = shown(set);
    const RuleFinding *found = &run->findings[index];
    const Assertion *assertion = it->ruleset->assertions[found->assertion];
    const Tree *tree = run->tree;
    *finding = (AccountFinding){
        .severity = finding_severity(it, found),
        .is_report = assertion->is_report,
        .id = assertion->id,
        .flag = assertion->flag,
        .role = assertion->role,
        .see = assertion->see,
        .test = assertion->test,
        .node = found->node,
        .path = node_path(tree, found->node, PATH_FOR_PEOPLE, arena),
        .location = node_path(tree, found->node, PATH_FOR_PROGRAMS, arena),
        .plain_path = node_path(tree, found->node, PATH_PLAIN, arena),
    };
    if (found->error != NULL) {
        finding->message = arena_copy(arena, slice_of(found->error->text));
        finding->code = arena_copy(arena, slice_of(found->error->code));
        return;
    }
    finding->message = rule_text(run, found, &assertion->message, arena);
    finding->diagnostic_count = assertion->diagnostic_count;
    finding->diagnostics =
        render_extras(run, found, assertion->diagnostics, assertion->diagnostic_count, arena);
    finding->property_count = assertion->property_count;
    finding->properties =
        render_extras(run, found, assertion->properties, assertion->property_count, arena);
    render_values(run, found, arena, finding);
}

static void head_of_finding(const AccountSet *set, size_t index, AccountHead *head)
{
    const Run *it = run_of(set);
    const RuleFinding *found = &shown(set)->findings[index];
    const Assertion *assertion = it->ruleset->assertions[found->assertion];
    *head = (AccountHead){finding_severity(it, found), assertion->id, assertion->test};
}

static void fired_rule(const AccountSet *set, size_t index, AccountFired *fired)
{
    const RunSet *it = set->run;
    const RuleInfo *rule = it->run->ruleset->rules[shown(set)->fired[index].rule];
    size_t end = index + 1 < set->fired_count ? it->first[index + 1] : set->finding_count;
    *fired = (AccountFired){
        .pattern = rule->owner->number,
        .pattern_id = rule->owner->id,
        .pattern_name = rule->owner->name,
        .rule_id = rule->id,
        .context = rule->context,
        .role = rule->role,
        .flag = rule->flag,
        .first = it->first[index],
        .count = end - it->first[index],
    };
}

// Findings and fired rules are in the same order, by pattern and node: each rule's findings follow
// those of the rule before.
static void match_fired(RunSet *it, Arena *arena)
{
    const RuleRun *run = it->run->run;
    it->first = arena_array(arena, size_t, run->fired_count);
    size_t at = 0;
    for (size_t i = 0; i < run->fired_count; i++) {
        it->first[i] = at;
        while (at < run->finding_count && run->findings[at].node == run->fired[i].node &&
               it->run->ruleset->assertions[run->findings[at].assertion]->rule->number ==
                   run->fired[i].rule)
            at++;
    }
}

// ---- The run ----

void run_document(Run *it, Arena *arena, const Tree *tree, AccountSet *set)
{
    if (it->structure != NULL) {
        structure_document(it->structure, arena, tree, set);
        return;
    }
    const Ruleset *rules = it->ruleset;
    RunSet *share = arena_array(arena, RunSet, 1);
    it->faults->count = 0;
    *share = (RunSet){it, tree, NULL};
    *set = (AccountSet){
        .name = rules->name,
        .title = rules->title,
        .version = rules->version,
        .digest = rules->digest,
        .schema = rules->path,
        .phase = rules->phase,
        .prefixes = it->prefixes,
        .prefix_count = rules->prefix_count,
        .pattern_count = rules->pattern_count,
        .rule_count = rules->rule_count,
        .assertion_count = rules->assertion_count,
        .run = share,
        .node = finding_node,
        .head = head_of_finding,
        .finding = render_finding,
        .fired = fired_rule,
    };
    if (!rule_run_document(it->run, tree, it->faults)) {
        const char *why = it->faults->count > 0 ? it->faults->list[0].text : "it was given up";
        set->problem = arena_print(arena, "the rule set %.*s could not be run: %s",
                                   (int)rules->name.len, rules->name.at, why);
        return;
    }
    set->finding_count = it->run->finding_count;
    set->patterns_fired = it->run->patterns_fired;
    set->rules_fired = it->run->rules_fired;
    set->assertions_fired = it->run->assertions_fired;
    set->fired_count = it->run->fired_count;
    for (size_t i = 0; i < set->finding_count; i++)
        set->severities[finding_severity(it, &it->run->findings[i])]++;
    if (set->fired_count > 0)
        match_fired(share, arena);
}

// ---- Whether a document is of a kind that the rule set knows ----

static bool is_name_char_of_ascii(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '-' || c == '.' || ((unsigned char)c & 0x80);
}

static bool names(Slice context, Slice root)
{
    for (size_t from = 0; from < context.len;) {
        size_t at = slice_find(slice_part(context, from, context.len), root);
        if (at == SIZE_MAX)
            return false;
        size_t start = from + at, end = start + root.len;
        bool is_word = (start == 0 || !is_name_char_of_ascii(context.at[start - 1])) &&
                       (end == context.len || !is_name_char_of_ascii(context.at[end]));
        if (is_word)
            return true;
        from = end;
    }
    return false;
}

bool run_recognises(const AccountSet *set, Arena *scratch, const DocumentFacts *facts)
{
    // What a standard's own tables know says so by is_chosen.
    if (set->is_structure)
        return set->ruleset != NULL && structure_recognises(set->ruleset, facts);
    const Ruleset *rules = run_of(set)->ruleset;
    for (size_t i = 0; i < rules->rule_count; i++)
        if (names(rules->rules[i]->context, facts->root))
            return true;
    FitsScan *scan = fits_scan_new(scratch);
    for (size_t i = 0; i < rules->prefix_count; i++)
        fits_scan_namespace(scan, rules->prefixes[i].prefix, rules->prefixes[i].uri);
    for (size_t i = 0; i < rules->rule_count; i++)
        fits_scan_context(scan, rules->rules[i]->context);
    for (size_t i = 0; i < rules->assertion_count; i++)
        fits_scan_test(scan, rules->assertions[i]->test);
    Fits fits = fits_scan_end(scan);
    return fits.root_count == 0 || fits_match(&fits, facts) != FIT_NO;
}
