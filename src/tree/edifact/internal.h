// What the files of this room share.
#pragma once

#include "tree/builder.h"
#include "tree/edifact/codes.h"
#include "tree/edifact/library.h"
#include "tree/edifact/scan.h"

// ---- Plans: what a message is in the tree ----
//
//     structure (rows of the directory) × vocabulary ─► plan: paths of nodes by row and place
//
// Paths are made when they first occur, for a message has ten times as many as any document uses.

typedef struct Slot Slot;

// A place of a segment or composite: <C_C082>, <D_3035>.
struct Slot {
    const EdifactItem *item;
    PathId path, text; // PATH_NONE until it occurs
    Slot *components;  // of a composite; NULL until it occurs
    uint16_t count;    // of components
    uint16_t ordinal;  // how often the same stood before it
    uint16_t next;     // the slot behind all repetitions of this one
    uint8_t bit;       // its item's number
    uint64_t mandatory; // of a composite: the items that are
    const CodeSet *codes; // of an element; NULL: not coded
};

typedef struct SegmentPlan {
    PathId path; // PATH_NONE until it occurs
    Slot *slots; // NULL until it occurs
    uint16_t count;
    bool is_group;      // of a row: it has a path only
    bool is_named;      // its name tells the tag
    bool has_notes;     // on dependencies, or on anti-collision (UGH, UGT): the validator looks at each
    uint8_t shape_count;
    uint64_t mandatory; // items
    struct Shape *shapes; // the last that was asked for comes first
} SegmentPlan;

// Where the last segment of a row was followed by one with this tag.
typedef struct Step {
    uint32_t tag;  // 0: none
    uint32_t most; // repetitions of `to`
    uint16_t to;   // row
    uint8_t up;    // groups to leave before
} Step;

enum {
    STEPS_BITS = 2, // four steps a row are remembered, which lie together
    PLANS_BY_HASH = 64,
};

typedef struct EdifactMessagePlan EdifactMessagePlan;
struct EdifactMessagePlan {
    EdifactMessagePlan *next; // of the same hash
    bool is_interactive; // it begins with UIH
    Slice type, version, release;
    PathId outer; // what the message stands in
    PathId root;  // <M_INVOIC>
    EdifactFound found;
    const EdifactMessage *message; // NULL: flat
    EdifactRelease *directory;     // whose segments are used; may be NULL
    uint32_t *tags;                // by row: the tag as a number, of a group that of its first segment
    SegmentPlan *rows;             // by row; of a group only its path
    Step *steps;                   // by row and tag
};

// A segment where the structure has none: by its parent's path, tag, and the release that its message is of.
typedef struct LoosePlan {
    struct LoosePlan *next;
    const EdifactRelease *directory;
    PathId parent;
    Slice tag;
    SegmentPlan plan;
} LoosePlan;

// The plan of a message of that type below `outer`.
typedef struct MessageId {
    Slice header; // UNH; of an interactive message UIH: what begins otherwise is another message
    Slice type, version, release;
} MessageId;
EdifactMessagePlan *plan_message(EdifactReader *reader, PathId outer, const MessageId *id);
// The plan of a segment outside of the structure, below a node of `parent`. `plan` NULL: outside of messages.
SegmentPlan *plan_loose(EdifactReader *reader, EdifactMessagePlan *plan, PathId parent, Slice tag);
// Makes the slots and the path of a segment that occurs for the first time. `spec` may be NULL.
void plan_segment(EdifactReader *reader, SegmentPlan *plan, PathId parent, const EdifactSpec *spec, Slice tag);
void plan_slot(EdifactReader *reader, Slot *slot, PathId parent);
PathId plan_group(EdifactReader *reader, PathId parent, Slice tag);
uint32_t tag_number(Slice tag); // 0 where it has more than four characters, or is none

// ---- Places: which row of the structure a segment is ----

enum { LEVELS_MAX = 32 }; // as groups are nested

typedef struct Level {
    uint16_t row;   // where the group of this level stands; ROW_NONE at its beginning
    uint32_t count; // repetitions of that row so far
} Level;

typedef struct Position {
    Level levels[LEVELS_MAX];
    unsigned depth; // the innermost level
} Position;

typedef struct Move {
    uint16_t row; // a segment, or a group that begins with it; ROW_NONE: nowhere
    uint8_t up;   // levels to leave before
} Move;

// Where the segment goes by the structure: as one of that tag went from there the last time, or searched for.
Move position_search(EdifactMessagePlan *plan, const Position *position, uint32_t tag);

static inline Step *position_step(const EdifactMessagePlan *plan, uint16_t from, uint32_t tag)
{
    return &plan->steps[((size_t)from << STEPS_BITS) + (tag * 2654435761u >> (32 - STEPS_BITS))];
}

static inline Move position_find(EdifactMessagePlan *plan, const Position *position, uint32_t tag)
{
    const Level *here = &position->levels[position->depth];
    const Step *step = position_step(plan, here->row, tag);
    if (step->tag == tag && tag != 0) {
        const Level *level = here - step->up;
        if (level->row != step->to || level->count < step->most)
            return (Move){step->to, step->up};
    }
    return position_search(plan, position, tag);
}

typedef struct Astray {
    uint32_t tag, next;    // of the segment, and of the one behind it (0: none)
    size_t sections_ahead; // how many UNS are still to come in the message
} Astray;
// Where it goes best when it does not fit. Row ROW_NONE: it is astray.
Move position_find_astray(const EdifactMessagePlan *plan, const Position *position, const Astray *astray);
// Goes there.
static inline void position_move(Position *position, Move move)
{
    position->depth -= move.up;
    Level *level = &position->levels[position->depth];
    level->count = level->row == move.row ? level->count + 1 : 1;
    level->row = move.row;
}
// Enters a group that was gone to, at its first row.
static inline void position_enter(Position *position, uint16_t first)
{
    position->levels[++position->depth] = (Level){first, 1};
}

struct EdifactReader {
    Arena *arena; // the reader's own, which outlives documents
    Vocabulary *vocabulary;
    const EdifactLibrary *library;
    EdifactRelease **releases;     // by volume; NULL until it is needed
    EdifactMessagePlan **messages; // by hash
    LoosePlan *loose[PLANS_BY_HASH];
    struct CodeList *lists;
    size_t plan_count, loose_count;
    size_t shape_bytes; // of all shapes that are kept
};
