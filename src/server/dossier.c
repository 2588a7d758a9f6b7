// SPDX-License-Identifier: Apache-2.0
// Opens deals for those who take part in them.
//
//     id ─► record of register deal ─► is the asker a party? ─► records that name it ─► those he
//     sees

#include "server/dossier.h"

#include "server/press.h"

#include <stdlib.h>

static const Json *parties_of(const Json *content)
{
    const Json *parties = json_get(content, S("parties"));
    return parties != NULL && parties->kind == JSON_ARRAY ? parties : NULL;
}

static Slice member(const Json *json, const char *name)
{
    return json_text(json_get(json, slice_of(name)));
}

bool dossier_has_party(const Dossier *dossier, Slice organisation)
{
    const Json *parties = parties_of(dossier->content);
    for (size_t i = 0; parties != NULL && i < parties->count; i++)
        if (slice_equal(member(parties->items[i], "organisation"), organisation))
            return true;
    return slice_equal(dossier->record->owner, organisation);
}

size_t dossier_owners(Arena *arena, const Dossier *dossier, const Slice **owners)
{
    const Json *parties = parties_of(dossier->content);
    size_t count = 0, most = parties != NULL ? parties->count : 0;
    Slice *found = arena_array(arena, Slice, most + 1);
    for (size_t i = 0; i <= most; i++) {
        Slice owner = i < most ? member(parties->items[i], "organisation") : dossier->record->owner;
        size_t k = 0;
        while (k < count && !slice_equal(found[k], owner))
            k++;
        if (k == count && owner.len > 0)
            found[count++] = owner;
    }
    *owners = found;
    return count;
}

static bool part_shows(const Dossier *dossier, Slice part, Slice kind)
{
    const Json *kinds = json_get(dossier->sees, part);
    for (size_t i = 0; kinds != NULL && kinds->kind == JSON_ARRAY && i < kinds->count; i++) {
        Slice one = json_text(kinds->items[i]);
        if (slice_equal(one, S("*")) || slice_equal(one, kind))
            return true;
    }
    return false;
}

bool dossier_shows(const Dossier *dossier, Slice organisation, Slice kind)
{
    const Json *parties = parties_of(dossier->content);
    for (size_t i = 0; parties != NULL && i < parties->count; i++)
        if (slice_equal(member(parties->items[i], "organisation"), organisation) &&
            part_shows(dossier, member(parties->items[i], "partCode"), kind))
            return true;
    return false;
}

// Comments and the deal's own record are everybody's who takes part.
bool dossier_shows_record(const Request *request, const Dossier *dossier, Slice owner, Slice kind)
{
    Slice own = request->asker.organisation;
    return dossier->sees_all || slice_equal(owner, own) || slice_equal(kind, DEAL_REGISTER) ||
           slice_starts(kind, S("@")) || dossier_shows(dossier, own, kind);
}

Slice record_number(const Record *record)
{
    for (size_t i = 0; i < record->facet_count; i++)
        if (slice_equal(record->facets[i].name, S("number")))
            return record->facets[i].value;
    return record->id;
}

// ---- Opening ----

// Ids are the server's own, so that nobody can have a second record of the same.
static const Record *deal_record(Request *request, Slice id)
{
    RecordList list;
    Query query = {
        .register_name = DEAL_REGISTER, .deal = id, .is_dossier = true, .with_content = true};
    bool is_there = id.len > 0 && store_list(request->server->store, request->arena, &query, &list,
                                             &request->worker->faults);
    return is_there && list.count > 0 ? list.at : NULL;
}

bool dossier_find(Request *request, Slice id, Dossier *dossier)
{
    Registers *registers = press_registers(worker_press(request->worker));
    Faults *faults = &request->worker->faults;
    Register *reg = registers_find(registers, DEAL_REGISTER, faults);
    Role role = request->asker.role;
    *dossier = (Dossier){.record = deal_record(request, id)};
    if (dossier->record == NULL || reg == NULL)
        return false;
    dossier->content = json_read(request->arena, dossier->record->content, faults);
    dossier->sees = json_get(register_declared(reg, faults), S("sees"));
    dossier->is_party = dossier_has_party(dossier, request->asker.organisation);
    dossier->sees_all = role == ROLE_OFFICER || role == ROLE_AUDITOR;
    return dossier->is_party || dossier->sees_all;
}

static bool is_of_deal(const Request *request, const Dossier *dossier, const Record *record)
{
    return !slice_equal(record->register_name, DEAL_REGISTER) &&
           !slice_starts(record->register_name, S("@")) &&
           dossier_shows_record(request, dossier, record->owner, record->register_name);
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

static bool read_documents(Request *request, Dossier *dossier)
{
    RecordList list;
    if (!dossier_records(request, dossier, S(""), &list))
        return false;
    Record *kept = arena_array(request->arena, Record, list.count);
    for (size_t i = 0; i < list.count; i++)
        if (is_of_deal(request, dossier, &list.at[i]))
            kept[dossier->count++] = list.at[i];
    dossier->documents = kept;
    return true;
}

bool dossier_open(Request *request, Dossier *dossier)
{
    if (!dossier_find(request, request_value(request, "deal"), dossier)) {
        if (request->worker->faults.count > 0)
            answer_refusal(request);
        else
            answer_problem(request, PROBLEM_NOT_FOUND,
                           "there is no such deal that you take part in");
        return false;
    }
    if (read_documents(request, dossier))
        return true;
    answer_refusal(request);
    return false;
}

bool dossier_open_to_write(Request *request, Dossier *dossier)
{
    if (!dossier_open(request, dossier))
        return false;
    if (!dossier->is_party)
        answer_problem(request, PROBLEM_FORBIDDEN, "only who takes part in the deal adds to it");
    return dossier->is_party;
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
    Registers *registers = press_registers(worker_press(request->worker));
    Slice *unseen = arena_array(request->arena, Slice, registers_count(registers));
    for (size_t i = 0; i < registers_count(registers); i++) {
        Slice kind = register_name(registers_at(registers, i));
        if (!dossier_shows_record(request, dossier, S(""), kind))
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
    deal->today = today.len > 0 ? today : deal_today(request->arena);
    if (presented.len > 0)
        deal->presented = presented;
    const DealRules *rules = press_deal_rules(worker_press(request->worker));
    return deal_check(rules, request->arena, deal, slice_of(request_language(request)), findings,
                      faults);
}
