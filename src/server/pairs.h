// Pairs that registers declare, and where a record stands in them.
//
//     register.json "matches" (docs/registers.md) ─► pairs ─► record ─► stands ─► search/match.h
//                   "similar"
//
// Fields that are for some only are compared by nobody.
#pragma once

#include "register/register.h"
#include "search/match.h"

typedef struct Pairs Pairs;
typedef struct Declaration Declaration; // register/declare.h

// Of all registers; what is not declared well is left out. Lives in `arena`, as the registers do.
Pairs *pairs_new(Arena *arena, Registers *registers);

// A stand with all that it needs, in the caller's arena.
typedef struct PairStand {
    MatchPair pair; // its id is REGISTER/ID
    Slice id;       // as declared; `similar`: with records of the same register
    Slice label;    // in the language asked for; so are those of parts
    Slice part_labels[MATCH_PARTS_MAX];
    const Slice *conditions; // what both sides must meet, in words
    size_t condition_count;
    Stand stand;
    const Slice *notified; // words of Who that are told of a match, on both sides
    size_t notified_count;
    double notify_from; // the score from which on they are
    bool may_assign;    // one to one, on request
} PairStand;

// The pairs that the record stands in, by their conditions. `content` is the record's, read.
// `language`: "en", "ja", "zh". At most MATCH_STANDS_MAX.
size_t pairs_stands(const Pairs *pairs, Arena *arena, const Declaration *declaration,
                    const Record *record, const Json *content, Slice language, PairStand **stands);

// Whether anybody is told of what fits a record of this register.
bool pairs_tell(const Pairs *pairs, Slice register_name);

// Whether a field, or a group that it lies in, is for some only.
bool pairs_is_restricted(const Declaration *declaration, Slice path);
bool pairs_restrict_any(const Declaration *declaration);

// "reasons": what a match's score is made of, in the language of the stand.
void pair_write_reasons(JsonWriter *json, Arena *arena, const PairStand *stand, const Match *match);

// ---- Which pairs there are ----

typedef struct PairNamed {
    Slice id;                  // REGISTER/PAIR, which names it in all registers
    Slice register_name, name; // as its register declares it
    Slice with, label;
    bool may_assign;
} PairNamed;

// All that the registers declare, in their order; but not `similar`. In `arena`.
size_t pairs_named(Arena *arena, Registers *registers, Slice language, const PairNamed **pairs);
