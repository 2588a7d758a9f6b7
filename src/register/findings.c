// SPDX-License-Identifier: Apache-2.0
// Checks a record by its schema and its register's rules.
//
//     content ─► tree ─► schema.json ┐
//     scene (content with `_`) ─► rules.sch ┴► [findings, in the reader's language]

#include "register/findings.h"

#include "register/internal.h"
#include "tree/json.h"

// ---- Rules of a register ----

typedef struct RulesFile {
    Slice rules, help;
} RulesFile;

static const RulesFile files[RULES_END] = {
    [RULES_OF_RECORDS] = {S_INIT("rules.sch"), S_INIT("rules.help.json")},
    [RULES_OF_ELIGIBILITY] = {S_INIT("eligibility.sch"), S_INIT("eligibility.help.json")},
};

bool register_rules(Register *reg, RegisterRules which, const Ruleset **ruleset,
                    const HelpBook **help, Faults *faults)
{
    Arena *arena = reg->home->arena;
    Slice text = register_file(reg, files[which].rules);
    const char *path = arena_join(arena, reg->folder, files[which].rules).at;
    size_t before = faults->count;
    if (reg->rules[which] == NULL && text.len > 0) {
        reg->rules[which] = ruleset_load_text(arena, path, text, NULL, faults);
        fault_set_file(faults, before, path);
        before = faults->count;
        Slice helping = register_file(reg, files[which].help);
        reg->help[which] = help_read_text(arena, helping.len > 0 ? helping : S("{}"), faults);
        fault_set_file(faults, before, arena_join(arena, reg->folder, files[which].help).at);
    }
    *ruleset = reg->rules[which];
    *help = reg->help[which];
    return text.len == 0 || *ruleset != NULL;
}

Slice rule_text_in(RuleRun *run, const RuleFinding *finding, Slice language, Slice english,
                   Arena *arena)
{
    const Assertion *assertion = run->ruleset->assertions[finding->assertion];
    for (size_t i = 0; i < assertion->diagnostic_count; i++)
        if (slice_equal(assertion->diagnostics[i]->language, language))
            return rule_text(run, finding, &assertion->diagnostics[i]->message, arena);
    return english;
}

// ---- Checking ----

typedef struct Checking {
    Register *reg;
    Arena *arena;
    Slice language;
    RecordFinding *list;
    RecordFindings *to;
} Checking;

static void add(Checking *it, const RecordFinding *finding)
{
    it->to->errors += finding->severity == SEVERITY_ERROR || finding->severity == SEVERITY_BROKEN;
    if (it->to->count < RECORD_FINDINGS_MAX)
        it->list[it->to->count++] = *finding;
}

// "/properties/total/minimum" ─► "minimum"
static Slice last_step(Slice clause)
{
    size_t at = clause.len;
    while (at > 0 && clause.at[at - 1] != '/')
        at--;
    return slice_part(clause, at, clause.len);
}

// "/visitors/0" without its "count" ─► "visitors.count"
static Slice missing_path(const Checking *it, Slice place, Slice name)
{
    Buffer path = buffer_new(it->arena);
    slice_cut(&place, '/');
    while (place.len > 0) {
        Slice step = slice_cut(&place, '/');
        if (step.len > 0 && (step.at[0] < '0' || step.at[0] > '9'))
            buffer_print(&path, "%.*s.", (int)step.len, step.at);
    }
    buffer_add(&path, name);
    return buffer_slice(&path);
}

static RecordFinding finding_of(const Checking *it, const Tree *tree, const SchemaFinding *found)
{
    RecordFinding finding = {.severity = SEVERITY_ERROR,
                             .rule = last_step(found->clause),
                             .place = json_pointer(it->arena, tree, found->node),
                             .message =
                                 schema_message(it->arena, found, schema_language(it->language))};
    if (slice_equal(finding.rule, S("required")))
        finding.missing = missing_path(it, finding.place, found->arguments[0]);
    return finding;
}

static bool check_schema(Checking *it, Slice content, Faults *faults)
{
    const JsonSchema *schema = register_schema(it->reg, faults);
    const Tree *tree = schema == NULL ? NULL
                                      : json_tree_read(it->arena, vocabulary_new(it->arena),
                                                       content, NULL, faults);
    if (tree == NULL)
        return false;
    SchemaFindings found = {.arena = it->arena, .most = RECORD_FINDINGS_MAX};
    json_schema_validate(schema, it->arena, tree, 0, &found);
    for (size_t i = 0; i < found.kept; i++) {
        RecordFinding finding = finding_of(it, tree, &found.list[i]);
        add(it, &finding);
    }
    return true;
}

static void show_rule(Checking *it, RuleRun *run, const RuleFinding *found, const HelpBook *help)
{
    const Assertion *assertion = run->ruleset->assertions[found->assertion];
    RecordFinding finding = {.severity = severity_of(assertion->severity, S(""), assertion->role),
                             .rule = assertion->id,
                             .place = json_pointer(it->arena, run->tree, found->node),
                             .remedy = help_find(help, assertion->id, it->language, S("")).remedy};
    if (found->error != NULL) {
        finding.severity = SEVERITY_BROKEN;
        finding.message = arena_copy(it->arena, slice_of(found->error->text));
    } else {
        Slice english = rule_text(run, found, &assertion->message, it->arena);
        finding.message = rule_text_in(run, found, it->language, english, it->arena);
    }
    add(it, &finding);
}

bool register_run_rules(Register *reg, RegisterRules which, Arena *arena,
                        const Circumstances *circumstances, const RuleRunOptions *options,
                        RuleRun **run, const HelpBook **help, Faults *faults)
{
    const Ruleset *ruleset;
    *run = NULL;
    if (!register_rules(reg, which, &ruleset, help, faults))
        return false;
    if (ruleset == NULL)
        return true;
    Buffer text = buffer_new(arena);
    scene_write(&text, circumstances);
    Vocabulary *vocabulary = vocabulary_new(arena);
    const Tree *tree = json_tree_read(arena, vocabulary, buffer_slice(&text), NULL, faults);
    if (tree == NULL)
        return false;
    *run = rule_run_new(arena_guard(arena), arena, ruleset, vocabulary, options);
    return rule_run_document(*run, tree, faults);
}

static bool check_rules(Checking *it, const Circumstances *circumstances, Faults *faults)
{
    RuleRun *run;
    const HelpBook *help;
    if (!register_run_rules(it->reg, RULES_OF_RECORDS, it->arena, circumstances, NULL, &run, &help,
                            faults))
        return false;
    for (size_t i = 0; run != NULL && i < run->finding_count; i++)
        show_rule(it, run, &run->findings[i], help);
    return true;
}

bool record_check(Register *reg, Arena *arena, const Circumstances *circumstances, Slice language,
                  RecordFindings *findings, Faults *faults)
{
    RecordFinding *list = arena_array(arena, RecordFinding, RECORD_FINDINGS_MAX);
    Checking it = {reg, arena, language, list, findings};
    *findings = (RecordFindings){.list = list};
    return check_schema(&it, circumstances->content, faults) &&
           check_rules(&it, circumstances, faults);
}
