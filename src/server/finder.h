// What the counter's search indexes: records of declared registers, as register.json says.
//
//     "headline": PATH                  the title, else the record's own number
//     "search":   {PATH: weight, …}     what is looked at; without it all texts of the content
//
// A record is found by whom the state that it is in lets read it: its owner, organisations that are
// parties of it, officers who look on behalf of its owner, members, everybody. Fields that are not
// for all of those are in no index.
#pragma once

#include "identity/identity.h"
#include "search/search.h"
#include "server/pairs.h"

typedef struct Finder Finder;

// Lives as long as the store is open. `folder`: of registers beside those that the program carries;
// may be NULL. NULL with faults.
Finder *finder_new(Store *store, const char *folder, Faults *faults);
void finder_free(Finder *finder); // NULL is allowed

Searcher *finder_searcher(Finder *finder);

enum { FINDER_READERS_MAX = 3 };

// As whom the asker looks for what concerns the organisation: readers of SearchQuery. Answers how
// many.
size_t finder_readers(Arena *arena, const Asker *asker, Slice organisation,
                      Slice readers[FINDER_READERS_MAX]);

// What the index knows of a record, and where it stands in pairs, as English tells of them.
typedef struct Described {
    SearchDocument document;
    PairStand *stands;
    size_t stand_count;
} Described;

// All of it in `arena`. False where it is not searched.
bool finder_describe(Finder *finder, Arena *arena, const Record *record, Described *described,
                     Faults *faults);

// Whether a record of this register may fit another so that somebody is told. What cannot be found
// out just now may.
bool finder_tells(Finder *finder, Slice register_name);

// Only where it stands, in a language. False with faults.
bool finder_stands(Finder *finder, Arena *arena, const Record *record, Slice language,
                   PairStand **stands, size_t *count, Faults *faults);
