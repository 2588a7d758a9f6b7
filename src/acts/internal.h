// What the files of this room share.
//
//     matter.c: open it ─► (register/ decides) ─► bundle.c: what is written ─► store
//     known.c: the window's own facets          references.c: records that belong to it
#pragma once

#include "acts/acts.h"
#include "acts/facets.h"

#define SYSTEM S("system")

// Several that go together: all or none.
bool act_write_all(Act *act, Write *writes, size_t count, Receipt *receipts);

bool refuse_right(Act *act, const char *what); // false with the fault
bool refuse_absent(Act *act);
Slice act_actor(const Act *act);
Slice act_today(const Act *act);
const Json *act_holidays(const Act *act); // of the glossary; NULL: none

// ---- known.c ----

uint64_t whole_number(Slice text); // of its digits at the beginning; 0: none
Known known_of(const Record *record);
void known_add(const Known *known, FacetList *facets);
// Those that hold on that day.
size_t known_consents(const Known *known, Arena *arena, Slice today, const Slice **ids);

// ---- matter.c ----

// With what stands beside it: records that it refers to or that are related, the review.
bool matter_situation(Act *act, const Matter *matter, Situation *situation);
// The same with other content, state and facts, as they are about to become.
bool matter_becomes(Act *act, const Matter *matter, const Json *content, Slice state,
                    const Known *known, Situation *situation);

// ---- references.c ----

// What a situation has beside it.
bool load_beside(Act *act, Situation *situation);
// Records of a register by their number, or of that owner by id. NULL without a fault: none.
const Record *record_by_number(Act *act, Register *reg, Slice number, Slice owner);
// Whether all records that fields refer to are there. False with a fault that names the first.
bool references_hold(Act *act, const Declaration *declaration, const Json *content, Slice owner);
// Whether no record restricts the erasure of this one.
bool references_let_go(Act *act, const Matter *matter);

// ---- numbers.c ----

// The next number by the pattern; empty with faults. Empty without where the register gives none.
Slice number_next(Act *act, const Declaration *declaration, const Json *content);

// ---- cubes.c ----

enum { AMOUNTS_MAX = FACETS_MAX };

// What the record gives to the statistics of its register. False with faults.
bool amounts_gather(Act *act, FacetList *facets, const Situation *situation);

// ---- bundle.c: entries that go together ----

enum { BUNDLE_MAX = 200 };

typedef struct Bundle {
    Act *act;
    Write writes[BUNDLE_MAX];
    size_t count;
    bool is_full;
} Bundle;

Bundle *bundle_new(Act *act);
Write *bundle_add(Bundle *bundle); // NULL where it is full
// The record as it becomes: content, state and what the window knows, with all that follows from
// them. `content` NULL: as it was.
bool bundle_record(Bundle *bundle, const Matter *matter, const char *action, uint64_t version,
                   const Json *content, Slice state, const Known *known);
// What a plan brings besides the record: notices and new records.
bool bundle_plan(Bundle *bundle, const Matter *matter, const Plan *plan);
bool bundle_notice(Bundle *bundle, const Matter *matter, const WordList *who, const Words *words);
bool bundle_write(Bundle *bundle, Receipt *receipt); // of the first

// Whether a record in that situation keeps what its register demands; in a draft, or where nothing
// is demanded, it does. False with faults; what was found is in `done`.
bool is_acceptable(Act *act, const Situation *situation, Done *done);

// A record that begins: the write of its first version. False with faults.
typedef struct Beginning {
    Register *reg;
    Slice owner, id;
    const Json *content;
    const Submission *submission; // NULL: none
    Slice language;
} Beginning;
bool bundle_begin(Bundle *bundle, const Beginning *beginning, Done *done);

// ---- move.c ----

// Makes a transition whose offer has no obstacles, with all that follows. `known` is what the
// window knows of the record before it.
bool make_move(Act *act, Bundle *bundle, const Matter *matter, const Situation *situation,
               const Transition *transition, uint64_t version, Known *known, bool *erases);
// Erases what all entries of the record said, and the files attached to it; alone, after what was
// written with it.
bool erase_record(Act *act, const Matter *matter);
// Erases the files that were ever attached to the record, whether a field names them still or not.
bool erase_attachments(Act *act, const Matter *matter);

// ---- recount.c ----

#define RECOUNT_ACTION S("recount")
enum { RECOUNT_BATCH = 100 }; // records that are looked at in one transaction

// The write that begins to count a register anew; the write that says how far it is.
bool recount_begin(Act *act, Slice name, Write *write);
void recount_set(Act *act, Write *write, const Recount *recount);
// Adds a record's write where it gave something else. What cannot be worked out stays as it is; the
// fault says so.
void recount_record(Bundle *bundle, Register *reg, const Record *record);
// Where somebody wrote one of the records meanwhile, or counted this batch, nothing is written, and
// *is_late.
bool recount_write(Bundle *bundle, bool *is_late);

// ---- dependents.c ----

// Follows the journal up to the first entry that something follows from. *is_there: there may be
// more; `followed` is where the caller knows that it was followed to.
bool dependents_recount(Act *act, uint64_t followed, bool *is_there);

// ---- declarations.c ----

// The register as it was declared in that version, with the texts of the journal; the present one
// where that version was never in service here. NULL with faults.
Register *declared_then(Act *act, Register *reg, int64_t version);
