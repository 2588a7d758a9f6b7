// Deals: the documents of one transaction, compared with each other and with the letter of credit.
//
//     documents (register, content) ─► one tree, as JSON ─► registers/deal/rules.sch ─► findings
//
//     {"deal": {"today": "2026-10-01", …}, "letter-of-credit": [{…}], "commercial-invoice": [{…},
//     {…}], …}
//
// The rules and their remedies are carried by the program. A rule says nothing where a document
// that it compares is not there, so that a deal can be checked from its first draft on.
#pragma once

#include "base/buffer.h"
#include "rules/account.h"

// ---- What is checked ----

typedef struct DealDocument {
    Slice name;    // for people: of its file, its number
    Slice kind;    // the register's name: "commercial-invoice"
    Slice content; // business content, a JSON object
} DealDocument;

// Dates as 2026-10-01; what is empty is not known, and rules that ask for it say nothing.
typedef struct Deal {
    Slice id;
    Slice today;
    Slice presented;       // when the documents were, or will be, presented to the bank
    Slice bills_of_lading; // how many originals of them are presented
    const DealDocument *documents;
    size_t count;
    const Slice *unseen; // kinds that are not shown here: that there is none of them means nothing
    size_t unseen_count;
} Deal;

// What the content of a record of register `deal` says of a deal: id, presentation, originals.
// `deal` keeps what it does not say. False with a fault where it is no JSON object.
bool deal_read_facts(Arena *arena, Slice content, Deal *deal, Faults *faults);

#define DEAL_REGISTER S("deal") // no document of a deal is of it

enum { DEAL_DOCUMENTS_MAX = 1000 }; // a deal has some 240 copies of 36 kinds

// The deal's tree. Amendments come in the order of their numbers, other documents of one kind in
// the order of the list. False with a fault where a content is no JSON object.
bool deal_write(Buffer *out, const Deal *deal, Faults *faults);

// ---- What is found ----

typedef enum DealCertainty {
    DEAL_CERTAIN,   // a discrepancy
    DEAL_JUDGEMENT, // a banker may see one
    DEAL_UNASKED,   // no one asked for it, and it could come to conflict
    DEAL_CERTAINTY_END,
} DealCertainty;

extern const char *const deal_certainty_names[DEAL_CERTAINTY_END]; // "certain", …: the rules' flags

enum { DEAL_OTHERS_MAX = 20 }; // of one finding: more would tell nobody more

typedef struct DealFinding {
    Slice rule, group; // "DEAL-INV-04", "invoice"
    Severity severity;
    DealCertainty certainty;
    Slice message, remedy; // in the language that was asked for
    Slice article;         // "UCP 600 art. 18 b, 30 a"; empty where the rule names none
    size_t document;       // into the deal's; SIZE_MAX: about the deal as a whole
    Slice place;           // in its content, RFC 6901: "/lines/0"; empty: the whole
    const size_t *others;  // with which documents the rule compares it
    size_t other_count;
} DealFinding;

typedef struct DealFindings {
    const DealFinding *list; // by certainty, then in the order of the rules
    size_t count;
    size_t by_certainty[DEAL_CERTAINTY_END];
} DealFindings;

// The carried rules, compiled. Immutable: any number of threads share them. Lives in `arena`. NULL
// with faults, which would be a bug of the build.
typedef struct DealRules DealRules;
const DealRules *deal_rules_new(Arena *arena, Faults *faults);

// Whether a finding makes that document discrepant: the one it is about, but where that is the
// letter of credit, by which all is measured, those that were measured.
bool deal_finding_blames(const Deal *deal, const DealFinding *finding, size_t document);

// As members of the object that is open: rule, group, severity, certainty, message, article,
// remedy.
void deal_finding_write(JsonWriter *json, const DealFinding *finding);

// Today in UTC, as 2026-10-01. In `arena`.
Slice deal_today(Arena *arena);

// Checks a deal; messages in `language` ("en", "ja", "zh"). All lives in `arena`. False with faults
// where a content is no JSON, or the run was given up.
bool deal_check(const DealRules *rules, Arena *arena, const Deal *deal, Slice language,
                DealFindings *findings, Faults *faults);
