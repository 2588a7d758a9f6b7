// Transitions: what may be done to a record in its state, why not, and what follows.
//
//     state, footing, scene ─► offers: each with what stands in its way
//     transition ─► plan: content as it becomes, notices, records to create
//
// Nothing is written here; acts/ writes a plan, whole or not at all.
#pragma once

#include "register/findings.h"
#include "register/sight.h"

typedef struct Prospect {
    const Transition *transition;
    const Slice *obstacles; // sentences in the asker's language; none: it may be made now
    size_t obstacle_count;
    const Slice *missing; // paths of fields that have no value and need one
    size_t missing_count;
} Prospect;

// A record as it is now, all that decisions look at.
typedef struct Situation {
    const Declaration *declaration;
    Arena *arena;
    Circumstances circumstances; // its content is that of `content`
    const Json *content;
    Holding holding;
    Slice language; // of the asker
} Situation;

Scene *situation_scene(const Situation *situation, Faults *faults);

// Those that the asker may make in the state, in the order of the declaration; `footing` NULL: the
// clock or a review, which may make all. False with faults.
bool transitions_offer(const Situation *situation, const Footing *footing, const Prospect **offers,
                       size_t *count, Faults *faults);

// One of them, whether it was offered or not: NULL in `transition` where the state has none of that
// id that the asker may make.
bool transition_offer(const Situation *situation, const Footing *footing, Slice id, Prospect *offer,
                      Faults *faults);

// ---- What follows ----

typedef struct PlannedNotice {
    WordList who;
    Words words;
} PlannedNotice;

typedef struct PlannedRecord {
    Slice register_name, owner;
    const Json *content;
} PlannedRecord;

enum { EFFECTS_MAX = 64 };

typedef struct Plan {
    const Json *content; // as it becomes, computed fields included
    bool is_changed;
    PlannedNotice notices[EFFECTS_MAX];
    size_t notice_count;
    PlannedRecord records[EFFECTS_MAX];
    size_t record_count;
    bool erases;
} Plan;

// Adds what effects do, at the root or an item of a list. False with faults.
bool plan_effects(Plan *plan, const Situation *situation, Scene *scene, NodeId at,
                  const Effects *effects, Faults *faults);

// The text in all languages with the values of the scene.
Words notice_words(Scene *scene, const Notice *notice, NodeId at, Arena *arena);

// ---- Computed fields (compute.c) ----

// The content with all computed fields worked out anew: those of lists' items first, then the others,
// each in the order of the declaration. NULL with faults.
const Json *compute_fields(const Situation *situation, const Json *content, Faults *faults);
