// SPDX-License-Identifier: Apache-2.0
// Reads the index: views, and what is kept in memory between them.
//
//     table ─► [cache] ─► posting ─┐
//                                  ├─► the records of a chunk that have a feature
//     fresh records ───────────────┘
//
// Postings change only when records are settled (the edition), so that what was read stays good for
// a thousand records. What is fresh is read again when anything changed (the stamp). A view holds
// the lock for reading, so that nothing of it goes away.

#include "search/internal.h"

#include "base/memory.h"

#include <stdlib.h>

enum {
    SLOTS = 1 << 16, // of the cache
    SLOTS_FILLED_MAX = SLOTS / 2,
    WORTH_KEEPING = 2048, // bytes; what is rare is read as quickly as it is found here
    WORTH_A_MAP = 256,    // bytes of a list: a map is counted as quickly as so many numbers
};

struct Cache {
    pthread_rwlock_t lock; // for writing: the state and the fresh are replaced
    bool is_filled;
    IndexState state;
    Guard guard;
    Arena *arena; // of the fresh
    Fresh *fresh;
    size_t fresh_count, fresh_room;

    pthread_mutex_t slot_lock; // guards the rest
    Posting *slots[SLOTS];     // each in one block: itself, its rows, their bytes
    size_t filled, bytes;
};

Cache *cache_new(void)
{
    Cache *it = memory_take(sizeof *it);
    if (it == NULL)
        return NULL;
    memset(it, 0, sizeof *it);
    // Who brings the state up to date must not wait for ever behind those who read.
    pthread_rwlockattr_t attributes;
    pthread_rwlockattr_init(&attributes);
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&it->lock, &attributes);
    pthread_rwlockattr_destroy(&attributes);
    pthread_mutex_init(&it->slot_lock, NULL);
    return it;
}

static void empty_slots(Cache *it)
{
    for (size_t i = 0; i < SLOTS; i++) {
        memory_free(it->slots[i]);
        it->slots[i] = NULL;
    }
    it->filled = it->bytes = 0;
}

void cache_free(Cache *it)
{
    if (it == NULL)
        return;
    empty_slots(it);
    arena_free(it->arena);
    pthread_rwlock_destroy(&it->lock);
    pthread_mutex_destroy(&it->slot_lock);
    memory_free(it);
}

// ---- Postings ----

static Posting **slot_of(Cache *it, Feature feature)
{
    size_t at = (size_t)(feature * 0x9E3779B97F4A7C15 >> 48) % SLOTS;
    while (it->slots[at] != NULL && it->slots[at]->feature != feature)
        at = (at + 1) % SLOTS;
    return &it->slots[at];
}

static Posting *find(Cache *it, Feature feature)
{
    pthread_mutex_lock(&it->slot_lock);
    Posting *posting = *slot_of(it, feature);
    pthread_mutex_unlock(&it->slot_lock);
    return posting;
}

static size_t kept_bytes(Slice docs)
{
    return docs.len >= WORTH_A_MAP ? ROW_BYTES_MAX : (docs.len + 7) / 8 * 8;
}

static size_t bytes_of(const Posting *posting)
{
    size_t bytes = sizeof *posting + posting->count * sizeof(PostingRow);
    for (size_t i = 0; i < posting->count; i++)
        bytes += kept_bytes(posting->rows[i].docs);
    return bytes;
}

static Posting *copy_posting(const Posting *from, size_t bytes)
{
    Posting *to = memory_take(bytes);
    if (to == NULL)
        return NULL;
    PostingRow *rows = (PostingRow *)(to + 1);
    char *at = (char *)(rows + from->count);
    *to = *from;
    to->rows = rows;
    for (size_t i = 0; i < from->count; i++) {
        Slice docs = from->rows[i].docs;
        if (docs.len >= WORTH_A_MAP) {
            row_expand(docs, at);
            docs.len = ROW_BYTES_MAX;
        } else {
            memcpy(at, docs.at, docs.len);
        }
        rows[i] = (PostingRow){from->rows[i].chunk, {at, docs.len}};
        at += kept_bytes(docs);
    }
    return to;
}

// Where there is no room, it is read again the next time.
static void keep(Cache *it, const Posting *posting)
{
    size_t bytes = bytes_of(posting);
    pthread_mutex_lock(&it->slot_lock);
    Posting **slot = slot_of(it, posting->feature);
    if (bytes >= WORTH_KEEPING && *slot == NULL && it->filled < SLOTS_FILLED_MAX &&
        it->bytes + bytes <= CACHE_BYTES_MAX) {
        *slot = copy_posting(posting, bytes);
        it->filled += *slot != NULL;
        it->bytes += bytes;
    }
    pthread_mutex_unlock(&it->slot_lock);
}

// ---- The state ----

typedef struct Refreshing {
    Cache *cache;
    Arena *arena;
    Searcher *searcher;
    Faults *faults;
} Refreshing;

static bool take_fresh(void *context, const Value *row, Faults *faults)
{
    Cache *it = context;
    (void)faults;
    if (it->fresh_count == it->fresh_room) {
        size_t more = it->fresh_room > 0 ? 2 * it->fresh_room : 256;
        it->fresh = arena_resize(it->arena, it->fresh, it->fresh_room * sizeof *it->fresh,
                                 more * sizeof *it->fresh);
        it->fresh_room = more;
    }
    it->fresh[it->fresh_count++] =
        (Fresh){(uint64_t)row[0].number, features_read(it->arena, row[1].bytes)};
    return true;
}

static bool refresh(void *context)
{
    Refreshing *it = context;
    Cache *cache = it->cache;
    uint64_t edition = cache->state.edition;
    bool was_full = cache->bytes > CACHE_BYTES_MAX / 8 * 7 || cache->filled == SLOTS_FILLED_MAX;
    cache->arena = arena_new(&cache->guard, 0);
    Call calls[] = {state_call(&cache->state),
                    {.sql = SQL_SEARCH_FRESH, .row = take_fresh, .context = cache}};
    if (!store_tables_ask(it->searcher->store, cache->arena, calls, 2, it->faults))
        return false;
    if (cache->state.edition != edition || was_full)
        empty_slots(cache);
    return true;
}

static bool bring_up_to_date(Cache *it, Searcher *searcher, Arena *arena, Faults *faults)
{
    Refreshing refreshing = {it, arena, searcher, faults};
    arena_free(it->arena);
    it->arena = NULL;
    it->fresh = NULL;
    it->fresh_count = it->fresh_room = 0;
    it->is_filled = guard_run(&it->guard, refresh, &refreshing, faults);
    return it->is_filled;
}

bool view_open(View *view, Searcher *searcher, Arena *arena, Faults *faults)
{
    Cache *cache = searcher->cache;
    IndexState now = {0};
    Call call = state_call(&now);
    if (!store_tables_ask(searcher->store, arena, &call, 1, faults))
        return false;
    pthread_rwlock_rdlock(&cache->lock);
    if (!cache->is_filled || cache->state.stamp != now.stamp) {
        pthread_rwlock_unlock(&cache->lock);
        pthread_rwlock_wrlock(&cache->lock);
        // Another thread may have been here; what is newer than asked for is as good.
        bool is_good = (cache->is_filled && cache->state.stamp == now.stamp) ||
                       bring_up_to_date(cache, searcher, arena, faults);
        pthread_rwlock_unlock(&cache->lock);
        if (!is_good)
            return false;
        pthread_rwlock_rdlock(&cache->lock);
    }
    *view = (View){searcher, arena, cache->state, cache->fresh, cache->fresh_count};
    return true;
}

void view_close(View *view)
{
    pthread_rwlock_unlock(&view->searcher->cache->lock);
}

// ---- Loading ----

typedef struct Loading {
    Arena *arena;
    Posting *posting;
    PostingRow *rows;
    size_t room;
} Loading;

static bool take_row(void *context, const Value *row, Faults *faults)
{
    Loading *it = context;
    (void)faults;
    if (it->posting->count == it->room) {
        size_t more = it->room > 0 ? 4 * it->room : 4;
        PostingRow *rows = arena_array(it->arena, PostingRow, more);
        if (it->room > 0)
            memcpy(rows, it->rows, it->room * sizeof *rows);
        it->posting->rows = it->rows = rows;
        it->room = more;
    }
    Slice docs = {arena_take_raw(it->arena, row[1].bytes.len + 1, 8), row[1].bytes.len};
    memcpy((char *)docs.at, row[1].bytes.at, docs.len);
    it->rows[it->posting->count++] = (PostingRow){(uint32_t)row[0].number & (CHUNKS_MAX - 1), docs};
    it->posting->total += row_count(docs);
    return true;
}

bool view_load(View *view, const Feature *features, size_t count, Posting **postings,
               Faults *faults)
{
    Arena *arena = view->arena;
    Posting *at = *postings = arena_array(arena, Posting, count);
    Loading *loadings = arena_array(arena, Loading, count);
    Call *calls = arena_array(arena, Call, count);
    size_t missing = 0;
    for (size_t i = 0; i < count; i++) {
        const Posting *kept = find(view->searcher->cache, features[i]);
        at[i] = kept != NULL ? *kept : (Posting){.feature = features[i]};
        if (kept != NULL)
            continue;
        loadings[missing] = (Loading){arena, &at[i], NULL, 0};
        calls[missing] = (Call){.sql = SQL_SEARCH_POSTINGS,
                                .count = 2,
                                .values = {value_integer(feature_key(features[i], 0)),
                                           value_integer(feature_key(features[i], CHUNKS_MAX - 1))},
                                .row = take_row,
                                .context = &loadings[missing]};
        missing++;
    }
    if (missing > 0 && !store_tables_ask(view->searcher->store, arena, calls, missing, faults))
        return false;
    for (size_t i = 0; i < missing; i++)
        keep(view->searcher->cache, loadings[i].posting);
    return true;
}

// ---- Records of a chunk ----

uint32_t view_chunks(const View *view)
{
    return (uint32_t)((view->state.docs + CHUNK_DOCS - 1) / CHUNK_DOCS);
}

Slice posting_row(const Posting *posting, uint32_t chunk)
{
    size_t low = 0, high = posting->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (posting->rows[middle].chunk < chunk)
            low = middle + 1;
        else
            high = middle;
    }
    return low < posting->count && posting->rows[low].chunk == chunk ? posting->rows[low].docs
                                                                     : (Slice){0};
}

static size_t first_fresh(const View *view, uint32_t chunk)
{
    size_t low = 0, high = view->fresh_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (view->fresh[middle].doc < (uint64_t)chunk * CHUNK_DOCS)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_in(const View *view, size_t fresh, uint32_t chunk)
{
    return fresh < view->fresh_count && view->fresh[fresh].doc / CHUNK_DOCS == chunk;
}

bool view_is_fresh(const View *view, uint32_t chunk)
{
    return is_in(view, first_fresh(view, chunk), chunk);
}

uint64_t view_total(const View *view, const Posting *posting)
{
    uint64_t total = posting->total;
    for (size_t i = 0; i < view->fresh_count; i++)
        total += features_have(view->fresh[i].features, posting->feature);
    return total;
}

void view_bits(const View *view, const Posting *posting, uint32_t chunk, Bits *bits)
{
    size_t first = first_fresh(view, chunk);
    if (!is_in(view, first, chunk)) {
        row_add_to(posting_row(posting, chunk), bits);
        return;
    }
    Bits own = {0};
    row_add_to(posting_row(posting, chunk), &own);
    for (size_t i = first; is_in(view, i, chunk); i++) {
        uint32_t doc = (uint32_t)(view->fresh[i].doc % CHUNK_DOCS);
        if (features_have(view->fresh[i].features, posting->feature))
            bit_set(&own, doc);
        else
            bit_clear(&own, doc);
    }
    for (size_t i = 0; i < CHUNK_WORDS; i++)
        bits->at[i] |= own.at[i];
}

size_t view_count(const View *view, const Posting *posting, uint32_t chunk, const Bits *bits)
{
    size_t first = first_fresh(view, chunk);
    size_t count = row_count_both(posting_row(posting, chunk), bits);
    Slice row = is_in(view, first, chunk) ? posting_row(posting, chunk) : (Slice){0};
    Bits stale = {0};
    if (row.len > 0)
        row_add_to(row, &stale);
    for (size_t i = first; is_in(view, i, chunk); i++) {
        uint32_t doc = (uint32_t)(view->fresh[i].doc % CHUNK_DOCS);
        if (!bit_is(bits, doc))
            continue;
        count -= bit_is(&stale, doc);
        count += features_have(view->fresh[i].features, posting->feature);
    }
    return count;
}
