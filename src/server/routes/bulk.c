// SPDX-License-Identifier: Apache-2.0
// Many records at once: in by NDJSON, ZIP or a form; out as NDJSON or as a table.
//
//     body ─► documents ─► batches ─► each read, then written in one transaction ─► receipts
//
// Each document is kept or refused by itself, and told by its number. What is kept is an event at
// once, so that who listens sees the progress.

#include "identity/secrets.h"
#include "server/dossier.h"
#include "server/press.h"
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
    size_t done, kept, refused;
    JsonWriter records, problems;
    Buffer records_out, problems_out;
} Bulk;

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
    json_key(&it->problems, "number");
    json_integer(&it->problems, (int64_t)number);
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
    Faults *faults = arena_array(it->arena, Faults, 1);
    CrosswalkRun *run = press_run(worker_press(it->request->worker));
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

static void answer_bulk(Bulk *it)
{
    Buffer out = buffer_new(it->request->arena);
    JsonWriter json = {.out = &out};
    json_close(&it->records, ']');
    json_close(&it->problems, ']');
    json_open(&json, '{');
    json_key(&json, "kept");
    json_integer(&json, (int64_t)it->kept);
    json_key(&json, "refused");
    json_integer(&json, (int64_t)it->refused);
    json_key(&json, "records");
    json_number(&json, buffer_slice(&it->records_out));
    json_key(&json, "problems");
    json_number(&json, buffer_slice(&it->problems_out));
    json_close(&json, '}');
    answer_json(it->request, 200, &out);
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
    Slice key = request_header(request, "Idempotency-Key");
    if (key.len > 0 && entry_text_is_good(key, 100))
        it.key = arena_print(request->arena, "bulk:%.*s:%.*s", (int)request->organisation.len,
                             request->organisation.at, (int)key.len, key.at);
    it.state = state_first(it.reg, &request->worker->faults);
    it.arena = arena_new(&request->worker->guard, request->server->options.memory_max);
    arena_defer(request->arena, close_arena, it.arena);
    it.records_out = buffer_new(request->arena);
    it.problems_out = buffer_new(request->arena);
    it.records = (JsonWriter){.out = &it.records_out, .is_line = true};
    it.problems = (JsonWriter){.out = &it.problems_out, .is_line = true};
    json_open(&it.records, '[');
    json_open(&it.problems, '[');
    for (size_t at = 0; at < all.count; at += BATCH) {
        size_t left = all.count - at;
        if (!keep_batch(&it, all.list + at, left < BATCH ? left : BATCH)) {
            answer_refusal(request); // with the same key, what was kept is not kept twice
            return;
        }
    }
    answer_bulk(&it);
}

// ---- Out ----

static void write_line(Buffer *out, const Record *record)
{
    JsonWriter json = {.out = out, .is_line = true};
    json_open(&json, '{');
    record_fields_write_json(&json, record);
    json_key(&json, "content");
    // One record a line: what was written in lines is joined, for JSON has no line ends in texts.
    Buffer line = buffer_new(out->arena);
    for (size_t i = 0; i < record->content.len; i++)
        if (record->content.at[i] != '\n' && record->content.at[i] != '\r')
            buffer_add_char(&line, record->content.at[i]);
    json_number(&json, line.len > 0 ? buffer_slice(&line) : S("null"));
    json_close(&json, '}');
    buffer_add_char(out, '\n');
}

// Cells of tables (RFC 4180). What a spreadsheet would take for a formula is made text by an
// apostrophe: a stranger's document must not compute in somebody's office.
static void add_cell(Buffer *out, Slice text, bool is_first)
{
    buffer_add(out, is_first ? S("\"") : S(",\""));
    if (text.len > 0 && memchr("=+-@\t\r", text.at[0], 6) != NULL)
        buffer_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '"')
            buffer_add_char(out, '"');
        buffer_add_char(out, text.at[i]);
    }
    buffer_add_char(out, '"');
}

// All values of a facet in one cell.
static void add_facet(Buffer *out, const Record *record, Slice name)
{
    Buffer cell = buffer_new(out->arena);
    for (size_t i = 0; i < record->facet_count; i++)
        if (slice_equal(record->facets[i].name, name)) {
            buffer_add(&cell, cell.len > 0 ? S("; ") : S(""));
            buffer_add(&cell, record->facets[i].value);
        }
    add_cell(out, buffer_slice(&cell), false);
}

static const char *const fixed_columns[] = {"id", "version", "state", "deal", "number"};

typedef struct Columns { // the facets that the register names
    const Json *facets;
} Columns;

static void write_head(Buffer *out, const Columns *columns)
{
    for (size_t i = 0; i < sizeof fixed_columns / sizeof *fixed_columns; i++)
        add_cell(out, slice_of(fixed_columns[i]), i == 0);
    for (size_t i = 0; columns->facets != NULL && i < columns->facets->count; i++)
        add_cell(out, json_text(columns->facets->items[i]), false);
    buffer_add(out, S("\r\n"));
}

static void write_row(Buffer *out, const Columns *columns, const Record *record)
{
    add_cell(out, record->id, true);
    add_cell(out, arena_print(out->arena, "%llu", (unsigned long long)record->version), false);
    add_cell(out, record->state, false);
    add_cell(out, record->deal, false);
    add_facet(out, record, S("number"));
    for (size_t i = 0; columns->facets != NULL && i < columns->facets->count; i++)
        add_facet(out, record, json_text(columns->facets->items[i]));
    buffer_add(out, S("\r\n"));
}

static Columns columns_of(Request *request, Register *reg)
{
    const Json *facets = json_get(register_declared(reg, &request->worker->faults), S("facets"));
    return (Columns){facets != NULL && facets->kind == JSON_ARRAY ? facets : NULL};
}

static void run_export(Request *request)
{
    enum { PAGE = 200 };
    RecordList list;
    Register *reg = register_of(request);
    if (reg == NULL)
        return;
    bool is_table = slice_equal(request_value(request, "format"), S("csv"));
    Columns columns = columns_of(request, reg);
    Buffer out = buffer_new(request->arena);
    if (is_table)
        write_head(&out, &columns);
    Query query = {.owner = request->organisation,
                   .register_name = request_value(request, "register"),
                   .deal = request_value(request, "deal"),
                   .oldest_first = true,
                   .after = request_number(request, "after", 0),
                   .limit = PAGE,
                   .with_content = !is_table};
    uint64_t most = request_number(request, "limit", DOCUMENTS_MAX), written = 0;
    do {
        if (!store_list(request->server->store, request->arena, &query, &list,
                        &request->worker->faults)) {
            answer_refusal(request);
            return;
        }
        for (size_t i = 0; i < list.count && written < most; i++, written++)
            is_table ? write_row(&out, &columns, &list.at[i]) : write_line(&out, &list.at[i]);
        query.after = list.next;
    } while (list.next > 0 && written < most);
    answer_bytes(request, is_table ? "text/csv; charset=utf-8" : "application/x-ndjson",
                 buffer_slice(&out));
    answer_field(request, "Content-Disposition",
                 is_table ? S("attachment; filename=\"records.csv\"")
                          : S("attachment; filename=\"records.ndjson\""));
}

// ---- Rows ----

#define REGISTER                                                                                   \
    {                                                                                              \
        .name = "register", .in = IN_PATH, .most = 100,                                            \
        .text = "As in commercial-invoice; GET /api/registers names all."                          \
    }
#define ORGANISATION                                                                               \
    {                                                                                              \
        .name = "organisation", .in = IN_QUERY, .most = 40,                                        \
        .text = "Whose records; without it, one's own."                                            \
    }
#define DEAL                                                                                       \
    {                                                                                              \
        .name = "deal", .in = IN_QUERY, .most = NAME_MAX_BYTES, .text = "Of this deal."            \
    }

static const Parameter bulk_parameters[] = {
    REGISTER,
    ORGANISATION,
    DEAL,
    {.name = "Idempotency-Key",
     .in = IN_HEADER,
     .text = "Of the client's making: the same request with the same key is done once."},
    {0},
};
static const Parameter export_parameters[] = {
    REGISTER,
    ORGANISATION,
    DEAL,
    {.name = "format",
     .in = IN_QUERY,
     .choices = "ndjson csv",
     .text = "One record a line with all its content (without it), or a table of its facets."},
    {.name = "limit",
     .in = IN_QUERY,
     .kind = NUMBER,
     .most = DOCUMENTS_MAX,
     .text = "So many at most; 100,000 without it."},
    {.name = "after", .in = IN_QUERY, .kind = NUMBER, .most = INT64_MAX, .text = "Goes on behind."},
    {0},
};

const Route bulk_routes[] = {
    {
        .id = "keepMany",
        .method = METHOD_POST,
        .path = "/api/bulk/{register}",
        .summary = "Keeps many new records",
        .text = "NDJSON (the content of one a line), a ZIP archive or a form with any number of "
                "documents in any syntax. Each is kept or refused by itself; GET /api/events shows "
                "the progress.",
        .parameters = bulk_parameters,
        .body = INPUT_LINES,
        .answers = {{200, "application/json", "BulkReceipt", "What was kept and what was not"}},
        .action = ACTION_WRITE,
        .lane = LANE_SLOW,
        .run = run_bulk,
    },
    {
        .id = "exportRecords",
        .path = "/api/bulk/{register}",
        .summary = "All records of a register, with their content",
        .parameters = export_parameters,
        .answers = {{200, "application/x-ndjson text/csv", NULL,
                     "One record a line, the oldest first"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_export,
    },
    {0},
};
