// Registration numbers in documents whose check characters do not fit: remarks beside what rule
// sets find.
#pragma once

#include "api/checker.h"

// False where there is nothing to remark, and nothing is put into `set` then.
bool check_identifiers(MadoChecker *checker, const Tree *tree, AccountSet *set);
