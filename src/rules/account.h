// The account of one document: which rule sets it was checked by, what they found, and the verdict.
// What all reports are written from.
//
//     document ─► check ─► [Account] ─► report_text.c, report_json.c, report_svrl.c, report_tsv.c
//
// Findings are rendered when they are asked for: what is not written costs nothing.
#pragma once

#include "base/json.h"
#include "rules/fits.h"
#include "rules/help.h"

typedef enum Verdict {
    VERDICT_VALID,
    VERDICT_INVALID,
    VERDICT_NOT_CHECKED,
    VERDICT_FAILED,
    VERDICT_END,
} Verdict;

typedef enum Severity {
    SEVERITY_ERROR,
    SEVERITY_WARNING,
    SEVERITY_INFO,
    SEVERITY_BROKEN, // the rule could not be evaluated
    SEVERITY_END,
} Severity;

extern const char *const verdict_names[VERDICT_END]; // "valid", "invalid", "not checked", "failed"
extern const char *const severity_names[SEVERITY_END]; // "error", "warning", "info", "broken"

// By the words that rule sets use in severity, flag and role. What says nothing is an error.
Severity severity_of(Slice severity, Slice flag, Slice role);

typedef struct AccountValue { // what the test looked at
    Slice what, value;
} AccountValue;

typedef struct AccountText { // a diagnostic or a property
    Slice id, language, text;
} AccountText;

// Slices point into the tree, the rule set or the arena of the rendering.
typedef struct AccountFinding {
    Severity severity;
    bool is_report; // of sch:report, not of sch:assert
    Slice id, flag, role, see, test;
    Slice message;
    Slice code; // of what is broken: the standard's error code
    NodeId node;
    Slice path;       // for people:   /Invoice/cac:InvoiceLine[3]
    Slice location;   // for programs: /Q{urn:…}Invoice[1]/…, as SVRL wants it
    Slice plain_path; // for TSV:      /Invoice[1]/InvoiceLine[3]
    const AccountValue *values;
    size_t value_count;
    const AccountText *diagnostics, *properties;
    size_t diagnostic_count, property_count;
} AccountFinding;

typedef struct AccountHead { // enough to sort a finding by, without rendering it
    Severity severity;
    Slice id, test;
} AccountHead;

typedef struct AccountFired { // a rule that fired on a node
    Slice pattern_id, pattern_name, rule_id, context, role, flag;
    uint32_t pattern;    // its number
    size_t first, count; // its findings
} AccountFired;

typedef struct AccountPrefix {
    Slice prefix, uri;
} AccountPrefix;

typedef struct AccountSet AccountSet;

struct AccountSet {
    Slice name, title, version, digest, schema, phase;
    const AccountPrefix *prefixes;
    size_t prefix_count;
    size_t pattern_count, rule_count, assertion_count;    // in the rule set
    size_t patterns_fired, rules_fired, assertions_fired; // on this document
    size_t finding_count;                                 // by pattern, node and assertion
    size_t severities[SEVERITY_END];                      // how many findings of each
    Slice problem;        // why it could not be used; empty where it could
    const HelpBook *help; // NULL: none, or not read yet
    const void *ruleset;  // whose it is: for who opens the help
    bool is_structure;  // an XML Schema: it has no patterns and rules
    bool is_remark;  // it says nothing of the verdict
    bool is_chosen;  // by the library, for the document is of the kind that its index names
    size_t fired_count;   // rules that fired, by pattern and node; 0 where that was not noted
    void *run;            // what the functions work on
    NodeId (*node)(const AccountSet *set, size_t finding); // where it is, without rendering it
    void (*head)(const AccountSet *set, size_t finding, AccountHead *head);
    void (*finding)(const AccountSet *set, size_t index, Arena *arena, AccountFinding *finding);
    void (*fired)(const AccountSet *set, size_t index, AccountFired *fired);
};

typedef struct Account {
    Slice name; // of the document
    Verdict verdict;
    Slice reason;     // why it is not valid, or why it was not checked, in a sentence
    Slice envelopes;  // what it was wrapped in, as "SBDH, ZIP"; empty
    Slice digest;     // SHA-256 of the document's bytes, in hex; may be empty
    const Tree *tree; // NULL where it could not be read
    DocumentFacts facts;
    AccountSet *sets;
    size_t set_count;
    const Faults *faults; // why it failed; NULL or none otherwise
} Account;

// ---- Writers ----

typedef struct ReportOptions {
    Slice language; // of help texts: "en", "ja", "zh"
    bool has_colours;
    bool has_tests;    // shows the expressions
    bool is_brief;     // the verdict's line only
    size_t places_max; // text: places shown of one rule; 0: the default
} ReportOptions;

// `scratch` is another arena than that of `out`: findings are rendered in it, one by one.
void report_text(Buffer *out, Arena *scratch, const Account *account, const ReportOptions *options);
// One account as a JSON object.
void report_json(JsonWriter *writer, Arena *scratch, const Account *account,
                 const ReportOptions *options);
// ISO SVRL: a whole XML document for all of them.
void report_svrl(Buffer *out, Arena *scratch, const Account *accounts, size_t count);
// A line a finding: kind, id, flag, role, path, text.
void report_tsv(Buffer *out, Arena *scratch, const Account *account);

// The findings of a set in document order: their numbers, in `arena`.
size_t *account_order(Arena *arena, const AccountSet *set);

// BT-27, BG-4 …: the business terms that a text names, each once, separated by blanks.
Slice business_terms(Arena *arena, Slice text);
