// SPDX-License-Identifier: Apache-2.0
// Many records at once, by NDJSON, ZIP or a form.
//
//     body ─► documents ─► batches ─► each read, then written in one transaction ─► receipts
//                                 └─► of a checked register: an act for each (acts/acts.h)
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
    LOSSES_SHOWN = 20, // of one document
};

typedef struct Bulk {
    Request *request;
    Register *reg;
    Arena *arena; // of a batch
    Slice key;    // of the request; empty: none
    Slice state;  // that records begin in
    bool is_checked;
    Act act; // of a checked register: as the asker's single writes are
    size_t done, of, kept, refused;
    Pipe *pipe;                             // NULL: all is told at the end
    JsonWriter records, receipts, problems; // of the batch, or of all
    Buffer records_out, receipts_out, problems_out;
} Bulk;

// What came of one document of a checked register.
typedef struct Outcome {
    Done done;
    const Received *document; // NULL: it could not be read
} Outcome;

static void open_lists(Bulk *it, Arena *arena)
{
    it->records_out = buffer_new(arena);
    it->receipts_out = buffer_new(arena);
    it->problems_out = buffer_new(arena);
    it->records = (JsonWriter){.out = &it->records_out, .is_line = true};
    it->receipts = (JsonWriter){.out = &it->receipts_out, .is_line = true};
    it->problems = (JsonWriter){.out = &it->problems_out, .is_line = true};
    json_open(&it->records, '[');
    json_open(&it->receipts, '[');
    json_open(&it->problems, '[');
}

static void write_lists(Bulk *it, JsonWriter *json)
{
    json_field_integer(json, "kept", it->kept);
    json_field_integer(json, "refused", it->refused);
    json_close(&it->records, ']');
    json_close(&it->receipts, ']');
    json_close(&it->problems, ']');
    json_key(json, "records");
    json_number(json, buffer_slice(&it->records_out));
    if (it->is_checked) {
        json_key(json, "receipts");
        json_number(json, buffer_slice(&it->receipts_out));
    }
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

// Programs of Windows put a byte-order mark before what they write as UTF-8.
static Slice without_mark(Slice bytes)
{
    return slice_starts(bytes, S("\xEF\xBB\xBF")) ? slice_part(bytes, 3, bytes.len) : bytes;
}

// False with a problem answered.
static bool open_body(Request *request, Documents *all)
{
    RequestFile *files;
    size_t count = request_files(request, &files);
    bool is_good = true;
    if (count == 0)
        return false;
    Slice text = without_mark(files[0].bytes);
    bool is_lines = slice_starts(slice_trim(text), S("{")) ||
                    exchange_is_of(request->exchange, "application/x-ndjson");
    if (count > 1)
        *all = (Documents){files, count};
    else if (archive_is(files[0].bytes))
        is_good = open_archive(request, files[0].bytes, all);
    else if (is_lines)
        is_good = cut_lines(request, text, all);
    else
        *all = (Documents){files, 1};
    if (!is_good)
        answer_refusal(request);
    return is_good;
}

// ---- A batch ----

// Values that have no place in the record, or not their form: found where they stand.
static void write_losses(JsonWriter *json, const Received *document)
{
    if (document->left_behind == 0)
        return;
    json_field_open(json, "findings", '[');
    for (size_t i = 0; i < document->loss_count && i < LOSSES_SHOWN; i++) {
        json_open(json, '{');
        json_field(json, "severity", S("error"));
        json_field(json, "place", document->losses[i].path);
        json_field(json, "message", slice_of(loss_reason(document->losses[i].kind)));
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void note_refused(Bulk *it, size_t number, Slice name, const Faults *faults,
                         const Outcome *outcome)
{
    if (it->refused++ >= REFUSED_SHOWN)
        return;
    json_open(&it->problems, '{');
    json_field_integer(&it->problems, "number", number);
    json_field(&it->problems, "name", name);
    json_field(&it->problems, "detail",
               faults->count > 0 ? slice_of(faults->list[0].text) : S("it cannot be read"));
    if (outcome != NULL && outcome->document != NULL)
        write_losses(&it->problems, outcome->document);
    if (outcome != NULL)
        write_findings(&it->problems, &outcome->done);
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
            note_refused(it, it->done + i + 1, files[i].name, faults, NULL);
    }
    bool is_kept = write_batch(it, writes, ready);
    it->done += count;
    return is_kept;
}

// ---- A batch of a checked register ----

static void note_receipt(Bulk *it, size_t number, const Done *done)
{
    it->kept++;
    json_string(&it->records, done->record);
    json_open(&it->receipts, '{');
    json_field_integer(&it->receipts, "line", number);
    json_field(&it->receipts, "id", done->record);
    json_field(&it->receipts, "number", done->number);
    json_field(&it->receipts, "state", done->state);
    write_findings(&it->receipts, done);
    json_close(&it->receipts, '}');
}

// Under the lot's key a line that was kept has a record already: it is not kept once more.
static bool find_kept(Bulk *it, Slice id, Done *done)
{
    const Record *record = it->key.len == 0
                               ? NULL
                               : store_record(it->act.store, it->arena, it->request->organisation,
                                              register_name(it->reg), id, it->act.faults);
    if (record == NULL)
        return false;
    *done = (Done){.record = record->id, .state = record->state};
    for (size_t i = 0; i < record->facet_count; i++)
        if (slice_equal(record->facets[i].name, S("number")))
            done->number = record->facets[i].value;
    return true;
}

static bool create(Bulk *it, const Received *document, Slice id, Done *done)
{
    Submission submission = {.content = document->content,
                             .original = document->original,
                             .media_type = document->media_type,
                             .file_name = document->file_name,
                             .deal = request_value(it->request, "deal")};
    if (document->left_behind > 0)
        return fault_add(it->act.faults, FAULT_USAGE, 0, 0,
                         "%zu values have no place in a record of this register, or not their form",
                         document->left_behind);
    return act_create(&it->act, it->reg, it->request->organisation, id, &submission, done);
}

// What is wrong with the store is not the line's fault: nothing behind it is tried.
static bool is_broken(const Faults *faults)
{
    return faults->count > 0 &&
           (faults->list[0].kind == FAULT_IO || faults->list[0].kind == FAULT_MEMORY);
}

static bool keep_one(Bulk *it, const RequestFile *file, size_t number)
{
    Outcome outcome = {0};
    Received document;
    Slice id = id_of(it, number - 1);
    CrosswalkRun *run = press_run(worker_press(it->request->server, it->request->worker));
    it->act.faults->count = 0;
    bool is_kept = find_kept(it, id, &outcome.done);
    if (!is_kept && it->act.faults->count == 0 &&
        received_read(run, it->arena, it->reg, file->name, file->bytes, &document,
                      it->act.faults)) {
        outcome.document = &document;
        is_kept = create(it, &document, id, &outcome.done);
    }
    // Sent again while the lot before it is still at work: that one was faster.
    if (!is_kept && it->act.faults->count > 0 && it->act.faults->list[0].kind == FAULT_CONFLICT)
        is_kept = find_kept(it, id, &outcome.done);
    if (is_kept)
        note_receipt(it, number, &outcome.done);
    else if (is_broken(it->act.faults))
        return fault_append(&it->request->worker->faults, &it->act.faults->list[0]);
    else
        note_refused(it, number, file->name, it->act.faults, &outcome);
    return true;
}

static bool keep_checked_batch(Bulk *it, const RequestFile *files, size_t count)
{
    arena_reset(it->arena);
    if (it->pipe != NULL)
        open_lists(it, it->arena);
    it->act.arena = it->arena;
    it->act.faults = arena_array(it->arena, Faults, 1);
    for (size_t i = 0; i < count; i++) {
        if (!keep_one(it, &files[i], it->done + 1))
            return false;
        it->done++;
    }
    return true;
}

// ---- All ----

static bool keep_next(Bulk *it, const RequestFile *files, size_t count)
{
    return it->is_checked ? keep_checked_batch(it, files, count) : keep_batch(it, files, count);
}

static void answer_whole(Bulk *it)
{
    JsonWriter json = json_writer(it->request->arena);
    json_open(&json, '{');
    write_lists(it, &json);
    json_close(&json, '}');
    answer_json(it->request, 200, &json);
}

// One line for each batch. False when nobody reads any more.
static bool tell_batch(Bulk *it, const char *failed)
{
    JsonWriter json = json_line_writer(it->arena);
    json_open(&json, '{');
    json_field_integer(&json, "done", it->done);
    json_field_integer(&json, "of", it->of);
    if (failed != NULL)
        json_field(&json, "failed", slice_of(failed));
    write_lists(it, &json);
    json_close(&json, '}');
    buffer_add_char(json.out, '\n');
    return pipe_write(it->pipe, buffer_slice(json.out));
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
        if (!keep_next(it, all->list + at, batch_at(all, at))) {
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
        bool is_kept = keep_next(it, all->list + at, batch_at(all, at));
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
    if (declaration == NULL) {
        answer_refusal(request);
        return;
    }
    it.is_checked = declaration->is_checked;
    it.act = *request_act(request); // while the request's head is there
    it.act.key = S("");             // each document has one of its own
    const char *type = request_choose_type(request, "application/json application/x-ndjson");
    if (type == NULL) {
        answer_problem(request, PROBLEM_NOT_ACCEPTABLE, "the answer is JSON, or lines of it");
        return;
    }
    if (request->once.len > 0)
        it.key = arena_print(request->arena, "bulk:%.*s", (int)request->once.len, request->once.at);
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
            "cancels what was not begun. Records that are held to a declaration are checked each "
            "as if they came alone: `receipts` have their line, number, state and warnings, "
            "`problems` the findings with their places; with the same key lines that were kept "
            "are passed over, so that only what was mended need be right.",
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
