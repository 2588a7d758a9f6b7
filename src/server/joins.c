// SPDX-License-Identifier: Apache-2.0
// How documents find their deals: by the numbers that they share with those that are there.
//
//     references of a document ─► deals of the asker to which they lead ─► said by whom he sees?
//
// Only deals that the asker's organisation keeps or has accepted: else whoever names it as a party,
// and a number of its papers, would be sent them.
// A number joins by itself only where it leads to one deal and nothing else; a container's, which
// is used again, and one that is almost the same are proposed to a person.

#include "server/dossier.h"

#include <stdlib.h>

enum {
    DEALS_MAX = 2,  // that a document may lead to: two are too many already
    LED_MAX = 20,   // deals of the asker's that one number is followed to
    NUMBER_MIN = 4, // characters: "1" is everybody's
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

// Whether someone who takes part in the deal says the number there, in a document that the asker
// sees.
static bool says(Request *request, const Dossier *dossier, const Facet *reference, Slice owner)
{
    const Slice *kinds;
    size_t count;
    if (!store_reference_kinds(request->server->store, request->arena, reference,
                               dossier->record->id, owner, &kinds, &count,
                               &request->worker->faults))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!slice_starts(kinds[i], S("@")) && dossier_tells(dossier, owner, kinds[i]))
            return true;
    return false;
}

static void note_deal(Join *it, Slice deal, const Facet *reference)
{
    Dossier dossier;
    for (size_t i = 0; i < it->count; i++)
        if (slice_equal(it->deals[i], deal))
            return;
    if (!dossier_find(it->request, deal, &dossier) ||
        !asker_may(&it->request->asker, dossier.relation, ACTION_SHARE) ||
        !has_accepted(it->request, dossier.record))
        return;
    const Slice *owners;
    size_t count = dossier_owners(it->request->arena, &dossier, &owners);
    for (size_t i = 0; i < count; i++)
        if (says(it->request, &dossier, reference, owners[i])) {
            it->deals[it->count++] = deal;
            return;
        }
}

// What a facet names: its own kind's number, or a number of another kind.
static Slice kind_of(Slice kind, const Facet *facet)
{
    return slice_equal(facet->name, S("number")) ? kind : facet->name;
}

// Among those only: what strangers' deals say is not looked at.
static void look(Join *it, const Facet *own, Slice kind, const Facet *facet)
{
    Request *request = it->request;
    const Facet references[] = {*own, facet_reference(kind_of(kind, facet), facet->value)};
    Slice deal = S("");
    for (int i = 0; i < LED_MAX && it->count < DEALS_MAX; i++) {
        if (!store_next_deal(request->server->store, request->arena, references, 2, deal, &deal,
                             &request->worker->faults) ||
            deal.len == 0)
            return;
        note_deal(it, deal, &references[1]);
    }
}

enum { WAYS = 2 };

// Most documents come from those who have no deals here: they wait for nothing. False where none of
// the ways leads to a deal.
static bool find_ways(Request *request, const Facet own[WAYS], bool leads[WAYS])
{
    Slice organisation = request->asker.organisation;
    if (known_stranger(request->server, organisation))
        return false;
    uint64_t changes = store_deal_changes(request->server->store);
    if (!store_references_lead(request->server->store, request->arena, own, WAYS, leads,
                               &request->worker->faults))
        return false;
    if (leads[0] || leads[1])
        return true;
    known_note_stranger(request->server, organisation, changes);
    return false;
}

Slice join_find(Request *request, Slice kind, const Facet *facets, size_t count)
{
    // What leads to the deals that the asker takes part in, and that it keeps.
    const Facet own[WAYS] = {
        facet_counted(S("parties.organisation"), request->asker.organisation),
        facet_reference(REFERENCE_KEEPER, request->asker.organisation),
    };
    Join it = {.request = request};
    bool leads[WAYS];
    if (!find_ways(request, own, leads))
        return S("");
    for (int way = 0; way < WAYS; way++)
        for (size_t i = 0; leads[way] && i < count && it.count < DEALS_MAX; i++)
            if (facets[i].kind == FACET_REFERENCE && facets[i].value.len >= NUMBER_MIN &&
                !slice_equal(kind_of(kind, &facets[i]), S("container")))
                look(&it, &own[way], kind, &facets[i]);
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
