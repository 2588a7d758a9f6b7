// SPDX-License-Identifier: Apache-2.0
// GET /api/codes: the code lists, the rows of one, and what a query finds.

#include "codes/codes.h"
#include "server/internal.h"

enum { ROWS_DEFAULT = 50, ROWS_MOST = 1000 };

static void write_row(JsonWriter *json, const Codes *codes, CodeRow row)
{
    json_open(json, '{');
    for (uint32_t i = 0; i < codes_column_count(codes); i++)
        if (codes_cell(codes, row, i).len > 0) {
            json_key_slice(json, codes_column(codes, i).name);
            json_string(json, codes_cell(codes, row, i));
        }
    json_close(json, '}');
}

static void write_list(JsonWriter *json, const Codes *codes, Slice name)
{
    static const Slice languages[] = {S_INIT("en"), S_INIT("ja"), S_INIT("zh")};
    json_open(json, '{');
    json_field(json, "name", name);
    json_field_open(json, "title", '{');
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
        json_field(json, languages[i].at, codes_title(codes, languages[i]));
    json_close(json, '}');
    json_field_integer(json, "count", codes_count(codes));
    json_field(json, "edition", codes_edition(codes));
    json_field(json, "source", codes_source(codes));
    json_close(json, '}');
}

static void run_lists(Request *request)
{
    Slice *names;
    const char *folder = request->server->options.codes;
    size_t count = codes_all_names(request->arena, folder, &names);
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '[');
    for (size_t i = 0; i < count; i++) {
        Faults faults = {0}; // a list of one's own may be broken; the others are shown
        const Codes *codes = codes_named(request->arena, folder, names[i], &faults);
        if (codes != NULL)
            write_list(&json, codes, names[i]);
    }
    json_close(&json, ']');
    answer_json(request, 200, &json);
}

// ---- One list ----

typedef struct Page {
    const Codes *codes;
    JsonWriter *json;
    size_t limit;
} Page;

static void write_found(const Page *page, Arena *arena, Slice query)
{
    CodeHit *hits = arena_array(arena, CodeHit, page->limit);
    size_t count = codes_search(page->codes, arena, query, hits, page->limit);
    for (size_t i = 0; i < count; i++)
        write_row(page->json, page->codes, hits[i].row);
}

// Rows behind the one with the code `after`. The code to go on behind; empty at the end.
static Slice write_rows(const Page *page, Slice after)
{
    CodeRow row = 0, end;
    if (after.len > 0) {
        codes_range(page->codes, after, &row, &end);
        row += row < codes_count(page->codes) && slice_equal(codes_code(page->codes, row), after);
    }
    size_t written = 0;
    for (; row < codes_count(page->codes) && written < page->limit; row++, written++)
        write_row(page->json, page->codes, row);
    return row < codes_count(page->codes) && row > 0 ? codes_code(page->codes, row - 1) : S("");
}

static void run_list(Request *request)
{
    Slice name = request_value(request, "list"), query = request_value(request, "q");
    Faults *faults = &request->worker->faults;
    const char *folder = request->server->options.codes;
    const Codes *codes = codes_named(request->arena, folder, name, faults);
    if (codes == NULL) {
        answer_problem(request, PROBLEM_NOT_FOUND,
                       "there is no code list of that name; GET "
                       "/api/codes names those there are");
        return;
    }
    JsonWriter json = json_writer(request->arena);
    Page page = {codes, &json, (size_t)request_number(request, "limit", ROWS_DEFAULT)};
    Slice next = S("");
    json_open(&json, '{');
    json_key(&json, "list");
    write_list(&json, codes, name);
    json_field_open(&json, "rows", '[');
    if (query.len > 0)
        write_found(&page, request->arena, query);
    else
        next = write_rows(&page, request_value(request, "after"));
    json_close(&json, ']');
    json_field(&json, "next", next);
    json_close(&json, '}');
    answer_json(request, 200, &json);
    request->response.cache = "public, max-age=300";
}

static const Parameter parameters[] = {
    {.name = "list",
     .in = IN_PATH,
     .most = 40,
     .text = "The list's name, as in countries or locations."},
    {.name = "q",
     .in = IN_QUERY,
     .most = 200,
     .text = "A code, or a name or the beginning of a word of it, in English, Japanese or Chinese. "
             "Without it, all rows by their codes."},
    {.name = "limit",
     .in = IN_QUERY,
     .kind = NUMBER,
     .most = ROWS_MOST,
     .text = "So many rows at most; 50 without it."},
    {.name = "after",
     .in = IN_QUERY,
     .most = 100,
     .text = "Goes on behind this code: `next` of the page before."},
    {0},
};

const Route codes_routes[] = {
    {
        .id = "listCodeLists",
        .path = "/api/codes",
        .summary = "Names the code lists",
        .answers = {{200, "application/json", "CodeLists", "The lists, by name"}},
        .run = run_lists,
    },
    {
        .id = "searchCodes",
        .path = "/api/codes/{list}",
        .summary = "Looks up codes and names in a list",
        .parameters = parameters,
        .answers = {{200, "application/json", "CodePage", "Rows of the list, the best first"}},
        .run = run_list,
    },
    {0},
};
