// SPDX-License-Identifier: Apache-2.0
// Madoguchi: check trade documents by the official rules.
//
//     MadoRuleset *rules = mado_ruleset_compile("EN16931-UBL-validation.sch", NULL, &errors);
//     MadoChecker *checker = mado_checker_new(NULL, &errors);
//     mado_checker_use(checker, rules);
//     const MadoReport *report = mado_check(checker, "invoice.xml", bytes, len);
//     if (mado_report_verdict(report) != MADO_VALID)
//         for (size_t i = 0; i < mado_report_finding_count(report); i++)
//             puts(mado_report_finding(report, i).message);
//     mado_checker_free(checker);
//     mado_ruleset_free(rules);
//
// Threads    A compiled rule set and an open library are immutable to their users: any number of
// threads share
//            them. A checker, and the report it gave last, belong to one thread at a time. There is
//            no hidden state: two checkers know nothing of each other.
// Ownership  What mado_…_new, _compile, _open and _share give is freed by the _free of its kind.
// Everything else is
//            lent: strings of a rule set live as long as it; a report and all it lends live until
//            the next mado_check of its checker. Strings are UTF-8 and end with NUL.
// Errors     Are values: a function that can fail answers NULL or false and lists why in `errors`
// (which may be
//            NULL). That a document is faulty is no error but what the report says.
// Never a false "valid"
//            MADO_VALID is said only when the document was read, its type was recognised, rules
//            fired, and none failed. All else has its own verdict and a reason in words.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MADO_API __attribute__((visibility("default")))

// The version of the library, as "0.1.0".
MADO_API const char *mado_version(void);

// ---- Errors ----

typedef enum MadoErrorKind {
    MADO_ERROR_NONE,
    MADO_ERROR_SYNTAX,      // the text does not follow its grammar
    MADO_ERROR_LIMIT,       // a limit on depth, size, time … was reached
    MADO_ERROR_MEMORY,      // the machine has no more memory
    MADO_ERROR_IO,          // a file could not be read or written
    MADO_ERROR_STATIC,      // a rule set is wrong in itself
    MADO_ERROR_DYNAMIC,     // an expression could not be evaluated on this document
    MADO_ERROR_UNSUPPORTED, // correct, perhaps, but not something this library does
    MADO_ERROR_USAGE,       // the caller asked for something that makes no sense
} MadoErrorKind;

typedef struct MadoError {
    MadoErrorKind kind;
    unsigned line, column; // from 1; 0 where there is no text to point into
    char code[16];         // the standard's own, e.g. "XPST0003"; may be empty
    char file[160];        // may be empty
    char text[320];        // what was found, what was expected, how to mend it
} MadoError;

enum { MADO_ERRORS_KEPT = 64 };

typedef struct MadoErrors {
    size_t count; // of all that happened; the first MADO_ERRORS_KEPT are listed
    MadoError list[MADO_ERRORS_KEPT];
} MadoErrors;

// ---- Rule sets: ISO Schematron with XPath 2.0, and XML Schema 1.0, as authorities publish them ----

typedef struct MadoRuleset MadoRuleset;

typedef struct MadoRulesetOptions {
    const char *phase; // NULL: the schema's defaultPhase, or all patterns
    size_t memory_max; // bytes the compiled rule set may take; 0: 1 GB
    const char *const *schema_places; // folders and XML catalogs: where schemas are that others name by an address
                                      // of the net; nothing is ever fetched
    size_t schema_place_count;
    bool asserts_formats; // "format" in JSON Schema is checked (date, email, uri …), not only noted
} MadoRulesetOptions;

// Reads and compiles a schema with all it includes: XML Schema where the name ends in .xsd, JSON Schema where
// it ends in .json, else Schematron, of which only files in the schema's own folder and below are read. NULL with every fault listed; what is not supported is such a fault, never skipped.
// `options` may be NULL.
MADO_API MadoRuleset *mado_ruleset_compile(const char *path, const MadoRulesetOptions *options,
                                           MadoErrors *errors);

MADO_API MadoRuleset *
mado_ruleset_share(MadoRuleset *ruleset);              // one owner more: each frees it once
MADO_API void mado_ruleset_free(MadoRuleset *ruleset); // NULL is allowed

MADO_API const char *
mado_ruleset_name(const MadoRuleset *ruleset); // the file's, without folder and suffix
MADO_API const char *mado_ruleset_title(const MadoRuleset *ruleset);   // empty where it has none
MADO_API const char *mado_ruleset_version(const MadoRuleset *ruleset); // empty where it has none
MADO_API const char *
mado_ruleset_digest(const MadoRuleset *ruleset); // SHA-256 of all files read, in hex
MADO_API size_t mado_ruleset_pattern_count(const MadoRuleset *ruleset);
MADO_API size_t mado_ruleset_rule_count(const MadoRuleset *ruleset);
MADO_API size_t mado_ruleset_assertion_count(const MadoRuleset *ruleset);

// ---- The rule library: a folder of rule sets with an index that says which documents each is for
// ----

typedef struct MadoLibrary MadoLibrary;

// Opens the library at `folder`; NULL: $MADOGUCHI_RULES, or madoguchi/rules in $XDG_DATA_HOME or
// ~/.local/share. A folder that is not there is an empty library. Rule sets are compiled when a
// document first asks for them, once for all threads; with these options, or where `phase` is NULL
// with the phase of the index. `options` may be NULL.
MADO_API MadoLibrary *mado_library_open(const char *folder, const MadoRulesetOptions *options,
                                        MadoErrors *errors);
MADO_API void
mado_library_free(MadoLibrary *library); // after all checkers that use it; NULL is allowed

// ---- Checking ----

typedef struct MadoChecker MadoChecker;
typedef struct MadoReport MadoReport;

typedef enum MadoVerdict {
    MADO_VALID,
    MADO_INVALID,
    MADO_NOT_CHECKED, // no rule set fits, no rule fired, or a rule set could not be used
    MADO_FAILED,      // it could not be done: not well-formed, too big, no memory
} MadoVerdict;

// 0 and NULL mean the default.
typedef struct MadoCheckerOptions {
    const char
        *now; // the clock for rules that look at it, as "2026-11-20T00:00:00Z"; NULL: the real one
    const char *language; // of help texts: "en" (default), "ja", "zh"
    size_t bytes_max;     // of a document; default and most 4 GiB - 1
    size_t depth_max;     // of its elements
    size_t nodes_max;
    size_t memory_max;  // bytes that one check may take; default: 16 GiB
    uint64_t steps_max; // of evaluation, a bound on time
    bool keep_fired;    // note every rule that fired: what SVRL shows
    const char *encoding; // of documents whose syntax does not say theirs (CSV); NULL: told by the
                          // bytes
} MadoCheckerOptions;

MADO_API MadoChecker *mado_checker_new(const MadoCheckerOptions *options, MadoErrors *errors);
MADO_API void mado_checker_free(MadoChecker *checker); // NULL is allowed

// Has every document checked by this rule set. It must outlive the checker.
MADO_API bool mado_checker_use(MadoChecker *checker, const MadoRuleset *ruleset);
// Has each document checked by the sets of the library that fit it. It must outlive the checker.
MADO_API bool mado_checker_use_library(MadoChecker *checker, MadoLibrary *library);
// Has EDIFACT messages of that release checked by it: a directory of the UN as `madoguchi edifact import`
// writes it, besides those that the library carries. What is given later comes first. The text is not
// copied: it must outlive the checker. False where it is no directory, or there is no memory.
MADO_API bool mado_checker_use_directory(MadoChecker *checker, const char *text, size_t len);

// Checks one document (or all documents of a ZIP archive, by their names; a workbook is one). `name`
// is for the report, and tells a table of one column by its end, .csv or .tsv. The bytes are not
// copied: they must live as long as the report. NULL only where there was no memory for the report
// itself.
MADO_API const MadoReport *mado_check(MadoChecker *checker, const char *name, const char *bytes,
                                      size_t len);

// ---- Reports ----

MADO_API MadoVerdict mado_report_verdict(const MadoReport *report);
MADO_API const char *
mado_report_reason(const MadoReport *report); // why not valid, in a sentence; may be empty

typedef enum MadoSeverity {
    MADO_SEVERITY_ERROR,   // makes the document invalid
    MADO_SEVERITY_WARNING, // flag or role says warning
    MADO_SEVERITY_INFO,    // flag or role says information
    MADO_SEVERITY_BROKEN,  // the rule itself could not be evaluated: its message says why
} MadoSeverity;

typedef struct MadoFinding {
    const char *ruleset; // its name
    const char *rule;    // the assertion's id; empty where it has none
    const char *flag;    // as the rule set says it; may be empty
    MadoSeverity severity;
    const char *message;
    const char *location; // XPath with namespaces resolved
    unsigned line, column; // 0 in a workbook
    const char *test; // the expression that failed
    const char *cell; // of a workbook: "Sheet 'Lines', cell C7"; else empty
} MadoFinding;

MADO_API size_t mado_report_finding_count(const MadoReport *report);
MADO_API MadoFinding mado_report_finding(const MadoReport *report, size_t index);

typedef enum MadoFormat {
    MADO_FORMAT_TEXT, // for people: grouped, with the source line
    MADO_FORMAT_JSON,
    MADO_FORMAT_SVRL, // ISO/IEC 19757-3 annex D; several rule sets give several documents' worth in
                      // one root
    MADO_FORMAT_TSV,  // kind, id, flag, role, path, text
} MadoFormat;

typedef enum MadoWriteFlag {
    MADO_WRITE_COLOURS = 1 << 0, // text: with the terminal's colours
    MADO_WRITE_TESTS = 1 << 1,   // text, JSON: with the test expressions
    MADO_WRITE_BRIEF = 1 << 2,   // text: the verdict's line only
} MadoWriteFlag;

// The report as text. Lent like the report itself, ended by a NUL that `len` does not count.
MADO_API const char *mado_report_write(const MadoReport *report, MadoFormat format, unsigned flags,
                                       size_t *len);

// ---- Converting: what a document says, in another syntax ----
//
//     MadoConverter *converter = mado_converter_new(&errors);
//     const MadoConversion *result = mado_convert(converter, bytes, len, "cii", NULL, &errors);
//     if (result != NULL)
//         fwrite(mado_conversion_document(result, 0).bytes, …
//     mado_converter_free(converter);
//
// Documents of all registers (`madoguchi registers` lists them): by the names of their maps ("ubl",
// "cii", "edifact": a whole interchange, "mt"), and "json" (the content of the register, which names it
// by "$schema"), "xlsx", "csv" (a ZIP archive of tables) and "html" (the document drawn for people). The syntax that is read is found out; envelopes and interchanges are opened, so
// that one input may give several documents. What the target has no place for is left out and
// listed, never dropped in silence.
//
// A converter belongs to one thread at a time; two know nothing of each other. What a conversion
// lends lives until the next mado_convert of its converter.

typedef struct MadoConverter MadoConverter;
typedef struct MadoConversion MadoConversion;

// Of an EDIFACT interchange; 0 and NULL: as the document says.
typedef struct MadoConvertOptions {
    const char *sender, *sender_qualifier;       // 35 characters at most, 4
    const char *recipient, *recipient_qualifier; // the same
    const char *date, *time;                     // of preparation, as "20261121", "1530"; NULL: the
                                                 // document's date of issue, "0000"
    const char *reference;                       // 14 characters at most; NULL: "1"
    bool is_test;
    size_t memory_max; // bytes that one conversion may take, of any syntax; 0: 1 GiB
    const char *register_name; // of which register the documents are; NULL: as they say, or as fits
    const char *languages;     // of labels: "ja"; of html two side by side, too: "ja,en"; NULL: "en"
} MadoConvertOptions;

typedef struct MadoDocument {
    const char *bytes; // ended by a NUL that `len` does not count
    size_t len;
    const char *syntax;  // that it was read in: "ubl"
    const char *register_name; // that it is of: "commercial-invoice"
    size_t left_behind;  // values that were not carried over
    size_t loss_count;   // … of which so many are listed: the first 10,000 of each direction
} MadoDocument;

typedef struct MadoLoss {
    const char *path;      // in the document that was read, or in its content (/lines/1/note)
    const char *term;      // the business term, as "BT-1"; empty where there is none
    const char *value;
    const char *reason;    // "the syntax has no place for it"
    unsigned line, column; // 0 where it is of the content
} MadoLoss;

MADO_API MadoConverter *mado_converter_new(MadoErrors *errors);
MADO_API void mado_converter_free(MadoConverter *converter); // NULL is allowed

// NULL with errors where nothing could be read, no crosswalk begins with its root element, or one
// of its documents cannot be written. `options` may be NULL.
MADO_API const MadoConversion *mado_convert(MadoConverter *converter, const char *bytes, size_t len,
                                            const char *syntax, const MadoConvertOptions *options,
                                            MadoErrors *errors);
MADO_API size_t mado_conversion_count(const MadoConversion *conversion); // documents, 1 or more
MADO_API MadoDocument mado_conversion_document(const MadoConversion *conversion, size_t index);
MADO_API MadoLoss mado_conversion_loss(const MadoConversion *conversion, size_t document,
                                       size_t index);

#ifdef __cplusplus
}
#endif
