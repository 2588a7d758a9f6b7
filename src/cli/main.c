// SPDX-License-Identifier: Apache-2.0
// The program: a table of commands.

#include "cli/commands.h"
#include "madoguchi.h"

const Option common_options[] = {
    {.name = "help", .help = "explains the command"},
    {0},
};

static const Option no_options[] = {{0}};

#define LIMIT_OPTIONS                                                                              \
    {.name = "max-bytes", .value = "N", .is_number = true, .help = "refuses larger documents"},    \
        {.name = "max-depth",                                                                      \
         .value = "N",                                                                             \
         .is_number = true,                                                                        \
         .help = "refuses documents whose elements nest deeper (default 2000)"},                   \
    {                                                                                              \
        .name = "max-nodes", .value = "N", .is_number = true,                                      \
        .help = "refuses documents of more nodes"                                                  \
    }

#define ENCODING_OPTION                                                                            \
    {                                                                                              \
        .name = "encoding", .value = "NAME",                                                       \
        .help = "of CSV files, as Shift_JIS or GB18030 (default: told by the bytes)"               \
    }

#define REGISTERS_OPTION                                                                           \
    {                                                                                              \
        .name = "registers", .value = "FOLDER", .offer = OFFER_FOLDERS, .is_repeatable = true,     \
        .help = "registers of one's own: a folder of their folders"                                \
    }

#define REGISTER_OPTIONS                                                                           \
    {.name = "register",                                                                           \
     .value = "NAME",                                                                              \
     .help = "of which register the documents are, where they don't say"},                         \
        ENCODING_OPTION, REGISTERS_OPTION

static const Option check_options[] = {
    {.name = "rules",
     .value = "FILE.sch",
     .offer = OFFER_FILES,
     .is_repeatable = true,
     .help = "checks by this rule set, not by those of the library"},
    {.name = "schema",
     .value = "FILE.xsd",
     .offer = OFFER_FILES,
     .is_repeatable = true,
     .help = "checks the structure by this XML Schema or JSON Schema (.json), before any rules"},
    {.name = "schema-dir",
     .value = "FOLDER",
     .offer = OFFER_FILES,
     .is_repeatable = true,
     .help = "where schemas are that others name by an address of the net: a folder, or an XML "
             "catalog; "
             "nothing is fetched"},
    {.name = "formats", .help = "checks what JSON Schema calls format, too: date, email, uri …"},
    {.name = "library", .value = "FOLDER", .offer = OFFER_FOLDERS, .help = "the rule library"},
    {.name = "phase", .value = "PHASE", .help = "runs this phase only; #ALL for all patterns"},
    {.name = "format",
     .value = "FORMAT",
     .choices = "text json svrl tsv",
     .offer = OFFER_CHOICES,
     .help = "how to report"},
    {.name = "output", .value = "FILE", .offer = OFFER_FILES, .help = "writes the report there"},
    {.name = "jobs", .value = "N", .is_number = true, .help = "checks so many documents at a time"},
    {.name = "language",
     .value = "LANGUAGE",
     .choices = "en ja zh",
     .offer = OFFER_CHOICES,
     .help = "of the help texts (default: that of the locale)"},
    {.name = "tests", .help = "shows the expressions that failed, too"},
    {.name = "quiet", .help = "one line a document"},
    {.name = "colour",
     .value = "WHEN",
     .choices = "auto always never",
     .offer = OFFER_CHOICES,
     .help = "colours the text"},
    {.name = "now",
     .value = "TIME",
     .help = "fixes the clock for rules that look at it, as 2026-11-20T00:00:00Z"},
    ENCODING_OPTION,
    LIMIT_OPTIONS,
    {.name = "max-memory",
     .value = "N",
     .is_number = true,
     .help = "bytes that one check may take (default 16G)"},
    {.name = "max-steps",
     .value = "N",
     .is_number = true,
     .help = "steps of evaluation that one document may take"},
    {0},
};

static const Option render_options[] = {
    {.name = "to",
     .value = "FORMAT",
     .choices = "pdf html",
     .offer = OFFER_CHOICES,
     .help = "what to write (default: pdf)"},
    {.name = "language",
     .value = "LANGUAGES",
     .choices = "en ja zh en,ja en,zh ja,en ja,zh zh,en zh,ja",
     .offer = OFFER_CHOICES,
     .help = "of the labels, one or two side by side (default: en)"},
    {.name = "era", .help = "writes years in Japanese by the era: 令和8年11月21日"},
    {.name = "output",
     .value = "PATH",
     .offer = OFFER_FILES,
     .help = "writes there; of several documents a folder"},
    REGISTER_OPTIONS,
    {.name = "max-bytes", .value = "N", .is_number = true, .help = "refuses larger files"},
    {0},
};

static const Option convert_options[] = {
    {.name = "to",
     .value = "SYNTAX",
     .choices = "ubl cii edifact mt json xlsx csv",
     .offer = OFFER_CHOICES,
     .is_open = true,
     .help = "what to write: a syntax of the register, json, xlsx or csv"},
    {.name = "output",
     .value = "PATH",
     .offer = OFFER_FILES,
     .help = "writes there; of several documents a folder"},
    {.name = "sender",
     .value = "ID[:QUALIFIER]",
     .help =
         "who sends an EDIFACT interchange or, by BIC, a SWIFT message; else as the document says"},
    {.name = "recipient",
     .value = "ID[:QUALIFIER]",
     .help = "who receives it; else as the document says"},
    {.name = "reference", .value = "TEXT", .help = "its control reference; else made of the time"},
    {.name = "test", .help = "marks it as a test"},
    {.name = "lossless", .help = "writes nothing where anything would be left behind"},
    {.name = "report", .help = "lists on standard error what is left behind, with its place"},
    {.name = "language",
     .value = "LANGUAGE",
     .choices = "en ja zh",
     .offer = OFFER_CHOICES,
     .help = "of the labels in workbooks and tables (default: that of the locale)"},
    REGISTER_OPTIONS,
    {.name = "max-bytes", .value = "N", .is_number = true, .help = "refuses larger files"},
    {0},
};

static const Option template_options[] = {
    {.name = "language",
     .value = "LANGUAGE",
     .choices = "en ja zh",
     .offer = OFFER_CHOICES,
     .help = "of labels and notes (default: that of the locale)"},
    {.name = "output", .value = "FILE", .offer = OFFER_FILES, .help = "writes there"},
    REGISTERS_OPTION,
    {0},
};

static const Option registers_options[] = {
    {.name = "example", .help = "prints an example of its documents, as JSON"},
    {.name = "language",
     .value = "LANGUAGE",
     .choices = "en ja zh",
     .offer = OFFER_CHOICES,
     .help = "of titles and labels (default: that of the locale)"},
    REGISTERS_OPTION,
    {0},
};

static const Option register_records_options[] = {
    {.name = "data",
     .value = "FOLDER",
     .offer = OFFER_FOLDERS,
     .help = "the folder that the server keeps its records in"},
    {.name = "postgres", .value = "URI", .help = "where they are kept in a PostgreSQL database"},
    REGISTERS_OPTION,
    {0},
};

static const Option register_new_options[] = {
    {.name = "in",
     .value = "FOLDER",
     .offer = OFFER_FOLDERS,
     .help = "where its folder is made (default: here)"},
    {0},
};

static const Option deal_options[] = {
    {.name = "presented",
     .value = "DATE",
     .help = "when the documents are presented to the bank, as 2026-10-01"},
    {.name = "today", .value = "DATE", .help = "the day to check at (default: today)"},
    {.name = "originals", .value = "N", .is_number = true, .help = "originals of the bill of lading that are presented"},
    {.name = "format",
     .value = "FORMAT",
     .choices = "text json",
     .offer = OFFER_CHOICES,
     .help = "text for people (default), or json"},
    {.name = "tree", .help = "writes the deal's tree, which the rules look at, and checks nothing"},
    {.name = "language",
     .value = "LANGUAGE",
     .choices = "en ja zh",
     .offer = OFFER_CHOICES,
     .help = "of the findings (default: that of the locale)"},
    REGISTER_OPTIONS,
    {.name = "max-bytes", .value = "N", .is_number = true, .help = "refuses larger files"},
    {0},
};

static const Option diff_options[] = {
    {.name = "format",
     .value = "FORMAT",
     .choices = "text json",
     .offer = OFFER_CHOICES,
     .help = "how to show it"},
    {.name = "language",
     .value = "LANGUAGE",
     .choices = "en ja zh",
     .offer = OFFER_CHOICES,
     .help = "of the terms' names (default: that of the locale)"},
    REGISTER_OPTIONS,
    {0},
};

static const Option add_options[] = {
    {.name = "library", .value = "FOLDER", .offer = OFFER_FOLDERS, .help = "the rule library"},
    {.name = "name",
     .value = "NAME",
     .help = "what to call the publication (default: the name of its file or folder)"},
    {.name = "for",
     .value = "WHAT",
     .is_repeatable = true,
     .help =
         "root={NAMESPACE}NAME, customization=TEXT or profile=TEXT, in place of what is derived"},
    {.name = "phase", .value = "PHASE", .help = "checks run this phase only"},
    {.name = "replace", .help = "takes the place of an older publication of that name"},
    {0},
};

static const Option library_options[] = {
    {.name = "library", .value = "FOLDER", .offer = OFFER_FOLDERS, .help = "the rule library"},
    {.name = "format",
     .value = "FORMAT",
     .choices = "text json",
     .offer = OFFER_CHOICES,
     .help = "how to show it"},
    {0},
};

static const Option remove_options[] = {
    {.name = "library", .value = "FOLDER", .offer = OFFER_FOLDERS, .help = "the rule library"},
    {0},
};

static const Option edifact_import_options[] = {
    {.name = "messages",
     .value = "TYPES",
     .help = "only these message types, as in INVOIC,ORDERS; all segments and codes are read all "
             "the same"},
    {.name = "out",
     .value = "FILE",
     .offer = OFFER_FILES,
     .help = "writes FILE instead of standard output"},
    {0},
};

static const Option edifact_contrl_options[] = {
    {.name = "reference",
     .value = "TEXT",
     .help = "the control reference of the answer; default: made of the time"},
    {.name = "output",
     .value = "FILE",
     .offer = OFFER_FILES,
     .help = "writes FILE instead of standard output"},
    {0},
};

#define LISTS_OPTION                                                                               \
    {                                                                                              \
        .name = "lists", .value = "FOLDER", .offer = OFFER_FOLDERS, .help = "your own code lists"  \
    }

static const Option codes_options[] = {
    LISTS_OPTION,
    {.name = "format",
     .value = "FORMAT",
     .choices = "text json tsv",
     .offer = OFFER_CHOICES,
     .help = "how to show it"},
    {.name = "language",
     .value = "LANGUAGE",
     .choices = "en ja zh",
     .offer = OFFER_CHOICES,
     .help = "shows names in this language only"},
    {.name = "limit",
     .value = "N",
     .is_number = true,
     .help = "shows so many rows (default: all of a list, 20 of a search)"},
    {0},
};

static const Option codes_import_options[] = {
    LISTS_OPTION,
    {.name = "name", .value = "NAME", .help = "what to call the list, as in tariff-jp"},
    {.name = "edition", .value = "TEXT", .help = "which edition it is, as in 2025-1"},
    {.name = "out",
     .value = "FILE",
     .offer = OFFER_FILES,
     .help = "writes FILE instead of your own lists"},
    {0},
};

static const Option codes_identify_options[] = {
    {.name = "language",
     .value = "LANGUAGE",
     .choices = "en ja zh",
     .offer = OFFER_CHOICES,
     .help = "of the schemes' names (default: that of the locale)"},
    {0},
};

static const Option xpath_options[] = {
    {.name = "ns",
     .value = "P=URI",
     .is_repeatable = true,
     .help = "binds a prefix, besides those of the document's root element"},
    {.name = "default-ns", .value = "URI", .help = "the namespace of element names without prefix"},
    {.name = "var",
     .value = "N=EXPR",
     .is_repeatable = true,
     .help = "binds a variable to the value of an expression"},
    {.name = "strict",
     .help = "XPath 2.0 only, without what rule sets may use of XPath 3.1 and XSLT"},
    {.name = "xml", .help = "prints nodes as XML"},
    ENCODING_OPTION,
    {0},
};

static const Option schema_options[] = {
    {.name = "depth",
     .value = "NUMBER",
     .is_number = true,
     .help = "shows so many levels; default 12"},
    {.name = "schema-dir",
     .value = "FOLDER",
     .offer = OFFER_FILES,
     .is_repeatable = true,
     .help = "where schemas are that others name by an address of the net: a folder, or an XML "
             "catalog; "
             "nothing is fetched"},
    {0},
};

static const Option tree_options[] = {
    {.name = "blanks", .help = "shows texts of white space only, too"},
    ENCODING_OPTION,
    LIMIT_OPTIONS,
    {0},
};

#define DATA_OPTIONS                                                                               \
    {.name = "data",                                                                               \
     .value = "FOLDER",                                                                            \
     .offer = OFFER_FOLDERS,                                                                       \
     .help = "the folder that `madoguchi serve` keeps its records in"},                            \
    {                                                                                              \
        .name = "postgres", .value = "URI", .help = "the database, where they are kept in one"     \
    }

static const Option data_options[] = {DATA_OPTIONS, {0}};

#define ROLE_OPTION                                                                                \
    {                                                                                              \
        .name = "role", .value = "ROLE",                                                           \
        .choices = "member manager officer auditor administrator", .offer = OFFER_CHOICES,         \
        .help = "default: member"                                                                  \
    }

static const Option user_add_options[] = {
    DATA_OPTIONS,
    {.name = "org", .value = "ORG", .help = "whose member it is (default: the window itself)"},
    ROLE_OPTION,
    {0},
};

static const Option user_join_options[] = {DATA_OPTIONS, ROLE_OPTION, {0}};

static const Option user_reset_options[] = {
    DATA_OPTIONS,
    {.name = "keep-factor", .help = "keeps the second factor, which is removed otherwise"},
    {0},
};

static const Option key_add_options[] = {
    DATA_OPTIONS,
    {.name = "scopes",
     .value = "SCOPES",
     .help = "what it may: check read write audit metrics (default: check read write)"},
    {.name = "days", .value = "N", .is_number = true, .help = "that it serves (default 365)"},
    ROLE_OPTION,
    {0},
};

enum { ANY_NUMBER = 1000000000 };

#define POSTGRES_OPTION                                                                            \
    {                                                                                              \
        .name = "postgres", .value = "URI",                                                        \
        .help = "the journal is in this PostgreSQL database; the folder has its key"               \
    }

static const Option verify_options[] = {
    POSTGRES_OPTION,
    {.name = "inclusion", .value = "INDEX", .help = "proves that this entry is in the signed tree"},
    {.name = "consistency",
     .value = "A[,B]",
     .help = "proves that the first A entries are the beginning of the first B, or of all"},
    {.name = "checkpoint",
     .value = "FILE",
     .offer = OFFER_FILES,
     .help = "the journal must continue this one, which someone kept"},
    {.name = "key", .value = "VERIFIER", .help = "the signature must be this key's: name+id+key"},
    {.name = "keep",
     .value = "FILE",
     .offer = OFFER_FILES,
     .help = "of a server: continues the checkpoint of that file, if it is there, and keeps the new one in it"},
    {.name = "ca",
     .value = "FILE",
     .offer = OFFER_FILES,
     .help = "of a server: whose certificates are believed (PEM; default: the system's)"},
    {.name = "rebuild", .help = "first makes the views anew from the journal"},
    {.name = "format",
     .value = "FORMAT",
     .choices = "text json",
     .offer = OFFER_CHOICES,
     .help = "text (default) or json"},
    {0},
};

static const Option store_options[] = {POSTGRES_OPTION, {0}};

static const Option promote_options[] = {
    POSTGRES_OPTION,
    {.name = "force",
     .help = "though the other server lives and does not give way, or the store is no standby"},
    {0},
};

const Command commands[] = {
    {
        .name = "check",
        .operands = "PATH…",
        .summary = "Checks documents by official rules",
        .text = "Checks files, all documents in folders (names that end in .xml, .zip, .edi, .fin, "
                ".rje, "
                ".csv, "
                ".tsv or .xlsx), and standard input (-).\n"
                "Envelopes (SBDH, SOAP, Peppol, EDIFACT, SWIFT FIN, ZIP) are unwrapped, and the "
                "report says "
                "so.\n"
                "\n"
                "Without --rules, the rule sets that fit a document are taken from the rule "
                "library by its root\n"
                "element, namespace, customization and profile identifiers; XML Schemas come "
                "first, then "
                "Schematron.\n"
                "\n"
                "Exit code: 0 valid, 1 invalid, 2 not checked, 3 could not do it; of several "
                "documents the\n"
                "highest. A document is valid only when its type was recognised, its rules fired "
                "and none failed.",
        .options = check_options,
        .offer = OFFER_FILES,
        .operands_min = 1,
        .operands_max = ANY_NUMBER,
        .run = run_check,
    },
    {
        .name = "convert",
        .operands = "FILE…",
        .summary = "Writes documents in another syntax",
        .text =
            "Reads the documents of all registers (UBL, UN/CEFACT CII, EDIFACT, SWIFT MT, the JSON of the\n"
            "register, forms filled in as a workbook or as CSV) and writes them in the syntax of --to, which\n"
            "the register must have (`madoguchi registers` lists them); csv is a ZIP archive of tables.\n"
            "Of which register a document is, it says itself, JSON by \"$schema\". Envelopes are opened.\n"
            "What a syntax has no place for is never dropped in silence: it is counted, and listed with\n"
            "--report. With several documents, --output names a folder.\n"
            "\n"
            "Exit code: 0 written, 1 not written because of --lossless, 3 could not do it.\n"
            "\n"
            "  madoguchi convert --to cii invoice.xml > invoice-cii.xml\n"
            "  madoguchi convert --to json --report --output content/ inbox/*.xml\n"
            "  madoguchi convert --to ubl filled.xlsx > invoice.xml",
        .options = convert_options,
        .offer = OFFER_FILES,
        .operands_min = 1,
        .operands_max = ANY_NUMBER,
        .run = run_convert,
    },
    {
        .name = "template",
        .operands = "REGISTER",
        .summary = "Writes a workbook to be filled in",
        .text =
            "Writes an empty form for the documents of a register (`madoguchi registers` lists them): a\n"
            "sheet for what occurs once, and one for each list, with lists of codes, notes and examples.\n"
            "`madoguchi convert` reads it back when it is filled in, and names sheet and cell of what is\n"
            "wrong.\n"
            "\n"
            "  madoguchi template commercial-invoice --language ja --output form.xlsx\n"
            "  madoguchi convert --to ubl form.xlsx > invoice.xml",
        .options = template_options,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_template,
    },
    {
        .name = "render",
        .operands = "FILE…",
        .summary = "Draws documents for people: PDF or HTML",
        .text =
            "Reads what `convert` reads (UBL, UN/CEFACT CII, EDIFACT, SWIFT MT, JSON, forms) and draws it\n"
            "by the layout of its register, with labels in one or two languages. Every term of the register\n"
            "has its place on the page; what a document says beyond them is counted. HTML is one file that\n"
            "loads nothing from elsewhere. With several documents, --output names a folder.\n"
            "\n"
            "Exit code: 0 written, 3 could not do it.\n"
            "\n"
            "  madoguchi render --language ja,en --output invoice.pdf invoice.xml\n"
            "  madoguchi render --to html --language zh --output pages/ inbox/*.xml",
        .options = render_options,
        .offer = OFFER_FILES,
        .operands_min = 1,
        .operands_max = ANY_NUMBER,
        .run = run_render,
    },
    {
        .name = "deal",
        .operands = "PATH…",
        .summary = "Compares the documents of a deal with each other and with the letter of credit",
        .text =
            "Reads the documents of one transaction in any syntax (files, all documents in folders, ZIP\n"
            "archives) and checks them against each other as a bank, a customs office and a carrier do: amounts,\n"
            "dates, ports, goods, marks, weights, packages, insurance, numbers. Findings are printed in three\n"
            "parts: what is certain, what a banker has to judge, and what no one asked for. What is not there\n"
            "yet is not compared, so that a deal can be checked from its first draft on.\n"
            "\n"
            "Exit code: 0 no discrepancy that is certain, 1 there is one, 2 nothing to compare, 3 could not do\n"
            "it.\n"
            "\n"
            "  madoguchi deal --presented 2026-10-01 examples/deal-dalian-osaka",
        .options = deal_options,
        .offer = OFFER_FILES,
        .operands_min = 1,
        .operands_max = ANY_NUMBER,
        .run = run_deal,
    },
    {
        .name = "diff",
        .operands = "A B",
        .summary = "Tells in which business terms two documents differ",
        .text =
            "Compares what two documents of one register say, whatever their syntaxes: amounts as numbers,\n"
            "lists whatever their order. What the terms do not cover is not compared, and said.\n"
            "\n"
            "Exit code: 0 equal, 1 different, 3 could not do it.\n"
            "\n"
            "  madoguchi diff order-system.xml sent.edi",
        .options = diff_options,
        .offer = OFFER_FILES,
        .operands_min = 2,
        .operands_max = 2,
        .run = run_diff,
    },
    {
        .name = "registers",
        .operands = "[NAME]",
        .summary = "Lists the kinds of documents, and what they say",
        .text =
            "Without NAME: each register with its title and the syntaxes that its documents are read\n"
            "and written in. With NAME: its terms, a line each, in columns parted by tabs: how often\n"
            "it must or may occur in what is around it, path in JSON, business term or data element\n"
            "(ISO 7372), label, kind and code list.\n"
            "\n"
            "  madoguchi registers\n"
            "  madoguchi registers bill-of-lading --language zh\n"
            "  madoguchi registers purchase-order --example > order.json",
        .options = registers_options,
        .operands_max = 1,
        .run = run_registers,
    },
    {
        .name = "register check",
        .operands = "FOLDER…",
        .summary = "Finds the faults of registers that you write",
        .text =
            "FOLDER is that of a register, or one of several. All is tried: the form of register.json,\n"
            "its fields, states, XPaths and words against each other, labels in three languages, rules,\n"
            "and the examples. docs/registers.md tells what a register may say.\n"
            "\n"
            "Exit code: 0 no faults, 1 faults, 3 could not do it.\n"
            "\n"
            "  madoguchi register check registers/talent",
        .options = no_options,
        .offer = OFFER_FOLDERS,
        .operands_min = 1,
        .operands_max = ANY_NUMBER,
        .run = run_register_check,
    },
    {
        .name = "register migrate",
        .operands = "NAME",
        .summary = "Brings the records of a register to its present version",
        .text = "Records keep the version of the declaration that they were written under. Each that\n"
                "has an older one is written anew as `migrations` of register.json say, an entry of the\n"
                "journal for each. It may be done while the server serves, and again.\n"
                "\n"
                "  madoguchi register migrate talent --data window",
        .options = register_records_options,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_register_migrate,
    },
    {
        .name = "register new",
        .operands = "NAME",
        .summary = "Begins a register that works at once",
        .text = "Writes the folder NAME with all that a register needs; edit it from there.\n"
                "\n"
                "  madoguchi register new trade-fair --in registers",
        .options = register_new_options,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_register_new,
    },
    {
        .name = "register recount",
        .operands = "[NAME…]",
        .summary = "Counts the statistics of registers anew",
        .text = "What each record gives to the cubes is worked out by the present declaration, and written\n"
                "where it gave something else, an entry of the journal for each. A server does so itself when\n"
                "a declaration changed; this is for who wants to be sure. Without NAME all registers that have\n"
                "cubes. It may be done while the server serves, be ended at any moment, and done again.\n"
                "\n"
                "  madoguchi register recount company --data window",
        .options = register_records_options,
        .operands_max = ANY_NUMBER,
        .run = run_register_recount,
    },
    {
        .name = "rules add",
        .operands = "PATH",
        .summary = "Adds rule sets to the library",
        .text = "PATH is a .sch or .xsd file (copied with what it includes), a folder or a .zip, "
                "as the "
                "authority publishes\n"
                "it. Every schema in it is compiled; nothing is added when one does not compile. "
                "What each\n"
                "applies to is derived from its rules, shown, and written into an index that may "
                "be edited.\n"
                "\n"
                "  madoguchi rules add EN16931-UBL-validation.sch\n"
                "  madoguchi rules add --for 'customization=*urn:example:mine*' mine.sch",
        .options = add_options,
        .offer = OFFER_FILES,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_rules_add,
    },
    {
        .name = "rules list",
        .operands = "",
        .summary = "Lists the rule sets of the library",
        .text = "Shows each rule set with its publication, version and what it applies to.",
        .options = library_options,
        .operands_max = 0,
        .run = run_rules_list,
    },
    {
        .name = "rules show",
        .operands = "NAME",
        .summary = "Shows one rule set of the library",
        .text = "Shows where it lies, its digest, what it applies to, its phases, and how many "
                "patterns, rules and\n"
                "assertions it has.",
        .options = library_options,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_rules_show,
    },
    {
        .name = "rules remove",
        .operands = "NAME",
        .summary = "Removes a rule set or a publication",
        .text = "Removes one rule set from the index, or a whole publication with its files.",
        .options = remove_options,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_rules_remove,
    },
    {
        .name = "schema show",
        .operands = "FILE.xsd [ELEMENT]",
        .summary = "Shows the tree of a document type",
        .text = "Prints what a schema allows as people read it: each element and attribute (@) "
                "with how often it may "
                "occur,\n"
                "its type, and what it means. Without ELEMENT, the first that a document may begin "
                "with.\n"
                "\n"
                "  madoguchi schema show UBL-Invoice-2.1.xsd --depth 2",
        .options = schema_options,
        .offer = OFFER_FILES,
        .operands_min = 1,
        .operands_max = 2,
        .run = run_schema_show,
    },
    {
        .name = "edifact import",
        .operands = "PATH",
        .summary = "Reads a release of the UN/EDIFACT directories",
        .text = "Reads a release as the UN publishes it, D.93A to today: the folder of its texts, "
                "or the ZIP "
                "with ZIPs in it.\n"
                "Writes its facts (tags, positions, status, repetitions, forms, codes, names) in "
                "Madoguchi's "
                "compact form.\n"
                "\n"
                "  madoguchi edifact import d24a.zip --out d24a.edifact",
        .options = edifact_import_options,
        .offer = OFFER_FILES,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_edifact_import,
    },
    {
        .name = "edifact contrl",
        .operands = "FILE",
        .summary = "Answers an interchange: CONTRL, what is taken and what is not",
        .text = "Checks an EDIFACT interchange (- for standard input) and writes the CONTRL "
                "interchange that "
                "answers it, to\n"
                "its sender and in its syntax version: accepted or rejected by interchange, group "
                "and message, "
                "with the\n"
                "segment, the data element and the code (0085) of each error. What is only "
                "remarked, as a code "
                "that a list\n"
                "does not have, is accepted. The errors go to standard error in words.\n"
                "\n"
                "Exit code: 0 all accepted, 1 something rejected, 2 a message was not checked "
                "because its "
                "directory is not\n"
                "here, 3 could not do it.\n"
                "\n"
                "  madoguchi edifact contrl orders.edi --output answer.edi",
        .options = edifact_contrl_options,
        .offer = OFFER_FILES,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_edifact_contrl,
    },
    {
        .name = "codes identify",
        .operands = "NUMBER…",
        .summary = "Verifies numbers that have check characters",
        .text = "Tells of each number which schemes it has the form of, and whether its check characters are right, else\n"
                "what they would be: Japan's invoice issuers (T and 13 digits) and corporate numbers, China's unified\n"
                "social credit codes, GS1 numbers, legal entities (LEI), accounts (IBAN), containers and ships. Blanks\n"
                "and hyphens do not count.\n"
                "\n"
                "Exit code: 0 all are right by one of the schemes, 1 not.\n"
                "\n"
                "  madoguchi codes identify T7000012050002 91330100799655058B",
        .options = codes_identify_options,
        .operands_min = 1,
        .operands_max = ANY_NUMBER,
        .run = run_codes_identify,
    },
    {
        .name = "codes import",
        .operands = "KIND [PATH…]",
        .summary = "Takes over a code list from its publisher",
        .text = "KIND says what is read:\n"
                "  unlocode   UN/LOCODE: the ZIP or the CSV parts as the UN publishes them\n"
                "  hs         the Harmonized System: CSV with hscode and description\n"
                "  tariff     a national tariff: a tree of lines with rates, TSV or CSV\n"
                "  iso        iso-codes as installed (countries, subdivisions, currencies, "
                "languages);\n"
                "             PATH is its prefix, /usr/share where none is given\n"
                "  table      a table in Madoguchi's own form (docs/codes.md): any list of yours\n"
                "\n"
                "The list goes to $MADOGUCHI_CODES, else $XDG_DATA_HOME/madoguchi/codes, and comes "
                "before the\n"
                "program's own from then on; what the program knows in three languages is kept in "
                "it.\n"
                "\n"
                "  madoguchi codes import unlocode loc241csv.zip --edition 2024-1\n"
                "  madoguchi codes import tariff japan.tsv --name tariff-jp",
        .options = codes_import_options,
        .offer = OFFER_FILES,
        .operands_min = 1,
        .operands_max = 16,
        .run = run_codes_import,
    },
    {
        .name = "codes",
        .operands = "[LIST [QUERY…]]",
        .summary = "Looks up codes and names in code lists",
        .text =
            "Without LIST, shows the lists there are; without QUERY, all rows of one. QUERY is a "
            "code, or a name or\n"
            "the beginning of a word of it, in English, Japanese or Chinese, in any case and "
            "width.\n"
            "\n"
            "Exit code: 0 found, 1 nothing found, 3 could not do it.\n"
            "\n"
            "  madoguchi codes locations yokohama\n"
            "  madoguchi codes incoterms 工場渡し",
        .options = codes_options,
        .operands_max = 16,
        .run = run_codes,
    },
    {
        .name = "serve",
        .operands = "",
        .summary = "Opens the counter: the same over HTTP",
        .text =
            "Serves the API and the pages until it gets SIGTERM or SIGINT; then requests that are "
            "under way are ended\n"
            "first. Says on standard output where it listens; logs on standard error, one line "
            "of JSON an event.\n"
            "\n"
            "Each option is a setting: a flag, else an environment variable (MADOGUCHI_LISTEN "
            "for --listen), else a\n"
            "line of the file of --config (listen = 0.0.0.0:8080). Switches are set by yes and "
            "no.\n"
            "\n"
            "  madoguchi serve --listen 127.0.0.1:8080\n"
            "  curl --data-binary @invoice.xml http://127.0.0.1:8080/api/check",
        .options = serve_options,
        .run = run_serve,
    },
    {
        .name = "org add",
        .operands = "ORG NAME",
        .summary = "Adds an organisation",
        .text = "ORG is what it is called in addresses: lower-case letters, digits and hyphens.\n"
                "\n"
                "  madoguchi org add dalian-gear '大连齿轮 Dalian Gear' --data window",
        .options = data_options,
        .operands_min = 2,
        .operands_max = 2,
        .run = run_org_add,
    },
    {
        .name = "org list",
        .operands = "",
        .summary = "Lists the organisations",
        .text = "One a line: id and name.",
        .options = data_options,
        .run = run_org_list,
    },
    {
        .name = "user add",
        .operands = "EMAIL NAME",
        .summary = "Adds a person",
        .text = "The password is read from standard input. Prints the person's id.\n"
                "\n"
                "  madoguchi user add li@gear.example 'Li Na' --org dalian-gear --data window < password",
        .options = user_add_options,
        .operands_min = 2,
        .operands_max = 2,
        .run = run_user_add,
    },
    {
        .name = "user list",
        .operands = "",
        .summary = "Lists the people",
        .text = "One a line and membership: e-mail address, organisation, role, state and name.",
        .options = data_options,
        .run = run_user_list,
    },
    {
        .name = "user reset",
        .operands = "EMAIL",
        .summary = "Sets a person's password anew",
        .text = "The password is read from standard input. All sessions are closed, and the second factor is removed:\n"
                "for who has lost it.",
        .options = user_reset_options,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_user_reset,
    },
    {
        .name = "user close",
        .operands = "EMAIL",
        .summary = "Closes a person's account",
        .text = "Sessions are closed; what the person did stays in the journal.",
        .options = data_options,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_user_close,
    },
    {
        .name = "user join",
        .operands = "EMAIL ORG",
        .summary = "Makes a person a member of an organisation more",
        .text = "Or changes the role in it.",
        .options = user_join_options,
        .operands_min = 2,
        .operands_max = 2,
        .run = run_user_join,
    },
    {
        .name = "user leave",
        .operands = "EMAIL ORG",
        .summary = "Ends a membership",
        .text = "Sessions in it are closed; with the last one the account is.",
        .options = data_options,
        .operands_min = 2,
        .operands_max = 2,
        .run = run_user_leave,
    },
    {
        .name = "user erase",
        .operands = "EMAIL",
        .summary = "Erases what is kept of a person, for good",
        .text = "Name, address, credential, devices and invitations. What the person did stays in the "
                "journal, under\n"
                "an id that says nothing; records are the organisation's.",
        .options = data_options,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_user_erase,
    },
    {
        .name = "key add",
        .operands = "ORG NAME",
        .summary = "Makes an API key for an organisation",
        .text = "NAME says what it is for. The key is printed this once, and kept as a hash. It serves a "
                "year, if\n"
                "nothing else is said; nobody's leaving ends it.",
        .options = key_add_options,
        .operands_min = 2,
        .operands_max = 2,
        .run = run_key_add,
    },
    {
        .name = "key list",
        .operands = "",
        .summary = "Lists the API keys",
        .text = "One a line: id, organisation, state, scopes, until when, last day of use, who holds it "
                "(whom its\n"
                "secret was shown to: an e-mail address, or `machine`), and name. States: active; closed: "
                "it was\n"
                "revoked; stopped: its holder may have keys no more.",
        .options = data_options,
        .run = run_key_list,
    },
    {
        .name = "key rotate",
        .operands = "KEY",
        .summary = "Gives an API key another secret",
        .text = "KEY is its id. The secret before serves for a day more. Nobody's leaving ends the key "
                "any more.",
        .options = data_options,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_key_rotate,
    },
    {
        .name = "key revoke",
        .operands = "KEY",
        .summary = "Revokes an API key",
        .text = "KEY is its id, not the key itself.",
        .options = data_options,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_key_revoke,
    },
    {
        .name = "verify",
        .operands = "FOLDER|URL",
        .summary = "Proves that a journal is what was written",
        .text = "Computes everything anew from the entries of the journal in a data folder: leaves, "
                "bodies, the Merkle tree\n"
                "and its signature, and what is derived from them. Says which entry was touched first. "
                "The store may be at work.\n"
                "\n"
                "With the URL of a server, proves its journal from outside: checkpoint, leaves and tiles, "
                "without trust in who\n"
                "serves them.\n"
                "\n"
                "Exit code: 0 valid, 1 not valid, 3 could not do it.\n"
                "\n"
                "  madoguchi verify /var/lib/madoguchi --checkpoint kept-last-year\n"
                "  madoguchi verify /var/lib/madoguchi --inclusion 41 --format json\n"
                "  madoguchi verify https://window.example --keep window.checkpoint",
        .options = verify_options,
        .offer = OFFER_FOLDERS,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_verify,
    },
    {
        .name = "backup",
        .operands = "FOLDER TARGET",
        .summary = "Copies a store while it is at work",
        .text = "TARGET becomes a store of its own (SQLite) with the same entries and the same key: keep "
                "it as safe as the\n"
                "first. Every entry is checked on the way. Into the same TARGET again only goes what is "
                "new.\n"
                "\n"
                "  madoguchi backup /var/lib/madoguchi /mnt/backup/madoguchi",
        .options = store_options,
        .offer = OFFER_FOLDERS,
        .operands_min = 2,
        .operands_max = 2,
        .run = run_backup,
    },
    {
        .name = "restore",
        .operands = "BACKUP FOLDER",
        .summary = "Makes a store of a backup",
        .text = "Brings all entries of BACKUP into FOLDER, or with --postgres into a database, which "
                "have none yet or the\n"
                "beginning of the same journal. This is how a journal moves from one engine to the "
                "other, too.\n"
                "\n"
                "  madoguchi restore /mnt/backup/madoguchi /var/lib/madoguchi",
        .options = store_options,
        .offer = OFFER_FOLDERS,
        .operands_min = 2,
        .operands_max = 2,
        .run = run_restore,
    },
    {
        .name = "promote",
        .operands = "FOLDER",
        .summary = "Makes a standby the one that writes",
        .text = "FOLDER is the data folder of a standby (`serve --follow`), which may be at work: it "
                "notices by itself.\n"
                "The server that it follows is told first and writes no more, where it can be reached; "
                "what it still has is\n"
                "fetched. An entry of the journal begins a new epoch, by which a server that comes back "
                "sees that it was\n"
                "overtaken.\n"
                "\n"
                "  madoguchi promote /var/lib/madoguchi",
        .options = promote_options,
        .offer = OFFER_FOLDERS,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_promote,
    },
    {
        .name = "export",
        .operands = "FOLDER TARGET",
        .summary = "Writes a journal as plain files",
        .text = "TARGET gets the checkpoint, the tiles and entry bundles of C2SP tlog-tiles, the slips and "
                "all bodies: what any\n"
                "tool for such logs can check, and what is left to read when Madoguchi is not there.\n"
                "\n"
                "  madoguchi export /var/lib/madoguchi journal-2026",
        .options = store_options,
        .offer = OFFER_FOLDERS,
        .operands_min = 2,
        .operands_max = 2,
        .run = run_export,
    },
    {
        .name = "xpath",
        .operands = "EXPR [FILE]",
        .summary = "Evaluates an XPath expression",
        .text = "Evaluates EXPR with the document of FILE (- for standard input) as context item "
                "and prints each\n"
                "item of the result: nodes with line, column and path.\n"
                "\n"
                "  madoguchi xpath '1 to 3'\n"
                "  madoguchi xpath 'sum(//cbc:LineExtensionAmount)' invoice.xml",
        .options = xpath_options,
        .offer = OFFER_FILES,
        .operands_min = 1,
        .operands_max = 2,
        .run = run_xpath,
    },
    {
        .name = "tree",
        .operands = "FILE",
        .summary = "Shows what the reader saw",
        .text = "Prints every node of the document with its line and column, one a line.",
        .options = tree_options,
        .offer = OFFER_FILES,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_tree,
    },
    {
        .name = "completion",
        .operands = "SHELL",
        .summary = "Prints the completions for bash, zsh or fish",
        .text =
            "  madoguchi completion bash > ~/.local/share/bash-completion/completions/madoguchi",
        .options = no_options,
        .operands_min = 1,
        .operands_max = 1,
        .run = run_completion,
    },
    {
        .name = "manual",
        .operands = "",
        .summary = "Prints the manual page (roff)",
        .text = "  madoguchi manual | man -l -",
        .options = no_options,
        .run = run_manual,
    },
    {
        .name = "version",
        .operands = "",
        .summary = "Prints the version",
        .text = "The version of the program and its library.",
        .options = no_options,
        .run = run_version,
    },
    {0},
};

int run_version(const Arguments *arguments)
{
    (void)arguments;
    printf("madoguchi %s\n", mado_version());
    return 0;
}

int run_manual(const Arguments *arguments)
{
    (void)arguments;
    manual_write(stdout);
    return 0;
}

int run_completion(const Arguments *arguments)
{
    if (completion_write(stdout, operand_at(arguments, 0)))
        return 0;
    fprintf(stderr,
            "madoguchi completion: there are completions for bash, zsh and fish; found \"%s\"\n",
            operand_at(arguments, 0));
    return EXIT_COULD_NOT;
}

int main(int argc, char **argv)
{
    return command_line(argc - 1, argv + 1);
}
