// SPDX-License-Identifier: Apache-2.0
// Statistics: the cubes that registers declare, drilled down, as JSON, tables and SDMX.
//
//     by=industry:2,time:1     groups, each at a depth of its hierarchy
//     where=country:JP|CN      only these codes, and what is below them

#include "server/cubes.h"
#include "server/internal.h"
#include "server/matters.h"
#include "server/press.h"
#include "server/routes/parameters.h"
#include "statistics/sdmx.h"
#include "statistics/table.h"

enum { CODES_ASKED_MAX = 100, GROUPS_MAX = CUBE_DIMENSIONS_MAX + 1 };

// ---- Who sees it ----

static bool sees(const Asker *asker, const WordList *who)
{
    bool acts = slice_equal(role_declared(asker->role), S("member")) || asker->role == ROLE_OFFICER;
    return asker->role == ROLE_AUDITOR || wordlist_has(who, S("public")) ||
           (acts && wordlist_has(who, S("member"))) ||
           (asker->role == ROLE_OFFICER && wordlist_has(who, S("officer")));
}

static bool sees_small_cells(const Asker *asker)
{
    return asker->role == ROLE_OFFICER || asker->role == ROLE_AUDITOR;
}

static unsigned language_of(Request *request)
{
    SheetLanguage language;
    return language_find(slice_of(request_language(request)), &language) ? (unsigned)language : 0;
}

// ---- Which there are ----

static void write_measures(JsonWriter *json, const CubeForm *form, unsigned language)
{
    json_field_open(json, "measures", '[');
    for (size_t i = 0; i < form->measure_count; i++) {
        json_open(json, '{');
        json_field(json, "id", form->measures[i].id);
        json_field(json, "label", form->measures[i].label[language]);
        json_field(json, "unit", form->measures[i].unit);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_cube(JsonWriter *json, const CubeForm *form, unsigned language)
{
    json_open(json, '{');
    json_field(json, "register", form->register_name);
    json_field(json, "id", form->id);
    json_field(json, "label", form->label[language]);
    json_field_open(json, "dimensions", '[');
    for (size_t i = 0; i < form->dimension_count; i++) {
        json_open(json, '{');
        json_field(json, "id", form->dimensions[i].id);
        json_field(json, "label", form->dimensions[i].label[language]);
        json_close(json, '}');
    }
    json_close(json, ']');
    write_measures(json, form, language);
    json_field_integer(json, "suppress", form->suppress);
    json_field_boolean(json, "ofRecords", form->is_personal);
    json_close(json, '}');
}

static void run_list(Request *request)
{
    Registers *registers = press_registers(worker_press(request->server, request->worker));
    Slice wanted = request_value(request, "register");
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '[');
    for (size_t i = 0; i < registers_count(registers); i++) {
        Faults faults = {0}; // a register of one's own may be broken; the others are shown
        size_t count;
        Register *reg = registers_at(registers, i);
        if (wanted.len > 0 && !slice_equal(wanted, register_name(reg)))
            continue;
        const DeclaredCube *cubes = register_cubes(reg, &count, &faults);
        for (size_t k = 0; cubes != NULL && k < count; k++)
            if (sees(&request->asker, &cubes[k].read))
                write_cube(&json, &cubes[k].form, language_of(request));
    }
    json_close(&json, ']');
    answer_json(request, 200, &json);
}

// ---- What is asked ----

typedef struct Question {
    Request *request;
    Cube *cube;
    const CubeForm *form;
    CubeGroup groups[GROUPS_MAX];
    CubeFilter filters[GROUPS_MAX];
    CubeQuery query;
} Question;

static bool find_dimension(Question *it, Slice id, unsigned *number)
{
    const CubeForm *form = it->form;
    for (*number = 0; *number < form->dimension_count; (*number)++)
        if (slice_equal(form->dimensions[*number].id, id))
            return true;
    bool tells_owners = it->query.shows_small || it->query.owner.len > 0;
    if (tells_owners && slice_equal(id, S("owner")))
        return true; // the last
    answer_problem(it->request, PROBLEM_PARAMETER, "the cube has no dimension %.*s", (int)id.len,
                   id.at);
    return false;
}

static bool read_groups(Question *it, Slice text)
{
    while (text.len > 0) {
        Slice depth = slice_cut(&text, ','), id = slice_cut(&depth, ':');
        CubeGroup *group = &it->groups[it->query.group_count];
        if (it->query.group_count == GROUPS_MAX || !find_dimension(it, id, &group->dimension))
            return false;
        group->depth = depth.len == 1 && depth.at[0] >= '1' && depth.at[0] <= '8'
                           ? (unsigned)(depth.at[0] - '0')
                           : CUBE_DEPTH_MAX;
        it->query.group_count++;
    }
    it->query.groups = it->groups;
    return true;
}

// A comma or bar within a code is percent-encoded. The empty code is that of what was not said.
static bool read_codes(Question *it, CubeFilter *filter, Slice text)
{
    Slice *list = arena_array(it->request->arena, Slice, CODES_ASKED_MAX);
    filter->count = 0;
    filter->codes = list;
    do {
        Slice code = slice_cut(&text, '|');
        if (!percent_decode(it->request->arena, code, &list[filter->count++])) {
            answer_problem(it->request, PROBLEM_PARAMETER,
                           "the code %.*s is not percent-encoded UTF-8", (int)code.len, code.at);
            return false;
        }
    } while (text.len > 0 && filter->count < CODES_ASKED_MAX);
    return true;
}

static bool read_filters(Question *it, Slice text)
{
    while (text.len > 0) {
        Slice codes = slice_cut(&text, ','), id = slice_cut(&codes, ':');
        CubeFilter *filter = &it->filters[it->query.filter_count];
        if (it->query.filter_count == GROUPS_MAX || !find_dimension(it, id, &filter->dimension) ||
            !read_codes(it, filter, codes))
            return false;
        it->query.filter_count++;
    }
    it->query.filters = it->filters;
    return true;
}

// Organisations are told apart only by who sees small cells, or of one's own.
static bool read_question(Question *it)
{
    Request *request = it->request;
    it->query.shows_small = sees_small_cells(&request->asker);
    if (request_flag(request, "own"))
        it->query.owner = request->asker.organisation;
    return read_groups(it, request_value(request, "by")) &&
           read_filters(it, request_value(request, "where"));
}

// ---- What is answered ----

// Whether the register is counted anew, or is going to be: then what is added up is partly what was
// given before. It is looked at before the sums are, which may be the last that are old.
static bool find_recount(Request *request, Recount *recount)
{
    bool is_good =
        act_recount_state(request_act(request), request_value(request, "register"), recount);
    recount->is_counting |= !clock_has_declared(request->server);
    if (!is_good)
        answer_refusal(request);
    return is_good;
}

static void write_recount(JsonWriter *json, const Recount *recount)
{
    json_field_open(json, "recount", '{');
    json_field_integer(json, "looked", (int64_t)recount->looked);
    json_field_integer(json, "records", (int64_t)recount->records);
    json_close(json, '}');
}

static SdmxHeader header_of(const Request *request)
{
    return (SdmxHeader){.time_ms = clock_now_ms(request->server)};
}

static void answer_json_data(const Question *it, const CubeAnswer *answer, const Recount *recount)
{
    Request *request = it->request;
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    cube_json(&json, answer, language_of(request));
    cube_filters_json(&json, it->cube, &it->query, language_of(request));
    if (recount->is_counting)
        write_recount(&json, recount);
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

// A file leaves the window, and has no place to say that it is not the last word.
static void answer_later(Request *request, const Recount *recount)
{
    answer_problem(request, PROBLEM_BUSY,
                   "the register is counted anew: %llu of some %llu records; ask again then",
                   (unsigned long long)recount->looked, (unsigned long long)recount->records);
    answer_field(request, "Retry-After", S("10"));
}

static void answer_data(const Question *it, const CubeAnswer *answer, const Recount *recount)
{
    Request *request = it->request;
    Slice format = request_value(request, "format");
    Faults *faults = &request->worker->faults;
    SdmxHeader header = header_of(request);
    Buffer out = buffer_new(request->arena);
    bool is_xml = slice_equal(format, S("sdmx-ml"));
    if (format.len == 0 || slice_equal(format, S("json"))) {
        answer_json_data(it, answer, recount);
    } else if (recount->is_counting) {
        answer_later(request, recount);
    } else if (slice_equal(format, S("csv")) || slice_equal(format, S("xlsx"))) {
        XlsxSheet sheet = cube_table(request->arena, answer, language_of(request));
        answer_sheet(request, &sheet, slice_equal(format, S("xlsx")), "statistics");
    } else {
        if (is_xml ? sdmx_data_xml(&out, answer, &header, faults)
                   : sdmx_data_json(&out, answer, &header, faults))
            answer_bytes(request,
                         is_xml ? "application/vnd.sdmx.data+xml;version=3.0.0"
                                : "application/vnd.sdmx.data+json;version=2.0.0",
                         buffer_slice(&out));
        else
            answer_refusal(request);
    }
}

static Cube *find_cube(Request *request, const DeclaredCube **declared)
{
    Cube *cube = cubes_find(request->server->cubes, request->server->store,
                            request_value(request, "register"), request_value(request, "cube"),
                            declared, &request->worker->faults);
    if (cube != NULL && sees(&request->asker, &(*declared)->read))
        return cube;
    if (cube == NULL && request->worker->faults.count > 0 &&
        request->worker->faults.list[0].kind != FAULT_USAGE)
        answer_refusal(request);
    else
        answer_problem(request, PROBLEM_NOT_FOUND,
                       "there is no such cube that you may see; GET /api/statistics names them");
    return NULL;
}

static void run_cube(Request *request)
{
    const DeclaredCube *declared;
    CubeAnswer answer;
    Recount recount;
    Cube *cube = find_recount(request, &recount) ? find_cube(request, &declared) : NULL;
    if (cube == NULL)
        return;
    Question question = {.request = request, .cube = cube, .form = &declared->form};
    if (!read_question(&question))
        return;
    if (!cube_ask(cube, request->arena, &question.query, &answer, &request->worker->faults))
        answer_refusal(request);
    else
        answer_data(&question, &answer, &recount);
}

static void run_structure(Request *request)
{
    const DeclaredCube *declared;
    Cube *cube = find_cube(request, &declared);
    SdmxHeader header = header_of(request);
    Slice format = request_value(request, "format");
    Buffer out = buffer_new(request->arena);
    if (cube == NULL)
        return;
    if (slice_equal(format, S("sdmx-ml"))) {
        sdmx_structure_xml(&out, cube, &header);
        answer_bytes(request, "application/vnd.sdmx.structure+xml;version=3.0.0",
                     buffer_slice(&out));
    } else if (slice_equal(format, S("xsd"))) {
        sdmx_schema_xml(&out, cube_form(cube), &header,
                        S("http://registry.sdmx.org/schemas/v3_0/"));
        answer_bytes(request, "application/xml", buffer_slice(&out));
    } else {
        sdmx_structure_json(&out, cube, &header);
        answer_bytes(request, "application/vnd.sdmx.structure+json;version=2.0.0",
                     buffer_slice(&out));
    }
}

// ---- Rows ----

#define CUBE_PARAMETERS                                                                            \
    REGISTER,                                                                                      \
    {                                                                                              \
        .name = "cube", .in = IN_PATH, .most = 100,                                                \
        .text = "The cube's, as /api/statistics has it."                                           \
    }

static const Parameter list_parameters[] = {
    {.name = "register", .in = IN_QUERY, .most = 100, .text = "Of this register; else of all."},
    LANGUAGE,
    {0},
};

static const Parameter cube_parameters[] = {
    CUBE_PARAMETERS,
    {.name = "by",
     .in = IN_QUERY,
     .most = 500,
     .text = "Dimensions to group by, each with its depth if it is not the deepest: "
             "industry:1,time:2. Without it, the total."},
    {.name = "where",
     .in = IN_QUERY,
     .most = 4000,
     .text = "Codes that count, and what is below them: country:JP|CN,time:2026. A comma, bar or "
             "percent sign within a code is percent-encoded."},
    {.name = "own", .in = IN_QUERY, .kind = BOOLEAN, .text = "What one's own organisation gave."},
    {.name = "format",
     .in = IN_QUERY,
     .choices = "json csv xlsx sdmx-json sdmx-ml",
     .text = "Without it JSON. Data in SDMX are grouped by time at least."},
    LANGUAGE,
    {0},
};

static const Parameter structure_parameters[] = {
    CUBE_PARAMETERS,
    {.name = "format",
     .in = IN_QUERY,
     .choices = "sdmx-json sdmx-ml xsd",
     .text = "SDMX-JSON without it; xsd is the schema of the data in SDMX-ML."},
    {0},
};

const Route statistics_routes[] = {
    {
        .id = "listCubes",
        .path = "/api/statistics",
        .summary = "Names the cubes with their dimensions and measures",
        .parameters = list_parameters,
        .answers = {{200, "application/json", "Cubes", "The cubes that one may see"}},
        .run = run_list,
    },
    {
        .id = "askCube",
        .path = "/api/statistics/{register}/{cube}",
        .summary = "Adds up records by dimensions",
        .text = "Small cells are hidden, and so many others that no questions together tell them: "
                "their values are null. Where several dimensions cross, small cells are left out "
                "as empty ones are. Officers and auditors see all of them. While a register is "
                "counted anew, for its declaration changed, `recount` says how far it is; other "
                "shapes than JSON are answered when it is done.",
        .parameters = cube_parameters,
        .answers = {{200,
                     "application/json text/csv "
                     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet "
                     "application/vnd.sdmx.data+json application/vnd.sdmx.data+xml",
                     "CubeAnswer", "A cell for each combination of codes, and the total"}},
        .lane = LANE_SLOW,
        .run = run_cube,
    },
    {
        .id = "getCubeStructure",
        .path = "/api/statistics/{register}/{cube}/structure",
        .summary = "Describes a cube in SDMX 3.0",
        .parameters = structure_parameters,
        .answers = {{200,
                     "application/vnd.sdmx.structure+json application/vnd.sdmx.structure+xml "
                     "application/xml",
                     NULL, "Concepts, code lists, data structure, dataflow"}},
        .lane = LANE_SLOW,
        .run = run_structure,
    },
    {0},
};
