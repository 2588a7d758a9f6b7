// SPDX-License-Identifier: Apache-2.0
// `madoguchi verify URL`: a journal that someone else serves, proven from outside.

#include "base/file.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/stores.h"
#include "fetch/fetch.h"
#include "store/prove.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CHECKPOINT_MAX = 64 << 10, TILE_SECONDS = 60 };

typedef struct Served {
    const Arguments *arguments;
    Fetcher *fetcher;
    Slice url; // where the journal's files lie, without a slash at its end
    Faults *faults;
    int code;
} Served;

// A bundle has 256 leaves of at most 65,535 bytes.
static bool read_file(void *context, Arena *arena, Slice path, Slice *bytes, Faults *faults)
{
    const Served *it = context;
    Fetched answer;
    Fetch what = {.url = arena_print(arena, "%.*s/%.*s", (int)it->url.len, it->url.at,
                                     (int)path.len, path.at),
                  .answer_max = 17 << 20,
                  .seconds = TILE_SECONDS};
    if (!fetch(it->fetcher, arena, &what, &answer, faults))
        return false;
    *bytes = answer.body;
    return answer.status == 200 || fault_add(faults, FAULT_IO, 0, 0, "%.*s answers %d",
                                             (int)what.url.len, what.url.at, answer.status);
}

// ---- What is told ----

static void show_json(Arena *arena, const ProveReport *report, bool is_good)
{
    char hex[HASH_HEX + 1];
    JsonWriter json = json_writer(arena);
    hash_hex(&report->of.root, hex);
    json_open(&json, '{');
    json_field_boolean(&json, "valid", is_good);
    json_field(&json, "origin", report->origin);
    json_field_integer(&json, "entries", report->of.entries);
    json_field(&json, "root", slice_of(hex));
    json_field(&json, "verifier", report->verifier);
    if (report->of.has_touched) {
        json_field_integer(&json, "firstTouched", report->of.touched);
        json_field_integer(&json, "lastTouched", report->of.touched_end - 1);
    }
    json_close(&json, '}');
    printf("%.*s\n", (int)json.out->len, json.out->at);
}

static void show_text(const Served *it, const ProveReport *report, bool is_good)
{
    char hex[HASH_HEX + 1];
    const VerifyReport *of = &report->of;
    hash_hex(&of->root, hex);
    printf("%.*s: %llu entries\n", (int)report->origin.len, report->origin.at,
           (unsigned long long)of->entries);
    if (is_good)
        printf("valid: the root %s follows from the entries and is signed by\n%.*s\n", hex,
               (int)report->verifier.len, report->verifier.at);
    else if (of->has_touched && of->touched + 1 == of->touched_end)
        printf("NOT VALID: the first entry that was touched is %llu\n",
               (unsigned long long)of->touched);
    else if (of->has_touched)
        printf("NOT VALID: the first entry that was touched is one of %llu to %llu\n",
               (unsigned long long)of->touched, (unsigned long long)of->touched_end - 1);
    else
        printf("NOT VALID\n");
    if (is_good && argument_value(it->arguments, "key") == NULL)
        fputs("The key is the one that the server itself tells: compare it with one that you have "
              "from elsewhere, or name that by --key.\n",
              stderr);
}

// ---- The work ----

// The checkpoint that was kept: --checkpoint must be there, --keep need not yet.
static bool read_kept(Served *it, Arena *arena, Slice *checkpoint)
{
    const char *path = argument_value(it->arguments, "checkpoint");
    const char *keep = argument_value(it->arguments, "keep");
    if (path == NULL && keep != NULL && access(keep, F_OK) == 0)
        path = keep;
    return path == NULL || file_read(arena, path, CHECKPOINT_MAX, checkpoint, it->faults);
}

static void close_fetcher(void *fetcher)
{
    fetcher_free(fetcher);
}

static bool open_url(Served *it, Arena *arena)
{
    Slice url = slice_of(operand_at(it->arguments, 0));
    while (slice_ends(url, S("/")))
        url.len--;
    it->url = slice_ends(url, S("/journal")) ? url : arena_join(arena, url, S("/journal"));
    it->fetcher = fetcher_new(&(FetcherOptions){.authority = argument_value(it->arguments, "ca")},
                              it->faults);
    if (it->fetcher != NULL)
        arena_defer(arena, close_fetcher, it->fetcher);
    return it->fetcher != NULL;
}

static bool prove(Arena *arena, void *context)
{
    Served *it = context;
    StoreBar bar = {0};
    ProveReport report;
    ProveOptions options = {.read = read_file,
                            .context = it,
                            .verifier = argument_value(it->arguments, "key"),
                            .progress = store_bar,
                            .progress_context = &bar};
    const char *keep = argument_value(it->arguments, "keep");
    const char *format = argument_value(it->arguments, "format");
    if (!open_url(it, arena) || !read_kept(it, arena, &options.checkpoint))
        return false;
    bool is_good = log_prove(arena, &options, &report, it->faults);
    store_bar_end(&bar);
    if (!report.of.is_begun)
        return false;
    if (is_good && keep != NULL &&
        !file_replace(arena, slice_of(keep), report.checkpoint, it->faults))
        return false;
    if (format != NULL && strcmp(format, "json") == 0)
        show_json(arena, &report, is_good);
    else
        show_text(it, &report, is_good);
    it->code = is_good ? EXIT_VALID : EXIT_INVALID;
    return true;
}

int verify_served(const Arguments *arguments)
{
    static const char *const local[] = {"postgres", "inclusion", "consistency", "rebuild"};
    Faults faults = {0};
    Served it = {.arguments = arguments, .faults = &faults};
    for (size_t i = 0; i < sizeof local / sizeof *local; i++)
        if (argument_is_given(arguments, local[i]))
            fault_add(&faults, FAULT_USAGE, 0, 0, "--%s is for a data folder, not for a server",
                      local[i]);
    bool is_good = faults.count == 0 && arena_run(0, prove, &it, &faults);
    print_faults(&faults);
    return is_good ? it.code : EXIT_COULD_NOT;
}
