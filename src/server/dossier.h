// Deals as one asker may see them: the record of register `deal`, and the documents of its parties.
//
//     registers/deal/register.json  "sees": {"buyer": ["*"], "carrier": ["booking", …]}
//
// A deal's documents are the records that name it, of organisations that take part in it: whoever
// else names a deal adds nothing to it, and crowds nothing out. What an organisation's parts see is
// to it of the relation `party`; what may be done with that, the table of rights says.
//
// A document is its owner's to change; what the other parties say to it, accepting or refusing it,
// are records of theirs: replies. Which parts may reply to which documents is declared beside
// `sees`, as `replies`.
//
// Anybody may name anybody as a party of a deal. So a deal that others keep is only proposed to an
// organisation until it accepts its part, or puts something of its own into it; only then do its
// documents join by themselves.
#pragma once

#include "register/deal.h"
#include "server/received.h"

#define KIND_PART    S("@part") // an organisation's answer: state accepted or declined
#define KIND_COMMENT S("@comment")
#define KIND_REPLY   S("@reply.") // followed by the document's kind

// What a party says to a document of another.
typedef struct Reply {
    Slice organisation;        // whose reply it is
    Slice owner, kind, record; // the document
    Slice content;             // what it said then: its hash, in hex
    bool is_accepting;
    Slice reason;  // of a refusal
    Slice version; // that it was given to, as a number
    int64_t time_ms;
} Reply;

typedef struct Dossier {
    const Record *record; // of the deal
    const Json *content;
    const Json *declared;    // register.json
    Asker asker;             // who looks
    const Record *documents; // that the asker sees, with their content, in the order they came
    size_t count;
    const Reply *replies; // to documents that the asker sees
    size_t reply_count;
    Relation relation; // of the asker to the deal
    Deal deal;         // as it was checked
} Dossier;

enum { DOSSIER_MAX = LIST_MAX }; // documents of a deal that are looked at

// Who looks, without a request: as long as events are followed.
typedef struct DealViewer {
    Store *store;
    Asker asker;
    const Json *declared; // register.json
} DealViewer;

// The deal of that id, without documents, whoever asks. False without an answer where it is not
// there.
bool dossier_read(const DealViewer *viewer, Arena *arena, Slice id, Dossier *dossier,
                  Faults *faults);
bool dossier_find(Request *request, Slice id, Dossier *dossier);
// The documents of one that was found, as far as the asker sees them. False with a fault.
bool dossier_documents(Request *request, Dossier *dossier);
// The deal that the request was let in for, with its documents. False with a problem answered.
bool dossier_open(Request *request, Dossier *dossier);

// Whether it takes part, or keeps the deal.
bool dossier_has_party(const Dossier *dossier, Slice organisation);
// Whether who looks has that part.
bool dossier_has_part(const Dossier *dossier, Slice part);
// The organisations that take part in it, each once; in `arena`.
size_t dossier_owners(Arena *arena, const Dossier *dossier, const Slice **owners);
// Their records that name the deal, of a register (empty: all), with content, in the order they
// came; not all of them may be the asker's to see. False with a fault.
bool dossier_records(Request *request, const Dossier *dossier, Slice kind, RecordList *records);
// Whether that organisation sees documents of that kind by its parts, not as their owner.
bool dossier_shows(const Dossier *dossier, Slice organisation, Slice kind);
// Whether it may reply to documents of that kind by its parts.
bool dossier_may_reply(const Dossier *dossier, Slice organisation, Slice kind);
// What a record that is in the deal is to that organisation.
Relation dossier_relation(const Dossier *dossier, Slice organisation, Slice owner, Slice kind);
// Whether who looks sees a record of that owner, and whether the deal has it, too.
bool dossier_shows_record(const Dossier *dossier, Slice owner, Slice kind);
bool dossier_tells(const Dossier *dossier, Slice owner, Slice kind);

// Answers that there is no such deal: the same where it is not there and where the asker has no
// part in it.
void answer_no_deal(Request *request);
// The same, unless the store could not tell: then that. False.
bool refuse_deal(Request *request);
// Whether the asker may put something into the deal of that id; the empty id is none. False with a
// problem answered.
bool may_join(Request *request, Slice id);

// What an organisation said to its part in a deal.
typedef enum PartStanding {
    PART_PROPOSED, // nothing: others named it
    PART_ACCEPTED,
    PART_DECLINED,
    PART_KEEPER, // the deal is its own
    PART_END,
} PartStanding;

extern const char *const part_standing_names[PART_END];
PartStanding part_standing(Request *request, const Record *deal, Slice organisation);

// Cross-checks what the asker sees. Fault and false as deal_check has them.
bool dossier_check(Request *request, Dossier *dossier, DealFindings *findings);

// ---- Replies (replies.c) ----

// Of the records that name the deal: replies to its documents, the oldest first.
bool replies_read(Arena *arena, Dossier *dossier, const Record *records, size_t count,
                  Faults *faults);
// Whether it is about this document.
bool reply_is_to(const Reply *reply, const Record *document);
// Whether the document still says what was replied to: a version that says something else stands
// without a reply.
bool reply_holds(Arena *arena, const Reply *reply, const Record *document);

typedef enum ReplyOutcome {
    REPLY_NONE,
    REPLY_ACCEPTED,
    REPLY_REFUSED, // by anybody who may, whoever else accepted it
} ReplyOutcome;

ReplyOutcome replies_outcome(Arena *arena, const Dossier *dossier, const Record *document);
// The asker's, as one write; in `arena`. What his organisation said before stays in the journal.
Write reply_write(Arena *arena, const Dossier *dossier, const Record *document, bool is_accepting,
                  Slice reason);

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
