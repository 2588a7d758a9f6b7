// Telling people what the window found: in three languages, and only of what they may see.
//
//     record + what is said of it ─► for whom? ─► may he see it? ─► tidings (acts/acts.h)
#pragma once

#include "acts/acts.h"
#include "server/finder.h"

// Collects tidings, in the act's arena.
typedef struct Telling {
    Act *act;
    Finder *finder;
    Tiding *at;
    size_t count, room;
    Faults *ignored; // of records that cannot be opened: they are nobody's news
} Telling;

Telling telling_new(Act *act, Finder *finder);
// Past TIDINGS_MAX nothing is added: who waits for everything is told that of it.
enum { TIDINGS_MAX = 20000 };
void telling_add(Telling *telling, Tiding tiding, const Words *words);
// Writes them, each cause once.
bool telling_write(Telling *telling, size_t *told);

// The record as somebody may see it. NULL where he may not, or with faults of the store.
const Matter *seen_by(Telling *telling, Register *reg, const Record *record, const Asker *asker);
// What people call it: its title, cut, and its number.
Slice title_told(Arena *arena, const Matter *matter, Slice title);
// A text in each language; %1, %2 … stand for the values.
Words words_filled(Arena *arena, const char *const forms[LANGUAGE_END], const Slice *values);

// ---- Two records that fit ----

typedef struct Side {
    Register *reg;
    const Record *record;
    Slice title;
    const PairStand *stand;
} Side;

// The record on that side of a pair. False where it does not stand there (any more), or, with
// faults, where that cannot be told.
bool side_open(Telling *telling, const Record *name, const PairStand *pair, MatchSide at,
               Side *side);

typedef struct PairWords {
    const char *const *forms; // %1: one's own record; %2: the other; %3: how well they fit
    Slice cause;              // what begins the causes
    double score;
} PairWords;

// Tells those whom the pair names, of `to`, that `of` fits, as far as they may see both.
void tell_side(Telling *telling, const Side *to, const Side *of, const PairWords *words);
