// Sight: what an asker is to a record, and what of it he may see and change.
//
//     content, owner, facts + asker ─► Footing (words of Who that hold) ─► read? write? which
//     fields?
//
// The one place where a register's declaration decides on rights; identity/rights.h decides what a
// role may at all. Auditors read everything.
#pragma once

#include "register/declare.h"

// Who asks. All empty: nobody; `is_clock`: the window itself, which may everything but see nothing.
typedef struct Viewer {
    Slice organisation, person;
    Slice role; // "member": of identity/rights.h; empty: public
} Viewer;

// What is known of a record beside its content.
typedef struct Holding {
    Slice owner, state;
    Slice reviewers;       // persons who review it, separated by blanks
    const Slice *consents; // ids of those that hold now
    size_t consent_count;
} Holding;

enum { FOOTING_MAX = 40 };

typedef struct Footing {
    Slice words[FOOTING_MAX];
    size_t count;
    bool sees_all; // auditors
} Footing;

Footing footing_of(const Declaration *declaration, const Viewer *viewer, const Holding *holding,
                   const Json *content);
bool footing_has(const Footing *footing, const WordList *who);

bool sight_may_create(const Declaration *declaration, const Viewer *viewer);
// In the state that the record is in.
bool sight_may_read(const Declaration *declaration, const Footing *footing, Slice state);
bool sight_may_write(const Declaration *declaration, const Footing *footing, Slice state);

// Of a record that may be read or written. A field follows the groups that it lies in.
bool sight_may_read_field(const Declaration *declaration, const Footing *footing,
                          const Holding *holding, Slice path);
bool sight_may_write_field(const Declaration *declaration, const Footing *footing, Slice path);

// The content as the asker may see it. *has_personal, where not NULL, whether it shows personal
// fields.
const Json *sight_show(Arena *arena, const Declaration *declaration, const Footing *footing,
                       const Holding *holding, const Json *content, bool *has_personal);

// What an asker wrote, with what he may not write put back as it was (`before` NULL: there was
// nothing). What he may not see came back absent, and is no change. *refused is the path of a field
// that he changed without the right to, or empty.
const Json *sight_accept(Arena *arena, const Declaration *declaration, const Footing *footing,
                         const Holding *holding, const Json *before, const Json *written,
                         Slice *refused);
