// SPDX-License-Identifier: Apache-2.0
// Pages: the files of the user interface, from within the program. There is no path to any file of
// the machine here, and so none to climb out of.

#include "server/files.h"
#include "base/digest.h"
#include "server/internal.h"

static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: "
    "blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self' blob:; worker-src 'self' "
    "blob:; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

typedef struct Suffix {
    const char *end, *type;
} Suffix;

static const Suffix suffixes[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
};

static const char *type_of(Slice name)
{
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (slice_ends(name, slice_of(suffixes[i].end)))
            return suffixes[i].type;
    return "application/octet-stream";
}

static const char without_pages[] =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Madoguchi</title>"
    "<h1>Madoguchi 窓口</h1>"
    "<p>The server is running. Its pages are not built into this program: "
    "<code>make web</code>, then <code>make</code> again."
    "<p lang=\"ja\">サーバーは動作しています。画面は組み込まれていません。"
    "<p lang=\"zh\">服务器正在运行，但未内置页面。"
    "<p><a href=\"/api/openapi.json\">/api/openapi.json</a></html>\n";

static const WebFile *find_file(Slice name)
{
    for (const WebFile *file = web_files; file->name != NULL; file++) {
        Slice own = slice_of(file->name);
        size_t at = slice_find(own, S("dist/"));
        if (at != SIZE_MAX && slice_equal(slice_part(own, at + strlen("dist/"), own.len), name))
            return file;
    }
    return NULL;
}

static void answer_page(Request *request, const char *type, Slice bytes)
{
    Digest *digest = digest_new(request->arena);
    answer_bytes(request, type, bytes);
    digest_add(digest, bytes);
    request->response.is_kept = true;
    request->response.etag = slice_part(digest_hex(digest), 0, 32);
    request->response.policy = policy;
    request->response.cache = "no-cache";
}

// Paths without a dot in their last part are screens of the user interface, which it draws itself.
static void run_file(Request *request)
{
    Slice name = request_value(request, "file");
    bool is_screen = memchr(name.at, '.', name.len) == NULL && !slice_starts(name, S("api/"));
    const WebFile *file = find_file(is_screen ? S("index.html") : name);
    if (file == NULL && name.len == 0)
        answer_page(request, type_of(S(".html")), (Slice){without_pages, sizeof without_pages - 1});
    else if (file == NULL)
        answer_problem(request, PROBLEM_NOT_FOUND,
                       "there is nothing at this address; /api/openapi.json lists what there is");
    else
        answer_page(request, type_of(slice_of(file->name)), file->bytes);
    // Vite puts a digest into the names of what lies in assets/: such a file never changes.
    if (file != NULL && slice_starts(name, S("assets/")))
        request->response.cache = "public, max-age=31536000, immutable";
}

static const Parameter parameters[] = {
    {.name = "file", .in = IN_PATH, .text = "The file, or a screen of the user interface."},
    {0},
};

const Route file_routes[] = {
    {
        .id = "getPage",
        .path = "/{file*}",
        .summary = "The user interface",
        .parameters = parameters,
        .answers = {{200, "text/html", NULL, "The page"}},
        .is_page = true,
        .run = run_file,
    },
    {0},
};
