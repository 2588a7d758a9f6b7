// SPDX-License-Identifier: Apache-2.0
// The questions that people ask: what there is, and how a word may go on.

#include "search/question.h"

#include <stdio.h>
#include <stdlib.h>

enum { LIMIT_DEFAULT = 20, WORD_CANDIDATES = 32, TITLES_MAX = 6, CURSOR_MAX = 48 };

// ---- Pages ----

static Slice cursor_write(Arena *arena, const Best *last)
{
    return arena_print(arena, "%lld.%llu", (long long)last->score, (unsigned long long)last->doc);
}

// What is no cursor of ours begins at the beginning.
static void cursor_read(Slice text, Question *it)
{
    char copy[CURSOR_MAX];
    long long score;
    unsigned long long doc;
    if (text.len == 0 || text.len >= sizeof copy)
        return;
    memcpy(copy, text.at, text.len);
    copy[text.len] = '\0';
    it->has_after = sscanf(copy, "%lld.%llu", &score, &doc) == 2;
    if (it->has_after)
        it->after = (Best){score, doc};
}

// ---- Words ----

static bool read_tokens(Question *it, Tokens *tokens)
{
    Tokenizer *tokenizer = tokenizer_new(it->arena, it->faults);
    if (tokenizer == NULL)
        return false;
    *tokens = tokens_read(tokenizer, it->arena, slice_part(it->query->text, 0, SEARCH_QUERY_MAX),
                          TOKENS_TO_FIND);
    return true;
}

// Whether the last of the tokens may go on: it is a word or a code, and nothing stands behind it.
static bool is_unfinished(const Question *it, const Tokens *tokens)
{
    const Token *last = &tokens->at[tokens->count - 1];
    return it->query->is_typing && tokens->count > 0 && last->kind <= TOKEN_CODE &&
           last->end == it->query->text.len;
}

static bool add_words(Question *it)
{
    Tokens tokens;
    if (!read_tokens(it, &tokens))
        return false;
    bool has_prefix = tokens.count > 0 && is_unfinished(it, &tokens);
    question_words(it, tokens, tokens.count - has_prefix);
    return !has_prefix || question_prefix(it, tokens.at[tokens.count - 1].word);
}

// ---- Finding ----

static bool add_counted(Question *it)
{
    const SearchQuery *query = it->query;
    for (size_t i = 0; i < query->counted_count && i < SEARCH_COUNTED_MAX; i++) {
        Slice prefix = facet_term(it->arena, query->counted[i], S("")), *terms;
        size_t count;
        if (!question_terms(it, prefix, SQL_SEARCH_TERMS, SEARCH_VALUES_MAX, &terms, &count))
            return false;
        for (size_t k = 0; k < count; k++) {
            Slice value = slice_part(terms[k], prefix.len, terms[k].len);
            question_count(it, query->counted[i], value,
                           feature_of_pair(FEATURE_FACET, query->counted[i], value));
        }
    }
    return true;
}

typedef struct Finding {
    Question question;
    SearchHits *hits;
} Finding;

// Names keep the order in which they were asked for: it is that of the features.
static int compare_counted(const void *a, const void *b)
{
    const CountedValue *one = a, *other = b;
    if (!slice_equal(one->name, other->name))
        return (one->feature > other->feature) - (one->feature < other->feature);
    if (one->count != other->count)
        return one->count < other->count ? 1 : -1;
    return slice_compare(one->value, other->value);
}

static void tell_counts(Question *it, SearchHits *hits)
{
    Count *counts = arena_array(it->arena, Count, it->counted_count);
    if (it->counted_count > 0)
        qsort(it->counted, it->counted_count, sizeof *it->counted, compare_counted);
    for (size_t i = 0; i < it->counted_count; i++)
        if (it->counted[i].count > 0)
            counts[hits->count_count++] =
                (Count){it->counted[i].name, it->counted[i].value, it->counted[i].count};
    hits->counts = counts;
}

static bool find(void *context)
{
    Finding *finding = context;
    Question *it = &finding->question;
    SearchHits *hits = finding->hits;
    size_t limit = it->query->limit == 0                 ? LIMIT_DEFAULT
                   : it->query->limit > SEARCH_LIMIT_MAX ? SEARCH_LIMIT_MAX
                                                         : it->query->limit;
    SearchHit *at;
    it->limit = limit + 1; // whether there is a next page
    cursor_read(it->query->after, it);
    if (!add_words(it))
        return false;
    question_conditions(it);
    if (!add_counted(it) || !question_ask(it))
        return false;
    bool has_more = it->best_count > limit;
    it->best_count -= has_more;
    if (!question_hits(it, &at, &hits->count))
        return false;
    hits->at = at;
    // What the page left out after all (two texts of one number) is no hit.
    hits->total = it->total - (it->best_count - hits->count);
    hits->is_loose = it->is_loose && it->total > 0;
    hits->next = has_more ? cursor_write(it->arena, &it->best[limit - 1]) : S("");
    tell_counts(it, hits);
    return true;
}

// Runs `work` with the question's view open, whatever is raised within.
static bool ask(Searcher *searcher, Question *it, bool work(void *context), void *context)
{
    if (it->query->text.len > 0 && it->query->text.at == NULL)
        return fault_add(it->faults, FAULT_USAGE, 0, 0, "a text that is nowhere");
    if (!search_catch_up(searcher, it->faults) ||
        !view_open(&it->view, searcher, it->arena, it->faults))
        return false;
    bool is_good = guard_run(arena_guard(it->arena), work, context, it->faults);
    view_close(&it->view);
    return is_good;
}

bool search_find(Searcher *searcher, Arena *arena, const SearchQuery *query, SearchHits *hits,
                 Faults *faults)
{
    Finding *it = arena_array(arena, Finding, 1);
    *hits = (SearchHits){0};
    it->question =
        (Question){.query = query, .arena = arena, .faults = faults, .features = {.arena = arena}};
    it->hits = hits;
    return ask(searcher, &it->question, find, it);
}

// ---- Suggesting ----

typedef struct Suggesting {
    Question words, titles;
    Suggestion *suggestions;
    size_t count;
} Suggesting;

static void start_question(Question *it, const Question *like)
{
    *it = (Question){.query = like->query,
                     .arena = like->arena,
                     .faults = like->faults,
                     .view = like->view,
                     .features = {.arena = like->arena}};
}

static int compare_by_count(const void *a, const void *b)
{
    const CountedValue *one = a, *other = b;
    if (one->count != other->count)
        return one->count < other->count ? 1 : -1;
    return slice_compare(one->value, other->value);
}

// Words that begin as the last does, counted among the records that have the words before it.
static bool suggest_words(Suggesting *it, const Tokens *tokens)
{
    Question *question = &it->words;
    const Token *last = &tokens->at[tokens->count - 1];
    Tokenizer *tokenizer = tokenizer_new(question->arena, question->faults);
    Slice *terms;
    size_t count;
    if (tokenizer == NULL || !question_terms(question, last->word, SQL_SEARCH_TERMS_BEST,
                                             WORD_CANDIDATES, &terms, &count))
        return false;
    question_words(question, *tokens, tokens->count - 1);
    question_conditions(question);
    for (size_t i = 0; i < count; i++) {
        Tokens own = tokens_read(tokenizer, question->arena, terms[i], TOKENS_TO_FIND);
        if (own.count == 1)
            question_count(question, S(""), terms[i], feature_of(FEATURE_TOKEN, own.at[0].text));
    }
    if (!question_ask(question))
        return false;
    if (question->counted_count > 0 && !question->is_loose)
        qsort(question->counted, question->counted_count, sizeof *question->counted,
              compare_by_count);
    for (size_t i = 0; i < question->counted_count && it->count < SUGGESTIONS_MAX - TITLES_MAX; i++)
        if (question->counted[i].count > 0)
            it->suggestions[it->count++] = (Suggestion){.text = question->counted[i].value,
                                                        .count = question->counted[i].count};
    return true;
}

static bool suggest_titles(Suggesting *it)
{
    Question *question = &it->titles;
    SearchHit *hits;
    size_t count;
    question->limit = TITLES_MAX;
    if (!add_words(question))
        return false;
    if (question->word_count == 0)
        return true;
    question_conditions(question);
    if (!question_ask(question) || !question_hits(question, &hits, &count))
        return false;
    for (size_t i = 0; i < count && !question->is_loose; i++)
        it->suggestions[it->count++] = (Suggestion){hits[i].title, hits[i].owner,
                                                    hits[i].register_name, hits[i].id, .count = 1};
    return true;
}

static bool suggest(void *context)
{
    Suggesting *it = context;
    Tokens tokens;
    start_question(&it->titles, &it->words);
    if (!read_tokens(&it->words, &tokens))
        return false;
    if (tokens.count > 0 && is_unfinished(&it->words, &tokens) && !suggest_words(it, &tokens))
        return false;
    return suggest_titles(it);
}

bool search_suggest(Searcher *searcher, Arena *arena, const SearchQuery *query,
                    const Suggestion **suggestions, size_t *count, Faults *faults)
{
    Suggesting *it = arena_array(arena, Suggesting, 1);
    SearchQuery *typing = arena_array(arena, SearchQuery, 1);
    *typing = *query;
    typing->is_typing = true;
    typing->after = S("");
    it->suggestions = arena_array(arena, Suggestion, SUGGESTIONS_MAX + TITLES_MAX);
    it->words =
        (Question){.query = typing, .arena = arena, .faults = faults, .features = {.arena = arena}};
    *suggestions = NULL;
    *count = 0;
    if (!ask(searcher, &it->words, suggest, it))
        return false;
    *suggestions = it->suggestions;
    *count = it->count;
    return true;
}
