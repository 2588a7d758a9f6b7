// Saved searches: what people ask to be told of when it comes.
//
// A search is a person's, for the organisation in which he saved it; nobody else sees it. It is
// kept in the journal like all else (KIND_SEARCH), and what it said is erased when it is deleted.
#pragma once

#include "acts/acts.h"

enum {
    SEARCHES_MAX = 100,       // of one person in one organisation
    SEARCH_NAME_MAX = 100,    // characters
    SEARCH_WORDS_BYTES = 500, // of what is sought
    SEARCH_FACETS_MAX = 16,
};

typedef struct SavedSearch {
    Slice id, name;
    Slice organisation, person;
    Slice register_name, words; // empty: all registers; no words
    const Facet *facets;        // of one name any; {"state", …} too
    size_t facet_count;
    bool is_told;   // else it is silent
    uint64_t index; // of the entry since which it is told: what came before is no news
    int64_t created_ms;
    uint64_t number; // the order in which they came
} SavedSearch;

// The asker's own, in this organisation, the newest first.
bool searches_of(Act *act, const SavedSearch **searches, size_t *count);
// A new one of the asker, who is a person; sets its id and when it was made. False with a fault
// where it says nothing that could be sought, or there are too many.
bool search_save(Act *act, SavedSearch *search);
// What it is called, and whether its finds are told. Faults as of matters: code "absent".
bool search_change(Act *act, Slice id, Slice name, bool is_told);
bool search_delete(Act *act, Slice id);

// All that are told, whosever, in the caller's arena.
bool searches_told(Store *store, Arena *arena, const SavedSearch **searches, size_t *count,
                   Faults *faults);
// The person as he is now in that search's organisation. False where he is there no more.
bool search_asker(Act *act, const SavedSearch *search, Asker *asker);
