// SPDX-License-Identifier: Apache-2.0
// Writes the index.
//
//     documents ─► tokens ─► features ─► rows of search_doc ─┬─► fresh: looked at one by one
//                                                            └─► settled: [changes, sorted by key]
//                                                                ─► rows of search_posting
//
// A record that comes alone costs one row. When FRESH_MAX have come they are settled together, so
// that a page of postings is touched for many at once; those who come in thousands are settled at
// once. A settled record that changes is fresh again, with what the postings have of it beside it
// (`merged`), so that the difference is known whenever they are brought up to date.

#include "search/internal.h"

#include "base/table.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>

enum {
    LOOKED_UP_AT_ONCE = 512,
    KEYS_AT_ONCE = 512,
    TERM_MIN = 2, // bytes of a word that is suggested
};

static bool take_state(void *context, const Value *row, Faults *faults)
{
    uint64_t *fields = context;
    (void)faults;
    for (int i = 0; i < 6; i++)
        fields[i] = (uint64_t)row[i].number;
    return true;
}

Call state_call(IndexState *state)
{
    static_assert(sizeof *state == 6 * sizeof(uint64_t), "the state is six numbers");
    return (Call){.sql = SQL_SEARCH_STATE, .row = take_state, .context = state};
}

Feature feature_all(void)
{
    return feature_of_pair(FEATURE_FACET, S(""), S(""));
}

Slice facet_term(Arena *arena, Slice name, Slice value)
{
    return arena_print(arena, "\x01%.*s\x1F%.*s", (int)name.len, name.at, (int)value.len, value.at);
}

// ---- What a document is found by ----

// A document on its way into the index.
typedef struct Draft {
    const SearchDocument *document;
    FeatureSet features;
    Slice readers, profile;
    // what the table has of it
    bool is_there, was_fresh;
    uint64_t doc;
    FeatureSet was; // as the postings have it
} Draft;

// A change of one bit.
typedef struct Change {
    uint64_t key;
    uint16_t doc;
    bool is_removed;
} Change;

typedef struct Indexing {
    TableWriter *writer;
    Arena *arena, *scratch; // of all documents, of one
    Tokenizer *tokenizer;
    Faults *faults;
    IndexState state;
    Draft *drafts;
    size_t count;
    bool is_settling, has_emptied;
    Table *terms;
    uint64_t *term_weights;
    size_t term_room;
    Change *changes;
    size_t change_count, change_room;
} Indexing;

static void add_term(Indexing *it, Slice term)
{
    bool is_new;
    int32_t known = table_find(it->terms, term);
    size_t at =
        (size_t)(known != TABLE_NONE ? known
                                     : table_add(it->terms, arena_copy(it->arena, term), &is_new));
    if (at >= it->term_room) {
        size_t more = it->term_room > 0 ? 2 * it->term_room : 1024;
        it->term_weights =
            arena_resize(it->arena, it->term_weights, it->term_room * sizeof *it->term_weights,
                         more * sizeof *it->term_weights);
        it->term_room = more;
    }
    if (known == TABLE_NONE)
        it->term_weights[at] = 0;
    it->term_weights[at]++;
}

static void add_text(Indexing *it, FeatureList *list, const SearchField *field, size_t *room)
{
    Slice text = slice_part(field->text, 0, *room);
    *room -= text.len;
    Tokens tokens = tokens_read(it->tokenizer, it->scratch, text, TOKENS_TO_INDEX);
    for (size_t i = 0; i < tokens.count; i++) {
        const Token *token = &tokens.at[i];
        features_add(list, feature_of(FEATURE_TOKEN, token->text));
        if (field->weight >= FIELD_STRONG)
            features_add(list, feature_of(FEATURE_STRONG, token->text));
        if (token->kind <= TOKEN_CODE && token->word.len >= TERM_MIN)
            add_term(it, token->word);
    }
}

// Values that no database would take are not counted.
static void add_facet(Indexing *it, FeatureList *list, Slice name, Slice value)
{
    if (!entry_text_is_good(name, NAME_MAX_BYTES) || !entry_text_is_good(value, FACET_VALUE_MAX))
        return;
    features_add(list, feature_of_pair(FEATURE_FACET, name, value));
    add_term(it, facet_term(it->scratch, name, value));
}

static bool is_empty(const SearchDocument *document)
{
    return document->field_count == 0 && document->facet_count == 0 && document->profile == NULL;
}

static FeatureSet features_of_document(Indexing *it, const SearchDocument *document, Slice *profile)
{
    FeatureList list = {.arena = it->scratch};
    size_t room = SEARCH_TEXT_MAX;
    if (is_empty(document))
        return (FeatureSet){0};
    features_add(&list, feature_all());
    add_facet(it, &list, S("register"), document->register_name);
    for (size_t i = 0; i < document->field_count; i++)
        add_text(it, &list, &document->fields[i], &room);
    for (size_t i = 0; i < document->facet_count; i++)
        add_facet(it, &list, document->facets[i].name, document->facets[i].value);
    readers_add(&list, &document->owner, 1);
    readers_add(&list, document->readers, document->reader_count);
    if (document->profile != NULL)
        *profile = profile_put(it->tokenizer, it->arena, it->scratch, document->profile, &list);
    FeatureSet sorted = features_sort(&list);
    Feature *at = arena_array(it->arena, Feature, sorted.count);
    if (sorted.count > 0)
        memcpy(at, sorted.at, sorted.count * sizeof *at);
    return (FeatureSet){at, sorted.count};
}

FeatureSet document_features(Tokenizer *tokenizer, Arena *arena, const SearchDocument *document)
{
    SearchDocument plain = *document;
    plain.profile = NULL;
    Slice none;
    Indexing it = {
        .arena = arena, .scratch = arena, .tokenizer = tokenizer, .terms = table_new(arena, 256)};
    return features_of_document(&it, &plain, &none);
}

// Their names, each in a line.
static Slice readers_write(Arena *arena, const SearchDocument *document)
{
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < document->reader_count && i < READERS_PER_RECORD_MAX; i++)
        if (entry_text_is_good(document->readers[i], NAME_MAX_BYTES)) {
            buffer_add(&out, document->readers[i]);
            buffer_add_char(&out, '\n');
        }
    return buffer_slice(&out);
}

static void draft_all(Indexing *it, const SearchDocument *documents)
{
    for (size_t i = 0; i < it->count; i++) {
        Draft *draft = &it->drafts[i];
        arena_reset(it->scratch);
        draft->document = &documents[i];
        draft->features = features_of_document(it, &documents[i], &draft->profile);
        draft->readers = readers_write(it->arena, &documents[i]);
    }
}

// ---- What is there ----

typedef struct Taking {
    Indexing *indexing;
    Draft *draft;
} Taking;

static bool take_draft(void *context, const Value *row, Faults *faults)
{
    Draft *draft = ((Taking *)context)->draft;
    Arena *arena = ((Taking *)context)->indexing->arena;
    (void)faults;
    draft->is_there = true;
    draft->doc = (uint64_t)row[0].number;
    draft->was_fresh = row[3].number != 0;
    // Of a fresh one the postings have what `merged` says, of a settled one all.
    draft->was = features_read(arena, row[draft->was_fresh ? 2 : 1].bytes);
    return true;
}

static bool look_up(Indexing *it)
{
    Call calls[LOOKED_UP_AT_ONCE];
    Taking takings[LOOKED_UP_AT_ONCE];
    for (size_t from = 0; from < it->count; from += LOOKED_UP_AT_ONCE) {
        size_t count = 0;
        for (; count < LOOKED_UP_AT_ONCE && from + count < it->count; count++) {
            const SearchDocument *document = it->drafts[from + count].document;
            takings[count] = (Taking){it, &it->drafts[from + count]};
            calls[count] =
                (Call){.sql = SQL_SEARCH_DOC,
                       .count = 3,
                       .values = {value_text(document->owner), value_text(document->register_name),
                                  value_text(document->id)},
                       .row = take_draft,
                       .context = &takings[count]};
        }
        if (!tables_run(it->writer, calls, count, it->faults))
            return false;
    }
    return true;
}

// ---- Rows of documents ----

// One line of UTF-8, as every database takes it.
static Slice title_of(Arena *arena, const SearchDocument *document)
{
    Buffer out = buffer_new(arena);
    Slice rest = document->title;
    while (rest.len > 0 && out.len < SEARCH_TITLE_MAX) {
        size_t length;
        int32_t c = utf8_decode(rest, &length);
        if (c == UTF8_BAD || c < ' ' || c == 0x7F)
            buffer_add_char(&out, ' ');
        else
            buffer_add(&out, slice_part(rest, 0, length));
        rest = slice_part(rest, length, rest.len);
    }
    return buffer_slice(&out);
}

static Value merged_of(Indexing *it, const Draft *draft)
{
    bool has_merged = !it->is_settling && draft->was.count > 0;
    return has_merged ? value_bytes(features_write(it->scratch, draft->was)) : (Value){0};
}

static Call set_draft(Indexing *it, const Draft *draft)
{
    const SearchDocument *document = draft->document;
    Value fresh = value_integer(!it->is_settling);
    Value features = value_bytes(features_write(it->scratch, draft->features));
    if (draft->is_there)
        return (Call){.sql = SQL_SEARCH_DOC_SET,
                      .count = 7,
                      .values = {value_text(title_of(it->scratch, document)),
                                 value_text(draft->readers), value_bytes(draft->profile), features,
                                 merged_of(it, draft), fresh, value_integer(draft->doc)}};
    return (Call){.sql = SQL_SEARCH_DOC_PUT,
                  .count = 10,
                  .values = {value_integer(draft->doc), value_text(document->owner),
                             value_text(document->register_name), value_text(document->id),
                             value_text(title_of(it->scratch, document)),
                             value_text(draft->readers), value_bytes(draft->profile), features,
                             (Value){0}, fresh}};
}

static bool put_drafts(Indexing *it)
{
    Call calls[LOOKED_UP_AT_ONCE];
    for (size_t from = 0; from < it->count; from += LOOKED_UP_AT_ONCE) {
        size_t count = 0;
        arena_reset(it->scratch);
        for (; count < LOOKED_UP_AT_ONCE && from + count < it->count; count++)
            calls[count] = set_draft(it, &it->drafts[from + count]);
        if (!tables_run(it->writer, calls, count, it->faults))
            return false;
    }
    return true;
}

static int order_terms(const void *a, const void *b, void *context)
{
    const Table *terms = context;
    return slice_compare(table_key(terms, *(const int32_t *)a),
                         table_key(terms, *(const int32_t *)b));
}

// In their order, so that neighbours go into one page.
static bool put_terms(Indexing *it)
{
    size_t total = table_count(it->terms), count = 0;
    int32_t *order = arena_array(it->arena, int32_t, total);
    Call calls[LOOKED_UP_AT_ONCE];
    for (size_t i = 0; i < total; i++)
        order[i] = (int32_t)i;
    if (total > 0)
        qsort_r(order, total, sizeof *order, order_terms, it->terms);
    for (size_t i = 0; i < total; i++) {
        Slice term = table_key(it->terms, order[i]);
        calls[count++] =
            (Call){.sql = SQL_SEARCH_TERM_ADD,
                   .count = 2,
                   .values = {value_text(term), value_integer(it->term_weights[order[i]])}};
        if (count == LOOKED_UP_AT_ONCE || i + 1 == total) {
            if (!tables_run(it->writer, calls, count, it->faults))
                return false;
            count = 0;
        }
    }
    return true;
}

// ---- Settling ----

static void add_change(Indexing *it, uint64_t doc, Feature feature, bool is_removed)
{
    if (it->change_count == it->change_room) {
        size_t more = it->change_room > 0 ? 2 * it->change_room : 65536;
        it->changes = arena_resize(it->arena, it->changes, it->change_room * sizeof *it->changes,
                                   more * sizeof *it->changes);
        it->change_room = more;
    }
    it->changes[it->change_count++] =
        (Change){feature_key(feature, doc / CHUNK_DOCS), (uint16_t)(doc % CHUNK_DOCS), is_removed};
}

// Both are sorted: what is in one only is a change.
static void add_changes(Indexing *it, uint64_t doc, FeatureSet was, FeatureSet is)
{
    size_t i = 0, k = 0;
    while (i < was.count || k < is.count) {
        if (k == is.count || (i < was.count && was.at[i] < is.at[k]))
            add_change(it, doc, was.at[i++], true);
        else if (i == was.count || is.at[k] < was.at[i])
            add_change(it, doc, is.at[k++], false);
        else
            i++, k++;
    }
}

static bool take_fresh(void *context, const Value *row, Faults *faults)
{
    Indexing *it = context;
    (void)faults;
    arena_reset(it->scratch);
    add_changes(it, (uint64_t)row[0].number, features_read(it->scratch, row[2].bytes),
                features_read(it->scratch, row[1].bytes));
    return true;
}

static int compare_changes(const void *a, const void *b)
{
    const Change *one = a, *other = b;
    if (one->key != other->key)
        return one->key < other->key ? -1 : 1;
    return (one->doc > other->doc) - (one->doc < other->doc);
}

// The rows that some changes are for.
typedef struct RowSet {
    Arena *arena;
    size_t first[KEYS_AT_ONCE + 1]; // of the changes of each row; behind the last: the end
    Slice rows[KEYS_AT_ONCE];       // as they are
    size_t count;
} RowSet;

static bool take_row(void *context, const Value *row, Faults *faults)
{
    Slice *bytes = context;
    (void)faults;
    // The sink's bytes are gone when it returns, and a row has a limit.
    if (row[1].bytes.len <= ROW_BYTES_MAX) {
        memcpy((char *)bytes->at, row[1].bytes.at, row[1].bytes.len);
        bytes->len = row[1].bytes.len;
    }
    return true;
}

// Chunks that nothing was settled in have no rows yet: a new record's most often.
static bool load_rows(Indexing *it, RowSet *set)
{
    Call calls[KEYS_AT_ONCE];
    size_t count = 0;
    for (size_t i = 0; i < set->count; i++) {
        uint64_t key = it->changes[set->first[i]].key;
        set->rows[i] = (Slice){0};
        if ((key & (CHUNKS_MAX - 1)) * CHUNK_DOCS >= it->state.settled)
            continue;
        set->rows[i].at = arena_take_raw(set->arena, ROW_BYTES_MAX, 8);
        calls[count++] = (Call){.sql = SQL_SEARCH_POSTING,
                                .count = 1,
                                .values = {value_integer(key)},
                                .row = take_row,
                                .context = &set->rows[i]};
    }
    return count == 0 || tables_run(it->writer, calls, count, it->faults);
}

static Call change_row(Indexing *it, const RowSet *set, size_t i)
{
    const Change *change = &it->changes[set->first[i]], *end = &it->changes[set->first[i + 1]];
    uint64_t key = change->key;
    Bits bits = {0};
    row_add_to(set->rows[i], &bits);
    for (; change < end; change++)
        if (change->is_removed)
            bit_clear(&bits, change->doc);
        else
            bit_set(&bits, change->doc);
    Slice row = row_write(set->arena, &bits);
    if (row.len == 0)
        return (Call){.sql = SQL_SEARCH_POSTING_DROP, .count = 1, .values = {value_integer(key)}};
    return (Call){.sql = SQL_SEARCH_POSTING_PUT,
                  .count = 2,
                  .values = {value_integer(key), value_bytes(row)}};
}

static bool put_rows(Indexing *it, RowSet *set)
{
    Call calls[KEYS_AT_ONCE];
    if (!load_rows(it, set))
        return false;
    for (size_t i = 0; i < set->count; i++)
        calls[i] = change_row(it, set, i);
    bool is_good = tables_run(it->writer, calls, set->count, it->faults);
    set->count = 0;
    arena_reset(set->arena);
    return is_good;
}

static bool put_changes(Indexing *it)
{
    RowSet set = {.arena = it->scratch};
    qsort(it->changes, it->change_count, sizeof *it->changes, compare_changes);
    arena_reset(it->scratch);
    for (size_t i = 0; i < it->change_count; i++) {
        if (i > 0 && it->changes[i].key == it->changes[i - 1].key)
            continue;
        set.first[set.count] = i;
        if (set.count == KEYS_AT_ONCE && !put_rows(it, &set))
            return false;
        set.first[set.count++] = i;
    }
    set.first[set.count] = it->change_count;
    return set.count == 0 || put_rows(it, &set);
}

// Before the new rows are put: what was fresh, and is not among the documents, has its own row.
static bool settle(Indexing *it)
{
    Call fresh = {.sql = SQL_SEARCH_FRESH, .row = take_fresh, .context = it};
    Call settled = {.sql = SQL_SEARCH_SETTLE};
    for (size_t i = 0; i < it->count; i++)
        add_changes(it, it->drafts[i].doc, it->drafts[i].was, it->drafts[i].features);
    if (it->state.fresh > 0 && (!tables_run(it->writer, &fresh, 1, it->faults) ||
                                !tables_run(it->writer, &settled, 1, it->faults)))
        return false;
    if (it->change_count > 0 && !put_changes(it))
        return false;
    it->state.settled = it->state.docs;
    it->state.fresh = 0;
    it->state.edition++;
    return true;
}

// ---- All of it ----

static void number_drafts(Indexing *it)
{
    for (size_t i = 0; i < it->count; i++) {
        Draft *draft = &it->drafts[i];
        if (!draft->is_there)
            draft->doc = it->state.docs++;
        it->state.fresh += !draft->was_fresh;
        it->has_emptied |= draft->was.count > 0 && draft->features.count == 0;
    }
    // What is taken away leaves the postings at once, too. What was never in them (sessions, which
    // change with each person who comes) settles nothing.
    it->is_settling = it->state.fresh >= FRESH_MAX || it->has_emptied;
}

static bool put_state(Indexing *it)
{
    const IndexState *state = &it->state;
    Call call = {.sql = SQL_SEARCH_STATE_SET,
                 .count = 6,
                 .values = {value_integer(state->indexed), value_integer(state->docs),
                            value_integer(state->settled), value_integer(state->fresh),
                            value_integer(state->stamp), value_integer(state->edition)}};
    return tables_run(it->writer, &call, 1, it->faults);
}

static bool index_all(Indexing *it, const SearchDocument *documents, uint64_t indexed)
{
    Call state = state_call(&it->state);
    draft_all(it, documents);
    if (!tables_run(it->writer, &state, 1, it->faults) || !look_up(it))
        return false;
    number_drafts(it);
    if (it->state.docs > (uint64_t)CHUNKS_MAX * CHUNK_DOCS)
        return fault_add(it->faults, FAULT_LIMIT, 0, 0, "the index has room for %llu records",
                         (unsigned long long)CHUNKS_MAX * CHUNK_DOCS);
    // Fresh rows of these documents are replaced first, so that settling meets each record once.
    if (!put_drafts(it) || !put_terms(it) || (it->is_settling && !settle(it)))
        return false;
    it->state.stamp++;
    it->state.indexed = indexed > it->state.indexed ? indexed : it->state.indexed;
    return put_state(it);
}

bool index_put(TableWriter *writer, Arena *arena, const SearchDocument *documents, size_t count,
               uint64_t indexed, Faults *faults)
{
    Indexing it = {.writer = writer,
                   .arena = arena,
                   .scratch = arena_new(arena_guard(arena), 0),
                   .tokenizer = tokenizer_new(arena, faults),
                   .faults = faults,
                   .drafts = arena_array(arena, Draft, count),
                   .count = count,
                   .terms = table_new(arena, 1024)};
    arena_defer(arena, (void (*)(void *))arena_free, it.scratch);
    return it.tokenizer != NULL && index_all(&it, documents, indexed);
}
