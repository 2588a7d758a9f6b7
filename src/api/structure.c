// SPDX-License-Identifier: Apache-2.0
// Validates one document by an XML Schema or a JSON Schema and shows what was found as an account, beside those of rule sets.

#include "api/structure.h"

struct Structure {
    const MadoRuleset *ruleset;
    XsdRun *run;  // NULL: a JSON Schema
    Guard *guard;
    Arena *scratch;
    SchemaLanguage language;
    Faults *faults;  // large: one for all documents
};

// One document's findings.
typedef struct StructureSet {
    const Tree *tree;
    SchemaLanguage language;
    SchemaFindings findings;
    const Severity *severities; // by finding; NULL: all are errors
} StructureSet;

Structure *structure_new(Guard *guard, Arena *home, Vocabulary *vocabulary, const MadoRuleset *ruleset,
                         SchemaLanguage language)
{
    Structure *made = arena_array(home, Structure, 1);
    *made = (Structure){.ruleset = ruleset, .guard = guard, .language = language, .faults = arena_array(home, Faults, 1)};
    if (ruleset->schema != NULL)
        made->run = xsd_run_new(guard, home, ruleset->schema, vocabulary);
    made->scratch = arena_new(guard, 0);
    arena_defer(home, (void (*)(void *))arena_free, made->scratch);
    return made;
}

// ---- What an account asks ----

static const SchemaFinding *finding_at(const AccountSet *set, size_t index)
{
    const StructureSet *it = set->run;
    return &it->findings.list[index];
}

static NodeId finding_node(const AccountSet *set, size_t index)
{
    return finding_at(set, index)->node;
}

static Severity severity_at(const AccountSet *set, size_t index)
{
    const StructureSet *it = set->run;
    return it->severities != NULL ? it->severities[index] : SEVERITY_ERROR;
}

static void head_of_finding(const AccountSet *set, size_t index, AccountHead *head)
{
    *head = (AccountHead){severity_at(set, index), finding_at(set, index)->clause, S("")};
}

static void render_finding(const AccountSet *set, size_t index, Arena *arena, AccountFinding *finding)
{
    const StructureSet *it = set->run;
    static const Slice flags[] = {[SEVERITY_ERROR] = S("fatal"), [SEVERITY_WARNING] = S("warning"), [SEVERITY_INFO] = S("information")};
    const SchemaFinding *found = finding_at(set, index);
    *finding = (AccountFinding){
        .severity = severity_at(set, index),
        .id = found->clause,
        .flag = flags[severity_at(set, index)],
        .message = schema_message(arena, found, it->language),
        .node = found->node,
        .path = node_path(it->tree, found->node, PATH_FOR_PEOPLE, arena),
        .location = node_path(it->tree, found->node, PATH_FOR_PROGRAMS, arena),
        .plain_path = node_path(it->tree, found->node, PATH_PLAIN, arena),
    };
}

// For SVRL: the schema as a whole is the one rule.
static void fired_rule(const AccountSet *set, size_t index, AccountFired *fired)
{
    (void)index;
    *fired = (AccountFired){.pattern_name = set->name, .context = S("/"), .count = set->finding_count};
}

// ---- The run ----

// One document by one schema, whichever kind both are of; true where it could be done.
typedef struct Validation {
    Structure *structure;
    const Tree *tree;
    SchemaFindings *findings;
} Validation;

static bool validate_json(void *context)
{
    const Validation *validation = context;
    Structure *structure = validation->structure;
    arena_reset(structure->scratch);
    json_schema_validate(structure->ruleset->json, structure->scratch, validation->tree, 0, validation->findings);
    return true;
}

static bool validate(Structure *structure, const Tree *tree, SchemaFindings *findings)
{
    bool is_json = structure->ruleset->json != NULL;
    if (is_json != (tree->json != NULL))
        return fault_add(structure->faults, FAULT_USAGE, 0, 0,
                         is_json ? "it is for JSON, and the document is not" : "it is for XML, and the document is JSON");
    if (!is_json && tree_root_element(tree) == NODE_NONE)
        return fault_add(structure->faults, FAULT_USAGE, 0, 0, "the document has no element");
    if (!is_json)
        return xsd_validate(structure->run, tree, tree_root_element(tree), findings, structure->faults);
    Validation validation = {structure, tree, findings};
    return guard_run(structure->guard, validate_json, &validation, structure->faults);
}

// Findings point into the scratch only until it is emptied.
static void keep_findings(SchemaFindings *findings)
{
    for (size_t i = 0; i < findings->kept; i++)
        for (size_t k = 0; k < SCHEMA_ARGUMENTS_MAX; k++)
            findings->list[i].arguments[k] = arena_copy(findings->arena, findings->list[i].arguments[k]);
}

SchemaFindings *structure_account(Arena *arena, const Tree *tree, SchemaLanguage language, AccountSet *set)
{
    StructureSet *share = arena_array(arena, StructureSet, 1);
    *share = (StructureSet){tree, language, {.arena = arena}, NULL};
    *set = (AccountSet){
        .is_structure = true,
        .run = share,
        .node = finding_node,
        .head = head_of_finding,
        .finding = render_finding,
        .fired = fired_rule,
    };
    return &share->findings;
}

void structure_count(AccountSet *set, const Severity *severities)
{
    StructureSet *it = set->run;
    it->severities = severities;
    set->finding_count = it->findings.kept;
    for (size_t i = 0; i < it->findings.kept; i++)
        set->severities[severity_at(set, i)]++;
    set->patterns_fired = set->rules_fired = set->fired_count = 1;
}

void structure_remark(Arena *arena, AccountSet *set)
{
    const StructureSet *it = set->run;
    Severity *severities = arena_array(arena, Severity, it->findings.kept);
    for (size_t i = 0; i < it->findings.kept; i++)
        severities[i] = SEVERITY_WARNING;
    structure_count(set, severities);
    set->is_remark = true;
}

void structure_document(Structure *structure, Arena *arena, const Tree *tree, AccountSet *set)
{
    const MadoRuleset *ruleset = structure->ruleset;
    SchemaFindings *findings = structure_account(arena, tree, structure->language, set);
    structure->faults->count = 0;
    set->name = slice_of(ruleset->name);
    set->title = slice_of(ruleset->title);
    set->digest = slice_of(ruleset->digest);
    set->schema = slice_of(ruleset->path);
    if (!validate(structure, tree, findings)) {
        const char *why = structure->faults->count > 0 ? structure->faults->list[0].text : "it was given up";
        set->problem = arena_print(arena, "the schema %s could not be used: %s", ruleset->name, why);
        return;
    }
    if (ruleset->json != NULL)
        keep_findings(findings);
    structure_count(set, NULL);
}

bool structure_recognises(const MadoRuleset *ruleset, const DocumentFacts *facts)
{
    if (ruleset->json != NULL)
        return true;  // a JSON Schema is about whatever it is given
    for (size_t i = 0; i < xsd_root_count(ruleset->schema); i++) {
        Slice uri, local;
        xsd_root(ruleset->schema, i, &uri, &local);
        if (slice_equal(local, facts->root) && slice_equal(uri, facts->uri))
            return true;
    }
    return false;
}
