// SPDX-License-Identifier: Apache-2.0
#include "search/features.h"

#include <stdlib.h>

enum { KIND_SHIFT = 44 };

// FNV-1a, its bits stirred at the end (the finalizer of MurmurHash3), for the upper ones are used.
static uint64_t hash_more(uint64_t hash, Slice text)
{
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.at[i]) * 0x100000001B3;
    return hash;
}

static Feature finish(FeatureKind kind, uint64_t hash)
{
    hash ^= hash >> 33;
    hash *= 0xFF51AFD7ED558CCD;
    hash ^= hash >> 33;
    hash *= 0xC4CEB9FE1A85EC53;
    hash ^= hash >> 33;
    return (Feature)kind << KIND_SHIFT | hash >> (64 - KIND_SHIFT);
}

static const uint64_t hash_start = 0xCBF29CE484222325;

Feature feature_of(FeatureKind kind, Slice text)
{
    return finish(kind, hash_more(hash_start, text));
}

Feature feature_of_pair(FeatureKind kind, Slice name, Slice value)
{
    uint64_t hash = hash_more(hash_more(hash_start, name), S("\x1F"));
    return finish(kind, hash_more(hash, value));
}

void features_add(FeatureList *list, Feature feature)
{
    if (list->count == list->room) {
        size_t more = list->room > 0 ? 2 * list->room : 128;
        list->at = arena_resize(list->arena, list->at, list->room * sizeof *list->at,
                                more * sizeof *list->at);
        list->room = more;
    }
    list->at[list->count++] = feature;
}

static int compare(const void *a, const void *b)
{
    Feature one = *(const Feature *)a, other = *(const Feature *)b;
    return (one > other) - (one < other);
}

FeatureSet features_sort(FeatureList *list)
{
    size_t kept = 0;
    if (list->count > 0)
        qsort(list->at, list->count, sizeof *list->at, compare);
    for (size_t i = 0; i < list->count; i++)
        if (kept == 0 || list->at[kept - 1] != list->at[i])
            list->at[kept++] = list->at[i];
    list->count = kept;
    return (FeatureSet){list->at, kept};
}

bool features_have(FeatureSet set, Feature feature)
{
    size_t low = 0, high = set.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (set.at[middle] < feature)
            low = middle + 1;
        else
            high = middle;
    }
    return low < set.count && set.at[low] == feature;
}

Slice features_write(Arena *arena, FeatureSet set)
{
    char *out = arena_take_raw(arena, set.count * FEATURE_BYTES + 1, 1);
    for (size_t i = 0; i < set.count; i++)
        for (int k = 0; k < FEATURE_BYTES; k++)
            out[i * FEATURE_BYTES + (size_t)k] = (char)(set.at[i] >> (8 * (FEATURE_BYTES - 1 - k)));
    return (Slice){out, set.count * FEATURE_BYTES};
}

FeatureSet features_read(Arena *arena, Slice bytes)
{
    size_t count = bytes.len / FEATURE_BYTES;
    Feature *at = arena_array(arena, Feature, count);
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < FEATURE_BYTES; k++)
            at[i] = at[i] << 8 | (unsigned char)bytes.at[i * FEATURE_BYTES + (size_t)k];
    return (FeatureSet){at, count};
}
