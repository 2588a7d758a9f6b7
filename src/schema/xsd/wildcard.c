// SPDX-License-Identifier: Apache-2.0
// Wildcards as sets of namespaces (part 1, 3.10.4, 3.10.6). The absent namespace is the empty uri.

#include "schema/xsd/components.h"

static bool has_uri(const Wildcard *set, Slice uri)
{
    for (size_t i = 0; i < set->uri_count; i++)
        if (slice_equal(set->uris[i], uri))
            return true;
    return false;
}

bool wildcard_allows(const Wildcard *wildcard, Slice uri)
{
    switch (wildcard->reach) {
    case REACH_ANY:
        return true;
    case REACH_NOT:
        return uri.len != 0 && !slice_equal(uri, wildcard->uris[0]);
    case REACH_SET:
        return has_uri(wildcard, uri);
    }
    return false;
}

bool wildcard_is_subset(const Wildcard *part, const Wildcard *whole)
{
    if (whole->reach == REACH_ANY)
        return true;
    if (part->reach == REACH_NOT)
        return whole->reach == REACH_NOT && slice_equal(part->uris[0], whole->uris[0]);
    if (part->reach == REACH_ANY)
        return false;
    for (size_t i = 0; i < part->uri_count; i++)
        if (!wildcard_allows(whole, part->uris[i]))
            return false;
    return true;
}

bool wildcards_overlap(const Wildcard *a, const Wildcard *b)
{
    if (a->reach != REACH_SET && b->reach != REACH_SET)
        return true;
    if (a->reach != REACH_SET)
        return wildcards_overlap(b, a);
    for (size_t i = 0; i < a->uri_count; i++)
        if (wildcard_allows(b, a->uris[i]))
            return true;
    return false;
}

static Slice *copy_uris(Arena *arena, const Wildcard *a, size_t more)
{
    Slice *uris = arena_array(arena, Slice, a->uri_count + more + 1);
    for (size_t i = 0; i < a->uri_count; i++)
        uris[i] = a->uris[i];
    return uris;
}

// cos-aw-union: false where the union can't be expressed.
bool wildcard_unite(Arena *arena, const Wildcard *a, const Wildcard *b, Wildcard *result)
{
    static const Slice absent = S_INIT("");
    *result = *a;
    if (a->reach == REACH_ANY || b->reach == REACH_ANY) {
        *result = (Wildcard){.reach = REACH_ANY, .process = a->process};
        return true;
    }
    if (a->reach == REACH_SET && b->reach == REACH_SET) {
        Slice *uris = copy_uris(arena, a, b->uri_count);
        for (size_t i = 0; i < b->uri_count; i++)
            if (!has_uri(a, b->uris[i]))
                uris[result->uri_count++] = b->uris[i];
        result->uris = uris;
        return true;
    }
    if (a->reach == REACH_NOT && b->reach == REACH_NOT) {
        if (slice_equal(a->uris[0], b->uris[0]))
            return true;
        result->uris = &absent;  // not(absent)
        result->uri_count = 1;
        return true;
    }
    const Wildcard *set = a->reach == REACH_SET ? a : b, *other = a->reach == REACH_SET ? b : a;
    bool has_excluded = has_uri(set, other->uris[0]), has_absent = has_uri(set, absent);
    result->reach = REACH_NOT;
    result->uris = other->uris;
    result->uri_count = 1;
    if (other->uris[0].len == 0) {
        if (has_absent)
            *result = (Wildcard){.reach = REACH_ANY, .process = a->process};
        return true;
    }
    if (has_excluded && has_absent)
        *result = (Wildcard){.reach = REACH_ANY, .process = a->process};
    else if (has_excluded)
        result->uris = &absent;
    else if (has_absent)
        return false;
    return true;
}

// cos-aw-intersect
bool wildcard_intersect(Arena *arena, const Wildcard *a, const Wildcard *b, Wildcard *result)
{
    *result = *a;
    if (a->reach == REACH_ANY || b->reach == REACH_ANY) {
        *result = a->reach == REACH_ANY ? *b : *a;
        result->process = a->process;
        return true;
    }
    if (a->reach == REACH_NOT && b->reach == REACH_NOT) {
        if (slice_equal(a->uris[0], b->uris[0]))
            return true;
        if (a->uris[0].len && b->uris[0].len)
            return false;
        result->uris = a->uris[0].len ? a->uris : b->uris;
        return true;
    }
    const Wildcard *set = a->reach == REACH_SET ? a : b, *other = a->reach == REACH_SET ? b : a;
    Slice *uris = arena_array(arena, Slice, set->uri_count + 1);
    result->reach = REACH_SET;
    result->uri_count = 0;
    for (size_t i = 0; i < set->uri_count; i++)
        if (wildcard_allows(other, set->uris[i]))
            uris[result->uri_count++] = set->uris[i];
    result->uris = uris;
    return true;
}
