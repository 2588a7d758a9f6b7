// SPDX-License-Identifier: Apache-2.0
// SDMX-JSON 2.0: structure messages and data messages.

#include "base/json.h"
#include "statistics/internal.h"

typedef struct Message {
    JsonWriter json;
    Arena *arena;
    const SdmxHeader *header;
    const CubeForm *form;
    Slice agency, flow;
} Message;

static void string(Message *it, const char *key, Slice text)
{
    json_key(&it->json, key);
    json_string(&it->json, text);
}

static void open(Message *it, const char *key, char bracket)
{
    json_field_open(&it->json, key, bracket);
}

// "name": in English, "names": in all languages. A label that is missing is the code itself.
static void names(Message *it, const Slice label[CUBE_LANGUAGES], Slice otherwise)
{
    string(it, "name", label[0].len > 0 ? label[0] : otherwise);
    open(it, "names", '{');
    for (int i = 0; i < CUBE_LANGUAGES; i++)
        string(it, sdmx_languages[i], label[i].len > 0 ? label[i] : otherwise);
    json_close(&it->json, '}');
}

static Message begin(Buffer *out, const CubeForm *form, const SdmxHeader *header,
                     const char *schema)
{
    Message it = {.json = {.out = out},
                  .arena = out->arena,
                  .header = header,
                  .form = form,
                  .agency = sdmx_agency(header),
                  .flow = sdmx_flow(out->arena, form)};
    Slice time = sdmx_time(it.arena, header->time_ms);
    json_open(&it.json, '{');
    string(&it, "$schema", arena_print(it.arena, "https://json.sdmx.org/2.0.0/%s", schema));
    open(&it, "meta", '{');
    string(&it, "id",
           arena_print(it.arena, "%.*s-%lld", (int)it.flow.len, it.flow.at,
                       (long long)header->time_ms));
    string(&it, "prepared", time);
    json_field_boolean(&it.json, "test", false);
    open(&it, "contentLanguages", '[');
    for (int i = 0; i < CUBE_LANGUAGES; i++)
        json_string(&it.json, slice_of(sdmx_languages[i]));
    json_close(&it.json, ']');
    open(&it, "sender", '{');
    string(&it, "id", it.agency);
    json_field(&it.json, "name", header->sender_name);
    json_close(&it.json, '}');
    json_close(&it.json, '}');
    open(&it, "data", '{');
    return it;
}

static void end(Message *it)
{
    json_close(&it->json, '}');
    json_close(&it->json, '}');
    buffer_add_char(it->json.out, '\n');
}

// ---- Data ----

// The codes that occur in the cells of a dimension, in order of first sight.
typedef struct Values {
    Table *names;
    int group;
} Values;

static Values values_of(Message *it, const CubeAnswer *answer, int group)
{
    Values values = {table_new(it->arena, answer->count + 1), group};
    for (size_t i = 0; i < answer->count; i++)
        table_add(values.names, group >= 0 ? answer->cells[i].codes[group] : S(SDMX_TOTAL), NULL);
    if (group < 0)
        table_add(values.names, S(SDMX_TOTAL), NULL);
    return values;
}

static void write_value(Message *it, const Cube *cube, unsigned number, Slice code, bool is_total)
{
    Slice label[CUBE_LANGUAGES];
    json_open(&it->json, '{');
    string(it, "id", is_total ? code : sdmx_code(it->arena, code));
    for (unsigned i = 0; i < CUBE_LANGUAGES; i++)
        label[i] = is_total ? sdmx_total_label[i] : cube_label(cube, number, code, i);
    names(it, label, code);
    json_close(&it->json, '}');
}

static void write_dimension(Message *it, const Cube *cube, unsigned number, const Values *values)
{
    const CubeDimension *dimension = &it->form->dimensions[number];
    bool is_time = number == sdmx_time_dimension(it->form);
    json_open(&it->json, '{');
    string(it, "id", sdmx_dimension(it->arena, it->form, number));
    names(it, dimension->label, dimension->id);
    json_field_integer(&it->json, "keyPosition", (int64_t)number);
    if (is_time) {
        open(it, "roles", '[');
        json_string(&it->json, S(SDMX_TIME));
        json_close(&it->json, ']');
    }
    if (table_count(values->names) > 0) {
        open(it, "values", '[');
        for (size_t i = 0; i < table_count(values->names); i++)
            write_value(it, cube, number, table_key(values->names, (int32_t)i), values->group < 0);
        json_close(&it->json, ']');
    }
    json_close(&it->json, '}');
}

static void write_measures(Message *it)
{
    open(it, "measures", '{');
    open(it, "observation", '[');
    for (size_t i = 0; i < it->form->measure_count; i++) {
        const CubeMeasure *measure = &it->form->measures[i];
        json_open(&it->json, '{');
        string(it, "id", sdmx_component(it->arena, measure->id));
        names(it, measure->label, measure->id);
        open(it, "format", '{');
        string(it, "dataType", measure->kind == MEASURE_COUNT ? S("Integer") : S("Decimal"));
        json_close(&it->json, '}');
        json_close(&it->json, '}');
    }
    json_close(&it->json, ']');
    json_close(&it->json, '}');
}

static void write_statuses(Message *it)
{
    open(it, "attributes", '{');
    open(it, "observation", '[');
    json_open(&it->json, '{');
    string(it, "id", S(SDMX_STATUS));
    names(it, sdmx_status_label, S(""));
    open(it, "relationship", '{');
    open(it, "observation", '{');
    json_close(&it->json, '}');
    json_close(&it->json, '}');
    open(it, "values", '[');
    for (int i = 0; i < SDMX_STATUSES; i++) {
        json_open(&it->json, '{');
        string(it, "id", slice_of(sdmx_statuses[i].id));
        names(it, sdmx_statuses[i].label, S(""));
        json_close(&it->json, '}');
    }
    json_close(&it->json, ']');
    json_close(&it->json, '}');
    json_close(&it->json, ']');
    json_close(&it->json, '}');
}

static void write_structure(Message *it, const Cube *cube, const Values *values)
{
    open(it, "structures", '[');
    json_open(&it->json, '{');
    names(it, it->form->label, it->form->id);
    open(it, "links", '[');
    json_open(&it->json, '{');
    string(it, "rel", S("dataflow"));
    string(it, "urn", sdmx_urn(it->arena, "datastructure.Dataflow", it->agency, it->flow, S("")));
    json_close(&it->json, '}');
    json_close(&it->json, ']');
    open(it, "dimensions", '{');
    open(it, "observation", '[');
    for (unsigned i = 0; i < it->form->dimension_count; i++)
        write_dimension(it, cube, i, &values[i]);
    json_close(&it->json, ']');
    json_close(&it->json, '}');
    write_measures(it);
    write_statuses(it);
    open(it, "dataSets", '[');
    json_integer(&it->json, 0);
    json_close(&it->json, ']');
    json_close(&it->json, '}');
    json_close(&it->json, ']');
}

// "0:3:1": [measures …, status]
static void write_observation(Message *it, const CubeCell *cell, const Values *values)
{
    char number[DECIMAL_TEXT_MAX];
    Buffer key = buffer_new(it->arena);
    for (size_t i = 0; i < it->form->dimension_count; i++) {
        Slice code = values[i].group >= 0 ? cell->codes[values[i].group] : S(SDMX_TOTAL);
        buffer_print(&key, i > 0 ? ":%d" : "%d", (int)table_find(values[i].names, code));
    }
    json_key_slice(&it->json, buffer_slice(&key));
    json_open(&it->json, '[');
    for (size_t i = 0; i < it->form->measure_count; i++)
        json_number(&it->json, cell->is_hidden
                                   ? S("null")
                                   : (Slice){number, decimal_write(cell->values[i], number)});
    json_integer(&it->json, cell->is_hidden ? SDMX_SUPPRESSED : SDMX_NORMAL);
    json_close(&it->json, ']');
}

bool sdmx_data_json(Buffer *out, const CubeAnswer *answer, const SdmxHeader *header, Faults *faults)
{
    int groups[CUBE_DIMENSIONS_MAX];
    Values values[CUBE_DIMENSIONS_MAX];
    if (!sdmx_groups(answer, groups, faults))
        return false;
    Message it = begin(out, answer->form, header, "sdmx-json-data-schema.json");
    for (size_t i = 0; i < answer->form->dimension_count; i++)
        values[i] = values_of(&it, answer, groups[i]);
    write_structure(&it, answer->cube, values);
    open(&it, "dataSets", '[');
    json_open(&it.json, '{');
    json_field_integer(&it.json, "structure", 0);
    string(&it, "action", S("Information"));
    open(&it, "observations", '{');
    for (size_t i = 0; i < answer->count; i++)
        write_observation(&it, &answer->cells[i], values);
    json_close(&it.json, '}');
    json_close(&it.json, '}');
    json_close(&it.json, ']');
    end(&it);
    return true;
}

// ---- Structure ----

static void write_maintained(Message *it, Slice id, const Slice label[CUBE_LANGUAGES])
{
    json_open(&it->json, '{');
    string(it, "id", id);
    string(it, "agencyID", it->agency);
    string(it, "version", S(SDMX_VERSION));
    names(it, label, id);
}

static void write_code(Message *it, Slice id, const Slice label[CUBE_LANGUAGES], Slice parent)
{
    json_open(&it->json, '{');
    string(it, "id", id);
    names(it, label, id);
    json_field(&it->json, "parent", parent);
    json_close(&it->json, '}');
}

static void write_list(Message *it, Cube *cube, unsigned number)
{
    const CubeDimension *dimension = &it->form->dimensions[number];
    const CubeCode *codes;
    size_t count = cube_codes(cube, it->arena, number, &codes);
    write_maintained(it, sdmx_list(it->arena, it->form, dimension), dimension->label);
    open(it, "codes", '[');
    write_code(it, S(SDMX_TOTAL), sdmx_total_label, S(""));
    for (size_t i = 0; i < count; i++)
        write_code(it, sdmx_code(it->arena, codes[i].id), codes[i].label,
                   sdmx_code(it->arena, codes[i].parent));
    json_close(&it->json, ']');
    json_close(&it->json, '}');
}

static void write_lists(Message *it, Cube *cube)
{
    open(it, "codelists", '[');
    for (unsigned i = 0; i < it->form->dimension_count; i++)
        if (i != sdmx_time_dimension(it->form))
            write_list(it, cube, i);
    write_maintained(it, S("CL_" SDMX_STATUS), sdmx_status_label);
    open(it, "codes", '[');
    for (int i = 0; i < SDMX_STATUSES; i++)
        write_code(it, slice_of(sdmx_statuses[i].id), sdmx_statuses[i].label, S(""));
    json_close(&it->json, ']');
    json_close(&it->json, '}');
    json_close(&it->json, ']');
}

static void write_concept(Message *it, Slice id, const Slice label[CUBE_LANGUAGES])
{
    json_open(&it->json, '{');
    string(it, "id", id);
    names(it, label, id);
    json_close(&it->json, '}');
}

static void write_concepts(Message *it)
{
    open(it, "conceptSchemes", '[');
    write_maintained(it, arena_join(it->arena, S("CS_"), it->flow), it->form->label);
    open(it, "concepts", '[');
    for (size_t i = 0; i < it->form->dimension_count; i++) {
        const CubeDimension *dimension = &it->form->dimensions[i];
        write_concept(it, sdmx_dimension(it->arena, it->form, i), dimension->label);
    }
    for (size_t i = 0; i < it->form->measure_count; i++)
        write_concept(it, sdmx_component(it->arena, it->form->measures[i].id),
                      it->form->measures[i].label);
    write_concept(it, S(SDMX_STATUS), sdmx_status_label);
    json_close(&it->json, ']');
    json_close(&it->json, '}');
    json_close(&it->json, ']');
}

static void write_identity(Message *it, Slice id)
{
    Slice scheme = arena_join(it->arena, S("CS_"), it->flow);
    string(it, "conceptIdentity",
           sdmx_urn(it->arena, "conceptscheme.Concept", it->agency, scheme, id));
}

// The component up to where its representation says more.
static void begin_component(Message *it, Slice id)
{
    json_open(&it->json, '{');
    string(it, "id", id);
    write_identity(it, id);
}

static void write_enumeration(Message *it, Slice list)
{
    open(it, "localRepresentation", '{');
    string(it, "enumeration", sdmx_urn(it->arena, "codelist.Codelist", it->agency, list, S("")));
    json_close(&it->json, '}');
}

static void write_format(Message *it, Slice type)
{
    open(it, "localRepresentation", '{');
    open(it, "format", '{');
    string(it, "dataType", type);
    json_close(&it->json, '}');
    json_close(&it->json, '}');
}

static void write_dimensions(Message *it)
{
    size_t time = sdmx_time_dimension(it->form);
    open(it, "dimensionList", '{');
    string(it, "id", S("DimensionDescriptor"));
    open(it, "dimensions", '[');
    for (size_t i = 0; i < it->form->dimension_count; i++) {
        if (i == time)
            continue;
        begin_component(it, sdmx_component(it->arena, it->form->dimensions[i].id));
        json_field_integer(&it->json, "position", (int64_t)i);
        write_enumeration(it, sdmx_list(it->arena, it->form, &it->form->dimensions[i]));
        json_close(&it->json, '}');
    }
    json_close(&it->json, ']');
    if (time < it->form->dimension_count) {
        open(it, "timeDimension", '{');
        string(it, "id", S(SDMX_TIME));
        write_identity(it, S(SDMX_TIME));
        write_format(it, S("ObservationalTimePeriod"));
        json_close(&it->json, '}');
    }
    json_close(&it->json, '}');
}

static void write_components(Message *it)
{
    open(it, "dataStructureComponents", '{');
    open(it, "attributeList", '{');
    string(it, "id", S("AttributeDescriptor"));
    open(it, "attributes", '[');
    begin_component(it, S(SDMX_STATUS));
    open(it, "attributeRelationship", '{');
    open(it, "observation", '{');
    json_close(&it->json, '}');
    json_close(&it->json, '}');
    write_enumeration(it, S("CL_" SDMX_STATUS));
    json_close(&it->json, '}');
    json_close(&it->json, ']');
    json_close(&it->json, '}');
    write_dimensions(it);
    open(it, "measureList", '{');
    string(it, "id", S("MeasureDescriptor"));
    open(it, "measures", '[');
    for (size_t i = 0; i < it->form->measure_count; i++) {
        begin_component(it, sdmx_component(it->arena, it->form->measures[i].id));
        write_format(it, it->form->measures[i].kind == MEASURE_COUNT ? S("Integer") : S("Decimal"));
        json_close(&it->json, '}');
    }
    json_close(&it->json, ']');
    json_close(&it->json, '}');
    json_close(&it->json, '}');
}

void sdmx_structure_json(Buffer *out, Cube *cube, const SdmxHeader *header)
{
    const CubeForm *form = cube_form(cube);
    Message it = begin(out, form, header, "sdmx-json-structure-schema.json");
    open(&it, "dataflows", '[');
    write_maintained(&it, it.flow, form->label);
    string(&it, "structure",
           sdmx_urn(it.arena, "datastructure.DataStructure", it.agency, it.flow, S("")));
    json_close(&it.json, '}');
    json_close(&it.json, ']');
    write_lists(&it, cube);
    write_concepts(&it);
    open(&it, "dataStructures", '[');
    write_maintained(&it, it.flow, form->label);
    write_components(&it);
    json_close(&it.json, '}');
    json_close(&it.json, ']');
    end(&it);
}
