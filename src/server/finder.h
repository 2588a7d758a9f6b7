// What the counter's search indexes: records of declared registers, as register.json says.
//
//     "headline": PATH                  the title, else the record's own number
//     "search":   {PATH: weight, …}     what is looked at; without it all texts of the content
//
// A record is found by its organisation; and by the window's officers, who look on behalf of it,
// where its state lets them read. Fields that are not for all who may read it are in no index.
#pragma once

#include "identity/identity.h"
#include "search/search.h"

typedef struct Finder Finder;

// Lives as long as the store is open. NULL with faults.
Finder *finder_new(Store *store, Faults *faults);
void finder_free(Finder *finder); // NULL is allowed

Searcher *finder_searcher(Finder *finder);

// As whom the asker looks for the organisation's records: a reader of SearchQuery.
Slice finder_reader(Arena *arena, const Asker *asker, Slice organisation);

// What the index knows of a record: the texts are in `arena`. False where it is not searched.
bool finder_describe(Finder *finder, Arena *arena, const Record *record, SearchDocument *document,
                     Faults *faults);
