// SPDX-License-Identifier: Apache-2.0
// What the window itself keeps of a record: facets that are found by, not counted (but the day on
// which the clock must look at it).
//
//     _created   2026-11-20              _round     2
//     _entered   2026-11-21              _reviewer  a person, each
//     _maker     key:…                   _consent   contact 2027-02-19, each
//     _declared  3                       _done      answer#0@2026-12-01:warn-0, each
//     _due       2026-12-01

#include "acts/internal.h"

uint64_t whole_number(Slice text)
{
    uint64_t number = 0;
    for (size_t i = 0; i < text.len && i < 18 && text.at[i] >= '0' && text.at[i] <= '9'; i++)
        number = number * 10 + (uint64_t)(text.at[i] - '0');
    return number;
}

static void add_consent(Known *known, Slice value)
{
    Slice id = slice_cut(&value, ' ');
    if (known->consent_count < KEPT_MAX)
        known->consents[known->consent_count++] = (ConsentGiven){id, value};
}

static void take(Known *known, const Facet *facet)
{
    Slice name = facet->name, value = facet->value;
    if (slice_equal(name, S("number")))
        known->number = value;
    else if (slice_equal(name, S("_created")))
        known->created = value;
    else if (slice_equal(name, S("_entered")))
        known->entered = value;
    else if (slice_equal(name, S("_maker")))
        known->maker = value;
    else if (slice_equal(name, S("_declared")))
        known->declared = (int64_t)whole_number(value);
    else if (slice_equal(name, S("_round")))
        known->round = whole_number(value);
    else if (slice_equal(name, S("_due")))
        known->due = value;
    else if (slice_equal(name, S("_consent")))
        add_consent(known, value);
    else if (slice_equal(name, S("_reviewer")) && known->reviewer_count < KEPT_MAX)
        known->reviewers[known->reviewer_count++] = value;
    else if (slice_equal(name, S("_done")) && known->mark_count < KEPT_MAX)
        known->marks[known->mark_count++] = value;
}

Known known_of(const Record *record)
{
    Known known = {.declared = 1};
    for (size_t i = 0; i < record->facet_count; i++)
        take(&known, &record->facets[i]);
    return known;
}

static void add(FacetList *facets, Slice name, Slice value)
{
    if (value.len > 0)
        facets_add(facets, &(Facet){.name = name, .value = value, .kind = FACET_REFERENCE});
}

static void add_number(FacetList *facets, Slice name, uint64_t number)
{
    if (number > 0)
        add(facets, name, arena_print(facets->arena, "%llu", (unsigned long long)number));
}

void known_add(const Known *known, FacetList *facets)
{
    add(facets, S("number"), known->number);
    add(facets, S("_created"), known->created);
    add(facets, S("_entered"), known->entered);
    add(facets, S("_maker"), known->maker);
    add_number(facets, S("_declared"), (uint64_t)known->declared);
    add_number(facets, S("_round"), known->round);
    for (size_t i = 0; i < known->consent_count; i++)
        add(facets, S("_consent"),
            arena_print(facets->arena, "%.*s%s%.*s", (int)known->consents[i].id.len,
                        known->consents[i].id.at, known->consents[i].until.len > 0 ? " " : "",
                        (int)known->consents[i].until.len, known->consents[i].until.at));
    for (size_t i = 0; i < known->reviewer_count; i++)
        add(facets, S("_reviewer"), known->reviewers[i]);
    for (size_t i = 0; i < known->mark_count; i++)
        add(facets, S("_done"), known->marks[i]);
    if (known->due.len > 0)
        facets_add(facets, &(Facet){.name = S("_due"), .value = known->due});
}

// Dates of one form compare as texts.
size_t known_consents(const Known *known, Arena *arena, Slice today, const Slice **ids)
{
    Slice *list = arena_array(arena, Slice, known->consent_count);
    size_t count = 0;
    for (size_t i = 0; i < known->consent_count; i++)
        if (known->consents[i].until.len == 0 ||
            slice_compare(today, known->consents[i].until) <= 0)
            list[count++] = known->consents[i].id;
    *ids = list;
    return count;
}
