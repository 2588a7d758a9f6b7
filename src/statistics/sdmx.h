// SDMX 3.0: what a cube is and what it says, for statistical offices and their tools.
//
//     structure   the cube: concepts, code lists, data structure, dataflow
//     data        an answer: one observation for each cell
//
// in SDMX-JSON (2.0) and SDMX-ML (3.0). Data in SDMX-ML are described by a schema of their own,
// which follows from the structure (sdmx_schema_xml). All dimensions of the cube but the
// organisation are dimensions there; those that an answer does not group by have the code _T. What
// is hidden is an observation without values whose OBS_STATUS is Q (suppressed).
//
// Identifiers: `service-contract` and its cube `by-month` are SERVICE_CONTRACT_BY_MONTH; bytes of
// codes that SDMX has no place for are @ and two hexadecimal digits.
#pragma once

#include "base/buffer.h"
#include "statistics/cube.h"

typedef struct SdmxHeader {
    Slice agency;      // who maintains the structure: letters, digits, _ and -; empty: MADOGUCHI
    Slice sender_name; // of the window, for people; empty: none
    int64_t time_ms;   // of the message
} SdmxHeader;

// The answer must be grouped by time, and not by organisation. False with a fault where it is not.
bool sdmx_data_json(Buffer *out, const CubeAnswer *answer, const SdmxHeader *header,
                    Faults *faults);
bool sdmx_data_xml(Buffer *out, const CubeAnswer *answer, const SdmxHeader *header, Faults *faults);

void sdmx_structure_json(Buffer *out, Cube *cube, const SdmxHeader *header);
void sdmx_structure_xml(Buffer *out, Cube *cube, const SdmxHeader *header);
// The XML Schema of the data; `schemas` is where those of SDMX lie: "https://…/schemas/".
void sdmx_schema_xml(Buffer *out, const CubeForm *form, const SdmxHeader *header, Slice schemas);
