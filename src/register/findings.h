// What is wrong with a record: its schema and its register's own rules, told to people.
#pragma once

#include "register/declare.h"
#include "rules/account.h"
#include "rules/rules.h"

typedef struct RecordFinding {
    Severity severity;
    Slice rule;  // "VIS-01"; of the schema its keyword: "required"
    Slice place; // in the content, RFC 6901: "/visitors/0/count"
    Slice message, remedy;
    Slice missing; // the path of a member that is not there: "visitors.count"; else empty
} RecordFinding;

typedef struct RecordFindings {
    const RecordFinding *list;
    size_t count, errors;
} RecordFindings;

enum { RECORD_FINDINGS_MAX = 200 }; // more tell nobody more

// By schema and rules.sch; texts in `language`. All in `arena`. False with faults where the content
// is no JSON object, or the rules could not be run.
bool record_check(Register *reg, Arena *arena, const Circumstances *circumstances, Slice language,
                  RecordFindings *findings, Faults *faults);

// A Schematron file of the register and its help, compiled when first asked for; they live as long
// as it. *ruleset is NULL where it has none. False with faults.
typedef enum RegisterRules { RULES_OF_RECORDS, RULES_OF_ELIGIBILITY, RULES_END } RegisterRules;
bool register_rules(Register *reg, RegisterRules which, const Ruleset **ruleset,
                    const HelpBook **help, Faults *faults);

// Runs one of them on a record, with what the window knows of it. *run is NULL where there is none;
// it lives in `arena`. False with faults.
bool register_run_rules(Register *reg, RegisterRules which, Arena *arena,
                        const Circumstances *circumstances, const RuleRunOptions *options,
                        RuleRun **run, const HelpBook **help, Faults *faults);

// The text of a finding in a language: the diagnostic of that xml:lang, else `english`.
Slice rule_text_in(RuleRun *run, const RuleFinding *finding, Slice language, Slice english,
                   Arena *arena);
