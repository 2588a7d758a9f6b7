// Validation of SWIFT MT messages against the tables of data/mt.
//
//     <MT700> ─► blocks, order of fields, formats, codes, rules between fields ─► SchemaFindings
//
// Clauses are our own: "mt/missing", "mt/format" … (docs/mt.md).
#pragma once

#include "schema/finding.h"
#include "tree/mt.h"

// Validates one message, of whatever file it stands in. Findings' slices live in the findings'
// arena; names of fields are in `language`. False where the tables have no structure for its type:
// then its blocks are all that was checked.
bool mt_validate(const MtLibrary *library, const Tree *tree, NodeId message,
                 SchemaLanguage language, SchemaFindings *findings);

// Accepted, with a remark: a code that is not in our lists, lines that end with a line feed alone.
bool mt_finding_is_warning(const SchemaFinding *finding);
