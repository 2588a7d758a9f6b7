// One schema in one thread, from the validator's findings to the report's.
#pragma once

#include "api/internal.h"

typedef struct Structure Structure;

// What is given outlives all documents. `language`: of the messages.
Structure *structure_new(Guard *guard, Arena *home, Vocabulary *vocabulary, const MadoRuleset *ruleset,
                         SchemaLanguage language);

// Validates a document read with that vocabulary; the findings live in `arena`.
void structure_document(Structure *structure, Arena *arena, const Tree *tree, AccountSet *set);

// Findings as an account, in `arena`: the list that it shows, which the caller fills before structure_count. `severities` of
// those that were kept; NULL: all are errors.
SchemaFindings *structure_account(Arena *arena, const Tree *tree, SchemaLanguage language, AccountSet *set);
void structure_count(AccountSet *set, const Severity *severities);
// The same of findings that are warnings all, and say nothing of the verdict.
void structure_remark(Arena *arena, AccountSet *set);

// Whether the schema declares the document's root.
bool structure_recognises(const MadoRuleset *ruleset, const DocumentFacts *facts);
