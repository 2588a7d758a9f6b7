// ISO Schematron (ISO/IEC 19757-3:2006, 2016, 2020) with XPath 2.0: loading, compiling, running.
//
//     .sch files ─► Ruleset (immutable, shared by threads)
//     Ruleset + Vocabulary ─► RuleRun (one thread's) ─► findings on a document ─► rendered texts
//
// What the XSLT in official rule sets needs is compiled too: xsl:function, xsl:key, xsl:variable, xsl:param.
#pragma once

#include "tree/tree.h"
#include "xpath/xpath.h"

// ---- What a rule set consists of ----

typedef struct MessagePart {
    Slice text;        // literal text, or
    const Expr *value; // sch:value-of, sch:name
} MessagePart;

typedef struct Message {
    const MessagePart *parts;
    size_t count;
} Message;

typedef struct Extra {  // sch:diagnostic, sch:property
    Slice id, language, role;
    Message message;
} Extra;

typedef struct RuleInfo RuleInfo;
typedef struct PatternInfo PatternInfo;

typedef struct Assertion {
    uint32_t number;    // in schema order
    bool is_report;     // sch:report: a finding where the test holds
    Slice id;           // or the [ID] that the text begins with
    Slice own_id;       // the attribute alone
    Slice flag, role, severity, see, icon, fpi, test;
    const Expr *expr;
    const Expr *subject; // NULL: the context node
    const Source *source;
    Message message;
    const Extra *const *diagnostics;
    size_t diagnostic_count;
    const Extra *const *properties;
    size_t property_count;
    const RuleInfo *rule;
} Assertion;

struct RuleInfo {
    uint32_t number;
    Slice id, context, role, flag, see;
    const Pattern *pattern;
    Assertion *const *assertions;
    size_t assertion_count;
    const PatternInfo *owner;
};

struct PatternInfo {
    uint32_t number;
    Slice id, name;
    const RuleInfo *const *rules;
    size_t rule_count;
};

typedef struct RulesetPrefix {
    Slice prefix, uri;
} RulesetPrefix;

typedef struct Ruleset {
    const Program *program;
    Slice path, name;      // of the entry file; name without folder and suffix
    Slice title, version, digest;  // digest: SHA-256 of all files read, in hex
    Slice phase;           // the one it was compiled for; "#ALL"
    const PatternInfo *const *patterns;
    size_t pattern_count;
    const RuleInfo *const *rules;
    size_t rule_count;
    const Assertion *const *assertions;
    size_t assertion_count;
    const RulesetPrefix *prefixes;  // sch:ns
    size_t prefix_count;
    const Slice *phases;
    size_t phase_count;
    Slice folder;          // what document() can see; empty: nothing
    const Fault *const *notes;  // what is odd in the schema but has no effect in the reference either
    size_t note_count;
} Ruleset;

typedef struct RulesetOptions {
    Slice phase;  // empty: the schema's defaultPhase, or all patterns
    bool plain;   // without the optimiser: for tests
} RulesetOptions;

// Reads and compiles the schema with all it includes; only files in its own folder and below are read. Lives in
// `arena`. NULL with every fault that could be found.
const Ruleset *ruleset_load(Arena *arena, const char *path, const RulesetOptions *options, Faults *faults);

// The same of a schema that is no file, as one that the program carries: it can include nothing, and its document() sees
// nothing. `name` stands in its faults. Both must live as long as `arena`.
const Ruleset *ruleset_load_text(Arena *arena, const char *name, Slice text, const RulesetOptions *options,
                                 Faults *faults);

// ---- Running ----

typedef struct RuleFinding {
    uint32_t assertion;  // number
    NodeId node;
    const Fault *error;  // NULL, or why the test could not be evaluated
} RuleFinding;

typedef struct FiredRule {
    uint32_t rule;
    NodeId node;
} FiredRule;

typedef struct RuleRun {
    const Ruleset *ruleset;
    Guard *guard;
    Eval *eval;
    const Tree *tree;
    const RuleFinding *findings;  // by pattern, node, assertion
    size_t finding_count, error_count;
    const FiredRule *fired;  // by pattern and node; only where asked for
    size_t fired_count;
    size_t patterns_fired, rules_fired, assertions_fired;  // rules: one for each node it fired at
    struct RunState *state;
} RuleRun;

typedef struct RuleRunOptions {
    const Environment *environment;  // its `document` is replaced by one that sees the rule set's folder
    bool keeps_fired;
} RuleRunOptions;

// `arena`, `guard` and `vocabulary` are the thread's and outlive the run.
RuleRun *rule_run_new(Guard *guard, Arena *arena, const Ruleset *ruleset, Vocabulary *vocabulary,
                      const RuleRunOptions *options);

// Runs the rules on a document read with that vocabulary. What the run shows lives until the next document. False with a
// fault where the run as a whole failed (memory, a limit).
bool rule_run_document(RuleRun *run, const Tree *tree, Faults *faults);

// ---- Rendering: in `arena`, whose guard is that of the run ----

Slice rule_message(RuleRun *run, const RuleFinding *finding, const Message *message, Arena *arena);
Slice rule_text(RuleRun *run, const RuleFinding *finding, const Message *message, Arena *arena);  // without its layout

typedef enum PathForm {
    PATH_FOR_PEOPLE,    // /Invoice/cac:InvoiceLine[3]
    PATH_FOR_PROGRAMS,  // /Q{urn:…}Invoice[1]/Q{urn:…}InvoiceLine[3]
    PATH_PLAIN,         // /Invoice[1]/InvoiceLine[3]
} PathForm;
Slice node_path(const Tree *tree, NodeId node, PathForm form, Arena *arena);

typedef struct LookedAt {
    Slice what, value;
} LookedAt;
// What the test looked at: the nodes and values that its operands named, as they were written.
size_t rule_looked_at(RuleRun *run, const RuleFinding *finding, LookedAt *values, size_t room, Arena *arena);
