// The carried rules of deals, compiled: what deal.c runs.
#pragma once

#include "register/deal.h"
#include "rules/help.h"
#include "rules/rules.h"

enum { DEAL_KINDS_MAX = 12 }; // of one rule; the widest compares seven

typedef struct DealKinds {
    Slice list[DEAL_KINDS_MAX];
    size_t count;
} DealKinds;

struct DealRules {
    const Ruleset *ruleset;
    const HelpBook *help;
    DealKinds *compares; // by the number of the assertion
};
