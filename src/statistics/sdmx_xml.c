// SPDX-License-Identifier: Apache-2.0
// SDMX-ML 3.0: structure messages, data messages, and the schema of the data.

#include "statistics/internal.h"
#include "tree/xml.h"

#define NAMESPACES "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/"

typedef struct Message {
    Buffer *out;
    Arena *arena;
    const SdmxHeader *header;
    const CubeForm *form;
    Slice agency, flow;
    Slice name_space; // of the data
} Message;

static Message message(Buffer *out, const CubeForm *form, const SdmxHeader *header)
{
    Arena *arena = out->arena;
    Message it = {out, arena, header, form, sdmx_agency(header), sdmx_flow(arena, form), {0}};
    Slice flow = sdmx_urn(arena, "datastructure.Dataflow", it.agency, it.flow, S(""));
    it.name_space = arena_join(arena, flow, S(":ObsLevelDim:AllDimensions"));
    return it;
}

static void add(Message *it, const char *text)
{
    buffer_add(it->out, slice_of(text));
}

static void attribute(Message *it, const char *name, Slice value)
{
    buffer_print(it->out, " %s=\"", name);
    xml_escape(it->out, value, XML_ATTRIBUTE);
    buffer_add_char(it->out, '"');
}

static void element(Message *it, const char *name, Slice text)
{
    buffer_print(it->out, "<%s>", name);
    xml_escape(it->out, text, XML_TEXT);
    buffer_print(it->out, "</%s>\n", name);
}

static void names(Message *it, const Slice label[CUBE_LANGUAGES], Slice otherwise)
{
    for (int i = 0; i < CUBE_LANGUAGES; i++) {
        buffer_print(it->out, "<com:Name xml:lang=\"%s\">", sdmx_languages[i]);
        xml_escape(it->out, label[i].len > 0 ? label[i] : otherwise, XML_TEXT);
        add(it, "</com:Name>\n");
    }
}

static void begin(Message *it, const char *root)
{
    add(it, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    buffer_print(it->out,
                 "<mes:%s xmlns:mes=\"" NAMESPACES "message\" xmlns:com=\"" NAMESPACES
                 "common\" xmlns:str=\"" NAMESPACES "structure\" xmlns:dsd=\"" NAMESPACES
                 "data/structurespecific\" "
                 "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"",
                 root);
    attribute(it, "xmlns:flow", it->name_space);
    add(it, ">\n<mes:Header>\n");
    element(it, "mes:ID",
            arena_print(it->arena, "%.*s-%lld", (int)it->flow.len, it->flow.at,
                        (long long)it->header->time_ms));
    element(it, "mes:Test", S("false"));
    element(it, "mes:Prepared", sdmx_time(it->arena, it->header->time_ms));
    add(it, "<mes:Sender");
    attribute(it, "id", it->agency);
    add(it, ">\n");
    if (it->header->sender_name.len > 0)
        element(it, "com:Name", it->header->sender_name);
    add(it, "</mes:Sender>\n");
}

// ---- Data ----

static void write_observation(Message *it, const CubeCell *cell, const int *groups)
{
    size_t time = sdmx_time_dimension(it->form);
    char number[DECIMAL_TEXT_MAX];
    add(it, "<Obs");
    for (size_t i = 0; i < it->form->dimension_count; i++) {
        Slice id = sdmx_dimension(it->arena, it->form, i);
        Slice code = groups[i] < 0 ? S(SDMX_TOTAL) : cell->codes[groups[i]];
        attribute(it, arena_c_string(it->arena, id),
                  groups[i] < 0 || i == time ? code : sdmx_code(it->arena, code));
    }
    for (size_t i = 0; i < it->form->measure_count && !cell->is_hidden; i++)
        attribute(it,
                  arena_c_string(it->arena, sdmx_component(it->arena, it->form->measures[i].id)),
                  (Slice){number, decimal_write(cell->values[i], number)});
    attribute(it, SDMX_STATUS,
              slice_of(sdmx_statuses[cell->is_hidden ? SDMX_SUPPRESSED : SDMX_NORMAL].id));
    add(it, "/>\n");
}

bool sdmx_data_xml(Buffer *out, const CubeAnswer *answer, const SdmxHeader *header, Faults *faults)
{
    int groups[CUBE_DIMENSIONS_MAX];
    Message it = message(out, answer->form, header);
    if (!sdmx_groups(answer, groups, faults))
        return false;
    begin(&it, "StructureSpecificData");
    add(&it, "<mes:Structure");
    attribute(&it, "structureID", it.flow);
    attribute(&it, "namespace", it.name_space);
    attribute(&it, "dimensionAtObservation", S("AllDimensions"));
    add(&it, ">\n");
    element(&it, "com:StructureUsage",
            sdmx_urn(it.arena, "datastructure.Dataflow", it.agency, it.flow, S("")));
    add(&it, "</mes:Structure>\n<mes:DataSetAction>Information</mes:DataSetAction>\n"
             "</mes:Header>\n<mes:DataSet");
    attribute(&it, "dsd:structureRef", it.flow);
    attribute(&it, "xsi:type", S("flow:DataSetType"));
    add(&it, ">\n");
    for (size_t i = 0; i < answer->count; i++)
        write_observation(&it, &answer->cells[i], groups);
    add(&it, "</mes:DataSet>\n</mes:StructureSpecificData>\n");
    return true;
}

// ---- The schema of the data ----

static void declare(Message *it, Slice name, const char *type, bool is_required)
{
    add(it, "<xs:attribute");
    attribute(it, "name", name);
    attribute(it, "type", slice_of(type));
    attribute(it, "use", is_required ? S("required") : S("optional"));
    add(it, "/>\n");
}

void sdmx_schema_xml(Buffer *out, const CubeForm *form, const SdmxHeader *header, Slice schemas)
{
    Message it = message(out, form, header);
    size_t time = sdmx_time_dimension(form);
    add(&it, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:dsd=\"" NAMESPACES
             "data/structurespecific\" xmlns:com=\"" NAMESPACES "common\"");
    attribute(&it, "targetNamespace", it.name_space);
    attribute(&it, "xmlns:flow", it.name_space);
    add(&it, ">\n<xs:import namespace=\"" NAMESPACES "data/structurespecific\"");
    attribute(&it, "schemaLocation",
              arena_join(it.arena, schemas, S("SDMXDataStructureSpecific.xsd")));
    add(&it, "/>\n<xs:import namespace=\"" NAMESPACES "common\"");
    attribute(&it, "schemaLocation", arena_join(it.arena, schemas, S("SDMXCommon.xsd")));
    add(&it, "/>\n<xs:complexType name=\"DataSetType\">\n<xs:complexContent>\n"
             "<xs:restriction base=\"dsd:DataSetType\">\n<xs:sequence>\n"
             "<xs:element ref=\"com:Annotations\" minOccurs=\"0\"/>\n"
             "<xs:choice minOccurs=\"0\" maxOccurs=\"unbounded\">\n"
             "<xs:element name=\"Obs\" type=\"flow:ObsType\" form=\"unqualified\"/>\n"
             "</xs:choice>\n</xs:sequence>\n<xs:attributeGroup ref=\"dsd:SetAttributeGroup\"/>\n"
             "</xs:restriction>\n</xs:complexContent>\n</xs:complexType>\n"
             "<xs:complexType name=\"ObsType\">\n<xs:complexContent>\n"
             "<xs:restriction base=\"dsd:ObsType\">\n<xs:sequence/>\n");
    for (size_t i = 0; i < form->dimension_count; i++)
        if (i != time)
            declare(&it, sdmx_component(it.arena, form->dimensions[i].id), "com:IDType", true);
    if (time < form->dimension_count)
        declare(&it, S(SDMX_TIME), "com:ObservationalTimePeriodType", true);
    for (size_t i = 0; i < form->measure_count; i++)
        declare(&it, sdmx_component(it.arena, form->measures[i].id),
                form->measures[i].kind == MEASURE_COUNT ? "xs:integer" : "xs:decimal", false);
    declare(&it, S(SDMX_STATUS), "com:IDType", true);
    add(&it, "</xs:restriction>\n</xs:complexContent>\n</xs:complexType>\n</xs:schema>\n");
}

// ---- Structure ----

static void begin_maintained(Message *it, const char *kind, const char *urn, Slice id)
{
    buffer_print(it->out, "<str:%s", kind);
    attribute(it, "id", id);
    attribute(it, "agencyID", it->agency);
    attribute(it, "version", S(SDMX_VERSION));
    attribute(it, "urn", sdmx_urn(it->arena, urn, it->agency, id, S("")));
    add(it, ">\n");
}

static void write_code(Message *it, const CubeCode *code)
{
    add(it, "<str:Code");
    attribute(it, "id", sdmx_code(it->arena, code->id));
    add(it, ">\n");
    names(it, code->label, code->id);
    if (code->parent.len > 0)
        element(it, "str:Parent", sdmx_code(it->arena, code->parent));
    add(it, "</str:Code>\n");
}

static void write_constant_code(Message *it, const char *id, const Slice *label)
{
    buffer_print(it->out, "<str:Code id=\"%s\">\n", id);
    names(it, label, S(""));
    add(it, "</str:Code>\n");
}

static void write_lists(Message *it, Cube *cube)
{
    add(it, "<str:Codelists>\n");
    for (unsigned i = 0; i < it->form->dimension_count; i++) {
        const CubeDimension *dimension = &it->form->dimensions[i];
        const CubeCode *codes;
        if (i == sdmx_time_dimension(it->form))
            continue;
        size_t count = cube_codes(cube, it->arena, i, &codes);
        begin_maintained(it, "Codelist", "codelist.Codelist",
                         sdmx_list(it->arena, it->form, dimension));
        names(it, dimension->label, dimension->id);
        write_constant_code(it, SDMX_TOTAL, sdmx_total_label);
        for (size_t k = 0; k < count; k++)
            write_code(it, &codes[k]);
        add(it, "</str:Codelist>\n");
    }
    begin_maintained(it, "Codelist", "codelist.Codelist", S("CL_" SDMX_STATUS));
    names(it, sdmx_status_label, S(""));
    for (int i = 0; i < SDMX_STATUSES; i++)
        write_constant_code(it, sdmx_statuses[i].id, sdmx_statuses[i].label);
    add(it, "</str:Codelist>\n</str:Codelists>\n");
}

static void write_concept(Message *it, Slice id, const Slice label[CUBE_LANGUAGES])
{
    add(it, "<str:Concept");
    attribute(it, "id", id);
    add(it, ">\n");
    names(it, label, id);
    add(it, "</str:Concept>\n");
}

static void write_concepts(Message *it)
{
    add(it, "<str:ConceptSchemes>\n");
    begin_maintained(it, "ConceptScheme", "conceptscheme.ConceptScheme",
                     arena_join(it->arena, S("CS_"), it->flow));
    names(it, it->form->label, it->form->id);
    for (size_t i = 0; i < it->form->dimension_count; i++)
        write_concept(it, sdmx_dimension(it->arena, it->form, i), it->form->dimensions[i].label);
    for (size_t i = 0; i < it->form->measure_count; i++)
        write_concept(it, sdmx_component(it->arena, it->form->measures[i].id),
                      it->form->measures[i].label);
    add(it, "<str:Concept id=\"" SDMX_STATUS "\">\n");
    names(it, sdmx_status_label, S(""));
    add(it, "</str:Concept>\n</str:ConceptScheme>\n</str:ConceptSchemes>\n");
}

static void begin_component(Message *it, const char *kind, Slice id, int position)
{
    Slice scheme = arena_join(it->arena, S("CS_"), it->flow);
    buffer_print(it->out, "<str:%s", kind);
    attribute(it, "id", id);
    if (position > 0)
        attribute(it, "position", arena_print(it->arena, "%d", position));
    add(it, ">\n");
    element(it, "str:ConceptIdentity",
            sdmx_urn(it->arena, "conceptscheme.Concept", it->agency, scheme, id));
    add(it, "<str:LocalRepresentation>\n");
}

static void write_enumeration(Message *it, Slice list)
{
    element(it, "str:Enumeration",
            sdmx_urn(it->arena, "codelist.Codelist", it->agency, list, S("")));
    add(it, "</str:LocalRepresentation>\n");
}

static void write_components(Message *it)
{
    size_t time = sdmx_time_dimension(it->form);
    add(it, "<str:DataStructureComponents>\n<str:DimensionList id=\"DimensionDescriptor\">\n");
    for (size_t i = 0; i < it->form->dimension_count; i++) {
        const CubeDimension *dimension = &it->form->dimensions[i];
        if (i == time)
            continue;
        begin_component(it, "Dimension", sdmx_component(it->arena, dimension->id), (int)i + 1);
        write_enumeration(it, sdmx_list(it->arena, it->form, dimension));
        add(it, "</str:Dimension>\n");
    }
    if (time < it->form->dimension_count) {
        begin_component(it, "TimeDimension", S(SDMX_TIME), 0);
        add(it, "<str:TextFormat textType=\"ObservationalTimePeriod\"/>\n"
                "</str:LocalRepresentation>\n</str:TimeDimension>\n");
    }
    add(it, "</str:DimensionList>\n<str:AttributeList id=\"AttributeDescriptor\">\n");
    begin_component(it, "Attribute", S(SDMX_STATUS), 0);
    write_enumeration(it, S("CL_" SDMX_STATUS));
    add(it, "<str:AttributeRelationship>\n<str:Observation/>\n</str:AttributeRelationship>\n"
            "</str:Attribute>\n</str:AttributeList>\n<str:MeasureList id=\"MeasureDescriptor\">\n");
    for (size_t i = 0; i < it->form->measure_count; i++) {
        const CubeMeasure *measure = &it->form->measures[i];
        begin_component(it, "Measure", sdmx_component(it->arena, measure->id), 0);
        buffer_print(it->out, "<str:TextFormat textType=\"%s\"/>\n",
                     measure->kind == MEASURE_COUNT ? "Integer" : "Decimal");
        add(it, "</str:LocalRepresentation>\n</str:Measure>\n");
    }
    add(it, "</str:MeasureList>\n</str:DataStructureComponents>\n");
}

void sdmx_structure_xml(Buffer *out, Cube *cube, const SdmxHeader *header)
{
    const CubeForm *form = cube_form(cube);
    Message it = message(out, form, header);
    begin(&it, "Structure");
    add(&it, "</mes:Header>\n<mes:Structures>\n");
    write_lists(&it, cube);
    write_concepts(&it);
    add(&it, "<str:Dataflows>\n");
    begin_maintained(&it, "Dataflow", "datastructure.Dataflow", it.flow);
    names(&it, form->label, form->id);
    element(&it, "str:Structure",
            sdmx_urn(it.arena, "datastructure.DataStructure", it.agency, it.flow, S("")));
    add(&it, "</str:Dataflow>\n</str:Dataflows>\n<str:DataStructures>\n");
    begin_maintained(&it, "DataStructure", "datastructure.DataStructure", it.flow);
    names(&it, form->label, form->id);
    write_components(&it);
    add(&it, "</str:DataStructure>\n</str:DataStructures>\n</mes:Structures>\n</mes:Structure>\n");
}
