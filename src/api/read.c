// SPDX-License-Identifier: Apache-2.0
// Bytes of any syntax to a tree.
//
//     UNA, UNB, UNH ─► tree/edifact ─► <EDIFACT> with messages in it
//     {1:           ─► tree/mt      ─► <SWIFT> with messages in it
//     { or [        ─► tree/json
//     a table       ─► tree/csv     ─► rows
//     a workbook    ─► tree/xlsx    ─► sheets
//     else          ─► tree/xml

#include "api/checker.h"

#include "api/content.h"
#include "api/interchange.h"
#include "api/structure.h"
#include "register/carried.h"
#include "schema/mt.h"
#include "tree/csv.h"
#include "tree/edifact.h"
#include "tree/json.h"
#include "tree/mt.h"
#include "tree/xlsx.h"

// The directories that the program carries, and before them those that it was given.
static EdifactReader *edifact_reader(MadoChecker *checker)
{
    if (checker->edifact != NULL)
        return checker->edifact;
    EdifactLibrary *library = carried_directories(checker->home, &checker->faults);
    for (size_t i = 0; i < checker->directory_count; i++)
        edifact_library_add(library, checker->directories[i], &checker->faults);
    checker->edifact = edifact_reader_new(checker->home, checker->vocabulary, library);
    return checker->edifact;
}

static MtLibrary *mt_library(MadoChecker *checker)
{
    if (checker->mt == NULL)
        checker->mt = carried_mt_tables(checker->home, &checker->faults);
    return checker->mt;
}

const Tree *read_document(MadoChecker *checker, Slice name, Slice bytes)
{
    Arena *arena = checker->document;
    size_t nodes_max = checker->xml.nodes_max, input_max = checker->xml.input_max;
    checker->syntax = syntax_of(checker->scratch, bytes, name);
    switch (checker->syntax) {
    case SYNTAX_JSON: {
        JsonOptions options = {input_max, checker->xml.depth_max, nodes_max, false};
        return json_tree_read(arena, checker->vocabulary, bytes, &options, &checker->faults);
    }
    case SYNTAX_EDIFACT: {
        EdifactLimits limits = {.nodes_max = nodes_max};
        checker->interchange = interchange_validate(checker, edifact_reader(checker), bytes);
        return edifact_read(arena, edifact_reader(checker), bytes, &limits, &checker->faults);
    }
    case SYNTAX_MT: {
        MtOptions options = {input_max, nodes_max};
        return mt_read(arena, checker->vocabulary, mt_library(checker), bytes, &options,
                       &checker->faults);
    }
    case SYNTAX_CSV: {
        CsvOptions options = {.encoding = checker->encoding,
                              .separator = csv_separator_by_name(name),
                              .input_max = input_max,
                              .nodes_max = nodes_max};
        return csv_read(arena, checker->vocabulary, bytes, &options, &checker->faults);
    }
    case SYNTAX_XLSX:
        return xlsx_read(arena, checker->vocabulary, bytes, &(XlsxOptions){.nodes_max = nodes_max},
                         &checker->faults);
    case SYNTAX_ARCHIVE:
    case SYNTAX_XML:
        break;
    }
    return xml_read(arena, checker->vocabulary, bytes, &checker->xml, &checker->faults);
}

// ---- What is checked without a rule set ----

static const Severity *mt_severities(Arena *arena, const SchemaFindings *findings)
{
    Severity *severities = arena_array(arena, Severity, findings->kept);
    for (size_t i = 0; i < findings->kept; i++)
        severities[i] =
            mt_finding_is_warning(&findings->list[i]) ? SEVERITY_WARNING : SEVERITY_ERROR;
    return severities;
}

static bool check_mt(MadoChecker *checker, const Tree *tree, bool has_others, AccountSet *set)
{
    NodeId root = tree_first_child(tree, 0);
    if (root == NODE_NONE || tree_kind(tree, root) != NODE_ELEMENT)
        return false;
    SchemaLanguage language = schema_language(slice_of(checker->language));
    SchemaFindings *findings = structure_account(checker->document, tree, language, set);
    Slice type = tree_name(tree, root)->local;
    bool is_message = slice_starts(type, S("MT"));
    bool is_known = is_message && mt_validate(mt_library(checker), tree, root, language, findings);
    structure_count(set, mt_severities(checker->document, findings));
    set->name = S("SWIFT MT");
    set->title = S("Structures of SWIFT MT messages, standards release 2025");
    set->is_chosen = true; // by the document's own header
    if (!is_message)
        set->problem = S("the file has no message whose block 2 names its type, only answers of "
                         "the network");
    else if (!is_known)
        set->problem =
            arena_print(checker->document,
                        "the tables have no structure for %.*s; only its blocks were looked at",
                        (int)type.len, type.at);
    // Other rules may know what the tables do not.
    return is_known || findings->kept > 0 || !has_others;
}

bool check_own_structure(MadoChecker *checker, const Tree *tree, bool has_others, AccountSet *set)
{
    if (checker->syntax == SYNTAX_MT)
        return check_mt(checker, tree, has_others, set);
    if (content_check(checker, tree, set))
        return true;
    return checker->syntax == SYNTAX_EDIFACT &&
           interchange_message(checker->interchange, checker, tree, has_others, set);
}
