// Matching: which records of the other side fit this one, how well, and why.
//
//     register declares a pair ─► MatchPair      what is compared, and what it weighs
//     record                    ─► Profile       on which side of which pairs it stands, with what
//     match_find ─► records that meet all hard conditions, the most promising by postings,
//                   judged part by part ─► matches with reasons
//
// Texts are compared across English, Japanese and Chinese: by concepts of the glossary (glossary.h)
// and by their words. Codes are the nearer, the longer they begin alike. Parts that one side says
// nothing of are not counted against it; but where little can be compared the score is less. It is
// 1 where everything fits, 0 where nothing does.
#pragma once

#include "search/search.h"

typedef enum MatchBy {
    MATCH_TEXT,     // values: texts in any of the three languages
    MATCH_CODES,    // HS, industries, occupations …: the longer the common beginning, the nearer
    MATCH_REGION,   // `JP-27`, `CN-21-02`, `CNDLC`, `JP`: the same, or within the same
    MATCH_QUANTITY, // one or two decimals: from, to
    MATCH_DATES,    // one or two dates, 2026-11-21: from, to; an empty one is open
    MATCH_BY_END,
} MatchBy;

const char *match_by_name(MatchBy by); // "text"

enum {
    MATCH_PARTS_MAX = 20,  // of a pair
    MATCH_VALUES_MAX = 64, // of a part; the rest is left out
    MATCH_EQUALS_MAX = 8,
    MATCH_STANDS_MAX = 32, // pairs that one record stands in
    MATCH_LIMIT_MAX = 100,
};

typedef struct MatchPart {
    MatchBy by;
    double weight; // above 0
} MatchPart;

typedef struct MatchPair {
    Slice id; // names the pair in all registers
    MatchPart parts[MATCH_PARTS_MAX];
    size_t part_count;
    double threshold; // below it is no match
} MatchPair;

// ---- What a record says ----

typedef enum MatchSide {
    SIDE_HERE,  // of the register that declares the pair
    SIDE_THERE, // of the other
    SIDE_BOTH,  // of a register whose records are compared with each other: duplicates
} MatchSide;

typedef struct PartValues {
    const Slice *at;
    size_t count;
} PartValues;

// A record's place in a pair. Conditions of one side alone are the caller's to test: who does not
// meet them does not stand here.
typedef struct Stand {
    const MatchPair *pair;
    MatchSide side;
    const Slice *equals; // what must be the same on both sides, in the pair's order
    size_t equal_count;
    const PartValues *parts; // in the pair's order
    size_t part_count;
} Stand;

typedef struct Profile {
    const Stand *at;
    size_t count;
} Profile;

// ---- Asking ----

typedef struct MatchReason {
    size_t part;       // of the pair
    double similarity; // 0 to 1, of this part
    double share;      // of the score that comes from it
    Slice evidence;    // what they share, in this record's own words: a term, a code; may be empty
} MatchReason;

typedef struct Match {
    Slice owner, register_name, id, title;
    double score;
    const MatchReason *reasons; // of the parts that count, the largest share first
    size_t reason_count;
} Match;

typedef struct MatchQuery {
    const MatchPair *pair;
    const Stand *stand;   // of the record that matches are sought for
    const Slice *readers; // who asks, as in SearchQuery
    size_t reader_count;
    bool sees_all;
    Slice owner, register_name, id; // the record itself, which is no match; may be empty
    size_t limit;                   // at most MATCH_LIMIT_MAX; 0: 10
} MatchQuery;

// The best first. The record need not be in the index: what is being entered can be matched, too.
bool match_find(Searcher *searcher, Arena *arena, const MatchQuery *query, const Match **matches,
                size_t *count, Faults *faults);

// How well two sides fit, looked at by themselves, with no index: 0 where a hard condition is not
// met. Words weigh alike. For tests, and for pairs that are not indexed.
bool match_two(Arena *arena, const MatchPair *pair, const Stand *a, const Stand *b, double *score,
               Faults *faults);

// ---- What people say of matches ----

typedef struct MatchOpinion {
    Slice actor, owner; // who says so, of which organisation
    Slice pair;
    Slice from, to; // the records' ids
    bool is_useful;
    double score;        // that it was shown with
    Slice month;         // in which it is said: 2026-11
    Slice key, question; // as in Write
} MatchOpinion;

// Kept in the journal, as a record of register `match-feedback`: the last word of an organisation
// on one match counts.
bool match_tell(Store *store, const MatchOpinion *opinion, Faults *faults);

typedef struct MatchUse {
    Slice month, pair; // month: of an organisation's last word on a match
    uint64_t useful, useless;
} MatchUse;

// By month and pair, over all organisations; the first month first.
bool match_uses(Store *store, Arena *arena, const MatchUse **uses, size_t *count, Faults *faults);
