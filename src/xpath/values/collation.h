// Collations from inside: for the functions that search with them.
#pragma once

#include "xpath/internal.h"

// `collation` is not NULL (code points have slice_find and the like).
bool collation_search(const Collation *collation, Slice text, Slice needle, size_t *start,
                      size_t *end);
bool collation_starts(const Collation *collation, Slice text, Slice prefix, size_t *end);
bool collation_ends(const Collation *collation, Slice text, Slice suffix);

// Equal keys for equal texts; the text itself for code points. In scratch.
Slice collation_key(Eval *eval, const Collation *collation, Slice text);
