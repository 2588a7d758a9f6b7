// SPDX-License-Identifier: Apache-2.0
// Records of the registers: what organisations keep here, version by version.
//
//     body ─► register/crosswalk ─► content ─► store_write (content and original) ─► receipt
//
// What cannot be read as a document of the register is refused whole. The version is the ETag: who
// changes a record says which version he saw, and of two at a time one is told.

#include "register/edit.h"
#include "server/dossier.h"
#include "server/matters.h"
#include "server/names.h"
#include "server/press.h"
#include "server/received.h"
#include "server/routes/parameters.h"

// ---- Registers ----

static bool names_public(const Json *rights)
{
    const Json *read = json_get(rights, S("read"));
    for (size_t i = 0; i < json_count(read); i++)
        if (slice_equal(json_text(read->items[i]), S("public")))
            return true;
    return false;
}

// Whether everybody may see its records, in some state at least.
static bool is_published(const Json *declared)
{
    const Json *states = json_get(declared, S("states"));
    for (size_t i = 0; states != NULL && states->kind == JSON_OBJECT && i < states->count; i++)
        if (names_public(states->members[i].value))
            return true;
    return names_public(json_get(declared, S("rights")));
}

// The system of the window that a register is part of, with its name for people; none of documents
// of trade.
static void write_system(Request *request, JsonWriter *json, Register *reg, const Json *systems)
{
    Faults ignored = {0};
    const Json *declared = register_declared(reg, &ignored);
    json_field_boolean(json, "isPublished", is_published(declared));
    Slice system = json_get_text(declared, S("system"));
    const Json *title = json_get(systems, system);
    json_field(json, "system", system);
    json_field(json, "systemTitle", json_get_text(title, slice_of(request_language(request))));
}

static void run_registers(Request *request)
{
    Registers *registers = press_registers(worker_press(request->server, request->worker));
    const Json *systems = json_read(
        request->arena, registers_glossary(registers, S("systems.json")), &request->worker->faults);
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '[');
    for (size_t i = 0; i < registers_count(registers); i++) {
        Register *reg = registers_at(registers, i);
        json_open(&json, '{');
        json_field(&json, "name", register_name(reg));
        json_field(&json, "title", register_title(reg, slice_of(request_language(request))));
        write_system(request, &json, reg, systems);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    answer_json(request, 200, &json);
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

// What the asker may not see is left out; a record of which he may see nothing is, too.
static bool write_record(Act *act, Register *reg, JsonWriter *json, const Record *record)
{
    Matter matter;
    size_t before = act->faults->count;
    if (!matter_of(act, reg, record, &matter))
        return act->faults->count == before;
    json_open(json, '{');
    bool is_good = matter_write_json(act, json, &matter, true);
    json_close(json, '}');
    return is_good;
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
    Register *reg = register_of(request);
    if (reg == NULL || !may_filter(request, reg, request->organisation))
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
    JsonWriter json = page_open(request, "records");
    Act *act = request_act(request);
    for (size_t i = 0; i < list.count; i++)
        if (!write_record(act, reg, &json, &list.at[i])) {
            answer_refusal(request);
            return;
        }
    page_answer(request, &json, list.next);
}

static void run_counts(Request *request)
{
    const Count *counts;
    size_t count;
    Register *reg = register_of(request);
    Matter matter;
    if (reg == NULL || !matter_of_owner(request_act(request), reg, request->organisation, &matter))
        return;
    if (!store_counts(request->server->store, request->arena, request->organisation,
                      request_value(request, "register"), request_value(request, "facet"), &counts,
                      &count, &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '[');
    for (size_t i = 0; i < count; i++) {
        if (!matter_shows_facet(&matter, counts[i].name))
            continue;
        json_open(&json, '{');
        json_field(&json, "facet", counts[i].name);
        json_field(&json, "value", counts[i].value);
        json_field_integer(&json, "count", (int64_t)counts[i].count);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    answer_json(request, 200, &json);
}

static void run_get(Request *request)
{
    const Matter *matter = request_matter(request);
    if (matter == NULL)
        return;
    const Json *content = matter_show(request_act(request), matter);
    if (content == NULL) {
        answer_refusal(request);
        return;
    }
    bool is_whole = content == matter->content && matter->record->content.len > 0;
    answer_bytes(request, "application/json",
                 is_whole ? matter->record->content : json_show(request->arena, content));
    answer_field(request, "Madoguchi-State", matter->record->state);
    answer_version(request, matter->record->version);
}

// ---- Writing ----

// False with a problem answered.
static bool read_document(Request *request, Register *reg, Received *document)
{
    if (!received_from(request, reg, document))
        return false;
    answer_field(request, "Madoguchi-Left-Behind",
                 arena_print(request->arena, "%zu", document->left_behind));
    return true;
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
    else if (write->version == 0)
        write->deal = join_find(request, write->register_name, write->facets, write->facet_count);
    return true;
}

static void answer_location(Request *request, Slice kind, Slice id)
{
    answer_field(request, "Location",
                 arena_print(request->arena, "/api/records/%.*s/%.*s", (int)kind.len, kind.at,
                             (int)id.len, id.at));
}

// Writes, and answers the receipt with that status.
static void keep(Request *request, const Write *write, int status)
{
    const Record *before = request->matter != NULL ? request->matter->record : NULL;
    Record kept = {.facets = write->facets, .facet_count = write->facet_count};
    Done done = {.record = write->record,
                 .number = record_number(&kept),
                 .state = before != NULL ? before->state : write->state,
                 .deal = write->deal.at != NULL || before == NULL ? write->deal : before->deal};
    if (!act_write(request_act(request), write, &done.receipt)) {
        request->response.field_count = 0;
        answer_refusal(request);
        return;
    }
    answer_done(request, &done, status);
    if (status == 201)
        answer_location(request, write->register_name, write->record);
}

static void create_again(Request *request, const Entry *entry)
{
    answer_done_again(request, entry);
    answer_location(request, entry->register_name, entry->record);
}

// A record that is held to its register's declaration.
static void keep_checked(Request *request, const Received *document, Slice id, uint64_t version)
{
    Done done;
    Act *act = request_act(request);
    Submission submission = {.content = document->content,
                             .original = document->original,
                             .media_type = document->media_type,
                             .file_name = document->file_name,
                             .deal = request_value(request, "deal")};
    if (submission.deal.len > 0 && !may_join(request, submission.deal))
        return;
    if (document->left_behind > 0) {
        answer_problem(request, PROBLEM_UNREADABLE,
                       "%zu values have no place in a record of this register, or not their form",
                       document->left_behind);
        return;
    }
    bool is_done =
        version == 0 ? act_create(act, document->reg, request->organisation, id, &submission, &done)
                     : act_update(act, request->matter, version, &submission, &done);
    if (!is_done) {
        answer_refusal(request);
        return;
    }
    answer_done(request, &done, version == 0 ? 201 : 200);
    if (version == 0)
        answer_location(request, register_name(document->reg), id);
}

// Documents of trade are kept as they came; records of other registers as these want them.
static bool is_held_to_declaration(Request *request, Register *reg)
{
    const Declaration *declaration = register_declaration(reg, &request->worker->faults);
    return declaration != NULL && declaration->is_checked;
}

static bool may_change(Request *request, uint64_t version)
{
    if (version == 0)
        return true;
    const Matter *matter = request_matter(request);
    if (matter != NULL && !matter_may_write(matter))
        answer_problem(request, PROBLEM_FORBIDDEN, "the right to write it is missing");
    return matter != NULL && matter_may_write(matter);
}

static void write_version(Request *request, Slice id, const char *action, uint64_t version)
{
    Received document;
    Register *reg = register_of(request);
    if (reg == NULL || !may_change(request, version))
        return;
    if (version > 0)
        reg = request->matter->reg; // as it was declared when the record was written
    if (!read_document(request, reg, &document))
        return;
    if (is_held_to_declaration(request, reg)) {
        keep_checked(request, &document, id, version);
        return;
    }
    Write write = received_write(&document);
    write.actor = request->asker.actor;
    write.owner = request->organisation;
    write.register_name = register_name(reg);
    write.record = id;
    write.action = slice_of(action);
    write.version = version;
    write.deal = request_value(request, "deal");
    if (version == 0)
        write.state = state_first(reg, &request->worker->faults);
    if (find_deal(request, &write))
        keep(request, &write, version == 0 ? 201 : 200);
}

static void run_create(Request *request)
{
    write_version(request, act_new_id(request_act(request)), "create", 0);
}

static void run_update(Request *request)
{
    const Matter *matter = request_matter(request);
    if (matter != NULL && has_seen(request, matter->record))
        write_version(request, matter->record->id, "update", matter->record->version);
}

// By the state that it shall come into: of several ways there the first that is declared.
static Slice transition_to(const Matter *matter, Slice state)
{
    const Declaration *declaration = matter->declaration;
    for (size_t i = 0; i < declaration->transition_count; i++)
        if (slice_equal(declaration->transitions[i].to, state) &&
            wordlist_has(&declaration->transitions[i].from, matter->record->state))
            return declaration->transitions[i].id;
    return state;
}

// The document stays as it is. The store compares the version again when it writes.
static void run_move(Request *request)
{
    Done done;
    const Json *json = request_json(request);
    const Matter *matter = json != NULL ? request_matter(request) : NULL;
    if (matter == NULL || !has_seen(request, matter->record))
        return;
    Slice state = json_get_text(json, S("state"));
    Move move = {0};
    // A deal is its own; a document leaves its deal by naming none.
    if (json_get(json, S("deal")) != NULL &&
        !slice_equal(matter->record->register_name, DEAL_REGISTER)) {
        Slice deal = json_get_text(json, S("deal"));
        move.deal = deal.len > 0 ? deal : S("");
    }
    if (state.len > 0 && !slice_equal(state, matter->record->state))
        move.transition = transition_to(matter, state);
    if (move.deal.len > 0 && !may_join(request, move.deal))
        return;
    if (act_move(request_act(request), matter, matter->record->version, &move, &done))
        answer_done(request, &done, 200);
    else
        answer_refusal(request);
}

// ---- History and originals ----

static void run_history(Request *request)
{
    const Entry *entries;
    size_t count;
    const Matter *matter = request_matter(request);
    EntryQuery query = {.owner = request->organisation,
                        .register_name = request_value(request, "register"),
                        .record = request_value(request, "record"),
                        .from = request_number(request, "from", UINT64_MAX),
                        .newest_first = true,
                        .limit = (size_t)request_number(request, "limit", 50)};
    if (matter == NULL)
        return;
    if (store_entries(request->server->store, request->arena, &query, &entries, &count,
                      &request->worker->faults))
        answer_entries(request, entries, count);
    else
        answer_refusal(request);
}

static void run_original(Request *request)
{
    Slice bytes;
    const Matter *matter = request_matter(request);
    if (matter == NULL)
        return;
    const Record *record = matter->record;
    uint64_t index = request_number(request, "entry", record->index);
    const Entry *entry =
        store_entry(request->server->store, request->arena, index, &request->worker->faults);
    bool is_its = entry != NULL && slice_equal(entry->record, record->id) &&
                  slice_equal(entry->owner, record->owner) &&
                  slice_equal(entry->register_name, record->register_name);
    // What hides a field in the content does not show it in the bytes, unless they are one's own.
    bool is_shown = is_its && (!entry->content.is_there || matter_is_whole(matter) ||
                               slice_equal(entry->actor, request->asker.actor));
    if (!is_shown || !store_body(request->server->store, request->arena, index, BODY_ORIGINAL,
                                 &bytes, &request->worker->faults)) {
        answer_problem(request, PROBLEM_NOT_FOUND,
                       "the entry is not the record's, or brought no original");
        return;
    }
    answer_original(request, bytes, entry->media_type);
}

// ---- Rows ----

static const Parameter register_parameters[] = {REGISTER, {0}};
static const Parameter list_parameters[] = {
    REGISTER,
    ORGANISATION,
    OF_DEAL,
    STATE,
    FACET,
    {.name = "content",
     .in = IN_QUERY,
     .kind = BOOLEAN,
     .text = "With the business content of each."},
    LIMIT(LIST_MAX),
    AFTER,
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
    REGISTER, ORGANISATION, OF_DEAL, FILE_NAME, IDEMPOTENCY_KEY, {0},
};
static const Parameter update_parameters[] = {
    REGISTER, RECORD, ORGANISATION, OF_DEAL, FILE_NAME, IF_MATCH, IDEMPOTENCY_KEY, {0},
};
static const Parameter move_parameters[] = {
    REGISTER, RECORD, ORGANISATION, IF_MATCH, IDEMPOTENCY_KEY, {0},
};
static const Parameter get_parameters[] = {REGISTER, RECORD, ORGANISATION, {0}};
static const Parameter history_parameters[] = {
    REGISTER,
    RECORD,
    ORGANISATION,
    LIMIT(LIST_MAX),
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
        .again = create_again,
    },
    {
        .id = "getRecord",
        .path = "/api/records/{register}/{record}",
        .summary = "The business content of a record",
        .parameters = get_parameters,
        .answers = {{200, "application/json", NULL, "By the register's schema"}},
        .action = ACTION_READ,
        .subject = SUBJECT_RECORD,
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
        .action = ACTION_ACT,
        .subject = SUBJECT_RECORD,
        .lane = LANE_DISK,
        .run = run_update,
        .again = answer_done_again,
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
        .action = ACTION_ACT,
        .subject = SUBJECT_RECORD,
        .lane = LANE_DISK,
        .run = run_move,
        .again = answer_done_again,
    },
    {
        .id = "getHistory",
        .path = "/api/records/{register}/{record}/history",
        .summary = "What was done to a record, the newest first",
        .parameters = history_parameters,
        .answers = {{200, "application/json", "Entries", "Entries of the journal"}},
        .action = ACTION_READ,
        .subject = SUBJECT_RECORD,
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
        .subject = SUBJECT_RECORD,
        .lane = LANE_SLOW,
        .run = run_original,
    },
    {0},
};
