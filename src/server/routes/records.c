// SPDX-License-Identifier: Apache-2.0
// Records of the registers: what organisations keep here, version by version.
//
//     body ─► register/crosswalk ─► content ─► store_write (content and original) ─► receipt
//
// What cannot be read as a document of the register is refused whole. The version is the ETag: who
// changes a record says which version he saw, and of two at a time one is told.

#include "identity/secrets.h"
#include "server/dossier.h"
#include "server/press.h"
#include "server/received.h"

static const char policy_of_originals[] = "default-src 'none'; sandbox; frame-ancestors 'none'";

// ---- Registers ----

static void run_registers(Request *request)
{
    Registers *registers = press_registers(worker_press(request->worker));
    Buffer out = buffer_new(request->arena);
    JsonWriter json = {.out = &out};
    json_open(&json, '[');
    for (size_t i = 0; i < registers_count(registers); i++) {
        Register *reg = registers_at(registers, i);
        json_open(&json, '{');
        json_field(&json, "name", register_name(reg));
        json_field(&json, "title", register_title(reg, slice_of(request_language(request))));
        json_close(&json, '}');
    }
    json_close(&json, ']');
    answer_json(request, 200, &out);
}

static void run_schema(Request *request)
{
    Register *reg = register_of(request);
    if (reg == NULL)
        return;
    answer_bytes(request, "application/schema+json", register_file(reg, S("schema.json")));
    request->response.cache = "public, max-age=300";
}

// ---- One record as JSON ----

static void write_facets(JsonWriter *json, const Record *record)
{
    json_key(json, "facets");
    json_open(json, '{');
    for (size_t i = 0; i < record->facet_count;) {
        Slice name = record->facets[i].name;
        json_key_slice(json, name);
        json_open(json, '[');
        for (; i < record->facet_count && slice_equal(record->facets[i].name, name); i++)
            json_string(json, record->facets[i].value);
        json_close(json, ']');
    }
    json_close(json, '}');
}

void record_fields_write_json(JsonWriter *json, const Record *record)
{
    json_field(json, "id", record->id);
    json_field(json, "register", record->register_name);
    json_field(json, "organisation", record->owner);
    json_key(json, "version");
    json_integer(json, (int64_t)record->version);
    json_key(json, "entry");
    json_integer(json, (int64_t)record->index);
    json_field(json, "state", record->state);
    json_field(json, "deal", record->deal);
    json_time(json, "created", record->created_ms);
    json_time(json, "changed", record->changed_ms);
    write_facets(json, record);
}

static void write_record(JsonWriter *json, const Record *record)
{
    json_open(json, '{');
    record_fields_write_json(json, record);
    if (record->content.len > 0) {
        json_key(json, "content");
        json_number(json, slice_trim(record->content));
    }
    json_close(json, '}');
}

size_t facets_asked(const Request *request, Facet facets[2])
{
    size_t count = 0;
    Slice state = request_value(request, "state"), value = request_value(request, "facet");
    if (state.len > 0)
        facets[count++] = facet_counted(S("state"), state);
    Slice name = slice_cut(&value, ':');
    if (name.len > 0)
        facets[count++] = facet_counted(name, value);
    return count;
}

static void run_list(Request *request)
{
    RecordList list;
    if (register_of(request) == NULL)
        return;
    Facet facets[2];
    Query query = {.owner = request->organisation,
                   .register_name = request_value(request, "register"),
                   .deal = request_value(request, "deal"),
                   .facets = facets,
                   .facet_count = facets_asked(request, facets),
                   .after = request_number(request, "after", 0),
                   .limit = (size_t)request_number(request, "limit", 50),
                   .with_content = request_flag(request, "content")};
    if (!store_list(request->server->store, request->arena, &query, &list,
                    &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    Buffer out = buffer_new(request->arena);
    JsonWriter json = {.out = &out};
    json_open(&json, '{');
    json_key(&json, "records");
    json_open(&json, '[');
    for (size_t i = 0; i < list.count; i++)
        write_record(&json, &list.at[i]);
    json_close(&json, ']');
    json_next(&json, request->arena, list.next);
    json_close(&json, '}');
    answer_json(request, 200, &out);
}

static void run_counts(Request *request)
{
    const Count *counts;
    size_t count;
    if (register_of(request) == NULL)
        return;
    if (!store_counts(request->server->store, request->arena, request->organisation,
                      request_value(request, "register"), request_value(request, "facet"), &counts,
                      &count, &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    Buffer out = buffer_new(request->arena);
    JsonWriter json = {.out = &out};
    json_open(&json, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(&json, '{');
        json_field(&json, "facet", counts[i].name);
        json_field(&json, "value", counts[i].value);
        json_key(&json, "count");
        json_integer(&json, (int64_t)counts[i].count);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    answer_json(request, 200, &out);
}

// NULL with a problem answered. Only of registers that are declared: accounts are records too.
static const Record *named_record(Request *request)
{
    if (register_of(request) == NULL)
        return NULL;
    const Record *record = store_record(request->server->store, request->arena,
                                        request->organisation, request_value(request, "register"),
                                        request_value(request, "record"), &request->worker->faults);
    if (record == NULL && request->worker->faults.count > 0)
        answer_refusal(request);
    else if (record == NULL)
        answer_problem(request, PROBLEM_NOT_FOUND, "the organisation has no such record");
    return record;
}

static void note_version(Request *request, uint64_t version)
{
    request->response.etag = arena_print(request->arena, "%llu", (unsigned long long)version);
    request->response.cache = "private, no-cache";
}

static void run_get(Request *request)
{
    const Record *record = named_record(request);
    if (record == NULL)
        return;
    answer_bytes(request, "application/json", record->content);
    answer_field(request, "Madoguchi-State", record->state);
    note_version(request, record->version);
}

// ---- Writing ----

// False with a problem answered.
static bool read_document(Request *request, Register *reg, Received *document)
{
    RequestFile *files;
    size_t count = request_files(request, &files);
    if (count > 1)
        answer_problem(request, PROBLEM_UNREADABLE, "send one file a request");
    if (count != 1)
        return false;
    CrosswalkRun *run = press_run(worker_press(request->worker));
    if (!received_read(run, request->arena, reg, files[0].name, files[0].bytes, document,
                       &request->worker->faults)) {
        answer_faults(request, PROBLEM_UNREADABLE, &request->worker->faults);
        return false;
    }
    answer_field(request, "Madoguchi-Left-Behind",
                 arena_print(request->arena, "%zu", document->left_behind));
    return true;
}

// What was kept under the key went where its references led then: sent again, it is the same write,
// though they may lead elsewhere by now.
static bool find_first_deal(Request *request, Write *write)
{
    const Entry *entries;
    size_t count = 0;
    EntryQuery query = {.owner = write->owner,
                        .register_name = write->register_name,
                        .record = write->record,
                        .limit = 1};
    if (write->key.len == 0 || !store_entries(request->server->store, request->arena, &query,
                                              &entries, &count, &request->worker->faults))
        return false;
    if (count > 0)
        write->deal = entries[0].deal.len > 0 ? entries[0].deal : S(""); // none, not as it was
    return count > 0;
}

// A deal is its own; a document goes to the deal that it was sent for, else, where it is new, to
// the one that its references lead to. False with a problem answered where it is no deal of the
// asker's.
static bool find_deal(Request *request, Write *write)
{
    if (slice_equal(write->register_name, DEAL_REGISTER))
        write->deal = write->version == 0 ? write->record : (Slice){NULL, 0};
    else if (write->deal.len > 0)
        return may_join(request, write->deal);
    else if (write->version == 0 && !find_first_deal(request, write))
        write->deal = join_find(request, write->register_name, write->facets, write->facet_count);
    return true;
}

// Writes, and answers the receipt with that status.
static void keep(Request *request, const Write *write, int status)
{
    Receipt receipt;
    if (!store_write(request->server->store, write, &receipt, &request->worker->faults)) {
        request->response.field_count = 0;
        answer_refusal(request);
        return;
    }
    Buffer out = buffer_new(request->arena);
    JsonWriter json = {.out = &out};
    json_open(&json, '{');
    json_field(&json, "id", write->record);
    json_key(&json, "version");
    json_integer(&json, (int64_t)receipt.version);
    json_key(&json, "entry");
    json_integer(&json, (int64_t)receipt.index);
    json_time(&json, "time", receipt.time_ms);
    json_field(&json, "deal", write->deal);
    json_close(&json, '}');
    answer_json(request, status, &out);
    note_version(request, receipt.version);
    if (status == 201)
        answer_field(request, "Location",
                     arena_print(request->arena, "/api/records/%.*s/%.*s",
                                 (int)write->register_name.len, write->register_name.at,
                                 (int)write->record.len, write->record.at));
}

static void write_version(Request *request, Slice id, const char *action, uint64_t version,
                          Slice key)
{
    Received document;
    Register *reg = register_of(request);
    if (reg == NULL || !read_document(request, reg, &document))
        return;
    Write write = received_write(&document);
    write.actor = request->asker.actor;
    write.owner = request->organisation;
    write.register_name = register_name(reg);
    write.record = id;
    write.action = slice_of(action);
    write.version = version;
    write.deal = request_value(request, "deal");
    write.key = key;
    if (version == 0)
        write.state = state_first(reg, &request->worker->faults);
    if (find_deal(request, &write))
        keep(request, &write, version == 0 ? 201 : 200);
}

// The id follows from the client's key where there is one: sent again, it is the same write.
static void run_create(Request *request)
{
    Slice key = request_header(request, "Idempotency-Key"), id = secret_id(request->arena, 10);
    if (key.len > 0 && !entry_text_is_good(key, 100)) {
        answer_problem(request, PROBLEM_PARAMETER,
                       "Idempotency-Key has 1 to 100 bytes without control characters");
        return;
    }
    if (key.len > 0) {
        key = arena_print(request->arena, "%.*s:%.*s", (int)request->organisation.len,
                          request->organisation.at, (int)key.len, key.at);
        id = slice_part(secret_digest(request->arena, key), 0, 20);
    }
    write_version(request, id, "create", 0, key);
}

// "3" or 3. False with a problem answered.
static bool read_version(Request *request, uint64_t *version)
{
    Slice tag = slice_trim(request_header(request, "If-Match"));
    if (tag.len == 0) {
        answer_problem(request, PROBLEM_CONDITION,
                       "say in If-Match which version you have seen: the ETag of the record");
        return false;
    }
    if (tag.len > 2 && tag.at[0] == '"')
        tag = slice_part(tag, 1, tag.len - 2);
    *version = 0;
    for (size_t i = 0; i < tag.len && i < 18; i++) {
        if (tag.at[i] < '0' || tag.at[i] > '9') {
            answer_problem(request, PROBLEM_CHANGED, "If-Match names no version of the record");
            return false;
        }
        *version = *version * 10 + (uint64_t)(tag.at[i] - '0');
    }
    return true;
}

static void run_update(Request *request)
{
    uint64_t version;
    if (!read_version(request, &version))
        return;
    if (version == 0)
        answer_problem(request, PROBLEM_CHANGED, "If-Match names no version of the record");
    else
        write_version(request, request_value(request, "record"), "update", version, S(""));
}

// The document stays as it is. The store compares the version again when it writes.
static void run_move(Request *request)
{
    uint64_t version;
    const Json *json = request_json(request);
    if (json == NULL || !read_version(request, &version))
        return;
    const Record *record = named_record(request);
    Register *reg = record != NULL ? register_of(request) : NULL;
    if (reg == NULL)
        return;
    Slice state = json_text(json_get(json, S("state"))),
          deal = json_text(json_get(json, S("deal")));
    if (!state_may_become(request->arena, reg, record->state, state, &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    Write write = {.actor = request->asker.actor,
                   .owner = request->organisation,
                   .register_name = record->register_name,
                   .record = record->id,
                   .action = S("move"),
                   .version = version > 0 ? version : UINT64_MAX - 1, // no record has it
                   .state = state,
                   .deal = deal};
    if (state.len == 0)
        write.state = (Slice){NULL, 0};
    if (json_get(json, S("deal")) == NULL)
        write.deal = (Slice){NULL, 0};
    if (find_deal(request, &write))
        keep(request, &write, 200);
}

// ---- History and originals ----

static void run_history(Request *request)
{
    const Entry *entries;
    size_t count;
    const Record *record = named_record(request);
    EntryQuery query = {.owner = request->organisation,
                        .register_name = request_value(request, "register"),
                        .record = request_value(request, "record"),
                        .from = request_number(request, "from", UINT64_MAX),
                        .newest_first = true,
                        .limit = (size_t)request_number(request, "limit", 50)};
    if (record == NULL)
        return;
    if (store_entries(request->server->store, request->arena, &query, &entries, &count,
                      &request->worker->faults))
        answer_entries(request, entries, count);
    else
        answer_refusal(request);
}

// The bytes as they came: a stranger's, and so never shown as a page of ours.
static void run_original(Request *request)
{
    Slice bytes;
    const Record *record = named_record(request);
    if (record == NULL)
        return;
    uint64_t index = request_number(request, "entry", record->index);
    const Entry *entry =
        store_entry(request->server->store, request->arena, index, &request->worker->faults);
    bool is_its = entry != NULL && slice_equal(entry->record, record->id) &&
                  slice_equal(entry->owner, record->owner) &&
                  slice_equal(entry->register_name, record->register_name);
    if (!is_its || !store_body(request->server->store, request->arena, index, BODY_ORIGINAL, &bytes,
                               &request->worker->faults)) {
        answer_problem(request, PROBLEM_NOT_FOUND,
                       "the entry is not the record's, or brought no original");
        return;
    }
    answer_bytes(request, "application/octet-stream", bytes);
    answer_field(request, "Content-Disposition", S("attachment"));
    answer_field(request, "Madoguchi-Media-Type", entry->media_type);
    request->response.policy = policy_of_originals;
}

// ---- Rows ----

#define REGISTER                                                                                   \
    {                                                                                              \
        .name = "register", .in = IN_PATH, .most = 100,                                            \
        .text = "As in commercial-invoice; GET /api/registers names all."                          \
    }
#define RECORD                                                                                     \
    {                                                                                              \
        .name = "record", .in = IN_PATH, .most = NAME_MAX_BYTES, .text = "The record's id."        \
    }
#define ORGANISATION                                                                               \
    {                                                                                              \
        .name = "organisation", .in = IN_QUERY, .most = 40,                                        \
        .text = "Whose records; without it, one's own."                                            \
    }
#define LIMIT                                                                                      \
    {                                                                                              \
        .name = "limit", .in = IN_QUERY, .kind = NUMBER, .most = LIST_MAX,                         \
        .text = "So many at most; 50 without it."                                                  \
    }
#define DEAL                                                                                       \
    {                                                                                              \
        .name = "deal", .in = IN_QUERY, .most = NAME_MAX_BYTES, .text = "Of this deal."            \
    }
#define STATE                                                                                      \
    {                                                                                              \
        .name = "state", .in = IN_QUERY, .most = NAME_MAX_BYTES, .text = "In this state."          \
    }
#define NAME                                                                                       \
    {                                                                                              \
        .name = "name", .in = IN_QUERY, .most = 255, .text = "What the document's file is called." \
    }

static const Parameter register_parameters[] = {REGISTER, {0}};
static const Parameter list_parameters[] = {
    REGISTER,
    ORGANISATION,
    DEAL,
    STATE,
    {.name = "facet",
     .in = IN_QUERY,
     .most = NAME_MAX_BYTES + FACET_VALUE_MAX,
     .text = "With this value, as in seller.name:ACME. Values are those that the register names as "
             "facets; "
             "`number` is its own number, and the name of another register a number of it that it "
             "refers to."},
    {.name = "content",
     .in = IN_QUERY,
     .kind = BOOLEAN,
     .text = "With the business content of each."},
    LIMIT,
    {.name = "after",
     .in = IN_QUERY,
     .kind = NUMBER,
     .most = INT64_MAX,
     .text = "Goes on behind it: `next` of the page before."},
    {0},
};
static const Parameter count_parameters[] = {
    REGISTER,
    ORGANISATION,
    {.name = "facet",
     .in = IN_QUERY,
     .most = NAME_MAX_BYTES,
     .text = "Of this one; without it, of all."},
    {0},
};
static const Parameter create_parameters[] = {
    REGISTER,
    ORGANISATION,
    DEAL,
    NAME,
    {.name = "Idempotency-Key",
     .in = IN_HEADER,
     .text = "Of the client's making: the same request with the same key is done once."},
    {0},
};
static const Parameter update_parameters[] = {
    REGISTER,
    RECORD,
    ORGANISATION,
    DEAL,
    NAME,
    {.name = "If-Match", .in = IN_HEADER, .is_required = true, .text = "The ETag that was seen."},
    {0},
};
static const Parameter move_parameters[] = {
    REGISTER,
    RECORD,
    ORGANISATION,
    {.name = "If-Match", .in = IN_HEADER, .is_required = true, .text = "The ETag that was seen."},
    {0},
};
static const Parameter get_parameters[] = {REGISTER, RECORD, ORGANISATION, {0}};
static const Parameter history_parameters[] = {
    REGISTER,
    RECORD,
    ORGANISATION,
    LIMIT,
    {.name = "from",
     .in = IN_QUERY,
     .kind = NUMBER,
     .most = INT64_MAX,
     .text = "The newest entry to show."},
    {0},
};
static const Parameter original_parameters[] = {
    REGISTER,
    RECORD,
    ORGANISATION,
    {.name = "entry",
     .in = IN_QUERY,
     .kind = NUMBER,
     .most = INT64_MAX,
     .text = "Of which entry of its history; without it, the last."},
    {0},
};

const Route record_routes[] = {
    {
        .id = "listRegisters",
        .path = "/api/registers",
        .summary = "Names the registers",
        .answers = {{200, "application/json", "Registers", "The registers, by name"}},
        .lane = LANE_SLOW,
        .run = run_registers,
    },
    {
        .id = "getRegisterSchema",
        .path = "/api/registers/{register}/schema",
        .summary = "The JSON Schema of a register's records",
        .parameters = register_parameters,
        .answers = {{200, "application/schema+json", NULL, "JSON Schema 2020-12"}},
        .lane = LANE_SLOW,
        .run = run_schema,
    },
    {
        .id = "listRecords",
        .path = "/api/records/{register}",
        .summary = "Lists records",
        .parameters = list_parameters,
        .answers = {{200, "application/json", "RecordPage", "The newest first"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_list,
    },
    {
        .id = "countFacets",
        .path = "/api/facets/{register}",
        .summary = "How many records have each value of a facet",
        .parameters = count_parameters,
        .answers = {{200, "application/json", "FacetCounts", "By facet and value"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_counts,
    },
    {
        .id = "createRecord",
        .method = METHOD_POST,
        .path = "/api/records/{register}",
        .summary = "Keeps a new record",
        .text = "The body is a document of the register in any of its syntaxes, or its content as "
                "JSON. It is kept as it came and as content; it is answered when it is durable.",
        .parameters = create_parameters,
        .body = INPUT_DOCUMENT,
        .answers = {{201, "application/json", "Receipt", "Kept; Location is its address"}},
        .action = ACTION_WRITE,
        .lane = LANE_DISK,
        .run = run_create,
    },
    {
        .id = "getRecord",
        .path = "/api/records/{register}/{record}",
        .summary = "The business content of a record",
        .parameters = get_parameters,
        .answers = {{200, "application/json", NULL, "By the register's schema"}},
        .action = ACTION_READ,
        .lane = LANE_DISK,
        .run = run_get,
    },
    {
        .id = "updateRecord",
        .method = METHOD_PUT,
        .path = "/api/records/{register}/{record}",
        .summary = "Keeps a new version of a record",
        .parameters = update_parameters,
        .body = INPUT_DOCUMENT,
        .answers = {{200, "application/json", "Receipt", "Kept"}},
        .action = ACTION_WRITE,
        .lane = LANE_DISK,
        .run = run_update,
    },
    {
        .id = "moveRecord",
        .method = METHOD_POST,
        .path = "/api/records/{register}/{record}/state",
        .summary = "Brings a record into another state, or into a deal",
        .text = "From a state to those that the register declares; the document stays as it is.",
        .parameters = move_parameters,
        .body = INPUT_JSON,
        .body_schema = "Move",
        .answers = {{200, "application/json", "Receipt", "Done"}},
        .action = ACTION_WRITE,
        .lane = LANE_DISK,
        .run = run_move,
    },
    {
        .id = "getHistory",
        .path = "/api/records/{register}/{record}/history",
        .summary = "What was done to a record, the newest first",
        .parameters = history_parameters,
        .answers = {{200, "application/json", "Entries", "Entries of the journal"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_history,
    },
    {
        .id = "getOriginal",
        .path = "/api/records/{register}/{record}/original",
        .summary = "The document as it was received",
        .text = "Its media type is told in Madoguchi-Media-Type; it is never served as a page.",
        .parameters = original_parameters,
        .answers = {{200, "application/octet-stream", NULL, "Byte for byte"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_original,
    },
    {0},
};
