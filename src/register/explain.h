// Conditions in the words of the form: an XPath over a record as a sentence in a reader's language.
//
//     number(researchShare) ge 5      “Research spending, share of revenue” is at least 5
//     size = ('micro', 'small')       「企業規模」が「零細企業」「小規模企業」のいずれか
//
// Fields are called by their labels, codes by the names of their lists, states by the words of the
// register. What can't be said so is never shown as it is written: then the fields are named that
// it depends on.
#pragma once

#include "register/declare.h"

typedef struct Explaining {
    Arena *arena;
    Register *reg;    // whose records the condition looks at
    Register *beside; // that `/_/for` is of; NULL: none
    Slice language;
} Explaining;

// The condition as a sentence without its full stop. *is_said, where not NULL: whether all of it
// could be put into words. In the arena; empty where it doesn't parse.
Slice explain_test(const Explaining *explaining, Slice test, bool *is_said);

// The paths that it looks at, each once and as it is written, to be asked for what they yield.
enum { EXPLAINED_MAX = 8 };
size_t explain_operands(const Explaining *explaining, Slice test, Slice paths[EXPLAINED_MAX]);

// What a path looks at: “Size”. Empty where it is no path, or leads nowhere.
Slice explain_path(const Explaining *explaining, Slice path);
// The same with what it yields, each of the values that ", " joins: “Size”: Small. Empty as above.
Slice explain_found(const Explaining *explaining, Slice path, Slice values);

// Of a pair of records: that a field must be the same, and what the other one must meet.
Slice explain_same(const Explaining *explaining, Slice path);
Slice explain_other_side(const Explaining *explaining, Slice test);
