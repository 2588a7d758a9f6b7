// What is written against what its syntax prescribes, beside the rules: XML Schemas of UBL and CII,
// the UN's directories for EDIFACT, the register's schema for JSON.
#pragma once

#include "schema/finding.h"
#include "schema/json_schema.h"
#include "schema/xsd.h"
#include "tree/edifact.h"

typedef struct Structure {
    const XsdSchema *xsd[2]; // UBL, CII; NULL: not here
    const JsonSchema *json;
    EdifactLibrary *library;
} Structure;

// `schemas` is a folder with UBL's 2.1/ and the UN's cii-d16b/ in it, or NULL: structures of XML
// are then not looked at. The register's own schema is set by the caller. False with faults.
bool structure_load(Structure *structure, Arena *arena, const char *schemas, Faults *faults);

// What is against the structure; each is told by `tell`. Warnings of directories are none: codes
// that a list does not have yet.
typedef void StructureTell(void *context, Slice clause, Slice message);
size_t structure_check_xml(const Structure *structure, size_t which, Arena *arena, Guard *guard,
                           Vocabulary *vocabulary, const Tree *tree, StructureTell *tell,
                           void *context, Faults *faults);
size_t structure_check_edifact(const Structure *structure, Arena *arena, Slice bytes,
                               StructureTell *tell, void *context, Faults *faults);
size_t structure_check_json(const Structure *structure, Arena *arena, Slice bytes,
                            StructureTell *tell, void *context, Faults *faults);
