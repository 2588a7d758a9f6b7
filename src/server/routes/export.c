// SPDX-License-Identifier: Apache-2.0
// Records out, all that a list shows: a line each with its content, or a table of its facets.
//
//     ndjson  for programs: content whole       csv  for programs: names and codes as they are
//     xlsx    for people: captions and states in their language, dates and numbers as such

#include "server/matters.h"
#include "server/press.h"
#include "server/received.h"
#include "server/routes/parameters.h"
#include "tree/csv.h"

enum { PAGE = 200, RECORDS_MAX = 100000 };

typedef struct Column {
    Slice name; // of the facet, or what the record has without facets
    XlsxColumn sheet;
} Column;

typedef struct Export {
    Request *request;
    Register *reg;
    Slice language;
    const Declaration *declaration;
    Act *act;
    Column *columns;
    size_t column_count;
    Buffer out;
    Slice *cells; // of a workbook, row by row
    size_t row_count, row_room;
} Export;

typedef struct Format {
    const char *name, *type, *file;
    void (*open)(Export *it);                      // NULL: nothing stands above the records
    bool (*add)(Export *it, const Matter *matter); // false with faults
    bool (*close)(Export *it, Faults *faults);     // NULL: nothing below them
} Format;

// ---- Lines ----

// One record a line: what was written in lines is joined, for JSON has no line ends in texts.
static bool add_line(Export *it, const Matter *matter)
{
    JsonWriter json = json_line_writer(it->request->arena);
    json_open(&json, '{');
    bool is_good = matter_write_json(it->act, &json, matter, true);
    json_close(&json, '}');
    for (size_t i = 0; i < json.out->len; i++)
        if (json.out->at[i] != '\n' && json.out->at[i] != '\r')
            buffer_add_char(&it->out, json.out->at[i]);
    buffer_add_char(&it->out, '\n');
    return is_good;
}

// ---- Columns ----

typedef struct FixedColumn {
    const char *name, *labels[3]; // en, ja, zh
    bool is_hidden;               // from people
} FixedColumn;

static const FixedColumn fixed_columns[] = {
    {"id", {"Record", "記録", "记录"}, true},    {"number", {"Number", "番号", "编号"}, false},
    {"state", {"State", "状態", "状态"}, false}, {"version", {"Version", "版", "版本"}, false},
    {"deal", {"Deal", "取引", "交易"}, true},
};
enum { FIXED = sizeof fixed_columns / sizeof *fixed_columns };

static Slice in_language(const char *const labels[3], Slice language)
{
    return slice_of(labels[slice_equal(language, S("ja"))   ? 1
                           : slice_equal(language, S("zh")) ? 2
                                                            : 0]);
}

static XlsxKind kind_of(const Term *term)
{
    return term != NULL && term->kind == TERM_DATE     ? XLSX_DATE
           : term != NULL && term->kind == TERM_NUMBER ? XLSX_NUMBER
                                                       : XLSX_TEXT;
}

static Column facet_column(const Export *it, Slice name, const Model *model, const Labels *labels)
{
    const Term *term = model != NULL ? model_find(&model->root, name) : NULL;
    Slice label = term != NULL ? label_of(labels, it->request->arena, term, NULL) : name;
    return (Column){name,
                    {.label = label,
                     .key = name,
                     .kind = kind_of(term),
                     .digits = XLSX_DIGITS_ANY,
                     .width = 24}};
}

static void list_columns(Export *it, Faults *faults)
{
    const Json *facets = json_get(it->declaration->json, S("facets"));
    size_t own = json_count(facets);
    const Model *model = register_model(it->reg, faults);
    const Labels *labels = register_labels(it->reg, it->language, faults);
    it->columns = arena_array(it->request->arena, Column, FIXED + own);
    for (size_t i = 0; i < FIXED; i++) {
        const FixedColumn *fixed = &fixed_columns[i];
        it->columns[i] = (Column){slice_of(fixed->name),
                                  {.label = in_language(fixed->labels, it->language),
                                   .key = slice_of(fixed->name),
                                   .is_hidden = fixed->is_hidden,
                                   .width = 16}};
    }
    for (size_t i = 0; i < own; i++)
        it->columns[FIXED + i] = facet_column(it, json_text(facets->items[i]), model, labels);
    it->column_count = FIXED + own;
}

// All values of a facet in one cell; none where the asker may not see it.
static Slice facet_of(const Export *it, const Matter *matter, Slice name)
{
    const Record *record = matter->record;
    Buffer cell = buffer_new(it->request->arena);
    for (size_t i = 0; i < record->facet_count && matter_shows_facet(matter, name); i++)
        if (slice_equal(record->facets[i].name, name)) {
            buffer_add(&cell, cell.len > 0 ? S("; ") : S(""));
            buffer_add(&cell, record->facets[i].value);
        }
    return buffer_slice(&cell);
}

static Slice value_of(const Export *it, const Matter *matter, Slice name)
{
    const Record *record = matter->record;
    if (slice_equal(name, S("id")))
        return record->id;
    if (slice_equal(name, S("state")))
        return record->state;
    if (slice_equal(name, S("deal")))
        return record->deal;
    if (slice_equal(name, S("version")))
        return arena_print(it->request->arena, "%llu", (unsigned long long)record->version);
    return facet_of(it, matter, name);
}

// ---- CSV (RFC 4180) ----

static void open_csv(Export *it)
{
    for (size_t i = 0; i < it->column_count; i++)
        csv_write_cell(&it->out, it->columns[i].name, true, i == 0);
    buffer_add(&it->out, S("\r\n"));
}

static bool add_csv(Export *it, const Matter *matter)
{
    for (size_t i = 0; i < it->column_count; i++)
        csv_write_cell(&it->out, value_of(it, matter, it->columns[i].name), true, i == 0);
    buffer_add(&it->out, S("\r\n"));
    return true;
}

// ---- Workbooks ----

static bool add_row(Export *it, const Matter *matter)
{
    Arena *arena = it->request->arena;
    if (it->row_count == it->row_room) {
        size_t width = it->column_count * sizeof(Slice), room = 2 * it->row_room + 64;
        it->cells = arena_resize(arena, it->cells, it->row_room * width, room * width);
        it->row_room = room;
    }
    Slice *cells = it->cells + it->row_count++ * it->column_count;
    for (size_t i = 0; i < it->column_count; i++) {
        Slice name = it->columns[i].name, value = value_of(it, matter, name);
        cells[i] = arena_copy(arena, slice_equal(name, S("state"))
                                         ? state_title(it->declaration, value, it->language)
                                         : value);
    }
    return true;
}

static bool close_workbook(Export *it, Faults *faults)
{
    XlsxColumn *columns = arena_array(it->request->arena, XlsxColumn, it->column_count);
    for (size_t i = 0; i < it->column_count; i++)
        columns[i] = it->columns[i].sheet;
    XlsxSheet sheet = {.name = S("1"),
                       .columns = columns,
                       .column_count = it->column_count,
                       .values = it->cells,
                       .row_count = it->row_count,
                       .is_lenient = true};
    return xlsx_write(&it->out, &sheet, 1, faults);
}

// ---- All ----

static const Format formats[] = {
    {"ndjson", "application/x-ndjson", "attachment; filename=\"records.ndjson\"", NULL, add_line,
     NULL},
    {"csv", "text/csv; charset=utf-8", "attachment; filename=\"records.csv\"", open_csv, add_csv,
     NULL},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     "attachment; filename=\"records.xlsx\"", NULL, add_row, close_workbook},
};

static const Format *format_of(Slice name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (slice_equal(name, slice_of(formats[i].name)))
            return &formats[i];
    return &formats[0];
}

// False with faults of the store.
static bool add_all(Export *it, const Format *format)
{
    RecordList list;
    Facet facets[2];
    Request *request = it->request;
    Query query = {.owner = request->organisation,
                   .register_name = request_value(request, "register"),
                   .deal = request_value(request, "deal"),
                   .facets = facets,
                   .facet_count = facets_asked(request, facets),
                   .oldest_first = true,
                   .after = request_number(request, "after", 0),
                   .limit = PAGE,
                   .with_content = format->add == add_line};
    uint64_t most = request_number(request, "limit", RECORDS_MAX), written = 0;
    do {
        if (!store_list(request->server->store, request->arena, &query, &list,
                        &request->worker->faults))
            return false;
        for (size_t i = 0; i < list.count && written < most; i++) {
            Matter matter;
            size_t before = it->act->faults->count;
            bool is_seen = matter_of(it->act, it->reg, &list.at[i], &matter);
            if ((is_seen && !format->add(it, &matter)) || it->act->faults->count > before)
                return false;
            written += is_seen;
        }
        query.after = list.next;
    } while (list.next > 0 && written < most);
    return true;
}

static void run_export(Request *request)
{
    Faults *faults = &request->worker->faults;
    const Format *format = format_of(request_value(request, "format"));
    Export it = {.request = request,
                 .reg = register_of(request),
                 .language = slice_of(request_language(request)),
                 .out = buffer_new(request->arena)};
    if (it.reg == NULL || !may_filter(request, it.reg, request->organisation))
        return;
    it.act = request_act(request);
    it.declaration = register_declaration(it.reg, faults);
    if (it.declaration == NULL) {
        answer_refusal(request);
        return;
    }
    list_columns(&it, faults);
    if (format->open != NULL)
        format->open(&it);
    if (!add_all(&it, format) || (format->close != NULL && !format->close(&it, faults))) {
        answer_refusal(request);
        return;
    }
    answer_bytes(request, format->type, buffer_slice(&it.out));
    answer_field(request, "Content-Disposition", slice_of(format->file));
}

// ---- Rows ----

static const Parameter export_parameters[] = {
    REGISTER,
    ORGANISATION,
    OF_DEAL,
    STATE,
    FACET,
    {.name = "format",
     .in = IN_QUERY,
     .choices = "ndjson csv xlsx",
     .text = "One record a line with all its content (without it), or a table of its facets: as "
             "text for programs, as a workbook for people."},
    LANGUAGE,
    {.name = "limit",
     .in = IN_QUERY,
     .kind = NUMBER,
     .most = RECORDS_MAX,
     .text = "So many at most; 100,000 without it."},
    {.name = "after", .in = IN_QUERY, .kind = NUMBER, .most = INT64_MAX, .text = "Goes on behind."},
    {0},
};

const Route export_routes[] = {
    {
        .id = "exportRecords",
        .path = "/api/bulk/{register}",
        .summary = "All records of a register, with their content",
        .parameters = export_parameters,
        .answers = {{200,
                     "application/x-ndjson text/csv "
                     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                     NULL, "One record a line, the oldest first"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_export,
    },
    {0},
};
