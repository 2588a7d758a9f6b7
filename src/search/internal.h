// What the files of this room share and nobody else sees.
#pragma once

#include "search/features.h"
#include "search/match.h"
#include "search/postings.h"
#include "search/search.h"
#include "search/tokens.h"
#include "store/tables.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
    // Records that are kept beside the postings until there are so many. Questions look at them one
    // by one (some microseconds each); putting them into the postings touches a page a feature.
    FRESH_MAX = 1024,
    DOCUMENTS_AT_ONCE = 32768, // of one transaction: some 100 MB while it lasts
    CACHE_BYTES_MAX = 256 << 20,
};

// The row of search_state.
typedef struct IndexState {
    uint64_t indexed; // entries of the journal before it are in the index
    uint64_t docs;    // numbers given so far
    uint64_t settled; // of those below it, postings may have rows
    uint64_t fresh;   // records that are not (as they are) in the postings
    uint64_t stamp;   // changes with whatever changes
    uint64_t edition; // changes with the postings
} IndexState;

Call state_call(IndexState *state); // reads it

// What every record that is searched has, and what each field's text is known by.
Feature feature_all(void);
// A facet's value, as the dictionary has it: no word begins so.
Slice facet_term(Arena *arena, Slice name, Slice value);

// ---- Writing (index.c) ----

// Within the writer's transaction. `indexed`: the journal up to there is in it afterwards.
bool index_put(TableWriter *writer, Arena *arena, const SearchDocument *documents, size_t count,
               uint64_t indexed, Faults *faults);

// What a document is found by, its profile left out.
FeatureSet document_features(Tokenizer *tokenizer, Arena *arena, const SearchDocument *document);

// ---- Reading (cache.c) ----

// A record beside the postings: `features` count for it, whatever the postings say.
typedef struct Fresh {
    uint64_t doc;
    FeatureSet features;
} Fresh;

typedef struct PostingRow {
    uint32_t chunk;
    Slice docs;
} PostingRow;

typedef struct Posting {
    Feature feature;
    const PostingRow *rows; // by chunk
    size_t count;
    uint64_t total; // of records, fresh ones left out
} Posting;

typedef struct Cache Cache;

struct Searcher {
    Store *store;
    SearchDescribe *describe;
    void *context;
    pthread_mutex_t catching_up; // one thread brings it up to date, the others wait for it
    Cache *cache;
};

Cache *cache_new(void); // NULL where there is no memory
void cache_free(Cache *cache);

// What one question sees of the index: the same from its first row to its last.
typedef struct View {
    Searcher *searcher;
    Arena *arena;
    IndexState state;
    const Fresh *fresh; // by doc
    size_t fresh_count;
} View;

// Opens a view on the newest state; it must be closed. False with a fault, and nothing to close.
bool view_open(View *view, Searcher *searcher, Arena *arena, Faults *faults);
void view_close(View *view);
// Loads what the features have, all in one go.
bool view_load(View *view, const Feature *features, size_t count, Posting **postings,
               Faults *faults);
uint32_t view_chunks(const View *view);
// Adds the records of `chunk` that have the feature to `bits`.
void view_bits(const View *view, const Posting *posting, uint32_t chunk, Bits *bits);
// How many of `bits` have it.
size_t view_count(const View *view, const Posting *posting, uint32_t chunk, const Bits *bits);

// How many records have it, fresh ones too; those that were changed since may be counted twice.
uint64_t view_total(const View *view, const Posting *posting);
// Whether some of the chunk's records are fresh: only then its rows are not the whole truth.
bool view_is_fresh(const View *view, uint32_t chunk);

// Row `chunk` of a posting; empty where there is none.
Slice posting_row(const Posting *posting, uint32_t chunk);

// ---- Asking (query.c) ----

// Who may see: the features of which a record must have one.
void readers_add(FeatureList *list, const Slice *readers, size_t count);
// Whether the readers' names, as a row keeps them, let one of `readers` see.
bool readers_let(Slice kept, Slice owner, const Slice *readers, size_t count);

// ---- Profiles (profile.c) ----

enum { OFFER_SIDE = 's', OFFER_EQUAL = '=', OFFER_TERM = 't', OFFER_CODE = 'c' };

// What a record that stands on `side` of a pair says, as a feature.
Feature offer_feature(Arena *arena, Slice pair, MatchSide side, char tag, size_t part, Slice value);
// A term as the value of a feature.
Slice term_bytes(const uint64_t *term, uint64_t *room);
// Adds the features of a profile, and answers its bytes, in `arena`.
Slice profile_put(Tokenizer *tokenizer, Arena *arena, Arena *scratch, const Profile *profile,
                  FeatureList *list);
