// Help texts of rules: why a rule is there, how to mend what it found, and how it looks when it is
// right.
//
//     EN16931-UBL.help.json beside EN16931-UBL.sch        (the rule set's own)
//     *.help.json in a folder of the user's               (whose "for" names the rule set)
//     data/help/*.help.json, carried within the program   (whose "for" names the rule set)
//
// The first that knows the rule is taken. The format, all parts optional:
//
//     {"for": ["*EN16931*"],
//      "rules": {"BR-01": {"why":     {"en": "…", "ja": "…", "zh": "…"},
//                          "remedy":  {"en": "…", "ja": "…", "zh": "…"},
//                          "example": {"Invoice": "<cbc:ID>…", "CrossIndustryInvoice":
//                          "<ram:ID>…"}}}}
//
// "for" are globs over the rule set's name and title; an example is chosen by the document's root
// element. Any of the three may also be one text for all languages or documents.
#pragma once

#include "base/arena.h"

typedef struct HelpBook HelpBook;

typedef struct HelpText {
    Slice why, remedy, example; // empty where nothing is said
} HelpText;

// Reads what there is for a rule set. `schema` is its path (may be NULL), `folder` the user's (may
// be NULL). Never NULL; a help file that cannot be read is a fault and left out.
const HelpBook *help_read(Arena *arena, const char *schema, Slice name, Slice title,
                          const char *folder, Faults *faults);

// Of one help text alone, as the program carries them. It must live as long as `arena`. A text that is
// no JSON is a fault, and the book empty.
const HelpBook *help_read_text(Arena *arena, Slice text, Faults *faults);

HelpText help_find(const HelpBook *book, Slice rule, Slice language, Slice root);
