// SPDX-License-Identifier: Apache-2.0
// Many records at once, by NDJSON, ZIP or a form.
//
//     body ─► documents ─► batches ─► each read, then written in one transaction ─► receipts
//
// Each document is kept or refused by itself, and told by its number. Who asks for NDJSON is told
// batch by batch while the work goes on; when he hangs up, no further batch is begun.

#include "identity/secrets.h"
#include "server/dossier.h"
#include "server/matters.h"
#include "server/press.h"
#include "server/routes/parameters.h"
#include "tree/archive.h"

enum {
    BATCH = 100, // documents of one transaction: a fsync for all of them
    DOCUMENTS_MAX = 100000,
    REFUSED_SHOWN = 1000,
};

typedef struct Bulk {
    Request *request;
    Register *reg;
    Arena *arena; // of a batch
    Slice key;    // of the request; empty: none
    Slice state;  // that records begin in
    size_t done, of, kept, refused;
    Pipe *pipe;                   // NULL: all is told at the end
    JsonWriter records, problems; // of the batch, or of all
    Buffer records_out, problems_out;
} Bulk;

static void open_lists(Bulk *it, Arena *arena)
{
    it->records_out = buffer_new(arena);
    it->problems_out = buffer_new(arena);
    it->records = (JsonWriter){.out = &it->records_out, .is_line = true};
    it->problems = (JsonWriter){.out = &it->problems_out, .is_line = true};
    json_open(&it->records, '[');
    json_open(&it->problems, '[');
}

static void write_count(JsonWriter *json, const char *name, size_t count)
{
    json_key(json, name);
    json_integer(json, (int64_t)count);
}

static void write_lists(Bulk *it, JsonWriter *json)
{
    write_count(json, "kept", it->kept);
    write_count(json, "refused", it->refused);
    json_close(&it->records, ']');
    json_close(&it->problems, ']');
    json_key(json, "records");
    json_number(json, buffer_slice(&it->records_out));
    json_key(json, "problems");
    json_number(json, buffer_slice(&it->problems_out));
}

// ---- What is in the body ----

typedef struct Documents {
    RequestFile *list;
    size_t count;
} Documents;

static bool is_any(const char *name)
{
    return name[0] != '\0' && name[strlen(name) - 1] != '/';
}

static bool open_archive(Request *request, Slice bytes, Documents *all)
{
    const ArchiveEntry *entries;
    ArchiveLimits limits = {.entries_max = DOCUMENTS_MAX,
                            .total_max = request->server->options.memory_max / 2};
    if (!archive_read(request->arena, bytes, is_any, &limits, &entries, &all->count,
                      &request->worker->faults))
        return false;
    all->list = arena_array(request->arena, RequestFile, all->count);
    for (size_t i = 0; i < all->count; i++)
        all->list[i] = (RequestFile){entries[i].name, entries[i].bytes};
    return true;
}

static bool cut_lines(Request *request, Slice bytes, Documents *all)
{
    size_t lines = 1;
    for (Slice rest = bytes; rest.len > 0; lines++)
        slice_cut(&rest, '\n');
    if (lines > DOCUMENTS_MAX)
        return fault_add(&request->worker->faults, FAULT_LIMIT, 0, 0,
                         "there are more than %d lines in it", DOCUMENTS_MAX);
    all->list = arena_array(request->arena, RequestFile, lines);
    for (Slice rest = bytes; rest.len > 0;) {
        Slice line = slice_trim(slice_cut(&rest, '\n'));
        if (line.len > 0)
            all->list[all->count++] = (RequestFile){S(""), line};
    }
    return true;
}

// False with a problem answered.
static bool open_body(Request *request, Documents *all)
{
    RequestFile *files;
    size_t count = request_files(request, &files);
    bool is_good = true;
    if (count == 0)
        return false;
    Slice first = slice_trim(files[0].bytes);
    if (count > 1)
        *all = (Documents){files, count};
    else if (archive_is(files[0].bytes))
        is_good = open_archive(request, files[0].bytes, all);
    else if (slice_starts(first, S("{")))
        is_good = cut_lines(request, files[0].bytes, all);
    else
        *all = (Documents){files, 1};
    if (!is_good)
        answer_refusal(request);
    return is_good;
}

// ---- A batch ----

static void note_refused(Bulk *it, size_t number, Slice name, const Faults *faults)
{
    if (it->refused++ >= REFUSED_SHOWN)
        return;
    json_open(&it->problems, '{');
    write_count(&it->problems, "number", number);
    json_field(&it->problems, "name", name);
    json_field(&it->problems, "detail",
               faults->count > 0 ? slice_of(faults->list[0].text) : S("it cannot be read"));
    json_close(&it->problems, '}');
}

// A document that was sent again under the same key has the same id, and so is the same record.
static Slice id_of(Bulk *it, size_t number)
{
    if (it->key.len == 0)
        return secret_id(it->arena, 10);
    Slice text = arena_print(it->arena, "%.*s:%zu", (int)it->key.len, it->key.at, number);
    return slice_part(secret_digest(it->arena, text), 0, 20);
}

static Write write_of(Bulk *it, const Received *document, size_t number)
{
    Request *request = it->request;
    Write write = received_write(document);
    write.actor = request->asker.actor;
    write.owner = request->organisation;
    write.register_name = register_name(it->reg);
    write.record = id_of(it, number);
    write.action = S("create");
    write.state = it->state;
    write.deal = slice_equal(write.register_name, DEAL_REGISTER) ? write.record
                                                                 : request_value(request, "deal");
    return write;
}

static void note_kept(Bulk *it, const Write *writes, size_t count)
{
    it->kept += count;
    for (size_t i = 0; i < count; i++)
        json_string(&it->records, writes[i].record);
}

// False with faults of the store: then the batch was not kept, and nothing behind it is tried.
static bool write_batch(Bulk *it, Write *writes, size_t count)
{
    Receipt receipts[BATCH];
    if (count == 0)
        return true;
    if (it->key.len > 0)
        writes[0].key = arena_print(it->arena, "%.*s:%zu", (int)it->key.len, it->key.at, it->done);
    if (!store_write_all(it->request->server->store, writes, count, receipts,
                         &it->request->worker->faults))
        return false;
    note_kept(it, writes, count);
    return true;
}

static bool keep_batch(Bulk *it, const RequestFile *files, size_t count)
{
    Write writes[BATCH];
    size_t ready = 0;
    Received document;
    arena_reset(it->arena);
    if (it->pipe != NULL)
        open_lists(it, it->arena);
    Faults *faults = arena_array(it->arena, Faults, 1);
    CrosswalkRun *run = press_run(worker_press(it->request->server, it->request->worker));
    for (size_t i = 0; i < count; i++) {
        faults->count = 0;
        if (received_read(run, it->arena, it->reg, files[i].name, files[i].bytes, &document,
                          faults))
            writes[ready++] = write_of(it, &document, it->done + i);
        else
            note_refused(it, it->done + i + 1, files[i].name, faults);
    }
    bool is_kept = write_batch(it, writes, ready);
    it->done += count;
    return is_kept;
}

// ---- All ----

static void answer_whole(Bulk *it)
{
    Buffer out = buffer_new(it->request->arena);
    JsonWriter json = {.out = &out};
    json_open(&json, '{');
    write_lists(it, &json);
    json_close(&json, '}');
    answer_json(it->request, 200, &out);
}

// One line for each batch. False when nobody reads any more.
static bool tell_batch(Bulk *it, const char *failed)
{
    Buffer out = buffer_new(it->arena);
    JsonWriter json = {.out = &out, .is_line = true};
    json_open(&json, '{');
    write_count(&json, "done", it->done);
    write_count(&json, "of", it->of);
    if (failed != NULL)
        json_field(&json, "failed", slice_of(failed));
    write_lists(it, &json);
    json_close(&json, '}');
    buffer_add_char(&out, '\n');
    return pipe_write(it->pipe, buffer_slice(&out));
}

static size_t batch_at(const Documents *all, size_t at)
{
    return all->count - at < BATCH ? all->count - at : BATCH;
}

// With the same key, what was kept is not kept twice: so who is cut off, sends all again.
static void keep_all(Bulk *it, const Documents *all)
{
    open_lists(it, it->request->arena);
    for (size_t at = 0; at < all->count; at += BATCH)
        if (!keep_batch(it, all->list + at, batch_at(all, at))) {
            answer_refusal(it->request);
            return;
        }
    answer_whole(it);
}

static void keep_and_tell(Bulk *it, const Documents *all)
{
    it->pipe = answer_begin(it->request, "application/x-ndjson");
    if (it->pipe == NULL)
        return;
    open_lists(it, it->arena);
    bool is_heard = tell_batch(it, NULL); // how many there are
    for (size_t at = 0; is_heard && at < all->count; at += BATCH) {
        bool is_kept = keep_batch(it, all->list + at, batch_at(all, at));
        is_heard = tell_batch(it, is_kept ? NULL : it->request->worker->faults.list[0].text);
        if (!is_kept)
            return;
    }
}

static void close_arena(void *arena)
{
    arena_free(arena);
}

static void run_bulk(Request *request)
{
    Documents all = {NULL, 0};
    Bulk it = {.request = request, .reg = register_of(request)};
    if (it.reg == NULL || !may_join(request, request_value(request, "deal")) ||
        !open_body(request, &all))
        return;
    const Declaration *declaration = register_declaration(it.reg, &request->worker->faults);
    if (declaration == NULL || declaration->is_checked) {
        answer_problem(request, PROBLEM_UNREADABLE,
                       "records of this register are checked one by one; send each by itself");
        return;
    }
    const char *type = request_choose_type(request, "application/json application/x-ndjson");
    Slice key = request_header(request, "Idempotency-Key");
    if (type == NULL) {
        answer_problem(request, PROBLEM_NOT_ACCEPTABLE, "the answer is JSON, or lines of it");
        return;
    }
    if (key.len > 0 && entry_text_is_good(key, 100))
        it.key = arena_print(request->arena, "bulk:%.*s:%.*s", (int)request->organisation.len,
                             request->organisation.at, (int)key.len, key.at);
    it.of = all.count;
    it.state = state_first(it.reg, &request->worker->faults);
    it.arena = arena_new(&request->worker->guard, request->server->options.memory_max);
    arena_defer(request->arena, close_arena, it.arena);
    if (slice_equal(slice_of(type), S("application/x-ndjson")))
        keep_and_tell(&it, &all);
    else
        keep_all(&it, &all);
}

// ---- Rows ----

static const Parameter bulk_parameters[] = {
    REGISTER, ORGANISATION, OF_DEAL, IDEMPOTENCY_KEY, {0},
};
const Route bulk_routes[] = {
    {
        .id = "keepMany",
        .method = METHOD_POST,
        .path = "/api/bulk/{register}",
        .summary = "Keeps many new records",
        .text =
            "NDJSON (the content of one a line), a ZIP archive or a form with any number of "
            "documents in any syntax. Each is kept or refused by itself. Who accepts "
            "application/x-ndjson is answered while the work goes on, a line for each batch: "
            "`done` and `of` how many, `kept` and `refused` so far, `records` and `problems` of "
            "the batch, `failed` where the store could not. An answer that ends before `done` "
            "is `of` was broken off; with the same key all may be sent again. To hang up "
            "cancels what was not begun.",
        .parameters = bulk_parameters,
        .body = INPUT_LINES,
        .answers = {{200, "application/json application/x-ndjson", "BulkReceipt",
                     "What was kept and what was not"}},
        .action = ACTION_WRITE,
        .lane = LANE_SLOW,
        .run = run_bulk,
    },
    {0},
};
