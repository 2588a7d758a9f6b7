// One rule set in one thread, from the runner's shapes to the report's.
#pragma once

#include "api/internal.h"

typedef struct Run Run;

// `home`, `guard`, `vocabulary` and `environment` are the thread's and outlive all documents.
Run *run_new(Guard *guard, Arena *home, Vocabulary *vocabulary, const MadoRuleset *ruleset,
             const Environment *environment, bool keeps_fired, SchemaLanguage language);

// Runs the rule set on a document read with that vocabulary. What `set` holds lives until the next
// document of the run, and what it renders as long as the arena that is given then.
void run_document(Run *run, Arena *arena, const Tree *tree, AccountSet *set);

// Whether the rule set is about documents of this kind: one of its rules names the root element, or none of its
// rules says where a document begins. An invoice in a wrapper that nobody knows fires many rules, but not those about
// its sums: it must not be called valid.
bool run_recognises(const AccountSet *set, Arena *scratch, const DocumentFacts *facts);
