// The shape of a checker and its report.
#pragma once

#include "api/run.h"
#include "tree/syntax.h"
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
    size_t account_count, account_room;
};

// Where registration numbers stand, among the vocabulary's paths.
typedef struct IdentifierPlaces {
    PathId *paths; // in `home`
    size_t count, room;
    size_t seen; // of the vocabulary
} IdentifierPlaces;

struct MadoChecker {
    Guard guard;
    Arena *home;     // as long as the checker
    Arena *document; // as long as the report
    Arena *scratch;  // for rendering one finding
    Arena *report;   // written reports
    size_t memory_max;
    Vocabulary *vocabulary;
    struct EdifactReader *edifact; // NULL until an interchange is read; goes with the vocabulary
    struct Interchange *interchange; // what was found in the one at hand; in `document`
    struct MtLibrary *mt;          // NULL until an MT file is read; lives in `home`
    IdentifierPlaces identifiers;  // goes with the vocabulary
    struct Registers *registers;   // NULL until a document names one; they live in `home`
    struct OwnRules *own_rules;    // of those that were met; likewise
    Syntax syntax;                 // of the document
    Slice bytes;                   // likewise
    Slice form; // the archive that the document is the first table of; empty where it is in none
    RunLink *runs;
    Environment environment;
    bool keeps_fired;
    XmlOptions xml;
    const char *language;
    char language_text[16];
    const char *encoding; // that was named; NULL: told by the bytes
    char encoding_text[40];
    const MadoRuleset **rulesets;
    size_t ruleset_count;
    Slice *directories; // of EDIFACT, the user's
    size_t directory_count;
    MadoLibrary *library;
    MadoReport result;
    Account failure; // of `result` where nothing could be done
    Faults faults;
};

// The tree of a document, whatever its syntax; NULL with faults in checker->faults.
const Tree *read_document(MadoChecker *checker, Slice name, Slice bytes);

// What the program knows by itself of a document's structure, with no rule set: that of an MT or
// EDIFACT message, and of the content of a register in JSON or a form. False where there is nothing to add; `has_others`: rule sets look at the document too.
bool check_own_structure(MadoChecker *checker, const Tree *tree, bool has_others, AccountSet *set);

// The help texts of a rule set, read when a report first wants them.
const HelpBook *help_of(MadoChecker *checker, const MadoRuleset *ruleset);

// ---- verdict.c ----

// The verdict and its reason, from what the rule sets said; `near`: as library_choose() answers it.
void verdict_decide(MadoChecker *checker, Account *account, Slice near);
// Of an envelope without anything in it, or a document without an element.
void verdict_on_nothing(MadoChecker *checker, Account *account, bool is_envelope);
