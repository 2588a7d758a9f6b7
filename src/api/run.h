// One rule set in one thread, from the runner's shapes to the report's.
#pragma once

#include "api/internal.h"

typedef struct RunOptions {
    bool has_now;
    DateTime now;
    bool keeps_fired;
    uint64_t steps_max;
} RunOptions;

typedef struct Run Run;

// `home` and `vocabulary` are the thread's and outlive all documents.
Run *run_new(Arena *home, Vocabulary *vocabulary, const MadoRuleset *ruleset,
             const RunOptions *options);

// Runs the rule set on a document read with that vocabulary. What `set` holds lives until the next
// document.
void run_document(Run *run, Arena *arena, const Tree *tree, AccountSet *set);
