// SPDX-License-Identifier: Apache-2.0
// Deals as JSON: one as a whole, as the asker may see it. Its state follows from its documents
// whenever it is looked at: nothing is kept twice.

#include "server/deals.h"

#include "register/edit.h"
#include "server/names.h"
#include "server/press.h"

#include <stdlib.h>

enum { TIMELINE_MAX = 200 };

// ---- What lists and one deal both show ----

PartStanding own_standing(Request *request, const Record *record)
{
    bool has_part = !asker_may(&request->asker, RELATION_NONE, ACTION_READ);
    return has_part ? part_standing(request, record, request->asker.organisation) : PART_END;
}

void deal_write_head(Request *request, JsonWriter *json, const Record *record, const Json *content,
                     PartStanding standing)
{
    const Json *parties = json_get(content, S("parties"));
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
    for (size_t i = 0; i < json_count(parties); i++)
        if (slice_equal(json_get_text(parties->items[i], S("organisation")),
                        request->asker.organisation))
            json_string(json, json_get_text(parties->items[i], S("partCode")));
    json_close(json, ']');
    json_time(json, "created", record->created_ms);
    json_time(json, "changed", record->changed_ms);
    json_close(json, '}');
}

void deal_write_counts(JsonWriter *json, const char *name, const DealFindings *findings)
{
    json_field_open(json, name, '{');
    for (size_t i = 0; i < DEAL_CERTAINTY_END; i++)
        json_field_integer(json, deal_certainty_names[i], findings->by_certainty[i]);
    json_close(json, '}');
}

static bool may_add(const Dossier *dossier, PartStanding standing)
{
    return asker_may(&dossier->asker, dossier->relation, ACTION_SHARE) && standing != PART_DECLINED;
}

bool deal_may_reply(const Dossier *dossier, PartStanding standing, const Record *document)
{
    const Asker *asker = &dossier->asker;
    return may_add(dossier, standing) && !slice_equal(document->owner, asker->organisation) &&
           dossier_may_reply(dossier, asker->organisation, document->register_name);
}

bool deal_read_document(Request *request, Received *document)
{
    if (!received_from(request, NULL, document))
        return false;
    bool is_deal = slice_equal(register_name(document->reg), DEAL_REGISTER);
    if (is_deal)
        answer_problem(request, PROBLEM_UNREADABLE, "a deal is no document of a deal");
    return !is_deal;
}

// ---- One deal ----

typedef struct View {
    Request *request;
    const Dossier *dossier;
    const DealFindings *findings;
    JsonWriter *json;
    const Json *content;  // of the deal, as the asker is told it
    const Json *expected; // documents of it; NULL: it says nothing of them
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
    json_field(it->json, "register", kind);
    json_field(it->json, "title", title_of(it, kind));
}

static void write_expectation(View *it, const Json *expected)
{
    json_field(it->json, "from", json_get_text(expected, S("fromCode")));
    json_field(it->json, "for", json_get_text(expected, S("forCode")));
    json_field(it->json, "due", json_get_text(expected, S("dueDate")));
}

// What is expected of kinds that he may not see, a party is not told: it would say which papers
// there will be. Who keeps the deal wrote it.
static const Json *content_shown(Arena *arena, const Dossier *dossier)
{
    const Json *all = json_get(dossier->content, S("expectedDocuments"));
    if (dossier->relation == RELATION_OWN || json_count(all) == 0)
        return dossier->content;
    const Json **items = arena_array(arena, const Json *, all->count);
    Json *shown = arena_array(arena, Json, 1);
    *shown = (Json){.kind = JSON_ARRAY, .items = items};
    for (size_t i = 0; i < all->count; i++)
        if (dossier_shows_record(dossier, S(""), json_get_text(all->items[i], S("register"))))
            items[shown->count++] = all->items[i];
    return json_with(arena, dossier->content, S("expectedDocuments"),
                     shown->count > 0 ? shown : NULL);
}

// Whether it is the asker's to bring: by a part of his, or nobody's in particular.
static bool may_write(const View *it, const Json *expected)
{
    Slice from = json_get_text(expected, S("fromCode"));
    return may_add(it->dossier, it->standing) &&
           (from.len == 0 || dossier_has_part(it->dossier, from));
}

// NULL where the deal says nothing of that kind.
static const Json *expectation_of(const View *it, Slice kind)
{
    for (size_t i = 0; i < json_count(it->expected); i++) {
        const Json *one = it->expected->items[i];
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
    const Record *record = &it->dossier->documents[index];
    ReplyOutcome outcome = replies_outcome(it->request->arena, it->dossier, record);
    if (outcome == REPLY_REFUSED)
        return "refused";
    if (outcome == REPLY_ACCEPTED || slice_equal(record->state, S("accepted")))
        return "accepted";
    for (size_t i = 0; i < it->findings->by_certainty[DEAL_CERTAIN]; i++)
        if (deal_finding_blames(&it->dossier->deal, &it->findings->list[i], index))
            return "discrepant";
    return it->dossier->count > 1 ? "checked" : "received";
}

static void write_replies(View *it, const Record *document)
{
    json_field_open(it->json, "replies", '[');
    for (size_t i = 0; i < it->dossier->reply_count; i++) {
        const Reply *reply = &it->dossier->replies[i];
        if (!reply_is_to(reply, document))
            continue;
        json_open(it->json, '{');
        json_field(it->json, "organisation", reply->organisation);
        json_field(it->json, "state", reply->is_accepting ? S("accepted") : S("refused"));
        json_field(it->json, "reason", reply->reason);
        json_field(it->json, "version", reply->version);
        json_time(it->json, "time", reply->time_ms);
        json_field_boolean(it->json, "holds", reply_holds(it->request->arena, reply, document));
        json_close(it->json, '}');
    }
    json_close(it->json, ']');
}

static void write_document(View *it, size_t index)
{
    const Record *record = &it->dossier->documents[index];
    json_open(it->json, '{');
    write_kind(it, record->register_name);
    json_field(it->json, "state", slice_of(state_of(it, index)));
    json_field(it->json, "record", record->id);
    json_field(it->json, "number", record_number(record));
    json_field(it->json, "organisation", record->owner);
    json_field(it->json, "recordState", record->state);
    json_field_integer(it->json, "version", record->version);
    json_time(it->json, "changed", record->changed_ms);
    write_expectation(it, expectation_of(it, record->register_name));
    write_replies(it, record);
    json_field_boolean(it->json, "mayReply", deal_may_reply(it->dossier, it->standing, record));
    json_close(it->json, '}');
}

// Who may not see a document is not told that it is missing: for him it would always be.
static bool is_missing(const View *it, const Json *expected)
{
    Slice kind = json_get_text(expected, S("register"));
    return !is_there(it->dossier, kind) && dossier_shows_record(it->dossier, S(""), kind);
}

static void write_documents(View *it)
{
    json_field_open(it->json, "documents", '[');
    for (size_t i = 0; i < it->dossier->count; i++)
        write_document(it, i);
    for (size_t i = 0; i < json_count(it->expected); i++) {
        const Json *expected = it->expected->items[i];
        if (!is_missing(it, expected))
            continue;
        json_open(it->json, '{');
        write_kind(it, json_get_text(expected, S("register")));
        json_field(it->json, "state", S("expected"));
        write_expectation(it, expected);
        json_field_boolean(it->json, "mayWrite", may_write(it, expected));
        json_close(it->json, '}');
    }
    json_close(it->json, ']');
}

static void write_waiting(View *it)
{
    Slice today = clock_today(it->request->server, it->request->arena);
    json_field_open(it->json, "waiting", '[');
    for (size_t i = 0; i < json_count(it->expected); i++) {
        const Json *expected = it->expected->items[i];
        Slice due = json_get_text(expected, S("dueDate"));
        if (!is_missing(it, expected))
            continue;
        json_open(it->json, '{');
        write_kind(it, json_get_text(expected, S("register")));
        write_expectation(it, expected);
        json_field_boolean(it->json, "late", due.len > 0 && slice_compare(due, today) < 0);
        json_close(it->json, '}');
    }
    json_close(it->json, ']');
}

// Each party that sees a document of another would have been sent a copy.
static uint64_t copies_saved(const Dossier *dossier)
{
    uint64_t count = 0;
    const Json *parties = json_get(dossier->content, S("parties"));
    for (size_t i = 0; i < dossier->count; i++) {
        const Record *record = &dossier->documents[i];
        for (size_t k = 0; k < json_count(parties); k++) {
            Slice party = json_get_text(parties->items[k], S("organisation"));
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
    size_t owner_count = dossier_owners(request->arena, it->dossier, &owners);
    *timeline = arena_array(request->arena, Entry, owner_count * TIMELINE_MAX);
    *timeline_count = 0;
    for (size_t i = 0; i < owner_count; i++) {
        const Entry *entries;
        size_t count;
        EntryQuery query = {.deal = it->dossier->record->id,
                            .owner = owners[i],
                            .from = UINT64_MAX,
                            .newest_first = true,
                            .limit = TIMELINE_MAX};
        if (!store_entries(request->server->store, request->arena, &query, &entries, &count,
                           &request->worker->faults))
            return false;
        for (size_t k = 0; k < count; k++)
            if (dossier_tells(it->dossier, owners[i], entries[k].register_name))
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
    json_field_open(it->json, "timeline", '[');
    for (size_t i = 0; i < count && i < TIMELINE_MAX; i++)
        entry_write_json(it->json, &entries[i], names);
    json_close(it->json, ']');
    return true;
}

bool deal_show(Request *request, JsonWriter *json, const Dossier *dossier,
               const DealFindings *findings)
{
    View it = {.request = request,
               .dossier = dossier,
               .findings = findings,
               .json = json,
               .content = content_shown(request->arena, dossier),
               .language = slice_of(request_language(request)),
               .standing = own_standing(request, dossier->record)};
    it.expected = json_get(it.content, S("expectedDocuments"));
    json_open(json, '{');
    json_key(json, "deal");
    deal_write_head(request, json, dossier->record, dossier->content, it.standing);
    json_key(json, "content");
    json_number(json, json_show(request->arena, it.content));
    json_field_boolean(json, "mayAdd", may_add(dossier, it.standing));
    write_documents(&it);
    deal_write_counts(json, "findings", findings);
    write_waiting(&it);
    json_field_integer(json, "copiesSaved", copies_saved(dossier));
    bool is_good = write_timeline(&it);
    json_close(json, '}');
    return is_good;
}
