// Questions that wait for records: which of many saved searches does one record answer?
//
//     searches ─► groups of features ─► [by the rarest feature that they need] ─┐
//     record ─► its features ───────────────────────────────────────────────────┴─► searches it
//     answers
//
// search_find() goes from a question to records; here it is the other way round, so that a record
// that comes costs by its own words, and neither by the records nor by the searches there are.
#pragma once

#include "search/search.h"

typedef struct Waiting Waiting;

// Of each query its text, register and filters count, as in search_find(): all words, of filters of
// one name any. Who may see what it finds is the caller's to ask. Lives in `arena`, and is not
// changed any more: all threads may ask it. NULL with faults.
const Waiting *waiting_new(Arena *arena, const SearchQuery *queries, size_t count, Faults *faults);

// The queries, by their places, that the document answers; each once, in their order. False with
// faults.
bool waiting_ask(const Waiting *waiting, Arena *arena, const SearchDocument *document,
                 const uint32_t **found, size_t *count, Faults *faults);
