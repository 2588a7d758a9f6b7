// Envelopes: what a business document is often wrapped in. A rule set looks at the document;
// wrapped, none of its contexts would match, and nothing would be checked.
//
//     bytes ─► an archive? ─► documents ─► trees ─► an envelope? ─► its payloads, each a tree
#pragma once

#include "tree/tree.h"

typedef struct Envelope {
    const char *kind; // "SBDH", "SOAP" …; NULL: it is none
    const NodeId *payloads;
    size_t count; // may be 0: an empty envelope
} Envelope;

// What the document's root element is. The list lives in `arena`.
Envelope envelope_open(Arena *arena, const Tree *tree);

// A tree whose document node holds just that element. Places still refer to the source that `tree`
// was read from; namespaces that were declared outside of it hold on. `vocabulary` is that of
// `tree`, which must live as long.
Tree *tree_subdocument(Arena *arena, Vocabulary *vocabulary, const Tree *tree, NodeId element);
