// SPDX-License-Identifier: Apache-2.0
// How documents find their deals: by the numbers that they share with those that are there.
//
//     references of a document ─► records with the same ─► their deals ─► those of the asker
//
// Only deals that the asker's organisation keeps or has accepted: else whoever names it as a party,
// and a number of its papers, would be sent them.
// A number joins by itself only where it leads to one deal and nothing else; a container's, which
// is used again, and one that is almost the same are proposed to a person.

#include "server/dossier.h"

#include <stdlib.h>

enum {
    DEALS_MAX = 8,   // that a document may lead to; two are too many already
    NUMBER_MIN = 4,  // characters: "1" is everybody's
    LOOKED_AT = 100, // records for each number, and deals where there are more
};

typedef struct Join {
    Request *request;
    Slice deals[DEALS_MAX];
    size_t count;
} Join;

static bool has_accepted(Request *request, const Record *deal)
{
    PartStanding standing = part_standing(request, deal, request->asker.organisation);
    return standing == PART_KEEPER || standing == PART_ACCEPTED;
}

static void note_deal(Join *it, const Record *record)
{
    Dossier dossier;
    if (record->deal.len == 0 || slice_starts(record->register_name, S("@")) ||
        it->count == DEALS_MAX)
        return;
    for (size_t i = 0; i < it->count; i++)
        if (slice_equal(it->deals[i], record->deal))
            return;
    Request *request = it->request;
    if (dossier_find(request, record->deal, &dossier) &&
        asker_may(&request->asker, dossier.relation, ACTION_SHARE) &&
        dossier_tells(&dossier, record->owner, record->register_name) &&
        has_accepted(request, dossier.record))
        it->deals[it->count++] = record->deal;
}

// Notes the deals of the records that are asked for; whether there are more than it looked at.
static bool look_at(Join *it, const Query *query)
{
    RecordList list = {0};
    Request *request = it->request;
    if (store_list(request->server->store, request->arena, query, &list, &request->worker->faults))
        for (size_t i = 0; i < list.count; i++)
            note_deal(it, &list.at[i]);
    return list.next != 0;
}

// So many records with one number are somebody's who wants to crowd out the right one: then each
// deal of the asker is asked whether it has it.
static void look_in_deals(Join *it, Query query)
{
    RecordList deals = {0};
    Request *request = it->request;
    Facet party = facet_counted(S("parties.organisation"), request->asker.organisation);
    Query own = {
        .register_name = DEAL_REGISTER, .facets = &party, .facet_count = 1, .limit = LOOKED_AT};
    store_list(request->server->store, request->arena, &own, &deals, &request->worker->faults);
    for (size_t i = 0; i < deals.count; i++) {
        query.deal = deals.at[i].id;
        look_at(it, &query);
    }
}

static void look(Join *it, Slice kind, Slice name, Slice value)
{
    Facet facet = {.name = name, .value = value};
    Query query = {.register_name = kind, .facets = &facet, .facet_count = 1, .limit = LOOKED_AT};
    if (look_at(it, &query))
        look_in_deals(it, query);
}

// What a facet names: its own kind's number, or a number of another kind.
static Slice kind_of(Slice kind, const Facet *facet)
{
    return slice_equal(facet->name, S("number")) ? kind : facet->name;
}

Slice join_find(Request *request, Slice kind, const Facet *facets, size_t count)
{
    Join it = {.request = request};
    for (size_t i = 0; i < count; i++) {
        Slice named = kind_of(kind, &facets[i]);
        if (facets[i].kind != FACET_REFERENCE || facets[i].value.len < NUMBER_MIN ||
            slice_equal(named, S("container")))
            continue;
        look(&it, named, S("number"), facets[i].value); // the document that is named
        look(&it, S(""), named, facets[i].value);       // others that name the same
    }
    return it.count == 1 ? it.deals[0] : S("");
}

// ---- Proposals ----

// How alike a record's number and one of the deal are: 0 the same, 1 but for one character.
static size_t distance(const Record *record, const Facet *facet, const Record *document,
                       const Facet *other)
{
    if (facet->kind != FACET_REFERENCE || other->kind != FACET_REFERENCE ||
        facet->value.len < NUMBER_MIN ||
        !slice_equal(kind_of(record->register_name, facet),
                     kind_of(document->register_name, other)))
        return SIZE_MAX;
    return slice_edits(facet->value, other->value);
}

static bool propose(const Dossier *dossier, const Record *record, Proposal *proposal)
{
    size_t best = 2;
    for (size_t d = 0; d < dossier->count && best > 0; d++) {
        const Record *document = &dossier->documents[d];
        for (size_t i = 0; i < record->facet_count; i++)
            for (size_t k = 0; k < document->facet_count; k++) {
                size_t far = distance(record, &record->facets[i], document, &document->facets[k]);
                if (far >= best)
                    continue;
                best = far;
                *proposal = (Proposal){record, kind_of(record->register_name, &record->facets[i]),
                                       record->facets[i].value, document->facets[k].value};
            }
    }
    return best < 2;
}

static int compare_proposals(const void *a, const void *b)
{
    const Proposal *x = a, *y = b;
    int is_same_x = slice_equal(x->number, x->like), is_same_y = slice_equal(y->number, y->like);
    return is_same_y - is_same_x;
}

size_t join_propose(Request *request, const Dossier *dossier, const Proposal **proposals)
{
    RecordList list;
    Query query = {.owner = request->asker.organisation, .limit = LIST_MAX};
    *proposals = NULL;
    if (!store_list(request->server->store, request->arena, &query, &list,
                    &request->worker->faults))
        return 0;
    Proposal *found = arena_array(request->arena, Proposal, list.count);
    size_t count = 0;
    for (size_t i = 0; i < list.count; i++) {
        const Record *record = &list.at[i];
        if (record->deal.len == 0 && !slice_starts(record->register_name, S("@")))
            count += propose(dossier, record, &found[count]);
    }
    if (count > 0)
        qsort(found, count, sizeof *found, compare_proposals);
    *proposals = found;
    return count;
}
