// Findings that no writer can avoid, by document, each with the proof of its reason.
#pragma once

#include "map/content.h"

// Whether the finding of this rule, in what was written of the document in the syntax `to`, is one
// that is passed over.
bool exception_holds(Slice rule, const char *to, Slice file, const Content *content);

// How many exceptions no document needed: they are to be struck out. The last of them is told.
size_t exceptions_unmet(const char **rule, const char **file);

// Why findings of a rule are passed over, row by row; NULL at the end.
const char *exception_reason(size_t index, const char **rule);
