// SPDX-License-Identifier: Apache-2.0
// Answers questions from postings.
//
//     words, filters, readers ─► groups of features ─► postings
//     chunk by chunk, the newest first:
//         all records with one of each group ─► counted ─► [the best so far]
//
// Everything is exact and is counted over all hits: a chunk of 16,384 records is a map of 2 KB, and
// the index of a million records is 61 of them. What a word weighs is how rare it is; where it was
// found in a strong field it weighs twice. Among equals the newest is first.

#include "search/question.h"

#include <math.h>
#include <stdlib.h>

enum { PREFIX_TERMS_MAX = 40 }; // the most frequent: a page of postings for each and each field

// ---- Parts ----

static size_t add_feature(Question *it, Feature feature)
{
    features_add(&it->features, feature);
    return it->features.count - 1;
}

static Group *add_word(Question *it)
{
    if (it->word_count == SEARCH_WORDS_MAX)
        return NULL;
    Group *group = &it->words[it->word_count++];
    *group = (Group){.first = it->features.count};
    return group;
}

static void add_alternatives(Question *it, Group *group, const Slice *texts, size_t count)
{
    group->count = count;
    for (size_t i = 0; i < count; i++)
        add_feature(it, feature_of(FEATURE_TOKEN, texts[i]));
    for (size_t i = 0; i < count; i++)
        add_feature(it, feature_of(FEATURE_STRONG, texts[i]));
}

static bool is_known(const Question *it, Slice text)
{
    Feature feature = feature_of(FEATURE_TOKEN, text);
    for (size_t i = 0; i < it->word_count; i++)
        if (it->features.at[it->words[i].first] == feature)
            return true;
    return false;
}

void question_words(Question *it, Tokens tokens, size_t count)
{
    for (size_t i = 0; i < count && i < tokens.count; i++) {
        Group *group = is_known(it, tokens.at[i].text) ? NULL : add_word(it);
        if (group != NULL)
            add_alternatives(it, group, &tokens.at[i].text, 1);
    }
}

typedef struct TermTaker {
    Arena *arena;
    Slice *terms;
    size_t count, room;
} TermTaker;

static bool take_term(void *context, const Value *row, Faults *faults)
{
    TermTaker *it = context;
    (void)faults;
    if (it->count < it->room)
        it->terms[it->count++] = arena_copy(it->arena, row[0].bytes);
    return true;
}

bool question_terms(Question *it, Slice prefix, StatementId how, size_t limit, Slice **terms,
                    size_t *count)
{
    TermTaker taker = {it->arena, arena_array(it->arena, Slice, limit), 0, limit};
    // What begins so lies before the last character that there is, behind it.
    Slice end = arena_join(it->arena, prefix, S("\xF4\x8F\xBF\xBF"));
    Call call = {.sql = how,
                 .count = 3,
                 .values = {value_text(prefix), value_text(end), value_integer(limit)},
                 .row = take_term,
                 .context = &taker};
    if (!store_tables_ask(it->view.searcher->store, it->arena, &call, 1, it->faults))
        return false;
    *terms = taker.terms;
    *count = taker.count;
    return true;
}

// The terms of the dictionary are words as they were written; the index has their stems.
bool question_prefix(Question *it, Slice prefix)
{
    Slice *terms, *texts;
    size_t count, text_count = 0;
    Tokenizer *tokenizer = tokenizer_new(it->arena, it->faults);
    Group *group = add_word(it);
    if (group == NULL)
        return true;
    if (tokenizer == NULL ||
        !question_terms(it, prefix, SQL_SEARCH_TERMS_BEST, PREFIX_TERMS_MAX, &terms, &count))
        return false;
    texts = arena_array(it->arena, Slice, count + 1);
    for (size_t i = 0; i <= count; i++) { // the prefix itself is a word, perhaps
        Slice term = i < count ? terms[i] : prefix;
        Tokens tokens = tokens_read(tokenizer, it->arena, term, TOKENS_TO_FIND);
        if (tokens.count == 1)
            texts[text_count++] = tokens.at[0].text;
    }
    add_alternatives(it, group, texts, text_count);
    return true;
}

static Group *add_condition(Question *it)
{
    Group *group = &it->conditions[it->condition_count++];
    *group = (Group){.first = it->features.count};
    return group;
}

static void add_filter(Question *it, Slice name, Slice value)
{
    it->conditions[it->condition_count - 1].count++;
    add_feature(it, feature_of_pair(FEATURE_FACET, name, value));
}

// Filters of one name are one group, whatever their order.
static void add_filters(Question *it)
{
    const SearchQuery *query = it->query;
    for (size_t i = 0; i < query->filter_count && i < SEARCH_FILTERS_MAX; i++) {
        bool is_first = true;
        for (size_t k = 0; k < i; k++)
            is_first &= !slice_equal(query->filters[k].name, query->filters[i].name);
        if (!is_first)
            continue;
        add_condition(it);
        for (size_t k = i; k < query->filter_count && k < SEARCH_FILTERS_MAX; k++)
            if (slice_equal(query->filters[k].name, query->filters[i].name))
                add_filter(it, query->filters[k].name, query->filters[k].value);
    }
}

void readers_add(FeatureList *list, const Slice *readers, size_t count)
{
    for (size_t i = 0; i < count && i < READERS_PER_RECORD_MAX; i++)
        features_add(list, feature_of(FEATURE_READER, readers[i]));
}

void question_conditions(Question *it)
{
    const SearchQuery *query = it->query;
    add_condition(it)->count = 1;
    add_feature(it, feature_all());
    if (query->register_name.len > 0) {
        add_condition(it);
        add_filter(it, S("register"), query->register_name);
    }
    add_filters(it);
    if (query->sees_all)
        return;
    Group *group = add_condition(it);
    readers_add(&it->features, &S("*"), 1);
    readers_add(&it->features, query->readers, query->reader_count);
    group->count = it->features.count - group->first;
}

void question_count(Question *it, Slice name, Slice value, Feature feature)
{
    if (it->counted_count == it->counted_room) {
        size_t more = it->counted_room > 0 ? 2 * it->counted_room : 64;
        it->counted = arena_resize(it->arena, it->counted, it->counted_room * sizeof *it->counted,
                                   more * sizeof *it->counted);
        it->counted_room = more;
    }
    it->counted[it->counted_count++] = (CountedValue){name, value, add_feature(it, feature), 0};
}

// ---- Records ----

static void group_bits(const Question *it, const Group *group, size_t shift, uint32_t chunk,
                       Bits *bits)
{
    *bits = (Bits){0};
    for (size_t i = 0; i < group->count; i++)
        view_bits(&it->view, &it->postings[group->first + shift + i], chunk, bits);
}

// Which records of a chunk are hits.
static void find_hits(const Question *it, uint32_t chunk, Bits *hits)
{
    Bits group;
    memset(hits, it->is_loose ? 0 : 0xFF, sizeof *hits);
    for (size_t i = 0; i < it->word_count; i++) {
        group_bits(it, &it->words[i], 0, chunk, &group);
        for (size_t k = 0; k < CHUNK_WORDS; k++)
            hits->at[k] = it->is_loose ? hits->at[k] | group.at[k] : hits->at[k] & group.at[k];
    }
    for (size_t i = 0; i < it->condition_count; i++) {
        group_bits(it, &it->conditions[i], 0, chunk, &group);
        bits_and(hits, &group);
    }
}

static void add_scores(const Bits *hits, const Bits *group, int64_t weight, int64_t *scores)
{
    for (size_t i = 0; i < CHUNK_WORDS; i++)
        for (uint64_t word = hits->at[i] & group->at[i]; word != 0; word &= word - 1)
            scores[i * 64 + (size_t)__builtin_ctzll(word)] += weight;
}

// What all hits have alike makes no difference: that is asked only where they have not.
static void score(const Question *it, uint32_t chunk, const Bits *hits, int64_t *scores)
{
    Bits group;
    memset(scores, 0, CHUNK_DOCS * sizeof *scores);
    if (it->query->order == ORDER_NEWEST)
        return;
    for (size_t i = 0; i < it->word_count; i++) {
        const Group *word = &it->words[i];
        if (it->is_loose) {
            group_bits(it, word, 0, chunk, &group);
            add_scores(hits, &group, word->weight, scores);
        }
        group_bits(it, word, word->count, chunk, &group);
        add_scores(hits, &group, word->weight, scores);
    }
}

static bool is_better(const Best *a, const Best *b)
{
    return a->score != b->score ? a->score > b->score : a->doc > b->doc;
}

static void keep_best(Question *it, Best one)
{
    if (it->has_after && !is_better(&it->after, &one))
        return;
    if (it->best_count == it->limit) {
        if (it->limit == 0 || !is_better(&one, &it->best[it->limit - 1]))
            return;
        it->best_count--;
    }
    size_t at = it->best_count++;
    for (; at > 0 && is_better(&one, &it->best[at - 1]); at--)
        it->best[at] = it->best[at - 1];
    it->best[at] = one;
}

static void keep_chunk(Question *it, uint32_t chunk, const Bits *hits, const int64_t *scores)
{
    for (size_t i = CHUNK_WORDS; i-- > 0;)
        for (uint64_t word = hits->at[i]; word != 0;) {
            int bit = 63 - __builtin_clzll(word);
            size_t doc = i * 64 + (size_t)bit;
            word &= ~((uint64_t)1 << bit);
            keep_best(it, (Best){scores[doc], (uint64_t)chunk * CHUNK_DOCS + doc});
        }
}

static void go_through(Question *it)
{
    int64_t *scores = arena_array(it->arena, int64_t, CHUNK_DOCS);
    Bits hits;
    for (uint32_t chunk = view_chunks(&it->view); chunk-- > 0;) {
        find_hits(it, chunk, &hits);
        size_t count = bits_count(&hits);
        if (count == 0)
            continue;
        it->total += count;
        for (size_t i = 0; i < it->counted_count; i++)
            it->counted[i].count +=
                view_count(&it->view, &it->postings[it->counted[i].feature], chunk, &hits);
        if (it->limit == 0)
            continue;
        score(it, chunk, &hits, scores);
        keep_chunk(it, chunk, &hits, scores);
    }
}

static void weigh(Question *it)
{
    for (size_t i = 0; i < it->word_count; i++) {
        Group *word = &it->words[i];
        uint64_t records = 0;
        for (size_t k = 0; k < word->count; k++)
            records += view_total(&it->view, &it->postings[word->first + k]);
        double rarity = log(1 + (double)it->view.state.docs / ((double)records + 1));
        word->weight = 1 + llround(1000 * rarity);
    }
}

bool question_ask(Question *it)
{
    it->best = arena_array(it->arena, Best, it->limit + 1);
    if (!view_load(&it->view, it->features.at, it->features.count, &it->postings, it->faults))
        return false;
    weigh(it);
    go_through(it);
    it->is_loose = it->total == 0 && it->word_count > 1;
    if (it->is_loose)
        go_through(it);
    return true;
}

// ---- Hits ----

bool readers_let(Slice kept, Slice owner, const Slice *readers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(owner, readers[i]))
            return true;
    while (kept.len > 0) {
        Slice name = slice_cut(&kept, '\n');
        if (slice_equal(name, S("*")))
            return true;
        for (size_t i = 0; i < count; i++)
            if (slice_equal(name, readers[i]))
                return true;
    }
    return false;
}

typedef struct HitTaker {
    Question *question;
    SearchHit *hit;
    bool is_there;
} HitTaker;

static bool take_hit(void *context, const Value *row, Faults *faults)
{
    HitTaker *it = context;
    const SearchQuery *query = it->question->query;
    Arena *arena = it->question->arena;
    (void)faults;
    if (!query->sees_all &&
        !readers_let(row[5].bytes, row[1].bytes, query->readers, query->reader_count))
        return true;
    it->is_there = true;
    it->hit->owner = arena_copy(arena, row[1].bytes);
    it->hit->register_name = arena_copy(arena, row[2].bytes);
    it->hit->id = arena_copy(arena, row[3].bytes);
    it->hit->title = arena_copy(arena, row[4].bytes);
    return true;
}

bool question_hits(Question *it, SearchHit **hits, size_t *count)
{
    size_t found = it->best_count, kept = 0;
    SearchHit *at = *hits = arena_array(it->arena, SearchHit, found);
    HitTaker *takers = arena_array(it->arena, HitTaker, found);
    Call *calls = arena_array(it->arena, Call, found);
    for (size_t i = 0; i < found; i++) {
        at[i].score = it->best[i].score;
        takers[i] = (HitTaker){it, &at[i], false};
        calls[i] = (Call){.sql = SQL_SEARCH_DOC_AT,
                          .count = 1,
                          .values = {value_integer(it->best[i].doc)},
                          .row = take_hit,
                          .context = &takers[i]};
    }
    if (found > 0 &&
        !store_tables_ask(it->view.searcher->store, it->arena, calls, found, it->faults))
        return false;
    for (size_t i = 0; i < found; i++)
        if (takers[i].is_there)
            at[kept++] = at[i];
    *count = kept;
    return true;
}
