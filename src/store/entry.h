// Entries of the journal: what is hashed for ever, and what may be erased by law.
//
//     leaf   lines of text: index, time, who, what, state, the SHA-256 of the slip
//     slip   lines of text: a salt, the hashes of the bodies, file name, facets, the client's key
//     body   the business content (JSON) and the original (bytes as they came)
//
// The leaf stays for ever; slip and bodies may be erased. The salt is why an erased slip cannot be
// guessed. Both texts are canonical: what is read is what would be written, or it is refused. The
// format is told in docs/journal.md.
#pragma once

#include "base/buffer.h"
#include "store/merkle.h"

enum {
    NAME_MAX_BYTES = 256, // of each name, id, state, key
    FACET_VALUE_MAX = 512,
    FACETS_MAX = 1000,
    SALT_SIZE = 16,
    LEAF_MAX = 65535, // C2SP tlog-tiles: entry bundles count in 16 bits
    SLIP_MAX = 1 << 20,
    GROUP_MAX = 1000, // writes that go together
};

// Of one record, either way. A sum of them cannot leave 64 bits before an owner has 900,000 records
// of this size under one value.
#define AMOUNT_MAX INT64_C(10000000000000)

typedef enum FacetKind {
    FACET_COUNTED,   // filtered and counted by
    FACET_REFERENCE, // found by, but not counted: numbers by which documents name each other
    FACET_AMOUNT,    // added up under its value: what a record gives to a statistic
} FacetKind;

// What a record is filtered, found or added up by.
typedef struct Facet {
    Slice name; // without blanks; `state` is made by the store
    Slice value;
    FacetKind kind;
    int64_t amount; // of FACET_AMOUNT: in whole units of what the statistic declares
} Facet;

static inline Facet facet_counted(Slice name, Slice value)
{
    return (Facet){name, value, FACET_COUNTED, 0};
}

static inline Facet facet_reference(Slice name, Slice value)
{
    return (Facet){name, value, FACET_REFERENCE, 0};
}

typedef struct Body {
    bool is_there; // the entry has one (it may have been erased since)
    Hash hash;
    uint64_t size;
} Body;

typedef struct Entry {
    // the leaf
    uint64_t index;
    int64_t time_ms; // UTC, since 1970; never goes back along the journal
    Slice actor, owner, register_name, record, action, deal;
    uint64_t version; // of the record, from 1
    Slice state_before, state;
    bool erases; // what earlier entries of the record said is erased by this one
    bool has_slip;
    Hash slip_hash;
    // the slip; empty where it was erased
    bool is_erased;
    uint8_t salt[SALT_SIZE];
    Body content, original;
    Slice media_type, file_name; // of the original
    bool has_facets;             // this entry said what the facets are (else they are as before)
    const Facet *facets;
    size_t facet_count;
    Slice key; // the client's idempotency key; on the first entry of its group
    Hash request;
    unsigned group; // how many entries were written with that key
} Entry;

// The leaf says the hash of the slip: write the slip first.
Slice slip_write(Arena *arena, const Entry *entry);
Slice leaf_write(Arena *arena, const Entry *entry);

// False with a fault where the text is not what would have been written. Slices point into `text`.
bool leaf_read(Arena *arena, Slice text, Entry *entry, Faults *faults);
bool slip_read(Arena *arena, Slice text, Entry *entry, Faults *faults);
// The order in which facets are written: by name, then by value. No two may be equal in both.
int facet_compare(const Facet *a, const Facet *b);
// The lines of facets alone, as views keep them.
Slice facets_write(Arena *arena, const Facet *facets, size_t count);
bool facets_read(Arena *arena, Slice text, const Facet **facets, size_t *count, Faults *faults);

// Whether `text` may stand in an entry: UTF-8 without control characters, 1 to `max` bytes.
bool entry_text_is_good(Slice text, size_t max);
