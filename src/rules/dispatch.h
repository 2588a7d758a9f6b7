// Which rules can match the nodes of a path.
#pragma once

#include "rules/rules.h"

// What is known of a test at the nodes of a path.
typedef enum Truth { TRUTH_UNKNOWN, TRUTH_VARIES, TRUTH_FALSE, TRUTH_TRUE } Truth;

// A rule that matches the names of a path. Candidates of one pattern follow each other in schema order.
typedef enum NamesSay { NAMES_UNKNOWN, NAMES_NO, NAMES_YES } NamesSay;

typedef struct Candidate {
    const RuleInfo *rule;
    const PatternPath *path;  // the only alternative that fits, of which the last step has all predicates; else NULL
    NamesSay names;           // what its predicates on names said of the first node of this path
    uint8_t *truths;          // by assertion: Truth; NULL until the rule fires
    size_t paths_known;       // the vocabulary's paths when `truths` was begun
    bool is_certain;       // the names alone decide; else its predicates are to be asked
    uint32_t next_pattern; // the first candidate of the next pattern
} Candidate;

typedef struct PathPlan {  // one thread's: it learns what names say
    uint32_t count;
    Candidate candidates[];
} PathPlan;

typedef struct Dispatch Dispatch;

Dispatch *dispatch_new(Arena *arena, const Ruleset *ruleset, const Vocabulary *vocabulary);

// By PathId, for all paths that the vocabulary has now; NULL entries: no rule. Moves when the vocabulary has grown.
PathPlan *const *dispatch_plans(Dispatch *dispatch);
