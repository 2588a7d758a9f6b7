// The shape of a checker and its report.
#pragma once

#include "api/run.h"
#include "tree/xml.h"

typedef struct RunLink {
    const MadoRuleset *ruleset;
    Run *run;
    const HelpBook *help; // NULL until a report wants it
    struct RunLink *next;
} RunLink;

struct MadoReport {
    MadoChecker *checker;
    Account *accounts; // one; of an archive as many as it has documents
    size_t account_count;
};

struct MadoChecker {
    Guard guard;
    Arena *home;     // as long as the checker
    Arena *document; // as long as the report
    Arena *scratch;  // for rendering one finding
    Arena *report;   // written reports
    size_t memory_max;
    Vocabulary *vocabulary;
    struct EdifactReader *edifact; // NULL until an interchange is read; goes with the vocabulary
    RunLink *runs;
    Environment environment;
    bool keeps_fired;
    XmlOptions xml;
    const char *language;
    char language_text[16];
    const MadoRuleset **rulesets;
    size_t ruleset_count;
    MadoLibrary *library;
    MadoReport result;
    Account failure; // of `result` where nothing could be done
    Faults faults;
};

// The tree of a document, whatever its syntax; NULL with faults in checker->faults.
const Tree *read_document(MadoChecker *checker, Slice bytes);

// The help texts of a rule set, read when a report first wants them.
const HelpBook *help_of(MadoChecker *checker, const MadoRuleset *ruleset);
