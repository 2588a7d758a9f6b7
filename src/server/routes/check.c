// SPDX-License-Identifier: Apache-2.0
// POST /api/check: documents by the rule library, as `madoguchi check` reports them.

#include "server/internal.h"
#include "server/routes/parameters.h"

#include <sys/types.h>

static const char type_json[] = "application/json", type_svrl[] = "application/xml";

typedef struct Form {
    const char *name, *type;
    MadoFormat format;
} Form;

static const Form forms[] = {
    {"json", type_json, MADO_FORMAT_JSON},
    {"svrl", type_svrl, MADO_FORMAT_SVRL},
    {"text", "text/plain; charset=utf-8", MADO_FORMAT_TEXT},
    {"tsv", "text/tab-separated-values; charset=utf-8", MADO_FORMAT_TSV},
};

// By the parameter, else by Accept. NULL with a problem answered.
static const Form *choose_form(Request *request)
{
    Slice asked = request_value(request, "format");
    const char *type = type_json;
    if (asked.at == NULL)
        type = request_choose_type(request, "application/json application/xml text/plain "
                                            "text/tab-separated-values");
    for (size_t i = 0; i < sizeof forms / sizeof *forms && type != NULL; i++)
        if (asked.at != NULL ? slice_equal(asked, slice_of(forms[i].name))
                             : slice_starts(slice_of(forms[i].type), slice_of(type)))
            return &forms[i];
    answer_problem(request, PROBLEM_NOT_ACCEPTABLE,
                   "a report is application/json, application/xml (SVRL), text/plain or "
                   "text/tab-separated-values");
    return NULL;
}

// The worker's checker of that language, made when it is first wanted.
static MadoChecker *checker_for(Request *request, bool keeps_fired)
{
    static const char *const languages[LANGUAGES] = {"en", "ja", "zh"};
    const ServerOptions *options = &request->server->options;
    const char *language = request_language(request);
    int number = 0;
    while (number < LANGUAGES - 1 && strcmp(languages[number], language) != 0)
        number++;
    MadoChecker **checker = &request->worker->checkers[number];
    if (*checker == NULL || keeps_fired) {
        MadoCheckerOptions of = {.language = language,
                                 .memory_max = options->memory_max,
                                 .steps_max = options->steps_max,
                                 .keep_fired = keeps_fired};
        MadoChecker *made = mado_checker_new(&of, NULL);
        if (made != NULL)
            mado_checker_use_library(made, request->server->library);
        if (keeps_fired) // SVRL is seldom asked for, and what it notes is dear
            return made;
        *checker = made;
    }
    return *checker;
}

// The reports of an archive come as a list of their own, which is opened up.
static void add_report(Buffer *out, Slice text, bool is_list, bool is_first)
{
    if (!is_list) {
        buffer_add(out, text);
        return;
    }
    text = slice_trim(text);
    if (slice_starts(text, S("[")))
        text = slice_trim(slice_part(text, 1, text.len - 2));
    buffer_add(out, is_first ? S("[\n") : S(",\n"));
    buffer_add(out, text);
}

static void check_files(Request *request, MadoChecker *checker, const Form *form,
                        const RequestFile *files, size_t count)
{
    Buffer out = buffer_new(request->arena);
    bool is_list = form->format == MADO_FORMAT_JSON && count > 1;
    for (size_t i = 0; i < count; i++) {
        size_t len;
        const char *name = arena_c_string(request->arena, files[i].name);
        const MadoReport *report = mado_check(checker, name, files[i].bytes.at, files[i].bytes.len);
        const char *text = mado_report_write(report, form->format, 0, &len);
        if (form->format == MADO_FORMAT_TSV && count > 1)
            buffer_print(&out, "# %s\n", name);
        if (text != NULL)
            add_report(&out, (Slice){text, len}, is_list, i == 0);
    }
    if (is_list)
        buffer_add(&out, S("\n]\n"));
    answer_bytes(request, form->type, buffer_slice(&out));
}

static void run_check(Request *request)
{
    RequestFile *files;
    const Form *form = choose_form(request);
    size_t count = form != NULL ? request_files(request, &files) : 0;
    if (count == 0)
        return;
    bool is_svrl = form->format == MADO_FORMAT_SVRL;
    if (is_svrl && count > 1) {
        answer_problem(request, PROBLEM_NOT_ACCEPTABLE,
                       "SVRL is one XML document for each document: send one file a request");
        return;
    }
    MadoChecker *checker = checker_for(request, is_svrl);
    if (checker == NULL) {
        answer_problem(request, PROBLEM_BUSY, "there is no memory for it just now; try again");
        return;
    }
    check_files(request, checker, form, files, count);
    if (is_svrl)
        mado_checker_free(checker);
}

static const Parameter parameters[] = {
    {.name = "format",
     .in = IN_QUERY,
     .choices = "json svrl text tsv",
     .text = "How to report; without it, Accept says."},
    LANGUAGE,
    {.name = "name",
     .in = IN_QUERY,
     .most = 255,
     .text = "What the report calls the document; its end, .csv or .tsv, tells a table of one "
             "column."},
    {0},
};

const Route check_routes[] = {
    {
        .id = "checkDocuments",
        .method = METHOD_POST,
        .path = "/api/check",
        .summary = "Checks documents by official rules",
        .text = "The body is a document (XML, EDIFACT, SWIFT MT, JSON, CSV, a workbook, or a ZIP "
                "archive of them), or a form with any number of files. The rule sets that fit each "
                "document are taken from the server's library by its root element and identifiers. "
                "Several documents give a list of reports, in their order. A faulty document is no "
                "error of the request: the report's verdict says it. Nothing is kept.",
        .parameters = parameters,
        .body = INPUT_DOCUMENT,
        .answers = {{200, "application/json application/xml text/plain text/tab-separated-values",
                     "Reports", "The report, or the list of reports"}},
        .lane = LANE_SIZE,
        .run = run_check,
    },
    {0},
};
