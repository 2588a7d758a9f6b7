// SPDX-License-Identifier: Apache-2.0
// Deals: who takes part, which documents are there, what they say against each other.
//
// A deal is a record of the register `deal` and made as such; here it is seen as a whole. Its state
// follows from its documents whenever it is looked at: nothing is kept twice.

#include "identity/secrets.h"
#include "server/dossier.h"
#include "server/matters.h"
#include "server/names.h"
#include "server/press.h"
#include "server/routes/parameters.h"

#include <stdlib.h>

enum { TIMELINE_MAX = 200 };

static size_t list_count(const Json *json, const char *name)
{
    const Json *list = json_get(json, slice_of(name));
    return list != NULL && list->kind == JSON_ARRAY ? list->count : 0;
}

static const Json *list_at(const Json *json, const char *name, size_t index)
{
    return json_get(json, slice_of(name))->items[index];
}

// ---- The list ----

// Of who has no part in it there is no standing.
static PartStanding own_standing(Request *request, const Record *record)
{
    bool has_part = !asker_may(&request->asker, RELATION_NONE, ACTION_READ);
    return has_part ? part_standing(request, record, request->asker.organisation) : PART_END;
}

static void write_head(Request *request, JsonWriter *json, const Record *record,
                       const Json *content, PartStanding standing)
{
    json_open(json, '{');
    json_field(json, "id", record->id);
    json_field(json, "number", record_number(record));
    json_field(json, "title", json_get_text(content, S("title")));
    json_field(json, "stage", json_get_text(content, S("stage")));
    json_field(json, "state", record->state);
    json_field_integer(json, "version", record->version);
    json_field(json, "organisation", record->owner);
    if (standing != PART_END)
        json_field(json, "standing", slice_of(part_standing_names[standing]));
    json_field_open(json, "parts", '[');
    for (size_t i = 0; i < list_count(content, "parties"); i++)
        if (slice_equal(json_get_text(list_at(content, "parties", i), S("organisation")),
                        request->asker.organisation))
            json_string(json, json_get_text(list_at(content, "parties", i), S("partCode")));
    json_close(json, ']');
    json_time(json, "created", record->created_ms);
    json_time(json, "changed", record->changed_ms);
    json_close(json, '}');
}

static void write_counts(JsonWriter *json, const RecordList *list)
{
    static const char *const states[] = {"open", "closed", "cancelled"};
    json_field_open(json, "counts", '{');
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        uint64_t count = 0;
        for (size_t k = 0; k < list->count; k++)
            count += slice_equal(list->at[k].state, slice_of(states[i]));
        json_field_integer(json, states[i], count);
    }
    json_close(json, '}');
}

static void run_list(Request *request)
{
    RecordList list;
    Facet facets[3];
    size_t count = 0;
    Slice state = request_value(request, "state"), stage = request_value(request, "stage");
    if (!asker_may(&request->asker, RELATION_NONE, ACTION_READ))
        facets[count++] = facet_counted(S("parties.organisation"), request->asker.organisation);
    if (state.len > 0)
        facets[count++] = facet_counted(S("state"), state);
    if (stage.len > 0)
        facets[count++] = facet_counted(S("stage"), stage);
    Query query = {.register_name = DEAL_REGISTER,
                   .facets = facets,
                   .facet_count = count,
                   .after = request_number(request, "after", 0),
                   .limit = (size_t)request_number(request, "limit", 50),
                   .with_content = true};
    Faults *faults = &request->worker->faults;
    if (!store_list(request->server->store, request->arena, &query, &list, faults)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = page_open(request, "deals");

    for (size_t i = 0; i < list.count; i++) {
        PartStanding standing = own_standing(request, &list.at[i]);
        if (standing != PART_DECLINED)
            write_head(request, &json, &list.at[i],
                       json_read(request->arena, list.at[i].content, faults), standing);
    }
    json_close(&json, ']');
    write_counts(&json, &list);
    json_next(&json, request->arena, list.next);
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

// ---- A document that was sent ----

// Of any register but a deal's own. False with a problem answered.
static bool read_one(Request *request, Received *document)
{
    RequestFile *files;
    size_t count = request_files(request, &files);
    if (count > 1)
        answer_problem(request, PROBLEM_UNREADABLE, "send one file a request");
    if (count != 1)
        return false;
    CrosswalkRun *run = press_run(worker_press(request->server, request->worker));
    if (!received_read(run, request->arena, NULL, files[0].name, files[0].bytes, document,
                       &request->worker->faults)) {
        answer_faults(request, PROBLEM_UNREADABLE, &request->worker->faults);
        return false;
    }
    if (slice_equal(register_name(document->reg), DEAL_REGISTER)) {
        answer_problem(request, PROBLEM_UNREADABLE, "a deal is no document of a deal");
        return false;
    }
    return true;
}

// ---- Findings ----

static void write_finding(JsonWriter *json, const Dossier *dossier, const DealFinding *finding)
{
    json_open(json, '{');
    deal_finding_write(json, finding);
    if (finding->document != SIZE_MAX) {
        const Record *record = &dossier->documents[finding->document];
        json_field(json, "register", record->register_name);
        json_field(json, "record", record->id);
        json_field(json, "organisation", record->owner);
        json_field(json, "number", record_number(record));
        json_field(json, "place", finding->place);
    }
    json_field_open(json, "comparedWith", '[');
    for (size_t i = 0; i < finding->other_count; i++) {
        const Record *other = &dossier->documents[finding->others[i]];
        json_open(json, '{');
        json_field(json, "register", other->register_name);
        json_field(json, "record", other->id);
        json_field(json, "number", record_number(other));
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void write_finding_counts(JsonWriter *json, const char *name, const DealFindings *findings)
{
    json_field_open(json, name, '{');
    for (size_t i = 0; i < DEAL_CERTAINTY_END; i++)
        json_field_integer(json, deal_certainty_names[i], findings->by_certainty[i]);
    json_close(json, '}');
}

static void answer_check(Request *request, Dossier *dossier)
{
    DealFindings findings;
    if (!dossier_check(request, dossier, &findings)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    write_finding_counts(&json, "counts", &findings);
    json_field_open(&json, "findings", '[');
    for (size_t i = 0; i < findings.count; i++)
        write_finding(&json, dossier, &findings.list[i]);
    json_close(&json, ']');
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

static void run_check(Request *request)
{
    Dossier dossier;
    if (dossier_open(request, &dossier))
        answer_check(request, &dossier);
}

// In the place of the record that it is a new version of, else behind all.
static void add_draft(Request *request, Dossier *dossier, const Received *draft)
{
    Record *all = arena_array(request->arena, Record, dossier->count + 1);
    Slice replaced = request_value(request, "record");
    size_t at = 0;
    if (dossier->count > 0)
        memcpy(all, dossier->documents, dossier->count * sizeof *all);
    while (at < dossier->count && !(slice_equal(all[at].id, replaced) &&
                                    slice_equal(all[at].register_name, register_name(draft->reg))))
        at++;
    all[at] = (Record){.owner = request->asker.organisation,
                       .register_name = register_name(draft->reg),
                       .id = replaced.len > 0 ? replaced : S("draft"),
                       .facets = draft->facets,
                       .facet_count = draft->facet_count,
                       .content = draft->content};
    dossier->documents = all;
    dossier->count += at == dossier->count;
}

static void run_check_draft(Request *request)
{
    Dossier dossier;
    Received draft;
    if (!dossier_open(request, &dossier) || !read_one(request, &draft))
        return;
    add_draft(request, &dossier, &draft);
    answer_check(request, &dossier);
}

// ---- One deal ----

typedef struct View {
    Request *request;
    Dossier dossier;
    DealFindings findings;
    JsonWriter json;
    Slice language;
    PartStanding standing; // of the asker's organisation
} View;

static Slice title_of(const View *it, Slice kind)
{
    Faults *faults = arena_array(it->request->arena, Faults, 1); // a kind that is none has no title
    Registers *registers = press_registers(worker_press(it->request->server, it->request->worker));
    Register *reg = registers_find(registers, kind, faults);
    return reg != NULL ? register_title(reg, it->language) : kind;
}

static void write_kind(View *it, Slice kind)
{
    json_field(&it->json, "register", kind);
    json_field(&it->json, "title", title_of(it, kind));
}

static void write_expectation(View *it, const Json *expected)
{
    json_field(&it->json, "from", json_get_text(expected, S("fromCode")));
    json_field(&it->json, "for", json_get_text(expected, S("forCode")));
    json_field(&it->json, "due", json_get_text(expected, S("dueDate")));
}

// NULL where the deal says nothing of that kind.
static const Json *expectation_of(const Dossier *dossier, Slice kind)
{
    for (size_t i = 0; i < list_count(dossier->content, "expectedDocuments"); i++) {
        const Json *one = list_at(dossier->content, "expectedDocuments", i);
        if (slice_equal(json_get_text(one, S("register")), kind))
            return one;
    }
    return NULL;
}

static bool is_there(const Dossier *dossier, Slice kind)
{
    for (size_t i = 0; i < dossier->count; i++)
        if (slice_equal(dossier->documents[i].register_name, kind))
            return true;
    return false;
}

// What a party says counts more than what was found: a discrepancy may be waived. One that nothing
// could be compared with is received, not checked.
static const char *state_of(const View *it, size_t index)
{
    const Record *record = &it->dossier.documents[index];
    ReplyOutcome outcome = replies_outcome(it->request->arena, &it->dossier, record);
    if (outcome == REPLY_REFUSED)
        return "refused";
    if (outcome == REPLY_ACCEPTED || slice_equal(record->state, S("accepted")))
        return "accepted";
    for (size_t i = 0; i < it->findings.by_certainty[DEAL_CERTAIN]; i++)
        if (deal_finding_blames(&it->dossier.deal, &it->findings.list[i], index))
            return "discrepant";
    return it->dossier.count > 1 ? "checked" : "received";
}

// Whether the asker may accept or refuse it: a document of another, by his part.
static bool may_reply(const Dossier *dossier, PartStanding standing, const Record *document)
{
    const Asker *asker = &dossier->asker;
    return asker_may(asker, dossier->relation, ACTION_SHARE) && standing != PART_DECLINED &&
           !slice_equal(document->owner, asker->organisation) &&
           dossier_may_reply(dossier, asker->organisation, document->register_name);
}

static void write_replies(View *it, const Record *document)
{
    json_field_open(&it->json, "replies", '[');
    for (size_t i = 0; i < it->dossier.reply_count; i++) {
        const Reply *reply = &it->dossier.replies[i];
        if (!reply_is_to(reply, document))
            continue;
        json_open(&it->json, '{');
        json_field(&it->json, "organisation", reply->organisation);
        json_field(&it->json, "state", reply->is_accepting ? S("accepted") : S("refused"));
        json_field(&it->json, "reason", reply->reason);
        json_field(&it->json, "version", reply->version);
        json_time(&it->json, "time", reply->time_ms);
        json_field_boolean(&it->json, "holds", reply_holds(it->request->arena, reply, document));
        json_close(&it->json, '}');
    }
    json_close(&it->json, ']');
}

static void write_document(View *it, size_t index)
{
    const Record *record = &it->dossier.documents[index];
    json_open(&it->json, '{');
    write_kind(it, record->register_name);
    json_field(&it->json, "state", slice_of(state_of(it, index)));
    json_field(&it->json, "record", record->id);
    json_field(&it->json, "number", record_number(record));
    json_field(&it->json, "organisation", record->owner);
    json_field(&it->json, "recordState", record->state);
    json_field_integer(&it->json, "version", record->version);
    json_time(&it->json, "changed", record->changed_ms);
    write_expectation(it, expectation_of(&it->dossier, record->register_name));
    write_replies(it, record);
    json_field_boolean(&it->json, "mayReply", may_reply(&it->dossier, it->standing, record));
    json_close(&it->json, '}');
}

// Who may not see a document is not told that it is missing: for him it would always be.
static bool is_missing(const View *it, const Json *expected)
{
    Slice kind = json_get_text(expected, S("register"));
    return !is_there(&it->dossier, kind) && dossier_shows_record(&it->dossier, S(""), kind);
}

static void write_documents(View *it)
{
    const Json *content = it->dossier.content;
    json_field_open(&it->json, "documents", '[');
    for (size_t i = 0; i < it->dossier.count; i++)
        write_document(it, i);
    for (size_t i = 0; i < list_count(content, "expectedDocuments"); i++) {
        const Json *expected = list_at(content, "expectedDocuments", i);
        if (!is_missing(it, expected))
            continue;
        json_open(&it->json, '{');
        write_kind(it, json_get_text(expected, S("register")));
        json_field(&it->json, "state", S("expected"));
        write_expectation(it, expected);
        json_close(&it->json, '}');
    }
    json_close(&it->json, ']');
}

static void write_waiting(View *it)
{
    Slice today = clock_today(it->request->server, it->request->arena);
    const Json *content = it->dossier.content;
    json_field_open(&it->json, "waiting", '[');
    for (size_t i = 0; i < list_count(content, "expectedDocuments"); i++) {
        const Json *expected = list_at(content, "expectedDocuments", i);
        Slice due = json_get_text(expected, S("dueDate"));
        if (!is_missing(it, expected))
            continue;
        json_open(&it->json, '{');
        write_kind(it, json_get_text(expected, S("register")));
        write_expectation(it, expected);
        json_field_boolean(&it->json, "late", due.len > 0 && slice_compare(due, today) < 0);
        json_close(&it->json, '}');
    }
    json_close(&it->json, ']');
}

// Each party that sees a document of another would have been sent a copy.
static uint64_t copies_saved(const Dossier *dossier)
{
    uint64_t count = 0;
    for (size_t i = 0; i < dossier->count; i++) {
        const Record *record = &dossier->documents[i];
        for (size_t k = 0; k < list_count(dossier->content, "parties"); k++) {
            Slice party = json_get_text(list_at(dossier->content, "parties", k), S("organisation"));
            count += !slice_equal(party, record->owner) &&
                     dossier_shows(dossier, party, record->register_name);
        }
    }
    return count;
}

static int order_entries(const void *a, const void *b)
{
    const Entry *one = a, *other = b;
    return (one->index < other->index) - (one->index > other->index);
}

// The newest of each party's, so that who names the deal without taking part in it crowds out
// nothing.
static bool read_timeline(View *it, Entry **timeline, size_t *timeline_count)
{
    const Slice *owners;
    Request *request = it->request;
    size_t owner_count = dossier_owners(request->arena, &it->dossier, &owners);
    *timeline = arena_array(request->arena, Entry, owner_count * TIMELINE_MAX);
    *timeline_count = 0;
    for (size_t i = 0; i < owner_count; i++) {
        const Entry *entries;
        size_t count;
        EntryQuery query = {.deal = it->dossier.record->id,
                            .owner = owners[i],
                            .from = UINT64_MAX,
                            .newest_first = true,
                            .limit = TIMELINE_MAX};
        if (!store_entries(request->server->store, request->arena, &query, &entries, &count,
                           &request->worker->faults))
            return false;
        for (size_t k = 0; k < count; k++)
            if (dossier_tells(&it->dossier, owners[i], entries[k].register_name))
                (*timeline)[(*timeline_count)++] = entries[k];
    }
    if (*timeline_count > 0)
        qsort(*timeline, *timeline_count, sizeof **timeline, order_entries);
    return true;
}

static bool write_timeline(View *it)
{
    Entry *entries;
    size_t count;
    if (!read_timeline(it, &entries, &count))
        return false;
    Names *names = names_new(it->request);
    json_field_open(&it->json, "timeline", '[');
    for (size_t i = 0; i < count && i < TIMELINE_MAX; i++)
        entry_write_json(&it->json, &entries[i], names);
    json_close(&it->json, ']');
    return true;
}

static bool write_deal(View *it)
{
    json_open(&it->json, '{');
    json_key(&it->json, "deal");
    write_head(it->request, &it->json, it->dossier.record, it->dossier.content, it->standing);
    json_key(&it->json, "content");
    json_number(&it->json, slice_trim(it->dossier.record->content));
    write_documents(it);
    write_finding_counts(&it->json, "findings", &it->findings);
    write_waiting(it);
    json_field_integer(&it->json, "copiesSaved", copies_saved(&it->dossier));
    bool is_good = write_timeline(it);
    json_close(&it->json, '}');
    return is_good;
}

static void run_get(Request *request)
{
    View it = {.request = request,
               .json = json_writer(request->arena),
               .language = slice_of(request_language(request))};
    if (!dossier_open(request, &it.dossier))
        return;
    it.standing = own_standing(request, it.dossier.record);
    if (!dossier_check(request, &it.dossier, &it.findings) || !write_deal(&it)) {
        answer_refusal(request);
        return;
    }
    answer_json(request, 200, &it.json);
    // By all that it says: documents come and are replied to while the deal's own record stays.
    request->response.etag =
        slice_part(secret_digest(request->arena, request->response.body), 0, 32);
    request->response.cache = "private, no-cache";
}

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

// The bytes as they came: a stranger's, and so never shown as a page of ours.
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
        answer_bytes(request, "application/octet-stream", bytes);
        answer_field(request, "Content-Disposition", S("attachment"));
        answer_field(request, "Madoguchi-Media-Type", entries[i].media_type);
        request->response.policy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        return;
    }
    answer_problem(request, PROBLEM_NOT_FOUND, "the document came without an original");
}

// ---- Documents into it ----

static void answer_receipt(Request *request, int status, const Write *write, const Receipt *receipt)
{
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field(&json, "register", write->register_name);
    json_field(&json, "record", write->record);
    json_field_integer(&json, "version", receipt->version);
    json_field_integer(&json, "entry", receipt->index);
    json_close(&json, '}');
    answer_json(request, status, &json);
}

static void put_write(Request *request, int status, const Write *write)
{
    Receipt receipt;
    if (store_write(request->server->store, write, &receipt, &request->worker->faults))
        answer_receipt(request, status, write, &receipt);
    else
        answer_refusal(request);
}

static void run_upload(Request *request)
{
    Dossier dossier;
    Received document;
    if (!dossier_open(request, &dossier) || !read_one(request, &document))
        return;
    Write write = received_write(&document);
    write.actor = request->asker.actor;
    write.owner = request->asker.organisation;
    write.register_name = register_name(document.reg);
    write.record = secret_id(request->arena, 10);
    write.action = S("create");
    write.state = state_first(document.reg, &request->worker->faults);
    write.deal = dossier.record->id;
    put_write(request, 201, &write);
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
    put_write(request, 200, &write);
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
        json_field(&json, "kind", proposals[i].kind);
        json_field(&json, "number", proposals[i].number);
        json_field(&json, "like", proposals[i].like);
        json_field_boolean(&json, "same", slice_equal(proposals[i].number, proposals[i].like));
        json_close(&json, '}');
    }
    json_close(&json, ']');
    answer_json(request, 200, &json);
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
    put_write(request, 200, &write);
}

// ---- Replies to documents ----

enum { REASON_MAX = 4000 };

// False with a problem answered.
static bool is_fit_to_reply(Request *request, const Dossier *dossier, const Record *document,
                            uint64_t version)
{
    PartStanding standing = own_standing(request, dossier->record);
    if (slice_equal(document->owner, dossier->asker.organisation))
        answer_problem(request, PROBLEM_FORBIDDEN,
                       "it is your own document: others accept or refuse it");
    else if (!may_reply(dossier, standing, document))
        answer_problem(request, PROBLEM_FORBIDDEN,
                       "your part in the deal does not accept or refuse documents of this kind");
    else if (version != document->version)
        answer_problem(request, PROBLEM_CHANGED,
                       "the document has version %llu by now; look at it again",
                       (unsigned long long)document->version);
    else
        return true;
    return false;
}

static void run_reply(Request *request)
{
    Dossier dossier;
    uint64_t version;
    const Json *body = request_json(request);
    if (body == NULL || !read_version(request, &version))
        return;
    const Record *document = named_document(request, &dossier);
    if (document == NULL || !is_fit_to_reply(request, &dossier, document, version))
        return;
    Slice reason = slice_trim(json_get_text(body, S("reason")));
    bool is_accepting = slice_equal(json_get_text(body, S("state")), S("accepted"));
    if (reason.len > REASON_MAX || (reason.len == 0 && !is_accepting)) {
        answer_problem(request, PROBLEM_UNREADABLE, "who refuses says why, in 1 to %d bytes",
                       REASON_MAX);
        return;
    }
    Write write = reply_write(request->arena, &dossier, document, is_accepting, reason);
    put_write(request, 200, &write);
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
                   .record = secret_id(request->arena, 10),
                   .action = S("comment"),
                   .deal = dossier.record->id,
                   .content = buffer_slice(json.out)};
    put_write(request, 201, &write);
}

// ---- Rows ----

#define DEAL                                                                                       \
    {                                                                                              \
        .name = "deal", .in = IN_PATH, .most = NAME_MAX_BYTES,                                     \
        .text = "The id of its record in the register deal."                                       \
    }
#define DATES                                                                                      \
    {.name = "presented",                                                                          \
     .in = IN_QUERY,                                                                               \
     .most = 10,                                                                                   \
     .text = "When the documents are presented to the bank; without it, as the deal says."},       \
    {                                                                                              \
        .name = "today", .in = IN_QUERY, .most = 10, .text = "The day to check at; else today."    \
    }

static const Parameter list_parameters[] = {
    {.name = "state",
     .in = IN_QUERY,
     .choices = "open closed cancelled",
     .text = "Those in this state."},
    {.name = "stage", .in = IN_QUERY, .most = 100, .text = "Those at this stage."},
    LIMIT(LIST_MAX),
    AFTER,
    {0},
};
static const Parameter check_parameters[] = {DEAL, DATES, LANGUAGE, {0}};
static const Parameter draft_parameters[] = {
    DEAL,
    DATES,
    LANGUAGE,
    FILE_NAME,
    {.name = "record",
     .in = IN_QUERY,
     .most = NAME_MAX_BYTES,
     .text = "The record that the draft is a new version of; without it, it is a new document."},
    {0},
};
static const Parameter deal_parameters[] = {DEAL, {0}};
static const Parameter document_parameters[] = {
    DEAL,
    {.name = "register", .in = IN_PATH, .most = 100, .text = "The kind of document."},
    RECORD,
    {0},
};
static const Parameter reply_parameters[] = {
    DEAL,
    {.name = "register", .in = IN_PATH, .most = 100, .text = "The kind of document."},
    {.name = "record", .in = IN_PATH, .most = NAME_MAX_BYTES, .text = "The record's id."},
    {.name = "If-Match",
     .in = IN_HEADER,
     .is_required = true,
     .text = "The version that was seen."},
    {0},
};
static const Parameter upload_parameters[] = {
    DEAL,
    FILE_NAME,
    {0},
};

const Route deal_routes[] = {
    {
        .id = "listDeals",
        .path = "/api/deals",
        .summary = "The deals that one's organisation takes part in",
        .text = "A new deal is a record of the register `deal`: POST /api/records/deal.",
        .parameters = list_parameters,
        .answers = {{200, "application/json", "DealPage", "The newest first"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_list,
    },
    {
        .id = "getDeal",
        .path = "/api/deals/{deal}",
        .summary = "A deal as one may see it",
        .text = "Parties, documents by kind and state, who waits for whom, what happened, and how "
                "many copies nobody had to send. A party sees what its parts may see.",
        .parameters = check_parameters,
        .answers = {{200, "application/json", "Deal", "The deal"}},
        .action = ACTION_READ,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_get,
    },
    {
        .id = "checkDeal",
        .path = "/api/deals/{deal}/check",
        .summary = "Compares the deal's documents with each other and with the letter of credit",
        .text = "The documents that the asker may see are compared, and no others.",
        .parameters = check_parameters,
        .answers = {{200, "application/json", "DealCheck", "What was found"}},
        .action = ACTION_READ,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_check,
    },
    {
        .id = "checkDealDraft",
        .method = METHOD_POST,
        .path = "/api/deals/{deal}/check",
        .summary = "The same with a document that is still being drafted",
        .text =
            "The draft counts as if it were in the deal; in the findings its record is `draft`, "
            "or the one that it replaces. Nothing is kept.",
        .parameters = draft_parameters,
        .body = INPUT_DOCUMENT,
        .answers = {{200, "application/json", "DealCheck", "What was found"}},
        .action = ACTION_READ,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_check_draft,
    },
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
    },
    {
        .id = "joinDeal",
        .method = METHOD_POST,
        .path = "/api/deals/{deal}/join",
        .summary = "Puts a record of one's own into the deal",
        .parameters = deal_parameters,
        .body = INPUT_JSON,
        .body_schema = "Join",
        .answers = {{200, "application/json", "DealReceipt", "It is in the deal"}},
        .action = ACTION_SHARE,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_join,
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
        .parameters = deal_parameters,
        .body = INPUT_JSON,
        .body_schema = "PartAnswer",
        .answers = {{200, "application/json", "DealReceipt", "Answered"}},
        .action = ACTION_SHARE,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_answer_part,
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
        .parameters = deal_parameters,
        .body = INPUT_JSON,
        .body_schema = "NewComment",
        .answers = {{201, "application/json", "DealReceipt", "Said"}},
        .action = ACTION_SHARE,
        .subject = SUBJECT_DEAL,
        .lane = LANE_SLOW,
        .run = run_add_comment,
    },
    {0},
};
