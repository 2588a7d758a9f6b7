// Documents of registers, checked by what their register says of their content.
#pragma once

#include "api/checker.h"

// JSON that names its register by "$schema", and a filled form (a workbook, a table, or an archive
// of tables, which checker->form is then), which does so in its hidden keys. False where the
// document is neither.
bool content_check(MadoChecker *checker, const Tree *tree, AccountSet *set);

// Whether a table in CSV is the one of a form that names its register.
bool content_is_form(Slice table);

// The rules of the register that a document in JSON names, which it has as rules.sch; NULL where
// there are none. Lives in the checker's home. `problem` is set where they cannot be used.
const MadoRuleset *content_rules(MadoChecker *checker, const Tree *tree, const char **problem);
