// SPDX-License-Identifier: Apache-2.0
// POST /api/convert: documents in another syntax, and what it has no place for.

#include "server/internal.h"

typedef struct SyntaxType {
    const char *syntax, *type;
} SyntaxType;

// Syntaxes that are no XML.
static const SyntaxType types[] = {
    {"edifact", "application/EDIFACT"},
    {"json", "application/json"},
    {"mt", "text/plain; charset=us-ascii"},
    {"csv", "application/zip"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
};

static const char *type_of(Slice syntax)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (slice_equal(syntax, slice_of(types[i].syntax)))
            return types[i].type;
    return "application/xml";
}

static void answer_errors(Request *request, const MadoErrors *errors)
{
    Faults *faults = &request->worker->faults;
    for (size_t i = 0; i < errors->count && i < MADO_ERRORS_KEPT; i++)
        fault_add_code(faults, FAULT_SYNTAX, errors->list[i].code, errors->list[i].line,
                       errors->list[i].column, "%s", errors->list[i].text);
    bool is_limit = errors->count > 0 && errors->list[0].kind == MADO_ERROR_LIMIT;
    answer_faults(request, is_limit ? PROBLEM_TOO_LARGE : PROBLEM_UNREADABLE, faults);
}

static void write_losses(JsonWriter *json, const MadoConversion *conversion, size_t number)
{
    MadoDocument document = mado_conversion_document(conversion, number);
    json_field_open(json, "losses", '[');
    for (size_t i = 0; i < document.loss_count; i++) {
        MadoLoss loss = mado_conversion_loss(conversion, number, i);
        json_open(json, '{');
        json_field(json, "path", slice_of(loss.path));
        json_field(json, "term", slice_of(loss.term));
        json_field(json, "value", slice_of(loss.value));
        json_field(json, "reason", slice_of(loss.reason));
        if (loss.line > 0) {
            json_field_integer(json, "line", loss.line);
            json_field_integer(json, "column", loss.column);
        }
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void answer_report(Request *request, const MadoConversion *conversion)
{
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field_open(&json, "documents", '[');
    for (size_t i = 0; i < mado_conversion_count(conversion); i++) {
        MadoDocument document = mado_conversion_document(conversion, i);
        json_open(&json, '{');
        json_field(&json, "register", slice_of(document.register_name));
        json_field(&json, "from", slice_of(document.syntax));
        json_field(&json, "text", (Slice){document.bytes, document.len});
        json_field_integer(&json, "leftBehind", (int64_t)document.left_behind);
        write_losses(&json, conversion, i);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

static size_t left_behind(const MadoConversion *conversion)
{
    size_t sum = 0;
    for (size_t i = 0; i < mado_conversion_count(conversion); i++)
        sum += mado_conversion_document(conversion, i).left_behind;
    return sum;
}

static void answer_conversion(Request *request, const MadoConversion *conversion, Slice to)
{
    size_t lost = left_behind(conversion);
    if (request_flag(request, "lossless") && lost > 0) {
        answer_problem(request, PROBLEM_UNREADABLE,
                       "%zu values would be left behind; report=true lists them", lost);
        return;
    }
    bool is_text = !slice_equal(to, S("xlsx")) && !slice_equal(to, S("csv"));
    if (request_flag(request, "report") && is_text) {
        answer_report(request, conversion);
        return;
    }
    if (mado_conversion_count(conversion) > 1) {
        answer_problem(request, PROBLEM_NOT_ACCEPTABLE,
                       "there are %zu documents in it: ask with report=true for a list of them",
                       mado_conversion_count(conversion));
        return;
    }
    MadoDocument document = mado_conversion_document(conversion, 0);
    answer_bytes(request, type_of(to), (Slice){document.bytes, document.len});
    answer_field(request, "Madoguchi-From", slice_of(document.syntax));
    answer_field(request, "Madoguchi-Left-Behind", arena_print(request->arena, "%zu", lost));
}

static void run_convert(Request *request)
{
    RequestFile *files;
    Slice to = request_value(request, "to");
    size_t count = request_files(request, &files);
    MadoErrors *errors = arena_array(request->arena, MadoErrors, 1);
    if (count == 0)
        return;
    if (count > 1) {
        answer_problem(request, PROBLEM_BAD_REQUEST, "send one file a request");
        return;
    }
    if (request->worker->converter == NULL)
        request->worker->converter = mado_converter_new(errors);
    if (request->worker->converter == NULL) {
        answer_problem(request, PROBLEM_BUSY, "there is no memory for it just now; try again");
        return;
    }
    Slice reg = request_value(request, "register");
    MadoConvertOptions options = {
        .memory_max = request->server->options.memory_max,
        .register_name = reg.len > 0 ? arena_c_string(request->arena, reg) : NULL,
    };
    const MadoConversion *conversion =
        mado_convert(request->worker->converter, files[0].bytes.at, files[0].bytes.len,
                     arena_c_string(request->arena, to), &options, errors);
    if (conversion == NULL)
        answer_errors(request, errors);
    else
        answer_conversion(request, conversion, to);
}

static const Parameter parameters[] = {
    {.name = "to",
     .in = IN_QUERY,
     .is_required = true,
     .most = 40,
     .text =
         "The syntax to write: json, xlsx, csv, or one of the document's register, as ubl, cii, "
         "edifact or mt. The one that is read is found out."},
    {.name = "register",
     .in = IN_QUERY,
     .most = 100,
     .text = "Of which register the document is; without it, as it says, or as fits."},
    {.name = "report",
     .in = IN_QUERY,
     .kind = BOOLEAN,
     .text = "Answers JSON: the text of each document, and what was left behind with its place."},
    {.name = "lossless",
     .in = IN_QUERY,
     .kind = BOOLEAN,
     .text = "Refuses where anything would be left behind."},
    {0},
};

const Route convert_routes[] = {
    {
        .id = "convertDocument",
        .method = METHOD_POST,
        .path = "/api/convert",
        .summary = "Writes a document in another syntax",
        .text = "What the target has no place for is left out and counted in the field "
                "Madoguchi-Left-Behind, or listed with report=true; nothing is dropped in silence. "
                "Nothing is kept.",
        .parameters = parameters,
        .body = INPUT_DOCUMENT,
        .answers = {{200, "application/xml application/EDIFACT application/json application/zip",
                     "Conversion", "The document; with report=true the list of all"}},
        .lane = LANE_SIZE,
        .run = run_convert,
    },
    {0},
};
