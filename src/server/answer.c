// SPDX-License-Identifier: Apache-2.0
// Answers that are no problems, and the files of a body.

#include "server/internal.h"

#include "base/calendar.h"
#include "tree/csv.h"

#include <stdio.h>

void answer_json(Request *request, int status, JsonWriter *json)
{
    buffer_add_char(json->out, '\n');
    request->response.status = status;
    request->response.type = "application/json";
    request->response.body = buffer_slice(json->out);
}

void answer_bytes(Request *request, const char *type, Slice bytes)
{
    request->response.status = 200;
    request->response.type = type;
    request->response.body = bytes;
}

void answer_field(Request *request, const char *name, Slice value)
{
    Response *response = &request->response;
    if (response->field_count < FIELDS_MAX)
        response->fields[response->field_count++] = (Field){name, value};
}

void answer_sheet(Request *request, const XlsxSheet *sheet, bool is_workbook, const char *name)
{
    Buffer out = buffer_new(request->arena);
    if (!is_workbook)
        csv_write_sheet(&out, sheet);
    else if (!xlsx_write(&out, sheet, 1, &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    answer_bytes(request,
                 is_workbook ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                             : "text/csv; charset=utf-8",
                 buffer_slice(&out));
    answer_field(request, "Content-Disposition",
                 arena_print(request->arena, "attachment; filename=\"%s.%s\"", name,
                             is_workbook ? "xlsx" : "csv"));
}

void answer_original(Request *request, Slice bytes, Slice media_type)
{
    answer_bytes(request, "application/octet-stream", bytes);
    answer_field(request, "Content-Disposition", S("attachment"));
    answer_field(request, "Madoguchi-Media-Type", media_type);
    request->response.policy = "default-src 'none'; sandbox; frame-ancestors 'none'";
}

void answer_version(Request *request, uint64_t version)
{
    request->response.etag = arena_print(request->arena, "%llu", (unsigned long long)version);
    request->response.cache = "private, no-cache";
}

Slice request_header(const Request *request, const char *name)
{
    return exchange_header(request->exchange, name);
}

void json_time(JsonWriter *json, const char *name, int64_t ms)
{
    char room[MOMENT_ROOM];
    json_field(json, name, moment_write(room, ms));
}

// A cursor is a text, for programs whose numbers end at 2^53.
void json_next(JsonWriter *json, Arena *arena, uint64_t next)
{
    if (next > 0)
        json_field(json, "next", arena_print(arena, "%llu", (unsigned long long)next));
}

JsonWriter page_open(Request *request, const char *name)
{
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field_open(&json, name, '[');
    return json;
}

void page_answer(Request *request, JsonWriter *json, uint64_t next)
{
    json_close(json, ']');
    json_next(json, request->arena, next);
    json_close(json, '}');
    answer_json(request, 200, json);
}

const Json *request_json(Request *request)
{
    const Json *json = json_read(request->arena, request->body, &request->worker->faults);
    if (json == NULL)
        answer_faults(request, PROBLEM_UNREADABLE, &request->worker->faults);
    return json != NULL && body_fits(request) ? json : NULL;
}

// ---- Files ----

typedef struct Parts {
    Request *request;
    RequestFile *list;
    size_t count;
    Buffer bytes; // of the last one, as far as it came
    bool is_too_many;
} Parts;

// "C:\\inbox\\a.xml" and "../a.xml" are a.xml: a name says nothing of folders here.
static Slice bare_name(Slice name)
{
    for (size_t i = name.len; i > 0; i--)
        if (name.at[i - 1] == '/' || name.at[i - 1] == '\\')
            return slice_part(name, i, name.len);
    return name;
}

static bool take_part(void *context, const char *filename, Slice piece, uint64_t offset)
{
    Parts *it = context;
    if (offset == 0) {
        it->is_too_many = it->count == FILES_MAX;
        if (it->is_too_many)
            return false;
        Slice name = bare_name(slice_of(filename));
        it->list[it->count++].name =
            name.len > 0 ? arena_copy(it->request->arena, name) : S("document");
        it->bytes = buffer_new(it->request->arena);
    }
    buffer_add(&it->bytes, piece);
    it->list[it->count - 1].bytes = buffer_slice(&it->bytes);
    return true;
}

size_t request_files(Request *request, RequestFile **files)
{
    bool is_form = exchange_is_form(request->exchange);
    Parts parts = {.request = request,
                   .list = arena_array(request->arena, RequestFile, is_form ? FILES_MAX : 1)};
    *files = parts.list;
    if (is_form && exchange_parts(request->exchange, request->body, take_part, &parts)) {
        if (parts.is_too_many)
            answer_problem(request, PROBLEM_TOO_LARGE, "there are more than %d files in it",
                           FILES_MAX);
        else if (parts.count == 0)
            answer_problem(request, PROBLEM_BAD_REQUEST,
                           "no part of the form is a file: give each one a filename");
        return parts.is_too_many ? 0 : parts.count;
    }
    Slice name = request_value(request, "name");
    parts.list[0] = (RequestFile){name.len > 0 ? bare_name(name) : S("document"), request->body};
    if (request->body.len > 0)
        return 1;
    answer_problem(request, PROBLEM_BAD_REQUEST, "the body is empty: send the document in it");
    return 0;
}
