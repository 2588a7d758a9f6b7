// What records are filtered, counted and found by: values of their content that the declaration
// names, and what the window itself knows of them.
//
//     "facets": ["seller.name", …]                    ─► seller.name = ACME      counted
//     "identifier": ["seller.vatId", "id"] or pattern ─► number = INV-17         found by
//     "references", "refers"                          ─► purchase-order = PO-4   found by
//     "party"                                         ─► _party = dalian-gear    found by
//
// Numbers by which documents name each other are references: found by, but not counted.
#pragma once

#include "register/declare.h"
#include "store/entry.h"

// Names that begin so are the window's own, and not shown with the record's.
#define FACET_OWN '_'

typedef struct FacetList {
    Arena *arena;
    Facet *list; // of FACETS_MAX
    size_t count;
} FacetList;

FacetList facets_new(Arena *arena);
// Once each; too many are left out, too long ones cut at a character.
void facets_add(FacetList *facets, const Facet *facet);
// All that follow from the content.
void facets_gather(FacetList *facets, const Declaration *declaration, const Json *content);

// The name of the facet by which records are found that name something in that field.
Slice facet_of_field(const Declaration *declaration, Slice path);
