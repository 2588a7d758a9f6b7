// SPDX-License-Identifier: Apache-2.0
// Finds the searches that a record answers.
//
// A search can only be answered by a record that has a feature of each of its groups. So each is
// kept under one group alone, the one whose features fewest searches ask for, and is looked at only
// when a record has one of those.

#include "search/waiting.h"

#include "search/question.h"

#include <stdlib.h>

typedef struct Needed { // a group: one of these features
    const Feature *at;
    size_t count;
} Needed;

typedef struct Asked {
    const Needed *groups;
    size_t count;
} Asked;

typedef struct Key {
    Feature feature;
    uint32_t query;
} Key;

struct Waiting {
    const Asked *queries;
    Key *keys; // by feature
    size_t key_count;
};

// ---- Making ----

static Needed needed_of(const Question *question, const Group *group)
{
    return (Needed){question->features.at + group->first, group->count};
}

// The same groups as search_find() has, the readers left out.
static Asked asked_of(Arena *arena, Tokenizer *tokenizer, const SearchQuery *query, Faults *faults)
{
    SearchQuery open = *query;
    open.sees_all = true;
    Question *it = arena_array(arena, Question, 1);
    *it =
        (Question){.query = &open, .arena = arena, .faults = faults, .features = {.arena = arena}};
    Tokens tokens =
        tokens_read(tokenizer, arena, slice_part(query->text, 0, SEARCH_QUERY_MAX), TOKENS_TO_FIND);
    question_words(it, tokens, tokens.count);
    question_conditions(it);
    Needed *groups = arena_array(arena, Needed, it->word_count + it->condition_count);
    size_t count = 0;
    for (size_t i = 0; i < it->word_count; i++)
        groups[count++] = needed_of(it, &it->words[i]);
    for (size_t i = 0; i < it->condition_count; i++)
        groups[count++] = needed_of(it, &it->conditions[i]);
    return (Asked){groups, count};
}

static int compare_keys(const void *a, const void *b)
{
    const Key *one = a, *other = b;
    if (one->feature != other->feature)
        return one->feature < other->feature ? -1 : 1;
    return (one->query > other->query) - (one->query < other->query);
}

static size_t first_key(const Key *keys, size_t count, Feature feature)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (keys[middle].feature < feature)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t keys_of(const Key *keys, size_t count, const Needed *group)
{
    size_t sum = 0;
    for (size_t i = 0; i < group->count; i++)
        sum += first_key(keys, count, group->at[i] + 1) - first_key(keys, count, group->at[i]);
    return sum;
}

static const Needed *rarest(const Key *keys, size_t count, const Asked *asked)
{
    const Needed *best = NULL;
    size_t fewest = SIZE_MAX;
    for (size_t i = 0; i < asked->count; i++) {
        size_t sum = keys_of(keys, count, &asked->groups[i]);
        if (sum < fewest) {
            fewest = sum;
            best = &asked->groups[i];
        }
    }
    return best;
}

static size_t add_keys(Key *keys, size_t count, const Needed *group, size_t query)
{
    for (size_t i = 0; i < group->count; i++)
        keys[count++] = (Key){group->at[i], (uint32_t)query};
    return count;
}

static size_t count_features(const Asked *queries, size_t count)
{
    size_t sum = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < queries[i].count; k++)
            sum += queries[i].groups[k].count;
    return sum;
}

const Waiting *waiting_new(Arena *arena, const SearchQuery *queries, size_t count, Faults *faults)
{
    Waiting *it = arena_array(arena, Waiting, 1);
    Asked *asked = arena_array(arena, Asked, count);
    Tokenizer *tokenizer = tokenizer_new(arena, faults);
    if (tokenizer == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        asked[i] = asked_of(arena, tokenizer, &queries[i], faults);
    size_t room = count_features(asked, count), all = 0;
    Key *every = arena_array(arena, Key, room); // to tell how rare they are
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < asked[i].count; k++)
            all = add_keys(every, all, &asked[i].groups[k], i);
    qsort(every, all, sizeof *every, compare_keys);
    it->queries = asked;
    it->keys = arena_array(arena, Key, room);
    for (size_t i = 0; i < count; i++)
        it->key_count = add_keys(it->keys, it->key_count, rarest(every, all, &asked[i]), i);
    qsort(it->keys, it->key_count, sizeof *it->keys, compare_keys);
    return it;
}

// ---- Asking ----

static bool has_one(FeatureSet features, const Needed *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (features_have(features, group->at[i]))
            return true;
    return false;
}

static bool has_all(FeatureSet features, const Asked *asked)
{
    for (size_t i = 0; i < asked->count; i++)
        if (!has_one(features, &asked->groups[i]))
            return false;
    return true;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return (one > other) - (one < other);
}

// A record may have several features of the group that a search is kept under.
static size_t each_once(uint32_t *numbers, size_t count)
{
    size_t kept = 0;
    if (count > 0)
        qsort(numbers, count, sizeof *numbers, compare_numbers);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || numbers[kept - 1] != numbers[i])
            numbers[kept++] = numbers[i];
    return kept;
}

bool waiting_ask(const Waiting *waiting, Arena *arena, const SearchDocument *document,
                 const uint32_t **found, size_t *count, Faults *faults)
{
    Tokenizer *tokenizer = tokenizer_new(arena, faults);
    *count = 0;
    if (tokenizer == NULL)
        return false;
    FeatureSet features = document_features(tokenizer, arena, document);
    uint32_t *numbers = NULL;
    size_t room = 0;
    for (size_t i = 0; i < features.count; i++) {
        size_t at = first_key(waiting->keys, waiting->key_count, features.at[i]);
        for (; at < waiting->key_count && waiting->keys[at].feature == features.at[i]; at++) {
            uint32_t query = waiting->keys[at].query;
            if (!has_all(features, &waiting->queries[query]))
                continue;
            if (*count == room) {
                size_t more = room > 0 ? 2 * room : 16;
                numbers =
                    arena_resize(arena, numbers, room * sizeof *numbers, more * sizeof *numbers);
                room = more;
            }
            numbers[(*count)++] = query;
        }
    }
    *count = each_once(numbers, *count);
    *found = numbers;
    return true;
}
