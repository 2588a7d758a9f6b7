// Validation of UN/EDIFACT against the UN's directories.
//
//     units of a stream ─► structure, data elements, codes, control counts ─► SchemaFindings
//
// Clauses are the codes of data element 0085 (syntax error), as CONTRL has them: "0085/13" is "missing".
#pragma once

#include "schema/finding.h"
#include "tree/edifact.h"

typedef enum EdifactSeverity {
    EDIFACT_ERROR,   // against the standard or the directory
    EDIFACT_WARNING, // accepted with a remark: a code newer than the list, bytes beyond the repertoire
    EDIFACT_INFO,    // what was not checked, and why
} EdifactSeverity;

// Per thread, for one interchange after the other. Lives in `arena`.
typedef struct EdifactValidator EdifactValidator;

EdifactValidator *edifact_validator_new(Arena *arena, Vocabulary *vocabulary, EdifactReader *reader);

// Before the first unit of a file.
void edifact_validator_begin(EdifactValidator *validator);
// The units in their order. Nodes of findings are of the unit's tree; findings about the whole have node 0.
void edifact_validate(EdifactValidator *validator, const EdifactUnit *unit, SchemaFindings *findings);
// After the last one: whether the interchange ended. Findings have node 0.
void edifact_validator_end(EdifactValidator *validator, SchemaFindings *findings);

// What was found by a neighbouring release only, because the message's own is not here, is a warning at most. `unit`
// may be NULL.
EdifactSeverity edifact_severity(const EdifactUnit *unit, const SchemaFinding *finding);

// Where a finding's node stands in the interchange, for reports and for CONTRL.
typedef struct EdifactPlace {
    Place place;               // line and column of the whole
    size_t segment;            // number in the interchange, from 1
    size_t position;           // number in its message, UNH being 1; 0: not in a message
    size_t element, component; // from 1; 0: the segment as such
    size_t repetition;         // of the data element, from 1
} EdifactPlace;
EdifactPlace edifact_place(const EdifactUnit *unit, NodeId node);
// The same, with the place of a data element that is missing there. Line and column are the node's.
EdifactPlace edifact_finding_place(const EdifactUnit *unit, const SchemaFinding *finding);

// ---- CONTRL ----
//
// The message that answers an interchange (ISO 9735-4 and -10): what was taken and what was not, by interchange (UCI),
// group (UCF), message or package (UCM), segment (UCS) and data element (UCD). What has errors is rejected with the
// place and the code of each; what has remarks only is acknowledged.

// What was found in one unit. `unit` NULL: at the end of the interchange.
typedef struct EdifactAnswer {
    const EdifactUnit *unit;
    const SchemaFinding *findings;
    size_t count;
} EdifactAnswer;

typedef struct EdifactReport EdifactReport;

// The answer to the interchange of this UNB, which is to be added too. NULL with a fault where it cannot be answered: it
// begins without UNB, is interactive, or does not say who sent it, to whom, or as which.
EdifactReport *edifact_report_new(Arena *arena, const EdifactUnit *header, Faults *faults);
// Adds the answer to a unit, in their order; its tree need not live on.
void edifact_report_add(EdifactReport *report, const EdifactAnswer *answer);
// How many messages, packages, groups and interchanges were rejected so far.
size_t edifact_report_rejected(const EdifactReport *report);
// The whole interchange, UNB to UNZ with one CONTRL message of the same syntax version and in the same repertoire. The
// caller gives its reference and time ("CCYYMMDD", "HHMM").
Slice edifact_report_write(EdifactReport *report, Slice reference, Slice date, Slice time);
