// SPDX-License-Identifier: Apache-2.0
#define CURL_DISABLE_TYPECHECK // its macros would stand in for functions that are found by name

#include "fetch/fetch.h"

#include "base/late.h"
#include "base/memory.h"

#include <curl/curl.h>
#include <strings.h>

// clang-format off
#define LIBCURL(X) \
    X(curl_global_init) X(curl_easy_init) X(curl_easy_reset) X(curl_easy_setopt) X(curl_easy_perform) \
    X(curl_easy_getinfo) X(curl_easy_cleanup) X(curl_easy_strerror) X(curl_slist_append) X(curl_slist_free_all)
// clang-format on

LATE_TABLE(Libcurl, LIBCURL);
static Libcurl libcurl; // filled once, by late_load

struct Fetcher {
    CURL *curl;
    FetcherOptions options;
};

static bool load(Faults *faults)
{
    static const char *const names[] = {LATE_NAMES(LIBCURL)};
    static const LateLibrary library = {"libcurl.so.4", "libcurl4", names,
                                        sizeof names / sizeof *names, &libcurl};
    // Safe to be called again, and by several threads since 7.84.
    return late_load(&library, faults) && libcurl.curl_global_init(CURL_GLOBAL_DEFAULT) == 0;
}

Fetcher *fetcher_new(const FetcherOptions *options, Faults *faults)
{
    if (!load(faults))
        return NULL;
    Fetcher *fetcher = memory_take(sizeof *fetcher);
    if (fetcher != NULL)
        *fetcher = (Fetcher){libcurl.curl_easy_init(), *options};
    if (fetcher != NULL && fetcher->curl != NULL)
        return fetcher;
    memory_free(fetcher);
    fault_add(faults, FAULT_MEMORY, 0, 0, "no memory for a request");
    return NULL;
}

void fetcher_free(Fetcher *fetcher)
{
    if (fetcher == NULL)
        return;
    libcurl.curl_easy_cleanup(fetcher->curl);
    memory_free(fetcher);
}

// ---- Addresses ----

static bool has_prefix(Slice text, const char *prefix)
{
    size_t len = strlen(prefix);
    return text.len >= len && strncasecmp(text.at, prefix, len) == 0;
}

static Slice host_of(Slice url)
{
    Slice rest = slice_part(url, slice_find(url, S("://")) + 3, url.len);
    size_t end = 0;
    while (end < rest.len && strchr("/?#", rest.at[end]) == NULL)
        end++;
    return slice_part(rest, 0, end);
}

static bool is_this_machine(Slice host)
{
    static const Slice names[] = {S_INIT("localhost"), S_INIT("127.0.0.1"), S_INIT("[::1]")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Slice rest = slice_part(host, names[i].len, host.len);
        if (slice_starts(host, names[i]) && (rest.len == 0 || rest.at[0] == ':'))
            return true;
    }
    return false;
}

static bool has_odd_characters(Slice url)
{
    for (size_t i = 0; i < url.len; i++)
        if (url.at[i] <= ' ' || url.at[i] == 0x7F || strchr("\"<>\\^`{|}", url.at[i]) != NULL)
            return true;
    return false;
}

bool fetch_address_is_good(Slice url, Faults *faults)
{
    enum { URL_MAX = 4000 };
    bool is_web = has_prefix(url, "https://") || has_prefix(url, "http://");
    if (!is_web || url.len > URL_MAX || has_odd_characters(url) || host_of(url).len == 0 ||
        slice_find(host_of(url), S("@")) != SIZE_MAX)
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "\"%.*s\" is no address that can be asked; expected https://HOST/…",
                         (int)(url.len < 100 ? url.len : 100), url.at);
    return has_prefix(url, "https://") || is_this_machine(host_of(url)) ||
           fault_add(faults, FAULT_USAGE, 0, 0,
                     "%.*s is asked over TLS only: write https://, or reach it through a tunnel "
                     "that ends on this machine",
                     (int)host_of(url).len, host_of(url).at);
}

// ---- One request ----

typedef struct Taking {
    Arena *arena;
    Fetcher *fetcher;
    size_t max;
    Buffer head, body;
    bool is_too_large;
    bool has_failed;
} Taking;

typedef struct Piece {
    Buffer *out;
    Slice bytes;
} Piece;

// No failure of an arena may leave through libcurl's frames.
static bool add_piece(void *context)
{
    Piece *piece = context;
    buffer_add(piece->out, piece->bytes);
    return true;
}

static size_t take(Taking *it, Buffer *out, Slice bytes)
{
    Piece piece = {out, bytes};
    it->is_too_large = it->head.len + it->body.len + bytes.len > it->max;
    it->has_failed =
        !it->is_too_large && !guard_run(arena_guard(it->arena), add_piece, &piece, NULL);
    return it->is_too_large || it->has_failed ? 0 : bytes.len;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    Taking *it = context;
    return take(it, &it->body, (Slice){bytes, size * count});
}

static size_t take_head(char *bytes, size_t size, size_t count, void *context)
{
    Taking *it = context;
    return take(it, &it->head, (Slice){bytes, size * count});
}

static int look_whether_over(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    const FetcherOptions *options = &((Taking *)context)->fetcher->options;
    return options->is_over != NULL && options->is_over(options->context);
}

static void set_all(Taking *it, const Fetch *what)
{
    enum { CONNECT_SECONDS = 10 };
    CURL *curl = it->fetcher->curl;
    libcurl.curl_easy_reset(curl); // connections stay
    libcurl.curl_easy_setopt(curl, CURLOPT_URL, arena_c_string(it->arena, what->url));
    libcurl.curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    libcurl.curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    libcurl.curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    libcurl.curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    libcurl.curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)what->seconds);
    libcurl.curl_easy_setopt(curl, CURLOPT_USERAGENT, "madoguchi/" MADO_VERSION);
    libcurl.curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (has_prefix(what->url, "http://")) // to this machine, and so through no proxy
        libcurl.curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (it->fetcher->options.authority != NULL)
        libcurl.curl_easy_setopt(curl, CURLOPT_CAINFO, it->fetcher->options.authority);
    libcurl.curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    libcurl.curl_easy_setopt(curl, CURLOPT_WRITEDATA, it);
    libcurl.curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_head);
    libcurl.curl_easy_setopt(curl, CURLOPT_HEADERDATA, it);
    libcurl.curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    libcurl.curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_whether_over);
    libcurl.curl_easy_setopt(curl, CURLOPT_XFERINFODATA, it);
}

static void set_what(Taking *it, const Fetch *what, struct curl_slist *head)
{
    CURL *curl = it->fetcher->curl;
    libcurl.curl_easy_setopt(curl, CURLOPT_HTTPHEADER, head);
    if (what->form.at != NULL) {
        libcurl.curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)what->form.len);
        libcurl.curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, what->form.at);
    }
    if (what->user.len > 0) {
        libcurl.curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        libcurl.curl_easy_setopt(curl, CURLOPT_USERNAME, arena_c_string(it->arena, what->user));
        libcurl.curl_easy_setopt(curl, CURLOPT_PASSWORD, arena_c_string(it->arena, what->password));
    }
}

static bool refuse(const Taking *it, const Fetch *what, CURLcode code, Faults *faults)
{
    Slice rest = what->url, shown = slice_cut(&rest, '?');
    if (it->is_too_large)
        return fault_add(faults, FAULT_LIMIT, 0, 0, "%.*s answers more than %zu bytes",
                         (int)shown.len, shown.at, it->max);
    return fault_add(faults, it->has_failed ? FAULT_MEMORY : FAULT_IO, 0, 0,
                     "%.*s does not answer: %s", (int)shown.len, shown.at,
                     it->has_failed ? "there is no memory for it"
                                    : libcurl.curl_easy_strerror(code));
}

static void free_list(void *list)
{
    libcurl.curl_slist_free_all(list);
}

bool fetch(Fetcher *fetcher, Arena *arena, const Fetch *what, Fetched *answer, Faults *faults)
{
    long status = 0;
    struct curl_slist *head = NULL;
    Taking taking = {.arena = arena,
                     .fetcher = fetcher,
                     .max = what->answer_max,
                     .head = buffer_new(arena),
                     .body = buffer_new(arena)};
    *answer = (Fetched){0};
    if (!fetch_address_is_good(what->url, faults))
        return false;
    set_all(&taking, what);
    if (what->bearer.len > 0) {
        head = libcurl.curl_slist_append(head, arena_print(arena, "Authorization: Bearer %.*s",
                                                           (int)what->bearer.len, what->bearer.at)
                                                   .at);
        arena_defer(arena, free_list, head);
    }
    set_what(&taking, what, head);
    CURLcode code = libcurl.curl_easy_perform(fetcher->curl);
    if (code != CURLE_OK)
        return refuse(&taking, what, code, faults);
    libcurl.curl_easy_getinfo(fetcher->curl, CURLINFO_RESPONSE_CODE, &status);
    *answer = (Fetched){(int)status, buffer_slice(&taking.head), buffer_slice(&taking.body)};
    return true;
}

Slice fetched_field(const Fetched *answer, Slice name)
{
    Slice rest = answer->head, found = S("");
    while (rest.len > 0) {
        Slice value = slice_cut(&rest, '\n');
        Slice field = slice_cut(&value, ':');
        if (field.len == name.len && strncasecmp(field.at, name.at, name.len) == 0)
            found = slice_trim(value);
    }
    return found;
}

void add_escaped(Buffer *out, Slice text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || (c != '\0' && strchr("-._~", c) != NULL);
        if (is_plain) {
            buffer_add_char(out, (char)c);
            continue;
        }
        buffer_add_char(out, '%');
        buffer_add_char(out, digits[c >> 4]);
        buffer_add_char(out, digits[c & 15]);
    }
}
