// SPDX-License-Identifier: Apache-2.0
// What parties put into a deal: documents, replies to those of others, comments, and their word on
// the part that they are named for.

#include "server/deals.h"
#include "server/matters.h"
#include "server/names.h"
#include "server/routes/parameters.h"

// ---- Its documents ----

// NULL with a problem answered.
static const Record *named_document(Request *request, Dossier *dossier)
{
    Slice kind = request_value(request, "register"), id = request_value(request, "record");
    if (!dossier_open(request, dossier))
        return NULL;
    for (size_t i = 0; i < dossier->count; i++)
        if (slice_equal(dossier->documents[i].id, id) &&
            slice_equal(dossier->documents[i].register_name, kind))
            return &dossier->documents[i];
    answer_problem(request, PROBLEM_NOT_FOUND, "the deal has no such document that you may see");
    return NULL;
}

static void run_document(Request *request)
{
    Dossier dossier;
    const Record *record = named_document(request, &dossier);
    if (record != NULL)
        answer_bytes(request, "application/json", record->content);
}

static void run_original(Request *request)
{
    Dossier dossier;
    const Record *record = named_document(request, &dossier);
    if (record == NULL)
        return;
    Slice bytes;
    Store *store = request->server->store;
    Faults *faults = &request->worker->faults;
    EntryQuery query = {.owner = record->owner,
                        .register_name = record->register_name,
                        .record = record->id,
                        .from = UINT64_MAX,
                        .newest_first = true};
    const Entry *entries;
    size_t count = 0;
    store_entries(store, request->arena, &query, &entries, &count, faults);
    for (size_t i = 0; i < count; i++) {
        if (!entries[i].original.is_there ||
            !store_body(store, request->arena, entries[i].index, BODY_ORIGINAL, &bytes, faults))
            continue;
        answer_original(request, bytes, entries[i].media_type);
        return;
    }
    answer_problem(request, PROBLEM_NOT_FOUND, "the document came without an original");
}

// ---- Documents into it ----

static void answer_entry(Request *request, const Entry *entry)
{
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field(&json, "register", entry->register_name);
    json_field(&json, "record", entry->record);
    json_field_integer(&json, "version", entry->version);
    json_field_integer(&json, "entry", entry->index);
    json_close(&json, '}');
    answer_json(request, request->route->answers[0].status, &json);
}

static void put_write(Request *request, const Write *write)
{
    Receipt receipt;
    if (!act_write(request_act(request), write, &receipt)) {
        answer_refusal(request);
        return;
    }
    Entry entry = {.register_name = write->register_name,
                   .record = write->record,
                   .version = receipt.version,
                   .index = receipt.index};
    answer_entry(request, &entry);
}

static void run_upload(Request *request)
{
    Dossier dossier;
    Received document;
    if (!dossier_open(request, &dossier) || !deal_read_document(request, &document))
        return;
    Write write = received_write(&document);
    write.actor = request->asker.actor;
    write.owner = request->asker.organisation;
    write.register_name = register_name(document.reg);
    write.record = act_new_id(request_act(request));
    write.action = S("create");
    write.state = state_first(document.reg, &request->worker->faults);
    write.deal = dossier.record->id;
    put_write(request, &write);
}

static void run_join(Request *request)
{
    Dossier dossier;
    const Json *body = request_json(request);
    if (body == NULL || !dossier_open(request, &dossier))
        return;
    Slice kind = json_get_text(body, S("register")), id = json_get_text(body, S("record"));
    const Record *record =
        slice_starts(kind, S("@")) || slice_equal(kind, DEAL_REGISTER) || kind.len == 0
            ? NULL
            : store_record(request->server->store, request->arena, request->asker.organisation,
                           kind, id, &request->worker->faults);
    if (record == NULL) {
        answer_problem(request, PROBLEM_NOT_FOUND, "your organisation has no such document");
        return;
    }
    Write write = {.actor = request->asker.actor,
                   .owner = record->owner,
                   .register_name = record->register_name,
                   .record = record->id,
                   .action = S("join"),
                   .version = record->version,
                   .deal = dossier.record->id};
    put_write(request, &write);
}

static void run_proposals(Request *request)
{
    Dossier dossier;
    const Proposal *proposals;
    if (!dossier_open(request, &dossier))
        return;
    size_t count = join_propose(request, &dossier, &proposals);
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(&json, '{');
        json_field(&json, "register", proposals[i].record->register_name);
        json_field(&json, "record", proposals[i].record->id);
        json_field(&json, "recordNumber", record_number(proposals[i].record));
        json_field(&json, "kind", proposals[i].kind);
        json_field(&json, "number", proposals[i].number);
        json_field(&json, "like", proposals[i].like);
        json_field_boolean(&json, "same", slice_equal(proposals[i].number, proposals[i].like));
        json_close(&json, '}');
    }
    json_close(&json, ']');
    answer_json(request, 200, &json);
}

// ---- Replies to documents ----

enum { REASON_MAX = 4000 };

// False with a problem answered.
static bool is_fit_to_reply(Request *request, const Dossier *dossier, const Record *document)
{
    PartStanding standing = own_standing(request, dossier->record);
    if (slice_equal(document->owner, dossier->asker.organisation))
        answer_problem(request, PROBLEM_FORBIDDEN,
                       "it is your own document: others accept or refuse it");
    else if (!deal_may_reply(dossier, standing, document))
        answer_problem(request, PROBLEM_FORBIDDEN,
                       "your part in the deal does not accept or refuse documents of this kind");
    else
        return has_seen(request, document);
    return false;
}

static void run_reply(Request *request)
{
    Dossier dossier;
    const Json *body = request_json(request);
    const Record *document = body != NULL ? named_document(request, &dossier) : NULL;
    if (document == NULL || !is_fit_to_reply(request, &dossier, document))
        return;
    Slice reason = slice_trim(json_get_text(body, S("reason")));
    bool is_accepting = slice_equal(json_get_text(body, S("state")), S("accepted"));
    if (reason.len > REASON_MAX || (reason.len == 0 && !is_accepting)) {
        answer_problem(request, PROBLEM_UNREADABLE, "who refuses says why, in 1 to %d bytes",
                       REASON_MAX);
        return;
    }
    Write write = reply_write(request->arena, &dossier, document, is_accepting, reason);
    put_write(request, &write);
}

// ---- One's own part ----

static void run_answer_part(Request *request)
{
    const Json *body = request_json(request);
    if (body == NULL)
        return;
    const Record *deal = request->dossier->record;
    Write write = {.actor = request->asker.actor,
                   .owner = request->asker.organisation,
                   .register_name = KIND_PART,
                   .record = deal->id,
                   .action = S("answer"),
                   .version = VERSION_ANY,
                   .state = json_get_text(body, S("state")),
                   .deal = deal->id};
    put_write(request, &write);
}

// ---- Comments ----

static void run_comments(Request *request)
{
    Dossier dossier;
    RecordList list;
    if (!dossier_open(request, &dossier))
        return;
    Faults *faults = &request->worker->faults;
    if (!dossier_records(request, &dossier, KIND_COMMENT, &list)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '[');
    for (size_t i = 0; i < list.count; i++) {
        const Json *content = json_read(request->arena, list.at[i].content, faults);
        json_open(&json, '{');
        json_field(&json, "id", list.at[i].id);
        json_field(&json, "text", json_get_text(content, S("text")));
        json_field(&json, "register", json_get_text(content, S("register")));
        json_field(&json, "record", json_get_text(content, S("record")));
        json_field(&json, "organisation", list.at[i].owner);
        json_time(&json, "created", list.at[i].created_ms);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    answer_json(request, 200, &json);
}

static void run_add_comment(Request *request)
{
    enum { COMMENT_MAX = 4000 };
    Dossier dossier;
    const Json *body = request_json(request);
    if (body == NULL || !dossier_open(request, &dossier))
        return;
    Slice text = slice_trim(json_get_text(body, S("text")));
    if (text.len == 0 || text.len > COMMENT_MAX) {
        answer_problem(request, PROBLEM_UNREADABLE, "a comment has a text of 1 to %d bytes",
                       COMMENT_MAX);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field(&json, "text", text);
    json_field(&json, "register", json_get_text(body, S("register")));
    json_field(&json, "record", json_get_text(body, S("record")));
    json_close(&json, '}');
    Write write = {.actor = request->asker.actor,
                   .owner = request->asker.organisation,
                   .register_name = KIND_COMMENT,
                   .record = act_new_id(request_act(request)),
                   .action = S("comment"),
                   .deal = dossier.record->id,
                   .content = buffer_slice(json.out)};
    put_write(request, &write);
}

// ---- Rows ----

#define KIND                                                                                       \
    {                                                                                              \
        .name = "register", .in = IN_PATH, .most = 100, .text = "The kind of document."            \
    }

static const Parameter deal_parameters[] = {DEAL, {0}};
static const Parameter document_parameters[] = {DEAL, KIND, RECORD, {0}};
static const Parameter reply_parameters[] = {
    DEAL,
    KIND,
    RECORD,
    {.name = "If-Match",
     .in = IN_HEADER,
     .is_required = true,
     .text = "The version that was seen, in quotes as an ETag."},
    IDEMPOTENCY_KEY,
    {0},
};
static const Parameter write_parameters[] = {DEAL, IDEMPOTENCY_KEY, {0}};
static const Parameter upload_parameters[] = {DEAL, FILE_NAME, IDEMPOTENCY_KEY, {0}};

const Route deal_document_routes[] = {
    {
        .id = "getDealDocument",
        .path = "/api/deals/{deal}/documents/{register}/{record}",
        .summary = "The business content of a document of the deal, whoever's it is",
        .parameters = document_parameters,
        .answers = {{200, "application/json", NULL, "By the register's schema"}},
        .action = ACTION_READ,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_document,
    },
    {
        .id = "getDealOriginal",
        .path = "/api/deals/{deal}/documents/{register}/{record}/original",
        .summary = "A document of the deal as it was received",
        .text = "Its media type is told in Madoguchi-Media-Type; it is never served as a page.",
        .parameters = document_parameters,
        .answers = {{200, "application/octet-stream", NULL, "Byte for byte"}},
        .action = ACTION_READ,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_original,
    },
    {
        .id = "replyToDocument",
        .method = METHOD_POST,
        .path = "/api/deals/{deal}/documents/{register}/{record}/reply",
        .summary = "Accepts or refuses a document of another party",
        .text = "The document stays as it is; the reply is a record of one's own in the deal. "
                "Given again, it is changed. A version that says something else stands without "
                "replies.",
        .parameters = reply_parameters,
        .body = INPUT_JSON,
        .body_schema = "DocumentReply",
        .answers = {{200, "application/json", "DealReceipt", "It is kept"}},
        .action = ACTION_SHARE,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_reply,
        .again = answer_entry,
    },
    {
        .id = "addToDeal",
        .method = METHOD_POST,
        .path = "/api/deals/{deal}/documents",
        .summary = "Keeps a document of any kind and syntax in the deal",
        .parameters = upload_parameters,
        .body = INPUT_DOCUMENT,
        .answers = {{201, "application/json", "DealReceipt", "Kept, as what it is of"}},
        .action = ACTION_SHARE,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_upload,
        .again = answer_entry,
    },
    {
        .id = "joinDeal",
        .method = METHOD_POST,
        .path = "/api/deals/{deal}/join",
        .summary = "Puts a record of one's own into the deal",
        .parameters = write_parameters,
        .body = INPUT_JSON,
        .body_schema = "Join",
        .answers = {{200, "application/json", "DealReceipt", "It is in the deal"}},
        .action = ACTION_SHARE,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_join,
        .again = answer_entry,
    },
    {
        .id = "proposeJoins",
        .path = "/api/deals/{deal}/proposals",
        .summary = "Records of one's own that may belong to the deal",
        .text = "Those in no deal that share a number with a document of this one, or have it but "
                "for one character.",
        .parameters = deal_parameters,
        .answers = {{200, "application/json", "Proposals", "Those that agree first"}},
        .action = ACTION_READ,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_proposals,
    },
    {
        .id = "answerPart",
        .method = METHOD_POST,
        .path = "/api/deals/{deal}/part",
        .summary = "Accepts or declines the part that one is named for",
        .text =
            "Until it is accepted, or something of one's own was put into the deal, no document "
            "joins it by itself. A deal that was declined is listed no more.",
        .parameters = write_parameters,
        .body = INPUT_JSON,
        .body_schema = "PartAnswer",
        .answers = {{200, "application/json", "DealReceipt", "Answered"}},
        .action = ACTION_SHARE,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_answer_part,
        .again = answer_entry,
    },
    {
        .id = "listComments",
        .path = "/api/deals/{deal}/comments",
        .summary = "What the parties said",
        .parameters = deal_parameters,
        .answers = {{200, "application/json", "Comments", "The oldest first"}},
        .action = ACTION_READ,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_comments,
    },
    {
        .id = "addComment",
        .method = METHOD_POST,
        .path = "/api/deals/{deal}/comments",
        .summary = "Says something to all parties",
        .parameters = write_parameters,
        .body = INPUT_JSON,
        .body_schema = "NewComment",
        .answers = {{201, "application/json", "DealReceipt", "Said"}},
        .action = ACTION_SHARE,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_add_comment,
        .again = answer_entry,
    },
    {0},
};
