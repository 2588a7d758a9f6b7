// Features: everything that a record is found, filtered, counted or matched by, as numbers.
//
//     kind (3 bits) | hash of its text (44 bits)       a feature
//     feature       | chunk (16 bits)                  the key of a row of postings
//
// A number has no dictionary to be looked up in, and all chunks of a feature lie side by side in
// the table. Two texts of one kind meet in one number once in some 10^13 pairs; what may be seen
// is therefore compared once more by its name before it is shown (query.c).
#pragma once

#include "base/buffer.h"

typedef uint64_t Feature;

typedef enum FeatureKind {
    FEATURE_TOKEN,  // of any field
    FEATURE_STRONG, // of a field that weighs more
    FEATURE_FACET,  // name and value, the register among them
    FEATURE_READER, // who may see it
    FEATURE_OFFER,  // what it is matched by: a side of a pair, a code, a concept, a word (match.h)
} FeatureKind;

enum { FEATURE_BITS = 47, CHUNK_BITS = 16, FEATURE_BYTES = 6 };

// The same on every machine and in every version: postings lie on disks.
Feature feature_of(FeatureKind kind, Slice text);
Feature feature_of_pair(FeatureKind kind, Slice name, Slice value); // name and value of a facet

static inline uint64_t feature_key(Feature feature, uint64_t chunk)
{
    return feature << CHUNK_BITS | chunk;
}

// ---- Sets: sorted, each once ----

typedef struct FeatureSet {
    const Feature *at;
    size_t count;
} FeatureSet;

typedef struct FeatureList { // that grows
    Arena *arena;
    Feature *at;
    size_t count, room;
} FeatureList;

void features_add(FeatureList *list, Feature feature);
FeatureSet features_sort(FeatureList *list);
bool features_have(FeatureSet set, Feature feature);

// As rows keep them, FEATURE_BYTES each.
Slice features_write(Arena *arena, FeatureSet set);
FeatureSet features_read(Arena *arena, Slice bytes); // a rest that is no whole feature is left out
