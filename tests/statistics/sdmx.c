// SPDX-License-Identifier: Apache-2.0
// What a cube tells in SDMX is valid by the schemas of SDMX, in all four shapes.

#include "statistics/sdmx.h"
#include "../store/desk.h"
#include "base/file.h"
#include "schema/json_schema.h"
#include "schema/xsd.h"
#include "tree/json.h"
#include "tree/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TEXT(en, ja, zh)                                                                           \
    {                                                                                              \
        S_INIT(en), S_INIT(ja), S_INIT(zh)                                                         \
    }

static const CubeCode countries[] = {
    {S_INIT("asia"), {0}, TEXT("Asia", "アジア", "亚洲")},
    {S_INIT("JP"), S_INIT("asia"), TEXT("Japan", "日本", "日本")},
    {S_INIT("CN"), S_INIT("asia"), TEXT("China <PRC>", "中国", "中国")},
};
static const CubeDimension dimensions[] = {
    {.id = S_INIT("country"),
     .label = TEXT("Country", "国", "国家"),
     .kind = CODES_LIST,
     .codes = countries,
     .code_count = 3},
    {.id = S_INIT("time"), .label = TEXT("Month", "月", "月份"), .kind = CODES_TIME},
    {.id = S_INIT("new-form"), .label = TEXT("Form", "形態", "形态"), .kind = CODES_LIST},
};
static const CubeMeasure measures[] = {
    {.id = S_INIT("contracts"), .label = TEXT("Contracts", "契約", "合同"), .kind = MEASURE_COUNT},
    {.id = S_INIT("value"),
     .label = TEXT("Value", "金額", "金额"),
     .scale = 2,
     .kind = MEASURE_SUM},
};
static const CubeForm form = {.register_name = S_INIT("service-contract"),
                              .id = S_INIT("by-month"),
                              .label = TEXT("Contracts", "契約", "合同"),
                              .dimensions = dimensions,
                              .dimension_count = 3,
                              .measures = measures,
                              .measure_count = 2,
                              .suppress = 2};
static const SdmxHeader header = {.sender_name = S_INIT("窓口 & Co"),
                                  .time_ms = INT64_C(1795291200000)};

static void give(Desk *desk, const char *id, const char *owner, const char *country,
                 const char *month, const char *kind, int64_t value)
{
    Facet amounts[CUBE_AMOUNTS_MAX];
    const Slice codes[] = {slice_of(country), slice_of(month), slice_of(kind)};
    const struct CubeValue values[] = {{0}, {true, decimal_of(value)}};
    Write write = {.actor = S("t"),
                   .owner = slice_of(owner),
                   .register_name = form.register_name,
                   .record = slice_of(id),
                   .action = S("add"),
                   .facets = amounts};
    write.facet_count =
        cube_amounts(desk->arena, &form, &(CubeGift){codes, values}, amounts, &desk->faults);
    put(desk, &write);
}

static Cube *small_cube(Desk *desk)
{
    give(desk, "1", "acme", "JP", "2026-01", "云计算", 1200);
    give(desk, "2", "other", "JP", "2026-01", "云计算", 300);
    give(desk, "3", "acme", "CN", "2026-02", "a b/c", 7);
    give(desk, "4", "other", "KR", "2026-02", "a b/c", 9);
    Cube *cube = cube_new(&form, &desk->faults);
    cube_refresh(cube, desk->store, &desk->faults);
    assert_no_faults(desk);
    return cube;
}

static CubeAnswer answer_by(Desk *desk, Cube *cube, const CubeGroup *groups, size_t count)
{
    CubeAnswer answer;
    CubeQuery query = {.groups = groups, .group_count = count};
    cube_ask(cube, desk->arena, &query, &answer, &desk->faults);
    assert_no_faults(desk);
    return answer;
}

// ---- The schemas, where they are ----

static const char *unpacked(Desk *desk, const char *name)
{
    const char *shared = getenv("MADO_SHARED") != NULL ? getenv("MADO_SHARED") : "../shared";
    Slice archive = arena_print(desk->arena, "%s/data/statistics/%s.tar.zst", shared, name);
    Slice folder = arena_print(desk->arena, "%s/%s", desk->folder, name);
    if (access(archive.at, R_OK) != 0) {
        printf("skipped: %s is absent\n", archive.at);
        skip();
    }
    Slice command = arena_print(desk->arena, "mkdir -p %s && tar --zstd -xf %s -C %s", folder.at,
                                archive.at, folder.at);
    assert_int_equal(system(command.at), 0);
    return folder.at;
}

static void assert_nothing_found(Desk *desk, const SchemaFindings *findings, Slice text)
{
    assert_no_faults(desk);
    for (size_t i = 0; i < findings->kept; i++) {
        Slice message = schema_message(desk->arena, &findings->list[i], SCHEMA_ENGLISH);
        fail_msg("%.*s: %.*s\n%.*s", (int)findings->list[i].clause.len, findings->list[i].clause.at,
                 (int)message.len, message.at, (int)text.len, text.at);
    }
}

static void assert_json_valid(Desk *desk, const char *schema_path, Slice text)
{
    Slice schema_text;
    assert_true(file_read(desk->arena, schema_path, 1 << 24, &schema_text, &desk->faults));
    // It says 2019-09, of which 2020-12 keeps all that it uses.
    size_t at = slice_find(schema_text, S("draft/2019-09"));
    assert_true(at != SIZE_MAX);
    memcpy((char *)schema_text.at + at, "draft/2020-12", 13);
    const JsonSchemaOptions options = {.asserts_formats = true};
    const JsonSchema *schema =
        json_schema_load(desk->arena, schema_text, S("urn:sdmx"), &options, &desk->faults);
    assert_no_faults(desk);
    const Tree *tree =
        json_tree_read(desk->arena, vocabulary_new(desk->arena), text, NULL, &desk->faults);
    assert_no_faults(desk);
    SchemaFindings findings = {.arena = desk->arena};
    json_schema_validate(schema, desk->arena, tree, 0, &findings);
    assert_nothing_found(desk, &findings, text);
}

static void assert_xml_valid(Desk *desk, const char *const *schemas, size_t count, Slice text)
{
    const XsdSchema *schema = xsd_load(desk->arena, schemas, count, NULL, &desk->faults);
    assert_no_faults(desk);
    Vocabulary *vocabulary = vocabulary_new(desk->arena);
    const Tree *tree = xml_read(desk->arena, vocabulary, text, NULL, &desk->faults);
    assert_no_faults(desk);
    XsdRun *run = xsd_run_new(&desk->guard, desk->arena, schema, vocabulary);
    SchemaFindings findings = {.arena = desk->arena};
    xsd_validate(run, tree, tree_first_child(tree, 0), &findings, &desk->faults);
    assert_nothing_found(desk, &findings, text);
}

static const CubeGroup groups[] = {{1, 3}, {0, 2}, {2, 1}};

static void messages_in_json_are_valid(void **state)
{
    Desk *desk = *state;
    const char *folder = unpacked(desk, "sdmx-json");
    Cube *cube = small_cube(desk);
    for (size_t n = 1; n <= 3; n++) {
        Buffer out = buffer_new(desk->arena);
        CubeAnswer answer = answer_by(desk, cube, groups, n);
        assert_true(sdmx_data_json(&out, &answer, &header, &desk->faults));
        assert_json_valid(desk,
                          arena_print(desk->arena,
                                      "%s/data-message/tools/schemas/"
                                      "sdmx-json-data-schema.json",
                                      folder)
                              .at,
                          buffer_slice(&out));
    }
    Buffer out = buffer_new(desk->arena);
    sdmx_structure_json(&out, cube, &header);
    assert_json_valid(desk,
                      arena_print(desk->arena,
                                  "%s/structure-message/tools/schemas/"
                                  "sdmx-json-structure-schema.json",
                                  folder)
                          .at,
                      buffer_slice(&out));
    cube_free(cube);
}

static void messages_in_xml_are_valid(void **state)
{
    Desk *desk = *state;
    const char *folder = unpacked(desk, "sdmx-ml-3");
    const char *schemas[] = {
        arena_print(desk->arena, "%s/schemas/SDMXMessage.xsd", folder).at,
        arena_print(desk->arena, "%s/schemas/flow.xsd", folder).at,
    };
    Cube *cube = small_cube(desk);
    Buffer out = buffer_new(desk->arena);
    sdmx_structure_xml(&out, cube, &header);
    assert_xml_valid(desk, schemas, 1, buffer_slice(&out));
    Buffer schema = buffer_new(desk->arena);
    sdmx_schema_xml(&schema, &form, &header, S(""));
    FILE *file = fopen(schemas[1], "wb");
    assert_int_equal(fwrite(schema.at, 1, schema.len, file), schema.len);
    fclose(file);
    for (size_t n = 1; n <= 3; n++) {
        Buffer data = buffer_new(desk->arena);
        CubeAnswer answer = answer_by(desk, cube, groups, n);
        assert_true(sdmx_data_xml(&data, &answer, &header, &desk->faults));
        assert_xml_valid(desk, schemas, 2, buffer_slice(&data));
    }
    cube_free(cube);
}

static void what_is_hidden_is_told_without_its_values(void **state)
{
    Desk *desk = *state;
    Cube *cube = small_cube(desk);
    Buffer out = buffer_new(desk->arena);
    CubeAnswer answer = answer_by(desk, cube, groups, 1);
    assert_true(sdmx_data_xml(&out, &answer, &header, &desk->faults));
    assert_true(slice_find(buffer_slice(&out), S("VALUE=\"1500\"")) != SIZE_MAX);
    out = buffer_new(desk->arena);
    answer = answer_by(desk, cube, groups, 2); // Japan would tell Korea from the total
    assert_true(sdmx_data_xml(&out, &answer, &header, &desk->faults));
    Slice text = buffer_slice(&out);
    assert_true(slice_find(text, S("COUNTRY=\"JP\" TIME_PERIOD=\"2026-01\" NEW_FORM=\"_T\" "
                                   "OBS_STATUS=\"Q\"")) != SIZE_MAX);
    assert_true(slice_find(text, S("VALUE=\"1500\"")) == SIZE_MAX);
    assert_true(slice_find(text, S("COUNTRY=\"KR\"")) == SIZE_MAX);
    const CubeGroup timeless[] = {{0, 1}}, owners[] = {{1, 1}, {3, 1}};
    answer = answer_by(desk, cube, timeless, 1);
    assert_false(sdmx_data_json(&out, &answer, &header, &desk->faults));
    answer.groups = owners;
    answer.group_count = 2;
    assert_false(sdmx_data_xml(&out, &answer, &header, &desk->faults));
    desk->faults.count = 0;
    cube_free(cube);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(messages_in_json_are_valid, desk_sqlite, desk_close),
        cmocka_unit_test_setup_teardown(messages_in_xml_are_valid, desk_sqlite, desk_close),
        cmocka_unit_test_setup_teardown(what_is_hidden_is_told_without_its_values, desk_sqlite,
                                        desk_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
