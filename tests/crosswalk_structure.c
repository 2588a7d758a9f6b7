// SPDX-License-Identifier: Apache-2.0
// XML Schemas, directories and the register's schema, beside each other.

#include "crosswalk_structure.h"

#include "base/file.h"
#include "schema/edifact.h"
#include "tree/json.h"

#define CII "cii-d16b/data/standard/CrossIndustryInvoice_100pD16B.xsd"

static bool load_xsd(Structure *it, Arena *arena, const char *folder, Faults *faults)
{
    const char *const ubl[] = {
        arena_print(arena, "%s/2.1/maindoc/UBL-Invoice-2.1.xsd", folder).at,
        arena_print(arena, "%s/2.1/maindoc/UBL-CreditNote-2.1.xsd", folder).at,
    };
    const char *const cii[] = {arena_print(arena, "%s/" CII, folder).at};
    it->xsd[0] = xsd_load(arena, ubl, 2, &(XsdOptions){0}, faults);
    it->xsd[1] = xsd_load(arena, cii, 1, &(XsdOptions){0}, faults);
    return it->xsd[0] != NULL && it->xsd[1] != NULL;
}

static bool load_directories(Structure *it, Arena *arena, Faults *faults)
{
    static const char *const paths[] = {"data/edifact/service.edifact",
                                        "data/edifact/d16b.edifact"};
    Slice text;
    it->library = edifact_library_new(arena);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (!file_read(arena, paths[i], SIZE_MAX, &text, faults) ||
            !edifact_library_add(it->library, text, faults))
            return false;
    return true;
}

bool structure_load(Structure *it, Arena *arena, const char *schemas, Faults *faults)
{
    return load_directories(it, arena, faults) &&
           (schemas == NULL || load_xsd(it, arena, schemas, faults));
}

static size_t tell_all(const SchemaFindings *findings, StructureTell *tell, void *context)
{
    for (size_t i = 0; i < findings->kept; i++)
        tell(context, findings->list[i].clause,
             schema_message(findings->arena, &findings->list[i], SCHEMA_ENGLISH));
    return findings->count;
}

size_t structure_check_xml(const Structure *it, size_t which, Arena *arena, Guard *guard,
                           Vocabulary *vocabulary, const Tree *tree, StructureTell *tell,
                           void *context, Faults *faults)
{
    if (it->xsd[which] == NULL)
        return 0;
    XsdRun *run = xsd_run_new(guard, arena, it->xsd[which], vocabulary);
    SchemaFindings findings = {.arena = arena};
    NodeId root = tree_root_element(tree);
    if (!xsd_validate(run, tree, root, &findings, faults))
        return 1;
    return tell_all(&findings, tell, context);
}

static size_t count_errors(const EdifactUnit *unit, const SchemaFindings *findings, size_t from,
                           StructureTell *tell, void *context)
{
    size_t errors = 0;
    for (size_t i = from; i < findings->kept; i++) {
        const SchemaFinding *finding = &findings->list[i];
        if (edifact_severity(unit, finding) != EDIFACT_ERROR)
            continue;
        errors++;
        tell(context, finding->clause, schema_message(findings->arena, finding, SCHEMA_ENGLISH));
    }
    return errors;
}

size_t structure_check_edifact(const Structure *it, Arena *arena, Slice bytes, StructureTell *tell,
                               void *context, Faults *faults)
{
    Vocabulary *vocabulary = vocabulary_new(arena);
    EdifactReader *reader = edifact_reader_new(arena, vocabulary, it->library);
    EdifactValidator *validator = edifact_validator_new(arena, vocabulary, reader);
    EdifactStream *stream =
        edifact_stream_new(arena, reader, edifact_source_bytes(arena, bytes), NULL);
    SchemaFindings findings = {.arena = arena};
    size_t errors = 0, units = 0, before = faults->count;
    edifact_validator_begin(validator);
    for (EdifactUnit unit; edifact_stream_next(stream, arena, &unit, faults); units++) {
        size_t from = findings.kept;
        edifact_validate(validator, &unit, &findings);
        errors += count_errors(&unit, &findings, from, tell, context);
        // A neighbouring release would only warn.
        errors += unit.kind == UNIT_MESSAGE && unit.found != FOUND_EXACT;
    }
    size_t from = findings.kept;
    edifact_validator_end(validator, &findings);
    errors += count_errors(NULL, &findings, from, tell, context);
    return errors + (units != 3) + (faults->count > before); // UNB, the message, UNZ
}

size_t structure_check_json(const Structure *it, Arena *arena, Slice bytes, StructureTell *tell,
                            void *context, Faults *faults)
{
    const Tree *tree = json_tree_read(arena, vocabulary_new(arena), bytes, NULL, faults);
    if (tree == NULL)
        return 1;
    SchemaFindings findings = {.arena = arena};
    json_schema_validate(it->json, arena, tree, 0, &findings);
    return tell_all(&findings, tell, context);
}
