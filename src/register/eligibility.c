// SPDX-License-Identifier: Apache-2.0
// Judges eligibility.

#include "register/eligibility.h"

#include "register/edit.h"
#include "register/explain.h"
#include "register/internal.h"
#include "tree/json.h"

enum { LOOKED_AT_MAX = 4 }; // values of one condition: more would tell nobody more

typedef struct Judging {
    Register *reg;
    Arena *arena;
    Slice language;
    Explaining explaining; // over the records that are judged
    Requirement *list;
    Eligibility *to;
} Judging;

static Requirement *add(Judging *it)
{
    return it->to->count < REQUIREMENTS_MAX ? &it->list[it->to->count++] : NULL;
}

// ---- Rules ----

// In the words of the form; what has none there is passed over.
static void show_value(const Judging *it, Buffer *text, Slice path, Slice value)
{
    Slice found = explain_found(&it->explaining, path, value);
    if (found.len > 0)
        buffer_print(text, "%s%.*s", buffer_slice(text).len > 0 ? "; " : "", (int)found.len,
                     found.at);
}

static Slice show_found(const Judging *it, RuleRun *run, const RuleFinding *finding)
{
    LookedAt values[LOOKED_AT_MAX];
    Buffer text = buffer_new(it->arena);
    size_t count = rule_looked_at(run, finding, values, LOOKED_AT_MAX, it->arena);
    for (size_t i = 0; i < count; i++)
        show_value(it, &text, values[i].what,
                   slice_equal(values[i].value, S("nothing")) ? S("") : values[i].value);
    return buffer_slice(&text);
}

static const RuleFinding *finding_of(const RuleRun *run, uint32_t assertion)
{
    for (size_t i = 0; i < run->finding_count; i++)
        if (run->findings[i].assertion == assertion)
            return &run->findings[i];
    return NULL;
}

static void judge_rule(Judging *it, RuleRun *run, const Assertion *assertion, const HelpBook *help)
{
    const RuleFinding *finding = finding_of(run, assertion->number);
    HelpText text = help_find(help, assertion->id, it->language, S(""));
    Requirement *made = add(it);
    if (made == NULL)
        return;
    *made = (Requirement){.id = assertion->id, .text = text.why, .is_met = finding == NULL};
    it->to->met += made->is_met;
    if (finding == NULL) {
        if (made->text.len == 0)
            made->text = explain_test(&it->explaining, assertion->test, NULL);
        return;
    }
    made->remedy = text.remedy;
    if (finding->error != NULL) {
        made->problem = arena_copy(it->arena, slice_of(finding->error->text));
        return;
    }
    Slice english = rule_text(run, finding, &assertion->message, it->arena);
    Slice message = rule_text_in(run, finding, it->language, english, it->arena);
    made->found = show_found(it, run, finding);
    if (made->text.len == 0)
        made->text = message;
}

// The rules that fired: what does not speak of this record is no condition of it.
static void judge_fired(Judging *it, RuleRun *run, const HelpBook *help)
{
    bool *is_seen = arena_array(it->arena, bool, run->ruleset->rule_count);
    for (size_t i = 0; i < run->fired_count; i++) {
        const RuleInfo *rule = run->ruleset->rules[run->fired[i].rule];
        for (size_t k = 0; k < rule->assertion_count && !is_seen[rule->number]; k++)
            judge_rule(it, run, rule->assertions[k], help);
        is_seen[rule->number] = true;
    }
}

static bool judge_rules(Judging *it, const Circumstances *circumstances, Faults *faults)
{
    static const RuleRunOptions options = {.keeps_fired = true};
    RuleRun *run;
    const HelpBook *help;
    if (!register_run_rules(it->reg, RULES_OF_ELIGIBILITY, it->arena, circumstances, &options, &run,
                            &help, faults))
        return false;
    if (run != NULL)
        judge_fired(it, run, help);
    return true;
}

// ---- Written conditions ----

static Slice text_of(const Json *words, Slice language)
{
    Slice text = json_get_text(words, language);
    return text.len > 0 ? text : json_get_text(words, S("en"));
}

// As the officer put it; else in the words of the form, which need no officer.
static Slice say_written(const Judging *it, const Json *condition)
{
    bool is_said;
    const Json *label = json_get(condition, S("label"));
    Slice own = json_get_text(label, it->language);
    Slice said = own.len > 0
                     ? S("")
                     : explain_test(&it->explaining, json_get_text(condition, S("test")), &is_said);
    if (own.len > 0 || (said.len > 0 && is_said))
        return own.len > 0 ? own : said;
    Slice english = text_of(label, it->language);
    return english.len > 0 ? english : said;
}

static Slice show_written(const Judging *it, Scene *scene, Program *program, Slice test)
{
    Slice paths[EXPLAINED_MAX];
    Buffer text = buffer_new(it->arena);
    Faults *ignored = arena_array(it->arena, Faults, 1);
    size_t count = explain_operands(&it->explaining, test, paths);
    for (size_t i = 0; i < count && i < LOOKED_AT_MAX; i++) {
        Formula path = formula_compile(it->arena, program, paths[i], S(""), ignored);
        if (path.expr != NULL)
            show_value(it, &text, paths[i], scene_text(scene, &path, 0));
    }
    return buffer_slice(&text);
}

// A condition that an officer wrote wrongly is nobody's fault but his: it is told as a problem.
static void judge_written(Judging *it, const Circumstances *circumstances, const Json *condition,
                          size_t number)
{
    Faults *faults = arena_array(it->arena, Faults, 1);
    Requirement *made = add(it);
    if (made == NULL)
        return;
    Slice id = arena_print(it->arena, "%zu", number);
    *made = (Requirement){.id = id, .text = say_written(it, condition)};
    Program *program = program_new(it->arena);
    Slice test = json_get_text(condition, S("test"));
    Formula formula = formula_compile(it->arena, program, test, id, faults);
    Scene *scene =
        formula.expr != NULL ? scene_new(it->arena, program, circumstances, faults) : NULL;
    if (scene != NULL)
        made->is_met = scene_holds(scene, &formula, 0, &made->problem);
    else
        made->problem = faults->count > 0 ? arena_copy(it->arena, slice_of(faults->list[0].text))
                                          : S("the condition has no test");
    it->to->met += made->is_met;
    if (!made->is_met && scene != NULL)
        made->found = show_written(it, scene, program, test);
    if (!made->is_met)
        made->remedy = text_of(json_get(condition, S("remedy")), it->language);
}

static const Json *declared_of(const Declaration *declaration)
{
    return json_get(declaration->json, S("eligibility"));
}

static Explaining explaining_of(const Declaration *declaration, Arena *arena, Slice language)
{
    Faults *ignored = arena_array(arena, Faults, 1);
    Slice subject = eligibility_subject(declaration);
    Explaining own = {.arena = arena, .reg = declaration->reg, .language = language};
    if (subject.len == 0)
        return own;
    own.beside = declaration->reg;
    own.reg = registers_find(register_home(declaration->reg), subject, ignored);
    return own;
}

bool eligibility_judge(Register *reg, Arena *arena, const Circumstances *circumstances,
                       const Json *record, Slice language, Eligibility *eligibility, Faults *faults)
{
    const Declaration *declaration = register_declaration(reg, faults);
    if (declaration == NULL)
        return false;
    Requirement *list = arena_array(arena, Requirement, REQUIREMENTS_MAX);
    Judging it = {reg,  arena,      language, explaining_of(declaration, arena, language),
                  list, eligibility};
    *eligibility = (Eligibility){.list = list};
    if (!judge_rules(&it, circumstances, faults))
        return false;
    Slice path = json_get_text(declared_of(declaration), S("conditions"));
    const Json *written = path.len > 0 ? record : NULL;
    while (written != NULL && path.len > 0)
        written = json_get(written, slice_cut(&path, '.'));
    for (size_t i = 0; i < json_count(written); i++)
        judge_written(&it, circumstances, written->items[i], i + 1);
    return true;
}

Slice eligibility_subject(const Declaration *declaration)
{
    return json_get_text(declared_of(declaration), S("subject"));
}

bool eligibility_is_declared(const Declaration *declaration)
{
    return declared_of(declaration) != NULL ||
           register_file(declaration->reg, S("eligibility.sch")).len > 0;
}

bool eligibility_is_open(const Declaration *declaration, Slice state)
{
    const Json *in = json_get(declared_of(declaration), S("in"));
    const State *declared = declared_state(declaration, state);
    if (in == NULL)
        return declared == NULL || !declared->is_draft;
    if (in->kind == JSON_STRING)
        return slice_equal(in->text, state);
    for (size_t i = 0; i < json_count(in); i++)
        if (slice_equal(json_text(in->items[i]), state))
            return true;
    return false;
}
