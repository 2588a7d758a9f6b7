// What the counter's search indexes: records of declared registers, as register.json says.
//
//     "headline": PATH                  the title, else the record's own number
//     "search":   {PATH: weight, …}     what is looked at; without it all texts of the content
//
// A record is found by who may read it as its owner does: by its organisation.
#pragma once

#include "search/search.h"

typedef struct Finder Finder;

// Lives as long as the store is open. NULL with faults.
Finder *finder_new(Store *store, Faults *faults);
void finder_free(Finder *finder); // NULL is allowed

Searcher *finder_searcher(Finder *finder);

// What the index knows of a record: the texts are in `arena`. False where it is not searched.
bool finder_describe(Finder *finder, Arena *arena, const Record *record, SearchDocument *document,
                     Faults *faults);
