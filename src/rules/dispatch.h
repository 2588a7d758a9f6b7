// Which rules can match the nodes of a path.
#pragma once

#include "rules/rules.h"

// A rule that matches the names of a path. Candidates of one pattern follow each other in schema order.
typedef struct Candidate {
    const RuleInfo *rule;
    bool is_certain;       // the names alone decide; else its predicates are to be asked
    uint32_t next_pattern; // the first candidate of the next pattern
} Candidate;

typedef struct PathPlan {
    uint32_t count;
    Candidate candidates[];
} PathPlan;

typedef struct Dispatch Dispatch;

Dispatch *dispatch_new(Arena *arena, const Ruleset *ruleset, const Vocabulary *vocabulary);

// By PathId, for all paths that the vocabulary has now; NULL entries: no rule. Moves when the vocabulary has grown.
const PathPlan *const *dispatch_plans(Dispatch *dispatch);
