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

// ---- ZIP archives ----

typedef struct ZipEntry {
    Slice name, bytes;
} ZipEntry;

typedef struct ZipLimits { // 0 means the default
    size_t entries_max;    // documents; default 10,000
    size_t bytes_max;      // of all of them, unpacked; default 4 GiB
    size_t ratio_max;      // unpacked by packed size, of what is larger than 1 MB; default 1,000
} ZipLimits;

bool zip_is_archive(Slice bytes); // by its first bytes

// Unpacks all entries whose names end in .xml, of which there must be one. False with a fault where
// the archive is broken or a limit is reached. `limits` may be NULL.
bool zip_read_xml(Arena *arena, Slice bytes, const ZipLimits *limits, const ZipEntry **entries,
                  size_t *count, Faults *faults);
