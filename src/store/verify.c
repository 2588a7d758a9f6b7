// SPDX-License-Identifier: Apache-2.0
// Verification: everything is computed anew from the entries' texts, and compared with what lies
// beside.
//
//     leaf ─► hash ─► tree ─► root = checkpoint, signed
//      │       └─► as the entry's row and the tiles have it: names the entry that was touched
//      ├─► slip ─► bodies
//      └─► views in memory ─► the tables of views
//
// A finding does not end the work: what is wrong is told together, the first first.

#include "store/verify.h"

#include "store/facets.h"
#include "store/package.h"
#include "store/references.h"

#include <assert.h>

enum {
    ENTRIES_AT_ONCE = 64, // with their bodies
    LEVELS = TREE_LEVELS_MAX / TILE_HEIGHT + 1,
};
static_assert(TILE_WIDTH % ENTRIES_AT_ONCE == 0, "a step could complete two tiles of a level");

// The tile of each level that is being filled.
typedef struct Filling {
    uint64_t number;
    unsigned level, width;
    Hash hashes[TILE_WIDTH];
} Filling;

// What is waiting to be told erased by a later entry.
typedef struct Gap {
    Slot *slot;
    uint64_t index;
} Gap;

typedef struct Verifying {
    Store *store;
    Connection *connection;
    const VerifyOptions *options;
    VerifyReport *report;
    Faults *faults;
    Arena *arena;   // of the whole
    Arena *scratch; // of one step
    NoteKey *key;
    HeadTaker head;
    Checkpoint signed_head;
    Frontier frontier;
    int64_t time_ms;
    Checkpoint kept; // the older one
    bool has_kept;
    Filling tiles[LEVELS];
    Filling full[LEVELS]; // by the last step: at most one of each level
    unsigned full_count;
    uint64_t tile_count; // complete ones
    uint64_t references_missing;
    Views views;
    Slot **slot_at; // by the index of the first entry
    size_t slot_room;
    Gap *gaps;
    size_t gap_count, gap_room;
} Verifying;

// Keeps what is known best: the first range, and of two that overlap the narrower.
static void touch(Verifying *it, uint64_t first, uint64_t end)
{
    VerifyReport *report = it->report;
    bool is_later = first >= report->touched_end;
    bool is_wider = first <= report->touched && report->touched_end <= end;
    if (report->has_touched && (is_later || is_wider))
        return;
    report->has_touched = true;
    report->touched = first;
    report->touched_end = end;
}

// Notes what is wrong with an entry. False, as it is of fault_add.
static bool blame(Verifying *it, uint64_t index, const char *what)
{
    touch(it, index, index + 1);
    return fault_add(it->faults, FAULT_IO, 0, 0, "entry %llu was touched: %s",
                     (unsigned long long)index, what);
}

// The same, where other code has said what it is.
static bool blame_for(Verifying *it, uint64_t index, size_t faults_before)
{
    if (it->faults->count == faults_before)
        return true;
    Fault why = faults_before < FAULTS_KEPT ? it->faults->list[faults_before] : (Fault){0};
    it->faults->count = faults_before;
    return blame(it, index, why.text);
}

static bool progress(const Verifying *it, const char *step, uint64_t done, uint64_t total)
{
    return it->options->progress == NULL ||
           it->options->progress(it->options->context, step, done, total) ||
           fault_add(it->faults, FAULT_USAGE, 0, 0, "the work was stopped");
}

// ---- Tiles ----

typedef struct TileCheck {
    const Filling *expected;
    bool is_there;
    unsigned bad; // the first hash that differs; TILE_WIDTH: none
} TileCheck;

static bool compare_tile(void *context, const Value *row, Faults *faults)
{
    TileCheck *it = context;
    (void)faults;
    it->is_there = true;
    Slice hashes = row[0].bytes;
    for (it->bad = 0; it->bad < TILE_WIDTH; it->bad++)
        if (hashes.len != TILE_WIDTH * HASH_SIZE ||
            memcmp(hashes.at + it->bad * HASH_SIZE, it->expected->hashes[it->bad].at, HASH_SIZE) !=
                0)
            break;
    return true;
}

static void check_tile(Verifying *it, const Filling *filling)
{
    unsigned level = filling->level;
    TileCheck check = {.expected = filling, .bad = TILE_WIDTH};
    Call call = {.sql = SQL_TILE, .count = 2, .row = compare_tile, .context = &check};
    call.values[0] = value_integer(level);
    call.values[1] = value_integer(filling->number);
    if (!it->store->engine->run(it->connection, &call, 1, it->faults))
        return;
    it->tile_count++;
    if (check.is_there && check.bad == TILE_WIDTH)
        return;
    unsigned shift = TILE_HEIGHT * level;
    uint64_t first = (filling->number * TILE_WIDTH + (check.is_there ? check.bad : 0)) << shift;
    fault_add(it->faults, FAULT_IO, 0, 0,
              "tile %u/%llu has another hash for entry %llu than the entry itself", level,
              (unsigned long long)filling->number, (unsigned long long)first);
    touch(it, first, first + (UINT64_C(1) << shift));
}

static void grow_tree(Verifying *it, Hash hash)
{
    frontier_add(&it->frontier, &hash);
    for (unsigned level = 0; level < LEVELS; level++) {
        Filling *filling = &it->tiles[level];
        filling->hashes[filling->width++] = hash;
        if (filling->width < TILE_WIDTH)
            return;
        filling->level = level;
        it->full[it->full_count++] = *filling;
        hash = tile_root(filling->hashes);
        filling->number++;
        filling->width = 0;
    }
}

// ---- Entries ----

// Texts of an entry that the views keep, in the arena that outlives the step.
static bool keep_entry(Verifying *it, const Addition *addition, Entry *entry)
{
    Faults *ignored = arena_array(it->scratch, Faults, 1);
    *entry = (Entry){0};
    bool is_good = leaf_read(it->arena, arena_copy(it->arena, addition->leaf), entry, ignored) &&
                   (addition->slip.at == NULL ||
                    slip_read(it->arena, arena_copy(it->arena, addition->slip), entry, ignored));
    entry->index = it->frontier.size; // whatever a touched leaf says
    return is_good;
}

static void add_gap(Verifying *it, Slot *slot, uint64_t index)
{
    enum { ROOM_AT_FIRST = 64 };
    if (it->gap_count == it->gap_room) {
        size_t room = it->gap_room > 0 ? 2 * it->gap_room : ROOM_AT_FIRST;
        it->gaps = arena_resize(it->arena, it->gaps, it->gap_room * sizeof *it->gaps,
                                room * sizeof *it->gaps);
        it->gap_room = room;
    }
    it->gaps[it->gap_count++] = (Gap){slot, index};
}

// By the index of the first entry, for the tables of views name records by it.
static void note_slot(Verifying *it, Slot *slot)
{
    enum { ROOM_AT_FIRST = 1024 };
    size_t at = (size_t)slot->is.number;
    size_t room = it->slot_room > 0 ? it->slot_room : ROOM_AT_FIRST;
    while (room <= at)
        room *= 2;
    if (room > it->slot_room) {
        it->slot_at = arena_resize(it->arena, it->slot_at, it->slot_room * sizeof(Slot *),
                                   room * sizeof(Slot *));
        memset(it->slot_at + it->slot_room, 0, (room - it->slot_room) * sizeof(Slot *));
        it->slot_room = room;
    }
    it->slot_at[at] = slot;
}

static void apply_entry(Verifying *it, const Addition *addition)
{
    Entry entry;
    size_t before = it->faults->count;
    if (!keep_entry(it, addition, &entry))
        return;
    views_accept(&it->views, &entry, it->faults);
    blame_for(it, entry.index, before);
    if (entry.time_ms < it->time_ms)
        blame(it, entry.index, "its time is before that of the entry before it");
    it->time_ms = entry.time_ms;
    Slot *slot = views_slot(&it->views, entry.owner, entry.register_name, entry.record);
    bool is_new = !slot->is_there;
    views_apply(&it->views, &entry);
    if (is_new)
        note_slot(it, slot);
    // The keys of what is erased go with it.
    if (entry.erases)
        slot->erased = entry.index;
    if (addition->entry.is_erased)
        add_gap(it, slot, entry.index);
}

enum {
    COLUMN_INDEX,
    COLUMN_LEAF,
    COLUMN_SLIP,
    COLUMN_CONTENT,
    COLUMN_ORIGINAL,
    COLUMN_HASH,
    COLUMN_OWNER,
    COLUMN_REGISTER,
    COLUMN_RECORD,
    COLUMN_DEAL,
};

static bool columns_agree(const Value *row, const Entry *entry)
{
    return slice_equal(row[COLUMN_OWNER].bytes, entry->owner) &&
           slice_equal(row[COLUMN_REGISTER].bytes, entry->register_name) &&
           slice_equal(row[COLUMN_RECORD].bytes, entry->record) &&
           slice_equal(row[COLUMN_DEAL].bytes, entry->deal);
}

static void check_entry(Verifying *it, uint64_t index, const Value *row)
{
    Addition addition = {.leaf = row[COLUMN_LEAF].bytes};
    Slice *const texts[] = {&addition.slip, &addition.content, &addition.original};
    for (int i = 0; i < 3; i++)
        if (row[COLUMN_SLIP + i].kind != VALUE_NULL)
            *texts[i] = row[COLUMN_SLIP + i].bytes;
    size_t before = it->faults->count;
    addition_check(it->scratch, &addition, SIZE_MAX - 1, it->faults);
    if (blame_for(it, index, before)) {
        it->report->bodies += (addition.content.at != NULL) + (addition.original.at != NULL);
        if (addition.entry.index != index)
            blame(it, index, "its leaf is that of another index");
        else if (!columns_agree(row, &addition.entry))
            blame(it, index, "its row names another record or deal than its leaf");
    }
    apply_entry(it, &addition);
}

// Where the tree is as large as one that was signed, it is that one.
static void check_roots(Verifying *it)
{
    uint64_t size = it->frontier.size;
    if (!(it->has_kept && size == it->kept.size) && size != it->signed_head.size)
        return;
    Hash root = frontier_root(&it->frontier);
    if (size == it->signed_head.size && !hash_equal(&root, &it->signed_head.root))
        fault_add(it->faults, FAULT_IO, 0, 0,
                  "the root of the %llu entries is not the one that was signed",
                  (unsigned long long)size);
    if (!it->has_kept || size != it->kept.size || hash_equal(&root, &it->kept.root))
        return;
    touch(it, 0, size);
    fault_add(
        it->faults, FAULT_IO, 0, 0,
        "the first %llu entries are not those of the checkpoint that was kept: the journal was "
        "written anew",
        (unsigned long long)size);
}

static bool take_entry(void *context, const Value *row, Faults *faults)
{
    Verifying *it = context;
    uint64_t index = it->frontier.size;
    if (index == it->head.head.frontier.size)
        return false; // what came since the head was read
    if ((uint64_t)row[COLUMN_INDEX].number != index) {
        touch(it, index, index + 1);
        return fault_add(faults, FAULT_IO, 0, 0, "entry %llu is missing",
                         (unsigned long long)index);
    }
    Hash hash = hash_leaf(row[COLUMN_LEAF].bytes);
    if (!slice_equal(row[COLUMN_HASH].bytes, hash_slice(&hash)))
        blame(it, index, "its leaf does not have the hash that lies beside it");
    check_entry(it, index, row);
    grow_tree(it, hash);
    check_roots(it);
    return true;
}

static bool step(Arena *scratch, void *context)
{
    Verifying *it = context;
    it->scratch = scratch;
    Call call = {.sql = SQL_ENTRIES_WHOLE, .count = 2, .row = take_entry, .context = it};
    call.values[0] = value_integer(it->frontier.size);
    call.values[1] = value_integer(ENTRIES_AT_ONCE);
    uint64_t before = it->frontier.size;
    it->store->engine->run(it->connection, &call, 1, it->faults);
    // Not while the rows come: a connection runs one thing at a time.
    for (unsigned i = 0; i < it->full_count; i++)
        check_tile(it, &it->full[i]);
    it->full_count = 0;
    return it->frontier.size > before;
}

static bool check_entries(Verifying *it)
{
    uint64_t total = it->head.head.frontier.size;
    bool goes_on = true;
    while (it->frontier.size < total && goes_on) {
        if (!progress(it, "entries", it->frontier.size, total))
            return false;
        goes_on = arena_run(0, step, it, it->faults);
    }
    it->report->entries = it->frontier.size;
    if (it->frontier.size == total)
        return true;
    touch(it, it->frontier.size, it->frontier.size + 1);
    return fault_add(it->faults, FAULT_IO, 0, 0, "the journal ends before entry %llu, not %llu",
                     (unsigned long long)it->frontier.size, (unsigned long long)total);
}

static void check_gaps(Verifying *it)
{
    for (size_t i = 0; i < it->gap_count; i++) {
        if (it->gaps[i].slot->erased > it->gaps[i].index)
            it->report->erased++;
        else
            blame(it, it->gaps[i].index, "its slip is gone, and no entry says that it was erased");
    }
}

// ---- The head ----

// Which complete subtree is another, where no entry alone is to blame.
static void narrow_down(Verifying *it)
{
    uint64_t first = 0, rest = it->frontier.size;
    const Frontier *kept = &it->head.head.frontier;
    for (unsigned i = 0; i < frontier_count(&it->frontier); i++) {
        uint64_t size = UINT64_C(1) << (63 - __builtin_clzll(rest));
        const VerifyReport *report = it->report;
        bool is_known = report->has_touched && report->touched < first + size;
        if (!is_known && !hash_equal(&it->frontier.roots[i], &kept->roots[i])) {
            touch(it, first, first + size);
            fault_add(it->faults, FAULT_IO, 0, 0, "one of the entries %llu to %llu was touched",
                      (unsigned long long)first, (unsigned long long)(first + size - 1));
        }
        first += size;
        rest -= size;
    }
}

// What was signed, before anything is read.
static void check_signature(Verifying *it)
{
    Slice body;
    const Head *head = &it->head.head;
    Checkpoint *signed_head = &it->signed_head;
    if (!note_open(head->checkpoint, it->key, &body, it->faults) ||
        !checkpoint_read(body, signed_head, it->faults))
        return;
    if (!slice_equal(signed_head->origin, slice_of(it->store->origin)))
        fault_add(it->faults, FAULT_IO, 0, 0, "the checkpoint is of another journal");
    // Of a store that is at work, or was killed at it, the last second may not be signed yet.
    if (signed_head->size > head->frontier.size)
        fault_add(it->faults, FAULT_IO, 0, 0,
                  "the head says %llu entries, the checkpoint was signed over %llu",
                  (unsigned long long)head->frontier.size, (unsigned long long)signed_head->size);
}

static void check_root(Verifying *it)
{
    const Head *head = &it->head.head;
    Hash root = frontier_root(&it->frontier);
    it->report->root = root;
    narrow_down(it);
    if (!hash_equal(&head->root, &root) || head->time_ms != it->time_ms)
        fault_add(it->faults, FAULT_IO, 0, 0,
                  "the head says another root or time than the entries");
}

// ---- Views ----

static bool distrust(Verifying *it, const char *view, Slice what)
{
    fault_add(
        it->faults, FAULT_IO, 0, 0,
        "the view of %s differs from the journal at %.*s: `madoguchi verify --rebuild` mends it",
        view, (int)what.len, what.at);
    return it->faults->count < FAULTS_KEPT; // who would read more?
}

static bool same_body(const Body *a, const Body *b)
{
    return a->is_there == b->is_there &&
           (!a->is_there || (a->size == b->size && hash_equal(&a->hash, &b->hash)));
}

static bool same_record(const Slot *slot, const Record *b, uint64_t content_index, Arena *arena)
{
    const Record *a = &slot->is;
    return a->number == b->number && a->version == b->version && a->index == b->index &&
           slice_equal(a->state, b->state) && slice_equal(a->deal, b->deal) &&
           a->created_ms == b->created_ms && a->changed_ms == b->changed_ms &&
           same_body(&a->content_body, &b->content_body) &&
           (!a->content_body.is_there || slot->content_index == content_index) &&
           slice_equal(facets_write(arena, a->facets, a->facet_count),
                       facets_write(arena, b->facets, b->facet_count));
}

static void add_tallies(Verifying *it, const Slot *slot)
{
    const Record *record = &slot->is; // its state is among its facets by now
    for (size_t i = 0; i < record->facet_count; i++) {
        const Facet *facet = &record->facets[i];
        Tally *tally = views_tally(&it->views, slot->owner, slot->register_name, facet);
        if (tally != NULL)
            tally->change += facet->kind == FACET_AMOUNT ? facet->amount : 1;
    }
}

// The tables of facets may lag behind; what they have of a record is then what is written beside
// it, and of one that came since, nothing.
static bool keep_shown(Verifying *it, Slot *slot, Slice shown)
{
    Faults *ignored = arena_array(it->scratch, Faults, 1);
    if (slot->is.index < it->head.head.shown &&
        !slice_equal(shown, facets_shown(it->scratch, &slot->is)))
        return false;
    slot->is.facet_count = 0;
    if (slot->is.number >= it->head.head.shown)
        return true;
    return facets_read(it->arena, arena_copy(it->arena, shown), &slot->is.facets,
                       &slot->is.facet_count, ignored);
}

static bool take_record(void *context, const Value *row, Faults *faults)
{
    enum { NAMES = 3, COLUMN_SHOWN = 11 };
    Verifying *it = context;
    Record record = {0};
    uint64_t content_index;
    ArenaMark mark = arena_mark(it->scratch);
    Slot *slot = NULL;
    (void)faults;
    Faults *ignored = arena_array(it->scratch, Faults, 1);
    if (record_take(it->scratch, row + NAMES, &record, &content_index, ignored))
        slot = record.number < it->slot_room ? it->slot_at[record.number] : NULL;
    Slice shown = row[NAMES + COLUMN_SHOWN].bytes;
    bool is_good =
        slot != NULL && slice_equal(slot->owner, row[0].bytes) &&
        slice_equal(slot->register_name, row[1].bytes) && slice_equal(slot->id, row[2].bytes) &&
        same_record(slot, &record, content_index, it->scratch) && keep_shown(it, slot, shown);
    if (is_good)
        slot->is_touched = false; // met
    if (is_good)
        add_tallies(it, slot);
    arena_release(it->scratch, mark);
    return is_good || distrust(it, "records", row[2].bytes);
}

static bool has_facet(const Facet *facets, size_t count, Slice name, Slice value)
{
    Facet facet = facet_counted(name, value);
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = facet_compare(&facet, &facets[middle]);
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

// Before the records are met, for they still are as the journal tells them.
static bool take_reference(void *context, const Value *row, Faults *faults)
{
    Verifying *it = context;
    uint64_t number = (uint64_t)row[5].number;
    Slot *slot = number < it->slot_room ? it->slot_at[number] : NULL;
    const Facet *references;
    (void)faults;
    if (slot == NULL)
        return distrust(it, "references", row[1].bytes);
    ArenaMark mark = arena_mark(it->scratch);
    size_t count = references_of(it->scratch, slot, &slot->is, &references);
    bool is_there = has_facet(references, count, row[0].bytes, row[1].bytes);
    arena_release(it->scratch, mark);
    if (!is_there || !slice_equal(slot->is.deal, row[2].bytes) ||
        !slice_equal(slot->owner, row[3].bytes) || !slice_equal(slot->register_name, row[4].bytes))
        return distrust(it, "references", row[1].bytes);
    it->references_missing--;
    return true;
}

static void count_references(Verifying *it)
{
    const Facet *references;
    for (size_t i = 0; i < views_slot_count(&it->views); i++) {
        ArenaMark mark = arena_mark(it->scratch);
        it->references_missing +=
            references_of(it->scratch, it->views.slots[i], &it->views.slots[i]->is, &references);
        arena_release(it->scratch, mark);
    }
}

static bool take_facet(void *context, const Value *row, Faults *faults)
{
    Verifying *it = context;
    uint64_t number = (uint64_t)row[4].number;
    Slot *slot = number < it->slot_room ? it->slot_at[number] : NULL;
    (void)faults;
    if (slot == NULL || !slice_equal(slot->owner, row[0].bytes) ||
        !slice_equal(slot->register_name, row[1].bytes) ||
        !has_facet(slot->is.facets, slot->is.facet_count, row[2].bytes, row[3].bytes))
        return distrust(it, "facets", row[3].bytes);
    slot->seen++;
    return true;
}

static bool meet_tally(Verifying *it, const Value *row, FacetKind kind, const char *view)
{
    Facet facet = {value_copy(it->arena, &row[2]), value_copy(it->arena, &row[3]), kind, 0};
    Tally *tally = views_tally(&it->views, value_copy(it->arena, &row[0]),
                               value_copy(it->arena, &row[1]), &facet);
    if (tally->change != row[4].number)
        return distrust(it, view, row[3].bytes);
    tally->is_seen = true;
    return true;
}

static bool take_tally(void *context, const Value *row, Faults *faults)
{
    (void)faults;
    return meet_tally(context, row, FACET_COUNTED, "counts");
}

static bool take_amount(void *context, const Value *row, Faults *faults)
{
    (void)faults;
    return meet_tally(context, row, FACET_AMOUNT, "amounts");
}

static bool key_is_erased(Verifying *it, const KeySlot *key)
{
    const Entry *entry = &key->entry;
    return views_slot(&it->views, entry->owner, entry->register_name, entry->record)->erased >
           key->index;
}

static bool take_key(void *context, const Value *row, Faults *faults)
{
    Verifying *it = context;
    KeySlot *key =
        views_key(&it->views, value_copy(it->arena, &row[0]), value_copy(it->arena, &row[1]));
    (void)faults;
    if (!key->is_there || key->index != (uint64_t)row[2].number ||
        key->count != (unsigned)row[3].number || key_is_erased(it, key))
        return distrust(it, "keys", row[1].bytes);
    key->is_seen = true;
    return true;
}

static bool take_tile(void *context, const Value *row, Faults *faults)
{
    Verifying *it = context;
    Hash hashes[TILE_WIDTH];
    Slice bytes = row[3].bytes;
    (void)faults;
    it->tile_count--; // complete ones were counted on the way up
    if (bytes.len != sizeof hashes)
        return distrust(it, "tiles", S("a tile"));
    memcpy(hashes, bytes.at, sizeof hashes);
    Hash root = tile_root(hashes);
    return slice_equal(row[2].bytes, hash_slice(&root)) || distrust(it, "tiles", S("a root"));
}

// Amounts are kept in sums only.
static size_t facet_rows(const Record *record)
{
    size_t count = 0;
    for (size_t i = 0; i < record->facet_count; i++)
        count += record->facets[i].kind != FACET_AMOUNT;
    return count;
}

// What the tables did not show.
static void check_missing(Verifying *it)
{
    for (size_t i = 0; i < views_slot_count(&it->views); i++) {
        const Slot *slot = it->views.slots[i];
        if (!slot->is_there)
            continue;
        if (slot->is_touched)
            distrust(it, "records", slot->id);
        else if (slot->seen != facet_rows(&slot->is))
            distrust(it, "facets", slot->id);
    }
    for (size_t i = 0; i < views_tally_count(&it->views); i++)
        if (!it->views.tallies[i].is_seen && it->views.tallies[i].change != 0)
            distrust(it, "counts", S("a value that is missing"));
    for (size_t i = 0; i < views_key_count(&it->views); i++) {
        KeySlot *key = it->views.keys[i];
        if (key->is_there && !key->is_seen && !key_is_erased(it, key))
            distrust(it, "keys", key->key);
    }
    if (it->references_missing != 0)
        distrust(it, "references", S("their number"));
    if (it->tile_count != 0)
        distrust(it, "tiles", S("their number"));
}

static bool check_views(Arena *scratch, void *context)
{
    Verifying *it = context;
    size_t before = it->faults->count;
    it->scratch = scratch;
    it->report->records = views_slot_count(&it->views);
    count_references(it);
    static const struct {
        const char *name;
        StatementId sql;
        RowSink *row;
    } views[] = {
        {"references", SQL_ALL_REFERENCES, take_reference},
        {"records", SQL_ALL_RECORDS, take_record},
        {"facets", SQL_ALL_FACETS, take_facet},
        {"counts", SQL_ALL_TALLIES, take_tally},
        {"amounts", SQL_ALL_AMOUNTS, take_amount},
        {"keys", SQL_ALL_KEYS, take_key},
        {"tiles", SQL_ALL_TILES, take_tile},
    };
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        if (!progress(it, views[i].name, i, sizeof views / sizeof *views))
            return false;
        Call call = {.sql = views[i].sql, .row = views[i].row, .context = it};
        it->store->engine->run(it->connection, &call, 1, it->faults);
    }
    if (it->faults->count == before)
        check_missing(it);
    return true;
}

// ---- The whole ----

static void free_key(void *key)
{
    note_key_free(key);
}

static bool prepare(Verifying *it)
{
    const char *verifier =
        it->options->verifier != NULL ? it->options->verifier : it->store->verifier;
    Slice body;
    it->key = note_key_read(slice_of(verifier), it->faults);
    if (it->key == NULL)
        return false;
    arena_defer(it->arena, free_key, it->key);
    it->has_kept = it->options->checkpoint.len > 0;
    return !it->has_kept || (note_open(it->options->checkpoint, it->key, &body, it->faults) &&
                             checkpoint_read(body, &it->kept, it->faults));
}

static bool read_head(Verifying *it)
{
    it->head = (HeadTaker){.arena = it->arena};
    Call calls[] = {{.sql = SQL_BEGIN_READ}, head_call(SQL_HEAD, &it->head)};
    if (!it->store->engine->run(it->connection, calls, 2, it->faults))
        return false;
    if (!it->head.is_there)
        return fault_add(it->faults, FAULT_IO, 0, 0, "the store has no head");
    if (it->has_kept && it->kept.size > it->head.head.frontier.size)
        return fault_add(it->faults, FAULT_IO, 0, 0,
                         "the journal has %llu entries, the checkpoint that was kept had %llu: "
                         "entries were taken away",
                         (unsigned long long)it->head.head.frontier.size,
                         (unsigned long long)it->kept.size);
    return true;
}

static bool check_journal(Verifying *it)
{
    it->views = views_new(it->arena, 0);
    if (!read_head(it))
        return false;
    check_signature(it);
    if (!check_entries(it))
        return false;
    check_gaps(it);
    check_root(it);
    return arena_run(0, check_views, it, it->faults);
}

static bool verify(Connection *connection, void *context, Faults *faults)
{
    Verifying *it = context;
    const Engine *engine = it->store->engine;
    it->connection = connection;
    (void)faults;
    if (!prepare(it))
        return false;
    it->report->is_begun = true;
    bool is_read = check_journal(it);
    // Last, for what an entry says of itself says more than that its page was touched.
    if (engine->inspect != NULL && progress(it, "file", 0, 1))
        engine->inspect(connection, it->faults);
    if (!is_read)
        return false;
    Call end = {.sql = SQL_ROLLBACK};
    return engine->run(connection, &end, 1, it->faults) && it->faults->count == 0;
}

static bool verify_with_arena(Arena *arena, void *context)
{
    Verifying *it = context;
    it->arena = arena;
    return store_read(it->store, arena, verify, it, it->faults);
}

bool store_verify(Store *store, const VerifyOptions *options, VerifyReport *report, Faults *faults)
{
    Verifying it = {.store = store, .options = options, .report = report, .faults = faults};
    *report = (VerifyReport){0};
    return arena_run(0, verify_with_arena, &it, faults) && faults->count == 0;
}
