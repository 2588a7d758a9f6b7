// Codes of places in EDIFACT that are places, but not of the kind that the transport calls at: remarks.
#pragma once

#include "api/checker.h"

// False where there is nothing to remark, and nothing is put into `set` then.
bool check_locations(MadoChecker *checker, const Tree *tree, AccountSet *set);
