// The structure of a UN/EDIFACT interchange: what the directories say of its messages, and the
// standard of the whole.
//
//     bytes ─► stream of units ─► schema/edifact ─► findings by unit ─► an account for each
//     message, and one of the interchange
#pragma once

#include "api/checker.h"
#include "schema/edifact.h"

typedef struct Interchange Interchange;

// Lives in the checker's document arena. Findings are gathered once, for all messages.
Interchange *interchange_validate(MadoChecker *checker, EdifactReader *reader, Slice bytes);

// What was found in the message whose tree this is. `has_others`: rule sets look at it too. False
// where there is nothing to add.
bool interchange_message(const Interchange *interchange, MadoChecker *checker, const Tree *tree,
                         bool has_others, AccountSet *set);

// What was found outside of messages: service segments, counts, what does not belong. False where
// that is nothing.
bool interchange_service(const Interchange *interchange, MadoChecker *checker, const Tree *tree,
                         AccountSet *set);
