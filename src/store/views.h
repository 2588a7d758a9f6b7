// What follows from entries: records, facets, counts, keys. In memory; batches load and write them,
// `verify` compares them with the tables. Views can only come about by views_apply().
#pragma once

#include "base/table.h"
#include "store/store.h"

// A record as it was loaded, and as the entries leave it.
typedef struct Slot {
    Slice owner, register_name, id;
    bool was_there, is_there;
    Record was, is;
    uint64_t content_index; // of `is`: the entry that has its content
    bool is_touched;
    uint64_t erased; // the index of the last entry that erased it; 0: none
    size_t seen;     // `verify`: its facets' rows that were met
} Slot;

typedef struct KeySlot {
    Slice owner, key;
    bool is_there;
    uint64_t index;
    unsigned count;
    Entry entry; // the first of the group, with its slip unless that was erased
    bool is_seen;
} KeySlot;

// How often a facet occurs, or what an amount adds up to.
typedef struct Tally {
    FacetKind kind;
    int64_t change;
    bool is_seen;
} Tally;

typedef struct Views {
    Arena *arena;
    Table *slot_names, *key_names, *tally_names;
    Slot **slots; // by the number of their name
    KeySlot **keys;
    Tally *tallies;
    size_t slot_room, key_room, tally_room;
} Views;

Views views_new(Arena *arena, size_t expected);

// The same for the same names, which must live as long as the views.
Slot *views_slot(Views *views, Slice owner, Slice register_name, Slice id);
KeySlot *views_key(Views *views, Slice owner, Slice key);
// NULL of what is not counted.
Tally *views_tally(Views *views, Slice owner, Slice register_name, const Facet *facet);
size_t views_slot_count(const Views *views);
size_t views_key_count(const Views *views);
size_t views_tally_count(const Views *views);

// Whether the entry can come next for its record: version, state before.
bool views_accept(Views *views, const Entry *entry, Faults *faults);
void views_apply(Views *views, const Entry *entry);
