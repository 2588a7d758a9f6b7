// Deals as one asker may see them: the record of register `deal`, and the documents of its parties.
//
//     registers/deal/register.json  "sees": {"buyer": ["*"], "carrier": ["booking", …]}
//
// A deal's documents are the records that name it, of organisations that take part in it: whoever
// else names a deal adds nothing to it. A party sees what its parts see and what is its own;
// officers and auditors of the window see all.
#pragma once

#include "register/deal.h"
#include "server/received.h"

typedef struct Dossier {
    const Record *record; // of the deal
    const Json *content;
    const Json *sees;        // of register.json
    const Record *documents; // that the asker sees, with their content, in the order they came
    size_t count;
    bool is_party, sees_all;
    Deal deal; // as it was checked
} Dossier;

enum { DOSSIER_MAX = LIST_MAX }; // documents of a deal that are looked at

// The deal of the parameter `deal`, with its documents. False with a problem answered, which is the
// same for a deal that is not there and one that the asker has no part in.
bool dossier_open(Request *request, Dossier *dossier);
// The same by its id, without documents. False without an answer where the asker has no part in it.
bool dossier_find(Request *request, Slice id, Dossier *dossier);

// As `dossier_open`, for those who add to it: parties alone.
bool dossier_open_to_write(Request *request, Dossier *dossier);

// Whether it takes part, or keeps the deal.
bool dossier_has_party(const Dossier *dossier, Slice organisation);
// The organisations that take part in it, each once; in `arena`.
size_t dossier_owners(Arena *arena, const Dossier *dossier, const Slice **owners);
// Their records that name the deal, of a register (empty: all), with content, in the order they
// came; not all of them may be the asker's to see. False with a fault.
bool dossier_records(Request *request, const Dossier *dossier, Slice kind, RecordList *records);
// Whether that organisation sees documents of that kind by its parts, not as their owner.
bool dossier_shows(const Dossier *dossier, Slice organisation, Slice kind);
// Whether the asker sees a record.
bool dossier_shows_record(const Request *request, const Dossier *dossier, Slice owner, Slice kind);

// Its own number, as people call it: the facet `number`, else its id.
Slice record_number(const Record *record);

// Cross-checks what the asker sees. Fault and false as deal_check has them.
bool dossier_check(Request *request, Dossier *dossier, DealFindings *findings);

// ---- Joins: deals that documents name by themselves ----

// The one deal of the asker that a document's references lead to; empty where there is none, or
// several.
Slice join_find(Request *request, Slice kind, const Facet *facets, size_t count);

typedef struct Proposal {
    const Record *record; // of the asker, in no deal
    Slice kind, number;   // "purchase-order", as the record has it
    Slice like;           // as the deal has it; the same where they are equal
} Proposal;

// Records of the asker that are in no deal and share a number with this one, or have it but for one
// character: those that agree first. In the request's arena.
size_t join_propose(Request *request, const Dossier *dossier, const Proposal **proposals);
