// Acts: what people and the clock do to records of registers, by their declarations.
//
//     who + what ─► open the matter ─► may he? does it hold? (register/) ─► plan
//         ─► entries for the record, its notices and what it creates ─► one transaction ─► receipt
//
// The floors below decide (register/) and keep (store/); here both meet. All acts of one request
// use one Act; what is answered lies in its arena. Faults:
//   FAULT_USAGE      it cannot be done so: a guard, a missing field, a faulty document
//   FAULT_CONFLICT   somebody else was faster; the text names the version
//   code "right"     (FAULT_USAGE) the asker may not
//   code "absent"    (FAULT_USAGE) there is none that the asker may see
#pragma once

#include "identity/identity.h"
#include "register/deadlines.h"
#include "register/eligibility.h"
#include "register/review.h"
#include "register/transitions.h"
#include "store/store.h"

typedef struct Act {
    Store *store;
    Registers *registers; // of this thread
    Arena *arena;         // its guard must be inside of a guard_run
    Faults *faults;
    const Asker *asker; // NULL: the window's clock, or a review that ends
    Slice language;     // of obstacles and findings
    int64_t now_ms;
    Slice noted;         // the owner whose personal data the journal says were seen in this act
    Slice key, question; // as in Write, of what the act writes; empty: it is done each time
} Act;

// Writes for the act, under its key. What was written under it before is a fault of the code
// "again": store_keyed() tells what that was.
bool act_write(Act *act, const Write *write, Receipt *receipt);
Slice act_new_id(const Act *act); // of what it makes: under a key the same each time

// ---- A record that is looked at ----

// What the window itself keeps of a record, as facets whose names begin with `_`.
typedef struct ConsentGiven {
    Slice id;
    Slice until; // a date; empty: without end
} ConsentGiven;

enum { KEPT_MAX = 60 };

typedef struct Known {
    Slice number;
    Slice created;    // date on which it was made, by the window's calendar
    Slice entered;    // date on which it came into its state
    Slice maker;      // the actor who made it
    int64_t declared; // the version of the declaration that it was written under
    uint64_t round;   // of reviews
    Slice due;        // the day of the next step of a deadline
    ConsentGiven consents[KEPT_MAX];
    size_t consent_count;
    Slice reviewers[KEPT_MAX]; // persons
    size_t reviewer_count;
    Slice marks[KEPT_MAX]; // of deadlines' steps that were taken
    size_t mark_count;
} Known;

typedef struct Matter {
    const Record *record;
    Register *reg;
    const Declaration *declaration;
    const Json *content; // an object
    Known known;
    Viewer viewer;
    Holding holding;
    Footing footing;
} Matter;

// False with a fault where there is none, or the asker may not see it: which of them is not told.
bool matter_open(Act *act, Register *reg, Slice owner, Slice id, Matter *matter);
// The same of a record that was read already, with its content. False where the asker may not.
bool matter_of(Act *act, Register *reg, const Record *record, Matter *matter);

// No record, but what the asker is to those of an owner: for facets of many. False with faults.
bool matter_of_owner(Act *act, Register *reg, Slice owner, Matter *matter);

bool matter_may_write(const Matter *matter);
// The content as the asker may see it. That somebody else's personal data were seen is journalled
// here. NULL with faults.
const Json *matter_show(Act *act, const Matter *matter);
// Whether the asker may see the field behind a facet; of the window's own ones `number` alone.
bool matter_shows_facet(const Matter *matter, Slice facet);

// ---- Making and changing ----

typedef struct Submission {
    Slice content; // JSON
    Slice original, media_type, file_name;
    Slice deal; // as in Write
} Submission;

typedef struct Done {
    Receipt receipt;
    Slice record, state, number, deal;
    const RecordFinding *findings; // warnings, and where it was refused the errors
    size_t finding_count;
} Done;

// A new record in the first state.
bool act_create(Act *act, Register *reg, Slice owner, Slice id, const Submission *submission,
                Done *done);
// Its content anew. `version` is what the asker saw.
bool act_update(Act *act, const Matter *matter, uint64_t version, const Submission *submission,
                Done *done);

// ---- Transitions ----

bool act_offers(Act *act, const Matter *matter, const Prospect **offers, size_t *count);
// `deal` at NULL: as it was.
typedef struct Move {
    Slice transition; // its id; empty: none, only the deal
    Slice reason, deal;
} Move;
bool act_move(Act *act, const Matter *matter, uint64_t version, const Move *move, Done *done);
// Why the record is in its state: what was said with the move into it, for those who have a part in
// it (its owner, parties, reviewers, officers). Empty where nothing was. False with faults.
bool act_reason(Act *act, const Matter *matter, Slice *reason);

// ---- References ----

// What a field names. `register_name` is "organisation" for one at the window, which has no number
// but its id.
typedef struct Referred {
    Slice register_name, owner, id, number;
    Slice headline;
} Referred;

// What the fields of `content` (as the asker sees it) name, as far as the asker may see what people
// call it. False with faults.
bool act_referred(Act *act, const Matter *matter, const Json *content, const Referred **list,
                  size_t *count);

// ---- Consents ----

// Given or withdrawn by the owner; from that entry on it holds, or does not.
bool act_consent(Act *act, const Matter *matter, Slice consent, bool is_given, Done *done);

// ---- Reviews ----

typedef struct KeptOpinion {
    Slice reviewer, text; // reviewer empty where the asker may not know
    int64_t time_ms;
    const Json *scores;
} KeptOpinion;

// Of the round under way; the tally counts all, the asker sees what he may.
bool act_opinions(Act *act, const Matter *matter, const KeptOpinion **opinions, size_t *count,
                  ReviewTally *tally);
// Whether the asker may give one now; *why_not, in his language, where not.
bool act_may_opine(Act *act, const Matter *matter, Slice *why_not);
// Ends the round where it is the last that is wanted.
bool act_opine(Act *act, const Matter *matter, const Json *scores, Slice text, Done *done);
// Names who reviews: persons, by an officer.
bool act_assign(Act *act, const Matter *matter, const Slice *persons, size_t count, Done *done);

// ---- Deadlines ----

typedef struct DueDate {
    Slice deadline; // its id
    Words label;
    size_t item;
    Slice date;
    int unannounced; // reckoned without that year's holidays, which are not known yet; 0: none
    bool is_met, is_over;
} DueDate;

// Those that the asker is told of, and of others those whose dates stand in fields that he sees.
bool act_deadlines(Act *act, const Matter *matter, const DueDate **dates, size_t *count);

// Takes all steps that are due, of all registers, as the window's clock: `act->asker` is NULL.
// Idempotent; any number of servers may do so at once. *steps counts those that were taken. A
// record whose step cannot be taken is passed over with a fault and tried again next time.
bool act_clock(Act *act, size_t *steps);

// ---- Eligibility ----

// Of a record, for a subject (NULL: itself). False with faults.
bool act_eligibility(Act *act, const Matter *matter, const Matter *subject,
                     Eligibility *eligibility);

// ---- Notices ----

#define KIND_NOTICE S("@notice") // owner: who is told; states new, seen

enum { TOLD_MAX = 200 }; // organisations that are told of one thing

// The organisations that words of Who mean with a record.
size_t act_told(Act *act, const Matter *matter, const WordList *who, Slice **organisations);

// What the window found for somebody.
typedef struct Tiding {
    Slice organisation;
    Slice person;         // whom alone it is for, as a KIND_ALERT; empty: all
    Slice cause;          // from which the notice's id follows: nobody is told twice of one
    const Matter *matter; // what it is about
    const Words *words;
    Slice search; // the saved search that found it; empty: none
} Tiding;

// Writes those that were not written yet; *told counts them. No two may have the same cause. Where
// another server was faster, FAULT_CONFLICT: what it has not told yet may be told again.
bool act_tell(Act *act, const Tiding *tidings, size_t count, size_t *told);

// ---- Attachments ----

#define KIND_ATTACHMENT S("@attachment")

typedef struct Attachment {
    Slice id, field, name, media_type;
    uint64_t size;
    Slice bytes; // where it was asked for
} Attachment;

// Keeps a file for a field that is declared as one; *attachment is what was kept.
bool act_attach(Act *act, const Matter *matter, Slice field, Slice name, Slice bytes,
                Attachment *attachment);
// One that the content names in a field that the asker may see.
bool act_attachment(Act *act, const Matter *matter, Slice id, Attachment *attachment);

// ---- Declarations in service (declarations.c) ----

#define KIND_REGISTER S("@register") // owner: the window; id: the register's name

// Journals the declarations that are not in the journal as they are: an act of its own for each,
// with the whole text. *changed counts them.
bool act_declare(Act *act, size_t *changed);
// ---- Statistics counted anew (recount.c) ----

#define KIND_RECOUNT S("@recount") // owner: the window; id: the register's name

typedef struct Recount {
    Slice register_name;
    uint64_t version; // of the record that keeps it; 0: it was never counted anew
    uint64_t after;   // the number of the last record that was looked at; 0: none yet
    uint64_t looked, changed;
    uint64_t records; // there were when it began
    bool is_counting;
} Recount;

// How far a register is.
bool act_recount_state(Act *act, Slice name, Recount *recount);
// Has all records of a register counted anew, by the steps that follow. A declaration whose
// register.json changed does so itself.
bool act_recount_begin(Act *act, Register *reg);
// One step of all that is to be counted: what follows from entries of the journal, then a batch of
// one register. *has_more: call it again; else *followed (0 at first) is the size of the journal
// for which all is done, and it costs nothing until there is more. Any number of servers may do so
// at once, and end at any moment. A record that cannot be counted keeps what it gave, with a fault.
bool act_recount(Act *act, uint64_t *followed, bool *has_more);

// Brings the records of a register to its present version. *migrated counts them.
bool act_migrate(Act *act, Register *reg, size_t *migrated);
