// Search: records by what people type, by facets, and only what the asker may see.
//
//     entries of the journal ─► describe (a register's declaration) ─► documents ─► features
//                                                                           │
//              search_find, search_suggest, match_find ◄─ postings, fresh ◄─┘
//
// The index is a view: it follows from the journal, lags behind it until it is asked (as facets
// do), and can be made anew. It lies in tables of the store's database, the same in SQLite and in
// PostgreSQL, so that both give the same hits. docs/search.md tells how it is built and measured.
//
// A Searcher may be used from all threads at once. What is answered lies in the caller's arena.
#pragma once

#include "store/store.h"

typedef struct Searcher Searcher;

// ---- What is indexed ----

enum {
    FIELD_PLAIN = 1,
    FIELD_STRONG =
        2, // and more: a title, a name, a number; found here ranks before found elsewhere
    SEARCH_TEXT_MAX = 1 << 20, // bytes of one record that are indexed
    SEARCH_TITLE_MAX = 512,    // bytes that are kept to be shown in lists; the rest is cut
    READERS_PER_RECORD_MAX = 256,
};

typedef struct SearchField {
    Slice text;
    unsigned weight;
} SearchField;

// What a record says to the index: made by the caller, as its register declares.
typedef struct SearchDocument {
    Slice owner, register_name, id;
    Slice title; // as lists show it; to be found by it, it is a field, too
    const SearchField *fields;
    size_t field_count;
    const Facet *facets; // filtered and counted; `register` is added
    size_t facet_count;
    const Slice *readers; // organisations that may see it; `*`: everybody. The owner always may
    size_t reader_count;
    const struct Profile *profile; // what it is matched by (match.h); may be NULL
} SearchDocument;

// Says what `record` (with its content) is to the index. False: it is not searched (any more).
// Called with the store's writer held: it may not write.
typedef bool SearchDescribe(void *context, Arena *arena, const Record *record,
                            SearchDocument *document, Faults *faults);

// The searcher uses the store until it is freed. `describe` may be NULL where search_put() alone
// fills the index. NULL with faults.
Searcher *searcher_new(Store *store, SearchDescribe *describe, void *context, Faults *faults);
void searcher_free(Searcher *searcher); // NULL is allowed

// Takes what the journal has got since. Questions do this first by themselves.
bool search_catch_up(Searcher *searcher, Faults *faults);

// Forgets the index; the next search_catch_up() makes it anew.
bool search_clear(Searcher *searcher, Faults *faults);

// Documents given by hand, new or changed: of tests and benchmarks, and of those who index what is
// no record. All or none.
bool search_put(Searcher *searcher, const SearchDocument *documents, size_t count, Faults *faults);

// ---- Asking ----

typedef enum SearchOrder {
    ORDER_BEST,   // by words, then the newest
    ORDER_NEWEST, // by the order in which they came to the index
} SearchOrder;

typedef struct SearchQuery {
    Slice text;           // may be empty: all
    const Slice *readers; // who asks: one of them must be let see; all see `*`
    size_t reader_count;
    bool sees_all;        // an officer of the window
    Slice register_name;  // empty: all
    const Facet *filters; // of one name any, of different names all must hold
    size_t filter_count;
    const Slice *counted; // names of facets whose values are counted over the hits
    size_t counted_count;
    SearchOrder order;
    bool is_typing; // the last word may go on
    Slice after;    // `next` of the page before
    size_t limit;   // at most SEARCH_LIMIT_MAX; 0: 20
} SearchQuery;

enum {
    SEARCH_LIMIT_MAX = 200,
    SEARCH_WORDS_MAX = 32, // tokens of one query; the rest is left out
    SEARCH_FILTERS_MAX = 32,
    SEARCH_COUNTED_MAX = 16, // names of facets
    SEARCH_VALUES_MAX = 256, // values of one name that are counted: the first by their order
    SEARCH_QUERY_MAX = 1024, // bytes that are read of what was typed
};

typedef struct SearchHit {
    Slice owner, register_name, id, title;
    int64_t score; // thousandths; among the hits of one answer only
} SearchHit;

typedef struct SearchHits {
    const SearchHit *at;
    size_t count;
    uint64_t total;      // of all pages, exact
    bool is_loose;       // no record has all words: these have some of them
    const Count *counts; // by name in the order asked for, then by count, then by value
    size_t count_count;
    Slice next; // of the next page; empty: this was the last
} SearchHits;

bool search_find(Searcher *searcher, Arena *arena, const SearchQuery *query, SearchHits *hits,
                 Faults *faults);

// ---- While typing ----

typedef struct Suggestion {
    Slice text;                     // a word, or the title of a record
    Slice owner, register_name, id; // of the record; empty for a word
    uint64_t count;                 // records that the asker may see and that have the word
} Suggestion;

enum { SUGGESTIONS_MAX = 20 };

// How `query->text` may go on: words by how many records have them, then titles. Of records that
// the asker cannot see there is neither.
bool search_suggest(Searcher *searcher, Arena *arena, const SearchQuery *query,
                    const Suggestion **suggestions, size_t *count, Faults *faults);

// ---- Showing what was found ----

typedef struct Span {
    uint32_t start, end; // bytes of the text
} Span;

// Where in `text` the words of `query` are, whatever way they are written there; in order, never
// overlapping.
bool search_highlight(Arena *arena, Slice text, Slice query, const Span **spans, size_t *count,
                      Faults *faults);

// A part of `text` of at most `max` bytes around the most that was found, cut between characters.
Slice search_snippet(Slice text, const Span *spans, size_t count, size_t max);
