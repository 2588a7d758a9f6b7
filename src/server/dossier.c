// SPDX-License-Identifier: Apache-2.0
// Opens deals for those who take part in them.
//
//     id ─► record of register deal ─► what the asker is to it ─► records of its parties that name
//     it ─► those he sees

#include "server/dossier.h"

#include "server/names.h"
#include "server/press.h"

#include <stdlib.h>

static const Json *parties_of(const Json *content)
{
    const Json *parties = json_get(content, S("parties"));
    return parties != NULL && parties->kind == JSON_ARRAY ? parties : NULL;
}

bool dossier_has_party(const Dossier *dossier, Slice organisation)
{
    const Json *parties = parties_of(dossier->content);
    for (size_t i = 0; parties != NULL && i < parties->count; i++)
        if (slice_equal(json_get_text(parties->items[i], S("organisation")), organisation))
            return true;
    return slice_equal(dossier->record->owner, organisation);
}

bool dossier_has_part(const Dossier *dossier, Slice part)
{
    const Json *parties = parties_of(dossier->content);
    for (size_t i = 0; parties != NULL && i < parties->count; i++)
        if (slice_equal(json_get_text(parties->items[i], S("organisation")),
                        dossier->asker.organisation) &&
            slice_equal(json_get_text(parties->items[i], S("partCode")), part))
            return true;
    return false;
}

size_t dossier_owners(Arena *arena, const Dossier *dossier, const Slice **owners)
{
    const Json *parties = parties_of(dossier->content);
    size_t count = 0, most = parties != NULL ? parties->count : 0;
    Slice *found = arena_array(arena, Slice, most + 1);
    for (size_t i = 0; i <= most; i++) {
        Slice owner =
            i < most ? json_get_text(parties->items[i], S("organisation")) : dossier->record->owner;
        size_t k = 0;
        while (k < count && !slice_equal(found[k], owner))
            k++;
        if (k == count && owner.len > 0)
            found[count++] = owner;
    }
    *owners = found;
    return count;
}

// Whether a part has a kind of documents in a table of the declaration; * is all of them.
static bool part_has(const Json *table, Slice part, Slice kind)
{
    const Json *kinds = json_get(table, part);
    for (size_t i = 0; i < json_count(kinds); i++) {
        Slice one = json_text(kinds->items[i]);
        if (slice_equal(one, S("*")) || slice_equal(one, kind))
            return true;
    }
    return false;
}

static bool has_by_parts(const Dossier *dossier, Slice table, Slice organisation, Slice kind)
{
    const Json *declared = json_get(dossier->declared, table);
    const Json *parties = parties_of(dossier->content);
    for (size_t i = 0; parties != NULL && i < parties->count; i++)
        if (slice_equal(json_get_text(parties->items[i], S("organisation")), organisation) &&
            part_has(declared, json_get_text(parties->items[i], S("partCode")), kind))
            return true;
    return false;
}

bool dossier_shows(const Dossier *dossier, Slice organisation, Slice kind)
{
    return has_by_parts(dossier, S("sees"), organisation, kind);
}

bool dossier_may_reply(const Dossier *dossier, Slice organisation, Slice kind)
{
    return has_by_parts(dossier, S("replies"), organisation, kind) &&
           dossier_shows(dossier, organisation, kind);
}

// Comments and the deal's own record are everybody's who takes part; a reply is theirs who see the
// document.
Relation dossier_relation(const Dossier *dossier, Slice organisation, Slice owner, Slice kind)
{
    if (organisation.len > 0 && slice_equal(owner, organisation))
        return RELATION_OWN;
    if (slice_starts(kind, KIND_REPLY))
        kind = slice_part(kind, KIND_REPLY.len, kind.len);
    bool is_open = slice_equal(kind, DEAL_REGISTER) || slice_starts(kind, S("@"));
    bool is_shown = is_open ? dossier_has_party(dossier, organisation)
                            : dossier_shows(dossier, organisation, kind);
    return is_shown ? RELATION_PARTY : RELATION_NONE;
}

bool dossier_shows_record(const Dossier *dossier, Slice owner, Slice kind)
{
    const Asker *asker = &dossier->asker;
    return asker_may(asker, dossier_relation(dossier, asker->organisation, owner, kind),
                     ACTION_READ);
}

bool dossier_tells(const Dossier *dossier, Slice owner, Slice kind)
{
    return dossier_has_party(dossier, owner) && dossier_shows_record(dossier, owner, kind);
}

// ---- Opening ----

// Ids are the server's own, so that nobody can have a second record of the same.
static const Record *deal_record(Store *store, Arena *arena, Slice id, Faults *faults)
{
    RecordList list;
    Query query = {
        .register_name = DEAL_REGISTER, .deal = id, .is_dossier = true, .with_content = true};
    return id.len > 0 && store_list(store, arena, &query, &list, faults) && list.count > 0 ? list.at
                                                                                           : NULL;
}

bool dossier_read(const DealViewer *viewer, Arena *arena, Slice id, Dossier *dossier,
                  Faults *faults)
{
    *dossier = (Dossier){.record = deal_record(viewer->store, arena, id, faults),
                         .declared = viewer->declared,
                         .asker = viewer->asker};
    if (dossier->record == NULL)
        return false;
    dossier->content = json_read(arena, dossier->record->content, faults);
    dossier->relation = dossier_relation(dossier, viewer->asker.organisation,
                                         dossier->record->owner, DEAL_REGISTER);
    return true;
}

// The register.json of deals. NULL with a fault.
static const Json *dossier_declared(Registers *registers, Faults *faults)
{
    Register *reg = registers_find(registers, DEAL_REGISTER, faults);
    return reg != NULL ? register_declared(reg, faults) : NULL;
}

bool dossier_find(Request *request, Slice id, Dossier *dossier)
{
    Faults *faults = &request->worker->faults;
    const Json *declared =
        dossier_declared(press_registers(worker_press(request->server, request->worker)), faults);
    DealViewer viewer = {
        .store = request->server->store, .asker = request->asker, .declared = declared};
    return declared != NULL && dossier_read(&viewer, request->arena, id, dossier, faults);
}

void answer_no_deal(Request *request)
{
    answer_problem(request, PROBLEM_NOT_FOUND, "there is no such deal that you take part in");
}

bool refuse_deal(Request *request)
{
    if (request->worker->faults.count > 0)
        answer_refusal(request);
    else
        answer_no_deal(request);
    return false;
}

bool may_join(Request *request, Slice id)
{
    Dossier dossier;
    if (id.len == 0)
        return true;
    if (dossier_find(request, id, &dossier) &&
        asker_may(&request->asker, dossier.relation, ACTION_SHARE))
        return true;
    return refuse_deal(request);
}

// ---- Its documents ----

static bool is_of_deal(const Dossier *dossier, const Record *record)
{
    return !slice_equal(record->register_name, DEAL_REGISTER) &&
           !slice_starts(record->register_name, S("@")) &&
           dossier_tells(dossier, record->owner, record->register_name);
}

static int compare_records(const void *a, const void *b)
{
    const Record *one = a, *other = b;
    return (one->number > other->number) - (one->number < other->number);
}

// Asked for by whose they are, so that strangers who name the deal crowd nobody out. Of parties who
// have more together than a dossier takes, each has its share.
bool dossier_records(Request *request, const Dossier *dossier, Slice kind, RecordList *records)
{
    const Slice *owners;
    size_t count = dossier_owners(request->arena, dossier, &owners), total = 0;
    RecordList *lists = arena_array(request->arena, RecordList, count);
    for (size_t i = 0; i < count; i++) {
        Query query = {.owner = owners[i],
                       .register_name = kind,
                       .deal = dossier->record->id,
                       .oldest_first = true,
                       .limit = DOSSIER_MAX,
                       .with_content = true};
        if (!store_list(request->server->store, request->arena, &query, &lists[i],
                        &request->worker->faults))
            return false;
        total += lists[i].count;
    }
    size_t share = total <= DOSSIER_MAX ? DOSSIER_MAX : DOSSIER_MAX / count;
    Record *all = arena_array(request->arena, Record, total);
    *records = (RecordList){.at = all};
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < lists[i].count && k < share; k++)
            all[records->count++] = lists[i].at[k];
    if (records->count > 0)
        qsort(all, records->count, sizeof *all, compare_records);
    return true;
}

bool dossier_documents(Request *request, Dossier *dossier)
{
    RecordList list;
    if (!dossier_records(request, dossier, S(""), &list))
        return false;
    Record *kept = arena_array(request->arena, Record, list.count);
    for (size_t i = 0; i < list.count; i++)
        if (is_of_deal(dossier, &list.at[i]))
            kept[dossier->count++] = list.at[i];
    dossier->documents = kept;
    return replies_read(request->arena, dossier, list.at, list.count, &request->worker->faults);
}

bool dossier_open(Request *request, Dossier *dossier)
{
    *dossier = *request->dossier;
    if (dossier_documents(request, dossier))
        return true;
    answer_refusal(request);
    return false;
}

// ---- PartStanding ----

const char *const part_standing_names[PART_END] = {"proposed", "accepted", "declined", "keeper"};

// Its answer; without one, that it put something into the deal.
PartStanding part_standing(Request *request, const Record *deal, Slice organisation)
{
    RecordList own;
    Store *store = request->server->store;
    Faults *faults = &request->worker->faults;
    if (slice_equal(deal->owner, organisation))
        return PART_KEEPER;
    const Record *answer =
        store_record(store, request->arena, organisation, KIND_PART, deal->id, faults);
    if (answer != NULL)
        return slice_equal(answer->state, S("declined")) ? PART_DECLINED : PART_ACCEPTED;
    Query query = {.owner = organisation, .deal = deal->id, .limit = 1};
    bool has_shared = store_list(store, request->arena, &query, &own, faults) && own.count > 0;
    return has_shared ? PART_ACCEPTED : PART_PROPOSED;
}

// ---- Checking ----

static void list_documents(Request *request, Dossier *dossier)
{
    DealDocument *documents = arena_array(request->arena, DealDocument, dossier->count);
    for (size_t i = 0; i < dossier->count; i++)
        documents[i] =
            (DealDocument){record_number(&dossier->documents[i]),
                           dossier->documents[i].register_name, dossier->documents[i].content};
    dossier->deal = (Deal){.documents = documents, .count = dossier->count};
}

// All kinds that the asker does not see, whether the deal has such documents or not: nothing is
// told.
static void list_unseen(Request *request, Dossier *dossier)
{
    Registers *registers = press_registers(worker_press(request->server, request->worker));
    Slice *unseen = arena_array(request->arena, Slice, registers_count(registers));
    for (size_t i = 0; i < registers_count(registers); i++) {
        Slice kind = register_name(registers_at(registers, i));
        if (!dossier_shows_record(dossier, S(""), kind))
            unseen[dossier->deal.unseen_count++] = kind;
    }
    dossier->deal.unseen = unseen;
}

bool dossier_check(Request *request, Dossier *dossier, DealFindings *findings)
{
    Deal *deal = &dossier->deal;
    Slice today = request_value(request, "today"), presented = request_value(request, "presented");
    Faults *faults = &request->worker->faults;
    list_documents(request, dossier);
    list_unseen(request, dossier);
    if (!deal_read_facts(request->arena, dossier->record->content, deal, faults))
        return false;
    deal->today = today.len > 0 ? today : clock_today(request->server, request->arena);
    if (presented.len > 0)
        deal->presented = presented;
    const DealRules *rules = press_deal_rules(worker_press(request->server, request->worker));
    return deal_check(rules, request->arena, deal, slice_of(request_language(request)), findings,
                      faults);
}
