// SPDX-License-Identifier: Apache-2.0
// POST /api/render: a document as people read it, on paper or in a browser.

#include "server/internal.h"
#include "server/press.h"

// A page by itself: no script, nothing fetched, its style within. Only our own pages may frame it.
static const char policy[] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
                             "sandbox; frame-ancestors 'self'";

// "ja,en": one or two languages; without the parameter, the reader's own.
static Reading reading_of(const Request *request)
{
    Reading reading = {.count = 0};
    Slice rest = request_value(request, "lang");
    if (rest.at == NULL)
        rest = slice_of(request_language(request));
    while (rest.len > 0 && reading.count < READING_MAX)
        if (language_find(slice_cut(&rest, ','), &reading.languages[reading.count]))
            reading.count++;
    return reading;
}

typedef struct Draw {
    Request *request;
    Press *press;
    Faults *faults;
    bool is_pdf;
} Draw;

static bool draw(const Draw *it, const CrosswalkDocument *document, Buffer *out)
{
    Arena *arena = it->request->arena;
    Reading reading = reading_of(it->request);
    const Layout *layout = register_layout(document->reg, it->faults);
    PdfPress *pdf = it->is_pdf ? press_pdf(it->press, it->faults) : NULL;
    if (layout == NULL || (it->is_pdf && pdf == NULL))
        return false;
    const Sheet *sheet = sheet_compose(arena, layout, document->content, &reading);
    if (it->is_pdf)
        return pdf_write(pdf, arena, sheet, out, it->faults);
    sheet_write_html(out, sheet);
    return true;
}

static void render_file(const Draw *it, Slice bytes)
{
    Request *request = it->request;
    CrosswalkDocument *documents = NULL;
    Buffer out = buffer_new(request->arena);
    CrosswalkRun *run = press_run(it->press);
    size_t count = crosswalk_read(run, request->arena, bytes, &documents, it->faults);
    if (count > 1)
        answer_problem(request, PROBLEM_UNREADABLE,
                       "there are %zu documents in it; send one a request", count);
    else if (count == 0 || !draw(it, &documents[0], &out))
        answer_faults(request, PROBLEM_UNREADABLE, it->faults);
    else {
        answer_bytes(request, it->is_pdf ? "application/pdf" : "text/html; charset=utf-8",
                     buffer_slice(&out));
        answer_field(request, "Madoguchi-Left-Behind",
                     arena_print(request->arena, "%zu", documents[0].losses.count));
        request->response.policy = policy;
    }
}

static void run_render(Request *request)
{
    RequestFile *files;
    Slice format = request_value(request, "format");
    const char *type =
        format.at == NULL ? request_choose_type(request, "application/pdf text/html") : "";
    if (type == NULL) {
        answer_problem(request, PROBLEM_NOT_ACCEPTABLE,
                       "a rendering is application/pdf or text/html");
        return;
    }
    size_t count = request_files(request, &files);
    if (count > 1)
        answer_problem(request, PROBLEM_BAD_REQUEST, "send one file a request");
    if (count != 1)
        return;
    Draw it = {request, worker_press(request->server, request->worker), &request->worker->faults,
               slice_equal(format, S("pdf")) || strcmp(type, "application/pdf") == 0};
    render_file(&it, files[0].bytes);
}

static const Parameter parameters[] = {
    {.name = "format",
     .in = IN_QUERY,
     .choices = "pdf html",
     .text = "What to write; without it, Accept says."},
    {.name = "lang",
     .in = IN_QUERY,
     .choices = "en ja zh en,ja en,zh ja,en ja,zh zh,en zh,ja",
     .text = "Of the labels, one language or two side by side; without it, Accept-Language says."},
    {0},
};

const Route render_routes[] = {
    {
        .id = "renderDocument",
        .method = METHOD_POST,
        .path = "/api/render",
        .summary = "Draws a document as people read it",
        .text =
            "As PDF, or as a page without script that fetches nothing. What the register of the "
            "document has no term for is not shown, and counted in Madoguchi-Left-Behind. "
            "Nothing is kept.",
        .parameters = parameters,
        .body = INPUT_DOCUMENT,
        .answers = {{200, "application/pdf text/html", NULL, "The rendering"}},
        .lane = LANE_SLOW,
        .run = run_render,
    },
    {0},
};
